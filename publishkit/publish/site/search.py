"""A search without a server: for each year a list of words, cut into pieces a browser fetches as it needs them.

`search/index.json` names the years, their editions and the first word of every piece; `search/<year>/<n>.json` maps a word to
the articles that hold it. What an article is called stands in its edition's `edition.json`. Only words that the web pages
show are in it.
"""

import json
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.edition.public_record import EditionRecord, ItemRecord
from publishkit.proof.finished import FinishedEdition
from publishkit.publish.files import SiteFile, made_file, stored_file
from publishkit.words import Folding

SCHEMA = "publishkit-search/1"
PIECE = 32_000
"""Characters of a piece, about: a word costs a reader one piece for each year."""
MAX_WORD = 40
WORD = re.compile(r"[^\W_]+")
fold = Folding(form="NFKD", case="lower", letters=True, marks="dropped")
"""Small letters, no accents. `search.js` folds the same way (tested against each other)."""

TEXT, OFTEN, DECK, TITLE = range(4)
"""How much a word counts: in the text, three times there, in deck, kicker or byline, in the title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Searchable:
    """One edition's words."""

    record: EditionRecord
    texts: Mapping[str, str]
    """Item id -> the words of its body."""


def words_of(text: str) -> list[str]:
    """Return the words of *text*, folded, in order.

    >>> words_of("Don’t go: 3 tides")
    ['don', 't', 'go', '3', 'tides']
    """
    return [word for token in text.split() for word in _words_in(token)]


@lru_cache(maxsize=200_000)
def _words_in(token: str) -> tuple[str, ...]:
    """Folding looks at every letter; the words of ten years are few."""
    return tuple(word[:MAX_WORD] for word in WORD.findall(fold(token)))


def index_year(editions: Iterable[Searchable]) -> tuple[list[tuple[str, int]], list[tuple[str, bytes]]]:
    """Return a year's editions in order as (id, number of articles), and its pieces as (first word, JSON).

    A posting is `article * 4 + weight`, articles counted through the year in the order of its editions; of each row only
    the differences are kept.
    """
    rows: dict[str, array[int]] = {}
    counts: list[tuple[str, int]] = []
    article = 0
    for edition in editions:
        items = edition.record.items
        counts.append((edition.record.edition, len(items)))
        for item in items:
            for word, weight in _weights(item, edition.texts.get(item.id, "")).items():
                rows.setdefault(word, array("I")).append(article * 4 + weight)
            article += 1
    return counts, list(_pieces(rows))


def _weights(item: ItemRecord, text: str) -> Mapping[str, int]:
    often = Counter(words_of(text))
    weights = {word: OFTEN if times > 2 else TEXT for word, times in often.items()}
    for part in (item.kicker, item.deck, item.byline, *item.authors):
        weights |= dict.fromkeys(words_of(part), DECK)
    return weights | dict.fromkeys(words_of(item.title), TITLE)


def _pieces(rows: Mapping[str, "array[int]"]) -> Iterator[tuple[str, bytes]]:
    first, size = "", 0
    piece: dict[str, list[int]] = {}
    for word in sorted(rows):
        row = _differences(rows[word])
        if size > PIECE:
            yield first, _json(piece)
            piece, size = {}, 0
        first = first if piece else word
        piece[word] = row
        size += len(word) + 4 + sum(len(str(number)) + 1 for number in row)
    if piece:
        yield first, _json(piece)


def _differences(row: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip((0, *row), row, strict=False)]


def directory(years: Mapping[str, tuple[Sequence[tuple[str, int]], Sequence[str]]]) -> bytes:
    """Return `search/index.json`: of each year, the newest first, its editions and the first words of its pieces."""
    told = [
        {"year": year, "editions": [list(edition) for edition in editions], "pieces": list(firsts)}
        for year, (editions, firsts) in sorted(years.items(), reverse=True)
    ]
    return _json({"schema": SCHEMA, "years": told})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


FOLDER = ".publishkit/search"

TextsOf = Callable[[FinishedEdition], Mapping[str, str]]
"""Returns item id -> the words of its body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Year:
    editions: Sequence[tuple[str, int]]
    firsts: Sequence[str]
    files: Sequence[SiteFile]


def search_files(root: Path, editions: Sequence[FinishedEdition], texts_of: TextsOf) -> Iterator[SiteFile]:
    """Yield the index over *editions* (newest first): its directory and the pieces of every year."""
    years: dict[str, tuple[Sequence[tuple[str, int]], Sequence[str]]] = {}
    used: set[str] = set()
    for year in dict.fromkeys(edition.record.date[:4] for edition in editions):
        ours = [edition for edition in editions if edition.record.date[:4] == year]
        key = _key(year, ours)
        used.add(key)
        made = _kept(root / FOLDER / key, year) or _make(root / FOLDER / key, year, ours, texts_of)
        years[year] = (made.editions, made.firsts)
        yield from made.files
    _forget(root / FOLDER, used)
    yield made_file("search/index.json", directory(years), cache="feed")


def _key(year: str, editions: Sequence[FinishedEdition]) -> str:
    told = json.dumps([SCHEMA, year, [[edition.id, edition.digest] for edition in editions]])
    return sha256(told.encode()).hexdigest()[:24]


def _kept(folder: Path, year: str) -> _Year | None:
    try:
        told = json.loads((folder / "year.json").read_bytes())
        return _Year(
            editions=[(name, count) for name, count in told["editions"]],
            firsts=told["firsts"],
            files=_files(folder, year, told["files"]),
        )
    except (OSError, ValueError, KeyError):
        return None  # a cache: made again


def _make(folder: Path, year: str, editions: Sequence[FinishedEdition], texts_of: TextsOf) -> _Year:
    counts, pieces = index_year(_searchable(editions, texts_of))
    folder.mkdir(parents=True, exist_ok=True)
    files = [(len(data), sha256(data).hexdigest()) for _, data in pieces]
    firsts = [first for first, _ in pieces]
    for n, (_, data) in enumerate(pieces):
        (folder / f"{n}.json").write_bytes(data)
    told = {"editions": counts, "firsts": firsts, "files": files}
    # Written last: a year that was broken off is not there.
    write_whole(folder / "year.json", json.dumps(told).encode())
    return _Year(editions=counts, firsts=firsts, files=_files(folder, year, files))


def _searchable(editions: Sequence[FinishedEdition], texts_of: TextsOf) -> Iterator[Searchable]:
    for edition in editions:
        yield Searchable(record=edition.record, texts=texts_of(edition))


def _files(folder: Path, year: str, made: Sequence[tuple[int, str]]) -> Sequence[SiteFile]:
    """Return the pieces; *made* is (bytes, SHA-256) of each."""
    return [
        stored_file(f"search/{year}/{n}.json", folder / f"{n}.json", size=size, digest=digest, cache="feed")
        for n, (size, digest) in enumerate(made)
    ]


def _forget(folder: Path, used: set[str]) -> None:
    for old in folder.iterdir() if folder.is_dir() else ():
        if old.name not in used:
            for path in old.iterdir():
                path.unlink()
            old.rmdir()
