"""Copyright lines: which one speaks for the page, and whom it names."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from publishkit.rights.credit_line import agencies_in
from publishkit.words import aligned, inert

SEPARATORS = " \t\u00a0·•|-–—"
REACH = 100_000
"""Characters at each end of a text that are looked at; the text of the longest real page we tried has 40,000."""
LINE = re.compile(r"[^\r\n]+")

MAX_LINE = 5_000
MAX_NAME = 120
SHORT = 160
"""Characters up to which a line is kept whole; a longer one is cut to the naming itself."""
MAX_LINES = 200
"""Lines with a sign that are weighed; the last ones count, for pages sign at their foot."""

YEARS = r"(?:19|20)\d\d(?: ?[-,] ?(?:(?:19|20)\d\d|\d\d(?!\d)))?"
COPYRIGHT = re.compile(
    rf"(?:©|\([cс]\)|\bcopyright\b)[ :]{{0,3}}(?:(?:©|\([cс]\)|copyright)[ :]{{0,3}})?(?P<year>{YEARS})?", re.IGNORECASE
)
"""Where a copyright line begins; every repetition is bounded."""

LEAD = re.compile(
    rf"[ ,.:|·®-]+|(?:©|\([cс]\)|copyright\b|by\b|from\b|the contents? of this (?:web)?site|{YEARS}(?!\w))",
    re.IGNORECASE,
)
"""What may stand between the sign and the name, taken off piece by piece."""
RESERVED = re.compile(
    r"all rights? res\w{3,8}|alle rechten?(?: (?:vorbehalten|voorbehouden))?|tous (?:les )?droits(?: réservés)?|(?:todos los )?derechos reservados"
    r"|tutti i diritti(?: (?:sono )?riservati)?|todos os direitos(?: reservados)?|(?:wszelkie|wszystkie) prawa(?: zastrzeżone)?"
    r"|všechna práva(?: vyhrazena)?|všetky práva(?: vyhradené)?|все права(?: защищены)?|(?:усі|всі) права(?: захищен[оі])?"
    r"|alle rettighe\w+(?: \w+)?|alla rättigheter(?: \w+)?|haki zote(?: zimehifadhiwa)?|tüm hakları(?: saklıdır)?|toate drepturile(?: rezervate)?"
    r"|minden jog(?: fenntartva)?|kaikki oikeudet(?: pidätetään)?|riproduzione riservata|reproducción prohibida|nachdruck verboten|无断|無断|무단|禁",
    re.IGNORECASE,
)
STOP = re.compile(
    r" ?[|•·;<>\n\t™®]| [-] | ?\((?:https?:|www\.|about us)"
    rf"|,? (?:{YEARS})(?!\w)|,? (?:a|an|eine|une) (?:division|subsidiary|part|brand|member|company|marke|service|digital first|501\(c\)|[\w ]{{2,40}} company)\b"
    r"|,? (?:is a registered|powered by|designed by|registered office|unless otherwise|in england no|or related|user agreement)\b"
    r"|,? (?:terms (?:of|and|&)|privacy|contact us|your ad choices|impressum|datenschutz|cookies?)\b|copyright\b|©",
    re.IGNORECASE,
)
"""Where a name is over."""
LEGAL = re.compile(
    r",? ?(?:inc|ltd|limited|llc|llp|l\.l\.c|plc|corp|co|gmbh(?: & co\. ?kgaa| & co\. ?kg)?|ag|se|kg|eg|e\. ?v|m\. ?b\. ?h"
    r"|s\.? ?a\.?(?: de c\.v)?|s\. ?p\. ?a|s\. ?r\. ?l|s\. ?l\. ?u|s\. ?l|slu?|srl|spa|s\.a\.r\.l|sp\. ?z ?o\. ?o|a\. ?s|s\. ?r\. ?o|b\. ?v|n\. ?v|a/s|ab|asa|oy|pty|pvt|ооо)\b\.?",
    re.IGNORECASE,
)
"""Forms of companies: they belong to the name although a comma or a full stop stands before or after them."""
HAS_LEGAL = re.compile(rf"(?:^|[ ,]){LEGAL.pattern[4:]}(?!\w)", re.IGNORECASE)
ENDS_LEGAL = re.compile(rf"(?:^|[ ,]){LEGAL.pattern[4:]}$", re.IGNORECASE)
NO_NAME = re.compile(r"terms|privacy|legal|about|home|contact|menu|impressum|here|this|the|us", re.IGNORECASE)
QUOTES = "'\"‘’“”„"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the source, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def blank(self) -> bool:
        """True when a reader sees nothing, or only a separator."""
        return not self.text.strip(SEPARATORS)


def copyright_lines(text: str) -> tuple[str, ...]:
    r"""Return the lines that name a copyright holder, verbatim, in order; long lines are cut to the naming itself.

    >>> copyright_lines("See also\n©\u00a0Daily Wrap\n·")
    ('©\xa0Daily Wrap',)
    """
    return tuple(line for _, line in _lines(text))


def choose_copyright(text: str, publisher: str = "") -> str | None:
    r"""Return the copyright line that speaks for the page: a picture's © does not; pages sign at their foot.

    >>> choose_copyright("© Ida Example/imago\nA story.\n© 2026 Harbour Gazette\n© Pier Photo/AFP")
    '© 2026 Harbour Gazette'
    """
    known = re.sub(r"\W+", "", publisher).lower()

    def weight(found: tuple[int, str]) -> tuple[int, int]:
        at, line = found
        name = copyright_name(line) or ""
        key = re.sub(r"\W+", "", name).lower()
        same = bool(known) and bool(key) and (known in key or key in known)
        year = bool(re.search(r"\b(?:19|20)\d\d\b", line))
        reserved = bool(RESERVED.search(line))
        # "Ida Example/AFP"; two companies part their names with spaces.
        picture = bool(re.search(r"\w/|/\w", name) and not HAS_LEGAL.search(name)) or (
            not (year or reserved) and bool(agencies_in(line))
        )
        sign = COPYRIGHT.search(aligned(line))
        late = (sign is not None and sign.start() > 40) or len(name.split()) > 8
        return 2 * same + 2 * reserved + year + bool(HAS_LEGAL.search(name)) - 3 * picture - 2 * late, at

    lines = deque(_lines(text), MAX_LINES)
    named = [(weight(found), found[1]) for found in lines if copyright_name(found[1])]
    best, line = max(named, default=((-1, 0), None))
    return line if best[0] >= 0 else None


@lru_cache(maxsize=1024)
def copyright_name(line: str) -> str | None:
    """Return whom a copyright line names, or None.

    >>> copyright_name("© 2026 Canada.com, a division of Postmedia Network Inc. All rights reserved.")
    'Canada.com'
    >>> copyright_name("©All Rights Reserved Poynter Institute 2019, a 501(c)(3) nonprofit organization")
    'Poynter Institute'
    """
    line = line[:MAX_LINE]
    match = COPYRIGHT.search(aligned(line))
    if match is None:
        return None
    rest = line[match.end() : match.end() + 2 * MAX_NAME]
    start = _lead(aligned(rest))
    return _tidy(rest[start : start + _length(aligned(rest[start:]))]) or _named_before(line, match)


def _tidy(name: str) -> str | None:
    """A name without what stands around it; None when nothing is left that names anybody."""
    name = inert(name.strip(" ,-–—·|\u00a0"))
    if name[:1] in QUOTES and name[-1:] in QUOTES:
        name = name[1:-1].strip()
    name = re.sub(r"(?<=LLC|LLP|PLC|mbH| KG| AG| SE| SA| AB)\.$", "", name)
    return name if re.search(r"[^\W\d_].", name) and not NO_NAME.fullmatch(name) else None


def _named_before(line: str, match: re.Match[str]) -> str | None:
    """The name in "Harbour Gazette © 2026": a few words before the sign, a year and nothing else after it."""
    before = line[: match.start()].strip()
    alone = match["year"] and not re.search(r"[^\W\d_]", line[match.end() :])
    if not alone or not 1 < len(before) <= 60 or not before[:1].isupper() or re.search(r"[.!?:]\s", before):
        return None
    return None if RESERVED.search(before) else _tidy(before)


def copyright_year(line: str) -> int | None:
    """Return the first year a copyright line names.

    >>> copyright_year("© 1996-2024 Harbour Gazette")
    1996
    """
    match = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", line[:MAX_LINE])
    return int(match.group()) if match else None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, line) of the lines that name a holder."""
    for found in lines_of(text):
        line = found.text
        match = COPYRIGHT.search(aligned(line[:MAX_LINE]))
        if match is None or not _is_own(line, match):
            continue
        if len(line) > SHORT:
            line = line[match.start() : match.start() + SHORT]
            line = line[: _cut(line)].strip()
        yield found.start, line


def _is_own(line: str, match: re.Match[str]) -> bool:
    """A copyright line opens with its sign, has a year or reserves its rights; "Caption text © Agency" is a credit."""
    folded = aligned(line[:MAX_LINE])
    opens = not re.search(r"[^\W\d_]", folded[: match.start()])
    word = match.group().strip().lower() == "copyright"
    # "© Name 2024", "2024 © Name"; after the bare word only at the beginning of the line: "Image copyright Ida, 2024".
    year = bool(match["year"]) or (
        (opens or not word) and bool(re.search(rf"(?<!\d){YEARS}(?!\d)", folded[: match.end() + 90]))
    )
    return bool(year or (opens and not word) or RESERVED.search(folded)) and copyright_name(line) is not None


def _cut(line: str) -> int:
    """Where the naming in a long line is over: after the sentence with the name, or at the end."""
    name = copyright_name(line)
    end = line.find(name) + len(name) if name else len(line)
    stop = re.search(r"[.|](?: |$)", line[end:])
    return end + stop.end() if stop else len(line)


def _lead(folded: str) -> int:
    """How many characters stand before the name: signs, years, the reservation itself."""
    at = 0
    while at < len(folded):
        match = LEAD.match(folded, at) or RESERVED.match(folded, at)
        if match is None or match.end() == at:
            return at
        at = match.end()
    return at


def _length(folded: str) -> int:
    """How many characters the name has: up to a word that ends it, a comma or full stop that is not part of it."""
    ends = [match.start() for pattern in (STOP, RESERVED) if (match := pattern.search(folded))]
    limit = min([MAX_NAME, len(folded), *ends])
    for match in re.finditer(r"[,.]", folded[:limit]):
        at = match.start()
        if match.group() == "," and (LEGAL.match(folded, at) or re.match(r", [^,.]{2,30} & ", folded[at:])):
            continue
        if match.group() == "." and ENDS_LEGAL.search(folded[max(0, at - 20) : at + 1]):
            if LEGAL.match(folded, at + 1) or folded[at + 1 : at + 2].isalnum():
                continue
            return at + 1
        if match.group() == "." and _is_inside_word(folded, at):
            continue
        return at
    return limit


def _is_inside_word(folded: str, at: int) -> bool:
    """The full stop of "Canada.com", or of an initial; not the one that sticks to the next sentence."""
    before, after = folded[at - 1 : at], folded[at + 1 : at + 2]
    return (after.isalnum() and not (after.isupper() and before.islower())) or bool(
        re.search(r"(?:^|[ .])\w$", folded[:at])
    )


# --- lines and where they stand ---------------------------------------------------------------------------------------


def lines_of(text: str) -> tuple[Line, ...]:
    r"""Return the lines of *text* with their offsets, without line ends and outer spaces.

    >>> [(line.text, line.start) for line in lines_of("A story.\n\n  The end.")]
    [('A story.', 0), ('The end.', 12)]
    >>> len(lines_of("a line\n" * 1_000_000)) < 30_000
    True
    """
    return tuple(map(_line, _matches(text)))


def _matches(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while (match := LINE.search(text, at)) and match.start() < REACH:
        yield match
        at = match.end()
    tail = text.rfind("\n", at, max(at, len(text) - REACH)) + 1
    yield from LINE.finditer(text, max(at, tail))


def _line(match: re.Match[str]) -> Line:
    raw = match.group()
    lead = len(raw) - len(raw.lstrip())
    return Line(text=raw.strip(), start=match.start() + lead, end=match.start() + len(raw.rstrip()))
