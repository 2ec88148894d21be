"""All forms of source that are files of their own, known by what is in them first, by their names second."""

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from publishkit.capture.document import Document
from publishkit.capture.files import MAX_TEXT, read_bounded, read_limited, read_source, stop_at
from publishkit.capture.sources.carried import SINGLE_FILE
from publishkit.capture.sources.clipboard import CLIP, OFFICE_PAGE, is_fragment, read_fragment
from publishkit.capture.sources.docx import DOCX
from publishkit.capture.sources.epub import EPUB
from publishkit.capture.sources.feed import FEED
from publishkit.capture.sources.form import Form
from publishkit.capture.sources.mail import MAIL, MHTML
from publishkit.capture.sources.odt import ODT
from publishkit.capture.sources.webarchive import WEBARCHIVE

FORMS: tuple[Form, ...] = (DOCX, ODT, EPUB, WEBARCHIVE, FEED, MHTML, MAIL, SINGLE_FILE, OFFICE_PAGE, CLIP)
"""In the order in which they are asked whether a file is theirs."""
MOST = max(form.most for form in FORMS)
PART = re.compile(r"(.+?)#([^#]{1,300})")


def form_of(data: bytes, name: str = "") -> Form | None:
    """Return the form of a file, by its bytes, else by the ending of its *name*; None for text, Markdown and pages."""
    found = next((form for form in FORMS if form.sniff(data)), None)
    return found or next((form for form in FORMS if name.lower().endswith(form.endings)), None)


def split_part(name: str) -> tuple[str, str]:
    """Return the file that *name* means, and which part of it: what stands behind "#", unless a file is called so.

    >>> split_part("no-such-book.epub#3"), split_part("-")
    (('no-such-book.epub#3', ''), ('-', ''))
    """
    match = PART.fullmatch(name)
    return (match[1], match[2]) if match and not Path(name).exists() and Path(match[1]).is_file() else (name, "")


def read_any(
    name: str, stdin: BinaryIO, pictures_of: Callable[[str], Sequence[str]], *, html: bool = False
) -> Document:
    """Return the document *name* means: a file of any form, a part of it behind "#", or `-` for standard input.

    With *html* pasted text is HTML, whatever it looks like.

    Raises:
        InputError: no such file, too large, damaged, or of a form we do not read.
    """
    file, part = split_part(name)
    if file == "-":
        return _pasted(stdin, pictures_of, html=html)
    path = Path(file)
    if not path.is_file():
        return read_source(file, stdin, pictures_of)
    data = read_bounded(path, file, MOST)
    form = form_of(data, file)
    if form is None and html:
        return read_fragment(file, data)
    if form is None:
        if part:
            raise stop_at(name, "has no parts", f"give {path.name} alone")
        return read_source(file, stdin, pictures_of)
    return _read(form, file, data, part)


def _read(form: Form, name: str, data: bytes, part: str) -> Document:
    if len(data) > form.most:
        raise stop_at(name, f"is larger than {form.most // 1_000_000} MB", "an article is far smaller")
    if part and form.parts is None:
        raise stop_at(name, f"is {form.name}, which has no parts", f"give {Path(name).name} alone")
    return form.read(name, data, part)


def _pasted(stdin: BinaryIO, pictures_of: Callable[[str], Sequence[str]], *, html: bool) -> Document:
    data = read_limited(stdin, MOST, "-")
    form = form_of(data)
    if form is not None:
        return _read(form, "-", data, "")
    if html or is_fragment(data):
        return read_fragment("-", read_limited(io.BytesIO(data), MAX_TEXT, "-"))
    return read_source("-", io.BytesIO(data), pictures_of)
