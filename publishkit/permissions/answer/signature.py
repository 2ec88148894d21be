"""The end of a letter: who signed it, as what and for whom; names and posts permit nothing and forbid nothing."""

import re
from collections.abc import Sequence

from publishkit.permissions.answer.meaning import (
    ONLY,
    folded,
    found,
    is_disclaimer,
    languages_of,
    permits,
)
from publishkit.permissions.answer.phrases import phrases

MOST = 12
"""Words of a line of a signature, at most."""
_PIECES = re.compile(r"\s*[|·•,;/&+()–—]\s*|\s-\s|:\s+|\s{3,}")
_PARTICLES = frozenset(
    "of the and for in at de des du d la le les l del della di da do dos das e et y i und der die das den von vom zu zum im "
    "van het een en og och af av na w z ze & a to".split()
)
_REACHED = re.compile(r"[\w.+-]+@[\w-]+\.|(?:https?://|www\.)\S|^\S+\.[a-z]{2,}(?:/\S*)?$|^[+(]?\d[\d\s()./-]{2,}$")
"""An address of any kind, a number."""
_NUMBERED = re.compile(r"\bno\.? ?(?=\d)", re.IGNORECASE)
"""The "no" of "Company no. 123"."""
_AFTER = re.compile(r"(?i)^(?:p\.? ?p?\.? ?s\b|nb\b|n\.b\.)")


def without_signature(own: str, *, whole: bool = False) -> str:
    r"""Return a letter without the lines in which nothing stands but who signs it; *whole* where all of it may be that.

    >>> without_signature("Yes, you may.\n\nYours\nDora Penn\nSyndication, Marsh Courier Newspapers Ltd")
    'Yes, you may.'
    >>> without_signature("You may.\n\nBest\nDora\nPS: not the pictures")
    'You may.\n\nPS: not the pictures'
    """
    lines = own.split("\n")
    signed = signature_of(lines, whole=whole)
    return "\n".join(line for number, line in enumerate(lines) if number not in signed).strip("\n")


def signature_of(lines: Sequence[str], *, whole: bool = False) -> frozenset[int]:
    """Return the numbers of the lines in which nothing stands but who signs: behind a closing, or at the end in a paragraph of its own."""
    first = 0 if whole else next((number for number, line in enumerate(lines) if line.strip()), 0) + 1
    spoken = languages_of("\n".join(lines))
    signed = {number for number in range(first, len(lines)) if _signs(lines[number], spoken)}
    closed = next((number for number in range(first, len(lines)) if _closes(lines[number])), len(lines))
    begins = min(closed, _trailing(lines, signed))
    return frozenset(number for number in signed if number >= begins)


def _trailing(lines: Sequence[str], signed: set[int]) -> int:
    """Return the number of the line from which on a letter is signature, empty lines, and what its server adds."""
    at = len(lines)
    while at and (at - 1 in signed or not lines[at - 1].strip() or is_disclaimer(folded(lines[at - 1]))):
        at -= 1
    while 0 < at < len(lines) and lines[at].strip() and lines[at - 1].strip():
        at += 1  # a line that goes on is no signature
    return at


def _closes(line: str) -> bool:
    return any(pattern.fullmatch(piece) for piece in _pieces(line)[:1] for pattern in phrases().closing)


def _pieces(line: str) -> list[str]:
    return [folded(piece).strip(" .,!-*_") for piece in _PIECES.split(line) if piece.strip(" .,!-*_")]


def _signs(line: str, spoken: frozenset[int]) -> bool:
    """Return whether a line holds names, posts and addresses alone, and no word that grants, refuses or restricts."""
    bare = line.strip(" *_-")
    if not bare or len(bare.split()) > 3 * MOST or _AFTER.match(bare) or permits(bare):
        return False
    said = " ".join(word for word in _NUMBERED.sub(" ", folded(bare)).split() if not _is_post(word.strip(".,;:|&")))
    if ONLY.search(said) or _restricts(said, spoken):
        return False
    return all(_names(piece) for piece in _PIECES.split(bare) if piece.strip(" .,!-*_"))


def _restricts(said: str, spoken: frozenset[int]) -> bool:
    """Return whether folded words refuse, restrict or cost something, in a language of the letter."""
    known = phrases()
    kinds = (known.negation, known.refusal, known.limits, known.pay, known.defer)
    return any(found((patterns[number],), said) for patterns in kinds for number in spoken)


def _names(piece: str) -> bool:
    said = folded(piece).strip(" .,!-*_")
    if any(pattern.fullmatch(said) for pattern in phrases().closing) or _REACHED.search(piece.strip().lower()):
        return len(said.split()) <= MOST
    words = _NUMBERED.sub(" ", piece).split()
    return len(words) <= MOST and all(_is_name(word) for word in words)


def _is_name(word: str) -> bool:
    letters = word.strip(".,;:!?()'’\"“”*_-")
    said = folded(letters)
    if not letters or said in _PARTICLES or letters[0].isdigit():
        return True
    return letters[0].isupper() or _is_post(said)


def _is_post(said: str) -> bool:
    return any(pattern.fullmatch(said) for pattern in phrases().post)
