"""Words no line can hold: a place to break in every forty letters, so that a page engine need not try them all."""

import re
import unicodedata
from collections.abc import Iterator

LONG = 160
"""Letters; the longest words of dictionaries, addresses aside, have half of it."""
PIECE = 40

BREAK = "\u200b"
"""Zero-width space: seen by nobody, dropped when a text is compared (`check.matching.key`)."""

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean: lines break without spaces there, and by rules of their own."""

_LETTER = rf"&\#?\w{{1,31}};|[^\s<>&{_SPACELESS}{BREAK}]"
_TEXT = re.compile(r"(?s)(?P<kept><(?P<raw>style|script|title|h[1-6])\b.*?</(?P=raw)\s*>|<[^>]*>)|(?P<text>[^<]+)")
_WORD = re.compile(rf"(?:{_LETTER}){{{LONG},}}")
_ONE = re.compile(_LETTER)
_JOINED = ("\u200d", "\u2060", "\ufe0f")


def breakable(html: str) -> str:
    r"""Return *html* with a place to break in every overlong word of its text; tags and styles stay, and headings, which are bookmarks too.

    A hyphenated word is tried at each of its syllables, again for every line: a word of ten thousand letters would take
    hours.

    >>> breakable("<p title='" + "a" * 200 + "'>short &amp; " + "b" * 165 + "</p>").count("\u200b")
    4
    """
    return _TEXT.sub(lambda found: found["kept"] or _WORD.sub(_broken, found["text"]), html)


def _broken(word: re.Match[str]) -> str:
    return BREAK.join("".join(piece) for piece in _pieces(_ONE.findall(word[0])))


def _pieces(letters: list[str]) -> Iterator[list[str]]:
    """Yield runs of about forty letters; accents and what is joined stay with their letter."""
    first = 0
    for at, letter in enumerate(letters):
        joined = unicodedata.category(letter[0]).startswith("M") or letter in _JOINED
        if at - first >= PIECE and not joined and letters[at - 1] not in _JOINED:
            yield letters[first:at]
            first = at
    yield letters[first:]
