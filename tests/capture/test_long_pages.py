"""Pages of very many lines: what is not looked at one by one is judged by what is, and said."""

from lxml.html import HtmlElement

from publishkit.capture.page.body.inline import Reading
from publishkit.capture.page.body.marks import KEPT, MANY, in_short, mark_runs
from publishkit.capture.page.body.outline import Box, Run, outline
from publishkit.capture.page.fields.sight import MOST
from publishkit.capture.page.saved_page import read_page
from publishkit.capture.page.tree import parse_html
from publishkit.press.adding.propose_rights import readers

LINES = MANY + 1_000


def page(parts: str, *, around: str = "") -> str:
    """A page with an article of so many parts."""
    head = "<title>Low water at the quay</title>"
    return f'<html lang="en"><head>{head}</head><body><article><h1>Low water at the quay</h1>{parts}</article>{around}</body></html>'


def paragraphs(number: int) -> str:
    words = "The crane was sold to the council in a careful and steady way, and the ferry went on at"
    return "".join(f"<p>{words} {at} minutes past the hour.</p>" for at in range(number))


def links(number: int) -> str:
    return "".join(f'<div><a href="/{at}">Boats {at}</a></div>' for at in range(number))


def outlined(html: str) -> tuple[HtmlElement, Box, list[Run]]:
    tree = parse_html(html)
    assert tree is not None
    whole = outline(tree, Reading())
    return tree, whole, list(whole.runs())


def test_the_middle_of_a_long_row_is_marked_as_its_ends_are() -> None:
    tree, _, runs = outlined(page(paragraphs(LINES), around=links(LINES)))
    mark_runs(tree, runs)
    prose = [run.marked for run in runs if run.box.tag == "p"]
    boats = [run.marked for run in runs if run.text.startswith("Boats")]
    assert (len(prose), all(prose)) == (LINES, True)
    assert (len(boats), any(boats)) == (LINES, False)


def test_the_tree_of_a_long_page_is_as_it_was() -> None:
    tree, whole, runs = outlined(page(paragraphs(LINES)))
    before = list(tree.itertext())
    mark_runs(tree, runs)
    assert list(tree.itertext()) == before
    assert [run.text for run in whole.runs()] == [run.text for run in runs]


def test_a_long_page_is_asked_about_in_short() -> None:
    """The ends of a row are kept, as many as leave no more than `MANY` runs; what is out is in none of them."""
    _, _, runs = outlined(page(paragraphs(LINES)))
    short = in_short(runs)
    kept, out = short.rows[0].kept, short.rows[0].out
    assert len(short.runs) <= MANY
    assert (len(kept), len(out)) == (2 * KEPT[0], LINES - 2 * KEPT[0])
    assert not {box for run in short.runs for box in run.box.chain} & set(out)


def test_a_page_of_usual_length_is_asked_about_whole() -> None:
    _, _, runs = outlined(page(paragraphs(30)))
    assert in_short(runs).rows == []


def test_an_article_among_teasers_is_kept_though_it_stands_in_the_middle() -> None:
    """A part that holds much more than the others of its row speaks for itself."""
    row = f"{links(LINES)}<div id='story'>{paragraphs(40)}</div>{links(LINES)}"
    _, _, runs = outlined(f"<html><body>{row}</body></html>")
    assert sum(run.box.tag == "p" for run in in_short(runs).runs) == 40


def test_a_page_too_long_for_its_fields_says_so() -> None:
    found = read_page(page(paragraphs(MOST + 500)), readers())
    assert found.title == "Low water at the quay"
    assert len(found.blocks) == MOST + 500
    (said,) = [line for line in found.review if line.startswith("fields:")]
    assert "of 4,501 lines" in said


def test_a_page_of_usual_length_says_nothing_of_its_length() -> None:
    assert not [line for line in read_page(page(paragraphs(30)), readers()).review if line.startswith("fields:")]
