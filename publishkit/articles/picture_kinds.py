"""Which picture files we take over, known by their first bytes and never by their name."""

ENDS = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"GIF8": "gif", b"RIFF": "webp"}


def ending_of(data: bytes) -> str | None:
    r"""Return the ending of the file's name, None when it is no picture of ours.

    >>> ending_of(b"\xff\xd8\xff\xe0..."), ending_of(b"<svg>")
    ('jpg', None)
    """
    return next((end for magic, end in ENDS.items() if data.startswith(magic)), None)
