"""Words and lines that are longer than a line of print: where they may break, and how code that turns over shows it."""

import re

from publishkit.render.base import pieces
from publishkit.words import SPACELESS

LONG = 160
"""Letters; the longest words of dictionaries, addresses aside, have half of it."""
PIECE = 40
BREAK = "\u200b"
"""Zero-width space: seen by nobody, dropped when a text is compared (`proof.matching.key`)."""
_LETTER = rf"&\#?\w{{1,31}};|[^\s<>&{SPACELESS}{BREAK}]"
_TEXT = re.compile(r"(?s)(?P<kept><(?P<raw>style|script|title|h[1-6])\b.*?</(?P=raw)\s*>|<[^>]*>)|(?P<text>[^<]+)")
_ONE = re.compile(_LETTER)


def breakable(html: str, longest: int = LONG, piece: int = PIECE) -> str:
    r"""Return *html* with a place to break in every word of its text with *longest* letters or more, after each *piece* of them.

    Tags and styles stay, and headings, which are bookmarks too.

    A hyphenated word is tried at each of its syllables, again for every line: a word of ten thousand letters would take
    hours.

    >>> breakable("<p title='" + "a" * 200 + "'>short &amp; " + "b" * 165 + "</p>").count("\u200b")
    4
    """
    word = re.compile(rf"(?:{_LETTER}){{{longest},}}")

    def broken(found: re.Match[str]) -> str:
        return BREAK.join("".join(run) for run in pieces(_ONE.findall(found[0]), piece))

    return _TEXT.sub(lambda found: found["kept"] or word.sub(broken, found["text"]), html)


LISTING = re.compile(r"<pre><code(?P<kind>[^<>]*)>(?P<code>.*?)</code></pre>", re.DOTALL)
TAB = 4
TURN = 2
"""Columns that turned-over code stands further in than its line begins."""
EMPTY = "\u200b"
"""So that an empty line has its height."""


def by_line(html: str) -> str:
    r"""Return *html* with every line of code in an element that turns over marked.

    >>> by_line("<pre><code>a\n  b\n</code></pre>").count('class="line"')
    2
    """
    return LISTING.sub(_lines, html) if "<pre>" in html else html


def _lines(found: re.Match[str]) -> str:
    lines = "".join(map(_line, found["code"].removesuffix("\n").split("\n")))
    return f"<pre><code{found['kind']}>{lines}</code></pre>"


def _line(line: str) -> str:
    line = line.expandtabs(TAB).rstrip()
    further = len(line) - len(line.lstrip(" ")) + TURN
    return f'<span class="line" style="padding-left: {further}ch; text-indent: -{further}ch">{line or EMPTY}</span>'
