"""A search without a server: for each year a list of words, cut into pieces a browser fetches as it needs them.

`search/index.json` names the years, their editions and the first word of every piece; `search/<year>/<n>.json` maps a word to
the articles that hold it. The title of an article is in its edition's `edition.json`. Only words that the web pages show are
in it.
"""

import json
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from publishkit.edition.records.public_record import EditionRecord, ItemRecord
from publishkit.proof.finished import FinishedEdition
from publishkit.publish.files import SiteFile, made_file
from publishkit.publish.site.cache import CachedFiles, cache_key, code_mark, drop_others, read_cache, write_cache
from publishkit.words import UNSPACED, Folding

CACHE = ".publishkit/search"
SCHEMA = "publishkit-search/1"
PIECE = 32_000
"""Characters of a piece, about: a word costs a reader one piece for each year."""
MAX_WORD = 40
WORD = re.compile(r"[^\W_]+")
PIECES = re.compile(f"{UNSPACED.pattern}+|[^{UNSPACED.pattern[1:]}+")
"""Letters in a row, all of scripts without spaces or all of others."""
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


TextsOf = Callable[[FinishedEdition], Mapping[str, str]]
"""Returns item id -> the words of its body."""


def search_files(root: Path, editions: Sequence[FinishedEdition], texts_of: TextsOf) -> Iterator[SiteFile]:
    """Yield the index over *editions* (newest first): its directory and the pieces of every year."""
    years: dict[str, tuple[Sequence[tuple[str, int]], Sequence[str]]] = {}
    keys, code = set[str](), code_mark()
    for year in dict.fromkeys(edition.record.date[:4] for edition in editions):
        of_year = [edition for edition in editions if edition.record.date[:4] == year]
        key = cache_key(year, [[edition.id, edition.digest] for edition in of_year], code)
        keys.add(key)
        folder = root / CACHE / key
        made = read_cache(folder) or write_cache(folder, _year_files(year, of_year, texts_of))
        years[year] = (made.facts["editions"], made.facts["firsts"])
        yield from made.files
    drop_others(root / CACHE, keys)
    yield made_file("search/index.json", directory(years), cache="feed")


def _year_files(year: str, editions: Sequence[FinishedEdition], texts_of: TextsOf) -> CachedFiles:
    searchable = (Searchable(record=edition.record, texts=texts_of(edition)) for edition in editions)
    counts, pieces = index_year(searchable)
    files = tuple(made_file(f"search/{year}/{n}.json", data, cache="feed") for n, (_, data) in enumerate(pieces))
    return CachedFiles(files=files, facts={"editions": counts, "firsts": [first for first, _ in pieces]})


def directory(years: Mapping[str, tuple[Sequence[tuple[str, int]], Sequence[str]]]) -> bytes:
    """Return `search/index.json`: of each year, the newest first, its editions and the first words of its pieces."""
    record = [
        {"year": year, "editions": [list(edition) for edition in editions], "pieces": list(firsts)}
        for year, (editions, firsts) in sorted(years.items(), reverse=True)
    ]
    return _json({"schema": SCHEMA, "years": record})


# --- the index of a year ----------------------------------------------------------------------------------------------


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


def words_of(text: str) -> list[str]:
    """Return the words of *text*, folded, in order.

    >>> words_of("Don’t go: 3 tides")
    ['don', 't', 'go', '3', 'tides']
    """
    return [word for token in text.split() for word in _words_in(token)]


@lru_cache(maxsize=200_000)
def _words_in(token: str) -> tuple[str, ...]:
    """Return the words of one token; kept, as folding looks at every letter and the tokens of ten years are few."""
    return tuple(word for run in WORD.findall(fold(token)) for word in _parts(run))


def _parts(run: str) -> Iterator[str]:
    """Yield what is looked for of letters in a row: of scripts without spaces each two neighbours and the last letter.

    >>> list(_parts("東京湾")), list(_parts("第3号"))
    (['東京', '京湾', '湾'], ['第', '3', '号'])
    """
    for piece in PIECES.findall(run):
        if UNSPACED.match(piece):
            yield from (piece[at : at + 2] for at in range(len(piece)))
        else:
            yield piece[:MAX_WORD]


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


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
