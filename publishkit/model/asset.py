"""Pictures: the file as captured, and what we make of it."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, kw_only=True, slots=True)
class Asset:
    """A picture file in memory."""

    name: str
    """Relative path, e.g. `images/01.jpg`."""
    media_type: str
    data: bytes
    width: int
    """Pixels."""
    height: int

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()
