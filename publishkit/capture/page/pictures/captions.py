"""One picture's caption and credit, told apart: by element first, by words second."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from lxml.html import HtmlElement

from publishkit.capture.cues import is_furniture
from publishkit.capture.extracted import CaptionCredit, Readers
from publishkit.capture.page.pictures.frames import Frame, is_caption, is_credit
from publishkit.capture.page.pictures.seen import UNREAD, words_of
from publishkit.capture.page.pictures.sources import attribute
from publishkit.capture.page.tree import key_of, squeeze

ATTRIBUTES = ("data-credit", "data-copyright", "data-photographer", "data-source", "data-author", "data-rights")
CAPTION_ATTRIBUTES = (
    "data-caption",
    "data-image-caption",
    "data-sub-html",
    "data-description",
    "data-image-description",
)
LABELLED = re.compile(r"[^:©]{3,25}:|©")
TITLE_TAIL = re.compile(r"\s(?:\||©|\()\s?(?P<c>[^|]{2,120}(?: \| [^|]{2,60})?)$")
BEFORE = re.compile(
    r"^(?:[⊕⊖]|view image in fullscreen|view \d+ images?|bild (?:vergrößern|1 von \d+)|\d+ ?(?:/|of|von|de|z|sur|di) ?\d+(?!\d|\s?[%.,])|camera icon|(?:image|media|video) caption|bildunterschrift:?|image(?= [A-Z])|(?:open|click to) (?:image|enlarge)\w* ?(?:modal|gallery)?)\s*",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"\s{0,9}(?:show more|show less|visa mer|vis mer|read more|lire plus|leer más|mehr anzeigen|vergrößern|(?:click to )?enlarge(?: this)? image|toggle caption|hide caption|\(\d+ ?/ ?\d+\)|\d+ ?/ ?\d+)\s{0,9}$",
    re.IGNORECASE,
)
IN_ALT = re.compile(
    r"[(（]\s{0,9}(?:photos?|fotos?|pic(?:ture)?|image|bild|crédit|credit|zdjęcie|写真)\s{0,9}[:：]\s{0,9}(?P<c>[^()]{3,90})[)）]\s{0,9}$",
    re.IGNORECASE,
)
NAME_TAIL = re.compile(
    r"(?:\s/\s(?P<c>[^\W\d_a-zß-ÿ][\w.'’-]{0,60}(?: [\w.'’-]{1,60}){0,3})|（(?P<d>[^\W\d_a-zß-ÿ][^()（）]{1,40}?)(?:撮影|提供)?）"
    r"|(?:(?<=[.!?…。])|(?<=[.!?]['\"”»]))\s?\((?P<e>[^\W\d_a-zß-ÿ][^()（）]{1,40}?)(?:撮影|提供)?\))\.?$"
)
BRACKETED = re.compile(r"\([^\W\d_a-zß-ÿ][^()]{3,120}\)")
SENT_IN = re.compile(
    r"(?:^|\s)(?P<c>(?:submitted|courtesy|contributed|supplied|handout|provided)\s(?:photo|image|picture)(?:graph)?s?)\.?$",
    re.IGNORECASE,
)
"""“Ada Example Submitted photo”: nobody is named."""
SHOULD = re.compile(
    r"^(?:(?:image|media) copyright|(?:photo )?credit should read\s{0,9}:?|credit\s{0,9}(?:…|\.{2,3}))\s{0,9}",
    re.IGNORECASE,
)
"""What agencies and papers print in front of a name."""
REPORTER = re.compile(
    r"[.。]\s{0,3}(?P<c>[가-힣]{2,4}(?:\s(?:선임|사진|인턴))?\s?기자|[가-힣A-Za-z0-9]{2,12}\s?(?:제공|캡처))\.?$"
)
"""“… . 홍길동 기자”: a reporter's name behind a Korean caption."""
LONGEST = 2_500


@dataclass(frozen=True, kw_only=True, slots=True)
class Caption:
    """What stands beside a picture."""

    caption: str = ""
    credit: str = ""
    raw: str = ""
    license_uri: str | None = None
    words: tuple[HtmlElement, ...] = ()
    """The elements it stands in."""


def read_caption(frame: Frame, image: HtmlElement, readers: Readers) -> Caption:
    """Return caption and credit of a picture; the tree stays as it is."""
    areas = [frame.box] if frame.box is not None else list(frame.beside)
    found = _read_areas(areas, frame, readers) if areas else Caption()
    if not found.words and not found.caption and not found.raw and frame.maybe is not None:
        found = _read_line(frame.maybe, readers) or found
    found = _cut(found, readers)
    if not found.caption:
        described = _described(image) or next(
            (value for name in CAPTION_ATTRIBUTES if (value := _plain_attribute(image, name))), ""
        )
        found = _cut(replace(found, caption=described), readers) if described else found
    if not found.credit and (raw := _in_attributes(image, readers)):
        return replace(found, raw=raw, credit=_name(raw, readers))
    split = _named_tail(found.caption) if found.caption and not found.raw else None
    return replace(found, caption=split.caption, credit=split.credit, raw=split.raw) if split else found


def _read_areas(areas: list[HtmlElement], frame: Frame, readers: Readers) -> Caption:
    taken: list[HtmlElement] = []
    total = sum(len(words_of(area)) for area in areas)
    raw = squeeze(" ".join(_take_credits(areas, taken, total)))
    element = next((one for area in areas if (one := _caption_element(area, taken)) is not None), None)
    if not raw and element is not None:
        raw = _take_last(element, taken, readers)
    raw = raw or _take_first(element, taken) if element is not None else raw
    raw = raw or _take_line(areas, taken, readers)
    whole = frame.is_figure or bool(frame.beside) or (bool(raw) and total < 400)
    spoken = [element] if element is not None else areas if whole else []
    caption = squeeze(" ".join(words_of(one, taken) for one in spoken))
    uri = next(
        (href for area in areas for a in area.iter("a") if "creativecommons.org/" in (href := a.get("href") or "")),
        None,
    )
    words = areas if whole and frame.box is not None and len(caption) + len(raw) > 0.6 * total else [*spoken, *taken]
    return Caption(
        caption=caption,
        raw=raw,
        credit=_name(raw, readers),
        license_uri=uri,
        words=tuple(words) if caption or raw else (),
    )


def _read_line(line: HtmlElement, readers: Readers) -> Caption | None:
    """A short line that is a credit, or ends in one."""
    text = words_of(line)
    found = readers.credit_line(text) or readers.caption_tail(text)
    if found is None or len(found.caption) > 200:
        return None
    return Caption(caption=found.caption, credit=found.credit, raw=found.raw, words=(line,))


def _cut(found: Caption, readers: Readers) -> Caption:
    """The caption without counters and buttons, without the credit in its words, and once."""
    caption = found.caption
    for _ in range(3):
        caption = AFTER.sub("", BEFORE.sub("", caption)).strip()
    caption = _once(caption)
    if found.raw and caption.endswith(found.raw) and len(caption) > len(found.raw):
        caption = caption[: -len(found.raw)].rstrip(" |–-/")
    if not found.raw and caption:
        split = _split(caption, readers)
        if split is not None:
            found = replace(found, credit=split.credit, raw=split.raw)
            caption = split.caption
    if is_furniture(found.credit):
        found = replace(found, credit="", raw="")
    if len(caption) < 2 or key_of(caption) == key_of(found.raw):
        caption = ""
    return replace(found, caption=caption[:LONGEST])


def _name(raw: str, readers: Readers) -> str:
    """The credit without label and sign."""
    found = (readers.credit_line(raw) or readers.caption_tail(raw)) if raw else None
    whole = found is None or bool(found.caption)
    name = readers.clean_credit(AFTER.sub("", raw)).rstrip(" .|") if whole or found is None else found.credit
    return SHOULD.sub("", name)


def _once(caption: str) -> str:
    """A caption that stands twice, hidden and shown, once."""
    half = len(caption) // 2
    for middle in range(half - 2, half + 3):
        if middle > 5 and key_of(caption[:middle]) == key_of(caption[middle:]) != "":
            return caption[:middle].strip()
    return caption


def _split(caption: str, readers: Readers) -> CaptionCredit | None:
    """Caption and credit in one text."""
    caption = re.sub(r"[（(][CcＣｃ][)）]", "©", caption)
    found = readers.caption_tail(caption) or readers.credit_line(caption)
    if found is not None and found.raw[:1] in "’”»“'\"" and found.caption:
        # The mark that ends a quotation is the caption's.
        mark, raw = found.raw[0], found.raw[1:].strip()
        return CaptionCredit(caption=found.caption + mark, credit=_name(raw, readers), raw=raw)
    if found is None and len(caption) < 60 and re.match(r"via [A-Z]", caption):
        return CaptionCredit(caption="", credit=caption.removeprefix("via "), raw=caption)
    return found


def _named_tail(caption: str) -> CaptionCredit | None:
    """Under a picture also "… / Ada Example", "… (Ada Example)" behind a sentence, and a reporter's name behind one."""
    match = NAME_TAIL.search(caption)
    if match is not None:
        name = match["c"] or match["d"] or match["e"]
        return CaptionCredit(caption=caption[: match.start()].strip(), credit=name, raw=match.group().strip())
    match = SENT_IN.search(caption)
    if match is not None:
        return CaptionCredit(caption=caption[: match.start()].strip(), credit=match["c"], raw=match["c"])
    match = REPORTER.search(caption)
    if match is None:
        return None
    name = re.sub(r"\s?(?:기자|제공|캡처)$", "", match["c"])
    return CaptionCredit(caption=caption[: match.start() + 1].strip(), credit=name, raw=match["c"])


def _caption_element(area: HtmlElement, taken: Collection[HtmlElement]) -> HtmlElement | None:
    """The element that says it is the caption: the first with words."""
    candidates = [area, *area.iterdescendants()]
    named = [
        one
        for one in candidates
        if isinstance(one.tag, str) and one not in taken and one.tag not in {"img", "picture", "a", "figure"}
    ]
    caption = next((one for one in named if one.tag == "figcaption" and words_of(one, taken)), None)
    if caption is None:
        caption = next((one for one in named if is_caption(one) and words_of(one, taken) and one is not area), None)
    return caption


def _take_credits(areas: list[HtmlElement], taken: list[HtmlElement], total: int) -> Iterator[str]:
    """Note the elements that are credits in *taken* and yield their words."""
    seen: list[str] = []
    for element in (one for area in areas for one in area.iter()):
        if (
            not isinstance(element.tag, str)
            or element.tag in UNREAD
            or any(above in taken for above in element.iterancestors())
        ):
            continue
        if not _says_credit(element) or (element.tag == "small" and element in areas) or _holds_more(element):
            continue
        text = words_of(element)
        # "caption-credit" is a credit; "caption copyright-ok" around the whole caption is not.
        around = is_caption(element) and len(text) >= 0.7 * total and element.tag != "cite"
        if not 0 < len(text) < 160 or around:
            continue
        taken.append(element)
        if key_of(text) not in "".join(map(key_of, seen)):
            seen.append(text)
            yield text


def _holds_more(element: HtmlElement) -> bool:
    """Whether an element holds a picture, a caption or a list: a box that stands to the right is named as rights are."""
    return next(element.iter("img", "picture", "figcaption", "ul", "ol"), None) is not None


def _says_credit(element: HtmlElement) -> bool:
    return element.tag in {"cite", "small", "footer"} or is_credit(element)


def _take_last(element: HtmlElement, taken: list[HtmlElement], readers: Readers) -> str:
    """Note the last part of a caption of several parts when it reads as a credit, whatever its class is."""
    while len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        element = element[0]
    parts = [part for part in element if isinstance(part.tag, str) and words_of(part)]
    before = (element.text or "").strip() or len(parts) > 1
    if not parts or not before or (parts[-1].tail or "").strip() or parts[-1].tag in {"em", "i", "b", "strong"}:
        return ""
    before_last = parts[-1].getprevious()
    if parts[-1].tag == "a" and ((before_last.tail if before_last is not None else element.text) or "").strip():
        return ""  # a link in a sentence
    text = words_of(parts[-1])
    found = (readers.credit_line(text) or readers.caption_tail(text)) if len(text) < 140 else None
    if found is None and len(text) < 140 and BRACKETED.fullmatch(text):
        taken.append(parts[-1])
        return text[1:-1]
    # "Ada Example (dpa)": a name in front of the brackets is the photographer's.
    if found is None or len(found.caption.split()) > 4 or re.search(r"[.!?:]$", found.caption):
        return ""
    taken.append(parts[-1])
    return text


def _take_first(element: HtmlElement, taken: list[HtmlElement]) -> str:
    """Note a name in an element of its own on the first line of a caption: who the picture is from."""
    first = element[0] if len(element) > 1 and not (element.text or "").strip() else None
    if first is None or first.tag != "span" or (first.tail or "").strip() or element[1].tag != "br":
        return ""
    text, rest = words_of(first), words_of(element, [first])
    names = text.split()
    if (
        not 0 < len(names) <= 5
        or not all(name[:1].isupper() for name in names)
        or text[-1:] in ".!?:"
        or len(rest) < 40
    ):
        return ""
    taken.append(first)
    return text


def _take_line(areas: list[HtmlElement], taken: list[HtmlElement], readers: Readers) -> str:
    """Note the line that opens with a credit's label: what else stands in so small a box is the caption."""
    for element in (one for area in areas for one in reversed(list(area.iter("p", "span", "div")))):
        text = words_of(element)
        if (
            0 < len(text) < 140
            and LABELLED.match(text)
            and element not in areas
            and readers.credit_line(text) is not None
        ):
            taken.append(element)
            return text
    return ""


def _described(image: HtmlElement) -> str:
    """The words an image refers to as its description, where they stand near."""
    name = (image.get("aria-describedby") or "").split(" ")[0]
    if not name:
        return ""
    for around in islice(image.iterancestors(), 4):
        near = (one for child in around for one in (child, *islice(child, 5)))
        element = next((one for one in islice(near, 100) if one.get("id") == name), None)
        if element is not None:
            text = words_of(element)
            return text if 2 < len(text) < LONGEST else ""
    return ""


def _plain_attribute(image: HtmlElement, name: str) -> str:
    value = squeeze(re.sub(r"<[^<>]{0,200}>", " ", image.get(name) or ""))
    return value if 8 < len(value) < LONGEST and " " in value else ""


def _in_attributes(image: HtmlElement, readers: Readers) -> str:
    """A credit in an attribute of the picture: in one of its own, behind the alternative text, or in it."""
    for name in ATTRIBUTES:
        value = squeeze(image.get(name) or "")
        if 1 < len(value) < 140 and not re.match(r"https?:|//|/|\d+$|[a-z0-9_-]+$|[\[{]", value):
            return value
    alt, title = attribute(image, "alt"), attribute(image, "title")
    if alt and title.startswith(alt) and (match := TITLE_TAIL.match(title, len(alt))):
        return match["c"].rstrip(")")
    match = IN_ALT.search(alt)
    if match:
        return match.group()
    found = readers.caption_tail(alt) if len(alt) > 40 else None
    return found.raw if found else ""
