"""A finished PDF, opened by pypdf for the checks of its structure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from publishkit.edition.records.announced import Announced
from publishkit.model.artifact import Artifact, Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A finished PDF and its readers."""

    edition: Announced
    artifact: Artifact
    reader: PdfReader

    def finding(self, code: str, message: str, hint: str = "", *, page: int = 0) -> Finding:
        """Return an error at this file, or at one of its pages."""
        where = f"{self.artifact.name}#page={page}" if page else self.artifact.name
        return Finding(code=code, severity="error", where=where, message=message, hint=hint)


@lru_cache(maxsize=1)
def open_pdf(artifact: Artifact) -> PdfReader:
    """Return a reader of the file, the same for the same file; nobody writes through it.

    Raises:
        PyPdfError: it is no PDF.
    """
    return PdfReader(BytesIO(artifact.data))


def plain(value: Any) -> Any:
    """Return what a reference stands for; anything else as it is."""
    return value.get_object() if hasattr(value, "get_object") else value


def values(resources: Any, kind: str) -> Iterator[Any]:
    """Yield the resources of a page of one *kind* (`/Font`, `/XObject`)."""
    holder = plain(resources).get(kind) if resources is not None else None
    if holder is not None:
        yield from (plain(value) for value in plain(holder).values())
