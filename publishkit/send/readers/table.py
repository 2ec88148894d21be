"""A file of readers from any program: CSV, TSV or JSON Lines, read once, row by row, in any number."""

import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO, TextIO

from publishkit.errors import InputError, Problem
from publishkit.send.readers.address import AddressRefusedError, parse_address
from publishkit.send.readers.records import LONGEST, Object, Record, Unread, find_encoding, read_csv, read_json_lines
from publishkit.words import Folding

FIELDS = ("address", "name", "first_name", "last_name", "language", "consent_source", "consent_date", "status")
DELIMITERS = ",;\t|"
HINT = f"give it a first line of titles, with one of `email`, `address`; others we know: {', '.join(FIELDS[1:])}"


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one record; a field without a column, or an empty one, is missing."""

    line: int
    fields: Mapping[str, str]


@dataclass(kw_only=True, slots=True)
class Table:
    """An open file of readers."""

    place: str
    """What the file is called in messages."""
    encoding: str
    form: str
    """`JSON Lines`, or `CSV` with what stands between its columns."""
    fields: frozenset[str]
    """Fields that have a column; of JSON Lines, any of them may come."""
    ignored: list[str] = field(default_factory=list)
    """Titles of columns, or keys, that are none of ours; complete when all rows were read."""
    rows: Iterator[Row | Unread]


@contextmanager
def open_table(source: Path | BinaryIO, place: str, encoding: str = "") -> Iterator[Table]:
    """Give the rows of a file; *source* may also be an open file that can be read from its beginning again.

    Raises:
        InputError: it cannot be read, is no text, or no column is the address.
    """
    try:
        binary = source.open("rb") if isinstance(source, Path) else source
    except OSError as cause:
        raise InputError(Problem(place=place, message=f"cannot be read: {cause.strerror}")) from cause
    with binary:
        codec = find_encoding(binary, place, encoding)
        with io.TextIOWrapper(binary, encoding=codec) as text:
            yield _table(text, place, codec)


def _table(text: TextIO, place: str, codec: str) -> Table:
    first, number = _first_line(text)
    if first.lstrip().startswith("["):
        hint = "write one JSON object on each line (JSON Lines)"
        raise InputError(Problem(place=place, message="is one JSON array, which has to be held whole", hint=hint))
    if first.lstrip().startswith("{"):
        text.seek(0)
        table = Table(place=place, encoding=codec, form="JSON Lines", fields=frozenset(FIELDS), rows=iter(()))
        table.rows = _object_rows(text, table.ignored)
        return table
    delimiter = _delimiter(first)
    if first[:4].lower() == "sep=" and len(first.strip()) == 5:  # what Excel writes before the titles
        delimiter, first, number = first[4], text.readline(LONGEST), number + 1
    columns, titled = _columns(first, delimiter, f"{place}, line {number}")
    if titled:
        rows, ignored = read_csv(text, delimiter, number + 1), _ignored(first, delimiter)
    else:
        text.seek(0)
        rows, ignored = read_csv(text, delimiter), []
    form = {",": "CSV", "\t": "TSV"}.get(delimiter, f"CSV with {delimiter}")
    return Table(
        place=place,
        encoding=codec,
        form=form,
        fields=frozenset(columns),
        ignored=ignored,
        rows=_record_rows(rows, columns),
    )


def _first_line(text: TextIO) -> tuple[str, int]:
    """Return the first line that holds something, and its number."""
    number = 0
    while line := text.readline(LONGEST):
        number += 1
        if line.strip():
            return line, number
    return "", 1


def _delimiter(line: str) -> str:
    """Return what stands most often between the titles, outside of quotation marks; a comma when nothing does."""
    bare = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=lambda mark: (bare.count(mark), -DELIMITERS.index(mark)))


def _cells(line: str, delimiter: str) -> list[str]:
    found = next(iter(read_csv(io.StringIO(line), delimiter)), None)
    return [cell.strip() for cell in found.cells] if isinstance(found, Record) else []


def _columns(line: str, delimiter: str, place: str) -> tuple[Mapping[str, int], bool]:
    """Return field -> column, and whether *line* holds titles; without titles only the address is taken."""
    cells = _cells(line, delimiter)
    if any(map(_is_address, cells)):
        return {"address": next(number for number, cell in enumerate(cells) if _is_address(cell))}, False
    columns = find_columns(cells, place)
    if "address" not in columns:
        raise InputError(Problem(place=place, message="no column is the mail address", hint=HINT))
    return columns, True


def _is_address(cell: str) -> bool:
    try:
        return bool(parse_address(bare_address(cell)[0]))
    except AddressRefusedError:
        return False


def bare_address(text: str) -> tuple[str, str]:
    """Return address and name of `Ada <ada@example.org>`.

    >>> bare_address("Ada <ada@example.org>"), bare_address("ada@example.org")
    (('ada@example.org', 'Ada'), ('ada@example.org', ''))
    """
    before, opened, after = text.strip().rpartition("<")
    if opened and after.endswith(">"):
        return after[:-1], before.strip().strip('"')
    return text, ""


def _ignored(line: str, delimiter: str) -> list[str]:
    return [title for title in _cells(line, delimiter) if title and not field_of(title)]


def _record_rows(records: Iterator[Object | Record | Unread], columns: Mapping[str, int]) -> Iterator[Row | Unread]:
    wanted = tuple(columns.items())
    for record in records:
        if isinstance(record, Record):
            cells, count = record.cells, len(record.cells)
            yield Row(record.line, {name: cells[at] for name, at in wanted if at < count and cells[at]})
        elif isinstance(record, Unread):
            yield record


def _object_rows(text: TextIO, ignored: list[str]) -> Iterator[Row | Unread]:
    for record in read_json_lines(text):
        if isinstance(record, Unread):
            yield record
            continue
        fields: dict[str, str] = {}
        for key, value in record.values:
            name = field_of(key)
            if name and value and name not in fields:
                fields[name] = value
            elif not name and key not in ignored and len(ignored) < 50:
                ignored.append(key)
        yield Row(record.line, fields)


# --- what titles and words mean: `columns.toml` -----------------------------------------------------------------------


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
    return not status.strip() or folded(status) in _column_table()["status"]["subscribed"]


@lru_cache(maxsize=1024)
def is_agreement(consent: str) -> bool:
    """Return whether a consent is a mere yes, which does not say where it was given."""
    return folded(consent) in _column_table()["consent"]["given"]


@lru_cache(maxsize=1024)
def is_refusal(consent: str) -> bool:
    """Return whether a consent is a no."""
    return folded(consent) in _column_table()["consent"]["refused"]


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
def _column_table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def _fields() -> Mapping[str, str]:
    return {folded(title): field for field in FIELDS for title in _column_table()["fields"][field]}
