"""Style sheets as rules: selectors that lxml can follow, and declarations. Only as much CSS as hides text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cssselect import GenericTranslator, SelectorError, parse
from lxml import etree

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
_PRINT = re.compile(r"@media\s+print\b[^{]*\{")
_ANY_MEDIA = re.compile(r"@(?:media|supports|container)\b[^{]*\{")
_NONE_OF = re.compile(r":not\(([^()]*,[^()]*)\)")
_NOT_ELEMENTS = re.compile(r"::|:(?:before|after|first-letter|first-line)\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One selector with its declarations."""

    selector: str
    declarations: str
    specificity: tuple[int, int, int]

    def elements(self, root: etree._Element) -> list[etree._Element]:
        """Return what it is about."""
        found = _follow(self.selector)[0]
        return list(found(root)) if found else []


def plain_css(css: str) -> str:
    r"""Return *css* without comments, its escaped letters written out.

    >>> plain_css("d\\69 splay: /* */none")
    'display: none'
    """
    return _ESCAPE.sub(_letter, _COMMENT.sub("", css)) if "\\" in css or "/*" in css else css


def _letter(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0x110000 else ""


@lru_cache(maxsize=64)
def rules(sheet: str) -> tuple[Rule, ...]:
    """Return the rules of a style sheet for any screen, those inside `@media` too; what is for paper only is left out."""
    return tuple(_rules(_without(_PRINT, plain_css(sheet))))


@lru_cache(maxsize=64)
def rules_for_screens(sheet: str) -> tuple[Rule, ...]:
    """Return the rules that hold on every screen, dark or light, large or small."""
    return tuple(_rules(_without(_ANY_MEDIA, plain_css(sheet))))


def _rules(css: str) -> Iterator[Rule]:
    for selectors, declarations in _RULE.findall(css):
        if "@" not in selectors:
            for selector in _each(selectors.strip()):
                yield Rule(selector=selector, declarations=declarations, specificity=_follow(selector)[1])


def _each(selectors: str) -> Iterator[str]:
    """Yield the selectors of a list; commas inside parentheses part nothing. Pseudo-elements hold no text of ours."""
    depth, first = 0, 0
    for at, letter in enumerate((*selectors, ",")):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            selector = selectors[first:at].strip()
            first = at + 1
            if selector and not _NOT_ELEMENTS.search(selector):
                yield selector


@lru_cache(maxsize=2048)
def _follow(selector: str) -> tuple[etree.XPath | None, tuple[int, int, int]]:
    """Return how to find what *selector* is about, and how strong it is; a state (`:hover`) finds nothing."""
    try:
        (parsed,) = parse(_NONE_OF.sub(_one_by_one, selector))
        path = GenericTranslator().selector_to_xpath(parsed, prefix="//")
        return etree.XPath(path), parsed.specificity()
    except (SelectorError, ValueError, etree.XPathError):
        return None, (0, 0, 0)  # one cssselect does not know is another engine's


def _one_by_one(found: re.Match[str]) -> str:
    """Return `:not(a, b)` as `:not(a):not(b)`, which cssselect knows."""
    return "".join(f":not({one.strip()})" for one in found[1].split(","))


def _without(block: re.Pattern[str], sheet: str) -> str:
    """Return *sheet* without the blocks that begin so."""
    while found := block.search(sheet):
        depth, at = 1, found.end()
        while depth and at < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[at], 0)
            at += 1
        sheet = sheet[: found.start()] + sheet[at:]
    return sheet
