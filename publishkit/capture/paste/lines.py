"""Pasted text as lines: where they stand, which are long, which say the same."""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publishkit.capture.cues import asks_consent, ends_article, is_furniture
from publishkit.capture.dates import Order
from publishkit.capture.extracted import Readers
from publishkit.words import UNSPACED, Folding

LONG = 80
"""Characters of a line that is surely prose (half of it in scripts without spaces)."""
HANGUL = re.compile(r"[\uac00-\ud7af]")
STOPS = (
    ".", "!", "?", "…", "。", "！", "？", "．", "॥", "।", "؟", "۔", '."', ".”", ".“", ".'", ".’", "?”", "!”", '?"', '!"', ".»", ".«", "!«", "?«", "!»", "?»", "」", "』", ".)", "。）",
)  # fmt: skip
PAUSES = (",", ";", ":", "–", "—", "-", "،", "、", "；", "，")
"""How a line of verse ends in the middle of a sentence."""
HEADLINE = 170
"""Characters up to which a line without a full stop is rather a headline or a menu than prose."""
OPEN_ENDS = ("(", "（", "[")
COLONS = (":", "：")
LABEL_ALONE = re.compile(
    r"(?:fotos?|photos?|images?|bild|credits?|quelle|picture|kuva|zdjęcie|fot\.|фото|写真|사진)\s?[:：]$", re.IGNORECASE
)
"""The label of a credit, whose names stand on the next line."""

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
    weight: int
    """Length as in a script with spaces."""
    gap: bool
    """An empty line stands before it."""
    cut: bool = False
    """It is part of a rights notice."""

    @property
    def long(self) -> bool:
        """It is surely prose."""
        return self.weight >= LONG

    @property
    def sentence(self) -> bool:
        """It ends like a sentence; in Thai nothing ends one."""
        if self.text.endswith(STOPS) or (len(self.text) >= LONG and "\u0e00" < self.text[-1] < "\u0e7f"):
            return True
        return "。" in self.text or (len(self.text) >= HEADLINE and ". " in self.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The pasted lines, and what is known of all of them."""

    lines: Sequence[PastedLine]
    title: str
    language: str | None
    order: Order | None
    """How the page writes its dates in numbers."""
    readers: Readers
    prose: str
    """Folded: who is named in it was written about, and is not taken for the author on sight."""
    houses: frozenset[str]
    """Names of the house, without signs: they are no authors."""
    verse: int | None = None
    """The first line of a table or of verse: the head is over before it."""


def line_of(text: str, *, gap: bool, cut: bool = False) -> PastedLine:
    """Return the line with what is known of it by its letters alone."""
    return PastedLine(text=text, key=fold(text), weight=weight(text), gap=gap, cut=cut)


def weight(text: str) -> int:
    """Return the length of a text as in a script with spaces.

    >>> weight("harbour"), weight("港の会議")
    (7, 8)
    """
    dense = 0 if text.isascii() else len(UNSPACED.findall(text, 0, 4_000)) + len(HANGUL.findall(text, 0, 4_000)) // 2
    return len(text) + dense


def split_lines(text: str, cut: Sequence[tuple[int, int]] = ()) -> tuple[PastedLine, ...]:
    """Return the lines of *text* that hold something; those inside *cut* are marked."""
    spans = sorted(cut)
    starts = [start for start, _ in spans]
    found: list[PastedLine] = []
    empty = True
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\n|\r|$)", text):
        raw = match.group().strip("\r\n\t \u00a0\u200b\u2060\ufeff\u3000")
        if not raw:
            empty = True
            continue
        upto = bisect_right(starts, max(match.start(), match.end() - 2))
        inside = any(start < match.end() - 1 and end > match.start() for start, end in spans[max(0, upto - 4) : upto])
        found.append(line_of(raw, gap=empty, cut=inside))
        empty = False
    return _unwrapped(tuple(_mended(found)))


def _mended(lines: Sequence[PastedLine]) -> Iterator[PastedLine]:
    """Yield the lines, those joined that a page only sets apart: “Harbour”, “:”, “The ferry is back”; “… (”, “Image: …)”."""
    parts: list[str] = []
    first: PastedLine | None = None
    for line in lines:
        if first is not None and not line.cut and not first.cut and _belongs(parts, line.text):
            colon = line.text[0] in ":：" and len(line.text) > 1
            parts[-1:] = [parts[-1], f": {line.text[1:].lstrip()}" if colon else line.text]
            continue
        if first is not None:
            yield _joined(first, parts)
        first, parts = line, [line.text]
    if first is not None:
        yield _joined(first, parts)


def _belongs(parts: Sequence[str], text: str) -> bool:
    """Whether a line goes on with the one before it; at most a handful do, so the work stays small."""
    last = parts[-1]
    if len(parts) > 4 or len(last) > 300:
        return False
    if LABEL_ALONE.match(last) and len(text) < 100:
        return True
    tail = " ".join(parts[-2:])
    opened = max(tail.rfind("("), tail.rfind("（"))
    bracket = (
        opened >= len(tail) - 25
        and opened >= 0
        and not re.search(r"[)）]", tail[opened:])
        and text.endswith((")", "）"))
        and len(text) < 80
    )
    return (
        bracket
        or last.endswith(OPEN_ENDS)
        or last in COLONS
        or (text[0] in ":：" and not last.endswith((":", ".")) and text[:2] != "::")
    )


def _joined(line: PastedLine, parts: Sequence[str]) -> PastedLine:
    if len(parts) == 1:
        return line
    text = re.sub(r"\s*([:：])\s*(?=\1|$)", r"\1", " ".join(parts))
    text = re.sub(r"([(（\[]) ", r"\1", text).replace(" : ", ": ").replace(" :", ":")
    return line_of(text, gap=line.gap, cut=line.cut)


LEAST = 12
"""Weight of a line that is surely said or told."""
POINT = re.compile(r"[•·●▪◦‣*–-]\s+\S")
ITEM = re.compile(r"(?:\d{1,2}|[a-z])[.)] \S")
"""An item of a numbered list: a list may stand in a text."""


def find_core(lines: Sequence[PastedLine]) -> tuple[int, int]:
    """Return first and last index of the densest run of prose; menus and footers are left outside.

    Raises:
        ValueError: there is no line.
    """
    if not lines:
        raise ValueError("no lines")
    best, best_range, run, start, shorts = -1, (0, len(lines) - 1), 0, 0, 0
    for index, line in enumerate(lines):
        weight = line.weight
        shorts = 0 if weight >= LONG // 2 else shorts + 1
        if run <= 0:
            run, start = 0, index
        run += _score(line, weight, shorts)
        if run > best:
            best, best_range = run, (start, index)
    return best_range


MUCH = 700
"""Weight of prose from which on a run of it is the text, whatever stands below."""
FEW = 40
"""Lines of a short text that may stand below its first paragraphs."""


def runs_further(lines: Sequence[PastedLine], first: int, last: int) -> int:
    """Return the last line of a short text, where it goes on below its densest run in short lines: what is said, verse, lists, paragraphs.

    It is over before a line that ends an article and before a button; whoever copied a page with much around it has more lines.
    """
    prose = sum(line.weight for line in lines[first : last + 1] if line.sentence)
    if prose >= MUCH or len(lines) - last > FEW:
        return last
    found = last
    for index in range(last + 1, len(lines)):
        line = lines[index]
        if line.cut or ends_article(line.text) or is_furniture(line.text):
            break
        below = lines[index - 1].text.endswith(PAUSES) or ITEM.match(line.text) or POINT.match(line.text)
        if (line.sentence and line.weight >= LEAST) or (below and found == index - 1):
            found = index
    return found


def _score(line: PastedLine, weight: int, shorts: int) -> int:
    if line.cut or (weight >= LONG // 2 and asks_consent(line.text)):
        return -60
    if weight >= LONG:
        return min(weight, 400) if line.sentence else 60 if weight >= HEADLINE else -10
    if weight >= LONG // 2:
        return 25 if line.sentence else -10
    if ITEM.match(line.text):
        return -5
    if line.text.endswith((*STOPS, *PAUSES)):
        return -10
    return -20 if shorts < 4 else -60


def _unwrapped(lines: tuple[PastedLine, ...]) -> tuple[PastedLine, ...]:
    """Mail and terminal text breaks its lines at 60 to 80 characters: join what belongs together."""
    inner = [line.weight for line, after in itertools.pairwise(lines) if not after.gap]
    longest = max((line.weight for line in lines), default=0)
    wrapped = [weight for weight in inner if 45 <= weight <= 100]
    if len(inner) < 6 or longest > 100 or len(wrapped) < 0.7 * len(inner):
        return lines
    groups: list[list[PastedLine]] = []
    for line in lines:
        if line.gap or line.cut or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    texts = [" ".join(line.text for line in group) for group in groups]
    return tuple(
        line_of(text, gap=group[0].gap, cut=group[0].cut) if len(group) > 1 else group[0]
        for group, text in zip(groups, texts, strict=True)
    )
