"""Words our sentences share: dates, lists, names. English, and the same on every machine (no locale is asked)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from publishkit.model.rights import Party
from publishkit.model.statement import Treatment

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

TREATMENTS = {
    Treatment.FULL_VERBATIM: "printing the full text unchanged",
    Treatment.FULL_EDITED: "editing the text",
    Treatment.ABRIDGED: "shortening the text",
    Treatment.TRANSLATED: "translating the text",
    Treatment.BRIEF: "a brief",
    Treatment.QUOTE: "a quotation",
    Treatment.LINK_ONLY: "a link",
    Treatment.IMAGE: "showing the picture unchanged",
    Treatment.IMAGE_RESIZED: "showing the picture in another size",
    Treatment.IMAGE_CROPPED: "cropping the picture",
    Treatment.IMAGE_RECOLOURED: "changing the picture's colors",
    Treatment.IMAGE_OVERLAY: "putting words or shapes on the picture",
}

CHANNELS = {"email": "email", "web": "the web", "pdf": "PDF", "epub": "EPUB"}


def long_date(day: date | None) -> str | None:
    """Return the day as readers see it; None stays None.

    >>> long_date(date(2024, 11, 18))
    '18 November 2024'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else None


def day_of(moment: date | datetime | None) -> date | None:
    """Return the calendar day of *moment*, in UTC where it names a time zone."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def and_list(words: Sequence[str]) -> str:
    """Join *words* as a sentence does.

    >>> and_list(["a price", "advertising", "sponsors"])
    'a price, advertising and sponsors'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def names(parties: Sequence[Party]) -> str | None:
    """Return the names joined, or None when nobody is named."""
    return and_list([party.name for party in parties if party.name]) or None


def holder_name(holders: Sequence[Party]) -> str | None:
    """Return the holders as one name, so that a sentence about them stays in the singular."""
    return " / ".join(party.name for party in holders if party.name) or None


def territory_list(territories: Sequence[str]) -> str:
    """Return the territories as a sentence names them.

    >>> territory_list(("PL", "WORLD"))
    'the whole world'
    """
    if not territories or "WORLD" in territories:
        return "the whole world"
    return and_list(sorted(territories))
