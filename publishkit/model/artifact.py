"""One finished file."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """One file of the edition, in memory until `publish/output.py` writes it."""

    name: str
    """Path inside the edition folder, `/` between parts: `web/index.html`."""
    media_type: str
    data: bytes
    remarks: tuple[str, ...] = ()
    """What the engine said while making it, verbatim; checks turn remarks into findings."""

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()
