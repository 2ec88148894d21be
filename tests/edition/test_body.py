"""Markdown as editors write it becomes blocks every format can print."""

import pytest
from lxml import etree

from publishkit.edition.body import Body, parse_body


def html(markdown: str) -> str:
    return "\n".join(block.html for block in parse_body(markdown, "a01").blocks)


def body(markdown: str) -> Body:
    return parse_body(markdown, "a01")


def test_a_paragraph_with_only_a_picture_is_a_figure() -> None:
    blocks = body("One.\n\n![alt](images/01.jpg)\n\nTwo.").blocks
    assert [(b.kind, b.file) for b in blocks] == [("html", ""), ("figure", "images/01.jpg"), ("html", "")]


def test_a_picture_within_a_line_is_named_not_printed() -> None:
    found = body("See ![x](images/02.jpg) here.")
    assert found.stray_pictures == ("images/02.jpg",)
    assert "<img" not in found.blocks[0].html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "text{onclick=alert(1)}",
        "[x](https://a.example){onclick=alert(1) style=x}",
        "<style>*{display:none}</style>",
        "<!-- comment -->",
    ],
)
def test_nothing_active_comes_through(hostile: str) -> None:
    """Raw HTML is text, dangerous addresses are no links, attributes are only `lang`."""
    root = etree.fromstring(f"<body>{html(hostile)}</body>")
    attributes = {name for element in root.iter() for name in element.attrib}
    assert attributes <= {"href"}
    assert {str(e.tag) for e in root.iter() if isinstance(e.tag, str)} <= {"body", "p", "a"}
    assert not any(e.get("href", "").startswith(("javascript", "data", "vbscript", "file")) for e in root.iter("a"))


def test_everything_is_well_formed_as_xml() -> None:
    """EPUB readers are strict."""
    made = html("a & b < c  \nnext\n\n---\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n> q\n\n1. x\n2. y\n\n`code & <b>`")
    root = etree.fromstring(f"<body>{made}</body>")
    assert [root.findtext(path) for path in (".//th", ".//td", ".//li", ".//code")] == ["a", "1", "x", "code & <b>"]


def test_a_table_without_a_head_shows_no_empty_row() -> None:
    """Markdown asks for a head in every table; where its cells are empty, a reader sees the rows alone."""
    made = html("|  |  |\n| --- | --: |\n| North | 112 |\n| East |  |\n\n: Days")
    assert "<thead>" not in made and made.count("<tr>") == 2
    assert "<caption>Days</caption>" in made.replace("\n", "")
    assert html("| a |  |\n| --- | --- |\n| 1 | 2 |").count("<tr>") == 2


def test_footnotes_are_linked_both_ways_and_unique_in_the_edition() -> None:
    found = body("One[^a] and two[^b], again[^a].\n\n[^a]: First.\n[^b]: Second.")
    assert [(n.number, n.id, n.ref_id, n.html) for n in found.notes] == [
        (1, "a01-fn1", "a01-fnref1", "First."),
        (2, "a01-fn2", "a01-fnref2", "Second."),
    ]
    root = etree.fromstring(f"<body>{found.blocks[0].html}</body>")
    assert [a.get("href") for a in root.iter("a")] == ["#a01-fn1", "#a01-fn2", "#a01-fn1"]
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids)) == 3


def test_subheads_begin_at_h3_whatever_the_author_began_with() -> None:
    """So that no format has a jump in its headings."""
    assert html("# A\n\n## B\n\n#### C") == "<h3>A</h3>\n<h4>B</h4>\n<h4>C</h4>"
    assert html("### A") == "<h3>A</h3>"


def test_a_pull_quote_is_set_apart_and_not_counted_as_text() -> None:
    """It repeats words of the text, so it is no change to it."""
    found = body("One two.\n\n:::pull\nTwo!\n:::\n\nThree.")
    assert [b.kind for b in found.blocks] == ["html", "pull", "html"]
    assert found.paragraphs == ("One two.", "Three.")
    assert found.words == 3


def test_foreign_words_carry_their_language() -> None:
    assert html("the [Priel]{lang=de}") == '<p>the <span lang="de">Priel</span></p>'


def test_aligned_cells_have_a_class_and_no_style() -> None:
    assert '<td class="right">2</td>' in html("| a | b |\n|---|--:|\n| 1 | 2 |")


def test_links_of_text_and_notes_are_listed() -> None:
    assert body("[a](https://a.example)[^1]\n\n[^1]: [b](https://b.example)").links == (
        "https://a.example",
        "https://b.example",
    )


@pytest.mark.parametrize(
    "trap", ["[" * 5000, "*" * 5000, "> " * 3000 + "x", "`" * 4000, "![](" * 3000, "[^1]: " * 2000, "|" * 4000]
)
def test_traps_for_parsers_end(trap: str) -> None:
    """Deep or endless markup neither hangs nor crashes."""
    assert isinstance(body(trap).words, int)


def test_raised_and_lowered_figures_are_not_glued_to_the_words_beside_them() -> None:
    """m³ is not m3 and 10⁶ not 106, wherever plain words are needed; an ordinal's letters are letters."""
    found = body("10^6^ m^3^ of CO~2~ in 1911[^1], the 1^er^ of M^me^ Aal.\n\n[^1]: Or 1912.")
    assert found.paragraphs == ("10⁶ m³ of CO₂ in 1911, the 1er of Mme Aal.",)
    assert "10<sup>6</sup> m<sup>3</sup> of CO<sub>2</sub>" in found.blocks[0].html


def test_two_tildes_strike_out_and_one_lowers() -> None:
    assert html("~~gone~~ H~2~O ~5 of ~6") == "<p><s>gone</s> H<sub>2</sub>O ~5 of ~6</p>"


@pytest.mark.parametrize(
    "words", ["a^2+b^2=c^2", "~5,~6 or ~5-~6 km", "2^10 and 2^20", "[^a][^b]", "~/a and ~/b", "^ ^ ~ ~", "x^^y"]
)
def test_signs_that_raise_nothing_stay(words: str) -> None:
    assert html(words) == f"<p>{words}</p>"


def test_ions_ordinals_and_isotopes() -> None:
    assert html("Ca^2+^, ^14^C, SO~4~^2−^, 10^−6^m, x^n+1^, H~2~O~2~") == (
        "<p>Ca<sup>2+</sup>, <sup>14</sup>C, SO<sub>4</sub><sup>2−</sup>, 10<sup>−6</sup>m, x<sup>n+1</sup>, H<sub>2</sub>O<sub>2</sub></p>"
    )


def test_definition_lists() -> None:
    found = body("Ebb\n: Going out.\n\nNeap\n: Small.\n\n  Twice a month.")
    root = etree.fromstring(f"<body>{found.blocks[0].html}</body>")
    assert [(e.tag, "".join(e.itertext()).split()[0]) for e in root.iter("dt", "dd")] == [
        ("dt", "Ebb"),
        ("dd", "Going"),
        ("dt", "Neap"),
        ("dd", "Small."),
    ]
    assert found.paragraphs == ("Ebb", "Going out.", "Neap", "Small.", "Twice a month.")


def test_a_quotation_says_whom_it_is_from() -> None:
    """Its last paragraph, when it opens with a dash and is no line of a dialogue."""
    assert '<p class="attribution">— Ada Quill</p>' in html("> Nobody asked.\n>\n> — Ada Quill")
    assert "attribution" not in html("> — Who is there?\n>\n> — Nobody.")
    assert "attribution" not in html("> — Nobody.")
    assert "attribution" not in html("Nobody asked.\n\n— Ada Quill")


def test_a_line_behind_a_table_that_opens_with_a_colon_is_its_caption() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    assert "<table>\n<caption>Depths</caption>\n<thead>" in html(f"{table}: Depths")
    assert html(f"{table}\\: Depths").endswith("<p>: Depths</p>")
    assert html(": Depths") == "<p>: Depths</p>"


def test_code_keeps_its_lines_and_counts_as_text() -> None:
    """Whoever changes a line of code has changed the text."""
    found = body("Run:\n\n```python\nx = 1\n\ny = 2\n```")
    assert found.blocks[0].html.endswith('<pre><code class="language-python">x = 1\n\ny = 2\n</code></pre>')
    assert found.paragraphs == ("Run:", "x = 1 y = 2")


def test_attributes_that_are_none_stay_words() -> None:
    assert html("[a](https://a.example){see below}") == '<p><a href="https://a.example">a</a>{see below}</p>'


# --- formulas, verse, tasks, marked words -----------------------------------------------------------------------------


def test_formulas_within_a_line_and_of_their_own() -> None:
    found = body("Let $a^2+b^2=c^2$ be.\n\n$$\n\\frac13\n$$\n\n```math\nx^2\n```")
    root = etree.fromstring(f"<body>{found.blocks[0].html}</body>")
    maths = root.findall(".//{http://www.w3.org/1998/Math/MathML}math")
    assert [(one.get("display"), one.get("alttext")) for one in maths] == [
        ("inline", "a² + b² = c²"),
        ("block", "1/3"),
        ("block", "x²"),
    ]
    assert found.paragraphs == ("Let a² + b² = c² be.", "1/3", "x²")
    assert found.passages == ("Let", "be."), "each format shows formulas in its own way"


@pytest.mark.parametrize(
    "words",
    [
        "It costs $5 and A$7, or US$ 8 and $9 (C$).",
        "between $5-$6 and 7$ or 8$",
        "the variables $PATH and $HOME/bin:$PATH$",
        "a $ b $ c",
        "$5m–A$7m",
        "from $400 = about €380 to US$500",
    ],
)
def test_sums_of_money_and_variables_are_no_formulas(words: str) -> None:
    found = body(words)
    assert (html(words), found.formulas, found.unprinted) == (f"<p>{words}</p>", (), ())


def test_marked_and_inserted_words() -> None:
    assert html("==marked *so*== and ++put in++") == "<p><mark>marked <em>so</em></mark> and <ins>put in</ins></p>"
    assert html("a==b and c==d, C++17 and C++20, == and ++") == "<p>a==b and c==d, C++17 and C++20, == and ++</p>"


def test_verse_keeps_its_lines_and_stanzas() -> None:
    found = body("| The boats went out,\n|   and nobody counted.\n|\n| They *came* home.")
    assert found.blocks[0].html == (
        '<p class="verse">The boats went out,<br />\n\u00a0\u00a0and nobody counted.</p>\n<p class="verse">They <em>came</em> home.</p>'
    )
    assert found.paragraphs == ("The boats went out, and nobody counted.", "They came home.")


def test_tasks_have_a_box() -> None:
    assert html("- [ ] ask\n- [x] count *boats*\n- [link](https://a.example)") == (
        '<ul>\n<li class="task">□\u00a0ask</li>\n<li class="task">✓\u00a0count <em>boats</em></li>\n'
        '<li><a href="https://a.example">link</a></li>\n</ul>'
    )


def test_a_note_keeps_its_blocks() -> None:
    found = body("Long.[^b]\n\n[^b]: First.\n\n    Second.\n\n    - one\n    - two\n\n    ```\n    x = 1\n    ```")
    (note,) = found.notes
    assert note.opening == "First."
    root = etree.fromstring(f"<body>{note.html}</body>")
    assert [str(e.tag) for e in root] == ["p", "p", "ul", "pre"]
    assert root.findtext(".//code") == "x = 1\n"
    assert note.html == f"<p>{note.opening}</p>\n{note.more}"


def test_a_picture_in_a_note_is_named() -> None:
    assert body("A.[^1]\n\n[^1]: ![x](images/02.jpg)").stray_pictures == ("images/02.jpg",)


# --- markup that is not printed ---------------------------------------------------------------------------------------


def unprinted(markdown: str) -> list[tuple[str, str, str]]:
    return [(one.level, one.markup, one.name) for one in body(markdown).unprinted]


def test_simple_html_is_what_it_says() -> None:
    assert html("A <b>bold *x*</b>, H<sub>2</sub>O<br>and <mark>more</mark><!-- a comment -->") == (
        "<p>A <b>bold <em>x</em></b>, H<sub>2</sub>O<br />\nand <mark>more</mark></p>"
    )
    assert body("H<sub>2</sub>O").paragraphs == ("H₂O",)
    assert unprinted("A <b>b</b><br/><!-- c -->\n\n<!-- d -->") == []


@pytest.mark.parametrize(
    ("markdown", "markup", "name"),
    [
        ("A <font color=red>b</font>", "<font color=red>", "HTML"),
        ("A <b>b", "<b>", "HTML"),
        ("<div class='x'>\nWords\n</div>", "<div class='x'>", "HTML"),
        ("A mark.[^9]", "[^9]", "a mark without its note"),
        ("A note.^[inline]", "^[inline]", "a note within the line"),
        (":::warning\nMind.\n:::", ":::warning", "a box"),
        ("Let $\\foo{x}$ be", "$\\foo{x}$", "a formula; it has the command \\foo, which is unknown"),
        ("$$\nx^2\n\nand so on", "$$", "a formula without an end"),
    ],
)
def test_markup_that_no_format_prints_is_named(markdown: str, markup: str, name: str) -> None:
    assert unprinted(markdown)[0] == ("error", markup, name)


@pytest.mark.parametrize(
    "markdown",
    ["[[wiki]]", "{{ template }}", "as [@reed2020] says", ":smile: now", "[a](b c)", "| a | b |", "A {.note}"],
)
def test_what_looks_like_markup_is_a_warning(markdown: str) -> None:
    assert [level for level, _, _ in unprinted(markdown)] == ["warning"]


@pytest.mark.parametrize(
    "words",
    [
        "\\[\\[wiki\\]\\] and \\[^9\\]",
        "`<div>` and `[[x]]`",
        "at 10:30:20, [sic], {so}",
        "\\<b\\>",
        "a < b > c",
        "`$x`",
    ],
)
def test_words_about_markup_are_words(words: str) -> None:
    assert unprinted(words) == []


def test_words_in_html_are_still_known_again() -> None:
    """What lies in the workspace and is not cleared may stand nowhere, whatever elements are around it."""
    assert (
        "The council voted on Tuesday."
        in body("<section>\n<p>The council voted\non Tuesday.</p>\n</section>").paragraphs
    )
