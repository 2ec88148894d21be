"""The kicker: the label right above the headline or in front of it; a trail of sections is none, nor is the house's name."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from publishkit.capture.bylines import is_name, parse_byline
from publishkit.capture.cues import is_furniture
from publishkit.capture.dates import find_date
from publishkit.capture.page.body.shapes import linked
from publishkit.capture.page.fields.evidence import ENOUGH, KICKER, Weighed, heaviest_first, holding, weighed
from publishkit.capture.page.fields.headline import LABEL, Headline
from publishkit.capture.page.fields.house import House
from publishkit.capture.page.fields.sight import Line, Sight, words_of
from publishkit.capture.page.structured import Structured, as_list, text_value
from publishkit.capture.page.tree import key_of, squeeze, text_of

REACH = 4
"""Lines above the headline among which a kicker stands."""
EDGES = " :|/›>–—-•·"
STARTS = frozenset(
    "home start startseite accueil inicio início etusivu hem hjem strona główna главная головна ホーム 홈 首页 الرئيسية αρχική news nachrichten".split()
)
MARKS = frozenset(
    "premium plus exclusive exklusiv abo live video audio podcast new neu subscriber subscribers only".split()
)
TRAIL = re.compile(r"\S\s*[›»>/→]\s*\S")
COUNTER = re.compile(r"\d+\s?(?:min|comments?|kommentare?|views|shares?)\b|^\d+$", re.IGNORECASE)


def find_kicker(sight: Sight, headline: Headline, data: Structured, house: House) -> Sequence[Weighed[str]]:
    """Return the possible kickers, the heaviest first; those below `ENOUGH` are none."""
    sections = {key_of(text_value(value)) for value in as_list(data.article.get("articleSection"))}
    sections |= {key_of(value) for value in data.meta.get("article:section", ())}
    found = []
    if headline.label and key_of(headline.label) not in MARKS and key_of(headline.label) not in key_of(headline.title):
        signs = ["in the headline", "in the same box"]
        found.append(weighed("kicker", headline.label, headline.label, "headline", signs))
    if headline.line is not None:
        above = [
            line
            for line in reversed(sight.around(headline.line.number, REACH, -1))
            if not is_furniture(line.text) and not _is_shared(line)
        ]
        for back, line in enumerate(above, 1):
            text = _label_of(line)
            if 1 < len(text) <= LABEL and not house.is_it(text) and key_of(text) not in key_of(headline.title):
                signs = _signs(line, headline.line, back, sections)
                if _is_in_row(line, sight):
                    signs.append("in a menu or trail")
                found.append(weighed("kicker", text, text, f"{line.run.box.tag} at line {line.number + 1}", signs))
    return heaviest_first(found)


def _signs(line: Line, headline: Line, above: int, sections: set[str]) -> list[str]:
    text = _label_of(line)
    names = line.names(3).union(*map(words_of, line.inline))
    named = bool(names & KICKER)
    trail = line.place in {"menu", "foot", "picture"} or line.hidden or line.run.box.tag == "li" or _links(line) > 1
    person = "author" in names or (is_name(text) and linked(line.run) > 0.8 and not named)
    return holding(
        {
            "named a kicker": named,
            "in the headline": line.heading is headline.heading is not None,
            "right above the headline": above == 1,
            "further above": above > 2 or line.place == "beside",
            "in the same box": set(line.near) & set(headline.near)
            or headline.run.box.above in {line.run.box, line.run.box.above},
            "outside the article": _is_outside(line, headline),
            "short": len(text) <= 32,
            "the section the data names": key_of(text) in sections,
            "leads to a section": _leads_to_section(line),
            "a date or a name": person or _is_no_label(text),
            "in a menu or trail": trail or TRAIL.search(text) or (line.place and key_of(text) in STARTS),
            "a heading of its own": line.level < 3 and line.heading is not headline.heading,
            "a sentence": re.search(r"[.。!?]$", text) and len(text.split()) > 3,
        }
    )


def _is_in_row(line: Line, sight: Sight) -> bool:
    """Whether the line above is a link as well, set alike: both are of a list."""
    before = sight.lines[line.number - 1] if line.number else None
    return before is not None and linked(line.run) > 0.9 and linked(before.run) > 0.9 and before.kind == line.kind


def _is_outside(line: Line, headline: Line) -> bool:
    """Whether the headline is in an element that is the article, and the line is not."""
    article = next((box for box in headline.run.box.chain if box.tag in {"article", "main"}), None)
    return article is not None and article not in set(line.run.box.chain)


def _leads_to_section(line: Line) -> bool:
    """Whether a line is one link to a short address: "/politics", "/news/europe"."""
    links = [element.get("href") or "" for element in line.inline if element.tag == "a"]
    path = urlsplit(links[0]).path.strip("/") if len(links) == 1 and linked(line.run) > 0.9 else ""
    return 0 < len(path) < 40 and path.count("/") < 2


def _is_shared(line: Line) -> bool:
    """Whether a line is nothing but buttons."""
    return _links(line) > 1 and all(is_furniture(word) for word in line.text.split())


def _is_no_label(text: str) -> bool:
    return bool(find_date(text) or parse_byline(text) or is_furniture(text) or COUNTER.search(text))


def _label_of(line: Line) -> str:
    """The words of a label; where two labels stand side by side, the one that is named a kicker, else the last."""
    leaves = [(squeeze(text_of(one)), words_of(one)) for one in line.inline if not len(one) and squeeze(text_of(one))]
    leaves = [(text, names) for text, names in leaves if text.strip(EDGES) and key_of(text) not in MARKS]
    if len(leaves) < 2 or len(key_of("".join(text for text, _ in leaves))) < 0.7 * len(key_of(line.text)):
        only = leaves[0][0] if len(leaves) == 1 and key_of(leaves[0][0]) and _glued(line, leaves[0][0]) else line.text
        return only.strip(EDGES)
    named = [text for text, names in leaves if names & KICKER]
    return (named[0] if len(named) == 1 else leaves[-1][0]).strip(EDGES)


def _glued(line: Line, label: str) -> bool:
    """Whether a line is a label and a mark of the house's offers beside it."""
    return key_of(line.text) != key_of(label) and key_of(line.text.replace(label, "", 1)) in MARKS


def _links(line: Line) -> int:
    return sum(element.tag == "a" for element in line.inline)


def chosen(candidates: Sequence[Weighed[str]]) -> str:
    """Return the kicker, "" when none is heavy enough."""
    return candidates[0].value if candidates and candidates[0].weight >= ENOUGH["kicker"] else ""
