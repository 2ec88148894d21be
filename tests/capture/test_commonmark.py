"""What is written as CommonMark reads back the same, by the parser that reads bodies."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publishkit.capture.commonmark import (
    block_text,
    code_span,
    escape,
    fence,
    heading,
    item,
    join_blocks,
    moved,
    quotation,
    table,
    write_blocks,
)
from publishkit.capture.extracted import Block
from publishkit.workspace.body_markdown import body_parser

LINE = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=80)
HARD = st.text(alphabet=list("ab1 \u00a0\\`*_[]()<>|~^{}#+-=:!.&;\"'\n$%"), min_size=1, max_size=40)
WORDS = st.one_of(LINE, HARD).filter(str.strip)
PARSER = body_parser()


def shown(markdown: str) -> list[tuple[str, str]]:
    """Return what is read: (kind, words) of each line, a break as a line end."""
    tokens = PARSER.parse(markdown, {})
    found = []
    for number, token in enumerate(tokens):
        if token.type == "inline":
            assert {child.type for child in token.children or ()} <= {"text", "softbreak", "hardbreak"}
            words = "".join("\n" if child.type.endswith("break") else child.content for child in token.children or ())
            found.append((tokens[number - 1].type.removesuffix("_open"), words))
        elif token.type in {"fence", "code_block", "hr"}:
            found.append((token.type, token.content))
    return found


def lines(text: str) -> str:
    """*text* as HTML has it: spaces single and none at the edges of lines; empty lines are none."""
    rows = (" ".join(part for part in row.replace("\t", " ").split(" ") if part) for row in text.split("\n"))
    return "\n".join(filter(None, rows))


@example(": a")
@example("a\n: b")
@example("a\n===")
@example("a\n:-")
@example("\u00a0# a")
@example("a\n1. b")
@example("[^1]: a")
@example("$x^2$")
@example("$$x = 1$$")
@example("==a== and ++b++")
@example("| a\n| b")
@given(WORDS)
def test_any_words_read_back_as_one_paragraph(text: str) -> None:
    """No heading, list, term, note, link, table or rule comes of words, whatever they look like; breaks stay."""
    written = write_blocks([Block(kind="paragraph", text=text)])
    assert shown(written) == [("paragraph", lines(text))]


@example("#")
@example("a #")
@given(WORDS)
def test_any_words_read_back_as_a_subhead(text: str) -> None:
    assert shown(write_blocks([Block(kind="subhead", text=text)])) == [("heading", lines(text).replace("\n", " "))]


@given(st.lists(WORDS, min_size=1, max_size=3), st.booleans())
def test_any_words_read_back_as_items(texts: list[str], ordered: bool) -> None:
    block = Block(kind="list", text="\n".join(texts), items=tuple(texts), ordered=ordered)
    expected = [("paragraph", lines(text).replace("\n", " ")) for text in texts]
    assert shown(write_blocks([block])) == expected


@given(st.lists(st.lists(WORDS, min_size=2, max_size=2), min_size=2, max_size=3))
def test_any_words_read_back_as_cells(rows: list[list[str]]) -> None:
    cells = [words for _, words in shown(table([[escape(cell) for cell in row] for row in rows]))]
    assert cells == [lines(cell).replace("\n", " ") for row in rows for cell in row]


@given(WORDS)
def test_any_words_read_back_in_a_quotation_and_below_a_paragraph(text: str) -> None:
    block = block_text(escape(text).replace("\n", "\\\n"))
    assert shown(join_blocks(["Before.", quotation(f"{block}\n\n{block}"), block])) == [
        ("paragraph", "Before."),
        *[("paragraph", lines(text))] * 3,
    ]


@given(st.text(alphabet=list("ab1 \\`*_[]<>|~^{}#"), min_size=1, max_size=12).filter(str.strip))
def test_any_raised_or_lowered_words_read_back(text: str) -> None:
    for mark, kind in (("^", "sup"), ("~", "sub")):
        children = PARSER.parse(f"a{moved(text.strip(), mark)}b", {})[1].children or []
        types = [child.type for child in children if child.content or child.nesting]
        assert types == ["text", f"{kind}_open", "text", f"{kind}_close", "text"]
        assert next(
            c.content for n, c in enumerate(children) if n and children[n - 1].type == f"{kind}_open"
        ) == " ".join(text.split())


@given(st.text(alphabet=list("ab `\\*"), min_size=1, max_size=12).filter(lambda text: text.strip(" ")))
def test_any_code_reads_back(text: str) -> None:
    children = PARSER.parse(f"a{code_span(text)}b", {})[1].children or []
    assert [child.content for child in children if child.type == "code_inline"] == [re.sub(" +", " ", text)]


@given(st.text(alphabet=list("ab `~\n\\#-"), min_size=1, max_size=40))
def test_any_lines_of_code_read_back(text: str) -> None:
    (token,) = PARSER.parse(fence(text, "python"), {})
    assert (token.type, token.info, token.content) == ("fence", "python", f"{text}\n")


def test_an_item_holds_several_blocks() -> None:
    written = item("10.", ["First.", "- a\n- b", fence("x")], tight=False)
    assert written == "10. First.\n\n    - a\n    - b\n\n    ```\n    x\n    ```"
    assert shown(written) == [("paragraph", "First."), ("paragraph", "a"), ("paragraph", "b"), ("fence", "x\n")]


@pytest.mark.parametrize("mark", ["-", "1."])
def test_two_lists_one_after_the_other_stay_two(mark: str) -> None:
    tokens = PARSER.parse(join_blocks([item(mark, ["a"]), item(mark, ["b"])]), {})
    assert [token.type for token in tokens if token.level == 0 and token.nesting > 0] == [tokens[0].type] * 2


def test_a_heading_keeps_its_marks() -> None:
    assert heading("The *quarrel* #") == r"## The *quarrel* \#"


def test_a_sum_of_money_has_no_stroke_before_it() -> None:
    """An editor sees the words; only what could be a formula's beginning or end is marked as none."""
    assert escape("from $5 to A$7, or 8 US$ in C++") == "from $5 to A$7, or 8 US\\$ in C++"
