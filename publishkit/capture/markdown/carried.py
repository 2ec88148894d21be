"""Pictures that a text carries in their own addresses (RFC 2397), set aside while its words are read."""

import base64
import binascii
import re
from collections.abc import Sequence
from urllib.parse import unquote, unquote_to_bytes

ADDRESS = re.compile(r"data:image/[^,\s<>()\"'`]{0,200},[^\s<>()\"'\]`]*", re.IGNORECASE)
STAND_IN = re.compile(r"carried-picture-(\d{1,6})\.data")
"""What stands in the text in its place: a name no file beside it has."""
SHOWN = 60
"""Characters of such an address that are told."""


def set_aside(text: str) -> tuple[str, tuple[str, ...]]:
    """Return *text* with short names for the pictures it carries, and their addresses.

    >>> set_aside("![Mud](data:image/gif;base64,R0lGODlh)")
    ('![Mud](carried-picture-0.data)', ('data:image/gif;base64,R0lGODlh',))
    """
    found: list[str] = []

    def name(match: re.Match[str]) -> str:
        found.append(match[0])
        return f"carried-picture-{len(found) - 1}.data"

    return ADDRESS.sub(name, text) if "data:" in text.lower() else text, tuple(found)


def put_back(text: str, carried: Sequence[str]) -> str:
    """Return *text* with the addresses themselves where they are words: in code."""
    return STAND_IN.sub(lambda found: _of(found[1], carried) or found[0], text) if carried else text


def carried_address(address: str, carried: Sequence[str]) -> str:
    """Return the address that carries the picture for the name that stands in its place; "" for any other."""
    found = STAND_IN.fullmatch(address)
    return _of(found[1], carried) if found else ""


def _of(number: str, carried: Sequence[str]) -> str:
    return carried[int(number)] if int(number) < len(carried) else ""


def picture_in(address: str) -> bytes:
    """Return the picture that an address is; b"" where it is none."""
    kind, comma, told = address.partition(",")
    if not comma:
        return b""
    if not kind.lower().endswith(";base64"):
        return unquote_to_bytes(told)
    try:
        return base64.b64decode(re.sub(r"\s", "", unquote(told)), validate=True)
    except (binascii.Error, ValueError):
        return b""


def shortened(address: str) -> str:
    """Return an address as it is told."""
    return f"{address[:SHOWN]}…" if ADDRESS.match(address) and len(address) > SHOWN else address[:500]
