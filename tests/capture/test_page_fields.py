"""The fields of a page: what is believed where page and data differ, what is no title, deck, name or date, and why one won."""

import json

import pytest

from publishkit.capture.extracted import Extracted
from publishkit.capture.page.fields.choose import settle_language
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers

STORY = "".join(
    f"<p>The ferry was built in 19{year} and carried up to four hundred people an hour across the harbour, it is said.</p>"
    for year in range(61, 66)
)
H1 = "<h1>The old ferry returns to the pier</h1>"
SITE = '<meta property="og:site_name" content="Harbour Gazette">'
OG = '<meta property="og:title" content="The old ferry returns to the pier">'


def page(top: str, *, head: str = SITE + OG, after: str = "", lang: str = "en") -> Extracted:
    html = f'<html lang="{lang}"><head>{head}</head><body><article>{top}{STORY}{after}</article></body></html>'
    return read_page(html, readers())


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("head", "top", "title"),
    [
        # Page and data agree but for the house and its sections.
        ("<title>The old ferry returns to the pier | News | Harbour Gazette</title>" + SITE, H1, "The old ferry returns to the pier"),
        ("<title>Harbour Gazette: The old ferry returns to the pier</title>" + SITE, "<h2>The old ferry returns to the pier</h2>", "The old ferry returns to the pier"),
        # The headline is another than that of the window.
        ("<title>Ferry news, times and prices</title>", H1, "The old ferry returns to the pier"),
        ("<title>News</title>", H1, "The old ferry returns to the pier"),
        # An h1 that is the house, one in a trail, one of a picture.
        (SITE + OG, f'<h1 class="logo"><a href="/">Harbour Gazette</a></h1>{H1}', "The old ferry returns to the pier"),
        (SITE + OG, "<nav><h1>Old ferry: prices, times and tickets at a glance</h1></nav><h2>The old ferry returns to the pier</h2>", "The old ferry returns to the pier"),
        (SITE + OG, f"{H1}<figure><img src='/a.jpg' width='900'><h1>The pier in March</h1></figure>", "The old ferry returns to the pier"),
        # A badge in front of the headline or behind it.
        (SITE + OG, "<h1>The old ferry returns to the pier <small>Opinion</small></h1>", "The old ferry returns to the pier"),
        (SITE + OG, '<h1><span class="flag">Premium</span> The old ferry returns to the pier</h1>', "The old ferry returns to the pier"),
        # Two lines of a headline, a label of its own beside it.
        (SITE + "<title>Ferry: the old ferry returns to the pier</title>", '<h2><span class="x">A quarrel ends</span><span class="y">The old ferry returns to the pier at last</span></h2>', "The old ferry returns to the pier at last"),
        # The data speaks with one voice, the headline with another: the voice, and a question.
        (SITE + '<meta property="og:title" content="Harbour: the old ferry returns to the pier">' + ld(headline="Harbour: the old ferry returns to the pier"), "<h1>The old ferry returns</h1>", "Harbour: the old ferry returns to the pier"),
    ],
)  # fmt: skip
def test_title_is_what_the_headline_shows(head: str, top: str, title: str) -> None:
    assert page(top, head=head).title == title


@pytest.mark.parametrize(
    ("top", "kicker"),
    [
        ('<p class="eyebrow">Harbour</p>' + H1, "Harbour"),
        ('<div><a href="/harbour">Harbour</a></div><div><a href="#">Share</a> <a href="#">Tweet</a></div>' + H1, "Harbour"),
        ('<div class="topline"><span>Harbour</span><span>Premium</span></div>' + H1, "Harbour"),
        ('<div class="c"><a href="/">Home</a> › <a href="/news">News</a> › <a href="/news/harbour">Harbour</a></div>' + H1, ""),
        ('<ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul>' + H1, ""),
        ('<p class="kicker">Harbour Gazette</p>' + H1, ""),
        ('<p class="label">3 March 2026</p>' + H1, ""),
        ('<div class="meta"><a class="category" href="/c/h">Harbour</a> · <time datetime="2026-03-03">3 March 2026</time></div>' + H1, "Harbour"),
        ('<h1><span class="flag">Premium</span> The old ferry returns to the pier</h1>', ""),
        ("<h1><small>Harbour:</small> The old ferry returns to the pier</h1>", "Harbour"),
        ("<p>4 min read</p>" + H1, ""),
        ("<p>This text was read to you by nobody in particular.</p>" + H1, ""),
    ],
)  # fmt: skip
def test_kicker_is_a_label_above_the_headline(top: str, kicker: str) -> None:
    assert page(top).kicker == kicker


DECK = "How a small town learned to vote, and who repaired the clock."


@pytest.mark.parametrize(
    ("top", "deck"),
    [
        (f"<header><p>Opinion</p>{H1}<p>{DECK}</p></header>", DECK),
        (f'<div class="top"><p class="standfirst">{DECK}</p>{H1}</div>', DECK),
        (f"{H1}<p><i>{DECK} Nobody expected it to be short.</i></p><p>By Ada Example</p>", f"{DECK} Nobody expected it to be short."),
        (f'{H1}<div class="hasCaption"><p class="teaserText">{DECK}</p></div>', DECK),
        # Captions, notices, key points, times, other articles.
        (f"{H1}<div><img src='/a.jpg' width='900'><span>The pier in March, seen from the sea, as the fishermen of the north know it.</span></div>", ""),
        (f"{H1}<p class='x'>Opinions expressed by contributors of this page are entirely their own.</p>", ""),
        (f"{H1}<ul><li>The vote took three hours in the end.</li><li>The clock was wrong all evening long.</li></ul>", ""),
        (f"{H1}<p class='d'>Updated Nov 19, 6:55 AM; Posted Nov 19, 6:51 AM</p>", ""),
        (f'{H1}<div class="related-teaser"><h3><a href="/x">Other</a></h3><p class="teaser-text">{DECK}</p></div>', ""),
        # The first paragraph of the text, set as such.
        (f"{H1}<p class='first'>HARBOUR TOWN (AP) — The old ferry came back to the pier on Tuesday evening after nine years away.</p>", ""),
    ],
)  # fmt: skip
def test_deck_is_neither_text_nor_caption(top: str, deck: str) -> None:
    assert page(top).deck == deck


@pytest.mark.parametrize(
    ("top", "after", "people"),
    [
        ("<p>Words: Ada Example / Photos: Ida Picture</p>", "", [("Ada Example", "author"), ("Ida Picture", "photographer")]),
        ("<div>Text: Ada Example Foto: Ida Picture</div>", "", [("Ada Example", "author"), ("Ida Picture", "photographer")]),
        ("<p>By Ada Example in Valencia</p>", "", [("Ada Example", "author")]),
        ('<p class="byline">Harbour Gazette staff reporter</p>', "", [("Harbour Gazette staff reporter", "agency")]),
        ('<a class="p-author h-card" href="/about">Ada Example</a> <time datetime="2026-03-03">3 March</time>', "", [("Ada Example", "author")]),
        ("", "<p>— Ada Example</p>", [("Ada Example", "author")]),
        ("", "<p><em>Ada Example is a reporter in Northport.</em></p>", [("Ada Example", "author")]),
        ("", "<p>(ae)</p>", [("ae", "author")]),
        ("", "<p>(dpa)</p>", [("dpa", "agency")]),
        ("", '<div class="comment"><cite class="author">Cy Loud</cite><p>I was there, and it was three hours.</p></div>', []),
        ('<p class="byline">Senior Contributor</p>', "", []),
        ('<p class="byline">By Harbour Gazette</p>', "", []),
        ("<p>By</p><p>Ada Example</p>", "", [("Ada Example", "author")]),
        ("", "<p>Von:</p><p>Ada Example</p>", [("Ada Example", "author")]),
        ('<p class="byline">Reviewed by Bo Nobody</p>', "", []),
        ('<p class="byline">By <b>Ada Example</b> <i>Senior Harbour Reporter</i></p>', "", [("Ada Example", "author")]),
        ('<p class="byline">By Ada Example Harbour Gazette Staff</p>', "", [("Ada Example", "author")]),
        ("<p>Autor Ada Example:</p><p>Übersetzung Bo Nobody, 12.03.2026</p>", "", [("Ada Example", "author"), ("Bo Nobody", "translator")]),
        ('<aside><a href="/profile/ada-example">Ada Example</a></aside><p>Tue 3 Mar 2026 09.00 GMT</p>', "", [("Ada Example", "author")]),
        ("<nav><ul><li>News</li><li>North Quay</li></ul></nav><p>North Quay 3 March 2026</p>", "", []),
    ],
)  # fmt: skip
def test_people_stand_near_the_headline_or_sign(top: str, after: str, people: list[tuple[str, str]]) -> None:
    assert [(one.name, one.role) for one in page(H1 + top, after=after).bylines] == people


def test_a_byline_names_more_people_than_the_data_knows() -> None:
    found = page(
        f'{H1}<p class="byline">Written by Dr Ada Example, Bo Nobody</p>',
        head=SITE + OG + ld(author={"name": "Ada Example"}),
    )
    assert [one.name for one in found.bylines] == ["Dr Ada Example", "Bo Nobody"]


@pytest.mark.parametrize(
    "byline", ['<p class="author">By Ada Example</p>', '<a rel="author" class="author" href="/about">Ada Example</a>']
)
def test_a_person_may_have_a_site_of_their_own(byline: str) -> None:
    """Who signs at the foot, and whose name the host has, is a house only where the data calls it one."""
    head = OG + '<link rel="canonical" href="https://adaexample.example/ferry">'
    foot = "<footer>© 2026 Ada Example</footer>"
    assert [one.name for one in page(H1 + byline, head=head, after=foot).bylines] == ["Ada Example"]
    named = head + '<meta property="og:site_name" content="Ada Example">'
    by = "By " in byline
    assert [one.name for one in page(H1 + byline, head=named, after=foot).bylines] == ["Ada Example"] * by
    data = named + ld(author={"@type": "Person", "name": "Ada Example"})
    assert [one.name for one in page(H1 + byline, head=data, after=foot).bylines] == ["Ada Example"]


@pytest.mark.parametrize("name", ["Harbour Courier", "Harbour Trust"])
def test_a_body_is_no_author_though_data_calls_it_a_person(name: str) -> None:
    """Many systems write every account down as a person."""
    head = OG + f'<meta property="og:site_name" content="{name}">' + ld(author={"@type": "Person", "name": name})
    assert page(f'{H1}<p class="author">By {name}</p>', head=head).bylines == ()


def test_page_and_data_may_name_different_people() -> None:
    """The line at the headline wins, and the editor is asked."""
    found = page(H1 + '<p class="byline">By Ada Example</p>', head=SITE + OG + ld(author={"name": "Cy Account"}))
    assert [one.name for one in found.bylines] == ["Ada Example"]
    assert any("Cy Account" in question for question in found.review)


@pytest.mark.parametrize(
    ("lang", "top", "published", "modified"),
    [
        ("en", "<p>Published: 04/05/2026</p><p>Updated: 25/05/2026</p>", "2026-05-04", "2026-05-25"),
        ("de", "<p>04.05.2026</p>", "2026-05-04", ""),
        ("en", "<p>04/05/2026</p>", "", ""),
        ("en", "<p>Tue 3 Mar 2026 09.00 GMT</p>", "2026-03-03T09:00:00+00:00", ""),
        ("en", '<time datetime="2026-03-03T09:00:00+01:00">3 March</time> <time class="updated" datetime="2026-03-04T10:00:00+01:00">4 March</time>', "2026-03-03T09:00:00+01:00", "2026-03-04T10:00:00+01:00"),
    ],
)  # fmt: skip
def test_dates_near_the_headline(lang: str, top: str, published: str, modified: str) -> None:
    found = page(H1 + top, lang=lang)
    assert [one.isoformat() if one else "" for one in (found.published, found.modified)] == [published, modified]


@pytest.mark.parametrize(
    ("head", "top", "after"),
    [
        ('<meta name="release_date" content="20260303">', "", ""),
        ('<meta name="gazette:published-date" content="2026-03-03 09:00:00 +0100 CET">', "", ""),
        ('<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2026-03-03T09:00:00Z"}</script>', "", ""),
        ('<link rel="canonical" href="https://gazette.example/news/2026/03/03/ferry">', "", ""),
        ("", "", "<div>Tags</div><div>Ferry</div><div>Quay</div><div>Harbour</div><div>Share</div><div>Published on 3 March 2026</div>"),
        ("", "", "<div>Tags</div><div>Ferry</div><div>Quay</div><div>Harbour</div><div>Share</div><div>Mise en ligne</div><div>3 mars 2026</div>"),
        ("", "", '<div>Tags</div><div>Ferry</div><div>Quay</div><div>Harbour</div><div>Share</div><div class="submitted">Ada, 3 March 2026</div>'),
        ("", '<h2 class="date-header">Tuesday, March 3, 2026</h2>', ""),
        ("", '<abbr class="published" title="2026-03-03T09:00:00-07:00">9:00 AM</abbr>', ""),
        ("", "<p>3.3.2026 - The first ferry of the year came back to the northern quay, and four hundred people stood on the wall.</p>", ""),
    ],
)  # fmt: skip
def test_the_day_of_publication_may_stand_elsewhere(head: str, top: str, after: str) -> None:
    found = page(top + H1 if "header" in top else H1 + top, head=SITE + OG + head, after=after).published
    assert found is not None and found.isoformat()[:10] == "2026-03-03"


def test_days_that_differ_are_none_of_the_article() -> None:
    pages = '<script type="application/ld+json">[{"@type": "WebPage", "datePublished": "2026-03-03"}, {"@type": "WebPage", "datePublished": "2026-03-04"}]</script>'
    assert page(H1, head=SITE + OG + pages).published is None
    address = '<link rel="canonical" href="https://gazette.example/2026/13/41/ferry">'
    assert page(H1, head=SITE + OG + address).published is None


def test_a_date_that_could_be_two_is_a_question() -> None:
    questions = [one for one in page(f"{H1}<p>04/05/2026</p>").review if one.startswith("published")]
    assert questions == ["published: 04/05/2026 or 05/04/2026 (day and month could be either way round); the page does not say which"]  # fmt: skip


def test_dates_of_comments_are_none_of_the_article() -> None:
    after = '<div class="comment"><cite>Cy Loud</cite><time datetime="2026-03-09">9 March 2026</time></div>'
    assert page(H1, after=after).published is None


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ('<meta property="og:site_name" content="Gazette | News | Sport">', "Gazette"),
        ('<meta name="twitter:site" content="https://twitter.example/gazette"><meta property="og:site_name" content="Gazette">', "Gazette"),
        (ld(publisher={"name": "Blogger"}) + '<meta property="og:site_name" content="Gazette">', "Gazette"),
        ('<title>The old ferry returns to the pier - Gazette</title><link rel="canonical" href="https://en.gazette.example/x">', "Gazette"),
        ("<title>The old ferry returns to the pier - Politics</title>", None),
    ],
)  # fmt: skip
def test_publisher_is_said_by_the_page(head: str, publisher: str | None) -> None:
    assert page(H1, head=head).publisher == publisher


def test_every_field_keeps_its_candidates_and_why_one_won() -> None:
    found = page(
        f'<p class="kicker">Harbour</p>{H1}<p class="standfirst">{DECK}</p><p class="byline">By Ada Example</p>'
    )
    first = {field: values[0] for field, values in found.candidates.items() if values}
    assert first["title"].value == found.title
    assert "as the page's data says" in first["title"].why
    assert first["kicker"].why.startswith("7: named a kicker, right above the headline")
    assert (first["deck"].value, "named a deck" in first["deck"].why) == (DECK, True)
    assert (first["bylines"].value, first["bylines"].source) == ("Ada Example", "p at line 4")


GERMAN = "Der Rat traf sich am Dienstag, und die Fischer wollten mit dem Verein nicht über die Plätze sprechen, die sie für sich haben. "


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en-US", GERMAN * 4, "de"),
        ("de-AT", GERMAN * 4, "de-AT"),
        (None, GERMAN * 4, "de"),
        ("en", "Οι ψαράδες της βόρειας προβλήτας ζήτησαν δύο ακόμη θέσεις για τις βάρκες τους.", "el"),
        ("xh", "URhulumente uthabatha indlela eyiyo yokuvezela ulutsha imisebenzi.", "xh"),
        ("en", "ok", "en"),
        (
            "en",
            "The fishermen of the old town, which they call თბილისის ნავსადგური, did not want to leave the quay.",
            "en",
        ),
    ],
)
def test_language_of_a_template_is_not_that_of_the_text(declared: str | None, text: str, language: str) -> None:
    assert settle_language(declared, text) == language
