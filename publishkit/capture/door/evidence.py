"""What was fetched, kept as evidence: a web archive (WARC 1.1) written from it, and read again."""

import io
import zlib
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from publishkit.capture.door.fetched import Fetched, Headers, Hop
from publishkit.capture.door.unpack import TooLongError, Unpacker, packings_of

MOST = 50_000_000
"""Bytes of one record's body that are read, unpacked."""
MOST_TOTAL = 400_000_000
"""Bytes of an archive, unpacked."""
MOST_RECORDS = 10_000
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


def write_warc(fetched: Sequence[Fetched], software: str) -> bytes:
    """Return a compressed archive of each request and answer, redirects too; the same fetches give the same bytes.

    What the site said to be unchanged has no bytes of its own and is left out.
    """
    from warcio.warcwriter import WARCWriter

    hops = list(
        {id(hop): hop for one in fetched if not one.not_modified for hop in (*one.redirects, one.last)}.values()
    )
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    about = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    moment = hops[0].moment if hops else datetime.fromtimestamp(0, UTC)
    head = {"WARC-Record-ID": _id("warcinfo", moment, about), "WARC-Date": _date(moment)}
    _write(writer, "warcinfo", "", about, "application/warc-fields", head)
    for number, hop in enumerate(hops):
        request, answer = _request_bytes(hop), _answer_bytes(hop)
        name = _id(f"response {number} {hop.address}", hop.moment, answer)
        shared = {"WARC-Date": _date(hop.moment), "WARC-IP-Address": hop.answer.ip}
        cut = {"WARC-Truncated": "length"} if hop.answer.cut else {}
        digest = {"WARC-Payload-Digest": _digest(hop.answer.raw)}
        response = {"WARC-Record-ID": name, **shared, **cut, **digest}
        _write(writer, "response", hop.address, answer, "application/http; msgtype=response", response)
        asked = {"WARC-Record-ID": _id(f"request {number} {hop.address}", hop.moment, request), **shared}
        asked |= {"WARC-Concurrent-To": name, "WARC-Payload-Digest": _digest(b"")}
        _write(writer, "request", hop.address, request, "application/http; msgtype=request", asked)
    return out.getvalue()


def _write(writer: Any, kind: str, address: str, block: bytes, media_type: str, head: Mapping[str, str]) -> None:
    """Write one record; *block* goes out as it is: the library would put headers into words of its own."""
    from warcio.recordloader import ArcWarcRecord
    from warcio.statusandheaders import StatusAndHeaders

    lines = [("WARC-Type", kind), *head.items()]
    if address:
        lines.append(("WARC-Target-URI", address))
    lines.append(("WARC-Block-Digest", _digest(block)))
    headers = StatusAndHeaders("", lines, protocol="WARC/1.1")
    writer.write_record(ArcWarcRecord("warc", kind, headers, io.BytesIO(block), None, media_type, len(block)))


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
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    plain = _unpacked(data, ("gzip",), MOST_TOTAL) if data.startswith(b"\x1f\x8b") else data
    found: list[Archived] = []
    try:
        for number, record in enumerate(ArchiveIterator(io.BytesIO(plain))):
            if number >= MOST_RECORDS:
                raise ValueError(f"it has more than {MOST_RECORDS:,} records")
            if record.rec_type in {"response", "resource"}:
                found.append(_archived(record))
    except (ArchiveLoadFailed, EOFError, UnicodeError, AttributeError) as cause:
        raise ValueError("it is no web archive, or a damaged one") from cause
    return tuple(found)


def _archived(record: Any) -> Archived:
    from warcio.bufferedreaders import ChunkedDataReader

    head, http = record.rec_headers, record.http_headers
    body = record.raw_stream.read()
    pairs = tuple((str(name), str(value)) for name, value in (http.headers if http else ()))
    if not http:
        pairs = (("Content-Type", head.get_header("Content-Type") or ""),)
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in pairs):
        body = ChunkedDataReader(io.BytesIO(body), raise_exceptions=False).read()
    packed = packings_of(value for name, value in pairs if name.lower() == "content-encoding")
    status = http.get_statuscode() if http else "200"
    return Archived(
        address=head.get_header("WARC-Target-URI") or "",
        moment=_moment(head.get_header("WARC-Date") or ""),
        status=int(status) if status.isascii() and status.isdigit() else 0,
        headers=pairs,
        body=_unpacked(body, packed, MOST) if packed else body,
    )


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
