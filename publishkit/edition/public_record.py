"""`edition.json`, written and read: what an archive, a feed or a catalog needs to know of a finished edition, without reading its pages.

It says nothing that the edition's own pages do not say: withheld works are not in it, withdrawn ones only by name.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from publishkit.edition.records import canonical, parse_record
from publishkit.model.edition import Book, Edition, Item
from publishkit.model.rights import Status, TdmState

RECORD = "edition.json"
SUPERSEDED = "superseded"
"""Folder of a finished edition in which the books of earlier revisions lie."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Superseded:
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
    superseded: tuple[Superseded, ...] = ()
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


# --- writing ----------------------------------------------------------------------------------------------------------


def history_of(edition: Edition) -> History:
    """Return what happened to *edition* after it came out."""
    corrected = [change for change in edition.changes if change.kind == "correction" or change.picture]
    gone = [change for change in edition.changes if change.kind == "retraction" and not change.picture]
    return History(
        revision=edition.revision,
        revised=edition.revised.isoformat() if edition.revised else "",
        superseded=tuple(
            Superseded(
                revision=book.revision,
                file=f"{SUPERSEDED}/{book.name}",
                media_type=book.media_type,
                bytes=book.bytes,
                sha256=book.sha256,
                date=book.date.isoformat(),
            )
            for book in edition.superseded
        ),
        corrections=tuple(
            Correction(
                slug=c.slug,
                date=c.date.isoformat(),
                note=f"{c.head} {c.note}" if c.picture else c.note,
                revision=c.revision,
            )
            for c in corrected
        ),
        withdrawn=tuple(
            Withdrawn(slug=c.slug, title=c.title, date=c.date.isoformat(), reason=c.note, revision=c.revision)
            for c in gone
        ),
        recalled=edition.recalled,
    )


def edition_json(edition: Edition, *, books: Sequence[Book], cover: CoverRecord) -> bytes:
    """Return the record of *edition*, whose downloads are *books*.

    *edition* is what the web prints (`render/printed.py`): pictures it is not cleared for are gone.
    """
    publication = edition.config.publication
    record = EditionRecord(
        schema="publishkit-edition/1",
        edition=edition.id,
        history=history_of(edition),
        name=edition.name,
        number=edition.number,
        title=edition.title,
        date=edition.date.isoformat(),
        language=edition.language,
        dir=edition.dir,
        url=edition.url,
        publisher=publication.publisher,
        editors=publication.editors,
        contributors=edition.contributors,
        deck=edition.preheader,
        rights=edition.rights_sentence,
        license_uri=next((span.href for span in edition.credits.own if span.kind == "license"), ""),
        tdm_reserved=edition.tdm_reserved,
        tdm_policy=edition.tdm_policy,
        cover=cover,
        books=tuple(books),
        sections=tuple(
            SectionRecord(
                id=section.id,
                title=section.title,
                items=tuple(_item(edition, item) for item in section.items if not item.withdrawn),
            )
            for section in edition.sections
            if not all(item.withdrawn for item in section.items)
        ),
    )
    return canonical(asdict(record))


def _item(edition: Edition, item: Item) -> ItemRecord:
    reserved, policy = item_tdm(edition, item)
    published = item.statement.first_published
    return ItemRecord(
        id=item.id,
        number=item.number,
        slug=item.slug,
        use=item.use,
        page=f"{item.slug}.html" if item.full else "",
        canonical=canonical_of(edition, item),
        lang=item.lang,
        dir=item.dir,
        kicker=item.kicker,
        title=item.title,
        deck=item.deck,
        byline=item.byline,
        authors=tuple(party.name for party in item.statement.creators),
        label=item.credit.label,
        published=published.isoformat()[:10] if published else "",
        minutes=item.minutes,
        source_url=item.source_url,
        license_uri=item.license_uri,
        tdm_reserved=reserved,
        tdm_policy=policy if reserved else "",
    )


def canonical_of(edition: Edition, item: Item) -> str:
    """Return where search engines should look: what a publisher asks (D-CANONICAL); an unchanged reprint yields anyway."""
    own = f"{edition.url}{item.slug}.html" if item.full else f"{edition.url}#{item.id}"
    reprint = item.use == "full" and item.statement.status is not Status.OWN
    return item.canonical or (item.source_url if reprint else "") or own


def item_tdm(edition: Edition, item: Item) -> tuple[bool, str]:
    """Return whether mining of the item is reserved, and its policy.

    A reservation for others must not spread to it (CC 4.0, 2(a)(5)(C)).
    """
    own = item.statement.status is Status.OWN and edition.config.publication.tdm_reserved and not item.license_uri
    reserved = item.tdm_reserved or item.statement.tdm.state is TdmState.RESERVED
    return own or reserved, item.statement.tdm.policy_url or edition.tdm_policy


# --- reading ----------------------------------------------------------------------------------------------------------


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
