"""What a picture's file holds beside its pixels: words in any block a format has for them, and Content Credentials.

By the formats' own structure, not by Pillow, which hands over what it knows and drops the rest.
"""

import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

PNG = b"\x89PNG\r\n\x1a\n"
LONGEST = 1_000_000
"""Characters of the words of one block; a packed one may not unpack to more."""
_TAGS = re.compile(r"<[^<>]*>")
_VALUES = re.compile(r"""=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]+")
_RUN = re.compile(rb"(?:[\x20-\x7e\t\r\n]|[\xc2-\xf4][\x80-\xbf]{1,3}){12,}")
_WIDE = re.compile(rb"(?:[\x09\x0a\x0d\x20-\x7e\xa0-\xff]\0){12,}")
_WIDE_BIG = re.compile(rb"(?:\0[\x09\x0a\x0d\x20-\x7e\xa0-\xff]){12,}")


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a picture's file that holds no pixels."""

    name: str
    """As the format calls it: "APP1", "iTXt", "XMP "."""
    data: bytes


def parts(data: bytes) -> Iterator[Part]:
    """Yield the blocks of a JPEG, PNG, GIF, WebP, AVIF or HEIF file that may hold words; none of any other file."""
    if data.startswith(b"\xff\xd8"):
        yield from _of_jpeg(data)
    elif data.startswith(PNG):
        yield from _of_png(data)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        yield from _of_gif(data)
    elif data[8:12] == b"WEBP":
        yield from _of_webp(data)
    elif data[4:8] == b"ftyp":
        yield Part("boxes", b"".join(_of_boxes(data)))


def words_in(data: bytes) -> str:
    """Return every word a picture's file holds beside its pixels, one block a line; "" for none.

    Text of a PNG, comments, XMP with its attributes, EXIF and IPTC values; of what is in bytes, runs of twelve letters.
    """
    return "\n".join(filter(None, (_words(part) for part in parts(data))))


def pictures_within(data: bytes) -> Iterator[bytes]:
    """Yield pictures that lie in a picture's file beside its own pixels: thumbnails of cameras, further shots, what was appended.

    Each as it begins, and what comes behind it: a decoder stops where the picture ends.
    """
    found = 0
    for part in parts(data):
        for match in _PICTURE.finditer(part.data) if found < MANY else ():
            yield part.data[match.start() :]
            found += 1
        for match in _IN_LETTERS.finditer(part.data) if found < MANY else ():
            letters = _NO_LETTER.sub(b"", match[0].replace(b"&#xA;", b""))
            yield b64decode(letters[: len(letters) // 4 * 4])
            found += 1


_PICTURE = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP", re.DOTALL)
_IN_LETTERS = re.compile(rb"(?:/9j/|iVBORw0KGgo)(?:[A-Za-z0-9+/=\s]|&#xA;){200,}")
"""A JPEG or PNG in base64, as XMP keeps thumbnails."""
_NO_LETTER = re.compile(rb"[^A-Za-z0-9+/]")
MANY = 6
"""Pictures within one file that are yielded, about."""


def has_credentials(data: bytes) -> bool:
    """Return whether the file carries Content Credentials: a C2PA manifest store in JUMBF (C2PA 2.1, A.3)."""
    return any(
        b"jumb" in part.data[:64] and b"c2pa" in part.data[:200] for part in parts(data) if part.name in _MANIFEST
    )


_MANIFEST = frozenset({"APP11", "caBX", "C2PA", "application", "boxes"})


# --- words ------------------------------------------------------------------------------------------------------------


def _words(part: Part) -> str:
    if part.name in ("tEXt", "zTXt", "iTXt"):
        return _of_text_chunk(part)
    text = "\n".join(_runs(part.data))
    if "<" in text:
        text = "\n".join((_TAGS.sub(" ", text), *(one or other for one, other in _VALUES.findall(text))))
    return " ".join(_CONTROLS.sub(" ", unescape(text)).split())[:LONGEST]


def _runs(data: bytes) -> Iterator[str]:
    """Yield the readable runs of a block: UTF-8 and Latin letters, and UTF-16 of either byte order."""
    for match in _RUN.finditer(data):
        yield match[0].decode("utf-8", "replace")
    for pattern, form in ((_WIDE, "utf-16-le"), (_WIDE_BIG, "utf-16-be")):
        for match in pattern.finditer(data):
            yield match[0].decode(form, "replace")


def _of_text_chunk(part: Part) -> str:
    """Return keyword and text of a PNG's chunk (PNG 3, 11.3.3)."""
    keyword, _, rest = part.data.partition(b"\0")
    packed = part.name == "zTXt" or (part.name == "iTXt" and rest[:1] == b"\1")
    if part.name == "iTXt":
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif packed:
        rest = rest[1:]
    text = _unpacked(rest) if packed else rest
    plain = text.decode("utf-8" if part.name == "iTXt" else "latin-1", "replace")
    values = "\n".join(one or other for one, other in _VALUES.findall(plain)) if "<" in plain else ""
    told = "\n".join((keyword.decode("latin-1"), _TAGS.sub(" ", plain), values))
    return " ".join(_CONTROLS.sub(" ", unescape(told)).split())[:LONGEST]


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, LONGEST)
    except zlib.error:
        return b""


# --- the formats ------------------------------------------------------------------------------------------------------


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, first byte, byte after the last) of each segment before the pixels; a damaged file ends early."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            return
        size = 2 if marker == 0x01 or 0xD0 <= marker <= 0xD8 else 2 + int.from_bytes(data[at + 2 : at + 4])
        if size < 2 or at + size > len(data):
            return
        yield marker, at, at + size
        at += size


def _of_jpeg(data: bytes) -> Iterator[Part]:
    for marker, first, last in jpeg_segments(data):
        if 0xE0 <= marker <= 0xEF:
            yield Part(f"APP{marker - 0xE0}", data[first + 4 : last])
        elif marker == 0xFE:
            yield Part("COM", data[first + 4 : last])
    if behind := data[_end_of_jpeg(data) :].strip(b"\0"):
        yield Part("after the end", behind)


def _end_of_jpeg(data: bytes) -> int:
    """Return the offset behind the pixels: in them FF is followed by 0 or a restart, elsewhere by a marker (T.81, B.1.1)."""
    at = max((last for _, _, last in jpeg_segments(data)), default=2)
    while (at := data.find(b"\xff", at)) >= 0 and at + 2 <= len(data):
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker == 0 or 0xD0 <= marker <= 0xD7:
            at += 2
        elif marker == 0xFF:
            at += 1
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return len(data)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, first byte, byte after the last) of each chunk; a damaged file ends early."""
    at = len(PNG)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        if at + 12 + size > len(data):
            return
        yield data[at + 4 : at + 8], at, at + 12 + size
        at += 12 + size


_PIXELS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"fdAT", b"sBIT", b"bKGD"}
)


def _of_png(data: bytes) -> Iterator[Part]:
    last = len(PNG)
    for kind, first, last in png_chunks(data):
        if kind not in _PIXELS:
            yield Part(kind.decode("latin-1"), data[first + 8 : last - 4])
    if data[last:].strip(b"\0"):
        yield Part("after the end", data[last:])


def png_pixels(data: bytes) -> bytes:
    """Return the packed pixels of a PNG, which a PDF keeps as they are; b"" when it is none."""
    if not data.startswith(PNG):
        return b""
    return b"".join(data[first + 8 : last - 4] for kind, first, last in png_chunks(data) if kind == b"IDAT")


def _of_gif(data: bytes) -> Iterator[Part]:
    """Yield comments and application blocks (GIF 89a, 24 and 26): what begins with 21 FE or 21 FF, in blocks of 255."""
    at = 0
    while (at := data.find(b"\x21", at)) >= 0 and at + 2 < len(data):
        label, at = data[at + 1], at + 2
        if label not in (0xFE, 0xFF):
            continue
        pieces, place = [], at
        while place < len(data) and data[place]:
            pieces.append(data[place + 1 : place + 1 + data[place]])
            place += 1 + data[place]
        yield Part("comment" if label == 0xFE else "application", b"".join(pieces))


def _of_webp(data: bytes) -> Iterator[Part]:
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4].decode("latin-1"), int.from_bytes(data[at + 4 : at + 8], "little")
        if name not in ("VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"):
            yield Part(name, data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2


def _of_boxes(data: bytes) -> Iterator[bytes]:
    """Yield what an ISO file (AVIF, HEIF) holds in XML, where its letters are its own: packets and Exif are items there."""
    yield from (match[0] for match in re.finditer(rb"<x:xmpmeta.{0,200000}?</x:xmpmeta>", data, re.DOTALL))
    if (at := data.find(b"Exif\0\0")) >= 0:
        yield data[at : at + 65_536]
    yield from (data[at : at + 256] for at in [data.find(b"jumb")] if at >= 0)


# --- a file without other people's words ------------------------------------------------------------------------------


def only_with(data: bytes, packet: bytes) -> bytes:
    """Return a JPEG or PNG with its very pixels, whose only words are the XMP *packet*; b"" for none at all.

    A file with Content Credentials is returned as it is: they vouch for its bytes, and would be broken.
    """
    if has_credentials(data):
        return data
    if data.startswith(b"\xff\xd8"):
        return _jpeg_with(data, packet)
    return _png_with(data, packet) if data.startswith(PNG) else data


def _jpeg_with(data: bytes, packet: bytes) -> bytes:
    segments = list(jpeg_segments(data))
    kept = [
        data[first:last] for marker, first, last in segments if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE))
    ]
    opening = [kept.pop(0)] if kept and kept[0][1] == 0xE0 else []
    words = b"http://ns.adobe.com/xap/1.0/\0" + packet
    told = [b"\xff\xe1" + (len(words) + 2).to_bytes(2) + words] if packet else []
    pixels = data[max((last for _, _, last in segments), default=2) : _end_of_jpeg(data)]
    return b"".join((data[:2], *opening, *told, *kept, pixels))


def _png_with(data: bytes, packet: bytes) -> bytes:
    pieces = [PNG]
    for kind, first, last in png_chunks(data):
        if kind in _PIXELS or kind in _MOVING:
            pieces.append(data[first:last])
        if kind == b"IHDR" and packet:
            words = b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + packet
            pieces += [(len(words) - 4).to_bytes(4), words, zlib.crc32(words).to_bytes(4)]
    return b"".join(pieces)


_MOVING = frozenset({b"acTL", b"fcTL", b"iCCP"})
