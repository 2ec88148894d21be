"""A mail as it came: who wrote it, to what it answers, whether a person wrote it, every version of its words; HTML as its reader sees it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Literal

from charset_normalizer import from_bytes
from lxml import etree

from publishkit.permissions.mail_head import MailHead, decoded_words, read_mail, safe_text
from publishkit.proof.read.html import parse_html, read_tree
from publishkit.proof.read.html_hidden import hidden_elements, pale_elements

Nature = Literal["person", "automatic", "bounce", "list"]
"""Who speaks: somebody; an auto-reply; a mail server that could not deliver; a newsletter or mailing list."""

LONG_HEADER = 2_000
PARTS = 200
"""Parts of a mail that we look at."""
NESTED = 3
"""Mails within mails."""
FILES = 5
"""Attached letters we open."""
DEEP = 20
"""Levels of parts within parts."""
LONGEST = 400_000
"""Characters of one version of a letter's words; beyond, nobody reads it before saying yes."""
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
EIGHT_BITS = re.compile(r"(?i)(?:us-ascii|ascii|iso-8859|latin|windows-|cp\d)")
AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Autoreply-From", "X-Mail-Autoreply")
LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Post", "Feedback-ID", "X-Campaign-Id")
BULK = frozenset({"bulk", "list", "junk"})
ROBOTS = re.compile(r"(?i)^(?:mailer-daemon|postmaster|mail-daemon|bounces?(?:[-+].*)?)@")
NOBODY = re.compile(r"(?i)^(?:no-?reply|do-?not-?reply|donotreply|ne-?pas-?repondre|nicht-?antworten)@")
UNREADABLE = frozenset(
    {
        *("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted", "application/ms-tnef"),
        *("application/vnd.ms-tnef",),
    }
)
"""Encrypted, or in a form that only one mail program reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of the words of a letter; a mail often has two, plain and in HTML."""

    text: str
    unseen: str = ""
    """Words in it that no reader sees."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A mail, and the mails attached to it."""

    head: MailHead
    subject: str = ""
    answers: str = ""
    """In-Reply-To and References, as they stand."""
    nature: Nature = "person"
    sign: str = ""
    """What shows that nobody wrote it: `Auto-Submitted: auto-replied`."""
    soft_sign: str = ""
    """What robots often write, and persons sometimes."""
    versions: tuple[Version, ...] = ()
    """First what a mail program shows."""
    attached: tuple["Mail", ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    """Attached letters: name and bytes of PDF and text files."""
    locked: str = ""
    """What in it cannot be read: `application/pkcs7-mime`."""


def read_message(data: bytes, depth: int = 0) -> Mail | None:
    """Return the mail in the bytes *data*; None when they are so tangled that no mail program would show them."""
    try:
        message = BytesParser(policy=compat32).parsebytes(data.removeprefix(b"\xef\xbb\xbf"))
        return _mail(message, read_mail(data), depth)
    except (RecursionError, ValueError, LookupError, AssertionError, TypeError, AttributeError, IndexError):
        return None  # the standard library's parser fails in many ways on a hostile mail


def _mail(message: Message, head: MailHead, depth: int) -> Mail:
    plain: list[Version] = []
    pages: list[Version] = []
    attached: list[Mail] = []
    files: list[tuple[str, bytes]] = []
    locked = ""
    for part in _parts(message):
        kind, name = part.get_content_type(), _file_name(part)
        if kind == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, Message) and depth < NESTED:
                attached.append(_mail(inner, read_mail(inner.as_bytes()[:262_144]), depth + 1))
        elif kind in UNREADABLE:
            locked = locked or kind
        elif kind in {"text/plain", "text/html"} and not _is_file(part, name):
            text = _text(part)
            if kind == "text/html":
                seen, unseen = read_page(text)
                pages.append(Version(text=seen, unseen=unseen))
            else:
                plain.append(Version(text=_unflowed(text, part)))
        elif name.lower().endswith(".eml") and depth < NESTED:
            found = read_message(_bytes(part), depth + 1)
            attached += [found] if found else []
        elif name.lower().endswith((".pdf", ".txt")) and len(files) < FILES:
            files.append((name, _bytes(part)))
    nature, sign, soft = _nature(message, head)
    return Mail(
        head=head,
        subject=safe_text(decoded_words(_header(message, "Subject")), LONG_HEADER),
        answers=f"{message.get('In-Reply-To', '')} {message.get('References', '')}"[:20_000],
        nature=nature,
        sign=sign,
        soft_sign=soft,
        versions=tuple(_joined(pages) + _joined(plain)),
        attached=tuple(attached),
        files=tuple(files),
        locked=locked,
    )


def _joined(versions: list[Version]) -> list[Version]:
    """Return the parts of one kind as one version: mailing programs cut a letter where a picture stands in it."""
    text = "\n\n".join(one.text for one in versions if one.text.strip())
    unseen = " ".join(one.unseen for one in versions if one.unseen)
    return [Version(text=text, unseen=unseen)] if text or unseen else []


def _parts(message: Message) -> Iterator[Message]:
    """Yield the leaves of a mail in order, attached mails whole; a recursive walk would not survive a hostile one."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting and seen < PARTS:
        part, depth = waiting.pop()
        seen += 1
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_type() != "message/rfc822":
            if depth < DEEP:
                waiting += [(one, depth + 1) for one in reversed(inner) if isinstance(one, Message)]
        else:
            yield part


def _is_file(part: Message, name: str) -> bool:
    return part.get_content_disposition() == "attachment" and bool(name)


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return ""
    return safe_text(decoded_words(str(name))) if name else ""


def _text(part: Message) -> str:
    return decode_bytes(_bytes(part), str(part.get_content_charset() or ""))


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def decode_bytes(data: bytes, charset: str = "") -> str:
    r"""Return the text in *data*: in the *charset* it names, if it is right, else in the one it looks like.

    >>> decode_bytes("Zgoda łódź".encode("cp1250"), "windows-1250"), decode_bytes(b"caf\xc3\xa9", "x-none")
    ('Zgoda łódź', 'café')
    """
    data = data[: 4 * LONGEST]
    # Bytes that read as UTF-8 are UTF-8, also under the name of an 8-bit set; the other sets keep their name's word.
    names = ("utf-8", charset) if EIGHT_BITS.match(charset) else (charset, "utf-8")
    for name in filter(None, names):
        try:
            return PRIVATE_USE.sub("", data.decode(name))
        except (LookupError, ValueError):
            continue
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return PRIVATE_USE.sub("", data.decode("utf-16", "replace"))
    best = from_bytes(data[:20_000]).best()
    return PRIVATE_USE.sub("", data.decode(best.encoding if best else "cp1252", "replace"))


def _unflowed(text: str, part: Message) -> str:
    """Return `format=flowed` text (RFC 3676) with its lines joined where a space ends them; quotations stay apart."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    lines: list[str] = []
    open_line = False
    for line in text.splitlines():
        if open_line and not line.startswith(">") and not lines[-1].startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
        open_line = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


# --- did a person write it? -------------------------------------------------------------------------------------------


def _nature(message: Message, head: MailHead) -> tuple[Nature, str, str]:
    """Return who speaks, the sign of it, and a sign that leaves a doubt."""
    if sign := next(_bounce_signs(message, head), ""):
        return "bounce", sign, ""
    if sign := next(_automatic_signs(message), ""):
        return "automatic", sign, ""
    if sign := next(_present(message, LIST_HEADERS), ""):
        return "list", sign, ""
    precedence = _header(message, "Precedence").lower()
    if precedence in BULK:
        return "list", f"Precedence: {precedence}", ""
    suppressed = next(_present(message, ("X-Auto-Response-Suppress",)), "")
    nobody = f"From: {head.address}" if NOBODY.match(head.address) else ""
    return "person", "", suppressed or nobody


def _bounce_signs(message: Message, head: MailHead) -> Iterator[str]:
    if message.get_content_type() == "multipart/report" and not _is_receipt(message):
        yield f"multipart/report; {message.get_param('report-type', '')}"
    if ROBOTS.match(head.address) or ROBOTS.match(_header(message, "From").strip("<> ")):
        yield f"From: {head.address or _header(message, 'From')}"
    if message.get("X-Failed-Recipients"):
        yield "X-Failed-Recipients"
    if _header(message, "Return-Path").replace(" ", "") == "<>":
        yield "Return-Path: <>"


def _is_receipt(message: Message) -> bool:
    """Return whether a mail program only says that the mail was opened (RFC 8098)."""
    return str(message.get_param("report-type", "")).lower() == "disposition-notification"


def _automatic_signs(message: Message) -> Iterator[str]:
    if _is_receipt(message):
        yield "a receipt for a mail that was opened"
    for value in message.get_all("Auto-Submitted", []):
        if str(value).strip().lower().split(";")[0].strip() != "no":
            yield f"Auto-Submitted: {safe_text(str(value), 40)}"
    yield from _present(message, AUTOMATIC_HEADERS)
    if _header(message, "Precedence").lower() in {"auto_reply", "auto-reply"}:
        yield "Precedence: auto_reply"


def _present(message: Message, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if value := _header(message, name):
            yield f"{name}: {safe_text(value, 60)}"


def _header(message: Message, name: str) -> str:
    """Return a header as it stands; bytes beyond ASCII, which the parser keeps as surrogates, as UTF-8."""
    value = next((str(text) for key, text in message.raw_items() if key.lower() == name.lower()), "")
    return value[:LONG_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


# --- HTML as its reader sees it: quotations and ticked boxes marked, what is hidden set aside -------------------------


QUOTE_BEGINS = "\ue000"
QUOTE_ENDS = "\ue001"
"""Stand alone on a line around what a mail program indents as quoted; of private use, so that no letter may hold them."""
MOST_MARKUP = 2_000_000
"""Characters of markup we read; a letter with an article pasted into it has a hundred thousand."""
SILENT = ("script", "style", "title", "noscript", "template")
STRUCK = frozenset({"s", "del", "strike"})
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_DRAWN = re.compile(r"""content\s*:\s*["']([^"']*\w[^"']*)["']""")
"""Words that a style sheet puts beside the text."""
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no tree may hold; a page may, as `&#1;`."""
_BOXES = frozenset({"checkbox", "radio"})


def read_page(markup: str) -> tuple[str, str]:
    r"""Return the text of *markup* in lines, and the words in it that no reader sees.

    Text that is struck out is left out: who strikes a line means that it does not hold.

    >>> read_page("<p>Yes.</p><p hidden>No.</p><blockquote>May <s>we</s> you?</blockquote>")
    ('Yes.\n\ue000\nMay you?\n\ue001', 'No.')
    """
    try:
        root = parse_html(_NO_XML.sub("", markup[:MOST_MARKUP]).encode("utf-8", "replace"))
    except (etree.ParserError, ValueError):
        return "", ""
    sheets = [style.text or "" for style in root.iter("style")]
    hidden = {*hidden_elements(root, sheets), *pale_elements(root, sheets)}
    drawn = [words for sheet in sheets for words in _DRAWN.findall(sheet)]
    unseen = drawn + [_spaced(" ".join(element.itertext())) for element in hidden if element.tag not in SILENT]
    as_written: set[etree._Element | None] = set()
    for element in list(root.iter(etree.Element)):
        parent = element.getparent()
        if parent in as_written or (parent is not None and parent.tag == "pre"):
            as_written.add(element)
        _mark(element, as_written=element in as_written)
    lines = (_spaced(line) for line in read_tree("letter", root, "html").text.splitlines())
    return "\n".join(filter(None, lines)), " ".join(filter(None, unseen))


def _mark(element: etree._Element, *, as_written: bool) -> None:
    """Put into the text what only the markup says: where a quotation is, which box is ticked, what is struck out.

    Within `pre` lines stay *as_written*.
    """
    if element.tag != "pre" and not as_written:
        element.text = _spaced(element.text, keep_ends=True)
    if not as_written:
        element.tail = _spaced(element.tail, keep_ends=True)
    if element.tag in STRUCK or _STRUCK.search(element.get("style", "")):
        for child in list(element):
            element.remove(child)
        element.text = ""
    elif element.tag == "blockquote":
        begins = etree.Element("div")
        begins.text, begins.tail, element.text = QUOTE_BEGINS, element.text, None
        element.insert(0, begins)
        etree.SubElement(element, "div").text = QUOTE_ENDS
    elif element.tag == "input" and element.get("type", "").lower() in _BOXES:
        element.tail = f"{'[x]' if element.get('checked') is not None else '[ ]'} {element.tail or ''}"
    elif element.tag == "img" and 0 < len(element.get("alt", "")) <= 2:
        element.tail = f"{element.get('alt')}{element.tail or ''}"  # an emoji: ✔


def _spaced(text: str | None, *, keep_ends: bool = False) -> str:
    spaced = re.sub(r"\s+", " ", _NO_XML.sub("", text or ""))
    return spaced if keep_ends else spaced.strip()
