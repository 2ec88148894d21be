"""What of a finished mail the mail programs of its readers do not know, weighed by what is lost with it.

What they know is data of caniemail (`caniemail/ORIGIN.md`); what is lost is a table of ours (`losses.toml`).
"""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lxml import html

from publishkit.model.artifact import Finding, Level
from publishkit.proof.clients.notes import Page, is_held, speaks_of, without_commas
from publishkit.proof.clients.uses import Use, uses

Grade = Literal["destructive", "layout", "enhancement"]
HERE = Path(__file__).parent
DEAD = frozenset({"gmail.mobile-webmail", "outlook.windows-mail"})
"""Not asked for: Gmail in a telephone's browser, last tested in 2020, and Mail of Windows 10, which ended in 2024."""
CODES: Mapping[Grade, str] = {"destructive": "E040", "layout": "E041", "enhancement": "E042"}
WHOLE = re.compile(r"(?:whole|entire) (?:inline )?(?:`[\w<>-]+` )?(?:tag|attribute|block|rule|declaration|property)")
"""A note that says what else is lost."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of `losses.toml`."""

    grade: Grade
    lost: str
    mend: str


ADDED = Row(grade="enhancement", lost="nothing that is needed: it adds to the looks", mend="leave it, or leave it out")


@cache
def _data() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads((HERE / "caniemail/features.json").read_text("utf-8"))
    return read


def features() -> tuple[str, ...]:
    """Return the names of all features of the data."""
    return tuple(_data()["features"])


def programs(families: Sequence[str]) -> tuple[str, ...]:
    """Return the mail programs of *families* that are alive: `gmail.ios`.

    >>> programs(["apple-mail", "outlook"])
    ('apple-mail.ios', 'apple-mail.macos', 'outlook.android', 'outlook.ios', 'outlook.macos', 'outlook.outlook-com', 'outlook.windows')
    """
    return tuple(name for name in _data()["programs"] if name.partition(".")[0] in families and name not in DEAD)


@cache
def unknown_to(feature: str, among: tuple[str, ...]) -> tuple[str, ...]:
    """Return those *among* programs that do not know *feature* at all."""
    lacking = _data()["features"].get(feature, {}).get("no", "").split()
    return tuple(name for name in among if name in lacking)


@cache
def notes_of(feature: str, program: str) -> tuple[str, ...]:
    """Return what *program* does not know of *feature*; () when it knows all of it, or nothing."""
    known = _data()["features"].get(feature, {})
    numbers = known.get("partly", {}).get(program, "").split()
    return tuple(known["notes"].get(number, "") for number in numbers)


def named(among: Sequence[str]) -> str:
    """Return the names of programs as people know them.

    >>> named(["outlook.ios", "outlook.windows", "yahoo.ios"])
    'Outlook (iOS, Windows), Yahoo! Mail (iOS)'
    """
    data = _data()
    grouped: dict[str, list[str]] = defaultdict(list)
    for name in among:
        family, _, platform = name.partition(".")
        grouped[family].append(data["platforms"].get(platform, platform))
    return ", ".join(f"{data['families'][family]} ({', '.join(on)})" for family, on in grouped.items())


@cache
def _rows() -> tuple[tuple[str, ...], tuple[tuple[tuple[str, ...], Row], ...]]:
    table = tomllib.loads((HERE / "losses.toml").read_text("utf-8"))
    rows = [
        (tuple(row["features"]), Row(grade=row["grade"], lost=row["lost"], mend=row["mend"])) for row in table["row"]
    ]
    return tuple(table["adds"]), tuple(rows)


@cache
def row_of(feature: str) -> Row | None:
    """Return what is lost with *feature*; None when it is there to add something only."""
    adds, rows = _rows()
    row = next((row for names, row in rows if any(fnmatchcase(feature, name) for name in names)), None)
    return row or (None if any(fnmatchcase(feature, name) for name in adds) else ADDED)


# --- findings ---------------------------------------------------------------------------------------------------------


def client_findings(
    root: html.HtmlElement, families: Sequence[str], at: Callable[[html.HtmlElement], str]
) -> Iterator[Finding]:
    """Yield a finding for each feature that programs of *families* do not know and with which something is lost.

    *at* says where an element stands.
    """
    page, wanted = Page(root), programs(families)
    found: dict[tuple[str, Grade], list[tuple[Use, Sequence[str], Sequence[str]]]] = defaultdict(list)
    for use in uses(root, _in_doubt(wanted)):
        if (row := row_of(use.feature)) is not None and (weighed := _weighed(use, row, page, wanted)):
            grade, lacking, partly = weighed
            found[use.feature, grade].append((use, lacking, partly))
    for (feature, grade), places in found.items():
        yield _told(feature, grade, places, at)


def is_lacked(use: Use, program: str) -> bool:
    """Return whether *program* does not know what *use* relies on, at all or in the part that it uses."""
    return bool(unknown_to(use.feature, (program,))) or any(
        speaks_of(use, note) for note in notes_of(use.feature, program)
    )


@cache
def _in_doubt(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the features that some program of *wanted* does not know, or not all of."""
    return tuple(
        name for name in features() if unknown_to(name, wanted) or any(notes_of(name, program) for program in wanted)
    )


def _weighed(
    use: Use, row: Row, page: Page, wanted: tuple[str, ...]
) -> tuple[Grade, tuple[str, ...], tuple[str, ...]] | None:
    """Return how grave a use is, the programs that do not know it and those that know it in part; None when nothing is lost."""
    if use.feature == "error":
        return "destructive", (), ()
    lacking = unknown_to(use.feature, wanted)
    if use.feature == "html-wbr":  # one way to break a long word is enough
        lacking = unknown_to("css-word-break", lacking)
        return ("layout", lacking, ()) if lacking else None
    spoken = {name: [note for note in notes_of(use.feature, name) if speaks_of(use, note)] for name in wanted}
    partly = tuple(name for name, notes in spoken.items() if notes)
    wrecked = tuple(name for name, notes in spoken.items() if any(WHOLE.search(note) for note in notes))
    if wrecked or (row.grade == "destructive" and (lacking or partly) and not _is_plain_color(use)):
        return "destructive", lacking, wrecked or partly
    if use.is_second or is_held(use, page):
        return None
    grade = "enhancement" if use.in_sheet or row.grade == "destructive" else row.grade
    if grade == "enhancement":
        return (grade, lacking, ()) if lacking else None
    return (grade, lacking, partly) if lacking or partly else None


def _is_plain_color(use: Use) -> bool:
    """Return whether it is `rgb()` or `rgba()` as it was always written, which costs the color alone."""
    return use.feature in ("css-rgb", "css-rgba") and not without_commas(use)


def _told(
    feature: str,
    grade: Grade,
    places: Sequence[tuple[Use, Sequence[str], Sequence[str]]],
    at: Callable[[html.HtmlElement], str],
) -> Finding:
    first, lacking, partly = places[0]
    row = row_of(feature) or ADDED
    level: Level = {"destructive": "error", "layout": "error" if lacking else "warning", "enhancement": "info"}[grade]
    who = [f"unknown to {named(lacking)}"] if lacking else ["not what mail programs read"] * (feature == "error")
    who += [f"known in part to {named(partly)}"] if partly else []
    times = f" ({len(places)} places)" if len(places) > 1 else ""
    lost = ADDED.lost if grade == "enhancement" else row.lost
    return Finding(
        code=CODES[grade],
        severity=level,
        where=at(first.element),
        message=f"`{first.shown}`{times} is {'; '.join(who)}: {lost}",
        hint=row.mend,
    )
