"""Pasted text: which line is the title, and which label stands above it or is glued to it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from publishkit.capture.byline_words import INTERFACE
from publishkit.capture.bylines import parse_byline, split_names
from publishkit.capture.cues import ends_article, is_furniture
from publishkit.capture.dates import find_date, lacks_year
from publishkit.capture.paste.lines import HANGUL, PastedLine, letters_of
from publishkit.capture.paste.meta import read_meta
from publishkit.words import UNSPACED

ABOVE = 60
"""Lines above the prose in which a title is looked for."""
PROSE_ABOVE = 3
"""Paragraphs (a deck, a teaser) that may stand above a title."""
AROUND = 600
"""Lines before and after a candidate in which a page may say it again."""
LABEL = 60
"""Characters of a label, or of a path of menus, that stands glued to a title."""
ENOUGH = 0.5
"""Points a title has at least."""
CLOSER = 0.3
CLOSE = 0.8
"""Points by which a line beside the best one may be worse and still be the title."""
PATH = re.compile(r" [>›»/] |[a-zß-ÿ][A-ZÀ-Þ][a-zß-ÿ]\S* ?\S*[a-zß-ÿ][A-ZÀ-Þ][a-zß-ÿ]")
"""“Home > News > …”, “HomeSportAthleticsThe race”: a path of menus, copied as one line."""
HOME = re.compile(
    r"\s?(?:home|startseite|accueil|inicio|início|strona główna|etusivu|hjem|hem|domů|главная|головна|ana sayfa|首页|首頁|ホーム|トップ|홈|หน้าแรก|الرئيسية|ראשי|होम)\b",
    re.IGNORECASE,
)
GLUED = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ][a-zß-ÿ]")
MENU = re.compile(r"\S {2,}\S.*\S {2,}\S|\t.*\t")
"""Entries of a menu that stand on one line."""
SHOUTED = re.compile(r"(?P<label>(?:[A-ZÄÖÜ’'&-]{2,} ){2,4})(?=['‘“]?[A-ZÄÖÜ][a-zß-ÿ]+ (?:\S+ ){3})")
"""“LOST AND FOUND The ferry is back”: a label in capitals, on the line of the title."""
DECK_ENDS = (".", "。", "।", "…")
NOT_LAST = (".", ",", ";", ":", "。", "।", "–", "—", "-")
SHORT = 24
"""Weight of a short line: a menu's entry, seldom a title."""
FULL = 40
"""Weight from which a line that is said again counts in full; the entries of menus are said again as well."""
LIKE = 0.7
"""Share of the weight of its deck that a title in one block with its rubric has."""
_STEM = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundTitle:
    """The title's line, and what stood glued to it."""

    first: int
    """Its first line."""
    index: int
    """Last line of it: what follows is no longer the title."""
    title: str
    kicker: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A line that may be the title, and what speaks for it."""

    index: int
    score: float


def find_title(
    lines: Sequence[PastedLine], core: tuple[int, int], is_credit: Callable[[str], bool]
) -> FoundTitle | None:
    """Return the line that names what the prose below is about; None when no line does."""
    first, last = core
    prose = [index for index in range(first, last + 1) if lines[index].long and lines[index].sentence]
    prose = prose or [
        index for index in range(first, last + 1) if lines[index].sentence and lines[index].weight > SHORT
    ]
    low, high = max(0, first - ABOVE), _reach(lines, prose, first)
    words: Counter[str] = Counter()
    for index in prose:
        words.update(_words(lines[index].key))
    found = [
        Candidate(index=index, score=_score(lines, index, words, prose) - _of_picture(lines, index, is_credit))
        for index in range(low, high)
        if _may_be_title(lines[index])
    ]
    best = max(found, key=lambda one: (one.score, -one.index), default=None)
    if best is None or best.score < ENOUGH:
        return _opening_line(lines, first) or _above_meta(lines, found) or _above_byline(lines)
    index = _beside(lines, best, found)
    found_at, index = index, _with_deck(lines, index)
    title, label = _unglued(lines, index)
    if index < found_at:
        label = label or lines[index - 1].text
    if not label and (shouted := SHOUTED.match(title)) and len(shouted["label"]) >= 12:
        label, title = shouted["label"].strip(), title[shouted.end() :]
    ends = _last_repeat(lines, index, title)
    return FoundTitle(first=index, index=ends, title=title, kicker=label or _label_above(lines, index))


def _with_deck(lines: Sequence[PastedLine], index: int) -> int:
    """The line above, where both stand in one block between a rubric and a byline: title and deck, as papers set them over an opinion."""
    above, rubric = lines[index - 1] if index else None, lines[index - 2] if index > 1 else None
    if above is None or rubric is None or lines[index].gap or not _may_be_title(above):
        return index
    if not above.gap and not (rubric.gap and above.weight >= LIKE * lines[index].weight):
        return index  # a second label
    rubrics = rubric.weight <= SHORT and len(rubric.text.split()) <= 2 and not rubric.text.endswith(NOT_LAST)
    after = lines[index + 1] if index + 1 < len(lines) else None
    meta = after is not None and (after.gap or not above.gap) and _is_meta(after)
    return index - 1 if rubrics and meta and above.weight < lines[index].weight else index


def _of_picture(lines: Sequence[PastedLine], index: int, is_credit: Callable[[str], bool]) -> float:
    """How much speaks for a credit, or for the caption that stands above one."""
    after = lines[index + 1] if index + 1 < len(lines) else None
    above = after is not None and after.weight < LABEL and is_credit(after.text)
    return 1.2 * is_credit(lines[index].text) + 0.6 * above


def _reach(lines: Sequence[PastedLine], prose: Sequence[int], first: int) -> int:
    """The line up to which a title may stand: a few paragraphs of something else may come before it."""
    limit = prose[PROSE_ABOVE] if len(prose) > PROSE_ABOVE else first + 3
    return min(len(lines), max(first + 3, limit), first + ABOVE)


def _opening_line(lines: Sequence[PastedLine], first: int) -> FoundTitle | None:
    """A short first line that stands alone above the prose is a title, whatever its words."""
    line = lines[0]
    alone = (
        first <= 1
        and len(lines) > 1
        and (lines[1].gap or lines[1].long)
        and line.weight <= 160
        and not line.text.endswith((".", ",", ";", ":", "。", "।"))
        and not line.cut
        and not is_furniture(line.text)
        and not parse_byline(line.text)
    )
    return FoundTitle(first=0, index=0, title=line.text) if alone else None


def _above_byline(lines: Sequence[PastedLine]) -> FoundTitle | None:
    """The first line, where the byline follows at once."""
    return (
        first_line(lines)
        if len(lines) > 1 and parse_byline(lines[1].text) and not is_furniture(lines[0].text)
        else None
    )


def first_line(lines: Sequence[PastedLine]) -> FoundTitle | None:
    """Return the first line of a paste without a page around it as the title: byline, date or an empty line follow it."""
    line = lines[0]
    after = lines[1] if len(lines) > 1 else None
    apart = after is not None and (after.gap or _is_meta(after))
    named = parse_byline(line.text) or line.text.endswith((".", ",", ";", ":", "。", "।")) or line.cut
    return FoundTitle(first=0, index=0, title=line.text) if apart and not named and line.weight <= 160 else None


def _above_meta(lines: Sequence[PastedLine], found: Sequence[Candidate]) -> FoundTitle | None:
    """The line right above byline or date, in a language whose words change too much to be found again in the text."""
    for one in sorted(found, key=lambda one: -one.score):
        below = [line for line in lines[one.index + 1 : one.index + 8] if not is_furniture(line.text)][:1]
        if one.score > -1 and lines[one.index].weight >= 18 and any(map(_is_meta, below)):
            return FoundTitle(first=one.index, index=one.index, title=lines[one.index].text)
    return None


def _may_be_title(line: PastedLine) -> bool:
    if not 8 <= line.weight <= 240 or line.cut or is_furniture(line.text) or ends_article(line.text):
        return False
    if parse_byline(line.text):
        return False
    found = find_date(line.text)
    if found is not None and found.end - found.start < 0.4 * len(line.text):
        meta = read_meta(line.text, None, None)
        return meta is None or not meta.people
    return found is None and not lacks_year(line.text)


def _score(lines: Sequence[PastedLine], index: int, words: Counter[str], prose: Sequence[int]) -> float:
    line = lines[index]
    own = _words(line.key)
    itself = own if index in prose else frozenset()
    shared = sum(1 for word in own if words[word] > (word in itself))
    overlap = shared / len(own) if own else 0.0
    above = sum(1 for at in prose if at < index)
    again = _said_again(lines, index, in_text=above > 0) * min(1.0, line.weight / FULL) * (0.6 if above else 1.0)
    score = 2 * overlap * min(1.0, len(own) / 4) + 1.4 * again
    score -= 1.0 * line.text.endswith(NOT_LAST) + 1.5 * bool(PATH.search(line.text) or MENU.search(line.text))
    score -= (
        0.8 * (line.weight > 140)
        + 0.5 * (line.weight < SHORT)
        + 0.8 * bool(split_names(line.text) or _capitals_only(lines, index))
    )
    score -= 1.0 * ("@" in line.text or "http" in line.text)
    score -= 0.5 * line.text.startswith(("(", "（", "[", "#", "•", "…"))
    score += _place(lines, index, prose) - 0.5 * _in_menu(lines, index)
    return score - (0.4 if again else 0.7) * min(above, 3)


def _capitals_only(lines: Sequence[PastedLine], index: int) -> bool:
    """Names in a row, beside a date: a title of that many words has small ones."""
    words = lines[index].text.split()
    if len(words) < 6 or not all(word[0].isupper() and word.isalpha() and not word.isupper() for word in words):
        return False
    return any(find_date(line.text) for line in lines[max(0, index - 1) : index + 2])


def _said_again(lines: Sequence[PastedLine], index: int, *, in_text: bool = False) -> float:
    """Whether the page says it twice: behind its path of menus, above the text, in its foot; a caption is doubled as well.

    Inside of a text (*in_text*) an equal line is a subhead of a table of contents, or a quotation shown twice.
    """
    line = lines[index]
    if line.weight < 20:
        return 0.0
    best, plain = 0.0, letters_of(line.text)
    for at in range(max(0, index - AROUND), min(len(lines), index + AROUND)):
        other = lines[at]
        if at == index or (in_text and other.key == line.key and not 0 < index - at <= 3):
            continue
        if 0 < abs(len(other.key) - len(line.key)) <= 4 and letters_of(other.text) == plain:
            return 1.0
        if len(other.key) < len(line.key):
            lead = len(line.key) - len(other.key)
            if lead <= LABEL and other.weight > SHORT and line.key.endswith(other.key) and _is_label(line.text[:lead]):
                best = max(best, 1.0)
            continue
        if _glued(other, line):
            return 1.4
        extra = len(other.key) - len(line.key)
        if not extra or (extra <= LABEL and other.key.endswith(line.key) and _is_label(other.text[:extra])):
            if not extra and other.key != line.key:
                continue
            twin = abs(at - index) == 1 and not lines[max(at, index)].gap
            best = max(best, 0.5 if twin and line.sentence else 1.0)
    return best


def _is_label(before: str) -> bool:
    """One to three words, or a path of menus: what stands before a title that a page says again."""
    return (
        len(re.findall(r"\w+", before)) <= 3
        or PATH.search(before) is not None
        or HOME.match(before) is not None
        or is_furniture(before.strip(" :"))
        or ends_article(before)
    )


def _place(lines: Sequence[PastedLine], index: int, prose: Sequence[int]) -> float:
    """Byline, date and deck stand below a title; the farther the prose, the less it is one."""
    below = [line for line in lines[index + 1 : index + 16] if not is_furniture(line.text)][:6]
    near, meta = any(map(_is_meta, below[:2])), any(map(_is_meta, below))
    before = [line for line in lines[max(0, index - 14) : index] if not is_furniture(line.text)][-8:]
    above = not meta and any(line.weight < 2 * LABEL and find_date(line.text) for line in before)
    next_prose = next((at for at in prose if at > index), None)
    between = lines[index + 1 : min(next_prose or index, index + ABOVE)]
    far = ABOVE if next_prose is None else 1 + sum(not is_furniture(line.text) for line in between)
    deck = next_prose is not None and next_prose - index <= 2
    sure = any(read_meta(line.text, None, None) for line in below[:3])
    return 0.6 * meta + 0.2 * near + 0.2 * sure - 0.6 * above + 0.3 * deck - 0.03 * min(far, 40)


def _in_menu(lines: Sequence[PastedLine], index: int) -> bool:
    """Short lines before and after it, without an empty line between: an entry of a menu."""
    around = lines[max(0, index - 3) : index + 4]
    return len(around) == 7 and all(line.weight < 32 for line in around)


def _is_meta(line: PastedLine) -> bool:
    if line.weight >= 2 * LABEL:
        return False
    return read_meta(line.text, None, None) is not None or (line.weight < LABEL and bool(split_names(line.text)))


def _words(key: str) -> frozenset[str]:
    """The stems of a line, and pairs of letters in scripts without spaces."""
    words = {word[:_STEM] for word in re.findall(r"[^\W_]+", key) if len(word) > 3 and not UNSPACED.match(word)}
    dense = [key[at : at + 2] for at in range(len(key) - 1) if UNSPACED.match(key, at) and UNSPACED.match(key, at + 1)]
    hangul = {word[:2] for word in re.findall(r"[^\W_]{2,}", key) if HANGUL.match(word)}
    marked = {
        word[:_STEM] for word in key.split() if len(word) > 3 and not word.isascii() and "\u0900" <= word[0] <= "\u0dff"
    }
    return frozenset(words | set(dense) | hangul | marked)


def _beside(lines: Sequence[PastedLine], best: Candidate, found: Sequence[Candidate]) -> int:
    """The title among the best line and those right beside it: a deck is longer and stands below, a label is above."""
    chosen, scores = best.index, {one.index: one.score for one in found}
    for one in sorted(found, key=lambda one: -abs(one.index - best.index)):
        upper, lower = sorted((one.index, chosen))
        if not 0 < lower - upper <= 3 or one.score < best.score - CLOSE or lines[lower].key == lines[upper].key:
            continue
        if lines[upper].weight < 18 or (lines[upper].weight < 30 and not lines[lower].text.endswith(DECK_ENDS)):
            continue
        if _said_again(lines, upper) > 0 or _said_again(lines, lower) > 0:
            continue  # what is said again was told apart by the points
        between = [line for line in lines[upper + 1 : lower] if not is_furniture(line.text) and not _is_meta(line)]
        apart = bool(between) and all(line.weight < LABEL for line in between)
        deck = (
            bool(between) or lines[lower].text.endswith(DECK_ENDS) or lines[lower].weight > 1.15 * lines[upper].weight
        )
        label = scores[lower] >= scores[upper] and (
            scores[lower] > scores[upper] + CLOSER
            or GLUED.search(lines[upper].text) is not None
            or lines[upper].weight < 0.6 * lines[lower].weight
        )
        chosen = lower if apart or (label and not deck) else upper
    return chosen


def _glued(longer: PastedLine, line: PastedLine) -> bool:
    """A short label before the same words, without a space: "NewsNorth Korea …"."""
    extra = len(longer.key) - len(line.key)
    return 1 < extra <= LABEL and longer.key[extra - 1] != " " and longer.key.endswith(line.key)


def _unglued(lines: Sequence[PastedLine], index: int) -> tuple[str, str]:
    """Return title and label: the clean form of the title wins over the glued one, the one with more signs over the plain."""
    line = lines[index]
    for at in range(max(0, index - AROUND), min(len(lines), index + AROUND)):
        other = lines[at]
        extra = len(line.key) - len(other.key)
        if at == index or other.weight < 16:
            continue
        if _glued(other, line):
            if abs(at - index) <= 5:
                return line.text, _label(other.text[: len(other.text) - len(line.text)])
        elif 1 < extra <= LABEL and other.weight >= 20 and line.key.endswith(other.key):
            before = line.text[: len(line.text) - len(other.text)]
            if _is_label(before):
                return other.text, _label(before)
    plain = letters_of(line.text)
    same = (
        one.text
        for one in lines[max(0, index - AROUND) : index + AROUND]
        if one is not line and 0 < len(one.text) - len(line.text) <= 4 and letters_of(one.text) == plain
    )
    return next((text for text in same if re.search(r"[:–—-] ", text)), line.text), ""


def _label(text: str) -> str:
    """A label is one to three words; a whole glued path of menus is none."""
    label = text.strip(" :|·>/-")
    if len(label) > 30 or len(label.split()) > 3 or re.search(r"[a-zß-ÿ][A-ZÀ-Þ]", label):
        return ""
    return label


def _last_repeat(lines: Sequence[PastedLine], index: int, title: str) -> int:
    key = " ".join(title.lower().split())
    last = index
    for at in range(index, min(len(lines), index + 5)):
        if lines[at].key.endswith(key) and len(lines[at].key) - len(key) <= LABEL:
            last = at
    return last


def _label_above(lines: Sequence[PastedLine], index: int) -> str:
    """The line right above, without an empty line between, when it is a short label."""
    if index == 0 or lines[index].gap:
        return ""
    above = lines[index - 1].text
    words = above.casefold().split()
    if (
        HOME.match(above)
        or (len(words) > 1 and sum(word in INTERFACE for word in words) > 1)
        or len(above) > 30
        or len(above.split()) > 4
        or is_furniture(above)
        or ends_article(above)
        or re.search(r"[\d.!?@>]", above)
        or split_names(above)
    ):
        return ""
    return above.rstrip(" :|")
