"""One picture's caption and credit, told apart: by element first, by words second."""

import copy
import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from publishkit.capture.extracted import CaptionCredit, Readers
from publishkit.capture.page.tree import squeeze, text_of

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
ATTRIBUTES = ("data-credit", "data-copyright", "data-photographer", "data-source", "data-author", "data-rights")
LABELLED = re.compile(r"[^:©]{3,25}:|©")
TITLE_TAIL = re.compile(r"\s(?:\||©|\()\s?(?P<c>[^|]{2,120}(?: \| [^|]{2,60})?)$")
BEFORE = re.compile(
    r"^(?:view image in fullscreen|view \d+ images?|bild (?:vergrößern|1 von \d+)|\d+ ?(?:/|of|von|de|z) ?\d+)\s*",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"\s{0,9}(?:show more|visa mer|vis mer|read more|vergrößern|enlarge(?: this)? image)\s{0,9}$", re.IGNORECASE
)
IN_ALT = re.compile(
    r"[(（]\s{0,9}(?:photo|foto|pic(?:ture)?|image)\s{0,9}:\s{0,9}(?P<c>[^()]{3,90})[)）]\s{0,9}$", re.IGNORECASE
)

NAME_TAIL = re.compile(
    r"(?:\s/\s(?P<c>[^\W\d_a-zß-ÿ][\w.'’-]{0,60}(?: [\w.'’-]{1,60}){0,3})|[(（](?P<d>[^\W\d_a-zß-ÿ][^()（）]{1,40}?)(?:撮影|提供)?[)）])\.?$"
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
        work = copy.deepcopy(caption_area(box))
        uri = _license(work)
        raw = _take_credit(work) or _take_last(work, readers)
        signed = "" if raw or _caption_element(work) is not None else _take_line(work, readers)
        caption = _caption_text(work, whole=box.tag == "figure" or bool(signed))
        raw = raw or signed
    caption = AFTER.sub("", BEFORE.sub("", caption))
    if not raw:
        found = _split(caption, readers) if caption else None
        if found is not None:
            return Caption(caption=found.caption, credit=found.credit, raw=found.raw, license_uri=uri)
        raw = _in_attributes(image, readers)
    found = readers.credit_line(raw) or readers.caption_tail(raw) if raw else None
    whole = found is None or bool(found.caption)
    credit = readers.clean_credit(raw).rstrip(" .|") if whole or found is None else found.credit
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


def caption_area(box: HtmlElement) -> HtmlElement:
    """Return the part of the box that is caption and credit."""
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


def _take_last(work: HtmlElement, readers: Readers) -> str:
    """Take out the last part of a caption of several parts when it reads as a credit, whatever its class is."""
    element = work if work.tag == "figcaption" else _caption_element(work)
    while element is not None and len(element) == 1 and not (element.text or "").strip():
        element = element[0]
    parts = [part for part in element if text_of(part)] if element is not None else []
    before = element is not None and ((element.text or "").strip() or len(parts) > 1)
    if not parts or not before or (parts[-1].tail or "").strip() or parts[-1].tag in {"em", "i", "b", "strong"}:
        return ""
    text = text_of(parts[-1])
    found = (readers.credit_line(text) or readers.caption_tail(text)) if len(text) < 140 else None
    # "Ada Example (dpa)": a name in front of the brackets is the photographer's.
    if found is None or len(found.caption.split()) > 4 or re.search(r"[.!?:]$", found.caption):
        return ""
    parts[-1].drop_tree()
    return text


def _take_line(work: HtmlElement, readers: Readers) -> str:
    """Take out the line that opens with a credit's label: what else stands in so small a box is the caption."""
    for element in reversed(list(work.iter("p", "span", "div"))):
        text = text_of(element)
        labelled = 0 < len(text) < 140 and element.getparent() is not None and LABELLED.match(text)
        if labelled and readers.credit_line(text) is not None:
            element.drop_tree()
            return text
    return ""


def _in_attributes(image: HtmlElement, readers: Readers) -> str:
    """A credit in an attribute of the picture: in one of its own, behind the alternative text, or in it."""
    for name in ATTRIBUTES:
        value = squeeze(image.get(name) or "")
        if 1 < len(value) < 140 and not re.match(r"https?:|//|/|\d+$|[a-z0-9_-]+$", value):
            return value
    alt, title = squeeze(image.get("alt") or ""), squeeze(image.get("title") or "")
    if alt and title.startswith(alt) and (match := TITLE_TAIL.match(title, len(alt))):
        return match["c"].rstrip(")")
    match = IN_ALT.search(alt)
    if match:
        return match.group()
    found = readers.caption_tail(alt) if len(alt) > 40 else None
    return found.raw if found else ""


def _is_credit(element: HtmlElement, length: int, total: int) -> bool:
    if element.tag in {"cite", "small", "footer"}:
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
