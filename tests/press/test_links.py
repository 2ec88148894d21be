"""`check --links`: gone, moved, not trusted, or nobody knows; each where the editor wrote it, and asked for once a week."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from publishkit.capture.door.door import Door
from publishkit.capture.door.exchange import UntrustedError
from publishkit.capture.door.guard import Target
from publishkit.model.artifact import Finding
from publishkit.press.build import Build, build_issue
from publishkit.press.links import check_links
from tests.support.command import run
from tests.support.sites import World, answer, moved, page, running
from tests.support.workspaces import SampleArticle, write_workspace

BODY = """\
The harbour wakes at four. See the [register](http://town.example/register?a=1&b=2) and the [log](http://port.example/log#page-3).

The [tables](http://tides.example/2026), the [old log](http://port.example/old), once [more](http://port.example/log).
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    article = SampleArticle(body=BODY, pictures=[], files={})
    root = write_workspace(tmp_path_factory.mktemp("links"), [article], issue={"outputs": ["web"]})
    return root, build_issue(root, "2026-w47", lambda _: None)


@pytest.fixture
def world() -> Iterator[World]:
    with running() as sites:
        world = World(sites=sites)
        for path in ("town.example/register?a=1&b=2", "port.example/log", "tides.example/2026", "port.example/old"):
            sites.put(path, page())
        yield world


@pytest.fixture
def root(house: tuple[Path, Build]) -> Iterator[Path]:
    yield house[0]
    for kept in (house[0] / ".publishkit").glob("links.json"):
        kept.unlink()


def look(root: Path, build: Build, world: World, *, offline: bool = False) -> list[Finding]:
    """What is said of the links of the article; the licenses' own addresses are let be."""
    found = check_links(root, build, clock=world.clock, tell=lambda _: None, offline=offline, door=world.door())
    return [one for one in found if "article.md" in one.where]


WHERE = "issues/2026-w47/articles/low-water/article.md"


def test_pages_that_are_there_are_nothing_to_speak_of(root: Path, house, world: World) -> None:
    assert look(root, house[1], world) == []
    asked = world.sites.paths()
    assert sorted(set(asked)) == sorted(asked)  # each once, without its place on the page
    assert next(one.path for one in world.sites.asked if one.host == "port.example") == "/robots.txt"


def test_one_host_is_asked_one_after_the_other_with_a_rest(root: Path, house, world: World) -> None:
    look(root, house[1], world)
    assert 2.0 in world.slept


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_a_page_that_is_gone_is_named_where_it_is_written(root: Path, house, world: World, status: str) -> None:
    world.sites.put("tides.example/2026", answer(b"no", status))
    (found,) = look(root, house[1], world)
    assert (found.code, found.severity) == ("L010", "warning")
    line = BODY.splitlines().index(next(one for one in BODY.splitlines() if "tides" in one)) + 1
    head = (root / WHERE).read_text("utf-8").index("The harbour wakes")
    assert found.where == f"{WHERE}:{(root / WHERE).read_text('utf-8')[:head].count(chr(10)) + line}"
    assert found.message == f"http://tides.example/2026 answers {status[:3]}"


def test_a_host_that_is_no_more(root: Path, house, world: World) -> None:
    world.names["tides.example"] = [[]]
    (found,) = look(root, house[1], world)
    assert found.code == "L010"
    assert "there is no host tides.example" in found.message


def test_an_article_that_leads_to_the_home_of_its_site_is_gone(root: Path, house, world: World) -> None:
    """Sites that were made anew often answer so; an address that was the home page is there all the same."""
    world.sites.put("port.example/old", moved("http://www.port.example/"))
    world.sites.put("www.port.example/", page())
    (found,) = look(root, house[1], world)
    assert (found.code, "leads to the home of its site" in found.message) == ("L010", True)


def test_what_has_moved_for_good_is_told_with_its_new_address(root: Path, house, world: World) -> None:
    world.sites.put("port.example/old", moved("http://port.example/new", "301 Moved Permanently"))
    world.sites.put("port.example/new", page())
    (found,) = look(root, house[1], world)
    assert (found.code, found.severity) == ("L011", "info")
    assert found.message == "http://port.example/old has moved to http://port.example/new"


@pytest.mark.parametrize(
    ("to", "status"),
    [("http://www.port.example/old/", "301 Moved Permanently"), ("http://port.example/old?utm_source=x", "301 Moved Permanently"),
     ("http://port.example/today", "302 Found")],
)  # fmt: skip
def test_another_spelling_or_a_passing_move_is_nothing(root: Path, house, world: World, to: str, status: str) -> None:
    world.sites.put("port.example/old", moved(to, status))
    world.sites.put(to.removeprefix("http://"), page())
    assert look(root, house[1], world) == []


@pytest.mark.parametrize("status", ["403 Forbidden", "429 Too Many Requests", "500 Oh", "503 Busy"])
def test_who_will_not_answer_a_program_is_not_called_dead(root: Path, house, world: World, status: str) -> None:
    world.sites.put("tides.example/2026", answer(b"no", status))
    (found,) = look(root, house[1], world)
    assert (found.code, found.severity) == ("L013", "info")


def test_a_site_closed_to_programs_is_left_alone(root: Path, house, world: World) -> None:
    world.sites.put("tides.example/robots.txt", answer(b"User-agent: *\nDisallow: /\n", content_type="text/plain"))
    (found,) = look(root, house[1], world)
    assert found.code == "L013"
    assert "tides.example/2026" not in world.sites.paths()


def test_what_was_found_is_kept_for_a_while(root: Path, house, world: World) -> None:
    """What is there for a week, what is gone for a day; what nobody knew is asked each time."""
    world.sites.put("tides.example/2026", answer(b"no", "404 Not Found"))
    world.sites.put("port.example/old", answer(b"no", "500 Oh"))
    look(root, house[1], world)
    first = len(world.sites.paths())
    assert {one.code for one in look(root, house[1], world)} == {"L010", "L013"}
    assert set(world.sites.paths()[first:]) == {"port.example/old"}
    world.start += timedelta(days=2)
    before = len(world.sites.paths())
    look(root, house[1], world)
    assert set(world.sites.paths()[before:]) == {"port.example/old", "tides.example/2026"}
    world.start += timedelta(days=8)
    before = len(world.sites.paths())
    look(root, house[1], world)
    assert "port.example/log" in world.sites.paths()[before:]


def test_offline_nobody_is_asked_and_what_was_found_last_is_told(root: Path, house, world: World) -> None:
    world.sites.put("tides.example/2026", answer(b"no", "404 Not Found"))
    assert {one.code for one in look(root, house[1], world, offline=True)} == {"L013"}
    assert world.sites.asked == []
    look(root, house[1], world)
    before, world.start = len(world.sites.asked), world.start + timedelta(days=30)
    assert [one.code for one in look(root, house[1], world, offline=True)] == ["L010"]
    assert len(world.sites.asked) == before


def test_a_cache_that_cannot_be_read_is_no_cache(root: Path, house, world: World) -> None:
    (root / ".publishkit").mkdir(exist_ok=True)
    (root / ".publishkit/links.json").write_text('{"schema": "publishkit-links/1", "links": {"x": [1]}}')
    assert look(root, house[1], world) == []


def test_a_certificate_that_is_not_trusted(root: Path, house, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Door, "follow", untrusted)
    assert {one.code for one in look(root, house[1], world)} == {"L012"}


def untrusted(door: Door, start: Target, **_told: object) -> None:
    """Stand in for a site whose certificate nobody vouches for (tests/capture/door/test_tls.py has a real one)."""
    raise UntrustedError.at(str(start), "shows a certificate that is not trusted")


def test_the_command_offline(house: tuple[Path, Build]) -> None:
    ran = run("check", "2026-w47", "--links", "--offline", "--json", cwd=house[0])
    assert ran.exit_code == 0, ran.stderr
    assert '"L013"' in ran.stdout
    plain = run("check", "2026-w47", "--json", cwd=house[0])
    assert '"L013"' not in plain.stdout
