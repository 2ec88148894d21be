"""Notes that are links within a text: a number that leads to a paragraph further down, which leads back."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from publishkit.capture.markdown.inline import NOTE

MARK = re.compile(r"[\[(]?\s*(?:\d{1,3}|[ivx]{1,5}|[*†‡§]{1,3})\s*[\])]?")
BACK = re.compile(r"[\s↩↑^⤴\ufe0e\ufe0f\[\]()]*|[\[(]?\s*\d{1,3}\s*[\])]?[.:]?")
"""What a link back from a note says."""
FOOT = re.compile(r"foot-?notes?|end-?notes?", re.IGNORECASE)
NOTE_NAME = re.compile(r"footnote-|_ftn|_edn|fn[:\d-]|cite_note")
HOLDERS = frozenset({"li", "p", "div", "aside", "dd", "td", "section", "blockquote"})
INLINE = frozenset({"a", "sup", "sub", "span", "b", "strong", "i", "em", "small"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LONGEST = 5_000
"""Characters of a note."""
OUT_AND_BACK = (
    ("footnote-anchor-", "footnote-"),
    ("fnref:", "fn:"),
    ("fnref", "fn"),
    ("cite_ref-", "cite_note-"),
    ("_ftnref", "_ftn"),
    ("_ednref", "_edn"),
)
"""How programs name the place of a mark, and that of its note."""
BACKS = tuple(back for back, _ in OUT_AND_BACK)


def take_notes(tree: HtmlElement, first: int) -> list[tuple[int, HtmlElement]]:
    """Return the notes of a tree with their numbers from *first* on, taken out of it; their marks are marks of notes then."""
    places = {name: element for element in tree.iter() for name in (element.get("id"), element.get("name")) if name}
    order = {element: number for number, element in enumerate(tree.iter())}
    returns = {href[1:]: link for link in tree.iter("a") if (href := _within(link))}
    found: dict[HtmlElement, int] = {}
    for link in list(tree.iter("a")):
        name = _within(link)[1:]
        target = _holder(places.get(name)) if name in places else _holder(_back_link(name, returns))
        if not MARK.fullmatch("".join(link.itertext()).strip()):
            continue
        if target is None or order[target] <= order[link] or any(one is target for one in link.iterancestors()):
            if target is None and NOTE_NAME.match(name) and not name.startswith(BACKS):
                link.tag = "sup"  # so that it is no part of the word before it
            continue
        if not _is_note(target, name):
            continue
        _with_next(target)
        number = found.setdefault(target, first + len(found))
        _set_mark(link, number)
    return [(number, _lifted(target)) for target, number in found.items()]


def _with_next(note: HtmlElement) -> None:
    """Let a line that is only the number of a note hold the paragraph below it, which is the note."""
    below = note.getnext()
    if note.tag == "p" and below is not None and BACK.fullmatch("".join(note.itertext()).strip()) and len(note):
        note.append(below)


def _within(link: HtmlElement) -> str:
    """The place in the same text that a link leads to, with its sign; "" when it leads elsewhere."""
    href = (link.get("href") or "").strip()
    return (
        href[href.index("#") :]
        if "#" in href and (href.startswith("#") or re.search(r"#(?:footnote|_ftn|_edn|fn)", href))
        else ""
    )


def _back_link(name: str, returns: dict[str, HtmlElement]) -> HtmlElement | None:
    """The link of a note that leads back to its mark, where the note itself has no name."""
    for back, out in OUT_AND_BACK:
        if name.startswith(out) and not name.startswith(back):
            return returns.get(back + name.removeprefix(out))
    return None


def _holder(element: HtmlElement | None) -> HtmlElement | None:
    """The block that is the note; None where a place is that of a heading or a table."""
    while element is not None and element.tag not in HOLDERS:
        element = element.getparent() if element.tag in INLINE else None
    return element


def _is_note(block: HtmlElement, name: str) -> bool:
    """Whether a block is one by its name or a link back, and no part of the text."""
    words = "".join(block.itertext())
    whole = len(words) <= LONGEST and not any(part.tag in HEADINGS for part in block.iter())
    return whole and (bool(NOTE_NAME.match(name)) or any(True for _ in _links_back(block)))


def _set_mark(link: HtmlElement, number: int) -> None:
    above = link.getparent()
    alone = (
        above is not None
        and above.tag == "sup"
        and "".join(above.itertext()).strip() == "".join(link.itertext()).strip()
    )
    mark = above if alone and above is not None else link
    for child in list(mark):
        mark.remove(child)
    mark.text, mark.tag = None, NOTE
    mark.attrib.clear()
    mark.set("n", str(number))


def _lifted(note: HtmlElement) -> HtmlElement:
    """The note, out of the text, without its links back and the number it opens with."""
    for link in list(_links_back(note)):
        above = link.getparent()
        link.drop_tree()
        if above is not None and above.tag == "sup" and not "".join(above.itertext()).strip():
            above.drop_tree()
    boxes = [one for one in note.iterancestors("section", "div", "ol", "aside") if FOOT.search(one.get("class") or "")]
    note.drop_tree()
    for rule in [one for box in boxes for one in box.iter("hr")]:
        rule.drop_tree()
    note.tail = None
    note.tag = "div"
    return note


def _links_back(note: HtmlElement) -> Iterator[HtmlElement]:
    yield from (link for link in note.iter("a") if _within(link) and BACK.fullmatch("".join(link.itertext()).strip()))
