"""Every reason the gate gives, and how it is worded: a sentence never shows a gap where a value is unknown.

The law is three tables, read here by `load_table`: `reasons.toml` and `duties.toml` beside this module, findings in
`publishkit/proof/`. Each is TOML, one row a code, and the one place where that code is told; a test compares the rows with
the codes in the source.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from publishkit.model.decision import Decision, Outcome, Reason, Severity
from publishkit.model.statement import Treatment


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRow:
    """What is told of every code, whatever kind it is of."""

    code: str
    """R-…, W-… a reason; D-… a duty; a letter and three digits, or W-…, a finding."""
    means: str
    """What it means, in a sentence or two."""
    mend: str
    """What an editor can do about it."""


AnyRow = TypeVar("AnyRow", bound=CodeRow)


def load_table(package: str, file: str, make: Callable[..., AnyRow]) -> Mapping[str, AnyRow]:
    """Return code -> row of the table *file* in *package*, in the file's order; *make* is called with the row's keys.

    Raises:
        TypeError: a row lacks a key, or has one that is not known.
    """
    told = tomllib.loads(files(package).joinpath(file).read_text("utf-8"))
    return MappingProxyType({code: make(code=code, **row) for code, row in told.items()})


# --- the reasons ------------------------------------------------------------------------------------------------------


Remedy = Literal["permission", "wording", "claim", "other"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonRow(CodeRow):
    """One reason."""

    severity: Severity
    remedy: Remedy = "permission"
    """What helps: the holder's permission, other words of our own, a person who stands for it, or only what `mend` says."""
    sentences: tuple[str, ...] = ()
    """From the fullest to the barest, with `{names}` of values; () for a reason the edition gives, not the gate."""
    action: str = ""
    """What an editor can try before what helps against all reasons of its kind, with its command; "" where there is nothing."""
    next_step: str = ""
    """What to do when a permission was just recorded and this still stands in the way; "" where nothing more helps."""

    @property
    def command(self) -> str:
        """The command of the action, about an `{article}`."""
        return self.action.partition("`")[2].rpartition("`")[0]


def _row(*, severity: str, sentences: Sequence[str] = (), **told: Any) -> ReasonRow:
    return ReasonRow(severity=Severity(severity), sentences=tuple(sentences), **told)


REASONS: Mapping[str, ReasonRow] = load_table("publishkit.rights.gate", "reasons.toml", _row)


def word_reason(code: str, values: Mapping[str, object]) -> Reason:
    """Return the reason *code* in a whole sentence; values that are None or empty are worded around.

    >>> word_reason("R-ARR", {"holder": None}).sentence
    'The rights holder reserves all rights; no permission is on file.'
    """
    return _worded(code, tuple(values.items()))


@lru_cache(maxsize=4096)
def _worded(code: str, items: tuple[tuple[str, object], ...]) -> Reason:
    """Return the reason; an issue, and a table of decisions even more, says the same few sentences again and again."""
    known = {name for name, value in items if value not in (None, "")}
    choices = templates(code)
    sentence = next((text for text, names in choices if names <= known), choices[-1][0])
    return Reason(code=code, severity=REASONS[code].severity, sentence=one_stop(sentence.format_map(dict(items))))


OUR_WORDS = frozenset({Treatment.BRIEF, Treatment.QUOTE, Treatment.LINK_ONLY})
"""What prints our own words: nobody's permission is asked for it."""


def in_the_way(decision: Decision) -> tuple[Reason, ...]:
    """Return the reasons why a use was refused; for words of our own, what is wrong with them, not that the text is reserved."""
    weighty = tuple(reason for reason in decision.reasons if reason.severity in {Severity.BLOCK, Severity.LIMIT})
    if decision.requested in OUR_WORDS and decision.outcome is Outcome.ALLOW_BRIEF:
        weighty = tuple(reason for reason in weighty if REASONS[reason.code].remedy == "wording") or weighty
    return weighty or decision.reasons


def one_stop(sentence: str) -> str:
    """Return a sentence with one full stop where a name brings its own.

    >>> one_stop("The rights holder is Harbour Press Ltd..")
    'The rights holder is Harbour Press Ltd.'
    """
    return re.sub(r"(?<!\.)\.\.(?=[\s”\"’)]|$)", ".", sentence)


@cache
def templates(code: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the sentences of a reason, each with the names of the values it needs."""
    return tuple((text, _names(text)) for text in REASONS[code].sentences)


def _names(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)
