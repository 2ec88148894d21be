"""Which people a line of a page names: in every way bylines are set, without the times and buttons beside them."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from babel.dates import get_day_names

from publishkit.capture.byline_words import INTERFACE
from publishkit.capture.bylines import AGENCY, OPENING, UPDATED, is_name, parse_byline, split_names
from publishkit.capture.cues import is_furniture
from publishkit.capture.dates import LANGUAGES, find_dates
from publishkit.capture.page.fields.evidence import AUTHOR, NOT_AUTHOR
from publishkit.capture.page.fields.house import House, is_body
from publishkit.capture.page.fields.sight import Line, words_of
from publishkit.capture.page.tree import key_of, squeeze, text_of
from publishkit.model.article import Byline

People = tuple[Byline, ...]
REVIEWER = re.compile(r"^(?:re|inter)viewed by\s", re.IGNORECASE)
ACCOUNTS = re.compile(
    r"^(?:admin|administrator|webmaster|editor|redaktion|redaction|redacción|redakcja|web|user|root|guest|staff|news|online|desk|newsroom|none|null|unknown|n/?a)$",
    re.IGNORECASE,
)
"""Names of accounts, not of people."""
AUTHOR_LINK = re.compile(r"/(?:authors?|editors?|users?|columnists?|autor(?:en|es|i)?|auteurs?|people|profiles?|staff|journalists?|contributors?|redaktion|redakcja|reporters?|by|writers?|signataires?|firmas?|@[\w.-]+)(?:/|$)|/@[\w.-]+$", re.IGNORECASE)  # fmt: skip
EDITORS = re.compile(r"^[(（\[]?\s*(?:责编|責編|责任编辑|責任編輯|编辑|編輯)[:：]\s*")
STAFF = re.compile(
    r"^(?:.{2,40} )?(?:staff (?:reporters?|writers?|correspondents?|reports?)|editorial (?:board|team))$", re.IGNORECASE
)
OFFICE = re.compile(
    r"^(?:[\w-]+ ){0,2}(?:contributors?|columnists?|editors?|reporters?|writers?|correspondents?|team|producers?|analysts?|bureau|managers?|directors?|officers?|(?:co-?)?founders?|specialists?|strategists?|consultants?|engineers?|developers?|president|marketer|autor(?:in)?|redakteur(?:in)?|journalist(?:in|e)?)$|^(?:co-?)?(?:founder|ceo|gründer(?:in)?|inhaber(?:in)?|geschäftsführer(?:in)?|chefredakteur(?:in)?)\\b.{0,50}$",
    re.IGNORECASE,
)
"""What somebody is, not who."""
SUBMITTED = re.compile(
    r"^(?:submitted|posted|published|filed|uploaded|eingestellt|erstellt|verfasst|veröffentlicht|publié|publicado|pubblicato|opublikowan[eay])\s+(?=(?:by|von|par|por|da|przez)\s)",
    re.IGNORECASE,
)
LEFT_OVER = re.compile(r"[\s,]+(?:on|am|le|el|il|at|um|dnia|den|op)$")
TRANSLATED = re.compile(
    r"^(translated|translation|übersetzt|übersetzung|traduit|traduction|traducido|traducción|tradotto|traduzione|vertaald)\s+(?:from|aus|de|del|du|dal|dall’|uit)\s.{2,40}?\s(by|von|par|por|da|door)\s",
    re.IGNORECASE,
)
"""“Translated from the Spanish by …”: the language is no part of the name."""
PLACES = re.compile(r"\s*\([^()]{1,60}\)")
LABELS = re.compile(r"(?<=\S)\s+(?=(?:foto|photo|bild|text|tekst|texte)s?\s?:)", re.IGNORECASE)
PHOTO = re.compile(r"^(?:foto|photo|bild)s?\s?:\s*", re.IGNORECASE)
CHECKED = re.compile(
    r"^(?:(?:\w+(?:ally)? )?(?:reviewed|verified|approved)|fact[- ]?check(?:ed)?|geprüft|vérifié|revisado|verificado)\s?(?:by|von|par|por)?\s?[:：]?\s",
    re.IGNORECASE,
)
"""Who looked at a text did not write it."""
CHECKED_INSIDE = re.compile(
    r"[\s.,;|·•–—-]+(?:\w+(?:ally)? )?(?:(?:reviewed|verified|approved|updated|fact[- ]?checked) by|geprüft von|aktualisiert von|vérifié par|revisado por)\b",
    re.IGNORECASE,
)
"""Where a byline goes on to those who looked at the text."""
CHECKED_ALONE = re.compile(
    r"(?:\w+(?:ally)? )?(?:(?:reviewed|verified|approved|updated|fact[- ]?checked) by|geprüft von|aktualisiert von|vérifié par|revisado por)\s?:?",
    re.IGNORECASE,
)
"""Such a label with a line of its own."""
AT_HOUSE = re.compile(r" (?:Staff|Contributor|Columnist|Writer|Reporter|Correspondent|Editor)$")
"""“Ada Example Harbour Post Staff”, as two elements of one line."""
LONGEST = 220


def names_in(line: Line, house: House, known: People = (), label: str = "") -> People:
    """Return the people a line names, without the house and what stands beside them: times, buttons.

    *known* are those the data names; *label* is what stands in a line of its own above it: “By”.
    """
    whole_line = without_dates(without_times(line))
    text = CHECKED_INSIDE.split(whole_line, maxsplit=1)[0]
    if label and not OPENING.match(text):
        text = f"{label} {text}"
    if (staff := STAFF.match(OPENING.sub("", text))) and is_named(line):
        return (Byline(name=staff.group(), role="agency"),)
    if not 1 < len(text) <= LONGEST or is_furniture(text) or (CHECKED.match(text) and not _is_marked(line)):
        return ()
    text = REVIEWER.sub("By ", text)
    whole_line = REVIEWER.sub("By ", whole_line)
    key = key_of(text)
    if known and len(text) < 150 and all(key_of(name.name) in key for name in known):
        return _more(text, known) or tuple(known)
    if match := EDITORS.match(text):
        names = re.split(r"[、，,\s]+", text[match.end() :].strip(" )）]"))
        return tuple(Byline(name=name, role="editor") for name in names if 1 < len(name) < 6)
    if (whole := OPENING.sub("", text)) and is_house_and_agency(whole, house):
        return (Byline(name=whole, role="agency"),)
    found = next((names for names in _ways(line, text) if names), ())
    found = [_bare(name, house) for name in found if text == whole_line or key_of(name.name) in key]
    return tuple(
        dict.fromkeys(
            name
            for name in found
            if not (
                _is_house(name.name, line, house)
                or ACCOUNTS.match(name.name)
                or OFFICE.match(name.name)
                or UPDATED.search(name.name)
            )
        )
    )


def _is_marked(line: Line) -> bool:
    """Whether the page's own data marks the author in a line: who reviews a play is one."""
    return any("author" in (one.get("itemprop") or "").split() for one in line.inline)


def _more(text: str, known: People) -> People:
    """The people of a byline that names others beside those the data knows; empty when it names no more."""
    people = tuple(one for one in parse_byline(text) if one.role == "author")
    keys = [key_of(one.name) for one in people]
    all_known = all(any(key_of(name.name) in key for key in keys) for name in known)
    return people if len(people) > len(known) and all_known and all(is_name(one.name) for one in people) else ()


def _is_house(name: str, line: Line, house: House) -> bool:
    """Whether a name is the house's; a person may sign at the foot of a site of their own, and give it their name."""
    if not house.is_like(name):
        return False
    own = is_name(name) and house.is_it(name) and (house.is_person(name) or not house.is_said(name))
    by = OPENING.match(line.text) and not is_body(name) and is_name(name) and house.is_it(name)
    return not (by or (own and is_named(line)))


def _bare(name: Byline, house: House) -> Byline:
    """The name without the label in front of it, the house and the office that a line sets behind it."""
    if name.role == "agency" and OPENING.match(name.name):
        return Byline(name=OPENING.sub("", name.name), role="agency")
    words = AT_HOUSE.sub("", name.name).split()
    for number in (1, 2, 3) if AT_HOUSE.search(name.name) else ():
        person, behind = " ".join(words[:-number]), " ".join(words[-number:])
        if is_name(person) and house.is_it(behind):
            return Byline(name=person)
    return name


def _ways(line: Line, text: str) -> Iterator[Sequence[Byline]]:
    """The ways in which a line names people, the surest first."""
    opened = parse_byline(text)
    if any(one.role not in {"author", "agency"} for one in opened):
        yield opened
    yield _labelled_people(text)
    links = [text_of(a) for a in line.inline if a.tag == "a" and is_author_link(a)]
    yield [one for name in links for one in parse_byline(name) or split_names(OPENING.sub("", name))]
    leaves = [words for one in line.inline if not len(one) and (words := text_of(one)) and not OFFICE.match(words)]
    if len(leaves) > 1 and all(map(is_name, leaves)) and len(key_of("".join(leaves))) > 0.8 * len(key_of(text)):
        yield [one for name in leaves for one in split_names(name)]
    yield opened
    holders = [
        PLACES.sub("", text_of(one)) for one in line.inline if words_of(one) & AUTHOR and text_of(one) != line.text
    ]
    yield [name for words in holders for name in parse_byline(words) or split_names(words)]
    yield [name for words in leaves for name in parse_byline(words)]
    if is_named(line):
        yield [name for words in leaves if is_name(words) for name in split_names(words)]
    if len(text) < 80 and not re.search(r"[.!?]$", text):
        yield split_names(text)
    yield [Byline(name=name) for link in links if _fits(name := OPENING.sub("", link))]
    parts = [squeeze(part) for part in re.split(r"\s[|·•–—-](?:\s|$)|[|·•]|\s{2,}", text)]
    yield [one for part in parts for one in parse_byline(part)]
    yield [Byline(name=part, role="agency") for part in parts if AGENCY.match(part)]
    if text != line.text or len(parts) > 1:
        rest = [part for part in parts if part and not UPDATED.search(part)]
        yield [Byline(name=part) for part in rest if is_name(part)] if 0 < len(rest) < 3 else []
    if is_named(line):
        rest_of = OPENING.sub("", text)
        yield [Byline(name=rest_of)] if _fits(rest_of) and rest_of != text else []


def _labelled_people(text: str) -> People:
    """The people of a line that has a label for each: "Text: Ada Example Foto: Ida Picture"."""
    parts = LABELS.split(text)
    if len(parts) < 2:
        return ()
    found: list[Byline] = []
    for part in parts:
        photo = PHOTO.match(part)
        names = split_names(part[photo.end() :]) if photo else parse_byline(part)
        found += [Byline(name=name.name, role="photographer") if photo else name for name in names]
    return tuple(found)


def is_house_and_agency(text: str, house: House) -> bool:
    """Return whether a text names the house and an agency, and nobody else: "Harbour Post and AFP" is kept as it stands."""
    parts = re.split(r"\s*(?:,|;|&|/|\band\b|\bund\b|\bet\b|\by\b|\bwith\b|\bmit\b|\bavec\b)\s*", text)
    return len(parts) == 2 and any(map(house.is_it, parts)) and any(AGENCY.match(part) for part in parts)


def _fits(name: str) -> bool:
    return (
        1 < len(name) < 40
        and not re.search(r"[\d@:/]|https?", name)
        and len(name.split()) <= 4
        and not any(word.casefold() in INTERFACE for word in name.split())
        and not is_furniture(name)
    )


def without_times(line: Line) -> str:
    """The line without its `time` elements."""
    text = line.text
    for element in line.inline:
        if element.tag == "time" and (words := text_of(element)):
            text = text.replace(words, "  ", 1)
    return text


@cache
def _day_of_week() -> re.Pattern[str]:
    """A day of the week, or a zone, that is left of a date."""
    names = {name for one in LANGUAGES for name in get_day_names("wide", locale=one).values()}
    days = "|".join(map(re.escape, sorted({*names, *map(str.capitalize, names)}, key=len, reverse=True)))
    return re.compile(rf"(?:^|(?<=[\s,–—|-]))(?:{days})[.,]?(?=\s{{2}}|$)|\((?:GMT|UTC)[^()]{{0,6}}\)\s*$")


def without_dates(text: str) -> str:
    """Return a line without the dates in it and what parts them from the names."""
    for found in reversed(find_dates(text)):
        text = f"{text[: found.start]}  {text[found.end :]}"
    text = _day_of_week().sub("", text) if "  " in text else text
    text = re.sub(
        r"\b(?:published|updated|posted|veröffentlicht|aktualisiert|stand|publié|publicado|pubblicato|opublikowano)(?: (?:on|am|le|el|il|at|um))?\b\W*(?=$|\s{2})",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = LEFT_OVER.sub("", SUBMITTED.sub("", text.strip(" \u00a0|·•,;:–—-")))
    return TRANSLATED.sub(r"\1 \2 ", text)


def is_author_link(element: object) -> bool:
    """Return whether a link leads to an author's page."""
    get = element.get  # type: ignore[attr-defined]
    return "author" in (get("rel") or "").split() or bool(AUTHOR_LINK.search(get("href") or ""))


def is_named(line: Line) -> bool:
    """Return whether a line, or the small box it is in, is named after authors."""
    names = line.names(6)
    inside = {word for element in line.inline for word in words_of(element)}
    return bool((names | inside) & AUTHOR) and not names & NOT_AUTHOR
