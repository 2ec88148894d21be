"""Traces by which a withheld text or picture is known again in finished files, without keeping the work itself."""

import re
from hashlib import blake2b
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

RUN = 9
"""Words in a row that count as copying: one more than the near-copy test allows a summary (`near_copy_max_run`)."""

SIDE = 16
"""The picture is compared as 16 x 16 differences of brightness."""

FEWEST_ONES = 24
"""A picture with fewer rising fields is nearly flat, and would be taken for any other flat one."""

_WORD = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"(?<=\w)(?:[-\u2010]\r?\n|[\u0002\ufffe](?:\r?\n)?)(?=\w)|\u00ad")
"""A hyphen at the end of a line (where PDFium writes U+FFFE or U+0002 and no line end), and soft hyphens."""


def words(text: str) -> list[str]:
    r"""Return the words of *text* in small letters, words broken at a line's end made whole.

    >>> words("The exam-\nple, won't it?")
    ['the', 'example', 'won', 't', 'it']
    """
    return _WORD.findall(_BROKEN.sub("", text).lower())


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


def fingerprint(data: bytes) -> str:
    """Return the difference hash of a picture: 64 hex digits that survive scaling and recompression.

    Bit by bit, row by row: is the next of 17 x 16 grey fields brighter?

    Raises:
        PIL.UnidentifiedImageError: *data* is no picture Pillow can read.
    """
    from PIL import Image

    with Image.open(BytesIO(data)) as picture:
        return fingerprint_of(picture)


def fingerprint_of(picture: "Image.Image") -> str:
    """Return the difference hash of an opened picture."""
    from PIL import Image, ImageOps

    # A JPEG decoded at a fraction of its size gives the same fields, many times faster; other formats ignore this.
    picture.draft("L", (SIDE * 4, SIDE * 4))
    grey = _on_white(ImageOps.exif_transpose(picture)).convert("L")
    fields = grey.resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes()
    rows = (fields[at : at + SIDE + 1] for at in range(0, len(fields), SIDE + 1))
    bits = "".join("1" if left < right else "0" for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):0{SIDE * SIDE // 4}x}"


def _on_white(picture: "Image.Image") -> "Image.Image":
    """Return *picture* as it looks on paper: what is transparent becomes white."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper


def distance(one: str, other: str) -> int:
    """Return in how many of 256 fields two fingerprints differ; 10 or fewer is the same picture.

    >>> distance("f0", "f1")
    1
    """
    return (int(one, 16) ^ int(other, 16)).bit_count()


def telling(print_: str) -> bool:
    """Return whether a fingerprint says enough to recognise a picture: a blank sheet resembles every blank sheet."""
    ones = int(print_, 16).bit_count()
    return FEWEST_ONES <= ones <= SIDE * SIDE - FEWEST_ONES
