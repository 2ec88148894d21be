"""Articles whose parts stand in boxes of their own, in columns of a table, or beside names of who speaks: nothing of them is lost."""

import pytest

from publishkit.capture.commonmark import write_blocks
from publishkit.capture.extracted import Extracted
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers
from tests.capture.test_structure import FIRST, LAST, SECOND, page, read

BELL = "The bell was cast in the harbour itself, from the brass of three wrecks, and it never rang true in wet weather, as everybody on the quay knew."
FOG = "In fog the keeper rang it by hand, one hour on and one hour off, and his daughters took the hours in which he slept."
SOLD = (
    "It was sold with the house, and the new owner hung it in his garden, where the gulls sit on it and it is silent."
)


def whole(inside: str, title: str = "The bell of the rock") -> Extracted:
    return read_page(
        f'<!doctype html><html lang="en"><head><title>{title} | Rock Gazette</title><meta property="og:title" content="{title}"></head><body>{inside}</body></html>',
        readers(),
    )


def component(inside: str, name: str = "text") -> str:
    return f'<div class="{name}"><div class="cms-{name}">{inside}</div></div>'


def test_an_article_of_components_comes_whole() -> None:
    """Each block in a box of its own: what stands below the first component is text, the teaser at the end is none."""
    found = whole(
        '<div class="root"><div class="grid">'
        + component("<h1>The bell of the rock</h1>", "title")
        + component(f"<p>{FIRST}</p><p>{SECOND}</p><p>{BELL}</p>")
        + component("<h3>The fog</h3>", "title")
        + component(f"<p>{FOG}</p><ol><li>Hammer</li><li>Rope</li></ol>")
        + component('<ol role="tablist"><li role="tab">Day</li><li role="tab">Night</li></ol>', "bar").replace("</div></div>", "")
        + "<div><p>By day it was heard at two miles.</p></div><div><p>By night at three.</p></div></div></div>"
        + component("<blockquote><p>We sleep in a bell.</p></blockquote>", "quote")
        + component(f"<p>{SOLD}</p>")
        + component('<h2><a href="/lamp">The lamp</a></h2><p>Lamps burn.</p>', "teaser")
        + "</div></div>"
    )  # fmt: skip
    written = write_blocks(found.blocks)
    for part in (BELL, "## The fog", FOG, "1. Hammer\n2. Rope", "## Day\n\nBy day it was heard at two miles.", "## Night", "> We sleep in a bell.", SOLD):  # fmt: skip
        assert part in written
    assert "Lamps burn" not in written and any("Lamps burn" in one.text for one in found.dropped)


def test_the_elements_below_the_text_of_an_article_are_text() -> None:
    """Heading, picture, sentence, list, table and question in elements of their own within what calls itself an article."""
    found = whole(
        '<main><div class="news"><div class="item" itemscope itemtype="http://schema.org/Article"><h1>The bell of the rock</h1>'
        f'<div class="news-text" itemprop="articleBody"><p>{FIRST}</p><p>{SECOND}</p><p>{BELL}</p></div>'
        '<div class="frame"><header><h2>Parking</h2></header><div class="textpic pic-right"><figure><img src="/quay.jpg" width="300" height="225"><figcaption>The quay<br>Photo: K. Ebner</figcaption></figure>'
        '<div class="bodytext"><p>Forty places are gone, and twelve are new.</p><ul><li>Boats: 48 shillings</li></ul></div></div></div>'
        '<div class="frame"><table><caption>Times</caption><tr><th>Step</th><th>Day</th></tr><tr><td>Bell</td><td>1 July</td></tr></table></div>'
        '<div class="frame"><h3>May I still ring?</h3><div><p>Yes, on Sundays and in fog.</p></div></div>'
        '<div class="news-related"><h4>Files</h4><ul><li><a href="/plan.pdf">Plan of the quay</a></li></ul></div></div></div></main>'
    )
    written = write_blocks(found.blocks, found.pictures)
    for part in ("## Parking\n\nForty places are gone, and twelve are new.\n\n- Boats: 48 shillings", "| Bell | 1 July |", ": Times", "## May I still ring?\n\nYes, on Sundays and in fog."):  # fmt: skip
        assert part in written
    assert [(one.caption, one.credit) for one in found.pictures] == [("The quay", "K. Ebner")]
    assert "Plan of the quay" not in written


def test_a_table_that_parts_a_page_into_columns_is_no_table() -> None:
    """Words of the menu stand in the column beside the text; the text keeps its paragraphs, quotation and lists."""
    found = whole(
        '<table width="780"><tr><td width="150"><font><a href="a.htm">Home</a><br><a href="b.htm">Back issues</a></font></td><td><center><font size="5"><b>The bell of the rock</b></font><br><i>by E. J. Marlowe</i></center>'
        f"<p><font>{BELL}<br><br>{FOG}<p>{SOLD}<blockquote>I hear when it stops.</blockquote><ul><li>Range: 7 miles<li>Pitch: low</ul></td></tr></table>"
    )
    assert (
        write_blocks(found.blocks).strip()
        == f"{BELL}\n\n{FOG}\n\n{SOLD}\n\n> I hear when it stops.\n\n- Range: 7 miles\n- Pitch: low"
    )
    assert any(one.reason == "a menu" and "Back issues" in one.text for one in found.dropped)


@pytest.mark.parametrize(
    "cells",
    [f"<tr><td>1768</td><td>{BELL}</td></tr><tr><td>1801</td><td>{FOG}</td></tr>", "<tr><td>Range</td><td>7 miles</td></tr><tr><td>Pitch</td><td>low</td></tr>"],
)  # fmt: skip
def test_a_table_of_years_or_figures_stays_one(cells: str) -> None:
    assert any(block.kind == "table" for block in read(page(f"<table>{cells}</table>")).blocks)


def speech(name: str, words: str, more: str = "") -> str:
    return f'<div class="speech"><div class="head"><div class="who">{name}</div>{more}</div><div class="content"><p>{words}</p></div></div>'


def test_who_speaks_stands_over_each_speech() -> None:
    """Names above speeches are printed in bold, what else stands there beside them; a time alone is no speaker."""
    found = whole(
        "<main><h1>Bells (Safety) Bill</h1>"
        + speech("Ms Orla Teague", BELL, '<div class="seat">(Maren East)</div>')
        + speech("Sir Guy Penhallow", "Will she give way?", '<div class="seat">(Oor)</div>')
        + speech("Ms Teague", FOG)
        + "</main>",
        "Bells (Safety) Bill",
    )
    speeches = ["**Ms Orla Teague** (Maren East)", BELL, "**Sir Guy Penhallow** (Oor)", "Will she give way?", "**Ms Teague**", FOG]  # fmt: skip
    assert write_blocks(found.blocks).strip().split("\n\n") == speeches


def test_one_name_above_a_text_is_no_speaker() -> None:
    found = read(page("", before='<div class="meta"><div class="who">Ada Keeper</div></div>'))
    assert "Ada Keeper" not in found.text


def test_the_first_paragraph_of_a_text_is_no_deck_and_its_last_answer_stays() -> None:
    """Each paragraph in a box of its own: the first stays in the text, so does a short answer at its end; counters do not."""
    boxed = "".join(f"<div><p>{words}</p></div>" for words in (BELL, FOG, SOLD))
    found = whole(
        '<main><article><h1>The bell of the rock</h1><div class="post"><div class="rich"><div><p class="a1 b2">There were three keepers, and two of them did not speak to each other.</p></div>'
        f"{boxed}<div><p>What became of Angus?</p></div><div><p>He kept bees.</p></div></div></div></article><div><span>20 views</span></div></main>"
    )
    assert found.deck == ""
    assert found.text.startswith("There were three keepers") and found.text.endswith(
        "What became of Angus?\n\nHe kept bees."
    )


def test_an_abstract_is_text_under_its_heading() -> None:
    abstract = '<section class="abstract"><h2>Abstract</h2><p>Background. Bells ring in fog, and nobody knows why they do it.</p></section>'
    found = whole(
        f"<main><article><h1>The bell of the rock</h1><div>Received 2025 Jan 3; Accepted 2025 Sep 9</div>{abstract}<section><h2>Introduction</h2><p>{FIRST}</p><p>{SECOND}</p></section><section><h2>Results</h2><p>{LAST}</p></section></article></main>"
    )
    assert found.deck == ""
    assert "## Abstract\n\nBackground. Bells ring in fog" in write_blocks(found.blocks)


KEPT = {
    "short lines": ("<p>Ice is a loan<br>and March<br>is the bank.</p>", "Ice is a loan\\\nand March\\\nis the bank."),
    "quotation of another": ('<aside class="quote"><div class="title">pekka:</div><blockquote><p>Did you measure the salt?</p></blockquote></aside>', "> pekka:\n>\n> Did you measure the salt?"),
    "file": ('<div class="file"><a href="/x.pdf">Port plan 1904</a></div>', "[Port plan 1904](https://rock.example/x.pdf)"),
    "callout": ('<div class="callout callout-tip"><div class="callout-title">Bring two torches</div><div class="callout-body"><p>The first will fall in.</p></div></div>', "Bring two torches\n\nThe first will fall in."),
    "folded code": ('<details class="code-fold"><summary>Code</summary><pre><code>ring(bell)</code></pre></details>', "**Code**\n\n```\nring(bell)\n```"),
    "note in the margin": ('<div class="column-margin"><span>The weir was built in 1788.</span></div>', "The weir was built in 1788."),
    "sign between sections": ("<p>◇</p>", "* * *"),
    "verse in boxes": ('<div class="line-block"><div class="line">O the mud, the mud,</div><div class="line">it waits for the moon.</div></div>', "O the mud, the mud,\\\nit waits for the moon."),
    "caption of a table in a box": ('<div class="tw"><div class="caption"><p>Survival by group.</p></div><table><tr><th>Group</th><th>Days</th></tr><tr><td>Fresh</td><td>98</td></tr></table></div>', "Survival by group.\n\n| Group | Days |\n| --- | --- |\n| Fresh | 98 |"),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_parts_of_a_text_stay_whatever_the_page_calls_them(name: str) -> None:
    html, written = KEPT[name]
    assert written in write_blocks(read(page(f"<p>{BELL}</p>{html}<p>{FOG}</p>")).blocks)


def test_a_verse_that_opens_a_text_is_no_byline() -> None:
    found = read(page("", before="<p>Ice is a loan<br>and March<br>is the bank.</p>"))
    assert found.text.startswith("Ice is a loan\nand March\nis the bank.")


def test_a_note_in_a_list_of_definitions_is_a_note() -> None:
    mark = '<a class="footnote-reference brackets" href="#id3" id="id1"><span class="fn-bracket">[</span>1<span class="fn-bracket">]</span></a>'
    notes = '<dl class="footnote brackets"><dt class="label" id="id3"><span class="brackets"><a class="fn-backref" href="#id1">1</a></span></dt><dd><p>Nine in 1910 alone.</p></dd></dl>'
    written = write_blocks(read(page(f"<p>{BELL}{mark}</p><p>{FOG}</p>{notes}")).blocks)
    assert f"{BELL}[^1]" in written and "[^1]: Nine in 1910 alone." in written
