"""A phrase as words in a row with bounded gaps: found in time linear in the text, whatever the text is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

SOFT = re.compile(r"\\[wsd][*+?]?|\(\?:[^()]*\)\??|\[[^\]]*\]\??|[^()]\?|\\|[*+]")
"""What a pattern may match in more than one way; the rest of it stands in every text it matches."""


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
    ends = ("", "") if language in {"ja", "ko", "zh"} else (r"(?<!\w)", r"(?!\w)")
    return Phrase(
        kind=kind,
        language=language,
        parts=tuple(re.compile(f"{ends[0]}(?:{part}){ends[1]}") for part in words),
        gaps=tuple(gap for gap in row if isinstance(gap, int)),
        stems=tuple(tuple(map(_stem, _alternatives(part))) for part in words),
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
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            yield current
            current = ""
        else:
            current += char
    yield current


def _stem(pattern: str) -> str:
    r"""The longest run of letters that stands in every match.

    >>> _stem(r"all rights? (?:are )?reserved"), _stem(r"przedruk\w*")
    ('all right', 'przedruk')
    """
    hard = SOFT.sub("\0", pattern)
    while hard != pattern:
        hard, pattern = SOFT.sub("\0", hard), hard
    return max(hard.split("\0"), key=len)
