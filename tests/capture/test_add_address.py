"""`publishkit add https://…`: page, pictures and signals come through the door, and are kept as evidence."""

import io
import json
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from publishkit.capture.door.evidence import read_warc
from publishkit.errors import ExternalError, InputError
from publishkit.model.article import RightsFile
from publishkit.press.add import Added, Wanted, add_source, issue_folder, look_at_source
from publishkit.press.adding import fetch_source
from publishkit.press.adding.reread import rights_of
from publishkit.workspace.article import parse_article
from publishkit.workspace.load import load_issue
from publishkit.workspace.toml.parse import parse_toml
from tests.support.command import files_of
from tests.support.made_sources import PROSE, docx, epub, odt, paragraph
from tests.support.sites import AGENT, Sites, World, answer, moved, running
from tests.support.workspaces import png, write_workspace

URL = "http://gazette.example/news/ferry"
PARAGRAPHS = "".join(
    f"<p>The {name} ferry was built in 19{number} and carried four hundred people an hour across the wide harbour, in every weather.</p>"
    for name, number in (("first", 61), ("second", 74), ("third", 82))
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>The ferry returns</title>
<link rel="canonical" href="https://gazette.example/news/ferry">
<meta property="og:site_name" content="The Gazette"><meta property="article:published_time" content="2026-11-18T08:00:00Z"></head>
<body><article><h1>The ferry returns</h1><p class="byline">By Ida Example</p>
<figure><img src="../pictures/quay.png" alt="The quay"><figcaption>The quay at noon. Photo: Jo Brandt</figcaption></figure>
{PARAGRAPHS}</article></body></html>"""


@pytest.fixture
def sites() -> Iterator[Sites]:
    with running() as served:
        served.put("gazette.example/news/ferry", answer(PAGE.encode(), etag='"1"', tdm_reservation="1"))
        served.put("gazette.example/pictures/quay.png", answer(png("navy", (640, 480)), content_type="image/png"))
        yield served


@pytest.fixture
def world(sites: Sites) -> World:
    return World(sites=sites)


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    return issue_folder(write_workspace(tmp_path / "house"), "2026-w47")


def add(issue: Path, world: World, url: str = URL) -> Added:
    door = world.door(issue.parents[1] / ".publishkit/sites")
    return add_source(issue, url, io.BytesIO(), Wanted(use="link", slug="ferry"), open_door=lambda: door)


def test_an_address_becomes_an_article_with_its_pictures(issue: Path, world: World, sites: Sites) -> None:
    added = add(issue, world)
    folder = issue / "articles/ferry"
    assert sorted(files_of(folder)) == [
        "article.md", "images/01.png", "ingest.json", "rights.toml", "source/page.html", "source/page.warc.gz",
    ]  # fmt: skip
    head, body = parse_article((folder / "article.md").read_bytes(), "article.md")
    assert (head.title, head.source_url) == ("The ferry returns", "https://gazette.example/news/ferry")
    assert "![The quay](images/01.png)" in body and "second ferry" in body
    (picture,) = parse_toml((folder / "rights.toml").read_bytes(), RightsFile, "r").picture
    assert (picture.src, picture.rights.credit_line) == ("http://gazette.example/pictures/quay.png", "Jo Brandt")
    assert (folder / "source/page.html").read_bytes() == PAGE.encode()
    assert added.taken.found.review == () or all("source_url" not in line for line in added.taken.found.review)
    assert sites.paths() == ["gazette.example/news/ferry", "gazette.example/pictures/quay.png"]
    assert {one.headers["user-agent"] for one in sites.asked} == {AGENT}


def test_how_it_was_fetched_is_recorded(issue: Path, world: World) -> None:
    add(issue, world)
    folder = issue / "articles/ferry"
    record = json.loads((folder / "ingest.json").read_text("utf-8"))
    assert record["web"] == {
        "requested": URL, "address": URL, "redirects": [], "retrieved": "2026-11-20T08:00:02+00:00", "media_type": "text/html",
        "robots": "absent", "etag": '"1"', "last_modified": "",
        "archive_sha256": sha256((folder / "source/page.warc.gz").read_bytes()).hexdigest(),
    }  # fmt: skip
    assert (record["source"]["name"], record["source"]["kind"], record["source"]["charset_why"]) == (
        URL,
        "html",
        "header",
    )


def test_the_archive_holds_every_answer(issue: Path, world: World, sites: Sites) -> None:
    sites.put("gazette.example/n/1", moved("/news/ferry", "301 Moved Permanently"))
    sites.put("gazette.example/robots.txt", answer(b"User-agent: gptbot\nDisallow: /\n", content_type="text/plain"))
    add(issue, world, "http://gazette.example/n/1")
    kept = read_warc((issue / "articles/ferry/source/page.warc.gz").read_bytes())
    assert [(one.address, one.status) for one in kept] == [
        ("http://gazette.example/n/1", 301),
        (URL, 200),
        ("http://gazette.example/pictures/quay.png", 200),
        ("http://gazette.example/robots.txt", 200),
    ]


@pytest.mark.parametrize(
    ("path", "reply", "where"),
    [
        ("robots.txt", answer(b"User-agent: gptbot\nDisallow: /\n", content_type="text/plain"), "robots.txt"),
        (
            ".well-known/tdmrep.json",
            answer(b'[{"location": "/news/*", "tdm-reservation": 1}]', content_type="application/json"),
            "tdmrep.json",
        ),
        ("news/ferry", answer(PAGE.encode(), tdm_reservation="1"), "header"),
    ],
)
def test_what_the_site_reserves_is_seen(
    path: str, reply: bytes, where: str, issue: Path, world: World, sites: Sites
) -> None:
    sites.put("gazette.example/news/ferry", answer(PAGE.encode()))
    sites.put(f"gazette.example/{path}", reply)
    tdm = add(issue, world).taken.rights.text.tdm
    assert (tdm.state, {one.where for one in tdm.signals}) == ("reserved", {where})


def test_a_picture_is_reserved_by_its_own_answer_or_by_its_place(issue: Path, world: World, sites: Sites) -> None:
    """TDMRep: what a page says of itself says nothing of its pictures; a picture's header does, and a rule that covers it."""
    (picture,) = add(issue, world).taken.rights.picture
    assert picture.rights.tdm.state == "unset"
    reserved = answer(
        png("navy", (640, 480)), content_type="image/png", tdm_reservation="1", tdm_policy="https://gazette.example/tdm"
    )
    rule = b'[{"location": "/pictures/*", "tdm-reservation": 1}]'
    for path, reply, where in (
        ("pictures/quay.png", reserved, "header"),
        (".well-known/tdmrep.json", answer(rule), "tdmrep.json"),
    ):
        world.now += 90_000
        sites.put("gazette.example/news/ferry", answer(PAGE.replace("second", f"second {where}").encode()))
        sites.put("gazette.example/pictures/quay.png", answer(png("navy", (640, 480)), content_type="image/png"))
        sites.put(f"gazette.example/{path}", reply)
        taken = add(issue, world).taken
        (picture,) = taken.rights.picture
        assert (picture.rights.tdm.state, {one.where for one in picture.rights.tdm.signals}) == ("reserved", {where})
        assert taken.rights.text.tdm.state == "unset"
        again = look_at_source(None, str(newest(issue)), io.BytesIO(), Wanted()).taken
        assert again.rights.picture == taken.rights.picture


def newest(issue: Path) -> Path:
    return max((issue / "articles/ferry/source").glob("*.warc.gz"), key=lambda path: (len(path.name), path.name))


def test_the_same_page_again_is_not_sent_again(issue: Path, world: World, sites: Sites) -> None:
    """A conditional request; what is unchanged is read from the archive, and nothing is written twice."""
    add(issue, world)
    before = files_of(issue / "articles/ferry")
    sites.put("gazette.example/news/ferry", answer(b"", "304 Not Modified"))
    again = add(issue, world)
    assert again.plan and again.plan.merged and not again.plan.clashes
    assert files_of(issue / "articles/ferry") == before
    assert sites.asked[-1].headers["if-none-match"] == '"1"'
    assert len(sites.paths()) == 3


def test_the_same_bytes_again_change_nothing(issue: Path, world: World) -> None:
    """A site that knows no conditional requests sends them again."""
    add(issue, world)
    before = files_of(issue / "articles/ferry")
    world.now += 3600
    add(issue, world)
    assert files_of(issue / "articles/ferry") == before


@pytest.mark.parametrize("status", ["200 OK", "304 Not Modified"])
@pytest.mark.parametrize("where", ["header", "tdmrep.json", "robots.txt"])
def test_a_reservation_that_came_later_is_seen_on_an_unchanged_page(
    where: str, status: str, issue: Path, world: World, sites: Sites
) -> None:
    """The words are the same; what the site says about them is not. The archive says it as well."""
    plain = answer(PAGE.encode(), etag='"1"')
    sites.put("gazette.example/news/ferry", plain)
    assert add(issue, world).taken.rights.text.tdm.state == "unset"
    world.now += 90_000
    told = {"tdm_reservation": "1"} if where == "header" else {}
    unchanged = answer(b"" if status[:3] == "304" else PAGE.encode(), status, etag='"1"', **told)
    sites.put("gazette.example/news/ferry", unchanged, answer(PAGE.encode(), etag='"1"', **told))
    if where == "tdmrep.json":
        sites.put("gazette.example/.well-known/tdmrep.json", answer(b'[{"location": "/", "tdm-reservation": 1}]'))
    if where == "robots.txt":
        sites.put("gazette.example/robots.txt", answer(b"User-agent: gptbot\nDisallow: /\n"))
    again = add(issue, world).taken
    assert (again.rights.text.tdm.state, {one.where for one in again.rights.text.tdm.signals}) == ("reserved", {where})
    assert (
        look_at_source(None, str(newest(issue)), io.BytesIO(), Wanted()).taken.rights.text.tdm == again.rights.text.tdm
    )


def test_a_page_that_changed_is_merged_and_both_are_kept(issue: Path, world: World, sites: Sites) -> None:
    add(issue, world)
    sites.put("gazette.example/news/ferry", answer(PAGE.replace("second ferry", "other ferry").encode(), etag='"2"'))
    add(issue, world)
    folder = issue / "articles/ferry"
    assert "other ferry" in (folder / "article.md").read_text("utf-8")
    assert sorted(path.name for path in (folder / "source").iterdir()) == [
        "page-2.html", "page-2.warc.gz", "page.html", "page.warc.gz",
    ]  # fmt: skip


def test_a_picture_that_does_not_come_is_a_question(issue: Path, world: World, sites: Sites) -> None:
    sites.put("gazette.example/pictures/quay.png", answer(b"", "403 Forbidden"))
    added = add(issue, world)
    assert "pictures: http://gazette.example/pictures/quay.png: is closed to us (403)" in added.taken.found.review
    assert "pictures: 1 picture(s) without a file; they are recorded and not printed" in added.taken.found.review
    assert not (issue / "articles/ferry/images").exists()


def test_a_picture_in_the_house_is_not_fetched(issue: Path, world: World, sites: Sites) -> None:
    """A page cannot have the editor's machine ask its router for something."""
    sites.put(
        "gazette.example/news/ferry",
        answer(PAGE.replace("../pictures/quay.png", "http://192.168.1.1/reboot.png").encode()),
    )
    added = add(issue, world)
    assert any("192.168.1.1" in line and "not of the public network" in line for line in added.taken.found.review)
    assert sites.paths() == ["gazette.example/news/ferry"]


def test_the_base_of_a_page_counts(issue: Path, world: World, sites: Sites) -> None:
    sites.put(
        "gazette.example/news/ferry",
        answer(PAGE.replace("<head>", '<head><base href="http://cdn.example/a/b">').encode()),
    )
    sites.put("cdn.example/pictures/quay.png", answer(png("navy", (640, 480)), content_type="image/png"))
    add(issue, world)
    assert "cdn.example/pictures/quay.png" in sites.paths()


@pytest.mark.parametrize(
    ("canonical", "source_url", "asked"),
    [
        ("https://www.gazette.example/news/ferry", "https://www.gazette.example/news/ferry", False),
        ("http://m.gazette.example/f?id=7", "http://m.gazette.example/f?id=7", False),
        ("javascript:alert(1)", URL, False),
        ("https://gazette.example/", URL, False),
        ("https://agency.example/ferry", URL, True),
    ],
)
def test_a_page_is_believed_about_its_own_site(
    canonical: str, source_url: str, asked: bool, issue: Path, world: World, sites: Sites
) -> None:
    sites.put(
        "gazette.example/news/ferry", answer(PAGE.replace("https://gazette.example/news/ferry", canonical).encode())
    )
    found = add(issue, world).taken.found
    assert found.source_url == source_url
    assert any(line.startswith("canonical_url: ") for line in found.review) is asked


def test_the_charset_of_the_header_counts(issue: Path, world: World, sites: Sites) -> None:
    body = PAGE.replace("The ferry returns", "Źródło i prom wracają").encode("iso-8859-2")
    sites.put("gazette.example/news/ferry", answer(body, content_type="text/html; charset=iso-8859-2"))
    assert add(issue, world).taken.found.title == "Źródło i prom wracają"
    assert "Źródło i prom wracają" in load_issue(issue.parents[1], "2026-w47").articles["ferry"].source_text


@pytest.mark.parametrize("content_type", ["text/plain", "text/markdown"])
def test_a_plain_text_is_read_as_one(content_type: str, issue: Path, world: World, sites: Sites) -> None:
    text = "# The Ferry Returns\n\nThe ferry was built in 1961 and carried four hundred people an hour across the harbour.\n"
    sites.put("gazette.example/ferry.md", answer(text.encode(), content_type=content_type))
    found = add(issue, world, "http://gazette.example/ferry.md").taken.found
    assert "Ferry Returns" in found.title and found.source_url == "http://gazette.example/ferry.md"
    seen = look_at_source(None, str(newest(issue)), io.BytesIO(), Wanted()).taken
    assert (seen.found.title, seen.found.text, seen.found.source_url) == (found.title, found.text, found.source_url)


# --- manuscripts and books --------------------------------------------------------------------------------------------

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FERRY = docx(paragraph("The Last Ferry", "Title") + "".join(map(paragraph, PROSE)), members={"word/media/image1.png": png("navy", (640, 480))})  # fmt: skip
BOOK = epub(
    {
        name: f"<h1>{title}</h1>" + "".join(f"<p>{words}</p>" for words in PROSE)
        for name, title in (("one.xhtml", "The Quay"), ("two.xhtml", "The Goat"))
    }
)


@pytest.mark.parametrize(
    ("path", "data", "kind", "title"),
    [
        ("files/ferry.docx", FERRY, DOCX, "The Last Ferry"),
        ("files/ferry.docx", FERRY, "application/octet-stream", "The Last Ferry"),
        ("download?id=7", FERRY, "application/zip", "The Last Ferry"),
        (
            "ferry.odt",
            odt(f"<text:h>The Ferry</text:h><text:p>{PROSE[0]}</text:p><text:p>{PROSE[1]}</text:p>"),
            "application/vnd.oasis.opendocument.text",
            "The Ferry",
        ),
        ("quays.epub#2", BOOK, "application/epub+zip", "The Goat"),
        ("quays.epub#one.xhtml", BOOK, "application/octet-stream", "The Quay"),
    ],
)
def test_a_manuscript_or_a_chapter_is_taken_from_its_address(
    path: str, data: bytes, kind: str, title: str, issue: Path, world: World, sites: Sites
) -> None:
    """The file is kept in the archive as it came, with what its site says; unchanged, it is not written again."""
    sites.put(f"gazette.example/{path.partition('#')[0]}", answer(data, content_type=kind, tdm_reservation="1"))
    address = f"http://gazette.example/{path}"
    added = add(issue, world, address)
    found = added.taken.found
    assert (found.title, PROSE[0] in found.text, found.source_url) == (title, True, address.partition("#")[0])
    assert added.taken.rights.text.tdm.state == "reserved"
    folder = issue / "articles/ferry"
    kept = read_warc((folder / "source/page.warc.gz").read_bytes())
    assert [one.body for one in kept if one.address == address.partition("#")[0]] == [data]
    before = files_of(folder)
    again = add(issue, world, address)
    assert again.plan and again.plan.merged and files_of(folder) == before


def test_the_archive_of_a_manuscript_is_read_without_the_network(issue: Path, world: World, sites: Sites) -> None:
    sites.put("gazette.example/ferry.docx", answer(FERRY, content_type=DOCX))
    added = add(issue, world, "http://gazette.example/ferry.docx")
    file = issue / "articles/ferry/source/page.warc.gz"
    seen = look_at_source(None, str(file), io.BytesIO(), Wanted(), open_door=lambda: pytest.fail("no network"))
    assert (seen.taken.found.text, seen.taken.files) == (added.taken.found.text, added.taken.files)


def test_a_book_at_an_address_lists_its_chapters(issue: Path, world: World, sites: Sites) -> None:
    sites.put("gazette.example/quays.epub", answer(BOOK, content_type="application/epub+zip"))
    with pytest.raises(InputError, match=r'`add "http://gazette\.example/quays\.epub#1"` takes one'):
        add(issue, world, "http://gazette.example/quays.epub")


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"%PDF-1.7 x", "application/pdf", "is application/pdf, not an article's page"),
        (b"PK\x03\x04" + b"x" * 400, "application/zip", "does not say what it is, not an article's page"),
        (FERRY[:-40], DOCX, "its packing is damaged"),
    ],
)
def test_other_files_at_an_address_are_refused(
    data: bytes, kind: str, words: str, issue: Path, world: World, sites: Sites
) -> None:
    sites.put("gazette.example/f", answer(data, content_type=kind))
    with pytest.raises(InputError, match=re.escape(words)):
        add(issue, world, "http://gazette.example/f")


# --- archives ---------------------------------------------------------------------------------------------------------


def test_an_archive_is_a_source_of_its_own(issue: Path, world: World, sites: Sites) -> None:
    """No network: page, pictures and signals come from the file."""
    added = add(issue, world)
    asked = len(sites.asked)
    file = issue / "articles/ferry/source/page.warc.gz"
    seen = look_at_source(
        None, str(file), io.BytesIO(), Wanted(), open_door=lambda: pytest.fail("nothing is to be fetched")
    )
    assert (seen.taken.found.text, seen.taken.files) == (added.taken.found.text, added.taken.files)
    assert seen.taken.rights == added.taken.rights
    assert len(sites.asked) == asked


def test_an_archive_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for name, data, words in (
        ("a.warc", b"<html>", "no web archive"),
        ("a.warc.gz", b"\x1f\x8bno", "packing is damaged"),
        ("b.warc", b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "has no web page in it"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=words):
            look_at_source(None, str(tmp_path / name), io.BytesIO(), Wanted())


def test_evidence_does_not_end_with_its_record(issue: Path, world: World) -> None:
    """Without `ingest.json` the archive says what the site reserved."""
    add(issue, world)
    (issue / "articles/ferry/ingest.json").unlink()
    planned = rights_of(load_issue(issue.parents[1], "2026-w47"))
    captured = planned.planned.articles["ferry"].captured
    assert captured and captured.text.tdm.state == "reserved"


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_door(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(fetch_source, "open_door", lambda root, clock, tell: world.door(tell=tell))


def test_each_source_has_its_own_line(with_door: None, run_add: Callable, sites: Sites, workspace: Path) -> None:
    """What does not come is told, the others are added; somebody else's failure is exit code 5."""
    sites.put("gazette.example/broken", answer(b"", "500 Oops"))
    ran = run_add("--dry-run", "--json", "http://gazette.example/broken", URL)
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert "answers 500 Internal Server Error" in first["error"]
    assert (second["title"], ran.code) == ("The ferry returns", 5)
    ran = run_add("http://gazette.example/broken", URL)
    assert ran.code == 5 and "http://gazette.example/broken: answers 500" in ran.err
    assert (workspace / "issues/2026-w47/articles/the-ferry-returns/source/page.warc.gz").is_file()


def test_nothing_is_fetched_without_a_contact(run_add: Callable, workspace: Path) -> None:
    """An empty publishkit.toml names nobody; one that names nobody who can be written to is no better."""
    assert run_add(URL).code == 2
    house = '[publication]\nname = "A"\nslug = "a"\npublisher = "B"\nurl = "https://a.example.org/"\ncontact = "at the desk"\n'
    (workspace / "publishkit.toml").write_text(house)
    ran = run_add(URL)
    assert (ran.code, "publishkit.toml: publication.contact: is needed before anything is fetched" in ran.err) == (
        2,
        True,
    )


def test_nothing_is_fetched_outside_of_a_workspace() -> None:
    with pytest.raises(InputError, match="is not fetched outside of a workspace"):
        look_at_source(None, URL, io.BytesIO(), Wanted())


def test_the_door_of_a_workspace_says_who_asks(tmp_path: Path, world: World) -> None:
    root = write_workspace(tmp_path / "house")
    with pytest.raises(InputError, match=r"is an address for examples .*, and nobody reads it"):
        fetch_source.open_door(root, world.clock, print)
    config = (root / "publishkit.toml").read_text("utf-8")
    (root / "publishkit.toml").write_text(
        re.sub(r"(?m)^contact = .*", 'contact = "desk@the-harbour.press"', config), "utf-8"
    )
    door = fetch_source.open_door(root, world.clock, print)
    assert door.agent.startswith("publishkit/") and door.agent.endswith(" (+mailto:desk@the-harbour.press)")
    assert (door.cache, door.ports) == (root / ".publishkit/sites", frozenset({80, 443}))


@pytest.mark.parametrize(
    "address", ["ftp://gazette.example/a", "file:///etc/passwd", "http://127.0.0.1/", "http://localhost/"]
)
def test_what_is_not_on_the_web_is_refused(address: str, issue: Path, world: World) -> None:
    world.names["localhost"] = [["127.0.0.1"]]
    with pytest.raises((InputError, ExternalError)):
        add(issue, world, address)
    assert not (issue / "articles/ferry").exists()
