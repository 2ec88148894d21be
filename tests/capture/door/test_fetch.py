"""One source of the web: redirects, kinds, sizes, times, and how each refusal is said."""

import gzip
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from publishkit.capture.door.door import Door, agent
from publishkit.capture.door.exchange import Waits
from publishkit.capture.door.fetch import DOCUMENT, FEED, PAGE, PICTURE, TEXT, Accepted, fetch
from publishkit.capture.door.fetched import Validators
from publishkit.errors import InputError, PublishkitError
from tests.support.sites import AGENT, Asked, Send, Sites, World, answer, moved, page

HERE = "gazette.example/ferry"
URL = f"http://{HERE}"
PNG = b"\x89PNG\r\n\x1a\nmud"


def refused(door: Door, url: str = URL, **told: Any) -> PublishkitError:
    """Return the refusal; it names the address asked for, and a way out."""
    with pytest.raises(PublishkitError) as stop:
        fetch(url, door=door, **told)
    (problem,) = stop.value.problems
    assert problem.place == url and problem.hint
    return stop.value


# --- what comes back --------------------------------------------------------------------------------------------------


def test_a_page_comes_back_with_everything_that_was_said(sites: Sites, world: World) -> None:
    words = "<!DOCTYPE html><p>Źródło</p>".encode("iso-8859-2")
    sites.put(
        HERE,
        answer(
            words,
            content_type="text/html; charset=ISO-8859-2",
            etag='"7"',
            last_modified="Fri, 20 Nov 2026 07:00:00 GMT",
            x_house="one",
        ),
    )
    fetched = fetch(URL, door=world.door())
    assert (fetched.requested, fetched.address, fetched.status, fetched.redirects) == (URL, URL, 200, ())
    assert (fetched.body, fetched.media_type, fetched.charset) == (words, "text/html", "iso-8859-2")
    assert (fetched.etag, fetched.last_modified) == ('"7"', "Fri, 20 Nov 2026 07:00:00 GMT")
    assert (fetched.robots, fetched.not_modified) == ("absent", False)
    assert fetched.retrieved == world.clock()
    assert ("X-House", "one") in fetched.headers and fetched.named_headers["x-house"] == "one"


def test_the_request_says_who_we_are(sites: Sites, door: Door) -> None:
    sites.put(HERE, page())
    fetch(URL, door=door)
    sent = sites.asked[-1].headers
    assert sent["user-agent"] == AGENT
    assert sent["accept"].startswith("text/html, application/xhtml+xml")
    assert not {"cookie", "referer", "authorization"} & set(sent)


def test_no_proxy_and_no_password_file_of_the_environment_is_used(
    sites: Sites, door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    (tmp_path / ".netrc").write_text("machine gazette.example login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    sites.put(HERE, page())
    assert fetch(URL, door=door).status == 200
    assert "authorization" not in sites.asked[-1].headers


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        ("desk@the-gazette.press", "publishkit/0.1 (+mailto:desk@the-gazette.press)"),
        ("mailto:desk@the-gazette.press", "publishkit/0.1 (+mailto:desk@the-gazette.press)"),
        ("https://the-gazette.press/über", "publishkit/0.1 (+https://the-gazette.press/%C3%BCber)"),
        ("https://the-gazette.press/example.org", "publishkit/0.1 (+https://the-gazette.press/example.org)"),
        ("desk@my-example.com", "publishkit/0.1 (+mailto:desk@my-example.com)"),
        (" https://the-gazette.press/über uns", None),
        ("desk@the-gazette.press\r\nX-Evil: 1", None),
        ("rights@estuary.example.org", None),
        ("desk@gazette.example", None),
        ("https://example.com/contact", None),
        ("ask us", None),
        ("", None),
    ],
)
def test_nobody_is_asked_without_a_contact(contact: str, name: str | None) -> None:
    if name:
        assert agent("0.1", contact) == name
        return
    with pytest.raises(
        InputError, match=r"publication\.contact: is (?:needed before anything is fetched|an address for examples)"
    ):
        agent("0.1", contact)


# --- redirects --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status",
    ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"],
)
def test_a_redirect_is_followed_and_recorded(status: str, sites: Sites, door: Door) -> None:
    sites.put(HERE, moved("/new?a=1#top", status))
    sites.put("gazette.example/new?a=1", page("New"))
    fetched = fetch(URL, door=door)
    assert fetched.address == "http://gazette.example/new?a=1"
    assert [(hop.address, hop.answer.status) for hop in fetched.redirects] == [(URL, int(status[:3]))]


def test_a_relative_place_with_letters_of_no_ascii(sites: Sites, door: Door) -> None:
    sites.put(HERE, b"HTTP/1.1 302 Found\r\nLocation: ../f\xc3\xa4hre\r\nContent-Length: 0\r\n\r\n")
    sites.put("gazette.example/f%C3%A4hre", page())
    assert fetch(URL, door=door).address == "http://gazette.example/f%C3%A4hre"


def test_five_redirects_are_followed_and_a_sixth_is_not(sites: Sites, door: Door) -> None:
    for number in range(6):
        sites.put(f"gazette.example/{number}", moved(f"/{number + 1}"))
    sites.put("gazette.example/6", page())
    assert len(fetch("http://gazette.example/1", door=door).redirects) == 5
    assert "more than 5 times" in str(refused(door, "http://gazette.example/0"))


def test_a_circle_of_redirects_ends(sites: Sites, door: Door) -> None:
    sites.put(HERE, moved("/ferry"))
    assert "more than 5 times" in str(refused(door))
    assert len(sites.paths()) == 6


def test_a_redirect_without_a_place_is_no_page(sites: Sites, door: Door) -> None:
    sites.put(HERE, answer(b"", "302 Found"))
    assert "answers 302 Found and no page" in str(refused(door))


def test_the_page_of_a_redirect_may_be_any_size(sites: Sites, door: Door) -> None:
    """It is cut, not refused: nobody reads it."""
    sites.put(HERE, answer(b"x" * 2_000_000, "302 Found", location="/new"))
    sites.put("gazette.example/new", page())
    fetched = fetch(URL, door=door)
    assert fetched.redirects[0].answer.cut and len(fetched.redirects[0].answer.body) <= 512_000


# --- cookies ----------------------------------------------------------------------------------------------------------


def test_cookies_live_for_one_fetch(sites: Sites, door: Door) -> None:
    """A site that sets one and asks for it back is satisfied; the next fetch knows nothing of it."""

    def wall(asked: Asked, send: Send) -> None:
        seen = "seen=yes" in asked.headers.get("cookie", "")
        send(page() if seen else moved("/ferry", set_cookie="seen=yes; Path=/"))

    sites.put(HERE, wall)
    assert fetch(URL, door=door).status == 200
    assert fetch(URL, door=door).status == 200
    assert ["cookie" in one.headers for one in sites.asked if one.path == "/ferry"] == [False, True, False, True]


def test_a_cookie_stays_with_its_site(sites: Sites, door: Door) -> None:
    sites.put(HERE, moved("http://other.example/", set_cookie="id=1; Path=/"))
    sites.put("other.example/", page())
    fetch(URL, door=door)
    assert all("cookie" not in one.headers for one in sites.asked if one.host == "other.example")


# --- kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "content_type", "body", "media_type"),
    [
        (PAGE, "text/html", b"<p>a", "text/html"),
        (PAGE, "Text/HTML;charset=utf-8", b"<p>a", "text/html"),
        (PAGE, "application/xhtml+xml", b"<html/>", "application/xhtml+xml"),
        (PAGE, "", b"\n <!-- a --><!doctype html><p>a", "text/html"),
        (PAGE, "application/octet-stream", b"<html><p>a", "text/html"),
        (TEXT, "text/markdown", b"# A", "text/markdown"),
        (FEED, "application/rss+xml", b"<rss/>", "application/rss+xml"),
        (FEED, "application/feed+json", b"{}", "application/feed+json"),
        (PICTURE, "image/avif", b"....", "image/avif"),
        (PICTURE, "binary/octet-stream", PNG, "image/png"),
        (PICTURE, "", b"RIFF....WEBPVP8 ", "image/webp"),
        (DOCUMENT, "application/pdf", b"%PDF-1.7", "application/pdf"),
        (DOCUMENT, "application/octet-stream", b"%PDF-1.7", "application/pdf"),
    ],
)
def test_kinds_that_were_asked_for(
    accept: Accepted, content_type: str, body: bytes, media_type: str, sites: Sites, door: Door
) -> None:
    sites.put(HERE, answer(body, content_type=content_type))
    assert fetch(URL, door=door, accept=accept).media_type == media_type


@pytest.mark.parametrize(
    ("content_type", "body", "words"),
    [
        ("application/pdf", b"%PDF-1.7", "is application/pdf, not a web page"),
        ("video/mp4", b"x", "is video/mp4, not a web page"),
        ("image/png", PNG, "is image/png, not a web page"),
        ("", b"some words", "does not say what it is, not a web page"),
        ("text/html\x7f", b"x", "does not say what it is|breaks off"),
        ("application/octet-stream", b"MZ\x90", "does not say what it is"),
    ],
)
def test_any_other_kind_is_refused_by_its_name(
    content_type: str, body: bytes, words: str, sites: Sites, door: Door
) -> None:
    sites.put(HERE, answer(body, content_type=content_type))
    with pytest.raises(PublishkitError, match=words):
        fetch(URL, door=door)


@pytest.mark.parametrize(
    ("status", "words", "code"),
    [
        ("401 Unauthorized", "asks for a name and a password", 2),
        ("402 Payment Required", "asks for payment", 2),
        ("403 Forbidden", "is closed to us", 2),
        ("404 Not Found", "is not there", 2),
        ("410 Gone", "is gone", 2),
        ("418 \x1b[2J", "is refused (418 I'm a Teapot)", 2),
        ("451 X", "withheld for legal reasons", 2),
        ("500 Oops", "answers 500 Internal Server Error and no page", 5),
        ("502 Bad", "answers 502 Bad Gateway", 5),
        ("204 No Content", "answers 204 No Content and no page", 5),
        ("206 Partial Content", "answers 206 Partial Content and no page", 5),
        ("304 Not Modified", "answers 304 Not Modified and no page", 5),
        ("999 No", "answers 999 and no page", 5),
    ],
)
def test_an_answer_without_a_page_is_told_with_a_way_out(
    status: str, words: str, code: int, sites: Sites, door: Door
) -> None:
    sites.put(HERE, answer(b"", status))
    stop = refused(door)
    assert words in str(stop) and "\x1b" not in str(stop)
    assert (stop.exit_code, "add the file" in stop.problems[0].hint) == (code, True)


def test_an_error_is_told_as_one_however_it_is_packed(sites: Sites, door: Door) -> None:
    for packing in ("gzip", "br"):
        sites.put(HERE, answer(b"no such page", "404 Not Found", content_encoding=packing))
        assert "is not there (404)" in str(refused(door))


def test_an_empty_page_is_none(sites: Sites, door: Door) -> None:
    sites.put(HERE, answer(b" \n"))
    assert "is empty" in str(refused(door))


# --- sizes ------------------------------------------------------------------------------------------------------------

SMALL = Accepted(name="a web page", types=("text/html",), most=100_000)


def packed(body: bytes, coding: str = "gzip", data: bytes | None = None) -> bytes:
    return answer(gzip.compress(body) if data is None else data, content_encoding=coding)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    "reply",
    [
        packed(b"<p>low water"),
        packed(b"", "deflate", zlib.compress(b"<p>low water")),
        packed(b"", "deflate", raw_deflate(b"<p>low water")),
        packed(b"", "gzip", gzip.compress(b"<p>low ") + gzip.compress(b"water") + b"\0\0\0"),
        packed(b"", "gzip, x-gzip", gzip.compress(gzip.compress(b"<p>low water"))),
        packed(b"", "UTF-8", b"<p>low water"),
        answer(b"<p>low water", content_encoding="identity"),
    ],
)
def test_a_packed_page_is_unpacked_and_kept_as_it_came(reply: bytes, sites: Sites, door: Door) -> None:
    sites.put(HERE, reply)
    fetched = fetch(URL, door=door)
    assert fetched.body == b"<p>low water"
    assert fetched.last.answer.raw == reply.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answer(b"x" * 100_001), "is larger than 100 KB"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "is larger than 100 KB"),
        (b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 100_001, "is larger than 100 KB"),
        (packed(b"\0" * 50_000_000), "is larger than 100 KB"),
        (packed(b"", "gzip, gzip", gzip.compress(gzip.compress(b"\0" * 50_000_000))), "is larger than 100 KB"),
        (packed(b"", "gzip", gzip.compress(b"x" * 60_000) * 2), "is larger than 100 KB"),
        (packed(b"", "gzip", gzip.compress(b"<p>low") + b"\0" * 200_000), "is larger than 100 KB"),
        (packed(b"", "gzip", gzip.compress(b"") * 10_000), "is larger than 100 KB"),
        (packed(b"", "gzip, gzip, gzip", b""), "is packed 3 times"),
        (packed(b"", "br", b"\x8b"), "is packed in a way that was not asked for (br)"),
        (packed(b"", "gzip", b"no gzip at all"), "its packing is damaged"),
        (packed(b"", "gzip", gzip.compress(b"low water" * 99)[:-9]), "its packing is damaged"),
    ],
)
def test_bombs_and_long_pages_end_early(reply: bytes, words: str, sites: Sites, door: Door) -> None:
    sites.put(HERE, reply)
    began = time.perf_counter()
    assert words in str(refused(door, accept=SMALL))
    assert time.perf_counter() - began < 5
    assert len(sites.paths()) == 1


# --- broken answers ---------------------------------------------------------------------------------------------------


def test_a_page_of_http_1_0_ends_with_its_connection(sites: Sites, door: Door) -> None:
    sites.put(HERE, b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old")
    fetched = fetch(URL, door=door)
    assert (fetched.body, fetched.last.answer.version) == (b"<p>old", "HTTP/1.0")


def test_chunks_are_put_together(sites: Sites, door: Door) -> None:
    sites.put(
        HERE,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<p>l\r\n2\r\now\r\n0\r\n\r\n",
    )
    assert fetch(URL, door=door).body == b"<p>low"


def test_more_than_was_announced_is_not_read(sites: Sites, door: Door) -> None:
    sites.put(HERE, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<p>low and more")
    assert fetch(URL, door=door).body == b"<p>low"


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>low",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<p>",
        b"HTTP/1.1 200",
        b"",
    ],
)
def test_an_answer_that_ends_too_early_is_asked_for_twice_more(reply: bytes, sites: Sites, door: Door) -> None:
    sites.put(HERE, reply)
    stop = refused(door)
    assert (stop.exit_code, "breaks off its answer" in str(stop), len(sites.paths())) == (5, True, 3)


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<p>low",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<p>low",
        b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n<p>low",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n<p>low",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % number for number in range(20_000)) + b"\r\n<p>low",
        b"HTTP/1.1 200 OK\r\nnot a header\r\n\r\n<p>low",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<p>",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\0" * 50 + b"\r\n\r\n",
    ],
)
def test_what_is_not_http_is_told_at_once(reply: bytes, sites: Sites, door: Door) -> None:
    sites.put(HERE, reply)
    stop = refused(door)
    assert (stop.exit_code, "is not HTTP" in str(stop), len(sites.paths())) == (5, True, 1)
    assert len(str(stop)) < 500 and str(stop).isprintable()


def test_a_connection_that_is_dropped_once_is_no_matter(sites: Sites, world: World) -> None:
    sites.put(HERE, b"", page())
    assert fetch(URL, door=world.door()).status == 200
    assert len(sites.paths()) == 2


def test_a_host_that_takes_no_connection(sites: Sites, world: World) -> None:
    def dead(address: str, port: int, seconds: float) -> Any:
        raise httpcore.ConnectError("refused")

    import httpcore

    stop = refused(world.door(dial=dead))
    assert "does not take a connection" in str(stop) and stop.exit_code == 5


# --- times ------------------------------------------------------------------------------------------------------------


def drip(
    pieces: int, pause: float, head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
) -> Callable[[Asked, Send], None]:
    def reply(asked: Asked, send: Send) -> None:
        send(head)
        for _ in range(pieces):
            time.sleep(pause)
            send(b"x")

    return reply


@pytest.mark.parametrize(
    "reply",
    [
        drip(30, 0.05),
        drip(30, 0.05, b"HTTP/1.1 200 OK\r\nX: "),
        drip(30, 0.05, b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"),
    ],
    ids=["body", "header", "redirect"],
)
def test_what_drips_has_an_end(reply: Callable[[Asked, Send], None], sites: Sites, world: World) -> None:
    """Each byte comes in time, the whole does not: the time for the whole counts."""
    sites.put(HERE, reply)
    door = world.door(timer=time.monotonic, waits=Waits(connect=0.3, read=0.3, total=0.4))
    began = time.perf_counter()
    stop = refused(door)
    assert "takes too long to answer" in str(stop) and stop.exit_code == 5
    assert time.perf_counter() - began < 1.4
    assert len(sites.paths()) == 1


def test_silence_has_an_end(sites: Sites, world: World) -> None:
    sites.put(HERE, drip(1, 0.5, b""))
    stop = refused(world.door(waits=Waits(connect=0.2, read=0.2, total=60)))
    assert "takes too long to answer" in str(stop)


# --- asked again ------------------------------------------------------------------------------------------------------


def test_what_we_have_is_asked_for_only_if_it_changed(sites: Sites, door: Door) -> None:
    sites.put(HERE, answer(b"<p>a", etag='"7"', last_modified="Fri, 20 Nov 2026 07:00:00 GMT"))
    known = fetch(URL, door=door).validators
    sites.put(HERE, answer(b"", "304 Not Modified", etag='"7"'))
    fetched = fetch(URL, door=door, known=known)
    assert (fetched.not_modified, fetched.body, fetched.etag) == (True, b"", '"7"')
    sent = sites.asked[-1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"7"', "Fri, 20 Nov 2026 07:00:00 GMT")


def test_validators_are_told_to_their_own_page_alone(sites: Sites, door: Door) -> None:
    sites.put(HERE, moved("/new"))
    sites.put("gazette.example/new", page())
    fetch(
        URL, door=door, known=Validators(address="http://gazette.example/new", etag='"7"', last_modified="x\r\nEvil: 1")
    )
    first, second = (one.headers for one in sites.asked if one.path != "/robots.txt")
    assert "if-none-match" not in first
    assert second["if-none-match"] == '"7"' and "evil" not in second and "if-modified-since" not in second
