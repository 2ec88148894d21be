"""Style sheets and attributes as rules: selectors that find elements, and declarations, nested ones and those of media too."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
from cssselect import GenericTranslator, SelectorError, parse
from lxml import etree

_NOT_ELEMENTS = re.compile(r"::|:(?:before|after|first-letter|first-line)\b")
_NONE_OF = re.compile(r":not\(([^()]*,[^()]*)\)")
_STATES = "hover|focus|focus-within|focus-visible|active|target|target-within|checked|visited|popover-open|open"
_OUT_OF_STATE = re.compile(rf":not\(\s*:(?:{_STATES})\s*\)")
_IN_STATE = re.compile(rf":(?:{_STATES})\b")
_ALWAYS = re.compile(r":(?:any-link|defined|read-only|dir\([^()]*\)|enabled|fullscreen)(?![\w-])")
"""Pseudo-classes that cssselect does not know and that are true of what we look for, or may be."""
_GROUPS = frozenset({"media", "supports", "container", "layer", "scope", "starting-style", "document"})
_DEEP = 8
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")


class Declaration(NamedTuple):
    """`color: red !important`."""

    name: str
    """In small letters; a custom property as it is written."""
    value: str
    weighty: bool = False
    """`!important`"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One selector with its declarations."""

    selector: str
    declarations: tuple[Declaration, ...]
    specificity: tuple[int, int, int]
    media: str = ""
    """The queries it stands under, in small letters; "" for a rule that always holds."""

    def elements(self, root: etree._Element) -> list[etree._Element]:
        """Return what it is about."""
        found = _follow(self.selector)[0]
        return list(found(root)) if found else []


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A style sheet, read."""

    rules: tuple[Rule, ...]
    keyframes: Mapping[str, tuple[Declaration, ...]]
    """Name of an animation -> what it ends with."""


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
def read_sheet(css: str) -> Sheet:
    """Return the rules of a style sheet in order; a selector that no engine of ours knows finds nothing."""
    frames: dict[str, tuple[Declaration, ...]] = {}
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return Sheet(rules=tuple(_rules(nodes, (), "", frames, _DEEP)), keyframes=frames)


@lru_cache(maxsize=4096)
def read_style(style: str) -> tuple[Declaration, ...]:
    r"""Return the declarations of a `style` attribute, escapes undone and comments gone.

    >>> read_style("d\\69 splay: /* */none; COLOR:red!important")
    (Declaration(name='display', value='none', weighty=False), Declaration(name='color', value='red', weighty=True))
    """
    return tuple(_declared(tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)))


def _declared(nodes: Sequence[Any]) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "declaration":
            name = node.name if node.name.startswith("--") else node.lower_name
            yield Declaration(name, _written(node.value), bool(node.important))


def _written(tokens: Sequence[Any]) -> str:
    """Return a value with its escapes undone, so that no word hides behind one."""
    return "".join(
        token.value if token.type == "ident" else "" if token.type == "comment" else token.serialize()
        for token in tokens
    ).strip()


def _rules(
    nodes: Sequence[Any], above: tuple[str, ...], media: str, frames: dict[str, tuple[Declaration, ...]], deep: int
) -> Iterator[Rule]:
    """Yield the rules among *nodes*; *above* are the selectors they are nested in."""
    for node in nodes:
        if node.type == "qualified-rule" and deep:
            inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            selectors = tuple(_nested(above, tuple(_each(tinycss2.serialize(node.prelude).strip()))))
            yield from _made(selectors, tuple(_declared(inside)), media)
            yield from _rules(_not_declared(inside), selectors, media, frames, deep - 1)
        elif node.type == "at-rule" and node.content is not None and deep:
            word = node.lower_at_keyword
            query = tinycss2.serialize(node.prelude).strip().lower()
            if word in _GROUPS:
                inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
                within = " and ".join(filter(None, [media, query])) if word == "media" else media
                yield from _made(above, tuple(_declared(inside)), within)
                yield from _rules(_not_declared(inside), above, within, frames, deep - 1)
            elif word.endswith("keyframes"):
                frames[query.strip("\"'")] = tuple(_last_frame(node.content))


def _not_declared(nodes: Sequence[Any]) -> list[Any]:
    return [node for node in nodes if node.type != "declaration"]


def _last_frame(content: Sequence[Any]) -> Iterator[Declaration]:
    for frame in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
        if frame.type == "qualified-rule" and re.search(r"\bto\b|100%", tinycss2.serialize(frame.prelude)):
            yield from _declared(tinycss2.parse_blocks_contents(frame.content, skip_whitespace=True))


def _made(selectors: Sequence[str], declared: tuple[Declaration, ...], media: str) -> Iterator[Rule]:
    for selector in selectors if declared else ():
        yield Rule(selector=selector, declarations=declared, specificity=_follow(selector)[1], media=media)


def _nested(above: Sequence[str], own: Sequence[str]) -> Iterator[str]:
    """Yield the selectors of a rule nested in others: `&` is the outer one, which else stands before."""
    for selector in own:
        if not above:
            yield selector.replace("&", ":root")
        for outer in above:
            yield selector.replace("&", outer) if "&" in selector else f"{outer} {selector}"


def _each(selectors: str) -> Iterator[str]:
    """Yield the selectors of a list; commas inside parentheses part nothing. Pseudo-elements hold no text of ours."""
    depth, first = 0, 0
    for at, letter in enumerate((*selectors, ",")):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            selector = selectors[first:at].strip()
            first = at + 1
            if selector and not _NOT_ELEMENTS.search(selector):
                yield selector


@lru_cache(maxsize=2048)
def _follow(selector: str) -> tuple[etree.XPath | None, tuple[int, int, int]]:
    """Return how to find what *selector* is about, and how strong it is; a state (`:hover`) finds nothing."""
    plain = _ALWAYS.sub(_everything, _OUT_OF_STATE.sub(_everything, _NONE_OF.sub(_one_by_one, selector)))
    if _IN_STATE.search(plain):
        return None, (0, 0, 0)
    try:
        (parsed,) = parse(plain)
        path = GenericTranslator().selector_to_xpath(parsed, prefix="//")
        return etree.XPath(path), parsed.specificity()
    except (SelectorError, ValueError, etree.XPathError):
        return None, (0, 0, 0)  # one cssselect does not know is another engine's


def _everything(found: re.Match[str]) -> str:
    """Return what stands for a part of a selector that is always true: nothing, or `*` where it stands alone."""
    return "" if found.start() and found.string[found.start() - 1] not in " >+~,(" else "*"


def _one_by_one(found: re.Match[str]) -> str:
    """Return `:not(a, b)` as `:not(a):not(b)`, which cssselect knows."""
    return "".join(f":not({one.strip()})" for one in found[1].split(","))
