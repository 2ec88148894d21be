"""Whatever comes, the answer is one of ours: a value, or a sentence."""

import gzip
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protego import Protego

from publishkit.capture.door.evidence import read_warc, write_warc
from publishkit.capture.door.fetch import fetch
from publishkit.capture.door.guard import Target, checked_addresses, is_public, parse_target
from publishkit.capture.door.unpack import TooLongError, Unpacker
from publishkit.errors import ExternalError, InputError, PublishkitError
from tests.support.sites import Sites, World, answer

LENIENT = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
PARTS = st.lists(st.sampled_from(["http", "https", "://", "//", ":", "@", "/", "\\", "?", "#", "[", "]", "%", ".", "..", "127.0.0.1", "::1", "a", "é", "8080", " ", "\t", "\n", "xn--", "٣", "０", "\u202e", "\ud800"]), max_size=9)  # fmt: skip


@given(st.one_of(st.text(max_size=60), PARTS.map("".join), PARTS.map(lambda parts: "http://" + "".join(parts))))
@settings(deadline=None, max_examples=600)
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        target = parse_target(text)
    except InputError as cause:
        stop = cause
    else:
        _check_target(target)
        return
    assert "\n" not in str(stop)


def _check_target(target: Target) -> None:
    assert target.port in {80, 443} and target.host.isascii() and "@" not in target.authority
    assert str(parse_target(str(target))) == str(target)


@given(st.lists(st.one_of(st.ip_addresses().map(str), st.text(max_size=12)), max_size=4))
@settings(deadline=None, max_examples=400)
def test_whatever_a_name_server_says_only_public_addresses_are_dialled(found: list[str]) -> None:
    with suppress(InputError, ExternalError):
        dialled = checked_addresses("a.example", 80, lambda _host, _port: found, "here")
        assert dialled and all(map(is_public, dialled)) and all(map(is_public, found))


@given(st.lists(st.binary(max_size=80), max_size=6), st.lists(st.sampled_from(["gzip", "deflate"]), max_size=2))
@settings(deadline=None, max_examples=300)
def test_any_bytes_are_unpacked_or_refused(parts: list[bytes], packings: list[str]) -> None:
    unpacker = Unpacker(packings, 50)
    with suppress(zlib.error, TooLongError):
        for part in parts:
            unpacker.feed(part)
        unpacker.finish()
    assert len(unpacker.body) <= 50


@given(st.binary(max_size=3000), st.integers(min_value=1, max_value=400), st.integers(min_value=0, max_value=2))
@settings(deadline=None, max_examples=200)
def test_what_was_packed_comes_back_however_it_is_cut(body: bytes, step: int, times: int) -> None:
    data = body
    for _ in range(times):
        data = gzip.compress(data)
    unpacker = Unpacker(["gzip"] * times, 10_000)
    for at in range(0, len(data), step):
        unpacker.feed(data[at : at + step])
    unpacker.finish()
    assert bytes(unpacker.body) == body


def refusal(act: Callable[[], object], kind: type[Exception]) -> str | None:
    """Return what was said against *act*, None when it went through; anything but *kind* is a fault."""
    try:
        act()
    except kind as stop:
        return str(stop)
    return None


@given(st.binary(max_size=400), st.integers(min_value=0, max_value=5000), st.integers(min_value=0, max_value=255))
@LENIENT
def test_any_archive_is_read_or_refused(sites: Sites, world: World, noise: bytes, at: int, byte: int) -> None:
    sites.put("a.example/", answer(b"<p>low water"))
    whole = bytearray(gzip.decompress(write_warc([fetch("http://a.example/", door=world.door())], "publishkit 0.1")))
    whole[at % len(whole)] = byte
    for data in (noise, bytes(whole), gzip.compress(bytes(whole))[:-3], bytes(whole)[:at], b"WARC/1.1\r\n" + noise):
        assert refusal(partial(read_warc, data), ValueError) != "", "a refusal says why"


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(["User-agent: *", "Disallow: /*a*$", "Allow:", "Disallow", ":", "Crawl-delay: x", "\x00", "Request-rate: 1/0", "Visit-time: 1-", "Sitemap: ]["])).map("\n".join)))  # fmt: skip
@settings(deadline=None, max_examples=300)
def test_any_robots_file_can_be_asked(text: str) -> None:
    rules = Protego.parse(text)
    assert rules.can_fetch("http://a.example/ferry?a=b", "publishkit") in {True, False}
    assert (rules.crawl_delay("publishkit") or 0.0) >= 0


@given(st.binary(max_size=300))
@LENIENT
def test_any_answer_is_a_page_or_an_error_of_ours(sites: Sites, world: World, data: bytes) -> None:
    for reply in (data, b"HTTP/1.1 200 OK\r\n" + data, b"HTTP/1.1 302 Found\r\nLocation: " + data + b"\r\n\r\n"):
        sites.put("a.example/", reply)
        said = refusal(lambda: fetch("http://a.example/", door=world.door()), PublishkitError)
        assert said is None or said.startswith("http://a.example/") or "http" in said


def test_an_error_of_ours_is_never_bare(sites: Sites, world: World) -> None:
    sites.put("a.example/", b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n")
    with pytest.raises(PublishkitError) as stop:
        fetch("http://a.example/", door=world.door())
    assert stop.value.problems[0].place == "http://a.example/"
