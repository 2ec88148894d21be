"""Fields of a page that stand unlike those of a paper: short headlines, names alone, letters, posts, old and plain pages."""

from datetime import date

import pytest

from publishkit.capture.extracted import Extracted
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers

STORY = "".join(
    f"<p>The ferry was built in 19{year} and carried up to four hundred people an hour across the harbour, it is said.</p>"
    for year in range(61, 66)
)


def page(top: str, *, title: str = "", after: str = "", lang: str = "en") -> Extracted:
    head = f"<title>{title}</title>" if title else ""
    html = f'<html lang="{lang}"><head>{head}</head><body><main><article>{top}{STORY}</article>{after}</main></body></html>'
    return read_page(html, readers())


def names(found: Extracted) -> list[tuple[str, str]]:
    return [(one.name, one.role) for one in found.bylines]


@pytest.mark.parametrize("title", ["Nine Wells", "Mud", "Clause Nine"])
def test_a_short_headline_is_the_title(title: str) -> None:
    """One or two words in capitals are a headline, not somebody's name, and what is behind the bar is the house."""
    found = page(f"<h1>{title}</h1><p>By Ida Wren</p>", title=f"{title} | The Sluice")
    assert found.title == title
    assert names(found) == [("Ida Wren", "author")]


def test_the_title_may_be_followed_by_its_author() -> None:
    found = page("<h1>Ballast</h1><div>Ngozi Adebayo</div>", title="Ballast by Ngozi Adebayo | The Skerry Quarterly")
    assert found.title == "Ballast"
    assert names(found) == [("Ngozi Adebayo", "author")]


def test_the_sign_at_the_top_leads_home_and_is_no_title() -> None:
    """An h1 that is a link to the home of the site is its name, whatever the window says."""
    top = '<h1><a href="/"><img src="/logo.svg" alt="Four Years Remaining"></a></h1><h2 class="title">Small integers of the old ferry</h2>'
    assert page(top, title="Four Years Remaining").title == "Small integers of the old ferry"


def test_a_word_processor_styles_its_title() -> None:
    found = page('<p class="c9 title">The Goat Ledger</p><p>by Henrike Oyelaran</p>', title="goat story v2")
    assert found.title == "The Goat Ledger"
    assert names(found) == [("Henrike Oyelaran", "author")]


@pytest.mark.parametrize("line", ["Ida Wren", "IDA WREN, Staff Writer"])
def test_a_name_alone_below_the_headline_is_the_author(line: str) -> None:
    """What is left out as a byline stands in the byline."""
    found = page(f"<h1>Kettle of the Bristane quay</h1><p>{line}</p>")
    assert [name.upper() for name, _ in names(found)] == ["IDA WREN"]
    assert line not in found.text


def test_a_name_beside_the_day_of_the_week() -> None:
    found = page(
        "<h1>Người giữ chợ nổi</h1><div>Nguyễn Thị Mai Khôi – Thứ bảy, 21/11/2026 07:15 (GMT+7)</div>", lang="vi"
    )
    assert names(found) == [("Nguyễn Thị Mai Khôi", "author")]


def test_who_looked_at_the_text_did_not_write_it() -> None:
    line = '<p class="byline">By <a href="/author/shelby">Shelby Loos, DVM</a>. Reviewed by <a href="/author/molly">Molly Price</a></p>'
    assert names(page("<h1>Puppies of the old ferry</h1>" + line)) == [("Shelby Loos", "author")]
    label = '<div class="author"><p>Written by:</p><div>Ana Erkic</div></div><div class="author"><p>Updated by:</p><div>Olga Milicevic</div></div>'
    assert names(page("<h1>Puppies of the old ferry</h1>" + label)) == [("Ana Erkic", "author")]


def test_who_reviews_a_play_is_its_reviews_author() -> None:
    line = (
        '<p>Reviewed by <span itemprop="author" itemscope><span itemprop="name">Xanthe Papadiamantis</span></span></p>'
    )
    assert names(page("<h1>The Parrot, Lyric Hall</h1>" + line)) == [("Xanthe Papadiamantis", "author")]


def test_a_first_name_is_completed_by_the_data() -> None:
    top = '<h1>Fifteen ferries of the old harbour</h1><p class="author">By Cai</p>'
    html = f'<html><head><meta name="author" content="Cai Ellis"></head><body><article>{top}{STORY}</article></body></html>'
    assert names(read_page(html, readers())) == [("Cai Ellis", "author")]


def test_the_next_article_of_a_page_has_an_author_of_its_own() -> None:
    """Pages that load one article after the other."""
    after = '<article><h1>The Dyers at Dawn</h1><p class="byline">by Pavlo Rudenko</p><p>Dyers boil indigo all night.</p></article>'
    found = page("<h1>The Fastest Loom</h1><p>by Yevheniia Koval</p>", after=after)
    assert names(found) == [("Yevheniia Koval", "author")]


def test_a_credit_box_below_the_headline_may_be_a_byline() -> None:
    found = page('<h1>השען האחרון של רחוב יפו</h1><div class="credit">מאת: יעל אבוטבול | 15.11.2026</div>', lang="he")
    assert names(found) == [("יעל אבוטבול", "author")]
    assert found.published == date(2026, 11, 15)


def test_readings_above_a_title_are_no_words_of_it() -> None:
    top = "<h1><ruby>灯台<rp>（</rp><rt>とうだい</rt><rp>）</rp></ruby>守の手帖</h1>"
    assert page(top, lang="ja").title == "灯台守の手帖"


def test_the_day_of_a_quoted_post_is_not_that_of_the_article() -> None:
    """An embedded post keeps its attribution, and gives no date."""
    quote = "<blockquote class='twitter-tweet'><p>Recess.</p>— Clerk (@c) <a href='#'>November 3, 2025</a></blockquote>"
    found = page("<h1>A Ledger of Small Rain</h1><p>By Ida Wren</p>" + STORY[:120] + "</p>" + quote)
    assert found.published is None
    assert "November 3, 2025" in found.text


def test_the_day_of_a_letter_is_text() -> None:
    letter = "<p>Vír, 3 March 1938</p><p>Dear Dam,</p>"
    found = page('<h1>Letters to a Dam</h1><p><time datetime="2026-11-20">20 November 2026</time></p>' + letter)
    assert found.published == date(2026, 11, 20)
    assert "Vír, 3 March 1938" in found.text
    assert names(found) == []
    assert page("<h1>Letters to a Dam</h1>" + letter).published is None


def test_a_release_opens_with_its_place_and_day() -> None:
    top = "<h1>Library to Lend a Second Goat</h1><p>BRISTANE, Nov. 23, 2026 (PRHarbor) — The library said today that it will lend a second goat to its members, from this winter on.</p>"
    found = page("<p><b>FOR IMMEDIATE RELEASE</b></p>" + top)
    assert found.published == date(2026, 11, 23)
    assert names(found) == []


def test_a_day_that_is_told_of_is_no_change() -> None:
    found = page("<h1>Kettle of the Bristane quay</h1><p>Updated maps were hung. 20 November 2026 was a Friday.</p>")
    assert found.modified is None


@pytest.mark.parametrize(
    ("line", "kicker"),
    [
        ('<div class="eyebrow"><a href="/politics">Politics</a> / <span>January 11, 2024</span></div>', "Politics"),
        ('<div class="eyebrow">Energie 12.12.2022, 08:30 Uhr</div>', "Energie"),
        ("<div>22 hours ago</div>", ""),
    ],
)
def test_a_kicker_is_no_time(line: str, kicker: str) -> None:
    assert page(f"<header>{line}<h1>The old ferry returns to the pier</h1></header>").kicker == kicker


def test_names_in_a_table_of_results_wrote_nothing() -> None:
    rows = "".join(f"<tr><td>Ada Rower{n}</td><td>1:0{n}:12</td></tr>" for n in range(6))
    found = page(
        f"<h1>Results of the regatta</h1><p>4 May 2026</p><table><tr><th>Boat</th><th>Time</th></tr>{rows}</table>"
    )
    assert names(found) == []
    assert not any("Rower" in one.text for one in found.dropped)
