"""What a picture file says about its own rights, as signs: XMP before EXIF before IPTC-IIM (reference 1.6)."""

import io
from collections.abc import Iterator, Mapping

from PIL import Image

from publishkit.articles.picture_rights import read_rights
from publishkit.model.statement import Signal

KINDS: Mapping[str, str] = {
    "dc:creator": "creator",
    "photoshop:Credit": "credit",
    "photoshop:Source": "source",
    "dc:rights": "copyright",
    "xmpRights:UsageTerms": "usage-terms",
    "xmpRights:WebStatement": "web-statement",
    "cc:license": "license",
    "xmpRights:Owner": "owner",
    "plus:CopyrightOwnerName": "owner",
    "plus:LicensorURL": "licensor-url",
    "plus:LicensorName": "licensor",
    "plus:ImageSupplierName": "supplier",
    "photoshop:Instructions": "instructions",
    "plus:DataMining": "data-mining",
    "plus:OtherConstraints": "constraints",
    "xmpRights:Marked": "marked",
}
"""Property of the file -> our kind of sign."""
WHERE = "file"
MAX_BYTES = 60_000_000


def read_picture_metadata(data: bytes) -> tuple[Signal, ...]:
    """Return what the file *data* says of its rights; () when it says nothing or is no picture."""
    if len(data) > MAX_BYTES:
        return ()
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format == "PNG":
                picture.load()  # its text may stand behind the pixels
            return tuple(_signals(read_rights(picture)))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ()


def _signals(found: Mapping[str, tuple[str, ...]]) -> Iterator[Signal]:
    for name, kind in KINDS.items():
        for value in found.get(name, ()):
            if value.strip():
                yield Signal(kind=kind, value=value.strip(), where=WHERE)
