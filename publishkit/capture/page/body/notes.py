"""Footnotes of a page: marks that lead to a text and back, whatever program wrote them; and notes beside the text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from publishkit.capture.commonmark import block_text
from publishkit.capture.extracted import Block
from publishkit.capture.page.body.inline import Reading, pieces_of, plain, read_spans
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.selection import Selection
from publishkit.capture.page.tree import text_of
from publishkit.capture.spans import Span, markdown

MARK = re.compile(r"[\[(]?\s?(?:(?:note|nb|n|fn|ref)\s?)?(?:\d{1,4}|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶#]{1,4})\s?[\])]?[.↑↩]?", re.IGNORECASE)  # fmt: skip
BACK = re.compile(r"[\s\[\]()^↑↩︎⤴⏎↵⇑0-9.*†‡a-z]{0,12}|(?:return|back|jump up|zurück|retour|volver|wróć|zpět)[\w\s]{0,30}", re.IGNORECASE)  # fmt: skip
NAMED = re.compile(r"foot-?note|end-?note|(?:^|[\s_-])(?:fn|notes?|references?|ftn|cite)(?:[\s_-]|\d|$)", re.IGNORECASE)
ARROWED = re.compile(r"[↑↩︎⤴⏎↵⇑^][\s.,()a-z0-9]{0,60}", re.IGNORECASE)
WHOLE = frozenset({"li", "aside", "dd", "p", "div", "section", "tr", "span"})
BESIDE = re.compile(
    r"side-?note|margin-?note|tool-?tip-?(?:text|content|inner|body|box)|popover-?(?:content|body|text)|glossary-?(?:content|text|definition)"
    r"|(?:foot-?note|inline-?note|fn)-?(?:content|text|body|popover)",
    re.IGNORECASE,
)
TOGGLE = re.compile(r"toggle|number|anchor|button|trigger|icon", re.IGNORECASE)
REMARK = re.compile(r"\[(?=[^\[\]]{0,60}[^\W\d_]{3})[^\[\]\d]{3,60}\]")
MOST = 3_000
"""Notes of one page."""


@dataclass(kw_only=True, slots=True)
class Notes:
    """The notes of a page, numbered as their marks stand in the text."""

    marks: dict[HtmlElement, str] = field(default_factory=dict)
    """The element of a mark -> the number of its note."""
    bodies: dict[str, HtmlElement] = field(default_factory=dict)
    """Number -> the element that holds its text."""
    backs: set[HtmlElement] = field(default_factory=set)
    """Links back into the text, and numbers in front of notes: no part of their words."""
    remarks: dict[HtmlElement, str] = field(default_factory=dict)
    """What editors say to each other within a line, in raised brackets: "[citation needed]"."""


def find_notes(tree: HtmlElement) -> Notes:
    """Return the notes of a page: a short mark that leads to a text which leads back, or which calls itself a note."""
    targets = link_targets(tree)
    links = [link for link in tree.iter("a") if (link.get("href") or "").partition("#")[2]]
    found, numbers = Notes(), dict[HtmlElement, str]()
    leads_back = _back_links(links, targets)
    for link in links:
        target = _target(link, targets)
        if target is None or len(numbers) >= MOST or not MARK.fullmatch(text_of(link)):
            continue
        body = note_body(target)
        if body is None or body is link or link in set(body.iter("a")):
            continue
        back = [one for one in body.iter("a") if one in leads_back and _is_near(leads_back[one], link)]
        typed = "noteref" in _kind(link)
        if (
            not typed
            and not back
            and body not in numbers
            and not (NAMED.search(_names(body)) or NAMED.search(_names(target)))
        ):
            continue
        if not typed and not _comes_before(link, body):
            continue
        number = numbers.setdefault(body, str(len(numbers) + 1))
        found.bodies[number] = body
        found.marks[_mark(link)] = number
        found.backs.update(back)
        if target.tag == "dt":
            found.backs.add(target)
    for number, body in found.bodies.items():
        found.backs.update(_labels(body, number))
    _add_side_notes(tree, found)
    for raised in tree.iter("sup"):
        text = text_of(raised)
        if (
            raised not in found.marks
            and REMARK.fullmatch(text)
            and not any(one in found.marks for one in raised.iter("a"))
        ):
            found.remarks[raised] = text
    return found


def link_targets(tree: HtmlElement) -> Mapping[str, HtmlElement]:
    """Return what links lead to, by its name."""
    found: dict[str, HtmlElement] = {}
    for element in tree.iter():
        for name in ("id", "name"):
            value = element.get(name)
            if value and (name == "id" or element.tag == "a"):
                found.setdefault(value, element)
    return found


def _target(link: HtmlElement, targets: Mapping[str, HtmlElement]) -> HtmlElement | None:
    return targets.get((link.get("href") or "").partition("#")[2])


def _back_links(links: list[HtmlElement], targets: Mapping[str, HtmlElement]) -> Mapping[HtmlElement, HtmlElement]:
    """Every link with a short text -> what it leads to."""
    pairs = ((link, _target(link, targets)) for link in links if BACK.fullmatch(text_of(link)))
    return {link: target for link, target in pairs if target is not None}


def note_body(target: HtmlElement) -> HtmlElement | None:
    """Return the element with the whole text of a note: the target, or what holds the anchor in front of it."""
    if target.tag == "dt" and MARK.fullmatch(text_of(target)):
        after = target.getnext()
        return after if after is not None and after.tag == "dd" else None
    chain = [target, *target.iterancestors()]
    for element in chain[:4]:
        if element.tag in WHOLE and len(text_of(element)) > len(text_of(target)) + 3 * (element is not target):
            return element
        if (
            element is target
            and element.tag in WHOLE
            and len(text_of(element)) > 3
            and not MARK.fullmatch(text_of(element))
        ):
            return element
    return None


def _is_near(target: HtmlElement, link: HtmlElement) -> bool:
    """Whether *target* is the mark, holds it, or stands in it."""
    around = [link, *link.iterancestors()][:3]
    return (
        target in around
        or link in target.iterancestors()
        or any(target is child for one in around[:2] for child in one)
    )


def _comes_before(link: HtmlElement, body: HtmlElement) -> bool:
    """Whether the mark stands in front of the note: else it is the way back."""
    above = [*reversed(list(link.iterancestors())), link]
    other = [*reversed(list(body.iterancestors())), body]
    for one, two in zip(above, other, strict=False):
        if one is not two:
            parent = one.getparent()
            return parent is None or parent.index(one) < parent.index(two)
    return False


def _mark(link: HtmlElement) -> HtmlElement:
    """The link, or the raised sign around it."""
    parent = link.getparent()
    return parent if parent is not None and parent.tag == "sup" and text_of(parent) == text_of(link) else link


def _labels(body: HtmlElement, number: str) -> Iterator[HtmlElement]:
    """The number a note repeats in front of its words, and the arrows behind them."""
    for element in body.iter("a", "sup", "span"):
        text = text_of(element)
        if (
            (element is not body and text and MARK.fullmatch(text) and not _words_before(element, body))
            or (element is not body and element.tag in {"a", "span"} and re.fullmatch(r"[\s↑↩︎⤴⏎↵⇑^]+", text))
            or (element.tag == "span" and element is not body and ARROWED.fullmatch(text) and _is_of_links(element))
        ):
            yield element


def _is_of_links(element: HtmlElement) -> bool:
    """Whether an element holds nothing but links and signs: the ways back of a note that is named more than once."""
    links = sum(len(text_of(link)) for link in element.iter("a"))
    return links > 0 and len(re.sub(r"\W", "", text_of(element))) <= links


def _words_before(element: HtmlElement, body: HtmlElement) -> bool:
    """Whether words of the note stand in front of *element*."""
    for one in body.iter():
        if one is element:
            return False
        if one.tag in {"a", "sup", "span"} and one is not body and MARK.fullmatch(text_of(one) or "-"):
            continue
        if (one.text or "").strip() and one not in element.iterancestors():
            return True
        if one in element.iterancestors() and (one.text or "").strip(" \n\t[].("):
            return True
    return False


def _add_side_notes(tree: HtmlElement, found: Notes) -> None:
    """Notes that stand beside the text in the middle of a sentence: they are numbered and set below it."""
    known = set(found.bodies.values())
    for element in tree.iter("span", "small", "aside", "i", "em"):
        names = element.get("class") or ""
        if element.get("role") != "tooltip" and (not BESIDE.search(names) or TOGGLE.search(names)):
            continue
        if (
            text_of(element)
            and not any(one in known for one in (element, *element.iterancestors()))
            and _is_within(element)
        ):
            number = str(len(found.bodies) + 1)
            found.bodies[number] = element
            found.marks[element] = number
            known.add(element)
            found.backs.update(_toggles(element))


def _is_within(element: HtmlElement) -> bool:
    """Whether a note stands in a line of words, or says itself that it is beside it."""
    above = element.getparent()
    if above is None or len(text_of(above)) <= len(text_of(element)):
        return False
    return element.tag != "aside" or above.tag == "p" or "note" in (element.get("class") or "")


def _toggles(element: HtmlElement) -> Iterator[HtmlElement]:
    """The signs in front of a note beside the text with which a reader shows it."""
    before = element.getprevious()
    while before is not None and before.tag in {"input", "label"} and not (before.tail or "").strip():
        yield before
        before = before.getprevious()


def _names(element: HtmlElement) -> str:
    parent = element.getparent()
    above = f"{parent.get('class') or ''} {parent.get('id') or ''}" if parent is not None else ""
    return f"{element.get('class') or ''} {element.get('id') or ''} {above} {_kind(element)}"


def _kind(element: HtmlElement) -> str:
    """What a book says that an element is."""
    return f"{element.get('epub:type') or ''} {element.get('role') or ''}"


SIGN = re.compile(r"[.):\]]\s+")


def note_blocks(whole: Box, notes: Notes, selection: Selection, reading: Reading) -> Iterator[Block]:
    """Yield the notes in their order; one within a line only where its mark stands in what is printed."""
    runs: dict[HtmlElement, list[Run]] = {}
    bodies = {element: number for number, element in notes.bodies.items()}
    marked: set[str] = set()
    for run in whole.runs() if bodies else ():
        above = next((one.element for one in run.box.chain if one.element in bodies), None)
        if run and above is not None:
            runs.setdefault(above, []).append(run)
        if selection.keeps(run):
            marked.update(span.text for span in run.spans if span.kind == "note")
    for number, element in notes.bodies.items():
        found = [run.spans for run in runs.get(element, [])]
        if not found and number in marked:
            found = [read_spans(pieces_of(element), reading)]
        found = [tuple(_unnumbered(found[0])), *found[1:]] if found else found
        words = "\n".join(map(plain, found))
        lines = "\n\n    ".join(block_text(markdown(spans)) for spans in found)
        if words:
            yield Block(kind="note", text=words, markdown=f"[^{number}]: {lines}", written=True)


def _unnumbered(spans: Sequence[Span]) -> Sequence[Span]:
    """The words of a note without the sign that stood behind its number."""
    first = spans[0] if spans else None
    if first is None or first.kind != "words" or not (sign := SIGN.match(first.text)):
        return spans
    return [Span(first.text[sign.end() :], first.style), *spans[1:]]
