"""Saved pages, ours: fields, figures, credits, and hostile ones."""

import pytest

from publishkit.capture.extracted import Extracted
from publishkit.capture.page import tree
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers

PAGE = """<!doctype html><html lang="en-gb"><head><meta charset="utf-8"><title>Old ferry returns | Harbour Gazette</title>
<link rel="canonical" href="https://gazette.example/ferry"><meta property="og:site_name" content="Harbour Gazette">
<meta property="og:title" content="Old ferry returns to the pier"><meta name="tdm-reservation" content="1">
<meta name="tdm-policy" content="https://gazette.example/tdm.json">
<meta property="og:description" content="The ferry that linked both banks of the harbour sails again from Monday.">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Old ferry returns to the pier",
"author":[{"@id":"#ada"}],"datePublished":"2024-05-03T17:47:10+02:00","dateModified":"2024-05-04T08:00:00+02:00",
"publisher":{"@type":"Organization","name":"Harbour Gazette"},"copyrightHolder":{"name":"Gazette Holdings &amp;amp; Co."}},
{"@type":"Person","@id":"#ada","name":"Ada Example","url":"https://gazette.example/ada"}]}</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav><article><header><span class="kicker">Harbour</span>
<h1>Old ferry returns to the pier</h1><p class="standfirst">The ferry that linked both banks of the harbour sails again from Monday.</p></header>
<figure><img src="/img/small.jpg" srcset="/img/small.jpg 400w, /img/large.jpg 1600w" alt="A ferry"><figcaption>The ferry at the pier.
<span class="credit">Photo: Ida Example / Port Office</span></figcaption></figure>
<p>The ferry was built in 1961 and carried up to four hundred people an hour across the harbour, the port office said.</p>
<p>It was sold in 2015, and for nine years the people of the northern bank <a href="https://bus.example/">took the bus</a> instead of the boat.</p>
<h2>A ticket for a song</h2><p>Tickets cost as much as on the bus, and the northern pier has <em>a new roof</em> against the weather.</p>
<ul><li>Monday to Friday from six</li><li>Sundays from nine</li></ul>
<p>The port office hopes that the ferry will pay for itself within ten years, as the old one did before the war.</p></article>
<footer><p>© 2024 Harbour Gazette</p><p>All rights reserved. No part of this website may be reproduced.</p></footer></body></html>"""


def page(html: str = PAGE) -> Extracted:
    return read_page(html, readers())


def test_fields_of_a_page() -> None:
    found = page()
    assert (found.title, found.kicker) == ("Old ferry returns to the pier", "Harbour")
    assert found.deck == "The ferry that linked both banks of the harbour sails again from Monday."
    assert [byline.name for byline in found.bylines] == ["Ada Example"]
    assert (found.publisher, found.language, found.canonical_url) == (
        "Harbour Gazette",
        "en-GB",
        "https://gazette.example/ferry",
    )
    assert found.published is not None and found.published.isoformat() == "2024-05-03T17:47:10+02:00"


def test_body_of_a_page() -> None:
    found = page()
    assert [block.text for block in found.blocks if block.kind == "subhead"] == ["A ticket for a song"]
    assert [block.items for block in found.blocks if block.kind == "list"] == [
        ("Monday to Friday from six", "Sundays from nine")
    ]
    assert "Photo:" not in found.text and "sails again" not in found.text and "reserved" not in found.text


def test_a_figure_keeps_caption_and_credit_apart() -> None:
    (picture,) = page().pictures
    assert (picture.src, picture.caption, picture.alt) == (
        "https://gazette.example/img/large.jpg",
        "The ferry at the pier.",
        "A ferry",
    )
    assert (picture.credit, picture.credit_raw) == ("Ida Example / Port Office", "Photo: Ida Example / Port Office")


def test_signs_of_rights_are_read() -> None:
    signs = {(signal.kind, signal.value) for signal in page().signals}
    assert ("tdm-reservation", "1") in signs and ("holder", "Gazette Holdings & Co.") in signs


def test_a_page_without_an_address_says_so() -> None:
    found = page(PAGE.replace('<link rel="canonical" href="https://gazette.example/ferry">', ""))
    assert found.canonical_url is None and any(line.startswith("source_url") for line in found.review)


def test_control_characters_are_cut() -> None:
    found = page(PAGE.replace("built in 1961", "built\x00 in\x0b 1961"))
    assert "built in 1961" in found.text


def test_entities_of_a_pages_own_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    found = page(PAGE.replace("<!doctype html>", bomb).replace("built in 1961", "built in &b; &x; 1961"))
    assert "aaaaaaaaaa" not in found.text and "root:" not in found.text


def test_deep_nesting_loses_no_words() -> None:
    assert "Boats were built" in page("<html><body>" + "<div>" * 20_000 + "<p>Boats were built here.</p>").text


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<p>",
        "<html><body><h1>Only a title</h1>",
        '<script type="application/ld+json">{"@graph":' + "[" * 5_000,
    ],
)
def test_pages_without_a_text_are_refused(html: str) -> None:
    """An article of no words would go to print as a title over nothing."""
    with pytest.raises(ValueError, match="no text"):
        page(html)


def test_text_inside_of_nested_boxes_is_kept() -> None:
    """Trafilatura leaves boxes in its tree, and words loose between blocks."""
    boxed = PAGE.replace(
        "<h2>A ticket",
        "<div><div><p>Boats were built on the spot, says the port office, from wood of the region and by hand.</p></div></div><h2>A ticket",
    )
    assert "from wood of the region" in page(boxed).text


def test_a_description_that_only_repeats_the_opening_is_no_deck() -> None:
    opening = "The ferry was built in 1961 and carried up to four hundred people an hour across the harbour, the port office said."
    html = PAGE.replace(
        '<p class="standfirst">The ferry that linked both banks of the harbour sails again from Monday.</p>', ""
    )
    found = page(html.replace("The ferry that linked both banks of the harbour sails again from Monday.", opening))
    assert found.deck == ""
    assert found.text.startswith(opening)


@pytest.mark.parametrize("html", ["<p>a" * 800, "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">x"])
def test_what_no_page_has_is_refused(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_NODES", 1_000)
    with pytest.raises(ValueError, match="no page has"):
        page(html)


def test_a_page_without_an_address_is_credited_with_its_site() -> None:
    """The home of the site that most of its links lead to; the editor is asked for the page's own."""
    links = "".join(
        f'<a href="http://{host}.press.com.example/{n}">x</a>' for n, host in enumerate(["www"] * 8 + ["sport"] * 4)
    )
    found = page(f"<html><body><h1>A harbour without an address</h1>{links}<p>Text.</p></body></html>")
    assert (found.canonical_url, found.source_url, found.site_url) == (None, None, "http://www.press.com.example/")
    assert any("http://www.press.com.example/ is that of its site" in question for question in found.review)
    few = page("<html><body><h1>A harbour</h1><a href='http://cdn.example/x'>x</a><p>Text.</p></body></html>")
    assert few.site_url is None
    assert any("the address of the original is missing" in question for question in few.review)
