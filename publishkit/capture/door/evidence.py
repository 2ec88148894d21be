"""What was fetched, kept as evidence: a web archive (WARC 1.1) written from it, and read again."""

import gzip
import re
import zlib
from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from publishkit.capture.door.fetched import Fetched, Headers, Hop
from publishkit.capture.door.unpack import TooLongError, Unpacker, packings_of

MOST = 50_000_000
"""Bytes of one record's body that are read, unpacked."""
MOST_TOTAL = 400_000_000
"""Bytes of an archive, unpacked."""
MOST_RECORDS = 10_000
MOST_HEAD = 100_000
END = b"\r\n\r\n"
"""Of a head, and of a record."""
FIRST = re.compile(rb"\s*WARC/\d\.\d+\r?\n")
STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (?P<status>\d{3})\b")
CHUNK = re.compile(rb"(?P<size>[0-9A-Fa-f]{1,8})[^\r\n]{0,1000}\r\n")
HELD_BACK = "X-Archive-Orig-"
"""Before the name of a header that is no longer true of the body beside it, as archives write it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Archived:
    """One answer in a web archive."""

    address: str
    moment: datetime | None
    """When it was fetched; UTC."""
    status: int
    """200 for a file that was archived without an answer around it."""
    headers: Headers
    body: bytes
    """Unpacked."""

    def header(self, name: str) -> str:
        """Return the first header of that name; "" when there is none."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")


# --- written ----------------------------------------------------------------------------------------------------------


def write_warc(fetched: Sequence[Fetched], software: str, beside: Sequence[Archived] = ()) -> bytes:
    """Return a compressed archive of each request and answer, redirects too; the same fetches give the same bytes.

    What the site said to be unchanged has no bytes of its own and is left out. *beside* are files that were read on the
    way, perhaps on another day.
    """
    told = [hop for one in fetched if not one.not_modified for hop in (*one.redirects, one.last)]
    hops = list({id(hop): hop for hop in told}.values())
    moment = hops[0].moment if hops else datetime.fromtimestamp(0, UTC)
    about = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    head = {"WARC-Date": _date(moment), "WARC-Record-ID": _id("warcinfo", moment, about)}
    records = [_record("warcinfo", head, "application/warc-fields", about)]
    for number, hop in enumerate(hops):
        records += _pair(hop, str(number))
    records += (_file(one, moment) for one in beside)
    return b"".join(records)


def _pair(hop: Hop, number: str) -> Iterator[bytes]:
    """The records of an answer and of the request that asked for it."""
    request, answer = _request_bytes(hop), _answer_bytes(hop)
    name = _id(f"response {number}", hop.moment, answer)
    shared = {"WARC-Date": _date(hop.moment), "WARC-Target-URI": hop.address, "WARC-IP-Address": hop.answer.ip}
    cut = {"WARC-Truncated": "length"} if hop.answer.cut else {}
    head = {**shared, "WARC-Record-ID": name, "WARC-Payload-Digest": _digest(hop.answer.raw), **cut}
    yield _record("response", head, "application/http; msgtype=response", answer)
    head = {**shared, "WARC-Record-ID": _id(f"request {number}", hop.moment, request), "WARC-Concurrent-To": name}
    yield _record("request", head, "application/http; msgtype=request", request)


def _file(file: Archived, moment: datetime) -> bytes:
    """The record of a file without the answer it came with."""
    date = file.moment or moment
    name = _id(f"resource {file.address}", date, file.body)
    head = {"WARC-Date": _date(date), "WARC-Target-URI": file.address, "WARC-Record-ID": name}
    return _record("resource", head, file.header("Content-Type") or "application/octet-stream", file.body)


def _record(kind: str, head: Mapping[str, str], media_type: str, block: bytes) -> bytes:
    """One record, packed by itself, so that a reader can begin at any of them."""
    fields = {
        "WARC-Type": kind,
        **head,
        "WARC-Block-Digest": _digest(block),
        "Content-Type": media_type,
        "Content-Length": str(len(block)),
    }
    return gzip.compress(_head("WARC/1.1", tuple(fields.items())) + block + END, mtime=0)


def _request_bytes(hop: Hop) -> bytes:
    parts = urlsplit(hop.address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _head(f"GET {path} HTTP/1.1", hop.answer.sent)


def _answer_bytes(hop: Hop) -> bytes:
    """The answer as received; chunks were put together on the way, so the header that speaks of them is held back."""
    answer = hop.answer
    headers = tuple(
        (f"{HELD_BACK}{name}" if name.lower() == "transfer-encoding" else name, value) for name, value in answer.headers
    )
    return _head(f"{answer.version} {answer.status} {answer.reason}".rstrip(), headers) + answer.raw


def _head(first: str, headers: Headers) -> bytes:
    lines = (first, *(f"{name}: {value}" for name, value in headers))
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def _digest(data: bytes) -> str:
    return f"sha256:{b32encode(sha256(data).digest()).decode()}"


def _id(name: str, moment: datetime, block: bytes) -> str:
    """A record's name, made of what it holds: the same for the same."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{name} {_date(moment)} {sha256(block).hexdigest()}')}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- read -------------------------------------------------------------------------------------------------------------


def read_warc(data: bytes) -> tuple[Archived, ...]:
    """Return the answers and files in a web archive, in order; redirects and errors are among them.

    Raises:
        ValueError: it is no web archive, is damaged, or is larger than any page with its pictures.
    """
    plain = _unpacked(data, ("gzip",), MOST_TOTAL) if data.startswith(b"\x1f\x8b") else data
    found: list[Archived] = []
    count = 0
    for count, (fields, block) in enumerate(_records(plain), 1):
        if count > MOST_RECORDS:
            raise ValueError(f"it has more than {MOST_RECORDS:,} records")
        if fields.get("warc-type") in {"response", "resource"}:
            found.append(_archived(fields, block))
    if not count:
        raise ValueError("it is no web archive")
    return tuple(found)


def _records(data: bytes) -> Iterator[tuple[Mapping[str, str], bytes]]:
    """The fields and the block of each record."""
    at = 0
    while begin := FIRST.match(data, at):
        end = data.find(END, begin.end(), begin.end() + MOST_HEAD)
        fields = {name.lower(): value for name, value in reversed(_fields(data[begin.end() : max(end, 0)]))}
        length = fields.get("content-length", "")
        if end < 0 or not re.fullmatch(r"[0-9]{1,12}", length) or len(data) - end - len(END) < int(length):
            raise ValueError("it is a damaged web archive")
        at = end + len(END) + int(length)
        yield fields, data[end + len(END) : at]
    if data[at:].strip():
        raise ValueError("it is a damaged web archive" if at else "it is no web archive")


def _archived(fields: Mapping[str, str], block: bytes) -> Archived:
    first, status, headers, body = (
        STATUS.match(block),
        200,
        _fields(b"Content-Type: " + fields.get("content-type", "").encode()),
        block,
    )
    if fields.get("content-type", "").lower().startswith("application/http"):
        head, _, body = block.partition(END)
        status, headers = int(first["status"]) if first else 0, _fields(head.partition(b"\r\n")[2])
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        body = _joined(body)
    packed = packings_of(value for name, value in headers if name.lower() == "content-encoding")
    return Archived(
        address=fields.get("warc-target-uri", "").strip("<>"),
        moment=_moment(fields.get("warc-date", "")),
        status=status,
        headers=headers,
        body=_unpacked(body, packed, MOST) if packed else body,
    )


def _fields(head: bytes) -> Headers:
    """The lines of a head as names and values; a line that goes on is put together."""
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).split(b"\n")
    pairs = (line.partition(b":") for line in lines if b":" in line)
    return tuple(
        (name.decode("utf-8", "replace").strip(), value.decode("utf-8", "replace").strip()) for name, _, value in pairs
    )


def _joined(body: bytes) -> bytes:
    """The chunks of a body put together; a body without chunks, which many archives have put together already, as it is."""
    parts: list[bytes] = []
    at = 0
    while size := CHUNK.match(body, at):
        length = int(size["size"], 16)
        parts.append(body[size.end() : size.end() + length])
        at = size.end() + length + 2
        if not length:
            return b"".join(parts)
    return body


def _unpacked(data: bytes, packed: Sequence[str], most: int) -> bytes:
    unpacker = Unpacker(packed, most)
    try:
        unpacker.feed(data)
        unpacker.finish()
    except TooLongError as cause:
        raise ValueError(f"it holds more than {most // 1_000_000} MB") from cause
    except zlib.error as cause:
        raise ValueError("its packing is damaged") from cause
    return bytes(unpacker.body)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
