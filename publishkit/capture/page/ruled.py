"""A page read by the rules for its site: what is stripped, what holds the text, what a field is."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urljoin

from lxml.html import HtmlElement

from publishkit.capture.bylines import parse_byline, split_names
from publishkit.capture.dates import find_date, parse_moment
from publishkit.capture.extracted import Candidate, Dropped, Extracted
from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.tree import parse_html, squeeze, text_of
from publishkit.capture.site_rules import Found, SiteRules
from publishkit.model.article import Byline, Moment

STRIPPED = "stripped by the rules for its site"
CANONICAL = re.compile(
    r"<link\b[^>]*\brel=[\"']?canonical\b[^>]*>|<meta\b[^>]*\bproperty=[\"']?og:url\b[^>]*>", re.IGNORECASE
)
TARGET = re.compile(r"\b(?:href|content)=[\"']?(https?://[^\s\"'>]+)", re.IGNORECASE)


def said_address(html: str) -> str:
    """Return the address a page says it stands at; "" when it says none.

    >>> said_address('<link rel="canonical" href="https://example.org/a">')
    'https://example.org/a'
    """
    said = CANONICAL.search(html[:200_000])
    target = TARGET.search(said[0]) if said else None
    return target[1] if target else ""


def strip(tree: HtmlElement, site: SiteRules | None) -> tuple[HtmlElement, tuple[Dropped, ...]]:
    """Take out of the page what the rules strip; return the page as it was, and what was taken."""
    every = {one for one in (site.every("strip", tree) if site else ()) if one.tag not in {"html", "body", "head"}}
    found = [one for one in tree.iter() if one in every and every.isdisjoint(one.iterancestors())] if every else []
    if not found:
        return tree, ()
    kept, dropped = copy.deepcopy(tree), []
    for element in found:
        words = text_of(element)
        element.drop_tree()
        if words:
            dropped.append(Dropped(text=words, reason=STRIPPED))
    return kept, tuple(dropped)


def mark_body(tree: HtmlElement, runs: Sequence[Run], site: SiteRules | None) -> None:
    """Mark the runs in what holds the text by the rules, and no others; without such a rule, or where it finds nothing, all stays."""
    found = {one for one in (site.first("body", tree)[1] if site else ()) if not isinstance(one, str)}
    inside = [run for run in runs if run and any(box.element in found for box in run.box.chain)] if found else []
    if inside:
        for run in runs:
            run.marked = False
        for run in inside:
            run.marked = True


def with_site_fields(found: Extracted, tree: HtmlElement, site: SiteRules | None) -> Extracted:
    """Return the fields with those the rules name, each the first of its candidates."""
    if site is None:
        return found
    changes: dict[str, object] = {}
    candidates = dict(found.candidates)
    for field in ("title", "kicker", "deck", "bylines", "published", "modified"):
        written, values = site.first(field, tree)
        value = _value(field, values)
        if value:
            changes[field] = value
            rule = Candidate(value=_shown(value), source=f"the rules for {site.host}: {written}")
            candidates[field] = [rule, *candidates.get(field, ())]
    return replace(found, **changes, candidates=candidates)  # type: ignore[arg-type]


TOLD = {"next_page": "body: it goes on at", "single_page": "body: all of it stands on one page at"}
SEEMS = "body: it seems to go on at"
AHEAD = (*TOLD.values(), SEEMS)
"""How an editor is told of further pages."""
NUMBERED = re.compile(
    r"(?:^|[/?&=,;_.-])(?:page|seite|pagina|p|pg|str|sida|strona)?[-_=/,]?2(?:/|\.html?|$)", re.IGNORECASE
)
"""What is added to an address for its second page."""


def ahead(tree: HtmlElement, site: SiteRules | None, base: str) -> Iterator[str]:
    """Yield what an editor is told of further pages."""
    found = _leads(tree, site, base)
    yield from (f"{TOLD[field]} {target}" for field, target in found.items())
    if not found and base and (second := _second_page(tree, base)):
        yield f"{SEEMS} {second}; a rule `next_page` for its site has such pages joined"


def leads(html: str, site: SiteRules, base: str) -> Mapping[str, str]:
    """Return the addresses that the rules for its site name on a page that stands at *base*: "next_page", "single_page"."""
    tree = parse_html(html)
    return _leads(tree, site, base) if tree is not None else {}


def _leads(tree: HtmlElement, site: SiteRules | None, base: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for field in TOLD:
        for one in (site.first(field, tree)[1] if site else ())[:1]:
            target = _joined(base, _words(one, ("href", "content")))
            if target.startswith(("http://", "https://")) and target != base:
                found[field] = target
    return found


def _second_page(tree: HtmlElement, base: str) -> str:
    """The address of a second page of the article, where a link called "2" leads to the page's own address with a number."""
    bare = re.sub(r"(?:\.html?|/)$", "", base.partition("?")[0].partition("#")[0])
    for link in tree.iter("a"):
        href = link.get("href") or ""
        if not NUMBERED.search(href.strip()) or text_of(link) != "2":
            continue
        target = _joined(base, href)
        added = target.removeprefix(bare)
        if added != target and "comment" not in target.lower() and NUMBERED.search(added):
            return target
    return ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address).partition("#")[0]
    except ValueError:
        return ""


def _value(field: str, values: Sequence[Found]) -> object:
    if field in {"published", "modified"}:
        return next(filter(None, (_moment(_words(one, ("datetime", "content"))) for one in values)), None)
    words = list(filter(None, (_words(one, ("content",)) for one in values)))
    if field == "bylines":
        return tuple(dict.fromkeys(byline for text in words for byline in _bylines(text)))
    return words[0] if words else ""


def _bylines(text: str) -> Sequence[Byline]:
    return parse_byline(text) or split_names(text) or ((Byline(name=text),) if len(text) < 100 else ())


def _moment(text: str) -> Moment | None:
    found = parse_moment(text) or find_date(text)
    return found if found is None or not hasattr(found, "value") else found.value


def _words(one: Found, attributes: Sequence[str]) -> str:
    if isinstance(one, str):
        return squeeze(one)
    return squeeze(next(filter(None, (one.get(name) for name in attributes)), "") or text_of(one))


def _shown(value: object) -> str:
    return ", ".join(byline.name for byline in value) if isinstance(value, tuple) else str(value)
