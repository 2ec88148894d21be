"""The picture a page's own data names as the article's."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from publishkit.capture.extracted import FoundPicture
from publishkit.capture.page.pictures.sources import EMPTY, POSTER, is_same_photo
from publishkit.capture.page.structured import Node, Structured, as_list, text_value

META = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
SHARED = re.compile(
    r"(?:^|[/_.-])(?:default|fallback|share|sharing|social|og|opengraph|cards?|placeholder|generic|favicon|apple-touch|brand|site|logos?|icons?|avatars?|publisher|noimage|no-image|newsletter|assets/(?:png|img|images?)|static/(?:img|images?))(?=[/_.-]|\\d|$)|logo",
    re.IGNORECASE,
)
"""A picture a site shows for each of its pages."""
LEAST = 400


def lead_addresses(data: Structured) -> tuple[str, ...]:
    """Return the addresses of the pictures a page names as its own, the surest first."""
    named = [value for name in META for value in data.meta.get(name, ())[:3]]
    named += [_address(node) for node in as_list(data.article.get("image"))[:6]]
    return tuple(dict.fromkeys(filter(None, named)))


def declared_picture(data: Structured, base: str) -> FoundPicture | None:
    """Return the picture a page's data names for the article; None for what it shows on every page, and for a film's still."""
    stills = [
        str(value)
        for node in data.nodes
        if "VideoObject" in as_list(node.get("@type"))
        for value in as_list(node.get("thumbnailUrl"))[:3]
    ]
    logos = [_address(value) for node in data.nodes for value in as_list(node.get("logo"))[:1]]
    for address, caption, credit in _named(data):
        path = address.split("?", maxsplit=1)[0]
        if (
            not address.startswith(("http://", "https://", "/"))
            or SHARED.search(re.sub(r"^\w+://[^/]+", "", path))
            or EMPTY.search(address)
            or POSTER.search(address)
        ):
            continue
        if any(is_same_photo(address, other) for other in (*stills, *logos) if other):
            continue
        return FoundPicture(
            src=urljoin(base, address), written=(address,), caption=caption, credit=credit, credit_raw=credit
        )
    return None


def _named(data: Structured) -> Iterator[tuple[str, str, str]]:
    """(address, caption, credit) of each picture that is large enough."""
    for node in as_list(data.article.get("image"))[:6]:
        if not isinstance(node, Mapping):
            yield _address(node), "", ""
        elif _is_large(str(text_value(node.get("width")))):
            yield (
                _address(node),
                text_value(node.get("caption")),
                text_value(node.get("creditText") or node.get("creator")),
            )
    width = data.first("og:image:width")
    if _is_large(width) and data.first("og:type") in {"article", ""}:
        for name in META:
            for value in data.meta.get(name, ())[:1]:
                yield value, "", ""


def _is_large(width: str) -> bool:
    match = re.match(r"\d{1,5}", width)
    return match is None or int(match.group()) >= LEAST


def _address(value: object) -> str:
    if isinstance(value, Mapping):
        node: Node = value
        value = node.get("url") or node.get("contentUrl") or node.get("@id") or ""
        value = value[0] if isinstance(value, list) and value else value
    return value.strip() if isinstance(value, str) else ""
