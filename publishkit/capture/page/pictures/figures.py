"""Pictures of a saved page: which belong to the article, their captions, credits and places."""

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement

from publishkit.capture.commonmark import escape, link
from publishkit.capture.extracted import Dropped, Extracted, FoundPicture, Readers, ending_of, missing_files
from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.pictures.captions import Caption, read_caption
from publishkit.capture.page.pictures.frames import Frame, find_frame, is_caption, is_credit
from publishkit.capture.page.pictures.places import Places, read_places
from publishkit.capture.page.pictures.seen import words_of
from publishkit.capture.page.pictures.sources import (
    LEAST,
    Sources,
    attribute,
    declared_picture,
    is_same_photo,
    lead_addresses,
    linked_file,
    photo_names,
)
from publishkit.capture.page.pictures.unwanted import (
    BARE,
    SIGN,
    Shown,
    is_in_junk,
    is_plain_sign,
    why_other,
    why_unwanted,
)
from publishkit.capture.page.structured import Structured
from publishkit.capture.page.tree import key_of, text_of

LEAD = re.compile(r"lead|hero|featured|main|top|cover|header|opener|aufmacher", re.IGNORECASE)
HERO = re.compile(r"featured|post-thumbnail|hero|(?:lead|cover|header|main|title|top)[-_]{0,2}(?:image|img|photo|picture|media|figure)|aufmacher", re.IGNORECASE)  # fmt: skip
NO_ADDRESS = "a picture whose address the page does not say"
NEAR = 1_500
"""Letters between a hero and the first paragraph, or the last one and a picture of the article."""
MAX_PICTURES = 100
MAX_NAMED = 100
"""Pictures that are named among what is left out."""
TOO_MANY = f"one picture of more than {MAX_PICTURES}"
CLOSE = 200
"""Letters around the article within which a picture that is none of its own is named."""
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
class Pictures:
    """What a page shows."""

    figures: tuple[Figure, ...] = ()
    """Of the article, in order."""
    left: Mapping[HtmlElement, Dropped] = field(default_factory=dict)
    """Pictures in the article's area that are not taken, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What finding pictures needs to know."""

    places: Places
    leads: frozenset[tuple[str, str]]
    """Names of the photographs that the page itself names as its own."""
    base: str
    readers: Readers

    def is_declared(self, sources: Sequence[str]) -> bool:
        """Whether the page names the picture at one of these addresses as its own."""
        return not self.leads.isdisjoint(photo_names(sources[:12]))


def find_places(tree: HtmlElement, runs: Sequence[Run], title: str) -> Places | None:
    """Return where everything on a page stands; None where nothing of it is marked."""
    return read_places(tree, runs, _head(tree, runs, title))


def find_figures(
    tree: HtmlElement, places: Places | None, data: Structured, base: str | None, readers: Readers
) -> Pictures:
    """Return the pictures of the article; one its data names when the page shows none."""
    if places is None:
        return Pictures()
    page = Page(places=places, leads=photo_names(lead_addresses(data)), base=base or "", readers=readers)
    found: list[Figure] = []
    left: dict[HtmlElement, str] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for image, sources in places.images.items():
        times[sources.addresses[:1]] += 1
        if times[sources.addresses[:1]] > OFTEN:
            continue
        placed = _read(image, sources, page) if len(found) < MAX_PICTURES else TOO_MANY
        if isinstance(placed, Figure):
            _add(found, placed)
        elif placed and _is_named(image, placed, page):
            left[image] = placed
    figures = tuple(_with_shared(found, page)) or tuple(_declared(tree, data, page))
    return Pictures(figures=figures, left=_named(left, figures, page))


def _is_named(image: HtmlElement, reason: str, page: Page) -> bool:
    """Whether a picture that is not taken stands where the article's do: among its words, or next to them and with no other sign against it."""
    places, position = page.places, page.places.order[image]
    if reason == SIGN and is_plain_sign(image):
        return False
    if places.start <= position <= places.ends[places.last]:
        return True
    return reason == BARE and places.between(position) < CLOSE


def _named(left: Mapping[HtmlElement, str], figures: Collection[Figure], page: Page) -> Mapping[HtmlElement, Dropped]:
    """The pictures that are not taken, by what they are called and where they are; none that is taken elsewhere, and each once."""
    known = set(photo_names(address for one in figures for address in one.picture.written))
    told = {one.picture.alt for one in figures} - {""}
    found: dict[HtmlElement, Dropped] = {}
    for image, reason in left.items():
        addresses = page.places.images[image].addresses[:3]
        names = photo_names(addresses)
        alt = attribute(image, "alt")
        if not names.isdisjoint(known) or (not addresses and (" " not in alt or alt in told)):
            continue
        if len(found) >= MAX_NAMED:
            rest = Dropped(text=f"{len(left) - MAX_NAMED} further pictures", reason=TOO_MANY)
            return {**found, image: rest}
        known |= names
        found[image] = _as_dropped(image, addresses, alt, reason, page.base)
    return found


def _as_dropped(image: HtmlElement, addresses: Sequence[str], alt: str, reason: str, base: str) -> Dropped:
    address = _joined(base, addresses[0])[:500] if addresses else ""
    title = alt or attribute(image, "title") or posixpath.basename(address.partition("?")[0])
    on_web = address.startswith(("https://", "http://"))
    return Dropped(
        text=f"![{alt[:300]}]({address})",
        reason=reason,
        as_printed=partial(link, escape(title[:300]), address) if on_web else partial(escape, title[:300]),
    )


def _with_shared(figures: Sequence[Figure], page: Page) -> Iterator[Figure]:
    """The figures, with what stands under a gallery for all of its pictures: the credit is each one's, the words the last one's."""
    last = {figure.gallery: number for number, figure in enumerate(figures)}
    said = {gallery: read_shared(gallery, page.places, page.readers) for gallery in last if gallery is not None}
    kept = {gallery for gallery, number in last.items() if figures[number].picture.caption}
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
        words = _short(shared.words, page.places)
        # What all of them share has no place where each has words of its own: it is named among what is left out.
        own = figure.gallery in kept and shared.caption
        yield replace(figure, picture=picture, words=(*figure.words, *(() if own else words)))


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
        if not new.picture.src or not is_same_photo(old.picture.src or "", new.picture.src):
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


def _read(image: HtmlElement, sources: Sources, page: Page) -> Figure | str:
    """The picture as a figure; when it is none of the article's, what it is instead, "" where it stands far from it."""
    places = page.places
    position = places.order[image]
    if (position < places.start and places.before[places.first] - places.before[position] > 3 * NEAR) or places.before[
        position
    ] - places.before[places.last] > 3 * NEAR:
        return ""
    chain = tuple(islice(places.around(image), 30))
    if not chain or places.between(position) >= NEAR:  # a background with the text in front of it; far away
        return ""
    declared = page.is_declared(sources.addresses)
    if reason := NO_ADDRESS if not sources.addresses else why_other(image, sources, chain, declared=declared):
        return reason
    frame = find_frame(image, places)
    caption = read_caption(frame, image, page.readers)
    shown = Shown(image, sources, chain, frame, caption, places, page.base, declared)
    if reason := why_unwanted(shown) or ("" if _belongs(shown, page) else BARE):
        return reason
    full = linked_file(image)
    drawn = image.tag == "svg"
    written = () if drawn else tuple(dict.fromkeys(filter(None, (full, *sources.addresses))))
    picture = FoundPicture(
        src=_joined(page.base, written[0]) if written else None,
        written=written,
        caption=caption.caption,
        credit=caption.credit,
        credit_raw=caption.raw,
        alt=" ".join((" ".join(image.itertext()) if drawn else image.get("alt") or "").split())[:2_000],
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


def _belongs(shown: Shown, page: Page) -> bool:
    """Whether a picture stands where the article's do."""
    places, position = shown.places, shown.places.order[shown.image]
    if position < places.start:
        return shown.declared or shown.told or _is_hero(shown, page)
    if position > places.ends[places.last]:
        # One that a post ends with is a link to its own file.
        attached = places.between(position) == 0 and linked_file(shown.image) and not shown.sources.is_small
        return (shown.is_captioned or bool(attached)) and not is_in_junk(shown, strict=True)
    if shown.told or shown.declared or shown.frame.is_figure:
        return True
    # Nothing is said about it: it has to stand among the paragraphs, or to be large.
    named = any(LEAD.search(attribute(element, "class")) for element in shown.chain[:6])
    large = named or shown.sources.width >= 2 * LEAST or position > places.first
    return large and _is_bare(shown.chain, places)


def _is_hero(shown: Shown, page: Page) -> bool:
    """Whether a large picture above the title is named as the article's, on a page whose data names none."""
    named = any(HERO.search(attribute(element, "class")) for element in shown.chain[:4])
    return named and not page.leads and shown.sources.width >= 2 * LEAST


def _is_bare(chain: Sequence[HtmlElement], places: Places) -> bool:
    """Whether a picture without words stands among the paragraphs, not in a box with a heading, a link or much else."""
    box = next((element for element in chain if places.letters(element)), None)
    if box is None:
        return True
    if places.letters(box) > NEAR / 2 or next(box.iter("h2", "h3", "h4", "h5"), None) is not None:
        return False
    own = next((element for element in chain if element.tag == "a"), None) if linked_file(chain[0]) else None
    return sum(places.letters(link) for link in box.iter("a") if link is not own) < 0.5 * places.letters(box)


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


GALLERY = re.compile(r"galler|galer|slide-?show|slider|carousel|swiper|diaporama|bildstrecke|fotostrecke|kg-gallery|tiled|mosaic|photo-?(?:set|grid|essay)|image-?(?:grid|pair|group)", re.IGNORECASE)  # fmt: skip
MANY = 300
"""Parts of a gallery that are looked at."""


def is_gallery(element: HtmlElement) -> bool:
    """Whether an element holds several pictures that belong together."""
    return element.tag in {"figure", "amp-carousel"} or bool(GALLERY.search(element.get("class") or ""))


def read_shared(gallery: HtmlElement, places: Places, readers: Readers) -> Caption:
    """Return the caption and the credit that stand in, or right under, a gallery as a whole."""
    own = [part for part in islice(gallery, MANY) if _is_line(part, places)]
    lines = [part for part in own if part.tag == "figcaption" or is_caption(part) or is_credit(part)]
    if lines:
        return read_caption(Frame(beside=tuple(lines), is_figure=True), gallery, readers)
    after = gallery.getnext()
    for line in (*own, *((after,) if after is not None and _is_line(after, places) else ())):
        found = readers.credit_line(words_of(line))
        if found is not None and not found.caption:
            return Caption(credit=found.credit, raw=found.raw, words=(line,))
    return Caption()


def _is_line(element: HtmlElement, places: Places) -> bool:
    return (
        isinstance(element.tag, str)
        and element in places.order
        and 0 < places.letters(element) < 500
        and not places.pictures(element)
    )
