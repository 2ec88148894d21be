"""Traces by which a withheld text or picture is known again in finished files, without keeping the work itself."""

import re
from collections.abc import Sequence
from hashlib import blake2b
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from publishkit.words import Folding

if TYPE_CHECKING:
    from PIL import Image

RUN = 9
"""Words in a row that count as copying: one more than the near-copy test allows a summary (`near_copy_max_run`)."""

SIDE = 16
"""The picture is compared as 16 x 16 differences of brightness."""

DIGITS = SIDE * SIDE // 4
"""Hex digits of one half of a fingerprint."""

STEP = 5
"""Levels of grey (of 256) by which neighboring fields differ decisively: less is noise of scaling and compression."""

FEWEST = 24
"""A picture with fewer decisive fields is nearly flat, and would be taken for any other flat one."""

ALIKE = 0.12
"""Share of the decisive fields in which the same picture may differ."""

Crop = tuple[float, float, float, float]
"""Shares cut off left, top, right and bottom."""

WHOLE: Crop = (0, 0, 0, 0)
CROPS: tuple[Crop, ...] = (
    WHOLE,
    *((share, share, share, share) for share in (0.01, 0.02, 0.035)),
    (0.03, 0, 0, 0),
    (0, 0.03, 0, 0),
    (0, 0, 0.03, 0),
    (0, 0, 0, 0.03),
    (0.03, 0, 0.03, 0),
    (0, 0.03, 0, 0.03),
)
"""Edges that get lost when a picture is fitted or saved in blocks."""

_WORD = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"(?<=\w)(?:[-\u2010]\r?\n|[\u0002\ufffe](?:\r?\n)?)(?=\w)")
"""A hyphen at the end of a line (where PDFium writes U+FFFE or U+0002 and no line end)."""
_READ = Folding(form=None, case="lower")
"""Another form or look-alikes would change the traces of editions that are out."""


# --- texts ------------------------------------------------------------------------------------------------------------


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


# --- pictures ---------------------------------------------------------------------------------------------------------


def fingerprint(data: bytes) -> str:
    """Return the difference hash of a picture: 128 hex digits that survive scaling and recompression.

    Bit by bit, row by row: is the next of 17 x 16 grey fields brighter? Then as many bits: was the step decisive?

    Raises:
        PIL.UnidentifiedImageError: *data* is no picture Pillow can read.
    """
    return fingerprints(data, crops=(WHOLE,))[0]


def fingerprints(data: bytes, crops: Sequence[Crop] = CROPS) -> tuple[str, ...]:
    """Return the fingerprints of a picture and of what is left of it when an edge is cut off.

    Raises:
        PIL.UnidentifiedImageError: *data* is no picture Pillow can read.
    """
    from PIL import Image

    with Image.open(BytesIO(data)) as picture:
        grey = _small_grey(picture)
    return tuple(dict.fromkeys(_fields(_cut(grey, crop)) for crop in crops))


def fingerprint_of(picture: "Image.Image") -> str:
    """Return the difference hash of an opened picture."""
    return _fields(_small_grey(picture))


def _small_grey(picture: "Image.Image") -> "Image.Image":
    from PIL import Image, ImageOps

    # A JPEG decoded at a fraction of its size gives the same fields, many times faster; other formats ignore this.
    picture.draft("L", (SIDE * 8, SIDE * 8))
    grey = _on_white(ImageOps.exif_transpose(picture)).convert("L")
    most = SIDE * 16
    return grey.resize((min(grey.width, most), min(grey.height, most)), Image.Resampling.BOX)


def _cut(grey: "Image.Image", crop: Crop) -> "Image.Image":
    left, top, right, bottom = crop
    box = (left * grey.width, top * grey.height, (1 - right) * grey.width, (1 - bottom) * grey.height)
    return grey.crop((round(box[0]), round(box[1]), max(1, round(box[2])), max(1, round(box[3]))))


def _fields(grey: "Image.Image") -> str:
    from PIL import Image

    fields = grey.resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes()
    rows = (fields[at : at + SIDE + 1] for at in range(0, len(fields), SIDE + 1))
    steps = [right - left for row in rows for left, right in pairwise(row)]
    rising = "".join("1" if step > 0 else "0" for step in steps)
    decisive = "".join("1" if abs(step) >= STEP else "0" for step in steps)
    return f"{int(rising, 2):0{DIGITS}x}{int(decisive, 2):0{DIGITS}x}"


def _on_white(picture: "Image.Image") -> "Image.Image":
    """Return *picture* as it looks on paper: what is transparent becomes white."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper


def distance(one: str, other: str) -> int:
    """Return in how many of the fields that are decisive in *one* the two differ.

    >>> distance("f0" * 32 + "ff" * 32, "f1" * 32 + "00" * 32)
    32
    """
    (rising, decisive), (others, _) = _halves(one), _halves(other)
    return ((rising ^ others) & decisive).bit_count()


def alike(one: str, other: str) -> bool:
    """Return whether *other* is the picture *one*, scaled, saved again or a little brighter.

    Copies differ in up to 9 of 100 decisive fields, other pictures in 25 and more (measured on twelve pictures, 40 other
    versions of each).
    """
    return telling(one) and distance(one, other) <= ALIKE * _halves(one)[1].bit_count()


def telling(print_: str) -> bool:
    """Return whether a fingerprint says enough to recognise a picture: a blank sheet resembles every blank sheet."""
    return _halves(print_)[1].bit_count() >= FEWEST


def _halves(print_: str) -> tuple[int, int]:
    """Return the rising fields and the decisive ones; of a fingerprint of before 2026-11-23 all are decisive."""
    decisive = print_[DIGITS:] or "f" * DIGITS
    return int(print_[:DIGITS], 16), int(decisive, 16)
