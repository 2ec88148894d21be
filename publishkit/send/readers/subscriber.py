"""Parse a row of a foreign file into a reader, or return why it is none. Every value is hostile until it was checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from publishkit.send.letter.headers import BIDI, FORBIDDEN
from publishkit.send.readers.address import AddressRefusedError, parse_address, stored_key
from publishkit.send.readers.table import Row, bare_address, is_agreement, is_refusal, is_subscribed

LONGEST_NAME = 200
"""Characters; a longer one is no name."""
LONGEST_SOURCE = 500
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet may take as the beginning of a formula (OWASP, CSV Injection)."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
EITHER = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?(?: UTC| GMT)?$", re.IGNORECASE)
OLDEST = date(1990, 1, 1)
"""Before it nobody agreed to a letter by mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscriber:
    """A reader as the database keeps them."""

    reader_key: str
    address: str
    name: str = ""
    language: str = ""
    consent_source: str
    consent_at: datetime
    stated: bool = False
    """Whether the row itself holds the consent; otherwise it is that of the whole file."""
    remarks: tuple[str, ...] = ()
    """What was left out of the row, each a sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """The consent for a whole file: where its readers agreed to get letters, and when."""

    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row brings no reader."""

    line: int
    reason: str


def parse_subscriber(row: Row, consent: Consent, now: datetime) -> Subscriber | Refused:
    """Return the reader of *row*; *consent* stands in where the row does not say."""
    fields = row.fields
    if not is_subscribed(fields.get("status", "")):
        return Refused(row.line, f"has the status {shown(fields['status'])}")
    given, named = bare_address(unescaped(fields.get("address", "")))
    try:
        address = parse_address(given)
    except AddressRefusedError as refused:
        return Refused(row.line, f"address {refused} ({refused.code})")
    consent_text = unescaped(fields.get("consent_source", ""))
    if is_refusal(consent_text):
        return Refused(row.line, "says that the reader did not agree")
    source = ("" if is_agreement(consent_text) else _plain(consent_text)[:LONGEST_SOURCE]) or consent.source
    if not source:
        return Refused(row.line, "does not say where the reader agreed to get letters")
    at, problem = _consent_at(fields.get("consent_date", ""), consent, now)
    if at is None:
        return Refused(row.line, problem)
    remarks: list[str] = []
    return Subscriber(
        reader_key=stored_key(address),
        address=address,
        name=_name(fields, named, remarks),
        language=_language(fields.get("language", ""), remarks),
        consent_source=source,
        consent_at=at,
        stated="consent_date" in fields,
        remarks=tuple(remarks),
    )


def shown(text: str) -> str:
    r"""Return foreign *text* as a message may show it: short, with nothing invisible in it.

    >>> shown("Größe\r\n\u202e")
    "'Größe\\r\\n\\u202e'"
    """
    return repr(text if len(text) <= 40 else text[:39] + "…")


def unescaped(text: str) -> str:
    """Return *text* without the apostrophe that our export puts before what a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA and text[1:2] else text


def _name(fields: Mapping[str, str], named: str, remarks: list[str]) -> str:
    parts = (fields.get("first_name", ""), fields.get("last_name", ""))
    written = unescaped(fields.get("name", "") or " ".join(part for part in parts if part) or named)
    name = _plain(written)
    if written.isascii() and name == written and not written.startswith(FORMULA) and len(written) <= LONGEST_NAME:
        return name  # nearly all of them
    if FORBIDDEN.search(written):
        remarks.append(f"name held a control character or line break: {shown(written)}")
    if BIDI.search(written):
        remarks.append(f"name held a mark that turns the direction of writing: {shown(written)}")
    if name.startswith(FORMULA):
        remarks.append(f"name left out, it begins like a formula: {shown(written)}")
        return ""
    if len(name) > LONGEST_NAME:
        remarks.append(f"name left out, it is longer than {LONGEST_NAME} characters")
        return ""
    return name


def _plain(text: str) -> str:
    """Return *text* on one line, without control characters and marks of direction."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(BIDI.sub("", FORBIDDEN.sub(" ", text)).split())


def _language(text: str, remarks: list[str]) -> str:
    """Return the BCP 47 tag: `pt_BR` is `pt-BR`."""
    tag = text.strip()
    if tag and not LANGUAGE.fullmatch(tag):
        remarks.append(f"language left out, it is no code such as `en` or `pt-BR`: {shown(text)}")
        return ""
    return tag.replace("_", "-")


def _consent_at(text: str, consent: Consent, now: datetime) -> tuple[datetime | None, str]:
    if not text.strip():
        return consent.at, "does not say when the reader agreed to get letters"
    at = parse_moment(text)
    if at is None:
        return None, f"has a consent date that cannot be read: {shown(text)}; write 2026-11-20"
    if at > now + timedelta(days=1) or at.date() < OLDEST:
        return None, f"has a consent date that cannot be: {shown(text)}"
    return at, ""


@lru_cache(maxsize=4096)
def parse_moment(text: str) -> datetime | None:
    """Return the moment that *text* says, in UTC unless it says otherwise; None when it could be two, or is none.

    >>> parse_moment("20.11.2026").date() == parse_moment("11/20/2026").date() == date(2026, 11, 20)
    True
    >>> parse_moment("03/04/2026")
    """
    written = text.strip()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        day = _day(CLOCK.sub("", written))
        return datetime.combine(day, time(), UTC) if day else None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def _day(text: str) -> date | None:
    try:
        if found := DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := EITHER.fullmatch(text):
            return _american_or_not(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    return None


def _american_or_not(first: int, second: int, year: int) -> date | None:
    """Return the day of `20/11/2026` and `11/20/2026`; `03/04/2026` could be two."""
    if first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None
