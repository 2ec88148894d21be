"""A publisher's terms, asked about one text: from which day and until when, how fresh they are, under which license."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from publishkit.model.profile import DatedLicense, Profile
from publishkit.model.statement import RightsStatement
from publishkit.rights.detect.license_words import licenses_in
from publishkit.rights.license import License, read_license, statement_license
from publishkit.rights.phrases import day_of

LICENSE_SIGNS = frozenset({"license", "license-link", "license-words"})
"""Signs by which a license of the text was read."""


class Address(NamedTuple):
    """The part of a page's address that tells whose it is."""

    host: str
    """Small letters, without `www.`; "" when there is none."""
    path: str
    """Begins and ends with a slash."""


def opening_day(statement: RightsStatement, profile: Profile) -> date | None:
    """Return the first day on which the text may appear; None when the first publication is not known."""
    first = day_of(statement.first_published)
    return first + timedelta(days=profile.limits.not_before_days) if first else None


def closing_day(statement: RightsStatement, profile: Profile) -> date | None:
    """Return the last day on which the text may be used; None without such a limit or when it cannot be counted."""
    first, days = day_of(statement.first_published), profile.limits.not_after_days
    return first + timedelta(days=days) if days and first else None


def read_again(profile: Profile, max_age_days: int) -> date | None:
    """Return the last day on which the terms count as read; None when nobody has read them yet."""
    read = profile.terms_checked_on
    return read + timedelta(days=max_age_days) if read else None


def is_fresh(profile: Profile, day: date, max_age_days: int) -> bool:
    """Whether the terms, as we have them, may be relied on for an edition of *day*."""
    last = read_again(profile, max_age_days)
    return last is not None and day <= last


def effective_license(statement: RightsStatement, profile: Profile | None) -> License:
    """Return the statement's license; without one, the license the publisher gives to whatever says nothing.

    A text of which a license was read says something: no default takes the place of another license, or of one that
    could not be read.
    """
    named = statement.license_id or statement.license_uri
    if named or profile is None or not profile.license_is_default:
        return stated_license(statement.license_id, statement.license_uri)
    given = _default(statement, profile)
    if all(speaks_of(given, sign.value) for sign in statement.signals if sign.kind in LICENSE_SIGNS):
        return given
    return statement_license(None, None)


@lru_cache(maxsize=1024)
def stated_license(license_id: str | None, license_uri: str | None) -> License:
    """Return the license of a statement, by its address, its id, or an official name in any of the languages we read.

    >>> stated_license("Creative Commons Namensnennung - Keine kommerzielle Nutzung 3.0 Deutschland", None).id
    'CC-BY-NC-3.0-DE'
    """
    found = statement_license(license_id, license_uri)
    if license_uri or not license_id or found.kind not in {"incomplete", "unknown"} or " " not in license_id:
        return found
    named = licenses_in(license_id)
    return named[0] if len(named) == 1 and named[0].kind not in {"incomplete", "unknown"} else found


def _default(statement: RightsStatement, profile: Profile) -> License:
    if profile.licenses:
        row = next((row for row in profile.licenses if _covers(row, statement)), None)
        return statement_license(row.license_id, row.license_uri) if row else statement_license(None, None)
    return statement_license(profile.license_id, profile.license_uri)


def speaks_of(license: License, words: str) -> bool:
    """Whether *words* that speak of a license speak of this one, and of no other."""
    told = [one.id for one in licenses_in(words)] or [read_license(words).id]
    return bool(license.id) and set(told) == {license.id}


def _covers(row: DatedLicense, statement: RightsStatement) -> bool:
    """Whether the row is about this text; a day that is not known lies in no row that has a limit."""
    if row.hosts and not closeness(read_address(statement.source_url), row.hosts):
        return False
    day = day_of(statement.first_published)
    if day is None:
        return row.since is None and row.until is None
    return (row.since is None or day >= row.since) and (row.until is None or day <= row.until)


def read_address(url: str | None) -> Address:
    """Return host and path of *url*; empty ones for what is no address.

    >>> read_address("https://www.propublica.org/article/x")
    Address(host='propublica.org', path='/article/x/')
    """
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return Address("", "/")
    return Address(host.removeprefix("www."), f"/{parts.path.strip('/')}/".replace("//", "/"))


def closeness(page: Address, patterns: Iterable[str]) -> int:
    """Return how exactly one of *patterns* names the page; 0 when none does.

    >>> page = read_address("https://theconversation.com/uk/topics/tides-12")
    >>> closeness(page, ["theconversation.com"]) < closeness(page, ["theconversation.com/uk"])
    True
    """
    return max((len(pattern) for pattern in patterns if page.host and _fits(page, pattern)), default=0)


def _fits(page: Address, pattern: str) -> bool:
    name, _, path = pattern.lower().removeprefix("www.").partition("/")
    same = page.host.endswith(name[1:]) if name.startswith("*.") else page.host == name
    return same and page.path.lower().startswith(f"/{path.strip('/')}/".replace("//", "/"))
