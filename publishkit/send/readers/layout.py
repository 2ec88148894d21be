"""All columns of a foreign file together: the program it comes from, the one address, and what is not understood."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import cast, get_args

from publishkit.errors import InputError, Problem
from publishkit.send.readers.cells import folded
from publishkit.send.readers.columns import (
    ROLES,
    TELLING,
    Column,
    Content,
    Judge,
    Program,
    Role,
    Said,
    field_of,
    verdict_of,
)
from publishkit.send.readers.moments import DayOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """All columns of a file."""

    columns: tuple[Column, ...]
    program: str = ""
    """The program whose export this is, where it is known."""
    caution: str = ""
    """What this program's file does not say, a sentence."""
    problems: tuple[Problem, ...] = ()
    """Columns that could say who left and are not understood: nobody is imported until a person says what they are."""
    leavers: str = ""
    """Why everybody in the file has left; "" when that is not so."""
    reason: str = "unsubscribed"
    """What such a file is for `audience suppress`."""

    def of(self, *roles: Role) -> list[Column]:
        """Return the columns of *roles*, those with the higher rank first."""
        return sorted((column for column in self.columns if column.role in roles), key=lambda column: -column.rank)


# --- programs ---------------------------------------------------------------------------------------------------------


@cache
def programs() -> tuple[Program, ...]:
    """Return the programs of `programs.toml`; of two that fit, the one that asks for more titles is meant."""
    table = tomllib.loads(files(__package__).joinpath("programs.toml").read_text(encoding="utf-8"))
    made = [
        Program(
            name=one["name"],
            needs=frozenset(map(folded, one["needs"])),
            columns={folded(title): role for role, titles in one.get("columns", {}).items() for title in titles},
            reads=frozenset(map(folded, one.get("reads", ()))),
            leavers=one.get("leavers", ""),
            caution=one.get("caution", ""),
        )
        for one in table["program"]
    ]
    return tuple(sorted(made, key=lambda one: -len(one.needs)))


def find_program(titles: Sequence[str]) -> Program | None:
    """Return the program whose file has these *titles*, None when none is known."""
    there = frozenset(map(folded, titles))
    return next((one for one in programs() if one.needs <= there), None)


# --- what a person says -----------------------------------------------------------------------------------------------


def parse_columns(written: Sequence[str], place: str = "--column") -> Said:
    """Return what was written as `TITLE=ROLE`; *place* is where, for messages.

    >>> parse_columns(["Abgemeldet am=opt-out", "Added=consent-date:day-first"])
    {'abgemeldetam': ('opt-out', ''), 'added': ('consent-date', 'day-first')}

    Raises:
        InputError: not of that form, or not one of the roles; carries every problem.
    """
    said: dict[str, tuple[Role, DayOrder]] = {}
    problems: list[Problem] = []
    for word in written:
        title, _, meant = word.rpartition("=")
        role, _, order = meant.strip().partition(":")
        if not title.strip() or role not in ROLES or order not in get_args(DayOrder):
            hint = f"write TITLE=ROLE; roles are {', '.join(ROLES)}; consent-date:day-first says how days are written"
            problems.append(Problem(place=place, message=f"{word[:80]!a} is not understood", hint=hint))
        else:
            said[folded(title) or title.strip()] = (role, cast("DayOrder", order))
    if problems:
        raise InputError(*problems)
    return said


# --- all columns of a file --------------------------------------------------------------------------------------------


def find_layout(titles: Sequence[str], contents: Sequence[Content], rows: int, place: str, said: Said) -> Layout:
    """Return what each column holds; without an address column none has the role `address`.

    Raises:
        InputError: *said* names a column that is not there, or it is not clear which column is the address.
    """
    _check_said(titles, said, place)
    program = find_program(titles)
    judged = [
        Judge(number, title, content, rows, program, beside=titles).judge(said)
        for number, (title, content) in enumerate(zip(titles, contents, strict=True))
    ]
    columns = _with_address([column for column, _ in judged], contents, said, place)
    problems = [
        _not_understood(place, column, why)
        for column, (_, why) in zip(columns, judged, strict=True)
        if why and column.role == "ignore"
    ]
    layout = Layout(
        columns=tuple(columns) if program else _demanding(columns, contents, rows),
        program=program.name if program else "",
        caution=program.caution if program else "",
        problems=tuple(problems),
    )
    return _with_leavers(layout, None if program and program.needs & said.keys() else program, contents, rows)


def _check_said(titles: Sequence[str], said: Said, place: str) -> None:
    there = {folded(title) for title in titles} | {str(number + 1) for number in range(len(titles))}
    wrong = [name for name in said if name not in there]
    if wrong:
        hint = f"there are {', '.join(title for title in titles if title)[:200]}"
        message = f"--column names {', '.join(map(repr, wrong))}, which is no column"
        raise InputError(Problem(place=place, message=message, hint=hint))


def _not_understood(place: str, column: Column, why: str) -> Problem:
    name = column.title or str(column.number + 1)
    hint = (
        f'say what it is: --column "{name}=opt-out" (a yes there has left), "{name}=opt-in", "{name}=status",'
        f' "{name}=remarks" (who is said to have left has) or "{name}=ignore"'
    )
    return Problem(
        place=place, message=f"column {column.called} could say who left and is not understood: {why}", hint=hint
    )


# --- which column is the address --------------------------------------------------------------------------------------


def _with_address(columns: list[Column], contents: Sequence[Content], said: Said, place: str) -> list[Column]:
    """Return *columns* with one address, or none."""
    if any(role == "address" for role, _ in said.values()):
        told = [c for c in columns if c.role == "address" and (folded(c.title) in said or str(c.number + 1) in said)]
        chosen: Column | None = told[0]
    else:
        chosen = _chosen([column for column in columns if column.role == "address"], contents, place)
    return [replace(c, role="ignore") if c.role == "address" and c is not chosen else c for c in columns]


def _chosen(found: list[Column], contents: Sequence[Content], place: str) -> Column | None:
    holding = [column for column in found if contents[column.number].kinds["address"]] or found
    titled = [column for column in holding if field_of(column.title) == "address"]
    if len(titled) == 1 or len(holding) <= 1:
        return next(iter(titled or holding), None)
    candidates = titled or holding
    if len({re.sub(r"\d", "", column.title) for column in candidates}) == 1 and any(
        map(str.isdigit, candidates[0].title)
    ):
        return min(candidates, key=lambda column: [int(number) for number in re.findall(r"\d+", column.title)])
    mail = [column for column in candidates if "mail" in folded(column.title)]
    if not titled and len(mail) == 1:
        return mail[0]
    if not titled and not any(column.title for column in candidates):
        return candidates[0]  # a file without titles: the first is as good as any
    names = " and ".join(column.called for column in candidates[:4])
    numbers = " and ".join(str(column.number + 1) for column in candidates[:4])
    message = f"columns {numbers} could both be the address ({names})"
    hint = f'say which: --column "{candidates[0].title or candidates[0].number + 1}=address"'
    raise InputError(Problem(place=place, message=message, hint=hint))


# --- the file as a whole ----------------------------------------------------------------------------------------------


def _demanding(columns: list[Column], contents: Sequence[Content], rows: int) -> tuple[Column, ...]:
    """Return *columns*, where days of confirmation, some of them missing, are the only sign of who is a reader."""
    if any(column.role in {"status", "opt-in"} for column in columns):
        return tuple(columns)
    return tuple(
        replace(column, demanded=True)
        if column.role == "consent-date"
        and any(part in folded(column.title) for part in ("confirm", "bestatig", "verif", "activat", "aktiviert"))
        and contents[column.number].filled + contents[column.number].more < rows
        else column
        for column in columns
    )


def _with_leavers(layout: Layout, program: Program | None, contents: Sequence[Content], rows: int) -> Layout:
    if program and program.leavers:
        return replace(layout, leavers=f"an export of {program.name}", reason=program.leavers)
    for column in layout.columns:
        content = contents[column.number]
        telling = column.role in TELLING and rows > 0 and content.filled + content.more == rows
        if telling and all(verdict_of(column, cell)[0] == "left" for cell in content.cells):
            return replace(
                layout, leavers=f"column {column.called} says so in every row", reason=_reason(column, content)
            )
    return layout


def _reason(column: Column, content: Content) -> str:
    words = folded(" ".join([column.title, *list(content.cells)[:20]]))
    if any(part in words for part in ("complain", "spam", "abuse", "beschwerde", "plainte")):
        return "complained"
    return (
        "bounced"
        if any(part in words for part in ("bounce", "clean", "undeliver", "unzustell", "npai"))
        else "unsubscribed"
    )
