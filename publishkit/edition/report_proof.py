"""What a finished edition on disk says of itself: which duty was found where, and whether it is of the same sources."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["found", "missing", "settled", "manual", "gate", "unproved"]
"""As in `proof.json`; `gate`: checked before anything was printed; `unproved`: there is no finished edition."""

_WORST: tuple[State, ...] = ("missing", "manual", "found", "settled")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One duty of one text or picture in one format."""

    state: State
    where: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Sentences: what is not there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The finished edition, as far as its records can be read."""

    state: Literal["passed", "failed", "none", "unreadable"] = "none"
    current: bool = False
    """Whether it was made from the very files that lie there now."""
    duties: Mapping[tuple[str, str, str], Found] = field(default_factory=dict)
    """(asset, format, duty) -> what the proof says."""


def parse_finished(proof: bytes | None, build: bytes | None, inputs: Mapping[str, str]) -> Finished:
    """Return what `proof.json` and `build.json` say; *inputs* is path -> SHA-256 of the files as they are now."""
    if proof is None:
        return Finished()
    try:
        told = json.loads(proof)
        rows = told["duties"]
        duties: dict[tuple[str, str, str], Found] = {}
        for key, found in map(_row, rows):
            duties[key] = _together(duties[key], found) if key in duties else found
        state: Literal["passed", "failed"] = "passed" if told["passed"] is True else "failed"
        return Finished(state=state, current=_current(build, inputs), duties=duties)
    except (ValueError, KeyError, TypeError, RecursionError):
        return Finished(state="unreadable")


def _row(row: Mapping[str, Any]) -> tuple[tuple[str, str, str], Found]:
    state: State = next((known for known in _WORST if known == row["state"]), "missing")
    found = Found(state=state, where=tuple(map(str, row["where"])), missing=tuple(map(str, row["missing"])))
    return (str(row["asset"]), str(row["channel"]), str(row["duty"])), found


def _together(one: Found, other: Found) -> Found:
    state = min(one.state, other.state, key=_WORST.index)
    where = tuple(dict.fromkeys((*one.where, *other.where)))
    return Found(state=state, where=where, missing=(*one.missing, *other.missing))


def _current(build: bytes | None, inputs: Mapping[str, str]) -> bool:
    told = json.loads(build or b"{}")
    return bool(told) and {row["path"]: row["sha256"] for row in told["inputs"]} == dict(inputs)


def owed_beside(finished: Finished, asset: str, known: frozenset[str]) -> Iterator[str]:
    """Yield duties the edition took on by itself for *asset*, such as naming a picture that is left out."""
    yield from sorted({duty for name, _, duty in finished.duties if name == asset} - known)
