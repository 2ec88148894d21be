"""Word documents: what an editor sees of a manuscript in the article."""

import io
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.press.adding.take import Taken, take
from tests.support.made_sources import DRAWN, PROSE, docx, epub, odt, packed, paragraph, picture

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


def test_what_colleagues_have_not_settled_is_said(tmp_path: Path) -> None:
    changed = '<w:p><w:r><w:t xml:space="preserve">It sank </w:t></w:r><w:del><w:r><w:delText>slowly </w:delText></w:r></w:del><w:ins><w:r><w:t>at once.</w:t></w:r></w:ins></w:p>'
    found = take_file(tmp_path, "a.docx", docx(HEAD + TEXT + changed)).found
    assert found.text.endswith("It sank at once.")
    assert any("tracked changes" in line for line in found.review)


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
        (packed({"word/document.xml": b" " * 8_000_001}), "larger than 8 MB"),
        (docx("<w:p>" * 3_000 + "</w:p>" * 3_000), "damaged|no text"),
    ],
)
def test_bombs_and_damage_are_refused_by_name(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        take_file(tmp_path, "a.docx", data)


def test_an_opendocument_text_is_taken_whole(tmp_path: Path) -> None:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Or five.</text:p></text:note-body></text:note>"
    items = (
        "<text:list-item><text:p>One</text:p><text:list><text:list-item><text:p>In</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>Two</text:p></text:list-item>"
    )
    framed = (
        '<text:p><draw:frame><draw:text-box><text:p><draw:frame><draw:image xlink:href="Pictures/1.png"/><svg:desc>A quay at dusk</svg:desc>'
        "</draw:frame>The quay at dusk. Photo: Ben Example</text:p></draw:text-box></draw:frame></text:p>"
    )
    cells = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in ("1911", "4"))
    body = (
        '<text:p text:style-name="Title">The last ferry</text:p><text:p text:style-name="Subtitle">A season ends</text:p><text:p>By Ada Example</text:p>'
        f'<text:p>{PROSE[0]}{note} <text:span text:style-name="T1">Bold</text:span><text:s/><text:span text:style-name="T2">slant</text:span>.</text:p>{framed}'
        '<text:h text:outline-level="2">What he said</text:h><text:p text:style-name="P1">No one.</text:p><text:p text:style-name="P1">Nobody.</text:p>'
        f'<text:list text:style-name="L1">{items}</text:list><table:table><table:table-row>{cells}</table:table-row></table:table><text:p>{PROSE[1]}</text:p>'
    )
    data = odt(body, members={"Pictures/1.png": picture()})
    taken = take_file(tmp_path, "a.odt", data)
    found = taken.found
    assert (found.title, found.deck, found.bylines[0].name) == ("The last ferry", "A season ends", "Ada Example")
    assert f"{PROSE[0]}[^1] **Bold** *slant*." in taken.body and "[^1]: Or five." in taken.body
    assert (
        "> No one.\n>\n> Nobody." in taken.body
        and "1. One\n   1. In\n2. Two" in taken.body
        and "| 1911 | 4 |" in taken.body
    )
    shown = found.pictures[0]
    assert (shown.file, shown.caption, shown.credit, shown.alt) == (
        "images/01.png",
        "The quay at dusk.",
        "Ben Example",
        "A quay at dusk",
    )
    assert (taken.document.archive, taken.document.archive_name) == (data, "in.odt")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "no OpenDocument text"),
        (odt("<text:list>" * 5_000), "XML is damaged"),
        (odt("").replace(b"xx", b"xx")[:-30], "damaged"),
    ],
)
def test_a_damaged_opendocument_text_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        take_file(tmp_path, "a.odt", data)


TWO = {
    "one.xhtml": f'<h1>The last ferry</h1>{"".join(f"<p>{words}</p>" for words in PROSE)}<img src="../images/a.png" alt="A quay"/>',
    "two.xhtml": f"<h1>The goat</h1><p>{PROSE[2]}</p><p>{PROSE[0]}</p>",
}


def test_a_book_lists_its_chapters_and_gives_the_one_that_is_named(tmp_path: Path) -> None:
    data = epub(TWO, members={"EPUB/images/a.png": picture()})
    with pytest.raises(
        InputError, match=r"holds 2 chapters; say which .*a\.epub#1.*1 Contents: one\.xhtml; 2 Contents: two"
    ):
        take_file(tmp_path, "a.epub", data)
    path = str(tmp_path / "a.epub")
    first = take(f"{path}#1", io.BytesIO(), None)
    assert (first.found.title, first.found.text, first.files) == (
        "The last ferry",
        "\n\n".join(PROSE),
        {"images/01.png": picture()},
    )
    assert first.found.publisher == "Quay Press"
    assert first.rights.text.copyright_line == "© 2026 Ada Example. All rights reserved."
    assert first.document.archive == data
    for part in ("2", "two.xhtml", "EPUB/text/two.xhtml", "contents: TWO.xhtml"):
        assert take(f"{path}#{part}", io.BytesIO(), None).found.title == "The goat"
    with pytest.raises(InputError, match="has no chapter 'three'"):
        take(f"{path}#three", io.BytesIO(), None)


def test_names_inside_of_a_book_lead_nowhere_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(picture("red"))
    chapter = f'<h1>The last ferry</h1><p>{PROSE[0]}</p><img src="../../../secret.png"/><img src="file://{tmp_path}/secret.png"/><p>{PROSE[1]}</p>'
    taken = take_file(tmp_path, "a.epub", epub({"one.xhtml": chapter}))
    assert not taken.files


def test_a_locked_book_is_refused(tmp_path: Path) -> None:
    locked = '<encryption xmlns="urn:x"><CipherReference URI="EPUB/text/one.xhtml"/></encryption>'
    with pytest.raises(InputError, match="DRM"):
        take_file(tmp_path, "a.epub", epub(TWO, members={"META-INF/encryption.xml": locked}))


NOTES_OF_A_BOOK = {
    "a list with ways back": '<section epub:type="endnotes"><ol><li id="n1"><p>Or five, as the <i>goat</i> told it. <a href="one.xhtml#r1">↩</a></p></li><li id="n2"><p>Never printed.</p></li></ol></section>',
    "paragraphs that begin with their number": '<p><a id="n1" href="one.xhtml#r1">1.</a> Or five, as the <i>goat</i> told it.</p><p><a id="n2" href="two.xhtml#r9">2.</a> Never printed.</p>',
    "asides": '<aside epub:type="footnote" id="n1"><p>Or five, as the <i>goat</i> told it.</p></aside><aside id="n2"><p>Never printed.</p></aside>',
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES_OF_A_BOOK)
@pytest.mark.parametrize("mark", ['<a epub:type="noteref" href="notes.xhtml#n1" id="r1">1</a>', '<sup id="r1"><a href="../text/notes.xhtml#n1">[1]</a></sup>'])  # fmt: skip
def test_notes_that_stand_in_another_file_of_the_book_are_notes(tmp_path: Path, name: str, mark: str) -> None:
    chapter = f'<h1>The last ferry</h1><p>{PROSE[0]}{mark}</p><p>{PROSE[1]} See <a href="two.xhtml#goat">the goat</a>.</p><p>{PROSE[2]}</p>'
    (tmp_path / "a.epub").write_bytes(epub({**TWO, "one.xhtml": chapter, "notes.xhtml": NOTES_OF_A_BOOK[name]}))
    taken = take(str(tmp_path / "a.epub") + "#one.xhtml", io.BytesIO(), None)
    assert f"{PROSE[0]}[^1]\n" in taken.body
    assert taken.body.rstrip().endswith("[^1]: Or five, as the *goat* told it.")
    assert "Never printed" not in taken.body and "See the goat." in taken.body


LISTED = ITEM.replace("<w:pPr>", '<w:pPr><w:pStyle w:val="ListParagraph"/>')


def test_items_in_words_own_list_style_are_a_list(tmp_path: Path) -> None:
    """Word gives every item the style “List Paragraph”; a paragraph of that style without a number stays one."""
    items = "".join(LISTED.format(word) for word in ("A rope", "A goat"))
    body = HEAD + paragraph(PROSE[0]) + items + paragraph(PROSE[1], "ListParagraph") + paragraph(PROSE[2])
    found = take_file(tmp_path, "a.docx", docx(body)).found
    assert [block.items for block in found.blocks] == [(), ("A rope", "A goat"), (), ()]
    assert not any("style" in line for line in found.review)


def test_hidden_text_of_a_manuscript_is_told_and_not_taken(tmp_path: Path) -> None:
    run = '<w:r><w:rPr><w:vanish{}/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    shown = paragraph(PROSE[0], more=run.format("", " Ask the lawyer.") + run.format(' w:val="0"', " The goat stayed."))
    taken = take_file(tmp_path, "a.docx", docx(HEAD + shown + TEXT))
    assert "lawyer" not in taken.body and "The goat stayed." in taken.body
    assert any("hidden text" in line and "Ask the lawyer." in line for line in taken.found.review)


def test_hidden_text_fields_and_repeated_rows_of_an_opendocument_text(tmp_path: Path) -> None:
    fields = (
        '<text:page-number>7</text:page-number><text:hidden-text text:string-value="secret">secret</text:hidden-text>'
    )
    row = "<table:table-row{}><table:table-cell><text:p>{}</text:p></table:table-cell><table:table-cell><text:p>4</text:p></table:table-cell></table:table-row>"
    rows = row.format("", "Year") + row.format(' table:number-rows-repeated="2"', "again")
    table = f"<table:table>{rows}</table:table>"
    body = f"<text:p>{PROSE[0]}{fields}</text:p><text:p>{PROSE[1]}</text:p>{table}<text:p>{PROSE[2]}</text:p>"
    taken = take_file(tmp_path, "a.odt", odt(body))
    assert f"{PROSE[0]}\n" in taken.body and "secret" not in taken.body
    assert taken.body.count("| again | 4 |") == 2
    assert any("hidden text" in line and "secret" in line for line in taken.found.review)


SHEET = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>'
)


def listed(words: str, number: int, level: int = 0) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:rPr><w:b/></w:rPr><w:t>{words}</w:t></w:r></w:p>"
    )


def numbered(body: str) -> bytes:
    """A manuscript with lists that begin with four, with one in Roman numbers, and with nine."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return docx(HEAD + body + TEXT, members={"word/numbering.xml": f"<w:numbering {names}>{SHEET}</w:numbering>"})


LISTS = {
    "begins with four": (
        listed("Boats", 1) + listed("small ones", 1, 1) + listed("Owners", 1),
        "4. **Boats**\n   - **small ones**\n5. **Owners**\n",
    ),
    "goes on behind a paragraph": (
        listed("One", 2) + paragraph("A word between.") + listed("Two", 2),
        "1. **One**\n\nA word between.\n\n2. **Two**\n",
    ),
    "begins anew with nine": (
        listed("One", 2) + listed("Two", 2) + paragraph("A word between.") + listed("Nine", 3) + listed("Ten", 3),
        "1. **One**\n2. **Two**\n\nA word between.\n\n9. **Nine**\n10. **Ten**\n",
    ),
}


@pytest.mark.parametrize(("body", "expected"), LISTS.values(), ids=LISTS)
def test_items_keep_the_numbers_that_word_shows(tmp_path: Path, body: str, expected: str) -> None:
    """The library that converts the text counts every list from one."""
    taken = take_file(tmp_path, "a.docx", numbered(body))
    assert expected in taken.body
    assert "\ue010" not in taken.body


def test_a_table_in_a_cell_is_words_of_it(tmp_path: Path) -> None:
    """The table around it stays one."""
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('bow')}</w:tc><w:tc>{paragraph('stern')}</w:tc></w:tr></w:tbl>"
    rows = f"<w:tr><w:tc>{paragraph('Boat')}</w:tc><w:tc>{paragraph('Days')}</w:tc></w:tr><w:tr><w:tc>{paragraph('Elke')}{inner}{paragraph('')}</w:tc><w:tc>{paragraph('61')}</w:tc></w:tr>"
    taken = take_file(tmp_path, "a.docx", docx(HEAD + f"<w:tbl>{rows}</w:tbl>" + TEXT))
    assert "| Elke bow / stern | 61 |" in taken.body


def test_what_the_library_says_of_looks_is_not_asked_of_the_editor(tmp_path: Path) -> None:
    """A style of characters that is named nowhere changes no word; one of paragraphs is named in our words."""
    odd = '<w:p><w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:t>A word.</w:t></w:r></w:p>'
    review = take_file(tmp_path, "a.docx", docx(HEAD + odd + paragraph(PROSE[0], "OddStyle"))).found.review
    assert [line for line in review if line.startswith("body:")] == [
        "body: the style “Odd Style” is read as plain paragraphs"
    ]
