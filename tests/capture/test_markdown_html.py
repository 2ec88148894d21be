"""HTML in Markdown is read as a browser shows it, never printed as typed; what cannot be kept is told."""

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishkit.capture.extracted import Extracted
from publishkit.capture.markdown.read import picture_addresses, read_markdown
from publishkit.edition.body import parse_body
from publishkit.press.adding.propose_rights import readers

READERS = readers()
PNG = b"\x89PNG\r\n\x1a\n"


def read(text: str) -> Extracted:
    found, _ = read_markdown(f"# T\n\nFirst.\n\n{text}\n\nLast.\n", {"a.png": PNG, "b.png": PNG}, READERS)
    return found


def middle(text: str) -> str:
    body = read(text).body or ""
    return body.removeprefix("First.\n\n").removesuffix("\n\nLast.\n")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<p align="center">An <b>html</b> paragraph</p>', "An **html** paragraph"),
        ("H<sub>2</sub>O, 10<sup>6</sup>, 1<sup>er</sup>", "H~2~O, 10^6^, 1^er^"),
        ("One<br>two<br/>three", "One\\\ntwo\\\nthree"),
        ("<p>One<br><br>two</p>", "One\n\ntwo"),
        (
            "<u>u</u> <mark>m</mark> <small>s</small> <kbd>Ctrl</kbd> <span style='font-weight:bold'>b</span>",
            "u m s Ctrl **b**",
        ),
        ("<del>gone</del> <code>a|b</code> <q>said</q>", "~~gone~~ `a|b` “said”"),
        ("<div class='x'>\n\nIn *a* box.\n\n</div>", "In *a* box."),
        ("<div>Loose <p>and a paragraph</p> and loose</div>", "Loose\n\nand a paragraph\n\nand loose"),
        ("<details><summary>More</summary>\n\nInside.\n\n</details>", "**More**\n\nInside."),
        ("<blockquote><p>Said.</p><footer>Ada Quill</footer></blockquote>", "> Said.\n>\n> — Ada Quill"),
        ("<h3>A <em>head</em></h3>", "### A *head*"),
        ("<ol start='7'><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "7. a\n8. b\n   - c"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
        ("<dl><dt>Ebb</dt><dd>Out.</dd><dt>Neap</dt><dd>Small.</dd></dl>", "Ebb\n: Out.\n\nNeap\n: Small."),
        ("<pre><code class='language-python'>x &lt; 1\n\ny</code></pre>", "```python\nx < 1\n\ny\n```"),
        ("<hr>", "* * *"),
        (
            "<table><caption>Depths</caption><thead><tr><th>Pier</th><th align='right'>m</th></tr></thead><tbody><tr><td>A|B</td><td align='right'>4</td></tr></tbody></table>",
            "| Pier | m |\n| --- | --: |\n| A\\|B | 4 |\n\n: Depths",
        ),
        ("<table><tr><td><p>A layout</p><ul><li>a</li></ul></td></tr></table>", "A layout\n\n- a"),
        (
            '<i lang="fr">mot</i> and <a href="https://a.example/?x=1&amp;y=2">a link</a>',
            "[*mot*]{lang=fr} and [a link](https://a.example/?x=1&y=2)",
        ),
        ("<a href='javascript:alert(1)'>words</a>", "words"),
        ("<!-- more -->Text", "Text"),
        ("&lt;b&gt; &amp; 3 < 4 and <notatag", "&lt;b&gt; &amp; 3 < 4 and <notatag"),
        ("`<b>` stays", "`<b>` stays"),
    ],
)
def test_html_becomes_what_it_shows(html: str, markdown: str) -> None:
    assert middle(html) == markdown


def test_pictures_stand_where_they_stood() -> None:
    found = read(
        '<p>One <img src="a.png" alt="A" width="640"></p>\n\n<figure><a href="https://x.example"><img srcset="b-small.png 300w, b.png 900w" '
        'src="b-small.png" alt="B"></a><figcaption>Boats <span class="credit">Cy Lens</span></figcaption></figure>'
    )
    assert [(p.file, p.alt, p.caption, p.credit) for p in found.pictures] == [
        ("images/01.png", "A", "", ""),
        ("images/02.png", "B", "Boats", "Cy Lens"),
    ]
    assert found.body == "First.\n\nOne\n\n![A](images/01.png)\n\n![B](images/02.png)\n\nLast.\n"
    assert picture_addresses('<img src="a.png">\n') == ("a.png",)


def test_pictures_of_a_gallery_share_their_credit() -> None:
    found = read(
        '<figure><img src="a.png"><img src="b.png"><figcaption>The quay. <cite>Cy Lens</cite></figcaption></figure>'
    )
    assert [(p.caption, p.credit) for p in found.pictures] == [("", "Cy Lens"), ("The quay.", "Cy Lens")]


def test_embeds_are_links_and_what_has_no_words_is_told() -> None:
    found = read(
        '<iframe src="https://www.youtube.com/embed/w7Ft2ymGmfc?start=5" title="The flood"></iframe>\n\n<video controls><source src="https://v.example/a.mp4"></video>\n\n'
        "<script>track()</script>\n\n<style>p { color: red }</style>\n\n<!-- ask Ada -->"
    )
    assert found.body == (
        "First.\n\n[The flood](https://www.youtube.com/watch?v=w7Ft2ymGmfc&t=5s)\n\n"
        "[https://v.example/a.mp4](https://v.example/a.mp4)\n\nLast.\n"
    )
    assert [dropped.text for dropped in found.dropped] == [
        "track()",
        "p { color: red }",
        "ask Ada",
        "<iframe> The flood",
        "<video>",
    ]


def test_a_cell_over_columns_is_told() -> None:
    found = read("<table><tr><th colspan='2'>Both</th></tr><tr><td>1</td><td>2</td></tr></table>")
    assert (
        middle("<table><tr><th colspan='2'>Both</th></tr><tr><td>1</td><td>2</td></tr></table>")
        == "| Both |  |\n| --- | --- |\n| 1 | 2 |"
    )
    assert found.dropped[0].text == "Both"


@pytest.mark.parametrize(
    "broken",
    ["<div>", "</div>", "<table>", "<b>", "<p><p><p>", "<ul><li>", "<script>", "<style>", "<!-- open", "<textarea>", "<title>", "<svg>", "<iframe src=x>",
     "<a href='https://a.example'>", "<pk-kept n='0'></pk-kept>", "<select><option>", "<details>", "<blockquote>", "<math>", "<plaintext>", "<noscript>", "<template>"],
)  # fmt: skip
def test_nothing_behind_an_element_that_was_never_closed_is_lost(broken: str) -> None:
    """It may stand in another place; and what a comment or script swallowed is told."""
    found, _ = read_markdown(f"# T\n\nFirst of all.\n\n{broken}\n\nSecond *word*.\n\n- third\n\nLast.\n", {}, READERS)
    everything = f"{found.text} {' '.join(dropped.text for dropped in found.dropped)}"
    assert all(word in everything for word in ("First of all.", "Second", "word", "third", "Last."))


WORDS = st.lists(
    st.sampled_from(
        ["tide", "mud", "a.b", "*", "_x_", "1.", "#", "[a]", "`", "~", "^", "&", "<", "(x)", "—", "é", "{a}", "|", "\\"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
TAGS = st.sampled_from(["b", "i", "em", "strong", "sup", "sub", "span", "u", "del", "mark", "q", "small"])
INLINE = st.recursive(
    WORDS.map(lambda text: (escape(text), text)),
    lambda inner: st.one_of(
        st.tuples(TAGS, inner).map(
            lambda pair: (f"<{pair[0]}>{pair[1][0]}</{pair[0]}>", f"“{pair[1][1]}”" if pair[0] == "q" else pair[1][1])
        ),
        st.tuples(inner, st.sampled_from(["", " "]), inner).map(
            lambda three: (three[0][0] + three[1] + three[2][0], three[0][1] + three[1] + three[2][1])
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=200)
@given(INLINE)
def test_any_words_in_any_inline_elements_are_printed_as_a_browser_shows_them(pair: tuple[str, str]) -> None:
    html, words = pair
    found, _ = read_markdown(f"# T\n\nFirst.\n\n<p>{html}</p>\n", {}, READERS)
    shown = re.sub(r"<[^<>]+>", "", parse_body(found.body or "", "a").blocks[0].html.partition("</p>")[2])
    expected = escape(" ".join(words.split()), quote=False)
    assert " ".join(shown.replace("&quot;", '"').split()) == expected
