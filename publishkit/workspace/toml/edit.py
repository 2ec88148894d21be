"""Change one value of a TOML file and not a byte besides: comments, order, spaces and line ends stay.

Texts and paths are those of `toml_layout`. Whoever changes something asks `changed` whether the file then says what it should.
"""

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any

import tomlkit

from publishkit.errors import InputError
from publishkit.workspace.toml.layout import SPACE, Layout, Path, Spot, end_of_content, lay_out, with_comment

Tree = dict[str, Any]
BLANK = re.compile(r"[ \t]*\r?\n")


def set_value(text: str, path: Path, value: object, *, first: bool = False) -> str:
    r"""Return *text* with the key *path* set; a key that is new goes below the last one of its table, or is its *first*.

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
    return _with_key(text, layout, path, value, first=first)


def _with_key(text: str, layout: Layout, path: Path, value: object, *, first: bool) -> str:
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
    top = header.end if header else _top(text)
    return _insert_line(text, _line_end(text, own[-1].end) if own and not (first and header) else top, line)


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


def insert_element(text: str, path: Path, number: int, written: str) -> str:
    r"""Return *text* with *written* as the element *number* of the list *path*, on a line of its own where others are.

    >>> insert_element("a = [1, 3]\n", ("a",), 1, "2"), insert_element("a = [\n  1,\n]\n", ("a",), 1, "2")
    ('a = [1, 2, 3]\n', 'a = [\n  1,\n  2,\n]\n')
    """
    layout, newline = lay_out(text), newline_of(text)
    spot = layout.find(path)
    if spot is None:
        raise KeyError(path)
    elements = [one for one in layout.spots if one.kind == "element" and one.path[:-1] == path]
    if not elements:
        return f"{text[: spot.value]}[{written}]{text[spot.end :]}"
    beside = elements[min(number, len(elements) - 1)]
    first = text.rfind("\n", 0, beside.start) + 1
    indent = text[first : beside.start]
    alone = not indent.strip()
    if number < len(elements):
        at = element_lines(text, beside)[0]
        return text[:at] + (f"{indent}{written},{newline}" if alone else f"{written}, ") + text[at:]
    comma = COMMA.match(text, beside.end)
    if not alone:
        return f"{text[: beside.end]}, {written}{text[beside.end :]}"
    text = text if comma else f"{text[: beside.end]},{text[beside.end :]}"
    at = _line_end(text, comma.end() if comma else beside.end)
    return f"{text[:at]}{indent}{written},{newline}{text[at:]}"


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
    return with_comment(text, len(head)) if len(head) < len(text) else len(text)


def element_lines(text: str, spot: Spot) -> tuple[int, int]:
    """Return from where to where an element of a list reaches: its comma and comments with it, whole lines where it has them."""
    first = text.rfind("\n", 0, spot.start) + 1
    alone = not text[first : spot.start].strip()
    behind = COMMA.match(text, spot.end)
    end = behind.end() if behind else spot.end
    if not alone:
        return spot.start, end
    rest = TO_LINE_END.match(text, end)
    return with_comment(text, first), rest.end() if rest else end


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
        tail = tail if lead.endswith((" ", "[", "{")) or not _spaced(text, spot) else f" {tail.lstrip()}"
    return lead + tail


def _spaced(text: str, spot: Spot) -> bool:
    """Whether a space stands between the element and the bracket that closes it: `{ a = 1 }`."""
    return text[spot.end : spot.end + 1] == " "
