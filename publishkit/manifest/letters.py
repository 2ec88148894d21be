"""What no file of a workspace may hold, refused at the door with a sentence and not found in the middle of a book."""

import re
from collections.abc import Iterator

from publishkit.errors import InputError, Problem
from publishkit.words import is_blank

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
