"""Traces by which a withheld text is known again in finished files, without keeping the text itself."""

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import accumulate
from zlib import crc32

from publishkit.rights.facts import is_bare, weights
from publishkit.rights.near_copy import stretches, units
from publishkit.words import Folding, skeleton

RUN = 9
"""Words in a row that count as copying: one more than the near-copy test allows a summary (`near_copy_max_run`)."""

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

_BROKEN = re.compile(r"(?<=\w)(?:[-\u2010]\r?\n|[\u0002\ufffe](?:\r?\n)?)(?=\w)")
"""A hyphen at the end of a line (where PDFium writes U+FFFE or U+0002 and no line end)."""


def packed(text: str) -> tuple[str, list[int]]:
    """Return the letters of *text* without a space between them, and at which of them its words begin.

    >>> packed("The ferry, 1 hour")
    ('theferryhour', [0, 3, 8])
    """
    row = _units(text)
    return "".join(row), list(accumulate(map(len, row[:-1]), initial=0)) if row else []


def runs(text: str) -> Iterator[str]:
    """Yield the letters of every run of nine words of *text*, in order; none for a shorter text.

    >>> list(runs("One two three four five six seven eight nine ten."))[-1]
    'twothreefourfivesixseveneightnineten'
    """
    row = _units(text)
    for first, end in stretches(row, RUN, LEAST):
        yield "".join(row[first:end])[:MOST]


def _units(text: str) -> list[str]:
    return units(skeleton(_BROKEN.sub("", text)))


def traces(*texts: str) -> tuple[Trace, ...]:
    """Return the traces of every run of nine words in any of *texts*, each once; no run leads from one to the next.

    What is nobody's wording, a list of names, say, has none (`facts.py`).
    """
    return tuple(dict.fromkeys(trace(run) for text in texts for run in _worded(text)))


def _worded(text: str) -> Iterator[str]:
    """Yield the letters of the runs that somebody worded."""
    whole = _BROKEN.sub("", text)
    row, weighed = units(skeleton(whole)), weights(whole)
    for first, end in stretches(row, RUN, LEAST):
        if len(weighed) != len(row) or not is_bare(weighed[first:end]):
            yield "".join(row[first:end])[:MOST]


def shingles(text: str) -> tuple[str, ...]:
    """Return the traces of *text* as records have them."""
    return tuple(map(written, traces(text)))


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


# --- as records of before 2026-12 have them ---------------------------------------------------------------------------


_WORD = re.compile(r"[^\W_]+")
_READ = Folding(form=None, case="lower")


def old_traces(text: str) -> Mapping[str, str]:
    """Return the traces of a `publishkit-proof/1` (16 hex digits: BLAKE2b of nine words in small letters) -> the words."""
    found = _WORD.findall(_BROKEN.sub("", _READ(text)))
    every = (" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1))
    return {blake2b(run.encode(), digest_size=8).hexdigest(): run for run in every}
