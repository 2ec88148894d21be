"""Copyright lines: which one speaks for the page, and whom it names."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from publishkit.rights.notices.copyright_prose import cleaned, in_prose, without_titles
from publishkit.rights.notices.copyright_words import (
    COPYRIGHT,
    DOUBLE,
    HAS_LEGAL,
    LEAD,
    LEGAL,
    NO_NAME,
    PARTS,
    RESERVED,
    SIGNED_BEFORE,
    STOP,
    TEXT_TOO,
    TOOL,
    TRADE_MARK,
    YEARS,
)
from publishkit.rights.notices.reserved_words import BUDDHIST
from publishkit.rights.pictures.credit_line import agencies_in
from publishkit.words import LINK_EDGE, aligned, inert

PARTING = "|•·∙⋅‧◦▪●■│┃¦∣‖"
SEPARATORS = " \t\u00a0·•|∙⋅‧◦▪●■│┃¦∣‖-–—"
REACH = 100_000
"""Characters at each end of a text that are looked at; the text of the longest real page we tried has 40,000."""
LINE = re.compile(r"[^\r\n]+")

MAX_LINE = 2_000
MAX_NAME = 120
MAX_SIGNS = 12
"""Signs in one line that are looked at."""
PARTLY = re.compile(r"some|certain|einige|bestimmte|algunos", re.IGNORECASE)
SHORT = 160
"""Characters up to which a line without links is kept whole; a longer one is cut to the naming itself."""
MAX_LINES = 200
"""Lines with a sign that are weighed; the last ones count, for pages sign at their foot."""
DOMAIN = re.compile(r"[\w-]{2,40}(?:\.[\w-]{2,20}){1,2}")
"""A site may call itself in small letters: "taz.example © 2026"."""
SMALL_OF_NAMES = frozenset(
    "and und et y e i og och en of the for to der die das des von für zu de du la le les des del di da do dos van het".split()
)
"""Words in small letters that names hold: "Society for the Protection of Birds"."""
QUOTES = "'\"‘’“”„«»"
OF_PLACE = {"footer": 3, "end": 1, "page": 1, "text": 1, "aside": 0, "article": -2}
"""Where a line stands ("end": behind the article's last words) -> how much it speaks for the page; what stands under a picture or in a comment does not."""
OF_THIS = 5
"""A line in the article that reserves all rights: whoever it names gave the text to this page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a text, without surrounding spaces, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def blank(self) -> bool:
        """Whether it holds separators only."""
        return not self.text.strip(SEPARATORS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """A copyright line that was chosen."""

    line: str
    """Verbatim, without the links that stand around the naming."""
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """Whom a line names, and the part of it that does."""

    name: str
    start: int
    end: int


def copyright_lines(text: str) -> tuple[str, ...]:
    r"""Return the lines that name a copyright holder, verbatim, in order; long lines are cut to the naming itself.

    >>> copyright_lines("See also\n©\u00a0Daily Wrap\n·")
    ('©\xa0Daily Wrap',)
    """
    return tuple(found.text for found in _own_lines(text))


def choose_copyright(text: str, publisher: str = "") -> str | None:
    r"""Return the copyright line that speaks for a text: a picture's © does not; pages sign at their foot.

    >>> choose_copyright("© Ida Example/imago\nA story.\n© 2026 Harbour Gazette\n© Pier Photo/AFP")
    '© 2026 Harbour Gazette'
    """
    found = _best(((line.text, "text") for line in deque(_own_lines(text), MAX_LINES)), (publisher,))
    return found.line if found else None


def choose_placed(lines: Iterable[tuple[str, str]], known: Sequence[str] = ()) -> Signed | None:
    """Return the line that speaks for a page, of lines each with the place where it stands; *known* are names of the site.

    >>> choose_placed([("© Ida Example", "article"), ("© 2026 Harbour Gazette", "footer")]).name
    'Harbour Gazette'
    """
    return _best([(line, where) for line, where in lines if where in OF_PLACE][-MAX_LINES:], known)


def _best(lines: Iterable[tuple[str, str]], known: Sequence[str]) -> Signed | None:
    best, chosen = -1, None
    for line, where in lines:
        name = copyright_name(line)
        if name is None or not is_own_line(line):
            continue
        weight = _weight(line, name, where, known)
        if weight >= max(best, 0):
            best, chosen = weight, Signed(line=_shown(line), name=name)
    return chosen


def _weight(line: str, name: str, where: str, known: Sequence[str]) -> int:
    """How much a line speaks for the page; less than nothing when it is a picture's."""
    key = _key(name)
    same = bool(key) and any(one in key or key in one for one in map(_key, known) if one)
    year = re.search(YEARS, line) is not None
    reserved = any(not PARTLY.match(match.group()) for match in RESERVED.finditer(line))
    legal = HAS_LEGAL.search(name) is not None
    # "Ida Example/AFP"; two companies part their names with spaces.
    slashed = re.search(r"\w/|/\w", name) is not None or re.search(rf"{re.escape(name)} ?/ ?\w", line) is not None
    picture = not same and (
        (slashed and not legal)
        or (not (year or reserved or where == "end") and (bool(agencies_in(line)) or " / " in name))
    )
    sign = COPYRIGHT.search(aligned(line))
    late = (sign is not None and sign.start() > 40) or len(name.split()) > 8
    # Without a year, words that reserve, or a name we know, a © outside of the foot is as likely a picture's.
    alone = not (year or reserved or same or legal or DOUBLE.search(aligned(line))) and where in {
        "article",
        "aside",
        "page",
    }
    weight = 2 * same + 2 * reserved + year + legal - 3 * picture - 2 * late - 3 * alone
    return weight + (OF_THIS if where in {"article", "end"} and reserved else OF_PLACE[where])


def _key(name: str) -> str:
    return re.sub(r"\W+", "", name).lower()


def copyright_name(line: str) -> str | None:
    """Return whom a copyright line names, or None.

    >>> copyright_name("© 2026 Canada.com, a division of Postmedia Network Inc. All rights reserved.")
    'Canada.com'
    >>> copyright_name("©All Rights Reserved Poynter Institute 2019, a 501(c)(3) nonprofit organization")
    'Poynter Institute'
    >>> copyright_name("Harbour Gazette © 2026. All rights reserved. Theme by Ada Example")
    'Harbour Gazette'
    """
    found = _naming(line)
    return found.name if found else None


@lru_cache(maxsize=1024)
def _naming(line: str) -> Naming | None:
    """The first sign of a line that comes with a name."""
    line = line[:MAX_LINE]
    folded = aligned(line)
    for match in list(COPYRIGHT.finditer(folded))[:MAX_SIGNS]:
        lead = folded[max(0, match.start() - 60) : match.start()]
        if SIGNED_BEFORE.search(lead) and not TEXT_TOO.search(lead):
            continue  # "Forum software by Example® © Example Ltd."
        if after := _named_after(line, match.end()):
            return Naming(name=after[0], start=match.start(), end=after[1])
        if before := _named_before(line, match):
            at = line.rfind(before.rstrip("."), 0, match.start())
            return Naming(name=before, start=max(at, 0), end=match.end())
    return None


def _named_after(line: str, at: int) -> tuple[str, int] | None:
    """The name behind a sign, and where it ends: what may stand between is taken off piece by piece."""
    folded = aligned(line[at : at + 3 * MAX_NAME])
    start = _lead(folded)
    if start >= MAX_NAME:
        return None
    end = start + _length(folded[start : start + MAX_NAME + 40])
    name = None if TRADE_MARK.match(folded, end) else _tidy(line[at + start : at + end])
    if name and "." in folded[:start] and _is_said(name):
        return None
    return (name, at + end) if name else None


def _is_said(name: str) -> bool:
    """Whether what stands behind a full stop is a sentence: "© 2026. Getting better under the influence of coffee"."""
    words = name.split()
    small = sum(word.isalpha() and word.islower() and word not in SMALL_OF_NAMES for word in words)
    return len(words) >= 4 and small >= 2 and not HAS_LEGAL.search(name)


def _tidy(name: str) -> str | None:
    """A name without what stands around it; None when nothing is left that names anybody."""
    name = " ".join(inert(name.replace(LINK_EDGE, "")).split()).strip(" ,-–—·|:/®™(")
    name = re.sub(r" (?:und|and|et|y|e|i|&|sowie|by|of|der|von|des|bei|at|via|the)$", "", name)
    if name[:1] in QUOTES and name[-1:] in QUOTES and name.count(name[-1:]) <= 2:
        name = name[1:-1].strip()
    if part := PARTS.match(name):
        name = (part["a"] or part["b"] or part["c"]).strip()
    name = re.sub(r"(?<=LLC|LLP|PLC|mbH| KG| AG| SE| SA| AB)\.$", "", name)
    if not re.search(r"[^\W\d_].", name) or NO_NAME.match(name) or TOOL.search(name):
        return None
    return name


def _named_before(line: str, match: re.Match[str]) -> str | None:
    """The name in "Harbour Gazette © 2026": the words before the sign, up to what parts them from others."""
    lead = RESERVED.sub("", line[max(0, match.start() - 120) : match.start()]).rstrip(f" ,.:;·{LINK_EDGE}-–—(")
    name = re.split(rf"[|•·∙⋅‧◦▪●■│┃¦∣‖{LINK_EDGE}]|\s[-–—]\s|[.!?:]\s|\s{{3,}}", lead)[-1].strip(" ,.:;-–—·")
    name = re.sub(rf"[ ,]{{0,5}}{YEARS}$|^{YEARS}[ ,]{{1,5}}", "", name).strip(" ,")
    written = name[:1].isupper() or name[:1] in QUOTES or not name[:1].islower()
    if not (1 < len(name) <= 60 and written and len(name.split()) <= 8) and not DOMAIN.fullmatch(name):
        return None
    if (
        not match["year"]
        and not re.search(YEARS, line)
        and not RESERVED.search(aligned(line[match.end() : match.end() + 90]))
    ):
        return None
    closed = (
        f"{name}."
        if f"{name}." in line and any(form.end() == len(name) + 1 for form in HAS_LEGAL.finditer(f"{name}."))
        else name
    )
    return _tidy(closed)


def copyright_year(line: str) -> int | None:
    """Return the first year a copyright line names.

    >>> copyright_year("© 1996-2024 Harbour Gazette")
    1996
    >>> copyright_year("© 2569 ท่าเรือ")
    2026
    """
    match = re.search(r"(?<!\d)(?:(?:19|20)\d\d|(?P<thai>25[5-9]\d))(?!\d)", line[:MAX_LINE])
    return int(match.group()) - (BUDDHIST if match["thai"] else 0) if match else None


def _own_lines(text: str) -> Iterator[Line]:
    """The lines that name a holder."""
    for found in lines_of(text):
        line = found.text
        match = COPYRIGHT.search(aligned(line[:MAX_LINE]))
        if match is None or not is_own_line(line):
            continue
        yield Line(text=_shown(line), start=found.start, end=found.end)


def is_own_line(line: str) -> bool:
    """Whether a line opens with its sign, has a year or reserves its rights; "Caption text © Agency" is a credit."""
    folded = aligned(line[:MAX_LINE]).replace(LINK_EDGE, "")
    match = COPYRIGHT.search(folded)
    if match is None:
        return False
    lead = folded[: match.start()].rstrip()
    opens = not re.search(r"[^\W\d_]", lead) or lead.endswith(tuple(PARTING))
    word = match.group().strip().lower() == "copyright"
    double = DOUBLE.search(match.group()) is not None
    # "© Name 2024", "2024 © Name"; after the bare word only at the beginning of the line: "Image copyright Ida, 2024".
    near = folded[max(0, match.start() - 30) : match.end() + 90]
    year = bool(match["year"]) or ((opens or not word) and re.search(rf"(?<!\d){YEARS}", near) is not None)
    if not (year or (opens and not word) or double or RESERVED.search(folded)):
        return False
    plain = line[:MAX_LINE].replace(LINK_EDGE, "")
    naming = _naming(plain)
    if naming is None:
        return False
    at = plain.find(naming.name, match.end())
    return not in_prose(plain, match.start(), at + len(naming.name) if at >= 0 else max(naming.end, match.end()))


def _shown(line: str) -> str:
    """The line as it is printed, without what only marks it up, and without the links of a menu behind it."""
    return _without_menu(_without_lead(_without_titles(cleaned(_cut(line)))))


def _without_titles(line: str) -> str:
    naming = _naming(line)
    return without_titles(line, naming.start, naming.end) if naming else line


def _without_lead(line: str) -> str:
    """Take off the sentence before a line, as where a paragraph ends in "© 2026 Ida Example"; a reservation stays."""
    lead = line[: naming.start] if (naming := _naming(line)) else ""
    ended = re.search(r"[.!?…][\"”’»)]* +$", lead)
    return line[len(lead) :] if ended and len(lead.split()) > 1 and not RESERVED.search(aligned(lead)) else line


def _without_menu(line: str) -> str:
    """Cut a line at the first separator behind which only a menu goes on: "© 2026 Ida Example ∙ Privacy ∙ Terms"."""
    naming = _naming(line)
    for match in re.finditer(rf" ?[{PARTING}] ?", line[naming.end :] if naming else ""):
        rest = line[naming.end + match.end() :] if naming else ""
        if (NO_NAME.match(rest) or TOOL.match(rest)) and not RESERVED.search(rest):
            return line[: -len(match.group() + rest)]
    return line


def _cut(line: str) -> str:
    """The line as it is printed: whole when it is short and no links stand in it, else the naming and what it reserves."""
    plain = line.replace(LINK_EDGE, "").strip()
    naming = _naming(line)
    if naming is None or (len(plain) <= SHORT and LINK_EDGE not in line.strip(f"{LINK_EDGE} ")):
        return plain[: 2 * SHORT]
    rest = line[naming.end :]
    stop = re.search(rf"[|•·∙⋅‧◦▪●■│┃¦∣‖{LINK_EDGE}](?!$)|(?<!\.\w)[.](?: |$)", rest)
    end = naming.end + (stop.start() + (stop.group()[0] == ".") if stop else min(len(rest), SHORT))
    if stop and stop.group()[0] == LINK_EDGE:
        end = naming.end  # what leads up to a link is said of the link
    lead = RESERVED.search(aligned(line[max(0, naming.start - 60) : naming.start]))
    start = naming.start - 60 + lead.start() if lead and naming.start >= 60 else lead.start() if lead else naming.start
    gap = re.match(rf"[ .|•·∙⋅‧◦▪●■│┃¦∣‖{LINK_EDGE}–—-]*", line[end:])
    reserved = RESERVED.match(aligned(line[end + gap.end() :])) if gap else None
    if gap and reserved:
        end += gap.end() + reserved.end()
        end += line[end : end + 1] == "."
    return line[start:end].replace(LINK_EDGE, "").strip(" |•·∙⋅‧◦▪●■│┃¦∣‖–—-")


def _lead(folded: str) -> int:
    """How many characters stand before the name: signs, years, the reservation itself."""
    at = 0
    while at < min(len(folded), MAX_NAME):
        match = LEAD.match(folded, at) or RESERVED.match(folded, at)
        if match is None or match.end() == at:
            return at
        at = match.end()
    return at


def _length(folded: str) -> int:
    """How many characters the name has: up to a word that ends it, a comma or full stop that is not part of it."""
    ends = [match.start() for pattern in (STOP, RESERVED) if (match := pattern.search(folded))]
    limit = min([MAX_NAME, len(folded), *ends])
    forms = [match.span() for match in HAS_LEGAL.finditer(folded[: limit + 1])]
    for match in re.finditer(r"[,.]", folded[:limit]):
        at = match.start()
        if match.group() == "," and (LEGAL.match(folded, at) or _is_listed(folded[at:limit])):
            continue
        if match.group() == "." and any(start < at < end - 1 for start, end in forms):
            continue
        if match.group() == "." and any(at == end - 1 for _, end in forms):
            if LEGAL.match(folded, at + 1) or folded[at + 1 : at + 2].isalnum():
                continue
            return at + 1
        if match.group() == "." and _is_inside_word(folded, at):
            continue
        return at
    return limit


def _is_listed(rest: str) -> bool:
    """The comma of "Families, Seniors, Women and Youth": the words behind it go on to an "and"."""
    return re.match(r"(?:, [^,.]{2,30}){1,4}? (?:&|und|and|et|y|e) ", rest) is not None


def _is_inside_word(folded: str, at: int) -> bool:
    """The full stop of "Canada.com", or of an initial; not the one that sticks to the next sentence."""
    before, after = folded[at - 1 : at], folded[at + 1 : at + 2]
    if re.match(
        r"\.(?:com|net|org|online|news|info|media|tv|de|at|ch|fr|it|es|uk|us|io|co|nl|be|eu)(?!\w)",
        folded[at : at + 10],
        re.IGNORECASE,
    ):
        return True
    if re.search(r"(?:^|[ .(])[^\W\d_]$", folded[max(0, at - 3) : at]) and after != "":
        return True
    if after.isalnum():
        return not (after.isupper() and before.islower())
    return after != "" and re.fullmatch(r"PT|CV|St|Dr", folded[max(0, at - 12) : at]) is not None


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
