"""Copyright signs that stand in running text: a sentence that quotes an imprint is no copyright line, and no line is printed with its rest."""

import re
from collections.abc import Iterator

from publishkit.rights.notices.copyright_words import COPYRIGHT, RESERVED, YEARS
from publishkit.words import aligned

WORDS = 2
"""So many words beside brackets or quotation marks make them part of a sentence."""
TITLED = 3
"""More words than these beside a naming are a title, not the name of a site."""
_PAIRS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "‹": "›",
    "（": "）",
}
_STRAIGHT = '"'
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_SMALL = re.compile(r"[a-zß-öø-ÿāăąćčďđēęěğīįłńňőœřśşšťūůűźżža-яёіїєґα-ωά-ώ]")
_SELF = re.compile(
    r"\b(?:this|these|all|any|our|dies\w*|all[ea]\w*|unser\w*|cet|cette|ces|tou\w*|est[eaos]\w*|tod[oa]s|quest[oaie]|tutt[ie]|"
    r"ten|niniejsz\w+|wszelkie|dez?e|dit|alle|det|denne|detta|denna|tento|tato)\b",
    re.IGNORECASE,
)
"""“This article is © 2026 …” says it of the text itself."""
_PARTS = re.compile(r"[|•·∙⋅‧◦▪●■│┃¦∣‖.!?:;—–\u2063]\s*$")
"""What ends whatever stands before a sign: the sign begins something of its own."""
_LINK = re.compile(r"!?\[(?P<shown>[^\[\]]{0,200})\]\([^()\s]{0,300}(?: \"[^\"]{0,80}\")?\)")
_MARKS = re.compile(
    r"^\s*(?:#{1,6}\s+|(?:>\s*)+|[-*+]\s+(?=\S))|(?<!\w)(?:\*{1,3}|_{1,3}|~~|`{1,3})(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3}|~~|`{1,3})(?!\w)"
)
_CLOSING = {closing: opening for opening, closing in (("(", ")"), ("[", "]"), ("{", "}"), ("（", "）"))}


def in_prose(line: str, start: int, end: int) -> bool:
    """Return whether the sign at *start*, whose naming ends at *end*, stands inside of a sentence about something else.

    >>> said = "The Courier (© 2026 Courier Media Ltd, all rights reserved) wrote in March that nobody minds."
    >>> in_prose(said, said.index("©"), said.index(",")), in_prose("Courier © 2026. All rights reserved.", 8, 14)
    (True, False)
    """
    folded = aligned(line)
    for opened, closed in _around(line, start):
        before, after = line[:opened], _without_notice(folded[closed + 1 :])
        bracket = line[opened] in "([{（"
        beside = len(_WORD.findall(before)) + len(_WORD.findall(after))
        if (_goes_on(after) if bracket else beside >= WORDS) and not _PARTS.search(before):
            return True
    before, after = line[:start], _without_notice(folded[end:])
    said = _WORD.findall(before)
    sentence = len(said) > WORDS and sum(bool(_SMALL.match(word)) for word in said) >= WORDS
    return sentence and not _PARTS.search(before) and not _SELF.search(before) and _goes_on(after)


def _around(line: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield where the brackets and quotation marks around a place open and close."""
    for opening, closing in _PAIRS.items():
        opened = line.rfind(opening, 0, at)
        if opened >= 0 and not any(sign in line[opened + 1 : at] for sign in closing):
            closed = min((place for sign in closing if (place := line.find(sign, at)) >= 0), default=-1)
            if closed >= 0:
                yield opened, closed
    if line.count(_STRAIGHT, 0, at) % 2 and (closed := line.find(_STRAIGHT, at)) >= 0:
        yield line.rfind(_STRAIGHT, 0, at), closed


def _without_notice(after: str) -> str:
    """Return what stands behind a naming without years and reservations: they belong to it."""
    rest = after.lstrip(" ,.:-–—")
    while match := RESERVED.match(rest) or re.match(YEARS, rest):
        rest = rest[match.end() :].lstrip(" ,.:-–—")
    return rest.lstrip(")]}） ,")


def _goes_on(after: str) -> bool:
    """Return whether a sentence goes on: two words at once, the first one small."""
    words = re.match(r"(?:[^\W\d_]+[ ,]+){2}", f"{after} ")
    return bool(words and _SMALL.match(after))


def without_titles(line: str, start: int, end: int) -> str:
    """Return a line without the titles of other things that stand on both sides of its naming, from *start* to *end*.

    >>> said = "News of Friday, 9 May | © Ida Press | Parliament puts off its vote on the bridge again"
    >>> without_titles(said, said.index("©"), said.index(" | Parl"))
    '© Ida Press'
    """
    parts = [match.span() for match in re.finditer(r" [|•·∙⋅‧◦▪●■│┃¦∣‖] ", line)]
    opens = max((after for _, after in parts if after <= start), default=0)
    closes = next((at for at, _ in parts if at >= end), len(line))
    titles = line[:opens], line[closes:]
    named = any(one.search(aligned(title)) for title in titles for one in (RESERVED, COPYRIGHT))
    if named or not all(len(title.split()) > TITLED for title in titles):
        return line
    return line[opens:closes]


def cleaned(line: str) -> str:
    """Return a copyright line as it is printed: without Markdown marks, and up to a bracket that closes without having opened.

    >>> cleaned("*© 2026 [Tom Rudd](https://rudd.example)*"), cleaned("© 2026 Tom Rudd) wrote")
    ('© 2026 Tom Rudd', '© 2026 Tom Rudd')
    """
    plain = _MARKS.sub("", _MARKS.sub("", _LINK.sub(r"\g<shown>", line)))
    plain = plain[: _unopened(plain)].strip()
    while plain[:1] in _PAIRS and plain[-1:] and plain[-1:] in _PAIRS[plain[:1]]:
        plain = plain[1:-1].strip()
    if plain[:1] == plain[-1:] == _STRAIGHT and len(plain) > 1:
        plain = plain[1:-1].strip()
    opened = max((plain.rfind(sign) for sign in _CLOSING.values()), default=-1)
    if opened >= 0 and not any(sign in plain[opened:] for sign in _CLOSING):
        plain = plain[:opened] if opened else plain[1:]
    return plain.strip(" \t|•·∙⋅‧◦▪●■│┃¦∣‖–—")


def _unopened(line: str) -> int:
    """Return where a bracket closes that never opened, else the length of the line; "(c)" is a sign."""
    depth = dict.fromkeys(_CLOSING.values(), 0)
    for at, sign in enumerate(line):
        if sign in depth:
            depth[sign] += 1
        elif sign in _CLOSING:
            depth[_CLOSING[sign]] -= 1
            if depth[_CLOSING[sign]] < 0:
                return at
    return len(line)
