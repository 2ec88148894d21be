"""The front matter of `article.md`: where its keys stand, and how one is changed while every other line stays."""

import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from publishkit.errors import InputError, Problem
from publishkit.workspace.toml.edit import newline_of
from publishkit.workspace.toml.layout import path_of
from publishkit.workspace.toml.parse import DEEPEST, TOO_DEEP

FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<head>.*?)^---[ \t]*\r?$\n?(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
MISREAD = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|[-+]?[\d_.,:]+|[-+]?\d[\d_]*(?:\.\d*)?(?:e[-+]?\d+)?|0[xob][\da-f]+|\.inf|\.nan|\d{4}-\d\d?-\d\d?.*"
)
"""Words that some YAML reader takes for something else than text."""
DAYS = frozenset({"published", "modified"})
"""Keys whose day is written without quotes."""

MAX_HEAD = 64_000
"""Characters; a front matter is a page at the most."""

Head = dict[str, Any]


def peek_head(text: str) -> Head:
    """Return what the front matter of an `article.md` says, unchecked; {} when it cannot be read."""
    found = FENCE.match(text)
    try:
        if found is None or any(isinstance(event, AliasEvent) for event in _yaml().parse(found["head"])):
            return {}
        data = YAML(typ="safe", pure=True).load(found["head"])
    except (YAMLError, ValueError, RecursionError, TypeError):
        return {}
    return {str(key): value for key, value in data.items()} if isinstance(data, dict) else {}


def load_yaml(text: str, place: str) -> object:
    """Return what a front matter says; {} when it says nothing.

    Raises:
        InputError: it is no YAML, too long, or made to unfold.
    """
    if len(text) > MAX_HEAD:
        message = f"the front matter is {len(text):,} characters; the limit is {MAX_HEAD:,}"
        raise InputError(Problem(place=place, message=message, hint="text belongs below the second `---`"))
    yaml = YAML(typ="safe", pure=True)
    try:
        # Aliases are refused before anything is built: a few lines of them unfold to gigabytes.
        _refuse_events(yaml.parse(text), place)
        tree = yaml.load(text)
    except (YAMLError, ValueError, RecursionError) as cause:
        mark = getattr(cause, "problem_mark", None)
        what = getattr(cause, "problem", None) or "cannot be read"
        message, hint = (
            f"the front matter is not valid YAML: {what}",
            "values with `:` or quotes inside need quotes around them",
        )
        line = mark.line + 2 if mark else 0
        raise InputError(Problem(place=place, message=message, hint=hint, line=line)) from cause
    return {} if tree is None else tree


def _refuse_events(events: Iterable[Event], place: str) -> None:
    """Stop at the first alias, and at the first level that is too deep."""
    depth = 0
    for event in events:
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise InputError(Problem(place=place, message="the front matter is nested too deeply", hint=TOO_DEEP))
        if isinstance(event, AliasEvent):
            raise InputError(Problem(place=place, message="uses a YAML alias (`*name`)", hint="write the value out"))


def numbered_in_head(problems: Iterable[Problem], text: str, place: str) -> tuple[Problem, ...]:
    """Return *problems* with the lines of those that stand in the front matter of *text*, the file at *place*."""
    return tuple(
        replace(problem, line=_line_of(text, problem.place.removeprefix(f"{place}: ")))
        if problem.place.startswith(f"{place}: ") and not problem.line
        else problem
        for problem in problems
    )


def settle_review(text: str, settled: Collection[str], place: str) -> str:
    r"""Return `article.md` without these lines of `review`; without the key when none is left.

    >>> settle_review("---\ntitle: A\nreview:\n  - one\n  - two\n---\nBody.\n", ["one"], "article.md")
    '---\ntitle: A\nreview:\n  - two\n---\nBody.\n'

    Raises:
        InputError: it is written so that the lines cannot be taken out alone.
    """
    head = peek_head(text)
    before = [str(line) for line in head.get("review") or ()]
    kept = [line for line in before if line not in settled]
    if kept == before:
        return text
    key, value = _pair(text, "review")
    lines = _head_lines(text)
    if not kept or not isinstance(value, SequenceNode) or value.flow_style:
        return set_head(text, "review", kept or None, place)
    starts = [_with_comments(lines, item.start_mark.line) for item in value.value]
    gone = {
        line
        for number, (start, item) in enumerate(zip(starts, value.value, strict=True))
        if str(item.value) in settled
        for line in range(start, starts[number + 1] if number + 1 < len(starts) else _last_line(lines, key, value))
    }
    edited = "".join(line for number, line in enumerate(lines) if number not in gone)
    return _checked(text, edited, {**head, "review": kept}, place, "review")


def set_head(text: str, key: str, value: object, place: str) -> str:
    r"""Return `article.md` with a key of its front matter set; None takes it out.

    >>> set_head("---\ntitle: A # ours\n---\nBody.\n", "source_url", "https://example.org/a", "article.md")
    '---\ntitle: A # ours\nsource_url: https://example.org/a\n---\nBody.\n'

    Raises:
        InputError: it is written so that this key cannot be changed alone.
    """
    head, lines, newline = peek_head(text), _head_lines(text), newline_of(text)
    written = "" if value is None else dump({key: value}).replace("\n", newline)
    if key in head:
        name, node = _pair(text, key)
        first, last = name.start_mark.line, _last_line(lines, name, node)
        edited = "".join([*lines[:first], written, *lines[last:]])
    else:
        edited = "".join(lines) + written
    wanted = {name: one for name, one in head.items() if name != key} | ({} if value is None else {key: value})
    return _checked(text, edited, wanted, place, key)


def dump(values: Mapping[str, object]) -> str:
    """Return *values* as YAML; texts that a reader could take for a number, a date or a truth get quotes."""
    stream = io.StringIO()
    _yaml().dump(quoted(values), stream)
    return stream.getvalue()


def quoted(value: object) -> object:
    """Return *value* so that it is written as text where it is text; our own days are written without quotes."""
    if isinstance(value, Mapping):
        return {key: _moment(item) if key in DAYS else quoted(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [quoted(item) for item in value]
    if isinstance(value, str) and (MISREAD.fullmatch(value) or not value.isprintable()):
        return DoubleQuotedScalarString(value)
    return value


def plain(value: object) -> object:
    """Return *value* with its moments as ISO 8601, to the minute, and lists for tuples."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _moment(value: object) -> object:
    """Return a day as one; a minute is text to YAML anyway, and what is no day of the calendar is text that the parser names."""
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return quoted(value)


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


# --- where things stand -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _composed(text: str) -> Node | None:
    found = FENCE.match(text)
    try:
        return _yaml().compose(found["head"]) if found else None
    except (YAMLError, ValueError, RecursionError):
        return None


def _line_of(text: str, key: str) -> int:
    """Return the line of the file on which `bylines[2].name` stands, or what of it does; 0 where nothing does."""
    node: Any = _composed(text)
    line: int = 0
    for step in path_of(key):
        if isinstance(node, MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            line = int(pair[0].start_mark.line) + 2
            node = pair[1]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = int(node.start_mark.line) + 2
    return int(line)


def _pair(text: str, key: str) -> tuple[Node, Node]:
    """Return the nodes of a key that stands in the front matter, and of its value."""
    node = _composed(text)
    pairs: list[tuple[Node, Node]] = list(node.value) if isinstance(node, MappingNode) else []
    return next(pair for pair in pairs if pair[0].value == key)


def _head_lines(text: str) -> list[str]:
    found = FENCE.match(text)
    return re.findall(r"[^\n]*\n|[^\n]+$", found["head"]) if found else []


def _with_comments(lines: list[str], line: int) -> int:
    """Return the number of the first line of the comments directly above *line*."""
    while line and lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _last_line(lines: list[str], key: Node, value: Node) -> int:
    """Return the number of the first line behind a value: blank lines and comments below it are not its own."""
    end: int = max(value.end_mark.line + (value.end_mark.column > 0), key.start_mark.line + 1)
    while end - 1 > key.start_mark.line and re.match(r"\s*(?:#|$)", lines[end - 1]):
        end -= 1
    return end


def _checked(text: str, edited: str, wanted: Head, place: str, key: str) -> str:
    """Return *text* with the front matter *edited*, sure that it says *wanted* and nothing else."""
    found = FENCE.match(text)
    if found is None:
        raise InputError.at(place, "has no front matter", "start the file with `---`, `title: …`, `---`")
    whole = text[: found.start("head")] + edited + text[found.end("head") :]
    same: Callable[[Head], object] = plain
    if same(peek_head(whole)) != same(wanted):
        raise InputError.at(f"{place}: {key}", "is written so that it cannot be changed alone", "change it by hand")
    return whole
