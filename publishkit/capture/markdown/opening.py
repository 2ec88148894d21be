"""What stands between the title and the text of a Markdown article: the deck, who wrote it, and when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from markdown_it.token import Token

from publishkit.capture.bylines import parse_byline, split_names
from publishkit.capture.dates import find_date
from publishkit.capture.extracted import Candidate, Moment
from publishkit.model.article import Byline, Role

LONGEST_DECK = 600
"""Characters; what is longer and slanted is a letter, a poem or a note."""
NO_DECK = re.compile(
    r"https?://|©|\(c\)|creative commons|\bcc[ -]by\b|licen[cs]|copyright"
    r"|\b(?:first|originally) (?:published|appeared)\b|\b(?:zuerst|erstmals|ursprünglich) (?:erschienen|veröffentlicht)\b"
    r"|\b(?:publié|paru)e? (?:initialement|d'abord|pour la première fois)\b|\bpublicad[oa] (?:originalmente|por primera vez)\b"
    r"|\bpubblicat[oa] (?:originariamente|per la prima volta)\b|\b(?:pierwotnie|po raz pierwszy) (?:opublikowan|ukazał)"
    r"|\boorspronkelijk (?:verschenen|gepubliceerd)\b"
    r"|^\W*(?:(?:editor.?s |publisher.?s |translator.?s )?note\b|anm(?:\.|erkung)|hinweis\b|ndlr\b|n\. ?d\. ?[rt]\b|nota (?:de|del|da|della)\b|od redakcji\b)",
    re.IGNORECASE,
)
"""What a slanted paragraph says when it is a notice, or a note of the editors."""
TEXT_AND_PICTURES = re.compile(
    r"^(?:words|text[eo]?|tekst|testo) (?:and|und|&|et|y|e|i|en|\+) (?:photo(?:graph|grafia)?s?|pictures?|fotos?|bilder|images?|imágenes|imagens|immagini|zdjęcia|foto['’]s|illustrations?)"
    r"(?:\s*[:：]\s*| by | von | par | por | di | door )",
    re.IGNORECASE,
)
PICTURES_BY = re.compile(
    r"^(?P<what>photo(?:graph|graphie|grafia)?s?|pictures?|fotos?|fotografías?|bilder|images?|imágenes|imagens|immagini|zdjęcia|foto['’]s|illustrations?|illustrationen|drawings?|zeichnungen|dessins?|dibujos|disegni|rysunki)"
    r"(?:\s*[:：]\s*| by | von | par | por | di | de | door )",
    re.IGNORECASE,
)
DRAWN = re.compile(r"illustr|draw|zeichn|dessin|dibuj|disegn|rysun", re.IGNORECASE)
BETWEEN = re.compile(r"\s+[·•|–—/]\s+|\s*;\s+|(?<=\w)\s*\n")
WITHIN = frozenset(
    {"text", "softbreak", "hardbreak", "em_open", "em_close", "strong_open", "strong_close", "link_open", "link_close"}
)
LABEL = re.compile(
    r"^(?:(?:first )?published|posted|updated|date|veröffentlicht|erschienen|publié|mis en ligne|publicado|pubblicato|opublikowano|gepubliceerd|publicerad)"
    r"(?:\s*:|\s+(?:on|am|le|el|il|op|em|dnia|den))?\s+",
    re.IGNORECASE,
)
"""Words before a day."""
READING_TIME = re.compile(
    r"\W*\d{1,3}\s*(?:-\s*)?(?:min|mins|minutes?|minuten|minuti|minutos)\b[\w\s]{0,12}", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What a text opens with before it begins."""

    deck: str = ""
    bylines: tuple[Byline, ...] = ()
    published: Moment | None = None
    lines: tuple[tuple[int, int], ...] = ()
    """From and to which line of the body each stands."""
    candidates: tuple[tuple[str, Candidate], ...] = ()
    """Field, and the paragraph as it stood there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Paragraph:
    text: str
    parts: str
    """Its lines, parted as the parts of a byline are."""
    slanted: bool
    """All of it is emphasised, and nothing else."""
    lines: tuple[int, int]
    link: str | None
    """The one address its words lead to."""


def read_opening(tokens: Sequence[Token], *, with_day: bool = True) -> Opening:
    """Return deck, byline and day among the first paragraphs of a body whose title is gone; a body is never emptied by it.

    *with_day* says that the day is not known; a line that is only a day is then the day.
    """
    found = Opening()
    paragraphs = list(_paragraphs(tokens))
    blocks = sum(token.level == 0 and token.nesting >= 0 for token in tokens)
    for number, paragraph in enumerate(paragraphs[: min(4, blocks - 1)]):
        following = paragraphs[number + 1 : number + 2]
        if not found.bylines and (named := read_byline(paragraph.parts)):
            people, day = named
            people = tuple(_linked(one, paragraph.link) for one in people) if len(people) == 1 else people
            found, field = replace(found, bylines=people, published=day or found.published), "bylines"
        elif not found.bylines and following and read_day(following[0].parts) and (people := _alone(paragraph.text)):
            people = tuple(_linked(one, paragraph.link) for one in people) if len(people) == 1 else people
            found, field = replace(found, bylines=people), "bylines"
        elif with_day and found.published is None and (day := read_day(paragraph.parts)):
            found, field = replace(found, published=day), "published"
        elif not found.deck and _is_deck(paragraph, number, following):
            found, field = replace(found, deck=paragraph.text), "deck"
        else:
            break
        candidate = Candidate(value=paragraph.text, source="paragraph below the title")
        found = replace(
            found, lines=(*found.lines, paragraph.lines), candidates=(*found.candidates, (field, candidate))
        )
    return found


def _alone(line: str) -> tuple[Byline, ...]:
    """Return the people of a line that is names and nothing else: it is a byline where a day stands below it."""
    return split_names(line) if len(line.split()) <= 9 else ()


def _is_deck(paragraph: _Paragraph, number: int, following: Sequence[_Paragraph]) -> bool:
    """Whether a paragraph is a deck: slanted from end to end, or the first one and the byline below it."""
    if len(paragraph.text) > LONGEST_DECK or NO_DECK.search(paragraph.text):
        return False
    return paragraph.slanted or (number == 0 and any(read_byline(one.parts) for one in following))


def read_byline(line: str) -> tuple[tuple[Byline, ...], Moment | None] | None:
    """Return the people a whole line names, and the day when it ends with one; None when it is no byline.

    >>> [(one.name, one.role) for one in read_byline("Text: Jo Brandt · Fotos: Anna Kern")[0]]
    [('Jo Brandt', 'author'), ('Anna Kern', 'photographer')]
    >>> read_byline("By the time the rain stopped, the bridge was gone.") is None
    True
    """
    if len(line) > 200:
        return None
    if people := _people(line):
        return people, None
    parts = _parts(line)
    if len(parts) == 1:
        head, comma, tail = parts[0].partition(", ")
        parts = [head, tail] if comma else parts
    day = _day(parts[-1]) if len(parts) > 1 else None
    names = parts[:-1] if day else parts
    named = [_people(part) for part in names]
    if day and len(names) == 1 and not named[0] and len(names[0].split()) < 5:
        # A name alone says nothing; beside a day it is a byline.
        named = [split_names(names[0])]
    return (tuple(one for names in named for one in names), day) if named and all(named) else None


def read_day(line: str) -> Moment | None:
    """Return the day that is all a line says; None when it says more, or can be read in two ways.

    >>> read_day("Published on 3 March 2026"), read_day("On 3 March 2026 it rained.")
    (datetime.date(2026, 3, 3), None)
    """
    parts = _parts(line) if len(line) <= 100 else []
    return _day(parts[0]) if len(parts) == 1 else None


def _parts(line: str) -> list[str]:
    """The parts of a byline, without what it takes to read the text."""
    parts = (part.strip() for part in BETWEEN.split(line))
    return [part for part in parts if part and not READING_TIME.fullmatch(part)]


def _day(text: str) -> Moment | None:
    """Return the day that is all of *text*, None where it says more or can be read in two ways."""
    text = LABEL.sub("", text)
    found = find_date(text)
    whole = found is not None and found.start == 0 and found.end >= len(text.rstrip(" ."))
    return found.value if found and whole and not found.ambiguous else None


def _people(line: str) -> tuple[Byline, ...]:
    """Return the people named by a piece of a byline that says what they did."""
    both, pictures = TEXT_AND_PICTURES.match(line), PICTURES_BY.match(line)
    if both:
        return split_names(line[both.end() :])
    if pictures:
        role: Role = "illustrator" if DRAWN.match(pictures["what"]) else "photographer"
        return tuple(Byline(name=one.name, role=role) for one in split_names(line[pictures.end() :]))
    return parse_byline(line)


def _linked(one: Byline, url: str | None) -> Byline:
    """Return the byline with the address its name links to."""
    return one.model_copy(update={"url": url}) if url else one


def _paragraphs(tokens: Sequence[Token]) -> Iterator[_Paragraph]:
    """Yield the paragraphs of plain words with which the body opens; a heading may be the first of them."""
    pairs = list(zip(tokens[::3], tokens[1::3], strict=False))
    headed = [pair for pair in pairs[:1] if pair[0].type == "heading_open" and _is_of_words(pair[1])]
    for opening, inline in (*headed, *takewhile(_is_plain, pairs[len(headed) :])):
        children = [child for child in inline.children or () if child.type != "text" or child.content]
        links = [str(child.attrs.get("href", "")) for child in children if child.type == "link_open"]
        words = "".join("\n" if child.type.endswith("break") else child.content for child in children)
        first, last = opening.map or [0, 0]
        yield _Paragraph(
            text=" ".join(words.split()),
            parts=" | ".join(" ".join(line.split()) for line in words.split("\n") if line.strip()),
            slanted=_is_slanted(children),
            lines=(first, last),
            link=links[0] if len(links) == 1 and re.match(r"https?://", links[0]) else None,
        )


def _is_plain(pair: tuple[Token, Token]) -> bool:
    opening, inline = pair
    return opening.type == "paragraph_open" and _is_of_words(inline)


def _is_of_words(inline: Token) -> bool:
    return all(child.type in WITHIN for child in inline.children or ())


def _is_slanted(children: Sequence[Token]) -> bool:
    if (
        not children
        or children[0].type not in ("em_open", "strong_open")
        or any(c.type == "hardbreak" for c in children)
    ):
        return False
    depth = 0
    for number, child in enumerate(children):
        depth += child.nesting if child.type.startswith(("em", "strong")) else 0
        if depth == 0 and number < len(children) - 1:
            return False
    return any(child.type == "em_open" for child in children[:2])
