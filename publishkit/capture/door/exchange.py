"""One request and its answer: read to its end within limits of time and size, unpacked while it comes."""

import re
import ssl
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

import httpcore

from publishkit.capture.door.fetched import Answer, Headers
from publishkit.capture.door.guard import SAVE, Deadline, GuardedBackend, Target, shown
from publishkit.capture.door.unpack import TooLongError, Unpacker, packings_of
from publishkit.errors import ExternalError, InputError
from publishkit.web import system_trust

ROOM = 65_536
"""Bytes by which a packed body may be longer than what is in it."""
MOST_ASIDE = 500 * 1024
"""Bytes that are read of an answer that is no page: a redirect, an error."""


BROKEN = re.compile(r"disconnect|closed|incomplete", re.IGNORECASE)
"""What the library says of an answer that ended too early; its other complaints are about the answer itself."""


class LostError(ExternalError):
    """A connection that did not come about or broke: the same request may succeed when it is made again."""


class UntrustedError(ExternalError):
    """A certificate that is not trusted: asking again gives the same, and a reader's browser warns of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What is asked for, and how much of an answer is taken."""

    target: Target
    headers: Headers
    most: int
    """Bytes of the body, unpacked."""
    cut: bool = False
    """Whether a longer body is read so far and no further; without it, it is refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """Seconds."""

    connect: float = 5.0
    read: float = 20.0
    """Without a byte."""
    total: float = 60.0
    """For one source with its redirects; what we wait out of politeness is not counted."""


def exchange(
    request: Request, backend: GuardedBackend, deadline: Deadline, waits: Waits, trust: ssl.SSLContext | None
) -> Answer:
    """Return the answer to *request*, whatever it says.

    Raises:
        LostError: there was no connection, or it broke.
        ExternalError: the answer takes too long, is not HTTP, or its certificate is not trusted.
        InputError: it is longer than asked for, or leads where we do not go.
    """
    place = shown(str(request.target))
    try:
        with deadline.running():
            return _exchange(request, backend, waits, trust or system_trust())
    except httpcore.TimeoutException as cause:
        if isinstance(cause, httpcore.ConnectTimeout) and deadline.left > 0:
            raise LostError.at(place, "does not take a connection", f"try again later, or {SAVE}") from cause
        raise ExternalError.at(place, "takes too long to answer", f"try again later, or {SAVE}") from cause
    except (httpcore.NetworkError, httpcore.ProtocolError) as cause:
        raise _lost(place, cause) from cause
    except TooLongError as cause:
        raise InputError.at(place, f"is larger than {_megabytes(request.most)}", SAVE) from cause
    except zlib.error as cause:
        raise ExternalError.at(place, "is packed, and its packing is damaged", SAVE) from cause


def _exchange(request: Request, backend: GuardedBackend, waits: Waits, trust: ssl.SSLContext) -> Answer:
    target = request.target
    url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    timeout = {"connect": waits.connect, "read": waits.read, "write": waits.read, "pool": waits.connect}
    with (
        httpcore.ConnectionPool(ssl_context=trust, network_backend=backend, max_keepalive_connections=0) as pool,
        pool.stream("GET", url, headers=list(request.headers), extensions={"timeout": timeout}) as response,
    ):
        headers = tuple((_text(name), _text(value)) for name, value in response.headers)
        version = _text(response.extensions.get("http_version", b"HTTP/1.1"))
        reason = _text(response.extensions.get("reason_phrase", b""))
        packings: Sequence[str] = ()
        if response.status == HTTPStatus.OK:
            packings = _packings(headers, request)
        else:  # nobody reads what comes with a redirect or an error
            request = replace(request, most=min(request.most, MOST_ASIDE), cut=True)
        unpacker = Unpacker(packings, request.most)
        raw = bytearray()
        cut = False
        try:
            _refuse_declared(headers, request)
            _read(response.iter_stream(), raw, unpacker, request.most)
        except TooLongError:
            if not request.cut:
                raise
            cut = True
        received, body = bytes(raw), bytes(unpacker.body)
        return Answer(
            status=response.status, reason=reason, version=version, sent=request.headers, headers=headers,
            raw=received, body=received if body == received else body, ip=backend.reached, cut=cut,
        )  # fmt: skip


def _read(parts: Iterable[bytes], raw: bytearray, unpacker: Unpacker, most: int) -> None:
    """Add the parts of a body to *raw*, and what is in them to *unpacker*; what unpacks to nothing has an end, too."""
    for part in parts:
        raw += part
        unpacker.feed(part)
        if len(raw) > most + ROOM:
            raise TooLongError
    unpacker.finish()


def _refuse_declared(headers: Headers, request: Request) -> None:
    """Stop before the first byte of a body that says itself that it is too long."""
    declared = next((value for name, value in headers if name.lower() == "content-length"), "")
    if declared.isascii() and declared.isdigit() and int(declared[:18]) > request.most and not request.cut:
        raise TooLongError


def _packings(headers: Headers, request: Request) -> Sequence[str]:
    try:
        return packings_of(value for name, value in headers if name.lower() == "content-encoding")
    except ValueError as cause:
        raise ExternalError.at(shown(str(request.target)), str(cause), SAVE) from cause


def _lost(place: str, cause: Exception) -> ExternalError:
    if _is_of_trust(cause):
        hint = f"see in your browser whether the page is what it claims, then {SAVE}"
        return UntrustedError.at(place, "shows a certificate that is not trusted", hint)
    later = f"try again later, or {SAVE}"
    if isinstance(cause, httpcore.ConnectError):
        return LostError.at(place, "does not take a connection", later)
    if isinstance(cause, httpcore.ProtocolError) and not BROKEN.search(str(cause)):
        return ExternalError.at(place, f"answers in a way that is not HTTP ({_plain(cause)})", SAVE)
    return LostError.at(place, f"breaks off its answer ({_plain(cause)})", later)


def _is_of_trust(cause: BaseException | None) -> bool:
    """Whether a certificate is behind an error: asking again gives the same."""
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        seen.add(id(cause))
        cause = cause.__cause__ or cause.__context__
    return False


def _plain(cause: Exception) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in str(cause))[:120] or type(cause).__name__


def _text(data: bytes) -> str:
    """Header bytes as HTTP reads them; what is UTF-8 all the same is read so."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _megabytes(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count // 1_000} KB"
