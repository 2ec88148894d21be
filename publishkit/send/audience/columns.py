"""Which column of a foreign file is which field: by what people call it, in their language."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from publishkit.errors import InputError, Problem
from publishkit.words import Folding

FIELDS = ("address", "name", "first_name", "last_name", "language", "consent_source", "consent_date", "status")
folded = Folding(form="NFKD", case="fold", letters=True, signs="dropped")
"""Titles are compared by letters and digits only, without case and marks."""


@lru_cache(maxsize=1024)
def field_of(title: str) -> str:
    """Return the field that a column of this *title* holds; "" when it is none of ours.

    >>> field_of("E-Mail Address"), field_of("Prénom"), field_of("Shoe size")
    ('address', 'first_name', '')
    """
    return _fields().get(folded(title[:100]), "")


@lru_cache(maxsize=1024)
def is_subscribed(status: str) -> bool:
    """Return whether a row of this *status* may be written to; a word we do not know means no.

    >>> is_subscribed("Subscribed"), is_subscribed("cleaned")
    (True, False)
    """
    return not status.strip() or folded(status) in _table()["status"]["subscribed"]


@lru_cache(maxsize=1024)
def is_agreement(consent: str) -> bool:
    """Return whether a consent is a mere yes, which does not say where it was given."""
    return folded(consent) in _table()["consent"]["given"]


@lru_cache(maxsize=1024)
def is_refusal(consent: str) -> bool:
    """Return whether a consent is a no."""
    return folded(consent) in _table()["consent"]["refused"]


def find_columns(titles: Sequence[str], place: str) -> Mapping[str, int]:
    """Return field -> number of its column (0 …); without an address column the mapping has no "address".

    Raises:
        InputError: two columns are the same field, so that one of them would be lost.
    """
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for number, title in enumerate(titles):
        field = field_of(title)
        if field in found:
            message = f"columns {found[field] + 1} and {number + 1} could both be the {field.replace('_', ' ')}"
            problems.append(Problem(place=place, message=message, hint="rename the one that is not"))
        elif field:
            found[field] = number
    if problems:
        raise InputError(*problems)
    return found


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def _fields() -> Mapping[str, str]:
    return {folded(title): field for field in FIELDS for title in _table()["fields"][field]}
