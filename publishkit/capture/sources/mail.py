"""Mails and pages saved as mails: the parts of a MIME message, their pictures, and what its head says."""

import email
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html import escape
from itertools import islice
from urllib.parse import unquote, urljoin

from lxml.html import HtmlElement

from publishkit.capture.document import Document, Facts, Origin
from publishkit.capture.extracted import Dropped
from publishkit.capture.files import read_text, stop_at
from publishkit.capture.page.tree import text_of
from publishkit.capture.sources.facts import MAIL_HEAD
from publishkit.capture.sources.form import Form

MAX_PARTS = 2_000
MAX_NESTED = 20
NESTED = re.compile(rb"^content-type:[ \t]{0,20}multipart/", re.IGNORECASE | re.MULTILINE)
MAX_PICTURES = 200_000_000
HEADS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,60}){2}")
"""How a message begins: a line of its head, and another."""
MIME = re.compile(rb"^(?:MIME-Version|Message-ID|Received|Return-Path|X-Unsent):", re.IGNORECASE | re.MULTILINE)
FROM = re.compile(rb"^(?:From|Subject):", re.IGNORECASE | re.MULTILINE)
PAGE = re.compile(
    rb"^(?:Snapshot-Content-Location:|Content-Type:\s{0,9}multipart/related)", re.IGNORECASE | re.MULTILINE
)
FRAME = re.compile(r"""(<iframe\b[^<>]{0,2000}?\bsrc\s*=\s*["'])(cid:[^"'<>]{1,300})(["'])""", re.IGNORECASE)
MAX_FRAME = 100_000
SENT_ON = re.compile(r"(?:(?:fwd?|wg|tr|rv|enc|doorst|vs|vb|sv|re|aw|antw|pd)\s?(?:\[\d+\])?:\s*)+", re.IGNORECASE)
"""What mail programs write in front of a subject that is sent on."""
SAVE = 'save it again, as "web page, complete"'
WEB = ("http://", "https://")


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What a message holds."""

    message: Message
    html: Message | None
    text: Message | None
    pictures: Mapping[str, bytes]
    """By address: `cid:` and, where they have one, that on the web."""


def read_mhtml(name: str, data: bytes, part: str = "") -> Document:
    """Return the page in the MHTML file *data*, with its pictures.

    Raises:
        InputError: it is damaged, or no page is in it.
    """
    del part
    parts = _parts(name, data)
    if parts.html is None:
        raise stop_at(name, "has no web page in it", SAVE)
    document = read_text(name, _bytes(parts.html), "html", parts.html.get_content_charset() or "")
    document = replace(document, text=_with_frames(document.text, parts.message))
    address = next((one for one in _addresses(parts) if one.startswith(WEB)), "")
    if not address:
        return replace(document, pictures=parts.pictures, archive=data, archive_name="page.mhtml")
    origin = Origin(
        requested=address, address=address, retrieved=_moment(parts.message), media_type="text/html",
        files={**parts.pictures, **{urljoin(address, one): data for one, data in parts.pictures.items()}},
    )  # fmt: skip
    return replace(document, origin=origin, archive=data, archive_name="page.mhtml")


def _with_frames(html: str, message: Message) -> str:
    """The page with what its frames show: their addresses on the web, or where they have none their words."""
    frames = {
        f"cid:{identity}": part
        for part in islice(message.walk(), MAX_PARTS)
        if part.get_content_type() == "text/html" and (identity := _bare(part.get("Content-ID")).strip("<>"))
    }

    def shown(found: re.Match[str]) -> str:
        part = frames.get(unquote(found[2]))
        if part is None:
            return found[0]
        place = _bare(part.get("Content-Location"))
        if place.startswith(WEB):
            return f"{found[1]}{escape(place)}{found[3]}"
        words = _bytes(part)[:MAX_FRAME].decode(part.get_content_charset() or "utf-8", "replace")
        return f"{found[0]} srcdoc={found[3]}{escape(words)}{found[3]}"

    return FRAME.sub(shown, html)


def read_mail(name: str, data: bytes, part: str = "") -> Document:
    """Return the newsletter in the mail *data*: its HTML, else its text.

    Raises:
        InputError: it is damaged, or nothing to read is in it.
    """
    del part
    parts = _parts(name, data)
    chosen = parts.html or parts.text
    if chosen is None:
        raise stop_at(name, "has no text in it", "open it, and save what you see as a page or a text")
    kind = "html" if parts.html is not None else "pasted"
    document = read_text(name, _bytes(chosen), kind, chosen.get_content_charset() or "")  # type: ignore[arg-type]
    if kind == "pasted" and str(chosen.get_param("format") or "").lower() == "flowed":
        document = replace(
            document, text=_unflowed(document.text, apart=str(chosen.get_param("delsp") or "").lower() == "yes")
        )
    return replace(
        document, pictures=parts.pictures, whole=kind == "html", tidy=kind == "html", facts=_facts(parts.message),
        archive=data, archive_name="mail.eml",
    )  # fmt: skip


def _unflowed(text: str, *, apart: bool) -> str:
    """A text of flowed lines (RFC 3676): those that end in a space go on; *apart*: that space is none of the text."""
    lines: list[str] = []
    flows = False
    for line in text.splitlines():
        quoted = line.startswith(">")
        words = line if quoted else line.removeprefix(" ")
        if flows and lines and quoted == lines[-1].startswith(">"):
            lines[-1] += words.lstrip("> ") if quoted else words
        else:
            lines.append(words)
        flows = line.endswith(" ") and line != "-- "
        if flows and apart:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _parts(name: str, data: bytes) -> Parts:
    if len(NESTED.findall(data)) > MAX_NESTED:
        raise stop_at(name, "has too many parts within parts", SAVE)
    try:
        message = email.message_from_bytes(data.lstrip(b"\r\n"))
        every = list(_walk(name, message))
    except (MessageError, RecursionError, ValueError, LookupError) as cause:
        raise stop_at(name, "cannot be read: its parts are damaged", SAVE) from cause
    shown = [one for one in every if one.get_content_disposition() != "attachment"]
    root = str(message.get_param("start") or "")
    html = [one for one in shown if one.get_content_type() in {"text/html", "application/xhtml+xml"}]
    first = next((one for one in html if root and one.get("Content-ID") == root), next(iter(html), None))
    text = next((one for one in shown if one.get_content_type() == "text/plain"), None)
    return Parts(message=message, html=first, text=text, pictures=_pictures(every))


def _walk(name: str, message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise stop_at(name, f"has more than {MAX_PARTS:,} parts", SAVE)
        if not part.is_multipart():
            yield part


def _pictures(parts: list[Message]) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    room = MAX_PICTURES
    for part in parts:
        if part.get_content_maintype() != "image":
            continue
        data = _bytes(part)
        room -= len(data)
        if room < 0:
            break
        if identity := _bare(part.get("Content-ID")).strip("<>"):
            found[f"cid:{identity}"] = data
        if place := _bare(part.get("Content-Location")):
            found[place] = data
    return found


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _addresses(parts: Parts) -> Iterator[str]:
    """Where the page stood, the surest first."""
    yield _bare(parts.message.get("Snapshot-Content-Location"))
    yield _bare(parts.html.get("Content-Location") if parts.html is not None else "")
    yield _bare(parts.message.get("Content-Location"))


def _bare(value: object) -> str:
    """A header without the line ends in it."""
    return "".join(_words(value).split())


def _words(value: object) -> str:
    """A header as words: coded ones read, lines joined."""
    try:
        text = str(make_header(decode_header(str(value or ""))))
    except (HeaderParseError, LookupError, ValueError):
        text = str(value or "")
    return " ".join(text.split())


def _moment(message: Message) -> datetime | None:
    """When it was saved, UTC: "-0000" is UTC from a place that is not told."""
    sent = _sent(message)
    return (sent.astimezone(UTC) if sent.tzinfo else sent.replace(tzinfo=UTC)) if sent else None


def _sent(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date") or ""))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _facts(message: Message) -> Facts:
    """What the head of a mail says: its subject, whose it is, and when it was sent."""
    title = SENT_ON.sub("", _words(message.get("Subject")), count=1)
    sent_on = title != _words(message.get("Subject"))
    people = getaddresses([_words(message.get("From"))])
    name, address = people[0] if people else ("", "")
    listed = re.match(r'\s*"?([^"<>]{2,120}?)"?\s*<', _words(message.get("List-Id")))
    publisher = " ".join((name or (listed[1] if listed else "")).split()) or address.rpartition("@")[2]
    archived = re.search(r"https?://[^\s<>]{4,500}", _words(message.get("Archived-At")))
    question = "publisher: the mail was sent on; see who wrote it first" if sent_on else ""
    told = f"publisher: {publisher[:80]} is who the mail says it is from; see that it is the house's name"
    return Facts(
        where=MAIL_HEAD, title=title, published=None if sent_on else _sent(message), publisher="" if sent_on else publisher,
        language=_words(message.get("Content-Language")).partition(",")[0], address=archived[0] if archived else "", sure=True,
        questions=tuple(filter(None, (question or (told if publisher else ""),))),
    )  # fmt: skip


def _is_message(data: bytes) -> bool:
    return HEADS.match(data.lstrip(b"\r\n")[:20_000]) is not None


def _head(data: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", data.lstrip(b"\r\n")[:65_536], maxsplit=1)[0]


def is_page(data: bytes) -> bool:
    """Return whether a message is a saved page: it says where the page stood, or was never sent."""
    head = _head(data)
    sent = re.search(rb"(?im)^(?:Message-ID|Received|To):", head)
    return (
        _is_message(data)
        and PAGE.search(head) is not None
        and (b"snapshot-content-location:" in head.lower() or not sent)
    )


def is_mail(data: bytes) -> bool:
    """Return whether bytes are a mail."""
    head = _head(data)
    return _is_message(data) and MIME.search(head) is not None and FROM.search(head) is not None and not is_page(data)


MHTML = Form(name="a page saved as MHTML", endings=(".mhtml", ".mht"), sniff=is_page, read=read_mhtml)
MAIL = Form(name="a mail", endings=(".eml",), sniff=is_mail, read=read_mail, most=25_000_000)


ICON = 64
"""Pixels of the shorter side up to which a picture of a mail is a logo or an icon."""
LONGEST_CAPTION = 420
CLIMBED = 5
"""Elements around a picture within which its caption stands beside them."""
PLACES = frozenset({"p", "div", "td", "tr", "tbody", "table", "center", "a", "span"})
SENTENCE = 60
"""Characters from which a cell's paragraph is text, and no value."""


def mark_layout(tree: HtmlElement) -> None:
    """Mark the tables that place text and pictures beside each other: their cells are read one after the other."""
    for table in tree.iter("table"):
        if next(table.iter("th", "caption"), None) is None and _is_layout(table):
            table.set("role", "presentation")


def _is_layout(table: HtmlElement) -> bool:
    rows, cells = list(table.iter("tr")), list(table.iter("td"))
    pictured = any(next(cell.iter("img", "hr", "ul", "ol", "blockquote"), None) is not None for cell in cells)
    told = [text for cell in cells if (text := text_of(cell).strip())]
    prose = sum(len(text) > SENTENCE for text in told)
    return pictured or len(told) < 2 or (len(rows) == 1 and 2 * prose >= len(told))


def without_icons(tree: HtmlElement) -> Iterator[Dropped]:
    """Take out logos and icons, which say how large they are; yield the words they stand for."""
    for image in list(tree.iter("img")):
        sides = [side for name in ("width", "height") if (side := _pixels(image, name)) is not None]
        if re.search(r"emoji|smiley|latex|math", image.get("class") or "", re.IGNORECASE) or _is_sign(image):
            continue
        if sides and min(sides) <= ICON and max(sides) <= 4 * ICON and image.getparent() is not None:
            if alt := " ".join((image.get("alt") or "").split()):
                yield Dropped(text=alt[:200], reason="a logo or an icon")
            image.drop_tree()


def _is_sign(image: HtmlElement) -> bool:
    """Whether a picture stands for a sign within the words: “🐐”."""
    alt = (image.get("alt") or "").strip()
    return 0 < len(alt) <= 8 and not any(char.isascii() and char.isalnum() for char in alt)


def _pixels(image: HtmlElement, name: str) -> int | None:
    styled = re.search(rf"(?<![\w-]){name}\s{{0,9}}:\s{{0,9}}(\d{{1,5}})(?:\.\d+)?px", image.get("style") or "")
    told = re.fullmatch(r"\s*(\d{1,5})(?:px)?\s*", image.get(name) or "")
    found = styled or told
    return int(found[1]) if found else None


def line_below(image: HtmlElement) -> HtmlElement | None:
    """Return the short paragraph that follows a picture at once; None where none does."""
    at = image
    for _ in range(CLIMBED):
        if (at.tail or "").strip():
            return None
        below = at.getnext()
        if below is not None:
            short = below.tag in PLACES and below.tag not in {"a", "span"} and len(text_of(below)) <= LONGEST_CAPTION
            return below if short and next(below.iter("img"), None) is None and text_of(below).strip() else None
        parent = at.getparent()
        if parent is None or parent.tag not in PLACES:
            return None
        at = parent
    return None
