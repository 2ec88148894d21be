"""Structured data of a page: JSON-LD, meta and link elements, and whom microdata and microformats name, read as they stand."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from publishkit.capture.page.tree import key_of, text_of

ARTICLES = re.compile(
    r"(?:News|Opinion|Analysis|Reportage|Review|Background|Advertiser|Satirical|Scholarly|Tech|Blog)?Article$|BlogPosting$|LiveBlogPosting$|Report$|NewsPosting$",
    re.IGNORECASE,
)
MAX_DEPTH = 30
MAX_SCRIPT = 2_000_000
MAX_NODES = 2_000

Node = Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Structured:
    """What a page says about itself."""

    article: Node
    """The JSON-LD node of the article; empty when there is none."""
    meta: Mapping[str, Sequence[str]]
    """`<meta>` by lower-case name or property."""
    links: Mapping[str, Sequence[str]]
    """`<link>` by rel."""
    nodes: tuple[Node, ...] = ()
    """Every JSON-LD node with a type, also those inside of others: pictures, teasers, the site."""
    marked: tuple[str, ...] = ()
    """Whom the page's own elements name as the author: by `itemprop` of schema.org, by `p-author` of microformats.org."""

    def first(self, *names: str) -> str:
        """Return the first meta value of these names, "" when there is none."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")

    def texts(self, *keys: str) -> tuple[str, ...]:
        """Return the texts of the first of these JSON-LD keys that has any."""
        for key in keys:
            found = tuple(filter(None, (text_value(value) for value in as_list(self.article.get(key)))))
            if found:
                return found
        return ()

    def raw_text(self, key: str) -> str:
        """Return the text of a JSON-LD key with its line ends, "" when there is none."""
        return _raw(self.article.get(key))

    def text(self, *keys: str) -> str:
        """Return the first text of these JSON-LD keys."""
        return next(iter(self.texts(*keys)), "")


def _raw(value: object) -> str:
    """A text with its line ends, unescaped twice, tags of paragraphs made line ends."""
    text = html.unescape(html.unescape(value)) if isinstance(value, str) else ""
    text = re.sub(r"</(?:p|div|li|h[1-6])\s{0,9}>|<br\s{0,9}/?>", "\n", text)
    return re.sub(r"<[^<>]{0,500}>", "", text).replace("\u00ad", "").strip()


def read_structured(tree: HtmlElement) -> Structured:
    """Return what JSON-LD and meta elements say; broken JSON is passed over."""
    nodes = list(_nodes(tree))
    known = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 2}
    article = next((node for node in nodes if is_article(node)), {})
    resolved = {key: _resolve(value, known) for key, value in article.items()}
    return Structured(
        article=resolved, meta=_meta(tree), links=_links(tree), nodes=_typed(nodes, known), marked=_marked(tree)
    )


def is_about(node: Node, address: str | None, title: str) -> bool:
    """Whether *node* is about the page at *address*: by its own address, else, where it gives none, by its headline.

    >>> is_about({"@id": "https://example.org/low-water#article"}, "http://www.example.org/low-water/", "")
    True
    >>> is_about(
    ...     {"mainEntityOfPage": {"@id": "https://example.org/other"}}, "https://example.org/low-water", "Low water"
    ... )
    False
    """
    values = [node.get("@id"), node.get("url")]
    for value in as_list(node.get("mainEntityOfPage")):
        values += [value.get("@id"), value.get("url")] if isinstance(value, dict) else [value]
    named = [value for value in values if isinstance(value, str) and "//" in value]
    if named and address:
        return any(_bare(value) == _bare(address) for value in named)
    headline = text_value(node.get("headline") or node.get("name"))
    return bool(headline) and key_of(headline) == key_of(title)


def is_article(node: Node) -> bool:
    """Whether the node's type is an article's."""
    return any(isinstance(kind, str) and ARTICLES.search(kind) for kind in as_list(node.get("@type")))


def is_page(node: Node) -> bool:
    """Whether the node's type is a page's or a site's."""
    return any(kind in {"WebPage", "ItemPage", "WebSite", "AboutPage"} for kind in as_list(node.get("@type")))


def is_picture(node: Node) -> bool:
    """Whether the node's type is a picture's."""
    return any(kind in {"ImageObject", "Photograph"} for kind in as_list(node.get("@type")))


def as_list(value: object) -> Sequence[object]:
    """Return *value* as a list: JSON-LD leaves the brackets away where there is one."""
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def text_value(value: object) -> str:
    """Return the words of a JSON-LD value: a text, or the name of a thing; unescaped twice, as pages escape twice.

    >>> text_value({"@type": "Person", "name": "Ada &amp;amp; Bo"})
    'Ada & Bo'
    """
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    text = html.unescape(html.unescape(str(value)))
    return " ".join(re.sub(r"<[^<>]{0,200}>", " ", text).replace("\u00ad", "").split(" ")).strip()


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip()[:MAX_SCRIPT]
        text = (
            re.sub(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*;?\s*$", "", text).strip().rstrip(";")
        )
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _walk(data, 0)


def _walk(data: object, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _walk(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            if isinstance(data.get(key), list | dict):
                yield from _walk(data[key], depth + 1)


def _typed(nodes: Sequence[Node], known: Mapping[str, Node]) -> tuple[Node, ...]:
    """Every node with a type, references inside of it followed once."""
    found: list[Node] = []
    waiting: list[tuple[object, int]] = [(node, 0) for node in reversed(nodes)]
    seen: set[int] = set()
    while waiting and len(found) < MAX_NODES:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            waiting += [(item, depth + 1) for item in reversed(value)]
        elif isinstance(value, dict):
            if "@type" in value:
                found.append({key: _resolve(item, known) for key, item in value.items()})
            waiting += [(item, depth + 1) for item in reversed(value.values()) if isinstance(item, list | dict)]
    return tuple(found)


def _bare(address: str) -> str:
    """An address without what differs between spellings of the same page."""
    return re.sub(r"^https?://(?:www\.|m\.|amp\.)?|[?#].*$", "", address.strip().lower()).rstrip("/")


def _resolve(value: object, known: Mapping[str, Node]) -> object:
    if isinstance(value, list):
        return [_resolve(item, known) for item in value]
    if isinstance(value, dict) and "@id" in value and len(value) <= 2:
        return known.get(str(value["@id"]), value)
    return value


def _meta(tree: HtmlElement) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = (
            (
                element.get("property")
                or element.get("name")
                or element.get("itemprop")
                or element.get("http-equiv")
                or ""
            )
            .strip()
            .lower()
        )
        content = html.unescape(element.get("content") or "").strip()
        if name and content:
            found.setdefault(name, []).append(content[:5_000])
    return found


AUTHORS = etree.XPath('//*[contains(@itemprop, "author") or contains(@class, "p-author")]')
REMARKS = re.compile(r"comment|review|reply|reaction|h-cite|ImageObject|VideoObject|related|teaser", re.IGNORECASE)
"""Names of what readers wrote below an article, and of what was made by others."""
MOST_AUTHORS = 6
"""Names from which on a page is a list of what many wrote."""


def _marked(tree: HtmlElement) -> tuple[str, ...]:
    """The names that elements bear which say that they are the author's; none of readers who wrote below."""
    found: dict[str, None] = {}
    for element in AUTHORS(tree):
        kinds = (element.get("itemprop") or "").split()
        if element.tag == "meta" or ("author" not in kinds and "p-author" not in (element.get("class") or "").split()):
            continue
        around = list(element.iterancestors())
        said = (f"{one.get('itemprop')} {one.get('itemtype')} {one.get('class')}" for one in around)
        if any(one.tag in {"figure", "figcaption", "aside"} for one in around) or any(map(REMARKS.search, said)):
            continue
        names = [one for one in element.iter() if _names_person(one)]
        name = names[0].get("content") or text_of(names[0]) if names else ""
        if not names and element.get("itemscope") is None:
            name = text_of(element)
        # One word of Latin letters is an account's name.
        if 1 < len(name) < 80 and (" " in name.strip() or not name.isascii()):
            found[" ".join(name.split())] = None
    return tuple(found) if len(found) < MOST_AUTHORS else ()


def _names_person(element: HtmlElement) -> bool:
    return "name" in (element.get("itemprop") or "").split() or "p-name" in (element.get("class") or "").split()


ACCOUNT = re.compile(
    r"(?P<name>\S.{0,60}?) \(@[\w.-]{1,60}(?:@[\w.-]{1,60})?\)(?:(?::| [^\W\d_]{2,12} X:) .*)?", re.DOTALL
)
"""“Ada Example (@ada@harbour.example)”: whose post a page shows, where a title is expected; its first words may follow."""


def account_name(data: Structured) -> str:
    """Return whose post a page shows that has an account for a title, "" where it has another.

    >>> ACCOUNT.fullmatch("Ada Example (@ada@harbour.example)")["name"]
    'Ada Example'
    """
    match = ACCOUNT.fullmatch(data.first("og:title"))
    return match["name"] if match else ""


def _links(tree: HtmlElement) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("link"):
        for rel in (element.get("rel") or "").lower().split():
            if element.get("href"):
                found.setdefault(rel, []).append(str(element.get("href")).strip())
    return found


def name_of(address: str) -> str:
    """Return the file name in an address, for comparing.

    >>> name_of("https://example.org/a/Low_Water.jpg?w=40")
    'low_water.jpg'
    """
    return address.split("?", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1].lower()
