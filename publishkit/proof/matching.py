"""Comparing what is owed with what is read: the same words, whatever the layout made of spaces and line ends."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from urllib.parse import unquote

from publishkit.proof.read.document import Region
from publishkit.words import RIGHT_TO_LEFT, Folding

_KEY = Folding(hyphens="one", spaces="dropped")
"""NFKC, one hyphen, nothing unseen, no white space. Quotes, dashes, case and figures stay: a changed notice is a changed
notice."""
_ADDRESS = Folding(form="NFC", drops=None)
_LINE_HYPHEN = re.compile(r"(?<=\w)(?:[-\u2010]\r?\n|[\ufffe\u0002])")


def shows(region: Region, owed: str, *, hyphens: bool = True) -> bool:
    """Return whether a reader finds *owed* in *region*; a page's end with its furniture may part it.

    What the first engine that read a PDF cannot find there is asked of the second.
    """
    if _shows(region, owed, hyphens=hyphens):
        return True
    if region.again is None:
        return False
    text, breaks = region.again()
    read = (region, replace(region, text=text, breaks=breaks))
    return (
        _shows(read[1], owed, hyphens=hyphens)
        or any(is_shaped_like(owed, one.text) for one in read)
        or any(_shows(_unpaired(one), owed.translate(_PAIRS), hyphens=hyphens) for one in read)
    )


def _unpaired(region: Region) -> Region:
    """Return a region in which opening and closing brackets are the same.

    A font that draws `«` in a right-to-left word draws `»` with the same shape elsewhere, and a PDF knows the shape once.
    """
    return replace(region, text=region.text.translate(_PAIRS))


def _shows(region: Region, owed: str, *, hyphens: bool) -> bool:
    compare = key if hyphens else loose
    wanted = compare(owed)
    if wanted in compare(region.text):
        return True
    if told_by_lines(region):
        return among_lines(owed, region.text, region.breaks)
    page = _strict_page if hyphens else _loose_page
    return bool(region.breaks) and parted(list(map(compare, owed.split())), [page(text) for text in _pages(region)])


def links_to(region: Region, owed: str) -> bool:
    """Return whether *region* holds a hyperlink to *owed*."""
    wanted = address(owed)
    return any(address(href) == wanted for href in region.links)


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    r"""Return *text* as it is compared.

    >>> key("© Daily\u00a0Wrap, non\u2011exclusive")
    '©DailyWrap,non-exclusive'
    """
    return _KEY(text)


@lru_cache(maxsize=4096)
def loose(text: str) -> str:
    """Return the key without hyphens: for running text, which a PDF may break where the original does not.

    >>> loose("state-of-the-art")
    'stateoftheart'
    """
    return key(text).replace("-", "")


@lru_cache(maxsize=4096)
def address(href: str) -> str:
    """Return an address as it is compared: engines write the same one with and without percent signs.

    >>> address("https://example.org/%C5%BC") == address("https://example.org/ż ")
    True
    """
    return _ADDRESS(unquote(href.strip()))


# --- a text that goes on on the next page of a PDF --------------------------------------------------------------------


GAP = 400
"""Characters of page furniture (a folio, a running head, notes) that may stand between the halves of a text."""
LEAST = 4
"""Characters by which a beginning is looked for."""
STEPS = 4
"""Places tried before the last one that fits: furniture may begin with the very words that would follow."""
LONG = 60
"""Characters no line holds; a place to break must be made inside."""
MOST = 64
"""Half-told beginnings that are carried to the next page, the longest: words that repeat themselves have hundreds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What stands on one page, as a key (`matching.key`): without whitespace."""

    text: str
    hyphens: frozenset[int] = frozenset()
    """Offsets at which a line ended with a hyphen that is no longer in the text: a word may be parted there."""


def parted(words: Sequence[str], pages: Sequence[Page]) -> bool:
    """Return whether *words* (keys) begin near the end of a page and go on, unchanged, near the head of the next ones.

    A page breaks between words, or inside one at a hyphen.

    >>> words = ["No", "one", "shall", "copy", "this."]
    >>> parted(words, [Page(text="Text.Nooneshall12"), Page(text="Theletter·Mudcopythis.End")])
    True
    >>> parted(words, [Page(text="Text.Nooneshall12"), Page(text="Theletter·Mudsellthis.End")])
    False
    """
    wanted, joints = "".join(words), _joints(words)
    begun: set[int] = set()
    for page in pages:
        went_on = {step for cut in begun for step in _goes_on(wanted, joints, cut, page)}
        if len(wanted) in went_on:
            return True
        begun = set(sorted(went_on | set(_begins(wanted, joints, page)))[-MOST:])
    return False


def _pages(region: Region) -> list[str]:
    starts = [0, *region.breaks]
    return [region.text[first:last] for first, last in zip(starts, [*region.breaks, len(region.text)], strict=True)]


def _strict_page(text: str) -> Page:
    return Page(text=key(text))


def _loose_page(text: str) -> Page:
    """Return a page without hyphens that still knows where lines ended with one."""
    parts = [loose(part) for part in _LINE_HYPHEN.split(text)]
    return Page(text="".join(parts), hyphens=frozenset(accumulate(map(len, parts[:-1]))))


def _joints(words: Sequence[str]) -> list[int]:
    """Return after how many characters a line may end: after each word, `-` and `/`, and anywhere in an overlong word."""
    joints: list[int] = []
    at = 0
    for word in words:
        whole = len(word) < LONG
        joints += [at + n for n, letter in enumerate(word, 1) if not whole or letter in "-/" or n == len(word)]
        at += len(word)
    return joints


def _goes_on(wanted: str, joints: Sequence[int], cut: int, page: Page) -> Iterator[int]:
    """Yield how far *wanted* is told when *page* goes on at *cut*: all of it, or to near the page's end."""
    rest = wanted[cut : cut + LEAST]
    at = page.text.find(rest, 0, GAP + LEAST)
    while at >= 0:
        same = cut + _common(wanted, cut, page.text, at)
        if same == len(wanted):
            yield same
        yield from (told for told in _stops(joints, same, page, at - cut) if told > cut)
        at = page.text.find(rest, at + 1, GAP + LEAST)


def _begins(wanted: str, joints: Sequence[int], page: Page) -> Iterator[int]:
    """Yield how many characters of *wanted* have been told near the page's end."""
    first = wanted[: min(LEAST, joints[0])]
    start = page.text.find(first, max(0, len(page.text) - GAP - len(wanted)))
    while start >= 0:
        yield from _stops(joints, _common(wanted, 0, page.text, start), page, start)
        start = page.text.find(first, start + 1)


def _stops(joints: Sequence[int], same: int, page: Page, start: int) -> Iterator[int]:
    """Yield how much may have been told of a text that began at *start* and fits for *same* characters."""
    inside = [offset - start for offset in page.hyphens if 0 < offset - start <= same]
    between = [joint for joint in joints if joint <= same][-STEPS:]
    yield from (told for told in (*between, *inside) if len(page.text) - start - told <= GAP)


def _common(one: str, first: int, other: str, second: int) -> int:
    """Return how many characters are the same from the two places on."""
    low, high = 0, min(len(one) - first, len(other) - second)
    while low < high:
        middle = (low + high + 1) // 2
        if one[first : first + middle] == other[second : second + middle]:
            low = middle
        else:
            high = middle - 1
    return low


# --- letters that are shaped together, of which a PDF tells the shapes ------------------------------------------------


SHAPED = re.compile("[\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1b00-\u1b7f\ua8e0-\ua8ff\uaa60-\uaa7f]")
"""Letters of India, Sri Lanka, Tibet, Burma, Cambodia and Java. Their vowel signs stand before, above and behind the letter
they follow, and several make one shape; a PDF gives each shape some of the letters, so that none, or one twice, comes back."""
MARKED = re.compile("[\u0e00-\u0eff]")
"""Letters of Thailand and Laos: only their signs come back wrong."""
WRONG = 4
"""Of so many letters that are shaped together one may come back wrong."""


def is_shaped_like(owed: str, text: str) -> bool:
    """Return whether *owed* holds letters that are shaped together, and stands in the words of a PDF but for a few of them.

    Signs and marks do not count. A letter changed in such a word is found in the other formats, which keep them all.

    >>> is_shaped_like("श्रीमती शर्मा", "By श्रीमती शमार्मा · 2"), is_shaped_like("श्रीमती शर्मा", "By श्रीमती मेहता · 2")
    (True, False)
    """
    shaped = SHAPED.search(owed)
    if not shaped and not MARKED.search(owed):
        return False
    wanted = _letters_alone(owed)
    return _errors(wanted, _letters_alone(text)) <= (max(len(wanted) > 2, len(wanted) // WRONG) if shaped else 0)


@lru_cache(maxsize=256)
def _letters_alone(text: str) -> str:
    return "".join(letter for letter in _BARE(text).lower() if letter.isalnum())


def _errors(wanted: str, text: str) -> int:
    """Return how many letters must be put in, taken out or changed in *wanted* to find it somewhere in *text*.

    Myers, "A fast bit-vector algorithm for approximate string matching" (1999).
    """
    places: dict[str, int] = {}
    for at, letter in enumerate(wanted):
        places[letter] = places.get(letter, 0) | 1 << at
    every, last = (1 << len(wanted)) - 1, 1 << (len(wanted) - 1) if wanted else 0
    more, fewer, now = every, 0, len(wanted)
    least = now
    for letter in text:
        same = places.get(letter, 0)
        either = same | fewer
        carried = (((same & more) + more) ^ more) | same
        up, down = fewer | (every & ~(carried | more)), more & carried
        now += bool(up & last) - bool(down & last)
        least = min(least, now)
        up, down = up << 1, down << 1
        more, fewer = (down | ~(either | up)) & every, up & either & every
    return least


# --- right-to-left words, whose order on a line of a PDF cannot be read back ------------------------------------------


RTL = RIGHT_TO_LEFT
"""Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and the like."""
NEAR = 5
"""Lines at a page's end and at the head of the next that may be furniture or notes between the halves of a sentence."""
_BARE = Folding(marks="dropped")
_TOKEN = re.compile(rf"{RTL.pattern}+|(?:(?!{RTL.pattern})[^\W_])+|[^\w\s]|_")
"""A word, or a sign; a number may come back without the space between it and a right-to-left word."""
_SIGN_INSIDE = re.compile(rf"(?<={RTL.pattern})[^\w\s](?={RTL.pattern})|(?<={RTL.pattern})['\u2019\u05f3](?!\w)")
_SIGN_BETWEEN = re.compile(r"(?<=[^\W\d_])[^\w\s](?=[^\W\d_])")
_PAIRS = str.maketrans("([{<«‹“‘„‚", ")]}>»›”’””")
"""Brackets and quotes are drawn mirrored; which of the two it was is not certain."""


def told_by_lines(region: Region) -> bool:
    """Return whether *region* is of a PDF and holds right-to-left words, whose order cannot be read back."""
    return region.kind == "pdf" and _has_rtl(region.text)


@lru_cache(maxsize=256)
def _has_rtl(text: str) -> bool:
    return RTL.search(text) is not None


@dataclass(frozen=True, slots=True)
class Words:
    """The words and signs of a line or of what is owed."""

    words: Counter[str]
    pairs: Counter[tuple[str, ...]]
    """Right-to-left words that stand side by side, in either order."""
    rtl: tuple[str, ...] = ()
    """The right-to-left words as they came back."""
    near_break: bool = False


def among_lines(owed: str, text: str, breaks: Sequence[int] = ()) -> bool:
    r"""Return whether the words of *owed* stand on consecutive lines of *text*, those between full of them alone.

    Right-to-left words side by side must stand so on a line too, but where a line ends between them. *breaks* are offsets
    at which a new page begins.

    >>> among_lines("דג ים (sea), 9", "title\n9 ,)sea( ים דג\nend")
    True
    >>> among_lines("דג ים (sea), 9", "title\n9 ,)sea( ימים דג\nend")
    False
    """
    wanted = _words(owed)
    lines = _lines(text, tuple(breaks))
    if not wanted.words:
        return False
    if any(_from_here(wanted, lines, first) for first in range(len(lines))):
        return True
    # Where signs stand between right-to-left letters (צ'ק, אן-פול), what is before and behind comes back in any order, and
    # without the space to the next word. So do the parts of a Latin or Greek name (Anna/Bo) on such a line.
    signs = len(_SIGN_INSIDE.findall(owed))
    parted = [_parted(line, wanted) for line in lines] if signs or _SIGN_BETWEEN.search(owed) else []
    return any(_from_here(wanted, parted, first, apart=signs) for first in range(len(parted)))


def _parted(line: Words, wanted: Words) -> Words:
    """Return a line with its words parted that are words of what is owed without the space between them."""
    words = Counter(line.words)
    others = (word for word in line.words if not RTL.search(word) and word.isalpha())
    for told in (*line.rtl, *others):
        token = _in_order(told)
        if token not in wanted.words and (parts := _parts(told, tuple(wanted.words))):
            words.subtract([token])
            words.update(parts)
    return replace(line, words=+words)


def _in_order(word: str) -> str:
    """Return the letters of a right-to-left word in a fixed order, for ligatures come back turned; any other word as it is."""
    return "".join(sorted(word)) if RTL.search(word) else word


def _parts(told: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the words, of those *wanted*, that make up *told* one after the other; () when they do not."""
    begun: dict[int, tuple[str, ...]] = {0: ()}
    for at in range(len(told)):
        for word in wanted if at in begun else ():
            end = at + len(word)
            if end not in begun and _in_order(told[at:end]) == word:
                begun[end] = (*begun[at], word)
    return begun.get(len(told), ())


def _from_here(wanted: Words, lines: Sequence[Words], first: int, apart: int = 0) -> bool:
    """Return whether the words stand on the lines from *first* on; so many pairs of them as *apart* says may be parted."""
    if not wanted.words & lines[first].words:
        return False
    seen: Counter[str] = Counter()
    pairs: Counter[tuple[str, ...]] = Counter()
    between: Counter[str] = Counter()
    for number, line in enumerate(lines[first:]):
        seen += line.words
        pairs += line.pairs
        if wanted.words <= seen:
            return (wanted.pairs - pairs).total() <= number + apart
        if number and not line.near_break:
            between += line.words
        if not between <= wanted.words:
            return False
    return False


@lru_cache(maxsize=64)
def _lines(text: str, breaks: tuple[int, ...]) -> tuple[Words, ...]:
    """Return the words of each line that has any."""
    starts = (0, *breaks)
    pages = [text[first:last] for first, last in zip(starts, (*breaks, len(text)), strict=True)]
    found: list[Words] = []
    for number, page in enumerate(pages):
        lines = [line for line in map(_words, page.splitlines()) if line.words]
        head, foot = (NEAR if number else 0), (NEAR if number < len(pages) - 1 else 0)
        found += [replace(line, near_break=at < head or at >= len(lines) - foot) for at, line in enumerate(lines)]
    return tuple(found)


def _words(text: str) -> Words:
    """Return the words of *text*."""
    found = _TOKEN.findall(_BARE(text).translate(_PAIRS))
    tokens = list(map(_in_order, found))
    side_by_side = (pair for pair in pairwise(tokens) if all(map(RTL.search, pair)))
    rtl = tuple(word for word in found if RTL.search(word))
    return Words(Counter(tokens), Counter(tuple(sorted(pair)) for pair in side_by_side), rtl)
