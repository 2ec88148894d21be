"""How a withheld picture is known again in finished files, without keeping the picture itself.

A fingerprint holds where the spots of a picture are and what is around each of them (`keypoints.py`). Some spots that two
pictures share say how one could lie on the other: cropped, mirrored, turned, scaled. It is laid so, and every spot of the
withheld picture that must then be in the other one is looked for there. In a copy most are; in another picture of the
same kind, a few.
"""

import struct
from array import array
from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from heapq import nlargest
from io import BytesIO
from itertools import chain
from typing import Generic, TypeVar

from PIL import Image
from PIL.ImageFile import ImageFile

from publishkit.rights.pictures.difference import (
    ALIKE,
    DECISIVE,
    DIGITS,
    WHOLE,
    alike,
    difference_hashes,
    fields_of,
    halves,
    telling,
    turned_back,
)
from publishkit.rights.pictures.keypoints import Look, Spot
from publishkit.rights.pictures.light import steps_alike
from publishkit.rights.pictures.overlay import FEWEST, Guess, Known, Telling, cover, guesses
from publishkit.rights.pictures.parts import pictures_within
from publishkit.rights.pictures.ways import BITS, Doubts

KIND, EARLIER = "k2:", "k1:"
"""How a fingerprint of spots begins, and one of before 2026-11-29 without the steps of light; others are difference hashes."""
KEPT = 80
"""Spots of a fingerprint."""
NEAR = 7
"""Signs of 40 in which two spots may differ to be taken for the same one without looking at their places."""
SHARE, FEWER, NEARLY_ALL = 0.8, 0.66, 0.95
"""Of the spots that must be seen in a copy so large a share is. The others may be under a banner, a logo, a change of light.
Fewer do where light and dark are quite the same, nearly all must be seen where they say little."""
LEAST = 12
"""And at least so many are."""
FRAMES = 6
"""Frames of a picture that moves by which it is known and in which others are looked for, at most."""
FEW = 24
"""A picture with fewer spots is told by difference hashes."""
SPREAD = 0.1
"""Share of the known picture that they must lie around."""

_HEAD, _SPOT = struct.Struct(">HH"), struct.Struct(">HHB5s")
_FINE = 16
"""Places and levels are kept in sixteenths."""

Key = TypeVar("Key", bound=Hashable)
Prints = Callable[[bytes], tuple[str, ...]]
"""Makes the fingerprints of a picture's file, or finds them where they are kept."""


def fingerprints(data: bytes) -> tuple[str, ...]:
    """Return by what a picture is known again: about 1,100 characters; () when nothing is on it, as on a blank sheet.

    A picture with too few spots, as of fog, is told by the difference hashes of it and of what is left when an edge is
    cut off.

    Raises:
        PIL.UnidentifiedImageError: *data* is no picture Pillow can read.
        OSError: it is damaged.
    """
    with Image.open(BytesIO(data)) as picture:
        return tuple(dict.fromkeys(mark for frame in _frames(picture) for mark in fingerprints_of(Look(frame))))


def readable_fingerprints(data: bytes) -> tuple[str, ...]:
    """Return the fingerprints of a picture's file; () for a drawing, a damaged file and what is no picture."""
    try:
        return fingerprints(data)
    except (OSError, ValueError, SyntaxError, RuntimeError, Image.DecompressionBombError):
        return ()


@lru_cache(maxsize=64)
def looks_at(data: bytes) -> tuple[Look, ...]:
    """Return the looks of everything a picture's file shows or holds: its frames, and pictures within it.

    () for a drawing (SVG), a damaged file and what is no picture.
    """
    return tuple(chain(_looks(data), *map(_looks, pictures_within(data))))


def _looks(data: bytes) -> Iterator[Look]:
    with (
        suppress(OSError, ValueError, SyntaxError, RuntimeError, Image.DecompressionBombError),
        Image.open(BytesIO(data)) as picture,
    ):
        yield from (Look(frame, b"" if number else data) for number, frame in enumerate(_frames(picture)))


def _frames(picture: ImageFile) -> Iterator[Image.Image]:
    """Yield the frames of a picture that moves, a few of many; of every other one itself."""
    count = getattr(picture, "n_frames", 1)
    for number in range(0, count, max(1, -(-count // FRAMES))):
        if number:
            picture.seek(number)
        yield picture.copy() if count > 1 else picture


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
    steps = bytes.fromhex(difference_hashes(look, (WHOLE,))[0])
    return (KIND + b64encode(b"".join((_HEAD.pack(*look.size), steps, *packed))).decode(),)


def _read(mark: str) -> Known | None:
    """Return what a fingerprint of spots says; None for what is none of ours."""
    try:
        raw = b64decode(mark[len(KIND) :], validate=True)
        size: tuple[int, int] = _HEAD.unpack_from(raw)
        at = _HEAD.size + (DIGITS if mark.startswith(KIND) else 0)
        steps = raw[_HEAD.size : at] or bytes(DIGITS)
        rows = raw[at:]
        told = tuple(int.from_bytes(bits) for _, _, _, bits in _SPOT.iter_unpack(rows))
    except (ValueError, struct.error):
        return None
    rising, decisive = (int.from_bytes(half) for half in (steps[: DIGITS // 2], steps[DIGITS // 2 :]))
    return Known(size, partial(_spots, rows), told, rising, decisive)


def _spots(rows: bytes) -> tuple[Spot, ...]:
    return tuple(Spot(x / _FINE, y / _FINE, level / _FINE) for x, y, level, _ in _SPOT.iter_unpack(rows))


# --- what resembles what ----------------------------------------------------------------------------------------------


class Gallery(Generic[Key]):
    """Pictures that are known by their fingerprints, any number of them."""

    def __init__(self, known: Iterable[tuple[Key, Sequence[str]]]) -> None:
        """Hold *known*: a name for each picture and its fingerprints."""
        self._old: list[tuple[Key, str]] = []
        named: dict[str, list[Key]] = {}
        for name, marks in known:
            for mark in marks:
                if mark.startswith((KIND, EARLIER)):
                    named.setdefault(mark, []).append(name)
                elif telling(mark):
                    self._old.append((name, mark))
        held = [(names, read) for mark, names in named.items() if (read := _read(mark))]
        self._names = [names for names, _ in held]
        """Of each picture: the same one may lie in many places."""
        self._known = [read for _, read in held]

    def __bool__(self) -> bool:
        """Whether there is anything to resemble."""
        return bool(self._known or self._old)

    @cached_property
    def _shelves(self) -> "_Shelves":
        return _Shelves(self._known)

    def resembled_by(self, look: Look) -> tuple[Key, ...]:
        """Return the names of the known pictures of which *look* is a copy, or which it shows among other things."""
        difference = difference_hashes(look, (WHOLE,))[0] if self._old else ""
        found = [name for name, mark in self._old if alike(mark, difference)]
        shown = (*found, *self._shown_in(look))
        return tuple(dict.fromkeys(shown or self._recoloured_in(look)))

    def _recoloured_in(self, look: Look) -> Iterator[Key]:
        """Yield the pictures that *look* is in other colours, as a whole."""
        as_is, shape = _rising(look.grey), look.size[0] / look.size[1]
        far = [
            (names, rising, decisive, most)
            for names, rising, decisive, told, most, sides in self._wholes
            if abs(sides - shape) <= SAME_SHAPE * shape and ((as_is ^ rising) & decisive).bit_count() >= ALIKE * told
        ]
        if not (far and look.data):
            return
        for light in map(_rising, turned_back(look.data)):
            for names, rising, decisive, most in far:
                if ((light ^ rising) & decisive).bit_count() <= most:
                    yield from names

    @cached_property
    def _wholes(self) -> Sequence[tuple[Sequence[Key], int, int, int, int, float]]:
        """Of each picture with enough steps of light: its names, the steps, how many, how many may differ, its shape."""
        return [
            (names, known.rising, known.decisive, told, int(RECOLOURED * told), known.size[0] / max(1, known.size[1]))
            for names, known in zip(self._names, self._known, strict=True)
            if (told := known.decisive.bit_count()) >= MANY_STEPS
        ]

    def _shown_in(self, look: Look) -> Iterator[Key]:
        tried: Counter[int] = Counter()
        for number, guess in self._guesses(look)[:TRIES] if self._known else ():
            tried[number] += 1
            if tried[number] <= TRIES_OF_ONE and _is_copy(self._known[number], look, guess):
                tried[number] = TRIES
                yield from self._names[number]

    def _guesses(self, look: Look) -> Sequence[tuple[int, Guess]]:
        """Return which picture may lie there and how, the most telling first."""
        agreeing = self._agreeing(look)
        likely = nlargest(LIKELY, agreeing, key=lambda one: (sum(weight for weight, _ in agreeing[one]), one))
        found = [
            (number, guess)
            for number, way in likely
            if len(agreeing[number, way]) >= FEWEST
            for guess in guesses(self._known[number], look, way, agreeing[number, way])
            if guess.weight >= TELLING or len(guess.pairs) >= MANY
        ]
        return sorted(found, key=lambda one: (-one[1].weight, one[0]))

    def _agreeing(self, look: Look) -> Mapping[tuple[int, int], Sequence[Telling]]:
        """Return for (picture, way it lies) the pairs of spots that agree: of each spot of *look* the few most alike."""
        agreeing: defaultdict[tuple[int, int], list[Telling]] = defaultdict(list)
        near_to = self._shelves.near_to
        for here, (ways, doubts) in enumerate(zip(look.told, look.doubts, strict=True)):
            for way, told in enumerate(ways):
                near = near_to(told, doubts[way])
                if near:
                    weight, taken = 1 / len(near), dict[int, int]()
                    for number, there in sorted(near, key=near.__getitem__) if len(near) > RIVALS else near:
                        taken[number] = count = taken.get(number, 0) + 1
                        if count <= RIVALS:
                            agreeing[number, way].append((weight, (there, here)))
        return agreeing


MANY_STEPS, RECOLOURED, SAME_SHAPE = 60, 0.05, 0.04
"""Decisive steps of light by which a recoloured picture is known, and the share in which it may differ: copies differ in up to 3 of
100, other pictures in 8 and more (240 copies of 40 pictures, 184 pictures beside 703 others)."""


def _rising(grey: Image.Image) -> int:
    return halves(fields_of(grey))[0]


def _is_copy(known: Known, look: Look, guess: Guess) -> bool:
    found = cover(known, look, guess)
    if found is None or found.spread < SPREAD or found.seen < LEAST or found.share < FEWER:
        return False
    if not known.decisive:
        return found.share >= SHARE
    alike, sought = steps_alike(known, look, found.lay)
    beyond = alike - CHANCE * sought
    if guess.weight >= UNMISTAKABLE and found.seen >= PLAIN_SEEN and found.spread >= WIDE:
        # Made much brighter, darkened at its edges: the light is another, the spots are not.
        few = next((steps for share, steps in LIGHT_OF_PLAIN if found.share >= share), 1.0)
        if alike >= few * sought:
            return True
    if alike >= SAME_LIGHT * sought and beyond >= 2 * SAYS_MUCH:
        return True
    if found.share >= NEARLY_ALL:
        return alike >= STEPS_OF_ALL * sought
    enough = SAYS_A_LITTLE if found.share >= MOST and found.seen >= MOST_SEEN else SAYS_MUCH
    return found.share >= SHARE and alike >= STEPS * sought and beyond >= enough


STEPS, STEPS_OF_ALL, SAME_LIGHT = 0.86, 0.8, 0.97
"""Of the steps of light that must be seen so large a share is, in nearly all copies 91 of 100 and more; fewer where nearly all
spots are seen, and so many where fewer are."""
UNMISTAKABLE, PLAIN_SEEN, WIDE = 15, 50, 0.5
"""What the spots of a copy say together at the least, and what must be seen of it and how far around, where light says less; of 250
pictures beside 736 others none that was no copy came to 10."""
LIGHT_OF_PLAIN = ((0.95, 0.7), (0.82, 0.78), (0.66, 0.88))
"""Share of the spots that is seen -> of the steps that are."""
CHANCE, SAYS_MUCH = 0.75, 12
"""Other pictures have this share of the steps, dark things on white more; a copy has so many more steps than that. Measured
on 250 copies of 60 pictures, and on 750 pictures of which none is a copy."""
MOST, MOST_SEEN, SAYS_A_LITTLE = 0.88, 30, 9
"""Where so large a share of the spots is seen, and so many, fewer more are enough: a part of a chart has little light and dark."""
LIKELY = 40
"""Pictures, each in one way it may lie, that are considered for a picture found."""
RIVALS = 3
"""Spots of one picture that are taken for the same spot found: bars and lines have many alike."""
TELLING, MANY = 0.4, 12
"""A guess is tried when what its spots say together comes to so much, or when they are so many."""
TRIES = 10
"""Guesses that are tried."""
TRIES_OF_ONE = 8
"""Of which so many may be about the same known picture."""
FULL, CROWDED = 8, 24
"""Spots on a shelf by 16 of their signs, and by 24 where there are more; what still more have says nothing."""
NUMBER = 24
"""Bits for the number of a spot, behind its signs: those of a shelf lie side by side in memory."""
_CROWDED = array("Q")
"""What is found on a shelf that holds too many."""


class _Shelves:
    """Spots of known pictures, found by some of their signs."""

    def __init__(self, pictures: Sequence[Known]) -> None:
        self._places = [(number, at) for number, known in enumerate(pictures) for at in range(len(known.told))]
        told = (signs for known in pictures for signs in known.told)
        spots = [signs << NUMBER | number for number, signs in enumerate(told)]
        self._wide: dict[int, array[int]] = {}
        self._narrow: dict[int, array[int]] = {}
        for part in range(4):
            self._put(part, spots)

    def _put(self, part: int, spots: Sequence[int]) -> None:
        """Lay every spot on its shelf by one part of its signs, and where many lie by more of them."""
        wide: defaultdict[int, list[int]] = defaultdict(list)
        aside, named = NUMBER + 24 - 8 * part, part << 16
        for spot in spots:
            wide[spot >> aside & 0xFFFF].append(spot)
        narrow: defaultdict[int, list[int]] = defaultdict(list)
        for shelf, crowd in wide.items():
            if len(crowd) <= FULL:
                self._wide[named | shelf] = array("Q", crowd)
                continue
            self._wide[named | shelf] = _CROWDED
            for spot in crowd:
                narrow[_narrow(spot >> NUMBER, part)].append(spot)
        self._narrow.update((shelf, array("Q", held)) for shelf, held in narrow.items() if len(held) <= CROWDED)

    def near_to(self, told: int, doubts: Doubts) -> Mapping[tuple[int, int], int]:
        """Return (picture, spot) -> signs in which it differs from one that is told so, of those that are much alike."""
        near: dict[tuple[int, int], int] = {}
        wide = self._wide
        for part, (one, other) in enumerate(doubts):
            for told_so in (told, told ^ one, told ^ other, told ^ one ^ other):
                held = wide.get(part << 16 | told_so >> 24 - 8 * part & 0xFFFF)
                if held is None:
                    continue
                for spot in held or self._narrow.get(_narrow(told_so, part), _CROWDED):
                    apart = (spot >> NUMBER ^ told).bit_count()
                    if apart <= NEAR:
                        near[self._places[spot & (1 << NUMBER) - 1]] = apart
        return near


def _narrow(told: int, part: int) -> int:
    """Return one of the shelves of 24 signs, in which those of 16 are divided."""
    if part < 3:
        return part << 24 | told >> 16 - 8 * part & 0xFFFFFF
    return part << 24 | (told & 0xFFFF) << 8 | told >> 32


# --- whole pictures ---------------------------------------------------------------------------------------------------


def looks_the_same(one: str, other: str) -> bool:
    """Return whether two fingerprints are of one whole picture, scaled or saved again: quick, and blind to a crop."""
    (rising, decisive), (others, decided) = _steps(one), _steps(other)
    told = decisive & decided
    return told.bit_count() >= DECISIVE and ((rising ^ others) & told).bit_count() <= ALIKE * told.bit_count()


@lru_cache(maxsize=4096)
def _steps(mark: str) -> tuple[int, int]:
    if not mark.startswith(KIND):
        return (0, 0) if mark.startswith(EARLIER) else halves(mark)
    return (known.rising, known.decisive) if (known := _read(mark)) else (0, 0)
