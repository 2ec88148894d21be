"""One picture's caption and credit, told apart: by element first, by words second."""

import copy
import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from publishkit.articles.extracted import CaptionCredit, Readers
from publishkit.articles.html_tree import squeeze, text_of

CREDIT = re.compile(
    r"credit|copyright|photographer|image-?author|img-?author|rights|agency|bildquelle|quelle|fotograf|photo-?by|distributor"
    r"|(^|[-_ ])(source|author|byline|legal)([-_ ]|$)|__source|__author|subcaption|phototaker",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"caption|legend|figcap|image-?desc|img-?desc|description|bildtext|bildunterschrift|didascalia|pie-?(de-)?foto|media--lead"
    r"|photo-?text|picture-?text|bu(_|-|$)",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"^(?:view image in fullscreen|bild (?:vergrößern|1 von \d+)|\d+ ?(?:/|of|von|de|z) ?\d+)\s*", re.IGNORECASE
)
AFTER = re.compile(r"\s*(?:show more|visa mer|vis mer|read more|vergrößern|enlarge(?: this)? image)\s*$", re.IGNORECASE)
IN_ALT = re.compile(r"[(（]\s*(?:photo|foto|pic(?:ture)?|image)\s*:\s*(?P<c>[^()]{3,90})[)）]\s*$", re.IGNORECASE)

NAME_TAIL = re.compile(
    r"(?:\s/\s(?P<c>[^\W\d_a-zß-ÿ][\w.'’-]*(?: [\w.'’-]+){0,3})|[(（](?P<d>[^\W\d_a-zß-ÿ][^()（）]{1,40}?)(?:撮影|提供)?[)）])\.?$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Caption:
    """What stands beside a picture."""

    caption: str = ""
    credit: str = ""
    raw: str = ""
    license_uri: str | None = None


def read_caption(box: HtmlElement | None, image: HtmlElement, readers: Readers) -> Caption:
    """Return caption and credit of the picture in *box*; *box* stays as it is."""
    caption, raw, uri = "", "", None
    if box is not None:
        work = copy.deepcopy(_area(box))
        uri = _license(work)
        raw = _take_credit(work)
        caption = _caption_text(work, whole=box.tag == "figure")
    caption = AFTER.sub("", BEFORE.sub("", caption))
    if not raw:
        found = _split(caption, readers) if caption else None
        if found is not None:
            return Caption(caption=found.caption, credit=found.credit, raw=found.raw, license_uri=uri)
        match = IN_ALT.search(image.get("alt") or "")
        raw = match.group() if match else ""
    found = readers.credit_line(raw) or readers.caption_tail(raw) if raw else None
    credit = found.credit if found else readers.clean_credit(raw).rstrip(" .|")
    return Caption(caption=caption if len(caption) > 1 else "", credit=credit, raw=raw, license_uri=uri)


def _split(caption: str, readers: Readers) -> CaptionCredit | None:
    """Caption and credit in one text; under a picture also "… / Ada Example" and "… (Example's)"."""
    found = readers.caption_tail(caption) or readers.credit_line(caption)
    match = NAME_TAIL.search(caption) if found is None else None
    if match is None:
        return found
    return CaptionCredit(
        caption=caption[: match.start()].strip(), credit=match["c"] or match["d"], raw=match.group().strip()
    )


def _area(box: HtmlElement) -> HtmlElement:
    """The part of the box that is caption and credit."""
    element = _caption_element(box)
    if box.tag == "figure" or element is None:
        return box
    parent = element.getparent()
    return parent if parent is not None else element


def _caption_element(box: HtmlElement) -> HtmlElement | None:
    caption = next(box.iter("figcaption"), None)
    if caption is not None:
        return caption
    return next((child for child in box.iterdescendants() if _classed(child, CAPTION) and text_of(child)), None)


def _caption_text(work: HtmlElement, *, whole: bool) -> str:
    element = work if work.tag == "figcaption" else _caption_element(work)
    if element is not None:
        return _spaced(element)
    return _spaced(work) if whole else ""


def _take_credit(work: HtmlElement) -> str:
    """Take the elements that are credits out of *work* and return their words."""
    words: list[str] = []
    total = len(text_of(work))
    for element in list(work.iterdescendants()):
        text = text_of(element)
        if not 0 < len(text) < 140 or element.getparent() is None or not _is_credit(element, len(text), total):
            continue
        if text not in " ".join(words):
            words.append(text)
        element.drop_tree()
    return squeeze(" ".join(words))


def _is_credit(element: HtmlElement, length: int, total: int) -> bool:
    if element.tag in {"cite", "small"}:
        return True
    if not (
        _classed(element, CREDIT) or re.search(r"copyrightHolder|creditText|author", element.get("itemprop") or "")
    ):
        return False
    # "caption-credit" is a credit; "caption copyright-ok" around the whole caption is not.
    return not _classed(element, CAPTION) or length < 0.7 * total


def _classed(element: HtmlElement, pattern: re.Pattern[str]) -> bool:
    return isinstance(element.tag, str) and bool(
        pattern.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}")
    )


def _spaced(element: HtmlElement) -> str:
    """Words of an element; neighbouring elements do not run together."""
    return squeeze(" ".join(element.itertext()))


def _license(work: HtmlElement) -> str | None:
    return next((href for a in work.iter("a") if "creativecommons.org/" in (href := a.get("href") or "")), None)
