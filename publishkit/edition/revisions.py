"""What was put right or taken back after the edition came out, worded for readers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publishkit.edition.house import House
from publishkit.model.edition import Change, EarlierBook, Item
from publishkit.model.revision import Revision, Revisions
from publishkit.rights.sentence import fill_text

MEDIA_TYPES = {".pdf": "application/pdf", ".epub": "application/epub+zip"}
"""Of the books of an edition, by suffix."""


def revision_shown(revisions: Revisions, house: House) -> str:
    """Return "Revision 2, 24 November 2026"; "" for an edition as it came out."""
    if revisions.number == 1:
        return ""
    number = fill_text(house.words["revision"], number=str(revisions.number))
    return f"{number}, {house.day(revisions.date)}"


def changes_of(revisions: Revisions, items: Mapping[str, Item], house: House) -> tuple[Change, ...]:
    """Return everything readers are told, oldest first; *items* is slug -> item."""
    return tuple(_change(entry, items[entry.article], house) for entry in revisions.standing if entry.article in items)


def _change(entry: Revision, item: Item, house: House) -> Change:
    return Change(
        revision=entry.number,
        kind=entry.kind,
        item=item.id,
        slug=entry.article,
        title=item.title,
        date=entry.date,
        head=_head(entry, house),
        note=entry.note,
        picture=bool(entry.picture),
    )


def _head(entry: Revision, house: House) -> str:
    day = house.day(entry.date)
    if entry.kind == "correction":
        return fill_text(house.words["corrected_on"], date=day)
    key = "picture_withdrawn_on" if entry.picture else "withdrawn_on"
    return house.words[key].format(date=day, reason="").strip()


def with_changes(items: Sequence[Item], changes: Sequence[Change]) -> Iterator[Item]:
    """Yield *items*, each with what readers are told of it."""
    for item in items:
        mine = tuple(change for change in changes if change.item == item.id)
        yield replace(item, changes=mine) if mine else item


def earlier_books(revisions: Revisions, kept: Mapping[str, bytes]) -> tuple[EarlierBook, ...]:
    """Return the books of earlier revisions; *kept* is file name -> bytes."""
    return tuple(
        EarlierBook(
            revision=book.revision,
            name=book.file,
            date=book.date,
            media_type=MEDIA_TYPES.get(f".{book.file.rpartition('.')[2]}", "application/octet-stream"),
            bytes=len(kept[book.file]),
            sha256=book.sha256,
        )
        for book in revisions.superseded
    )
