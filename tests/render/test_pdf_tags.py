"""The tags of the PDF: what a screen reader is told, in which order, and what it is not told."""

import io
import re
from dataclasses import replace
from typing import Any

import page as validator
import pikepdf
import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Block
from publishkit.render.pdf.document import render_pdf
from publishkit.theme.load import Theme, load_theme
from tests.support.editions import make_edition


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("almanac")


def drawn(html: str, theme: Theme) -> Artifact:
    """Return an edition of one short text, with *html* as its letter."""
    whole = make_edition()
    section = replace(whole.sections[1], items=whole.sections[1].items[2:])
    page = replace(whole.credits, entries=whole.credits.entries[4:])
    letter = (Block(kind="html", html=html),)
    (made,) = render_pdf(replace(whole, cover=None, sections=(section,), credits=page, editorial=letter), theme)
    return made


class Tree:
    """The structure tree of a PDF as nested lists: `["P", "Words ", ["Link", "and more"]]`."""

    def __init__(self, artifact: Artifact) -> None:
        with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
            self._words = {page.objgen: _marked(page) for page in pdf.pages}
            self.whole = self._read(pdf.Root.StructTreeRoot.K[0], None)

    def _read(self, element: Any, page: Any) -> list[Any]:
        page = element.get("/Pg", page)
        kids = element.get("/K", [])
        told: list[Any] = [str(element.S)[1:]]
        for kid in kids:
            if isinstance(kid, int):
                told.append(self._words[page.objgen][int(kid)])
            elif "/S" in kid:
                told.append(self._read(kid, page))
            elif "/Stm" in kid:
                told.append(_marked(kid.Stm)[int(kid.MCID)])
            elif "/MCID" in kid:
                told.append(self._words[kid.Pg.objgen][int(kid.MCID)])
            else:
                told.append("→")
        # Words that follow each other are one text, however many lines they stand in.
        joined: list[Any] = told[:1]
        for one in told[1:]:
            if (
                isinstance(one, str)
                and len(joined) > 1
                and isinstance(joined[-1], str)
                and "→" not in (one, joined[-1])
            ):
                joined[-1] += one
            else:
                joined.append(one)
        return joined

    def part(self, title: str) -> list[Any]:
        """Return what stands under the heading that says *title*."""
        waiting = [self.whole]
        while waiting:
            node = waiting.pop()
            if node[1:2] == [["H1", title]]:
                return node
            waiting += [kid for kid in node[1:] if isinstance(kid, list)]
        raise LookupError(title)

    def body(self) -> list[Any]:
        """Return what the letter was made into."""
        return list(self.part("From the editor")[2][1][1:])


def _marked(page: Any) -> dict[int, str]:
    """Return number -> words of each piece of marked content on a page or a form."""
    maps = {name: _letters(font) for name, font in page.Resources.Font.items()}
    found: dict[int, str] = {}
    font, open_ = "", list[int | None]()
    for told in pikepdf.parse_content_stream(page):
        operands: Any = told.operands
        match str(told.operator):
            case "Tf":
                font = str(operands[0])
            case "BDC" | "BMC":
                more = operands[1] if len(operands) > 1 else {}
                open_.append(int(more["/MCID"]) if "/MCID" in more else None)
            case "EMC":
                open_.pop()
            case "TJ" | "Tj":
                number = next((mark for mark in open_ if mark is not None), None)
                if number is not None:
                    pieces = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                    data = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
                    codes = (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
                    found[number] = found.get(number, "") + "".join(maps[font][code] for code in codes)
            case "Do":
                found.update({mark: "[picture]" for mark in open_ if mark is not None})
            case _:
                pass
    return found


def _letters(font: Any) -> dict[int, str]:
    rows = [line.split() for line in font.ToUnicode.read_bytes().decode().splitlines() if line.startswith("<")]
    pairs = [(row[0][1:-1], row[1][1:-1]) for row in rows if len(row) == 2 and row[1] != "<ffff>"]
    return {int(code, 16): bytes.fromhex(said).decode("utf-16-be") for code, said in pairs}


def test_a_list_holds_items_and_each_its_mark_and_its_words(theme: Theme) -> None:
    html = "<ul><li>one</li><li>two<ol><li><p>deep</p><p>more</p></li></ol>after</li></ul>"
    (told,) = Tree(drawn(html, theme)).body()
    inner = ["L", ["LI", ["Lbl", "1. "], ["LBody", ["P", "deep"], ["P", "more"]]]]
    assert told == [
        "L",
        ["LI", ["Lbl", "• "], ["LBody", "one"]],
        ["LI", ["Lbl", "• "], ["LBody", "two", inner, "after"]],
    ]


def test_a_list_without_marks_has_no_labels(theme: Theme) -> None:
    (told,) = Tree(drawn('<ul style="list-style: none"><li>one</li><li>two</li></ul>', theme)).body()
    assert told == ["L", ["LI", ["LBody", "one"]], ["LI", ["LBody", "two"]]]


def test_a_term_is_the_label_of_its_definitions(theme: Theme) -> None:
    html = "<dl><dt>Ebb</dt><dd>It goes.</dd><dt>Flood</dt><dt>Tide</dt><dd><p>It comes.</p></dd><dd>Or came.</dd></dl>"
    (told,) = Tree(drawn(html, theme)).body()
    assert told == [
        "L",
        ["LI", ["Lbl", "Ebb"], ["LBody", "It goes."]],
        ["LI", ["Lbl", "Flood"]],
        ["LI", ["Lbl", "Tide"], ["LBody", ["P", "It comes."]]],
        ["LI", ["LBody", "Or came."]],
    ]


def test_a_table_over_many_pages_is_one_with_its_head_read_once(theme: Theme) -> None:
    rows = "".join(f"<tr><td>Boat {n}</td><td></td></tr>" for n in range(120))
    html = f'<table style="break-inside: auto"><caption>Boats</caption><thead><tr><th>Name</th><th scope="row">No</th></tr></thead><tbody>{rows}</tbody></table>'
    made = drawn(html, theme)
    (told,) = Tree(made).body()
    assert [kid[0] for kid in told[1:]] == ["Caption", "THead", "TBody"]
    assert told[2] == ["THead", ["TR", ["TH", "Name"], ["TH", "No"]]]
    assert len(told[3]) == 121
    assert told[3][120] == ["TR", ["TD", "Boat 119"], ["TD"]]
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        heads = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"]
        assert [str(head.A.Scope) for head in heads] == ["/Column", "/Row"]


def test_a_paragraph_that_goes_on_overleaf_is_one(theme: Theme) -> None:
    words = " ".join(f"word{n}" for n in range(2000))
    (told,) = Tree(drawn(f"<p>{words}</p>", theme)).body()
    assert told[0] == "P"
    assert len(told) == 2
    assert told[1] == words


def test_words_in_another_language_say_so_and_others_are_part_of_their_paragraph(theme: Theme) -> None:
    html = '<p>She said <em>very</em> <i lang="cy">hiraeth</i> and <code>ebb()</code>, <a href="https://a.example/">see <b>there</b></a>.</p>'
    made = drawn(html, theme)
    (told,) = Tree(made).body()
    assert told == [
        "P",
        "She said very ",
        ["Span", "hiraeth"],
        " and ",
        ["Code", "ebb()"],
        ", ",
        ["Link", "→", "see there"],
        ".",
    ]
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        spans = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Span"]
        assert [str(span.Lang) for span in spans] == ["cy"]


def test_words_under_no_paragraph_are_put_into_one(theme: Theme) -> None:
    told = Tree(
        drawn("<blockquote>Quoted <b>words</b></blockquote><div>Loose <i>words</i><p>and others</p></div>", theme)
    ).body()
    assert told == [["BlockQuote", "Quoted words"], ["Div", ["P", "Loose words"], ["P", "and others"]]]


def test_a_link_of_two_lines_is_one_with_two_places(theme: Theme) -> None:
    words = "a link that is so long that it goes on in the line below " * 2
    (told,) = Tree(drawn(f'<p>And <a href="https://a.example/">{words.strip()}</a></p>', theme)).body()
    (link,) = (kid for kid in told[1:] if isinstance(kid, list))
    assert link.count("→") >= 2
    assert "".join(kid for kid in link[1:] if kid != "→") == words.strip()


def test_lines_of_a_verse_are_told_apart(theme: Theme) -> None:
    assert Tree(drawn("<p>The water<br>goes<br>and <em>comes</em> <i>again</i></p>", theme)).body() == [
        ["P", "The water goes and comes again"]
    ]


def test_lines_that_run_from_right_to_left_are_told_apart_too(theme: Theme) -> None:
    """The letters of a line stand in the file from left to right; readers turn them around."""
    words = " ".join(["לחם", "מים", "וזמן", "PDF", "2026"] * 40)
    (told,) = Tree(drawn(f'<p dir="rtl" lang="he">{words}</p>', theme)).body()
    assert sorted(told[1]) == sorted(words)


def test_a_hyphen_that_the_end_of_a_line_asked_for_is_a_soft_one(theme: Theme) -> None:
    """ISO 32000-1, 14.8.2.2.3: readers join the word again."""
    made = drawn(f"<p>{'incomprehensibilities of extraordinary characterization ' * 12}</p>", theme)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        content = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    said = [
        bytes.fromhex(found.decode()).decode("utf-16") for found in re.findall(rb"/ActualText <([0-9a-f]+)>", content)
    ]
    assert said
    assert all(words.endswith("\u00ad") and " " in words for words in said)


def test_lines_under_and_through_words_are_part_of_them(theme: Theme) -> None:
    html = '<p>It is <del>not</del> <span style="text-decoration: underline">so</span>.</p>'
    assert Tree(drawn(html, theme)).body() == [["P", "It is not so."]]


def test_words_that_are_half_seen_through_are_read(theme: Theme) -> None:
    """WeasyPrint draws them on a sheet of their own."""
    made = drawn('<p style="opacity: .8">Faint but there.</p><p>Clear.</p>', theme)
    assert Tree(made).body() == [["P", "Faint but there."], ["P", "Clear."]]
    for profile in ("3a", "ua1"):
        assert validator.validate_pdf_bytes(made.data, profile=profile).failures == []


def test_contents_are_a_table_of_contents_and_their_dots_are_not_read(theme: Theme) -> None:
    _, _, *parts = Tree(drawn("<p>Words.</p>", theme)).part("Contents")
    assert parts[0][1][1][1] == ["TOC", ["TOCI", ["Reference", ["Link", "→", "From the editor2"]]]]
    assert ". ." not in str(parts)


def test_a_note_has_its_name_and_is_found_by_it() -> None:
    (made,) = render_pdf(make_edition(), load_theme("almanac"))
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        names = pdf.Root.StructTreeRoot.IDTree.Names
        assert [str(name) for name in list(names)[::2]] == ["a01-fn1", "a01-fn2"]
        assert all(note.S == "/Note" for note in list(names)[1::2])
