"""Where the pages of a finished PDF begin: read back by the proof's reader, and followed through the texts."""

import pypdfium2

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition, PageStart
from publishkit.model.rights import Channel
from publishkit.proof.read.pdf_areas import marks
from publishkit.render.base import printed
from publishkit.render.page_starts import Sheet, page_starts


def pages_of(edition: Edition, pdf: Artifact) -> tuple[PageStart, ...]:
    """Return where each page of *pdf* begins in the texts of *edition*; () for a file that cannot be read.

    What is wrong with the file is for its own checks to say.
    """
    try:
        book = pypdfium2.PdfDocument(pdf.data)
    except pypdfium2.PdfiumError:
        return ()
    try:
        sheets = [Sheet(label=book.get_page_label(n) or f"{n + 1}", text=_text(page)) for n, page in enumerate(book)]
        begins = {mark.name: page for page, found in marks(book).items() for mark in found if mark.name}
    finally:
        book.close()
    return page_starts(printed(edition, Channel.PDF), sheets, begins)


def _text(page: pypdfium2.PdfPage) -> str:
    read = page.get_textpage()
    try:
        return str(read.get_text_range())
    finally:
        read.close()
        page.close()
