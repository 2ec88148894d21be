"""The pictures that a Markdown text shows: numbered, read from beside it or out of their own address, or named as left out."""

import base64
import binascii
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from publishkit.capture.extracted import Dropped, FoundPicture, Readers, ending_of

CARRIED = re.compile(r"data:image/[^,]{0,200},", re.IGNORECASE)
"""How the address of a picture begins that is the picture itself (RFC 2397)."""
IN_LINE = re.compile(
    r"!\[(?P<alt>[^\]\n]{0,1000})\](?:\(\s*<?(?P<address>data:image/[^)]*)\)|\[(?P<label>[^\]\n]{0,1000})\])?",
    re.IGNORECASE,
)
SHOWN = 60
"""Characters of such an address that are told."""
NO_FILE = "the picture's file is not beside the text"
NO_PICTURE = "what the address carries is no JPEG, PNG, GIF or WebP"
IN_WORDS = "a picture within a line has no place for a credit; give it a line of its own"

Taken = tuple[tuple[FoundPicture, ...], str, Mapping[str, bytes], tuple[Dropped, ...]]
"""Pictures, the body as it is stored, picture files by name, and what was left out."""


def is_carried(address: str) -> bool:
    """Whether the address of a picture is the picture itself.

    >>> is_carried("data:image/png;base64,iVBOR"), is_carried("pics/data.png")
    (True, False)
    """
    return bool(CARRIED.match(address))


@dataclass(kw_only=True)
class Shown:
    """A text with the pictures it shows."""

    parser: MarkdownIt
    body: str
    files: Mapping[str, bytes]
    """Address -> file beside the text."""
    tokens: Sequence[Token] = field(init=False)
    _defined: Mapping[str, Mapping[str, Any]] = field(init=False)
    """Label of a reference -> its address and lines."""

    def __post_init__(self) -> None:
        env: dict[str, Any] = {}
        self.tokens = self.parser.parse(self.body, env)
        self._defined = env.get("references", {})

    def taken(self, readers: Readers) -> Taken:
        """Return the pictures numbered; a figure whose file is missing is recorded and its line taken out."""
        lines = self.body.split("\n")
        found: list[FoundPicture] = []
        stored: dict[str, bytes] = {}
        dropped: list[Dropped] = []
        for paragraph, image in figures(self.tokens):
            address = str(image.attrs.get("src", ""))
            data = self.files.get(address) or _carried(address)
            end = ending_of(data)
            file = f"images/{len(found) + 1:02}.{end}" if end else ""
            first, last = paragraph.map or (0, 0)
            lines[first:last] = [f"![{image.content}]({file})" if file else "", *[""] * (last - first - 1)]
            if file:
                stored[file] = data
            else:
                dropped.append(_left_out(image, NO_PICTURE if is_carried(address) else NO_FILE))
            picture = FoundPicture(
                file=file,
                src=address if "://" in address and not is_carried(address) else None,
                written=() if is_carried(address) else (address,),
                alt=image.content,
            )
            found.append(_captioned(picture, image, readers))
        for token, images in _in_lines(self.tokens):
            dropped += [_left_out(image, IN_WORDS) for image in images]
            if any(is_carried(str(image.attrs.get("src", ""))) for image in images):
                first, last = token.map or (0, 0)
                lines[first:last] = [IN_LINE.sub(self._without, line) for line in lines[first:last]]
        for one in self._defined.values():
            if is_carried(str(one["href"])):
                first, last = one["map"]
                lines[first:last] = [""] * (last - first)
        return tuple(found), "\n".join(lines).strip("\r\n") + "\n", stored, tuple(dropped)

    def _without(self, image: re.Match[str]) -> str:
        """Return nothing for a picture that is carried in its address, or as it stands."""
        if image["address"]:
            return ""
        one = self._defined.get(normalizeReference(image["label"] or image["alt"]))
        return "" if one and is_carried(str(one["href"])) else image[0]


def figures(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield (paragraph, image) of every paragraph that holds only a picture."""
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "paragraph_open" and not opening.level and (image := _alone(inline)):
            yield opening, image


def _alone(inline: Token) -> Token | None:
    """Return the picture that a paragraph holds and nothing else, be it a link."""
    inside = [child for child in inline.children or () if child.type not in ("link_open", "link_close")]
    return inside[0] if inline.type == "inline" and len(inside) == 1 and inside[0].type == "image" else None


def _in_lines(tokens: Sequence[Token]) -> Iterator[tuple[Token, tuple[Token, ...]]]:
    """Yield what has pictures that are no figures, with these."""
    own = {id(image) for _, image in figures(tokens)}
    for token in tokens:
        images = tuple(child for child in token.children or () if child.type == "image" and id(child) not in own)
        if images:
            yield token, images


def _left_out(image: Token, why: str) -> Dropped:
    address = str(image.attrs.get("src", ""))
    if is_carried(address) and len(address) > SHOWN:
        address = f"{address[:SHOWN]}…"
    return Dropped(text=f"![{image.content}]({address})", reason=why)


def _carried(address: str) -> bytes:
    """Return the picture that an address is; b"" where it is none."""
    match = CARRIED.match(address)
    if match is None:
        return b""
    told = address[match.end() :]
    if not match[0].rstrip(",").lower().endswith(";base64"):
        return unquote_to_bytes(told)
    try:
        return base64.b64decode(re.sub(r"\s", "", unquote(told)), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _captioned(picture: FoundPicture, image: Token, readers: Readers) -> FoundPicture:
    """Return the picture with its caption, and the credit that ends it."""
    caption = " ".join(str(image.attrs.get("title") or "").split("\n")).strip()
    credit = (readers.caption_tail(caption) or readers.credit_line(caption)) if caption else None
    if credit is None:
        return replace(picture, caption=caption)
    return replace(picture, caption=credit.caption, credit=credit.credit, credit_raw=credit.raw)
