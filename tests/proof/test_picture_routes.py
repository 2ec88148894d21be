"""A withheld picture, and the words of a withheld text in a picture's file, get out by no route: built as an editor would."""

import base64
import shutil
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from publishkit.press.build import Build, build_issue
from publishkit.rights.pictures.keypoints import Look
from publishkit.rights.pictures.likeness import Gallery, fingerprints, looks_at
from publishkit.rights.pictures.parts import words_in
from publishkit.theme.load import bundled_themes
from tests.support.copies import landscape, saved
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

WITHHELD, OURS = landscape(3), landscape(11)
WORDS = (
    "The council voted on Tuesday night by nine votes to two to double the dues that every boat over six metres pays."
)
SMALL = saved(WITHHELD.resize((320, 213)), "JPEG", quality=60)
ADDRESS = f"data:image/jpeg;base64,{base64.b64encode(SMALL).decode()}"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def with_segment(marker: int, body: bytes) -> bytes:
    """Return our own picture as a JPEG with a block of an application's."""
    whole = saved(OURS, "JPEG")
    return whole[:2] + segment(marker, body) + whole[2:]


def thumbnail_in_exif() -> bytes:
    """Return our own picture with the withheld one as a camera keeps its thumbnail: in IFD1 (Exif 3.0, 4.6.3)."""
    small = saved(WITHHELD.resize((160, 107)), "JPEG")
    entries = ((0x103, 3, 6 << 16), (0x201, 4, 8 + 6 + 2 + 3 * 12 + 4), (0x202, 4, len(small)))
    rows = b"".join(pack(">HHII", tag, kind, 1, value) for tag, kind, value in entries)
    ifds = pack(">HI", 0, 8 + 6) + pack(">H", 3) + rows + pack(">I", 0)
    return with_segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + ifds + small)


def moving() -> bytes:
    out = BytesIO()
    OURS.save(out, "GIF", save_all=True, append_images=[WITHHELD], duration=400)
    return out.getvalue()


def collage() -> bytes:
    sheet = Image.new("RGB", (1800, 600))
    sheet.paste(OURS, (0, 0))
    sheet.paste(WITHHELD, (900, 0))
    return saved(sheet, "JPEG", quality=80)


def in_png(key: str, text: str, *, international: bool = False, packed: bool = False) -> bytes:
    info, out = PngInfo(), BytesIO()
    (info.add_itxt if international else info.add_text)(key, text, zip=packed)
    OURS.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def in_exif(tag: int, value: str | bytes, ifd: int = 0) -> bytes:
    exif, out = Image.Exif(), BytesIO()
    (exif.get_ifd(ifd) if ifd else exif)[tag] = value
    OURS.save(out, "JPEG", exif=exif)
    return out.getvalue()


def in_iptc() -> bytes:
    told = b"\x1c\x02\x78" + pack(">H", len(WORDS)) + WORDS.encode()
    told += bytes(len(told) % 2)
    return with_segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + pack(">I", len(told)) + told)


PACKET = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f"<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:description>{WORDS}</dc:description>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)
SHOWN = {
    "a-copy": ("jpg", SMALL),
    "mirrored-and-cut": ("jpg", saved(ImageOps.mirror(WITHHELD.crop((90, 60, 810, 540))), "JPEG", quality=60)),
    "half-of-a-collage": ("jpg", collage()),
}
HIDDEN = {
    "thumbnail": ("jpg", thumbnail_in_exif()),
    "second-frame": ("gif", moving()),
    "text-chunk": ("png", in_png("Description", WORDS)),
    "packed-text": ("png", in_png("Description", WORDS, international=True, packed=True)),
    "xmp-of-a-png": ("png", in_png("XML:com.adobe.xmp", PACKET, international=True)),
    "xmp-of-a-jpeg": ("jpg", with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PACKET.encode())),
    "user-comment": ("jpg", in_exif(0x9286, b"UNICODE\0" + WORDS.encode("utf-16-be"), 0x8769)),
    "image-description": ("jpg", in_exif(0x10E, WORDS)),
    "iptc-caption": ("jpg", in_iptc()),
    "comment": ("jpg", with_segment(0xFE, WORDS.encode())),
}
WRITTEN = {
    "an-image": f'<img alt="A view" src="{ADDRESS}">',
    "a-link": f"[A view]({ADDRESS})",
    "a-drawing": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 6"><image width="9" height="6" href="{ADDRESS}"/></svg>',
    "a-comment": f"<!-- {ADDRESS} -->",
}


def own(slug: str, body: str, files: dict[str, bytes] | None = None) -> SampleArticle:
    rights = {"status": "own", "credit_line": "Photograph: Bo Marl"}
    pictures = [{"file": file, "caption": "", "alt": "A view.", "rights": rights} for file in files or ()]
    return SampleArticle(slug=slug, body=body, pictures=pictures, files=files or {})


def showing(carriers: dict[str, tuple[str, bytes]]) -> list[SampleArticle]:
    """Return an article of our own for each carrier, which shows it."""
    return [
        own(slug, f"Our own words.\n\n![A view](images/view.{ending})", {f"images/view.{ending}": data})
        for slug, (ending, data) in carriers.items()
    ]


def built(root: Path, articles: list[SampleArticle], **over: Any) -> Build:
    """Build web pages of *articles*, and of a brief on a page whose picture and words are withheld."""
    brief = brief_article()
    brief.files = {"images/council-vote.png": saved(WITHHELD)}
    write_workspace(root, [*articles, brief], issue={"outputs": ["web"]}, **over)
    return build_issue(root, "2026-w47", lambda _: None)


def refused(made: Build) -> set[str]:
    """Return where the withheld picture is said to be; each finding names it."""
    found = [finding for finding in made.findings if finding.code in ("R111", "R113")]
    assert all("harbour-dues#img1" in finding.message for finding in found)
    return {(finding.where or "").removesuffix(" (embedded)") for finding in found}


def test_a_picture_that_shows_it_is_refused_by_name(tmp_path: Path) -> None:
    """A copy, a cut and mirrored one, one half of a collage; each as the picture of an article that is ours."""
    assert refused(built(tmp_path, showing(SHOWN))) == {f"web/images/{slug}-01.jpg" for slug in SHOWN}


def test_what_a_file_holds_beside_its_pixels_does_not_get_out(tmp_path: Path) -> None:
    """Thumbnails, further frames and words of others are left behind, and the edition is made."""
    made = built(tmp_path, showing(HIDDEN))
    assert [finding for finding in made.findings if finding.severity == "error"] == []
    pictures = [file.data for file in made.artifacts if file.name.startswith("web/images/") and "-01." in file.name]
    assert len(pictures) == len(HIDDEN)
    gallery = Gallery([("it", fingerprints(saved(WITHHELD)))])
    for data in pictures:
        assert "council voted" not in words_in(data)
        assert [gallery.resembled_by(look) for look in looks_at(data)] == [()]
    assert gallery.resembled_by(Look(WITHHELD)) == ("it",)


def test_a_copy_written_into_an_article_is_refused_by_name(tmp_path: Path) -> None:
    made = built(tmp_path, [own("low-water", f"Our own words.\n\n{WRITTEN['a-link']}\n\nAnd more.")])
    assert "web/index.html" in refused(made)


@pytest.mark.parametrize("carrier", ["an-image", "a-drawing", "a-comment"])
def test_a_copy_in_the_html_of_an_article_does_not_get_out(tmp_path: Path, carrier: str) -> None:
    """HTML is not printed, and named; a comment says nothing to anybody."""
    made = built(tmp_path, [own("low-water", f"Our own words.\n\n{WRITTEN[carrier]}\n\nAnd more.")])
    assert [file.name for file in made.artifacts if ADDRESS.encode()[:200] in file.data] == []
    assert ("A009" in {finding.code for finding in made.findings}) == (carrier != "a-comment")


@pytest.mark.parametrize(
    ("template", "added"),
    [
        ("web/style.css", f'body {{ background: url("{ADDRESS}") }}'),
        ("web/index.html", f'<img alt="" src="{ADDRESS}">'),
    ],
)
def test_a_theme_that_brings_it_is_refused_by_name(tmp_path: Path, template: str, added: str) -> None:
    theme = tmp_path / "themes" / "mine"
    place = theme / "templates" / template
    place.parent.mkdir(parents=True)
    (theme / "theme.toml").write_text('parent = "almanac"\n', "utf-8")
    shutil.copy(bundled_themes() / "almanac" / "templates" / template, place)
    text = place.read_text("utf-8")
    end = "{% endblock %}" if template.endswith("html") else ""
    place.write_text(text[: text.rindex(end)] + added + end if end else f"{text}\n{added}\n", "utf-8")
    made = built(tmp_path, [own("low-water", "Our own words.")], config={"theme": {"name": "mine"}})
    assert refused(made) == {f"web/{template.removeprefix('web/')}"}
