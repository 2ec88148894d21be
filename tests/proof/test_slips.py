"""Slips into the real files: one credit altered, a notice dropped, a withheld picture or text let in. Each is named."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from publishkit.model.artifact import Artifact
from publishkit.model.credits import Line
from publishkit.model.edition import Block, Edition, Item, PlacedPicture
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.proof.duties import prove
from publishkit.proof.reading import BuiltEdition, heads_of
from publishkit.proof.record import Proof
from publishkit.render.formats import render
from publishkit.rights.copies.traces import shingles
from publishkit.rights.pictures.likeness import fingerprints
from publishkit.theme.load import load_theme
from tests.proof.hand import repacked
from tests.support.edition_items import NOTICE, shore, withheld_picture

SECRET = (
    "The basin will be closed to all boats from the first of March until the work is finished, the harbor master said."
)

Files = Mapping[str, Artifact]


@pytest.fixture(scope="module")
def barred(handmade: Edition) -> tuple[Withheld, ...]:
    """What the edition withholds, with all traces: the picture of a03, and a text."""
    picture, text = (
        replace(handmade.withheld[0], fingerprints=fingerprints(withheld_picture().data)),
        "harbor-vote#text",
    )
    return (picture, replace(picture, asset_id=text, names=(), sha256=(), fingerprints=(), shingles=shingles(SECRET)))


def proved(handmade: Edition, barred: tuple[Withheld, ...], files: Files) -> Proof:
    return prove(handmade.owed, barred, BuiltEdition(files, heads_of(handmade)).readings)


def changed(files: Files, name: str, change: Callable[[bytes], bytes]) -> Files:
    """Return the files with one changed; the change must change something."""
    before = files[name]
    after = replace(before, data=change(before.data))
    assert after.data != before.data
    return {**files, name: after}


def in_epub(document: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def mended(book: bytes) -> bytes:
        with zipfile.ZipFile(BytesIO(book)) as packed:
            return repacked(book, {document: change(packed.read(document))})

    return mended


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old.encode(), new.encode())


def book_of(files: Files) -> str:
    return next(name for name in files if name.endswith(".epub"))


def test_the_real_files_are_proved_whole(handmade: Edition, barred: tuple[Withheld, ...], files: Files) -> None:
    proof = proved(handmade, barred, files)
    assert proof.findings == ()
    assert {row.state for row in proof.rows} == {"found"}


@pytest.mark.parametrize("name", ["email.html", "email.txt", "web/index.html", "web/last-keeper.html"])
def test_an_altered_credit_is_named(handmade: Edition, barred: tuple[Withheld, ...], files: Files, name: str) -> None:
    """“Tom Achebe” becomes “Tom Achebbe” everywhere in one file."""
    proof = proved(handmade, barred, changed(files, name, swapped("Achebe", "Achebbe")))
    assert {finding.code for finding in proof.findings} == {"R102"}
    assert all(finding.where == f"{name}#a05" and "Tom Achebe" in finding.message for finding in proof.findings)


def test_an_altered_credit_in_the_book_is_named(handmade: Edition, barred: tuple[Withheld, ...], files: Files) -> None:
    slip = in_epub("EPUB/text/a05.xhtml", swapped("Achebe", "Achebbe"))
    proof = proved(handmade, barred, changed(files, book_of(files), slip))
    assert [finding.where for finding in proof.findings] == [f"{book_of(files)}/EPUB/text/a05.xhtml#a05"]


@pytest.mark.parametrize("name", ["email.html", "email.txt", "web/index.html"])
def test_a_notice_without_its_last_sentence_is_named(
    handmade: Edition, barred: tuple[Withheld, ...], files: Files, name: str
) -> None:
    """The notice is complete or it is not there."""
    cut = re.compile(rb"Details\s+can\s+be\s+found\s+here\s+\.")
    proof = proved(handmade, barred, changed(files, name, lambda data: cut.sub(b"", data)))
    assert proof.findings
    assert all("Downloading, reproduction" in finding.message for finding in proof.findings)


def test_a_dropped_link_is_named(handmade: Edition, barred: tuple[Withheld, ...], files: Files) -> None:
    slip = swapped('href="https://lamplighters.example/notes/last-keeper"', 'href="https://lamplighters.example/"')
    proof = proved(handmade, barred, changed(files, "web/index.html", slip))
    assert {(finding.code, finding.where) for finding in proof.findings} == {("R103", "web/index.html#a05")}


def test_a_credit_hidden_by_the_style_sheet_is_named(
    handmade: Edition, barred: tuple[Withheld, ...], files: Files
) -> None:
    proof = proved(
        handmade, barred, changed(files, "web/style.css", lambda css: css + b"\n.item .credit { display: none }")
    )
    assert {finding.code for finding in proof.findings} >= {"R102", "R103"}


def test_a_withheld_picture_in_the_web_folder_is_named(
    handmade: Edition, barred: tuple[Withheld, ...], files: Files
) -> None:
    slipped = Artifact(name="web/images/x.jpg", media_type="image/jpeg", data=withheld_picture().data)
    proof = proved(handmade, barred, {**files, slipped.name: slipped})
    assert {(finding.code, finding.where) for finding in proof.findings} == {
        ("R111", slipped.name),
        ("R113", slipped.name),
    }


def test_a_withheld_picture_in_the_book_is_named(handmade: Edition, barred: tuple[Withheld, ...], files: Files) -> None:
    def slip(book: bytes) -> bytes:
        return repacked(book, {"EPUB/images/harbor-vote-01.jpg": withheld_picture().data})

    proof = proved(handmade, barred, changed(files, book_of(files), slip))
    assert [finding.code for finding in proof.findings] == ["R111", "R112", "R113"]
    assert all("harbor-vote" in finding.where + finding.message for finding in proof.findings)


def test_a_withheld_sentence_is_named(handmade: Edition, barred: tuple[Withheld, ...], files: Files) -> None:
    slip = swapped("</article>", f"<p>{SECRET}</p></article>")
    proof = proved(handmade, barred, changed(files, "web/index.html", slip))
    assert [(finding.code, finding.where) for finding in proof.findings] == [("R114", "web/index.html#a01")]


# --- a PDF cannot be changed by hand, so another edition is drawn and held against what the first one owes -------------


def drawn(edition: Edition) -> Artifact:
    (pdf,) = render(Channel.PDF, edition, load_theme("almanac"))
    return pdf


def with_items(edition: Edition, change: Callable[[Item], Item]) -> Edition:
    sections = tuple(replace(section, items=tuple(map(change, section.items))) for section in edition.sections)
    return replace(edition, sections=sections)


def placed(name: str, kind: str, scale: float) -> PlacedPicture:
    """Return the withheld picture as a theme would place it, saved again."""
    out = BytesIO()
    with Image.open(BytesIO(withheld_picture().data)) as picture:
        if scale == 1:
            out.write(withheld_picture().data)
        else:
            picture.resize((int(picture.width * scale), int(picture.height * scale))).save(out, kind)
    asset = replace(withheld_picture(), name=name, data=out.getvalue())
    return replace(shore(), id=f"a03-{name[0]}", name=name, book=asset, screen=asset)


def misspelt(line: Line) -> Line:
    return tuple(replace(span, text=span.text.replace("Achebe", "Achebbe")) for span in line)


@pytest.fixture(scope="module")
def spoiled(handmade: Edition) -> Artifact:
    """A PDF with a credit altered, a notice shortened, and the withheld picture in it twice: as it is, and as a PNG."""

    def spoil(item: Item) -> Item:
        if item.id == "a05":
            lines = tuple(map(misspelt, item.credit.lines))
            return replace(item, byline="By Tom Achebbe", credit=replace(item.credit, lines=lines))
        figures = {"a01": placed("x.jpg", "JPEG", 1), "a02": placed("y.png", "PNG", 0.6)}
        if item.id in figures:  # on two pages: one page names what it shows once
            return replace(item, blocks=(*item.blocks, Block(kind="figure", picture=figures[item.id])))
        return item

    entries = tuple(
        replace(entry, notices=tuple(replace(notice, text=NOTICE[:-20]) for notice in entry.notices))
        for entry in handmade.credits.entries
    )
    return drawn(replace(with_items(handmade, spoil), credits=replace(handmade.credits, entries=entries)))


def test_a_spoiled_pdf_is_found_out(
    handmade: Edition, barred: tuple[Withheld, ...], files: Files, spoiled: Artifact
) -> None:
    """The altered credit, the shortened notice, the picture as file and as pixels: nothing else."""
    proof = proved(handmade, barred, {**files, spoiled.name: spoiled})
    told = [(finding.code, finding.where.rpartition("-")[2], finding.message) for finding in proof.findings]
    assert any(code == "R102" and where == "w47.pdf#a05" and "Tom Achebe" in message for code, where, message in told)
    assert any(code == "R102" and where == "w47.pdf" and "Downloading" in message for code, where, message in told)
    assert [code for code, where, _ in told if "page" in where].count("R111") == 1
    assert [code for code, where, _ in told if "page" in where].count("R113") == 2
    assert len(told) == 5
