"""Whatever is in a Markdown file: it is read in seconds or refused in a sentence, and no word of it is lost unsaid."""

import re
import time
from dataclasses import asdict

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publishkit.capture.markdown.read import picture_addresses, read_markdown
from publishkit.edition.body import parse_body
from publishkit.press.adding.propose_rights import readers

READERS = readers()
PARA = "The council met on *Tuesday* to settle a [quarrel](https://a.example/x) of the winter.\n\n"
SIGNS = [
    "---\n", "+++\n", "{", "}", "% ", "\n", "\n\n", "    ", "\t", "# ", "> ", "> [!note] ", "- ", "1. ", "```\n", "~~~", ":::", ":::pull\n", ": ", "| a | b |\n|--|--|\n", "| ",
    "[^1]", "[^1]: ", "^[", "^", "~", "~~", "*", "**", "_", "`", "``", "\\", "![", "[", "](", ")", "]", "[[", "]]", "![[", "==", "%%", "#tag", "{{<", ">}}", "{{", "}}", "{%", "%}", "{: .a}", "{lang=de}",
    "<b>", "</b>", "<div>", "</div>", "<table>", "<tr>", "<td>", "<figure>", "<img src=a.png>", "<!--", "-->", "<script>", "</script>", "<iframe src='https://a.b'>", "<pk-kept n='0'>", "<pk-note n='9'>", "<svg>", "<br>", "<sup>", "<li>",
    "&amp;", "&#0;", "&#x1F600;", "\u00a0", "\u2028", "\u200b", "\ufeff", "\x00", "\x85", "é", "漢", "title: A\n", "date: 2026\n", "*By Ada Example, 3 March 2026*", "data:image/png;base64,AA", "carried-picture-0.data", "word", "Photo: Cy Lens", "a.png",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)


@settings(max_examples=200, deadline=None)
@example("---\n? [a]\n: b\n---\n")
@example("---\n!!python/object:os.system a\n---\n")
@example("---\n%YAML 9.9\n---\n")
@example("+++\na = 1979-05-27T99:00:00\n+++\n")
@example('{"a": 1e999, "date": NaN}\ntext')
@example("---\ndate: 2026-99-99\nurl: 'http://['\nauthor: {name: [1]}\ncover: [[]]\n---\n[a](http://[)")
@given(st.one_of(SOUP, st.text(max_size=200)))
def test_reading_never_fails_but_in_a_sentence(text: str) -> None:
    picture_addresses(text)
    try:
        found, _ = read_markdown(text, {"a.png": b"\x89PNG"}, READERS)
    except ValueError:
        return
    assert found.body is not None
    parse_body(found.body, "a")


@pytest.mark.parametrize(
    "text",
    [
        PARA * 12_000, PARA * 2_000, "> " * 10_000 + "x", "[a](https://a.example) " * 100_000, "[" * 100_000, ">" * 5_000_000, "[a](b) " * 4_000, "[" * 10_000, "![](" * 4_000, "](" * 10_000,
        "<div>" * 2_000, "<b>" * 6_000, "<script>" * 4_000, "<!--a " * 10_000, "<!a " * 6_000, "<a " * 10_000, "<table>" * 1_000, "`a ``b " * 4_000,
        "*a **b " * 6_000, "^[" * 4_000, "[^1] " * 4_000 + "\n\n[^1]: x", "[[a " * 4_000, "{{< a " * 6_000, "{% a " * 6_000, "{{ a " * 10_000, " %%a" * 10_000,
        "==a " * 10_000, "{% highlight a %}\n" * 1_000, "[caption " * 6_000, "```a\n" * 4_000, "> [!note] a\n" * 2_000, ":::a\n" * 4_000, "#a " * 12_000, "a\n: b\n\n" * 1_000,
        "---\na: " + "[" * 6_000 + "\n---\n", "---\n" + "a:\n" * 1_800 + "---\n", "+++\na = " + "[" * 6_000 + "\n+++\n", '{"a": ' + "[" * 10_000, "data:image/png;base64," * 4_000,
        "| a | b |\n|--|--|\n" + "| 1 | 2 |\n" * 2_000, "".join("  " * n + "- a\n" for n in range(400)), "% a\n" * 4_000, "\\" * 40_000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_large_and_twisted_texts_take_seconds_or_are_refused(text: str) -> None:
    begun = time.process_time()
    try:
        read_markdown(text, {}, READERS)
    except ValueError as cause:
        refused = str(cause)
    else:
        refused = ""
    assert re.match(r"its |it has |$", refused)
    assert time.process_time() - begun < 15


BLOCKS = st.sampled_from(
    [
        "W W.", "W *W* **W** ~~W~~ `W` [W](https://a.example) <W@a.example>", "# W", "W\n===", "## W W #", "- W\n- W\n  - W", "1. W\n\n   W", "> W\n>\n> — W", "> [!note] W\n> W",
        "W[^1]\n\n[^1]: W", "W^[W]", "[^x]: W", "| W | W |\n|--|--|\n| W | W |\n\n: W", "W\n: W", "```\nW\n```", "    W", "W\\\nW", ":::pull\nW\n:::", "::: {.box}\nW\n:::", "[W]{lang=de}", "[W][r]\n\n[r]: https://a.example",
        "![W](a.png)", "![](a.png)\n*W*", "![](a.png)\n\n*W*", "[![W](a.png)](https://a.example)", "W ![W](a.png) W", "![[a.png|W]]", "[[a|W]]", "![[W]]", "%%W%%", "==W==", "#W", '{{< figure src="a.png" caption="W" attr="W" >}}', "{{% x %}}\nW\n{{% /x %}}",
        "{% include W %}", "{{ W }}", "{% highlight c %}\nW\n{% endhighlight %}", "W\n{: .a}", "## W {#a}", "| W\n| W", "H~W~ m^W^", "*By Ada W*", "*W W.*",
        "<p>W <b>W</b><br>W</p>", "<div>\n\nW\n\n</div>", "<div>W<p>W</p>W</div>", "<details><summary>W</summary>\n\nW\n\n</details>", "<figure><img src='a.png' alt='W'><figcaption>W <cite>W</cite></figcaption></figure>", "<figure>\n\n```\nW\n```\n\n<figcaption>W</figcaption></figure>",
        "<table><caption>W</caption><tr><th>W</th><td>W <b>W</b></td></tr></table>", "<table><tr><td>W<ul><li>W</li></ul></td></tr></table>", "<ul>W<li>W<p>W</p></li></ul>", "<ol><li>W</li><ol><li>W</li></ol></ol>", "<dl><dt>W</dt><dd>W<p>W</p></dd></dl>", "<dl><dd>W</dd></dl>", "<dl><dt>W</dt></dl>", "<blockquote>W<footer>W</footer></blockquote>",
        "<pre>W\nW</pre>", "<script>W</script>", "<!-- W -->", "<iframe src='https://a.example/x'>W</iframe>", "<ruby>W<rt>W</rt></ruby>", "<button>W</button>", "<h2>W</h2>", "<u>W", "<table><tr><td>W", "<a href='/x'>W</a>", "<q>W</q>", "<form>W <input type='checkbox'> W</form>", "<video>W</video>",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_no_word_is_lost_unsaid(blocks: list[str]) -> None:
    """Every word is in a field, in the body, in a caption, or among what was left out."""
    number = iter(range(1000))
    text = "\n\n".join(re.sub("W", lambda _: f"tide{next(number)}z", block) for block in blocks)
    found, _ = read_markdown(f"# Title\n\n{text}\n\nEnd.\n", {"a.png": b"\x89PNG"}, READERS)
    kept = str(asdict(found))
    assert [word for word in re.findall(r"tide\d+z", text) if word not in kept] == []
    body = parse_body(found.body or "", "a")
    shown = " ".join([*body.paragraphs, *(block.html for block in body.blocks), *(note.html for note in body.notes)])
    elsewhere = kept.replace(repr(found.body), "").replace(repr(found.page_text), "")
    assert [word for word in re.findall(r"tide\d+z", text) if word not in shown and word not in elsewhere] == []
