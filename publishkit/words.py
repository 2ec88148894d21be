"""The one folding of text: what is made equal before two texts are compared; never for printing.

Each room says in one `Folding` what does not count for it (case, accents, spaces, kinds of hyphen). What no reader sees
counts for none.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
"""What takes no room and has no shape: soft hyphens, zero-width characters, direction marks, variation selectors, fillers,
tags. Unicode's Default_Ignorable_Code_Point, and the anchors of interlinear notes; `search.js` drops the same."""

_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")
"""A flag of a region, such as Scotland's: the one use that tags have."""
MESSAGE = re.compile(f"[\U000e0020-\U000e007f]|(?:{UNSEEN.pattern[:-1]}){{8,}}")
"""Characters nobody sees that say something: tags, which are an alphabet, and so many in a row as no script or emoji needs."""

_FLAG_OR_MESSAGE = re.compile(f"{_FLAG.pattern}|{MESSAGE.pattern}")
_SEEN = re.compile(f"[^{UNSEEN.pattern[1:-2]}\\s]")
_ASCII = bytes(range(128))

SOFT_HYPHEN = re.compile("\u00ad+")
"""The one unseen character that every typesetter adds and takes away; the others may be the author's."""

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates: they would turn round what is printed after them."""

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters of Arabic, Hebrew and their kin."""

REORDERED = re.compile("[\u0900-\u109f\u1780-\u17ff\ua8e0-\ua8ff]")
"""Letters of India's and Southeast Asia's scripts, whose glyphs stand neither in the order of the letters nor one for each."""

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

_ALSO_ALIKE = (
    "օo ոn սu հh ցg զq յj ԝw ѡw ьb ɩi ᴉi ꞁl Ɩl ℓl ⅼl ǃi ռn ҽe ԍg ყy շz ղn ւi լl տt էt ρp քp թp պu"
    " ⲟo ⲣp ⲥc ⲭx ⲕk ⲓi ⲛn ⲏh ⲧt ⲩy ɡg ɐa ɔc ǝe ɟf ƃg ɥh ɾj ʞk ʃl ɯm ɹr ʇt ʌv ʍw ʎy"
    " ꓐb ꓑp ꓒd ꓓd ꓔt ꓖg ꓗk ꓙj ꓚc ꓜz ꓝf ꓟm ꓠn ꓡl ꓢs ꓣr ꓦv ꓧh ꓪw ꓫx ꓬy ꓮa ꓰe ꓲi ꓳo ꓴu"
    " Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꮢr Ꮪs Ꭲt Ꮩv Ꮃw Ꮓz Ꭵi Ꭹy"
)
"""Letters that are taken for Latin ones where only letters are compared (`skeleton`), those that stand on their head too."""
_FINALS = (
    "ᄀ ᄁ ᄀᄉ ᄂ ᄂᄌ ᄂᄒ ᄃ ᄅ ᄅᄀ ᄅᄆ ᄅᄇ ᄅᄉ ᄅᄐ ᄅᄑ ᄅᄒ ᄆ ᄇ ᄇᄉ ᄉ ᄊ ᄋ ᄌ ᄎ ᄏ ᄐ ᄑ ᄒ".split()
)
"""The consonants of Hangul as they end a syllable, by the signs that begin one: letters written apart tell no ends."""
_TATWEEL = "\u0640"
"""Stretches an Arabic word and is no letter of it."""
_ARABIC = {"ی": "ي", "ى": "ي", "ک": "ك", "ھ": "ه", "ہ": "ه", "ە": "ه"}
"""Persian and Urdu forms of Arabic letters."""
_LATIN_NAME = re.compile(
    r"(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL|(?:NEGATIVE )?(?:CIRCLED|SQUARED) LATIN CAPITAL LETTER"
    r"|REGIONAL INDICATOR SYMBOL LETTER) (?:INSULAR |SCRIPT |BARRED |CLOSED |OPEN )?([A-Z])(?: WITH .*)?"
)
"""Unicode's names of letters that are a Latin letter in another dress."""
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]"
)
"""Letters of scripts that put no space between words: Thai, Lao, Burmese, Khmer, Chinese and Japanese."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """A pattern, and stems of which one stands in whatever it matches: looking for them costs next to nothing."""

    pattern: re.Pattern[str]
    stems: tuple[str, ...]
    """In the form of `str.casefold`."""

    def search(self, text: str) -> re.Match[str] | None:
        """Return the pattern's first match.

        >>> Sieve(re.compile(r"licen[cs]es?", re.IGNORECASE), ("licen",)).search("A License").start()
        2
        """
        if self.stems:
            low = text.casefold()
            for stem in self.stems:
                if stem in low:
                    return self.pattern.search(text)
        return None

    def narrowed(self, whole: str) -> "Sieve":
        """Return the sieve for pieces of *whole*: with the stems that stand in it, most often with none.

        >>> Sieve(re.compile("a|b"), ("a", "b")).narrowed("Alps").stems
        ('a',)
        """
        low = whole.casefold()
        return replace(self, stems=tuple(stem for stem in self.stems if stem in low))


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


class _Skeleton(dict[int, str]):
    """Character -> the letters it comes to, "" for what does not part words, a space for what does; filled as they come."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = made = "" if UNSEEN.match(letter) or letter == _TATWEEL else self._letters(letter)
        return made

    def _letters(self, letter: str) -> str:
        if unicodedata.category(letter).startswith("M"):
            return ""
        apart = _replaced(unicodedata.normalize("NFKD", letter).casefold(), _LETTERS)
        found = "".join(filter(None, map(self._letter, unicodedata.normalize("NFKD", apart))))
        return found or " "

    def _letter(self, letter: str) -> str:
        if letter.isascii():
            return _ALIKE.get(letter, letter) if letter.isalpha() else ""
        if letter in _ALIKE:
            return _ALIKE[letter]
        if "\u30a1" <= letter <= "\u30f6":
            return chr(ord(letter) - KANA)
        if "\u11a8" <= letter <= "\u11c2":
            return _FINALS[ord(letter) - 0x11A8]
        if found := _LATIN_NAME.fullmatch(unicodedata.name(letter, "")):
            return _ALIKE.get(found[1].lower(), found[1].lower())
        return letter if letter.isalpha() else ""


_ALIKE = {
    **{chr(code).lower(): latin.lower() for code, latin in LOOK_ALIKES.items() if latin.isupper()},
    **{chr(code): latin for code, latin in LOOK_ALIKES.items() if latin.islower()},
    **{pair[0].casefold(): pair[1] for pair in _ALSO_ALIKE.split()},
    **_ARABIC,
}
KANA = 0x60
"""From a sign of Hiragana to the one of Katakana that is spoken alike."""
_ALIKE |= {letter: "i" for letter, latin in (*_ALIKE.items(), ("l", "l")) if latin == "l"}
"""Small letter -> the one it is taken for; a small l is an i, as a capital I is often written for it."""
_SKELETON = _Skeleton()


def skeleton(text: str) -> str:
    r"""Return the letters of *text* alone, as copied text is known by them: words parted by a space, nothing else.

    Case, accents, vowel signs, figures, punctuation and whatever no reader sees do not count; a letter of any dress or
    alphabet is the Latin one it is taken for. Hangul is in its parts. What one character comes to does not depend on its
    neighbors; Hiragana and Katakana are one.

    >>> skeleton("Caf\u00e9 3\u200b, \u0441\u043eurt: \U0001d400ll\u00df")
    'cafe court aiiss'
    """
    return " ".join(text.translate(_SKELETON).split())


class _Spaced(dict[int, str]):
    """Character -> itself where it is part of a word, else a space; filled as they come."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = made = letter if letter.isalnum() or _SKELETON[code] != " " else " "
        return made


_SPACED = _Spaced()


def spaced(text: str) -> str:
    """Return *text* with a space for everything that is no part of a word, character for character: offsets stay.

    >>> spaced("It's 1,000 km.")
    'It s 1 000 km '
    """
    return text.translate(_SPACED)


def skeleton_of(letter: str) -> str:
    """Return what one character comes to in `skeleton`: letters, "" or a space."""
    return _SKELETON[ord(letter)]


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
    return text if text.isascii() else UNSEEN.sub("", aligned(text))


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


def hidden_message(text: str) -> re.Match[str] | None:
    r"""Return where characters that nobody sees say something; the flags of regions say only what they show.

    The place is that in *text*.

    >>> hidden_message("The crane.\U000e0068\U000e0069").start(), hidden_message("so\u00adft \u200d")
    (10, None)
    """
    return MESSAGE.search(text if text.isascii() else _FLAG.sub(lambda flag: "." * len(flag[0]), text))


def without_message(text: str) -> str:
    r"""Return *text* without the characters in which nobody sees what they say.

    >>> without_message("The crane.\U000e0068\U000e0069")
    'The crane.'
    """
    if text.isascii() or not MESSAGE.search(beyond_ascii(text)):
        return text
    return _FLAG_OR_MESSAGE.sub(lambda found: found[0] if _FLAG.fullmatch(found[0]) else "", text)


def beyond_ascii(text: str) -> str:
    """Return the characters of *text* that are not ASCII: a page has few, and looking through all of it takes long.

    >>> beyond_ascii("Café, crème")
    'éè'
    """
    if text.isascii():
        return ""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def unveiled(text: str) -> str:
    r"""Return *text* with what tags and variation selectors say: each stands for a letter, or for a byte of one.

    >>> unveiled("A crane.\U000e0068\U000e0069")
    'A crane.hi'
    """
    if text.isascii():
        return text
    plain = _TAGS.sub(lambda tags: "".join(chr(ord(tag) - TAG_OF) for tag in tags[0]), text)
    return _SELECTORS.sub(_bytes_told, plain)


TAG_OF = 0xE0000
"""From a letter to its tag."""
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{8,}")
"""256 variation selectors, which may stand for bytes."""


def _bytes_told(selectors: re.Match[str]) -> str:
    codes = map(ord, selectors[0])
    return bytes(code - 0xFE00 if code < TAG_OF else code - 0xE0100 + 16 for code in codes).decode("utf-8", "ignore")


def is_blank(text: str) -> bool:
    r"""Return whether a reader sees nothing of *text*.

    >>> is_blank(" \u200b\u2060"), is_blank("-")
    (True, False)
    """
    return not _SEEN.search(text)


# --- raised and lowered signs -----------------------------------------------------------------------------------------


_RAISED = str.maketrans("0123456789+-\u2212=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LOWERED = str.maketrans("0123456789+-\u2212=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def raised_signs(text: str) -> str:
    """Return *text* in Unicode's raised signs, so that 10⁶ does not become 106; a word, or what has none, as it is.

    >>> raised_signs("3"), raised_signs("-6"), raised_signs("n"), raised_signs("er"), raised_signs("TM")
    ('³', '⁻⁶', 'ⁿ', 'er', 'TM')
    """
    return _moved(text, _RAISED)


def lowered_signs(text: str) -> str:
    """Return *text* in Unicode's lowered signs: H₂O; a word, or what has none, as it is.

    >>> lowered_signs("2"), lowered_signs("max")
    ('₂', 'max')
    """
    return _moved(text, _LOWERED)


def _moved(text: str, signs: dict[int, int]) -> str:
    word = len(text) > 1 and text.replace("-", "").isalpha()
    return text.translate(signs) if text and not word and all(ord(sign) in signs for sign in text) else text


def with_minus(text: str) -> str:
    """Return what is raised or lowered with a minus sign for a hyphen before a figure, as it is printed.

    >>> with_minus("-6"), with_minus("a-b")
    ('−6', 'a-b')
    """
    return text.replace("-", "\u2212") if _moved(text, _RAISED) != text else text


def as_heard(caption: str) -> str:
    """Return a caption as it is read out in the place of its picture: the first sentences of a long one."""
    words = " ".join(caption.split())
    ends = [0, *(found.end() for found in re.finditer(r"[.!?…](?=\s)|[。！？]", words[:201]))]
    return words if len(words) <= 200 else words[: ends[-1] or 200].strip()


SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean: lines break without spaces there, and by rules of their own."""
