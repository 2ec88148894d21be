"""Frames, films and sounds of a page: what they play, from where, and what is said of it."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from publishkit.capture.extracted import Dropped
from publishkit.capture.page.body.inline import clean_address
from publishkit.capture.page.body.outline import Box
from publishkit.capture.page.tree import squeeze, text_of

ADS = re.compile(r"doubleclick|googlesyndication|googletagmanager|adservice|amazon-adsystem|/ads?[/.]|\bads?\.|criteo|taboola|outbrain|recaptcha|consent|(?<!no)cookie", re.IGNORECASE)  # fmt: skip
PLAYERS: Mapping[str, str] = {
    "youtube": "Video", "youtu.be": "Video", "vimeo": "Video", "dailymotion": "Video", "brightcove": "Video", "jwplatform": "Video",
    "soundcloud": "Audio", "spotify": "Audio", "podigee": "Audio", "acast": "Audio", "podcast": "Audio",
}  # fmt: skip
"""Part of a host -> what a frame from there plays."""
HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
WORDED = HEADS | {"p", "div", "span", "cite", "time", "strong", "em"}
WATCH = re.compile(r"youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}:|#", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Player:
    """What stands in the place of a player."""

    words: str
    address: str = ""
    """On the web; "" where the page does not stand anywhere."""
    caption: str = ""
    """What stands under it, where it has a title of its own."""


def read_player(box: Box, base: str) -> Player | Dropped | None:
    """Return what is printed in the place of a player, or why nothing is; None for an advertisement and an empty frame."""
    element = box.element
    played = _played(element)
    address, host = _address(played, base)
    if ADS.search(address) or _is_unseen(element):
        return (
            Dropped(text=address[:500], reason="a frame no reader sees") if host and not ADS.search(address) else None
        )
    if not host and (not played or SCHEME.match(played)):
        named = squeeze(element.get("title") or element.get("aria-label") or "") or box.tag
        return Dropped(text=named, reason="a player that does not say what it plays") if box.tag != "iframe" else None
    around = next((one for one in box.chain if one.tag == "figure"), None)
    caption = next((text_of(one) for one in around.element.iter("figcaption")), "") if around is not None else ""
    within = text_of(element) if box.tag == "object" else ""
    title = squeeze(element.get("title") or element.get("aria-label") or caption or within)
    name = title or host.removeprefix("www.") or posixpath.basename(played.partition("?")[0])
    watch = WATCH.search(address)
    address = f"https://www.youtube.com/watch?v={watch[1]}" if watch else address
    words = ": ".join(filter(None, (_kind(box, host), name)))
    return Player(words=words, address=address if host else "", caption=caption if caption != title else "")


CARD = re.compile(r"bookmark-?(?:card|container|link)|link-?(?:card|preview|embed)|embedded-post|(?:^|[\s_-])(?:oembed|unfurl)(?:[\s_-]|$)", re.IGNORECASE)  # fmt: skip
"""Names of what shows another page within a text: a link with its title, its description and its picture."""
TITLE = re.compile(r"title|headline|heading", re.IGNORECASE)


def is_card(link: HtmlElement) -> bool:
    """Return whether a link is a card: it, or the box around it, is named as one, and several blocks stand in it."""
    above = link.getparent()
    names = f"{link.get('class') or ''} {'' if above is None else above.get('class') or ''}"
    return (
        _names_card(names) and bool(link.get("href")) and sum(one.tag in WORDED for one in link.iterdescendants()) > 1
    )


@lru_cache(maxsize=5_000)
def _names_card(names: str) -> bool:
    return CARD.search(names) is not None


def read_card(link: HtmlElement, base: str) -> Player | None:
    """Return what is printed in the place of a card: its title as a link, what else it says below; None where it leads nowhere."""
    lines = [one for one in link.iterdescendants() if one.tag in WORDED and text_of(one) and not _holds_line(one)]
    title = next((one for one in lines if TITLE.search(one.get("class") or "") or one.tag in HEADS), None)
    title = title if title is not None else next(iter(lines), None)
    address = clean_address(link.get("href") or "", base)
    if title is None or not address:
        return None
    rest = " · ".join(text_of(one) for one in lines if one is not title)
    return Player(words=text_of(title), address=address, caption=rest)


def _holds_line(element: HtmlElement) -> bool:
    return any(one.tag in WORDED and text_of(one) for one in element.iterdescendants())


MADE = re.compile(r"(?:^|[^a-z])(poll|quiz|survey|chart|graph|map|embed|widget|infographic|tweet|video|player|audio|podcast|calculator)(?![a-z])", re.IGNORECASE)  # fmt: skip
"""Names of an empty box that a program fills."""


def made_by_program(element: HtmlElement) -> str:
    """Return what an empty box is named that a program fills, "" where it is named as nothing a reader would miss."""
    names = f"{element.get('data-component-name') or ''} {element.get('class') or ''}"
    said = any(name.startswith("data-") for name in element.attrib)
    return squeeze(names) if said and MADE.search(names) and not ADS.search(names) else ""


def _kind(box: Box, host: str) -> str:
    sort = box.tag.removeprefix("amp-") if box.tag != "object" else (box.element.get("type") or "").partition("/")[0]
    said = {"video": "Video", "audio": "Audio"}.get(sort)
    return said or next((name for part, name in PLAYERS.items() if part in host), "")


def _address(played: str, base: str) -> tuple[str, str]:
    """The whole address and its host; "" for one that is none."""
    try:
        address = urljoin(base, played) if played else ""
        address = f"https:{address}" if address.startswith("//") else address
        host = urlsplit(address).hostname or "" if address.startswith(("http://", "https://")) else ""
    except ValueError:
        return "", ""
    return address, host


def _is_unseen(element: HtmlElement) -> bool:
    sizes = (element.get("width") or "", element.get("height") or "")
    return "display:none" in (element.get("style") or "").replace(" ", "") or any(
        size in {"0", "1", "0px", "1px"} for size in sizes
    )


def _played(element: HtmlElement) -> str:
    """What a frame or player shows, as the page writes it; "" when it does not say."""
    names = ("src", "data-src", "data", *sorted(name for name in element.attrib if re.fullmatch(r"data-[\w-]{0,30}src", name)))  # fmt: skip
    said = next((value for name in names if (value := element.get(name)) and value != "about:blank"), "")
    if not said and element.tag == "amp-youtube" and element.get("data-videoid"):
        return f"https://www.youtube.com/embed/{(element.get('data-videoid') or '').strip()}"
    return (said or next((one.get("src") or "" for one in element.iter("source")), "")).strip()
