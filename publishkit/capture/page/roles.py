"""What elements of a page stand for: roles, elements of a site's own, buttons and tabs that open a text become what they mean."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice, takewhile

from lxml.html import HtmlElement

from publishkit.capture.cues import is_furniture
from publishkit.capture.page.body.outline import BLOCKS
from publishkit.capture.page.tree import HIDDEN, MAKE, squeeze, text_of

HEADING = "h3"
ROLES: Mapping[str, str] = {
    "paragraph": "p", "heading": HEADING, "list": "ul", "listitem": "li", "blockquote": "blockquote", "table": "table", "rowgroup": "tbody",
    "row": "tr", "cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th", "figure": "figure",
}  # fmt: skip
"""What an element says that it is -> the element that is it."""
MEANINGLESS = frozenset({"div", "span", "section", "center"})
HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PARAGRAPHS = HEADS | frozenset({"p", "summary", "dt", "caption", "figcaption", "pre"})
"""Blocks in which no other stands."""
PROSE = 80
LABEL = 60
"""Letters of the name of whom a quotation is from."""
MOST = 500
"""Buttons of a page, and bars of tabs, that are looked at."""
LEAST = 20
"""Letters of a text that a button opens."""
OPENER = re.compile(r"accordion|faq|collaps|toggle|disclosure|expand", re.IGNORECASE)
AROUND = frozenset({"nav", "header", "footer", "form", "aside", "dialog"})
UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
PICTURES = frozenset({"image", "img", "picture", "photo", "figure", "foto"})
"""Ends of names of a site's own elements that show a picture."""
OWN = ("src", "href", "data-src", "srcset")
"""Attributes of an element of a site's own that shows or leads to something."""


def read_roles(tree: HtmlElement) -> None:
    """Give every element of the page the name of what it stands for."""
    _read_unscripted(tree)
    _name_listings(tree)
    _name_roles(tree)
    _name_formulas(tree)
    _name_tasks(tree)
    _name_own(tree)
    _name_quotes(tree)
    named = _by_id(tree)
    _open_tabs(tree, named)
    for button in list(islice(tree.iter("button"), MOST)):
        _open_panel(button, named)


def _read_unscripted(tree: HtmlElement) -> None:
    """Text that a page shows where no program runs is text; what asks for a program, and pictures, stay what they are."""
    for element in list(tree.iter("noscript")):
        above = element.getparent()
        if above is None or above.tag in {"head", *PARAGRAPHS} or "script" in (words := text_of(element)).lower():
            continue
        prose = sum(len(text_of(one)) >= PROSE for one in element.iter("p"))
        if prose and len(words) >= PROSE and not _is_of_links(element):
            element.tag = "div"


NUMBER = re.compile(r"line-?num|lineno|blob-num|hljs-ln-n|(?:^|[\s_-])ln(?:[\s_-]|$)", re.IGNORECASE)
CODE_LINE = re.compile(r"(?:^|[\s_-])(?:code-?line|hljs-line|view-line|line-of-code)(?=[\s_-]|$)", re.IGNORECASE)


def _name_listings(tree: HtmlElement) -> None:
    """Listings whose lines are rows of a table, or boxes that say that they are lines of code, are listings."""
    for table in list(tree.iter("table")):
        rows = [_code_of(row) for row in table.iter("tr")]
        lines = [row for row in rows if row is not None]
        if lines and len(lines) == len(rows):
            _make_listing(table, lines)
    for first in [one for one in tree.iter("div") if CODE_LINE.search(one.get("class") or "")]:
        above, before = first.getparent(), first.getprevious()
        if above is None or next(first.iterancestors("pre", "code"), None) is not None:
            continue
        if before is not None and before.tag == "div" and CODE_LINE.search(before.get("class") or ""):
            continue
        rest = list(takewhile(lambda one: bool(CODE_LINE.search(one.get("class") or "")), first.itersiblings()))
        if rest:
            lines = ["".join(map(str, one.itertext())).strip("\n") for one in (first, *rest)]
            for one in rest:
                above.remove(one)
            _make_listing(first, lines)


def _code_of(row: HtmlElement) -> str | None:
    """The line of code that a row of a table holds beside its number; None for another row."""
    cells = list(row.iter("td", "th"))
    if len(cells) != 2 or not (cells[0].get("data-line-number") or NUMBER.search(cells[0].get("class") or "")):
        return None
    words = "".join(map(str, cells[1].itertext())).strip("\n")
    return None if "\n" in words else words


def _make_listing(element: HtmlElement, lines: Sequence[str]) -> None:
    behind = element.tail
    for child in list(element):
        element.remove(child)
    element.tag, element.text, element.tail = "pre", "\n".join(lines).replace("\u00a0", " "), behind


def _name_roles(tree: HtmlElement) -> None:
    for element in list(tree.iter()):
        role = (element.get("role") or "").strip().lower() if isinstance(element.tag, str) else ""
        if not role or (element.tag not in MEANINGLESS and "-" not in str(element.tag)):
            continue
        if role == "separator" and not text_of(element) and not len(element):
            element.tag = "hr"
        elif role == "heading" and 0 < len(text_of(element)) < 300:
            level = element.get("aria-level") or ""
            element.tag = f"h{level}" if level in set("123456") else HEADING
        elif role in ROLES and role != "heading" and not _is_of_links(element):
            element.tag = ROLES[role]


def _name_quotes(tree: HtmlElement) -> None:
    """What stands beside a text and is nothing but a quotation is one, with the name of whom it quotes in it."""
    for aside in list(tree.iter("aside")):
        quotes = [one for one in aside if one.tag == "blockquote"]
        if len(quotes) != 1 or not text_of(quotes[0]) or "pull" in (aside.get("class") or ""):
            continue
        name = squeeze(text_of(aside).replace(text_of(quotes[0]), "", 1))
        if len(name) > LABEL or next(aside.iter("form", "input", "h1", "h2", "h3"), None) is not None:
            continue
        for one in [one for one in aside if one is not quotes[0]]:
            aside.remove(one)
        if name:
            first = MAKE("p")
            first.text, first.tail, quotes[0].text = name, quotes[0].text, None
            quotes[0].insert(0, first)
        aside.tag, aside.text = "div", None
        aside.attrib.pop("class", None)


def _is_of_links(element: HtmlElement) -> bool:
    links = sum(len(text_of(link)) for link in element.iter("a"))
    return links > 0.5 * len(text_of(element))


CHECKED = re.compile(r"(?:^|[\s_-])(?:checkbox|check|task|todo)[-_]?(?P<state>on|checked|done|complete|off|unchecked|open)(?:\s|$)", re.IGNORECASE)  # fmt: skip


def _name_tasks(tree: HtmlElement) -> None:
    """What stands in an item in the place of its box, and says by its role or its class whether it is done, is that box."""
    for item in tree.iter("li"):
        element = next(iter(item), None)
        if element is None or element.tag not in MEANINGLESS or text_of(element) or (item.text or "").strip():
            continue
        found = CHECKED.search(element.get("class") or "")
        done = element.get("aria-checked") if (element.get("role") or "") == "checkbox" else None
        if found is None and done is None:
            continue
        element.tag = "input"
        element.set("type", "checkbox")
        if done == "true" or (found is not None and found["state"].lower() in {"on", "checked", "done", "complete"}):
            element.set("checked", "checked")


TYPED = ("data-latex", "data-tex", "data-formula", "data-math", "data-expr")
"""Attributes that hold a formula as it was typed, where a program is to set it."""
MAX_FORMULA = 2_000


def _name_formulas(tree: HtmlElement) -> None:
    """An empty element that a program fills with a formula says it as it was typed."""
    for element in tree.iter("div", "span"):
        if len(element) or element.text or not (typed := _typed(element)):
            continue
        element.text = rf"\[{typed}\]" if element.tag == "div" else rf"\({typed}\)"


def _typed(element: HtmlElement) -> str:
    typed = next((value for name in TYPED if (value := element.get(name))), "") or ""
    if not typed and "latex" in (element.get("class") or "").lower() and (told := element.get("data-attrs") or ""):
        with suppress(ValueError):
            read = json.loads(told[: 2 * MAX_FORMULA])
            typed = str(read.get("persistentExpression") or "") if isinstance(read, dict) else ""
    return typed.strip() if len(typed) < MAX_FORMULA else ""


# --- elements of a site's own -----------------------------------------------------------------------------------------


def _name_own(tree: HtmlElement) -> None:
    """Elements whose names a site has made up: those that stand as paragraphs are some."""
    own = [
        one
        for one in tree.iter()
        if isinstance(one.tag, str) and "-" in one.tag and not str(one.tag).startswith(("amp-", "mjx-"))
    ]
    for element in own:
        if str(element.tag).rpartition("-")[2] in PICTURES and _shows_one(element):
            element.tag = "figure"
    for above in dict.fromkeys(one.getparent() for one in reversed(own)):
        if above is None or above.tag in PARAGRAPHS or _is_loose(above):
            continue
        children = [one for one in above if one.tag not in BLOCKS and _is_own(one) and not _holds_block(one)]
        if any(len(text_of(one)) >= PROSE for one in children) or ("-" in str(above.tag) and len(children) > 1):
            for child in children:
                child.tag = "p"
    for element in own:
        before = _before(element)
        if element.tag not in BLOCKS and before[-1:] in set('.!?…”"»') and text_of(element)[:1].isalpha():
            element.addprevious(MAKE("br"))


def _shows_one(element: HtmlElement) -> bool:
    """Whether an element without an address holds one picture."""
    images = list(islice(element.iter("img"), 2))
    return len(images) == 1 and not any(element.get(name) for name in OWN)


def _is_own(element: HtmlElement) -> bool:
    return (
        isinstance(element.tag, str)
        and "-" in element.tag
        and not any(element.get(name) for name in OWN)
        and bool(text_of(element))
    )


def _is_loose(element: HtmlElement) -> bool:
    """Whether words stand in an element itself."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _holds_block(element: HtmlElement) -> bool:
    return any(one.tag in BLOCKS for one in element.iterdescendants())


def _before(element: HtmlElement) -> str:
    """The words right in front of an element, as they are written."""
    before, above = element.getprevious(), element.getparent()
    return ((before.tail if before is not None else above.text if above is not None else "") or "")[-20:]


# --- what opens a text ------------------------------------------------------------------------------------------------


def _by_id(tree: HtmlElement) -> Mapping[str, HtmlElement]:
    return {value: element for element in tree.iter() if (value := element.get("id"))}


def _open_tabs(tree: HtmlElement, named: Mapping[str, HtmlElement]) -> None:
    """Set the name of each tab over the text that it shows."""
    for bar in list(islice((one for one in tree.iter() if one.get("role") == "tablist"), MOST)):
        tabs = list(islice((one for one in bar.iter() if one.get("role") == "tab"), MOST))
        tabs = tabs or list(islice(bar.iter("li"), MOST))
        behind = iter(_panels_behind(bar, len(tabs)))
        for tab in tabs:
            panel = named.get(tab.get("aria-controls") or (tab.get("href") or "").removeprefix("#"))
            panel = panel if panel is not None else next(behind, None)
            words = text_of(tab)
            if panel is None or not words or is_furniture(words) or not _is_text(panel, 3) or _stands_around(tab):
                continue
            head = MAKE(HEADING)
            head.text, head.tail, panel.text = words, panel.text, None
            panel.insert(0, head)
            _show(panel)
            for inner in tab.iter():
                inner.text = inner.tail = None


def _panels_behind(bar: HtmlElement, tabs: int) -> Sequence[HtmlElement]:
    """What a bar of tabs shows: the panels behind it, or, where none is called so, as many boxes as there are tabs."""
    boxes = list(islice(bar.itersiblings(), MOST))
    panels = [one for one in boxes if one.get("role") == "tabpanel"]
    if not panels and len(boxes) == 1:
        boxes = list(boxes[0])
    return panels or (boxes if len(boxes) == tabs else [])


def _open_panel(button: HtmlElement, named: Mapping[str, HtmlElement]) -> None:
    """Make a button a heading, or words of one, where it opens a text behind it."""
    words = squeeze("".join(button.itertext()))
    above = button.getparent()
    if above is None or len(words) < 3 or is_furniture(words) or _stands_around(button):
        return
    headed = above.tag in PARAGRAPHS
    names = f"{button.get('class') or ''} {above.get('class') or ''}"
    says = button.get("aria-expanded") is not None or button.get("aria-controls") or OPENER.search(names)
    panel = next((one for one in _panels(button, named) if _is_text(one)), None) if says or headed else None
    if panel is None:
        return
    button.tag = "span" if headed else HEADING
    _show(panel)


def _panels(button: HtmlElement, named: Mapping[str, HtmlElement]) -> Iterator[HtmlElement]:
    """What a button may open: what it names, what stands behind it, and behind what holds nothing else."""
    for name in ("aria-controls", "data-bs-target", "data-target", "data-collapse-target"):
        target = named.get((button.get(name) or "").removeprefix("#"))
        if target is not None and button not in set(target.iter()):
            yield target
    for element in (button, *button.iterancestors()):
        if element is not button and not _holds_alone(element, button):
            return
        after = element.getnext()
        if after is not None and not (element.tail or "").strip():
            yield after
            return


def _holds_alone(element: HtmlElement, button: HtmlElement) -> bool:
    """Whether nothing but a button has words in an element; signs beside it are none."""
    if len(element) > 4 or _is_loose(element):
        return False
    return all(one is button or button in one.iterdescendants() or not text_of(one) for one in element)


def _is_text(panel: HtmlElement, least: int = LEAST) -> bool:
    """Whether there is text of the page in a panel, and no menu or form."""
    if (
        not isinstance(panel.tag, str)
        or panel.tag in HIDDEN | AROUND | {"button"}
        or panel.tag in PARAGRAPHS - {"p", "pre"}
    ):
        return False
    return len(text_of(panel)) >= least and not _is_of_links(panel) and next(panel.iter("input", "nav"), None) is None


def _stands_around(element: HtmlElement) -> bool:
    """Whether an element stands in what is around an article."""
    for above in element.iterancestors():
        if above.tag == "article":
            return False
        if above.tag in AROUND:
            return True
    return False


def _show(panel: HtmlElement) -> None:
    panel.attrib.pop("hidden", None)
    if style := panel.get("style"):
        panel.set("style", UNSHOWN.sub("", style))


# --- what no reader sees ----------------------------------------------------------------------------------------------

SPOKEN = re.compile(r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|assistive(?:-text)?|off-?screen|a11y-hidden)(?=\s|$)", re.IGNORECASE)  # fmt: skip
"""Classes of words that are only read aloud."""
TOOLS = re.compile(r"(?:^|[\s_-])(?:mw-editsection|edit-?section|header-?link|header-?anchor|heading-?anchor|anchor-?link|hash-?link|permalink)(?=\s|$)", re.IGNORECASE)  # fmt: skip
"""Classes of what stands at a heading for whoever writes or links the page."""
FOLIO = re.compile(r"\W{0,3}(?:\d{1,5}|[ivxlc]{1,8})\W{0,3}", re.IGNORECASE)
"""The number of a printed page."""
MUCH = 600
"""Letters from which on a part of a page is not taken for hidden: a program shows it."""


def find_hidden(tree: HtmlElement) -> set[HtmlElement]:
    """Return the elements no reader sees: hidden by attribute, by their own style, or by a class for what is read aloud."""
    found: set[HtmlElement] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in {"html", "body", "head", "main", "article"}:
            continue
        said = element.get("hidden")
        hides = said is not None and said != "until-found"
        if (
            (hides or _unshown(element.get("style") or "") or _spoken(element.get("class") or ""))
            and 0 < len(text := text_of(element)) < MUCH
            and any(map(str.isalnum, text))
            and next(element.iter("math"), None) is None
        ):
            found.add(element)
    return found


@lru_cache(maxsize=5_000)
def _unshown(style: str) -> bool:
    return UNSHOWN.search(style) is not None


@lru_cache(maxsize=5_000)
def _spoken(names: str) -> bool:
    return SPOKEN.search(names) is not None


@lru_cache(maxsize=5_000)
def _of_tools(names: str) -> bool:
    return TOOLS.search(names) is not None


@lru_cache(maxsize=5_000)
def _of_numbers(names: str) -> bool:
    return NUMBER.search(names) is not None


def find_tools(tree: HtmlElement) -> set[HtmlElement]:
    """Return what is no word of a line: a heading's link to itself and that for editing it, numbers of lines and of printed pages."""
    spans = list(tree.iter("span", "a", "i"))
    small = (one for one in spans if one.tag != "i" and _of_tools(one.get("class") or ""))
    pages = (
        one for one in spans if "pagebreak" in f"{one.get('epub:type')} {one.get('role')}" and len(text_of(one)) < 8
    )
    numbers = (one for one in spans if _of_numbers(one.get("class") or "") and text_of(one).isdecimal())
    return {*(one for one in small if len(text_of(one)) <= 1 or _is_editing(one)), *numbers, *pages}


def _is_editing(element: HtmlElement) -> bool:
    words = text_of(element)
    return words.startswith("[") and words.endswith("]") and any(one.tag in HEADS for one in element.iterancestors())
