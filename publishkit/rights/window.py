"""The days between which a publisher's terms allow a text, counted from its first publication."""

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
