"""What a page says about rights: in its own data, in its head, and in the lines and links that name a license or sign it with a ©."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from publishkit.capture.extracted import Block
from publishkit.capture.page.rights_lines import Line, Lines
from publishkit.capture.page.structured import (
    Node,
    Structured,
    as_list,
    is_about,
    is_article,
    is_page,
    is_picture,
    name_of,
    text_value,
)
from publishkit.capture.page.tree import key_of, text_of
from publishkit.model.statement import Signal
from publishkit.rights.detect.license_words import MENTION
from publishkit.words import LINK_EDGE, Sieve

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


# --- lines and links --------------------------------------------------------------------------------------------------


SIGN = Sieve(
    re.compile(r"©|ⓒ|\([cс]\)|\bcopyright\b|版[权權]所有|著作[权權権]|저작권|حقوق", re.IGNORECASE),
    ("©", "ⓒ", "(c)", "(с)", "copyright", "所有", "著作", "저작권", "حقوق"),
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CAPTION_CLASS = re.compile(r"caption|photo-?credit|image-?(?:credit|source|copyright)|bildquelle|bildnachweis|foto-?credit|wp-media-credit|credit-?line|picture-?credit", re.IGNORECASE)  # fmt: skip
PICTURE_TYPE = re.compile(r"schema\.org/(?:ImageObject|Photograph|VideoObject|AudioObject)", re.IGNORECASE)
ARTICLE_TYPE = re.compile(r"schema\.org/\w{0,20}(?:Article|Posting|Report)\b", re.IGNORECASE)
ENTRY_CLASS = re.compile(r"(?:^|\s)h-?entry(?:\s|$)")
FOOTER_CLASS = re.compile(r"(?:^|[\s_-])(?:site|page|global|main|web)?-?(?:footer|colophon|contentinfo|site-info|impressum)(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip
OWN_FOOTER = re.compile(r"(?:entry|article|post|story|content)[-_]{0,2}(?:footer|meta|license|licence|credits?|info)", re.IGNORECASE)  # fmt: skip
COMMENT_CLASS = re.compile(r"(?:^|[\s_-])comments?(?:[\s_-]|$)|respond|disqus", re.IGNORECASE)
BESIDE_CLASS = re.compile(r"related|teaser|recommend|newsletter|comment|sidebar|widget|promo|(?:^|[\s_-])(?:ads?|nav|menu)(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip

COMMENT = "comment"
RIGHTS = "© copy right reserv reprint repro republi permi licen recht genehm vorbeh praw droit autoris derecho diritt direito oprávn прав 権 权 權 무단".split()  # fmt: skip
OF_RIGHTS = Sieve(re.compile("|".join(RIGHTS), re.IGNORECASE), tuple(RIGHTS))
MAX_LINE = 2_000
MAX_SIGNALS = 60
LAST_LINES = 12
LAST_PART = 0.08
"""A page signs at its foot, whatever element its foot is: the last lines, and the last part of very many."""
KNOWN = 60
"""Letters by which a place of a page is known."""
AROUND = 300
"""Characters in front of a © that are kept of a long line."""


def rights_places(tree: HtmlElement, blocks: Sequence[Block]) -> tuple[Signal, ...]:
    """Return the lines that name a license (`license-words`), the links marked as one (`license-link`), and © lines (`signed`)."""
    area = _area(tree, blocks)
    lines = list(Lines(tree))
    licenses = islice(_license_signals(lines, area), MAX_SIGNALS)
    said = islice(_by_readers(lines, area), MAX_SIGNALS)
    return (*licenses, *list(_signatures(lines, area, blocks))[-MAX_SIGNALS:], *said)


def _by_readers(lines: Sequence[Line], area: HtmlElement | None) -> Iterator[Signal]:
    """What readers say of rights in their comments: it is no notice of the page."""
    whole = "\n".join(line.text for line in lines)
    mention, of_rights = MENTION.narrowed(whole), OF_RIGHTS.narrowed(whole)
    for line in lines:
        named = line.rel or line.linked or mention.search(line.text)  # is told as what names a license
        if line.at is not None and not named and of_rights.search(line.text) and _place(line.at, area) == COMMENT:
            yield Signal(kind=COMMENT, value=line.text.replace(LINK_EDGE, "")[:MAX_LINE], where=COMMENT)


def _license_signals(lines: Sequence[Line], area: HtmlElement | None) -> Iterator[Signal]:
    mention = MENTION.narrowed("\n".join(line.text.replace(LINK_EDGE, "") for line in lines))
    for line in lines:
        words = line.text.replace(LINK_EDGE, "")[:MAX_LINE]
        if line.at is None or not (line.rel or line.linked or mention.search(words)):
            continue
        where = _place(line.at, area)
        for address in dict.fromkeys(line.rel):
            yield Signal(kind="license-link", value=address[:MAX_LINE], where=where)
        yield Signal(kind="license-words", value=words, where=where)
        if where not in {"caption", COMMENT}:
            yield from (Signal(kind="attribution", value=name[:MAX_LINE], where=where) for name in line.names)


def _signatures(lines: Sequence[Line], area: HtmlElement | None, blocks: Sequence[Block]) -> Iterator[Signal]:
    """The lines with a ©; what a link does to the words around it is marked, for a name ends where a link begins."""
    last = _last_of_article(lines, blocks)
    foot = len(lines) - max(LAST_LINES, int(LAST_PART * len(lines)))
    sign = SIGN.narrowed("\n".join(line.text for line in lines))
    for number, line in enumerate(lines):
        words = line.text
        match = sign.search(words)
        if match is None or line.at is None:
            continue
        where = _place(line.at, area)
        if number >= foot and (where == "page" or (where == "aside" and YEAR.search(words))):
            where = "footer"
        if where == "article" and (number > last or number >= foot):
            where = "end"
        start = max(0, match.start() - AROUND)
        yield Signal(kind="signed", value=words[start : start + MAX_LINE], where=where)


def _last_of_article(lines: Sequence[Line], blocks: Sequence[Block]) -> int:
    """The number of the line with the article's last words; what is signed behind them is no picture in it."""
    ends = {_last_letters(block.text) for block in blocks if len(block.text) > 60 and not SIGN.search(block.text)}
    numbers = range(len(lines) - 1, -1, -1)
    return next((number for number in numbers if _last_letters(lines[number].text) in ends), len(lines))


def _last_letters(text: str) -> str:
    """The last letters of a text, as two places of a page are known for the same."""
    last = key_of(text[-3 * KNOWN :])[-KNOWN:]
    return last if len(last) == KNOWN else key_of(text)[-KNOWN:]


def _first_letters(text: str) -> str:
    first = key_of(text[: 3 * KNOWN])[:KNOWN]
    return first if len(first) == KNOWN else key_of(text)[:KNOWN]


def _area(tree: HtmlElement, blocks: Sequence[Block]) -> HtmlElement | None:
    """The element that holds the article: around its first and last paragraph, up to what holds one article."""
    wanted = {_first_letters(block.text) for block in blocks if len(block.text) > KNOWN}
    places = list(tree.iter("p", "li", "blockquote")) if wanted else []
    first, last = (next((one for one in way if _opening(one) in wanted), None) for way in (places, reversed(places)))
    if first is None or last is None:
        return None
    shared = set(first.iterancestors()) & set(last.iterancestors())
    chain = [element for element in first.iterancestors() if element in shared]
    whole = next((element for element in chain if _is_whole(element)), None)
    nearest = whole if whole is not None else next(iter(chain), None)
    return nearest if nearest is not None and nearest.tag not in {"body", "html"} else None


def _opening(element: HtmlElement) -> str:
    """The first letters of an element; most have as many in their first words."""
    words: list[str] = []
    length = 0
    for text in element.itertext():
        words.append(text)
        length += len(text)
        if length > 6 * KNOWN and len(found := key_of("".join(words))) >= KNOWN:
            return found[:KNOWN]
    return key_of("".join(words))[:KNOWN]


def _is_whole(element: HtmlElement) -> bool:
    """An element that says that it holds one article: by its name, its role, microdata or microformats."""
    return (
        element.tag in {"article", "main"}
        or element.get("role") == "main"
        or bool(ARTICLE_TYPE.search(element.get("itemtype") or ""))
        or bool(ENTRY_CLASS.search(element.get("class") or ""))
    )


def _place(element: HtmlElement, area: HtmlElement | None) -> str:
    """Where an element stands; a comment is its writer's, a caption is one wherever it stands, an article's own footer is the article's."""
    chain = [element, *element.iterancestors()]
    inside = area is not None and area in chain
    inner = chain[: chain.index(area)] if area is not None and inside else chain
    if any(_is_caption(one) for one in inner):
        return "caption"
    if any(_is_footer(one) for one in inner) and not (inside and _is_own_footer(area, inner)):
        return "footer"
    if any(COMMENT_CLASS.search(_class_and_id(one)) for one in inner if one.tag not in {"body", "html"}):
        return COMMENT
    if any(
        one.tag in {"nav", "aside", "form"} or BESIDE_CLASS.search(_class_and_id(one))
        for one in inner
        if one.tag not in {"body", "html"}
    ):
        return "aside"
    return "article" if inside else "page"


def _is_caption(element: HtmlElement) -> bool:
    if PICTURE_TYPE.search(element.get("itemtype") or ""):
        return True
    return element.tag in {"figure", "figcaption"} or (
        bool(CAPTION_CLASS.search(_class_and_id(element))) and len(text_of(element)) < 700
    )


def _is_footer(element: HtmlElement) -> bool:
    return (
        element.tag == "footer"
        or element.get("role") == "contentinfo"
        or bool(FOOTER_CLASS.search(_class_and_id(element)))
    )


def _is_own_footer(area: HtmlElement | None, inner: Sequence[HtmlElement]) -> bool:
    """A footer inside an <article> is that article's; inside a wider box it has to say so."""
    if area is not None and area.tag == "article":
        return True
    return any(_is_footer(one) and OWN_FOOTER.search(_class_and_id(one)) for one in inner)


def _class_and_id(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"
