"""What is shown on a page and is no picture of its article: signs, portraits, stills of films, teasers, advertisements."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from publishkit.capture.bylines import parse_byline
from publishkit.capture.page.body.inline import is_typed
from publishkit.capture.page.body.players import is_card
from publishkit.capture.page.pictures.captions import Caption
from publishkit.capture.page.pictures.frames import Frame
from publishkit.capture.page.pictures.places import IMAGES, Places
from publishkit.capture.page.pictures.seen import words_of
from publishkit.capture.page.pictures.sources import PORTRAIT, POSTER, Sources, is_icon, linked_file, says_small
from publishkit.capture.page.structured import name_of

JUNK = re.compile(
    r"avatar|logo(?!n)|(?:^|[\s_-])authors?(?:[\s_-]|$)|author-?(?:image|photo|bio|box|card|info)|byline|(?<!gallery-)icon|related|teaser|recommend|promo|newsletter|sidebar|footer|comment|shar(?:e|ing)[-_]?(?:bar|tools?|buttons?|icons?|links?|list)|(?:^|\s)share(?:\s|$)|social|advert|(?:^|[-_ ])(?:ads?|dfp)(?:[-_ ]|$)"
    r"|most-?(?:read|viewed|popular)|(?:^|[\s_-])nav|menu|outbrain|taboola|see-?also|read-?(?:more|next|also)|more-?(?:from|stories|on|news|posts|articles)(?:[\s_-]|$)|up-?next|trending|affiliate|product-?(?:box|card)|(?:^|[\s_-])shop|buy-?box|paywall|cookie|masthead|breadcrumb|recirc|bio(?:[\s_-]|$)|widget-?area|membership|slide-?out|modal|pop-?up",
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
BADGE = re.compile(r"(?:i\.creativecommons\.org|licensebuttons\.net)/|creativecommons\.org/[^?]{0,80}/(?:88x31|80x15|by)", re.IGNORECASE)  # fmt: skip
"""The sign of a license; it belongs to its words."""
ATTACHED = re.compile(r"attachment|/photo|/image|/media/|/file:|/datei:|/fichier:|gallery|galerie|lightbox|flickr|fancybox|zoom|foto|slideshow|#", re.IGNORECASE)  # fmt: skip
PROMOTED = re.compile(r"\bsubscribe (?:to|now|today|here)\b|\bget a subscription\b|\bjetzt (?:abonnieren|bestellen)\b|\babonnez-vous\b|\bsuscríbete\b", re.IGNORECASE)  # fmt: skip
"""A house advertises itself."""
SIGN = "a sign of the page"
STILL = "a still of a film, or the picture of a sound"
SMALL = "a picture less than 200 pixels wide"
BEHIND = "a picture behind words"
PORTRAIT_OF = "a portrait of who wrote it"
BESIDE = "a picture beside the article"
TEASER = "a picture that leads elsewhere"
BARE = "a picture of which nothing is said, and which stands apart from the text"
APART = frozenset({"nav", "footer", "form", "dialog"})
PLAYERS = frozenset({"video", "audio", "amp-video", "amp-youtube", "amp-audio"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, and all that is known about it before anyone decides whose it is."""

    image: HtmlElement
    sources: Sources
    chain: tuple[HtmlElement, ...]
    """It, and what is around it up to the article."""
    frame: Frame
    caption: Caption
    places: Places
    base: str
    """The page's address."""
    declared: bool
    """Whether the page's data names it as the article's."""

    @property
    def told(self) -> bool:
        """Whether anything is said about it."""
        return bool(self.caption.caption or self.caption.credit)

    @property
    def is_credited(self) -> bool:
        """Whether a credit stands on the page, not only in an attribute."""
        return bool(self.caption.credit and self.caption.words)

    @property
    def is_captioned(self) -> bool:
        """Whether it is a figure about which something is said."""
        return self.told and self.frame.is_figure

    @property
    def areas(self) -> tuple[HtmlElement, ...]:
        """The elements that hold what is said about it."""
        return (self.frame.box,) if self.frame.box is not None else self.frame.beside


def why_unwanted(shown: Shown) -> str:
    """Return what a picture is instead: a sign, a portrait, a still, a teaser, an advertisement; "" for one that may be the article's."""
    loose = not shown.is_captioned
    shown_as = (
        (stands_in(shown.image, shown.sources) or is_typed(shown.image) or is_badge(shown), SIGN),
        (is_still(shown), STILL),
        (loose and is_icon(shown.image, shown.sources), SIGN),
        (loose and shown.sources.is_small and not linked_file(shown.image), SMALL),
    )
    reason = next((reason for holds, reason in shown_as if holds), "")
    return reason or ("" if shown.declared else _why_beside(shown))


def _why_beside(shown: Shown) -> str:
    """What a picture is by what is around it."""
    if shown.image.tag not in {*IMAGES, "svg"} and "-" not in str(shown.image.tag) and not shown.caption.credit:
        return BEHIND
    if is_portrait(shown):
        return PORTRAIT_OF
    if is_in_junk(shown, strict=not shown.is_captioned):
        return BESIDE
    return TEASER if is_teaser(shown) else ""


def why_other(image: HtmlElement, sources: Sources, chain: Sequence[HtmlElement], *, declared: bool) -> str:
    """Return what a picture surely is before anyone looks for its caption: `why_unwanted` would say as much; "" where it may be another thing."""
    if stands_in(image, sources) or is_typed(image):
        return SIGN
    if POSTER.search(sources.addresses[0]) or any(_is_player(element) for element in chain[:5]):
        return STILL
    if declared:
        return ""
    if any(element.tag == "a" and is_card(element) for element in chain[:8]):
        return TEASER
    if any(element.tag in APART for element in chain[:12]):
        return BESIDE
    return PORTRAIT_OF if any(map(_is_of_person, chain[:8])) else ""


def _is_player(element: HtmlElement) -> bool:
    return element.tag in PLAYERS or next(element.iterchildren("video", "audio"), None) is not None


def _is_of_person(element: HtmlElement) -> bool:
    names = element.get("class")
    return names is not None and _names_person(names)


@lru_cache(maxsize=5_000)
def _names_person(names: str) -> bool:
    return PERSON.search(" ".join(names.split())) is not None


@lru_cache(maxsize=5_000)
def _names_junk(names: str) -> bool:
    return JUNK.search(names) is not None


@lru_cache(maxsize=5_000)
def _names_video(names: str) -> bool:
    return VIDEO.search(" ".join(names.split())) is not None


def is_plain_sign(image: HtmlElement) -> bool:
    """Return whether an image says itself that it is a sign: by its size, its class, or what stands behind it."""
    behind = image.getnext()
    hidden = behind is not None and behind.tag == "noscript"
    return hidden or is_typed(image) or says_small(image) or not (image.get("src") or "")


def stands_in(image: HtmlElement, sources: Sources) -> bool:
    """Whether an image without a photograph of its own stands in for the one that is shown without scripts, behind it."""
    behind = image.getnext()
    if behind is None or behind.tag != "noscript" or next(behind.iter("img"), None) is None:
        return False
    return all(re.search(r"\.(?:gif|svg)(?:[?#]|$)", address, re.IGNORECASE) for address in sources.addresses)


def is_portrait(shown: Shown) -> bool:
    """Whether a picture is of whoever wrote the article."""
    if any(map(_is_of_person, shown.chain[:8])):
        return True
    if shown.caption.caption and shown.caption.credit:
        return False
    paths = (address.split("?", maxsplit=1)[0].split("/")[-3:] for address in shown.sources.addresses[:3])
    if any(PORTRAIT.search("/".join(["", *path])) for path in paths):
        return True
    words = shown.caption.caption or (words_of(shown.frame.box)[:200] if shown.frame.box is not None else "")
    openings = (" ".join(words.split()[:number]).rstrip(",") for number in (3, 4, 5))
    return bool(re.match(r"\w+\s", words)) and any(map(parse_byline, openings))


def is_badge(shown: Shown) -> bool:
    """Whether a picture is the sign of a license, by its address or by what it links to."""
    above = list(islice(shown.image.iterancestors(), 30))
    link = next((element.get("href") or "" for element in above if element.tag == "a"), "")
    framed = any(element.tag == "figure" for element in above)
    return bool(BADGE.search(shown.sources.addresses[0])) or ("creativecommons.org/" in link and not framed)


def is_still(shown: Shown) -> bool:
    """Whether a picture is a film's: a player stands with it, it stands in one, or its length is told."""
    if POSTER.search(shown.sources.addresses[0]) or DURATION.search(shown.caption.caption):
        return True
    for element in shown.chain[:5]:
        if _is_player(element):
            return True
        if not shown.caption.credit and _names_video(element.get("class") or ""):
            return True
    return False


def is_in_junk(shown: Shown, *, strict: bool) -> bool:
    """Whether a picture stands in something that is no article; one with a caption is asked less strictly."""
    own = shown.frame.box if shown.caption.credit else None
    for element in shown.chain[:12]:
        if element.tag in APART:
            return True
        if strict and element.tag == "aside" and element is not own:
            return True
        if strict and _names_junk(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
    return False


def is_teaser(shown: Shown) -> bool:
    """Whether a picture leads to another article, or to a shop."""
    link = next((element for element in shown.chain if element.tag == "a" and element.get("href")), None)
    if link is not None and not shown.is_credited and not _leads_to_picture(shown, link.get("href") or ""):
        outside = any(area is link or link in area.iterancestors() for area in shown.areas)
        if outside or not (shown.caption.caption and shown.frame.is_figure):
            return True
    if PROMOTED.search(shown.caption.caption):
        return True
    links = (words_of(a) for area in shown.areas for a in area.iter("a") if a.get("href") and a is not link)
    longest = max((len(words) for words in links if words in shown.caption.caption), default=0)
    if longest > 0.7 * len(shown.caption.caption) > 0:
        return True
    return not shown.is_credited and (_is_headed(shown) or _is_announced(shown))


def _leads_to_picture(shown: Shown, href: str) -> bool:
    return bool(linked_file(shown.image) or ATTACHED.search(href)) or (name_of(href) == name_of(shown.base) != "")


def _is_headed(shown: Shown) -> bool:
    """Whether what stands with a picture is a headline that leads elsewhere."""
    heads = (head for area in shown.areas for head in area.iter("h2", "h3", "h4", "h5"))
    return any(link.get("href") for head in heads for link in (*head.iter("a"), *islice(head.iterancestors("a"), 1)))


def _is_announced(shown: Shown) -> bool:
    """Whether a box that is no text of the article holds the picture and a link with words of its own."""
    places = shown.places
    inside = {element for area in shown.areas for element in area.iter()}
    if linked_file(shown.image):  # the link to its own file may say what that is called
        inside.update(element for element in shown.chain if element.tag == "a")
    for element in shown.chain[1:8]:
        if places.marked(element) or places.size(element) > 200:
            return False
        others = (link for link in element.iter("a") if link.get("href") and link not in inside)
        if any(places.letters(link) > max(15, 0.3 * places.letters(element)) for link in others):
            return True
    return False
