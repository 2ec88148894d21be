"""What a page shows is what is printed: line breaks, lists, quotes, tables, code, notes, formulas; the rest is named with its reason."""

import json

import pytest

from publishkit.capture.commonmark import write_blocks
from publishkit.capture.extracted import Extracted
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers

FIRST = "The lighthouse keeper of the outer rock kept a diary for forty years, and nobody knew of it until his house was sold."
SECOND = "He wrote about the weather, about the ships that passed, and about the price of oil, which he thought too high all his life."
LAST = "The library bought the diary in the spring and means to print it whole, with the drawings that he made of every ship."


def page(inside: str, *, before: str = "", after: str = "", head: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><head><title>The keeper’s diary | Rock Gazette</title><meta property="og:title" content="The keeper’s diary">'
        f'<link rel="canonical" href="https://rock.example/diary/1">{head}</head><body><header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>'
        f"<main><article><h1>The keeper’s diary</h1>{before}<p>{FIRST}</p><p>{SECOND}</p>{inside}<p>{LAST}</p></article></main>"
        f"{after}<footer><p>© 2026 Rock Gazette. All rights reserved.</p></footer></body></html>"
    )


def read(html: str) -> Extracted:
    return read_page(html, readers())


def body(html: str) -> str:
    found = read(html)
    return write_blocks(found.blocks, found.pictures)


def between(html: str) -> str:
    """The body between the second and the last paragraph."""
    written = body(html)
    assert FIRST in written and LAST in written
    return written.partition(SECOND)[2].partition(LAST)[0].strip("\n")


NOTE = "Kept in the harbour archive, box 12."
KEPT: dict[str, tuple[str, str]] = {
    "poem": ("<p>Grey the rock,<br>grey the wave,<br/>and the gull is brave.</p>", "Grey the rock,\\\ngrey the wave,\\\nand the gull is brave."),
    "paragraphs by two breaks": ("<div>One long night the lamp went out.<br><br>He lit it again with a candle.</div>", "One long night the lamp went out.\n\nHe lit it again with a candle."),
    "quote of two paragraphs, signed": (
        "<blockquote><p>I never asked for company.</p><p>The sea was enough.</p><footer>— Bo Keeper</footer></blockquote>",
        "> I never asked for company.\n>\n> The sea was enough.\n>\n> — Bo Keeper",
    ),
    "list that starts later": ("<ol start='7'><li>Trim the lamp</li><li>Wind the clock</li></ol>", "7. Trim the lamp\n8. Wind the clock"),
    "list in a list": (
        "<ul><li>Oil<ul><li>for the lamp</li><li>for the clock</li></ul></li><li>Bread</li></ul>",
        "- Oil\n  - for the lamp\n  - for the clock\n- Bread",
    ),
    "definitions": ("<dl><dt>Lamp</dt><dd>What burns all night.</dd><dt>Clock</dt><dd>What turns it.</dd></dl>", "Lamp\n: What burns all night.\n\nClock\n: What turns it."),
    "table": (
        ("<figure><table><thead><tr><th>Year</th><th align='right'>Ships</th></tr></thead><tbody><tr><td>1911</td><td align='right'>30</td></tr>"
        "<tr><td colspan='2'>no count | in 1912</td></tr></tbody></table><figcaption>Ships that passed. Source: port office</figcaption></figure>"),
        "| Year | Ships |\n| --- | --: |\n| 1911 | 30 |\n| no count \\| in 1912 |  |\n\n: Ships that passed. Source: port office",
    ),
    "code": ("<pre><code class='language-python'>def lamp():\n    return 1</code></pre>", "```python\ndef lamp():\n    return 1\n```"),
    "code in a line": ("<p>The light is called <code>Fl(2) 10s</code> on charts, and has been since it was lit.</p>", "The light is called `Fl(2) 10s` on charts, and has been since it was lit."),
    "raised and lowered": ("<p>The tank held 3 m<sup>3</sup> and smelled of CO<sub>2</sub> every summer, he wrote more than once.</p>", "The tank held 3 m^3^ and smelled of CO~2~ every summer, he wrote more than once."),
    "ruby": ("<p><ruby>灯台<rp>(</rp><rt>とうだい</rt><rp>)</rp></ruby> is the Japanese word for it, a sailor told him one winter night.</p>", "灯台（とうだい） is the Japanese word for it, a sailor told him one winter night."),
    "formula": (
        "<p>The range is <math><msqrt><mn>2</mn><mi>h</mi></msqrt></math> and grows with <math><msup><mi>h</mi><mn>2</mn></msup></math> in his odd reckoning.</p>",
        "The range is √(2h) and grows with h^2^ in his odd reckoning.",
    ),
    "sections": ("<hr><p>* * *</p>", "* * *"),
    "details": ("<details><summary>How the lamp works</summary><p>A clock turns the lens once in ten seconds, day and night, whoever looks at it.</p></details>", "**How the lamp works**\n\nA clock turns the lens once in ten seconds, day and night, whoever looks at it."),
    "post of another network": (
        '<blockquote class="twitter-tweet"><p>Diary found.</p>&mdash; Cy Post (@cy) <a href="https://twitter.com/cy/status/1">May 1, 2026</a></blockquote>',
        "> Diary found.\n>\n> — Cy Post (@cy) [May 1, 2026](https://twitter.com/cy/status/1)",
    ),
    "entries of a live blog": ("<div><h3><time>20:05</time> The lamp is lit</h3><p>He climbs the stair for the last time, and the whole town watches from the quay below.</p></div>", "## 20:05 The lamp is lit\n\nHe climbs the stair for the last time, and the whole town watches from the quay below."),
    "emphasis at its edges": ("<p>It was <em> never </em>dark, he says; <b>never.</b>Not once in all of the forty years.</p>", "It was *never* dark, he says; never.Not once in all of the forty years."),
    "signs that mean something": ("<p>He paid 2 * 3 [pounds] for _it_ and wrote a # in front of the sum every time, as he had been taught.</p>", "He paid 2 \\* 3 \\[pounds\\] for \\_it\\_ and wrote a # in front of the sum every time, as he had been taught."),
    "addresses": (
        '<p>See <a href="/ships?id=7&amp;utm_source=x&amp;fbclid=y">the ships</a>, <a href="https://www.google.com/url?q=https://rock.example/oil&amp;sa=D">the oil</a> and <a href="javascript:alert(1)">nothing</a> of it.</p>',
        "See [the ships](https://rock.example/ships?id=7), [the oil](https://rock.example/oil) and nothing of it.",
    ),
    "video and audio": (
        '<iframe src="https://www.youtube.com/embed/abcdefgh" title="The lamp"></iframe><figure><audio src="/bell.mp3"></audio><figcaption>The bell</figcaption></figure>',
        "[Video: The lamp](https://www.youtube.com/watch?v=abcdefgh)\n\n[Audio: The bell](https://rock.example/bell.mp3)",
    ),
    "soft hyphens and firm spaces": ("<p>The light\u00adhouse cost 12\u00a0500\u00a0pounds, he says, and not one of them was wasted on paint.</p>", "The lighthouse cost 12\u00a0500\u00a0pounds, he says, and not one of them was wasted on paint."),
    "a question in bold stays one": ("<p><b>Were you lonely?</b></p><p>Not for a day, he says, and looks out of the window at the rock in the rain.</p>", "**Were you lonely?**\n\nNot for a day, he says, and looks out of the window at the rock in the rain."),
    "a bold line is a subhead": ("<p><strong>The price of oil</strong></p>", "## The price of oil"),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_structure_stays(name: str) -> None:
    html, written = KEPT[name]
    assert between(page(html)) == written


NOTES = {
    "blocks": ('<sup class="fn"><a href="#n1" id="n1-link">1</a></sup>', f'<ol class="wp-block-footnotes"><li id="n1">{NOTE} <a href="#n1-link">↩︎</a></li></ol>'),
    "pandoc": ('<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>', f'<section class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>{NOTE}<a href="#fnref1" class="footnote-back">↩</a></p></li></ol></section>'),
    "letters by mail": ('<a class="footnote-anchor" href="#footnote-1" id="footnote-anchor-1">1</a>', f'<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a><div class="footnote-content"><p>{NOTE}</p></div></div>'),
    "wiki": ('<sup class="reference" id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup>', f'<ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><b><a href="#cite_ref-1">^</a></b></span> <span class="reference-text">{NOTE}</span></li></ol>'),
    "office": ('<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>', f'<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> {NOTE}</p></div>'),
    "documents": ('<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>', f'<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>\u00a0{NOTE}</span></p></div>'),
    "books": ('<a epub:type="noteref" href="#en1">*</a>', f'<aside epub:type="footnote" id="en1"><p>{NOTE}</p></aside>'),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_notes_are_notes(name: str) -> None:
    mark, note = NOTES[name]
    written = body(
        page(f"<p>He was born in 1911{mark}, as the book of the parish says, and never spoke of it.</p>").replace(
            "</article>", f"{note}</article>"
        )
    )
    assert "He was born in 1911[^1], as the book of the parish says" in written
    assert written.rstrip().endswith(f"[^1]: {NOTE}")
    assert written.count(NOTE) == 1


LEFT = {
    "sign-up": ('<div class="newsletter-box"><h4>The Rock Letter</h4><p>Every Friday the best of the rock in your inbox. By signing up you accept our terms.</p></div>', "Every Friday the best"),
    "pointer": ('<p><a href="/oil">Read more: The price of lamp oil in the last hundred years</a></p>', "Read more"),
    "teaser": ('<div class="teaser"><h4><a href="/oil">The price of lamp oil falls again, for once</a></h4><p><a href="/oil">Oil is cheap this year.</a></p></div>', "The price of lamp oil"),
    "pulled line": ('<aside class="pullquote"><p>“nobody knew of it until his house was sold”</p></aside>', "nobody knew of it"),
    "who wrote it": ('<div class="author-bio"><p>Ada Example writes about rocks and has lived on one of them since she was a child in school.</p></div>', "Ada Example writes"),
    "table of contents": ('<div class="toc"><ul><li><a href="#a">The lamp</a></li><li><a href="#b">The clock</a></li></ul></div>', "The lamp"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_out_is_named(name: str) -> None:
    html, opening = LEFT[name]
    found = read(page(html))
    assert opening not in found.text.replace(FIRST, "")
    told = [one for one in found.dropped if opening in one.text]
    assert told and all(one.reason for one in told)


def test_everything_a_reader_sees_is_printed_or_named() -> None:
    found = read(
        page(
            "<div class='toc'>Contents</div>",
            before="<p class='byline'>By Ada Example</p>",
            after="<aside><p>Weather: rain.</p></aside>",
        )
    )
    said = "\n".join([found.title, *(b.text for b in found.blocks), *(d.text for d in found.dropped)])
    for words in ("Home", "News", "Contents", "By Ada Example", "Weather: rain.", "© 2026 Rock Gazette.", FIRST, LAST):
        assert words in said


def test_a_wall_in_the_text_makes_it_truncated() -> None:
    html = page(
        "",
        head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"The keeper’s diary","isAccessibleForFree":false}</script>',
    )
    html = html.replace(
        f"<p>{LAST}</p>",
        '<div class="paywall"><h3>Read on with Rock Plus</h3><p>Subscribe now for 1 pound a month.</p></div>',
    )
    found = read(html)
    assert found.truncated and "Subscribe" not in found.text and "Rock Plus" not in found.text


def test_a_text_only_in_the_data_of_a_page_is_taken_and_told() -> None:
    said = {"@type": "NewsArticle", "headline": "The keeper’s diary", "articleBody": f"{FIRST}\n\n{SECOND}\n\n{LAST}"}
    data = json.dumps(said)
    found = read(
        f'<html><head><title>The keeper’s diary</title><script type="application/ld+json">{data}</script></head><body><div id="app"></div></body></html>'
    )
    assert found.text.split("\n\n") == [FIRST, SECOND, LAST]
    assert any("own data" in line for line in found.review)


NO_ARTICLE = {
    "human": "<title>Just a moment...</title><h1>rock.example</h1><p>Verify you are human by completing the action below.</p>",
    "missing": "<title>Page not found | Rock Gazette</title><h1>404</h1><p>The page you were looking for has moved or never was.</p>",
    "missing in Polish": "<title>Rock</title><h1>Strony nie znaleziono</h1><p>Wróć na stronę główną.</p>",
    "feed": '<?xml version="1.0"?><rss version="2.0"><channel><title>Rock</title><item><title>A</title><description>B</description></item></channel></rss>',
    "list": "<h1>News</h1>" + "".join(f'<h2><a href="/{n}">Ship number {n} has passed the rock tonight</a></h2><p>In short.</p>' for n in range(12)),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_ARTICLE)
def test_what_is_no_article_is_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(ValueError, match=r"(?s)article.*save that page and add the file"):
        read(NO_ARTICLE[name])


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>The keeper’s diary</h1><p>{FIRST}</p><p>{SECOND}</p>",
        f"<div><h1>The keeper’s diary</h1>{FIRST}<br><br>{SECOND}</div>",
        f"<p>{FIRST}<p>{SECOND}",
        f"junk before <html><body><p>{FIRST}</p><p>{SECOND}</p>",
        "<div>" * 5_000 + f"<p>{FIRST}</p><p>{SECOND}</p>",
        "<b><i><p>" * 1_000 + f"<p>{FIRST}</p><p>{SECOND}</p>",
        f"<p>{FIRST}</p>" + "".join(f"<p><font color='#{n:06x}'>{SECOND}" for n in range(600)),
    ],
)
def test_a_page_is_read_as_a_browser_reads_it(html: str) -> None:
    paragraphs = read(html).text.split("\n\n")
    assert FIRST in paragraphs and SECOND in paragraphs


def test_a_short_piece_is_its_paragraph_alone() -> None:
    html = '<html lang="en"><head><title>Lamp out | Rock Gazette</title><meta property="og:title" content="Lamp out on the rock"></head><body><main><h1>Lamp out on the rock</h1><p class="byline">By Ada Example</p><time datetime="2026-03-03">3 March 2026</time><p>The lamp on the outer rock was out for an hour on Monday. Nobody was harmed.</p></main></body></html>'
    assert read(html).text == "The lamp on the outer rock was out for an hour on Monday. Nobody was harmed."
