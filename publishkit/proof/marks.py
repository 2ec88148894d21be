"""R104, R105, R118: what the files say about the rights of the whole issue, for machines and for people."""

import re
from collections.abc import Iterator, Mapping, Sequence

from publishkit.model.artifact import Finding
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.matching import key
from publishkit.proof.read.document import Reading

NEEDED: Mapping[Channel, tuple[str, ...]] = {
    Channel.PDF: ("rights", "marked", "web-statement"),
    Channel.EPUB: ("rights",),
}
"""XMP carries dc:rights, xmpRights:Marked and WebStatement, the package dc:rights."""

ALL_RESERVED = re.compile(
    "allrightsreserved|allerechtevorbehalten|tousdroitsréservés|todoslosderechosreservados"
    "|tuttiidirittiriservati|wszelkieprawazastrzeżone|todososdireitosreservados|allerechtenvoorbehouden"
    "|allarättigheterförbehåll|allerettighederforbehold|všechnaprávavyhrazena|tümhaklarısaklıdır"
    "|hakizotezimehifadhiwa|جميعالحقوقمحفوظة|כלהזכויותשמורות|無断転載(?:を禁|禁止)|すべての権利が留保"
)
"""In the languages an edition may be in, as `key` leaves them, in small letters."""

SIGNED = re.compile(r"(?:©|\(c\)|copyright|℗).{0,80}?$")
"""A claim has an owner: the sign stands shortly before it. Without one the words may be an editor's subject."""

CLAIMS = ("rights", "copyright", "license", "dcterms.license", "dcterms:license")
"""Metadata that speaks for the whole file."""


def rights_marks(readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    """R104: all formats say the same about text and data mining; R105: PDF and EPUB name the rights of the whole."""
    for channel, names in NEEDED.items():
        speaker = readings[channel].speaker if channel in readings else None
        for name in names if speaker else ():
            if speaker and not speaker.meta.get(name):
                message = f"the metadata has no `{name}`"
                yield Finding(code="R105", severity="error", where=speaker.name, message=message)
    reservations: dict[str, str] = {}
    policies: dict[str, str] = {}
    for reading in readings.values():
        if speaker := reading.speaker:
            reservations[speaker.name] = speaker.meta.get("tdm-reservation") or "0"
            if reservations[speaker.name] == "1":
                policies[speaker.name] = speaker.meta.get("tdm-policy") or "0"
    yield from _agree("tdm-reservation", reservations)
    yield from _agree("tdm-policy", policies)


def _agree(name: str, flags: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding when the documents do not agree; *flags* is name of the document -> what it says."""
    if len(set(flags.values())) > 1:
        told = ", ".join(f"{document} says {flag}" for document, flag in flags.items())
        message = f"the formats do not agree about text and data mining (`{name}`): {told}"
        yield Finding(code="R104", severity="error", where=next(iter(flags)), message=message)


def whole_claims(owed: Sequence[Owed], readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    """R118: nothing reserves all rights in the whole issue, which is a collection under many terms.

    Items may say so of themselves, and whatever is owed (a notice, a title) may be said anywhere.
    """
    given = sorted({key(text) for duty in owed for text in duty.strings}, key=len, reverse=True)
    given = [text for text in given if ALL_RESERVED.search(text.lower())]
    items = {duty.item for duty in owed}
    for reading in readings.values():
        for document in reading.documents:
            texts = (*(document.meta.get(name, "") for name in CLAIMS), document.outside(items))
            if any(_claims(text, given) for text in texts):
                message = "“all rights reserved” stands for the whole issue; it holds for our own texts only"
                hint = "take it out of publishkit.toml or the theme; the credits page has the right sentence"
                yield Finding(code="R118", severity="error", where=document.name, message=message, hint=hint)


def _claims(text: str, given: Sequence[str]) -> bool:
    packed = key(text)
    for allowed in given:
        packed = packed.replace(allowed, "")
    small = packed.lower()
    starts = (found.start() for found in ALL_RESERVED.finditer(small))
    return any(SIGNED.search(small[max(0, start - 90) : start]) for start in starts)
