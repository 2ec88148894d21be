"""Where a mail breaks: long words in every place, tables in parts, code; no letter is added or lost."""

from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from publishkit.edition.body import parse_body
from publishkit.model.edition import Block, Edition, Item
from publishkit.render.email.breaks import NARROW, cuts, part_words
from publishkit.render.email.mail import make_mail
from publishkit.theme.load import Theme, load_theme
from tests.support.edition_items import cc_by
from tests.support.editions import make_edition

GERMAN = "Kraftfahrzeughaftpflichtversicherungsgesellschaft"
FINNISH = "lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas"
ARABIC = "أفاستسقيناكموها" * 4
HINDI = "क्षत्रियत्वप्रतिष्ठापनसमितिसदस्यत्वनिर्वाचनमण्डलाध्यक्षता"
ADDRESS = "https://estuary.example/archive/2026/11/29/what-the-lamp-says?from=letter&page=12#notes"


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("almanac")


def mailed(theme: Theme, text: str = "", **fields: Any) -> html.HtmlElement:
    """The first item of a mail, opened; *text* is Markdown."""
    blocks = tuple(Block(kind=block.kind, html=block.html) for block in parse_body(text, "b1").blocks)
    item = replace(cc_by(), **{"blocks": blocks or cc_by().blocks, "notes": (), **fields})
    page = html.document_fromstring(make_mail(holding(item), theme).html)
    return page.get_element_by_id("a01")


def holding(item: Item) -> Edition:
    made = make_edition()
    return replace(made, sections=(replace(made.sections[0], items=(item,)),))


def parted(markup: str, size: int = 17) -> str:
    """The inside of a paragraph in letters of that size, its long words parted."""
    element = html.fragment_fromstring(f"<p>{markup}</p>")
    part_words(element, size)
    text = html.tostring(element, encoding="unicode").replace("</wbr>", "")
    return text.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize("word", [GERMAN, FINNISH, ARABIC, HINDI, ADDRESS, "x" * 200])
def test_a_long_word_has_places_to_break_and_keeps_its_letters(word: str):
    made = parted(f"One {word}, and more.")
    element = html.fragment_fromstring(f"<p>{made}</p>")
    assert element.text_content() == html.fragment_fromstring(f"<p>One {word}, and more.</p>").text_content()
    runs = made.replace('<span style="display:inline-block">', "").replace("</span>", "").split("<wbr>")
    assert len(runs) > 1
    assert max(len(run.split()[-1] if run.split() else "") for run in runs) < NARROW / (0.6 * 17) + 6


@pytest.mark.parametrize(
    "words",
    [
        "The harbour wakes at four.",
        "1,234,567,890,123,456,789,012,345,678",
        "その朝、市場は静かだった。「魚は少ない」と彼は言った。塩の値段は誰が払うのか。",
        "Leutheusser-Schnarrenberger-Bartholomäus-Schwarzenegger",
        "ใครจ่ายค่าเกลือเช้าวันนั้นตลาดเงียบสงบปลามีน้อยราคาก็สูง",
    ],
)
def test_what_breaks_by_itself_or_must_not_is_left_alone(words: str):
    assert parted(words) == words


def test_accents_and_joined_letters_stay_with_their_letter():
    """A place to break before a vowel sign or behind a joiner would tear a letter apart."""
    for run in parted(HINDI).split("<wbr>")[1:]:
        assert run[0] not in "\u093e\u093f\u0940\u0941\u0942\u0947\u0948\u094b\u094c\u094d\u0902\u0903"


def test_an_address_breaks_behind_its_signs():
    assert parted(ADDRESS) == (
        "https://<wbr>estuary.<wbr>example/<wbr>archive/<wbr>2026/11/<wbr>29/what-the-lamp-says?from=<wbr>letter&amp;page=<wbr>12#notes"
    )


def test_the_larger_the_letters_the_shorter_a_word_that_needs_places():
    word = "Wattwanderungsverein"
    assert "<wbr>" not in parted(word, 17)
    assert "<wbr>" in parted(word, 37)


def test_a_word_stands_in_a_line_of_its_own_before_it_breaks_but_a_link_keeps_its_line_under_it():
    assert parted(f"Das {GERMAN}").startswith('Das <span style="display:inline-block">')
    assert "span" not in parted(f'<a href="x">{GERMAN}</a>')
    assert "span" in parted(f'<a href="x" style="text-decoration:none">{GERMAN}</a>')


@pytest.mark.parametrize("field", ["title", "deck", "kicker"])
def test_a_long_word_breaks_wherever_it_stands(theme: Theme, field: str):
    item = mailed(theme, **{field: GERMAN})
    assert GERMAN in item.text_content()
    assert len(item.xpath(".//wbr")) > 2


def test_a_notice_is_the_same_to_the_letter(theme: Theme):
    entry = make_edition().credits.entries[2]
    notice = replace(entry.notices[0], text=f"No  use of {ADDRESS} without {GERMAN}.")
    credits = replace(make_edition().credits, entries=(replace(entry, notices=(notice,)),))
    page = html.document_fromstring(make_mail(replace(make_edition(), credits=credits), theme).html)
    assert notice.text in [one.text_content() for one in page.xpath("//td//p")]


def test_a_mail_has_no_end_tag_that_is_none(theme: Theme):
    made = make_mail(holding(replace(cc_by(), title=GERMAN)), theme).html
    assert "<wbr/>" in made
    assert "</wbr>" not in made


# --- tables and code --------------------------------------------------------------------------------------------------


WIDE = """
| Year | Stannet | Eelness | Northmouth | Port Ellery | Maren | Low Quay |
|--|--:|--:|--:|--:|--:|--:|
| 1901 | 1,000 | 2,000 | 300,500 | 4,000 | 5,000 | 6,000 |
| 1911 | 1,100 | 2,200 | 330,500 | 4,400 | 5,500 | 6,600 |

: People at each count
"""


def tables(item: html.HtmlElement) -> list[list[list[str]]]:
    return [
        [[cell.text_content() for cell in row.iter("td", "th")] for row in table.iter("tr")]
        for table in item.xpath(".//table[not(@role='presentation')]")
    ]


def test_a_table_wider_than_a_telephone_stands_in_parts_with_its_first_column_again(theme: Theme):
    item = mailed(theme, WIDE)
    shown = tables(item)
    assert len(shown) == 2
    assert [part[0][0] for part in shown] == ["Year"] * 2
    assert [cell for part in shown for cell in part[1][1:]] == ["1,000", "2,000", "300,500", "4,000", "5,000", "6,000"]
    assert item.xpath("count(.//caption)") == 1
    assert {cell.get("align") for cell in item.xpath(".//td[contains(., ',000')]")} == {"right"}


def test_a_table_that_fits_stays_one(theme: Theme):
    assert len(tables(mailed(theme, "| Pier | Depth | Open |\n|--|--:|--|\n| North | 12.4 | yes |"))) == 1


def test_a_table_whose_cells_span_others_is_not_divided(theme: Theme):
    cells = "".join(f"<td>Measured value {n}</td>" for n in range(9))
    block = Block(kind="html", html=f'<table><tr><td colspan="9">All</td></tr><tr>{cells}</tr></table>')
    item = replace(cc_by(), blocks=(block,), notes=())
    page = html.document_fromstring(make_mail(holding(item), theme).html)
    assert len(page.xpath("//table[not(@role='presentation')]")) == 1


def test_a_cell_with_a_long_word_breaks_and_its_neighbours_stay_whole(theme: Theme):
    item = mailed(theme, f"| A | B |\n|--|--:|\n| {GERMAN} | 12,402 |")
    styles = {cell.text_content(): cell.get("style") for cell in item.xpath(".//td[not(descendant::td)]")}
    assert "word-break:break-word" in styles[GERMAN]
    assert "word-break" not in styles["12,402"]


def test_parts_are_as_few_as_can_be_and_even():
    assert cuts([3] * 20) == [1, 8, 15, 20]
    assert cuts([40, 40]) == [1, 2]
    assert cuts([5]) == [1, 1]
    assert cuts([]) == [1, 0]


@pytest.mark.parametrize("lang", ["en", "he"])
def test_code_runs_from_left_to_right_whatever_stands_around_it(theme: Theme, lang: str):
    item = mailed(theme, "```\nif a < b:\n    return\n```", lang=lang, dir="rtl" if lang == "he" else "ltr")
    (code,) = item.xpath(".//div[@dir='ltr'][contains(., 'return')]")
    assert "text-align:left" in (code.get("style") or "") or lang == "en"
    assert html.tostring(code, encoding="unicode").count("<br>") == 1


# --- directions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["almanac", "digest"])
def test_a_letter_from_right_to_left_says_so_as_attribute_and_as_style(name: str):
    edition = make_edition(language="ar", dir="rtl")
    page = html.document_fromstring(make_mail(edition, load_theme(name)).html)
    cells = page.xpath(
        "//div[contains(@style, 'max-width')]/table/tr/td | //div[contains(@style, 'max-width')]/table/tbody/tr/td"
    )
    assert len(cells) > 8
    for cell in cells:
        assert "direction:" in cell.get("style"), cell.text_content()[:40]
        foreign = cell.get("dir") == "ltr"
        assert f"direction:{'ltr' if foreign else 'rtl'}" in cell.get("style")
    if name == "digest":
        assert not [cell for cell in cells if cell.get("dir") != "ltr" and "text-align:left" in cell.get("style")]


def test_a_credit_in_our_language_runs_its_own_way_in_a_text_that_runs_the_other(theme: Theme):
    item = mailed(theme, "نص.", lang="ar", dir="rtl", title="ساعة")
    (credit,) = item.xpath(".//td[contains(., 'Licensed under')][not(descendant::td)]")
    assert (credit.get("lang"), credit.get("dir")) == ("en", "ltr")
    assert not item.xpath(".//a[@dir]")
