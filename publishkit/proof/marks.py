"""R104-R106: what the files say about the rights of the whole, for machines and for people."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from publishkit.model.artifact import Finding
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.matching import key
from publishkit.proof.read.document import Document, Reading

NEEDED: Mapping[Channel, tuple[str, ...]] = {
    Channel.PDF: ("rights", "marked", "web-statement"),
    Channel.EPUB: ("rights",),
}
"""XMP carries dc:rights, xmpRights:Marked and WebStatement, the package dc:rights (reference/rights.md 5.6, 5.8)."""

ALL_RESERVED = re.compile(
    "allrightsreserved|allerechtevorbehalten|tousdroitsréservés|todoslosderechosreservados"
    "|tuttiidirittiriservati|wszelkieprawazastrzeżone|todososdireitosreservados|allerechtenvoorbehouden"
)
"""In the languages an edition may be in, as `key` leaves them, in small letters."""

SIGNED = re.compile(r"(?:©|\(c\)|copyright|℗).{0,80}?$")
"""A claim has an owner: the sign stands shortly before it. Without one the words may be an editor's subject."""

CLAIMS = ("rights", "copyright", "license", "dcterms.license", "dcterms:license")
"""Metadata that speaks for the whole file."""


def rights_marks(readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    """R104: all formats say the same about text and data mining; R105: PDF and EPUB name the rights of the whole."""
    speakers = {channel: document for channel, reading in readings.items() if (document := _speaker(reading))}
    for channel, names in NEEDED.items():
        if document := speakers.get(channel):
            for name in names:
                if not document.meta.get(name):
                    message = f"the metadata has no `{name}`"
                    yield Finding(code="R105", severity="error", where=document.name, message=message)
    yield from _agree(speakers.values(), "tdm-reservation")
    yield from _agree([document for document in speakers.values() if _reserved(document)], "tdm-policy")


def _reserved(document: Document) -> bool:
    return document.meta.get("tdm-reservation") == "1"


def _agree(speakers: Iterable[Document], name: str) -> Iterator[Finding]:
    flags = {document.name: document.meta.get(name) or "0" for document in speakers}
    if len(set(flags.values())) > 1:
        told = ", ".join(f"{document} says {flag}" for document, flag in flags.items())
        message = f"the formats do not agree about text and data mining (`{name}`): {told}"
        yield Finding(code="R104", severity="error", where=next(iter(flags)), message=message)


def _speaker(reading: Reading) -> Document | None:
    """Return the document that speaks for the whole of a format."""
    if reading.channel is Channel.EPUB:
        return next((document for document in reading.documents if document.root is None), None)
    if reading.channel is Channel.WEB:
        return next((document for document in reading.documents if document.name == "web/index.html"), None)
    return next((document for document in reading.documents if document.kind in {"html", "pdf"}), None)


def whole_claims(owed: Sequence[Owed], readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    """R118: nothing reserves all rights in the whole issue, which is a collection under many terms.

    Items may say so of themselves, and whatever is owed (a notice, a title) may be said anywhere.
    """
    given = sorted({key(text) for duty in owed for text in duty.strings}, key=len, reverse=True)
    given = [text for text in given if ALL_RESERVED.search(text.lower())]
    items = {duty.item for duty in owed}
    for document in (document for reading in readings.values() for document in reading.documents):
        said = [document.meta.get(name, "") for name in CLAIMS] + [_outside(document, items)]
        for text in said:
            if _claims(text, given):
                message = "“all rights reserved” stands for the whole issue; it holds for our own texts only"
                hint = "take it out of publishkit.toml or the theme; the credits page has the right sentence"
                yield Finding(code="R118", severity="error", where=document.name, message=message, hint=hint)
                break


def _claims(text: str, given: Sequence[str]) -> bool:
    packed = key(text)
    for allowed in given:
        packed = packed.replace(allowed, "")
    small = packed.lower()
    starts = (found.start() for found in ALL_RESERVED.finditer(small))
    return any(SIGNED.search(small[max(0, start - 90) : start]) for start in starts)


def _outside(document: Document, items: set[str]) -> str:
    """Return the text of a document that belongs to no item."""
    kept, at = [], 0
    for first, last in sorted(span for name, span in document.spans.items() if name in items):
        kept.append(document.text[at:first])
        at = max(at, last)
    return "\n".join([*kept, document.text[at:]])
