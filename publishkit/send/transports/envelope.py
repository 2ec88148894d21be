"""A letter for a provider that builds the message itself: our headers, and both parts as JSON."""

import html
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from publishkit.send.letter.headers import BIDI
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import (
    REFERENCE,
    UNSUBSCRIBE,
    Mailing,
    Reader,
    list_unsubscribe,
    on_the_web,
    reference,
)

METADATA = "pk_ref"
"""Under which name providers keep our reference, and give it back in their events."""
TOKEN = b"@@PK_UNSUB_URL@@"


def common_headers(mailing: Mailing) -> Mapping[str, str]:
    """Return the headers that all readers' messages share."""
    phrase = f'"{mailing.list_name}" ' if mailing.list_name.isascii() and '"' not in mailing.list_name else ""
    return {
        "List-Id": f"{phrase}<{mailing.list_id}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        **on_the_web(mailing),
    }


def own_headers(letter: Letter, reader: Reader) -> Mapping[str, str]:
    """Return the headers that are *reader*'s own.

    Raises:
        InputError: the reader's unsubscribe address is not https, or too long.
    """
    return {
        UNSUBSCRIBE: list_unsubscribe(letter.mailing, reader),
        REFERENCE: reference(letter.mailing, reader),
    }


def display(address: str, name: str) -> str:
    r"""Return `"Ada Byron" <ada@example.org>` for an API that takes one text; the provider encodes it.

    >>> display("ada@example.org", 'Ada "A." Byron')
    '"Ada \\"A.\\" Byron" <ada@example.org>'
    """
    shown = BIDI.sub("", name).strip()
    if not shown:
        return address
    quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


class Prepared:
    """Both parts of one letter as JSON in UTF-8, cut at the token: nothing is encoded or copied again for a reader."""

    def __init__(self, letter: Letter) -> None:
        self._page = _json(letter.page).split(TOKEN)
        self._text = _json(letter.text).split(TOKEN)

    def batch(
        self,
        fields: Callable[[Reader], Mapping[str, object]],
        readers: Sequence[Reader],
        *,
        page: str,
        text: str,
    ) -> bytes:
        """Return a JSON list: for each reader *fields*, and their two parts under the names *page* and *text*."""
        names = f',"{page}":'.encode(), f',"{text}":'.encode()
        messages = (self._message(_json(fields(reader))[:-1], reader, *names) for reader in readers)
        return b"[" + b"".join(chain.from_iterable(messages))[:-1] + b"]"

    def _message(self, head: bytes, reader: Reader, page: bytes, text: bytes) -> Iterator[bytes]:
        yield head
        yield page
        yield from _between(self._page, _json(html.escape(reader.unsubscribe))[1:-1])
        yield text
        yield from _between(self._text, _json(reader.unsubscribe)[1:-1])
        yield b"},"


def _between(pieces: Sequence[bytes], value: bytes) -> Iterator[bytes]:
    yield pieces[0]
    for piece in pieces[1:]:
        yield value
        yield piece


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


class LastPrepared:
    """Keeps the letter that was prepared last: a campaign has only one."""

    def __init__(self) -> None:
        self._last: tuple[str, Prepared] | None = None

    def of(self, letter: Letter) -> Prepared:
        """Return *letter* prepared."""
        last = self._last
        if last is None or last[0] != letter.sha256:
            last = self._last = (letter.sha256, Prepared(letter))
        return last[1]
