"""A letter written as JSON once; each reader's is what stands between two pieces of it."""

import html
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from publishkit.send.letter import Letter
from publishkit.send.message import Reader

TOKEN = b"@@PK_UNSUB_URL@@"


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
    """The letter prepared last, kept because a campaign has one."""

    def __init__(self) -> None:
        self._last: tuple[str, Prepared] | None = None

    def of(self, letter: Letter) -> Prepared:
        """Return *letter* prepared."""
        last = self._last
        if last is None or last[0] != letter.sha256:
            last = self._last = (letter.sha256, Prepared(letter))
        return last[1]
