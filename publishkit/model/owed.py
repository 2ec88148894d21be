"""What the finished files owe and what they must not hold: made before any format, looked for in every one."""

from dataclasses import dataclass
from typing import Literal

from publishkit.model.rights import Channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One duty in one format: what the finished file must show. Made from statements, not from credit lines."""

    item: str
    asset_id: str
    channel: Channel
    duty: str
    strings: tuple[str, ...] = ()
    """Each must be readable."""
    links: tuple[str, ...] = ()
    """Each must be a hyperlink."""
    near: bool = True
    """True: within the item itself; False: anywhere in the file (the credits page)."""
    place: Literal["", "top", "end"] = ""
    """Where in the item: before the first words of `text`, or after the last; "" is anywhere."""
    text: tuple[str, ...] = ()
    """First and last passage of the item's text; a mail that shows neither only points to it."""
    allowed: tuple[str, ...] = ()
    """What may stand between the passages of a text kept verbatim; names of pictures of ours, where others may not."""
    sha256: tuple[str, ...] = ()
    """Of a picture that must be shown: its file, and how a PDF keeps it."""
    fingerprints: tuple[str, ...] = ()
    """By what it is known where a format keeps bare pixels."""
    reason: str = ""
    """Why it is settled before anything is rendered, so that there is nothing to look for."""
    unchecked: str = ""
    """What could not be compared, so that nobody may say the duty is kept, whatever the files show."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """What must not be found: a text or picture that was not cleared for a format."""

    asset_id: str
    article: str
    channels: tuple[Channel, ...]
    reasons: tuple[str, ...]
    """Codes."""
    sentence: str
    names: tuple[str, ...] = ()
    """File names."""
    sha256: tuple[str, ...] = ()
    """Of the original picture and every rendition of it."""
    fingerprints: tuple[str, ...] = ()
    """Perceptual hashes of the picture, whole and with an edge cut off (`rights/pictures/likeness.py`)."""
    shingles: tuple[str, ...] = ()
    """Hashes of every run of nine words of the withheld text (16 hex digits each)."""
