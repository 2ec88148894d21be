"""The days between which a publisher's terms allow a text, and the day on which they must be read again."""

from datetime import date, timedelta

from publishkit.model.profile import Profile
from publishkit.model.statement import RightsStatement
from publishkit.rights.phrases import day_of


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
