"""The mail as readers get it: complete, lean, right with style attributes alone, in both color schemes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, Route

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Block, Edition, Item
from publishkit.model.issue import Entry, MailForm
from publishkit.model.rights import Channel, Status
from publishkit.render.email.mail import render_email
from publishkit.render.email.plan import BUDGET, plan_mail
from publishkit.theme.load import Theme, load_theme
from tests.support.edition_items import NOTICE, URL, cc_by, chart, shore
from tests.support.editions import make_config, make_edition

LONG_ADDRESS = "https://estuary.example/" + "a" * 90


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("almanac")


def render(edition: Edition, theme: Theme) -> Artifact:
    (made,) = render_email(plan_mail(edition, theme), theme)
    return made


def opened(edition: Edition, theme: Theme) -> html.HtmlElement:
    return html.document_fromstring(render(edition, theme).data.decode())


def with_items(*items: Item) -> Edition:
    edition = make_edition()
    return replace(edition, sections=(replace(edition.sections[0], items=items),))


def long_item(number: int, words: int) -> Item:
    said = [f"{'word' if n % 9 else 'Größe'}{n}" for n in range(words)]
    text = "".join(f"<p>{' '.join(said[at : at + 60])}</p>" for at in range(0, words, 60))
    return replace(
        cc_by(), id=f"a{number:02}", number=number, slug=f"text-{number}", title=f"Text {number}", notes=(),
        blocks=(Block(kind="html", html=f"{text}<p>END{number}</p>"), Block(kind="figure", picture=shore())),
    )  # fmt: skip


def test_two_renderings_are_the_same(theme: Theme):
    assert render(make_edition(), theme) == render(make_edition(), theme)


def test_the_notice_stands_byte_for_byte(theme: Theme):
    """No-break spaces, doubled blanks and misspellings are part of it."""
    page = opened(make_edition(), theme)
    assert [element.text for element in page.xpath("//div[@id='rights-a03']//td//p")] == [NOTICE]


def test_credits_stand_within_their_item(theme: Theme):
    item = opened(make_edition(), theme).get_element_by_id("a01")
    words = " ".join(item.text_content().split())
    links = item.xpath(".//a/@href")
    assert "“The clock was the river” by Mara Lindqvist and Ines Amaral, Estuary Papers, 9 November 2026." in words
    assert "Picture: Mara Lindqvist / Estuary Papers, CC BY 4.0" in words
    assert "https://creativecommons.org/licenses/by/4.0/" in links
    assert "https://estuary.example/tide-clocks" in links
    assert len(item.xpath(".//a[@rel='license']")) == 3


def test_an_item_speaks_its_own_language_and_its_label_ours(theme: Theme):
    item = opened(make_edition(), theme).get_element_by_id("a02")
    assert item.xpath("string(h2[@lang='de'])") == "Das Watt schläft nicht"
    assert item.xpath("boolean(.//p[contains(., 'Full text')][not(ancestor::*[@lang='de'])])")


def test_marks_of_notes_are_figures_without_a_jump(theme: Theme):
    item = opened(make_edition(), theme).get_element_by_id("a01")
    assert item.xpath(".//p/sup/text()") == ["1", "2", "1", "2"]
    assert not item.xpath(".//a[starts-with(@href, '#')]")


def test_pictures_come_from_the_edition_with_their_width(theme: Theme):
    """A height as an attribute would be kept by Yahoo where the picture is shown narrower."""
    images = opened(make_edition(), theme).xpath("//img")
    assert [(i.get("src"), i.get("width"), i.get("height")) for i in images] == [
        (f"{URL}images/tide-clocks-01.jpg", "552", None),
        (f"{URL}images/tide-clocks-02.png", "552", None),
    ]


def test_a_picture_not_cleared_for_mail_is_not_in_it(theme: Theme):
    barred = replace(shore(), channels=(Channel.WEB,))
    item = replace(cc_by(), blocks=(Block(kind="figure", picture=barred),))
    made = render(replace(with_items(item), cover=barred), theme).data.decode()
    assert barred.name not in made.split("Credits and rights")[0]


def test_the_cover_stands_once(theme: Theme):
    """When no item prints it, it opens the mail; else the item does."""
    assert len(opened(make_edition(), theme).xpath("//img[contains(@src, '01.jpg')]")) == 1
    bare = replace(cc_by(), blocks=(Block(kind="html", html="<p>Text.</p>"),))
    assert len(opened(with_items(bare), theme).xpath("//img[contains(@src, '01.jpg')]")) == 1


def test_rights_are_said_to_machines(theme: Theme):
    page = opened(make_edition(), theme)
    assert page.xpath("//meta[@name='tdm-reservation']/@content") == ["1"]
    assert page.xpath("//meta[@name='tdm-policy']/@content") == ["https://lantern.example/tdm.json"]
    assert not opened(make_edition(tdm_reserved=False), theme).xpath("//meta[starts-with(@name, 'tdm')]")


def test_headings_have_one_first_and_skip_no_level(theme: Theme):
    for title in ("Low water", ""):
        levels = [int(str(h.tag)[1]) for h in opened(make_edition(title=title), theme).iter("h1", "h2", "h3", "h4")]
        assert levels.count(1) == 1
        assert all(below <= above + 1 for above, below in pairwise(levels))


def test_hostile_words_stay_words(theme: Theme):
    item = replace(cc_by(), title='<script>alert("x")</script>', deck="{{ 7 * 7 }} & <b>", slug="x")
    page = opened(with_items(item), theme)
    assert not list(page.iter("script"))
    assert page.xpath("string(//*[@id='a01']/h2)") == '<script>alert("x")</script>'
    assert "{{ 7 * 7 }} & <b>" in page.text_content()


def test_a_table_without_headings_is_one_of_data(theme: Theme):
    item = replace(cc_by(), blocks=(Block(kind="html", html="<table><tr><td>Jan</td><td>40 cm</td></tr></table>"),))
    (table,) = opened(with_items(item), theme).xpath("//table[not(@role='presentation')]")
    assert table.get("role") == "table"


def test_code_keeps_its_lines_and_indents_without_a_style_for_white_space(theme: Theme):
    code = "<pre><code>def light():\n    return <b>1</b>\n</code></pre>"
    item = replace(cc_by(), blocks=(Block(kind="html", html=code),))
    page = opened(with_items(item), theme)
    assert not list(page.iter("pre"))
    assert "def light():<br>\u00a0\u00a0\u00a0\u00a0return <b>1</b>" in html.tostring(page, encoding="unicode")


def test_columns_keep_their_sides_and_words_stay_whole(theme: Theme):
    row = '<tr><td class="left">a</td><td class="right">12,402</td><td class="center">c</td></tr>'
    item = replace(cc_by(), blocks=(Block(kind="html", html=f"<table>{row}</table>"),))
    cells = opened(with_items(item), theme).xpath("//table[@role='table']//td")
    assert [cell.get("align") for cell in cells] == ["left", "right", "center"]
    assert "word-break:normal" in cells[0].xpath("ancestor::table[1]")[0].get("style")


def test_a_notice_keeps_its_lines_without_a_style_for_white_space(theme: Theme):
    entry = make_edition().credits.entries[2]
    notice = replace(entry.notices[0], text="First line.\nSecond line.")
    credits = replace(make_edition().credits, entries=(replace(entry, notices=(notice,)),))
    page = render(replace(make_edition(), credits=credits), theme).data.decode()
    assert "First line.<br>Second line." in page


def test_a_small_issue_prints_every_text_whole(theme: Theme):
    made = render(make_edition(), theme)
    assert len(made.data) < 40_000
    assert made.remarks == ()


def planned(items: Sequence[Item], theme: Theme, **entries: MailForm) -> tuple[Edition, html.HtmlElement, int]:
    """The edition with these items, how its mail shows them, the mail opened, its bytes; *entries* are the editor's words on slugs."""
    edition = with_items(*items)
    section = edition.issue.section[0].model_copy(
        update={
            "article": tuple(Entry(slug=item.slug, mail=entries.get(item.slug.replace("-", "_"))) for item in items)
        }
    )
    issue = edition.issue.model_copy(update={"section": (section,)})
    edition = plan_mail(replace(edition, issue=issue), theme)
    data = render_email(edition, theme)[0].data
    return edition, html.document_fromstring(data.decode()), len(data)


def forms(edition: Edition) -> list[str]:
    return [edition.mail_form(item) for item in edition.items]


def test_the_lead_stands_whole_and_what_does_not_fit_is_begun(theme: Theme):
    items = tuple(long_item(number, 900) for number in range(1, 16))
    edition, page, size = planned(items, theme)
    assert size <= BUDGET
    shown = forms(edition)
    assert shown[0] == "full"
    assert set(shown) == {"full", "teaser"}
    words = page.text_content()
    for number, form in enumerate(shown, 1):
        assert (re.search(rf"END{number}(?!\d)", words) is not None) == (form == "full")
        assert f"Text {number}" in words


def test_a_text_too_long_gives_way_and_shorter_ones_behind_it_still_fit(theme: Theme):
    items = tuple(long_item(number, 9_000 if number == 2 else 700) for number in range(1, 8))
    edition, _, size = planned(items, theme)
    assert size <= BUDGET
    assert forms(edition) == ["full", "teaser", *["full"] * 5]


@pytest.mark.parametrize("count", [25, 60, 120])
def test_any_number_of_items_fits(theme: Theme, count: int):
    items = tuple(long_item(number, 400) for number in range(1, count + 1))
    edition, page, size = planned(items, theme)
    assert 0.9 * BUDGET < size <= BUDGET
    assert all(f"Text {number}" in page.text_content() for number in range(1, count + 1))
    remarks = render_email(edition, theme)[0].remarks
    assert [remark.split(":")[0] for remark in remarks] == [
        f"shortened {item.id}" for item in edition.items if edition.mail_form(item) != "full"
    ]


def test_the_editors_word_comes_first(theme: Theme):
    items = tuple(long_item(number, 300) for number in range(1, 6))
    edition, page, _ = planned(items, theme, text_1="line", text_2="none", text_3="teaser")
    assert forms(edition) == ["line", "none", "teaser", "full", "full"]
    assert [item.get("id") for item in page.xpath("//td[starts-with(@id, 'a0')]")] == ["a01", "a03", "a04", "a05"]
    assert "Text 2" not in page.text_content()


def test_that_an_article_was_taken_back_is_always_said(theme: Theme):
    gone = replace(long_item(1, 30), withdrawn=True, blocks=(), full=False)
    edition, page, _ = planned([gone, *(long_item(number, 900) for number in range(2, 40))], theme, text_1="none")
    assert forms(edition)[0] == "full"
    assert page.get_element_by_id("a01") is not None


def test_a_beginning_has_its_first_paragraph_its_credit_and_the_way_to_the_rest(theme: Theme):
    _, page, _ = planned([long_item(1, 100)], theme, text_1="teaser")
    teaser = page.get_element_by_id("a01")
    words = " ".join(teaser.text_content().split())
    assert "word59" in words
    assert "word61" not in words
    assert "END1" not in words
    assert "Licensed under CC BY 4.0" in words
    assert "Picture: Mara Lindqvist / Estuary Papers, CC BY 4.0" in words
    assert teaser.xpath(".//a[starts-with(., 'Read: Text')]/@href") == [f"{URL}text-1.html"]
    assert not page.xpath("//*[@id='rights-a01']")


@pytest.mark.parametrize("status", [Status.PERMISSION, Status.PUBLISHER_TERMS])
def test_a_text_that_is_lent_is_not_begun_and_keeps_its_entry_among_the_credits(theme: Theme, status: Status):
    item = long_item(1, 100)
    lent = replace(item, statement=replace(item.statement, status=status))
    _, page, _ = planned([lent], theme, text_1="teaser")
    assert "word1" not in page.text_content()
    assert page.xpath("//*[@id='rights-a01']")


def test_without_pages_of_the_web_a_text_stands_whole(theme: Theme):
    edition = with_items(*(long_item(number, 3_000) for number in range(1, 8)))
    issue = edition.issue.model_copy(update={"outputs": (Channel.EMAIL,)})
    planned_one = plan_mail(replace(edition, issue=issue), theme)
    assert set(forms(planned_one)) <= {"full", "none"}


def test_a_digest_shows_beginnings_and_a_full_mail_everything(theme: Theme):
    edition = with_items(*(long_item(number, 2_000) for number in range(1, 10)))
    digest = replace(edition, issue=edition.issue.model_copy(update={"mail": "digest"}))
    whole = replace(edition, issue=edition.issue.model_copy(update={"mail": "full"}))
    assert set(forms(plan_mail(digest, theme))) == {"teaser"}
    assert set(forms(plan_mail(whole, theme))) == {"full"}


def test_css_inline_makes_a_mail_too(theme: Theme):
    edition = make_edition()
    config = make_config(email=edition.config.email.model_copy(update={"inliner": "css-inline"}))
    made = render(replace(edition, config=config), theme).data.decode()
    assert "<style" in made
    assert "font-size:17px" in made


def test_a_right_to_left_text_is_set_from_the_right(theme: Theme):
    item = replace(cc_by(), dir="rtl", lang="ar", title="ساعة المد")
    cell = opened(with_items(item), theme).get_element_by_id("a01")
    assert (cell.get("dir"), cell.get("align")) == ("rtl", "right")
    assert "text-align:right" in cell.get("style", "")


# --- in a browser -----------------------------------------------------------------------------------------------------


PICTURES = {picture.name: picture.screen for picture in (shore(), chart())}


def _picture(route: Route) -> None:
    asset = PICTURES.get(route.request.url.rpartition("/")[2])
    if asset:
        route.fulfill(body=asset.data, content_type=asset.media_type)
    else:
        route.abort()


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[600, 375])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def page(browser: Browser, width: int, scheme: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    context.route("**/*", _picture)
    yield context.new_page()
    context.close()


def stress() -> Edition:
    """Long words, a long address, a wide table."""
    cells = "".join(f"<td>Measured value {n}</td>" for n in range(9))
    blocks = (
        Block(kind="html", html=f"<p>Donaudampfschifffahrtsgesellschaftskapitänswitwenversicherung {LONG_ADDRESS}</p>"),
        Block(kind="html", html=f"<table><thead><tr><th>Pier</th></tr></thead><tbody><tr>{cells}</tr></tbody></table>"),
        Block(kind="html", html=f"<pre><code>{'x' * 200}</code></pre>"),
    )
    item = replace(cc_by(), title="Wattwanderungsführervereinigung", blocks=(*cc_by().blocks, *blocks))
    edition = with_items(item, *make_edition().items[1:])
    return replace(edition, name="Küstenschutznachrichten")


@pytest.mark.parametrize("make", [make_edition, stress])
@pytest.mark.parametrize("styles", [True, False], ids=["with styles", "style blocks removed"])
def test_nothing_scrolls_sideways(page: Page, width: int, theme: Theme, make, styles: bool):
    source = render(make(), theme).data.decode()
    page.set_content(source if styles else re.sub(r"<style.*?</style>", "", source, flags=re.DOTALL))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")


CONTRAST = """() => {
  const lum = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
                     return .2126 * r + .7152 * g + .0722 * b };
  const rgb = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
                        if (c.length === 3 || c[3] > 0) return c } return [255, 255, 255] };
  const low = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, text = walk.currentNode.data.trim();
    if (!text || !e.checkVisibility()) continue;
    const [a, b] = [lum(rgb(getComputedStyle(e).color).slice(0, 3)), lum(ground(e).slice(0, 3))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) low.push([text.slice(0, 30), ratio]);
  }
  return low }"""


@pytest.mark.parametrize("width", [375], indirect=True)
def test_every_word_has_contrast_enough(page: Page, theme: Theme, scheme: str):
    """WCAG 2.2, 1.4.3: 4.5 to 1, in both schemes."""
    page.set_content(render(make_edition(), theme).data.decode())
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 24, 26)" if scheme == "dark" else "rgb(251, 250, 246)")
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [375], indirect=True)
@pytest.mark.parametrize("scheme", ["light"], indirect=True)
def test_credits_are_large_enough(page: Page, theme: Theme):
    """At least 0.8 of running text."""
    page.set_content(render(make_edition(), theme).data.decode())
    sizes = page.evaluate(
        "[...document.querySelectorAll('td.credit p, div[id^=rights] p, p.cap')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert len(sizes) > 20
    assert min(sizes) >= 0.8 * 17
