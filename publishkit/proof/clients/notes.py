"""Which uses a note of caniemail speaks of, and with which nothing is lost because something else of the mail holds."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache, cached_property

from lxml import etree, html

from publishkit.proof.clients.uses import Use
from publishkit.words import SPACELESS

LONGEST = 30
"""Letters of a word for which a line on a telephone has room."""
LONG_RUN = re.compile(rf"[^\s\u200b\u00ad{SPACELESS}/?&=-]{{{LONGEST + 1},}}")
CELLS = frozenset({"td", "th"})
NO_PARTS = re.compile(r"depends? on browser|^Supports the vendor", re.IGNORECASE)


class Page:
    """A finished mail, and what of it holds without CSS."""

    def __init__(self, root: html.HtmlElement) -> None:
        self.root = root

    @cached_property
    def word_margins(self) -> frozenset[str]:
        """Elements that the sheet in a comment for Word gives a margin at the side."""
        sheets = "".join(comment.text or "" for comment in self.root.iter(etree.Comment))
        rules = re.findall(r"([^{}<>]+)\{([^{}]*)\}", sheets)
        return frozenset(name.strip() for names, body in rules if "margin" in body for name in names.split(","))

    def in_ghost(self, element: html.HtmlElement) -> bool:
        """Return whether a table for Word with a width stands around *element*."""
        for up in (element, *element.iterancestors()):
            opened = sum(
                ("width:" in (one.text or "")) * (one.text or "").count("<table") - (one.text or "").count("</table")
                for one in up.itersiblings(etree.Comment, preceding=True)
            )
            if opened > 0:
                return True
        return False


def long_words(element: html.HtmlElement) -> Iterator[str]:
    """Yield the runs of letters in *element* that are too long for a telephone and have no place to break.

    >>> list(
    ...     long_words(html.fragment_fromstring("<p>" + "a" * 20 + "<b>" + "a" * 20 + "</b> " + "a<wbr>" * 40 + "</p>"))
    ... )
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']
    """
    text = "".join(_broken(element))
    yield from LONG_RUN.findall(text)


def _broken(element: html.HtmlElement) -> Iterator[str]:
    parted = element.tag in (
        "wbr",
        "br",
        "td",
        "th",
        "p",
        "div",
        "li",
        "img",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "blockquote",
    )
    yield " " if parted else ""
    if isinstance(element.tag, str) and element.tag != "style":
        yield element.text or ""
        for inner in element:
            yield from _broken(inner)
            yield inner.tail or ""
    yield " " if parted else ""


Speaks = Callable[[Use], bool]


def _tag(*names: str) -> Speaks:
    return lambda use: use.element.tag in names


def _says(pattern: str) -> Speaks:
    return lambda use: re.search(pattern, use.value) is not None


def _never(_use: Use) -> bool:
    return False


def _always(_use: Use) -> bool:
    return True


def without_commas(use: Use) -> bool:
    """Return whether a color is written with blanks in the place of commas, `rgb(0 0 0 / 50%)`."""
    return any("," not in inside for inside in re.findall(r"rgba?\(([^)]*)", use.value))


NOTES: tuple[tuple[str, str, Speaks], ...] = (
    ("css-at-media", "Only supports `screen`", lambda use: "prefers" in use.shown),
    ("css-background", "`background-color` values", _says(r"url\(|gradient")),
    ("css-background*", "multiple values", _says(r",[^()]*(?:url\(|gradient)")),
    ("css-background", "shorthand for `background-size`", _says(r"/")),
    ("css-border", "bigger than 8px", _says(r"\b(?:9|\d{2,})px")),
    ("css-border", "Unreliable", _tag("p", "div")),
    ("css-border-radius", "slash", _says(r"/")),
    ("css-direction", "entire email", _never),
    ("css-display", "does not inherit", _never),
    ("css-display", "Only supports `display:none`", _says(r"^(?!none|block$|inline$|table)")),
    ("css-display", "", _says(r"flex|grid|flow|contents|initial|revert|unset")),
    ("css-display-none", "nested", lambda use: "mso-hide" not in use.beside and use.element.find(".//table") is not None),
    ("css-display-none", "`<img>`", lambda use: use.element.tag == "img" and not _not_for_word(use.element)),
    ("css-float", "Logical", _says("inline")),
    ("css-font-size", "`rem`", _says("rem")),
    ("css-font-size", "`relative`", _says("%|smaller|larger")),
    ("css-font-weight", "number", _says(r"\d")),
    ("css-height", "", lambda use: use.value != "auto" and use.element.tag in ("body", "div", "p", "span")),
    ("css-letter-spacing", "negative", _says(r"^-(?:[2-9]|\d{2,})")),
    ("css-letter-spacing", "`em`", _says(r"\dr?em")),
    ("css-line-height", "`em` and `px`", _says(r"\d(?:px|em)")),
    ("css-line-height", "`normal`", _says("normal")),
    ("css-list-style", "", _says(r"url\(")),
    ("css-margin", "Negative", _says(r"(?:^|\s)-\d*\.?\d")),
    ("css-margin", "`<span>`", lambda use: use.element.tag in ("span", "body") and use.value.strip("0px ") != ""),
    ("css-margin", "`background-color`", lambda use: "background-color" in use.beside and use.value.strip("0px ") != ""),
    ("css-margin", "`auto`", _says("auto")),
    ("css-max-width", "on `<table>`", lambda use: use.element.tag != "table"),
    ("css-overflow", "`overflow-block`", _never),
    ("css-overflow", "Cannot scroll", _says("auto|scroll")),
    ("css-padding", "table cells", lambda use: use.element.tag not in CELLS and _at_the_side(use)),
    ("css-padding", "Vertical", _never),
    ("css-position", "", _says("absolute|fixed|sticky|relative")),
    ("css-rgb*", "hitespace", without_commas),
    ("css-rgb", "Alpha", _says(r"rgb\([^)]*(?:,[^)]*){3}")),
    ("css-text-align", "Flow-relative", _says("start|end")),
    ("css-text-align", "match-parent", _says("match-parent")),
    ("css-text-decoration", "multiple", _says(r"\S\s+\S")),
    ("css-text-decoration", "overline", _says("overline")),
    ("css-text-indent", "egative", _says("-")),
    ("css-text-transform", "`lowercase`", _says("lowercase")),
    ("css-width", "", lambda use: use.element.tag in ("body", "div", "img", "p", "span")),
    ("css-word-break", "Supported but", _never),
    ("css-white-space", "`pre`", _says("pre")),
    ("html-align", "`<table>`", lambda use: use.element.tag == "table" and use.value in ("left", "right")),
    ("html-dir", "anchor", _tag("a")),
    ("html-dir", "entire email", _never),
    ("html-dir", "", lambda use: use.element.tag in (*CELLS, "table") and "direction" not in (use.element.get("style") or "")),
    ("html-lists", "`reversed`", lambda use: use.element.get("reversed") is not None),
    ("html-lists", "`value`", lambda use: use.element.tag == "li" and use.element.get("value") is not None),
    ("html-[wh]*", "Percentage", lambda use: use.element.tag == "img" and "%" in use.value),
    ("html-[wh]*", "120 dpi", lambda use: use.element.tag == "table" and "%" not in use.value and "width" not in (use.element.get("style") or "")),
    ("image-gif", "", _never),
    ("image-webp", "", _never),
)  # fmt: skip
"""(feature, words of the note, whether it speaks of a use). A note that no row knows speaks of every use."""


def _at_the_side(use: Use) -> bool:
    """Return whether a padding has a value at the left or the right."""
    sides = use.value.split()
    if "-" in use.name:
        return use.name.endswith(("left", "right")) and use.value.strip("0px ") != ""
    of_sides = {1: sides, 2: sides[1:], 3: sides[1:2], 4: sides[1::2]}.get(len(sides), sides)
    return any(side.strip("0px") for side in of_sides)


def _not_for_word(element: html.HtmlElement) -> bool:
    return any("[if !mso]" in (one.text or "") for one in element.itersiblings(etree.Comment, preceding=True))


HELD: tuple[tuple[str, Callable[[Use, Page], bool]], ...] = (
    ("css-*", lambda use, _: use.beside.get("display") == "none" and not use.feature.startswith("css-display")),
    ("css-background*", lambda use, _: "background-color" in use.beside or use.element.get("bgcolor") is not None),
    ("css-display", lambda use, _: use.element.tag == "span" and use.value == "inline-block"),
    ("css-*-gradient", lambda use, _: "background-color" in use.beside or use.element.get("bgcolor") is not None),
    ("css-float", lambda use, _: use.element.get("align") is not None),
    ("css-margin", lambda use, page: "auto" in use.value and page.in_ghost(use.element)),
    ("css-m*-width", lambda use, page: page.in_ghost(use.element) or (use.element.get("width") or "").isdecimal()),
    ("css-m*-width", lambda use, _: use.value in ("100%", "none", "0")),
    ("css-padding", lambda use, page: str(use.element.tag) in page.word_margins),
    ("css-width", lambda use, _: use.value in ("100%", "auto") and use.element.tag != "img"),
    ("css-width", lambda use, page: (use.element.get("width") or "").isdecimal() or page.in_ghost(use.element)),
    ("css-height", lambda use, _: use.value in ("auto", "100%")),
    ("css-overflow", lambda use, _: use.value == "visible"),
    ("css-white-space*", lambda use, _: not re.search(r"\S[^\S\u00a0]*\n[^\S\u00a0]*\S", "".join(use.element.itertext()))),
    ("css-word-break", lambda use, _: use.value in ("normal", "keep-all") or not any(long_words(use.element))),
    ("css-*-wrap", lambda use, _: use.value == "normal" or not any(long_words(use.element))),
    ("html-dir", lambda use, _: use.value == "ltr" and not any(up.get("dir") == "rtl" for up in use.element.iterancestors())),
    ("html-dir", lambda use, _: "direction:" in (use.element.get("style") or "")),
    ("html-align", lambda use, _: "float:" in (use.element.get("style") or "")),
    ("html-align", lambda use, _: "text-align" in (use.element.get("style") or "")),
    ("html-semantics", lambda use, _: use.element.tag in ("mark", "time")),
    ("html-lists", lambda use, _: use.element.tag in ("dl", "dt", "dd")),
)  # fmt: skip
"""(feature, whether nothing is lost with a use of it, because something else holds)."""


def is_held(use: Use, page: Page) -> bool:
    """Return whether nothing is lost with *use*."""
    return any(held(use, page) for held in _held(use.feature))


@cache
def _held(feature: str) -> tuple[Callable[[Use, Page], bool], ...]:
    return tuple(held for name, held in HELD if fnmatchcase(feature, name))


def speaks_of(use: Use, note: str) -> bool:
    """Return whether *note*, on what of a feature a program lacks, speaks of this use."""
    return _reader_of(use.feature, note)(use)


@cache
def _reader_of(feature: str, note: str) -> Speaks:
    if NO_PARTS.search(note):
        return _never
    return next((speaks for name, words, speaks in NOTES if fnmatchcase(feature, name) and words in note), _always)
