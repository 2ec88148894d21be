"""Parse a row of a foreign file into a reader, or return why it is none. Every value is hostile until it was checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from publishkit.send.letter.headers import BIDI, FORBIDDEN
from publishkit.send.readers.address import AddressRefusedError, parse_address, stored_key
from publishkit.send.readers.cells import addresses_in, bare_address, folded, is_refusal, kind_of
from publishkit.send.readers.columns import Role
from publishkit.send.readers.moments import DayOrder, parse_moment
from publishkit.send.readers.table import Row

LONGEST_NAME = 200
"""Characters; a longer one is no name."""
LONGEST_SOURCE = 500
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet may take as the beginning of a formula (OWASP, CSV Injection)."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
SPOKEN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs")
"""Languages in which languages are named."""
OTHERS = (
    "tr",
    "ru",
    "uk",
    "ar",
    "he",
    "el",
    "hu",
    "ro",
    "bg",
    "hr",
    "sl",
    "sk",
    "ca",
    "et",
    "lv",
    "lt",
    "zh",
    "ja",
    "ko",
)
"""Further languages that are known by name."""
AGAINST = ("left", "pending", "unclear")
"""Verdicts of columns on a row that brings no reader."""
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
    if row.verdict in AGAINST:
        return Refused(row.line, row.why)
    given, named = bare_address(unescaped(fields.get("address", "")))
    try:
        address = parse_address(given)
    except AddressRefusedError as refused:
        return Refused(row.line, why_no_address(fields.get("address", ""), refused))
    consent_text = unescaped(fields.get("consent-source", ""))
    if is_refusal(consent_text):
        return Refused(row.line, "says that the reader did not agree")
    source = ("" if kind_of(consent_text) == "yes" else _plain(consent_text)[:LONGEST_SOURCE]) or consent.source
    if not source:
        return Refused(row.line, "does not say where the reader agreed to get letters")
    at, problem = _consent_at(fields.get("consent-date", ""), row.order, consent, now)
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
        stated="consent-date" in fields,
        remarks=tuple(remarks),
    )


def keys_of(row: Row) -> list[str]:
    """Return the keys of all addresses in *row*, of which most rows have one."""
    cell = unescaped(row.fields.get("address", ""))
    return [stored_key(address) for address in addresses_in(cell)]


def why_no_address(cell: str, refused: AddressRefusedError) -> str:
    """Return the sentence on a *cell* that is no address."""
    several = addresses_in(cell)
    if len(several) > 1:
        return f"holds {len(several)} addresses, {shown(cell)}: nobody can tell which of them agreed (several)"
    return f"address {refused} ({refused.code})"


def shown(text: str) -> str:
    r"""Return foreign *text* as a message may show it: short, with nothing invisible in it.

    >>> shown("Größe\r\n\u202e")
    "'Größe\\r\\n\\u202e'"
    """
    return repr(text if len(text) <= 40 else text[:39] + "…")


def unescaped(text: str) -> str:
    """Return *text* without the apostrophe that our export puts before what a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA and text[1:2] else text


def _name(fields: Mapping[Role, str], named: str, remarks: list[str]) -> str:
    first, last, whole = fields.get("first-name", ""), fields.get("last-name", ""), fields.get("name", "")
    if first and whole and not last:  # "Name" beside "Vorname", "Nom" beside "Prénom": it is the family's
        last, whole = ("", whole) if first.casefold() in whole.casefold() else (whole, "")
    written = unescaped(whole or " ".join(part for part in (first, last) if part) or named)
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
        tag = language_named(tag)
    if text.strip() and not tag:
        remarks.append(f"language left out, it is no code such as `en` or `pt-BR`: {shown(text)}")
        return ""
    return tag.replace("_", "-")


@lru_cache(maxsize=1024)
def language_named(name: str) -> str:
    """Return the code of the language that *name* names in one of the languages we know; "" for none.

    >>> language_named("Deutsch"), language_named("German"), language_named("Klingonisch")
    ('de', 'de', '')
    """
    return _language_names().get(folded(name.partition("(")[0]), "")


@cache
def _language_names() -> Mapping[str, str]:
    from babel import Locale

    found: dict[str, str] = {}
    for spoken in SPOKEN:
        for code in (*SPOKEN, *OTHERS):
            if name := Locale(spoken).languages.get(code):
                found.setdefault(folded(name), code)
            if own := Locale(code).languages.get(code):
                found.setdefault(folded(own), code)
    return found


def _consent_at(text: str, order: DayOrder, consent: Consent, now: datetime) -> tuple[datetime | None, str]:
    if kind_of(text) in {"empty", "yes"}:
        return consent.at, "does not say when the reader agreed to get letters"
    at = parse_moment(text, order)
    if at is None and parse_moment(text, "day-first"):
        hint = "say how its days are written: --column TITLE=consent-date:day-first, or month-first"
        return None, f"has a consent date that could be two days: {shown(text)}; {hint}"
    if at is None:
        return None, f"has a consent date that cannot be read: {shown(text)}; write 2026-11-20"
    if at > now + timedelta(days=1) or at.date() < OLDEST:
        return None, f"has a consent date that cannot be: {shown(text)}"
    return at, ""
