"""Lines of plain text: filled by the columns their characters take, broken where a script allows it, each running its paragraph's way."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from unicodedata import bidirectional, category, east_asian_width

WIDTH = 72
"""Columns; addresses and notices may be longer, they are never broken."""
BLANKS = re.compile(r"[ \t\r\n\f]+")
"""What HTML folds; a no-break space is a character."""
ISOLATES, END = "\u2066\u2067\u2068", "\u2069"
ISOLATED = re.compile(f"[{ISOLATES}][^{END}]*{END}")
TO_THE_RIGHT, TO_THE_LEFT = "\u200e", "\u200f"
"""LEFT-TO-RIGHT MARK and RIGHT-TO-LEFT MARK: a program that looks for the first letter of a line (UAX #9, P2) finds one of these."""
LEFTWARD = frozenset({"R", "AL"})
"""Bidirectional classes of letters that run from right to left (UAX #9, table 4)."""
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]")
"""Korean parts its words by spaces and breaks lines there."""
NEVER_FIRST = frozenset(
    "\u00a0\u202f、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝〉》」』】〕〙〗〟’”｠»!),.:;?]}…‥～〜％℃‰′″–"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
"""Begins no line (JIS X 4051; W3C, Requirements for Japanese Text Layout, 3.1.7)."""
NEVER_LAST = frozenset("（［｛〈《「『【〔〘〖〝‘“｟«([{￥＄￡№")
"""Ends no line (the same, 3.1.8)."""


def columns(text: str) -> int:
    r"""Return how many columns *text* takes where letters are of one width: two for East Asian ones (UAX #11), none for marks.

    >>> columns("Quay"), columns("波止場"), columns("e\u0301\u200f")
    (4, 6, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(letter: str) -> int:
    if category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(letter) in {"W", "F"} else 1


def padded(text: str, width: int) -> str:
    """Return *text* with blanks behind it up to *width* columns."""
    return text + " " * max(width - columns(text), 0)


def wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """Return *text* folded at 72 columns, line breaks kept, no word or address broken.

    Between East Asian letters a line may end; it does not begin with a full stop or a closing bracket.

    >>> wrap("one two", "- ")
    '- one two'
    """
    later = " " * len(first) if rest is None else rest
    paragraphs = [BLANKS.sub(" ", line).strip(" ") for line in text.split("\n")]
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        lines += _filled(paragraph, later if number else first, later)
    return "\n".join(directed(lines))


def underlined(text: str, with_: str = "=") -> str:
    """Return *text* with a line under it.

    >>> print(underlined("Low water"))
    Low water
    =========
    """
    folded = wrap(text)
    return f"{folded}\n{with_ * min(WIDTH, max(map(columns, folded.split(chr(10)))))}"


def _filled(paragraph: str, first: str, later: str) -> list[str]:
    """Return the lines of one paragraph; an empty one is an empty line."""
    if not paragraph:
        return [""]
    lines, now, begun = list[str](), first, False
    for blank, piece in _pieces(paragraph):
        gap = " " if blank and begun else ""
        if begun and columns(now) + len(gap) + columns(piece) > WIDTH:
            lines.append(now)
            now, gap = later, ""
        now, begun = f"{now}{gap}{piece}", True
    return [*lines, now]


def _pieces(paragraph: str) -> Iterator[tuple[bool, str]]:
    """Yield what stays on one line, and whether a blank parts it from what is before it."""
    for word in paragraph.split(" "):
        if word.isascii():
            yield True, word
            continue
        start, blank = 0, True
        for at in range(1, len(word)):
            if _may_break(word[at - 1], word[at]):
                yield blank, word[start:at]
                start, blank = at, False
        yield blank, word[start:]


def _may_break(before: str, after: str) -> bool:
    if not (_is_wide(before) or _is_wide(after)) or HANGUL.match(before) or HANGUL.match(after):
        return False
    marks = _columns(after) == 0 or before in ISOLATES
    return not (marks or after in NEVER_FIRST or before in NEVER_LAST)


def _is_wide(letter: str) -> bool:
    return _columns(letter) == 2


# --- which way a line runs --------------------------------------------------------------------------------------------


def directed(lines: Sequence[str]) -> Sequence[str]:
    r"""Return the lines of a paragraph so that each runs as all of it does, wherever it was folded.

    A line that begins with a word of the other direction gets a mark before it; what is isolated and goes on in the next
    line is isolated there as well, for a line break ends every isolate.

    >>> ascii(directed(["\u05d2\u05d0\u05d5\u05ea", "Ada"])[1])
    "'\\u200fAda'"
    """
    text = " ".join(lines)
    if text.isascii() or not any(_runs_left(letter) or letter in ISOLATES for letter in text):
        return lines
    turned = _is_turned(_ways(text))
    return [_line(line, turned=turned) for line in _isolated_apart(lines)]


def _ways(text: str) -> Sequence[str]:
    """Return which way each letter runs that is not isolated."""
    return [way for letter in ISOLATED.sub("", text) if (way := bidirectional(letter)) in {"L", *LEFTWARD}]


def _is_turned(ways: Sequence[str]) -> bool:
    """Whether most letters run from right to left; a third of them is enough where the first one does."""
    share = 3 if ways and ways[0] in LEFTWARD else 2
    return (len(ways) - ways.count("L")) * share > len(ways)


def _runs_left(letter: str) -> bool:
    return bidirectional(letter) in LEFTWARD


def _isolated_apart(lines: Sequence[str]) -> Iterator[str]:
    going_on = ""
    for line in lines:
        bare = line.lstrip(" ")
        begun = list(going_on)
        for letter in bare:
            if letter in ISOLATES:
                begun.append(letter)
            elif letter == END and begun:
                begun.pop()
        yield f"{line[: len(line) - len(bare)]}{going_on}{bare}{END * len(begun)}"
        going_on = "".join(begun)


def _line(line: str, *, turned: bool) -> str:
    bare = line.lstrip(" ")
    first = next(iter(_ways(bare)), "")
    needed = (bool(bare) and first not in LEFTWARD) if turned else first in LEFTWARD
    mark = (TO_THE_LEFT if turned else TO_THE_RIGHT) if needed else ""
    return f"{line[: len(line) - len(bare)]}{mark}{bare}"
