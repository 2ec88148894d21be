"""What a style sheet may say in a mail: refused before an inliner or Gmail drops it without a word.

A mail has two style blocks. The *inlinable* one becomes style attributes, so it holds plain rules only; the *kept* one
(`data-premailer="ignore"`) holds what cannot be inlined: media queries, dark mode, hover. Gmail drops a whole block for
one construct it does not know (caniemail: html-style, css-rgba note 2, css-modern-color), premailer drops single rules.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

import tinycss2

Part = Literal["inlinable", "kept"]

PLAIN_SELECTOR = re.compile(r"[\w#.>,\s-]+", re.ASCII)
"""Class, element, id, descendant, child: all that premailer weighs correctly."""
MODERN_COLORS = frozenset({"oklch", "oklab", "lab", "lch", "hwb", "color", "color-mix", "light-dark"})
COMMA_COLORS = frozenset({"rgb", "rgba", "hsl", "hsla"})
SHORTHANDS = ("margin", "padding", "border", "background", "font", "list-style")
GROUPED = frozenset({"media", "supports"})
"""At-rules that hold rules."""


def lint_css(css: str, part: Part) -> Iterator[str]:
    """Yield a sentence for every rule of *css* that does not survive; it begins with the rule.

    >>> list(lint_css("td { color: var(--ink) }", "inlinable"))
    ['`td { color }`: var() is unknown to most mail programs; write the value itself']
    >>> list(lint_css(".a { color: #123456 }", "inlinable"))
    []
    """
    if not css.isascii():
        yield "a style block is ASCII: character references do not work in it"
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    for node in nodes:
        yield from _lint_rule(node, part, nested=False)
    if part == "inlinable":
        yield from _lint_mixture(nodes)


def _lint_rule(node: Any, part: Part, *, nested: bool) -> Iterator[str]:
    if node.type == "error":
        yield f"line {node.source_line}: {node.message}"
    elif node.type == "at-rule":
        yield from _lint_at_rule(node, part, nested=nested)
    else:
        selector = _selector(node)
        if part == "inlinable" and not PLAIN_SELECTOR.fullmatch(selector):
            yield f"`{selector}`: only classes, elements, ids, descendants and children can be inlined"
        yield from _lint_declarations(node.content, selector, part)


def _lint_at_rule(node: Any, part: Part, *, nested: bool) -> Iterator[str]:
    name = f"@{node.at_keyword}"
    keyword = node.lower_at_keyword
    if keyword == "import":
        yield f"`{name}`: nothing is fetched for a mail"
    elif part == "inlinable":
        yield f"`{name}`: cannot be inlined; it belongs in the kept block"
    elif nested and keyword in GROUPED:
        yield f"`{name}`: inside another at-rule; Gmail drops the whole block"
    elif keyword == "font-face" and not nested:
        yield f"`{name}`: wrap it in @media screen, or Word falls back to Times New Roman"
    elif keyword in GROUPED and node.content is not None:
        for inner in tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True):
            yield from _lint_rule(inner, part, nested=True)


def _lint_declarations(content: Any, selector: str, part: Part) -> Iterator[str]:
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "error":
            yield f"`{selector}`: {node.message}"
        elif node.type != "declaration":
            yield f"`{selector}`: rules inside rules are dropped; write the selector out"
        else:
            rule = f"`{selector} {{ {node.name} }}`"
            if part == "inlinable" and node.important:
                yield f"{rule}: !important is lost or misplaced when inlined"
            yield from (f"{rule}: {fault}" for fault in _lint_value(node, part))


def _lint_value(declaration: Any, part: Part) -> Iterator[str]:
    for function in _functions(declaration.value):
        name = function.lower_name
        if name == "var":
            yield "var() is unknown to most mail programs; write the value itself"
        elif name in MODERN_COLORS:
            yield f"{name}() makes Gmail drop every style of the element; write #rrggbb"
        elif name in COMMA_COLORS and "," not in function.arguments:
            yield f"{name}() without commas makes Gmail drop every style of the element; write #rrggbb"
        elif name == "rgba" and part == "inlinable" and declaration.lower_name.startswith("background"):
            yield "a transparent background becomes a broken bgcolor; write #rrggbb"


def _functions(tokens: Any) -> Iterator[Any]:
    for token in tokens:
        if token.type == "function":
            yield token
            yield from _functions(token.arguments)


def _lint_mixture(nodes: Any) -> Iterator[str]:
    """A shorthand in one rule and one of its sides in another: premailer 3.10 puts them in the wrong order."""
    where: dict[str, str] = {}
    for node in nodes:
        if node.type == "qualified-rule":
            for item in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True):
                if item.type == "declaration":
                    where.setdefault(item.lower_name, _selector(node))
    for name, selector in where.items():
        family = next((short for short in SHORTHANDS if name.startswith(f"{short}-") and short in where), None)
        if family and not (family == "border" and name.startswith(("border-collapse", "border-spacing"))):
            yield f"`{selector} {{ {name} }}`: `{where[family]}` sets `{family}`; write the shorthand in both"


def _selector(node: Any) -> str:
    return " ".join(tinycss2.serialize(node.prelude).split())
