"""`edition.json` as a value, and how it is read: what an archive, a feed or a catalog needs to know of a finished edition.

It says nothing that the edition's own pages do not say: withheld works are not in it, withdrawn ones only by name.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from publishkit.edition.records.records import parse_record
from publishkit.model.edition import Book

RECORD = "edition.json"
SUPERSEDED = "superseded"
"""Folder of a finished edition in which the books of earlier revisions lie."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SupersededBook:
    """A book of an earlier revision: kept, and linked as replaced."""

    revision: int
    """Of the book, 1 being the first edition."""
    file: str
    """Where it lies in the edition's folder: `superseded/the-letter-2026-w47.pdf`."""
    media_type: str
    bytes: int
    sha256: str
    date: str = ""
    """Day on which it was replaced."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What was put right."""

    slug: str
    date: str
    """ISO 8601, as all dates of the record."""
    note: str
    revision: int = 0
    """The first one that has it right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn:
    """An article that is no longer published; its text is nowhere in the edition."""

    slug: str
    title: str
    date: str
    reason: str
    revision: int = 0
    """The first one without it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """What happened to an edition after it came out."""

    revision: int = 1
    revised: str = ""
    """Day of the latest revision; "" for the first."""
    superseded: tuple[SupersededBook, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    recalled: tuple[str, ...] = ()
    """Files of earlier revisions that hold what was taken back, as they lay in the edition's folder: whoever published
    them takes them away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemRecord:
    """One article as lists name it."""

    id: str
    """`a01`: its anchor in the edition."""
    number: int
    slug: str
    use: str
    page: str
    """`tide-hours.html`, its own page in the folder of pages; "" when only the edition's page has it."""
    canonical: str
    """Where search engines should look: ours, or the original."""
    lang: str
    dir: str
    kicker: str
    title: str
    deck: str
    byline: str
    authors: tuple[str, ...]
    label: str
    """How it is used: "Full text · CC BY 4.0"."""
    published: str
    """Day of first publication; "" when unknown."""
    minutes: int
    source_url: str
    license_uri: str
    tdm_reserved: bool
    tdm_policy: str
    title_lang: str = ""
    """Language of the title, where it is not `lang`: a brief or a link has its page's."""
    source_lang: str = ""
    """Language of the kicker, where it is not `lang`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionRecord:
    """A part of the edition."""

    id: str
    title: str
    items: tuple[ItemRecord, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverRecord:
    """The title page as a picture, and a small one for lists; both are JPEG with the picture's credit drawn in."""

    file: str
    """In the edition's folder: `web/cover.jpg`."""
    width: int
    height: int
    small: str
    small_width: int
    small_height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EditionRecord:
    """`edition.json`; a change that could break a reader is a new number and a changelog entry."""

    schema: Literal["publishkit-edition/1"]
    edition: str
    history: History
    name: str
    """Of the publication."""
    number: int
    title: str
    date: str
    language: str
    dir: str
    url: str
    """Where the edition is published; ends with a slash."""
    publisher: str
    editors: tuple[str, ...]
    contributors: tuple[tuple[str, str], ...]
    """(name, MARC relator code)."""
    deck: str
    """One sentence on the whole issue."""
    rights: str
    license_uri: str
    """Of our own texts and the selection; "" when reserved."""
    tdm_reserved: bool
    tdm_policy: str
    cover: CoverRecord
    books: tuple[Book, ...]
    sections: tuple[SectionRecord, ...]

    @property
    def items(self) -> tuple[ItemRecord, ...]:
        """All articles in reading order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def updated(self) -> str:
        """Day of the latest revision, or of the edition."""
        return self.history.revised or self.date


def parse_edition(data: bytes) -> EditionRecord:
    """Return what an `edition.json` says.

    Raises:
        ValueError: not our record, or not whole.
    """
    record = parse_record(EditionRecord, data, "publishkit-edition/1")
    try:
        date.fromisoformat(record.date)
    except ValueError as error:
        raise ValueError(f"is not whole (date: {error})") from error
    return record
