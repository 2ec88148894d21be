"""Lines of a foreign file taken apart, one record at a time, whatever stands in them: no line is held that is too long."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

LONGEST = 65_536
"""Characters of one record; a reader's row has a few hundred."""
NOT_CLOSED = "opens a quotation mark that is not closed"
MOST_LINES = 100
"""Lines of one record: a remark in quotes may have some."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that could not be taken apart."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, and the line it begins on (1 …)."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Object:
    """One line of JSON Lines: its keys, and its values as text."""

    line: int
    values: Sequence[tuple[str, str]]


def read_csv(file: TextIO, delimiter: str, line: int = 1) -> Iterator[Record | Unread]:
    """Yield the records of *file* from where it stands, which is *line*; empty lines are none."""
    lines = _Lines(file, line)
    for number, text in lines:
        if text is None:
            yield Unread(number, f"is longer than {LONGEST:,} characters")
        elif '"' in text:
            yield _quoted(number, text, lines, delimiter)
        elif text.strip():
            yield Record(number, text.rstrip("\n").split(delimiter))


def read_json_lines(file: TextIO) -> Iterator[Object | Unread]:
    """Yield the objects of *file*, one a line; empty lines are none."""
    for number, text in _Lines(file, 1):
        if text is None:
            yield Unread(number, f"is longer than {LONGEST:,} characters")
        elif text.strip():
            yield _object(number, text)


class _Lines:
    """Lines with their numbers, None for one that is too long; lines can be put back."""

    def __init__(self, file: TextIO, line: int) -> None:
        self._file = file
        self._next = line
        self._waiting: list[str | None] = []

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        while (text := self.take()) != "":
            yield self._next - 1, text

    def take(self) -> str | None:
        """Return the next line; "" at the end, None for one that is too long, which is skipped."""
        text = self._waiting.pop() if self._waiting else self._file.readline(LONGEST + 1)
        self._next += text != ""
        if text is None or len(text) <= LONGEST:
            return text
        while text and not text.endswith("\n"):
            text = self._file.readline(LONGEST)
        return None

    def put_back(self, texts: Sequence[str | None]) -> None:
        """Give lines back that were taken last."""
        self._waiting += reversed(texts)
        self._next -= len(texts)


def _quoted(number: int, first: str, lines: _Lines, delimiter: str) -> Record | Unread:
    """Return the record that begins with *first*, with as many further lines as its quotes hold.

    A quote that nothing closes must not swallow the rest of the file: all but its own line are read again.
    """
    cells, still_open = _cells([first], delimiter)
    held, size = [first], len(first)
    while still_open:
        more = lines.take() if len(held) < MOST_LINES and size < LONGEST else ""
        if not more:
            lines.put_back(held[1:] if more == "" else [*held[1:], None])
            return Unread(number, NOT_CLOSED)
        held.append(more)
        size += len(more)
        if '"' in more:
            cells, still_open = _cells(held, delimiter)
    if cells is None:
        lines.put_back(held[1:])
        return Unread(number, NOT_CLOSED)
    return Record(number, cells)


def _cells(held: Sequence[str], delimiter: str) -> tuple[list[str] | None, bool]:
    """Return the cells of the lines *held*, or None, and whether a quotation mark is still open."""
    try:
        return next(csv.reader(held, delimiter=delimiter, strict=True)), False
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None, True
    # `"Bob" Smith,…`: no proper quoting, but plain enough on one line; on several, a quote of the first is not closed.
    return (next(csv.reader(held, delimiter=delimiter)), False) if len(held) == 1 else (None, False)


def _object(number: int, text: str) -> Object | Unread:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return Unread(number, "is not JSON")
    if not isinstance(told, dict):
        return Unread(number, "is not a JSON object")
    try:
        return Object(number, [(key, _as_text(value)) for key, value in told.items()])
    except TypeError:
        return Unread(number, "has a value that is neither text nor number")


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise TypeError
