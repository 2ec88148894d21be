"""How a withheld picture is known again in finished files, without keeping the picture itself.

A fingerprint holds where the spots of a picture are and what is around each of them (`keypoints.py`). Some spots that two
pictures share say how one could lie on the other: cropped, mirrored, turned, scaled. It is laid so, and every spot of the
withheld picture that must then be in the other one is looked for there. In a copy most are; in another picture of the
same kind, a few.
"""

import struct
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from typing import Generic, TypeVar

from PIL import Image

from publishkit.rights.keypoints import BITS, Look, Spot
from publishkit.rights.overlay import FEWEST, Cover, Guess, Known, Pair, cover, guesses

KIND = "k1:"
"""How a fingerprint of spots begins; one without is a difference hash."""
KEPT = 80
"""Spots of a fingerprint."""
NEAR = 8
"""Signs of 40 in which two spots may differ to be taken for the same one without looking at their places."""
SHARE, MARGIN = 0.66, 2
"""Of the spots that must be seen in a copy so large a share is, and this many more: a few agree by chance. The others may
be under a banner, a logo, a change of light."""
LEAST = 12
"""And at least so many are."""
FEW = 24
"""A picture with fewer spots is told by difference hashes."""
SPREAD = 0.1
"""Share of the known picture that they must lie around."""

_HEAD, _SPOT = struct.Struct(">HH"), struct.Struct(">HHB5s")
_FINE = 16
"""Places and levels are kept in sixteenths."""

Key = TypeVar("Key", bound=Hashable)


def fingerprints(data: bytes) -> tuple[str, ...]:
    """Return by what a picture is known again: about 900 characters; () when nothing is on it, as on a blank sheet.

    A picture with too few spots, as of fog, is told by the difference hashes of it and of what is left when an edge is
    cut off.

    Raises:
        PIL.UnidentifiedImageError: *data* is no picture Pillow can read.
        OSError: it is damaged.
    """
    with Image.open(BytesIO(data)) as picture:
        return fingerprints_of(Look(picture))


def look_at(data: bytes) -> Look | None:
    """Return the look of a picture's file; None for a drawing (SVG), a damaged file and what is no picture."""
    try:
        with Image.open(BytesIO(data)) as picture:
            return Look(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def fingerprints_of(look: Look) -> tuple[str, ...]:
    """Return by what a picture that was looked at is known again."""
    spots = look.spots[:KEPT]
    if len(spots) < FEW:
        return tuple(filter(telling, difference_hashes(look)))
    told = (ways[0].to_bytes(BITS // 8) for ways in look.told)
    packed = (
        _SPOT.pack(round(s.x * _FINE), round(s.y * _FINE), round(s.level * _FINE), bits)
        for s, bits in zip(spots, told, strict=False)
    )
    return (KIND + b64encode(b"".join((_HEAD.pack(*look.size), *packed))).decode(),)


def _read(mark: str) -> Known | None:
    """Return what a fingerprint of spots says; None for what is none of ours."""
    try:
        raw = b64decode(mark.removeprefix(KIND), validate=True)
        size: tuple[int, int] = _HEAD.unpack_from(raw)
        rows = list(_SPOT.iter_unpack(raw[_HEAD.size :]))
    except (ValueError, struct.error):
        return None
    spots = tuple(Spot(x / _FINE, y / _FINE, level / _FINE) for x, y, level, _ in rows)
    return Known(size, spots, tuple(int.from_bytes(bits) for _, _, _, bits in rows))


# --- what resembles what ----------------------------------------------------------------------------------------------


class Gallery(Generic[Key]):
    """Pictures that are known by their fingerprints, any number of them."""

    def __init__(self, known: Iterable[tuple[Key, Sequence[str]]]) -> None:
        """Hold *known*: a name for each picture and its fingerprints."""
        self._names: list[Key] = []
        self._known: list[Known] = []
        self._old: list[tuple[Key, str]] = []
        for name, marks in known:
            for mark in marks:
                if not mark.startswith(KIND):
                    self._old += [(name, mark)] if telling(mark) else []
                elif read := _read(mark):
                    self._names.append(name)
                    self._known.append(read)

    def __bool__(self) -> bool:
        """Whether there is anything to resemble."""
        return bool(self._known or self._old)

    @cached_property
    def _shelves(self) -> Mapping[int, Sequence[tuple[int, int, int]]]:
        """Some of the signs of a spot -> (picture, spot, all signs)."""
        shelves: dict[int, list[tuple[int, int, int]]] = {}
        for number, known in enumerate(self._known):
            for at, told in enumerate(known.told):
                for shelf in _shelves_of(told):
                    shelves.setdefault(shelf, []).append((number, at, told))
        return shelves

    def resembled_by(self, look: Look) -> tuple[Key, ...]:
        """Return the names of the known pictures of which *look* is a copy, or which it shows among other things."""
        difference = difference_hashes(look, (WHOLE,))[0] if self._old else ""
        found = [name for name, mark in self._old if alike(mark, difference)]
        return tuple(dict.fromkeys((*found, *self._shown_in(look))))

    def _shown_in(self, look: Look) -> Iterator[Key]:
        tried: Counter[int] = Counter()
        for number, guess in self._guesses(look)[:TRIES] if self._known else ():
            tried[number] += 1
            if tried[number] <= TRIES_OF_ONE and _is_copy(cover(self._known[number], look, guess)):
                tried[number] = TRIES
                yield self._names[number]

    def _guesses(self, look: Look) -> Sequence[tuple[int, Guess]]:
        """Return which picture may lie there and how, those with the most spots first."""
        likely = sorted(self._agreeing(look).items(), key=lambda one: (-len(one[1]), one[0]))[:LIKELY]
        found = [
            (number, guess)
            for (number, way), pairs in likely
            if len(pairs) >= FEWEST
            for guess in guesses(self._known[number], look, way, [pair for _, pair in sorted(pairs)[:PAIRS]])
        ]
        return sorted(found, key=lambda one: (-one[1].count, one[0]))

    def _agreeing(self, look: Look) -> Mapping[tuple[int, int], Sequence[tuple[int, Pair]]]:
        """Return for (picture, way it lies) the pairs of spots that agree, each with the signs in which they differ.

        A spot of *look* agrees with one spot of a picture, the one it resembles most.
        """
        agreeing: dict[tuple[int, int], list[tuple[int, Pair]]] = {}
        for here, ways in enumerate(look.told):
            for way, told in enumerate(ways):
                best: dict[int, tuple[int, int]] = {}
                for shelf in _shelves_of(told):
                    held = self._shelves.get(shelf, ())
                    for number, there, other in held if len(held) <= CROWDED else ():
                        apart = (told ^ other).bit_count()
                        if apart <= NEAR and (number not in best or apart < best[number][0]):
                            best[number] = apart, there
                for number, (apart, there) in best.items():
                    agreeing.setdefault((number, way), []).append((apart, (there, here)))
        return agreeing


def _is_copy(covered: Cover | None) -> bool:
    if covered is None or covered.spread < SPREAD or covered.seen < LEAST:
        return False
    return covered.seen >= SHARE * covered.sought + MARGIN


LIKELY = 12
"""Pictures, each in one way it may lie, that are considered for a picture found."""
PAIRS = 64
"""Pairs of spots by which it is guessed how one picture lies on another: the most alike. In a chart or a plan, where the
same shape comes again and again, most of them are wrong."""
TRIES = 12
"""Guesses that are tried."""
TRIES_OF_ONE = 8
"""Of which so many may be about the same known picture."""
CROWDED = 80
"""Spots on a shelf; what so many have says nothing."""
_SHELF = 12
"""Signs by which spots are found."""
_SHELVES = tuple(range(BITS - _SHELF, -1, -7))
"""Five shelves hold each spot: where in its signs they begin."""


def _shelves_of(told: int) -> Iterator[int]:
    for at in _SHELVES:
        yield at << _SHELF | (told >> at) & ((1 << _SHELF) - 1)


# --- difference hashes ------------------------------------------------------------------------------------------------


SIDE = 16
"""The picture is compared as 16 x 16 differences of brightness."""

DIGITS = SIDE * SIDE // 4
"""Hex digits of one half of a fingerprint."""

STEP = 5
"""Levels of grey (of 256) by which neighboring fields differ decisively: less is noise of scaling and compression."""

DECISIVE = 24
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


def difference_hashes(look: Look, crops: Sequence[Crop] = CROPS) -> tuple[str, ...]:
    """Return the difference hashes of a picture and of what is left of it when an edge is cut off.

    Each has 128 hex digits, bit by bit, row by row: is the next of 17 x 16 grey fields brighter? Then as many bits: was the
    step decisive?
    """
    return tuple(dict.fromkeys(_fields(_cut(look.grey, crop)) for crop in crops))


def _cut(grey: Image.Image, crop: Crop) -> Image.Image:
    left, top, right, bottom = crop
    box = (left * grey.width, top * grey.height, (1 - right) * grey.width, (1 - bottom) * grey.height)
    return grey.crop((round(box[0]), round(box[1]), max(1, round(box[2])), max(1, round(box[3]))))


def _fields(grey: Image.Image) -> str:
    fields = grey.resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes()
    rows = (fields[at : at + SIDE + 1] for at in range(0, len(fields), SIDE + 1))
    steps = [right - left for row in rows for left, right in pairwise(row)]
    rising = "".join("1" if step > 0 else "0" for step in steps)
    decisive = "".join("1" if abs(step) >= STEP else "0" for step in steps)
    return f"{int(rising, 2):0{DIGITS}x}{int(decisive, 2):0{DIGITS}x}"


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
    return _halves(print_)[1].bit_count() >= DECISIVE


def _halves(print_: str) -> tuple[int, int]:
    """Return the rising fields and the decisive ones; of a fingerprint of before 2026-11-23 all are decisive."""
    decisive = print_[DIGITS:] or "f" * DIGITS
    return int(print_[:DIGITS], 16), int(decisive, 16)
