"""Fingerprints of pictures, each made once: kept in the workspace under the hash of the picture's bytes."""

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.rights import keypoints, likeness, picture_parts, ways

CACHE = ".publishkit/prints"


class Prints:
    """Makes the fingerprints of a picture, or finds them where they are kept."""

    def __init__(self, root: Path) -> None:
        """Keep them in the workspace *root*."""
        self._folder = root / CACHE

    def __call__(self, data: bytes) -> tuple[str, ...]:
        """Return the fingerprints of a picture's file; () for a drawing, a damaged file and what is no picture."""
        return self.of(data, sha256(data).hexdigest())

    def of(self, data: bytes, digest: str) -> tuple[str, ...]:
        """Return them when the SHA-256 of *data* is known."""
        place = self._folder / digest[:2] / digest
        with suppress(OSError, UnicodeDecodeError):
            head, *marks = place.read_text("utf-8").splitlines()
            if head == self._head(marks):
                return tuple(marks)
        marks = list(likeness.readable_fingerprints(data))
        with suppress(OSError):  # the disk is full or refuses: they are made again next time
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, "\n".join((self._head(marks), *marks)).encode(), flush=False)
        return tuple(marks)

    def _head(self, marks: Sequence[str]) -> str:
        """Return the first line of a file: other code, or a damaged line, and it does not fit."""
        return sha256("\n".join((code(), *marks)).encode()).hexdigest()


@lru_cache(maxsize=1)
def code() -> str:
    """Return a mark of the code by which fingerprints are made: other code makes others."""
    own = (Path(module.__file__ or "").read_bytes() for module in (keypoints, ways, likeness, picture_parts))
    return sha256(b"".join(own)).hexdigest()
