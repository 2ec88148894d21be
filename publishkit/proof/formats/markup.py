"""What the checks of mail, web page and EPUB have in common: how a fault is told; headings, pictures, scripts."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from publishkit.model.artifact import Finding, Level
from publishkit.proof.read.document import Document

LOADED = {
    "base": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
    "embed": "src",
}
"""Elements that fetch what they name as soon as the page is opened; a base makes all others fetch from there."""

FRAMES = ("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe")
"""Elements that show what no reader of the page's own words has read, whatever they name: an address or the bytes themselves."""

_LINK_LOADS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
)

DATA_SCRIPTS = frozenset({"application/ld+json", "application/json"})
"""Scripts that run nothing."""


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


def running_scripts(document: Document) -> Iterator[str]:
    """Yield a sentence for everything that runs, or that opens another page or a program within this one."""
    for element in _root(document).iter(*FRAMES):
        yield f"holds a page within the page (<{element.tag!s}>)"
    for script in _root(document).iter("script"):
        if (script.get("type") or "text/javascript").lower() not in DATA_SCRIPTS:
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
    for element in _root(document).iter(*LOADED, "link", "object"):
        if element.tag == "link":
            loads = _LINK_LOADS & set((element.get("rel") or "").lower().split())
            address = (element.get("href") or "") if loads else ""
        else:
            address = element.get(LOADED.get(str(element.tag), "data")) or ""
        if is_remote(address):
            yield address


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
