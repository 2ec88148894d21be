"""Opening a PDF once: taking its object stream apart is most of what checking it costs (10,000 tags in a weekly edition)."""

from functools import lru_cache
from io import BytesIO

from pypdf import PdfReader

from publishkit.model.artifact import Artifact


@lru_cache(maxsize=1)
def open_pdf(artifact: Artifact) -> PdfReader:
    """Return a reader of the file, the same for the same file; nobody writes through it.

    Raises:
        PyPdfError: it is no PDF.
    """
    return PdfReader(BytesIO(artifact.data))
