"""Which elements of a page a reader does not see: hidden by style, or in the color of their ground."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from cssselect import GenericTranslator, SelectorError, parse
from lxml import etree

from publishkit.theme.colors import Color, parse_color, told_apart

# --- style sheets -----------------------------------------------------------------------------------------------------


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


# --- hidden by style --------------------------------------------------------------------------------------------------


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


def hides(declarations: str) -> bool:
    """Return whether *declarations* take the text of an element away.

    >>> hides("color: red; opacity: 0.01"), hides("height: 0; overflow: hidden"), hides("height: 0; margin: 0 -10px")
    (True, True, False)
    """
    return bool(HIDES.search(declarations) or (_NO_ROOM.search(declarations) and _CUT.search(declarations)))


# --- in the color of their ground -------------------------------------------------------------------------------------


WHITE = (255, 255, 255)
MANY = "many"
"""A ground that is a picture or a gradient: nobody can say."""
NONE = "none"
"""Letters that are see-through."""
Ink = Color | str
_COLOR = re.compile(r"(?:^|[;\s])(?:color|-webkit-text-fill-color)\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|[;\s])background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_NAMED = re.compile(r"(--[\w-]+)\s*:\s*([^;]+)")
_MANY = re.compile(r"url\(|gradient\(|image-set\(", re.IGNORECASE)
_CLEAR = re.compile(r"transparent|rgba?\(|#(?:[0-9a-f]{4}){1,2}\b", re.IGNORECASE)


def pale_elements(root: etree._Element, sheets: Iterable[str]) -> frozenset[etree._Element]:
    """Return the elements of *root* whose own text has the color of its ground, or none, on an ordinary screen."""
    rules = [rule for sheet in sheets for rule in rules_for_screens(sheet)]
    names = {name: value for rule in rules for name, value in _NAMED.findall(rule.declarations)}
    styled = root.xpath("//*[@style or @color or @bgcolor or @text or @background]")
    declared = [rule.declarations for rule in rules] + [_own(element) for element in styled]
    if not _may_vanish(declared, names):
        return frozenset()
    return frozenset(_pale(root, _dressed(root, rules, styled, names)))


def _own(element: etree._Element) -> str:
    """Return what an element's attributes say, as declarations."""
    old = [f"color:{v}" for name in ("color", "text") if (v := element.get(name))]
    old += [f"background:{v}" for v in (element.get("bgcolor"),) if v]
    old += ["background:url()"] if element.get("background") else []
    return ";".join([*old, element.get("style", "")])


def _may_vanish(declared: Sequence[str], names: Mapping[str, str]) -> bool:
    """Return whether any colour of letters is near any colour of a ground, wherever they stand."""
    inks = {ink for text in declared for ink in (_ink(text, names),) if ink}
    grounds = {ground for text in declared for ground in (_ground(text, names),) if ground and ground != MANY}
    return NONE in inks or any(not _apart(*pair) for pair in product(inks, {*grounds, WHITE}))


def _apart(ink: Ink, ground: Ink) -> bool:
    return isinstance(ink, str) or isinstance(ground, str) or told_apart(ink, ground)


def _ink(declarations: str, names: Mapping[str, str]) -> Ink | None:
    found = _COLOR.findall(declarations)
    return (parse_color(found[-1], names) or (NONE if _CLEAR.match(found[-1].strip()) else None)) if found else None


def _ground(declarations: str, names: Mapping[str, str]) -> Ink | None:
    found = _GROUND.findall(declarations)
    if any(map(_MANY.search, found)):
        return MANY
    return parse_color(found[-1], names) if found else None


@dataclass(slots=True)
class _Dress:
    """What attributes and rules say of elements; the strongest last."""

    ink: dict[etree._Element, Ink] = field(default_factory=dict)
    ground: dict[etree._Element, Ink] = field(default_factory=dict)

    def wear(self, element: etree._Element, ink: Ink | None, ground: Ink | None) -> None:
        """Put on what is given, over what is worn."""
        if ink:
            self.ink[element] = ink
        if ground:
            self.ground[element] = ground


def _dressed(
    root: etree._Element, rules: Sequence[Rule], styled: Iterable[etree._Element], names: Mapping[str, str]
) -> _Dress:
    dress = _Dress()
    ordered = sorted(rules, key=lambda rule: rule.specificity)
    for rule in ordered:
        _put_on(dress, rule.elements, rule.declarations, root, names)
    for element in styled:
        dress.wear(element, _ink(_own(element), names), _ground(_own(element), names))
    for rule in ordered:
        weighty = ";".join(part for part in rule.declarations.split(";") if "!" in part)
        _put_on(dress, rule.elements, weighty, root, names)
    return dress


def _put_on(
    dress: _Dress,
    find: Callable[[etree._Element], Iterable[etree._Element]],
    declarations: str,
    root: etree._Element,
    names: Mapping[str, str],
) -> None:
    ink, ground = _ink(declarations, names), _ground(declarations, names)
    for element in find(root) if ink or ground else ():
        dress.wear(element, ink, ground)


def _pale(root: etree._Element, dress: _Dress) -> Iterator[etree._Element]:
    inks: list[Ink] = [(0, 0, 0)]
    grounds: list[Ink] = [WHITE]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            inks.pop()
            grounds.pop()
            continue
        inks.append(dress.ink.get(element, inks[-1]))
        grounds.append(dress.ground.get(element, grounds[-1]))
        if inks[-1] == NONE or not _apart(inks[-1], grounds[-1]):
            yield element
