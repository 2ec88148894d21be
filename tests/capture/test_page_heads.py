"""How pages name their title, their writers and their pictures' credits: forms that are common and easily misread."""

import pytest

from publishkit.capture.extracted import Extracted
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers

STORY = "".join(
    f"<p>The ferry was built in 19{year} and carried up to four hundred people an hour across the harbour, it is said.</p>"
    for year in range(61, 66)
)
OG = '<meta property="og:title" content="The old ferry returns to the pier"><meta property="og:site_name" content="Harbour Gazette">'


def page(*, head: str = OG, top: str = "<h1>The old ferry returns to the pier</h1>", story: str = STORY) -> Extracted:
    html = f'<html lang="en"><head>{head}</head><body><article>{top}{story}</article></body></html>'
    return read_page(html, readers())


@pytest.mark.parametrize(
    ("top", "title", "kicker"),
    [
        ("<h1><span>Harbour : </span><span>The old ferry returns to the pier</span></h1>", "The old ferry returns to the pier", "Harbour"),
        ("<h1><b>Harbour</b> <span>The old ferry returns to the pier</span></h1>", "The old ferry returns to the pier", "Harbour"),
        ("<h1>At last: the old ferry returns to the pier</h1>", "At last: the old ferry returns to the pier", ""),
        ("<h1>The old ferry returns to the pier</h1>", "The old ferry returns to the pier", ""),
    ],
)  # fmt: skip
def test_a_label_in_the_heading_is_the_kicker(top: str, title: str, kicker: str) -> None:
    found = page(top=top)
    assert (found.title, found.kicker) == (title, kicker)
    assert not any("ferry returns" in block.text for block in found.blocks)


def test_two_lines_of_a_heading_do_not_run_together() -> None:
    head = '<meta property="og:title" content="Old ferry: It returns to the northern pier">'
    found = page(head=head, top="<h1><span>Old ferry</span><span>It returns to the northern pier</span></h1>")
    assert found.title == "Old ferry: It returns to the northern pier"


def test_the_name_of_the_house_goes_where_the_heading_lacks_it() -> None:
    head = "<title>The old ferry returns to the pier - The New Gazette of the Harbour</title>"
    assert (
        page(head=head, top="<h2>The old ferry returns to the pier</h2>").title == "The old ferry returns to the pier"
    )


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="byline"><span>Ada Example</span><span>Bo Nobody</span></div>',
        '<div class="byline">By<div><a href="/authors/ada">Ada Example</a><span>Harbour Writer</span></div><a href="/authors/bo">Bo Nobody</a></div>',
        '<p class="author">By Ada Example and Bo Nobody</p>',
    ],
)
def test_each_writer_of_a_byline_is_named(byline: str) -> None:
    found = page(top=f"<h1>The old ferry returns to the pier</h1>{byline}")
    assert [one.name for one in found.bylines] == ["Ada Example", "Bo Nobody"]


@pytest.mark.parametrize(
    ("head", "top", "names"),
    [
        # A person on the page wrote it, whatever house its data names.
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":{"name":"Harbourmen"}}</script>', '<a rel="author" href="/ada">Ada Example</a>', ["Ada Example"]),
        ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Example">', "", ["Ada Example"]),
        ('<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Three Minutes">', "", []),
        ("", '<p class="byline">By Ada Example, Warsaw</p>', ["Ada Example"]),
        ("", '<p class="byline"><b>Ada Example</b><i>Harbour Writer</i></p>', ["Ada Example"]),
        ("", '<p class="byline">Von Ada Beispiel Chefredakteurin</p>', ["Ada Beispiel"]),
        ("", '<div class="popular-list"><a rel="author" href="/bo">Bo Nobody</a></div>', []),
        ('<meta name="author" content="Von DPA">', "", ["DPA"]),
    ],
)  # fmt: skip
def test_who_wrote_it(head: str, top: str, names: list[str]) -> None:
    found = page(head=OG + head, top=f"<h1>The old ferry returns to the pier</h1>{top}")
    assert [one.name for one in found.bylines] == names


CAPTION = "The pier in March, seen from the sea."
IMAGE = '<img src="/pier-1.jpg" width="900">'


@pytest.mark.parametrize(
    ("picture", "credit"),
    [
        (f"<figure><picture><source srcset='/a.webp'><source srcset='/b.webp'>{IMAGE}</picture><figcaption>{CAPTION} <span>Ida Example (dpa)</span></figcaption></figure>", "Ida Example (dpa)"),
        (f'<div class="x"><div><picture><source srcset="/a.webp"><source srcset="/b.webp"><source srcset="/c.webp"><source srcset="/d.webp">{IMAGE}</picture></div><div class="caption"><p><span>{CAPTION}</span> <span>(AP Photo/Ida Example)</span></p></div></div>', "AP Photo/Ida Example"),
        (f'<div class="x"><figure>{IMAGE}</figure><figcaption><span>{CAPTION}</span><span class="credit">(Image: Ida Example)</span></figcaption></div>', "Ida Example"),
        (f'<div class="image-widget"><span>{IMAGE}</span><p>{CAPTION}</p><p>Image: Ida Example</p></div>', "Ida Example"),
        (f"<figure>{IMAGE}<figcaption>{CAPTION}</figcaption><footer>Ida Example/Imago</footer></figure>", "Ida Example/Imago"),
        (f'<figure><img src="/pier-1.jpg" data-source="Ida Example/imago"><figcaption>{CAPTION}</figcaption></figure>', "Ida Example/imago"),
        (f'<figure><img src="/pier-1.jpg" alt="A pier" title="A pier | Bildquelle: Ida Example"><figcaption>{CAPTION}</figcaption></figure>', "Ida Example"),
    ],
)  # fmt: skip
def test_where_credits_stand(picture: str, credit: str) -> None:
    (found,) = page(top=f"<h1>The old ferry returns to the pier</h1>{picture}").pictures
    assert (found.caption, found.credit) == (CAPTION, credit)


def test_the_pages_data_credits_a_picture_that_has_no_line_of_its_own() -> None:
    data = '<script type="application/ld+json">{"@type":"ImageObject","url":"https://a.example/pier-1.jpg","copyrightHolder":{"name":"Ida Example | dpa"}}</script>'
    (found,) = page(head=OG + data, top=f"<h1>The old ferry returns to the pier</h1><figure>{IMAGE}</figure>").pictures
    assert found.credit == "Ida Example | dpa"


def test_emphasis_at_the_end_of_a_caption_is_no_credit() -> None:
    picture = f"<figure>{IMAGE}<figcaption><span>The pier, as painted in</span> <em>Harbours: a life</em></figcaption></figure>"
    (found,) = page(top=f"<h1>The old ferry returns to the pier</h1>{picture}").pictures
    assert (found.caption, found.credit) == ("The pier, as painted in Harbours: a life", "")


def test_the_writers_portrait_is_no_picture_of_the_article() -> None:
    portrait = '<div class="image-box"><img src="/ada.jpg"><span>By Ada Example, Harbour Writer</span></div>'
    assert page(story=STORY + portrait + STORY).pictures == ()


BLOG = "<title>Quay notes</title>"
LINK = '<link rel="canonical" href="https://quay.example/2026/03/old-ferry">'


@pytest.mark.parametrize(
    ("head", "top"),
    [
        # A blog's day over the posts of that day.
        (BLOG, "<h2>Tuesday, March 3, 2026</h2><h3 class=post-title>The old ferry returns to the pier</h3>"),
        # The headline is a link to the page itself.
        (BLOG + LINK, "<h2><a href=/>Notes from a quay by the sea</a></h2><h2 class=title><a href=https://quay.example/2026/03/old-ferry>The old ferry returns to the pier</a></h2>"),
        # The sign of its own address stands behind it.
        (BLOG, '<h1>The old ferry returns to the pier<a class=anchor href="#top">¶</a></h1>'),
    ],
)  # fmt: skip
def test_the_headlines_of_blogs(head: str, top: str) -> None:
    assert page(head=head, top=top).title == "The old ferry returns to the pier"


def test_dates_in_a_table_of_facts_are_none_of_the_article() -> None:
    facts = "<table><tr><th>Founded</th><td>28 February 1998</td></tr></table>"
    assert page(top=f"<h1>The old ferry returns to the pier</h1>{facts}").published is None


def test_who_posted_it_and_what_the_person_is() -> None:
    line = "<p>Posted by Ada Example, Software Engineer on Harbour Maps</p>"
    found = page(top=f"<h1>The old ferry returns to the pier</h1>{line}")
    assert ([one.name for one in found.bylines], found.deck) == (["Ada Example"], "")
    line = "<p>By Christmas Eve, when the last boat had gone, nobody was left.</p>"
    assert page(top=f"<h1>The old ferry returns to the pier</h1>{line}").bylines == ()


def test_a_heading_that_is_a_link_heads_its_paragraphs() -> None:
    paragraphs = STORY.split("</p>")[:-1]
    story = "".join(
        f'<h2><a href="https://shop.example/{number}">{number}. Boat {number}</a></h2>{one}</p>'
        for number, one in enumerate(paragraphs, 1)
    )
    assert [block.text for block in page(story=story).blocks if block.kind == "subhead"] == [
        f"{number}. Boat {number}" for number in range(1, 6)
    ]


def test_an_arrow_in_front_of_a_paragraph_is_no_pointer() -> None:
    line = "→ The bottom line: the ferry is not a museum. It carries four hundred people an hour, and they pay for it."
    found = page(story=f"{STORY}<p>{line}</p>{STORY.replace('ferry', 'old ferry')}<p>→ More on the ferry</p>")
    assert line in found.text
    assert "More on the ferry" not in found.text
