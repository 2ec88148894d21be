"""A phrase of a notice in one language, and many of them looked for together; each search is linear."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publishkit.rights.notices.reserved_words import UNSPACED

Span = tuple[int, int]

SOFT = re.compile(r"\\[wsd](?:[*+?]|\{[\d,]+\})?|\(\?:[^()]*\)\?|\[[^\]]*\](?:\?|\{[\d,]+\})?|[^()]\?|\\|[*+]")
"""What a pattern may match in more than one way; the rest of it stands in every text it matches."""
GROUP = re.compile(r"\(\?:([^()]*)\)")
TELLING = 6
"""Letters that few texts have in a row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """One phrase of one language.

    Each part is an alternation of words without repeated groups, so one search is linear; the parts are joined by two
    pointers that only move forward. A regex with lazy gaps would try every start with every gap.
    """

    kind: str
    language: str
    """BCP 47; "xx" for phrases of every language."""
    parts: tuple[re.Pattern[str], ...]
    gaps: tuple[int, ...] = ()
    """Characters there may be between one part and the next."""
    stems: tuple[tuple[str, ...], ...] = ()
    """For each part: letters of which some stand in every text it matches; looking for them costs next to nothing."""

    def find(self, low: str) -> Span | None:
        """Return where the phrase first stands in text that is folded and in small letters (`folding`)."""
        if not all(any(stem in low for stem in stems) for stems in self.stems):
            return None
        spans = [match.span() for match in self.parts[0].finditer(low)]
        for part, gap in zip(self.parts[1:], self.gaps, strict=True):
            if not spans:
                return None
            spans = list(_joined(spans, part, gap, low))
        return spans[0] if spans else None


def phrase(kind: str, language: str, *row: str | int) -> Phrase:
    """Return the phrase of a row: words, gap, words, gap, words. Words are patterns in small letters.

    >>> requires = phrase("PROHIBIT", "en", "reproduction|use", 90, "requires?", 20, "consent")
    >>> requires.find("any reproduction, e.g. in print, requires our consent.")
    (4, 53)
    """
    words = [part for part in row if isinstance(part, str)]
    # Scripts without spaces have no word ends: there the characters beside the words are letters, too.
    ends = ("", "") if language in UNSPACED else (r"(?<!\w)", r"(?!\w)")
    return Phrase(
        kind=kind,
        language=language,
        parts=tuple(re.compile(f"{ends[0]}(?:{part}){ends[1]}") for part in words),
        gaps=tuple(gap for gap in row if isinstance(gap, int)),
        stems=tuple(
            tuple(dict.fromkeys(stem for one in _alternatives(part) for stem in _stems(one))) for part in words
        ),
    )


def _joined(spans: Sequence[Span], part: re.Pattern[str], gap: int, text: str) -> Iterator[Span]:
    """Yield the chains that *part* continues: from the nearest chain that ends before it, within the gap."""
    at = 0
    for match in part.finditer(text, spans[0][1]):
        while at + 1 < len(spans) and spans[at + 1][1] <= match.start():
            at += 1
        start, end = spans[at]
        if end <= match.start() <= end + gap:
            yield start, match.end()


def _alternatives(part: str) -> Iterator[str]:
    """The alternatives of a pattern, those inside of its groups left whole."""
    depth, current = 0, ""
    for char in part:
        depth += (char in "([") - (char in ")]")
        if char == "|" and not depth:
            yield current
            current = ""
        else:
            current += char
    yield current


def _stems(pattern: str) -> Sequence[str]:
    r"""Runs of letters, one of which stands in every match: a single one, or one for each word of a group.

    >>> _stems(r"all rights? (?:are )?reserved"), _stems(r"przedruk\w*"), _stems("(?:re-?published|reprinted) by")
    (('all right',), ('przedruk',), ('published by', 'reprinted by'))
    """
    hard, rest = _without(SOFT, pattern), _without(GROUP, _without(SOFT, pattern))
    longest = max(rest.split("\0"), key=len)
    group = GROUP.search(hard)
    if group is None or len(longest) >= TELLING:
        return (longest,)
    return tuple(
        stem for inner in group[1].split("|") for stem in _stems(f"{hard[: group.start()]}{inner}{hard[group.end() :]}")
    )


def _without(soft: re.Pattern[str], pattern: str) -> str:
    """The pattern with a mark for everything *soft*, what is inside of it first."""
    while (found := soft.sub("\0", pattern)) != pattern:
        pattern = found
    return pattern


class Phrases(tuple[Phrase, ...]):  # noqa: SLOT001  a tuple's subclass that remembers needs its __dict__
    """Phrases that are looked for together."""

    def __init__(self, _rows: Iterable[Phrase]) -> None:
        """Keep for each stem of a phrase's most telling part which phrases have it."""
        self.by_stem: dict[str, list[int]] = {}
        for number, one in enumerate(self):
            for stem in max(one.stems, key=lambda stems: min(map(len, stems))):
                self.by_stem.setdefault(stem, []).append(number)

    def likely(self, low: str) -> list[Phrase]:
        """Return those that may stand in a text in small letters, in their order; only for them it is worth to look.

        >>> held = Phrases([phrase("ARR", "en", "all rights reserved"), phrase("ARR", "de", "alle rechte vorbehalten")])
        >>> [one.language for one in held.likely("© 2026, all rights reserved")]
        ['en']
        """
        numbers = {number for stem, rows in self.by_stem.items() if stem in low for number in rows}
        return [self[number] for number in sorted(numbers)]

    def found(self, low: str) -> list[Phrase]:
        """Return those that stand in a text in small letters, in their order."""
        return [one for one in self.likely(low) if one.find(low)]
