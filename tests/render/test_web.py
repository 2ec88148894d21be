"""The edition in a browser: what a reader, a search engine and a hostile article would find."""

import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html

from publishkit.model.credits import CreditBlock, Span
from publishkit.model.edition import Block
from publishkit.model.issue import Issue
from publishkit.model.rights import Channel, TdmReservation, TdmState
from publishkit.render.web.pages import render_web
from publishkit.theme.load import load_theme
from tests.support.edition_items import BY_ND, HARBOR, NOTICE, TIDES, URL, chart
from tests.support.editions import make_edition


@pytest.fixture(scope="module")
def theme():
    return load_theme("almanac")


@pytest.fixture(scope="module")
def files(theme):
    return {artifact.name: artifact for artifact in render_web(make_edition(), theme)}


@pytest.fixture(scope="module")
def pages(files):
    return {
        name.removeprefix("web/"): html.fromstring(a.data.decode())
        for name, a in files.items()
        if name.endswith(".html")
    }


def changed(edition, number, **fields):
    """Return *edition* with one item changed."""
    sections = tuple(
        replace(
            section, items=tuple(replace(item, **fields) if item.number == number else item for item in section.items)
        )
        for section in edition.sections
    )
    return replace(edition, sections=sections)


def page(edition, theme, name="index.html"):
    return next(a.data.decode() for a in render_web(edition, theme) if a.name == f"web/{name}")


def test_only_texts_printed_whole_get_a_page_of_their_own(pages):
    assert list(pages) == ["index.html", "tide-clocks.html", "watt.html", "last-keeper.html"]


def test_the_same_values_give_the_same_bytes(files, theme):
    assert list(files.values()) == list(render_web(make_edition(), theme))


def test_every_article_stands_complete_on_the_one_page(pages):
    text = pages["index.html"].text_content()
    for words in (
        "It shows where the moon would be"[3:],
        "die Vögel kommen zu spät",
        "on passing us a light’s length off",
        "eleven to ten",
        "“A levee is a promise made by the dead",
    ):
        assert words in " ".join(text.split())


def test_every_item_has_its_label_and_its_credit_block(pages):
    for item in make_edition().items:
        article = pages["index.html"].get_element_by_id(item.id)
        assert item.credit.label == article.find_class("rights-label")[0].text_content()
        lines = [p.text_content() for p in article.find_class("credit")[0].iter("p")]
        assert lines == ["".join(span.text for span in line) for line in item.credit.lines]


def test_a_page_of_its_own_carries_the_same_credits(pages):
    for item in make_edition().items:
        if item.full:
            both = [
                pages[name].get_element_by_id(item.id).find_class("credit")[0]
                for name in ("index.html", f"{item.slug}.html")
            ]
            assert both[0].text_content() == both[1].text_content()
            assert [a.get("href") for a in both[0].iter("a")] == [a.get("href") for a in both[1].iter("a")]


def test_the_notice_stands_byte_for_byte_in_its_language(pages):
    (notice,) = pages["index.html"].get_element_by_id("rights-a03").find_class("notice")
    assert notice.text_content() == NOTICE
    assert notice.get("lang") == "en"


def test_every_link_inside_the_edition_leads_somewhere(pages, files):
    ids = {name: [e.get("id") for e in page.iter() if e.get("id")] for name, page in pages.items()}
    for name, tree in pages.items():
        assert len(ids[name]) == len(set(ids[name]))
        for link in tree.iter("a"):
            target, _, anchor = link.get("href").partition("#")
            if re.match(r"https?:|mailto:|\.\./", target):
                continue
            assert (target or name) in pages, link.get("href")
            assert not anchor or anchor in ids[target or name], link.get("href")


def test_the_full_notice_of_a_brief_is_one_click_away(pages):
    """The credit block links `#rights-a03`; also from a page that has no such place."""
    assert "#rights-a03" in [a.get("href") for a in pages["index.html"].get_element_by_id("a03").iter("a")]


def test_nothing_is_asked_of_another_server(files, pages):
    for tree in pages.values():
        assert [s.get("type") for s in tree.iter("script")] == ["application/ld+json"]
        loaded = [
            e.get("src") or e.get("href")
            for e in tree.iter("img", "link", "iframe", "source")
            if e.get("rel") not in {"canonical", "alternate", "search"}
        ]
        assert all(not re.match(r"https?:|//", address) for address in loaded)
        assert not tree.xpath("//*[@style or @onclick or @srcset]")
    assert not re.search(r"url\(\"?(?:https?:|//)|@import", files["web/style.css"].data.decode())


def test_headings_go_down_one_step_at_a_time(pages):
    for name, tree in pages.items():
        levels = [int(h.tag[1]) for h in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)


def test_foreign_words_say_their_language_and_our_words_around_them_do_not(pages):
    article = pages["index.html"].get_element_by_id("a02")
    assert article.get("lang") is None
    assert [e.get("lang") for c in ("title", "deck", "body") for e in article.find_class(c)] == ["de"] * 3
    assert article.find_class("credit")[0].get("lang") is None
    assert pages["watt.html"].get("lang") == "en"


def test_pictures_have_size_text_caption_and_credit(pages):
    figures = pages["tide-clocks.html"].find_class("picture")
    assert [f.find("img").get("width") for f in figures] == ["1200", "1000"]
    assert all(f.find("img").get("alt") for f in figures)
    assert (
        figures[0].find_class("picture-credit")[0].text_content()
        == "Picture: Mara Lindqvist / Estuary Papers, CC BY 4.0"
    )
    assert figures[0].find_class("picture-credit")[0].find("a").get("rel") == "license"


def test_a_picture_not_cleared_for_the_web_is_nowhere(theme):
    """Its figure goes, and its file unless the mail shows it from here."""
    edition = make_edition()
    paper_only = replace(chart(), channels=(Channel.PDF,))
    blocks = tuple(
        replace(b, picture=paper_only) if b.picture and b.picture.id == "a01-img2" else b
        for b in edition.items[0].blocks
    )
    made = render_web(changed(edition, 1, blocks=blocks), theme)
    assert all(b"images/tide-clocks-02" not in artifact.data for artifact in made if artifact.name.endswith("html"))
    assert "web/images/tide-clocks-02.png" not in [artifact.name for artifact in made]


def test_pictures_of_the_mail_are_published_too(theme):
    edition = make_edition()
    mail_only = replace(chart(), channels=(Channel.EMAIL,))
    blocks = tuple(
        replace(b, picture=mail_only) if b.picture and b.picture.id == "a01-img2" else b
        for b in edition.items[0].blocks
    )
    made = {artifact.name: artifact for artifact in render_web(changed(edition, 1, blocks=blocks), theme)}
    assert made["web/images/tide-clocks-02.png"].data == chart().screen.data
    assert b"images/tide-clocks-02" not in made["web/index.html"].data


def test_license_links_stand_with_their_article_never_in_the_head(pages):
    """`rel=license` in the head would license the whole page."""
    for tree in pages.values():
        assert not tree.xpath("//head//link[@rel='license']")
    article = pages["index.html"].get_element_by_id("a02")
    (license_link,) = article.xpath(".//a[@rel='license']")
    assert (license_link.get("href"), license_link.get("property")) == (BY_ND, "license")
    assert (article.get("typeof"), article.get("resource")) == (
        "NewsArticle",
        "https://kueste.example/das-watt-schlaeft-nicht",
    )
    assert article.xpath("string(.//*[@property='author']/*[@property='name'])") == "Jürgen Öhlschläger"


def test_a_brief_claims_no_rights_in_its_source(pages):
    article = pages["index.html"].get_element_by_id("a03")
    assert article.get("typeof") is None
    assert not article.xpath(".//*[@property]")
    assert article.xpath(".//h3/a/@href") == [HARBOR]


def test_reprints_yield_to_their_original(pages, theme):
    canonical = {name: tree.xpath("string(//link[@rel='canonical']/@href)") for name, tree in pages.items()}
    assert canonical["index.html"] == URL
    assert canonical["tide-clocks.html"] == TIDES
    shortened = html.fromstring(page(changed(make_edition(), 1, use="abridged"), theme, "tide-clocks.html"))
    assert shortened.xpath("string(//link[@rel='canonical']/@href)") == f"{URL}tide-clocks.html"


def test_a_reservation_stays_with_whom_it_belongs_to(pages, theme):
    """TDMRep on the whole edition; a CC article's own page says nothing (CC 4.0, 2(a)(5)(C))."""
    assert pages["index.html"].xpath("//meta[@name='tdm-reservation']/@content") == ["1"]
    assert pages["index.html"].xpath("//meta[@name='tdm-policy']/@content") == ["https://lantern.example/tdm.json"]
    assert not pages["tide-clocks.html"].xpath("//meta[@name='tdm-reservation']")
    edition = make_edition()
    reserved = replace(
        edition.items[4].statement, tdm=TdmReservation(state=TdmState.RESERVED, policy_url="https://p.example/tdm")
    )
    own = html.fromstring(page(changed(edition, 5, statement=reserved), theme, "last-keeper.html"))
    assert own.xpath("//meta[starts-with(@name, 'tdm-')]/@content") == ["1", "https://p.example/tdm"]
    assert not html.fromstring(page(make_edition(tdm_reserved=False), theme)).xpath("//meta[@name='tdm-reservation']")


def test_machines_are_told_what_is_a_reprint_and_what_only_cites(pages):
    (script,) = pages["index.html"].iter("script")
    issue = json.loads(script.text)
    parts = {part["@id"]: part for part in issue["hasPart"]}
    assert (issue["@type"], issue["@id"], issue["issueNumber"]) == ("PublicationIssue", URL, 47)
    reprint, brief = parts[f"{URL}tide-clocks.html"], parts[f"{URL}#a03"]
    assert (reprint["isBasedOn"], reprint["license"]) == (TIDES, "https://creativecommons.org/licenses/by/4.0/")
    assert [image["contentUrl"] for image in reprint["image"]] == [
        f"{URL}images/tide-clocks-01.jpg",
        f"{URL}images/tide-clocks-02.png",
    ]
    assert "isBasedOn" not in brief
    assert brief["citation"]["copyrightHolder"] == [{"@type": "Organization", "name": "Northern Courier Media Ltd."}]


def test_books_are_offered_only_when_they_are_made(pages, theme):
    links = [a.get("href") for a in pages["index.html"].find_class("downloads")[0].iter("a")]
    assert links == ["../the-lantern-2026-w47.pdf", "../the-lantern-2026-w47.epub"]
    edition = make_edition()
    issue = Issue.model_construct(**{**edition.issue.__dict__, "outputs": (Channel.WEB,)})
    assert "downloads" not in page(replace(edition, issue=issue), theme)


HOSTILE = '"><script>alert(1)</script><!--</script>&amp;]]>'


def test_hostile_words_stay_words(theme):
    """Whatever a title, caption, credit or address holds: no markup of its own, and the JSON-LD still ends."""
    edition = make_edition()
    credit = CreditBlock(
        label=HOSTILE, lines=((Span(text=HOSTILE, href='https://x.example/"onmouseover="x', kind="license"),),)
    )
    statement = replace(edition.items[0].statement, title=HOSTILE, credit_line=HOSTILE)
    bad = dict.fromkeys(("title", "deck", "byline", "kicker", "dateline", "note", "quote"), HOSTILE)
    hostile = changed(edition, 1, credit=credit, statement=statement, **bad)
    for name in ("index.html", "tide-clocks.html"):
        tree = html.fromstring(page(hostile, theme, name))
        assert len(list(tree.iter("script"))) == 1
        assert json.loads(next(tree.iter("script")).text_content())
        assert tree.get_element_by_id("a01-title").text_content() == HOSTILE
        assert not tree.xpath("//*[@onmouseover]")
        assert not tree.xpath("//comment()")


def test_words_about_links_are_not_taken_for_links(theme):
    told = Block(
        kind="html", html='<p>Write <code>&lt;a href="#a02"&gt;</code> to link, as <a href="#a02">here</a>.</p>'
    )
    tree = html.fromstring(page(changed(make_edition(), 1, blocks=(told,)), theme, "tide-clocks.html"))
    assert tree.xpath("string(//code)") == '<a href="#a02">'
    assert "index.html#a02" in tree.xpath("//article//a/@href")


# --- in a real browser ------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(files, tmp_path):
    for name, artifact in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.data)
    return tmp_path / "web"


@pytest.mark.parametrize("width", [320, 390, 900, 1400])
def test_nothing_sticks_out_of_the_window(browser, folder, width):
    """WCAG 2.2, 1.4.10: reflow at 320 CSS pixels."""
    with browser.new_page(viewport={"width": width, "height": 900}) as tab:
        asked = []
        tab.on("request", lambda request: asked.append(request.url))
        for name in ("index.html", "tide-clocks.html"):
            tab.goto((folder / name).as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert asked
        assert all(url.startswith("file://") for url in asked)


def test_a_page_that_runs_from_right_to_left_is_as_wide_as_its_window(browser, theme, tmp_path):
    """What is kept off the page for screen readers stands before its start, wherever that is."""
    for artifact in render_web(make_edition(dir="rtl", language="he"), theme):
        path = tmp_path / artifact.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.data)
    with browser.new_page(viewport={"width": 900, "height": 900}) as tab:
        tab.goto((tmp_path / "web/index.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_dark_readers_get_the_dark_colors(browser, folder, theme):
    colors = theme.tokens.color
    for scheme, palette in (("light", colors.light), ("dark", colors.dark)):
        with browser.new_page(color_scheme=scheme) as tab:
            tab.goto((folder / "index.html").as_uri())
            shown = tab.evaluate("getComputedStyle(document.body).backgroundColor")
            assert shown == f"rgb({', '.join(str(int(palette.paper[n : n + 2], 16)) for n in (1, 3, 5))})"


def test_credits_and_notices_can_be_read(browser, folder):
    """At least 0.8 of the text, no hyphens put in, no capitals put on, nothing cut off."""
    with browser.new_page() as tab:
        tab.goto((folder / "index.html").as_uri())
        styles = tab.evaluate(
            """() => { const body = parseFloat(getComputedStyle(document.body).fontSize);
            return [...document.querySelectorAll('.credit p, .picture-credit, .rights-label, .notice p, .entry p')].map(e => {
                const s = getComputedStyle(e);
                return [parseFloat(s.fontSize) / body >= 0.8, s.hyphens, s.textTransform, s.textOverflow, s.visibility] }) }"""
        )
        assert len(styles) > 20
        assert {tuple(style) for style in styles} == {(True, "manual", "none", "clip", "visible")}


def test_the_fonts_are_ours(browser, folder):
    with browser.new_page() as tab:
        tab.goto((folder / "index.html").as_uri())
        tab.evaluate("document.fonts.ready.then(() => true)")
        assert tab.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
        assert tab.evaluate("document.fonts.check('700 40px \"PK Serif Display\"')")
