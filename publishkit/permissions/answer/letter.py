"""The document that proves a permission: mail, letter, scan; with every word in it that can be read."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pypdfium2
from lxml import etree

from publishkit.errors import InputError
from publishkit.permissions.answer.mail import LONGEST, Mail, Version, decode_bytes, read_message, read_page
from publishkit.permissions.answer.outlook import read_outlook
from publishkit.permissions.mail_head import MailHead, read_mail, safe_text
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
