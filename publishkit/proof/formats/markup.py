"""What the checks of mail, web page and EPUB have in common: how a fault is told; headings, pictures, scripts."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from lxml import etree

from publishkit.model.artifact import Finding, Level
from publishkit.proof.read.css import plain_css
from publishkit.proof.read.document import Document
from publishkit.proof.read.html import css_addresses

LOADING = ("src", "poster", "background", "data", "ping", "manifest", "dynsrc", "lowsrc")
"""Attributes, of whatever element, that name what is fetched: as soon as the page is opened, or (`ping`) told when a link is
followed."""
SETS = ("srcset", "imagesrcset")
"""Attributes that name several, each with its width or density."""
DRAWN = frozenset({"image", "use", "feimage", "base"})
"""Elements that fetch what their `href` names (those of SVG); a base makes all others fetch from there."""

FRAMES = ("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe")
"""Elements that show what no reader of the page's own words has read, whatever they name: an address or the bytes themselves."""

_LINK_LOADS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
)

DATA_SCRIPTS = frozenset({"application/ld+json", "application/json"})
"""Scripts that run nothing."""


CLOSED = frozenset({"'none'", "'self'", "data:"})
"""Sources in a Content-Security-Policy that ask no other host and run nothing foreign."""
_NAMED = re.compile(r"(?:@import|image-set\s*\()[^;{}]*", re.IGNORECASE)
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")


def finding(code: str, severity: Level, where: str, message: str, hint: str = "") -> Finding:
    """Return what a check has to say, in one line of the check."""
    return Finding(code=code, severity=severity, where=where, message=message, hint=hint)


def headings(document: Document) -> list[tuple[int, str]]:
    """Return (level, words) of every heading, in order."""
    root = _root(document)
    found = (element for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6"))
    return [(int(str(element.tag)[1]), " ".join("".join(element.itertext()).split())) for element in found]


def jumps(document: Document) -> Iterator[str]:
    """Yield a sentence for every heading that skips a level."""
    last = 0
    for level, words in headings(document):
        if last and level > last + 1:
            yield f"“{words}” is an h{level} after an h{last}"
        last = level


def without_alt(document: Document) -> Iterator[str]:
    """Yield the address of every picture without alternative text; an empty one says it is an ornament."""
    for image in _root(document).iter("img"):
        if image.get("alt") is None:
            yield image.get("src") or "a picture"


def running_scripts(document: Document, own: Collection[str] = ()) -> Iterator[str]:
    """Yield a sentence for everything that runs, or that opens another page or a program within this one.

    *own* are scripts that the page may have: what they are called in it (`../site/search.js`).
    """
    for element in _root(document).iter(*FRAMES):
        yield f"holds a page within the page (<{element.tag!s}>)"
    for script in _root(document).iter("script"):
        if (script.get("type") or "text/javascript").lower() not in DATA_SCRIPTS and script.get("src") not in own:
            yield "holds a script"
    for meta in _root(document).iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            yield "leads elsewhere by itself (<meta http-equiv=refresh>)"
    for element in _root(document).iter(etree.Element):
        for name, value in element.attrib.items():
            if str(name).lower().startswith("on"):
                yield f"<{element.tag!s}> has the script attribute {name!s}"
            elif str(value).strip().lower().startswith(("javascript:", "vbscript:")):
                yield f"<{element.tag!s}> links to a script"


def fetched(document: Document) -> Iterator[str]:
    """Yield every address the page loads by itself from another host."""
    yield from dict.fromkeys(filter(is_remote, _loaded(document)))


def _loaded(document: Document) -> Iterator[str]:
    """Yield every address that is loaded, wherever it is named: attributes, sets of pictures, styles."""
    for element in _root(document).iter(etree.Element):
        tag = str(element.tag).lower()
        yield from (value.strip() for name in LOADING if (value := element.get(name)))
        for name in SETS:
            yield from (part.split()[0] for part in (element.get(name) or "").split(",") if part.strip())
        loads = tag in DRAWN or (tag == "link" and _LINK_LOADS & set((element.get("rel") or "").lower().split()))
        if loads:
            yield from (str(value) for name, value in element.attrib.items() if str(name).endswith("href"))
        if style := element.get("style"):
            yield from sheet_addresses(style)
        if tag == "style":
            yield from sheet_addresses("".join(element.itertext()))


def sheet_addresses(sheet: str) -> Iterator[str]:
    """Yield what a style sheet loads, however it is written: `url()`, `image-set()`, `@import`, with escapes too."""
    for text in dict.fromkeys((sheet, plain_css(sheet))):
        yield from css_addresses(text)
        for found in _NAMED.findall(text):
            yield from _QUOTED.findall(found)


def open_policy(document: Document) -> str:
    """Return what the page's Content-Security-Policy lets in that it should keep out, or that there is none; "" when good."""
    told = [
        meta.get("content") or ""
        for meta in _root(document).iter("meta")
        if (meta.get("http-equiv") or "").strip().lower() == "content-security-policy"
    ]
    if not told:
        return "has no Content-Security-Policy, which keeps other hosts out"
    rules = [rule.split() for rule in told[0].lower().split(";") if rule.strip()]
    if not any(rule[0] == "default-src" for rule in rules):
        return "has a Content-Security-Policy without default-src"
    for name, *sources in rules:
        allowed = CLOSED | ({"'unsafe-inline'"} if name.startswith("style-src") else set())
        if wrong := [one for one in sources if name.endswith("-src") and one not in allowed]:
            return f"lets {' '.join(wrong)} in by {name} of its Content-Security-Policy"
    return ""


def is_remote(address: str) -> bool:
    """Return whether loading *address* asks another host.

    >>> is_remote("//fonts.example/a.css"), is_remote("images/a.jpg")
    (True, False)
    """
    try:
        return bool(urlsplit(address).netloc)
    except ValueError:
        return True


def _root(document: Document) -> etree._Element:
    return document.root if document.root is not None else etree.Element("empty")
