"""Who made the edition's parts, for package documents and file properties."""

from collections.abc import Iterator, Sequence

from publishkit.edition.clear import ClearedItem
from publishkit.rights.credit import FULL_USES

RELATOR = {
    "author": "aut",
    "translator": "trl",
    "photographer": "pht",
    "illustrator": "ill",
    "editor": "edt",
    "agency": "aut",
}
"""Our roles -> MARC relator codes (id.loc.gov/vocabulary/relators)."""


def contributors(cleared: Sequence[ClearedItem]) -> tuple[tuple[str, str], ...]:
    """Return (name, MARC relator code) of everyone whose work is printed, each once, in order of appearance."""
    return tuple(dict.fromkeys(_contributors(cleared)))


def _contributors(cleared: Sequence[ClearedItem]) -> Iterator[tuple[str, str]]:
    for item in cleared:
        if item.entry.use in FULL_USES:
            for byline in item.article.head.bylines:
                yield byline.name, RELATOR[byline.role]
        if item.entry.translator:
            yield item.entry.translator, "trl"
        for picture in item.pictures:
            if picture.channels:
                yield from ((maker.name, RELATOR.get(maker.role, "ill")) for maker in picture.picture.rights.creators)
