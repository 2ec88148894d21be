"""Code on paper: each line of its own, tabs as spaces; where a line is too long for the page, what is turned over stands further in."""

import re

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
