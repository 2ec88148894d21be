"""What of HTML and CSS a finished mail uses, by the names of caniemail: inline, in `<style>`, as elements, as attributes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import tinycss2
from lxml import html

Element = html.HtmlElement

SIDES = ("top", "right", "bottom", "left")
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "css-animation": ("animation", "animation-name", "animation-duration"),
    "css-block-inline-size": ("block-size",),
    "css-border": (
        "border", "border-width", "border-style", "border-color",
        *(f"border-{side}{part}" for side in SIDES for part in ("", "-width", "-style", "-color")),
    ),
    "css-border-inline-block": ("border-inline", "border-block"),
    "css-border-inline-block-individual": tuple(
        f"border-{axis}-{end}{part}"
        for axis in ("inline", "block") for end in ("start", "end") for part in ("", "-width", "-style", "-color")
    ),
    "css-border-inline-block-longhand": tuple(
        f"border-{axis}-{part}" for axis in ("inline", "block") for part in ("width", "style", "color")
    ),
    "css-border-radius": (
        "border-radius", *(f"border-{y}-{x}-radius" for y in ("top", "bottom") for x in ("left", "right")),
    ),
    "css-border-radius-logical": tuple(f"border-{a}-{b}-radius" for a in ("start", "end") for b in ("start", "end")),
    "css-column-layout-properties": ("columns", "column-width", "column-rule", "column-span", "column-fill"),
    "css-gap": ("gap", "row-gap", "column-gap"),
    "css-grid-template": tuple(f"grid-template{part}" for part in ("", "-columns", "-rows", "-areas")),
    "css-left-right-top-bottom": SIDES,
    "css-margin": ("margin", *(f"margin-{side}" for side in SIDES)),
    "css-margin-block-start-end": ("margin-block-start", "margin-block-end"),
    "css-margin-inline-block": ("margin-inline", "margin-block"),
    "css-margin-inline-start-end": ("margin-inline-start", "margin-inline-end"),
    "css-mask-image": ("mask-image", "mask"),
    "css-overflow": ("overflow", "overflow-x", "overflow-y"),
    "css-padding": ("padding", *(f"padding-{side}" for side in SIDES)),
    "css-padding-block-start-end": ("padding-block-start", "padding-block-end"),
    "css-padding-inline-block": ("padding-inline", "padding-block"),
    "css-padding-inline-start-end": ("padding-inline-start", "padding-inline-end"),
    "css-scroll-snap": ("scroll-snap-type", "scroll-snap-align"),
    "css-transition": ("transition", "transition-property", "transition-duration"),
}  # fmt: skip
"""Features that stand for several properties."""
_NO_PROPERTY = re.compile(
    r"css-(?:at|pseudo|selector|unit|function)-|css-(?:comments|important|nesting|variables|modern-color|sytem-ui|intrinsic-size"
    r"|inert-attribute|rgba?|(?:linear|radial|conic)-gradient|display-(?:flex|grid|none))$"
)
FUNCTIONS: Mapping[str, str] = {
    **dict.fromkeys(("lch", "oklch", "lab", "oklab", "color", "color-mix"), "css-modern-color"),
    **{name: f"css-function-{name}" for name in ("clamp", "light-dark", "max", "min")},
    **{f"{way}{kind}-gradient": f"css-{kind}-gradient" for kind in ("linear", "radial", "conic") for way in ("", "repeating-")},
    "calc": "css-unit-calc", "rgb": "css-rgb", "rgba": "css-rgba", "var": "css-variables",
}  # fmt: skip
UNITS = frozenset("ch cm em ex in mm pc pt px rem vh vmax vmin vw".split())
WORDS: Mapping[str, str] = {
    **dict.fromkeys(("fit-content", "max-content", "min-content"), "css-intrinsic-size"),
    **dict.fromkeys(("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace"), "css-sytem-ui"),
    "initial": "css-unit-initial",
}
"""Values that are a feature whatever property has them."""
_ELEMENTS: Mapping[str, str] = {
    **{name: f"html-{name}" for name in (
        "abbr acronym address audio base bdi blockquote code del dfn dialog form hr link marquee meter object picture pre"
        " progress rp rt ruby select small strike svg table textarea video wbr"
    ).split()},
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "html-lists"),
    **dict.fromkeys(
        "article aside details figcaption figure footer header main mark nav section summary time".split(), "html-semantics"
    ),
    "map": "html-image-maps", "b": "html-strong", "strong": "html-strong", "s": "html-strike",
}  # fmt: skip
_ATTRIBUTES: Mapping[str, str] = {
    **{name: f"html-{name}" for name in (
        "align aria-describedby aria-hidden aria-label aria-labelledby aria-live background cellpadding cellspacing dir height"
        " hidden lang popover required role srcset target valign width"
    ).split()},
    "sizes": "html-srcset", "loading": "html-loading-attribute", "inert": "css-inert-attribute", "usemap": "html-image-maps",
}  # fmt: skip
_SELECTORS = (
    ("css-selector-attribute", re.compile(r"\[")),
    ("css-selector-child", re.compile(r">")),
    ("css-selector-adjacent-sibling", re.compile(r"\+")),
    ("css-selector-general-sibling", re.compile(r"~(?!=)")),
    ("css-selector-universal", re.compile(r"(?:^|[\s,>+~])\*")),
    ("css-selector-chaining", re.compile(r"\.[\w-]+\.")),
)
_PSEUDO = re.compile(r"(::?)([a-z-]+)")
_MEDIA = ("device-pixel-ratio", "hover", "orientation", "prefers-color-scheme", "prefers-reduced-motion")
_OLD_ELEMENTS = frozenset(("after", "before", "first-letter", "first-line"))
"""Pseudo-elements that may be written with one colon."""
GROUPING = frozenset({"media", "supports", "layer"})
PICTURES: Mapping[str, str] = {"jpeg": "jpg", "tif": "tiff", "heic": "heif"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """One place where a mail relies on a feature."""

    feature: str
    """By caniemail's name; `error` is CSS that cannot be read."""
    shown: str
    """As it is written: `display: flex`, `<video>`."""
    element: Element
    """What has the style or attribute; a `<style>` for what stands in it."""
    name: str = ""
    """The property or attribute."""
    value: str = ""
    in_sheet: bool = False
    beside: Mapping[str, str]
    """The other declarations of the same style, by property."""
    is_second: bool = False
    """True when the same property stands before it with a plain value, which stays where this one is unknown."""


@cache
def properties(features: tuple[str, ...]) -> Mapping[str, str]:
    """Return property -> feature, for the features of the data."""
    plain = {
        name.removeprefix("css-"): name for name in features if name.startswith("css-") and not _NO_PROPERTY.match(name)
    }
    several = {name: feature for feature, names in _ALIASES.items() if feature in features for name in names}
    return {**{name: feature for name, feature in plain.items() if feature not in _ALIASES}, **several}


def uses(root: Element, features: tuple[str, ...]) -> Iterator[Use]:
    """Yield every use of one of *features* in a mail, in order, and of elements and attributes any; styles that are the same are told once for each element that has them."""
    reader = _Reader(features)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        yield from _of_element(element)
        if element.tag == "style":
            yield from reader.sheet(element.text or "", element)
        elif style := element.get("style"):
            yield from reader.declarations(style, element, in_sheet=False)


def _of_element(element: Element) -> Iterator[Use]:
    tag = str(element.tag)
    feature = _ELEMENTS.get(tag)
    if tag in ("input", "button"):
        feature = f"html-{tag}-{(element.get('type') or ('text' if tag == 'input' else 'submit')).lower()}"
    if feature:
        yield Use(feature=feature, shown=f"<{tag}>", element=element, name=tag, beside={})
    for name, value in element.attrib.items():
        if feature := _ATTRIBUTES.get(str(name)):
            yield Use(feature=feature, shown=f'{name}="{value[:40]}"', element=element, name=str(name), value=str(value).lower(), beside={})  # fmt: skip
    if tag == "img":
        address = (element.get("src") or "").lower()
        ending = "base64" if address.startswith("data:") else urlsplit(address).path.rpartition(".")[2]
        yield Use(feature=f"image-{PICTURES.get(ending, ending)}", shown=f"a picture ({ending})", element=element, value=ending, beside={})  # fmt: skip


class _Reader:
    """Reads styles; each different one is parsed once."""

    def __init__(self, features: tuple[str, ...]) -> None:
        self.features = frozenset(features)
        self.known = properties(features)
        self.parsed: dict[str, list[Any]] = {}

    def declarations(self, style: str, element: Element, *, in_sheet: bool) -> Iterator[Use]:
        """Yield the uses in a style attribute, or in what stands in braces."""
        if style not in self.parsed:
            self.parsed[style] = tinycss2.parse_blocks_contents(style, skip_comments=False, skip_whitespace=True)
        nodes = self.parsed[style]
        beside = {n.lower_name: tinycss2.serialize(n.value).strip().lower() for n in nodes if n.type == "declaration"}
        plain: set[str] = set()
        for node in nodes:
            if node.type == "error":
                yield Use(feature="error", shown=node.message, element=element, in_sheet=in_sheet, beside=beside)
            elif node.type == "comment":
                yield Use(feature="css-comments", shown="/* … */", element=element, in_sheet=in_sheet, beside=beside)
            elif node.type == "declaration":
                yield from self._declaration(node, element, in_sheet=in_sheet, beside=beside, plain=plain)
            else:
                yield Use(
                    feature="css-nesting",
                    shown="a rule within a rule",
                    element=element,
                    in_sheet=in_sheet,
                    beside=beside,
                )

    def _declaration(
        self, node: Any, element: Element, *, in_sheet: bool, beside: Mapping[str, str], plain: set[str]
    ) -> Iterator[Use]:
        name, value = node.lower_name, tinycss2.serialize(node.value).strip().lower()
        special = [feature for feature in dict.fromkeys(_of_value(node.value)) if feature in self.features]
        found = [self.known[name]] if name in self.known else []
        if name == "display" and (kind := re.search(r"flex|grid|none", value)):
            found = [f"css-display-{kind[0]}"]
        if name.startswith("--"):
            found.append("css-variables")
        if node.important:
            found.append("css-important")
        shown = f"{name}: {value[:40]}"
        for feature in (*found, *special):
            yield Use(
                feature=feature, shown=shown, element=element, name=name, value=value, in_sheet=in_sheet, beside=beside,
                is_second=name in plain and feature in special,
            )  # fmt: skip
        if not special:
            plain.add(name)

    def sheet(self, css: str, element: Element, *, nested: bool = False) -> Iterator[Use]:
        """Yield the uses in the text of a `<style>`."""
        for rule in tinycss2.parse_stylesheet(css, skip_comments=False, skip_whitespace=True):
            if rule.type == "error":
                yield Use(feature="error", shown=rule.message, element=element, in_sheet=True, beside={})
            elif rule.type == "comment":
                yield Use(feature="css-comments", shown="/* … */", element=element, in_sheet=True, beside={})
            elif rule.type == "at-rule":
                yield from self._at_rule(rule, element, nested=nested)
            else:
                yield from _of_selector(tinycss2.serialize(rule.prelude), element)
                yield from self.declarations(tinycss2.serialize(rule.content), element, in_sheet=True)

    def _at_rule(self, rule: Any, element: Element, *, nested: bool) -> Iterator[Use]:
        keyword, prelude = rule.lower_at_keyword, tinycss2.serialize(rule.prelude)
        if nested and keyword in GROUPING:
            yield Use(
                feature="error", shown=f"@{keyword} within another rule", element=element, in_sheet=True, beside={}
            )
        for feature in (f"css-at-{keyword}", *(f"css-at-{keyword}-{word}" for word in _MEDIA if word in prelude)):
            yield Use(
                feature=feature, shown=f"@{keyword} {prelude.strip()[:40]}".strip(), element=element, name=keyword,
                in_sheet=True, beside={},
            )  # fmt: skip
        if rule.content is not None and keyword in GROUPING:
            yield from self.sheet(tinycss2.serialize(rule.content), element, nested=True)


def _of_value(tokens: Any) -> Iterator[str]:
    for token in tokens:
        if token.type == "function":
            if token.lower_name in FUNCTIONS:
                yield FUNCTIONS[token.lower_name]
            yield from _of_value(token.arguments)
        elif token.type == "dimension" and token.lower_unit in UNITS:
            yield f"css-unit-{token.lower_unit}"
        elif token.type == "ident" and token.lower_value in WORDS:
            yield WORDS[token.lower_value]


def _of_selector(selector: str, element: Element) -> Iterator[Use]:
    shown = " ".join(selector.split())
    for feature, pattern in _SELECTORS:
        if pattern.search(selector):
            yield Use(feature=feature, shown=shown, element=element, in_sheet=True, beside={})
    for colons, name in _PSEUDO.findall(selector):
        kind = "element" if colons == "::" or name in _OLD_ELEMENTS else "class"
        yield Use(feature=f"css-pseudo-{kind}-{name}", shown=shown, element=element, in_sheet=True, beside={})
