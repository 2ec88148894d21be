"""The mail's plain text: 72 columns, whole addresses, every credit and notice."""

from dataclasses import replace

import pytest

from publishkit.model.credits import Span
from publishkit.model.edition import Edition
from publishkit.render.text.plain_text import credit_text, credit_texts, markup_text, render_text, wrap
from publishkit.theme.load import load_theme
from tests.support.edition_items import NOTICE, TIDES, URL, brief
from tests.support.editions import make_edition


def text_of(edition: Edition) -> str:
    (made,) = render_text(edition, load_theme("almanac"))
    assert (made.name, made.media_type) == ("email.txt", "text/plain")
    return made.data.decode()


def test_lines_end_at_72_columns_but_for_addresses_and_notices():
    long = [line for line in text_of(make_edition()).splitlines() if len(line) > 72]
    assert [line for line in long if "://" not in line] == [NOTICE]


def test_the_notice_stands_byte_for_byte_on_one_line():
    assert NOTICE in text_of(make_edition()).splitlines()


def test_a_text_is_complete():
    text = text_of(make_edition())
    assert "The clock was the river\n=======================\n" in text
    assert "Full text · CC BY 4.0\nhttps://lantern.example/letter/2026-w47/tide-clocks.html\n" in text
    assert "Three ways to be late\n---------------------\n" in text
    assert "- asking a telephone.\n" in text
    assert "    The clock was the river, and the river was never wrong; only early.\n" in text
    assert "Pier             Printed   Measured   Minutes off\n" in text
    assert "everything else.[1] A" in text
    assert "[1] Parish accounts, 1741, quoted in Two Times, p. 12.\n" in text
    assert (
        "Picture: Mara Lindqvist / Estuary Papers, CC BY 4.0\n  https://creativecommons.org/licenses/by/4.0/\n" in text
    )


def test_credits_follow_their_item_with_whole_addresses():
    text = text_of(make_edition())
    item = text[text.index("only early.") : text.index("Das Watt schläft nicht\n====")]
    assert (
        "“The clock was the river” by Mara Lindqvist and Ines Amaral, Estuary\n"
        "Papers, 9 November 2026. Licensed under CC BY 4.0. No changes. Original:\n"
        f"{TIDES}\n"
        "  https://creativecommons.org/licenses/by/4.0/\n"
        "© 2026 The authors\n"
    ) in item


def test_readers_can_leave_and_know_who_writes():
    text = text_of(make_edition())
    assert text.count("\n@@PK_UNSUB_URL@@\n") == 2
    assert text.endswith("The Lantern Association, 4 Quay Row, Port Ellery\n")
    assert f"Read in the browser:\n{URL}\n" in text


def test_downloads_are_offered_only_when_they_are_made():
    edition = make_edition()
    bare = replace(edition, issue=edition.issue.model_copy(update={"outputs": ("email", "web")}))
    assert ".pdf" in text_of(edition)
    assert ".pdf" not in text_of(bare)


def test_no_markup_and_no_escapes_are_left():
    item = replace(brief(), title="Fish & <chips>", note="")
    edition = make_edition()
    text = text_of(replace(edition, sections=(replace(edition.sections[0], items=(item,)),)))
    assert "Fish & <chips>" in text
    assert "&amp;" not in text
    assert "<p>" not in text


def test_two_renderings_are_the_same():
    assert text_of(make_edition()) == text_of(make_edition())


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<p>a <em>b</em> <strong>c</strong>, d</p>", "a b c, d"),
        ("<ol start='3'><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "3. a\n4. b\n\n   - c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "    a\n\n    b"),
        ("<pre><code>x = 1\n  y</code></pre>", "    x = 1\n      y"),
        ("<hr/>", "* * *"),
        ("<p>H<sub>2</sub>O, 10<sup>3</sup></p>", "H₂O, 10³"),
        ("<p>3<sup>me</sup>, 10<sup>−6</sup></p>", "3me, 10⁻⁶"),
        (
            "<dl><dt>Ebb</dt><dd>Going out.</dd><dt>Neap</dt><dd><p>Small.</p><p>Twice a month.</p></dd></dl>",
            "Ebb\n    Going out.\nNeap\n    Small.\n\n    Twice a month.",
        ),
        ("<p>See <a href='https://a.example/x'>https://a.example/x</a></p>", "See https://a.example/x"),
        ("<p>Write to <a href='mailto:a@a.example'>a@a.example</a></p>", "Write to a@a.example"),
        ("<p>a\u00a0b  c</p>", "a\u00a0b c"),
        ("loose <p>a</p> words", "loose\n\na\n\nwords"),
        ("<p></p>", ""),
    ],
)
def test_markup_as_text(markup: str, text: str):
    assert markup_text(markup) == text


def test_a_table_too_wide_for_the_column_becomes_records():
    cells = "".join(f"<td>{'value ' * 6}{n}</td>" for n in range(3))
    heads = "".join(f"<th>Head {n}</th>" for n in range(3))
    text = markup_text(f"<table><tr>{heads}</tr><tr>{cells}</tr></table>")
    assert text.splitlines()[0].startswith("Head 0: value")
    assert len(text.splitlines()) == 3


def test_a_table_without_a_head_has_no_line_under_its_first_row():
    assert markup_text("<table><tr><td>North</td><td>112</td></tr><tr><td>East</td><td>7</td></tr></table>") == (
        "North   112\nEast    7"
    )


def test_addresses_are_never_broken():
    address = "https://a.example/" + "long-part-" * 12
    assert address in wrap(f"{'word ' * 12}{address} {'word ' * 12}").splitlines()


def test_a_credit_that_must_stand_exactly_is_not_torn_by_its_links():
    line = (Span(text="From "), Span(text="The Paper", href="https://p.example/"), Span(text=" under a license."))
    assert credit_text(line) == "From The Paper under a license.\n  https://p.example/"


def test_an_address_is_printed_once_among_an_item_s_credits():
    """Under our own sentence, though the publisher's line and its tagline lead there too."""
    page = "https://p.example/tides"
    exact, tagline = (Span(text="Ada for The Paper", href=page),), (Span(text="Read The Paper.", href=page),)
    sentence = (Span(text="“Tides”", href=page, kind="title"), Span(text=", The Paper."))
    assert credit_texts([exact, sentence, tagline]) == [
        "Ada for The Paper",
        f"“Tides”, The Paper.\n  {page}",
        "Read The Paper.",
    ]
    assert credit_texts([exact], later=[sentence]) == ["Ada for The Paper"]
    assert credit_texts([exact, tagline]) == [f"Ada for The Paper\n  {page}", "Read The Paper."]
