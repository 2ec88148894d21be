"""Where the tables of a TOML file begin and end, in one pass: to add a table in its place and move nothing else."""

import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*"""+'
    r"|'''(?:[^']|'(?!''))*'''+"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|\n"
    r"|[\[\]{}]",
    re.DOTALL,
)
"""Strings, comments, ends of lines, brackets; each alternative begins differently, so that every character is read once."""
HEADER = re.compile(
    r"[ \t]*\[{1,2}[ \t]*(?P<name>[A-Za-z0-9_-]+(?:[ \t]*\.[ \t]*[A-Za-z0-9_-]+)*)[ \t]*\]{1,2}[ \t]*(?:#.*)?\r?"
)


class Header(NamedTuple):
    """`[name]` or `[[name]]` on a line of its own."""

    name: str
    """Without spaces: `picture.rights`."""
    start: int
    """Offset of the line."""
    end: int
    """Offset of the next line."""
    many: bool
    """Whether it is one of `[[several]]`."""


def headers(text: str) -> tuple[Header, ...]:
    r"""Return every table header of *text*, which must be valid TOML; headers with quoted keys are not ours.

    >>> [header.name for header in headers('[text]\na = \"\"\"\n[no]\n\"\"\"\n[[picture]]\n')]
    ['text', 'picture']
    """
    return tuple(_headers(text))


def _headers(text: str) -> Iterator[Header]:
    lines = [0, *(end for end in _line_ends(text))]
    for start, end in zip(lines, [*lines[1:], len(text)], strict=True):
        line = text[start:end].removesuffix("\n")
        if line.lstrip(" \t").startswith("[") and (found := HEADER.fullmatch(line)):
            many = line.lstrip(" \t").startswith("[[")
            yield Header("".join(found["name"].split()), start, end, many)


def _line_ends(text: str) -> Iterator[int]:
    """Yield the offset after every line end that stands neither in a string nor in brackets over several lines."""
    depth = 0
    for token in TOKEN.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case "\n" if depth <= 0:
                yield token.end()
            case _:
                pass  # a string or a comment: nothing in it counts


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
