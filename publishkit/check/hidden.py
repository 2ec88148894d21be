"""Which elements a reader does not see: what is hidden for some readers counts as hidden."""

import re
from collections.abc import Iterable, Iterator

from cssselect import GenericTranslator, SelectorError
from lxml import etree

HIDES = re.compile(
    r"""(?ix) (?:^|[;{\s])
    (?: display \s*:\s* none
      | visibility \s*:\s* (?:hidden|collapse)
      | (?:font-size|opacity|max-height) \s*:\s* 0 (?:\.0+)? (?:px|pt|em|rem|%)? \s* (?:[;}!]|$)
      | clip \s*:\s* rect \s* \( \s* (?:0|1px)
      | clip-path \s*:\s* inset \s* \( \s* (?:50|100)%
      | text-indent \s*:\s* -\d{3,}
      | mso-hide \s*:\s* all
    )"""
)
"""Declarations that take text away."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
_PRINT = re.compile(r"@media\s+print\b[^{]*\{")


def hidden_elements(root: etree._Element, sheets: Iterable[str]) -> frozenset[etree._Element]:
    """Return the elements of *root* that its attributes or one of the style *sheets* hide, on any screen."""
    marked = root.xpath("//*[@style or @hidden or @aria-hidden='true']")
    found = [element for element in marked if _hides_itself(element)]
    for path in dict.fromkeys(path for sheet in sheets for path in _hiding_paths(sheet)):
        found += root.xpath(path)
    return frozenset(found)


def _hides_itself(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(HIDES.search(element.get("style", "")))
    )


def _hiding_paths(sheet: str) -> Iterator[str]:
    """Yield the XPath of every selector of a rule that hides; pseudo-elements and states hide no text of ours."""
    for selectors, declarations in _RULE.findall(_without_print(_COMMENT.sub("", sheet))):
        if HIDES.search(declarations) and "@" not in selectors:
            for selector in selectors.split(","):
                if ":" not in selector:
                    yield from _path(selector.strip())


def _path(selector: str) -> Iterator[str]:
    try:
        yield GenericTranslator().css_to_xpath(selector, prefix="//")
    except SelectorError:
        return  # a selector cssselect does not know is one of another engine's


def _without_print(sheet: str) -> str:
    """Return *sheet* without what is meant for paper only."""
    while found := _PRINT.search(sheet):
        depth, at = 1, found.end()
        while depth and at < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[at], 0)
            at += 1
        sheet = sheet[: found.start()] + sheet[at:]
    return sheet
