"""Pasted text as lines: where they stand, which are long, which say the same."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from publishkit.words import Folding

LONG = 80
"""Characters of a line that is surely prose (half of it in scripts without spaces)."""
DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
STOPS = (".", "!", "?", "…", "。", "！", "？", '."', ".”", ".“", ".'", ".’", "?”", "!”", '?"', '!"', ".»", "」", ".)")

fold = Folding(case="lower", spaces="one")
"""Two lines that are equal in this form say the same."""
letters_of = Folding(form=None, case="fold", signs="dropped")
"""A line without spaces, punctuation and case: what a page repeats with other marks around it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PastedLine:
    """One line that is not empty."""

    text: str
    key: str
    """Folded: for comparing, never for printing."""
    gap: bool
    """An empty line stands before it."""
    cut: bool = False
    """It is part of a rights notice."""

    @property
    def weight(self) -> int:
        """Length as in a script with spaces."""
        return len(self.text) + len(DENSE.findall(self.text))

    @property
    def long(self) -> bool:
        """It is surely prose."""
        return self.weight >= LONG

    @property
    def sentence(self) -> bool:
        """It ends like a sentence."""
        return self.text.endswith(STOPS)


def split_lines(text: str, cut: Sequence[tuple[int, int]] = ()) -> tuple[PastedLine, ...]:
    """Return the lines of *text* that hold something; those inside *cut* are marked."""
    found: list[PastedLine] = []
    empty = True
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\n|\r|$)", text):
        raw = match.group().strip("\r\n\t \u00a0\u200b\ufeff")
        if not raw:
            empty = True
            continue
        inside = any(start <= match.start() < end or match.start() <= start < match.end() - 1 for start, end in cut)
        found.append(PastedLine(text=raw, key=fold(raw), gap=empty, cut=inside))
        empty = False
    return _unwrapped(tuple(found))


def find_core(lines: Sequence[PastedLine]) -> tuple[int, int]:
    """Return first and last index of the densest run of prose; menus and footers are left outside.

    Raises:
        ValueError: there is no line.
    """
    if not lines:
        raise ValueError("no lines")
    best, best_range, run, start, shorts = -1, (0, len(lines) - 1), 0, 0, 0
    for index, line in enumerate(lines):
        shorts = 0 if line.weight >= LONG // 2 else shorts + 1
        if run <= 0:
            run, start = 0, index
        run += _score(line, shorts)
        if run > best:
            best, best_range = run, (start, index)
    return best_range


def _score(line: PastedLine, shorts: int) -> int:
    if line.cut:
        return -60
    if line.long:
        return min(line.weight, 400 if line.sentence else 60)
    if line.weight >= LONG // 2:
        return 25 if line.sentence else -10
    return -20 if shorts < 4 else -60


def _unwrapped(lines: tuple[PastedLine, ...]) -> tuple[PastedLine, ...]:
    """Mail and terminal text breaks its lines at 60 to 80 characters: join what belongs together."""
    inner = [line.weight for line, after in itertools.pairwise(lines) if not after.gap]
    longest = max((line.weight for line in lines), default=0)
    wrapped = [weight for weight in inner if 45 <= weight <= 100]
    if len(inner) < 6 or longest > 100 or len(wrapped) < 0.7 * len(inner):
        return lines
    joined: list[PastedLine] = []
    for line in lines:
        if line.gap or line.cut or not joined:
            joined.append(line)
        else:
            text = f"{joined[-1].text} {line.text}"
            joined[-1] = PastedLine(text=text, key=fold(text), gap=joined[-1].gap)
    return tuple(joined)
