"""The mail's plain text: 72 columns, whole addresses, every credit and notice."""

import re
from dataclasses import replace

import pytest

from publishkit.model.credits import Span
from publishkit.model.edition import Edition
from publishkit.render.text.lines import columns, underlined, wrap
from publishkit.render.text.plain_text import Links, credit_text, credit_texts, markup_text, render_text
from publishkit.theme.load import load_theme
from tests.support.edition_items import NOTICE, TIDES, URL, brief
from tests.support.editions import make_edition

ADDRESS = re.compile(r"https?://[^\s<>]+[^\s<>.,;)]")


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


# --- scripts that are wide, or run the other way ----------------------------------------------------------------------


JAPANESE = (
    "朝四時、港はまだ暗かった。最初の舟が引き潮に乗って出てゆき、町はその音を聞いていた。「もう誰も舟を数えない」と老人は言った。"
    "一九三一年には四十艘あったという（港湾事務所の記録による）。詳しくはhttps://quay.example/registerを見てほしい。"
)
CHINESE = "港口在凌晨四点醒来，第一批船随着退潮驶出，全镇的人都听见了它们离开的声音。“没有人再数船了，”老人说，《码头日志》也停在那一年。"
KOREAN = "항구는 새벽 네 시에 깨어난다. 첫 배들이 썰물을 타고 나가고 마을은 그 소리를 듣는다. 아무도 더는 배를 세지 않는다고 노인은 말했다."


@pytest.mark.parametrize("words", [JAPANESE, CHINESE, KOREAN])
def test_east_asian_lines_fill_72_columns_and_lose_nothing(words: str) -> None:
    """Two columns a letter; no line begins with a full stop or ends with an opening bracket; an address stays whole."""
    lines = wrap(words).split("\n")
    assert len(lines) > 1
    assert all(columns(line) <= 72 for line in lines)
    assert all(columns(line) > 40 for line in lines[:-1]), "no line is half empty"
    assert (" " if words == KOREAN else "").join(lines) == words
    assert not [line for line in lines if line[0] in "。、，」）》”" or line[-1] in "「（《“"]
    assert "https://quay.example/register" not in words or any(
        "https://quay.example/register" in line for line in lines
    )


def test_a_rule_is_as_wide_as_the_words_over_it() -> None:
    assert underlined("波止場の時計").split("\n") == ["波止場の時計", "============"]
    assert underlined("Cafe\u0301").split("\n")[1] == "===="


def test_columns_of_a_table_stand_under_each_other_in_any_script() -> None:
    rows = "<tr><th>港</th><th>Pier</th></tr><tr><td>A</td><td>9:02</td></tr><tr><td>築地市場</td><td>9:11</td></tr>"
    head, rule, *body = markup_text(f"<table>{rows}</table>").split("\n")
    assert [
        columns(line.partition(word)[0]) for line, word in zip((head, *body), ("Pier", "9:02", "9:11"), strict=True)
    ] == [11] * 3
    assert rule == "-" * 15


RLM, LRM, FSI, PDI = "\u200f", "\u200e", "\u2068", "\u2069"
HEBREW = "הנמל מתעורר בארבע, והסירות הראשונות יוצאות עם השפל; כך כתבה Ada Quill of the Quay Readers Association בספרה, והעיירה שומעת אותן הולכות."


def starts(line: str) -> str:
    """Return the first mark or letter by which a program tells which way a line runs."""
    return next(one for one in line if one in RLM + LRM or one.isalpha())


def test_every_line_of_a_paragraph_runs_as_the_paragraph_does() -> None:
    """A Hebrew paragraph whose next line begins with a Latin name, and the other way round."""
    lines = wrap(HEBREW.replace("כך כתבה", "כך כתבה אז בלילה")).split("\n")
    assert len(lines) >= 2
    assert all(starts(line) == RLM or "\u05d0" <= starts(line) <= "\u05ea" for line in lines), lines
    assert wrap("2026: הנמל").startswith("2026"), "its first letter says it already"
    assert wrap("Ada הנמל מתעורר בארבע").startswith(RLM)
    english = wrap(
        "The harbour wakes at four, and the first boats go out with the ebb, says גאות ושפל, a book of the quay."
    )
    assert all(starts(line) == LRM or starts(line).isascii() for line in english.split("\n"))
    assert wrap("Plain English stays as it is.") == "Plain English stays as it is."


def test_what_is_isolated_stays_so_on_the_next_line() -> None:
    """A line break ends every isolate (UAX #9)."""
    title = f"{FSI}{'A very long English title that goes on and on over the end of the line, ' * 2}{PDI}"
    for line in wrap(f"המקור: {title}, 2026.").split("\n"):
        assert line.count(FSI) == line.count(PDI)


# --- addresses --------------------------------------------------------------------------------------------------------


LINKED = (
    '<p>See <a href="https://a.example/x">the plan</a> and <a href="https://b.example/">https://b.example/</a>.</p>'
)


def test_an_address_stands_once_in_an_article_beside_the_first_words_that_lead_there() -> None:
    links = Links()
    links.begin()
    assert markup_text(LINKED, links) == "See the plan and https://b.example/.\n  https://a.example/x"
    assert markup_text(LINKED, links) == "See the plan and https://b.example/."
    links.begin()
    assert "  https://a.example/x" in markup_text(LINKED, links)
    assert links.listed() == ""


def test_addresses_may_be_numbered_and_listed() -> None:
    """One number an address in the whole mail; the list holds what no list had yet."""
    links = Links(numbered=True)
    links.begin()
    assert markup_text(LINKED, links) == "See the plan\u00a0[#1] and https://b.example/."
    assert links.listed() == "[#1] https://a.example/x"
    links.begin()
    again = '<p><a href="https://a.example/x">the <em>plan</em></a>, <a href="https://c.example/">and more</a>.</p>'
    assert markup_text(again, links) == "the plan\u00a0[#1], and more\u00a0[#2]."
    assert links.listed() == "[#2] https://c.example/"


def test_a_mail_with_numbered_addresses_has_each_link_of_the_other() -> None:
    edition = make_edition()
    email = edition.config.email.model_copy(update={"text_links": "numbered"})
    numbered = text_of(replace(edition, config=edition.config.model_copy(update={"email": email})))
    beside = text_of(edition)
    assert "[#1]" in numbered and "[#" not in beside
    assert set(ADDRESS.findall(numbered)) == set(ADDRESS.findall(beside))
