"""One request at a time to a host, two seconds apart; a busy server is asked again when it says so."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from publishkit.capture.door.door import Door
from publishkit.capture.door.fetch import fetch
from publishkit.errors import ExternalError
from tests.support.sites import Asked, Send, Sites, World, answer, page

HERE = "gazette.example/ferry"
URL = f"http://{HERE}"
BUSY = "429 Too Many Requests"


def test_two_seconds_lie_between_two_requests_to_a_host(sites: Sites, world: World) -> None:
    """robots.txt is a request, too; another host need not wait."""
    door = world.door()
    sites.put(HERE, page())
    sites.put("other.example/", page())
    fetch(URL, door=door)
    assert world.slept == [2.0]
    fetch("http://other.example/", door=door)
    assert world.slept == [2.0, 2.0]
    fetch(URL, door=door)
    assert world.slept == [2.0, 2.0]  # the other host took that long
    fetch(URL, door=door)
    assert world.slept == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(("asked", "pause"), [("7", 7.0), ("0.5", 2.0), ("86400", 30.0), ("-3", 2.0), ("soon", 2.0)])
def test_a_site_may_ask_for_a_longer_rest(asked: str, pause: float, sites: Sites, world: World) -> None:
    sites.put(
        "gazette.example/robots.txt",
        answer(f"User-agent: *\nCrawl-delay: {asked}\n".encode(), content_type="text/plain"),
    )
    sites.put(HERE, page())
    fetch(URL, door=world.door())
    assert world.slept == [pause]


def test_one_request_at_a_time_to_a_host(sites: Sites, world: World) -> None:
    def slow(asked: Asked, send: Send) -> None:
        time.sleep(0.02)
        send(page())

    for number in range(6):
        sites.put(f"gazette.example/{number}", slow)
    door = world.door()
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda number: fetch(f"http://gazette.example/{number}", door=door).status, range(6)))
    assert (done, sites.at_once) == ([200] * 6, 1)


def test_two_hosts_are_asked_at_the_same_time(sites: Sites, world: World) -> None:
    meeting = threading.Barrier(2, timeout=5)

    def meet(asked: Asked, send: Send) -> None:
        meeting.wait()
        send(page())

    sites.put("one.example/", meet)
    sites.put("two.example/", meet)
    door = world.door()
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda host: fetch(f"http://{host}.example/", door=door).status, ("one", "two")))
    assert done == [200, 200]


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry_after": "30"}, 30.0),
        ({"retry_after": "60"}, 60.0),
        ({"retry_after": "0"}, 0.0),
        ({}, 5.0),
        ({"retry_after": "soon"}, 5.0),
        ({"retry_after": "Fri, 20 Nov 2026 08:00:42 GMT"}, 40.0),
        ({"retry_after": "Fri, 20 Nov 2026 09:00:40 GMT", "date": "Fri, 20 Nov 2026 09:00:00 GMT"}, 40.0),
        ({"retry_after": "Fri, 20 Nov 2026 01:00:00 GMT"}, 0.0),
    ],
)
@pytest.mark.parametrize("status", [BUSY, "503 Service Unavailable"])
def test_a_busy_server_is_asked_again_when_it_says_so(
    status: str, headers: dict[str, str], pause: float, sites: Sites, world: World
) -> None:
    """Seconds, or a moment by its own clock, else by ours (two seconds have gone by since eight)."""
    sites.put(HERE, answer(b"", status, **headers), page())
    assert fetch(URL, door=world.door()).status == 200
    assert world.slept == [2.0, pause, *([2.0] if pause < 2 else [])]


def test_it_is_asked_twice_more_and_no_more(sites: Sites, world: World) -> None:
    sites.put(HERE, answer(b"", BUSY, retry_after="10"))
    with pytest.raises(ExternalError, match="is too busy to answer"):
        fetch(URL, door=world.door())
    assert (len(sites.paths()), world.slept) == (3, [2.0, 10.0, 10.0])


def test_who_wants_more_than_a_minute_is_left_alone(sites: Sites, world: World) -> None:
    sites.put(HERE, answer(b"", "503 Service Unavailable", retry_after="3600"))
    with pytest.raises(ExternalError, match="asks to come back in 3600 seconds") as stop:
        fetch(URL, door=world.door())
    assert (stop.value.exit_code, len(sites.paths()), world.slept) == (5, 1, [2.0])


def test_waiting_is_not_counted_as_their_time(sites: Sites, world: World) -> None:
    """Three answers, each a minute apart, are no answer of three minutes."""
    sites.put(HERE, answer(b"", BUSY, retry_after="60"), answer(b"", BUSY, retry_after="60"), page())
    assert fetch(URL, door=world.door()).status == 200
    assert world.now == 122.0


def test_whoever_waits_is_told_why(sites: Sites, world: World) -> None:
    told: list[str] = []
    sites.put(HERE, answer(b"", BUSY, retry_after="10"), page())
    fetch(URL, door=world.door(tell=told.append))
    assert told == [f"fetching {URL}", "gazette.example is busy; asking again in 10 s"]


def test_a_long_rest_is_told(sites: Sites, world: World) -> None:
    told: list[str] = []
    sites.put("gazette.example/robots.txt", answer(b"User-agent: *\nCrawl-delay: 12\n", content_type="text/plain"))
    sites.put(HERE, page())
    fetch(URL, door=world.door(tell=told.append))
    assert told == [f"fetching {URL}", "gazette.example asks for a rest of 12 s between two requests"]


def test_nothing_is_kept_between_doors(sites: Sites, door: Door, world: World) -> None:
    sites.put(HERE, page())
    fetch(URL, door=door)
    assert world.door().visits == {}
