"""A body in pieces, paragraph by paragraph; and which pieces of one version became which of another.

A piece is what stands between blank lines. A fenced listing is one piece whatever is in it, and what is set in belongs to
the piece above it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from publishkit.words import UNSPACED, spaced

FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})")
WORD = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\S)+")
"""In a text that is `spaced`: a word, or a letter of a script without spaces."""
SAME_WORDS = 0.35
"""Share of words that two pieces have in common when one is another version of the other."""
MOST_COMPARED = 10_000
"""Pairs of pieces of one place that are compared word by word; in a longer one they are taken in their order."""
MOST_REPEATED = 100_000
"""Pairs of equal pieces that are looked at; where there are more, the first is taken for the first, the second for the second."""


def split(body: str) -> list[str]:
    r"""Return the pieces of a body.

    >>> split("One.\n\nTwo\nthree.\n\n- a\n\n  more of a\n\n```\nx\n\ny\n```\n")
    ['One.', 'Two\nthree.', '- a\n\n  more of a', '```\nx\n\ny\n```']
    """
    pieces: list[list[str]] = []
    fence, parted = "", True
    for line in body.split("\n"):
        if fence:
            pieces[-1].append(line)
            closing = line.strip()
            fence = "" if closing.startswith(fence) and not closing.strip(fence[0]) else fence
            continue
        if not line.strip():
            parted = True
            continue
        if parted and pieces and line[0] in " \t":
            pieces[-1] += ["", line]
        elif parted:
            pieces.append([line])
        else:
            pieces[-1].append(line)
        parted = False
        found = FENCE.match(line)
        fence = found["mark"] if found else ""
    return ["\n".join(piece).rstrip() for piece in pieces]


def join(pieces: Sequence[str]) -> str:
    """Return the body made of *pieces*."""
    return "\n\n".join(pieces) + "\n" if pieces else ""


def key(piece: str) -> str:
    r"""Return what two pieces have in common that say the same: where lines end does not count, but in a listing.

    >>> key("Two\n three. ")
    'Two three.'
    """
    return piece if FENCE.match(piece) else " ".join(piece.split())


def likeness(one: str, other: str) -> float:
    """Return the share of words that two pieces have in common, 0 to 1.

    >>> likeness("the old ferry sank", "the new ferry sank")
    0.75
    """
    ours, theirs = (Counter(WORD.findall(spaced(text))) for text in (one, other))
    whole = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / whole if whole else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What became of the pieces of one version in another."""

    at: dict[int, str | None] = field(default_factory=dict)
    """Number of a piece that changed -> what stands there now; None where it is gone."""
    added: dict[int, list[str]] = field(default_factory=dict)
    """Number of a piece, -1 for the beginning -> the pieces that are new behind it."""


def changes(base: Sequence[str], side: Sequence[str]) -> Changes:
    """Return what became of the pieces of *base* in *side*.

    >>> changes(["A b c d.", "E f g h."], ["New.", "A b c x.", "E f g h."])
    Changes(at={0: 'A b c x.'}, added={-1: ['New.']})
    """
    found = Changes()
    for first, last, start, end in _hunks(base, side):
        pairs = dict(_paired(base[first:last], side[start:end]))
        taken = {there: here for here, there in pairs.items()}
        for here in range(last - first):
            found.at[first + here] = side[start + pairs[here]] if here in pairs else None
        behind = first - 1
        for there in range(end - start):
            if there in taken:
                behind = first + taken[there]
            else:
                found.added.setdefault(behind, []).append(side[start + there])
    return found


def _hunks(base: Sequence[str], side: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield from where to where the two differ."""
    ours, theirs = [key(piece) for piece in base], [key(piece) for piece in side]
    here, there = Counter(ours), Counter(theirs)
    if sum(count * there[one] for one, count in here.items()) > MOST_REPEATED:
        ours, theirs = _numbered(ours), _numbered(theirs)
    for kind, first, last, start, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            yield first, last, start, end


def _numbered(keys: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    numbered = []
    for one in keys:
        seen[one] += 1
        numbered.append(f"{seen[one]} {one}")
    return numbered


def _paired(base: Sequence[str], side: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield which piece of *base* became which of *side*, in their order."""
    if len(base) == len(side) or len(base) * len(side) > MOST_COMPARED:
        yield from zip(range(len(base)), range(len(side)), strict=False)
        return
    best = [[0.0] * (len(side) + 1) for _ in range(len(base) + 1)]
    alike = [[value if (value := likeness(one, other)) >= SAME_WORDS else 0.0 for other in side] for one in base]
    for here in reversed(range(len(base))):
        for there in reversed(range(len(side))):
            pair = alike[here][there] + best[here + 1][there + 1] if alike[here][there] else 0.0
            best[here][there] = max(pair, best[here + 1][there], best[here][there + 1])
    here = there = 0
    while here < len(base) and there < len(side):
        if alike[here][there] and best[here][there] == alike[here][there] + best[here + 1][there + 1]:
            yield here, there
            here, there = here + 1, there + 1
        elif best[here][there] == best[here + 1][there]:
            here += 1
        else:
            there += 1


def place_of(piece: str, among: Sequence[str]) -> int | None:
    """Return the number of *piece* in *among*, or of the one most like it; None where none is."""
    wanted = key(piece)
    exact = next((number for number, one in enumerate(among) if key(one) == wanted), None)
    if exact is not None or not among:
        return exact
    number = max(range(len(among)), key=lambda one: likeness(piece, among[one]))
    return number if likeness(piece, among[number]) >= 0.5 else None
