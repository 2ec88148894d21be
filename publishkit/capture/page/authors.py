"""Who wrote it: lines near the headline or after the text, the page's data, and which of them is believed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publishkit.capture.bylines import AGENCY, OPENING, is_name, parse_byline, split_names
from publishkit.capture.dates import find_dates
from publishkit.capture.page.evidence import ENOUGH, Weighed, heaviest_first, weighed
from publishkit.capture.page.headline import Headline
from publishkit.capture.page.house import House
from publishkit.capture.page.sight import Line, Sight, words_of
from publishkit.capture.page.structured import Structured, text_value
from publishkit.capture.page.tree import key_of, squeeze, text_of
from publishkit.capture.paste.cues import is_furniture
from publishkit.model.article import Byline, Role

People = tuple[Byline, ...]

AUTHOR = frozenset("byline bylines author authors autor autoren autores auteur auteurs verfasser redator redactor writer writers signature firma firmas autore autori authorname autorzy contributor contributors journalist reporter".split())
NOT_AUTHOR = frozenset("bio biography quote cite comment comments caption related avatar".split())
ACCOUNTS = re.compile(r"^(?:admin|administrator|webmaster|editor|redaktion|redaction|redacción|redakcja|web|user|root|guest|staff|news|online|desk|newsroom|none|null|unknown|n/?a)$", re.IGNORECASE)
"""Names of accounts, not of people."""
AUTHOR_LINK = re.compile(r"/(?:authors?|autor(?:en|es|i)?|auteurs?|people|profiles?|staff|journalists?|contributors?|redaktion|redakcja|reporters?|by|writers?|@[\w.-]+)(?:/|$)|/@[\w.-]+$", re.IGNORECASE)  # fmt: skip
WRITTEN_BY = re.compile(r"written by|by$|author|verfasst von|geschrieben von|autor|écrit par|auteur|escrito por|scritto da|napisan|geschreven door|skriven av|skrevet av|執筆|작성자|كُتب|автор", re.IGNORECASE)  # fmt: skip
EDITORS = re.compile(r"^[(（\[]?\s*(?:责编|責編|责任编辑|責任編輯|编辑|編輯)[:：]\s*")
ABOVE, BELOW = 8, 14
"""Lines around the headline among which a byline stands."""
TAIL = 4
"""Lines after the text among which its author signs."""
ROLE_TAIL = 6
LONGEST = 220


@dataclass(frozen=True, kw_only=True, slots=True)
class Writers:
    """The people a page names, and what else it could have been."""

    people: People = ()
    candidates: Sequence[Weighed[People]] = ()
    review: tuple[str, ...] = ()


def find_writers(sight: Sight, headline: Headline, data: Structured, house: House) -> Writers:
    """Return who wrote the article; names of the house alone are nobody's."""
    known = {key_of(name.name) for name in _persons(_listed(_texts_of(data, "author", "creator")))}
    shown = list(_shown(sight, headline, house, known))
    said = list(_said(data, house, shown))
    order = heaviest_first([*shown, *said])
    best = next((one for one in order if one.weight >= ENOUGH["bylines"] and one.value), None)
    people = best.value if best is not None else ()
    if best is not None and best in shown:
        people = _joined(best, shown)
    others = _in_roles(sight, people) if people or best is None else ()
    review = _doubts(best, said, shown)
    return Writers(people=(*people, *others), candidates=order, review=review)


def _joined(best: Weighed[People], shown: Sequence[Weighed[People]]) -> People:
    """The people of the line and of those beside it that speak as loudly: one author a line."""
    near = [one for one in shown if one.weight >= best.weight - 1 and one.weight >= ENOUGH["bylines"] + 1]
    people = best.value
    if "opens as a byline" in best.signs or "named an author" in best.signs or "a link to an author" in best.signs:
        place = int(best.source.rpartition(" ")[2])
        reach = place
        for one in sorted(near, key=lambda one: int(one.source.rpartition(" ")[2])):
            at = int(one.source.rpartition(" ")[2])
            if 0 < at - reach <= 4 and "near the headline" in one.signs and "near the headline" in best.signs:
                people, reach = _merged(people, one.value), at
    return people


def _merged(one: People, other: People) -> People:
    keys = {key_of(name.name) for name in one}
    return (*one, *(name for name in other if key_of(name.name) not in keys))


def _shown(sight: Sight, headline: Headline, house: House, known: set[str]) -> Iterator[Weighed[People]]:
    """The lines that name people."""
    at = headline.line.number if headline.line is not None else -1
    first = max(sight.first_prose, at + 1)
    window = sight.lines[max(0, at - ABOVE) : min(at + BELOW, first + 3) + 1]
    tail = [line for line in sight.lines[max(first, sight.last_text - 1) : sight.last_text + TAIL + 1] if line not in window]
    for line in (*window, *tail):
        if line.heading is not None and line.heading is (headline.line.heading if headline.line else None):
            continue
        people = names_in(line, house)
        if not people or line.place in {"menu", "picture"} or line.hidden or (line.heading is not None and line.level < 3):
            continue
        signs = list(_signs(line, sight, at, people, known, in_tail=line in tail))
        text = ", ".join(name.name for name in people)
        yield weighed("bylines", people, text, f"{line.run.box.tag} at line {line.number + 1}", signs)


def names_in(line: Line, house: House) -> People:
    """Return the people a line names, without the house and what stands beside them: times, buttons."""
    text = _without_dates(line.text)
    if not 1 < len(text) <= LONGEST or is_furniture(text):
        return ()
    if match := EDITORS.match(text):
        names = re.split(r"[、，,\s]+", text[match.end() :].strip(" )）]"))
        return tuple(Byline(name=name, role="editor") for name in names if 1 < len(name) < 6)
    linked = [text_of(a) for a in line.inline if a.tag == "a" and is_author_link(a)]
    opened = parse_byline(text)
    found: Sequence[Byline] = opened or split_names(text)
    if not found and linked:
        found = [one for name in linked for one in (parse_byline(name) or split_names(name))] or [Byline(name=name) for name in linked if _fits(name)]
    if not found:
        parts = [squeeze(part) for part in re.split(r"\s[|·•–—-]\s|[|·•]|\s{2,}", text)]
        found = [one for part in parts for one in parse_byline(part)] or [Byline(name=part, role="agency") for part in parts if AGENCY.match(part)]
    if not found and _is_named(line):
        rest = OPENING.sub("", text)
        found = [Byline(name=rest)] if _fits(rest) and rest != text else []
    return tuple(dict.fromkeys(name for name in found if not house.is_like(name.name) and not ACCOUNTS.match(name.name)))


def _fits(name: str) -> bool:
    return 1 < len(name) < 40 and not re.search(r"[\d@:/]|https?", name) and len(name.split()) <= 4 and not is_furniture(name)


def _without_dates(text: str) -> str:
    """A line without the dates in it and what parts them from the names."""
    for found in reversed(find_dates(text)):
        text = f"{text[: found.start]}  {text[found.end :]}"
    text = re.sub(r"\b(?:published|updated|posted|veröffentlicht|aktualisiert|stand|publié|publicado|pubblicato|opublikowano)(?: (?:on|am|le|el|il|at|um))?\b\W*(?=$|\s{2})", "", text, flags=re.IGNORECASE)
    return text.strip(" \u00a0|·•,;–—-")


def is_author_link(element: object) -> bool:
    """Return whether a link leads to an author's page."""
    get = element.get  # type: ignore[attr-defined]
    return "author" in (get("rel") or "").split() or bool(AUTHOR_LINK.search(get("href") or ""))


def _is_named(line: Line) -> bool:
    names = line.names(6)
    inside = {word for element in line.inline for word in words_of(element)}
    return bool((names | inside) & AUTHOR) and not names & NOT_AUTHOR


def _signs(line: Line, sight: Sight, at: int, people: People, known: set[str], *, in_tail: bool) -> Iterator[str]:
    text = _without_dates(line.text)
    if parse_byline(text) or EDITORS.match(text):
        yield "opens as a byline"
    if _is_named(line):
        yield "named an author"
    if any(element.tag == "a" and is_author_link(element) for element in line.inline):
        yield "a link to an author"
    if any(is_name(name.name) for name in people):
        yield "looks like a name"
    if {key_of(name.name) for name in people} & known:
        yield "known to the data"
    if known and {key_of(name.name) for name in people} > known:
        yield "names more than the data"
    near = -5 <= line.number - at <= 7
    if at >= 0 and near:
        yield "near the headline"
    elif not in_tail and not sight.first_prose - 2 <= line.number <= sight.first_prose + 1:
        yield "far from the headline"
    if in_tail:
        yield "after the text"
    if not in_tail and any(find_dates(other.text) for other in sight.around(line.number, 2, 2)):
        yield "beside a date"
    if line.bold and line.place == "" and 0 < sight.first_prose - line.number <= 3 and len(line.text) < 80 and line.heading is None:
        yield "set as a name above the text"
    if line.place == "beside":
        yield "beside the article"


def _said(data: Structured, house: House, shown: Sequence[Weighed[People]]) -> Iterator[Weighed[People]]:
    """The people the page's data names."""
    places = (
        (_texts_of(data, "author"), "json-ld author", "said by the data"),
        (_texts_of(data, "creator"), "json-ld creator", "said by the data"),
        (data.meta.get("author") or data.meta.get("article:author") or data.meta.get("dc.creator") or data.meta.get("parsely-author") or data.meta.get("citation_author") or (), "meta author", "said by a meta element"),
        (_labelled(data), "meta label", "said by a meta element"),
    )
    for texts, source, sign in places:
        people = tuple(dict.fromkeys(name for name in _listed(texts) if not house.is_like(name.name) and not _is_account(name.name)))
        if not people:
            continue
        signs = [sign]
        if any(is_name(name.name) for name in people):
            signs.append("a person")
        text = ", ".join(name.name for name in people)
        yield weighed("bylines", people, text, source, signs)


def _is_account(name: str) -> bool:
    return bool(ACCOUNTS.match(name)) or (name.islower() and " " not in name and name.isascii() and len(name) > 3)


def _texts_of(data: Structured, *keys: str) -> Sequence[str]:
    """The names under some keys of the article, lists within lists too."""
    waiting: list[object] = [data.article.get(key) for key in keys]
    found: list[str] = []
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = [*value, *waiting]
        elif name := text_value(value):
            found.append(name)
    return found


def _persons(people: Sequence[Byline]) -> Sequence[Byline]:
    return [one for one in people if is_name(one.name)]


def _listed(texts: Sequence[str]) -> Sequence[Byline]:
    return [name for text in texts for name in _names(text)]


def _names(text: str) -> People:
    """Names as data gives them: a list in one text is parted, anything else is kept as written."""
    text = squeeze(text)
    if len(text) > 150 or re.search(r"^(?:https?:|//|@|\d+$)|@\S+\.|^$", text):
        return ()
    people = parse_byline(text) or split_names(OPENING.sub("", text))
    parted = re.split(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b)\s+", text)
    if people and len(people) < len(parted) and any(one.role == "agency" for one in people) and not any(is_name(one.name) for one in people):
        return (Byline(name=OPENING.sub("", text), role="agency"),)
    return people or (Byline(name=OPENING.sub("", text)),)


def _labelled(data: Structured) -> Sequence[str]:
    """The value of the card that is labelled as its writer: `twitter:label1` "Written by", `twitter:data1` the name."""
    return [
        value
        for number in "12"
        for label in data.meta.get(f"twitter:label{number}", ())
        if WRITTEN_BY.search(label)
        for value in data.meta.get(f"twitter:data{number}", ())
    ]


def _in_roles(sight: Sight, people: People) -> People:
    """Translators and photographers that a line around the text names as such."""
    roles: set[Role] = {"translator", "photographer", "illustrator"}
    keys = {key_of(name.name) for name in people}
    found: list[Byline] = []
    first, last = sight.first_prose, sight.last_text
    for line in (*sight.lines[max(0, first - 6) : first], *sight.lines[max(first, last - 2) : last + ROLE_TAIL]):
        if line.place in {"picture", "menu", "beside"} or len(line.text) > 120 or line.hidden:
            continue
        for name in parse_byline(line.text):
            if name.role in roles and key_of(name.name) not in keys:
                keys.add(key_of(name.name))
                found.append(name)
    return tuple(found)


def _doubts(best: Weighed[People] | None, said: Sequence[Weighed[People]], shown: Sequence[Weighed[People]]) -> tuple[str, ...]:
    """A question where page and data name different people with nearly the same weight."""
    if best is None:
        return ()
    keys = {key_of(name.name) for name in best.value}
    rivals = [
        one
        for one in (*said, *shown)
        if one.weight >= best.weight - 1 and any(is_name(name.name) for name in one.value) and not keys & {key_of(name.name) for name in one.value}
    ]
    if not rivals or any(is_name(name.name) for name in best.value) is False:
        return ()
    return (f"bylines: taken from {best.source} ({best.text}); {rivals[0].source} names {rivals[0].text}",)
