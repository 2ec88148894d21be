"""Feeds as a feed reader reads them, and against the rules of their specifications."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import html5lib
import pytest
from lxml import etree

from publishkit.press.verify import verify_site
from tests.publish.small_shelf import build_small, publish_small
from tests.support.workspaces import SampleArticle

A = "{http://www.w3.org/2005/Atom}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
URL = "https://estuary.example.org/letter/"


def tree_of(data: bytes) -> Any:
    return etree.fromstring(data)


def words(markup: str) -> list[str]:
    """Feedparser tidies markup; what is read must be the same."""
    return re.findall(r"\w+", unescape(re.sub("<[^>]+>", " ", markup)))


@pytest.mark.parametrize("name", ["issues", "articles"])
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feed_readers_take_it(site: Path, name: str, form: str) -> None:
    read = feedparser.parse((site / f"feeds/{name}.{form}").read_bytes())
    assert not read.bozo
    assert read.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert len(read.entries) == (3 if name == "issues" else 30)
    assert len({entry.id for entry in read.entries}) == len(read.entries)
    assert all(entry.link.startswith(URL) for entry in read.entries)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_books_are_enclosed_with_their_length_and_type(site: Path, form: str) -> None:
    read = feedparser.parse((site / f"feeds/issues.{form}").read_bytes())
    for entry in read.entries:
        assert [book.type for book in entry.enclosures] == ["application/epub+zip", "application/pdf"]
        for book in entry.enclosures:
            assert int(book.length) == (site / book.href.removeprefix(URL)).stat().st_size


def test_the_three_forms_say_the_same(site: Path) -> None:
    atom, rss = (feedparser.parse((site / f"feeds/articles.{form}").read_bytes()).entries for form in ("atom", "rss"))
    told = json.loads((site / "feeds/articles.json").read_bytes())["items"]
    assert [e.id for e in atom] == [e.id for e in rss] == [item["id"] for item in told]
    plain = [words(item["content_html"]) for item in told]
    assert [words(e.content[0].value) for e in rss] == [words(e.content[0].value) for e in atom] == plain
    assert atom[0].id == "tag:estuary.example.org,2026-11-20:letter/2026-w47/five-wheels"


def test_full_text_comes_with_its_credit_and_briefs_stay_briefs(site: Path) -> None:
    every = json.loads((site / "feeds/articles.json").read_bytes())["items"]
    items = {item["title"]: item for item in every if "/2026-w47/" in item["id"]}
    lamp, barrier = items["What the lamp says"], items["The barrier, late and dearer"]
    assert "Ottilie Brandt" in lamp["content_html"]
    assert 'href="https://creativecommons.org/licenses/by-nd/4.0/"' in lamp["content_html"]
    assert f'src="{URL}2026-w47/images/what-the-lamp-says-01.jpg"' in lamp["content_html"]
    assert len(words(lamp["content_html"])) > 400
    assert "Summary in our own words" in barrier["content_html"]
    assert "northmouth-barrier-01" not in barrier["content_html"]
    assert 'href="#' not in "".join(item["content_html"] for item in items.values())


@pytest.mark.parametrize("name", ["issues", "articles"])
def test_atom_keeps_rfc_4287(site: Path, name: str) -> None:
    """RFC 4287, 4.1: id, title, updated once each, an author, links of one kind and type once; dates as RFC 3339."""
    root = tree_of((site / f"feeds/{name}.atom").read_bytes())
    assert root.find(f"{A}link[@rel='self']").get("href") == f"{URL}feeds/{name}.atom"
    for node in (root, *root.iter(f"{A}entry")):
        assert [len(node.findall(f"{A}{n}")) for n in ("id", "title", "updated", "rights")] == [1, 1, 1, 1]
        assert node.findall(f"{A}author/{A}name")
        assert STAMP.fullmatch(node.findtext(f"{A}updated"))
        kinds = [(x.get("rel"), x.get("type"), x.get("hreflang")) for x in node.findall(f"{A}link")]
        assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("name", ["issues", "articles"])
def test_rss_keeps_its_rules(site: Path, name: str) -> None:
    """RSS 2.0 and the RSS Board's best practices: one enclosure, dates of RFC 822, a guid, the feed's own address."""
    channel = tree_of((site / f"feeds/{name}.rss").read_bytes()).find("channel")
    assert all(channel.findtext(n) for n in ("title", "link", "description", "language", "lastBuildDate"))
    assert channel.find(f"{A}link[@rel='self']").get("type") == "application/rss+xml"
    for item in channel.findall("item"):
        assert parsedate_to_datetime(item.findtext("pubDate")).utcoffset() is not None
        assert item.find("guid").get("isPermaLink") == "false"
        assert len(item.findall("enclosure")) <= 1
        assert all(x.get("url") and x.get("type") and x.get("length").isdigit() for x in item.findall("enclosure"))


@pytest.mark.parametrize("name", ["issues", "articles"])
def test_json_feed_keeps_1_1(site: Path, name: str) -> None:
    told = json.loads((site / f"feeds/{name}.json").read_bytes())
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"{URL}feeds/{name}.json"
    for item in told["items"]:
        assert isinstance(item["id"], str)
        assert "content_html" in item or "content_text" in item
        assert datetime.fromisoformat(item["date_published"]).utcoffset() is not None
        assert all({"url", "mime_type"} <= set(book) for book in item.get("attachments", []))


def test_pages_lead_to_feeds_and_catalogs(site: Path) -> None:
    for page in ("index.html", "archive/index.html", "2026-w47/index.html", "2026-w47/five-wheels.html"):
        text = (site / page).read_text("utf-8")
        for kind in ("application/atom+xml", "application/rss+xml", "application/feed+json"):
            assert f'<link rel="alternate" type="{kind}"' in text
        assert 'type="application/atom+xml;profile=opds-catalog;kind=navigation"' in text


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_the_markup_of_every_text_parses(site: Path, form: str) -> None:
    """A pull quote is no paragraph in a paragraph; html5lib in its strict mode stops at the first error."""
    data = (site / f"feeds/articles.{form}").read_bytes()
    if form == "json":
        texts = [item["content_html"] for item in json.loads(data)["items"]]
    else:
        found = tree_of(data).iter(f"{A}content", "{http://purl.org/rss/1.0/modules/content/}encoded")
        texts = [node.text or "" for node in found]
    assert any("<blockquote><p>" in text for text in texts)
    for text in texts:
        html5lib.HTMLParser(strict=True).parseFragment(text)


HOSTILE = (
    (
        '</title><script>alert(1)</script>]]> "q" & <img src=x onerror=alert(2)>',
        "]]> --> <svg onload=alert(3)> {{ 7*7 }}",
    ),
    ("AT&T &amp; the <main> element", "What <b>bold</b> & 1 < 2 say; &lt;i&gt; is five letters and more."),
)


@pytest.mark.parametrize(("title", "deck"), HOSTILE)
def test_plain_text_stays_plain_text_in_every_form(tmp_path: Path, title: str, deck: str) -> None:
    """RSS: a description is HTML for its readers, so signs of plain text are escaped twice; other elements have references.

    Feedparser gives what a program shows: no element comes of it, and no word is lost.
    """
    article = SampleArticle(
        head={"title": title, "deck": deck, "bylines": [{"name": 'Ada "<Q>" & Co'}], "language": "en"}
    )
    name = build_small(tmp_path, 1, [article])
    publish_small(tmp_path, tmp_path / "www", [name])
    assert verify_site(tmp_path / "www").findings == ()
    rss, atom = ((tmp_path / f"www/feeds/articles.{form}").read_bytes() for form in ("rss", "atom"))
    item = tree_of(rss).find("channel/item")
    assert (item.findtext("title"), unescape(item.findtext("description"))) == (title, deck)
    assert "<" not in item.findtext("description")
    line = next(row for row in rss.decode().splitlines() if "<title>" in row and ("element" in row or "alert" in row))
    assert "&#x3C;" in line
    assert "&lt;" not in line
    assert b"&#x26; Co" in rss
    told = json.loads((tmp_path / "www/feeds/articles.json").read_bytes())["items"][0]
    entry = tree_of(atom).find(f"{A}entry")
    assert (
        (told["title"], told["summary"])
        == (entry.findtext(f"{A}title"), entry.findtext(f"{A}summary"))
        == (title, deck)
    )
    assert "<svg" not in feedparser.parse(rss).entries[0].summary
