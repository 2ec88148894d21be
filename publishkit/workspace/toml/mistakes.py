"""What is wrong with a value, in our words, and what somebody probably meant: by its letters, or by what people call it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Literal, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from publishkit.errors import Problem
from publishkit.model.issue import Issue

SENTENCES: Mapping[str, tuple[str, str]] = {
    "string_type": ("must be text, not {given}", "put it in quotes"),
    "string_too_short": ("is empty", "write something"),
    "string_pattern": ("{given} may hold only small letters a-z, digits and hyphens", "for example `low-water`"),
    "too_short": ("is empty", "add at least 1"),
    "int_": ("must be a whole number, not {given}", "write it without quotes"),
    "bool_": ("must be true or false, not {given}", "write it without quotes"),
    "tuple_type": ("must be a list, not {given}", "put it in [brackets]"),
    "date": ("{given} is not a date", "write it as 2026-11-20"),
    "model_type": ("must be a table, not {given}", "write it as [table] or { key = value }"),
    "dataclass_type": ("must be a table, not {given}", "write it as [table] or { key = value }"),
    "dict_type": ("must be a table, not {given}", "write it as [table] or { key = value }"),
}
"""How an error type of pydantic begins -> what is wrong in our words, and a hint."""

UNKNOWN_KEY = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
"""Error types of pydantic."""

MAX_PROBLEMS = 50
"""Of one file that are told; nobody reads more at once."""


def problems_of(errors: list[ErrorDetails], kind: type[object], place: str) -> Iterator[Problem]:
    """Yield what is wrong with the file at *place*, meant as a *kind*: each once, with its path and a hint."""
    seen: set[tuple[str, str]] = set()
    deep = {loc[:n] for loc in (error["loc"] for error in errors) for n in range(len(loc))}
    meant = {
        (*error["loc"][:-1], near)
        for error in errors
        if error["type"] in UNKNOWN_KEY
        and (near := nearest_key(str(error["loc"][-1]), _known_keys(kind, error["loc"][:-1])))
    }
    for number, error in enumerate(errors):
        if error["type"].startswith("missing") and error["loc"] in meant:
            continue  # it is there, under a name that is told
        if len(seen) == MAX_PROBLEMS:
            yield Problem(place=place, message=f"and {len(errors) - number:,} more like these", hint="mend these first")
            return
        if error["type"] == "too_short" and error["loc"] in deep:
            continue  # the list is short only because its members are wrong, which is said already
        where = _path(error["loc"])
        message, hint = _sentence(error, kind)
        if (where, message) not in seen:
            seen.add((where, message))
            yield Problem(place=f"{place}: {where}" if where else place, message=message, hint=hint)


def _path(loc: tuple[int | str, ...]) -> str:
    """Return `section[1].article[2].use`: lists counted from 1 as people do; names of union members left out."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        elif not path or part not in {"date", "datetime"}:  # the members of `model.article.Moment`
            path += f".{_short(part)}" if path else _short(part)
    return path


def _short(key: str) -> str:
    return f"{key[:60]}…" if len(key) > 61 else key


def _sentence(error: ErrorDetails, kind: type[object]) -> tuple[str, str]:
    """Return what is wrong in our words, and a hint."""
    code, given = error["type"], _shown(error.get("input"))
    if error["loc"] == ("section",) and kind is Issue and code in {"missing", "too_short"}:
        return "there is no article yet", "`publishkit add SOURCE` takes one in"
    if code in UNKNOWN_KEY:
        return _unknown_key(str(error["loc"][-1]), _known_keys(kind, error["loc"][:-1]))
    if code.startswith("missing"):
        return "is missing", f"add `{error['loc'][-1]} = …`"
    if code in {"literal_error", "enum"}:
        expected = str(error.get("ctx", {}).get("expected", ""))
        near = nearest_choice(error.get("input"), re.findall(r"'([^']*)'", expected))
        hint = f'did you mean "{near}"?' if near else "one of " + expected.replace("'", "`")
        return f"{given} is not a choice", hint
    family = next((family for family in SENTENCES if code.startswith(family)), "")
    if not family:
        return error["msg"][0].lower() + error["msg"][1:], ""
    message, hint = SENTENCES[family]
    return message.format(given=given), hint


def _unknown_key(key: str, known: list[str]) -> tuple[str, str]:
    near = nearest_key(key, known)
    return "unknown key", f"did you mean `{near}`?" if near else f"known here: {', '.join(known)}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"{text[:60]}…" if len(text) > 61 else text


def _known_keys(kind: object, loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys allowed at *loc*, walking the type hints down."""
    here = {_bare(kind)}
    for part in loc:
        if isinstance(part, str):
            here = {_bare(hint) for k in here for name, hint in _hints(k).items() if name == part} or here
    return sorted({name for k in here for name in _hints(k)})


def _hints(kind: object) -> Mapping[str, object]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {name: info.annotation for name, info in kind.model_fields.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return {f.name: hints[f.name] for f in fields(kind)}
    return {}


def _bare(hint: object) -> object:
    """Return the class inside `X | None`, `tuple[X, ...]`, `Annotated[X, …]`."""
    origin = get_origin(hint)
    if origin in (Union, UnionType, tuple, list) or (origin is not None and origin is not Literal):
        inner = [_bare(arg) for arg in cast(tuple[object, ...], get_args(hint)) if arg is not Ellipsis]
        return next((arg for arg in inner if _hints(arg)), hint)
    return hint


# --- what somebody probably meant -------------------------------------------------------------------------------------


def nearest_key(key: str, known: Sequence[str]) -> str:
    """Return the known key that *key* is a slip of, "" where none is near.

    >>> nearest_key("licence", ["license", "status"])
    'license'
    """
    return next(iter(get_close_matches(key[:60], known, n=1, cutoff=0.6)), "")


def nearest_choice(given: object, choices: Sequence[str]) -> str:
    """Return the choice somebody probably meant, "" where none is near: by its letters, or by what people call it.

    >>> nearest_choice("Public domain", ["own", "public_domain"]), nearest_choice("ours", ["own", "public_domain"])
    ('public_domain', 'own')
    """
    if not isinstance(given, str):
        return ""
    word = re.sub(r"[^a-z0-9]+", "_", given[:60].lower()).strip("_")
    called = next((choice for choice, names in CALLED.items() if choice in choices and word in names.split()), "")
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    begun = [choice for choice in choices if len(word) > 2 and (choice.startswith(word) or word.startswith(choice))]
    return word if word in choices else called or (near[0] if near else "") or (begun[0] if len(begun) == 1 else "")


CALLED: Mapping[str, str] = {
    "own": "our ours mine us we self staff house in_house original own_work",
    "public_domain": "pd cc0 free no_copyright publicdomain gemeinfrei",
    "us_government_work": "usgov us_gov government federal",
    "licensed_open": "cc cc_by cc_by_sa cc_by_nd cc_by_nc creative_commons open license licensed open_license ccby",
    "publisher_terms": "terms profile republish syndication",
    "permission": "permitted granted grant allowed consent authorized authorised letter ok",
    "all_rights_reserved": "arr reserved copyright copyrighted protected closed theirs",
    "no_republication": "forbidden no never",
    "unknown": "none unclear unsure",
    "full": "complete whole entire verbatim all",
    "abridged": "shortened short cut edited excerpt",
    "translated": "translation",
    "brief": "summary summarised summarized digest",
    "quote": "quotation citation cite",
    "link": "url reference pointer bare_link link_only",
}
"""A choice -> what else people write for it."""
