"""robots.txt by RFC 9309, and what is kept of it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from publishkit.capture.door.door import Door
from publishkit.capture.door.fetch import fetch
from publishkit.capture.door.robots import told_by_site
from publishkit.errors import ExternalError, InputError
from tests.support.sites import Sites, World, answer, moved, page

HERE = "gazette.example/ferry"
URL = f"http://{HERE}"
FILE = "gazette.example/robots.txt"


def rules(text: str, status: str = "200 OK") -> bytes:
    return answer(text.encode(), status, content_type="text/plain")


def opened(text: str, sites: Sites, door: Door, path: str = "/ferry") -> bool:
    """Return whether *path* is fetched under these rules."""
    sites.put(FILE, rules(text))
    sites.put(f"gazette.example{path}", page())
    try:
        return fetch(f"http://gazette.example{path}", door=door).status == 200
    except InputError as cause:
        stop = cause
    assert "is closed to programs by its site's robots.txt" in str(stop)
    assert "add the file" in stop.problems[0].hint
    assert sites.paths() == []
    return False


@pytest.mark.parametrize(
    ("text", "path", "may"),
    [
        ("User-agent: *\nDisallow: /", "/ferry", False),
        ("User-agent: *\nDisallow:", "/ferry", True),
        ("", "/ferry", True),
        ("User-agent: *\nDisallow: /private\nAllow: /private/ok", "/private/ok", True),
        ("User-agent: *\nDisallow: /private\nAllow: /private/ok", "/private/no", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf.html", True),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False),
        ("User-agent: PublishKit\nDisallow: /\n\nUser-agent: *\nAllow: /", "/ferry", False),
        ("User-agent: publishkit\nAllow: /\n\nUser-agent: *\nDisallow: /", "/ferry", True),
        ("User-agent: a\nUser-agent: publishkit\nDisallow: /ferry", "/ferry", False),
        ("User-agent: gptbot\nDisallow: /", "/ferry", True),
        ("\ufeffUser-agent: *\r\nDisallow: /", "/ferry", False),
        ("# words\nuser-agent : *\ndisallow : /ferry # all", "/ferry", False),
        ("User-agent: *\nDisallow: /f%65rry", "/ferry", False),
        ("User-agent: *\nDisallow: /fähre", "/f%C3%A4hre", False),
        ("User-agent: *\nDisallow: /" + "*a" * 500 + "$", "/" + "a" * 1000 + "b", True),
        ("<!doctype html><p>Disallow: /", "/ferry", True),
    ],
)
def test_the_rules_are_read_as_the_rfc_reads_them(text: str, path: str, may: bool, sites: Sites, door: Door) -> None:
    assert opened(text, sites, door, path) is may


@pytest.mark.parametrize("status", ["400 Bad", "401 No", "403 Forbidden", "404 Not Found", "410 Gone"])
def test_a_site_without_the_file_is_open(status: str, sites: Sites, door: Door) -> None:
    sites.put(FILE, rules("User-agent: *\nDisallow: /", status))
    sites.put(HERE, page())
    assert fetch(URL, door=door).robots == "absent"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (rules("x", "500 Oops"), "robots.txt answers 500"),
        (rules("x", "503 Busy"), "robots.txt answers 503"),
        (moved("http://10.0.0.1/robots.txt"), "robots.txt leads to"),
        (answer(b"x", content_encoding="br"), "robots.txt is packed"),
    ],
)
def test_a_file_that_cannot_be_read_shuts_the_site(reply: bytes, words: str, sites: Sites, door: Door) -> None:
    sites.put(FILE, reply)
    sites.put(HERE, page())
    with pytest.raises(ExternalError, match=words) as stop:
        fetch(URL, door=door)
    assert "programs stay away" in str(stop.value) and sites.paths() == []


def test_a_file_that_breaks_off_shuts_the_site(sites: Sites, door: Door) -> None:
    sites.put(FILE, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser")
    with pytest.raises(ExternalError, match="breaks off"):
        fetch(URL, door=door)
    asked = len(sites.asked)
    with pytest.raises(ExternalError, match="programs stay away"):
        fetch(f"{URL}-2", door=door)
    assert len(sites.asked) == asked == 3


def test_the_file_may_lie_elsewhere(sites: Sites, door: Door) -> None:
    sites.put(FILE, moved("http://cdn.example/robots-of-gazette"))
    sites.put("cdn.example/robots-of-gazette", rules("User-agent: *\nDisallow: /ferry"))
    with pytest.raises(InputError, match="closed to programs"):
        fetch(URL, door=door)


def test_five_hundred_kibibytes_are_read(sites: Sites, door: Door) -> None:
    """What stands behind them is as if it were not there; what stands in them counts."""
    filler = "# the tide\n" * 47_000
    assert opened(f"User-agent: *\nDisallow: /other\n{filler}Disallow: /ferry", sites, door)


def test_a_rule_cut_in_two_is_no_rule(sites: Sites, door: Door) -> None:
    """The site shut /private; the first letters of that would shut all of it."""
    head = "User-agent: *\n"
    for short in range(1, 10):
        filler = "#" * (500 * 1024 - len(head) - len("\nDisallow: /private\n") + short) + "\n"
        assert opened(f"{head}{filler}Disallow: /private\n", sites, World(sites=sites).door())


def test_the_beginning_of_a_long_file_counts(sites: Sites, door: Door) -> None:
    assert not opened("User-agent: *\nDisallow: /ferry\n" + "# the tide\n" * 60_000, sites, door)


def test_each_address_on_the_way_is_looked_up(sites: Sites, door: Door) -> None:
    sites.put(HERE, moved("http://other.example/closed"))
    sites.put("other.example/robots.txt", rules("User-agent: *\nDisallow: /closed"))
    with pytest.raises(InputError, match=r"leads to http://other.example/closed, which is closed to programs"):
        fetch(URL, door=door)
    assert sites.paths() == [HERE]


def test_hosts_and_ports_have_files_of_their_own(sites: Sites, world: World) -> None:
    sites.put(FILE, rules("User-agent: *\nDisallow: /"))
    sites.put("www.gazette.example/ferry", page())
    assert fetch("http://www.gazette.example/ferry", door=world.door()).status == 200


# --- kept -------------------------------------------------------------------------------------------------------------


def test_the_file_is_read_once_a_day(sites: Sites, world: World, tmp_path: Path) -> None:
    sites.put(FILE, rules("User-agent: *\nDisallow: /closed"))
    sites.put(HERE, page())
    for _ in range(3):
        fetch(URL, door=world.door(tmp_path / "cache"))
    assert [one.path for one in sites.asked].count("/robots.txt") == 1
    world.now += timedelta(hours=24).total_seconds()
    fetch(URL, door=world.door(tmp_path / "cache"))
    assert [one.path for one in sites.asked].count("/robots.txt") == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b'{"of": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_copy_is_read_anew(damage: bytes, sites: Sites, world: World, tmp_path: Path) -> None:
    sites.put(HERE, page())
    fetch(URL, door=world.door(tmp_path))
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)
    assert fetch(URL, door=world.door(tmp_path)).status == 200
    assert json.loads(kept.read_bytes())["state"] == "absent"


def test_a_failure_is_not_kept(sites: Sites, world: World, tmp_path: Path) -> None:
    sites.put(FILE, rules("x", "500 Oops"))
    sites.put(HERE, page())
    with pytest.raises(ExternalError):
        fetch(URL, door=world.door(tmp_path))
    sites.put(FILE, rules(""))
    assert fetch(URL, door=world.door(tmp_path)).robots == "allowed"


def test_a_disk_that_takes_nothing_costs_nothing_but_a_request(sites: Sites, world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    sites.put(HERE, page())
    assert fetch(URL, door=world.door(tmp_path / "file" / "cache")).status == 200


# --- what is only read ------------------------------------------------------------------------------------------------


def test_the_sites_files_about_mining(sites: Sites, door: Door) -> None:
    rep = b'[{"location": "/", "tdm-reservation": 1}]'
    sites.put(FILE, rules("User-agent: gptbot\nDisallow: /"))
    sites.put("gazette.example/.well-known/tdmrep.json", answer(rep, content_type="application/json"))
    robots, tdmrep = told_by_site(URL, door)
    assert (robots.address, robots.body) == ("http://gazette.example/robots.txt", b"User-agent: gptbot\nDisallow: /")
    assert (tdmrep.address, tdmrep.body) == ("http://gazette.example/.well-known/tdmrep.json", rep)
    assert told_by_site("http://other.example/a", door) == ()


def test_files_about_mining_are_not_forced_open(sites: Sites, door: Door) -> None:
    sites.put(FILE, rules("User-agent: *\nDisallow: /.well-known/"))
    assert [one.address for one in told_by_site(URL, door)] == ["http://gazette.example/robots.txt"]
    assert [one.path for one in sites.asked] == ["/robots.txt"]
