"""Which elements a reader does not see: what is hidden for some readers counts as hidden."""

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree

from publishkit.check.style_rules import Rule, plain_css, rules

HIDES = re.compile(
    r"""(?ix) (?:^|[;{\s])
    (?: display \s*:\s* none
      | visibility \s*:\s* (?:hidden|collapse)
      | content-visibility \s*:\s* hidden
      | opacity \s*:\s* (?:0?\.0\d* | 0 | [0-9](?:\.\d+)?%) \s* (?:[;}!]|$)
      | (?:font-size|max-height|max-width) \s*:\s* 0 (?:\.0+)? (?:px|pt|em|rem|%)? \s* (?:[;}!]|$)
      | font-size \s*:\s* (?:[0-2]? (?:\.\d+)? (?:px|pt) | 0?\.[0-2]\d* r?em | [12]?\d (?:\.\d+)? %) \s* (?:[;}!]|$)
      | font \s*:\s* (?:(?:[a-z-]+|\d{3})\s+)* (?:0 (?:px|pt|r?em|%)? | [0-2] (?:\.\d+)? (?:px|pt)) [\s/]
      | clip \s*:\s* rect \s* \( \s* (?:0|1px)
      | clip-path \s*:\s* (?:inset \s* \( \s* (?:50|100)% | circle \s* \( \s* 0)
      | filter \s*:\s* opacity \s* \( \s* 0
      | text-indent \s*:\s* (?:-\d{3,} | \d{4,} | [1-9]\d\d%)
      | (?:left|right|top|bottom|margin(?:-\w+)?) \s*:\s* (?:-\d{3,} | -[2-9]\d r?em | \d{4,} (?:px|pt))
      | transform \s*:\s* (?:scale[xy]? \s* \( \s* 0 (?:\.0\d*)? \s* [,)] | translate[xy]? \s* \( \s* (?:-\d{3,} | \d{4,}))
      | mso-hide \s*:\s* all
    )"""
)
"""Declarations that take text away, make it smaller than anybody can read, or put it beside the page."""

_NO_ROOM = re.compile(r"(?i)(?:^|[;{\s])(?:height|width|line-height)\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:[;}!]|$)")
_CUT = re.compile(r"(?i)overflow(?:-[xy])?\s*:\s*(?:hidden|clip)")


def hides(declarations: str) -> bool:
    """Return whether *declarations* take the text of an element away.

    >>> hides("color: red; opacity: 0.01"), hides("height: 0; overflow: hidden"), hides("height: 0; margin: 0 -10px")
    (True, True, False)
    """
    return bool(HIDES.search(declarations) or (_NO_ROOM.search(declarations) and _CUT.search(declarations)))


def hidden_elements(root: etree._Element, sheets: Iterable[str]) -> frozenset[etree._Element]:
    """Return the elements of *root* that its attributes or one of the style *sheets* hide, on any screen."""
    marked = root.xpath("//*[@style or @hidden or @aria-hidden='true'] | //dialog[not(@open)]")
    found = [element for element in marked if _hides_itself(element)]
    for rule in dict.fromkeys(rule for sheet in sheets for rule in hiding(sheet)):
        found += rule.elements(root)
    return frozenset(found)


@lru_cache(maxsize=64)
def hiding(sheet: str) -> tuple[Rule, ...]:
    """Return the rules of a style sheet that hide."""
    return tuple(rule for rule in rules(sheet) if hides(rule.declarations))


def _hides_itself(element: etree._Element) -> bool:
    return (
        element.tag == "dialog"
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or hides(plain_css(element.get("style", "")))
    )
