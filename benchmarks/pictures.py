"""How long it takes to look for 1,000 stored pictures in the 20 of an issue."""

import random
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from time import process_time

from publishkit.rights.pictures.likeness import Gallery, fingerprints, looks_at
from tests.support.copies import KINDS, saved

STORED, SHOWN, DRAWN = 1_000, 20, 10
"""Pictures; those drawn of each kind."""
HEAD, SPOT = 68, 10
"""Bytes of a fingerprint before its spots, and of a spot."""


def measure_pictures() -> float:
    """Return the seconds of processor time: the index is made, 20 files are decoded, looked at and looked up.

    Fifty pictures are drawn; the others are mixed from their spots, so that the index is as full as with so many.
    """
    drawn = [saved(draw(seed), "JPEG", quality=85) for draw in KINDS.values() for seed in range(DRAWN)]
    stored = list(_stored([fingerprints(data)[0] for data in drawn]))
    shown = [saved(draw(seed + 500), "JPEG", quality=85) for draw in KINDS.values() for seed in range(SHOWN // 5)]
    begun = process_time()
    gallery = Gallery(enumerate((mark,) for mark in stored))
    for data in shown:
        for look in looks_at(data):
            gallery.resembled_by(look)
    return process_time() - begun


def _stored(marks: Sequence[str]) -> Iterator[str]:
    yield from marks
    raw, chance = [b64decode(mark[3:]) for mark in marks], random.Random(1)
    spots = [one[at : at + SPOT] for one in raw for at in range(HEAD, len(one), SPOT)]
    for _ in range(STORED - len(marks)):
        mixed = chance.choice(raw)[:HEAD] + b"".join(chance.choices(spots, k=80))
        yield marks[0][:3] + b64encode(mixed).decode()
