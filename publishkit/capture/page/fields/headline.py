"""The headline of a page: which line it is, the label in front of it, and the title an article gets."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from publishkit.capture.bylines import parse_byline
from publishkit.capture.dates import find_date
from publishkit.capture.page.body.shapes import linked
from publishkit.capture.page.fields.evidence import (
    DECK,
    ENOUGH,
    HEADLINE,
    KICKER,
    Weighed,
    heaviest_first,
    holding,
    weighed,
)
from publishkit.capture.page.fields.house import BARS, House, without_house
from publishkit.capture.page.fields.sight import Line, Sight, same_words, words_of
from publishkit.capture.page.structured import Structured, account_name
from publishkit.capture.page.tree import key_of, squeeze, text_of
from publishkit.capture.paste.lines import weight

FILE_NAME = re.compile(r"[\w.-]*(?:_[\w.-]*|\.(?:indd|docx?|odt|rtf|pages|qxp|pdf|html?|txt))", re.IGNORECASE)
"""A title that is the name of the file a page was made from: “Issue44_weir”."""
SHELL = re.compile(r"java ?script (?:is )?(?:required|disabled|not )|(?:enable|turn on) java ?script", re.IGNORECASE)
"""What stands on a page that only its program would fill."""
PERMALINK = re.compile(r"\s{0,3}[¶§#🔗]$")
"""The sign of a link to the heading itself."""
LONGEST = 300
SOLE = 25
"""Letters of a headline that is believed where the page's data says something else."""
LABEL = 60
LABELLED = 11
"""Weight up to which a part of a title may be a house's name or a section's."""
NAMED_REACH = 20
"""Lines into the text among which a line that is no heading may be named one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """Where the headline stands, and what it says."""

    title: str
    label: str = ""
    """Words of the headline itself in front of the title."""
    line: Line | None = None
    candidates: Sequence[Weighed[str]] = ()
    review: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    line: Line
    title: str
    label: str


def find_headline(sight: Sight, tree: HtmlElement, data: Structured, house: House) -> Headline:
    """Return the headline a page shows, where its own data agrees or says nothing, else the title the data gives."""
    lines = {
        key_of(line.text)
        for line in sight.lines
        if weight(line.text) > 11 and len(line.text) <= LONGEST and line.place != "menu"
    }
    declared = declared_titles(tree, data, house, lines)
    known = [title for title, _ in declared]
    address = _path(next(iter(data.links.get("canonical", ())), "") or data.first("og:url"))
    h1s = sum(line.level == 1 and not house.is_it(line.text) for line in sight.lines)
    shown = heaviest_first(
        weighed("title", one, one.title, _source(one.line), _signs(one, sight, known, house, h1s, address))
        for line in sight.lines
        if line.level < 4 or line.number < sight.first_prose + NAMED_REACH
        for one in _readings(line, known)
    )
    said = heaviest_first(_said(declared, shown))
    best = shown[0] if shown else None
    agrees = best is not None and any("data says" in sign for sign in best.signs)
    if (
        best is not None
        and best.text
        and best.weight >= ENOUGH["title"]
        and (agrees or weight(best.text) >= SOLE or not said or len(said[0].text) < len(best.text))
    ):
        shows = [
            weighed("title", one.text, _as_written(one.text, known), one.source, one.signs)
            for one in shown[:4]
            if one.text
        ]
        anchor = _anchor(best, shown)
        if voice := _unanimous(declared, best):
            signs = [*next(one.signs for one in said if one.text == voice), "by all of the data with one voice"]
            winner = weighed("title", voice, voice, "json-ld headline, og:title", signs)
            doubt = f"title: the headline shows “{best.text}”, the page's data “{voice}”"
            return Headline(
                title=voice,
                label=best.value.label,
                line=anchor,
                candidates=(winner, *shows, *said),
                review=(doubt,),
            )
        return Headline(title=shows[0].text, label=best.value.label, line=anchor, candidates=(*shows, *said))
    title = said[0].text if said else ""
    if said and said[0].source == "title element" and (line := _line_of_part(sight, title)):
        signs = [*said[0].signs, "part of what the data says"]
        words = next(one for one in line.run.text.split("\n") if key_of(one) in key_of(title))
        return Headline(
            title=words, line=line, candidates=(weighed("title", words, words, _source(line), signs), *said)
        )
    near = next((one.value.line for one in shown if _heads(one)), None)
    near = near or next((one.value.line for one in shown if one.weight >= 0 and _alike(one.text, title)), None)
    near = near or next((line for line in sight.lines[: sight.first_prose] if _repeats(line, title)), None)
    return Headline(title=title, line=near, candidates=said)


def _line_of_part(sight: Sight, title: str) -> Line | None:
    """The line in front of the text, set in bold or larger, that a title of the window has behind or in front of a bar; the house is the rest."""
    for bar in BARS.finditer(title):
        for part in (title[bar.end() :], title[: bar.start()]):
            for line in sight.lines[: sight.first_prose] if weight(part) > LABELLED else ():
                shown = line.bold and not line.place and not line.hidden
                if shown and any(same_words(words, part) for words in line.run.text.split("\n")):
                    return line
    return None


def _repeats(line: Line, title: str) -> bool:
    """Whether a line that is no heading says the title, as on pages whose elements have no meaning."""
    return not line.place and not line.hidden and same_words(line.text, title)


def _heads(one: Weighed[_Shown]) -> bool:
    """Whether a heading stands over the text, whatever it says."""
    line = one.value.line
    return (
        one.weight >= 3
        and "in front of the text" in one.signs
        and not line.place
        and line.level < 4
        and not line.names(2) & DECK
    )


def _anchor(best: Weighed[_Shown], shown: Sequence[Weighed[_Shown]]) -> Line:
    """The line that stands over the text: the first where a page shows the headline more than once, another where it is only in a trail."""
    line = best.value.line
    if line.place == "menu" and (other := next((one.value.line for one in shown if _heads(one)), None)):
        return other
    same = [
        one.value.line
        for one in shown
        if one.text == best.text
        and one.value.line.level == line.level
        and one.value.line.place == line.place
        and one.weight >= best.weight - 2
    ]
    return min(same, key=lambda one: one.number, default=line)


def declared_titles(
    tree: HtmlElement, data: Structured, house: House, lines: Collection[str] = ()
) -> Sequence[tuple[str, str]]:
    """Return the titles the page's data gives and where, each without the names of the house and its sections."""
    found = [
        (value, source)
        for value, source in (
            (data.text("headline"), "json-ld headline"),
            (data.first("og:title"), "og:title"),
            (
                data.first(
                    "headline", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title"
                ),
                "meta headline",
            ),
            (data.first("twitter:title", "title"), "meta title"),
            (squeeze(tree.findtext(".//title") or ""), "title element"),
        )
        if 1 < len(squeeze(value)) <= LONGEST
    ]
    whole = {key_of(value) for value, _ in found} | set(lines)
    account = account_name(data)
    found = [
        (value, source)
        for value, source in found
        if not (account and value.startswith(account)) and not FILE_NAME.fullmatch(squeeze(value))
    ]
    return [(title, source) for value, source in found if (title := without_house(squeeze(value), house, whole))]


def _readings(line: Line, known: Sequence[str]) -> Iterator[_Shown]:
    """A line that may be the headline: as a whole, and without the label in front."""
    if (
        not 1 < len(line.text) <= LONGEST
        or (line.level > 3 and not (_is_named(line) or _is_styled(line)))
        or _is_day(line.text)
        or SHELL.search(line.text)
    ):
        return
    label, rest = label_of(line)
    if before := _without_last(line, known):
        yield _Shown(line=line, title=before, label="")
    elif label and _is_label(line, label, rest, known):
        yield _Shown(line=line, title=rest, label=label)
    else:
        yield _Shown(line=line, title=PERMALINK.sub("", line.text), label="")


def _is_day(text: str) -> bool:
    """Whether a heading is a date and nothing else, as blogs set it over the posts of a day."""
    found = find_date(text) if len(text) < 40 else None
    return found is not None and len(text) - (found.end - found.start) < 12


def _is_named(line: Line) -> bool:
    return (
        line.run.box.tag in {"p", "div", "span"}
        and bool(line.names(2) & HEADLINE)
        and not line.prose
        and len(line.text) < 200
    )


def _is_styled(line: Line) -> bool:
    """Whether a word processor has set a paragraph in its style for titles."""
    return line.run.box.tag == "p" and bool(words_of(line.run.box.element) & {"title", "msotitle"})


def label_of(line: Line) -> tuple[str, str]:
    """Return the element at the beginning of a line and the rest, ("", "") when the line is of one piece."""
    pieces = [piece for piece in line.run.pieces if not isinstance(piece, str) or piece.strip()]
    while len(pieces) == 1 and not isinstance(pieces[0], str):
        only = pieces[0]
        pieces = [only.text or "", *(part for child in only for part in (child, child.tail or ""))]
        pieces = [piece for piece in pieces if not isinstance(piece, str) or piece.strip()]
    texts = [(piece, squeeze(piece) if isinstance(piece, str) else text_of(piece)) for piece in pieces]
    texts = [(piece, text) for piece, text in texts if text]
    if len(texts) < 2 or isinstance(texts[0][0], str):
        return "", ""
    rest = " ".join(text for _, text in texts[1:]).lstrip(" :|/–—-•·")
    label = texts[0][1].strip(" :|/–—-•·")
    return (label, rest) if 0 < len(label) <= LABEL and len(rest) > 3 else ("", "")


def _without_last(line: Line, known: Sequence[str]) -> str:
    """The line without the element at its end, where the data knows the title so; "" where it does not."""
    last = next((piece for piece in reversed(line.run.pieces) if not isinstance(piece, str) or piece.strip()), "")
    words = "" if isinstance(last, str) else text_of(last)
    before = line.text.removesuffix(words).strip() if words else ""
    keys = [key_of(title) for title in known]
    return before if before and key_of(before) in keys and key_of(line.text) not in keys else ""


def _is_label(line: Line, label: str, rest: str, known: Sequence[str]) -> bool:
    """Whether the beginning of a headline is a label: the data knows the title without it, or it is named one."""
    keys = [key_of(title) for title in known]
    if key_of(rest) in keys and len(key_of(rest)) > 8:
        return True
    if keys.count(key_of(label + rest)) > 1:
        return False
    if key_of(label + rest) not in keys and any(
        _shared(rest, title) > max(0.5, _shared(f"{label} {rest}", title)) for title in known
    ):
        return True
    first = next((piece for piece in line.inline if text_of(piece).strip(" :|/–—-•·") == label), None)
    return first is not None and bool(words_of(first) & KICKER)


def _signs(one: _Shown, sight: Sight, known: Sequence[str], house: House, h1s: int, address: str) -> list[str]:
    line = one.line
    agreement = _agreement(one.title, known, sight.headings)
    here = bool(address) and any(_path(a.get("href") or "") == address for a in line.inline if a.tag == "a")
    signs = holding(
        {
            "h1": line.level == 1,
            "h2": line.level == 2,
            "the only h1": line.level == 1 and h1s == 1,
            "the only heading over the text": line.level in {2, 3} and not h1s and _is_only(line, sight),
            "no h1 on the page": line.level > 1 and not h1s and not known,
            "named a headline": line.names(2) & HEADLINE,
            "styled as a title": _is_styled(line) and not h1s,
            "in front of the text": line.number < sight.first_prose,
            "in a picture": line.place == "picture",
            "in a menu or trail": line.place == "menu",
            "beside the article": line.place in {"beside", "foot"},
            "not visible": line.hidden,
            "the house's name": house.is_it(line.text),
            "leads to this page": here,
            "leads elsewhere": line.level > 1 and not here and linked(line.run) > 0.9,
            "leads home": not here and _leads_home(line),
        }
    )
    return [*signs, agreement] if agreement else signs


def _leads_home(line: Line) -> bool:
    """Whether a line is nothing but links to the home of a site, as its name or its sign is at the top of each page."""
    links = [urlsplit(one.get("href") or "#") for one in line.inline if one.tag == "a"]
    pieces = [piece for piece in line.run.pieces if not isinstance(piece, str) or piece.strip()]
    alone = all(not isinstance(piece, str) and next(piece.iter("a"), None) is not None for piece in pieces)
    return bool(links) and alone and all(not one.path.strip("/") and (one.netloc or one.path) for one in links)


def _path(address: str) -> str:
    """The path of an address, "" for a home."""
    return urlsplit(address).path.rstrip("/") if "://" in address or address.startswith("/") else ""


def _is_only(line: Line, sight: Sight) -> bool:
    """Whether no other heading of its level or a higher one stands in front of the text; a day is none."""
    if line.names(2) & DECK:
        return False
    heads = {
        other.heading
        for other in sight.lines[: sight.first_prose]
        if other.level <= line.level and not other.place and not _is_day(other.text)
    }
    return heads == {line.heading}


def _agreement(title: str, known: Sequence[str], headings: Collection[str]) -> str:
    key = key_of(title)
    keys = [key_of(other) for other in known]
    if key in keys:
        return "as the page's data says"
    if weight(key) > 11 and any(other.startswith(key) or other.endswith(key) for other in keys):
        return "part of what the data says"
    if any(_is_before_bar(title, other, headings) for other in known):
        return "part of what the data says"
    return "much like what the data says" if any(_alike(title, other) for other in known) else ""


def _is_before_bar(title: str, other: str, headings: Collection[str]) -> bool:
    """Whether a title of the data is a short one, and behind a bar or "by" what is no heading of the page: the house, the author."""
    rest = other[len(title) :]
    if not title or other[: len(title)].casefold() != title.casefold() or not rest.startswith(" "):
        return False
    bar = BARS.match(rest)
    return (bar is not None and key_of(rest[bar.end() :]) not in headings) or bool(parse_byline(rest.strip()))


def _said(declared: Sequence[tuple[str, str]], shown: Sequence[Weighed[_Shown]]) -> Iterator[Weighed[str]]:
    keys = [key_of(title) for title, _ in declared]
    visible = {key_of(one.text) for one in shown if one.weight > 0}
    for title, source in declared:
        signs = ["said by the data"]
        if keys.count(key_of(title)) > 1:
            signs.append("said again")
        if source == "title element":
            signs.append("of the window's title")
        if key_of(title) in visible:
            signs.append("shown on the page")
        yield weighed("title", title, title, source, signs)


def _unanimous(declared: Sequence[tuple[str, str]], best: Weighed[_Shown]) -> str:
    """The title that the page's data gives with one voice where the headline shows another; "" where they agree."""
    of = {source: title for title, source in declared}
    said = of.get("json-ld headline", "")
    if not said or key_of(said) != key_of(of.get("og:title", "")) or "as the page's data says" in best.signs:
        return ""
    if len(said) < SOLE or any(
        key_of(other) != key_of(said) and key_of(other) == key_of(best.text) for other in of.values()
    ):
        return ""
    edges = (said[: -len(best.text)], said[len(best.text) :]) if len(said) > len(best.text) else ("", "")
    fits = (said.endswith(best.text), said.startswith(best.text))
    barred = any(
        fit and re.search(r"^\s*[|–—•·»«-]|[|–—•·»«-]\s*$", edge) for fit, edge in zip(fits, edges, strict=True)
    )
    return "" if barred else said


def _as_written(shown: str, known: Sequence[str]) -> str:
    """The headline; as the data writes it where two lines of the page ran together."""
    same = [other for other in known if key_of(other) == key_of(shown) and _marks(other) > _marks(shown)]
    return max(same, key=same.count, default=shown)


def _marks(text: str) -> int:
    return len(re.findall(r"\w+|[:/|–—-]", text)) + len(text.split())


def _alike(one: str, other: str) -> bool:
    """Most words are the same."""
    return _shared(one, other) >= 0.6


def _shared(one: str, other: str) -> float:
    """The share of the words of the longer text that stand in the other, too."""
    a, b = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0


def _source(line: Line) -> str:
    name = f"h{line.level}" if line.heading is not None else line.run.box.tag
    return f"{name} at line {line.number + 1}"
