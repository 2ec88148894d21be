"""Pictures of a saved page: which belong to the article, their captions, credits and places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from lxml.html import HtmlElement

from publishkit.capture.bylines import parse_byline
from publishkit.capture.extracted import Extracted, FoundPicture, Readers, ending_of, missing_files
from publishkit.capture.page.captions import caption_area, read_caption
from publishkit.capture.page.outline import Run
from publishkit.capture.page.tree import key_of, text_of

BOX = re.compile(
    r"figure|image|photo|picture|media|wp-caption|thumb|hero|visual|foto|bild|gallery|slide|wrap", re.IGNORECASE
)
CAPTIONED = re.compile(r"caption|figcap|legend|bildunterschrift|didascalia|pie-?(?:de-)?foto", re.IGNORECASE)
CAPTION_TAGS = ("figcaption", "div", "span", "p")
JUNK = re.compile(
    r"avatar|logo|author|icon|related|teaser|recommend|promo|newsletter|sidebar|footer|comment|share|social|advert|(^|[-_ ])ads?([-_ ]|$)"
    r"|most-?(read|viewed|popular)|nav|menu|outbrain|taboola",
    re.IGNORECASE,
)
ICON = re.compile(r"icon|logo|share|avatar|badge|pixel|spacer|placeholder|\.svg|\.gif", re.IGNORECASE)
BADGE = re.compile(r"(?:i\.creativecommons\.org|licensebuttons\.net)/|creativecommons\.org/[^?]{0,80}/(?:88x31|80x15|by)", re.IGNORECASE)  # fmt: skip
"""The sign of a license; it belongs to its words."""
REACH = 400
"""Elements before the title within which a hero picture stands."""
MAX_PICTURES = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A picture of the article, and where it stands."""

    picture: FoundPicture
    image: HtmlElement
    box: HtmlElement | None = None
    """What frames it with its caption."""
    words: HtmlElement | None = None
    """The part of the page that is its caption and credit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """Where in the page the article stands, by element number."""

    order: Mapping[HtmlElement, int]
    start: int
    first: int
    last: int
    scope: HtmlElement


def find_figures(
    tree: HtmlElement, runs: Sequence[Run], title: str, lead: str, base: str | None, readers: Readers
) -> tuple[Figure, ...]:
    """Return the pictures between title and last paragraph in order; *lead* is the address the page itself names."""
    area = _range(tree, runs, title)
    if area is None:
        return ()
    found: dict[str, Figure] = {}
    for image in area.scope.iter("img", "amp-img"):
        if len(found) >= MAX_PICTURES:
            break
        placed = _read(image, area, lead, base, readers)
        if placed is None:
            continue
        key = name_of(placed.picture.src or "") + placed.picture.caption[:40]
        twin = next(
            (other for other in found if other.startswith(name_of(placed.picture.src or "")) and placed.picture.src),
            None,
        )
        if twin is None or (placed.picture.caption and not found[twin].picture.caption):
            found.pop(twin or "", None)
            found[key] = placed
    return tuple(sorted(found.values(), key=lambda figure: area.order[figure.image]))


def name_of(address: str) -> str:
    """Return the file name in an address, for comparing.

    >>> name_of("https://example.org/a/Low_Water.jpg?w=40")
    'low_water.jpg'
    """
    return address.split("?", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1].lower()


def addresses(image: HtmlElement) -> tuple[str, ...]:
    """Return the addresses an image has, the real ones first; placeholders inside the page are none."""
    parent = image.getparent()
    nodes = [image, *(parent.iter("source") if parent is not None and parent.tag == "picture" else ())]
    found: list[str] = []
    for node in nodes:
        for name in ("data-full-src", "data-original", "data-srcset", "srcset", "data-src", "data-lazy-src", "src"):
            value = (node.get(name) or "").strip()
            if value and not value.startswith("data:"):
                found += [_largest(value)] if name.endswith("srcset") else [value]
    return tuple(dict.fromkeys(filter(None, found)))


def _largest(srcset: str) -> str:
    """The address with the greatest width or density."""
    best, best_size = "", -1.0
    for part in re.split(r",\s+", srcset):
        words = part.split()
        size = re.match(r"[\d.]+", words[1]) if len(words) > 1 else None
        try:
            number = float(size.group()) if size else 0.0
        except ValueError:
            number = 0.0
        if words and number > best_size:
            best, best_size = words[0].rstrip(","), number
    return best


def _range(tree: HtmlElement, runs: Sequence[Run], title: str) -> Range | None:
    """Where the article stands: from its title to the last of the marked paragraphs."""
    order = {element: number for number, element in enumerate(tree.iter())}
    marked = [run.box.element for run in runs if run.marked and len(run.text) > 60]
    marked = marked or [run.box.element for run in runs if run.marked]
    if not marked:
        return None
    first, last = min(order[one] for one in marked), max(order[one] for one in marked)
    key = key_of(title)[:50]
    heads = [head for head in tree.iter("h1", "h2") if key and order[head] <= first and key in key_of(text_of(head))]
    start = max((order[head] for head in heads), default=first)
    common = {marked[0], *marked[0].iterancestors()}
    for element in (marked[-1], *heads[-1:]):
        common &= {element, *element.iterancestors()}
    scope = max(common, key=lambda element: order[element]) if common else tree
    return Range(order=order, start=start, first=first, last=last, scope=scope)


def _read(image: HtmlElement, area: Range, lead: str, base: str | None, readers: Readers) -> Figure | None:
    position = area.order[image]
    chain = list(_up_to(image, area.scope))
    if position > area.last or _is_junk(chain):
        return None
    box = _box(chain)
    if position < area.start and (box is None or area.start - position > REACH):
        return None
    sources = addresses(image)
    if not sources or _is_badge(image, sources):
        return None
    caption = read_caption(box, image, readers)
    declared = bool(lead) and name_of(lead) in map(name_of, sources)
    framed = box is not None and box.tag == "figure" and position >= area.start
    inside = area.first < position and not ICON.search(sources[0]) and not _is_small(image)
    portrait = not framed and _opens_as_byline(caption.caption or (text_of(box) if box is not None else ""))
    if portrait or not (caption.caption or caption.credit or declared or framed or inside):
        return None
    picture = FoundPicture(
        src=urljoin(base or "", sources[0]),
        written=sources,
        caption=caption.caption,
        credit=caption.credit,
        credit_raw=caption.raw,
        alt=" ".join((image.get("alt") or "").split())[:2_000],
        license_uri=caption.license_uri,
    )
    return Figure(picture=picture, image=image, box=box, words=caption_area(box) if box is not None else None)


def _opens_as_byline(words: str) -> bool:
    """The picture of whoever wrote it."""
    return bool(parse_byline(" ".join(words.split()[:3]).rstrip(",")))


def _is_badge(image: HtmlElement, sources: Sequence[str]) -> bool:
    """The sign of a license, by its address or by what it links to."""
    link = next((above.get("href") or "" for above in image.iterancestors("a")), "")
    return bool(BADGE.search(sources[0])) or ("creativecommons.org/" in link and not _is_framed(image))


def _is_framed(image: HtmlElement) -> bool:
    return any(above.tag == "figure" for above in image.iterancestors())


def _is_small(image: HtmlElement) -> bool:
    """A pixel, an icon, a portrait: less than 200 pixels wide where the page says so."""
    width = re.match(r"\d{1,5}", image.get("width") or "")
    return width is not None and int(width.group()) < 200


def _up_to(image: HtmlElement, scope: HtmlElement) -> Iterator[HtmlElement]:
    yield image
    for element in image.iterancestors():
        if element is scope:
            return
        yield element


def _is_junk(chain: Sequence[HtmlElement]) -> bool:
    """Portraits, logos, teasers; a figure with a caption of its own is none of these."""
    if any(element.tag == "figure" and element.find(".//figcaption") is not None for element in chain):
        return False
    return any(
        element.tag in {"nav", "aside", "footer"}
        or JUNK.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        for element in chain[:9]
    )


def _box(chain: Sequence[HtmlElement]) -> HtmlElement | None:
    """The element that frames picture and caption: a figure, else a small block with a picture's class."""
    figure = next((element for element in chain if element.tag == "figure"), None)
    if figure is not None:
        around = None if text_of(figure) else _with_caption([figure, *figure.iterancestors()])
        return figure if around is None else around
    for element in chain[1:6]:
        if (
            BOX.search(element.get("class") or "")
            and 0 < len(text_of(element)) < 700
            and len(list(element.iter("img"))) <= 2
        ):
            return element
    return _with_caption(chain[1:])


def _with_caption(chain: Sequence[HtmlElement]) -> HtmlElement | None:
    """The nearest element around a picture in which an element says that it is the caption; no other picture is in it."""
    for element in chain[:6]:
        if len(text_of(element)) >= 700 or len(list(element.iter("img", "amp-img"))) > 2:
            return None
        if any(
            child.tag == "figcaption" or CAPTIONED.search(child.get("class") or "")
            for child in element.iter(*CAPTION_TAGS)
        ):
            return element
    return None


def picture_sources(found: Extracted) -> tuple[str, ...]:
    """Return the addresses, as the page writes them, at which its pictures may have been saved."""
    return tuple(address for picture in found.pictures for address in picture.written)


def with_files(found: Extracted, saved: Mapping[str, bytes]) -> tuple[Extracted, Mapping[str, bytes]]:
    """Return the article with a file for each picture that is in *saved*, and the files by their new names."""
    files: dict[str, bytes] = {}
    pictures: list[FoundPicture] = []
    for number, picture in enumerate(found.pictures, 1):
        address = next((one for one in picture.written if ending_of(saved.get(one, b""))), None)
        if address is None:
            pictures.append(picture)
            continue
        name = f"images/{number:02}.{ending_of(saved[address])}"
        files[name] = saved[address]
        pictures.append(replace(picture, file=name, src=_address(picture, address)))
    review = (*(line for line in found.review if not line.startswith("pictures:")), *missing_files(pictures))
    return replace(found, pictures=tuple(pictures), review=review), files


def _address(picture: FoundPicture, saved_as: str) -> str | None:
    """Where the picture stood on the web; the place it was saved at is none."""
    if picture.written[0] != saved_as:
        return picture.src
    remote = (one for one in picture.written if one.startswith(("https://", "http://", "//")))
    first = next(remote, None)
    return f"https:{first}" if first and first.startswith("//") else first
