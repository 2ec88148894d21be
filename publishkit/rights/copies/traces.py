"""Traces by which a withheld text is known again in finished files, without keeping the text itself."""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate, pairwise
from zlib import crc32

from publishkit.rights.copies.facts import is_bare, weights
from publishkit.rights.copies.near_copy import stretches, units
from publishkit.words import UNSPACED, Folding, skeleton

RUN = 9
"""Words in a row that count as copying: one more than the near-copy test allows a summary (`near_copy_max_run`)."""

LEAST = 24
"""Letters that a run has at least: nine tiny words say nothing."""
SEED = 20
"""Letters at the beginning of a run by which it is looked for, before its own hash is compared."""
MOST = 255
"""Letters of a run that are hashed."""
OPENING = 3
"""Words at the beginning of a run by which a text is known where words were added, dropped or exchanged in it."""
OPENINGS = 0xFFFFFF
"""Their checksums have 24 bits."""
Trace = tuple[int, int, int, int]
"""(checksum of the first letters, hash of all, how many, checksum of the first three words): one run of nine words.

It is known by its letters alone. Spaces do not count, so that words which are run together or l e t t e r e d  o u t are the
same run. The hash is BLAKE2b of 8 bytes, the first checksum CRC-32 of `SEED` letters in UTF-32, the last one the lower 24
bits of CRC-32 of three words in UTF-8; -1 where a record of before does not have it.
"""
WRITTEN = 32
"""Hex digits of a trace as records have it: 16 of the hash, 8 of the checksum, 2 of the length, 6 of the opening."""
WITHOUT_OPENING = 26
"""As records of before 2026-12 have it."""

_BROKEN = re.compile(r"(?<=\w)(?:[-\u2010]\r?\n|[\u0002\ufffe](?:\r?\n)?)(?=\w)")
"""A hyphen at the end of a line (where PDFium writes U+FFFE or U+0002 and no line end)."""


def packed(text: str) -> tuple[str, list[int], list[int]]:
    """Return the letters of *text* without a space between them, at which of them its words begin, and its openings.

    >>> packed("The ferry, 1 hour")[:2]
    ('theferryhour', [0, 3, 8])
    """
    row = _units(text)
    return "".join(row), list(accumulate(map(len, row[:-1]), initial=0)) if row else [], openings(row)


def openings(row: Sequence[str]) -> list[int]:
    """Return the checksum of three words from each unit of *row* on, but the last few."""
    letters = "".join(row)
    if not UNSPACED.search(letters):
        begins = list(accumulate(map(len, row), initial=0))
        if letters.isascii():
            plain = letters.encode()
            return [crc32(plain[a:b]) & OPENINGS for a, b in zip(begins, begins[OPENING:], strict=False)]
        return [crc32(letters[a:b].encode()) & OPENINGS for a, b in zip(begins, begins[OPENING:], strict=False)]
    return [crc32("".join(row[first:end]).encode()) & OPENINGS for first, end in stretches(row, OPENING)]


def turned_openings(letters: str, begins: Sequence[int]) -> list[int]:
    """Return the checksums of three words from each on with two neighbours exchanged, two for each word but the last two.

    *begins* are the letters that begin a word, and the end. A sentence in which neighbours have changed places here and
    there is read as easily, and is as much somebody else's. None for a script without spaces.

    >>> letters, begins, plain = packed("the sluice rebuilt twice")
    >>> turned_openings(*packed("sluice the rebuilt twice")[:1], [0, 6, 9, 16, 21])[0] == plain[0]
    True
    """
    if UNSPACED.search(letters):
        return []
    wide = letters.encode()
    at = begins if len(wide) == len(letters) else list(accumulate(map(len, _encoded(letters, begins)), initial=0))
    found = []
    for a, b, c, d in zip(at, at[1:], at[2:], at[3:], strict=False):
        one, two, three = wide[a:b], wide[b:c], wide[c:d]
        found.append(crc32(two + one + three) & OPENINGS)
        found.append(crc32(one + three + two) & OPENINGS)
    return found


def _encoded(letters: str, begins: Sequence[int]) -> Iterator[bytes]:
    return (letters[a:b].encode() for a, b in pairwise(begins))


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
    return tuple(dict.fromkeys(trace(run, opening) for text in texts for run, opening in _worded(text)))


def _worded(text: str) -> Iterator[tuple[str, int]]:
    """Yield the letters of the runs that somebody worded, and their openings."""
    whole = _BROKEN.sub("", text)
    row, weighed = units(skeleton(whole)), weights(whole)
    begun = openings(row)
    for first, end in stretches(row, RUN, LEAST):
        if len(weighed) != len(row) or not is_bare(weighed[first:end]):
            yield "".join(row[first:end])[:MOST], begun[first]


def shingles(text: str) -> tuple[str, ...]:
    """Return the traces of *text* as records have them."""
    return tuple(map(written, traces(text)))


def trace(run: str, opening: int) -> Trace:
    """Return the trace of one run's letters."""
    return seed(run.encode(WIDE)[: SEED * WIDTH]), hash_of(run), len(run), opening


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

    >>> written((1, 2, 30, 4)), read_trace(written((1, 2, 30, 4)))
    ('0000000000000002000000011e000004', (1, 2, 30, 4))
    """
    return f"{trace[1]:016x}{trace[0]:08x}{trace[2]:02x}{trace[3]:06x}"


def opening_of(mark: str) -> int:
    """Return the last part alone of what `written` wrote."""
    return int(mark[WITHOUT_OPENING:], 16)


def read_trace(text: str) -> Trace:
    """Return what `written` wrote, or had written before there were openings."""
    return int(text[16:24], 16), int(text[:16], 16), int(text[24:26], 16), int(text[26:] or "-1", 16)


COLUMNS = "IQBI"
"""How the parts of a trace are packed where many are kept."""


def in_columns(found: Sequence[Trace]) -> bytes:
    """Return traces as bytes: all their first parts, then all their second ones, and so on."""
    parts = zip(*found, strict=True) if found else ((), (), (), ())
    return b"".join(array(kind, values).tobytes() for kind, values in zip(COLUMNS, parts, strict=True))


def columns_of(data: bytes, count: int) -> "list[array[int]]":
    """Return the parts of *count* traces that `in_columns` made bytes of.

    >>> [part.tolist() for part in columns_of(in_columns([(1, 2, 3, 4)]), 1)]
    [[1], [2], [3], [4]]
    """
    columns, at = [], 0
    for kind in COLUMNS:
        column = array(kind)
        size = count * column.itemsize
        column.frombytes(data[at : at + size])
        columns.append(column)
        at += size
    return columns


# --- as records of before 2026-12 have them ---------------------------------------------------------------------------


_WORD = re.compile(r"[^\W_]+")
_READ = Folding(form=None, case="lower")


def old_traces(text: str) -> Mapping[str, str]:
    """Return the traces of a `publishkit-proof/1` (16 hex digits: BLAKE2b of nine words in small letters) -> the words."""
    found = _WORD.findall(_BROKEN.sub("", _READ(text)))
    every = (" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1))
    return {blake2b(run.encode(), digest_size=8).hexdigest(): run for run in every}
