"""Pictures of a saved page: which belong to the article, their captions, credits and places."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement

from publishkit.capture.bylines import parse_byline
from publishkit.capture.extracted import Extracted, FoundPicture, Readers, ending_of, missing_files
from publishkit.capture.page.captions import Caption, read_caption
from publishkit.capture.page.frames import Frame, find_frame
from publishkit.capture.page.galleries import is_gallery, read_shared
from publishkit.capture.page.leads import declared_picture, lead_addresses
from publishkit.capture.page.outline import Run
from publishkit.capture.page.places import IMAGES, Places, read_places
from publishkit.capture.page.seen import words_of
from publishkit.capture.page.sources import (
    LEAST,
    PORTRAIT,
    POSTER,
    Sources,
    attribute,
    is_icon,
    is_same_photo,
    linked_file,
    name_of,
)
from publishkit.capture.page.structured import Structured
from publishkit.capture.page.tree import key_of, text_of

JUNK = re.compile(
    r"avatar|logo(?!n)|(?:^|[\s_-])authors?(?:[\s_-]|$)|author-?(?:image|photo|bio|box|card|info)|byline|(?<!gallery-)icon|related|teaser|recommend|promo|newsletter|sidebar|footer|comment|shar(?:e|ing)[-_]?(?:bar|tools?|buttons?|icons?|links?|list)|(?:^|\s)share(?:\s|$)|social|advert|(?:^|[-_ ])(?:ads?|dfp)(?:[-_ ]|$)"
    r"|most-?(?:read|viewed|popular)|(?:^|[\s_-])nav|menu|outbrain|taboola|see-?also|read-?(?:more|next|also)|more-?(?:from|stories|on)|up-?next|trending|affiliate|product-?(?:box|card)|shop|buy-?box|paywall|cookie|masthead|breadcrumb|recirc|bio(?:[\s_-]|$)|widget-?area|membership|slide-?out|modal|pop-?up",
    re.IGNORECASE,
)
PERSON = re.compile(r"avatar|(?:^|[\s_-])authors?(?:[\s_-]|$)|author-?(?:image|photo|bio|box|card|info|pic)|byline|writer|(?:^|[\s_-])bio(?:[\s_-]|$)|profile-?(?:image|img|pic|photo|card)|headshot|contributor", re.IGNORECASE)  # fmt: skip
"""Who wrote it."""
VIDEO = re.compile(
    r"(?<!aspect)(?:^|[\s_-])(?<!aspect-)(?:video|player|jwplayer|jw|brightcove|vjs|youtube|vimeo|audio|podcast)",
    re.IGNORECASE,
)
DURATION = re.compile(r"(?:^|\s)\d{1,2}:\d{2}(?::\d{2})?(?:\s?min(?:uten|utes)?\b.{0,99}|\s*)$", re.IGNORECASE)
"""How long a film is."""
LEAD = re.compile(r"lead|hero|featured|main|top|cover|header|opener|aufmacher", re.IGNORECASE)
BADGE = re.compile(r"(?:i\.creativecommons\.org|licensebuttons\.net)/|creativecommons\.org/[^?]{0,80}/(?:88x31|80x15|by)", re.IGNORECASE)  # fmt: skip
"""The sign of a license; it belongs to its words."""
ATTACHED = re.compile(r"attachment|/photo|/image|/media/|/file:|/datei:|/fichier:|gallery|galerie|lightbox|flickr|fancybox|zoom|foto|slideshow|#", re.IGNORECASE)  # fmt: skip
NEAR = 1_500
"""Letters between a hero and the first paragraph, or the last one and a picture of the article."""
MAX_PICTURES = 100
OFTEN = 10
"""Times one address is looked at; what stands oftener on a page is no photograph of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A picture of the article, and where it stands."""

    picture: FoundPicture
    image: HtmlElement
    box: HtmlElement | None = None
    """What frames it with its caption."""
    words: tuple[HtmlElement, ...] = ()
    """The parts of the page that are its caption and credit."""
    gallery: HtmlElement | None = None
    """What holds it with other pictures."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What finding pictures needs to know."""

    places: Places
    leads: tuple[str, ...]
    """Addresses the page itself names as those of its picture."""
    base: str
    readers: Readers

    def is_declared(self, sources: Sequence[str]) -> bool:
        """Whether the page names the picture at one of these addresses as its own."""
        return any(is_same_photo(lead, source) for lead in self.leads for source in sources[:12])


def find_figures(
    tree: HtmlElement, runs: Sequence[Run], title: str, data: Structured, base: str | None, readers: Readers
) -> tuple[Figure, ...]:
    """Return the pictures of the article in order; one its data names when the page shows none."""
    places = read_places(tree, runs, _head(tree, runs, title))
    if places is None:
        return ()
    page = Page(places=places, leads=lead_addresses(data), base=base or "", readers=readers)
    found: list[Figure] = []
    times: Counter[tuple[str, ...]] = Counter()
    for image, sources in places.images.items():
        if len(found) >= MAX_PICTURES:
            break
        times[sources.addresses[:1]] += 1
        if times[sources.addresses[:1]] > OFTEN:
            continue
        placed = _read(image, sources, page)
        if placed is not None:
            _add(found, placed)
    shared = tuple(_with_shared(found, page))
    return shared or tuple(_declared(tree, data, page))


def _with_shared(figures: Sequence[Figure], page: Page) -> Iterator[Figure]:
    """The figures, with what stands under a gallery for all of its pictures: the credit is each one's, the words the last one's."""
    last = {figure.gallery: number for number, figure in enumerate(figures) if figure.gallery is not None}
    said = {gallery: read_shared(gallery, page.places, page.readers) for gallery in last if gallery is not None}
    for number, figure in enumerate(figures):
        shared = said.get(figure.gallery) if figure.gallery is not None else None
        if shared is None or not (shared.caption or shared.credit):
            yield figure
            continue
        picture = figure.picture
        if not picture.credit:
            picture = replace(picture, credit=shared.credit, credit_raw=shared.raw)
        if number == last[figure.gallery] and not picture.caption:
            picture = replace(picture, caption=shared.caption)
        yield replace(figure, picture=picture, words=(*figure.words, *_short(shared.words, page.places)))


def _declared(tree: HtmlElement, data: Structured, page: Page) -> Iterator[Figure]:
    """The picture the page's data names as the article's, where the page itself shows none."""
    picture = declared_picture(data, page.base)
    if picture is not None:
        yield Figure(picture=picture, image=tree)


def _head(tree: HtmlElement, runs: Sequence[Run], title: str) -> HtmlElement | None:
    """The heading that is the title: the last one before the text."""
    key = key_of(title)[:50]
    heads = [head for head in tree.iter("h1", "h2") if key and key in key_of(text_of(head))]
    marked = next((run.box.element for run in runs if run.marked and len(run.text) > 60), None)
    if marked is None or not heads:
        return heads[0] if heads else None
    before = set(heads)
    last = None
    for element in tree.iter():
        if element is marked:
            break
        if element in before:
            last = element
    return last


def _add(found: list[Figure], new: Figure) -> None:
    """Add a picture, or to the one that shows the same photograph what it did not say."""
    for number, old in enumerate(found):
        if not is_same_photo(old.picture.src or "", new.picture.src or ""):
            continue
        words = (*old.words, *new.words)
        better = bool(new.picture.credit) > bool(old.picture.credit) and old.picture.caption != ""
        if new.picture.caption and (better or not old.picture.caption):
            first = replace(new.picture, credit=new.picture.credit or old.picture.credit)
            found[number] = replace(old, picture=first, words=words)
        else:
            found[number] = replace(
                old, picture=replace(old.picture, credit=old.picture.credit or new.picture.credit), words=words
            )
        return
    found.append(new)


def _read(image: HtmlElement, sources: Sources, page: Page) -> Figure | None:
    """The picture as a figure; None when it is none of the article's."""
    places = page.places
    position = places.order[image]
    if not sources.addresses or (
        position < places.start and places.before[places.first] - places.before[position] > 3 * NEAR
    ):
        return None
    if places.before[position] - places.before[places.last] > 3 * NEAR or _is_badge(image, sources.addresses):
        return None
    chain = list(islice(places.around(image), 30))
    frame = find_frame(image, places)
    caption = read_caption(frame, image, page.readers)
    if not _belongs(image, sources, chain, frame, caption, page):
        return None
    full = linked_file(image)
    written = tuple(dict.fromkeys(filter(None, (full, *sources.addresses))))
    picture = FoundPicture(
        src=_joined(page.base, written[0]),
        written=written,
        caption=caption.caption,
        credit=caption.credit,
        credit_raw=caption.raw,
        alt=" ".join((image.get("alt") or "").split())[:2_000],
        license_uri=caption.license_uri,
    )
    box = frame.box if frame.box is not None and places.pictures(frame.box) <= 1 else None
    gallery = next(
        (element for element in reversed(chain) if places.pictures(element) > 1 and is_gallery(element)), None
    )
    return Figure(picture=picture, image=image, box=box, words=tuple(_short(caption.words, places)), gallery=gallery)


def _short(words: Sequence[HtmlElement], places: Places) -> Iterator[HtmlElement]:
    """The elements that are nothing but a caption: what holds more than that stays in the text."""
    for element in words:
        whole = element
        for above in element.iterancestors():
            if places.letters(above) != places.letters(element) or places.pictures(above) > 1:
                break
            whole = above
        if not places.holds(whole) and places.letters(whole) < 2_500:
            yield whole


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _belongs(
    image: HtmlElement, sources: Sources, chain: Sequence[HtmlElement], frame: Frame, caption: Caption, page: Page
) -> bool:
    places = page.places
    position = places.order[image]
    declared = page.is_declared(sources.addresses)
    told = bool(caption.caption or caption.credit)
    if is_icon(image, sources) and not (frame.is_figure and told):
        return False
    if (_is_portrait(sources, chain, frame, caption) and not declared) or _is_video(sources, chain, caption):
        return False
    strict = not (told and frame.is_figure)
    if _is_junk(chain, frame.box if caption.credit else None, strict=strict) and not declared:
        return False
    if image.tag not in IMAGES and "-" not in image.tag and not declared and not caption.credit:
        return False
    if _is_teaser(image, chain, frame, caption, page) and not declared:
        return False
    if sources.is_small and not (told and frame.is_figure) and not linked_file(image):
        return False
    if position < places.start:
        return (declared or told) and places.before[places.first] - places.before[position] < NEAR
    if position > places.ends[places.last]:
        if _is_junk(chain, None, strict=True):
            return False
        return (
            told
            and frame.is_figure
            and places.before[position] - places.before[places.last] - places.inside[places.last] < NEAR
        )
    if position < places.first and not told and not declared and not frame.is_figure:
        named = any(LEAD.search(attribute(element, "class")) for element in chain[:6])
        return (sources.width >= 2 * LEAST or named) and _is_bare(chain, places)
    return told or declared or frame.is_figure or (position > places.first and _is_bare(chain, places))


def _is_bare(chain: Sequence[HtmlElement], places: Places) -> bool:
    """Whether a picture without words stands among the paragraphs, not in a box with a heading, a link or much else."""
    box = next((element for element in chain if places.letters(element)), None)
    if box is None:
        return True
    if places.letters(box) > NEAR / 2 or next(box.iter("h2", "h3", "h4", "h5"), None) is not None:
        return False
    return sum(places.letters(link) for link in box.iter("a")) < 0.5 * places.letters(box)


def _is_portrait(sources: Sources, chain: Sequence[HtmlElement], frame: Frame, caption: Caption) -> bool:
    """The picture of whoever wrote it."""
    if any(PERSON.search(attribute(element, "class")) for element in chain[:8]):
        return True
    if caption.caption and caption.credit:
        return False
    if any(
        PORTRAIT.search("/".join(["", *address.split("?", maxsplit=1)[0].split("/")[-3:]]))
        for address in sources.addresses[:3]
    ):
        return True
    words = caption.caption or (words_of(frame.box)[:200] if frame.box is not None else "")
    openings = (" ".join(words.split()[:number]).rstrip(",") for number in (3, 4, 5))
    return bool(re.match(r"\w+\s", words)) and any(map(parse_byline, openings))


def _is_badge(image: HtmlElement, sources: Sequence[str]) -> bool:
    """The sign of a license, by its address or by what it links to."""
    link = next((above.get("href") or "" for above in image.iterancestors("a")), "")
    framed = any(above.tag == "figure" for above in image.iterancestors())
    return bool(BADGE.search(sources[0])) or ("creativecommons.org/" in link and not framed)


def _is_video(sources: Sources, chain: Sequence[HtmlElement], caption: Caption) -> bool:
    """The still of a film: a player stands with it, it stands in one, or its length is told."""
    if POSTER.search(sources.addresses[0]) or DURATION.search(caption.caption):
        return True
    for element in chain[:5]:
        if (
            element.tag in {"video", "amp-video", "amp-youtube", "audio"}
            or next(element.iterchildren("video", "audio"), None) is not None
        ):
            return True
        if not caption.credit and VIDEO.search(attribute(element, "class")):
            return True
    return False


def _is_junk(chain: Sequence[HtmlElement], box: HtmlElement | None, *, strict: bool) -> bool:
    """Portraits, logos, teasers; a figure with a caption of its own is fewer of these."""
    for element in chain[:12]:
        if element.tag in {"nav", "footer", "form", "dialog"} or (
            strict and element.tag == "aside" and element is not box
        ):
            return True
        if strict and JUNK.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
    return False


def _is_teaser(image: HtmlElement, chain: Sequence[HtmlElement], frame: Frame, caption: Caption, page: Page) -> bool:
    """A picture that leads to another article, or to a shop."""
    link = next((element for element in chain if element.tag == "a" and element.get("href")), None)
    href = link.get("href") or "" if link is not None else ""
    to_file = bool(linked_file(image) or ATTACHED.search(href)) or (name_of(href) == name_of(page.base) != "")
    areas = [frame.box] if frame.box is not None else list(frame.beside)
    if link is not None and not to_file:
        if any(link in area.iterancestors() or area is link for area in areas) and not caption.credit:
            return True
        if not caption.credit and not (caption.caption and frame.is_figure):
            return True
    links = (words_of(a) for area in areas for a in area.iter("a") if a.get("href") and a is not link)
    longest = max((len(words) for words in links if words in caption.caption), default=0)
    if longest > 0.7 * len(caption.caption) > 0:
        return True
    return not caption.credit and _is_announced(chain, areas, page.places)


def _is_announced(chain: Sequence[HtmlElement], areas: Sequence[HtmlElement], places: Places) -> bool:
    """Whether a box that is no text of the article holds the picture and a link with words of its own."""
    inside = {element for area in areas for element in area.iter()}
    for element in chain[1:8]:
        if places.marked(element) or places.size(element) > 200:
            return False
        others = (link for link in element.iter("a") if link.get("href") and link not in inside)
        if any(places.letters(link) > max(15, 0.3 * places.letters(element)) for link in others):
            return True
    return False


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
