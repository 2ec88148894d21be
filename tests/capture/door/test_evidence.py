"""The web archive that is kept: written from a fetch, read by others, read again by us."""

import gzip
import io
from datetime import UTC, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator

from publishkit.capture.door import evidence
from publishkit.capture.door.door import Door
from publishkit.capture.door.evidence import Archived, read_warc, write_warc
from publishkit.capture.door.fetch import PICTURE, fetch
from tests.support.sites import Sites, World, answer, moved

URL = "http://gazette.example/ferry"
BODY = "<p>Źródło</p>".encode()
CHUNKED = b"HTTP/1.1 200 Fine\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nX-House: \xe9t\xe9\r\n\r\n4\r\n<p>l\r\n2\r\now\r\n0\r\n\r\n"


def fetched(sites: Sites, door: Door):
    sites.put("gazette.example/ferry", moved("/new", set_cookie="a=b"))
    sites.put("gazette.example/new", answer(gzip.compress(BODY, mtime=0), content_encoding="gzip"))
    sites.put("gazette.example/a.png", answer(b"\x89PNG\r\n\x1a\nmud", content_type="image/png"))
    return fetch(URL, door=door), fetch("http://gazette.example/a.png", door=door, accept=PICTURE)


def test_every_request_and_answer_is_in_it_with_a_digest(sites: Sites, door: Door) -> None:
    """Another reader finds them, and finds the digests right."""
    data = write_warc(fetched(sites, door), "publishkit 0.1")
    records = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        record.content_stream().read()
        records.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI")))
        assert record.rec_headers.protocol == "WARC/1.1"
    new, picture = "http://gazette.example/new", "http://gazette.example/a.png"
    pairs = [(kind, address) for address in (URL, new, picture) for kind in ("response", "request")]
    assert records == [("warcinfo", None), *pairs]
    plain = gzip.decompress(data).decode("latin-1")
    for line in (
        "software: publishkit 0.1",
        "GET /new HTTP/1.1\r\nHost: gazette.example",
        "Set-Cookie: a=b",
        "WARC-IP-Address: 93.184.216.34",
    ):
        assert line in plain
    assert "WARC-Date: 2026-11-20T08:00:02Z" in plain


def test_the_same_fetch_gives_the_same_bytes(sites: Sites, world: World) -> None:
    both = fetched(sites, world.door())
    assert write_warc(both, "publishkit 0.1") == write_warc(both, "publishkit 0.1")
    world.now = 0
    assert write_warc(fetched(sites, world.door()), "publishkit 0.1") == write_warc(both, "publishkit 0.1")


def test_what_was_written_is_read_again(sites: Sites, door: Door) -> None:
    first, second, third = read_warc(write_warc(fetched(sites, door), "publishkit 0.1"))
    assert (first.address, first.status, first.header("location")) == (URL, 302, "/new")
    assert (second.address, second.status, second.body) == ("http://gazette.example/new", 200, BODY)
    assert second.header("content-encoding") == "gzip"
    assert second.moment == datetime(2026, 11, 20, 8, 0, 4, tzinfo=UTC)
    assert (third.header("content-type"), third.body) == ("image/png", b"\x89PNG\r\n\x1a\nmud")


def test_chunks_and_letters_in_headers_come_through(sites: Sites, door: Door) -> None:
    sites.put("gazette.example/ferry", CHUNKED)
    (only,) = read_warc(write_warc([fetch(URL, door=door)], "publishkit 0.1"))
    assert (only.body, only.header("X-House")) == (b"<p>low", "été")
    assert only.header("X-Archive-Orig-Transfer-Encoding") == "chunked"


def test_what_has_not_changed_is_left_out(sites: Sites, door: Door) -> None:
    sites.put("gazette.example/ferry", answer(b"<p>a", etag='"7"'), answer(b"", "304 Not Modified"))
    known = fetch(URL, door=door).validators
    assert read_warc(write_warc([fetch(URL, door=door, known=known)], "publishkit 0.1")) == ()


# --- archives of others -----------------------------------------------------------------------------------------------


def record(
    kind: str, block: bytes, media_type: str = "application/http; msgtype=response", date: str = "2026-11-20T08:00:00Z"
) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {URL}\r\nWARC-Date: {date}\r\nContent-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


WHOLE = Archived(
    address=URL,
    moment=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    status=200,
    headers=(("Content-Type", "text/html"),),
    body=b"<p>low",
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>low"


@pytest.mark.parametrize(
    "data",
    [
        record("response", ANSWER),
        gzip.compress(record("response", ANSWER)),
        gzip.compress(record("request", b"GET / HTTP/1.1\r\n\r\n") + record("response", ANSWER)),
        record("resource", b"<p>low", "text/html"),
        record("response", ANSWER) + record("metadata", b"a: b", "application/warc-fields"),
    ],
)
def test_archives_of_others_are_read(data: bytes) -> None:
    """Packed by record, as one piece, or not at all; with an answer around the file or without."""
    assert read_warc(data) == (WHOLE,)


def test_chunks_as_others_leave_them() -> None:
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    packed = gzip.compress(b"<p>low")
    block += b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    assert read_warc(record("response", block))[0].body == b"<p>low"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no web archive"),
        (b"<html>", "no web archive"),
        (b"\x1f\x8bbroken", "packing is damaged"),
        (gzip.compress(record("response", ANSWER))[:-10], "packing is damaged"),
        (gzip.compress(record("resource", b"\0" * 11_000_000, "text/html")), "more than 10 MB"),
        (record("response", ANSWER)[:-20], "damaged"),
        (record("response", ANSWER) + b"and more", "damaged"),
        (
            record("response", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"\0" * 6_000_000)),
            "more than 5 MB",
        ),
        (record("response", b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx"), "not asked for"),
        (record("warcinfo", b"", "application/warc-fields") * 10_001, "more than 10,000 records"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -4\r\n\r\nabc", "damaged"),
        (b"WARC/1.0\r\n\r\n\r\n", "damaged"),
        (record("response", b"\xff\xfe nonsense"), ""),
        (record("response", ANSWER, date="soon"), ""),
    ],
)
def test_what_is_no_archive_is_a_sentence(data: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_TOTAL", 10_000_000)
    monkeypatch.setattr(evidence, "MOST", 5_000_000)
    if not words:
        assert len(read_warc(data)) == 1
        return
    with pytest.raises(ValueError, match=words):
        read_warc(data)
