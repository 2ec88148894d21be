"""`python -m benchmarks.likeness [FOLDER [COPIED]]`: how many copies of a picture are known again, how many others are taken for it.

Forty drawn pictures of five kinds and every picture of FOLDER: each is copied in every way of `tests/support/copies.py`
and looked for; then each is looked for in all others. Of the pictures of FOLDER only so many as COPIED says, evenly
chosen, are copied. Prints a table, which pictures were lost or confused, and the time for each.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time

from PIL import Image

from publishkit.rights.pictures.keypoints import Look, on_white
from publishkit.rights.pictures.likeness import Gallery, fingerprints_of
from tests.support.copies import COPIES, KINDS

DRAWN = 8
"""Pictures of each kind."""
NAMED = 8
"""Pictures that a line names, of those lost or confused."""

Marks = Mapping[str, Sequence[str]]


def main(folder: str = "", copied: str = "1000") -> None:
    """Print the table."""
    pictures = {f"{kind} {seed}": draw(seed) for kind, draw in KINDS.items() for seed in range(DRAWN)}
    files = sorted(file for file in Path(folder).iterdir() if file.is_file()) if folder else []
    looks = {name: Look(picture) for name, picture in pictures.items()}
    for file in files:
        with Image.open(file) as picture:
            looks[file.name] = Look(on_white(picture).convert("RGB"))
    marks = {name: fingerprints_of(look) for name, look in looks.items()}
    longest = max(len("".join(mark)) for mark in marks.values())
    chosen = files[:: max(1, -(-len(files) // int(copied)))]
    print(f"{len(pictures)} drawn pictures, {len(files)} of {folder or 'no folder'}, of which {len(chosen)} are copied")
    print(f"fingerprints of at most {longest} characters")
    _print_others(looks, marks)
    for file in chosen:
        with Image.open(file) as picture:
            pictures[file.name] = on_white(picture).convert("RGB")
    _print_copies(pictures, marks)


def _print_copies(pictures: Mapping[str, Image.Image], marks: Marks) -> None:
    """Print for each way of copying how many of the copies are known again."""
    begun, looked = process_time(), 0
    for way, copy in COPIES.items():
        lost = [n for n, p in pictures.items() if n not in Gallery([(n, marks[n])]).resembled_by(Look(copy(p)))]
        looked += len(pictures)
        share = 1 - len(lost) / len(pictures)
        print(f"{way:28} {share:6.1%} of {len(pictures)}  {', '.join(lost[:NAMED])}", flush=True)
    print(f"{(process_time() - begun) / looked * 1000:.0f} ms for each copy, making it included")


def _print_others(looks: Mapping[str, Look], marks: Marks) -> None:
    """Print how many pairs of different pictures are taken for copies."""
    every, begun = Gallery(marks.items()), process_time()
    found = {name: every.resembled_by(look) for name, look in looks.items()}
    spent = process_time() - begun
    wrong = [(name, other) for name, others in found.items() for other in others if other != name]
    pairs = len(looks) * (len(looks) - 1)
    print(f"taken for another: {len(wrong)} of {pairs:,} pairs  {wrong[:NAMED]}")
    print(f"known again as they are: {sum(name in others for name, others in found.items())} of {len(looks)}")
    print(f"{spent / len(looks) * 1000:.0f} ms for each among all", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
