"""What a saved page says about rights in a form for machines: JSON-LD, meta and link elements; read as it stands."""

from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from publishkit.articles.html_figures import name_of
from publishkit.articles.structured import Node, Structured, as_list, is_about, is_article, is_picture, text_value
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

OF_META: Mapping[str, str] = {
    "tdm-reservation": "tdm-reservation",
    "tdm-policy": "tdm-policy",
    "robots": "robots",
    "dcterms.license": "license-link",
    "dc.rights.license": "license-link",
    "cc:license": "license-link",
    "license": "license-link",
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
    nodes = (node for node in data.nodes if is_picture(node) and name in _names(node))
    return tuple(dict.fromkeys(signal for node in nodes for signal in _signs(node, OF_PICTURE)))


def _of_articles(data: Structured, address: str | None, title: str) -> Iterator[Signal]:
    """Signs of the node about this page; the license of another article is kept as what it is."""
    for node in data.nodes:
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
            # Many write the license's address where the owner's notice belongs.
            linked = kind == "copyright" and "creativecommons.org/" in value
            yield Signal(kind="license-link" if linked else kind, value=value, where="meta")


def _of_links(tree: HtmlElement) -> Iterator[Signal]:
    """`<link rel=license>`: of the page's template; with RSL's type it is about machines, not about republication."""
    for link in tree.iter("link"):
        href = (link.get("href") or "").strip()
        if href and LICENSE_RELS & set((link.get("rel") or "").lower().split()):
            machines = (link.get("type") or "").lower().strip() == RSL
            yield Signal(kind="rsl" if machines else "license-link", value=href[:MAX_VALUE], where="head")


def _names(node: Node) -> set[str]:
    values = (node.get(key) for key in ("contentUrl", "url", "@id", "thumbnailUrl"))
    return {name_of(value) for value in values if isinstance(value, str)}


def _address(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id")
    return value.strip() if isinstance(value, str) and "//" in value else ""
