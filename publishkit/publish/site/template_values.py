"""The values of the site's templates: the site, an issue, a section. Words and addresses are ready; a theme places them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from publishkit.edition.language import OURS, Vocabulary, Words, counted, direction, shown_date, shown_size
from publishkit.edition.records.public_record import EditionRecord, ItemRecord
from publishkit.model.config import Config
from publishkit.publish.feeds.entries import edition_title
from publishkit.publish.files import FEEDS, OPDS_JSON, OPDS_NAVIGATION, Addresses, book_path, item_path
from publishkit.rights.credit import fill_text
from publishkit.workspace.folder import slugify

FORMS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownFeed:
    """A feed or catalog as pages link it."""

    title: str
    form: str
    """"Atom", "OPDS 2.0"."""
    path: str
    address: str
    media_type: str
    main: bool
    """Whether it stands at the foot of every page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """What every page shows of the publication."""

    name: str
    tagline: str
    language: str
    dir: str
    publisher: str
    address: str
    rights: str
    credits: str
    """Where the newest edition lists what is under which terms."""
    rights_contact: str
    feeds: tuple[ShownFeed, ...]
    catalogs: tuple[ShownFeed, ...]


def shown_site(config: Config, newest: EditionRecord, at: Addresses, vocabulary: Vocabulary = OURS) -> Site:
    """Return the publication as its site names it; what is under which rights is said as in the newest edition."""
    publication = config.publication
    words, days = vocabulary.of(publication.language), config.rights.takedown_days
    return Site(
        name=publication.name,
        tagline=publication.tagline,
        language=publication.language,
        dir=direction(publication.language),
        publisher=publication.publisher,
        address=publication.address,
        rights=newest.rights,
        credits=f"{newest.edition}/#credits",
        rights_contact=counted(words, "rights_contact", days, publication.language, contact=publication.contact),
        feeds=tuple(_feeds(words, at)),
        catalogs=tuple(_catalogs(words, at)),
    )


def _feeds(words: Words, at: Addresses) -> Iterator[ShownFeed]:
    for name, title in (("issues", words["feed_issues"]), ("articles", words["feed_articles"])):
        for suffix, media_type in FEEDS.items():
            path = f"feeds/{name}.{suffix}"
            yield ShownFeed(
                title=title,
                form=FORMS[suffix],
                path=path,
                address=at.to(path),
                media_type=media_type,
                main=name == "issues",
            )


def _catalogs(words: Words, at: Addresses) -> Iterator[ShownFeed]:
    title = words["catalog"]
    for form, path, media_type in (
        ("OPDS 1.2", "opds/index.xml", OPDS_NAVIGATION),
        ("OPDS 2.0", "opds/index.json", OPDS_JSON),
    ):
        yield ShownFeed(title=title, form=form, path=path, address=at.to(path), media_type=media_type, main=True)


# --- issues -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownBook:
    """A download."""

    label: str
    path: str
    name: str
    media_type: str
    size: str
    sha256: str
    note: str = ""
    """Of a superseded one: by what."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownNote:
    """A withdrawn article."""

    title: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownIssue:
    """One edition in lists and on the home page."""

    record: EditionRecord
    path: str
    """`2026-w47/`"""
    number: str
    title: str
    date_shown: str
    revision: str
    """"Revision 2"; "" for the first."""
    cover: str
    """File name in the edition's folder."""
    cover_small: str
    books: tuple[ShownBook, ...]
    superseded: tuple[ShownBook, ...]
    corrections: tuple[str, ...]
    withdrawn: tuple[ShownNote, ...]


def shown_issue(record: EditionRecord, vocabulary: Vocabulary = OURS) -> ShownIssue:
    """Return an edition in its own language."""
    words, history = vocabulary.of(record.language), record.history
    revision = fill_text(words["revision"], number=str(history.revision)) if history.revision > 1 else ""
    return ShownIssue(
        record=record,
        path=f"{record.edition}/",
        number=fill_text(words["number"], number=str(record.number)),
        title=edition_title(record, vocabulary),
        date_shown=shown_date(date.fromisoformat(record.date), record.language),
        revision=revision,
        cover=record.cover.file.removeprefix("web/"),
        cover_small=record.cover.small.removeprefix("web/"),
        books=tuple(_books(record, words)),
        superseded=tuple(_superseded(record, words)),
        corrections=tuple(f"{_day(row.date, record)}: {row.note}" for row in history.corrections),
        withdrawn=tuple(
            ShownNote(
                title=row.title,
                note=fill_text(words["withdrawn_on"], date=_day(row.date, record), reason=row.reason),
            )
            for row in history.withdrawn
        ),
    )


def _day(day: str, record: EditionRecord) -> str:
    return shown_date(date.fromisoformat(day), record.language)


def _books(record: EditionRecord, words: Words) -> Iterator[ShownBook]:
    for book in record.books:
        yield ShownBook(
            label=words[f"download_{book.channel.value}"],
            path=book_path(book.name),
            name=book.name,
            media_type=book.media_type,
            size=shown_size(book.bytes, record.language),
            sha256=book.sha256,
        )


def _superseded(record: EditionRecord, words: Words) -> Iterator[ShownBook]:
    for old in record.history.superseded:
        yield ShownBook(
            label=fill_text(words["revision"], number=str(old.revision)),
            path=book_path(old.file),
            name=book_path(old.file),
            media_type=old.media_type,
            size=shown_size(old.bytes, record.language),
            sha256=old.sha256,
            note=fill_text(words["superseded"], number=str(old.revision + 1)),
        )


# --- sections ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownEntry:
    """One article in a section's list."""

    item: ItemRecord
    issue: ShownIssue
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownSection:
    """A section through all editions, the newest article first."""

    slug: str
    title: str
    entries: tuple[ShownEntry, ...]

    @property
    def path(self) -> str:
        """`sections/world/`"""
        return f"sections/{self.slug}/"

    @property
    def count(self) -> int:
        """Of articles."""
        return len(self.entries)

    @property
    def years(self) -> tuple[str, ...]:
        """In which it appeared, the latest first."""
        return tuple(dict.fromkeys(entry.issue.record.date[:4] for entry in self.entries))


def shown_sections(issues: Sequence[ShownIssue]) -> tuple[ShownSection, ...]:
    """Return all sections in the order of the newest editions (*issues* come newest first); titles as last spelled."""
    titles: dict[str, str] = {}
    found: dict[str, list[ShownEntry]] = {}
    for issue in issues:
        for section in issue.record.sections:
            slug = slugify(section.title, issue.record.language)
            titles.setdefault(slug, section.title)
            found.setdefault(slug, []).extend(
                ShownEntry(item=item, issue=issue, path=item_path(issue.record, item)) for item in section.items
            )
    return tuple(
        ShownSection(slug=slug, title=titles[slug], entries=tuple(entries))
        for slug, entries in found.items()
        if entries
    )
