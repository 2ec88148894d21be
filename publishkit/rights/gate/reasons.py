"""Every reason the gate gives, and how it is worded: a sentence never shows a gap where a value is unknown.

The rows stand in `reasons.toml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter
from typing import Any, Literal

from publishkit.model.decision import Reason, Severity
from publishkit.rights.gate.law import CodeRow, load_table

Remedy = Literal["permission", "wording", "claim", "other"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonRow(CodeRow):
    """One reason."""

    severity: Severity
    remedy: Remedy = "permission"
    """What helps: the holder's permission, other words of our own, a person who stands for it, or only what `mend` says."""
    sentences: tuple[str, ...] = ()
    """From the fullest to the barest, with `{names}` of values; () for a reason the edition gives, not the gate."""
    next_step: str = ""
    """What to do when a permission was just recorded and this still stands in the way; "" where nothing more helps."""


def _row(*, severity: str, sentences: Sequence[str] = (), **told: Any) -> ReasonRow:
    return ReasonRow(severity=Severity(severity), sentences=tuple(sentences), **told)


REASONS: Mapping[str, ReasonRow] = load_table("publishkit.rights.gate", "reasons.toml", _row)


def word_reason(code: str, values: Mapping[str, object]) -> Reason:
    """Return the reason *code* in a whole sentence; values that are None or empty are worded around.

    >>> word_reason("R-ARR", {"holder": None}).sentence
    'The rights holder reserves all rights and asks for prior consent; no permission is on file.'
    """
    return _worded(code, tuple(values.items()))


@lru_cache(maxsize=4096)
def _worded(code: str, items: tuple[tuple[str, object], ...]) -> Reason:
    """Return the reason; an issue, and a table of decisions even more, says the same few sentences again and again."""
    known = {name for name, value in items if value not in (None, "")}
    choices = templates(code)
    sentence = next((text for text, names in choices if names <= known), choices[-1][0])
    return Reason(code=code, severity=REASONS[code].severity, sentence=sentence.format_map(dict(items)))


@cache
def templates(code: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the sentences of a reason, each with the names of the values it needs."""
    return tuple((text, _names(text)) for text in REASONS[code].sentences)


def _names(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)
