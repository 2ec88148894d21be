"""The records of a foreign file, one at a time, whatever is in it: no line is held that is too long. And its encoding."""

import codecs
import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TextIO

from publishkit.errors import InputError, Problem
from publishkit.send.readers.columns import field_of

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
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Unread(number, "is not JSON")
    if not isinstance(value, dict):
        return Unread(number, "is not a JSON object")
    try:
        return Object(number, [(key, _as_text(key, value)) for key, value in value.items()])
    except TypeError:
        return Unread(number, "has an address that is neither text nor number")


def _as_text(key: str, value: Any) -> str:
    """Return *value* as a cell would hold it: of tags and other nested values, their JSON.

    Raises:
        TypeError: the address is nested.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if field_of(key) == "address":
        raise TypeError
    return "" if not value else json.dumps(value, ensure_ascii=False)


# --- encoding ---------------------------------------------------------------------------------------------------------


CHUNK = 1 << 16
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of .xlsx, .ods and of .xls."""
BROKEN = "\udfff"
"""Stands for bytes that do not decode: half of a pair, which no codec gives."""
HINT = "save it as CSV in UTF-8, or name its encoding with --encoding"


def find_encoding(file: BinaryIO, place: str, asked: str = "") -> str:
    """Return the codec that reads all of *file*, which is left at its beginning: UTF-8, UTF-16 or Windows-1252.

    *asked* is what a person says it is; then only that is tried.

    Raises:
        InputError: it is no text, or not in one encoding; names the first line that is not.
    """
    head = file.read(4096)
    file.seek(0)
    if head.startswith(SPREADSHEETS):
        message = "is a spreadsheet, not text"
        raise InputError(Problem(place=place, message=message, hint="save it as CSV from the program that made it"))
    name = _known(asked, place) if asked else _by_mark(head)
    line, broken, sound = _scan(file, name)
    file.seek(0)
    if not line:
        return name
    if asked or name != "utf-8" or broken <= sound:
        raise InputError(Problem(place=f"{place}, line {line}", message=f"is not {_words(name)}", hint=HINT))
    line, _, _ = _scan(file, "cp1252")
    file.seek(0)
    if line:
        message = "is neither UTF-8 nor Windows-1252"
        raise InputError(Problem(place=f"{place}, line {line}", message=message, hint=HINT))
    return "cp1252"


def _words(name: str) -> str:
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}.get(name, name)


def _known(asked: str, place: str) -> str:
    try:
        info = codecs.lookup(asked)
        "a".encode(info.name)  # codecs of bytes to bytes and of text to text have no place here
    except (LookupError, UnicodeError, ValueError):
        raise InputError(Problem(place=place, message=f"there is no encoding {asked!a}")) from None
    return "utf-8-sig" if info.name == "utf-8" else info.name


def _by_mark(head: bytes) -> str:
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    # UTF-16 without its mark: every other byte of Latin letters is zero.
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(zeros) > 2 and zeros.count(0) * 2 > len(zeros):
            return name
    return "utf-8"


def _scan(file: BinaryIO, name: str) -> tuple[int, int, int]:
    """Return (first line that does not decode or 0, pieces that do not, characters beyond ASCII that do)."""
    decoder = codecs.getincrementaldecoder(name)(errors="publishkit-mark")
    first = broken = sound = lines = 0
    while True:
        chunk = file.read(CHUNK)
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            wrong = text.count(BROKEN)
            if wrong and not first:
                first = lines + text[: text.index(BROKEN)].count("\n") + 1
            broken += wrong
            sound += len(text) - len(text.encode("ascii", "ignore")) - wrong
        lines += text.count("\n")
        if not chunk:
            return first, broken, sound


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BROKEN, error.end


codecs.register_error("publishkit-mark", _mark)
