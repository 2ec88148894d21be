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
from publishkit.rights.likeness import fingerprints
from publishkit.rights.traces import shingles
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
