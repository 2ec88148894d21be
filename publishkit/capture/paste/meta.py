"""Pasted text: the lines of a date, of names, and of both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from publishkit.capture.bylines import UPDATED, parse_byline, split_names
from publishkit.capture.dates import FoundDate, Order, find_dates, lacks_year
from publishkit.capture.paste.lines import STOPS
from publishkit.model.article import Byline

BESIDE_DATE = 80
"""Characters a line may have besides its date."""
MARKS = " \t|,·•–—-:：()（）[]/~\u00a0"
PARTS = re.compile(r"\s*[|•·\t]\s*|\s+[-–—/]\s+|\s{2,}|(?<=\S)\s?/(?=\s)")
"""What parts the names, the place and the date of one line."""
PUBLISHED = re.compile(
    r"publi|posted|erstellt|veröffentlicht|stand|created|first|entered|입력|등록|公開|発行|投稿|发布|發布|nashr|yayın|نشر|פורסם|प्रकाशित|เผยแพร่|опубл|zveřej|vydan|julkais|utgitt",
    re.IGNORECASE,
)


WEEKDAY = re.compile(
    r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?|^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b,?",
    re.IGNORECASE,
)
RELATIVE = re.compile(
    r"^(?:stand|updated?|aktualisiert|published|posted|publié|mis à jour|actualizado|aggiornato)\W{1,3}(?:um |at |à |alle )?\d{1,2}[:.h]\d\d|\b(?:a|an|one|\d+) (?:seconds?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?) ago\b|\bil y a (?:\d+|une?)|\bvor (?:\d+|einer|einem) (?:min|stunde|tag|woche|monat|jahr)|\bhace \d+|\bhá \d+|\b\d+ (?:ore|minuti|giorni|min|ore) fa\b"
    r"|\b(?:heute|gestern),? (?:um )?\d{1,2}[:.]\d\d|\b(?:today|yesterday)(?: at)?,? \d{1,2}[:.]\d\d|\b(?:aujourd.hui|hier) à \d|\b(?:dnes|včera|dzisiaj|wczoraj|dziś|hoy|ayer|oggi|ieri|i dag|i går|idag|igår|vandaag|gisteren|tänään|eilen|сегодня|вчера|сьогодні|вчора)\b,? .{0,6}\d{1,2}[:.]\d\d|\d+\s?(?:分|時間|日|週間|小时|天|분|시간|일)\s?(?:前|전)|منذ \d+|قبل \d+|לפני \d+|\d+ .{2,8} पहले|\d+ .{2,8}ที่แล้ว",
    re.IGNORECASE,
)
"""How long ago, or a weekday's time: no day that can be written down."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamp:
    """A date of a line, and what the line says it is of."""

    found: FoundDate
    updated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Meta:
    """What a line says about the article: when, and by whom."""

    stamps: tuple[Stamp, ...] = ()
    people: tuple[Byline, ...] = ()
    yearless: bool = False
    """It names a day without its year, or says how long ago."""


def read_meta(text: str, language: str | None, order: Order | None, before: str = "") -> Meta | None:
    """Return the date and the people of a line that holds little else; None when it is something else.

    *before* is the line above: a label may stand there alone.
    """
    if len(text) > 260:
        return None
    dates = find_dates(text, language, order)
    if not dates:
        people = parse_byline(text)
        if people:
            return Meta(people=people)
        if len(text) > 110 or text.endswith(STOPS):
            return None
        yearless = RELATIVE.search(text) is not None or lacks_year(text, language)
        people = _people(_without_day(text)) if yearless else ()
        return Meta(people=people, yearless=True) if yearless and (people or len(text) <= 60) else None
    rest = _rest(text, dates)
    people = _people(rest)
    unknown = len(rest) - sum(len(one.name) for one in people)
    if unknown > BESIDE_DATE or _is_prose(text, rest):
        return None
    return Meta(stamps=tuple(_stamps(text, dates, before)), people=people)


def _is_prose(text: str, rest: str) -> bool:
    """A sentence with a date in it: it has small words around it and ends like one."""
    words = rest.split()
    return text.endswith((*STOPS, '"', "…")) and len(words) > 4


def _rest(text: str, dates: Sequence[FoundDate]) -> str:
    parts, at = [], 0
    for found in dates:
        parts.append(text[at : found.start])
        at = found.end
    return "  ".join(part.strip(MARKS) for part in (*parts, text[at:]) if part.strip(MARKS))


def _without_day(text: str) -> str:
    """The line up to its first figure, without the words that lead to it: “Ada Example|Published 4 months ago”."""
    head = re.split(r"\d", text, maxsplit=1)[0]
    said = PUBLISHED.search(head)
    return (head[: said.start()] if said else head).strip(MARKS)


def _people(rest: str) -> tuple[Byline, ...]:
    """The people in what is left of a line of meta."""
    if people := parse_byline(rest) or parse_byline(_unlabelled(rest)):
        return people
    found: list[Byline] = []
    for part in PARTS.split(WEEKDAY.sub("", rest)):
        words = _unlabelled(part).strip(MARKS)
        if not words or UPDATED.search(words) or PUBLISHED.search(words):
            continue
        found += [one for one in parse_byline(words) or split_names(words) if one not in found]
    return tuple(found)


def _unlabelled(text: str) -> str:
    """Without the word that leads to the date: “By Ada Example published”."""
    return re.sub(
        r"[\s,|]+(?:published|posted|updated|last updated|veröffentlicht|aktualisiert|publié|publicado|pubblicato|on|am|le|el|il)\s*$",
        "",
        text,
        flags=re.IGNORECASE,
    )


def _stamps(text: str, dates: Sequence[FoundDate], before: str) -> list[Stamp]:
    """Each date with what the words around it say: behind it only where the language puts them there."""
    stamps, at = [], 0
    alone = before if len(before) <= 30 else ""
    for number, found in enumerate(dates):
        label = text[at : found.start]
        if number == 0 and not label.strip(MARKS):
            label = alone
        behind = re.match(r"\s?(?:更新|수정|업데이트)", text[found.end : found.end + 8])
        updated = bool(UPDATED.search(label[-40:]) or behind) and not re.search(
            r"publi|발행|公開日[:：]?\s*$", label[-14:], re.IGNORECASE
        )
        stamps.append(Stamp(found=found, updated=updated))
        at = found.end
    return stamps


def moment_of(stamp: Stamp) -> date | datetime | None:
    """Return the moment, None when day and month could be the other way round."""
    return None if stamp.found.ambiguous else stamp.found.value
