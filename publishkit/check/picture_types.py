"""Pictures known by how their bytes begin, whatever the file is called."""

BEGINNINGS = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0\0\0\x0cjP  ",
    b"\xff\x0a",
    b"\0\0\1\0",
)
"""JPEG, PNG, GIF, BMP, TIFF of both byte orders, JPEG 2000, JPEG XL, icon."""

BRANDS = frozenset({b"ftypavif", b"ftypavis", b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"})
"""Pictures in an ISO container (AVIF, HEIF), from the fifth byte on."""


def is_picture(data: bytes) -> bool:
    """Return whether *data* begins as a picture does.

    >>> is_picture(b"GIF89a"), is_picture(b"<html>")
    (True, False)
    """
    return data.startswith(BEGINNINGS) or data[8:12] == b"WEBP" or data[4:12] in BRANDS
