"""The three-way merge of what was captured with what an editor changed: keys, and the body paragraph by paragraph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from publishkit.capture.pieces import Changes, changes, join, key, likeness, split
from publishkit.model.article import Clash

ALIKE = 0.6
"""Share of words that two new paragraphs at one place have in common when they say the same thing in other words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """What to change in the editor's file."""

    changes: Mapping[str, object] = field(default_factory=dict)
    """Key -> new value; None takes the key out."""
    clashes: tuple[Clash, ...] = ()


def merge(
    base: Mapping[str, object], edited: Mapping[str, object], found: Mapping[str, object], place: str = ""
) -> Merged:
    """Return what the new reading changes: *base* the machine wrote, *edited* is the editor's, *found* is read now.

    >>> merge({"title": "A"}, {"title": "A"}, {"title": "B"}).changes
    {'title': 'B'}
    >>> str(merge({"title": "A"}, {"title": "Mine"}, {"title": "B"}).clashes[0])
    "title: yours was kept ('Mine'); the source now says 'B'"
    """
    changed: dict[str, object] = {}
    clashes: list[Clash] = []
    for name in dict.fromkeys([*base, *edited, *found]):
        before, ours, new = base.get(name), edited.get(name), found.get(name)
        if new in (before, ours):
            continue
        if ours == before:
            changed[name] = new
        else:
            clashes.append(Clash(key=f"{place}{name}", kept=ours, found=new, base=before))
    return Merged(changes=changed, clashes=tuple(clashes))


# --- the body ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class MergedBody:
    """The editor's body with what only the source changed."""

    body: str
    clashes: tuple[Clash, ...] = ()


def merge_bodies(base: str | None, ours: str, theirs: str) -> MergedBody:
    r"""Return the editor's body with the paragraphs only the source changed, and those that both did.

    Without a *base*, where nobody knows what was captured, each difference is a question.

    >>> merge_bodies("One.\n\nTwo.\n", "One!\n\nTwo.\n", "One.\n\nTwo, put right.\n").body
    'One!\n\nTwo, put right.\n'
    """
    if base is None:
        return MergedBody(body=ours, clashes=tuple(_questions(split(ours), split(theirs))))
    whole = _Merge(base=split(base), ours=split(ours), theirs=split(theirs))
    whole.run()
    same = [key(piece) for piece in whole.merged] == [key(piece) for piece in split(ours)]
    return MergedBody(body=ours if same else join(whole.merged), clashes=tuple(whole.clashes))


def _questions(ours: Sequence[str], theirs: Sequence[str]) -> list[Clash]:
    found = changes(ours, theirs)
    clashes = []
    for number in range(-1, len(ours)):
        before = ours[number - 1] if number > 0 else ""
        if new := found.at.get(number):
            clashes.append(Clash(key="body", kept=ours[number], found=new, after=before))
        after = ours[number] if number >= 0 else ""
        clashes += [Clash(key="body", kept=None, found=piece, after=after) for piece in found.added.get(number, ())]
    return clashes


@dataclass(kw_only=True, slots=True)
class _Merge:
    base: Sequence[str]
    ours: Sequence[str]
    theirs: Sequence[str]
    merged: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    staying: set[str] = field(default_factory=set)
    """What of the editor's body stays whatever the source did."""

    def run(self) -> None:
        """Walk through the base once, and what is new behind each of its pieces."""
        mine, new = changes(self.base, self.ours), changes(self.base, self.theirs)
        self._follow_moved(mine, new)
        _stay_unmoved(self.base, mine, new)
        self.staying = {key(piece) for added in mine.added.values() for piece in added}
        self.staying |= {key(piece) for piece in mine.at.values() if piece is not None}
        self.staying |= {key(self.base[n]) for n in range(len(self.base)) if n not in mine.at and n not in new.at}
        self._add(mine.added.get(-1, []), new.added.get(-1, []))
        for number, before in enumerate(self.base):
            self._take(before, mine.at.get(number, before), new.at.get(number, before))
            self._add(mine.added.get(number, []), new.added.get(number, []))

    def _take(self, before: str, ours: str | None, theirs: str | None) -> None:
        settled = _same(ours, theirs) or _same(theirs, before)
        if not settled and not _same(ours, before):
            self._clash(ours, theirs, before)
        kept = ours if settled or not _same(ours, before) else theirs
        if kept is not None:
            self.merged.append(kept)

    def _add(self, ours: Sequence[str], theirs: Sequence[str]) -> None:
        """Write what either added at one place; two versions of the same are a clash."""
        left = [piece for piece in theirs if key(piece) not in self.staying]
        for piece in ours:
            other = max(left, key=lambda one, piece=piece: likeness(piece, one), default=None)  # type: ignore[misc]
            if other is not None and likeness(piece, other) >= ALIKE:
                left.remove(other)
                self._clash(piece, other, None)
            self.merged.append(piece)
        self.merged += left

    def _clash(self, ours: str | None, theirs: str | None, before: str | None) -> None:
        after = self.merged[-1] if self.merged else ""
        self.clashes.append(Clash(key="body", kept=ours, found=theirs, base=before, after=after))

    def _follow_moved(self, mine: Changes, new: Changes) -> None:
        """Let a paragraph that the editor only put elsewhere follow the source there."""
        places = {key(piece): (at, n) for at, added in mine.added.items() for n, piece in enumerate(added)}
        for number, theirs in list(new.at.items()):
            moved = places.get(key(self.base[number]))
            if moved and theirs is not None and mine.at.get(number, "") is None:
                mine.added[moved[0]][moved[1]] = theirs
                del new.at[number]


def _stay_unmoved(base: Sequence[str], mine: Changes, new: Changes) -> None:
    """Let a paragraph that the source only put elsewhere stay where it is when the editor changed it."""
    moved = {key(base[number]): number for number, theirs in new.at.items() if theirs is None and number in mine.at}
    for at, added in new.added.items():
        for piece in [one for one in added if key(one) in moved]:
            new.at.pop(moved[key(piece)], None)
            new.added[at] = [one for one in new.added[at] if one is not piece]


def _same(one: str | None, other: str | None) -> bool:
    return one is other or (one is not None and other is not None and key(one) == key(other))


# --- clashes that are open --------------------------------------------------------------------------------------------


def still_open(earlier: Sequence[Clash], fresh: Sequence[Clash], head: Mapping[str, object], body: str) -> list[Clash]:
    """Return all open clashes: those of *earlier* merges that nobody settled, and those of this one.

    *head* is key -> value of everything but the body, as it stands now; *body* is the body. What the editor made as the
    source has it is settled; what clashes anew is told as it is now.
    """
    pieces = {key(piece) for piece in split(body)}
    told = {_spot(clash) for clash in fresh}
    left = []
    for clash in earlier:
        if clash.key == "body":
            there, gone = (value is not None and key(str(value)) in pieces for value in (clash.found, clash.kept))
            settled = (there or clash.found is None) and not gone
        else:
            settled = head.get(clash.key) == clash.found
        if not settled and _spot(clash) not in told:
            left.append(clash)
    return [*left, *fresh]


def _spot(clash: Clash) -> tuple[str, str]:
    """Return where a clash is: its key; in the body its paragraph, or the one before it where the editor has none."""
    if clash.key != "body":
        return clash.key, ""
    return clash.key, key(str(clash.kept)) if clash.kept is not None else f"after {key(clash.after)}"
