"""The last hand on the file: what PDF/A-3a, PDF/UA-1 and readers need more than WeasyPrint 70 writes; and whence it has pictures.

Loading this loads WeasyPrint.
"""

import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import md5
from typing import Any

import pydyf
from weasyprint import pdf as engine
from weasyprint.urls import URLFetcher, URLFetcherResponse

from publishkit.model.article import Asset

PRINT = 4
"""Annotation flag "Print" (ISO 32000-1, table 165)."""
CLOCK = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 that programs take for the time (reproducible-builds.org)."""
NOT_A_LINE_END = (b"\r", b"\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclosed:
    """A file attached to the PDF."""

    name: str
    description: str
    data: bytes
    created: str
    """As PDF has it: `D:20261120000000Z`."""
    modified: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LastHand:
    """What is added to the file once its pages are drawn."""

    xmp: bytes
    cover_label: str
    """"" where the first page is no cover."""
    record: Enclosed


def finish(_document: Any, pdf: Any, *, last: LastHand, spare: int = 0) -> None:
    """Mend *pdf* in place: links, pictures, page labels, metadata, the record, streams; add *spare* empty objects."""
    for annotation in _dictionaries(pdf):
        if annotation.get("Type") == "/Annot":
            annotation["F"] = PRINT
    _label_pages(pdf, last.cover_label)
    _put_metadata(pdf, last.xmp)
    _enclose(pdf, last.record)
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream):
            if stream.extra.get("Subtype") == "/Image":
                # Smoothing is left to the reader's program (ISO 19005-3, 6.2.8).
                stream.extra["Interpolate"] = "false"
            if stream.compress:
                _compress(stream)
    for _ in range(spare):
        pdf.add_object(pydyf.Dictionary())


@contextmanager
def tidy(day: date) -> Iterator[None]:
    """Let what WeasyPrint calls while it writes leave no file open and look at no clock while the block runs: it is *day*.

    Where a font is cut anew (of coloured pictures, or one that varies), fontTools writes the time into it.
    """
    before, clock = engine.ColorProfile, os.environ.get(CLOCK)

    def profile(file: Any, *more: Any) -> Any:
        with file:
            return before(file, *more)

    engine.ColorProfile = profile
    os.environ[CLOCK] = str(int(datetime.combine(day, time(), UTC).timestamp()))
    try:
        yield
    finally:
        engine.ColorProfile = before
        if clock is None:
            del os.environ[CLOCK]
        else:
            os.environ[CLOCK] = clock


def _dictionaries(pdf: Any) -> Iterator[Any]:
    return (item for item in pdf.objects if isinstance(item, pydyf.Dictionary))


def _object(pdf: Any, reference: bytes) -> Any:
    """Return what `12 0 R` stands for."""
    return pdf.objects[int(reference.split()[0])]


def _enclose(pdf: Any, enclosed: Enclosed) -> None:
    """Attach a file and say what it is to this one (ISO 19005-3, 6.8): the data that its pages were made from."""
    facts = {
        "Size": len(enclosed.data),
        "CheckSum": f"<{md5(enclosed.data, usedforsecurity=False).hexdigest()}>",
        "CreationDate": pydyf.String(enclosed.created),
        "ModDate": pydyf.String(enclosed.modified),
    }
    extra = {"Type": "/EmbeddedFile", "Subtype": "/application#2fjson", "Params": pydyf.Dictionary(facts)}
    stream = pydyf.Stream([enclosed.data], extra, compress=True)
    pdf.add_object(stream)
    name = pydyf.String(enclosed.name)
    described = {
        "Type": "/Filespec",
        "F": name,
        "UF": name,
        "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
        "Desc": pydyf.String(enclosed.description),
        "AFRelationship": "/Data",
    }
    file = pydyf.Dictionary(described)
    pdf.add_object(file)
    pdf.catalog["AF"] = pydyf.Array([file.reference])
    names = pdf.catalog.setdefault("Names", pydyf.Dictionary())
    names["EmbeddedFiles"] = pydyf.Dictionary({"Names": pydyf.Array([name, file.reference])})


def _label_pages(pdf: Any, cover_label: str) -> None:
    """Call a cover by name and other pages by the number printed on them; open with the bookmarks shown."""
    cover = pydyf.Dictionary({"P": pydyf.String(cover_label)} if cover_label else {"S": "/D", "St": 1})
    others = pydyf.Dictionary({"S": "/D", "St": 2})
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array((0, cover, 1, others))})
    pdf.catalog["PageMode"] = "/UseOutlines"


def _put_metadata(pdf: Any, xmp: bytes) -> None:
    """Replace WeasyPrint's XMP by ours, uncompressed so that any tool can find it."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream, metadata.compress = [xmp], False


def _compress(stream: Any) -> None:
    """Compress now, with an empty line more as long as the last byte is a line end.

    Parsers could take that for the one before `endstream` (seen in one stream of 256).
    """
    plain = b"\n".join(pydyf._to_bytes(item) for item in stream.stream)  # noqa: SLF001 - as its own `data` does
    packed = zlib.compress(plain, 9)
    while packed.endswith(NOT_A_LINE_END):
        plain += b"\n"
        packed = zlib.compress(plain, 9)
    stream.stream, stream.compress = [packed], False
    stream.extra["Filter"] = "/FlateDecode"


# --- pictures: from the edition alone ---------------------------------------------------------------------------------


PICTURE_TYPES = ("image/jpeg", "image/png")
"""An SVG could name further addresses, so none is served but formulas, which we drew."""


class IssueFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint publishes no types
    """Answers for the addresses it was given and refuses every other.

    A refusal is logged by WeasyPrint ("Failed to load …"), becomes a remark of the artifact and an error in `proof/formats/pdf.py`.
    """

    def __init__(self, pictures: Mapping[str, Asset], formulas: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._pictures = {url: one for url, one in pictures.items() if one.media_type in PICTURE_TYPES} | dict(formulas)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the picture at *url*.

        Raises:
            PermissionError: the address is not one of this edition's pictures.
        """
        picture = self._pictures.get(url)
        if picture is None:
            raise PermissionError(f"not part of this edition: {url[:80]}")
        return URLFetcherResponse(url, picture.data, {"Content-Type": picture.media_type})
