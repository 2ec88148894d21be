"""Fields of a saved page, each chosen among candidates: headline, kicker, deck, people, times, house, language, addresses."""

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from publishkit.capture.extracted import Extracted
from publishkit.capture.language import LONG, SCRIPTS, SETS, detect_language
from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.fields import deck, kicker
from publishkit.capture.page.fields.authors import find_writers
from publishkit.capture.page.fields.evidence import as_candidates
from publishkit.capture.page.fields.headline import find_headline
from publishkit.capture.page.fields.house import find_house, named_by_title
from publishkit.capture.page.fields.sight import read_sight
from publishkit.capture.page.fields.times import find_times
from publishkit.capture.page.structured import Structured
from publishkit.capture.page.tree import squeeze

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
    kickers = kicker.find_kicker(sight, headline, data, house)
    writers = find_writers(sight, headline, data, house)
    decks = deck.find_deck(sight, headline, data, [byline.name for byline in writers.people])
    times = find_times(sight, headline, data, language)
    canonical = canonical_of(data)
    publisher = house.name or named_by_title(
        squeeze(tree.findtext(".//title") or ""), headline.line.text if headline.line else "", tree, data
    )
    return Extracted(
        title=headline.title,
        kicker=kicker.chosen(kickers),
        deck=deck.chosen(decks),
        bylines=writers.people,
        published=times.published,
        modified=times.modified,
        publisher=publisher or None,
        language=language,
        canonical_url=canonical,
        source_url=canonical,
        site_url=site_of(tree),
        review=(*headline.review, *writers.review, *times.review),
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
