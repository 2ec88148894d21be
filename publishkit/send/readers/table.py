"""A file of readers from any program: CSV, TSV or JSON Lines, read row by row, in any number.

It is read twice: what its columns hold is only known when all of it was seen.
"""

import io
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePath
from typing import BinaryIO, TextIO

from publishkit.errors import InputError, Problem
from publishkit.send.readers.address import stored_key
from publishkit.send.readers.cells import addresses_in, folded, sense_of
from publishkit.send.readers.columns import TELLING, Content, Role, Said, Verdict, field_of, verdict_of
from publishkit.send.readers.layout import Layout, find_layout
from publishkit.send.readers.moments import DayOrder
from publishkit.send.readers.records import LONGEST, Object, Record, Unread, find_encoding, read_csv, read_json_lines

DELIMITERS = ",;\t|"
FIRST = 30
"""Lines among which the titles are looked for."""
HINT = "give it a first line of titles, with one of `email`, `address`, or say it: --column TITLE=address"
MOST_KEYS = 200
"""Keys of JSON objects that are columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one record; a field without a column, or an empty one, is missing."""

    line: int
    fields: Mapping[Role, str]
    verdict: Verdict = ""
    """What the columns that say so say of the reader; "" when there are none, or they are empty."""
    why: str = ""
    """Of a verdict that is not `reads`, in words."""
    order: DayOrder = ""
    """How the day of consent is written."""


@dataclass(kw_only=True, slots=True)
class Table:
    """An open file of readers."""

    place: str
    """What the file is called in messages."""
    encoding: str
    form: str
    """`JSON Lines`, or `CSV` with what stands between its columns."""
    layout: Layout
    preamble: str = ""
    """What stands before the titles; "" when nothing does."""
    rows: Iterator[Row | Unread]
    gone: Mapping[int, int] = field(default_factory=dict)
    """Short key of each address that some row says has left -> that row's line."""

    def line_of_leaving(self, reader_key: str) -> int:
        """Return the line that says that this reader left, 0 when none does."""
        return self.gone.get(_short(reader_key), 0)

    @property
    def tells(self) -> bool:
        """Whether columns say who is still a reader, so that an empty cell says it too."""
        return any(column.filled for column in self.layout.of(*TELLING))

    @property
    def fields(self) -> frozenset[Role]:
        """The roles that have a column."""
        return frozenset(column.role for column in self.layout.columns)

    @property
    def ignored(self) -> list[str]:
        """The titles of columns that are not read."""
        return [column.title for column in self.layout.columns if column.role == "ignore" and column.title]

    @property
    def understood(self) -> list[str]:
        """What each column that is read was taken for, a phrase each."""
        read = [column for column in self.layout.columns if column.role != "ignore"]
        return [f"{column.title or column.number + 1} = {column.role}" for column in read]


Opened = Callable[[], Table]
"""Gives the table with its rows from the file's beginning, where the file must stand."""


@contextmanager
def open_table(source: Path | BinaryIO, place: str, encoding: str = "", said: Said | None = None) -> Iterator[Table]:
    """Give the rows of a file; *source* may also be an open file that can be read from its beginning again.

    *said* is what a person says of its columns.

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
            opened = _objects(text, place, said or {}) or _records(text, place, said or {})
            table = opened()
            table.encoding = codec
            if table.tells:
                gone = _who_left(table)
                text.seek(0)
                table = opened()
                table.encoding, table.gone = codec, gone
            yield _named_for_leavers(table)


def _who_left(table: Table) -> Mapping[int, int]:
    """Return short key -> line of everybody whom a row says to have left: another row of theirs does not bring them in."""
    gone: dict[int, int] = {}
    for row in table.rows:
        if isinstance(row, Row) and row.verdict == "left":
            for address in addresses_in(row.fields.get("address", "")):
                gone.setdefault(_short(stored_key(address)), row.line)
    return gone


def _short(reader_key: str) -> int:
    return int(reader_key[:16], 16)


def _named_for_leavers(table: Table) -> Table:
    """Return *table*, as one of leavers when its name says so and no row says otherwise."""
    stem = PurePath(table.place).stem
    if not table.layout.leavers and not table.layout.of(*TELLING) and sense_of(stem) == "left" and table.layout.columns:
        named = folded(stem)
        bounced = any(part in named for part in ("bounce", "clean", "undeliver", "unzustell"))
        complained = any(part in named for part in ("complain", "spam", "abuse", "beschwerde"))
        reason = "bounced" if bounced else "complained" if complained else "unsubscribed"
        table.layout = replace(table.layout, leavers="by its name; give it another if that is wrong", reason=reason)
    return table


# --- JSON Lines -------------------------------------------------------------------------------------------------------


def _objects(text: TextIO, place: str, said: Said) -> Opened | None:
    first = next((line.lstrip("\ufeff \t") for line in _lines(text) if line.strip()), "")
    text.seek(0)
    if first.startswith("["):
        hint = "write one JSON object on each line (JSON Lines)"
        raise InputError(Problem(place=place, message="is one JSON array, which has to be held whole", hint=hint))
    if first[:11].upper() == "BEGIN:VCARD":
        raise InputError(Problem(place=place, message="is vCard", hint="export the contacts as CSV"))
    if not first.startswith("{"):
        return None
    contents: dict[str, Content] = {}
    rows = 0
    for record in read_json_lines(text):
        if isinstance(record, Object):
            rows += 1
            for key, value in record.values:
                title = _title(key, contents)
                if title in contents or len(contents) < MOST_KEYS:
                    _see(contents.setdefault(title, Content()), value)
    titles = list(contents)
    layout = find_layout(titles, [content.weigh() for content in contents.values()], rows, place, said)
    text.seek(0)
    return lambda: Table(
        place=place, encoding="", form="JSON Lines", layout=layout, rows=_object_rows(text, titles, layout)
    )


def _title(key: str, titles: Collection[str]) -> str:
    """Return the column of *key*: objects of one file may call the same field by several names."""
    field = field_of(key)
    return next((title for title in titles if field_of(title) == field), key) if field and key not in titles else key


def _object_rows(text: TextIO, titles: Sequence[str], layout: Layout) -> Iterator[Row | Unread]:
    reader = _RowReader(layout)
    for record in read_json_lines(text):
        if isinstance(record, Object):
            values: dict[str, str] = {}
            for key, value in record.values:
                title = _title(key, titles)
                values[title] = values.get(title) or value
            yield reader.row(record.line, [values.get(title, "") for title in titles])
        elif isinstance(record, Unread):
            yield record


# --- CSV --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """Where the titles of a CSV stand, and what parts its cells."""

    delimiter: str
    titles: list[str]
    skip: int
    """Records before the first row."""
    line: int
    """Of the titles, or of the first row."""
    preamble: str


def _records(text: TextIO, place: str, said: Said) -> Opened:
    form = _find_form(text)
    text.seek(0)
    contents = [Content() for _ in form.titles]
    rows = 0
    for record in _after(text, form):
        if isinstance(record, Record):
            rows += 1
            for content, cell in zip(contents, record.cells, strict=False):
                _see(content, cell)
    where = f"{place}, line {form.line}"
    layout = find_layout(form.titles, [content.weigh() for content in contents], rows, where, said)
    if not layout.of("address"):
        raise InputError(Problem(place=where, message="no column is the mail address", hint=HINT))
    text.seek(0)
    return lambda: Table(
        place=place,
        encoding="",
        form={",": "CSV", "\t": "TSV"}.get(form.delimiter, f"CSV with {form.delimiter}"),
        layout=layout,
        preamble=form.preamble,
        rows=_record_rows(_after(text, form), layout),
    )


def _see(content: Content, cell: str) -> None:
    if cell and not cell.isspace():
        content.see(cell.strip())


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(LONGEST):
        yield line


def _find_form(text: TextIO) -> _Form:
    """Return where the titles are: the line above the first row that knows most titles; what is above it is a preamble."""
    head = list(islice(_lines(text), FIRST))
    told = head[0].lstrip("\ufeff").strip().lower() if head else ""
    named = told[4] if told.startswith("sep=") and len(told) == 5 else ""  # what Excel writes before the titles
    delimiter = named or _delimiter([line for line in head if line.strip()])
    records = [_stripped(record) for record in read_csv(io.StringIO("".join(head)), delimiter)]
    first = int(bool(named))
    row = next(
        (at for at, record in enumerate(records) if at >= first and any(map(addresses_in, record.cells))), len(records)
    )
    above = records[first:row]
    if not above:
        width = max((len(record.cells) for record in records[row:]), default=0)
        line = records[row].line if row < len(records) else 1
        return _Form(delimiter=delimiter, titles=[""] * width, skip=first, line=line, preamble="")
    best = max(range(len(above)), key=lambda at: (*_titleness(above[at].cells), -at))
    preamble = " / ".join(" ".join(cell for cell in record.cells if cell) for record in above[:best])
    return _Form(
        delimiter=delimiter,
        titles=list(above[best].cells),
        skip=first + best + 1,
        line=above[best].line,
        preamble=" ".join(preamble.split())[:200],
    )


def _stripped(record: Object | Record | Unread) -> Record:
    return Record(
        record.line, [cell.strip("\ufeff \t\r\n") for cell in record.cells] if isinstance(record, Record) else []
    )


def _titleness(cells: Sequence[str]) -> tuple[bool, int, int]:
    """Return how much a line looks like titles: one for the address, how many are known, how many there are."""
    known = [cell for cell in cells if field_of(cell) or sense_of(cell) not in {"", "doubtful"}]
    return (
        any(field_of(cell) == "address" or "mail" in folded(cell) for cell in known),
        len(known),
        len([c for c in cells if c]),
    )


def _delimiter(lines: Sequence[str]) -> str:
    """Return what parts the cells: what stands equally often, outside of quotation marks, in most lines."""
    counts = {mark: Counter("".join(line.split('"')[::2]).count(mark) for line in lines) for mark in DELIMITERS}

    addressed = [line for line in lines if "@" in line]

    def agreement(mark: str) -> tuple[int, int, int]:
        often = max(((times, each) for each, times in counts[mark].items() if each), default=(0, 0))
        if 2 * sum(mark in line for line in addressed) < len(addressed):
            return 0, 0, 0  # within the cells of a few
        in_first = "".join(lines[0].split('"')[::2]).count(mark) if lines else 0
        return often[0], in_first, often[1]

    return max(DELIMITERS, key=lambda mark: (*agreement(mark), -DELIMITERS.index(mark)))


def _after(text: TextIO, form: _Form) -> Iterator[Object | Record | Unread]:
    """Yield the records after the titles."""
    return islice(read_csv(text, form.delimiter), form.skip, None)


def _record_rows(records: Iterator[Object | Record | Unread], layout: Layout) -> Iterator[Row | Unread]:
    reader = _RowReader(layout)
    for record in records:
        if isinstance(record, Record):
            beyond = record.cells[reader.width :]
            if any(cell.strip() for cell in beyond):
                # One mark too many, and each cell behind it would be taken for its neighbour's.
                several = any(map(addresses_in, beyond))
                told = (
                    "holds several addresses (several)"
                    if several
                    else f"has {len(record.cells)} cells under {reader.width} titles"
                )
                yield Unread(record.line, told)
            else:
                yield reader.row(record.line, record.cells)
        elif isinstance(record, Unread):
            yield record


class _RowReader:
    """Makes rows of cells."""

    def __init__(self, layout: Layout) -> None:
        self.width = len(layout.columns)
        self._read = layout.of(*FIELDS)
        self._telling = layout.of(*TELLING, "remarks", "consent-date")

    def row(self, line: int, cells: Sequence[str]) -> Row:
        """Return the row of *cells*."""
        fields: dict[Role, str] = {}
        order: DayOrder = ""
        count = len(cells)
        for column in self._read:
            cell = cells[column.number] if column.number < count else ""
            if cell and column.role not in fields:
                fields[column.role] = cell
                order = column.order or order
        verdict, why = self._verdict(cells, count)
        return Row(line, fields, verdict, why, order)

    def _verdict(self, cells: Sequence[str], count: int) -> tuple[Verdict, str]:
        """Return the first word against the reader, otherwise whether a column speaks for them."""
        found: tuple[Verdict, str] = ("", "")
        for column in self._telling:
            verdict, why = verdict_of(column, cells[column.number].strip() if column.number < count else "")
            if verdict == "left":
                return verdict, why
            if verdict in {"pending", "unclear"} or (verdict == "reads" and not found[0]):
                found = verdict, why
        return found


FIELDS: tuple[Role, ...] = ("address", "name", "first-name", "last-name", "language", "consent-source", "consent-date")
