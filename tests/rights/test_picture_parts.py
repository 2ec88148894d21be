"""Every word in a picture's file is read, wherever its format keeps words."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from publishkit.rights.pictures.parts import words_in

SECRET = "The council voted eleven to four on Tuesday night to fill the old basin"
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    f' xmlns:dc="http://purl.org/dc/elements/1.1/" dc:description="{SECRET}"/></rdf:RDF></x:xmpmeta>'
).encode()


def saved(kind: str, **options: Any) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, kind, **options)
    return out.getvalue()


def exif(value: str | bytes, tag: int = 0x010E) -> bytes:
    made = Image.Exif()
    if tag == 0x9286:
        made.get_ifd(0x8769)[tag] = value
    else:
        made[tag] = value
    return made.tobytes()


def chunk(how: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    if how == "iTXt":
        info.add_itxt("Description", SECRET, zip=True)
    else:
        info.add_text("Description", SECRET, zip=how == "zTXt")
    return info


FILES = {
    "JPEG comment": saved("JPEG", comment=SECRET.encode()),
    "JPEG XMP": saved("JPEG", xmp=XMP),
    "JPEG EXIF": saved("JPEG", exif=exif(SECRET)),
    "JPEG user comment": saved("JPEG", exif=exif(b"UNICODE\0" + SECRET.encode("utf-16-le"), 0x9286)),
    "JPEG behind its end": saved("JPEG") + SECRET.encode(),
    "PNG tEXt": saved("PNG", pnginfo=chunk("tEXt")),
    "PNG zTXt": saved("PNG", pnginfo=chunk("zTXt")),
    "PNG iTXt": saved("PNG", pnginfo=chunk("iTXt")),
    "PNG behind its end": saved("PNG") + SECRET.encode(),
    "GIF comment": saved("GIF", comment=SECRET.encode()),
    "WebP XMP": saved("WEBP", xmp=XMP),
    "WebP EXIF": saved("WEBP", exif=exif(SECRET)),
}


@pytest.mark.parametrize("place", FILES)
def test_words_are_found_in_every_place(place: str) -> None:
    assert SECRET in words_in(FILES[place])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_plain_picture_says_nothing(kind: str) -> None:
    assert "council" not in words_in(saved(kind))


@pytest.mark.parametrize("place", FILES)
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(place: str) -> None:
    """The longer the part, the more of the words is told; nothing before the file comes to them, all of them at its end."""
    whole = FILES[place]
    lengths = [*range(0, len(whole), max(1, len(whole) // 20)), len(whole)]
    told = [told_of(words_in(whole[:length])) for length in lengths]
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, len(SECRET))


def told_of(words: str) -> int:
    """Return how many characters of the secret, from its first one on, stand in *words*; fewer than twelve are no run."""
    sizes: list[int] = [0, *range(12, len(SECRET) + 1)]
    return max(size for size in sizes if SECRET[:size] in words)
