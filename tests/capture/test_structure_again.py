"""The same kinds of structure, written in other ways: what one page has in a heading stands elsewhere in a line of its own."""

import pytest

from publishkit.capture.commonmark import write_blocks
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers
from tests.capture.test_structure import FIRST, LAST, SECOND, between, body, page, read

STAIR = (
    "The stair has two hundred steps, and he has climbed them twice a day, in storms and in the long calm of August."
)
LAMP = (
    "The lamp burned oil at first, then gas, and in the end a bulb no bigger than a fist, which he never came to like."
)
LINE = "He climbs the stair for the last time, and the whole town watches from the quay below."
KEPT: dict[str, tuple[str, str]] = {
    "verse whose lines are blocks": ('<div class="poem"><div>Grey the rock,</div><div>grey the wave,</div></div>', "Grey the rock,\\\ngrey the wave,"),
    "verse in a listing": ('<pre class="wp-block-verse">Grey the rock,\n  grey the wave.\n\nAnd the gull.</pre>', "Grey the rock,\\\n&#160;\u00a0grey the wave.\n\nAnd the gull."),
    "lines of an address": ("<p>Harbour Office<br>12 Quay Lane</p>", "Harbour Office\\\n12 Quay Lane"),
    "quote in a figure, signed": ("<figure><blockquote><p>Never.</p><p>Not once.</p></blockquote><figcaption>— Bo Keeper, <cite>Diary</cite></figcaption></figure>", "> Never.\n>\n> Not once.\n>\n> — Bo Keeper, *Diary*"),
    "quote in a quote": ("<blockquote><p>He wrote:</p><blockquote><p>Never again.</p></blockquote></blockquote>", "> He wrote:\n>\n> > Never again."),
    "numbers that are given": ("<ol><li value='3'>Trim the lamp</li><li>Wind the clock</li><li value='9'>Sleep</li></ol>", "3. Trim the lamp\n4. Wind the clock\n\n9) Sleep"),
    "items of two paragraphs": ("<ol start='2'><li><p>Trim the lamp.</p><p>With care.</p></li><li><p>Sleep.</p></li></ol>", "2. Trim the lamp.\n\n   With care.\n3. Sleep."),
    "table without a head": ("<table><tr><td>North</td><td>112</td></tr><tr><td>East</td><td>80</td></tr></table>", "|  |  |\n| --- | --- |\n| North | 112 |\n| East | 80 |"),
    "table whose first column heads": ("<table><tr><th>Length</th><td>12 m</td></tr><tr><th>Draught</th><td>3 m</td></tr></table>", "|  |  |\n| --- | --- |\n| Length | 12 m |\n| Draught | 3 m |"),
    "foot of a table above its rows": ("<table><thead><tr><th>Year</th><th>Ships</th></tr></thead><tfoot><tr><td colspan='2'>Source: port</td></tr></tfoot><tbody><tr><td>1911</td><td>30</td></tr></tbody></table>", "| Year | Ships |\n| --- | --- |\n| 1911 | 30 |\n| Source: port |  |"),
    "listing with numbered lines": ('<table><tr><td class="linenos"><pre>1\n2</pre></td><td><pre><code class="lang-js">let a = 1;\nlet b = 2;</code></pre></td></tr></table>', "```js\nlet a = 1;\nlet b = 2;\n```"),
    "keys and their output": ("<p>Press <kbd>Ctrl</kbd>+<kbd>C</kbd> and it says <samp>`bye`</samp> to you, as it did to the keeper.</p>", "Press `Ctrl`+`C` and it says `` `bye` `` to you, as it did to the keeper."),
    "signs set by style": ("<p>They moved 300 m<span style='vertical-align:super'>3</span> of mud, and 10<sup>−6</sup> of it was gold, he says.</p>", "They moved 300 m^3^ of mud, and 10^−6^ of it was gold, he says."),
    "break by a sign": ("<p style='text-align:center'>⁂</p>", "* * *"),
    "paragraphs by breaks within a font": (f"<font size='2'><i>{STAIR}</i><br>\n<br>{LAMP}<br>&nbsp;<br><b>{LINE}</b></font>", f"*{STAIR}*\n\n{LAMP}\n\n**{LINE}**"),
    "paragraphs by breaks within emphasis": (f"<p><em>{STAIR}<br><br>{LINE}</em></p>", f"*{STAIR}*\n\n*{LINE}*"),
    "times that stand alone": (f"<div class='e'><time>20:05</time><h3>Dark</h3><p>{LINE}</p></div><div class='e'><time>7.40 pm</time><p>Before that, {LINE}</p></div>", f"## 20:05 Dark\n\n{LINE}\n\n**7.40 pm**\n\nBefore that, {LINE}"),
    "post of one more network": ('<blockquote class="bluesky-embed"><p>Found.<br><br>At last.</p>&mdash; Cy (<a href="https://bsky.app/profile/cy">@cy</a>) <a href="https://bsky.app/profile/cy/post/1">May 1</a></blockquote>', "> Found.\n>\n> At last.\n>\n> — Cy ([@cy](https://bsky.app/profile/cy)) [May 1](https://bsky.app/profile/cy/post/1)"),
    "players without an address of their own": ('<amp-youtube data-videoid="abcdefghijk"></amp-youtube><object data="/lamp.mp4" type="video/mp4"></object><iframe data-lazy-src="https://player.vimeo.com/video/7"></iframe>', "[Video: youtube.com](https://www.youtube.com/watch?v=abcdefghijk)\n\n[Video: rock.example](https://rock.example/lamp.mp4)\n\n[Video: player.vimeo.com](https://player.vimeo.com/video/7)"),
    "formulas as typed": (r"<p>The range is \(d = \sqrt{h}\) here, <script type='math/tex'>x^2</script> there, and costs $5 or $6 a mile, he says.</p><script type='math/tex; mode=display'>\sum_i x_i</script>", "The range is \\\\(d = \\\\sqrt{h}\\\\) here, \\\\(x\\^2\\\\) there, and costs $5 or $6 a mile, he says.\n\n\\\\\\[\\\\sum\\_i x\\_i\\\\\\]"),
    "formulas that are set twice": ('<p>The range is <span class="katex"><span class="katex-mathml"><math><semantics><msup><mi>h</mi><mn>2</mn></msup><annotation>h^2</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">h2</span></span> in all of the forty years that he kept it.</p>', "The range is h^2^ in all of the forty years that he kept it."),
    "spaces in an address": ("<p>See <a href=' /a b?x=1 2 '>the chart of the rock</a> for it, and nobody else has one that is as good as his.</p>", "See [the chart of the rock](https://rock.example/a%20b?x=1%202) for it, and nobody else has one that is as good as his."),
    "remarks of editors": ('<p>It never went out.<sup>[<i><a href="/w">citation needed</a></i>]</sup> The tank held 3 m<sup>3</sup>, and x<sup>[a]</sup> stays, as he says in his book.</p>', "It never went out. The tank held 3 m^3^, and x^\\[a\\]^ stays, as he says in his book."),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_structure_stays_however_it_is_written(name: str) -> None:
    html, written = KEPT[name]
    got = between(page(html))
    assert got.replace("\\{", "{") == written


def test_a_capital_set_apart_belongs_to_its_word() -> None:
    assert FIRST in body(page("").replace("<p>The ", "<p><span class='drop-cap'>T</span>\nhe "))
    assert "A lighthouse" in body(page("").replace("<p>The ", "<p><span class='drop-cap'>A</span> "))


def test_a_note_that_is_named_twice_has_one_way_back_for_each() -> None:
    mark = '<sup class="reference" id="cite_ref-b_1-{0}"><a href="#cite_note-b-1">[1]</a></sup>'
    note = (
        '<ol class="references"><li id="cite_note-b-1"><span>^ <a href="#cite_ref-b_1-0"><sup>a</sup></a> <a href="#cite_ref-b_1-1">'
        '<sup>b</sup></a></span> <span class="reference-text">Kept in the archive, box 12.</span></li></ol>'
    )
    said = f"<p>He was born in 1911{mark.format(0)} and never spoke of it{mark.format(1)} in any of his letters to the town.</p>"
    written = body(page(said).replace("</article>", f"{note}</article>"))
    assert "born in 1911[^1] and never spoke of it[^1] in any" in written
    assert written.rstrip().endswith("[^1]: Kept in the archive, box 12.")


LEFT = {
    "a box in which a reader writes an address": ('<div><p><strong>Get the Rock Letter</strong></p><p>Write us, and we send you the best of the rock every Friday of the year.</p><input type="email"><button>Go</button></div>', ("Get the Rock Letter", "Write us")),
    "a list of others, and its heading": ('<h3>Related stories</h3><ul><li><a href="/1">The price of lamp oil falls again</a></li><li><a href="/2">The clock of the rock</a></li></ul>', ("Related stories", "The price of lamp oil", "The clock")),
    "cards of other articles": ('<div><article><h3><a href="/1">The price of oil</a></h3><p>It falls again, for once, and the keepers of all the rocks along the coast are glad of it this winter.</p></article><article><h3><a href="/2">The clock</a></h3><p>It turns the lens, and a man in the town turns the parts for it, which he learned on ploughs.</p></article></div>', ("The price of oil", "It falls again", "The clock", "It turns")),
    "a line with two dates": ("<p>Updated 4 March 2026 · Published March 3, 2026 9:00 a.m. CET</p>", ("Updated 4 March",)),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_what_is_no_text_is_named(name: str) -> None:
    html, openings = LEFT[name]
    found = read(page(html) if name != "a line with two dates" else page("", before=html))
    for opening in openings:
        assert opening not in found.text
        assert any(opening in one.text and one.reason for one in found.dropped)


@pytest.mark.parametrize("end", ["", "</figcaption>"])
@pytest.mark.parametrize("place", ["before", "inside"])
def test_paragraphs_in_a_figure_that_is_never_closed_are_text(end: str, place: str) -> None:
    figure = f'<figure><img src="/rock.jpg" width="900"><figcaption>The rock. Photo: Ida Lens{end}'
    found = read(page(figure) if place == "inside" else page("", before=figure))
    assert found.text.split("\n\n") == [FIRST, SECOND, LAST]
    assert [(one.caption, one.credit) for one in found.pictures] == [("The rock.", "Ida Lens")]


def test_a_figure_that_is_never_closed_and_has_no_caption_loses_no_text() -> None:
    found = read(page("", before='<figure><img src="/rock.jpg" width="900">'))
    assert found.text.split("\n\n") == [FIRST, SECOND, LAST]
    assert len(found.pictures) == 1


def test_a_picture_that_stands_in_for_another_is_none() -> None:
    found = read(
        page(
            '<figure><img src="/s.gif" class="lazy"><noscript><img src="/rock-900.jpg"></noscript><figcaption>The rock.</figcaption></figure>'
        )
    )
    assert [one.src for one in found.pictures] == ["https://rock.example/rock-900.jpg"]


@pytest.mark.parametrize(
    "wall",
    ["<h3>Keep reading</h3><p>Already a subscriber? Log in. Subscribe to continue reading this story.</p>", "<p>Dieser Artikel ist nur für Abonnenten.</p>"],
)  # fmt: skip
def test_a_wall_makes_a_text_truncated_though_the_data_say_nothing(wall: str) -> None:
    found = read(page("").replace(f"<p>{LAST}</p>", f"<div>{wall}</div>"))
    assert found.truncated and found.text.split("\n\n") == [FIRST, SECOND]
    assert any("asks to pay" in line for line in found.review)


def test_a_page_that_asks_for_its_program_gives_its_description_or_is_refused() -> None:
    shell = '<html><head><title>Cy (@cy)</title>{}</head><body><div id="root"></div><noscript><h1>JavaScript Required</h1><p>This is an application, and JavaScript is required.</p></noscript></body></html>'
    told = '<meta property="og:description" content="The diary was found under the stair. Nobody had looked there for forty years.">'
    found = read_page(shell.format(told), readers())
    assert write_blocks(found.blocks).startswith("The diary was found under the stair.")
    assert any("description was taken" in line for line in found.review)
    for empty in (
        shell.format(""),
        '<html><body><div id="root"></div><script>window.__DATA__ = {"a": 1}</script></body></html>',
    ):
        with pytest.raises(ValueError, match="no text"):
            read_page(empty, readers())


def test_a_very_short_page_is_its_sentence_without_the_house() -> None:
    html = '<html lang="en"><head><title>Ferry cancelled | RG</title><meta property="og:title" content="Ferry cancelled"></head><body><header>RG</header><div><h1>Ferry cancelled</h1><div>3 March 2026 | 9:00</div><p>The noon ferry is cancelled because of fog.</p><div>Share</div></div></body></html>'
    assert read(html).text == "The noon ferry is cancelled because of fog."


def test_the_caption_of_what_is_not_printed_is_named() -> None:
    found = read(
        page(
            '<figure><img src="/logo.svg" width="40"><figcaption>Powered by the Rock Engine</figcaption></figure><figure><img src="/rock.jpg" width="900"><figcaption>The rock. Photo: Ida Lens</figcaption></figure>'
        )
    )
    assert [one.caption for one in found.pictures] == ["The rock."]
    assert [one.text for one in found.dropped if "caption" in one.reason] == ["Powered by the Rock Engine"]


@pytest.mark.parametrize(
    "headline",
    [
        "<h1>Diaries: Forty years were found under the stair of the old rock</h1>",
        "<h1><span>Diaries</span> <span>Forty years of the keeper: what was under the stair of the old rock in winter</span></h1>",
    ],
)
def test_a_headline_that_is_not_the_title_is_no_subhead(headline: str) -> None:
    """Window and data call the article otherwise than its headline does: the editor is asked, and it is not printed as text."""
    title = "Is this the last keeper’s diary? Forty years of the keeper"
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{title}"}}</script>'
    html = page("", head=data).replace("The keeper’s diary", title, 2).replace("<h1>The keeper’s diary</h1>", headline)
    found = read(html)
    assert found.title == title and found.review[0].startswith("title: the headline shows “Diaries")
    assert "under the stair of the old rock" not in found.text
    assert any("under the stair of the old rock" in one.text for one in found.dropped)
