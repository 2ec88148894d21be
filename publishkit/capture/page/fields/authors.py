"""Who wrote it: lines near the headline or after the text, the page's data, and which of them is believed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publishkit.capture.bylines import AGENCY, OPENING, is_name, parse_byline, signed_by, split_names
from publishkit.capture.cues import is_furniture
from publishkit.capture.dates import find_dates
from publishkit.capture.page.body.shapes import linked
from publishkit.capture.page.fields.evidence import ENOUGH, Weighed, heaviest_first, holding, weighed
from publishkit.capture.page.fields.headline import Headline
from publishkit.capture.page.fields.house import House
from publishkit.capture.page.fields.people import (
    ACCOUNTS,
    CHECKED_ALONE,
    EDITORS,
    People,
    is_author_link,
    is_house_and_agency,
    is_named,
    names_in,
    without_dates,
)
from publishkit.capture.page.fields.sight import Line, Sight
from publishkit.capture.page.structured import Structured, account_name, text_value
from publishkit.capture.page.tree import key_of, squeeze
from publishkit.model.article import Byline, Role

WRITTEN_BY = re.compile(r"written by|by$|author|verfasst von|geschrieben von|autor|écrit par|auteur|escrito por|scritto da|napisan|geschreven door|skriven av|skrevet av|執筆|작성자|كُتب|автор", re.IGNORECASE)  # fmt: skip
INITIALS = re.compile(r"^[(\[]?(?P<names>[a-zäöüß]{2,4}(?:\s?[,/]\s?[a-zäöüß]{2,4}){0,3})(?:[)\]]\.?$|\s?;\s\S.*$)")
NEWSROOM = re.compile(
    r"^[\w.-]{0,20}[- ]?(?:Redaktion|Newsroom|Newsdesk|News Desk|Staff|Redakcja|Redacción|Redazione|Rédaction|Redactie|Toimitus|Redaksjonen|Redaktionen)$"
)
DASHED = re.compile(r"^[—–-]\s?(?P<name>\S.{3,40}\S)$")
ABOUT = re.compile(
    r"^(?P<name>\S+(?: \S+){1,3}) (?:is an? |is the |writes |ist |est |es un|è un|jest |er |är )\S.{8,220}$"
)
WIRE_OFFICE = re.compile(r"^(?:AP|AFP|UPI|PA|dpa) [A-Z]\w+$")
"""What is left of “AP National Political Writer”."""
ALONE = re.compile(
    r"(?:by|written by|words by|story by|von|autor(?:in)?|par|por|author|автор|di|door)\s?:?", re.IGNORECASE
)
"""A label of a byline with a line of its own."""
ABOVE, BELOW = 8, 14
"""Lines around the headline among which a byline stands."""
TAIL = 4
"""Lines after the text among which its author signs."""
ROLE_TAIL = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Writers:
    """The people a page names, and what else it could have been."""

    people: People = ()
    candidates: Sequence[Weighed[People]] = ()
    review: tuple[str, ...] = ()


def find_writers(sight: Sight, headline: Headline, data: Structured, house: House) -> Writers:
    """Return who wrote the article; names of the house alone are nobody's."""
    said = list(_said(data, house))
    known = said[0].value if said and "a person" in said[0].signs else ()
    shown = [*_shown(sight, headline, house, known), *_signatures(sight)]
    order = heaviest_first([*shown, *said])
    heavy = [one for one in order if one.weight >= ENOUGH["bylines"] + (one in shown)]
    # Somebody whose site bears their name wrote it where nobody else is named.
    heavy.sort(key=lambda one: all(house.is_like(name.name) for name in one.value))
    wrote = (one for one in heavy if any(name.role in {"author", "agency"} for name in one.value))
    best = next(wrote, next(iter(heavy), None))
    people = best.value if best is not None else ()
    if best is not None and best in shown:
        people = _in_full(_joined(best, shown), said)
    others = _in_roles(sight, data, people) if people or best is None else ()
    review = _doubts(best, people, said, shown)
    return Writers(people=(*people, *others), candidates=order, review=review)


def _joined(best: Weighed[People], shown: Sequence[Weighed[People]]) -> People:
    """The people of the line and of the lines beside it that say as clearly that they name authors: one author a line."""
    clear = {"opens as a byline", "named an author", "a link to an author"}
    if not clear & set(best.signs) or "near the headline" not in best.signs:
        return best.value
    loud = {
        _number(one): one
        for one in shown
        if clear & set(one.signs)
        and one.weight >= best.weight - 1.5
        and "near the headline" in one.signs
        and (one is best or any(is_name(name.name) or AGENCY.match(name.name) for name in one.value))
    }
    first = last = _number(best)
    while any(first - back in loud for back in range(1, 4)):
        first = max(number for number in loud if number < first)
    while any(last + on in loud for on in range(1, 4)):
        last = min(number for number in loud if number > last)
    people: People = ()
    for number in sorted(loud):
        if first <= number <= last:
            people = _merged(people, loud[number].value)
    return people


def _in_full(people: People, said: Sequence[Weighed[People]]) -> People:
    """People with the whole names that the data gives of those the page calls by one word."""
    full = {one.name.split()[0].casefold(): one for who in said for one in who.value if is_name(one.name)}
    return tuple(dict.fromkeys(one if " " in one.name else full.get(one.name.casefold(), one) for one in people))


def _number(one: Weighed[People]) -> int:
    return int(one.source.rpartition(" ")[2])


def _merged(one: People, other: People) -> People:
    keys = {key_of(name.name) for name in one}
    return (*one, *(name for name in other if key_of(name.name) not in keys))


def _shown(sight: Sight, headline: Headline, house: House, known: People) -> Iterator[Weighed[People]]:
    """The lines that name people."""
    at = headline.line.number if headline.line is not None else -1
    first = max(sight.first_prose, at + 1)
    window = sight.lines[max(0, at - ABOVE) : min(at + BELOW, first + 3) + 1]
    tail = [
        line
        for line in sight.lines[max(first, sight.last_prose - 1) : sight.last_prose + TAIL + 2]
        if line not in window
    ]
    for line in (*window, *tail):
        if line.heading is not None and line.heading is (headline.line.heading if headline.line else None):
            continue
        if _is_checked(line, sight) or _is_of_another(line, sight, headline.line):
            continue
        label = _label_above(line, sight)
        people = names_in(line, house, known, label)
        if (
            not people
            or line.place in {"menu", "picture"}
            or line.hidden
            or _is_of_a_table(line, label)
            or (line.heading is not None and line.level < 3 and not is_named(line))
        ):
            continue
        signs = _signs(line, sight, at, people, known, label, in_tail=line in tail)
        if any(key_of(name.name) in key_of(headline.title) for name in people) and "opens as a byline" not in signs:
            signs.append("in the title")
        text = ", ".join(name.name for name in people)
        yield weighed("bylines", people, text, f"{line.run.box.tag} at line {line.number + 1}", signs)


def _signatures(sight: Sight) -> Iterator[Weighed[People]]:
    """What signs the last lines of the text: initials, the newsroom, a name in brackets."""
    for line in sight.lines[max(sight.first_prose + 1, sight.last_prose) : sight.last_prose + TAIL]:
        source = f"{line.run.box.tag} at line {line.number + 1}"
        if line.place or line.hidden or line.heading is not None or is_furniture(line.text):
            continue
        if people := signed_by(line.text):
            yield weighed(
                "bylines",
                people,
                ", ".join(name.name for name in people),
                source,
                ["opens as a byline", "after the text"],
            )
        elif (match := INITIALS.match(line.text)) and len(line.text) < 100:
            people = tuple(
                Byline(name=name, role="agency" if AGENCY.match(name) else "author")
                for name in re.split(r"\s?[,/]\s?", match["names"])
            )
            yield weighed("bylines", people, match["names"], source, ["initials after the text"])
        elif (dash := DASHED.match(line.text)) and is_name(dash["name"]):
            yield weighed("bylines", split_names(dash["name"]), dash["name"], source, ["signed with a dash"])
        elif (about := ABOUT.match(line.text)) and is_name(about["name"]):
            yield weighed("bylines", split_names(about["name"]), about["name"], source, ["a line about the author"])
        elif NEWSROOM.match(line.text) and line.bold:
            yield weighed(
                "bylines", (Byline(name=line.text, role="agency"),), line.text, source, ["the newsroom signs"]
            )


def _label_above(line: Line, sight: Sight) -> str:
    """The label that opens a byline and has a line of its own above; "" when there is none."""
    above = sight.lines[line.number - 1] if line.number else None
    return above.text if above is not None and above.place == line.place and ALONE.fullmatch(above.text) else ""


def _is_of_a_table(line: Line, label: str) -> bool:
    """Whether a line is a cell under a head of columns: no byline in one, and none beside a head that labels it as one."""
    table = next((box.element for box in line.run.box.chain if box.tag == "table"), None)
    headed = table is not None and next(table.iter("th"), None) is not None
    return headed and not label and not OPENING.match(line.text)


def _is_checked(line: Line, sight: Sight) -> bool:
    """Whether the line above says that whom this one names looked at the text."""
    above = sight.lines[line.number - 1] if line.number else None
    return above is not None and CHECKED_ALONE.fullmatch(above.text) is not None


def _is_of_another(line: Line, sight: Sight, headline: Line | None) -> bool:
    """Whether a line stands behind the text, under the headline of another article."""
    if headline is None or line.number <= max(sight.first_prose, headline.number):
        return False
    between = sight.lines[max(sight.first_prose, headline.number) + 1 : line.number]
    if any(other.level == 1 and key_of(other.text) != key_of(headline.text) for other in between):
        return True
    mine, its = (next((box for box in one.run.box.chain if box.tag == "article"), None) for one in (headline, line))
    return (
        mine is not None
        and its is not None
        and mine is not its
        and its not in set(headline.run.box.chain)
        and mine not in set(line.run.box.chain)
    )


def _signs(
    line: Line, sight: Sight, at: int, people: People, known: People, label: str = "", *, in_tail: bool
) -> list[str]:
    keys, named = {key_of(name.name) for name in known}, {key_of(name.name) for name in people}
    text = without_dates(line.text)
    to_author = any(element.tag == "a" and is_author_link(element) for element in line.inline)
    near = at >= 0 and -5 <= line.number - at <= 7
    above = sight.first_prose - line.number
    dated = not in_tail and any(find_dates(other.text) for other in sight.around(line.number, 2, 2))
    alone = line.place == "" and line.level > 3 and len(text) < 80 and split_names(text) == people
    fewer = named < keys
    bold = line.bold and line.place == "" and line.heading is None and len(line.text) < 80
    return holding(
        {
            "opens as a byline": (label and not (is_named(line) or to_author))
            or parse_byline(text)
            or EDITORS.match(text)
            or OPENING.match(text),
            "named an author": is_named(line),
            "a link to an author": to_author,
            "looks like a name": any(is_name(name.name) for name in people),
            "known to the data": named & keys,
            "names more than the data": keys and named > keys,
            "names fewer than the data": fewer,
            "leads elsewhere": linked(line.run) > 0.9 and not to_author and not is_named(line),
            "near the headline": near,
            "far from the headline": not near and not in_tail and not -1 <= above <= 2,
            "after the text": in_tail,
            "beside a date": dated,
            "set as a name above the text": bold and 0 < above <= 3,
            "alone between headline and text": alone
            and not fewer
            and 0 <= at < line.number < sight.first_prose
            and near,
            "beside the article": line.place == "beside"
            and not (
                dated and ((to_author and 0 < line.number - at < 6) or (is_named(line) and -3 < line.number - at < 6))
            ),
            "a name of the menu": not named & keys and named <= sight.menu,
        }
    )


def _said(data: Structured, house: House) -> Iterator[Weighed[People]]:
    """The people the page's data names."""
    places = (
        (_texts_of(data, "author"), "json-ld author", "said by the data"),
        (_texts_of(data, "creator"), "json-ld creator", "said by the data"),
        (
            data.meta.get("author")
            or data.meta.get("article:author")
            or data.meta.get("dc.creator")
            or data.meta.get("parsely-author")
            or _in_order(data.meta.get("citation_author", ()))
            or (),
            "meta author",
            "said by a meta element",
        ),
        (_labelled(data), "meta label", "said by a meta element"),
        (data.marked, "microdata", "said by the data"),
    )
    for texts, source, sign in places:
        people = tuple(dict.fromkeys(name for name in _listed(texts, house) if not _is_account(name.name)))
        if not people:
            continue
        signs = [sign]
        if any(is_name(name.name) for name in people):
            signs.append("a person")
        text = ", ".join(name.name for name in people)
        yield weighed("bylines", people, text, source, signs)
    if account := account_name(data):
        signs = ["said by the data", "a person"]
        yield weighed("bylines", (Byline(name=account),), account, "og:title, an account", signs)


def _is_account(name: str) -> bool:
    return bool(ACCOUNTS.match(name) or WIRE_OFFICE.match(name) or re.fullmatch(r"[A-Z]{6,}", name)) or (
        name.islower() and " " not in name and name.isascii() and len(name) > 3
    )


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


def _listed(texts: Sequence[str], house: House | None = None) -> Sequence[Byline]:
    """The people of some texts of the data, without the house."""
    found: list[Byline] = []
    for text in texts:
        if house is not None and is_house_and_agency(text, house):
            found.append(Byline(name=squeeze(text), role="agency"))
        else:
            found += [
                name
                for name in _names(text)
                if house is None or house.is_person(name.name) or not house.is_like(name.name)
            ]
    return found


def _names(text: str) -> People:
    """Names as data gives them: a list in one text is parted, anything else is kept as written."""
    text = squeeze(text)
    if len(text) > 150 or re.search(r"^(?:https?:|//|@|\d+$)|@\S+\.|^$", text):
        return ()
    people = parse_byline(text) or split_names(OPENING.sub("", text))
    return people or (Byline(name=OPENING.sub("", text)),)


def _in_order(names: Sequence[str]) -> Sequence[str]:
    """Names of a catalog, "Example, Ada", as they are said."""
    return [" ".join(reversed(name.split(", "))) if name.count(", ") == 1 else name for name in names]


def _labelled(data: Structured) -> Sequence[str]:
    """The value of the card that is labelled as its writer: `twitter:label1` "Written by", `twitter:data1` the name."""
    return [
        value
        for number in "12"
        for label in data.meta.get(f"twitter:label{number}", ())
        if WRITTEN_BY.search(label)
        for value in data.meta.get(f"twitter:data{number}", ())
    ]


def _in_roles(sight: Sight, data: Structured, people: People) -> People:
    """Translators and photographers that the data, or a line around the text, names as such."""
    roles: set[Role] = {"translator", "photographer", "illustrator"}
    keys = {key_of(name.name) for name in people}
    said = [name.name for name in _listed(_texts_of(data, "translator")) if key_of(name.name) not in keys]
    found = [Byline(name=name, role="translator") for name in said]
    keys |= set(map(key_of, said))
    first, last = sight.first_prose, sight.last_prose
    for line in (*sight.lines[max(0, first - 6) : first], *sight.lines[max(first, last - 2) : last + ROLE_TAIL]):
        if line.place in {"picture", "menu", "beside"} or len(line.text) > 120 or line.hidden:
            continue
        for name in parse_byline(without_dates(line.text)):
            if name.role in roles and key_of(name.name) not in keys:
                keys.add(key_of(name.name))
                found.append(name)
    return tuple(found)


def _doubts(
    best: Weighed[People] | None, people: People, said: Sequence[Weighed[People]], shown: Sequence[Weighed[People]]
) -> tuple[str, ...]:
    """A question where page and data name different people with nearly the same weight."""
    if best is None:
        return ()
    keys = {key_of(name.name) for name in people}
    rivals = [
        one
        for one in (*said, *shown)
        if (one.weight >= best.weight - 1 or {"said by the data", "a person"} <= set(one.signs))
        and any(is_name(name.name) for name in one.value)
        and not keys & {key_of(name.name) for name in one.value}
    ]
    if not rivals or any(is_name(name.name) for name in best.value) is False:
        return ()
    return (f"bylines: taken from {best.source} ({best.text}); {rivals[0].source} names {rivals[0].text}",)
