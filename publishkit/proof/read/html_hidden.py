"""Which elements of a page a reader does not see: hidden by style or attribute, covered, or in the color of their ground."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from lxml import etree

from publishkit.proof.read.css import Declaration, Rule, Sheet, read_sheet, read_style
from publishkit.proof.read.css_hiding import Names, hides, pixels
from publishkit.theme.colors import CLEAR, Seen, seen_color, told_apart

# --- hidden -----------------------------------------------------------------------------------------------------------


def hidden_elements(root: etree._Element, sheets: Iterable[str]) -> frozenset[etree._Element]:
    """Return the elements of *root* that attributes or one of the style *sheets* hide: on any screen, or on paper.

    What a closed `<details>` holds is seen only by who opens it.
    """
    read = [read_sheet(css) for css in sheets]
    names = _every_value(read)
    marked = root.xpath("//*[@style or @hidden or @popover or @aria-hidden='true'] | //dialog[not(@open)]")
    found = [element for element in marked if _hides_itself(element, names)]
    found += root.xpath("//details[not(@open)]/*[not(self::summary[not(preceding-sibling::summary)])]")
    for rule in dict.fromkeys(rule for sheet in read for rule in sheet.rules if _rule_hides(rule, sheet, names)):
        found += rule.elements(root)
    found += _covered(root, read)
    return frozenset(found)


def _every_value(sheets: Sequence[Sheet]) -> Names:
    found: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        for rule in sheet.rules:
            for name, value, _ in rule.declarations:
                if name.startswith("--"):
                    found[name].add(value)
    return {name: frozenset(values) for name, values in found.items()}


def _rule_hides(rule: Rule, sheet: Sheet, names: Names) -> bool:
    ends = (
        frame
        for one in rule.declarations
        if one.name in {"animation", "animation-name"}
        for frame in sheet.keyframes
        if frame in one.value.lower()
    )
    return hides(rule.declarations, names) or any(hides(sheet.keyframes[name], names) for name in ends)


def _hides_itself(element: etree._Element, names: Names) -> bool:
    return (
        element.tag == "dialog"
        or element.get("hidden") is not None
        or element.get("popover") is not None
        or element.get("aria-hidden") == "true"
        or _style_hides(element.get("style", ""), tuple(names.items()))
    )


@lru_cache(maxsize=4096)
def _style_hides(style: str, names: tuple[tuple[str, frozenset[str]], ...]) -> bool:
    return hides(read_style(style), dict(names))


# --- covered ----------------------------------------------------------------------------------------------------------


def _covered(root: etree._Element, sheets: Sequence[Sheet]) -> Iterator[etree._Element]:
    """Yield everything beside an element that lies over the whole window and can not be seen through."""
    lying = [element for element in root.xpath("//*[@style]") if _lies_over(read_style(element.get("style", "")))]
    for sheet in sheets:
        for rule in sheet.rules:
            if "print" not in rule.media and _lies_over(rule.declarations):
                lying += rule.elements(root)
    for element in lying:
        above = {element, *element.iterancestors()}
        yield from (other for one in above - {element} for other in one if other not in above)


def _lies_over(declared: Sequence[Declaration]) -> bool:
    told = {one.name: one.value.lower() for one in declared}
    if told.get("position") not in {"fixed", "absolute"} or (pixels(told.get("z-index", "0")) or 0.0) < 0:
        return False
    edges = told.get("inset", "").split() or [told.get(side, "auto") for side in ("top", "right", "bottom", "left")]
    sides = [told.get(name, "") for name in ("width", "height", "min-width", "min-height")]
    full = (
        all(pixels(edge) == 0 for edge in edges)
        or sum(side in {"100%", "100vw", "100vh", "100dvh"} for side in sides) >= 2
    )
    ground = next(
        (value for name, value in told.items() if name in {"background", "background-color", "backdrop-filter"}), ""
    )
    return full and bool(ground) and (seen_color(ground) or "") != CLEAR


# --- in the color of their ground -------------------------------------------------------------------------------------


WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
MANY = "many"
"""A ground that is a picture or a gradient: nobody can say."""
Ink = Seen | str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scene:
    """A kind of screen, and what holds on it."""

    rules: tuple[Rule, ...]
    names: Mapping[str, str]
    dark: bool

    def ink(self, declared: Sequence[Declaration]) -> Ink | None:
        """Return the color of letters."""
        found = [one.value for one in declared if one.name in {"color", "-webkit-text-fill-color"}]
        return seen_color(found[-1], self.names, dark=self.dark) if found else None

    def ground(self, declared: Sequence[Declaration]) -> Ink | None:
        """Return the color of the ground; one that is see-through is none."""
        found = [
            one.value.lower() for one in declared if one.name in {"background", "background-color", "background-image"}
        ]
        if any("url(" in value or "gradient(" in value or "image-set(" in value for value in found):
            return MANY
        color = seen_color(found[-1], self.names, dark=self.dark) if found else None
        return None if color == CLEAR else color


def pale_elements(root: etree._Element, sheets: Iterable[str]) -> frozenset[etree._Element]:
    """Return the elements of *root* whose own text has the color of its ground, or none: on a light screen or a dark one.

    On paper the ground is not printed.
    """
    rules = [rule for css in sheets for rule in read_sheet(css).rules]
    styled = root.xpath("//*[@style or @color or @bgcolor or @text or @background]")
    return frozenset(element for scene in _scenes(rules) for element in _pale_in(root, scene, styled))


def _scenes(rules: Sequence[Rule]) -> Iterator[_Scene]:
    """Yield a light screen, and one more for each query that a rule stands under."""
    usual = {rule.media for rule in rules if rule.media in {"", "screen", "all"}}
    for query in dict.fromkeys(
        ["", *(rule.media for rule in rules if rule.media not in usual and "print" not in rule.media)]
    ):
        held = tuple(rule for rule in rules if rule.media in {*usual, query})
        names = {name: value for rule in held for name, value, _ in rule.declarations if name.startswith("--")}
        yield _Scene(rules=held, names=names, dark="scheme: dark" in query or "scheme:dark" in query)


def _pale_in(root: etree._Element, scene: _Scene, styled: Sequence[etree._Element]) -> Iterator[etree._Element]:
    declared = {rule.declarations for rule in scene.rules} | {_own(element) for element in styled}
    if _may_vanish(declared, scene):
        yield from _pale(root, _dressed(root, scene, styled))


def _own(element: etree._Element) -> tuple[Declaration, ...]:
    """Return what an element's attributes say, as declarations."""
    return _of_attributes(*(element.get(name, "") for name in ("color", "text", "bgcolor", "background", "style")))


@lru_cache(maxsize=4096)
def _of_attributes(color: str, text: str, ground: str, picture: str, style: str) -> tuple[Declaration, ...]:
    old = [Declaration("color", value) for value in (color, text) if value]
    old += [Declaration("background", ground)] if ground else []
    old += [Declaration("background", "url()")] if picture else []
    return (*old, *read_style(style))


def _may_vanish(declared: Iterable[Sequence[Declaration]], scene: _Scene) -> bool:
    """Return whether any colour of letters is near any colour of a ground, wherever they stand."""
    inks, grounds = set[Ink](), set[Ink]()
    for one in declared:
        if ink := scene.ink(one):
            inks.add(ink)
        if (ground := scene.ground(one)) and ground != MANY:
            grounds.add(ground)
    return CLEAR in inks or any(not _apart(*pair) for pair in product({*inks, BLACK}, {*grounds, WHITE}))


def _apart(ink: Ink, ground: Ink) -> bool:
    return isinstance(ink, str) or isinstance(ground, str) or told_apart(ink, ground)


@dataclass(slots=True)
class _Dress:
    """What attributes and rules say of elements; the strongest last."""

    ink: dict[etree._Element, Ink] = field(default_factory=dict)
    ground: dict[etree._Element, Ink] = field(default_factory=dict)

    def wear(self, elements: Iterable[etree._Element], ink: Ink | None, ground: Ink | None) -> None:
        """Put on what is given, over what is worn."""
        for element in elements:
            if ink:
                self.ink[element] = ink
            if ground:
                self.ground[element] = ground


def _dressed(root: etree._Element, scene: _Scene, styled: Iterable[etree._Element]) -> _Dress:
    dress = _Dress()
    ordered = sorted(scene.rules, key=lambda rule: rule.specificity)
    found = {
        rule.selector: rule.elements(root)
        for rule in ordered
        if scene.ink(rule.declarations) or scene.ground(rule.declarations)
    }
    for rule in ordered:
        _put_on(dress, found.get(rule.selector, ()), rule.declarations, scene)
    for element in styled:
        _put_on(dress, (element,), _own(element), scene)
    for weighty in (rule for rule in ordered if any(one.weighty for one in rule.declarations)):
        _put_on(dress, found.get(weighty.selector, ()), [one for one in weighty.declarations if one.weighty], scene)
    return dress


def _put_on(dress: _Dress, elements: Iterable[etree._Element], declared: Sequence[Declaration], scene: _Scene) -> None:
    dress.wear(elements, scene.ink(declared), scene.ground(declared))


def _pale(root: etree._Element, dress: _Dress) -> Iterator[etree._Element]:
    inks: list[Ink] = [BLACK]
    grounds: list[Ink] = [WHITE]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            inks.pop()
            grounds.pop()
            continue
        inks.append(dress.ink.get(element, inks[-1]))
        grounds.append(dress.ground.get(element, grounds[-1]))
        if inks[-1] == CLEAR or not _apart(inks[-1], grounds[-1]):
            yield element
