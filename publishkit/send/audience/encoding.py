"""The encoding of a foreign file, found by reading it once from end to end: nothing is guessed that could be known."""

import codecs
from typing import BinaryIO

from publishkit.errors import InputError, Problem

CHUNK = 1 << 16
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of .xlsx, .ods and of .xls."""
BROKEN = "\udfff"
"""Stands for bytes that do not decode: half of a pair, which no codec gives."""
HINT = "save it as CSV in UTF-8, or name its encoding with --encoding"


def find_encoding(file: BinaryIO, place: str, asked: str = "") -> str:
    """Return the codec that reads all of *file*, which is left at its beginning: UTF-8, UTF-16 or Windows-1252.

    *asked* is what a person says it is; then only that is tried.

    Raises:
        InputError: it is no text, or not in one encoding; names the first line that is not.
    """
    head = file.read(4096)
    file.seek(0)
    if head.startswith(SPREADSHEETS):
        message = "is a spreadsheet, not text"
        raise InputError(Problem(place=place, message=message, hint="save it as CSV from the program that made it"))
    name = _known(asked, place) if asked else _by_mark(head)
    line, broken, sound = _scan(file, name)
    file.seek(0)
    if not line:
        return name
    if asked or name != "utf-8" or broken <= sound:
        raise InputError(Problem(place=f"{place}, line {line}", message=f"is not {_words(name)}", hint=HINT))
    line, _, _ = _scan(file, "cp1252")
    file.seek(0)
    if line:
        message = "is neither UTF-8 nor Windows-1252"
        raise InputError(Problem(place=f"{place}, line {line}", message=message, hint=HINT))
    return "cp1252"


def _words(name: str) -> str:
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}.get(name, name)


def _known(asked: str, place: str) -> str:
    try:
        info = codecs.lookup(asked)
        "a".encode(info.name)  # codecs of bytes to bytes and of text to text have no place here
    except (LookupError, UnicodeError, ValueError):
        raise InputError(Problem(place=place, message=f"there is no encoding {asked!a}")) from None
    return "utf-8-sig" if info.name == "utf-8" else info.name


def _by_mark(head: bytes) -> str:
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    # UTF-16 without its mark: every other byte of Latin letters is zero.
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(zeros) > 2 and zeros.count(0) * 2 > len(zeros):
            return name
    return "utf-8"


def _scan(file: BinaryIO, name: str) -> tuple[int, int, int]:
    """Return (first line that does not decode or 0, pieces that do not, characters beyond ASCII that do)."""
    decoder = codecs.getincrementaldecoder(name)(errors="publishkit-mark")
    first = broken = sound = lines = 0
    while True:
        chunk = file.read(CHUNK)
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            wrong = text.count(BROKEN)
            if wrong and not first:
                first = lines + text[: text.index(BROKEN)].count("\n") + 1
            broken += wrong
            sound += len(text) - len(text.encode("ascii", "ignore")) - wrong
        lines += text.count("\n")
        if not chunk:
            return first, broken, sound


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BROKEN, error.end


codecs.register_error("publishkit-mark", _mark)
