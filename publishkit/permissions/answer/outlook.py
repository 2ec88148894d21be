"""A mail saved by Outlook (.msg): the few properties that a letter needs, out of its compound file (MS-OXMSG).

olefile opens the container; a whole library for Outlook's format would bring a mail parser, an RTF parser and five more
packages for three streams.
"""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from publishkit.permissions.answer.mail import NESTED, PRIVATE_USE, Mail, Version, decode_bytes, read_message, read_page
from publishkit.permissions.mail_head import ADDRESS, MESSAGE_ID, MailHead, safe_text

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
LARGEST = 20_000_000
"""Bytes of a stream we read."""


def read_outlook(data: bytes) -> Mail | None:
    """Return the mail in a `.msg` file; None when it is none, or damaged."""
    import olefile

    try:
        file: Any = olefile.OleFileIO(io.BytesIO(data))
        with file:
            return _mail(file, (), 0)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError):
        return None  # olefile reads what it can, and fails in many ways where it cannot


def _mail(file: Any, place: tuple[str, ...], depth: int) -> Mail:
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
            attached += [_mail(file, (*folder, f"__substg1.0_{FILE_DATA}000D"), depth + 1)] if depth < NESTED else []
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
            data: bytes = stream.read(LARGEST)
        return data
