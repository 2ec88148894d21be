"""Before the first mail: what a letter leads to and shows is fetched as readers will fetch it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.press.sending.published import demand_published, needed_files
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Mailing
from tests.support.sites import Asked, Send, Sites, World, answer, moved, running

SITE = "http://quay.example/letter"
HOME = f"{SITE}/2026-w47/"
PICTURE = b"\x89PNG\r\n\x1a\nboats"
PAGE = b"<!DOCTYPE html><title>x</title><body><h1>Low Water</h1><p>The harbour wakes at four.</p></body>"
BOOK = b"%PDF-1.7 whole"
LETTER = f"""<html><body><a href="{HOME}">Read in the browser</a> <a href="{HOME}low-water.html#a01">Low Water</a>
<img src="{HOME}images/low-water-01.png" alt=""> <a href="{SITE}/the-quay-2026-w47.pdf">PDF</a>
<a href="{SITE}/2026-w46/ebb.html">Last week</a> <a href="https://elsewhere.example/x">Elsewhere</a>
<a href="@@PK_UNSUB_URL@@">Leave</a></body></html>"""


@pytest.fixture
def world() -> Iterator[World]:
    with running() as sites:
        yield World(sites=sites)


def letter(page: str = LETTER) -> Letter:
    mailing = Mailing(
        edition="2026-w47", subject="x", from_address="a@quay.example", list_id="l.quay.example", archive=HOME,
        rights=f"{HOME}rights.json",
    )  # fmt: skip
    return Letter(
        mailing=mailing, page=page, text=f"Low Water\n{HOME}low-water.html.", moment=datetime(2026, 11, 20, tzinfo=UTC)
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A finished edition, as far as its checksums go."""
    files = {
        "web/index.html": PAGE.replace(b"four", b"five"),
        "web/low-water.html": PAGE,
        "web/images/low-water-01.png": PICTURE,
        "the-quay-2026-w47.pdf": BOOK,
    }
    folder = tmp_path / "out/2026-w47"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    (folder / "SHA256SUMS").write_text(sums)
    return tmp_path


def publish(sites: Sites) -> None:
    sites.put("quay.example/letter/2026-w47/", answer(PAGE.replace(b"four", b"five")))
    sites.put("quay.example/letter/2026-w47/low-water.html", answer(PAGE))
    sites.put("quay.example/letter/2026-w47/images/low-water-01.png", answer(PICTURE, content_type="image/png"))
    sites.put("quay.example/letter/the-quay-2026-w47.pdf", answer(BOOK, content_type="application/pdf"))
    sites.put("quay.example/letter/2026-w46/ebb.html", answer(b"<p>Ebb</p>"))


def demand(house: Path, world: World, *, allowed: bool = False) -> list[Problem]:
    heard: list[Problem] = []
    door = world.door(pace=0.0)
    demand_published(house, letter(), SITE, door, allowed=allowed, tell=lambda _: None, told=heard.append)
    return heard


def test_each_address_of_ours_is_named_once_and_nobody_elses() -> None:
    found = [file.address for file in needed_files(letter(), f"{SITE}/", {})]
    assert sorted(found) == sorted(
        [
            HOME,
            f"{HOME}low-water.html",
            f"{HOME}images/low-water-01.png",
            f"{SITE}/the-quay-2026-w47.pdf",
            f"{SITE}/2026-w46/ebb.html",
        ]
    )


def test_what_is_published_as_built_may_be_mailed(house: Path, world: World) -> None:
    publish(world.sites)
    assert demand(house, world) == []
    assert len(world.sites.paths()) == 5
    assert not [one for one in world.sites.asked if one.path == "/robots.txt"]  # readers' programs do not ask either
    assert world.sites.at_once <= 4


def test_several_are_fetched_at_the_same_time(house: Path, world: World) -> None:
    """Two of the answers wait for each other."""
    publish(world.sites)
    both = Barrier(2, timeout=20)

    def together(data: bytes) -> Callable[[Asked, Send], None]:
        def reply(_asked: Asked, send: Send) -> None:
            both.wait()
            send(answer(data))

        return reply

    world.sites.put("quay.example/letter/2026-w47/low-water.html", together(PAGE))
    world.sites.put("quay.example/letter/2026-w47/images/low-water-01.png", together(PICTURE))
    assert demand(house, world) == []


def test_what_was_never_published_is_not_mailed(house: Path, world: World) -> None:
    """The site answers, and nothing is there: exit 2, with the command that mends it."""
    publish(world.sites)
    world.sites.put("quay.example/letter/2026-w47/images/low-water-01.png", answer(b"no", "404 Not Found"))
    with pytest.raises(InputError) as stop:
        demand(house, world)
    (problem,) = stop.value.problems
    assert problem.place == f"{HOME}images/low-water-01.png"
    assert problem.message == "answers 404 Not Found"
    assert "`publishkit publish 2026-w47`" in problem.hint and "--allow-unpublished" in problem.hint


@pytest.mark.parametrize(
    ("path", "body"),
    [("2026-w47/images/low-water-01.png", b"another picture"), ("2026-w47/low-water.html", PAGE.replace(b"four", b"six")),
     ("the-quay-2026-w47.pdf", b"%PDF-1.7 half")],
)  # fmt: skip
def test_another_file_than_was_built_is_found(house: Path, world: World, path: str, body: bytes) -> None:
    publish(world.sites)
    world.sites.put(f"quay.example/letter/{path}", answer(body))
    with pytest.raises(InputError, match="is not the file that was built"):
        demand(house, world)


def test_a_page_into_which_the_host_writes_a_counter_is_the_same_page(house: Path, world: World) -> None:
    """Words count, not bytes: hosts add scripts on the way. Of a picture every byte counts."""
    publish(world.sites)
    counted = PAGE.replace(b"</body>", b"<script>count()</script></body>")
    world.sites.put("quay.example/letter/2026-w47/low-water.html", answer(counted))
    assert demand(house, world) == []


def test_a_redirect_on_our_own_site_is_followed(house: Path, world: World) -> None:
    publish(world.sites)
    world.sites.put("quay.example/letter/2026-w47/low-water.html", moved("http://www.quay.example/low-water"))
    world.sites.put("www.quay.example/low-water", answer(PAGE))
    assert demand(house, world) == []


def test_a_site_that_cannot_be_found_stops_with_somebody_elses_fault(house: Path, world: World) -> None:
    """Exit 5, and one sentence for all the files of which the same is to be said."""
    world.names["quay.example"] = [[]]
    with pytest.raises(ExternalError) as stop:
        demand(house, world)
    assert {problem.message for problem in stop.value.problems} == {
        "there is no host quay.example, or it cannot be found now"
    }
    assert "see whether the site is up" in stop.value.problems[0].hint


def test_many_files_with_one_fault_are_one_sentence(house: Path, world: World) -> None:
    pictures = "".join(f'<img src="{HOME}images/{number}.png" alt="">' for number in range(30))
    heard: list[Problem] = []
    many = replace(letter(), page=f"<html><body>{pictures}</body></html>", text="")
    door = world.door(pace=0.0)
    demand_published(house, many, SITE, door, allowed=True, tell=lambda _: None, told=heard.append)
    assert [problem.place for problem in heard] == [f"{HOME}images/0.png (and 29 more)"]


def test_who_goes_on_all_the_same_is_told_what_readers_miss(house: Path, world: World) -> None:
    publish(world.sites)
    world.sites.put("quay.example/letter/2026-w46/ebb.html", answer(b"no", "410 Gone"))
    (problem,) = demand(house, world, allowed=True)
    assert str(problem) == f"{SITE}/2026-w46/ebb.html: answers 410 Gone"
