"""The deck: the lines between headline and text that say what it is about; not its first paragraph, not a caption."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publishkit.capture.bylines import OPENING, parse_byline
from publishkit.capture.cues import is_furniture
from publishkit.capture.dates import find_date, lacks_year
from publishkit.capture.page.body.above import is_date
from publishkit.capture.page.body.shapes import linked
from publishkit.capture.page.fields.evidence import DECK, ENOUGH, Weighed, heaviest_first, holding, weighed
from publishkit.capture.page.fields.headline import Headline
from publishkit.capture.page.fields.sight import PROSE, Line, Sight, alike, same_words
from publishkit.capture.page.structured import Structured
from publishkit.capture.page.tree import key_of, squeeze

REACH = 30
"""Lines below the headline among which a deck stands."""
HEADED = 4
"""Lines of a part of the page among which its heading is looked for."""
SHORTEST, LONGEST = 12, 800
OPENS = 40
"""Letters by which a description is known again."""
CUT_OFF = re.compile(r"(?:…|\.\.\.|\[&hellip;\]|\[\.\.\.\]|\[…\])\W{0,3}$")
NOTICE = re.compile(
    r"\b(?:opinions expressed|external links?|affiliate|commission|cookies?|newsletter|subscri(?:be|ption)|sign up|chat with us|follow us|share (?:this|it)|print this|read more"
    r"|click here|abonnieren|anmelden|originally published|first published|min read|lesezeit|reading time|advertis|all rights reserved|listen to this|updated|posted|link (?:is )?copied|s'abonner|suscr[ií]be)",
    re.IGNORECASE,
)
"""What houses say above their articles without speaking of them."""
DATELINE = re.compile(
    r"^(?:\([A-Z]{2,10}\)|[A-ZÀ-Þ][A-ZÀ-Þ .,/-]{3,40}(?::| ?[–—-] |, (?:[A-Z][a-z]+ \d|\())|[\w .,/-]{2,40} \((?:[A-Za-z]{2,5}|Reuters|Bloomberg)(?:/\w{2,9})?\)\s?[–—-])"
)
"""How the first paragraph of news opens, not a deck."""
AUTHOR_BOX = frozenset("bio biography authorbio authorbox authorinfo aboutauthor contributor contributors".split())
CAPTION = re.compile(r"©|\(c\)\s|\b(?:photos?|images?|fotos?|bild|picture|foto)(?: credit)?(?: by|:| ©)", re.IGNORECASE)
SENTENCE = re.compile(r"[.!?…。！？]\W?$")
TAGS = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    text: str
    source: str


def find_deck(sight: Sight, headline: Headline, data: Structured, people: Sequence[str] = ()) -> Sequence[Weighed[str]]:
    """Return the possible decks, the heaviest first; those below `ENOUGH` are none. Lines that name *people* of the byline are no decks."""
    said = [
        _Said(text=squeeze(TAGS.sub(" ", text)), source=source)
        for text, source in _described(data)
        if len(text.strip()) >= SHORTEST
    ]
    shown = list(
        _shown(sight, headline, said, [key_of(name) for name in people], key_of(data.text("alternativeHeadline")))
    )
    visible = {key_of(one.text) for one in shown if one.weight >= ENOUGH["deck"]}
    hidden = [_hidden(one, sight, headline) for one in said if key_of(one.text) not in visible]
    return heaviest_first([*shown, *hidden])


def chosen(candidates: Sequence[Weighed[str]]) -> str:
    """Return the deck, "" when none is heavy enough: a description no reader sees needs less than a line of the page."""
    shown = next((one for one in candidates if not one.signs or "only in the page's data" not in one.signs), None)
    if shown is not None and shown.weight >= ENOUGH["deck"]:
        return shown.value
    hidden = next((one for one in candidates if "only in the page's data" in one.signs and one.weight > 0), None)
    return hidden.value if hidden is not None else ""


def _described(data: Structured) -> Iterator[tuple[str, str]]:
    yield data.text("description"), "json-ld description"
    yield data.first("og:description"), "og:description"
    yield data.first("description", "dc.description"), "meta description"
    yield data.first("twitter:description"), "twitter:description"


def _hidden(one: _Said, sight: Sight, headline: Headline) -> Weighed[str]:
    signs = ["only in the page's data"]
    key = key_of(one.text)
    if CUT_OFF.search(one.text):
        signs.append("cut off")
    if same_words(one.text, headline.title):
        signs.append("repeats the title")
    if _copies(key, sight, headline):
        signs.append("copies the text")
    return weighed("deck", one.text, one.text, one.source, signs)


def _copies(key: str, sight: Sight, headline: Headline) -> bool:
    """Whether a description is the beginning of the text, or runs over several lines of it."""
    start = headline.line.number + 1 if headline.line is not None else 0
    opening = "".join(
        key_of(line.text) for line in sight.lines[start : sight.last_text + 1] if line.place != "picture"
    )[:6000]
    return key[: 2 * OPENS] in opening or (len(key) > 60 and key[-OPENS:] in opening and key[:20] in opening)


def _shown(
    sight: Sight, headline: Headline, said: Sequence[_Said], people: Sequence[str], other_title: str
) -> Iterator[Weighed[str]]:
    """The lines below the headline that may be its deck, lines that belong together as one."""
    at = headline.line.number if headline.line is not None else max(-1, sight.first_prose - 8)
    keys = [key_of(one.text) for one in said]
    lines = [
        *(_above(sight, headline.line) if headline.line is not None else ()),
        *sight.lines[at + 1 : at + 1 + REACH],
    ]
    if headline.line is None:
        lines = [line for line in lines if line.names(4) & DECK or key_of(line.text) in keys]
    prose, between = 0, 0
    done: set[int] = set()
    for line in lines:
        if line.number in done or (headline.line is not None and line.heading is headline.line.heading is not None):
            continue
        if line.place in {"menu", "picture"} or line.hidden or not _fits(line, headline.title):
            continue
        key = key_of(line.text)
        if key not in keys and (
            _names_one(line, people) or (key == other_title and len(line.text) < 90 and line.level < 7)
        ):
            continue
        prose += line.prose and line.number > at
        if prose > 2:
            return
        group = _group(line, lines, sight, people)
        text = " ".join(other.text for other in group)
        if len(text) > LONGEST:
            continue
        done |= {other.number for other in group}
        source = f"{line.run.box.tag} at line {line.number + 1}"
        signs = list(_signs(line, group, sight, headline.line, keys))
        if between > 4 or prose > 1:
            signs.append("far from the title")
        between += len(text) > 25 and not line.place
        yield weighed("deck", text, text, source, signs)


def _above(sight: Sight, headline: Line) -> Sequence[Line]:
    """Lines right above the headline in its own box: some houses set the deck there."""
    return [
        line
        for line in sight.around(headline.number, 2, -1)
        if set(line.names(3)) & DECK and set(line.near) & set(headline.near)
    ]


def _fits(line: Line, title: str) -> bool:
    text = line.text
    if not SHORTEST <= len(text) <= LONGEST or same_words(text, title) or is_furniture(text):
        return False
    if len(text) < 80 and (lacks_year(text) or len(CLOCK.findall(text)) > 1):
        return False
    if is_date(text):
        return False
    found = find_date(text)
    if found is not None and found.end - found.start > 0.25 * len(text):
        return False
    if found is not None and len(text) < 150 and OPENING.match(text):
        return False
    return not parse_byline(text) and line.run.box.tag not in {
        "td",
        "th",
        "dt",
        "figcaption",
        "button",
        "label",
    }


def _names_one(line: Line, people: Sequence[str]) -> bool:
    """Whether a short line names somebody of the byline."""
    return len(line.text) < 100 and any(name and name in key_of(line.text) for name in people)


def _group(line: Line, lines: Sequence[Line], sight: Sight, people: Sequence[str]) -> Sequence[Line]:
    """The line and those right below it in a box of their own, set alike."""
    box = next((box for box in line.near if box.tag != "header" and box is not line.run.box), None)
    group = [line]
    if line.run.box.tag not in {"p", "li", "h2", "h3", "h4"} or line.place:
        return group
    if line.run.box.tag == "li" or line.kind == sight.usual or (box is None and not line.bold):
        return group
    for other in lines:
        if (
            other.number == group[-1].number + 1
            and other.kind == line.kind
            and other.run.box.above is line.run.box.above
            and len(group) < 4
            and _fits(other, "")
            and not _names_one(other, people)
        ):
            group.append(other)
    return group


def _signs(line: Line, group: Sequence[Line], sight: Sight, headline: Line | None, keys: Sequence[str]) -> list[str]:
    key = key_of(" ".join(one.text for one in group))
    named = bool(line.names(4) & DECK)
    at = headline.number if headline is not None else line.number
    after = sight.lines[group[-1].number + 1 : group[-1].number + 2]
    heading = line.heading is not None and line.number <= at + 3 and not line.place
    described = key in keys
    beside = set(line.near) & set(headline.near) if headline is not None else set()
    among = not named and any(other.prose and alike(line, other) and beside <= set(other.near) for other in after)
    among = among or _heads_section(line, sight, headline)
    among = among or (not (named or key in keys or line.bold) and _is_in_row(line, sight))
    usual = not named and alike(line, sight.usual)
    return holding(
        {
            "named a deck": named,
            "the page's description": described,
            "begins as the description": not described and _begins_as(key, keys),
            "a heading right below the title": heading,
            "in the title's box": beside,
            "one among the paragraphs": among,
            "set as the paragraphs": usual and not among,
            "set unlike the text": not among and not usual and sight.usual is not None and _leads(line, sight, at),
            "set as the subheads": _is_subhead(line, sight),
            "opens with a dateline": not named and line.heading is None and DATELINE.match(line.text),
            "about the author": not named and line.names(8) & AUTHOR_BOX,
            "a notice of the house": not described and len(line.text) < 200 and NOTICE.search(line.text),
            "a picture's caption": not described and CAPTION.search(line.text),
            "beside a picture": not named and not described and _has_picture(line),
            "an item of a list": line.run.box.tag == "li" and not described,
            "set in bold or italic": line.bold and line.heading is None,
            "the first lines below the title": line.number <= at + 4,
            "mostly links": linked(line.run) > 0.4,
            "beside the article": line.place == "beside",
            "short": len(key) < 25 and not (described or heading or named),
            "a sentence": len(key) > 25 and SENTENCE.search(line.text),
        }
    )


def _heads_section(line: Line, sight: Sight, headline: Line | None) -> bool:
    """Whether a line stands below a heading of its own, in a part of the page without the title: an abstract."""
    if line.heading is not None or headline is None:
        return False
    heads = (
        one for one in sight.around(line.number, HEADED, -1) if one.heading is not None or ABSTRACT.fullmatch(one.text)
    )
    before = (one.run.box.above for one in heads)
    return any(part in line.run.box.chain[:4] and part not in headline.run.box.chain for part in before)


ABSTRACT = re.compile(r"\W*(?:abstract|summary|zusammenfassung|kurzfassung|résumé|resumen|riassunto|resumo|streszczenie|samenvatting|sammanfattning|resumé|sammendrag|tiivistelmä|аннотация|要旨|摘要|초록)\W*", re.IGNORECASE)  # fmt: skip


def _is_in_row(line: Line, sight: Sight) -> bool:
    """Whether a line stands in a box as those of the text's paragraphs are, beside theirs."""
    box = line.run.box
    holder = box.above
    if box.tag != "p" or holder is None or holder.tag in {"header", "article", "main", "body"}:
        return False
    others = (one.run.box.above for one in sight.lines[line.number + 1 : line.number + 1 + REACH] if one.prose)
    return any(
        other is not None
        and other is not holder
        and other.above is holder.above
        and (other.tag, other.element.get("class")) == (holder.tag, holder.element.get("class"))
        for other in others
    )


def _begins_as(key: str, keys: Sequence[str]) -> bool:
    """Whether a line and a description open with the same words."""
    opening = key[:OPENS]
    return bool(opening) and any(other.startswith(opening) or key.startswith(other[:OPENS]) for other in keys)


def _is_subhead(line: Line, sight: Sight) -> bool:
    """Whether a heading is set as those within the text are."""
    return line.heading is not None and any(
        other.heading is not None
        and other.number > sight.first_prose
        and other.kind == line.kind
        and other.place == line.place
        for other in sight.lines
    )


def _has_picture(line: Line) -> bool:
    """Whether the line shares a small box with a picture."""
    return any(
        lines < 3 and next(box.element.iter("img", "picture"), None) is not None for box, lines in line.near.items()
    )


def _leads(line: Line, sight: Sight, at: int) -> bool:
    """Whether it stands in front of the text's own paragraphs, as prose does."""
    first = next(
        (other.number for other in sight.lines if other.number > at and other.prose and other.kind == sight.usual), 0
    )
    return at <= line.number < first and len(line.text) >= PROSE // 2 and line.place == ""
