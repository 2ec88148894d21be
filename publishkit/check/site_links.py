"""L001, L002 on a published site: every address of the site that is named anywhere leads to a file, and to a place in it."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import unquote, urlsplit

from lxml import etree

from publishkit.check.read_html import css_addresses, parse_html
from publishkit.model.finding import Finding

Files = Mapping[str, bytes]

ATTRIBUTES = ("href", "src", "poster")
XML_ATTRIBUTES = ("href", "url")


def check_site_links(files: Files, base: str) -> Iterator[Finding]:
    """Yield a finding for every address that leads nowhere; *base* is where the site stands: `https://example.org/letter/`.

    L002: no such file. L001: no such place in it.
    """
    paths = frozenset(files)

    @cache
    def places(path: str) -> frozenset[str]:
        root = parse_html(files[path])
        return frozenset(name for element in root.iter(etree.Element) if (name := element.get("id")))

    for path in sorted(paths):
        for address in dict.fromkeys(_addresses(path, files)):
            target, place = _target(path, address, base)
            if target is None:
                continue
            found = target if target in paths else posixpath.join(target, "index.html").lstrip("/")
            if found not in paths:
                message = f"leads to {address}, and nothing stands there"
                yield Finding(code="L002", severity="error", where=path, message=message, hint="publish the site again")
            elif place and found.endswith(".html") and place not in places(found):
                message = f"leads to {address}, and there is no such place"
                yield Finding(code="L001", severity="error", where=path, message=message)


def _target(path: str, address: str, base: str) -> tuple[str | None, str]:
    """Return the file an address leads to and the place in it; None for another site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None, ""
    at_root = urlsplit(base).path or "/"
    if parts.scheme or parts.netloc:
        if not (base and address.startswith(base)):
            return None, ""
        inside = parts.path[len(at_root) :]
    elif parts.path.startswith("/"):
        inside = parts.path.removeprefix(at_root)
    elif parts.path:
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
        inside = "" if inside == "." else inside
    else:
        inside = path
    return unquote(inside).rstrip("/"), unquote(parts.fragment)


def _addresses(path: str, files: Files) -> Iterator[str]:
    """Yield every address a file names: what pages link and load, what feeds, catalogs and style sheets point to."""
    if path.startswith(".publishkit"):
        return
    if path.endswith(".html"):
        yield from _of_page(parse_html(files[path]))
    elif path.endswith(".css"):
        yield from css_addresses(files[path].decode("utf-8", "replace"))
    elif path.endswith((".xml", ".atom", ".rss")):
        yield from _of_xml(files[path])
    elif path.endswith(".json") and path.startswith(("feeds/", "opds/")):
        yield from (text for text in _strings(json.loads(files[path])) if text.startswith(("http:", "https:")))


def _of_page(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        for name in ATTRIBUTES:
            if value := element.get(name):
                yield value.strip()
        for candidate in (element.get("srcset") or "").split(","):
            if candidate.strip():
                yield candidate.split()[0]


def _of_xml(data: bytes) -> Iterator[str]:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter(etree.Element):
        for name in XML_ATTRIBUTES:
            if value := element.get(name):
                yield value
        text = (element.text or "").strip()
        if etree.QName(element).localname in {"loc", "link", "icon"} and text:
            yield text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
