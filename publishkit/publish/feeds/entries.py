"""The entries of the feeds, before any of their three forms: one for each issue, one for each article."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from publishkit.edition.language import OURS, Vocabulary, Words, shown_date, shown_size
from publishkit.edition.records.public_record import EditionRecord, ItemRecord, Withdrawn
from publishkit.publish.files import Addresses, book_path
from publishkit.rights.credit import fill_text

ISSUES, ARTICLES = 20, 50
"""Entries in a feed; of articles always whole issues, the newest at any rate."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclosure:
    """A book that belongs to an entry."""

    url: str
    media_type: str
    bytes: int
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of a feed."""

    id: str
    """Never changes: a `tag:` name."""
    url: str
    title: str
    summary: str
    """Plain text."""
    html: str
    """Everything that may be read in the feed itself; "" when the reader has to come to the page."""
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    language: str
    rights: str
    title_language: str = ""
    """Of the title, where it is another's: a brief has its page's."""
    category: str = ""
    source_url: str = ""
    image: str = ""
    enclosures: tuple[Enclosure, ...] = ()


def edition_title(record: EditionRecord, vocabulary: Vocabulary = OURS) -> str:
    """Return `No. 47: Low water`."""
    number = str(fill_text(vocabulary.of(record.language)["number"], number=str(record.number)))
    return f"{number}: {record.title}" if record.title else number


# --- issues -----------------------------------------------------------------------------------------------------------


def issue_entries(records: Sequence[EditionRecord], at: Addresses, vocabulary: Vocabulary = OURS) -> tuple[Entry, ...]:
    """Return an entry for each of the newest editions (*records* come newest first), its books enclosed."""
    return tuple(_issue(record, at, vocabulary) for record in records[:ISSUES])


def _issue(record: EditionRecord, at: Addresses, vocabulary: Vocabulary) -> Entry:
    return Entry(
        id=at.tag(record),
        url=record.url,
        title=f"{record.name}, {edition_title(record, vocabulary)}",
        summary=record.deck,
        html=str(Markup("\n").join(_issue_html(record, at, vocabulary))),
        published=record.came_out,
        updated=record.changed,
        authors=(record.publisher,),
        language=record.language,
        rights=record.rights,
        image=at.to(f"{record.edition}/{record.cover.file.removeprefix('web/')}"),
        enclosures=enclosures(record, at),
    )


def enclosures(record: EditionRecord, at: Addresses) -> tuple[Enclosure, ...]:
    """Return the books of an edition; the EPUB first, for programs that take one only."""
    books = sorted(record.books, key=lambda book: book.media_type != "application/epub+zip")
    return tuple(
        Enclosure(
            url=at.to(book_path(book.name)),
            media_type=book.media_type,
            bytes=book.bytes,
            title=f"{book.channel.value.upper()}, {shown_size(book.bytes, record.language)}",
        )
        for book in books
    )


def _issue_html(record: EditionRecord, at: Addresses, vocabulary: Vocabulary) -> Iterator[Markup]:
    words = vocabulary.of(record.language)
    yield Markup("<p>{}</p>").format(record.deck)
    for section in record.sections:
        rows = Markup("").join(_row(record, item, at) for item in section.items)
        yield Markup("<h2>{}</h2>\n<ul>{}</ul>").format(section.title, rows)
    for correction in record.history.corrections:
        yield Markup("<p>{}: {}</p>").format(words["corrections"], correction.note)
    for gone in record.history.withdrawn:
        yield Markup("<p>{}: {}</p>").format(gone.title, _withdrawn(gone, record.language, words))
    links = Markup(" · ").join(
        Markup('<a href="{}">{}</a>').format(one.url, one.title) for one in enclosures(record, at)
    )
    yield Markup('<p><a href="{}">{}</a>{}{}</p>').format(
        record.url, words["read_issue"], " · " if links else "", links
    )
    yield Markup("<p>{}</p>").format(record.rights)


def _row(record: EditionRecord, item: ItemRecord, at: Addresses) -> Markup:
    credit = " · ".join(filter(None, (item.byline, item.label)))
    deck = Markup("<br>{}").format(item.deck) if item.deck else Markup("")
    tongue = item.title_lang or item.lang
    spoken = Markup("") if tongue == record.language else Markup(' lang="{}"').format(tongue)
    link = Markup('<a href="{}"{}>{}</a>').format(at.item(record, item), spoken, item.title)
    return Markup("<li>{}{}<br>{}</li>").format(link, deck, credit)


# --- articles ---------------------------------------------------------------------------------------------------------


def article_entries(
    records: Sequence[EditionRecord],
    at: Addresses,
    texts_of: Callable[[EditionRecord], Mapping[str, str]],
    vocabulary: Vocabulary = OURS,
) -> tuple[Entry, ...]:
    """Return the articles of the newest editions, as many whole editions as make fifty.

    *texts_of* returns item id -> the article's markup, credits and notices included, of an edition.
    """
    found: list[Entry] = []
    for record in records:
        of_issue = [
            *_articles(record, at, texts_of(record)),
            *_withdrawn_articles(record, at, vocabulary.of(record.language)),
        ]
        if found and len(found) + len(of_issue) > ARTICLES:
            break
        found += of_issue
    return tuple(found)


def _articles(record: EditionRecord, at: Addresses, texts: Mapping[str, str]) -> Iterator[Entry]:
    for section in record.sections:
        for item in section.items:
            yield Entry(
                id=at.tag(record, item.slug),
                url=at.item(record, item),
                title=item.title,
                summary=item.deck or " · ".join(filter(None, (item.byline, item.label))),
                html=texts.get(item.id, ""),
                published=record.came_out,
                updated=record.changed_of(item.slug),
                authors=item.authors or (record.publisher,),
                language=item.lang,
                title_language=item.title_lang,
                rights=item.label,
                category=section.title,
                source_url=item.source_url,
            )


def _withdrawn_articles(record: EditionRecord, at: Addresses, words: Words) -> Iterator[Entry]:
    """Yield a stub under the id of each withdrawn article: it replaces the text in readers' programs."""
    for gone in record.history.withdrawn:
        note = _withdrawn(gone, record.language, words)
        yield Entry(
            id=at.tag(record, gone.slug),
            url=record.url,
            title=f"{words['withdrawn']}: {gone.title}",
            summary=note,
            html=str(Markup("<p>{}</p>").format(note)),
            published=record.came_out,
            updated=record.changed_of(gone.slug),
            authors=(record.publisher,),
            language=record.language,
            rights=record.rights,
        )


def _withdrawn(gone: Withdrawn, language: str, words: Mapping[str, str]) -> str:
    day = shown_date(date.fromisoformat(gone.date), language)
    return fill_text(words["withdrawn_on"], date=day, reason=gone.reason)
