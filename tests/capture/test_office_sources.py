"""Word documents: what an editor sees of a manuscript in the article."""

import io
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.press.take import Taken, take
from tests.support.made_sources import DRAWN, PROSE, docx, packed, paragraph, picture

ITEM = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
HEAD = paragraph("The last ferry", "Title") + paragraph(
    "A season ends on the water, and nobody believed it", "Subtitle"
)
TEXT = "".join(map(paragraph, PROSE))


def take_file(folder: Path, name: str, data: bytes) -> Taken:
    path = folder / name
    path.write_bytes(data)
    return take(str(path), io.BytesIO(), None)


def test_a_manuscript_is_taken_whole(tmp_path: Path) -> None:
    """Head, quote, list, table, note and picture each become what they are; nothing of the text is lost."""
    noted = paragraph(PROSE[0], more='<w:r><w:footnoteReference w:id="2"/></w:r>')
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Year", "Boats"), ("1911", "4"))
    )
    body = (
        HEAD + paragraph("By Ada Example") + paragraph("20 November 2026") + noted + DRAWN
        + paragraph("The quay at dusk. Photo: Ben Example", "caption") + paragraph("What the captain said", "heading1")
        + paragraph("No one told me so.", "Quote") + "".join(ITEM.format(word) for word in ("One", "Two"))
        + paragraph(PROSE[1]) + f"<w:tbl>{table}</w:tbl>" + paragraph(PROSE[2])
    )  # fmt: skip
    note = f'<w:footnote w:id="2">{paragraph("Or five, as the goat told it.")}</w:footnote>'
    taken = take_file(tmp_path, "a.docx", docx(body, notes=note, members={"word/media/image1.png": picture()}))
    found = taken.found
    assert (found.title, found.deck) == ("The last ferry", "A season ends on the water, and nobody believed it")
    assert ([one.name for one in found.bylines], str(found.published)) == (["Ada Example"], "2026-11-20")
    assert [block.kind for block in found.blocks] == [
        "paragraph", "figure", "subhead", "quote", "list", "paragraph", "table", "paragraph", "note",
    ]  # fmt: skip
    assert "board.[^1]" in taken.body and "[^1]: Or five, as the goat told it." in taken.body
    assert "1. One\n2. Two" in taken.body and "| 1911 | 4 |" in taken.body
    shown = found.pictures[0]
    assert (shown.file, shown.caption, shown.credit, shown.alt) == (
        "images/01.png", "The quay at dusk.", "Ben Example", "A quay at dusk",
    )  # fmt: skip
    assert taken.files == {"images/01.png": picture()}
    assert not found.dropped


def test_the_file_is_kept_as_it_came(tmp_path: Path) -> None:
    data = docx(HEAD + TEXT)
    taken = take_file(tmp_path, "a.docx", data)
    assert (taken.document.archive, taken.document.archive_name) == (data, "in.docx")


def test_a_document_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    assert take_file(tmp_path, "ferry.txt", docx(HEAD + TEXT)).found.title == "The last ferry"


def test_properties_of_a_file_fill_gaps_and_are_asked_about(tmp_path: Path) -> None:
    core = "<dc:title>Report 1</dc:title><dc:creator>Eve Example</dc:creator><dcterms:created>2026-11-01T10:00:00Z</dcterms:created>"
    found = take_file(tmp_path, "a.docx", docx(HEAD + TEXT, core=core)).found
    assert (found.title, [one.name for one in found.bylines], found.published) == (
        "The last ferry",
        ["Eve Example"],
        None,
    )
    assert any("Eve Example is from the file's properties" in line for line in found.review)
    assert any("2026-11-01" in line for line in found.review)


def test_what_the_reader_does_not_know_is_said(tmp_path: Path) -> None:
    found = take_file(tmp_path, "a.docx", docx(HEAD + paragraph(PROSE[0], "OddStyle"))).found
    assert any("Odd Style" in line for line in found.review)
    assert found.text == PROSE[0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK", "packing is damaged"),
        (packed({"word/document.xml": "<x/>"}), "no Word document|damaged"),
        (packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "declares entities"),
        (packed({"word/document.xml": "<x>"}), "damaged"),
        (packed({"word/document.xml": "<x/>", **{f"{number}.xml": "" for number in range(2_001)}}), "more than 2,000"),
        (
            packed({"word/document.xml": "<x/>", "word/media/a.png": bytes(41_000_000) * 5}),
            "unpack to more than 200 MB",
        ),
        (packed({"word/document.xml": b" " * 20_000_001}), "larger than 20 MB"),
        (docx("<w:p>" * 3_000 + "</w:p>" * 3_000), "damaged|no text"),
    ],
)
def test_bombs_and_damage_are_refused_by_name(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        take_file(tmp_path, "a.docx", data)
