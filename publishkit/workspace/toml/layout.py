"""Where everything stands in a TOML file: which line a mistake is on, and what to change so that nothing else does.

Every function takes the text of a file that `tomllib` can read. A path names what is meant, lists counted from 0:
`("section", 0, "article", 1, "use")`.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

Path = tuple[str | int, ...]

STRING = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*"""+' r"|'''(?:[^']|'(?!''))*'''+" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d[^\s,\]}#]*|[^\s,\]}#]+")
"""A number, a truth, a moment; the moment alone may hold a space."""
KEY = re.compile(r"[ \t]*(\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*(\.?)")
EQUALS = re.compile(r"=[ \t]*")
SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
"""What may stand between two elements of a list."""


class Spot(NamedTuple):
    """A table's header, a key with its value, or an element of a list."""

    path: Path
    table: Path
    """The table whose header it stands under; its own path for a header."""
    start: int
    """Offset of the header's line, of the key, or of the element."""
    value: int
    """Offset of the value; of the end of the header's line for a header."""
    end: int
    """Offset behind the value; of the next line for a header."""
    kind: str
    """`table` or `many` (headers), `key`, `element`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Every spot of a file, in its order."""

    text: str
    spots: tuple[Spot, ...]

    def find(self, path: Path) -> Spot | None:
        """Return where the key or element *path* stands; None for what only headers make."""
        return next((spot for spot in self.spots if spot.path == path and spot.kind in ("key", "element")), None)

    def header(self, path: Path) -> Spot | None:
        """Return the header that opens the table *path*."""
        return next((spot for spot in self.spots if spot.path == path and spot.kind in ("table", "many")), None)

    def keys_of(self, table: Path) -> tuple[Spot, ...]:
        """Return the keys that stand under the header of *table*, those of inline tables left out."""
        own = [spot for spot in self.spots if spot.table == table and spot.kind == "key"]
        return tuple(one for one in own if not any(other.value < one.start < other.end for other in own))

    def line(self, path: Path, *, whole: bool = False) -> int:
        """Return the line, counted from 1, of *path*, or of the nearest table around it; 0 where neither stands.

        With *whole* only the line of *path* itself is returned.
        """
        for size in range(len(path), len(path) - 1 if whole else 0, -1):
            spot = self.find(path[:size]) or self.header(path[:size])
            spot = spot or next((one for one in self.spots if one.path[:size] == path[:size]), None)
            if spot:
                return self.text.count("\n", 0, spot.start) + 1
        return 0

    def span(self, path: Path) -> tuple[int, int]:
        """Return from where to where the table *path* reaches: its header with the comment on top, and all tables in it."""
        headers = [spot for spot in self.spots if spot.kind in ("table", "many")]
        first = next(n for n, spot in enumerate(headers) if spot.path[: len(path)] == path)
        last = first
        while last + 1 < len(headers) and headers[last + 1].path[: len(path)] == path:
            last += 1
        end = headers[last + 1].start if last + 1 < len(headers) else len(self.text)
        return with_comment(self.text, headers[first].start), end_of_content(self.text, end)


def with_comment(text: str, start: int) -> int:
    """Return where the comment directly above the line at *start* begins."""
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith("#"):
            break
        start = above
    return start


def end_of_content(text: str, end: int) -> int:
    r"""Return where what stands before *end* ends: blank lines, and the comment directly above what follows, are not its own.

    >>> end_of_content("a = 1\n# of a\n\n# of b\n[b]\n", 21)
    13
    """
    lines = text[:end].split("\n")
    last = lines.pop()  # "" unless the file ends without a line end
    if last.strip():
        return end
    kept = len(lines)
    while end < len(text) and kept and lines[kept - 1].lstrip().startswith("#"):
        kept -= 1
    if kept and lines[kept - 1].strip():
        kept = len(lines)  # no blank line between: the comment may be about either
    while kept and not lines[kept - 1].strip():
        kept -= 1
    return sum(len(line) + 1 for line in lines[:kept])


PART = re.compile(r"([^.\[\]]+)(?![^\[]*\])|\[(\d+)\]")


def path_of(key: str) -> Path:
    """Return the path that messages write with dots and with lists counted from 1.

    >>> path_of("section[1].article[2].use")
    ('section', 0, 'article', 1, 'use')
    """
    return tuple(int(number) - 1 if number else name for name, number in PART.findall(key.partition(":")[0]))


# --- reading ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def lay_out(text: str) -> Layout:
    r"""Return where everything stands in *text*.

    >>> [(spot.path, text[spot.value : spot.end]) for text in ["[a]\nb = [1, 2]\n"] for spot in lay_out(text).spots][1:]
    [(('a', 'b'), '[1, 2]'), (('a', 'b', 0), '1'), (('a', 'b', 1), '2')]
    """
    return Layout(text, tuple(_Scanner(text).scan()))


class _Scanner:
    """Reads valid TOML from its beginning to its end, and remembers where it was."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.table: Path = ()
        self.counts: dict[Path, int] = {}
        """Path of a list of tables -> how many stood so far."""

    def scan(self) -> list[Spot]:
        found: list[Spot] = []
        at = self._past(SPACE, 0)
        while at < len(self.text):
            if self.text[at] == "[":
                found.append(self._header(at))
                self.table, at = found[-1].path, found[-1].end
            else:
                at = self._key_value(at, self.table, found)
            at = self._past(SPACE, at)
        return found

    def _past(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self.text, at)
        return found.end() if found else at

    def _header(self, at: int) -> Spot:
        many = self.text.startswith("[[", at)
        names, inside = self._names(at + 1 + many)
        path = self._resolved(names[:-1])
        path = (*path, names[-1])
        if many:
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
        closed = inside + 1 + many
        newline = self.text.find("\n", closed)
        end = len(self.text) if newline < 0 else newline + 1
        start = self.text.rfind("\n", 0, at) + 1
        return Spot(path, path, start, closed, end, "many" if many else "table")

    def _resolved(self, names: Sequence[str]) -> Path:
        """Return the path of *names* in which a list of tables stands for its last one so far."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _names(self, at: int) -> tuple[tuple[str, ...], int]:
        """Return the parts of a dotted key, and where it ends."""
        names: list[str] = []
        while found := KEY.match(self.text, at):
            names.append(_unquoted(found[1]))
            at = found.end()
            if not found[2]:
                break
        return tuple(names), at

    def _key_value(self, at: int, owner: Path, found: list[Spot]) -> int:
        """Put the key at *at* and what stands in its value into *found*; return where it ends."""
        names, equals = self._names(at)
        path = (*owner, *names)
        value = self._past(EQUALS, equals)
        inner: list[Spot] = []
        end = self._value(value, path, inner)
        found += [Spot(path, self.table, at, value, end, "key"), *inner]
        return end

    def _value(self, at: int, path: Path, found: list[Spot]) -> int:
        """Return where the value at *at* ends; what stands in it is put into *found*."""
        sign = self.text[at]
        if sign == "[":
            return self._list(at, path, found)
        if sign == "{":
            return self._inline(at, path, found)
        return self._past(STRING if sign in "\"'" else BARE, at)

    def _list(self, at: int, path: Path, found: list[Spot]) -> int:
        number, at = 0, self._past(SPACE, at + 1)
        while self.text[at] != "]":
            inner: list[Spot] = []
            end = self._value(at, (*path, number), inner)
            found += [Spot((*path, number), self.table, at, at, end, "element"), *inner]
            at = self._past(SPACE, end)
            if self.text[at] == ",":
                at = self._past(SPACE, at + 1)
            number += 1
        return at + 1

    def _inline(self, at: int, path: Path, found: list[Spot]) -> int:
        at = self._past(SPACE, at + 1)
        while self.text[at] != "}":
            at = self._past(SPACE, self._key_value(at, path, found))
            if self.text[at] == ",":
                at = self._past(SPACE, at + 1)
        return at + 1


def _unquoted(key: str) -> str:
    if key[0] not in "\"'":
        return key
    return next(iter(tomllib.loads(f"{key} = 0")))
