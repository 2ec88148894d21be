"""Fingerprints of pictures, each made once: kept in the workspace under the hash of the picture's bytes."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from publishkit.disk import keep, kept
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
        before = kept(place, code())
        if before is not None:
            return tuple(before.decode().splitlines())
        marks = likeness.readable_fingerprints(data)
        keep(place, code(), "\n".join(marks).encode())
        return marks


@lru_cache(maxsize=1)
def code() -> str:
    """Return a mark of the code by which fingerprints are made: other code makes others."""
    own = (Path(module.__file__ or "").read_bytes() for module in (keypoints, ways, likeness, picture_parts))
    return sha256(b"".join(own)).hexdigest()
