"""No byte, name, likeness or sentence of anything withheld gets out."""

import base64
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.proof.duties import prove
from publishkit.proof.reading import BuiltEdition
from publishkit.rights.copies.traces import shingles
from publishkit.rights.pictures.likeness import fingerprints
from tests.proof.hand import artifact, finished, page, web, withheld
from tests.support.edition_items import chart, shore, withheld_picture

BODY = "The council voted eleven to four on Tuesday night to fill the old basin with rubble from the northern quarry before spring."
PICTURE = withheld_picture().data


def codes(item: Withheld, readings: object) -> list[str]:
    return [finding.code for finding in prove((), (item,), readings).findings]  # type: ignore[arg-type] # a reading


def smaller(kind: str) -> bytes:
    """Return the withheld picture scaled and saved again."""
    out = BytesIO()
    with Image.open(BytesIO(PICTURE)) as picture:
        picture.resize((320, 180)).save(out, kind)
    return out.getvalue()


def test_the_very_bytes_are_found_under_any_name() -> None:
    item = withheld(sha256=(sha256(PICTURE).hexdigest(),))
    assert codes(item, web("x", web__images__a_jpg=PICTURE)) == ["R111"]
    assert codes(item, web("x", web__a_txt=PICTURE)) == ["R111"]
    assert codes(item, web("x", web__images__a_jpg=shore().screen.data)) == []


def test_a_picture_written_into_the_page_is_found() -> None:
    item = withheld(sha256=(sha256(PICTURE).hexdigest(),))
    embedded = f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(PICTURE).decode()}">'
    assert codes(item, web(embedded)) == ["R111"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_scaled_copy_is_found_by_its_looks(kind: str) -> None:
    item = withheld(fingerprints=fingerprints(PICTURE))
    assert codes(item, web("x", web__images__a_jpg=smaller(kind))) == ["R113"]


def moving(kind: str) -> bytes:
    """Return a picture of our own whose second frame is the withheld one."""
    out = BytesIO()
    with Image.open(BytesIO(PICTURE)) as picture:
        ours = Image.new("RGB", picture.size, "teal")
        ours.save(out, kind, save_all=True, append_images=[picture.convert("RGB")], duration=400)
    return out.getvalue()


def thumbnail() -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(PICTURE)) as picture:
        picture.resize((240, 135)).save(out, "JPEG")
    return out.getvalue()


def ours(kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 200), "teal").save(out, kind, **options)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def sprite() -> bytes:
    """Return a sheet with the withheld picture in its right half."""
    out = BytesIO()
    with Image.open(BytesIO(PICTURE)) as picture, Image.open(BytesIO(shore().screen.data)) as other:
        sheet = Image.new("RGB", (picture.width * 2, picture.height), "white")
        sheet.paste(other.resize(picture.size), (0, 0))
        sheet.paste(picture, (picture.width, 0))
        sheet.save(out, "PNG")
    return out.getvalue()


JPEG, SMALL = ours(), thumbnail()
LETTERED = base64.b64encode(SMALL)
CARRIERS = {
    "second frame of a GIF": moving("GIF"),
    "second frame of a WebP": moving("WEBP"),
    "second frame of a PNG": moving("PNG"),
    "thumbnail in EXIF": JPEG[:2] + segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + bytes(40) + SMALL) + JPEG[2:],
    "thumbnail of Photoshop": JPEG[:2]
    + segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x0c" + bytes(34) + SMALL)
    + JPEG[2:],
    "thumbnail in XMP": ours(
        xmp=b"<x:xmpmeta><xmpGImg:image>" + LETTERED.replace(b"A", b"&#xA;A", 3) + b"</xmpGImg:image></x:xmpmeta>"
    ),
    "thumbnail of a WebP": ours("WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08" + bytes(40) + SMALL),
    "behind the end of a JPEG": JPEG + smaller("JPEG"),
    "behind the end of a PNG": ours("PNG") + smaller("PNG"),
    "half of a sheet": sprite(),
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_picture_within_another_picture_is_found(carrier: str) -> None:
    """In a frame, a thumbnail, what was appended, one half of a sheet."""
    item = withheld(fingerprints=fingerprints(PICTURE))
    assert codes(item, web("x", web__a_jpg=CARRIERS[carrier])) == ["R113"]
    assert codes(item, web("x", web__a_jpg=ours(xmp=b"<x:xmpmeta/>"), web__b_png=ours("PNG"))) == []


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" src="data:image/png;base64,{}">',
        '<img alt="" src="data:;base64,{}">',
        '<img alt="" src="data:text/plain;base64,{}">',
        '<svg><image href="data:image/jpeg;base64,{}"/></svg>',
        '<svg><image xlink:href="data:image/jpeg;base64,{}"/></svg>',
        '<div style="background: url(data:image/jpeg;base64,{})">x</div>',
        "<style>p {{ background: url('data:image/jpeg;base64,{}') }}</style>",
        '<img alt="" srcset="data:image/jpeg;base64,{} 2x">',
        "<script>image.src = 'data:' + kind + ';base64,' + '{}'</script>",
        "<template><img src='data:image/jpeg;base64,{}'></template>",
        "<!-- data:image/jpeg;base64,{} -->",
    ],
)
def test_a_copy_written_into_a_page_is_found(body: str) -> None:
    item = withheld(fingerprints=fingerprints(PICTURE))
    assert codes(item, web(body.format(LETTERED.decode()))) == ["R113"]
    assert codes(item, web(body.format(base64.b64encode(ours()).decode()))) == []


def test_a_withheld_picture_that_moves_is_known_by_every_frame() -> None:
    item = withheld(fingerprints=fingerprints(moving("GIF")))
    assert codes(item, web("x", web__a_jpg=smaller("JPEG"))) == ["R113"]


def test_another_picture_is_left_in_peace() -> None:
    item = withheld(fingerprints=fingerprints(PICTURE), sha256=(sha256(PICTURE).hexdigest(),))
    assert codes(item, web("x", web__a_jpg=shore().screen.data, web__b_png=chart().screen.data)) == []


def test_a_blank_picture_is_not_taken_for_another_blank_one() -> None:
    blank = BytesIO()
    Image.new("RGB", (300, 200), "white").save(blank, "PNG")
    item = withheld(fingerprints=fingerprints(blank.getvalue()))
    assert codes(item, web("x", web__a_png=blank.getvalue())) == []


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" src="images/harbor-vote-01.jpg">',
        '<a href="https://cdn.example/x/Harbor-Vote-01.JPG?w=2">x</a>',
        '<img alt="" src="a.jpg" srcset="b.jpg 1x, c/harbor-vote-01.jpg 2x">',
        "<div style=\"background: url('harbor-vote-01.jpg')\">x</div>",
        '<p hidden><img alt="" src="harbor-vote-01.jpg"></p>',
    ],
)
def test_the_file_name_is_found_wherever_it_stands(body: str) -> None:
    item = withheld(names=("harbor-vote-01.jpg",))
    assert codes(item, web(body)) == ["R112"]
    assert codes(item, web(body.replace("01", "02"))) == []


def test_a_file_of_that_name_is_found() -> None:
    item = withheld(names=("harbor-vote-01.jpg",))
    assert codes(item, BuiltEdition([artifact("web/harbor-vote-01.jpg", b"other bytes")]).readings) == ["R112"]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{BODY}</p>",
        f"<p>{BODY.upper()}</p>",
        f"<p hidden>{BODY}</p>",
        f"<!-- {BODY} -->",
        f'<script type="application/ld+json">{{"articleBody": "{BODY}"}}</script>',
        f'<img src="a.jpg" alt="{BODY}">',
        f"<p>Low water{''.join(chr(0xE0000 + ord(c)) for c in BODY if c.isascii())}</p>",
        f"<p>Low water{''.join(chr(b + (0xFE00 if b < 16 else 0xE00F0)) for b in BODY.encode())}</p>",
        f'<p style="unicode-bidi:bidi-override;direction:rtl">{BODY[::-1]}</p>',
        f"<style>p {{ unicode-bidi: isolate-override; direction: rtl }}</style><p>{BODY[::-1]}</p>",
        f'<p><bdo dir="rtl">{BODY[::-1]}</bdo></p>',
        f"<p>\u202e{BODY[::-1]}\u202c</p>",
        "<p>He said the council voted <b>eleven to four</b> on Tuesday night to fill a hole.</p>",
    ],
)
def test_nine_words_of_a_withheld_text_are_found_seen_or_hidden(body: str) -> None:
    assert codes(withheld(shingles=shingles(BODY)), web(body)) == ["R114"]


def test_a_summary_in_other_words_is_left_in_peace() -> None:
    told = "<p>By eleven votes to four the basin is to be filled; the rubble comes from a quarry in the north.</p>"
    assert codes(withheld(shingles=shingles(BODY)), web(told)) == []


def test_a_format_it_is_cleared_for_is_left_in_peace() -> None:
    item = Withheld(
        asset_id="h#img1",
        article="h",
        channels=(Channel.PDF,),
        reasons=(),
        sentence="",
        sha256=(sha256(PICTURE).hexdigest(),),
    )
    assert codes(item, web("x", web__a_jpg=PICTURE)) == []


def test_an_attachment_of_the_mail_is_looked_at() -> None:
    message = (
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/html; charset=utf-8\n\n<p>x</p>\n"
        "--B\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(PICTURE).decode()}\n--B--\n"
    )
    item = withheld(sha256=(sha256(PICTURE).hexdigest(),))
    assert codes(item, finished(email_eml=message).readings) == ["R111"]


def test_the_finding_names_the_place_and_the_work() -> None:
    item = withheld(names=("harbor-vote-01.jpg",))
    readings = finished(web__index_html=page('<img alt="" src="harbor-vote-01.jpg">')).readings
    (finding,) = prove((), (item,), readings).findings
    assert finding.where == "web/index.html"
    assert finding.message == "names the withheld picture harbor-vote-01.jpg (harbor#img1)"
    assert finding.hint == "harbor#img1 is not cleared for web"


def test_withheld_words_in_a_picture_file_are_found() -> None:
    """A description in the file is shown by readers' programs and read by search engines."""
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", comment=BODY.encode())
    item = withheld(shingles=shingles(BODY))
    assert codes(item, web("x", web__a_jpg=out.getvalue())) == ["R114"]
