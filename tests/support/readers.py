"""What outside readers find in finished files: pdftotext, unzip and an HTML parser, none of them ours."""

import io
import subprocess
import zipfile
from pathlib import Path

from lxml import html


def squeezed(text: str) -> str:
    """Return *text* without white space: layout breaks lines where it likes."""
    return "".join(text.split())


def pdf_text(path: Path) -> str:
    """Return the words of a PDF as pdftotext reads them."""
    return subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True, check=True).stdout.decode()


def book_files(path: Path) -> dict[str, bytes]:
    """Return name -> bytes of everything in an EPUB."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
        return {name: book.read(name) for name in book.namelist()}


def page_text(data: bytes) -> str:
    """Return the words of an HTML or XHTML page."""
    return str(html.fromstring(data).text_content())
