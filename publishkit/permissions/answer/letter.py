"""The document that proves a permission: mail, letter, scan; with every word in it that can be read."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pypdfium2
from lxml import etree

from publishkit.errors import InputError
from publishkit.permissions.answer.mail import (
    LONGEST,
    NESTED,
    PRIVATE_USE,
    Mail,
    Version,
    decode_bytes,
    read_message,
    read_page,
)
from publishkit.permissions.mail_head import ADDRESS, MESSAGE_ID, MailHead, read_mail, safe_text
from publishkit.proof.read.html import parse_xml
from publishkit.proof.read.pdf_hidden import take_hidden

MEDIA_TYPES: Mapping[str, str] = {
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
}
"""How the name of a document ends -> its media type."""
MAILS = frozenset({".eml", ".msg"})
LARGEST = 50_000_000
"""A scanned contract has a few megabytes; mail servers refuse attachments of more than about 25."""
PAGES = 40
"""Pages of a PDF that are read; a longer one is a contract, and an editor says what it says."""
OFFICE = {".docx": "word/document.xml", ".odt": "content.xml"}
LARGEST_XML = 20_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARAGRAPHS = frozenset({"p", "h", "tr", "br", "cr", "line-break", "list-item"})
STRUCK = frozenset({"del", "moveFrom", "tracked-changes", "instrText", "annotation", "comment"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """The document that proves the permission."""

    name: str
    """As the editor's file is called, for messages."""
    data: bytes
    media_type: str
    head: MailHead
    """Empty unless it is a mail."""
    mail: Mail | None = None
    """None unless it is a mail that can be read."""
    versions: tuple[Version, ...] = ()
    """Its words, first those that a reader is shown; () when no program can read them."""

    @property
    def sha256(self) -> str:
        """Of the bytes as they are."""
        return sha256(self.data).hexdigest()

    @property
    def is_mail(self) -> bool:
        """Whether it came by mail."""
        return self.media_type in {MEDIA_TYPES[ending] for ending in MAILS}


def read_letter(name: str, data: bytes) -> Letter:
    """Return the document *data* with everything in it that can be read.

    Raises:
        InputError: empty, too large, or no kind of document a permission comes in.
    """
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    _check(safe_text(name), ending, data)
    mail = _mail(ending, data)
    head = mail.head if mail else read_mail(data) if ending == ".eml" else MailHead()
    versions = mail.versions if mail else _versions(ending, data)
    return Letter(
        name=name,
        data=data,
        media_type=MEDIA_TYPES[ending],
        head=head,
        mail=mail,
        versions=tuple(one for one in versions if one.text.strip()),
    )


def _check(shown: str, ending: str, data: bytes) -> None:
    if not data:
        raise InputError.at("--from", f"{shown} is empty", "save the letter again")
    if len(data) > LARGEST:
        raise InputError.at(
            "--from", f"{shown} is {len(data):,} bytes; the limit is {LARGEST:,}", "save a smaller copy"
        )
    if ending not in MEDIA_TYPES:
        known = ", ".join(MEDIA_TYPES)
        raise InputError.at("--from", f"{shown} is no document we know", f"save the mail or letter as one of {known}")
    for kind, begins in ((".pdf", b"%PDF-"), (".msg", OLE)):
        if ending == kind and begins not in data[:1024]:
            called = "a PDF" if kind == ".pdf" else "an Outlook message"
            raise InputError.at("--from", f"{shown} is called {called} but is none", "save the letter again")


def _mail(ending: str, data: bytes) -> Mail | None:
    if ending == ".eml":
        return read_message(data)
    if ending == ".msg":
        return read_outlook(data)
    return None


def _versions(ending: str, data: bytes) -> tuple[Version, ...]:
    if ending == ".txt":
        return (Version(text=decode_bytes(data)),)
    if ending == ".html":
        text, unseen = read_page(decode_bytes(data))
        return (Version(text=text, unseen=unseen),)
    if ending == ".pdf":
        return (read_pdf_words(data),)
    return (Version(text=_office_words(ending, data)),) if ending in OFFICE else ()


def read_pdf_words(data: bytes) -> Version:
    """Return the words of a PDF that a reader sees; none of a scan, of a damaged file or of one with a password."""
    try:
        book = pypdfium2.PdfDocument(data)
    except (pypdfium2.PdfiumError, ValueError):
        return Version(text="")
    try:
        pages = [_page_words(book, number) for number in range(min(len(book), PAGES))]
    except (pypdfium2.PdfiumError, ValueError):
        return Version(text="")
    finally:
        book.close()
    text = "\n\n".join(seen for seen, _ in pages)
    return Version(text=text[:LONGEST], unseen=" ".join(word for _, hidden in pages for word in hidden))


def _page_words(book: Any, number: int) -> tuple[str, tuple[str, ...]]:
    page = book[number]
    hidden = take_hidden(page)
    words = page.get_textpage().get_text_bounded().replace("\r\n", "\n")
    page.close()
    # PDFium marks a hyphen at the end of a line.
    return re.sub("[\ufffe\u0002]\n?", "", words), hidden


def _office_words(ending: str, data: bytes) -> str:
    """Return the paragraphs of a Word or OpenDocument file without what was struck out or deleted in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(OFFICE[ending])
            if info.file_size > LARGEST_XML:
                return ""
            root = parse_xml(archive.read(info))
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError, etree.XMLSyntaxError):
        return ""
    return "\n".join(" ".join(line.split()) for line in "".join(_runs(root)).splitlines())


def _runs(root: etree._Element) -> Iterator[str]:
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element.tag in STRUCK or (element.tag == "r" and element.find("rPr/strike") is not None):
                walker.skip_subtree()
            elif element.tag == "tab":
                yield "\t"
            elif element.tag == "checked":  # a box of a Word form
                value = next((one for key, one in element.attrib.items() if key.endswith("val")), "1")
                yield "[x]" if value in {"1", "true"} else "[ ]"
            elif element.text and element.tag not in {"sectPr", "rPr"}:
                yield element.text
        elif element.tag in PARAGRAPHS:
            yield "\n"
        if event == "end" and element.tail and element.tail.strip():
            yield element.tail


SUBJECT, CLASS, BODY, PAGE, HEADERS = "0037", "001A", "1000", "1013", "007D"
SENDER, SENDER_ADDRESS, SENDER_KIND, SENDER_SMTP, FROM_SMTP = "0C1A", "0C1F", "0C1E", "5D01", "5D02"
MESSAGE_ID_TAG, ANSWERS, REFERENCES = "1035", "1042", "1039"
FILE_NAME, SHORT_NAME, FILE_DATA = "3707", "3704", "3701"
SUBMITTED, DELIVERED = 0x0039, 0x0E06
TIME = 0x0040
"""PtypTime."""
FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
ATTACHMENT = "__attach_version1.0_#"
PROPERTIES = "__properties_version1.0"
HEAD_BYTES = {True: 32, False: 24}
"""Before the fixed properties: of the message itself, and of one within it (MS-OXMSG 2.4.1)."""
STREAM = 2
"""What olefile calls a stream, not a folder."""
LARGEST_OUTLOOK = 20_000_000
"""Bytes of a stream we read."""


def read_outlook(data: bytes) -> Mail | None:
    """Return the mail in a `.msg` file; None when it is none, or damaged."""
    import olefile

    try:
        file: Any = olefile.OleFileIO(io.BytesIO(data))
        with file:
            return _outlook_mail(file, (), 0)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError):
        return None  # olefile reads what it can, and fails in many ways where it cannot


def _outlook_mail(file: Any, place: tuple[str, ...], depth: int) -> Mail:
    props = _Properties(file, place)
    heads = read_message(f"{props.text(HEADERS).strip()}\r\n\r\n".encode("utf-8", "surrogatepass"))
    plain = Version(text=props.text(BODY))
    seen, unseen = read_page(props.page())
    versions = [Version(text=seen, unseen=unseen), plain] if seen else [plain]
    attached: list[Mail] = []
    files: list[tuple[str, bytes]] = []
    for folder in _attachments(file, place):
        inner = _Properties(file, folder)
        name = safe_text(inner.text(FILE_NAME) or inner.text(SHORT_NAME))
        if file.exists([*folder, f"__substg1.0_{FILE_DATA}000D"]):
            attached += (
                [_outlook_mail(file, (*folder, f"__substg1.0_{FILE_DATA}000D"), depth + 1)] if depth < NESTED else []
            )
        elif name.lower().endswith(".eml") and (found := read_message(inner.data(FILE_DATA), depth + 1)):
            attached.append(found)
        elif name.lower().endswith((".pdf", ".txt")):
            files.append((name, inner.data(FILE_DATA)))
    kind = props.text(CLASS).upper()
    return Mail(
        head=_head(props, heads),
        subject=safe_text(props.text(SUBJECT), 2_000),
        answers=f"{props.text(ANSWERS)} {props.text(REFERENCES)} {heads.answers if heads else ''}",
        nature="bounce" if kind.startswith("REPORT") else "automatic" if "OOFTEMPLATE" in kind else _nature(heads)[0],
        sign=f"message class {kind}" if kind.startswith("REPORT") or "OOFTEMPLATE" in kind else _nature(heads)[1],
        soft_sign=heads.soft_sign if heads else "",
        versions=tuple(one for one in versions if one.text.strip()),
        attached=tuple(attached),
        files=tuple(files[:5]),
        locked="an encrypted message" if "SMIME" in kind and "MULTIPARTSIGNED" not in kind else "",
    )


def _nature(heads: Mail | None) -> tuple[Any, str]:
    return (heads.nature, heads.sign) if heads else ("person", "")


def _head(props: "_Properties", heads: Mail | None) -> MailHead:
    """Return what the transport's own headers say; where Outlook kept none, its properties."""
    if heads and heads.head.address:
        return heads.head
    known = (props.text(SENDER_SMTP), props.text(FROM_SMTP), props.text(SENDER_ADDRESS))
    address = next((one.strip() for one in known if ADDRESS.fullmatch(one.strip())), "")
    name = safe_text(props.text(SENDER))
    number = props.text(MESSAGE_ID_TAG).strip()
    return MailHead(
        name="" if "@" in name else name,
        address=address,
        message_id=number if MESSAGE_ID.fullmatch(number) else "",
        sent_on=props.day(SUBMITTED) or props.day(DELIVERED),
    )


def _attachments(file: Any, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    found = dict.fromkeys(tuple(path[: len(place) + 1]) for path in file.listdir() if path[: len(place)] == [*place])
    yield from (path for path in found if path[-1].startswith(ATTACHMENT))


class _Properties:
    """The properties of a message or attachment, by the four hexadecimal figures of their tag."""

    def __init__(self, file: Any, place: tuple[str, ...]) -> None:
        self.file = file
        self.place = place

    def text(self, tag: str) -> str:
        """Return a property of text; "" where there is none."""
        if data := self._stream(f"{tag}001F"):
            return PRIVATE_USE.sub("", data.decode("utf-16-le", "replace").rstrip("\0"))
        return decode_bytes(self._stream(f"{tag}001E").rstrip(b"\0"), "windows-1252")

    def page(self) -> str:
        """Return the body in HTML; "" where there is none."""
        return decode_bytes(self.data(PAGE), "") or self.text(PAGE)

    def data(self, tag: str) -> bytes:
        """Return a property of bytes; empty where there is none."""
        return self._stream(f"{tag}0102")

    def day(self, tag: int) -> date | None:
        """Return a moment's day, in UTC."""
        data = self._stream("", name=PROPERTIES)
        for at in range(HEAD_BYTES[not self.place], len(data) - 15, 16):
            if data[at : at + 4] == TIME.to_bytes(2, "little") + tag.to_bytes(2, "little"):
                ticks = int.from_bytes(data[at + 8 : at + 16], "little")
                return (FILETIME_EPOCH + timedelta(microseconds=ticks // 10)).date()
        return None

    def _stream(self, key: str, name: str = "") -> bytes:
        path = [*self.place, name or f"__substg1.0_{key}"]
        if not self.file.exists(path) or self.file.get_type(path) != STREAM:
            return b""
        with self.file.openstream(path) as stream:
            data: bytes = stream.read(LARGEST_OUTLOOK)
        return data
