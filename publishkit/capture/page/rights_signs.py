"""What a page says about rights in its own data and in its head."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml.html import HtmlElement

from publishkit.capture.page.figures import name_of
from publishkit.capture.page.structured import (
    Node,
    Structured,
    as_list,
    is_about,
    is_article,
    is_page,
    is_picture,
    text_value,
)
from publishkit.model.statement import Signal

RSL = "application/rsl+xml"
MAX_VALUE = 5_000
LICENSE_RELS = frozenset({"license", "dcterms.license", "dc.rights", "dcterms.rights", "cc:license"})

OF_ARTICLE: Mapping[str, str] = {
    "license": "license",
    "copyrightHolder": "holder",
    "copyrightNotice": "notice",
    "usageInfo": "usage",
    "acquireLicensePage": "acquire",
}
OF_PICTURE: Mapping[str, str] = {
    "license": "license",
    "creditText": "credit",
    "creator": "creator",
    "copyrightNotice": "copyright",
    "copyrightHolder": "holder",
    "usageInfo": "usage",
    "acquireLicensePage": "acquire",
}
"""Property of schema.org -> our kind of sign."""
ADDRESSES = frozenset({"license", "usage", "acquire"})

ACCESS = re.compile(
    r"\s{0,9}(?:info:eu-repo/|https?:|open[ -]?access|free\b|public\b|unrestricted|all(?: users)?$)", re.IGNORECASE
)
"""Values that say who may read the page, where the owner's notice belongs."""

OF_META: Mapping[str, str] = {
    "tdm-reservation": "tdm-reservation",
    "tdm-policy": "tdm-policy",
    "robots": "robots",
    "dcterms.license": "license-link",
    "dc.rights.license": "license-link",
    "cc:license": "license-link",
    "dc.license": "license-link",
    "license": "license-link",
    "article:license": "license-link",
    "citation_license": "license-link",
    "x-robots-tag": "robots",
    "content-signal": "content-signal",
    "rights": "copyright",
    "dcterms.rights": "copyright",
    "dc.rights": "copyright",
    "copyright": "copyright",
    "dcterms.rightsholder": "rights-holder",
    "dc.rightsholder": "rights-holder",
}
"""Name of a meta element, in small letters -> our kind of sign. What stands there is the site's template."""


def page_signals(tree: HtmlElement, data: Structured, address: str | None, title: str) -> tuple[Signal, ...]:
    """Return what the page's data says about its text."""
    return (*_of_articles(data, address, title), *_of_meta(data), *_of_links(tree))


def picture_signals(data: Structured, src: str | None) -> tuple[Signal, ...]:
    """Return what the page's data says about the picture at *src*; pictures are known by their file name."""
    name = name_of(src or "")
    if len(name) < 5:
        return ()
    nodes = (node for node in data.nodes if is_picture(node) and name in _file_names(node))
    return tuple(dict.fromkeys(signal for node in nodes for signal in _signs(node, OF_PICTURE)))


def _of_articles(data: Structured, address: str | None, title: str) -> Iterator[Signal]:
    """Signs of the node about this page; the license of another article is kept as what it is."""
    for node in data.nodes:
        if is_page(node) and is_about(node, address, ""):
            # A template's: it says so of every page.
            for sign in _signs(node, {"license": "license-link"}):
                yield sign if "creativecommons.org/" in sign.value else replace(sign, kind="license-other")
        if not is_article(node):
            continue
        if is_about(node, address, title):
            yield from _signs(node, OF_ARTICLE)
        else:
            yield from _signs(node, {"license": "license-other"})


def _signs(node: Node, names: Mapping[str, str]) -> Iterator[Signal]:
    for name, kind in names.items():
        for value in as_list(node.get(name)):
            text = (_address(value) if kind in ADDRESSES else "") or text_value(value)
            if text:
                yield Signal(kind=kind, value=text[:MAX_VALUE], where="json-ld")


def _of_meta(data: Structured) -> Iterator[Signal]:
    for name, kind in OF_META.items():
        for value in data.meta.get(name, ()):
            yield Signal(kind=_means(kind, value), value=value, where="meta")


def _means(kind: str, value: str) -> str:
    """Many write a license's address, or who may read, where the owner's notice belongs."""
    if kind != "copyright":
        return kind
    if "creativecommons.org/" in value:
        return "license-link"
    return "access" if ACCESS.match(value) else kind


def _of_links(tree: HtmlElement) -> Iterator[Signal]:
    """`<link rel=license>`: of the page's template; with RSL's type it is about machines, not about republication."""
    for link in tree.iter("link"):
        href = (link.get("href") or "").strip()
        if href and LICENSE_RELS & set((link.get("rel") or "").lower().split()):
            machines = (link.get("type") or "").lower().strip() == RSL
            yield Signal(kind="rsl" if machines else "license-link", value=href[:MAX_VALUE], where="head")
    for script in tree.iter("script"):
        if (script.get("type") or "").lower().strip() == RSL and (script.text or "").strip():
            yield Signal(kind="rsl", value=" ".join((script.text or "").split())[:MAX_VALUE], where="page")


def _file_names(node: Node) -> set[str]:
    values = (node.get(key) for key in ("contentUrl", "url", "@id", "thumbnailUrl"))
    return {name_of(value) for value in values if isinstance(value, str)}


def _address(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id")
    return value.strip() if isinstance(value, str) and "//" in value else ""
