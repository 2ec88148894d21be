"""Untyped TOML and YAML become values, every error of a file at once, each with its path; and the JSON Schema of each file."""

import codecs
import json
import re
import tomllib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from publishkit.errors import InputError, Problem
from publishkit.model.article import FrontMatter, RightsFile
from publishkit.model.config import Config
from publishkit.model.issue import Issue
from publishkit.model.site import Sites
from publishkit.words import hidden_message, is_blank
from publishkit.workspace.toml.layout import lay_out, path_of
from publishkit.workspace.toml.mistakes import problems_of

T = TypeVar("T")

DOTTED = re.compile(
    r"(?:^|[\[{,])[ \t]*(?:(?:[\w-]{1,100}|\"[^\"\n]{0,100}\"|'[^'\n]{0,100}')[ \t]*\.[ \t]*){100}", re.MULTILINE
)
"""A key of a hundred parts, where keys begin. Every part is bounded and begins where the one before ended: linear."""

MOST_SIGNS = 300_000
"""Commas or equals signs; reading so many values takes longer than anybody waits. A long book has a third of it."""

MAX_BYTES = 4_000_000
"""A manifest, config, rights file or article larger than this is not one (a long book is about 1 MB of text)."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""

OVERRIDE = re.compile("[\u202d\u202e]")
"""Turn letters around that have a direction of their own: "moc.knab" is read as an address. No language needs them."""

TOKEN = "@@PK_"  # noqa: S105 - no secret
"""How places are marked that each reader's mail fills; foreign text must not ask for a reader's own links."""

MOST_VALUES = 50_000
"""In one file; a manifest has hundreds."""

DEEPEST = 20
TOO_DEEP = "no setting needs more than four levels"

FILES: Mapping[str, tuple[type[Any], str]] = {
    "config": (Config, "publishkit.toml"),
    "issue": (Issue, "issue.toml"),
    "article": (FrontMatter, "front matter of article.md"),
    "rights": (RightsFile, "rights.toml"),
    "sites": (Sites, "sites/*.toml"),
}
"""Name on the command line -> (value, file)."""


def decode_text(data: bytes, place: str) -> str:
    """Return *data* as text.

    Raises:
        InputError: too large, binary (a zip named `.md`), or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise InputError.at(
            place, f"is {len(data):,} bytes; the limit is {MAX_BYTES:,}", "put long material into several articles"
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _is_utf16(data):
        raise InputError.at(place, "is UTF-16, not UTF-8", "save it with the encoding UTF-8")
    if b"\0" in data or data[:4] in (b"PK\x03\x04", b"%PDF"):
        raise InputError.at(
            place, "is not a text file", "a zip, PDF or office file was probably renamed; save it as plain text (UTF-8)"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line = data[: cause.start].count(b"\n") + 1
        raise InputError.at(place, f"is not UTF-8 (line {line})", "save it with the encoding UTF-8") from cause
    refuse_letters(text, place)
    return text


def encode_like(before: bytes, text: str) -> bytes:
    r"""Return *text* as the bytes of a file that held *before*: with its byte order mark, and with its line ends.

    >>> encode_like(b"\xef\xbb\xbfa = 1\r\n", "a = 1\r\nb = 2\n")
    b'\xef\xbb\xbfa = 1\r\nb = 2\r\n'
    """
    if b"\r\n" in before and before.count(b"\n") == before.count(b"\r\n"):
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return (codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b"") + text.encode()


def _is_utf16(data: bytes) -> bool:
    try:
        return bool(data.decode("utf-16"))
    except UnicodeDecodeError:
        return False


def parse_toml(data: bytes, kind: type[T], place: str) -> T:
    """Return the TOML file *data* as a *kind*.

    Raises:
        InputError: not TOML, or not a *kind*; carries every problem of the file.
    """
    text = decode_text(data, place)
    try:
        return parse_tree(toml_tree(text, place), kind, place)
    except InputError as stop:
        raise InputError(*numbered(stop.problems, text, place)) from stop


def toml_tree(text: str, place: str) -> dict[str, Any]:
    """Return what the TOML *text* at *place* says, unchecked.

    Raises:
        InputError: it is no TOML, with the line; or more of it than anybody would wait for.
    """
    if DOTTED.search(text):  # which `tomllib` takes minutes to read
        raise InputError.at(place, "is nested too deeply", TOO_DEEP)
    if max(text.count(","), text.count("=")) > MOST_SIGNS:
        raise too_many(place)
    try:
        return tomllib.loads(text)
    except RecursionError as cause:
        raise InputError.at(place, "is nested too deeply", TOO_DEEP) from cause
    except ValueError as cause:  # TOMLDecodeError, and numbers of more digits than Python reads
        raise InputError(_not_toml(str(cause).partition(";")[0], text, place)) from cause


def numbered(problems: Iterable[Problem], text: str, place: str, *, whole: bool = False) -> tuple[Problem, ...]:
    """Return *problems* with the lines of those that stand in *text*, the TOML file at *place*.

    What is missing has the line of the table it belongs to, unless the *whole* key must be there.
    """
    return tuple(
        replace(problem, line=_line_of(text, problem.place.removeprefix(f"{place}: "), whole=whole))
        if problem.place.startswith(f"{place}: ") and not problem.line
        else problem
        for problem in problems
    )


def _line_of(text: str, key: str, *, whole: bool) -> int:
    """Return the line on which `section[1].article[2].use` stands, or what of it does; 0 where nothing does."""
    try:
        return lay_out(text).line(path_of(key), whole=whole)
    except (RecursionError, LookupError, ValueError):  # deeper than we look, or no TOML
        return 0


def _not_toml(told: str, text: str, place: str) -> Problem:
    """Return what is wrong with a file that is no TOML: `tomllib` tells the line within its sentence."""
    found = re.search(r" \((?:at line (?P<line>\d+), column (?P<column>\d+)|at end of document)\)$", told)
    sentence = told[: found.start()] if found else told
    last = text.rstrip().count("\n") + 1
    line = 0 if found is None else int(found["line"] or last)
    where = "" if found is None else f" (column {found['column']})" if found["line"] else " (at the end of the file)"
    message, hint = _in_words(sentence, text.split("\n")[line - 1] if line else "")
    return Problem(place=place, message=f"is not valid TOML: {message}{where}", hint=hint, line=line)


def _in_words(sentence: str, line: str) -> tuple[str, str]:
    """Return what `tomllib` says of a *line* for somebody who does not write programs, and a hint."""
    if re.match(r"<{7}|={7}|>{7}", line):
        return "a merge was not finished", "keep one of the two versions, and take out the lines of <, = and >"
    if re.search(r"[=\[,]\s*[“”„‘’«]", line):
        return "a string stands in typographic quotes", 'write straight ones: "…"'
    if twice := re.match(r"Cannot declare \((.*?),?\) twice", sentence):
        name = ".".join(re.findall(r"'([^']*)'", twice[1]))
        return f"the table [{name}] stands twice", "write what belongs to it below the first one"
    known = (words for pattern, words in TOML_WORDS.items() if re.match(pattern, sentence))
    return next(known, (sentence, "strings need quotes, tables need [brackets]"))


TOML_WORDS: Mapping[str, tuple[str, str]] = {
    "Cannot overwrite": ("a key or table stands twice", "take one of the two out"),
    "Expected '=' after": ("a key has no `=` behind it", "write key = value; notes begin with #"),
    "Invalid value": ("a value is missing or is none", "strings need quotes, lists need [brackets]"),
    "Unterminated string|Illegal character|Expected \"'": ("a string does not end", "close it with its quote"),
    "Unclosed|Expected ']": (
        "a bracket is not closed",
        "tables and lists need [brackets], values a comma between them",
    ),
}
"""How a sentence of `tomllib` begins -> the same in words, and a hint."""


def parse_tree(tree: object, kind: type[T], place: str) -> T:
    """Return *tree* (dicts, lists, scalars) as a *kind*.

    Strictness is JSON's: a list is a tuple, an ISO date is a date, but "1" is no number and 1 is no string.

    Raises:
        InputError: carries every problem.
    """
    refuse_tree(tree, place)
    try:
        told = json.dumps(tree, default=_scalar)
    except (TypeError, ValueError) as cause:  # a YAML set or a key that is a list; a number of thousands of digits
        message = "holds a value no setting can have"
        raise InputError.at(place, message, "write texts, numbers, dates, lists and tables only") from cause
    try:
        found: T = _adapter(cast(Hashable, kind)).validate_json(told)
    except ValidationError as cause:
        raise InputError(*problems_of(cause.errors(include_url=False), kind, place)) from cause
    return found


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the file called *name* in `FILES`."""
    kind, file = FILES[name]
    schema = TypeAdapter(kind).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": file}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _scalar(value: object) -> object:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


# --- what no file may hold --------------------------------------------------------------------------------------------


def refuse_letters(text: str, place: str, *, lines: bool = True) -> None:
    """Let *text* pass; *lines* says that it is a whole file, so that a line can be named.

    Raises:
        InputError: it holds a character that cannot or may not be printed; names it and the line.
    """
    for pattern, what, hint in (
        (UNPRINTABLE, "the control character", "delete it: no format can print it"),
        (OVERRIDE, "the direction override", "delete it: it makes letters read backwards"),
    ):
        if found := pattern.search(text):
            line = f" (line {text[: found.start()].count(chr(10)) + 1})" if lines else ""
            message = f"holds {what} U+{ord(found[0]):04X}{line}"
            raise InputError(Problem(place=place, message=message, hint=hint))
    if found := hidden_message(text):
        line = f" (line {text[: found.start()].count(chr(10)) + 1})" if lines else ""
        message = f"hides a message in characters nobody sees, from U+{ord(found[0][0]):04X} on{line}"
        hint = "delete them: what is published can be read by everybody"
        raise InputError(Problem(place=place, message=message, hint=hint))


def refuse_token(text: str, place: str) -> None:
    """Let *text* pass.

    Raises:
        InputError: it holds one of the marks that are filled for each reader; only a theme may set those.
    """
    if TOKEN in text:
        hint = "write it with a space: this program marks places in its mails so"
        raise InputError(Problem(place=place, message=f"holds `{TOKEN}`", hint=hint))


def refuse_tree(tree: object, place: str) -> None:
    """Let *tree* (dicts, lists, scalars) pass.

    Raises:
        InputError: too deep, too many values, a character that may not be printed, a text that cannot be seen.
    """
    for count, text in enumerate(_texts(tree, place)):
        if count >= MOST_VALUES:
            raise too_many(place)
        if text:
            refuse_letters(text, place, lines=False)
            refuse_token(text, place)
            if is_blank(text) and text.strip():
                names = ", ".join(dict.fromkeys(f"U+{ord(letter):04X}" for letter in text[:5]))
                hint = "write something that can be seen"
                raise InputError(Problem(place=place, message=f"holds a text nobody can see ({names})", hint=hint))


def too_many(place: str) -> InputError:
    """Return the refusal of a file that holds more than anybody wrote."""
    hint = "put long material into several articles"
    return InputError(Problem(place=place, message=f"holds more than {MOST_VALUES:,} values", hint=hint))


def _texts(tree: object, place: str) -> Iterator[str]:
    """Yield every text of *tree*, and "" for every other value."""
    waiting: list[tuple[object, int]] = [(tree, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise InputError(Problem(place=place, message="is nested too deeply", hint=TOO_DEEP))
        match value:
            case str():
                yield value
            case dict():
                waiting += ((side, depth + 1) for pair in value.items() for side in pair)
            case list() | tuple():
                waiting += ((part, depth + 1) for part in value)
            case _:
                yield ""
