"""Traces by which a withheld text or picture is known again in finished files, without keeping the work itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from io import BytesIO
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from publishkit.rights.measure import stretches, units
from publishkit.words import Folding, skeleton

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


# --- texts ------------------------------------------------------------------------------------------------------------


LEAST = 24
"""Letters that a run has at least: nine tiny words say nothing."""
SEED = 20
"""Letters at the beginning of a run by which it is looked for, before its own hash is compared."""
MOST = 255
"""Letters of a run that are hashed."""
Trace = tuple[int, int, int]
"""(checksum of the first letters, hash of all, how many): one run of nine words, known by its letters alone.

Spaces do not count, so that words which are run together or l e t t e r e d  o u t are the same run. The hash is BLAKE2b
of 8 bytes, the checksum CRC-32 of `SEED` letters in UTF-32.
"""
WRITTEN = 26
"""Hex digits of a trace as records have it: 16 of the hash, 8 of the checksum, 2 of the length."""


def packed(text: str) -> tuple[str, list[int]]:
    """Return the letters of *text* without a space between them, and at which of them its words begin.

    >>> packed("The ferry, 1 hour")
    ('theferryhour', [0, 3, 8])
    """
    row = units(skeleton(text))
    return "".join(row), list(accumulate(map(len, row[:-1]), initial=0)) if row else []


def runs(text: str) -> Iterator[str]:
    """Yield the letters of every run of nine words of *text*, in order; none for a shorter text.

    >>> list(runs("One two three four five six seven eight nine ten."))[-1]
    'twothreefourfivesixseveneightnineten'
    """
    row = units(skeleton(text))
    for first, end in stretches(row, RUN, LEAST):
        yield "".join(row[first:end])[:MOST]


def traces(text: str) -> tuple[Trace, ...]:
    """Return the traces of every run of nine words of *text*, each once, in order of appearance."""
    return tuple(dict.fromkeys(map(trace, runs(text))))


def trace(run: str) -> Trace:
    """Return the trace of one run's letters."""
    return seed(run.encode(WIDE)[: SEED * WIDTH]), hash_of(run), len(run)


def seed(letters: bytes | memoryview) -> int:
    """Return the checksum of `SEED` letters, given in UTF-32."""
    return crc32(letters)


def hash_of(run: str) -> int:
    """Return the hash of a run's letters: 64 bits."""
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest())


WIDE, WIDTH = "utf-32-le", 4
"""Every letter takes four bytes, so that a stretch of letters is a stretch of bytes."""


def seeds(letters: str) -> list[int]:
    """Return the checksum at every letter of *letters*, but the last few: where a run may begin."""
    wide = memoryview(letters.encode(WIDE))
    size = SEED * WIDTH
    return [crc32(wide[at : at + size]) for at in range(0, len(wide) - size + 1, WIDTH)]


def written(trace: Trace) -> str:
    """Return a trace as records have it.

    >>> written((1, 2, 30)), read_trace(written((1, 2, 30)))
    ('0000000000000002000000011e', (1, 2, 30))
    """
    return f"{trace[1]:016x}{trace[0]:08x}{trace[2]:02x}"


def read_trace(text: str) -> Trace:
    """Return what `written` wrote."""
    return int(text[16:24], 16), int(text[:16], 16), int(text[24:], 16)


# --- texts, as records of before 2026-12 have them --------------------------------------------------------------------


_WORD = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"(?<=\w)(?:[-\u2010]\r?\n|[\u0002\ufffe](?:\r?\n)?)(?=\w)")
"""A hyphen at the end of a line (where PDFium writes U+FFFE or U+0002 and no line end)."""
_READ = Folding(form=None, case="lower")


def old_traces(text: str) -> Mapping[str, str]:
    """Return the traces of a `publishkit-proof/1` (16 hex digits: BLAKE2b of nine words in small letters) -> the words."""
    found = _WORD.findall(_BROKEN.sub("", _READ(text)))
    every = (" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1))
    return {blake2b(run.encode(), digest_size=8).hexdigest(): run for run in every}


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
