"""The one folding of text: what is made equal before two texts are compared; never for printing.

Each room says in one `Folding` what does not count for it (case, accents, spaces, kinds of hyphen). What no reader sees
counts for none.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
"""What takes no room and has no shape: soft hyphens, zero-width characters, direction marks, variation selectors, fillers,
tags. Unicode's Default_Ignorable_Code_Point, and the anchors of interlinear notes; `search.js` drops the same."""

SOFT_HYPHEN = re.compile("\u00ad+")
"""The one unseen character that every typesetter adds and takes away; the others may be the author's."""

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates: they would turn round what is printed after them."""

LINK_EDGE = "\u2063"
"""Unicode's invisible separator: where a link begins or ends in a line of a page whose parts are told apart; never printed."""

HYPHENS = "\u2010\u2011"
LINE_HYPHENS = "\ufffe\u0002"
"""What PDFium makes of a hyphen at the end of a line."""
DASHES = "\u2013\u2014"
_QUOTES = (("\u2018", "'"), ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"'))
_SPACES = "\u00a0\u202f\u2007"
_CIRCLED = "\u24d2\u24b8"
"""The letter c in a circle, written for a copyright sign."""

_PLAIN = (
    *((space, " ") for space in _SPACES),
    *_QUOTES,
    *((sign, "-") for sign in HYPHENS + DASHES),
    *((sign, "\u00a9") for sign in _CIRCLED),
)
_LETTERS = tuple({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}.items())
"""Small letters that Unicode does not take apart; `search.js` has the same."""

_CYRILLIC = (
    "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw ѵv ӏl үy АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ԚQ ԜW ҺH Ӏl ҮY"
)
_GREEK = "αa οo νv ρp ιi κk υu χx γy ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX"
_LATIN = "ɑa ɡg ıi ȷj ǀl"
LOOK_ALIKES = {ord(pair[0]): pair[1] for pair in f"{_CYRILLIC} {_GREEK} {_LATIN}".split()}
"""Letters of other alphabets -> the Latin letter a reader takes them for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Folding:
    r"""What does not count when two texts are compared; call it with a text.

    >>> Folding()("\ufb01r\u00adst"), Folding(case="lower", spaces="one")(" Low\u00a0 Water ")
    ('first', 'low water')
    """

    form: Literal["NFC", "NFKC", "NFKD"] | None = "NFKC"
    """Unicode's normal form; None leaves ligatures, wide letters and the like as they are."""
    drops: re.Pattern[str] | None = UNSEEN
    """Characters that are taken out first."""
    look_alikes: bool = False
    """Cyrillic and Greek letters are the Latin ones they look like."""
    case: Literal["lower", "fold"] | None = None
    """Small letters, or Unicode's case folding (which makes ß and ss one)."""
    letters: bool = False
    """Letters that Unicode does not take apart are their Latin base: ø is o, ß is ss."""
    marks: Literal["kept", "dropped"] = "kept"
    """Accents and vowel signs; dropped from composed letters in the form NFKD only."""
    hyphens: Literal["kept", "one", "dropped"] = "kept"
    """Kinds of hyphen, those at the end of a PDF's line with them. Dashes always count."""
    spaces: Literal["kept", "one", "dropped"] = "kept"
    """White space of any kind; "one" leaves a single space between words."""
    signs: Literal["kept", "dropped"] = "kept"
    """Whatever is neither letter nor figure."""

    def __call__(self, text: str) -> str:
        """Return *text* in the form in which it is compared; offsets are no longer those of *text*."""
        if not text.isascii():
            text = self._without_variants(text)
        if self.case:
            text = text.lower() if self.case == "lower" else text.casefold()
        if not text.isascii():
            text = self._without_marks(text)
        if self.hyphens != "kept":
            text = _replaced(text, ((sign, "-") for sign in HYPHENS + LINE_HYPHENS))
        if self.hyphens == "dropped":
            text = text.replace("-", "")
        if self.spaces != "kept":
            text = (" " if self.spaces == "one" else "").join(text.split())
        if self.signs == "dropped":
            text = "".join(filter(str.isalnum, text))
        return text

    def _without_variants(self, text: str) -> str:
        if self.drops:
            text = self.drops.sub("", text)
        if self.form:
            text = unicodedata.normalize(self.form, text)
        return text.translate(LOOK_ALIKES) if self.look_alikes else text

    def _without_marks(self, text: str) -> str:
        if self.letters:
            text = _replaced(text, _LETTERS)
        if self.marks == "dropped":
            text = "".join(letter for letter in text if not unicodedata.category(letter).startswith("M"))
        return text


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for sign, instead in pairs:  # several times faster than str.translate, which looks up every letter
        text = text.replace(sign, instead)
    return text


def aligned(text: str) -> str:
    r"""Return *text* with typographic variants made plain, character for character: offsets in it are those in *text*.

    >>> aligned("us\u00a0alliance \u2014 \u201cyes\u201d")
    'us alliance - "yes"'
    """
    return text if text.isascii() else _replaced(text, _PLAIN)


def plain(text: str) -> str:
    r"""Return *text* as patterns see it: aligned, and without what no reader sees; offsets are no longer those of *text*.

    >>> plain("All rights re\u00adserved \u2014 us")
    'All rights reserved - us'
    """
    return UNSEEN.sub("", aligned(text))


def lowered(text: str) -> str:
    r"""Return *text* in small letters, character for character: offsets in it are those in *text*.

    >>> lowered("\u0130STANBUL") == "\u0130stanbul"
    True
    """
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def inert(text: str) -> str:
    r"""Return *text* without characters that reverse the direction of what follows: for names and credits.

    >>> inert("Ada \u202eelpmaxE")
    'Ada elpmaxE'
    """
    return TURNING.sub("", text)


def is_blank(text: str) -> bool:
    r"""Return whether a reader sees nothing of *text*.

    >>> is_blank(" \u200b\u2060"), is_blank("-")
    (True, False)
    """
    return not UNSEEN.sub("", text).strip()
