"""`edition.json` as a value, and how it is read: what an archive, a feed or a catalog needs to know of a finished edition.

It says nothing that the edition's own pages do not say: withheld works are not in it, withdrawn ones only by name.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from publishkit.edition.records.records import parse_record
from publishkit.model.edition import Book, edition_identifier
from publishkit.model.issue import moment

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
    at: str = ""
    """The moment, RFC 3339; "" in records of earlier publishkits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn:
    """An article that is no longer published; its text is nowhere in the edition."""

    slug: str
    title: str
    date: str
    reason: str
    revision: int = 0
    """The first one without it."""
    at: str = ""
    """The moment, RFC 3339."""


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """What happened to an edition after it came out."""

    revision: int = 1
    revised: str = ""
    """Day of the latest revision; "" for the first."""
    revised_at: str = ""
    """Its moment, RFC 3339: moves on with every revision, also of one day; "" for the first, and in older records."""
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
    publication: str = ""
    """What names of the publication are made from, whatever its address (`publication.id`)."""

    @property
    def id_base(self) -> str:
        """`publication`; in older records the address, of which names were made then."""
        return self.publication or self.url.removesuffix(f"{self.edition}/")

    @property
    def identifier(self) -> str:
        """The name the EPUB of the edition bears too."""
        return edition_identifier(self.id_base, self.edition)

    @property
    def came_out(self) -> datetime:
        """The moment that machines are told."""
        return moment(self.date)

    @property
    def changed(self) -> datetime:
        """The moment of the latest revision, or of the edition."""
        if self.history.revised_at:
            return datetime.fromisoformat(self.history.revised_at)
        return _counted(self.updated, self.history.revision)

    def changed_of(self, slug: str) -> datetime:
        """Return the moment at which an article was last put right or taken back, or came out."""
        told: tuple[Correction | Withdrawn, ...] = (*self.history.corrections, *self.history.withdrawn)
        rows = [row for row in told if row.slug == slug]
        moments = [datetime.fromisoformat(row.at) if row.at else _counted(row.date, row.revision) for row in rows]
        return max((self.came_out, *moments))

    @property
    def items(self) -> tuple[ItemRecord, ...]:
        """All articles in reading order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def updated(self) -> str:
        """Day of the latest revision, or of the edition."""
        return self.history.revised or self.date


def _counted(day: str, revision: int) -> datetime:
    """Return a moment for a revision of which only the day is known: later ones of a day lie later."""
    return moment(day) + timedelta(minutes=max(revision - 1, 0))


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
