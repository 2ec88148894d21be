"""What one column of a foreign file holds: by its program, its title and its content; and what its cells say of readers."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Literal, cast, get_args

from publishkit.send.readers.cells import (
    Kind,
    folded,
    kind_of,
    parts_of,
    sense_of,
    speaks_of_leaving,
    state_of,
    vocabulary,
)
from publishkit.send.readers.moments import DayOrder, day_order

Role = Literal[
    "address", "name", "first-name", "last-name", "language", "consent-source", "consent-date", "status", "opt-out", "opt-in", "remarks", "ignore"
]  # fmt: skip
ROLES = cast("tuple[Role, ...]", get_args(Role))
TELLING: tuple[Role, ...] = ("status", "opt-out", "opt-in")
"""Roles of columns that say who is still a reader."""
KEPT = 2_000
"""Different cells of a column that are looked at one by one; of the others only whether they speak of leaving."""
CATEGORIES = 40
"""Different cells of a column that is a choice of some words; of more it is free text."""
WORDLESS = re.compile(r"[\d\s.,:;/+TZ-]*|[\w.+-]+@[\w.-]+")
"""Numbers, days and plain addresses, which most cells of a long file are."""
SOURCES = frozenset({"source", "quelle", "herkunft", "origin", "origine", "origen", "via"})
"""Words of a title beneath which it stands where a reader agreed."""
MOST = 0.8
"""So large a part of the cells decides what a column is."""


@dataclass(slots=True)
class Content:
    """What stands in one column of the whole file."""

    cells: dict[str, int] = field(default_factory=dict)
    """Cell -> how often, the first `KEPT` of them."""
    more: int = 0
    """Cells beyond these."""
    leaving: str = ""
    """One of those beyond that speaks of leaving."""
    kinds: Counter[Kind] = field(default_factory=Counter)
    """Filled by `weigh`."""

    def see(self, cell: str) -> None:
        """Take one more cell, which is not empty."""
        if cell in self.cells:
            self.cells[cell] += 1
        elif len(self.cells) < KEPT:
            self.cells[cell] = 1
        else:
            self.more += 1
            if not self.leaving and not WORDLESS.fullmatch(cell) and speaks_of_leaving(cell):
                self.leaving = cell

    def weigh(self) -> "Content":
        """Count the kinds of the cells."""
        for cell, times in self.cells.items():
            self.kinds[kind_of(cell)] += times
        return self

    @property
    def filled(self) -> int:
        """How many of the cells looked at hold something."""
        return sum(self.kinds.values()) - self.kinds["empty"]

    def mostly(self, *kinds: Kind) -> bool:
        """Return whether nearly all filled cells are of *kinds*."""
        return self.filled > 0 and sum(self.kinds[kind] for kind in kinds) >= MOST * self.filled

    def any(self, *kinds: Kind) -> str:
        """Return a cell of one of *kinds*; "" when there is none."""
        return next((cell for cell in self.cells if kind_of(cell) in kinds), "")

    @property
    def said_of_leaving(self) -> str:
        """A cell that says that somebody left; "" when none does."""
        return self.any("left", "leaving") or self.leaving


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column, and what it is taken for."""

    number: int
    """0 …"""
    title: str
    role: Role
    order: DayOrder = ""
    """How its days are written."""
    rank: int = 0
    """Of several columns with a day of consent the highest counts."""
    demanded: bool = False
    """Whether a row that is empty here is no reader: others were confirmed, this one was not."""
    filled: bool = True
    """Whether any of its cells holds something."""
    reads: frozenset[str] = frozenset()
    """States of this program, folded, in which a reader is written to."""

    @property
    def called(self) -> str:
        """What the column is called in messages."""
        return repr(self.title) if self.title else f"{self.number + 1} (without a title)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """How one program writes its lists, as its source or documentation says."""

    name: str
    needs: frozenset[str]
    """Titles, folded, that all stand in its file."""
    columns: Mapping[str, Role]
    """Title, folded -> role."""
    reads: frozenset[str]
    leavers: str = ""
    """Reason for `audience suppress` when its file holds nobody else."""
    caution: str = ""
    """What its file does not say, a sentence."""


Said = Mapping[str, tuple[Role, DayOrder]]
"""Title, folded, or number (1 …) of a column -> what a person says it is."""


# --- titles -----------------------------------------------------------------------------------------------------------


@cache
def _fields() -> Mapping[str, Role]:
    titles = vocabulary()["fields"]
    return {folded(title): cast("Role", name.replace("_", "-")) for name in titles for title in titles[name]}


@lru_cache(maxsize=1024)
def field_of(title: str) -> Role | Literal[""]:
    """Return the field that a column of this *title* holds; "" when it is none of ours.

    >>> field_of("E-Mail Address"), field_of("Prénom"), field_of("Shoe size")
    ('address', 'first-name', '')
    """
    return _fields().get(folded(title[:100]), "")


RANKS = ("added", "ajout", "angelegt", "erfasst", "entered", "creat", "join", "registr", "signup", "anmeld", "inscri", "subscri", "optin", "consent", "einwillig", "confirm", "bestatig")  # fmt: skip


def rank_of(title: str) -> int:
    """Return how near a column of days is to the consent itself: a confirmation counts before a mere entry.

    >>> rank_of("CONFIRM_TIME") > rank_of("OPTIN_TIME") > rank_of("Created at")
    True
    """
    name = folded(title)
    return max((number for number, part in enumerate(RANKS, 1) if part in name), default=0)


# --- what a cell says of its reader -----------------------------------------------------------------------------------


Verdict = Literal["", "reads", "left", "pending", "unclear"]


AGAINST: Mapping[Role, frozenset[Kind]] = {
    "remarks": frozenset({"left", "leaving"}),
    "consent-date": frozenset({"no", "left", "leaving"}),
}
"""Columns of something else, in which a cell of these kinds speaks against the reader all the same."""


@lru_cache(maxsize=16_384)
def verdict_of(column: Column, cell: str) -> tuple[Verdict, str]:
    """Return what *cell* says of its reader, and how that is told to a person."""
    kind = kind_of(cell)
    if column.role == "opt-out":
        return _of_opt_out(column, cell, kind)
    if column.role == "opt-in":
        return _of_opt_in(column, cell, kind)
    if column.role == "status" and kind != "empty":
        state = "reads" if folded(cell) in column.reads else state_of(cell)
        told: Verdict = cast("Verdict", state) if state in {"reads", "pending", "left"} else "unclear"
        return told, "" if told == "reads" else f"has the status {_shown(cell)}"
    if kind in AGAINST.get(column.role, ()):
        told_so = "has left" if column.role == "remarks" else "did not agree"
        return "left", f"{told_so}: column {column.called} says {_shown(cell)}"
    if column.demanded and kind == "empty":
        return "pending", f"was not confirmed: column {column.called} is empty"
    return "", ""


def _of_opt_out(column: Column, cell: str, kind: Kind) -> tuple[Verdict, str]:
    if kind in {"empty", "no", "reads"}:
        return "" if kind == "empty" else "reads", ""
    return "left", f"has left: column {column.called} says {_shown(cell)}"


def _of_opt_in(column: Column, cell: str, kind: Kind) -> tuple[Verdict, str]:
    if kind in {"yes", "reads", "moment"}:
        return "reads", ""
    if kind == "empty":
        return "unclear", f"does not say yes in column {column.called}"
    verdict: Verdict = "pending" if kind == "pending" else "left" if kind in {"no", "left", "leaving"} else "unclear"
    return verdict, f"did not agree: column {column.called} says {_shown(cell)}"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


# --- one column is judged ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides of one column."""

    number: int
    title: str
    content: Content
    rows: int
    program: Program | None
    beside: Sequence[str] = field(kw_only=True)
    """All titles."""

    def judge(self, said: Said) -> tuple[Column, str]:
        """Return the column, and why it is not understood although it could say who left; "" when it is."""
        meant = said.get(folded(self.title)) or said.get(str(self.number + 1))
        if meant:
            return replace(self._column(meant[0]), order=meant[1] or self._order()), ""
        if self.program and (role := self.program.columns.get(folded(self.title))):
            if (
                role == "ignore"
                and (cell := self.content.said_of_leaving)
                and self.content.mostly("left", "reads", "pending")
            ):
                return self._column("status"), f"it says {cell[:40]!r}"
            return self._column(role), ""
        role, why = self._by_title_and_content()
        return self._column(role), why

    def _column(self, role: Role) -> Column:
        return Column(
            number=self.number,
            title=self.title,
            role=role,
            order=self._order() if role == "consent-date" else "",
            rank=rank_of(self.title) if role == "consent-date" else 0,
            filled=bool(self.content.filled or self.content.more),
            reads=self.program.reads if self.program else frozenset(),
        )

    def _order(self) -> DayOrder:
        """Return how the days of the column are written, when one of them tells and none gainsays it."""
        told = {day_order(cell) for cell in self.content.cells} - {""}
        return told.pop() if len(told) == 1 else ""

    def _by_title_and_content(self) -> tuple[Role, str]:
        known, sense, content = field_of(self.title), sense_of(self.title), self.content
        if plain := self._plain(known, sense):
            return plain, ""
        if not content.filled:
            return "opt-out" if sense == "left" else known or "ignore", ""
        if sense == "left":
            return self._leaving()
        if known == "consent-date" or sense == "reads":
            return self._reading(known)
        return self._state() if known == "status" or sense == "state" else self._other(sense)

    def _plain(self, known: Role | Literal[""], sense: str) -> Role | Literal[""]:
        """Return the role of a column that is what its title, or each of its cells, says; "" when more must be asked."""
        content = self.content
        if known in {"name", "first-name", "last-name", "language"}:
            return known
        if content.mostly("address") or (known == "address" and sense == "mail"):
            return "address"  # whether it is the one, is seen when all columns are known
        if known == "address" and not content.filled:
            return "address"
        if known == "consent-source" and content.filled and not content.mostly("yes", "no", "moment"):
            return known
        return ""

    def _leaving(self) -> tuple[Role, str]:
        content, words = self.content, parts_of(self.title)
        opaque = {"link", "url", "uri", "token", "hash", "key", "page", "code"} & set(words)
        if content.mostly("link") or (opaque and not content.any("yes", "no", "left")):
            return "ignore", ""
        numbers = content.kinds["number"] > 0 and content.mostly("number", "no", "yes")
        if numbers and "bounce" in "".join(words):
            return "ignore", ""  # how often, and not for good
        if content.mostly("left", "reads", "pending"):
            return "status", ""
        return "opt-out", ""

    def _reading(self, known: Role | Literal[""]) -> tuple[Role, str]:
        content = self.content
        if content.mostly("moment", "no", "left") and content.kinds["moment"]:
            return "consent-date", ""
        if content.mostly("yes", "no"):
            return "opt-in", ""
        if content.mostly("reads", "left", "pending", "yes", "no") or self._some_known():
            return "status", ""
        if known or SOURCES & set(parts_of(self.title)):
            return known or "consent-source", ""
        many = len(content.cells) > 20 and not content.said_of_leaving
        if many or content.mostly("number", "link", "address"):
            return "ignore", ""
        return "ignore", f"it says {content.any('text', 'leaving', 'left', 'no', 'yes', 'number')[:40]!r}"

    def _state(self) -> tuple[Role, str]:
        content = self.content
        if content.mostly("reads", "left", "pending", "yes", "no") or self._some_known():
            return "status", ""
        places = set(vocabulary()["titles"]["places"])
        if places & {folded(title) for title in self.beside} and not content.said_of_leaving:
            return "ignore", ""  # one of the United States
        if content.mostly("moment"):
            return "ignore", ""
        return "ignore", f"it says {next(cell for cell in content.cells if kind_of(cell) != 'empty')[:40]!r}"

    def _some_known(self) -> bool:
        """Return whether states we know stand among others: of these each row is refused by name."""
        reads = self.program.reads if self.program else frozenset()
        known = sum(
            times for cell, times in self.content.cells.items() if state_of(cell) in {"reads", "left", "pending"}
        )
        ours = sum(times for cell, times in self.content.cells.items() if folded(cell) in reads)
        return known + ours > 0 and (len(self.content.cells) <= 20 or known + ours > self.content.filled / 2)

    def _other(self, sense: str) -> tuple[Role, str]:
        content = self.content
        if not sense and content.mostly("moment") and rank_of(self.title):
            return "consent-date", ""
        if sense in {"elsewhere", "count"} and not content.leaving and not content.any("leaving"):
            return "ignore", ""
        cell = content.said_of_leaving
        if cell and content.mostly("left", "reads", "pending") and sense not in {"elsewhere", "count"}:
            return "status", ""
        plain = content.any("leaving") or content.leaving or speaks_of_leaving(cell)
        # One state among a few other words ("vip", "inactive") is a category, in which it may mean anything.
        category = sense not in {"elsewhere", "count"} and len(content.cells) <= CATEGORIES
        if cell and (plain or category):
            return "ignore", f"it says {cell[:60]!r}"
        return "ignore", self._doubt() if sense in {"mail", "doubtful"} else ""

    def _doubt(self) -> str:
        """Return why a column of mail, or one whose title says nothing, could say who left; "" when it could not."""
        content = self.content
        answers = [cell for cell in content.cells if kind_of(cell) != "empty"]
        negations = vocabulary()["titles"]["negations"]
        first = answers[0] if answers else ""
        if content.mostly("yes", "no"):
            return f"it says {first[:40]!r}"
        if (
            sense_of(self.title) == "doubtful"
            and (content.mostly("moment") or all(len(cell) <= 2 for cell in answers))
            and answers
        ):
            return f"it says {first[:40]!r}"
        refusing = next((cell for cell in answers if len(cell) <= 60 and set(parts_of(cell)) & set(negations)), "")
        if refusing and len(content.cells) <= 20:
            return f"it says {refusing[:60]!r}"
        of_lists = set(parts_of(self.title)) & set(vocabulary()["titles"]["lists"])
        if of_lists and 0 < content.filled + content.more < self.rows and not content.mostly("number", "moment"):
            return f"it says {first[:40]!r} in some rows and nothing in others"
        return ""
