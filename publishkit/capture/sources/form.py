"""A form of source: how it is known, and how the documents in it are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from publishkit.capture.document import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One of the texts in a file that holds many: a chapter, an entry."""

    number: int
    """Counted from 1."""
    title: str
    told: str = ""
    """What else a list of them says: a date, a length."""
    name: str = ""
    """As an address names it, behind "#"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A kind of file that is no page, paste or Markdown by itself."""

    name: str
    """In a sentence: "a Word document"."""
    endings: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    """Whether bytes are of this form, whatever their name says."""
    read: Callable[[str, bytes, str], Document]
    """(name, bytes, part) -> the document; *part* is "" for a file that is one text. Raises InputError."""
    parts: Callable[[str, bytes], Sequence[Part]] | None = None
    """The texts in a file that holds many; None when it is one text."""
    most: int = 50_000_000
    """Bytes that are read of a file."""
