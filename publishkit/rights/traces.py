"""Traces by which a withheld text is known again in finished files, without keeping the text itself."""

import re
from hashlib import blake2b

from publishkit.words import Folding

RUN = 9
"""Words in a row that count as copying: one more than the near-copy test allows a summary (`near_copy_max_run`)."""

_WORD = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"(?<=\w)(?:[-\u2010]\r?\n|[\u0002\ufffe](?:\r?\n)?)(?=\w)")
"""A hyphen at the end of a line (where PDFium writes U+FFFE or U+0002 and no line end)."""
_READ = Folding(form=None, case="lower")
"""Another form or look-alikes would change the traces of editions that are out."""


def words(text: str) -> list[str]:
    r"""Return the words of *text* in small letters, words broken at a line's end made whole.

    >>> words("The exam-\nple, won't it?")
    ['the', 'example', 'won', 't', 'it']
    """
    return _WORD.findall(_BROKEN.sub("", _READ(text)))


def runs(text: str) -> list[str]:
    """Return every run of nine words of *text*, in order; none for a shorter text.

    >>> runs("One two three four five six seven eight nine ten.")[-1]
    'two three four five six seven eight nine ten'
    """
    found = words(text)
    return [" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1)]


def trace(run: str) -> str:
    """Return the trace of one run of words: 16 hex digits (BLAKE2b, 8 bytes).

    >>> trace("two three four five six seven eight nine ten")
    '19e6d478d5bea2da'
    """
    return blake2b(run.encode(), digest_size=8).hexdigest()


def shingles(text: str) -> tuple[str, ...]:
    """Return the traces of every run of nine words of *text*, each once, in order of appearance."""
    return tuple(dict.fromkeys(map(trace, runs(text))))
