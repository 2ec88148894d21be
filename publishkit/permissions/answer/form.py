"""The answer form of our letters, read back: which boxes are ticked, what was filled in, which lines were deleted.

Mail programs turn `[ ]` into anything, wrap it, quote it and number it; a mark that cannot be told is reported, not guessed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from publishkit.model.rights import Channel
from publishkit.permissions.answer.passages import Line
from publishkit.permissions.request_letter import letter_languages, letter_words
from publishkit.words import Folding, aligned

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "form_permit": ("form_all", "form_some", "form_no"),
    "form_formats": tuple(channel.value for channel in Channel),
    "form_text": ("form_unchanged", "form_edited", "form_abridged", "form_translated"),
    "form_pictures": ("form_picture", "form_no_pictures"),
    "form_countries": ("form_everywhere", "form_countries_named"),
    "form_until": ("form_no_end", "form_until_day"),
    "form_money": ("form_commercial", "form_ads", "form_sponsors", "form_paywall", "form_noncommercial"),
    "form_credit": ("form_credit_proposed", "form_credit_own"),
    "form_conditions": (),
    "form_rights": ("form_rights_yes", "form_rights_no"),
    "form_name": (),
}
"""The questions in order, each with its options: keys of `letters/<language>.toml`."""
FILLED_IN = frozenset(
    {"form_countries_named", "form_until_day", "form_credit_own", "form_conditions", "form_rights_no", "form_name"}
)
"""What ends in a colon and a line to write on."""

TICKS = frozenset(
    {*"x✓✔☑☒v*+✅●■1y", "xx", "xxx", "yes", "ja", "oui", "si", "tak", "sim", "ok", "da", "j", "s", "t", "o"}
)
"""What a ticked box holds, folded."""
CROSSED = frozenset({"-", "--", "n", "no", "nein", "non", "nie", "nao", "0"})
"""What a box holds that was answered with no."""
OPEN = frozenset({"", "_", "__", "___", ".", "..", "…"})
_IN_ROUND = "|".join(sorted(map(re.escape, (TICKS | CROSSED | OPEN) - {""}), key=len, reverse=True))
BOX = re.compile(
    rf"\[(?P<square>[^\[\]]{{0,8}})\]|\(\s*(?P<round>(?:{_IN_ROUND})?)\s*\)(?!\w)|(?P<sign>[☐☑☒✓✔✅🗹□■○●◯])\ufe0f?",
    re.IGNORECASE,
)
_EMPTY_SIGNS = frozenset("☐□○◯")
_MARGIN = re.compile(r"^[\s>|•·*–—-]*(?:\d{1,2}[.)]\s*)?")
_RULE = re.compile(r"_{2,}")
_POINTER = re.compile(r"^(?:x|✓|✔|✅|[-=]>|→|<[-=]|←)(?:\s+|$)", re.IGNORECASE)
SHORTEST = 12
"""Letters of a wrapped line by which an option is still known."""

GAPPED = 3
"""Fixed words by which a sentence with gaps is known."""

fold = Folding(form="NFKD", case="lower", letters=True, marks="dropped", spaces="one")


def folded(text: str) -> str:
    """Return *text* as labels and phrases are compared: small letters without accents, straight quotation marks."""
    return fold(aligned(text)).strip(" :.?!¿¡…")


@dataclass(kw_only=True, slots=True)
class FormAnswer:
    """One filled copy of the form."""

    marked: dict[str, list[str]] = field(default_factory=dict)
    """Question -> its ticked options, in order; a picture as `picture:2`."""
    left: dict[str, list[str]] = field(default_factory=dict)
    """Question -> options that stand there without a mark."""
    filled: dict[str, str] = field(default_factory=dict)
    """What was written behind a colon."""
    words: dict[str, str] = field(default_factory=dict)
    """Option or question -> its line as it stands."""
    unclear: list[str] = field(default_factory=list)
    """Lines whose mark cannot be told."""
    own: bool = True
    """Whether no line of it is quoted."""
    languages: set[str] = field(default_factory=set)

    @property
    def answered(self) -> bool:
        """Whether anything was ticked, written or deleted: an untouched copy is our own question."""
        return bool(self.marked or self.filled or self.unclear or self.kept("form_permit"))

    @property
    def same(self) -> object:
        """What two copies must share to say the same."""
        return {key: tuple(value) for key, value in self.marked.items()}, self.filled

    def chosen(self, question: str, offered: Collection[str] | None = None) -> tuple[str, ...]:
        """Return the options that hold: the ticked ones; without any, those that were kept while others were deleted."""
        return tuple(self.marked.get(question, ())) or self.kept(question, offered)

    def kept(self, question: str, offered: Collection[str] | None = None) -> tuple[str, ...]:
        """Return what is left of a question some of whose lines were deleted; () when none was, or the form is cut off.

        *offered* are the options that it had, where not every form has the same.
        """
        known = QUESTIONS[question] if offered is None else offered
        left = tuple(self.left.get(question, ()))
        whole = self.own and "form_name" in self.words
        return left if whole and not self.marked.get(question) and 0 < len(left) < len(known) else ()


def read_form(lines: Sequence[Line]) -> tuple[tuple[FormAnswer, ...], frozenset[int]]:
    """Return the answered copies of the form in *lines*, and the numbers of all lines that belong to a form."""
    reader = _Reader()
    for number, line in enumerate(lines):
        reader.take(number, line)
    return tuple(copy for copy in reader.copies if copy.answered), frozenset(reader.used)


class _Reader:
    """Goes through a letter line by line, knowing which question it is at."""

    def __init__(self) -> None:
        self.copies: list[FormAnswer] = []
        self.used: set[int] = set()
        self.question = ""
        self.box: str | None = None
        """Of a box on a line of its own, as in a table."""
        self.open = ""
        """What a following line may continue."""

    def take(self, number: int, line: Line) -> None:
        """Read one line."""
        bare = _MARGIN.sub("", line.text).strip()
        if not bare:
            self.open = ""
            return
        if any(self._item(box, text, line) for box, text in _items(bare)):
            self.used.add(number)
        elif self.open and self.copies and not _is_title(bare):
            filled = self.copies[-1].filled
            filled[self.open] = f"{filled.get(self.open, '')} {bare}".strip()
            self.used.add(number)
        elif _is_title(bare):
            self.used.add(number)
        else:
            self.question = "" if line.role == "own" and len(bare.split()) > 8 else self.question

    def _item(self, box: str | None, text: str, line: Line) -> bool:
        """Take a box and what stands behind it; return whether it belongs to the form."""
        if not text:
            if self.question and box is not None:
                self.box = box
                return True
            return False
        box, self.box = (self.box if box is None else box), None
        key, rest, language = _label(text, self.question)
        if not key:
            return bool(self.question) and self._bare_answer(text, line)
        self.open = ""
        if key in QUESTIONS:
            self._ask(key, line, language)
            return self._write(key, rest, line) or not rest or key in FILLED_IN or self._bare_answer(rest, line)
        if not self.question:
            return False
        self._option(key, box, text, rest, line)
        return True

    def _ask(self, question: str, line: Line, language: str) -> None:
        if not self.copies or question == "form_permit" or question in self.copies[-1].words:
            self.copies.append(FormAnswer())
        self.question = question
        self.copies[-1].words.setdefault(question, _shown(line.text))
        self.copies[-1].own &= line.role == "own"
        self.copies[-1].languages.add(language)

    def _write(self, key: str, rest: str, line: Line) -> bool:
        """Note what was written behind the colon of *key*."""
        written = _RULE.sub(" ", rest).strip(" .…\t") if key in FILLED_IN else ""
        if written:
            self.copies[-1].filled[key] = written
            self.copies[-1].words[key] = _shown(line.text)
            self.open = key
        return bool(written)

    def _option(self, key: str, box: str | None, text: str, rest: str, line: Line) -> None:
        copy = self.copies[-1]
        copy.own &= line.role == "own"
        written = self._write(key, rest, line)
        state = _state(box)
        after = folded(rest)
        if not written and after and state == "open":
            state = "ticked" if after in TICKS or _POINTER.match(rest) else "crossed" if after in CROSSED else state
        if state == "open" and _POINTER.match(text):
            state = "ticked"
        if box is None:
            state = "ticked" if line.role == "own" or _POINTER.match(text) else "unclear"
        if state == "open" and written:
            state = "ticked"
        copy.words[key] = _shown(line.text)
        if state == "ticked":
            copy.marked.setdefault(self.question, []).append(key)
        elif state == "open":
            copy.left.setdefault(self.question, []).append(key)
        elif state == "unclear":
            copy.unclear.append(_shown(line.text))

    def _bare_answer(self, text: str, line: Line) -> bool:
        """Take a yes or no written behind the question itself, or beneath it."""
        said = folded(text)
        answers = {"form_permit": ("form_all", "form_no"), "form_rights": ("form_rights_yes", "form_rights_no")}
        if self.question not in answers or said not in TICKS | CROSSED or len(said) < 2:
            return False
        yes, no = answers[self.question]
        copy = self.copies[-1]
        copy.marked.setdefault(self.question, []).append(yes if said in TICKS else no)
        copy.words[yes if said in TICKS else no] = _shown(line.text)
        return True


def _shown(text: str) -> str:
    return " ".join(_RULE.sub("", _MARGIN.sub("", text)).split())


def _items(line: str) -> Sequence[tuple[str | None, str]]:
    """Return what stands on a line, a box and its words each; None for words without a box."""
    found: list[tuple[str | None, str]] = []
    at, box = 0, None
    for sign in BOX.finditer(line):
        before = line[at : sign.start()].strip()
        if before and folded(before) in TICKS and box is None:
            box = "x"  # a mark put beside the box
        elif before:
            found.append((box, before))
            box = None
        at, box = sign.end(), box or _inside(sign)
    rest = line[at:].strip()
    if rest or not found:
        return (*found, (box, rest))
    before_it, words = found[-1]
    # A mark at the end of a line is of that line, never of the next one.
    return (*found[:-1], (box if _state(before_it) == "open" and _state(box) == "ticked" else before_it, words))


def _inside(found: re.Match[str]) -> str:
    if sign := found["sign"]:
        return "" if sign in _EMPTY_SIGNS else "x"
    return found["square"] if found["square"] is not None else found["round"]


def _state(box: str | None) -> str:
    held = fold(box or "").strip(" _.…")
    if held in OPEN:
        return "open"
    return "ticked" if held in TICKS else "crossed" if held in CROSSED else "unclear"


def _label(text: str, question: str) -> tuple[str, str, str]:
    """Return the key of the question or option that *text* is, what is written behind it, and the language."""
    options = QUESTIONS.get(question, ())
    for label, key, language in _labels():
        if key in QUESTIONS or key in options:
            name, rest = _matched(text, label, key)
            if name:
                return name, rest, language
    return "", "", ""


def _matched(text: str, label: str, key: str) -> tuple[str, str]:
    """Return the *key* when *text* begins with its *label*, and what stands behind it; a picture's key has its number."""
    plain = _POINTER.sub("", text)
    said = folded(plain)
    if key == "form_picture":
        number = re.match(rf"{re.escape(label)} (\d{{1,2}})\b", said)
        return (f"picture:{number[1]}", "") if number else ("", "")
    if key in FILLED_IN:
        head, colon, rest = plain.partition(":")
        return (key, rest) if colon and folded(head) == label else ("", "")
    if said == label or (len(said) >= SHORTEST and label.startswith(f"{said} ")):
        return key, ""
    if not said.startswith(tuple(f"{label}{sign}" for sign in " ?:!.")):
        return "", ""
    rest = " ".join(plain.split()[len(label.split()) :])
    if key in QUESTIONS or folded(rest) in TICKS | CROSSED or _POINTER.match(rest):
        return key, rest
    return (key, "") if len(label) >= SHORTEST or key == "form_translated" else ("", "")


@cache
def _labels() -> tuple[tuple[str, str, str], ...]:
    """Return every label of the form in every language, folded, the longest first: "no" begins many."""
    found: list[tuple[str, str, str]] = []
    for language in letter_languages():
        words = letter_words(language) or {}
        for key in (*QUESTIONS, *(option for options in QUESTIONS.values() for option in options)):
            text = words.get(key, "")
            label = text.partition("{number}")[0] if key == "form_picture" else re.sub(r"\[.*\]", "", text)
            found += [(folded(label), key, language)] if text else []
    return tuple(sorted(found, key=lambda one: -len(one[0])))


@cache
def _titles() -> tuple[str, ...]:
    known = (letter_words(language) or {} for language in letter_languages())
    return tuple(folded(words["form_title"]) for words in known)


def _is_title(text: str) -> bool:
    said = folded(text)
    return any(said.startswith(title) for title in _titles()) and len(said.split()) <= 6


@cache
def our_words(least: int = 1) -> frozenset[str]:
    """Return the fixed phrases of our letters of at least so many words, folded, in all languages.

    By them our own question is known where nothing marks it as quoted.
    """
    pieces: set[str] = set()
    for language in letter_languages():
        for text in (letter_words(language) or {}).values():
            pieces |= {folded(piece).strip(" ,;.:-") for piece in re.split(r"\{\w+\}|[\[\]]", text)}
    return frozenset(piece for piece in pieces if len(piece.split()) >= least)


@cache
def our_templates() -> tuple[re.Pattern[str], ...]:
    """Return the sentences of our letters that have gaps, as expressions over folded text, in all languages."""
    known = (text for language in letter_languages() for text in (letter_words(language) or {}).values())
    gapped = (text for text in known if "{" in text and len(re.sub(r"\{\w+\}", "", text).split()) >= GAPPED)
    return tuple(re.compile(_with_gaps(text)) for text in dict.fromkeys(gapped))


def _with_gaps(text: str) -> str:
    pieces = re.split(r"(\[[^\]]*\]|\{\w+\})", text)
    return r"\s*".join(".{0,200}?" if n % 2 else re.escape(folded(piece)) for n, piece in enumerate(pieces)) + r"\W*"
