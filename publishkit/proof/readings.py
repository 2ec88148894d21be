"""Other readings of a text: as a reader takes it where its letters are written as figures, upside down, or among tags."""

import re
from collections.abc import Iterator

FEWEST = 9
"""Words in such dress before a text is read anew."""
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,60}>")
"""Markup that a reader sees as it is written: `mar<sub>ket</sub>`."""
_MARK_IN_RUBY = re.compile(r"<(rt|rp)>[^<>]{0,60}</\1>")
_FIGURED = re.compile(r"[^\W\d_][013457@$]|[013457@$][^\W\d_]")
_FIGURES = str.maketrans("0134578@$", "oieastbas")
_UPSIDE_DOWN = re.compile("[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ]")
_TURNED = str.maketrans("uncdpqbn", "nupɔdbqu")


def readings(text: str) -> Iterator[str]:
    r"""Yield *text*, and what else it may be read as; nearly always nothing else.

    >>> list(readings("Low water"))
    ['Low water']
    """
    yield text
    if len(_TAG.findall(text)) >= FEWEST:
        yield _TAG.sub("", _MARK_IN_RUBY.sub("", text))
    if len(_FIGURED.findall(text)) >= FEWEST:
        yield re.sub(r"[\w@$]+", _spelled, text)
    if len(_UPSIDE_DOWN.findall(text)) >= FEWEST:
        yield text.translate(_TURNED)[::-1]


def _spelled(word: re.Match[str]) -> str:
    return word[0].translate(_FIGURES) if len(word[0]) <= 3 or not word[0].isdigit() else word[0]
