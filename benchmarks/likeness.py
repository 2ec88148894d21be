"""`python -m benchmarks.likeness [FOLDER]`: how many copies of a picture are known again, how many others are taken for it.

Twenty drawn pictures of five kinds and every picture of FOLDER: each is copied in every way of `tests/support/copies.py`
and looked for; then each is looked for in all others. Prints a table and the time for each.
"""

import sys
from pathlib import Path
from time import process_time

from PIL import Image

from publishkit.rights.keypoints import Look
from publishkit.rights.likeness import Gallery, fingerprints
from tests.support.copies import COPIES, KINDS, saved


def main(folder: str = "") -> None:
    """Print the table."""
    pictures = {f"{kind} {seed}": draw(seed) for kind, draw in KINDS.items() for seed in range(4)}
    for file in sorted(Path(folder).glob("*")) if folder else ():
        with Image.open(file) as picture:
            pictures[file.name] = picture.convert("RGB")
    marks = {name: fingerprints(saved(picture)) for name, picture in pictures.items()}
    print(
        f"{len(pictures)} pictures; fingerprints of at most {max(len(''.join(mark)) for mark in marks.values())} characters"
    )
    begun, looked = process_time(), 0
    for way, copy in COPIES.items():
        lost = [n for n, p in pictures.items() if n not in Gallery([(n, marks[n])]).resembled_by(Look(copy(p)))]
        looked += len(pictures)
        share = 1 - len(lost) / len(pictures)
        print(f"{way:28} {share:4.0%}  {', '.join(lost[:6])}", flush=True)
    print(f"{(process_time() - begun) / looked * 1000:.0f} ms for each copy")
    every, begun = Gallery(marks.items()), process_time()
    wrong = [(n, m) for n, p in pictures.items() for m in every.resembled_by(Look(p)) if m != n]
    print(f"taken for another: {len(wrong)} of {len(pictures) * (len(pictures) - 1)} {wrong[:6]}")
    print(f"{(process_time() - begun) / len(pictures) * 1000:.0f} ms for each among all")


if __name__ == "__main__":
    main(*sys.argv[1:2])
