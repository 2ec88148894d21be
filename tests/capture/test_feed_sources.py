"""Feeds: listed, picked from, fetched, and not harvested where that is reserved."""

import io
import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from publishkit.capture.document import Document
from publishkit.capture.sources.feed import parse_feed
from publishkit.errors import InputError
from publishkit.press.adding.add_feed import documents, pick_entries, read_feed, refuse_harvest
from publishkit.press.adding.take import take
from tests.support.made_sources import PROSE, entry, rss
from tests.support.sites import Sites, World, answer, running

TEXT = "".join(f"<p>{words}</p>" for words in PROSE)
WHOLE = f"<![CDATA[{TEXT}]]>"
OTHER = (
    "Twice a day the water leaves the harbour of its own accord, and twice it is let in again, by nobody's leave. "
    "Whoever sets a clock by it is late on every second morning, and has the almanac to thank for the other."
)
SHORT = "<![CDATA[<p>The last ferry of the season left the quay at six &#8230;</p>]]>"


def feed(*entries: str, head: str = "") -> bytes:
    return rss("".join(entries), head)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "quay.xml"
    path.write_bytes(
        feed(
            entry("The last ferry", WHOLE, 1),
            entry("The goat &amp; the quay", SHORT, 2, day="Mon, 16 Nov 2026 09:00:00 GMT"),
            entry("Tides", f"<![CDATA[<p>{OTHER}</p>]]>", 3),
        )
    )
    return path


def test_a_list_says_day_length_and_what_is_cut(run_add: Callable, file: Path) -> None:
    ran = run_add("--feed", file)
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert [line.split()[:2] for line in lines[:3]] == [["1", "2026-11-20"], ["2", "2026-11-16"], ["3", "2026-11-20"]]
    assert "full" in lines[0] and "an excerpt" in lines[1] and "The goat & the quay" in lines[1]
    assert "--pick" in lines[3]


def test_only_what_is_new_is_listed(run_add: Callable, file: Path) -> None:
    ran = run_add("--feed", file, "--since", "2026-11-18", "--json")
    assert [json.loads(line)["number"] for line in ran.out.splitlines()] == [1, 3]


def test_the_chosen_become_articles_and_the_feed_is_kept(run_add: Callable, workspace: Path, file: Path) -> None:
    ran = run_add("--feed", file, "--pick", "1,3")
    assert ran.code == 0, ran.err
    folders = sorted(path.name for path in (workspace / "issues/2026-w47/articles").iterdir())
    assert folders == ["the-last-ferry", "tides"]
    folder = workspace / "issues/2026-w47/articles/the-last-ferry"
    assert (folder / "source/feed.xml").read_bytes() == file.read_bytes()
    kept = json.loads((folder / "ingest.json").read_text())["file"]
    assert kept == {"name": "feed.xml", "sha256": sha256(file.read_bytes()).hexdigest(), "part": "q1"}
    article = (folder / "article.md").read_text()
    assert "Ada Example" in article and "https://quay.example/1" in article and "2026-11-20T07:00+01:00" in article
    assert PROSE[1] in article


def test_the_same_entry_is_the_same_article(run_add: Callable, workspace: Path, file: Path) -> None:
    run_add("--feed", file, "--pick", "1")
    file.write_bytes(feed(entry("News", WHOLE.replace("six", "seven"), 9), entry("The last ferry", WHOLE, 1)))
    run_add("--feed", file, "--pick", "2")
    assert len(list((workspace / "issues/2026-w47/articles").iterdir())) == 1


def test_an_excerpt_says_so_and_offers_the_page(file: Path) -> None:
    found = take(f"{file}#q2", io.BytesIO(), None).found
    assert found.truncated
    assert any("only an excerpt; `publishkit add https://quay.example/2`" in line for line in found.review)


def test_a_feed_permits_nothing_and_its_rights_are_evidence(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    license = (
        '<link rel="license" xmlns="http://www.w3.org/2005/Atom" href="https://creativecommons.org/licenses/by/4.0/"/>'
    )
    path.write_bytes(feed(entry("The last ferry", WHOLE), head=f"<copyright>© 2026 The Quay</copyright>{license}"))
    taken = take(f"{path}#1", io.BytesIO(), None)
    assert any("permits nothing" in line for line in taken.found.review)
    assert taken.rights.text.copyright_line == "© 2026 The Quay"
    assert taken.found.language == "en-GB"


def test_a_json_feed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    item = {"id": "7", "url": "https://quay.example/7", "title": "The last ferry", "content_html": TEXT, "date_published": "2026-11-20T07:00:00+01:00",
            "authors": [{"name": "Ada Example"}]}  # fmt: skip
    path.write_text(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "The Quay",
                "language": "en",
                "items": [item, 3, {}],
            }
        )
    )
    found = take(f"{path}#7", io.BytesIO(), None).found
    assert (found.title, found.text, found.bylines[0].name, found.publisher) == (
        "The last ferry", "\n\n".join(PROSE), "Ada Example", "The Quay",
    )  # fmt: skip


def test_what_a_feed_carries_beside_the_words_is_kept(tmp_path: Path) -> None:
    media = (
        '<media:content url="https://quay.example/quay.jpg" medium="image"/><media:description>The quay at dusk.</media:description>'
        '<media:credit>Ben Example</media:credit><enclosure url="https://quay.example/a.mp3" type="audio/mpeg" length="1"/>'
    )
    path = tmp_path / "a.xml"
    path.write_bytes(feed(entry("The last ferry", WHOLE, more=media)))
    taken = take(f"{path}#1", io.BytesIO(), None)
    shown = taken.found.pictures[0]
    assert (shown.src, shown.caption, shown.credit) == (
        "https://quay.example/quay.jpg",
        "The quay at dusk.",
        "Ben Example",
    )
    assert "https://quay.example/a.mp3" in taken.body


def test_what_wordpress_adds_is_no_text(tmp_path: Path) -> None:
    tail = '<p>The post <a href="https://quay.example/1">The last ferry</a> appeared first on <a href="https://quay.example">The Quay</a>.</p>'
    path = tmp_path / "a.xml"
    path.write_bytes(feed(entry("The last ferry", f"<![CDATA[{TEXT}{tail}]]>")))
    found = take(f"{path}#1", io.BytesIO(), None).found
    assert found.text == "\n\n".join(PROSE)
    assert [one.reason for one in found.dropped] == ["what a mail or a feed says of itself"]


@pytest.mark.parametrize("name", ["feed.xml", "page.html", "text.txt"])
def test_a_feed_is_no_article(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(feed(entry("The last ferry", WHOLE)))
    with pytest.raises(InputError, match=r"is a feed of articles \(1\), not an article .*--feed"):
        take(str(path), io.BytesIO(), None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel><title>&a;</title></channel></rss>', "entities"),
        (b"<rss><channel></channel></rss>", "without entries"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 100_000, "damaged JSON"),
        (b"<html>", "without entries"),
        (b"<rss>" + b"<item>" * 20_001, "more than 20,000 entries"),
        (b"<rss>" + b"<x>" * 300_001, "more markup than any feed"),
    ],
)
def test_bombs_and_what_is_no_feed_are_refused(data: bytes, message: str) -> None:
    began = time.process_time()
    try:
        parse_feed("a.xml", data)
    except InputError as stop:
        found = str(stop)
    else:
        found = "entries"
    assert any(word in found for word in message.split("|"))
    assert time.process_time() - began < 10


def test_of_very_long_feeds_the_first_are_read() -> None:
    found = parse_feed("a.xml", feed(*(entry(f"Ferry {number}", "x", number) for number in range(5_002))))
    assert len(found.entries) == 5_000
    assert "5,002 entries; the first 5,000 are read" in found.questions[0]


@pytest.mark.parametrize(
    ("picked", "numbers"), [(["all"], [1, 2, 3]), (["1-2"], [1, 2]), (["3", "1"], [1, 3]), (["1, 3"], [1, 3])]
)
def test_entries_are_picked_by_number(file: Path, picked: list[str], numbers: list[int]) -> None:
    found = parse_feed("a.xml", file.read_bytes())
    assert [one.number for one in pick_entries(found, picked)] == numbers


@pytest.mark.parametrize("picked", ["4", "x", "7-9"])
def test_what_is_not_in_the_list_is_refused(file: Path, picked: str) -> None:
    with pytest.raises(InputError, match="--pick"):
        pick_entries(parse_feed("a.xml", file.read_bytes()), [picked])


def test_options_of_feeds_need_a_feed(run_add: Callable, file: Path) -> None:
    assert "need --feed" in run_add(file, "--since", "2026-11-18").err
    assert "is no date" in run_add("--feed", file, "--since", "yesterday").err


# --- fetched ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def sites() -> Iterator[Sites]:
    with running() as served:
        body = feed(
            entry("The last ferry", WHOLE, 1), entry("Tides", f"<![CDATA[<p>{PROSE[0]}</p><p>{PROSE[1]}</p>]]>", 2)
        )
        body = body.replace(b"https://quay", b"http://quay")
        served.put("quay.example/feed", answer(body, content_type="application/rss+xml", tdm_reservation="1"))
        yield served


def fetched(sites: Sites, cache: Path) -> list[Document]:
    world = World(sites=sites)
    read = read_feed("http://quay.example/feed", io.BytesIO(), lambda: world.door(cache), date(2026, 11, 1))
    found = [one for _, one in documents(read, read.feed.entries)]
    refuse_harvest(read, [one for one in found if isinstance(one, Document)], cache.parent, io.BytesIO())
    return [one for one in found if isinstance(one, Document)]


def test_a_site_that_reserves_mining_is_not_harvested(sites: Sites, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"quay\.example/1 reserves text and data mining: .*not added in bulk .*--pick N"
    ):
        fetched(sites, tmp_path / "sites")


def test_recorded_terms_that_allow_it_lift_the_refusal(sites: Sites, tmp_path: Path) -> None:
    terms = tmp_path / "rights/profiles/quay.toml"
    terms.parent.mkdir(parents=True)
    terms.write_text(
        'id = "quay"\nname = "The Quay"\nhosts = ["quay.example"]\nterms_url = "https://quay.example/terms"\nterms_checked_on = 2026-11-20\n'
    )
    found = fetched(sites, tmp_path / "sites")
    assert [one.facts.title for one in found] == ["The last ferry", "Tides"]
    assert found[0].archive_name == "feed.warc.gz" and found[0].archive
    taken = take(found[0], io.BytesIO(), None)
    assert (taken.found.source_url, str(taken.rights.text.tdm.state)) == ("http://quay.example/1", "reserved")
    terms.write_text(terms.read_text() + "[allow]\nautomated_selection = false\n")
    with pytest.raises(InputError, match="not added in bulk"):
        fetched(sites, tmp_path / "sites")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Kettle &amp;amp; Co &lt;i&gt;again&lt;/i&gt;", "Kettle & Co again"),
        ("<![CDATA[The goat&#8217;s <em>second</em> hat]]>", "The goat’s second hat"),
        ("Boats &amp;lt;3 the quay", "Boats <3 the quay"),
        ("Low tide: 3 &lt; 5", "Low tide: 3 < 5"),
    ],
)
def test_titles_of_a_feed_are_words(written: str, title: str) -> None:
    assert parse_feed("a.xml", feed(entry(written, WHOLE))).entries[0].title == title


def test_addresses_of_a_feed_are_written_from_its_own() -> None:
    one = entry("The last ferry", WHOLE).replace("https://quay.example/1", "/ferry")
    found = parse_feed("a.xml", feed(one, head="<link>https://quay.example/news/</link>")).entries[0]
    assert found.address == "https://quay.example/ferry"
    item = {"id": "7", "url": "seven", "title": "A &amp; B", "content_html": TEXT}
    told = {"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://quay.example/", "items": [item]}
    found = parse_feed("a.json", json.dumps(told).encode()).entries[0]
    assert (found.address, found.title) == ("https://quay.example/seven", "A & B")
