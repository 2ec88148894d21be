"""Is our summary too near the source? Its longest run of the source's words, and its share of the source's 5-grams."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"[^\W_]+")
QUOTED = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|\"[^\"]*\"")
GRAM = 5
GAP = ""
"""Stands where a quotation was taken out, so that no run leads across it; never equal to a word."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a summary is the source's wording."""

    longest_run: int
    """Words in a row."""
    five_gram: float
    """Share of the summary's 5-grams, 0 to 1."""


def measure_likeness(summary: str, source: str) -> Likeness:
    """Return how near *summary* is to *source*; what it quotes in quotation marks does not count.

    >>> measure_likeness("Rivals met on Monday and agreed nothing.", "The rivals met on Monday in Oslo.").longest_run
    4
    """
    ours, theirs = words(QUOTED.sub(" \0 ", summary)), words(source)
    if not ours or not theirs:
        return Likeness(0, 0.0)
    run = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    grams, known = _grams(ours), set(_grams(theirs))
    return Likeness(run.size, sum(gram in known for gram in grams) / len(grams) if grams else 0.0)


def words(text: str) -> list[str]:
    """Return the words compared, in lower case; a NUL becomes a gap.

    >>> words("It's 1,000 km.")
    ['it', 's', '1', '000', 'km']
    """
    parts = [WORD.findall(part.lower()) for part in text.split("\0")]
    together = parts[0]
    for part in parts[1:]:
        together = [*together, GAP, *part]
    return together


def _grams(tokens: list[str]) -> list[tuple[str, ...]]:
    every = [tuple(tokens[n : n + GRAM]) for n in range(len(tokens) - GRAM + 1)]
    return [gram for gram in every if GAP not in gram]
