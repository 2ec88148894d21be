"""Lines of plain text that name a license; a saved page has places for its lines (`articles/html_signals`)."""

import re
from collections.abc import Sequence

from publishkit.model.statement import Signal
from publishkit.rights.detect.found import ends_of
from publishkit.rights.detect.license_words import licenses_in, rights_statement

MENTION = re.compile(r"creative ?commons|rightsstatements\.org|open government licen|\bcc[ _:-]{0,2}(?:by|0|zero|nc|nd|sa|licen|lizen)|public domain mark|licence ouverte|datenlizenz", re.IGNORECASE)  # fmt: skip
MAX_LINE = 2_000
MAX_LINES = 40


def license_lines(lines: Sequence[str]) -> tuple[Signal, ...]:
    """Return the lines that name a license, as signs that stand in "text".

    >>> [one.value for one in license_lines(["A story.", "This text is under CC BY 4.0."])]
    ['This text is under CC BY 4.0.']
    """
    named = (line[:MAX_LINE] for line in ends_of(lines) if MENTION.search(line[:MAX_LINE]))
    said = [line for line in named if licenses_in(line) or rights_statement(line)]
    return tuple(Signal(kind="license-words", value=line, where="text") for line in said[:MAX_LINES])
