"""The editor's preflight of words: what was left standing until the right words are written, and what helps no reader.

Everything that can be printed by mistake is looked at as it will be printed. Of a text of somebody else's, which may not be
changed, only what is surely none of its author's words is told. Each check has near misses that are none: a brand called TK,
the thirtieth games (XXX), "todo" in Spanish, code.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from importlib.resources import files
from itertools import combinations

from babel import Locale, UnknownLocaleError
from lxml import html

from publishkit.model.artifact import Finding, Level
from publishkit.model.edition import Edition, Item
from publishkit.model.rights import Status
from publishkit.words import Folding

fold = Folding(form="NFKD", case="fold", letters=True, marks="dropped", spaces="one")
name_fold = Folding(form="NFKD", case="fold", letters=True, marks="dropped", spaces="one", signs="dropped")
LIKE_TODO = frozenset({"es", "pt", "gl", "ca", "it"})
"""Languages in which "todo" is a word."""
SHOWN = 50
"""Characters of the words around a find."""
CUT = ".//*[self::pre or self::code or self::kbd or self::math or self::script]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Words that readers see, and where an editor changes them."""

    where: str
    text: str
    lang: str
    ours: bool
    """Whether the words are ours to change."""
    body: bool = False
    """Running text in Markdown; else a title, a summary, a line."""


def passages(edition: Edition) -> Iterator[Passage]:
    """Yield every text of *edition* that a person wrote, in reading order."""
    manifest = f"issues/{edition.id}/issue.toml"
    for key, text in (
        ("subject", edition.issue.subject),
        ("preheader", edition.issue.preheader),
        ("title", edition.title),
    ):
        yield Passage(where=f"{manifest}: {key}", text=text, lang=edition.language, ours=True)
    letter = "\n".join(words_of(block.html) for block in edition.editorial)
    yield Passage(where=f"{manifest}: editorial", text=letter, lang=edition.language, ours=True, body=True)
    for number, section in enumerate(edition.sections):
        for key, text in (("title", section.title), ("intro", section.intro)):
            yield Passage(where=f"{manifest}: section[{number}].{key}", text=text, lang=edition.language, ours=True)
        for item in section.items:
            if not item.withdrawn:
                yield from _of_item(edition, item, manifest)


def _of_item(edition: Edition, item: Item, manifest: str) -> Iterator[Passage]:
    article = place_of(edition, item)
    ours = is_ours(item)
    for text in (item.title, item.deck, item.kicker):
        yield Passage(where=article, text=text, lang=item.title_lang or item.lang, ours=ours)
    body = "\n".join(
        (*(words_of(block.html) for block in item.blocks if block.html), *(words_of(note.html) for note in item.notes))
    )
    yield Passage(
        where=article if item.full else manifest, text=body, lang=item.lang, ours=ours or not item.full, body=item.full
    )
    yield Passage(where=manifest, text=item.note, lang=edition.language, ours=True)
    for block in item.blocks:
        if block.picture:
            words = f"{block.picture.caption}\n{block.picture.alt}"
            yield Passage(where=f"{_folder(edition, item)}/rights.toml", text=words, lang=block.picture.lang, ours=ours)


def place_of(edition: Edition, item: Item) -> str:
    """Return the file an article is written in."""
    return f"{_folder(edition, item)}/article.md"


def _folder(edition: Edition, item: Item) -> str:
    return f"issues/{edition.id}/articles/{item.slug}"


def is_ours(item: Item) -> bool:
    """Return whether the words of an article are our own."""
    return item.full and item.statement.status is Status.OWN


def words_of(markup: str) -> str:
    r"""Return the words of *markup* without code and formulas, a line for each block.

    >>> words_of("<p>Say <code>{{ name }}</code> so.</p><p>Two.</p>")
    'Say so.\nTwo.'
    """
    if "<" not in markup:
        return unescape(markup)
    root = html.fragment_fromstring(markup, create_parent="div")
    for element in root.xpath(CUT):
        element.drop_tree()
    blocks = root.xpath(
        "./*[self::p or self::div or self::blockquote or self::ul or self::ol or self::table or self::h3]"
    )
    parts = (
        (part.text_content() for part in blocks) if blocks and not (root.text or "").strip() else [root.text_content()]
    )
    return "\n".join(" ".join(part.split()) for part in parts)


def check_words(edition: Edition) -> Iterator[Finding]:
    """A020-A025, over everything that is printed."""
    for passage in passages(edition):
        if passage.text.strip():
            yield from _left_standing(passage)
            yield from _merge_tags(passage)
            if passage.ours:
                yield from _wrong_weekdays(passage)
    yield from _repeated_captions(edition)
    yield from _names(edition)


def _say(code: str, where: str, message: str, hint: str, severity: Level = "warning") -> Finding:
    return Finding(code=code, severity=severity, where=where, message=message, hint=hint)


def around(text: str, start: int, end: int) -> str:
    """Return a find with a few words around it, on one line."""
    room = max(SHOWN - (end - start), 0) // 2
    cut = " ".join(text[max(0, start - room) : end + room].split())
    return f"{'…' if start > room else ''}{cut}{'…' if end + room < len(text) else ''}"


# --- A020: left standing ----------------------------------------------------------------------------------------------


@cache
def vocabulary() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return language -> `stands_for`, `link_words`."""
    return tomllib.loads(files("publishkit.edition.preflight").joinpath("words.toml").read_text("utf-8"))


@cache
def _phrases() -> re.Pattern[str]:
    every = {fold(phrase) for told in vocabulary().values() for phrase in told["stands_for"]}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(every, key=len, reverse=True)))})(?!\w)")


SURE = re.compile(
    r"""\bTK(?:TK)+\b | \[\s*TK\b[^\]\n]{0,60}\] | \[\s*(?:TODO|FIXME|TBD|TBC|TBA)\b[^\]\n]{0,60}\] | \bFIXME\b\s*:
    | \[\s*X{3,}\s*\] | (?<![\w-])X{5,}(?![\w-])""",
    re.VERBOSE,
)
"""What is no word of any language."""
TODO = re.compile(r"(?<![\w“\"'])TODO\s*:")
TK = re.compile(r"(?<![\w.&-])TK(?=\s+[a-z]|\s*:|\s*$)", re.MULTILINE)
"""Journalists' "to come", before a word that is no name, or at the end: TK Maxx, TK Elevator and TK 1980 are none."""
ALONE = re.compile(
    r"(?:^|(?<=[.:;!?(]\s)|(?<=\())XXX(?=[.:;!?)](?:\s|$)|\s*$)|(?<=[a-zà-ÿ,]\s)XXX(?=\s[a-zà-ÿ%€])", re.MULTILINE
)
"""Three X as a sentence of their own, or in the place of a figure; the XXX Olympiad and Super Bowl XXX are none."""
OFTEN = 3
"""Times from which on two letters are a name."""


def _left_standing(passage: Passage) -> Iterator[Finding]:
    """A020: words that stand there until the right ones are written."""
    text = passage.text
    found = [match.span() for match in SURE.finditer(text)]
    if passage.ours:
        language = passage.lang.partition("-")[0].lower()
        found += [match.span() for match in ALONE.finditer(text)]
        if language not in LIKE_TODO:
            found += [match.span() for match in TODO.finditer(text)]
        if language == "en" and len(re.findall(r"\bTK\b", text)) < OFTEN:
            found += [match.span() for match in TK.finditer(text)]
    told = [around(text, *span) for span in sorted(set(found))]
    folded = fold(text)
    told += [around(folded, *match.span()) for match in _phrases().finditer(folded)]
    if folded.strip(" .") in {"lorem ipsum", "tbd", "tba", "xxx", "todo"} and not told:
        told.append(text.strip())
    if told:
        words = ", ".join(f"“{one}”" for one in dict.fromkeys(told[:3])) + (
            f" and {len(told) - 3} more" if len(told) > 3 else ""
        )
        yield _say(
            "A020",
            passage.where,
            f"stands for words that are still to be written: {words}",
            "write them, or take it out",
        )


# --- A021: merge tags -------------------------------------------------------------------------------------------------


TAGS = re.compile(
    r"""\*\|[A-Z][A-Z0-9_:]*(?:\|\*)? | %%[A-Za-z_]{2,40}%% | (?-i:<<\s?[A-Z][A-Z_ ]{1,30}>>)
    | %(?:FIRST_?NAME|LAST_?NAME|FNAME|LNAME|NAME|EMAIL|recipient\.\w+)% | \$\{[a-z][\w.]{1,40}\}
    | \{\{?[{%]?\s*(?:contact|subscriber|recipient|member|user|params|first_?name|last_?name|fname|lname|name|email)
      \b[^{}\n]{0,60}\}{0,2}
    | \[(?:first|last)[ _]?name\] """,
    re.VERBOSE | re.IGNORECASE,
)
"""How Mailchimp, Brevo, Salesforce, listmonk, Kit, Ghost and their like write what is put in for each reader."""
TOLD_ELSEWHERE = re.compile(r"\{\{[^}\n]{0,100}\}\}|\{%[^%\n]{0,100}%\}")
"""Whole ones in the text of an article are A010."""


def _merge_tags(passage: Passage) -> Iterator[Finding]:
    """A021: what other programs fill in for each reader, and this one prints as it stands."""
    text = passage.text
    found = [match for match in TAGS.finditer(text) if not (passage.body and TOLD_ELSEWHERE.match(text, match.start()))]
    if found:
        words = ", ".join(f"`{match[0].strip()}`" for match in found[:3])
        hint = "write words that are right for every reader; nothing is put in there"
        yield _say("A021", passage.where, f"has marks that nobody fills in: {words}", hint)


# --- A023: captions heard twice ---------------------------------------------------------------------------------------


def _repeated_captions(edition: Edition) -> Iterator[Finding]:
    """A023: who hears the picture described hears its caption twice; one finding an article."""
    for item in edition.items:
        pictures = (block.picture for block in item.blocks if block.picture and not block.picture.decorative)
        same = [
            one.name for one in pictures if fold(one.alt) and fold(one.alt).strip(" .") == fold(one.caption).strip(" .")
        ]
        if same:
            yield _say(
                "A023",
                f"{_folder(edition, item)}/rights.toml",
                f"the alternative text says the caption again: {', '.join(same)}",
                "say in `alt` what is to be seen, or `decorative = true` where the caption says it all",
                "info",
            )


# --- A024: days of the week -------------------------------------------------------------------------------------------


@cache
def _dates(language: str) -> tuple[re.Pattern[str], Mapping[str, int], Mapping[str, int]] | None:
    """Return what a date with its weekday looks like in *language*, its weekdays (Monday is 0) and months; None if unknown."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    days = {name.casefold(): n for form in ("format", "stand-alone") for n, name in locale.days[form]["wide"].items()}
    months = {
        name.casefold(): n for form in ("format", "stand-alone") for n, name in locale.months[form]["wide"].items()
    }
    day, month = ("|".join(map(re.escape, sorted(names, key=len, reverse=True))) for names in (days, months))
    number, year = r"(?P<{}>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?", r"(?P<{}>(?:19|20)\d\d)"
    forms = (
        rf"(?<!\w)(?P<w1>{day}),?\s+(?:(?:den|the|le|el|il|dia)\s+)?{number.format('d1')}\s+(?:de\s+|of\s+)?(?P<m1>{month}),?\s+(?:de\s+)?{year.format('y1')}",
        rf"(?<!\w)(?P<w2>{day}),?\s+(?P<m2>{month})\s+{number.format('d2')},?\s+{year.format('y2')}",
    )
    return re.compile("|".join(forms), re.IGNORECASE), days, months


def _wrong_weekdays(passage: Passage) -> Iterator[Finding]:
    """A024: a date with a weekday that it does not fall on."""
    known = _dates(passage.lang)
    if known is None or not re.search(r"(?:19|20)\d\d", passage.text):
        return
    pattern, days, months = known
    for match in pattern.finditer(passage.text):
        weekday, number, month, year = (match[f"{key}1"] or match[f"{key}2"] for key in "wdmy")
        try:
            day = date(int(year), months[month.casefold()], int(number))
        except (ValueError, KeyError):
            continue
        if day.weekday() != days[weekday.casefold()]:
            right = next(name for name, n in days.items() if n == day.weekday())
            message = (
                f"“{' '.join(match[0].split())}”: that day is a {right}"
                if passage.lang.startswith("en")
                else (f"“{' '.join(match[0].split())}”: the weekday of that date is “{right}”")
            )
            yield _say("A024", passage.where, message, "one of the two is wrong, often the year")


# --- A025: names ------------------------------------------------------------------------------------------------------


def _names(edition: Edition) -> Iterator[Finding]:
    """A025: one name spelled in two ways, in bylines, credits and below letters and summaries: accents, hyphens, a letter twice."""
    held: dict[str, str] = {}
    for name, where in _people(edition):
        held.setdefault(" ".join(name.split()), where)
    spelled = {name: _spelled(name) for name in held}
    for one, two in combinations(held, 2):
        if _same_name(spelled[one], spelled[two]):
            message = f"“{two}” is “{one}” elsewhere ({held[one]})"
            hint = "write the name in one way; if these are two people, all is well"
            yield _say("A025", held[two], message, hint, "info")


def _people(edition: Edition) -> Iterator[tuple[str, str]]:
    manifest = f"issues/{edition.id}/issue.toml"
    yield from ((name, manifest) for name in (edition.editorial_by,) if name)
    for item in edition.items:
        statements = [item.statement, *(block.picture.statement for block in item.blocks if block.picture)]
        yield from (
            (creator.name, f"{_folder(edition, item)}/rights.toml")
            for statement in statements
            for creator in statement.creators
            if creator.name
        )
        yield from ((name, manifest) for name in (item.summary_by,) if name)
    yield from ((name, manifest) for name, _ in edition.contributors)


Spelled = tuple[Sequence[str], str]
"""The words of a name, folded; and all its letters in one."""


def _spelled(name: str) -> Spelled:
    return fold(name).split(), name_fold(name)


def _same_name(one: Spelled, two: Spelled) -> bool:
    """Whether two spellings are surely of one name.

    >>> names = ("José Díaz", "Jose Diaz", "José Diez", "Josef Díaz")
    >>> [_same_name(_spelled(names[0]), _spelled(two)) for two in names[1:]]
    [True, False, False]
    >>> (
    ...     _same_name(_spelled("Ada Writter"), _spelled("Ada Writer")),
    ...     _same_name(_spelled("Anna Maier"), _spelled("Anna Meier")),
    ... )
    (True, False)
    """
    first, second = one[0], two[0]
    if one[1] == two[1]:
        return len(first) > 1
    if len(first) != len(second) or len(first) < 2:
        return False
    odd = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return len(odd) == 1 and _slipped(*sorted(odd[0], key=len))


def _slipped(short: str, long: str) -> bool:
    """Whether a finger slipped within a word: a letter of it doubled, or two of them changed places."""
    if len(short) < 5:
        return False
    if len(long) == len(short) + 1:
        return any(long[n] == long[n + 1] and long[:n] + long[n + 1 :] == short for n in range(1, len(short) - 1))
    if len(long) != len(short):
        return False
    odd = [n for n in range(len(short)) if short[n] != long[n]]
    return len(odd) == 2 and odd[1] == odd[0] + 1 and short[odd[0]] == long[odd[1]] and short[odd[1]] == long[odd[0]]
