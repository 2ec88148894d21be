"""Whose words are whose: what the writer of a letter says, what is quoted from earlier mails, and the signature."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from publishkit.permissions.answer.mail import QUOTE_BEGINS, QUOTE_ENDS
from publishkit.permissions.answer.phrases import phrases
from publishkit.words import Folding, aligned

Role = Literal["own", "quoted", "aside"]
"""The writer's words; somebody's earlier words; the signature."""

MOST_LINES = 20_000
ATTRIBUTION_LINES = 4
"""On so many lines a mail program may spread "On … wrote:"."""
HEADER_LINES = 12
LABELS = 3
"""So many of From, Sent, To, Subject together are the head of an earlier mail."""
_SIGNATURE = re.compile(r"^\s*--\s*$")
_QUOTE = re.compile(r"^\s{0,3}(?:>|&gt;|\|\s)")
_HEADER = re.compile(r"^[\s*_>]*(?P<label>[^:*_]{1,20}?)[\s*_]*[:：][\s*_]*(?P<value>.*)$")

fold = Folding(form="NFKD", case="lower", letters=True, marks="dropped", spaces="one")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a letter."""

    text: str
    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Passages:
    """A letter taken apart."""

    lines: tuple[Line, ...]
    forwarded: bool = False
    """Whether an earlier mail is passed on in it, marked as such."""

    def text(self, *roles: Role) -> str:
        """Return the lines of these roles."""
        return "\n".join(line.text for line in self.lines if line.role in roles)


def part_passages(text: str) -> Passages:
    r"""Return *text* with every line told apart.

    >>> [
    ...     line.role
    ...     for line in part_passages("Yes.\n\nOn 3 May 2026 at 9:12 Ines <i@q.example> wrote:\n> May we?").lines
    ... ]
    ['own', 'own', 'quoted', 'quoted']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]
    parted = tuple(_parted(lines))
    marks = any(_is_forward_mark(line) for line in lines)
    return Passages(lines=parted, forwarded=marks)


def _parted(lines: Sequence[str]) -> Iterator[Line]:
    depth, number = 0, 0
    aside = False
    while number < len(lines):
        line = lines[number]
        bare = line.strip()
        if bare == QUOTE_BEGINS:
            depth, aside = depth + 1, False
        elif bare == QUOTE_ENDS:
            depth = max(0, depth - 1)
        elif depth or _QUOTE.match(line):
            yield Line(line, "quoted")
        elif _starts_earlier_mail(lines, number):
            yield from (Line(one, "quoted") for one in lines[number:])
            return
        elif length := _attribution(lines, number):
            yield from (Line(one, "quoted") for one in lines[number : number + length])
            number += length
            if not _quotes_follow(lines, number):
                yield from (Line(one, "quoted") for one in lines[number:])
                return
            aside = False
            continue
        else:
            aside = aside or bool(_SIGNATURE.match(line))
            yield Line(line, "aside" if aside else "own")
        number += 1


def _quotes_follow(lines: Sequence[str], number: int) -> bool:
    following = next((line for line in lines[number:] if line.strip()), "")
    return following.strip() == QUOTE_BEGINS or bool(_QUOTE.match(following))


def _attribution(lines: Sequence[str], number: int) -> int:
    """Return how many lines from here are "On … wrote:"; 0 when they are not."""
    first = lines[number].strip()
    if not first or len(first) > 300:
        return 0
    joined = ""
    for length, line in enumerate(lines[number : number + ATTRIBUTION_LINES], 1):
        if not line.strip() or _QUOTE.match(line) or line.strip() in {QUOTE_BEGINS, QUOTE_ENDS}:
            return 0
        joined = f"{joined} {fold(aligned(line))}".strip()
        if any(pattern.search(joined) for pattern in phrases().wrote):
            return length
    return 0


def _starts_earlier_mail(lines: Sequence[str], number: int) -> bool:
    """Return whether a forwarded or quoted mail with its own head begins on this line."""
    return _is_mark(lines[number]) or _is_header_block(lines, number)


def _is_mark(line: str) -> bool:
    return any(pattern.search(fold(aligned(line))) for pattern in (*phrases().forwarded, *phrases().original))


def _is_forward_mark(line: str) -> bool:
    return len(line) < 200 and any(pattern.search(fold(aligned(line))) for pattern in phrases().forwarded)


def _is_header_block(lines: Sequence[str], number: int) -> bool:
    known = phrases().labels
    first = _HEADER.match(lines[number])
    if first is None or known.get(fold(aligned(first["label"]))) != "from":
        return False
    kinds = set()
    for line in lines[number : number + HEADER_LINES]:
        if (found := _HEADER.match(line)) and (kind := known.get(fold(aligned(found["label"])))):
            kinds.add(kind)
    return len(kinds) >= LABELS
