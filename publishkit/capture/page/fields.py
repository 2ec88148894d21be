"""Fields of a saved page: candidates from JSON-LD, meta and the visible head, and which one is taken."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from publishkit.capture.bylines import BYLINE_OPENINGS, OPENING, is_name, parse_byline, split_names
from publishkit.capture.dates import parse_moment
from publishkit.capture.extracted import Candidate, Moment
from publishkit.capture.page.structured import Structured
from publishkit.capture.page.tree import key_of, squeeze, text_of
from publishkit.model.article import Byline

BYLINE_CLASS = re.compile(
    r"byline|author[-_]?name|article[-_]?author|(^|[\s_-])(?:author|autor|auteur|verfasser|redator)s?([\s_-]|$)",
    re.IGNORECASE,
)
AUTHOR_LINK = re.compile(r"/(?:authors?|autor(?:en|es|i)?|auteurs?|people|profiles?|staff|journalists?|contributors?|redaktion|redakcja)/", re.IGNORECASE)  # fmt: skip
OPENS = re.compile(rf"(?:{BYLINE_OPENINGS})\b", re.IGNORECASE)
WRITTEN_BY = re.compile(r"written by|by$|author|verfasst von|geschrieben von|autor|écrit par|auteur|escrito por|scritto da|napisan|geschreven door|skriven av", re.IGNORECASE)  # fmt: skip
BESIDE = re.compile(r"related|popular|most-?read|teaser|recommend|promo|sidebar|carousel|swiper|comment|newsletter", re.IGNORECASE)  # fmt: skip
DECK_CLASS = re.compile(
    r"standfirst|(^|[\s_-])(?:deck|dek|lede?|lead|subhead(?:line)?|subtitle|sub-?title|teaser-?text|intro|chapeau|chapo|entradilla|bajada|sommario|ingress|perex|abstract|strapline|vorspann|excerpt|summary|description)([\s_-]|$)",
    re.IGNORECASE,
)
KICKER_CLASS = re.compile(
    r"kicker|eyebrow|overline|topline|dachzeile|overtitle|surtitre|rubric|antetitulo|occhiello|spitzmarke|pretitle|supertitle",
    re.IGNORECASE,
)

DECK_REACH = 80
"""Elements below the title among which the deck stands."""


FEWEST_LINKS = 10
"""Links of a page from which its site is told."""
SECOND_LEVEL = frozenset("ac co com edu gob gov gouv ne net or org".split())
"""Names under a country's, below which domains are registered."""
_WEB = re.compile(r"https?://[^/\s\[\]]+\.[^/\s\[\]]+", re.IGNORECASE)


def title_candidates(tree: HtmlElement, data: Structured) -> tuple[Candidate, ...]:
    """Return possible titles, the best first: the visible h1 when the page's own data knows it, else the data."""
    declared = [
        Candidate(value=_without_site(value, data), source=source)
        for value, source in (
            (data.text("headline"), "json-ld headline"),
            (data.first("og:title"), "og:title"),
            (data.first("twitter:title", "title"), "meta title"),
            (squeeze(tree.findtext(".//title") or ""), "title element"),
        )
        if value
    ]
    headings = [h1 for h1 in tree.iter("h1") if 0 < len(text_of(h1)) < 300]
    visible = [Candidate(value=text_of(h1), source="h1") for h1 in headings]
    agreed = [
        _without_label(h1, declared)
        for h1 in headings
        if any(_alike(text_of(h1), other.value) or label_of(h1, other.value) for other in declared)
    ]
    return (*agreed, *(_shown(one, tree) for one in declared), *visible)


def _without_label(heading: HtmlElement, declared: Sequence[Candidate]) -> Candidate:
    """The heading, unless the page's data knows it without a label in front, or with a stop where two lines ran together."""
    text = text_of(heading)
    for other in declared:
        if label_of(heading, other.value):
            return other
        if key_of(other.value) == key_of(text) and len(other.value) > len(text) and _glued(text, other.value):
            return other
    return Candidate(value=text, source="h1")


def label_of(heading: HtmlElement, title: str) -> str:
    """Return the words of an element of *heading* that stand before *title*, "" when there are none."""
    key, known = key_of(text_of(heading)), key_of(title)
    label = key.removesuffix(known)
    if len(known) <= 15 or label == key or not 0 < len(label) < 60:
        return ""
    return next(
        (text_of(part).strip(" :|/–—-") for part in heading.iterdescendants() if key_of(text_of(part)) == label), ""
    )


def _glued(heading: str, declared: str) -> bool:
    """Whether *declared* has a stop or a space that *heading* lacks."""
    return len(re.findall(r"\w+|[:/|–—-]", declared)) > len(re.findall(r"\w+|[:/|–—-]", heading))


def _shown(declared: Candidate, tree: HtmlElement) -> Candidate:
    """What the data says, as a heading shows it: the house's name may follow it there, in any words."""
    key = key_of(declared.value)
    for heading in islice(tree.iter("h1", "h2"), 30):
        text = text_of(heading)
        if (
            len(key_of(text)) > 15
            and key != key_of(text)
            and key.startswith(key_of(text))
            and len(declared.value) - len(text) < 50
        ):
            return Candidate(value=text, source=declared.source)
    return declared


def byline_candidates(tree: HtmlElement, data: Structured, publisher: str) -> tuple[tuple[Byline, ...], str]:
    """Return the authors and where they stood; a byline that only repeats the publisher is none."""
    found = (
        (_listed(data.texts("author")), "json-ld author"),
        (_written(_byline_elements(tree)), "byline element"),
        (_listed(data.meta.get("author", data.meta.get("article:author", ()))), "meta author"),
        (_listed(_labelled(data)), "meta label"),
    )
    people = [
        (tuple(dict.fromkeys(byline for byline in names if not _same(byline.name, publisher))), source)
        for names, source in found
    ]
    # A house in the data beside a person on the page: the person wrote it.
    persons = (one for one in people if one[0] and any(is_name(byline.name) for byline in one[0]))
    return next(persons, None) or next((one for one in people if one[0]), ((), ""))


def _listed(texts: Sequence[str]) -> list[Byline]:
    return [name for text in texts for name in _names(text)]


def _written(elements: Sequence[HtmlElement]) -> list[Byline]:
    """Names in the elements that say they are bylines: those that are linked, else the whole line, else its parts."""
    found: list[Byline] = []
    for element in elements:
        linked = [text_of(a) for a in element.iter("a") if AUTHOR_LINK.search(a.get("href") or "")]
        parts = [text_of(part) for part in element.iter() if len(part) == 0 and text_of(part)]
        line = " ".join(" ".join(element.itertext()).split())
        several = parts if len(parts) > 1 and all(map(is_name, parts)) else []
        for texts in (linked, several, [text_of(element)], [line], parts):
            names = [
                name
                for text in texts
                if is_name(text) or OPENS.match(text)
                for name in parse_byline(text) or split_names(text)
            ]
            if names:
                found += names
                break
        else:
            found += parse_byline(text_of(element)) or split_names(text_of(element))
    return found


def _labelled(data: Structured) -> Sequence[str]:
    """The value of the card that is labelled as its writer: `twitter:label1` "Written by", `twitter:data1` the name."""
    return [
        value
        for number in "12"
        for label in data.meta.get(f"twitter:label{number}", ())
        if WRITTEN_BY.match(label)
        for value in data.meta.get(f"twitter:data{number}", ())
    ]


def dates_of(tree: HtmlElement, data: Structured) -> tuple[Moment | None, Moment | None]:
    """Return (published, modified) as the page's data states them."""
    times = [element.get("datetime") or "" for element in tree.iter("time")][:3]
    published = _first_moment(
        [data.text("datePublished"), data.first("article:published_time", "og:article:published_time", "datepublished"),
         data.first("date", "dc.date", "dc.date.issued", "dcterms.created", "pubdate", "publish-date", "parsely-pub-date"), *times]
    )  # fmt: skip
    modified = _first_moment(
        [data.text("dateModified"), data.first("article:modified_time", "og:updated_time", "datemodified")]
    )
    return published, modified if modified != published else None


def deck_of(tree: HtmlElement, data: Structured, title: str) -> str:
    """Return the visible deck below the title, else the description the page's data gives; "" when it is cut off."""
    described = [
        data.text("description"),
        data.first("og:description"),
        data.first("description", "twitter:description"),
    ]
    keys = {key_of(text)[:40] for text in described if len(text) > 30}
    for element in _below_heading(tree, title):
        marked = DECK_CLASS.search(element.get("class") or "") or DECK_CLASS.search(element.get("data-testid") or "")
        text = text_of(element)
        if not 30 <= len(text) <= 700 or _same(text, title) or len(element) > 12:
            continue
        if marked and len(list(element.iter("p", "h2"))) <= 1:
            return text
        if key_of(text)[:40] in keys:
            return "" if _is_in_a_row(element) else text
    whole = next((text for text in described if len(text) > 30 and not text.endswith(("…", "...", "[&hellip;]"))), "")
    return "" if _same(whole, title) else squeeze(whole)


def _is_in_a_row(element: HtmlElement) -> bool:
    """One paragraph among its like is the beginning of the text, even where the page calls it its description."""
    beside = element.getnext()
    return (
        element.tag == "p"
        and beside is not None
        and beside.tag == "p"
        and beside.get("class") == element.get("class")
        and len(text_of(beside)) > 60
    )


def _below_heading(tree: HtmlElement, title: str) -> Iterator[HtmlElement]:
    """The elements that follow the title, as far as a deck can stand; pictures and asides have texts of their own."""
    heading = next((h1 for h1 in tree.iter("h1", "h2") if _alike(text_of(h1), title)), None)
    if heading is None:
        return
    for element in islice(_following(heading), DECK_REACH):
        if not any(
            above.tag in {"figure", "aside", "nav", "footer", "figcaption", "form"} for above in element.iterancestors()
        ):
            yield element


def kicker_of(tree: HtmlElement, title: str) -> str:
    """Return the label above the title, or at its beginning, "" when the page has none of its own."""
    heading = next((h1 for h1 in tree.iter("h1") if _alike(text_of(h1), title) or label_of(h1, title)), None)
    if heading is not None and (label := label_of(heading, title)):
        return label
    around = heading.getparent() if heading is not None else None
    if around is None:
        return ""
    for element in around.iter("span", "p", "div", "a", "strong"):
        if KICKER_CLASS.search(element.get("class") or "") and 0 < len(text_of(element)) <= 60:
            return text_of(element).rstrip(" :|")
    return ""


def publisher_of(data: Structured) -> str:
    """Return who publishes the page, "" when it does not say."""
    return data.text("publisher") or data.first("og:site_name", "application-name", "twitter:site").lstrip("@")


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


def canonical_of(data: Structured) -> str | None:
    """Return the canonical address, None when there is none or it is no web address."""
    for value in (*data.links.get("canonical", ()), data.first("og:url"), data.text("url")):
        if urlsplit(value).scheme in {"http", "https"} and urlsplit(value).netloc:
            return value
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


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    """Every element after *element* in the page, nearest first."""
    for above in (element, *element.iterancestors()):
        for sibling in above.itersiblings():
            yield from sibling.iter("p", "h2", "div", "span")


def _names(text: str) -> tuple[Byline, ...]:
    """Names as data gives them: a list in one text is parted, anything else is kept as written."""
    text = squeeze(text)
    if len(text) > 150 or re.search(r"^(?:https?:|//|@|\d+$)|@\S+\.|^$", text):
        return ()
    return parse_byline(text) or split_names(OPENING.sub("", text)) or (Byline(name=OPENING.sub("", text)),)


def _byline_elements(tree: HtmlElement) -> Sequence[HtmlElement]:
    rel = [element for element in tree.iter("a") if (element.get("rel") or "") == "author"]
    classed = [
        element
        for element in tree.iter("a", "span", "p", "div", "address")
        if BYLINE_CLASS.search(element.get("class") or "") or element.get("itemprop") == "author"
    ]
    return [element for element in (*rel, *classed) if 3 < len(text_of(element)) < 100 and not _is_beside(element)][:4]


def _is_beside(element: HtmlElement) -> bool:
    """In a list of other articles."""
    return any(
        one.tag in {"aside", "footer", "nav"} or BESIDE.search(one.get("class") or "")
        for one in element.iterancestors()
        if one.tag not in {"body", "html", "main", "article"}
    )


def _first_moment(values: Sequence[str]) -> Moment | None:
    return next((moment for moment in map(parse_moment, filter(None, values)) if moment is not None), None)


def _without_site(title: str, data: Structured) -> str:
    """A title without the house's name behind a bar or a dash."""
    site = publisher_of(data)
    title = squeeze(title)
    for bar in (" | ", " - ", " – ", " — ", " • ", " · "):
        head, found, tail = title.rpartition(bar)
        if (
            found
            and len(head) > 10
            and (
                (site and key_of(site) in key_of(tail))
                or key_of(tail) in key_of(site)
                or (bar == " | " and len(tail) < 25)
            )
        ):
            return head.strip()
    return title


def _same(one: str, other: str) -> bool:
    return bool(one) and key_of(one) == key_of(other)


def _alike(one: str, other: str) -> bool:
    """Most words are the same."""
    a, b = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    return bool(a and b) and len(a & b) >= 0.6 * max(len(a), len(b))
