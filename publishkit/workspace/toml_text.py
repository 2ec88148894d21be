"""Where everything stands in a TOML file, so that one value can be changed and not a byte besides.

Every function takes the text of a file that `tomllib` can read. A path names what is meant, lists counted from 0:
`("section", 0, "article", 1, "use")`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import tomlkit

from publishkit.errors import InputError

Path = tuple[str | int, ...]
Tree = dict[str, Any]

STRING = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*"""+' r"|'''(?:[^']|'(?!''))*'''+" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d[^\s,\]}#]*|[^\s,\]}#]+")
"""A number, a truth, a moment; the moment alone may hold a space."""
KEY = re.compile(r"[ \t]*(\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*(\.?)")
SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
"""What may stand between two elements of a list."""
BLANK = re.compile(r"[ \t]*\r?\n")


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
        return _with_comment(self.text, headers[first].start), end_of_content(self.text, end)


def _with_comment(text: str, start: int) -> int:
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

    def scan(self) -> Iterator[Spot]:
        at = self._past(SPACE, 0)
        while at < len(self.text):
            if self.text[at] == "[":
                spot = self._header(at)
                self.table = spot.path
                yield spot
                at = spot.end
            else:
                at = yield from self._key_value(at, self.table)
            at = self._past(SPACE, at)

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

    def _key_value(self, at: int, owner: Path) -> Iterator[Any]:
        start = at
        names, at = self._names(at)
        path = (*owner, *names)
        value = self._past(re.compile(r"=[ \t]*"), at)
        inner: list[Spot] = []
        end = self._value(value, path, inner)
        yield Spot(path, self.table, start, value, end, "key")
        yield from inner
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
            pairs = self._key_value(at, path)
            while True:
                try:
                    found.append(next(pairs))
                except StopIteration as stop:
                    at = self._past(SPACE, stop.value)
                    break
            if self.text[at] == ",":
                at = self._past(SPACE, at + 1)
        return at + 1


def _unquoted(key: str) -> str:
    if key[0] not in "\"'":
        return key
    return next(iter(tomllib.loads(f"{key} = 0")))


# --- changing ---------------------------------------------------------------------------------------------------------


def set_value(text: str, path: Path, value: object) -> str:
    r"""Return *text* with the key *path* set; a key that is new goes below the last one of its table.

    >>> set_value("[a]\nb = 1  # one\n\n[c]\n", ("a", "b"), 2)
    '[a]\nb = 2  # one\n\n[c]\n'
    >>> set_value("[a]\nb = 1  # one\n\n[c]\n", ("a", "d"), ["x"])
    '[a]\nb = 1  # one\nd = ["x"]\n\n[c]\n'
    """
    layout = lay_out(text)
    if spot := layout.find(path):
        return text[: spot.value] + write_value(value, newline_of(text)) + text[spot.end :]
    if layout.header(path) or layout.header((*path, 0)):
        return set_value(remove(text, path), path, value)
    return _with_key(text, layout, path, value)


def _with_key(text: str, layout: Layout, path: Path, value: object) -> str:
    """Return *text* with a key that is new: in the inline table, below the dotted keys or the header of its table."""
    owner, key = path[:-1], str(path[-1])
    if inline := layout.find(owner):
        return _into_inline(text, layout, inline, key, value)
    if owner and layout.find(owner[:-1]):
        return set_value(text, owner, {key: value})
    line = f"{write_key(key)} = {write_value(value, newline_of(text))}"
    if dotted := _dotted(layout, owner):
        return _insert_line(text, _line_end(text, dotted.end), f"{_prefix(text, dotted, owner)}.{line}")
    own, header = layout.keys_of(owner), layout.header(owner)
    if header is None and owner:
        return _with_table(text, layout, owner, line)
    first = header.end if header else _top(text)
    return _insert_line(text, _line_end(text, own[-1].end) if own else first, line)


def remove(text: str, path: Path) -> str:
    r"""Return *text* without the key, the element or the table *path*, its own comments with it.

    >>> remove("[a]\nb = 1  # one\nc = [1, 2]\n", ("a", "b")), remove("c = [1, 2, 3]\n", ("c", 1))
    ('[a]\nc = [1, 2]\n', 'c = [1, 3]\n')
    """
    layout = lay_out(text)
    spot = layout.find(path)
    if spot and (spot.kind == "element" or layout.find(path[:-1])):
        return _out_of_list(text, spot)
    if spot:
        return text[: text.rfind("\n", 0, spot.start) + 1] + text[_line_end(text, spot.end) :]
    while any(one.kind in ("table", "many") and one.path[: len(path)] == path for one in layout.spots):
        text = cut(text, *layout.span(path))
        layout = lay_out(text)
        if isinstance(path[-1], int):
            break
    return text


def cut(text: str, start: int, end: int) -> str:
    r"""Return *text* without what stands from *start* to *end*, whole lines, and with one blank line where two would meet.

    >>> cut("a\n\nb\n\nc\n", 3, 5)
    'a\n\nc\n'
    """
    before, after = text[:start], text[end:]
    while found := BLANK.match(after):
        if before.strip() and after[found.end() :].strip() and not _ends_blank(before):
            break
        after = after[found.end() :]
    if not after.strip():
        return before.rstrip() + newline_of(text) if before.strip() else before
    return before + after


def _ends_blank(text: str) -> bool:
    return not text.strip() or text.endswith(("\n\n", "\n\r\n"))


def newline_of(text: str) -> str:
    """Return how lines end in *text*: as its first one does."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def write_key(key: str) -> str:
    """Return *key* as TOML: bare where it may be."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else tomlkit.string(key).as_string()


def write_value(value: object, newline: str = "\n") -> str:
    """Return *value* as TOML on one line; a text of several lines stands between three quotes.

    >>> write_value({"name": "Ada Quill", "roles": ["aut"]})
    '{ name = "Ada Quill", roles = ["aut"] }'
    """
    if isinstance(value, Mapping):
        pairs = [f"{write_key(str(key))} = {write_value(inner, newline)}" for key, inner in value.items()]
        return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(write_value(inner, newline) for inner in value) + "]"
    if isinstance(value, str) and "\n" in value.strip("\n"):
        return _paragraphs(value).replace("\n", newline)
    item = tomlkit.string(value) if isinstance(value, str) else tomlkit.item(value)
    return item.as_string()


def _paragraphs(text: str) -> str:
    """Return *text* between three quotes, as a person writes a summary; a line end at its end does not count there."""
    inner = "\n".join(tomlkit.string(line).as_string()[1:-1] for line in text.strip("\n").split("\n"))
    return f'"""\n{inner}\n"""'


def changed(text: str, edited: str, wanted: Tree, place: str, what: str) -> str:
    """Return *edited*, sure that it says *wanted*: what *text* said, with the change and nothing else.

    Raises:
        InputError: it does not; *what* could not be changed by itself, so nothing is.
    """
    try:
        good = tomllib.loads(edited) == wanted
    except (tomllib.TOMLDecodeError, RecursionError):
        good = False
    if not good:
        raise InputError.at(
            place, f"is written so that {what} cannot be changed alone", "change it in the file by hand"
        )
    return edited


def with_changes(tree: Tree, changes: Mapping[Path, object]) -> Tree:
    """Return *tree* with each path set; None takes one out."""
    made = deepcopy(tree)
    for path, value in changes.items():
        owner: Any = made
        for step, following in pairwise(path):
            if isinstance(step, str) and step not in owner and value is not None:
                owner[step] = [] if isinstance(following, int) else {}
            owner = owner[step] if isinstance(step, int) else owner.get(step, {})
        if value is None:
            del owner[path[-1]]
        else:
            owner[path[-1]] = _as_read(value)
    return made


def _as_read(value: object) -> object:
    """Return a value as it reads back: a text of several lines ends with a line end."""
    if isinstance(value, Mapping):
        return {key: _as_read(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(inner) for inner in value]
    if isinstance(value, str) and "\n" in value.strip("\n"):
        return f"{value.strip(chr(10))}\n"
    return value


def _into_inline(text: str, layout: Layout, inline: Spot, key: str, value: object) -> str:
    inner = [spot for spot in layout.spots if spot.path[:-1] == inline.path and inline.value < spot.start < inline.end]
    pair = f"{write_key(key)} = {write_value(value).strip()}"
    if inner:
        at = inner[-1].end
        return f"{text[:at]}, {pair}{text[at:]}"
    return f"{text[: inline.value]}{{ {pair} }}{text[inline.end :]}"


def _dotted(layout: Layout, owner: Path) -> Spot | None:
    """Return the last key that makes the table *owner* by a dot in its name."""
    made = [
        s
        for s in layout.spots
        if s.kind == "key" and len(s.path) > len(owner) > len(s.table) and s.path[: len(owner)] == owner
    ]
    return made[-1] if made else None


def _prefix(text: str, spot: Spot, owner: Path) -> str:
    names = text[spot.start : spot.value].split("=", maxsplit=1)[0].split(".")
    return ".".join(name.strip() for name in names[: len(owner) - len(spot.table)])


def _with_table(text: str, layout: Layout, owner: Path, line: str) -> str:
    """Return *text* with a new table *owner* at the end of the table it belongs to."""
    name = ".".join(write_key(part) for part in owner if isinstance(part, str))
    newline = newline_of(text)
    block = f"[{name}]{newline}{line}"
    parent = owner[:-1]
    if parent and layout.header(parent):
        own = layout.keys_of(parent)
        header = layout.header(parent)
        at = _line_end(text, own[-1].end) if own else (header.end if header else len(text))
        return insert_block(text, at, block)
    return insert_block(text, end_of_content(text, len(text)), block)


def insert_block(text: str, at: int, block: str) -> str:
    """Return *text* with *block* at the line that begins at *at*, parted from what stands around it by a blank line."""
    newline = newline_of(text)
    before, after = text[:at], text[at:]
    if before and not before.endswith("\n"):
        before += newline
    lead = "" if _ends_blank(before) else newline
    tail = newline if after.strip() and not BLANK.match(after) else ""
    return f"{before}{lead}{block.rstrip()}{newline}{tail}{after}"


def _insert_line(text: str, at: int, line: str) -> str:
    newline = newline_of(text)
    before = text[:at]
    if before and not before.endswith("\n"):
        before += newline
    return f"{before}{line}{newline}{text[at:]}"


def _line_end(text: str, at: int) -> int:
    newline = text.find("\n", at)
    return len(text) if newline < 0 else newline + 1


def _top(text: str) -> int:
    """Return where the first key of a file goes: below the comment at its head, above the first table."""
    found = SPACE.match(text)
    head = text[: found.end()] if found else ""
    return _with_comment(text, len(head)) if len(head) < len(text) else len(text)


def element_lines(text: str, spot: Spot) -> tuple[int, int]:
    """Return from where to where an element of a list reaches: its comma and comments with it, whole lines where it has them."""
    first = text.rfind("\n", 0, spot.start) + 1
    alone = not text[first : spot.start].strip()
    behind = COMMA.match(text, spot.end)
    end = behind.end() if behind else spot.end
    if not alone:
        return spot.start, end
    rest = TO_LINE_END.match(text, end)
    return _with_comment(text, first), rest.end() if rest else end


COMMA = re.compile(r"(?:[ \t\r\n]|#[^\n]*\n)*,[ \t]*")
"""Behind an element."""
TO_LINE_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")


def _out_of_list(text: str, spot: Spot) -> str:
    """Return *text* without an element or a pair of an inline table, and without the comma it needed."""
    start, end = element_lines(text, spot)
    lead, tail = text[:start], text[end:]
    closing = re.match(r"[ \t\r\n]*[\]}]", tail)
    if closing and spot.start == start:  # the last one on a line: the comma before it goes
        lead = re.sub(r",[ \t]*$", "", lead)
        tail = tail if lead.endswith((" ", "[", "{")) or not spaced(text, spot) else f" {tail.lstrip()}"
    return lead + tail


def spaced(text: str, spot: Spot) -> bool:
    """Whether a space stands between the element and the bracket that closes it: `{ a = 1 }`."""
    return text[spot.end : spot.end + 1] == " "
