"""Markdown as Hugo, Jekyll, Pandoc, Obsidian and newsletter programs write it: fields found, nothing printed as typed, nothing lost unsaid."""

from datetime import UTC, date, datetime, timedelta, timezone
from textwrap import dedent

import pytest

from publishkit.capture.extracted import Extracted
from publishkit.capture.markdown.read import picture_addresses, read_markdown
from publishkit.edition.body import parse_body
from publishkit.press.adding.propose_rights import readers
from publishkit.render.base import formulas_in_words

PNG = b"\x89PNG\r\n\x1a\n"
BODY = """\
The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter.

In the end the berths will be painted in April, and the harbour master has promised to publish how often each was used.
"""


def read(text: str, **files: bytes) -> Extracted:
    """Read a text with these picture files beside it (`quay` is `quay.png`)."""
    found, _ = read_markdown(dedent(text), {f"{name}.png": data for name, data in files.items()}, readers())
    return found


def told(found: Extracted) -> list[str]:
    return [dropped.text for dropped in found.dropped]


def named(found: Extracted) -> list[str]:
    return [byline.name for byline in found.bylines]


# --- front matter -----------------------------------------------------------------------------------------------------


def test_hugo_with_toml_and_a_figure() -> None:
    found = read(
        '+++\ntitle = "The quarrel"\ndate = 2026-03-03T09:00:00+01:00\nauthors = ["Ada Example", "Bo Sample"]\n'
        'description = "Three hours and two berths."\ntags = ["harbour"]\n[params]\nsubtitle = ""\n+++\n\n'
        f'{{{{< figure src="quay.png" caption="The quay" attr="Cy Lens" alt="Boats" >}}}}\n\n{BODY}',
        quay=PNG,
    )
    assert (found.title, found.deck, named(found)) == (
        "The quarrel",
        "Three hours and two berths.",
        ["Ada Example", "Bo Sample"],
    )
    assert found.published == datetime(2026, 3, 3, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    (picture,) = found.pictures
    assert (picture.file, picture.caption, picture.credit, picture.alt) == (
        "images/01.png",
        "The quay",
        "Cy Lens",
        "Boats",
    )
    assert found.body == f"![Boats](images/01.png)\n\n{BODY}"
    assert "front matter: `tags` is not taken over" in found.review


def test_json_front_matter() -> None:
    found = read(
        f'{{\n  "title": "The quarrel",\n  "date": "2026-03-03",\n  "author": {{"name": "Ada Example"}}\n}}\n\n{BODY}'
    )
    assert (found.title, found.published, named(found), found.body) == (
        "The quarrel",
        date(2026, 3, 3),
        ["Ada Example"],
        BODY,
    )


def test_pandocs_title_block_note_and_attributes() -> None:
    found = read(
        f"% The quarrel\n  at the quay\n% Ada Example; Bo Sample\n% 3 March 2026\n\n{BODY}\nA note^[Kept in the library.].\n\n"
        "![The quay. Photo: Cy Lens](quay.png){width=50%}\n",
        quay=PNG,
    )
    assert (found.title, named(found), found.published) == (
        "The quarrel at the quay",
        ["Ada Example", "Bo Sample"],
        date(2026, 3, 3),
    )
    assert found.body is not None and "A note[^1].\n" in found.body and "[^1]: Kept in the library.\n" in found.body
    assert (found.pictures[0].caption, found.pictures[0].credit) == ("The quay.", "Cy Lens")
    assert found.text.endswith("A note.")


def test_yaml_with_lists_and_tables() -> None:
    found = read(
        "---\ntitle: 12:30\nauthor:\n  - name: Ada Example\n    affiliation: The Ledger\n    url: https://ada.example/\n  - Bo Sample\n"
        f"date: 3 March 2026\nlang: en\ncover:\n  image: quay.png\n  caption: 'The quay. Photo: Cy Lens'\n---\n\n{BODY}",
        quay=PNG,
    )
    assert (found.title, found.published, found.language) == ("12:30", date(2026, 3, 3), "en")
    first = found.bylines[0]
    assert (first.name, first.affiliation, first.url, named(found)[1]) == (
        "Ada Example",
        "The Ledger",
        "https://ada.example/",
        "Bo Sample",
    )
    assert (found.pictures[0].caption, found.pictures[0].credit) == ("The quay.", "Cy Lens")
    assert found.body == f"![](images/01.png)\n\n{BODY}"


def test_an_export_of_ghost() -> None:
    found = read(
        "---\ntitle: The quarrel\nslug: quarrel\ndate_published: 2026-03-03T09:00:00.000Z\ndate_updated: 2026-03-04T09:00:00.000Z\n"
        "custom_excerpt: Three hours and two berths\nprimary_author:\n  name: Ada Example\nfeature_image: https://a.example/content/quay.png\n"
        f"feature_image_caption: Photo by <a href='https://unsplash.com/@cy'>Cy Lens</a> on Unsplash\n---\n\n<!--kg-card-begin: html-->\n\n{BODY}"
    )
    assert (found.published, found.modified) == (
        datetime(2026, 3, 3, 9, tzinfo=UTC),
        datetime(2026, 3, 4, 9, tzinfo=UTC),
    )
    assert (found.deck, named(found), found.body) == ("Three hours and two berths", ["Ada Example"], BODY)
    assert [(p.src, p.credit) for p in found.pictures] == [
        ("https://a.example/content/quay.png", "Cy Lens on Unsplash")
    ]


def test_an_export_of_buttondown() -> None:
    found = read(
        "---\nsubject: The quarrel\npublish_date: 2026-03-03T09:00:00Z\nabsolute_url: https://b.example/archive/quarrel/\nid: x1\n---\n\n"
        f"<!-- buttondown-editor-mode: plaintext -->\n{{% if medium == 'email' %}}\n\n{BODY}\n{{% endif %}}\n\n{{{{ subscribe_form }}}}\n"
    )
    assert (found.title, found.source_url, found.body) == ("The quarrel", "https://b.example/archive/quarrel/", BODY)
    assert told(found) == ["{% if medium == 'email' %}", "{{ subscribe_form }}"]


def test_a_page_of_notion() -> None:
    found = read(
        f"# The quarrel\n\nAuthor: Ada Example\nDate: March 3, 2026\nTags: harbour\n\n![The quay](The%20quarrel/quay.png)\n\nThe quay\n\n{BODY}"
    )
    assert (named(found), found.published, found.body) == (["Ada Example"], date(2026, 3, 3), BODY)
    assert found.pictures[0].caption == "The quay"
    assert "property: `Tags` is not taken over" in found.review


def test_a_letter_of_substack_and_a_story_of_medium() -> None:
    """Subtitle as a heading, a name and a day without "By", pictures that are links."""
    found = read(
        "# The quarrel\n\n### Three hours, two berths, and nobody content\n\n[Ada Example](https://substack.example/@ada)\n\nMar 03, 2026\n\n"
        f"[![](quay.png)](https://img.example/quay.png)\n*The quay. Photo by Cy Lens on Unsplash*\n\n{BODY}",
        quay=PNG,
    )
    assert (found.deck, found.published, found.body) == (
        "Three hours, two berths, and nobody content",
        date(2026, 3, 3),
        f"![](images/01.png)\n\n{BODY}",
    )
    assert (found.bylines[0].name, found.bylines[0].url) == ("Ada Example", "https://substack.example/@ada")
    assert (found.pictures[0].caption, found.pictures[0].credit) == ("The quay.", "Cy Lens on Unsplash")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: A\nx: [\n---\n\nText.\n", r"no YAML \(line 4\)"),
        ("---\ntitle: A\ntitle: B\n---\n", r"no YAML \(line 3\)"),
        ("---\ntitle: A\n\nText.\n", "does not end: line 1"),
        ("+++\ntitle = \n+++\n", r"no TOML \(line 2\)"),
        ("+++\ntitle = 'A'\nx = [1,\n+++\n", r"no TOML \(line"),
        ("+++\ntitle = 'A'\n", "does not end: line 1"),
        ('{\n"title": "A",\n}\n', r"no JSON \(line 3\)"),
        ("---\na: &a [1]\nb: *a\n---\n", r"aliases \(line 3\)"),
        ("---\na: " + "[" * 3000 + "\n---\n", r"nested too deeply \(line 2\)"),
        ('{"a": ' + "[" * 50_000, "nested too deeply|no JSON"),
    ],
)
def test_a_front_matter_that_cannot_be_read_names_its_line(text: str, line: str) -> None:
    with pytest.raises(ValueError, match=line):
        read(text)


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    assert read(f"---\n\n{BODY}").body == f"---\n\n{BODY}"
    assert read(f"---\n---\n\n{BODY}").body == BODY


def test_a_date_that_can_be_read_in_two_ways_is_asked() -> None:
    found = read(f"---\ntitle: A\ndate: 03/04/2026\n---\n\n{BODY}")
    assert found.published is None
    assert "front matter: '03/04/2026' is no date that can be read in one way only" in found.review


def test_a_copyright_line_in_the_front_matter_is_seen() -> None:
    assert read(f"---\ntitle: A\ncopyright: © 2026 The Ledger\n---\n\n{BODY}").publisher == "The Ledger"


# --- below the title --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        "*By Ada Example, 3 March 2026*",
        "*By Ada Example*\n\n3 March 2026",
        "Ada Example\n\nMar 3, 2026",
        "Ada Example · Mar 3, 2026 · 5 min read",
        "By Ada Example\nPublished on 3 March 2026",
        "**Ada Example** | 3 March 2026",
        "*Published 3 March 2026*\n\nBy Ada Example",
    ],
)
def test_names_and_days_below_the_title_are_not_printed(lines: str) -> None:
    found = read(f"# The quarrel\n\n{lines}\n\n{BODY}")
    assert (named(found), found.published, found.body) == (["Ada Example"], date(2026, 3, 3), BODY)


@pytest.mark.parametrize(
    "line", ["Port Ellery", "3 March 2026 was a Tuesday.", "The winter of 2026", "Ada Example", "May 2026"]
)
def test_what_only_resembles_them_stays(line: str) -> None:
    assert read(f"# The quarrel\n\n{line}\n\n{BODY}").body == f"{line}\n\n{BODY}"


def test_a_title_of_two_lines_and_one_with_marks() -> None:
    assert read(f"The *quarrel*\n============\n\n{BODY}").title == "The quarrel"
    found = read(f'---\ntitle: The “quarrel”\n---\n\n# The "quarrel" #\n\n{BODY}')
    assert (found.title, found.body) == ("The “quarrel”", BODY)


def test_a_picture_and_a_kicker_may_stand_above_the_title() -> None:
    found = read(f"![](quay.png)\n\nNews\n\n# The quarrel\n\n{BODY}", quay=PNG)
    assert (found.title, found.kicker, found.body) == ("The quarrel", "News", f"![](images/01.png)\n\n{BODY}")


# --- below pictures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "picture",
    [
        "![Boats](quay.png)\n*The quay. Photo: Cy Lens*",
        "![Boats](quay.png)\n\n*The quay. Photo: Cy Lens*",
        "![Boats](quay.png)\\\nThe quay. Photo: Cy Lens",
        '![Boats](quay.png "The quay. Photo: Cy Lens")',
        '![Boats](quay.png "The quay.")\n\nPhoto: Cy Lens',
        "![Boats][q]\n\n_The quay. Photo: Cy Lens_\n\n[q]: quay.png",
        '<figure><img src="quay.png" alt="Boats" width="600"><figcaption>The quay. <cite>Cy Lens</cite></figcaption></figure>',
        "<figure>\n\n![Boats](quay.png)\n\n<figcaption>The quay. Photo: Cy Lens</figcaption>\n</figure>",
        '{% include figure.html src="quay.png" alt="Boats" caption="The quay." credit="Cy Lens" %}',
        '[caption id="1" width="600"]<img src="quay.png" alt="Boats"/> The quay. Photo: Cy Lens[/caption]',
    ],
)
def test_a_line_below_a_picture_is_its_caption(picture: str) -> None:
    text = f"# T\n\n{BODY}\n{picture}\n\nLast.\n"
    assert picture_addresses(text) == ("quay.png",)
    found = read(text, quay=PNG)
    shown = found.pictures[0]
    assert (shown.alt, shown.caption, shown.credit) == ("Boats", "The quay.", "Cy Lens")
    assert found.body == f"{BODY}\n![Boats](images/01.png)\n\nLast.\n"


def test_a_credit_with_links_is_a_credit() -> None:
    found = read(
        "# T\n\nText.\n\n![](quay.png)\n\nPhoto by [Cy](https://u.example/@cy) on [Unsplash](https://unsplash.com)\n\nLast.\n",
        quay=PNG,
    )
    assert (found.pictures[0].caption, found.pictures[0].credit, found.text) == ("", "Cy on Unsplash", "Text.\n\nLast.")


def test_words_below_a_picture_that_are_text_stay_text() -> None:
    found = read("# T\n\nText.\n\n![](quay.png)\n\nThe *quay* was full.\n", quay=PNG)
    assert (found.pictures[0].caption, found.text) == ("", "Text.\n\nThe *quay* was full.".replace("*", ""))


def test_pictures_within_a_line_stand_behind_it() -> None:
    """There they have a place for their credit."""
    found = read("# T\n\nSee ![Boats](quay.png) here, and\n\n- an item ![Mud](mud.png)\n\nLast.\n", quay=PNG, mud=PNG)
    assert found.body == "See here, and\n\n![Boats](images/01.png)\n\n- an item\n\n![Mud](images/02.png)\n\nLast.\n"


# --- Obsidian ---------------------------------------------------------------------------------------------------------


def test_obsidian() -> None:
    found = read(
        """\
        ---
        title: The quarrel
        aliases: [quarrel]
        author: "[[Ada Example]]"
        ---
        #harbour #news/local

        A [[Harbour|harbour]] and a [[Council]], ==bright== and 2 == 2. %%ask again%% ^a1b

        ![[quay.png|300]]
        *Photo: Cy Lens*

        ![[Minutes]]

        > [!note]- What is a berth?
        > A place to lie.

        > [!WARNING]
        > Mind the mud.

        %%
        a plan
        %%

        `[[kept]] %%as code%%`, noted.[^n]

        [^n]: In the [[Ledger]].
        """,
        quay=PNG,
    )
    assert named(found) == ["Ada Example"]
    assert found.body == (
        "A harbour and a Council, ==bright== and 2 == 2.\n\n![](images/01.png)\n\n> **What is a berth?**\n>\n> A place to lie.\n\n"
        "> **Warning**\n>\n> Mind the mud.\n\n`[[kept]] %%as code%%`, noted.[^1]\n\n[^1]: In the Ledger.\n"
    )
    assert found.pictures[0].credit == "Cy Lens"
    assert {"ask again", "a plan", "![[Minutes]]", "[[Harbour|harbour]]", "#harbour #news/local"} <= set(told(found))


# --- Hugo, Jekyll, Pandoc: within the text ----------------------------------------------------------------------------


def test_shortcodes_are_links_or_told() -> None:
    found = read(
        "# T\n\nText.\n\n{{< youtube w7Ft2ymGmfc >}}\n\n{{< vimeo 146022717 >}}\n\n{{% notice tip %}}\nInside *stays*.\n{{% /notice %}}\n\n"
        '[here]({{< ref "other.md" >}}) and {{< param "x" >}}.\n'
    )
    assert found.body == (
        "Text.\n\n<https://www.youtube.com/watch?v=w7Ft2ymGmfc>\n\n<https://vimeo.com/146022717>\n\nInside *stays*.\n\nhere and .\n"
    )
    assert {"{{< youtube w7Ft2ymGmfc >}}", "{{% notice tip %}}", '{{< ref "other.md" >}}', '{{< param "x" >}}'} <= set(
        told(found)
    )


def test_liquid_and_kramdown() -> None:
    found = read(
        "---\nlayout: post\ntitle: T\n---\n\n* TOC\n{:toc}\n\nA lead.\n{: .lead}\n\n## Part {#part}\n\n"
        "{% highlight python %}\nx = {{ y }}\n{% endhighlight %}\n\n"
        '{% comment %}not yet{% endcomment %}[map]({{ site.baseurl }}/map){:target="_blank"} of {{ site.title }}\n\n'
        '![Boats]({{ "/quay.png" | relative_url }})\n'
    )
    assert found.body == "A lead.\n\n## Part\n\n```python\nx = {{ y }}\n```\n\nmap of\n"
    assert {"not yet", "{{ site.title }}", "map (/map)"} <= set(told(found))
    assert found.pictures[0].written == ("/quay.png",)


def test_relative_links_lead_to_where_the_text_stood() -> None:
    found = read(f"---\ntitle: T\nurl: https://ledger.example/news/quarrel\n---\n\n{BODY}\nSee [the map](../map).\n")
    assert found.body is not None and "[the map](https://ledger.example/map)" in found.body


def test_pandocs_boxes_verses_and_lists() -> None:
    found = read(
        """\
        # T

        ::: {.box #b}
        Inside.
        :::

        | The boats go out,
        |   the boats come in,
        | and nobody counts.

        H~2~O and m^2^, [small]{.smallcaps}.

        Slack
        :   The *turn*.

        5) five
        6) six
        """
    )
    assert found.body == (
        "Inside.\n\n| The boats go out,\n|   the boats come in,\n| and nobody counts.\n\nH~2~O and m^2^, [small]{.smallcaps}.\n\n"
        "Slack\n:   The *turn*.\n\n5) five\n6) six\n"
    )
    assert "The boats go out,\nthe boats come in,\nand nobody counts." in found.text
    assert "H₂O and m², small." in found.text


def test_notes_are_numbered_and_never_text() -> None:
    found = read(
        "# T\n\nOne[^long-name], two^[Inline *note*.], one again[^long-name], none[^x].\n\n[^long-name]: First.\n\n    Second.\n\n[^lost]: Nobody asks.\n"
    )
    assert found.body == (
        "One[^1], two[^2], one again[^1], none\\[\\^x\\].\n\n[^1]: First.\n\n    Second.\n\n[^2]: Inline *note*.\n"
    )
    assert found.text == "One, two, one again, none[^x]."
    assert told(found) == ["Nobody asks."]


def test_our_own_articles_read_as_they_are() -> None:
    body = "The [Priel]{lang=de}.[^1]\n\n:::pull\nTwo!\n:::\n\n| a | b |\n| --- | --: |\n| 1 | 2 |\n\n: Depths\n\n> Nobody.\n>\n> — Ada\n\n* * *\n\nEnd.\n\n[^1]: Yes.\n"
    assert read(f"---\ntitle: T\nbylines:\n  - name: Ada Example\n    role: translator\n---\n\n{body}").body == body


@pytest.mark.parametrize(
    "text",
    [
        "In 1911[1](#footnote-1) it stood.\n\nLast.\n\n[1](#footnote-anchor-1) Or 1912.\n",
        "In 1911[1](https://a.substack.example/p/x#footnote-1) it stood.\n\nLast.\n\n[1](https://a.substack.example/p/x#footnote-anchor-1)\n\nOr 1912.\n",
        'In 1911<sup><a href="#fn1" id="r1">1</a></sup> it stood.\n\nLast.\n\n<section class="footnotes"><hr><ol><li id="fn1"><p>Or 1912. <a href="#r1">↩</a></p></li></ol></section>\n',
        'In 1911<a href="#_ftn1" name="_ftnref1">[1]</a> it stood.\n\nLast.\n\n<p><a href="#_ftnref1" name="_ftn1">[1]</a> Or 1912.</p>\n',
    ],
)
def test_notes_that_are_links_within_the_text_are_notes(text: str) -> None:
    """1911 does not become 19111."""
    found = read(f"# T\n\nFirst.\n\n{text}")
    assert found.text.startswith("First.\n\nIn 1911 it stood.\n\nLast.")
    assert found.body == "First.\n\nIn 1911[^1] it stood.\n\nLast.\n\n[^1]: Or 1912.\n"


def test_links_to_parts_of_a_text_are_no_notes() -> None:
    found = read(
        "# T\n\nSee part [1](#part-1).\n\n<section><h2 id='part-1'>Part</h2>\n\nIts words.\n\n</section>\n\n<div id='x'>More.</div>\n"
    )
    assert found.body == "See part 1.\n\n## Part\n\nIts words.\n\nMore.\n"


def test_formulas_marks_verse_and_tasks_stay_as_they_are_written() -> None:
    """A body reads them as their author meant them; beside HTML and in notes a formula stays, too."""
    text = (
        "# T\n\nLet $a^2+b^2=c^2$ be ==marked== for $5.\n\n$$\n\\frac13\n$$\n\n| The boats\n|   went out.\n\n- [x] counted\n\n"
        "With <b>HTML</b> $y_1$.[^1]\n\n[^1]: In a note $z_1$.\n"
    )
    found, _ = read_markdown(text, {}, readers())
    assert found.body == (
        "Let $a^2+b^2=c^2$ be ==marked== for $5.\n\n$$\n\\frac13\n$$\n\n| The boats\n|   went out.\n\n- [x] counted\n\n"
        "With **HTML** $y_1$.[^1]\n\n[^1]: In a note $z_1$.\n"
    )


FORMULAS = {
    r"\(d = \sqrt{2h}\)": "d = √2h",
    "$E = mc^2$": "E = mc²",
    "$a*b*c_1$": "a * b * c₁",
    r"\[ \int_0^1 f(x)\,dx \]": "∫₀¹ f(x) dx",
    "$$x_i * y_i$$": "xᵢ * yᵢ",
}


@pytest.mark.parametrize(("formula", "words"), FORMULAS.items())
def test_a_formula_is_read_however_it_is_marked(formula: str, words: str) -> None:
    """Markdown would read its stars as emphasis and its strokes as escapes."""
    text = f"The range is {formula} here, for $5 or $6, and *so* on; it is no \\(note\\)."
    found, _ = read_markdown(f"# The range\n\n{text}\n\nAnd it ends.\n", {}, readers())
    (block,) = parse_body(found.body or "", "a01").blocks
    printed = formulas_in_words(block.html)
    assert f"<p>The range is {words} here, for $5 or $6, and <em>so</em> on; it is no (note).</p>" in printed


def test_tex_that_cannot_be_set_is_printed_as_it_was_typed() -> None:
    found, _ = read_markdown("# The range\n\nThe range is $\\foo*x*$ here.\n\nAnd it ends.\n", {}, readers())
    (block,) = parse_body(found.body or "", "a01").blocks
    assert "<p>The range is $\\foo*x*$ here.</p>" in block.html


def test_pandocs_drawn_tables_examples_and_commands_for_paper() -> None:
    found = read(
        f"# The quarrel\n\n{BODY}\n  Right     Left\n-------     ------\n     12     ab\n      1     c|d\n\nTable: Two columns.\n\n"
        "(@good) The first example.\n\nAs (@good) says, and (@nobody) does not.\n\n\\newpage\n\nThe end of it came in spring.\n"
    )
    table = next(block for block in found.blocks if block.kind == "table")
    assert table.text.split("\n") == ["Right", "Left", "12", "ab", "1", "c|d"]
    texts = [block.text for block in found.blocks]
    assert "\n\n: Two columns.\n\n" in (found.body or "") and "As (1) says, and (@nobody) does not." in texts
    assert [block.items for block in found.blocks if block.kind == "list"] == [("The first example.",)]
    assert told(found) == ["\\newpage"]


@pytest.mark.parametrize("text", ["One line\n--- ---\n", "--- ---\n\nTwo\n", "Words\n\n---\n\nOther words\n"])
def test_rules_are_no_tables(text: str) -> None:
    assert not any(block.kind == "table" for block in read(f"# The quarrel\n\n{BODY}\n{text}\n{BODY}").blocks)


GRID = """+---------+--------+
| Boat    | Days   |
+:========+=======:+
| Elke    | 61     |
| (old)   |        |
+---------+--------+
| Wren    | a|b    |
+---------+--------+
"""
RULE = "-" * 35
MULTILINE = (
    f"{RULE}\n Boat      Days Remark\n--------- ----- -------------------\n Elke        61 She lay on her side\n"
    f"                until August.\n\n Wren         2 None.\n{RULE}\n"
)
HEADLESS = "-------     ------\n     12     ab\n      1     cd\n-------     ------\n"
DRAWN_TABLES = {
    "drawn by crosses": (GRID, ["Boat | Days", "Elke (old) | 61", "Wren | a\\|b"]),
    "rows of several lines": (MULTILINE, ["Boat | Days | Remark", "Elke | 61 | She lay on her side until August.", "Wren | 2 | None."]),
    "without a head": (HEADLESS, ["12 | ab", "1 | cd"]),
    "with strokes": ("| Boat | Days |\n|------|-----:|\n| Elke | 61 |\n", ["Boat | Days", "Elke | 61"]),
}  # fmt: skip


@pytest.mark.parametrize(("table", "rows"), DRAWN_TABLES.values(), ids=DRAWN_TABLES)
def test_every_drawn_table_of_pandoc_is_one_with_its_caption(table: str, rows: list[str]) -> None:
    found = read(f"# The quarrel\n\n{BODY}\n{table}\n: The boats, *counted*.\n\nAnd it ends there.\n")
    assert any(block.kind == "table" for block in found.blocks)
    body = found.body or ""
    assert all(row in " ".join(body.split()) for row in rows)
    assert "\n\n: The boats, *counted*.\n\nAnd it ends there." in body


@pytest.mark.parametrize("text", ["-----------\n\nA line after a rule.\n", "+ one\n+ two\n", "----------\nUnder\n"])
def test_rules_and_lists_are_no_drawn_tables(text: str) -> None:
    assert not any(block.kind == "table" for block in read(f"# The quarrel\n\n{BODY}\n\n{text}\n{BODY}").blocks)
