"""Fields of a saved page, each chosen among candidates: headline, kicker, deck, people, times, house, language, addresses."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from publishkit.capture.bylines import is_name, parse_byline
from publishkit.capture.cues import is_furniture
from publishkit.capture.dates import find_date, find_dates
from publishkit.capture.extracted import Extracted
from publishkit.capture.language import LONG, SCRIPTS, SETS, detect_language
from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.body.shapes import linked
from publishkit.capture.page.fields import deck
from publishkit.capture.page.fields.authors import find_writers
from publishkit.capture.page.fields.evidence import (
    ENOUGH,
    KICKER,
    Weighed,
    as_candidates,
    heaviest_first,
    holding,
    weighed,
)
from publishkit.capture.page.fields.headline import LABEL, Headline, find_headline
from publishkit.capture.page.fields.house import House, find_house, named_by_title
from publishkit.capture.page.fields.sight import Line, Sight, read_sight, words_of
from publishkit.capture.page.fields.times import find_times
from publishkit.capture.page.structured import Structured, as_list, text_value
from publishkit.capture.page.tree import key_of, squeeze, text_of
from publishkit.capture.paste.meta import RELATIVE

FEWEST_LINKS = 10
"""Links of a page from which its site is told."""
SECOND_LEVEL = frozenset("ac co com edu gob gov gouv ne net or org".split())
"""Names under a country's, below which domains are registered."""
ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/(?=https?://)")
CLEAR = 0.15
"""Share of the words of a text that are a language's commonest from which on it is clearly in it."""
SAME_SCRIPT = {"hi": ("mr", "ne", "sa", "bho", "mai"), "he": ("yi",), "zh": ("ja", "yue")}
_WEB = re.compile(r"https?://[^/\s\[\]]+\.[^/\s\[\]]+", re.IGNORECASE)


def read_fields(tree: HtmlElement, data: Structured, runs: Sequence[Run], signed: str) -> Extracted:
    """Return an article with its fields and the candidates of each; *signed* is whom the copyright line at the foot names."""
    sight = read_sight(runs)
    house = find_house(data, signed)
    language = language_of(tree, data)
    headline = find_headline(sight, tree, data, house)
    kickers = find_kicker(sight, headline, data, house)
    writers = find_writers(sight, headline, data, house)
    decks = deck.find_deck(sight, headline, data, [byline.name for byline in writers.people])
    times = find_times(sight, headline, data, language)
    canonical = canonical_of(data)
    publisher = house.name or named_by_title(
        squeeze(tree.findtext(".//title") or ""), headline.line.text if headline.line else "", tree, data
    )
    return Extracted(
        title=headline.title,
        kicker=chosen_kicker(kickers),
        deck=deck.chosen(decks),
        bylines=writers.people,
        published=times.published,
        modified=times.modified,
        publisher=publisher or None,
        language=language,
        canonical_url=canonical,
        source_url=canonical,
        site_url=site_of(tree),
        review=(*headline.review, *writers.review, *times.review, *_of_length(sight)),
        candidates={
            "title": as_candidates(headline.candidates),
            "kicker": as_candidates(kickers),
            "deck": as_candidates(decks),
            "bylines": as_candidates(writers.candidates),
            "published": times.candidates,
            "modified": times.changes,
            "publisher": house.candidates,
        },
    )


def _of_length(sight: Sight) -> Iterator[str]:
    """Say that not all of a very long page was looked at for its fields."""
    if sight.passed_over:
        seen = f"{len(sight.lines):,} of {len(sight.lines) + sight.passed_over:,} lines"
        yield f"fields: the page is very long; title, names and dates were looked for in {seen}, those around both ends of the text"


def language_of(tree: HtmlElement, data: Structured) -> str | None:
    """Return the language the page declares, as BCP 47; None when it declares none."""
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or data.text("inLanguage")
    declared = declared or data.first("og:locale", "content-language", "language")
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?", declared.strip())
    if match is None:
        return None
    script, region = match[2], match[3]
    return "-".join(
        filter(None, [match[1].lower(), script.title() if script else "", region.upper() if region else ""])
    )


def settle_language(declared: str | None, text: str) -> str | None:
    """Return the language of an article: the declared one, unless its own words speak clearly for another.

    Systems leave the language they were shipped with in their templates.
    """
    detected = detect_language(text)
    base = (declared or "").partition("-")[0]
    if declared is None or detected is None or detected == base:
        return declared or detected
    if any(
        detected == language and len(script.findall(text[:LONG])) > 0.5 * _letters(text[:LONG])
        for language, script in SCRIPTS
    ):
        return declared if base in SAME_SCRIPT.get(detected, ()) else detected
    words = Counter(re.findall(r"[^\W\d_]+", text[:LONG].lower()))
    times = {one: sum(words[word] for word in SETS[one]) for one in (base, detected) if one in SETS}
    clear = len(times) > 1 and times[detected] > 3 * times[base] and times[detected] > CLEAR * sum(words.values())
    return detected if clear else declared


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


def canonical_of(data: Structured) -> str | None:
    """Return the canonical address, None when there is none or it is no web address."""
    for value in (*data.links.get("canonical", ()), data.first("og:url"), data.text("url")):
        address = ARCHIVED.sub("", value)
        if urlsplit(address).scheme in {"http", "https"} and urlsplit(address).netloc:
            return address
    return None


def site_of(tree: HtmlElement) -> str | None:
    """Return the home of the site that most links of a page lead to; None when they do not agree on one."""
    links = [urlsplit(href) for link in tree.iter("a") if _WEB.match(href := link.get("href") or "")]
    homes = Counter((link.scheme.lower(), link.netloc.lower()) for link in links)
    domains = Counter(domain_of(link.netloc) for link in links)
    domain, times = domains.most_common(1)[0] if domains else ("", 0)
    if len(links) < FEWEST_LINKS or 2 * times <= len(links):
        return None
    scheme, host = max((home for home in homes if domain_of(home[1]) == domain), key=lambda home: homes[home])
    return f"{scheme}://{host}/"


def domain_of(host: str) -> str:
    """Return the domain that somebody has registered.

    >>> domain_of("www.people.com.cn"), domain_of("news.example.org")
    ('people.com.cn', 'example.org')
    """
    parts = host.lower().rpartition("@")[2].partition(":")[0].split(".")
    second = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in SECOND_LEVEL
    return ".".join(parts[-3 if second else -2 :])


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
    trail = (
        line.place in {"menu", "foot", "picture"}
        or line.hidden
        or (line.run.box.tag == "li" and not named)
        or _links(line) > 1
    )
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
    dated = find_date(text) or RELATIVE.search(text)
    return bool(dated or parse_byline(text) or is_furniture(text) or COUNTER.search(text))


def _label_of(line: Line) -> str:
    """The words of a label, without a date beside it; where two labels stand side by side, the one that is named a kicker, else the last."""
    leaves = [(squeeze(text_of(one)), words_of(one)) for one in line.inline if not len(one) and squeeze(text_of(one))]
    leaves = [(text, names) for text, names in leaves if text.strip(EDGES) and key_of(text) not in MARKS]
    whole = _undated(line.text)
    leaves = [(text, names) for text, names in leaves if whole == line.text or text in whole]
    if len(leaves) < 2 or len(key_of("".join(text for text, _ in leaves))) < 0.7 * len(key_of(whole)):
        only = leaves[0][0] if len(leaves) == 1 and key_of(leaves[0][0]) and _glued(line, leaves[0][0]) else whole
        return only.strip(EDGES)
    named = [text for text, names in leaves if names & KICKER]
    return (named[0] if len(named) == 1 else leaves[-1][0]).strip(EDGES)


def _undated(text: str) -> str:
    """A label without a date in it; as it stands where it is nothing else."""
    bare = text
    for found in reversed(find_dates(text)):
        bare = f"{bare[: found.start]} {re.sub(r'^ ?(?:Uhr|h|hrs)(?![^ ,])', '', bare[found.end :])}"
    bare = squeeze(bare).strip(EDGES + ",")
    return bare if bare != text and len(key_of(bare)) > 2 and not is_furniture(bare) else text


def _glued(line: Line, label: str) -> bool:
    """Whether a line is a label and a mark of the house's offers beside it."""
    return key_of(line.text) != key_of(label) and key_of(line.text.replace(label, "", 1)) in MARKS


def _links(line: Line) -> int:
    return sum(element.tag == "a" for element in line.inline)


def chosen_kicker(candidates: Sequence[Weighed[str]]) -> str:
    """Return the kicker, "" when none is heavy enough."""
    return candidates[0].value if candidates and candidates[0].weight >= ENOUGH["kicker"] else ""
