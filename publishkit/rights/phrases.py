"""Words our sentences share: dates, lists, names; and foreign words as a report shows them. The same on every machine."""

import re
from collections.abc import Iterable, Sequence
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


def formats_together(told: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return every sentence of (format, sentence) once; those that differ only in the format become one that names all.

    >>> formats_together(
    ...     [("PDF", "Not for PDF."), ("the web", "Not for the web."), ("PDF", "Ask."), ("the web", "Ask.")]
    ... )
    ('Not for PDF and the web.', 'Ask.')
    """
    named: dict[str, list[str]] = {}
    for name, sentence in told:
        named.setdefault(sentence.replace(f" {name}", " \0"), []).append(name)
    return tuple(sentence.replace("\0", and_list(formats)) for sentence, formats in named.items())


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


_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, and those that turn the direction of everything after them; LRM and RLM only place themselves."""

_MAIL = re.compile(r"<?[^\s<>(),;:\"'/@]{1,128}@[^\s<>(),;:\"'/@]{1,253}>?")
"""Anything like a mail address; both parts bounded and without `@`, so that it cannot run away."""

PRIVATE = "(address withheld)"


def visible(text: str, limit: int = 0) -> str:
    r"""Return *text* with acting characters named, cut at *limit* characters when there is one.

    >>> visible("Jane\x1b[2J \u202eoD")
    'Jane⟨U+001B⟩[2J ⟨U+202E⟩oD'
    >>> visible("a long story", 6)
    'a long … (6 more characters)'
    """
    more = len(text) - limit if limit else 0
    kept = text[:limit] if more > 0 else text
    shown = _ACTING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", kept)
    return f"{shown} … ({more:,} more characters)" if more > 0 else shown


def without_addresses(text: str) -> str:
    """Return *text* with mail addresses left out.

    >>> without_addresses("letter of <jane@press.example>, 3 May")
    'letter of (address withheld), 3 May'
    """
    return _MAIL.sub(PRIVATE, text) if "@" in text else text
