"""Text in the colour of its ground: which elements' own letters cannot be told from what they stand on."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from lxml import etree

from publishkit.check.colors import Color, parse_color, told_apart
from publishkit.check.style_rules import Rule, rules_for_screens

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


def pale_elements(root: etree._Element, sheets: Iterable[str]) -> frozenset[etree._Element]:
    """Return the elements of *root* whose own text has the colour of its ground, or none, on an ordinary screen."""
    rules = [rule for sheet in sheets for rule in rules_for_screens(sheet)]
    names = {name: value for rule in rules for name, value in _NAMED.findall(rule.declarations)}
    styled = root.xpath("//*[@style or @color or @bgcolor or @text or @background]")
    said = [rule.declarations for rule in rules] + [_own(element) for element in styled]
    if not _may_vanish(said, names):
        return frozenset()
    return frozenset(_pale(root, _dressed(root, rules, styled, names)))


def _own(element: etree._Element) -> str:
    """Return what an element's attributes say, as declarations."""
    old = [f"color:{v}" for name in ("color", "text") if (v := element.get(name))]
    old += [f"background:{v}" for v in (element.get("bgcolor"),) if v]
    old += ["background:url()"] if element.get("background") else []
    return ";".join([*old, element.get("style", "")])


def _may_vanish(said: Sequence[str], names: Mapping[str, str]) -> bool:
    """Return whether any colour of letters is near any colour of a ground, wherever they stand."""
    inks = {ink for text in said for ink in (_ink(text, names),) if ink}
    grounds = {ground for text in said for ground in (_ground(text, names),) if ground and ground != MANY}
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
