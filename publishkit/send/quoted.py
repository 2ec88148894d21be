"""Quoted-printable (RFC 2045, section 6.7) with gaps: what all readers share is encoded once, what is theirs is put between."""

import re
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SOFT = b"=\r\n"
"""A line break that is none: it ends a line of the mail, and no line of the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gapped:
    """An encoded text with gaps."""

    pieces: Sequence[bytes]
    """What stands before, between and after the gaps: one more than there are gaps."""
    gaps: Sequence[str]
    """The names of what goes in."""

    def filled(self, values: Mapping[str, str]) -> bytes:
        """Return the whole, with *values* in the gaps; each value stands on lines of its own."""
        parts = [self.pieces[0]]
        encoded = {name: quoted(value) + SOFT for name, value in values.items()}
        for name, piece in zip(self.gaps, self.pieces[1:], strict=True):
            parts += (encoded[name], piece)
        return b"".join(parts)


def gapped(text: str, gap: re.Pattern[str]) -> Gapped:
    r"""Return *text* encoded, with a gap wherever *gap* matches; its only group is the name.

    >>> gapped("Größe @@A@@!", re.compile("@@(A)@@")).filled({"A": "ä"})
    b'Gr=C3=B6=C3=9Fe=20=\r\n=C3=A4=\r\n!'
    """
    static = gap.split(text)
    pieces = [quoted(piece) for piece in static[::2]]
    # A gap begins at the beginning of a line, so that no soft break can fall into what is put there.
    before = [piece if not piece or piece.endswith(b"\n") else piece + SOFT for piece in pieces[:-1]]
    return Gapped(pieces=[*before, pieces[-1]], gaps=static[1::2])


def quoted(text: str) -> bytes:
    """Return *text* encoded, lines of at most 76 characters ended by CRLF.

    >>> quoted("a = 1 ")
    b'a =3D 1=20'
    """
    # b2a_qp breaks lines the way the first line of its input ends, which a piece may not have.
    return b2a_qp(text.replace("\r\n", "\n").encode(), istext=True).replace(b"\n", b"\r\n")
