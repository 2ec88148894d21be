"""Addresses of a picture: all a page gives, the largest real file first; and those that the page's data names as its own."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from publishkit.capture.extracted import FoundPicture
from publishkit.capture.page.structured import Node, Structured, as_list, name_of, text_value

FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|jfif|bmp|tiff?)(?=$|[?#&!/:;.,@])", re.IGNORECASE)
SOURCE = re.compile(
    r"src|original|orig-file|large-file|full|hi-?res|zoom|lazy|image|img|photo|echo|-url$|pin-media", re.IGNORECASE
)
"""Attributes that may hold a picture's address."""
OTHERS = re.compile(r"href|link|page|srcdoc|caption|credit|alt|title|template|config|id$|placeholder|lqip|thumb|preview|share", re.IGNORECASE)  # fmt: skip
FULL = re.compile(r"full|orig-file|large-file|hi-?res|zoom", re.IGNORECASE)
EMPTY = re.compile(
    r"^(?:data|about|javascript|blob):|[{}<>\s]|\*\*|%7B|(?:^|[/_.-])(?:blank|spacer|placeholder|transparent|loading|loader|lazy-?load|lazy|pixel|clear|empty|1x1|dummy|trans|grey|default-?image|fallback)[\w.-]{0,20}(?:\.\w{2,4})?(?:\?|$)"
    r"|index-transparent|placeholder\.|\.svg(?:\?|$)",
    re.IGNORECASE,
)
"""An address that stands in for another one, and what holds no photograph."""
ICON = re.compile(
    r"(?:^|[/_.-])(?:icons?|logos?|share|avatars?|gravatar|badges?|favicon|emoji|smiley|sprite|arrows?|button|btn|flag)s?(?=[/_.\d-]|$)|\.svg|\.gif|/icon|icon_|_icon|(?:pixel|spacer)[\w.-]{0,20}$",
    re.IGNORECASE,
)
PORTRAIT = re.compile(r"(?:^|[/_.-])(?:profiles?|authors?|autor(?:en|es)?|avatars?|byline|headshots?|mugshots?|journalists?|gravatar|redakteure?)(?=[/_.\d-]|$)", re.IGNORECASE)  # fmt: skip
SURELY_EMPTY = re.compile(
    r"^(?:data|about|javascript|blob):|[{}<>\s]|\*\*|%7B|(?:^|[/_.-])(?:placeholder|transparent|loading|loader|lazy-?load|1x1|dummy|grey|default-?image|fallback)[\w.-]{0,20}(?:\.\w{2,4})?(?:\?|$)",
    re.IGNORECASE,
)
"""What stands in for another address also where something is said about the picture."""
DRAWN = re.compile(r"\.svgz?(?:$|[?#])", re.IGNORECASE)
TRACKER = re.compile(r"/tr\?|shortpixel|(?:^|[/_.?=-])pixel(?=\.(?:gif|png)|[/?&=]|$)|beacon|analytics|doubleclick|counter|scorecardresearch|/stats?[./?]|quantserve|/ad[sx]?/|adserver|track(?:ing|er)?[./?]", re.IGNORECASE)  # fmt: skip
WIDTHS = (
    re.compile(r"[?&;](?:w|width|imwidth|wid|maxw|max-w|im_w|mw)=(\d{2,4})(?!\d)", re.IGNORECASE),
    re.compile(r"\dx\d{1,2}-(\d{3,4})(?!\d)"),
    re.compile(r"(?<!\d)(\d{2,4})x\d{2,4}(?!\d)"),
    re.compile(r"(?:^|[/_,.~=:-])(?:w|width|fit-w)[_/:=-]?(\d{2,4})(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\w])(\d{2,4})px-"),
    re.compile(r"(?<!\d)(\d{3,4})w(?=[/_.,]|$)"),
    re.compile(r"_(\d{3,4})\.\w{3,4}(?:\?|$)"),
)
"""How an address names the width of its file."""
IN_WIDTHS = ("=", "x", "x", "w", "px-", "w", "_")
"""Letters that stand in whatever the pattern finds."""
SIZE = re.compile(
    r"[-_]?(?<!\d)\d{2,4}x\d{2,4}(?!\d)|(?<![a-z])w[_-]?\d{2,4}(?!\d)|(?<![a-z])h[_-]?\d{2,4}(?!\d)|\d{2,4}px-|[-_]scaled|@\dx|[-_](?:super|ex)?(?:large|medium|small|thumb(?:nail)?|full|orig(?:inal)?)(?:[-_]\d{2,3})?(?=\.|$)|[-_]r\d\.\d{1,4}|[-_]fp[xy]\d{1,3}",
    re.IGNORECASE,
)
SRCSET = re.compile(
    r"[\s,]{0,99}([^\s,]\S{0,3000}?)(?:\s{1,99}(\d{1,5}(?:\.\d{1,3})?)([wx])(?:\s{1,9}\d{1,5}h)?)?\s{0,99}(?:,(?=\s|$|/|https?:|data:)|,(?<=[wx],)|$)"
)
STYLED = re.compile(r"background(?:-image)?\s{0,9}:[^;]{0,200}?url\(\s{0,9}['\"]?([^'\"()\s]{4,2000})", re.IGNORECASE)
SIZED = re.compile(r"(?:w|h|q|dpr|fit|crop|auto|fm|s|sig|v|ve|tl|rect|size|width|height|quality|format|strip|resize|imwidth|impolicy|ssl|token|hash|auth|smart|version)(?:=|$)", re.IGNORECASE)  # fmt: skip
"""A part of a query that does not tell which picture it is."""
WRAPPED = re.compile(r"/_next/image\?(?:[^#]{0,500}&)?url=([^&#]{1,2000})")
"""An address that hands out another picture in some size."""
NOWHERE = re.compile(r"[\d.]+[wx]?|(?:https?:)?//[^/]+/?|[/#.]*", re.IGNORECASE)
"""No address of a file: a scrap of a srcset, a site's home."""
POSTER = re.compile(
    r"/poster[._-]|[._/-]poster\.|jwplayer|brightcove|ytimg\.com|img\.youtube|vimeocdn|dmcdn\.net|video-?(?:thumb|still|poster)",
    re.IGNORECASE,
)
IN_EMPTY = ("data:", "about:", "javascript:", "blob:", "{", "}", "<", ">", "**", "%7b", "blank", "spacer", "placeholder", "transparent", "load", "lazy",
    "pixel", "clear", "empty", "1x1", "dummy", "trans", "grey", "default", "fallback", ".svg")  # fmt: skip
"""Letters of which some stand in whatever `EMPTY` finds, white space besides."""
IN_TRACKER = ("/tr?", "pixel", "beacon", "analytics", "doubleclick", "counter", "scorecardresearch", "/stat", "quantserve", "/ad", "adserver", "track")  # fmt: skip
AVIF = re.compile(r"\.(?:avif|jxl|heic)(?:[?#]|$)|(?:format|fm)[=,_](?:avif|jxl)", re.IGNORECASE)
IN_PAGE = "svg"
LEAST = 200
"""Pixels of width below which a picture is an icon or a portrait."""
LEAST_SIDE = 60


@dataclass(frozen=True, slots=True)
class _Address:
    value: str
    width: float
    """0 where nobody says it."""


def is_same_photo(one: str, other: str) -> bool:
    """Whether two addresses lead to the same photograph in two sizes or formats.

    >>> is_same_photo("https://a.example/low-water-1024x683.jpg", "https://b.example/low-water.webp?w=2")
    True
    >>> is_same_photo("https://a.example/1/image.jpg", "https://a.example/2/image.jpg")
    False
    """
    if _bare(one) == _bare(other):
        return True
    return _telling(one) == _telling(other) != ""


def photo_names(addresses: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return what names the photographs at some addresses: two that are the same photograph have a name in common.

    >>> one, other = "https://a.example/low-water-1024x683.jpg", "https://b.example/low-water.webp?w=2"
    >>> photo_names([one]).isdisjoint(photo_names([other]))
    False
    """
    named = ((kind, name) for one in addresses for kind, name in (("bare", _bare(one)), ("telling", _telling(one))))
    return frozenset((kind, name) for kind, name in named if name or kind == "bare")


def photo_key(address: str) -> str:
    """Return what names the photograph at an address: equal for its sizes."""
    return _telling(address) or _bare(address)


@lru_cache(maxsize=5_000)
def _bare(address: str) -> str:
    """Folder and name without what tells the size; also the query, where the path names no file."""
    path, _, query = (urlsplit(address).path if _is_split(address) else address).partition("?")
    path = re.sub(r"\.(?:jpe?g|png|webp|gif|avif)", "", SIZE.sub("", unquote(path).lower()))
    if FILE.search(name_of(address)) or not _is_split(address):
        return path + query
    named = (part for part in urlsplit(address).query.split("&") if not SIZED.match(part))
    return f"{path}?{'&'.join(named)}"


def _is_split(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=5_000)
def _telling(address: str) -> str:
    """The file's name where it is long enough to be nobody else's."""
    name = re.sub(r"\.\w{2,4}(?:\.\w{2,4})?$", "", unquote(name_of(address)))
    name = SIZE.sub("", name).strip("-_")
    return name if (len(name) > 9 and re.search(r"\d", name)) or len(name) > 15 else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """The addresses of one image."""

    addresses: tuple[str, ...] = ()
    """The largest real file first; placeholders are none."""
    width: int = 0
    """The greatest width the page gives, 0 when it gives none."""

    @property
    def is_small(self) -> bool:
        """Whether the page says that it is less than 200 pixels wide in every size it has."""
        return 0 < self.width < LEAST


def read_sources(image: HtmlElement) -> Sources:
    """Return the addresses an image has; of a drawing that stands in the page itself, a sign that is none."""
    if image.tag == "svg":
        return Sources(addresses=(IN_PAGE,))
    written = list(_candidates(image))
    real = [one for one in written if not _stands_in(one.value)]
    if not real and is_captioned_alone(image):
        real = [one for one in written if not SURELY_EMPTY.search(one.value) and _is_file(one.value)]
    found = sorted((_ranked(one) for one in real), key=lambda one: -one.width)
    width = max((one.width for one in found), default=0.0)
    return Sources(addresses=tuple(dict.fromkeys(one.value for one in found)), width=int(max(width, 0)))


def _stands_in(address: str) -> bool:
    """Whether an address stands in for another one, or counts readers; the letters are looked for first: that is much faster."""
    low = address.casefold()
    if (any(part in low for part in IN_EMPTY) or len(low.split()) > 1) and EMPTY.search(address):
        return True
    return any(part in low for part in IN_TRACKER) and TRACKER.search(address) is not None


def _candidates(image: HtmlElement) -> list[_Address]:
    own = _pixels(image.get("width"))
    found: list[_Address] = []
    parent = image.getparent()
    if parent is not None and parent.tag == "picture":
        for source in parent.iterchildren("source"):
            if "svg" not in (source.get("type") or ""):
                found += _of_source(source, own)
    style = image.get("style") or ""
    if "url(" in style:
        found += [
            _Address(one, _width_in(one) or own) for one in STYLED.findall(style) if FILE.search(one) or "//" in one
        ]
    found += _of_attributes(image, own)
    found += [_Address(unquote(inner[1]), one.width + 0.5) for one in found if (inner := WRAPPED.search(one.value))]
    return [one for one in found if not NOWHERE.fullmatch(one.value)]


def _is_file(address: str) -> bool:
    """Whether an address names a photograph or a drawing."""
    return bool(FILE.search(address) or DRAWN.search(address))


def is_captioned_alone(image: HtmlElement) -> bool:
    """Return whether a picture is the only one in a figure that has a caption, and is no sign by its size."""
    figure = next(image.iterancestors("figure"), None)
    if figure is None or says_small(image):
        return False
    captioned = any("".join(map(str, one.itertext())).strip() for one in figure.iter("figcaption"))
    others = (
        one for one in figure.iter("img", "svg", "picture", "video", "iframe") if one is not image and image not in one
    )
    return captioned and next(others, None) is None


def _of_source(source: HtmlElement, own: float) -> Iterator[_Address]:
    media = source.get("media") or ""
    least = re.search(r"min-(?:device-)?width:\s*(\d{2,4})", media)
    most = re.search(r"max-(?:device-)?width:\s*(\d{2,4})", media)
    usual = float(least[1]) if least else -1.0 if most else own
    for name in ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set", "src", "data-src"):
        if written := source.get(name):
            yield from _of_srcset(written, usual)


def _of_attributes(image: HtmlElement, own: float) -> Iterator[_Address]:
    # Where the sizes are unknown, "src" is the one that stands in for the others.
    for name, written in sorted(image.items(), key=lambda item: item[0] == "src"):
        value = written.strip()
        if name.endswith(("srcset", "-set")):
            yield from _of_srcset(value, own)
        elif name == "src" or (name.startswith("data-") and _names_source(name)):
            real = _is_file(value) or ("src" in name and "/" in value)
            if real and len(value) < 3_000:
                yield _Address(value, 9_000.0 if FULL.search(name) else _width_in(value) or own)


@lru_cache(maxsize=2_000)
def _names_source(name: str) -> bool:
    return SOURCE.search(name) is not None and OTHERS.search(name) is None


def _of_srcset(value: str, usual: float) -> Iterator[_Address]:
    """Each address of a srcset with its width; "2x" counts as twice the usual one."""
    for address, size, unit in SRCSET.findall(value[:20_000]):
        width = _width_in(address) or usual
        if size:
            width = float(size) if unit == "w" else (width if width > 0 else 1.0) * float(size)
        yield _Address(address, width)


def _ranked(one: _Address) -> _Address:
    """A format that cannot be printed comes after all that can."""
    if any(part in one.value.casefold() for part in ("avif", "jxl", "heic")) and AVIF.search(one.value):
        return _Address(one.value, one.width - 20_000)
    # "%2520" was escaped twice: it leads nowhere.
    return _Address(one.value, one.width - 0.5) if "%25" in one.value else one


def _pixels(value: str | None) -> float:
    match = re.match(r"\s*(\d{1,5})", value or "")
    return float(match[1]) if match and "%" not in (value or "") else 0.0


@lru_cache(maxsize=5_000)
def _width_in(address: str) -> float:
    address = address[:2_000]
    low = address.casefold()
    for pattern, letters in zip(WIDTHS, IN_WIDTHS, strict=True):
        if letters in low and (found := pattern.findall(address)):
            # A crop stands in front of what it is made smaller to.
            return float(found[-1])
    return 0.0


def _sizes(image: HtmlElement) -> list[float]:
    return [size for name in ("width", "height") if (size := _pixels(image.get(name)))]


def says_small(image: HtmlElement) -> bool:
    """Return whether an image says that it is as small as a sign or a pixel."""
    sizes = _sizes(image)
    return bool(sizes) and min(sizes) < LEAST_SIDE


def is_icon(image: HtmlElement, sources: Sources) -> bool:
    """Whether an image is a sign or a pixel: by its size where the page says it, else by its address."""
    if says_small(image):
        return True
    sizes = _sizes(image)
    found = sources.addresses
    named = ICON.search(urlsplit(found[0]).path if _is_split(found[0]) else found[0]) if found else None
    # Of a large picture the format says nothing; its name does.
    large = len(sizes) > 1 and min(sizes) >= LEAST and named is not None and named[0].lower() in {".gif", ".svg"}
    return not found or (named is not None and not large)


def linked_file(image: HtmlElement) -> str:
    """Return the address of the larger file an image is a link to, "" when it links to none."""
    link = next(image.iterancestors("a"), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    path = href.split("?", maxsplit=1)[0]
    is_file = re.search(r"\.(?:jpe?g|png|webp|gif)$", path, re.IGNORECASE) and not re.search(
        r"/wiki/|File:|[{}\s]", href
    )
    return href if is_file and len(href) < 3_000 else ""


def attribute(element: HtmlElement, name: str) -> str:
    """Return an attribute's words, spaces made single."""
    return " ".join((element.get(name) or "").split())


IMAGE_META = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
SITE_WIDE = re.compile(
    r"(?:^|[/_.-])(?:default|fallback|share|sharing|social|og|opengraph|cards?|placeholder|generic|favicon|apple-touch|brand|site|logos?|icons?|avatars?|publisher|noimage|no-image|newsletter|assets/(?:png|img|images?)|static/(?:img|images?))(?=[/_.-]|\\d|$)|logo",
    re.IGNORECASE,
)
"""A picture a site shows for each of its pages."""
LEAST_DECLARED = 400


def lead_addresses(data: Structured) -> tuple[str, ...]:
    """Return the addresses of the pictures a page names as its own, the surest first."""
    named = [value for name in IMAGE_META for value in data.meta.get(name, ())[:3]]
    named += [_picture_address(node) for node in as_list(data.article.get("image"))[:6]]
    return tuple(dict.fromkeys(filter(None, named)))


def declared_picture(data: Structured, base: str) -> FoundPicture | None:
    """Return the picture a page's data names for the article; None for what it shows on every page, and for a film's still."""
    stills = [
        str(value)
        for node in data.nodes
        if "VideoObject" in as_list(node.get("@type"))
        for value in as_list(node.get("thumbnailUrl"))[:3]
    ]
    logos = [_picture_address(value) for node in data.nodes for value in as_list(node.get("logo"))[:1]]
    for address, caption, credit in _pictures_of(data):
        path = address.split("?", maxsplit=1)[0]
        if (
            not address.startswith(("http://", "https://", "/"))
            or SITE_WIDE.search(re.sub(r"^\w+://[^/]+", "", path))
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


def _pictures_of(data: Structured) -> Iterator[tuple[str, str, str]]:
    """(address, caption, credit) of each picture that is large enough."""
    for node in as_list(data.article.get("image"))[:6]:
        if not isinstance(node, Mapping):
            yield _picture_address(node), "", ""
        elif _is_large(str(text_value(node.get("width")))):
            yield (
                _picture_address(node),
                text_value(node.get("caption")),
                text_value(node.get("creditText") or node.get("creator")),
            )
    width = data.first("og:image:width")
    if _is_large(width) and data.first("og:type") in {"article", ""}:
        for name in IMAGE_META:
            for value in data.meta.get(name, ())[:1]:
                yield value, "", ""


def _is_large(width: str) -> bool:
    match = re.match(r"\d{1,5}", width)
    return match is None or int(match.group()) >= LEAST_DECLARED


def _picture_address(value: object) -> str:
    if isinstance(value, Mapping):
        node: Node = value
        value = node.get("url") or node.get("contentUrl") or node.get("@id") or ""
        value = value[0] if isinstance(value, list) and value else value
    return value.strip() if isinstance(value, str) else ""
