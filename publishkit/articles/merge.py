"""Three-way merge: what the editor changed stays, what only the machine reads anew is taken, a clash is listed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """A value both sides changed; the editor's stays."""

    key: str
    kept: object
    found: object

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.key}: yours was kept ({_short(self.kept)}); the source now says {_short(self.found)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """What to change in the editor's file."""

    changes: Mapping[str, object] = field(default_factory=dict)
    """Key -> new value; None takes the key out."""
    clashes: tuple[Clash, ...] = ()


def merge(
    base: Mapping[str, object], mine: Mapping[str, object], theirs: Mapping[str, object], place: str = ""
) -> Merged:
    """Return what the new reading changes: *base* the machine wrote, *mine* is the editor's, *theirs* is read now.

    >>> merge({"title": "A"}, {"title": "A"}, {"title": "B"}).changes
    {'title': 'B'}
    >>> str(merge({"title": "A"}, {"title": "Mine"}, {"title": "B"}).clashes[0])
    "title: yours was kept ('Mine'); the source now says 'B'"
    """
    changes: dict[str, object] = {}
    clashes: list[Clash] = []
    for key in dict.fromkeys([*base, *mine, *theirs]):
        before, ours, new = base.get(key), mine.get(key), theirs.get(key)
        if new in (before, ours):
            continue
        if ours == before:
            changes[key] = new
        else:
            clashes.append(Clash(key=f"{place}{key}", kept=ours, found=new))
    return Merged(changes=changes, clashes=tuple(clashes))


def _short(value: object) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
