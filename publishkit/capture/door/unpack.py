"""A packed body unpacked while it comes, never beyond what was asked for, whatever is packed into it."""

import zlib
from collections.abc import Iterable, Iterator, Sequence

PACKINGS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
UNASKED = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
"""Packings we never ask for; any other word in that header is a fault that browsers overlook, too."""
MOST_PACKINGS = 2


class TooLongError(Exception):
    """More bytes than were asked for."""


def packings_of(values: Iterable[str]) -> Sequence[str]:
    """Return the packings that values of a Content-Encoding header name, the outermost first.

    >>> packings_of(["gzip, identity"])
    ['gzip']

    Raises:
        ValueError: one that we do not unpack; its text is a predicate.
    """
    words = [word.strip().lower() for value in values for word in value.split(",")]
    for word in words:
        if word in UNASKED:
            raise ValueError(f"is packed in a way that was not asked for ({word})")
    known = [word for word in reversed(words) if word in PACKINGS]
    if len(known) > MOST_PACKINGS:
        raise ValueError(f"is packed {len(known)} times")
    return known


class Unpacker:
    """A body that is unpacked as it comes, and never grows beyond *most* bytes, whatever is packed into it."""

    def __init__(self, packings: Sequence[str], most: int) -> None:
        """Undo *packings*, the outermost first."""
        self._layers = [Layer(packing, most + Layer.STEP) for packing in packings]
        self._most = most
        self.body = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            TooLongError: the body is longer than it may be; as much as it may be is in `body`.
            zlib.error: the packing is damaged.
        """
        parts: Iterable[bytes] = (data,)
        for layer in self._layers:
            parts = layer.unpack(parts)
        for part in parts:
            self.body += part
            if len(self.body) > self._most:
                del self.body[self._most :]
                raise TooLongError

    def finish(self) -> None:
        """Look whether the packing came to its end.

        Raises:
            zlib.error: it did not.
        """
        if any(not layer.is_done for layer in self._layers):
            raise zlib.error("incomplete")


class Layer:
    """One packing: gzip, in one or more members, or deflate, with its frame or without."""

    STEP = 1 << 20
    """Bytes that are unpacked at a time."""

    def __init__(self, packing: str, most: int) -> None:
        """Undo *packing*, and stop when more than *most* bytes come of it."""
        self._bits = PACKINGS[packing]
        self._most = most
        self._taken = self._given = 0
        """Bytes."""
        self._head = b""
        self._start(first=True)

    def _start(self, *, first: bool) -> None:
        self._inflate = zlib.decompressobj(self._bits)
        self._first = first
        self._empty = True
        """Whether nothing came of this member yet."""
        self._padding = False
        """Whether what comes now stands behind the last member."""

    @property
    def is_done(self) -> bool:
        """Whether the end was seen; a body without a byte is one, and what follows the last member may be anything."""
        return self._inflate.eof or self._padding or (self._empty and (not self._first or not self._taken))

    def unpack(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what is in *parts*, in steps."""
        for part in self._framed(parts):
            rest = part
            while rest and not self._padding:
                if self._inflate.eof:
                    self._start(first=False)
                    self._padding = self._bits < 16
                yield from self._member(rest)
                rest = self._inflate.unused_data

    def _member(self, data: bytes) -> Iterator[bytes]:
        """Yield what comes of *data* until it, or the member, ends."""
        while not self._padding:
            out = self._step(data)
            data = self._inflate.unconsumed_tail
            self._given += len(out)
            if self._given > self._most:
                raise TooLongError
            if out:
                self._empty = False
                yield out
            if self._inflate.eof or (not data and len(out) < self.STEP):
                return

    def _step(self, data: bytes) -> bytes:
        try:
            return self._inflate.decompress(data, self.STEP)
        except zlib.error:
            if not self._empty or self._first:
                raise
            self._padding = True
            return b""

    def _framed(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Yield *parts*; the first two bytes tell whether "deflate" has its frame, which many leave out."""
        for part in parts:
            self._taken += len(part)
            if self._bits != zlib.MAX_WBITS or self._taken - len(part) >= 2:
                yield part
                continue
            self._head += part
            if len(self._head) < 2:
                continue
            if self._head[0] & 0x0F != 8 or int.from_bytes(self._head[:2], "big") % 31:
                self._bits = -zlib.MAX_WBITS
                self._inflate = zlib.decompressobj(self._bits)
            yield self._head
