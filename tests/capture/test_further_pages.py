"""An article on several pages: where a rule names the next one, it is fetched through the door and joined."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishkit.capture.door.evidence import read_warc
from publishkit.capture.page.saved_page import read_page
from publishkit.capture.site_rules import load_sites
from publishkit.press.add import Added, Wanted, add_source, issue_folder, look_at_source
from publishkit.press.adding.propose_rights import readers
from publishkit.press.adding.take import take
from tests.support.command import files_of
from tests.support.sites import Sites, World, answer, running
from tests.support.workspaces import png, write_workspace

URL = "http://gazette.example/ferry"
WORDS = {
    number: tuple(
        f"The {name} ferry was built in {year + number} and carried four hundred people an hour across the wide harbour, in every weather."
        for name, year in (("first", 1900), ("second", 1930), ("third", 1960))
    )
    for number in (1, 2, 3)
}
RULES = '[[site]]\nhost = "gazette.example"\nnext_page = "a.next"\n'


def page(number: int, more: str = "", note: str = "", pages: int = 3) -> bytes:
    following = f'<a class="next" href="/ferry?page={number + 1}">Next</a>' if number < pages else ""
    mark = '<a href="#fn1" id="fnref1"><sup>1</sup></a>' if note else ""
    below = f'<ol class="footnotes"><li id="fn1">{note} <a href="#fnref1">↩</a></li></ol>' if note else ""
    paragraphs = "".join(f"<p>{words}{mark if not n else ''}</p>" for n, words in enumerate(WORDS[number]))
    return f"""<!DOCTYPE html><html lang="en"><head><title>The ferry returns</title><meta property="og:site_name" content="The Gazette">
<link rel="canonical" href="{URL}"></head><body><article><h1>The ferry returns</h1><p class="byline">By Ida Example</p>
<figure><img src="/quay.png" width="640"><figcaption>The quay at noon. Photo: Jo Brandt</figcaption></figure>{paragraphs}{more}{below}</article>{following}</body></html>""".encode()


def put(sites: Sites, *pages: bytes) -> None:
    for number, one in enumerate(pages, 1):
        sites.put("gazette.example/ferry" + (f"?page={number}" if number > 1 else ""), answer(one))


@pytest.fixture
def sites() -> Iterator[Sites]:
    with running() as served:
        put(served, *(page(number) for number in (1, 2, 3)))
        served.put("gazette.example/quay.png", answer(png("navy", (640, 480)), content_type="image/png"))
        served.put("gazette.example/boat.png", answer(png("teal", (640, 480)), content_type="image/png"))
        yield served


@pytest.fixture
def world(sites: Sites) -> World:
    return World(sites=sites)


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    root = write_workspace(tmp_path / "house")
    (root / "sites").mkdir()
    (root / "sites" / "gazette.toml").write_text(RULES)
    return issue_folder(root, "2026-w47")


def rule(issue: Path, text: str) -> None:
    (issue.parents[1] / "sites" / "gazette.toml").write_text(text)


def add(issue: Path, world: World, url: str = URL) -> Added:
    door = world.door(issue.parents[1] / ".publishkit/sites")
    return add_source(issue, url, io.BytesIO(), Wanted(use="link", slug="ferry"), open_door=lambda: door)


def test_all_pages_become_one_article(issue: Path, world: World, sites: Sites) -> None:
    """In their order; the picture and the head that every page repeats stand once; nothing is left to be told."""
    boat = '<figure><img src="/boat.png" width="640"><figcaption>The boat. Photo: Al Lens</figcaption></figure>'
    put(sites, page(1), page(2, boat), page(3))
    found = add(issue, world).taken.found
    assert found.text.split("\n\n") == [*WORDS[1], *WORDS[2], *WORDS[3]]
    assert [(one.caption, one.file) for one in found.pictures] == [
        ("The quay at noon.", "images/01.png"),
        ("The boat.", "images/02.png"),
    ]
    assert not any(line.startswith("body:") for line in found.review) and not found.truncated
    assert sites.paths() == ["gazette.example/ferry", "gazette.example/ferry?page=2", "gazette.example/ferry?page=3", "gazette.example/quay.png", "gazette.example/boat.png"]  # fmt: skip
    body = (issue / "articles/ferry/article.md").read_text()
    assert body.index(WORDS[2][2]) < body.index("images/02.png") < body.index(WORDS[3][0])


def test_every_page_is_kept_and_read_again_without_the_network(issue: Path, world: World, sites: Sites) -> None:
    added = add(issue, world)
    archive = issue / "articles/ferry/source/page.warc.gz"
    kept = {one.address: one.body for one in read_warc(archive.read_bytes())}
    assert all(kept[f"{URL}?page={number}"] == page(number) for number in (2, 3))
    sites.put("gazette.example/ferry", answer(b"", "304 Not Modified"))
    before = files_of(issue / "articles/ferry")
    assert add(issue, world).taken.found.text == added.taken.found.text
    assert files_of(issue / "articles/ferry") == before
    rules = load_sites(issue.parents[1])
    again = take(str(archive), io.BytesIO(), None, sites=rules, open_door=lambda: pytest.fail("no network"))
    assert again.found.text == added.taken.found.text


def test_notes_of_later_pages_count_on(issue: Path, world: World, sites: Sites) -> None:
    put(sites, page(1, note="From the port book.", pages=2), page(2, note="From the diary.", pages=2))
    body = add(issue, world).taken.body
    assert f"{WORDS[1][0]}[^1]" in body and f"{WORDS[2][0]}[^2]" in body
    assert body.rstrip().endswith("[^1]: From the port book.\n\n[^2]: From the diary.")


def test_the_page_that_holds_all_of_it_is_taken_instead(issue: Path, world: World, sites: Sites) -> None:
    rule(issue, RULES + 'single_page = "a.print"\n')
    put(sites, page(1, '<p><a class="print" href="/ferry/print">Print</a></p>'))
    whole = page(3).replace(b"<p>The first", "".join(f"<p>{words}</p>" for words in (*WORDS[1], *WORDS[2])).encode() + b"<p>The first")  # fmt: skip
    sites.put("gazette.example/ferry/print", answer(whole))
    found = add(issue, world).taken.found
    assert found.text.split("\n\n") == [*WORDS[1], *WORDS[2], *WORDS[3]]
    assert found.source_url == URL and not any("one page" in line for line in found.review)
    assert "gazette.example/ferry?page=2" not in sites.paths()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answer(b"", "404 Not Found"), f"body: it goes on at {URL}?page=3, which is not there (404)"),
        (
            answer(b"%PDF-1", content_type="application/pdf"),
            f"body: it goes on at {URL}?page=3, which is application/pdf",
        ),
        (answer(b"<title>Just a moment...</title><p>Verify you are human."), f"body: {URL}?page=3 cannot be read"),
    ],
)
def test_a_page_that_does_not_come_is_told_and_the_text_is_truncated(
    reply: bytes, words: str, issue: Path, world: World, sites: Sites
) -> None:
    sites.put("gazette.example/ferry?page=3", reply)
    found = add(issue, world).taken.found
    assert found.text.split("\n\n") == [*WORDS[1], *WORDS[2]]
    assert found.truncated and any(line.startswith(words) for line in found.review)


def test_robots_are_asked_for_each_page(issue: Path, world: World, sites: Sites) -> None:
    sites.put("gazette.example/robots.txt", answer(b"User-agent: *\nDisallow: /*page=\n", content_type="text/plain"))
    found = add(issue, world).taken.found
    assert found.text.split("\n\n") == list(WORDS[1]) and found.truncated
    assert any("it goes on at" in line and "robots.txt" in line for line in found.review)
    assert sites.paths() == ["gazette.example/ferry", "gazette.example/quay.png"]


def test_pages_end_and_lead_to_no_other_site(issue: Path, world: World, sites: Sites) -> None:
    put(sites, page(1), page(2).replace(b"/ferry?page=3", b"/ferry?page=2"))
    assert len(add(issue, world).taken.found.blocks) == 7
    sites.put("gazette.example/ferry?page=2", answer(page(2).replace(b"/ferry?page=3", b"http://other.example/3")))
    rule(issue, RULES + "\n")
    sites.put("gazette.example/ferry", answer(page(1).replace(b"The first", b"The very first")))
    found = add(issue, world).taken.found
    assert any("http://other.example/3, which is another site" in line for line in found.review)
    assert not any(path.startswith("other.example") for path in sites.paths())


def test_twenty_pages_are_enough(issue: Path, world: World, sites: Sites) -> None:
    for number in range(1, 40):
        words = f"<p>Part {number} of the story of the ferry, which is told at great length by the paper of the harbour.</p>"
        html = page(1).replace(b"?page=2", f"?page={number + 1}".encode()).replace(b"<p>The first", f"{words}<p>The first".encode())  # fmt: skip
        sites.put("gazette.example/ferry" + (f"?page={number}" if number > 1 else ""), answer(html))
    found = add(issue, world).taken.found
    assert sum("page=" in path for path in sites.paths()) == 19
    assert "Part 20 of" in found.text and "Part 21 of" not in found.text
    assert found.truncated and any("more than 20 pages are not fetched" in line for line in found.review)


def test_a_saved_page_says_where_it_goes_on(issue: Path, tmp_path: Path) -> None:
    (tmp_path / "ferry.html").write_bytes(page(1))
    found = look_at_source(issue, str(tmp_path / "ferry.html"), io.BytesIO(), Wanted()).taken.found
    assert f"body: it goes on at {URL}?page=2" in found.review


@pytest.mark.parametrize(
    ("href", "told"),
    [("/ferry?page=2", True), ("/ferry/2/", True), ("/ferry,seite-2.html", True), ("/ferry/comment-page-2/", False), ("/boats?page=2", False)],
)  # fmt: skip
def test_a_second_page_is_told_without_a_rule(href: str, told: bool) -> None:
    html = page(3, f'<nav><b>1</b> <a href="{href}">2</a></nav>').decode()
    assert any("it seems to go on at" in line for line in read_page(html, readers()).review) is told
