"""docs/theme-reference.md, made from the values themselves. `python -m tests.support.theme_page` writes it."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from publishkit.model.article import Asset
from publishkit.model.brand import Brand, BrandColors
from publishkit.model.config import Config, PdfOptions, Publication
from publishkit.model.credits import ColophonLine, CreditBlock, CreditsPage, RightsEntry, Span
from publishkit.model.edition import (
    Block,
    Change,
    EarlierBook,
    Edition,
    EditionSection,
    Item,
    Logo,
    Note,
    OmittedPicture,
    PlacedPicture,
)
from publishkit.model.issue import Issue
from publishkit.model.rights import Notice
from publishkit.publish.site.template_values import ShownBook, ShownEntry, ShownIssue, ShownSection, Site
from publishkit.render.base import Names
from publishkit.render.pdf.front import Front
from publishkit.render.pdf.plan import ContentsPart, Opener, Piece, Placed, Plan, Sheet
from publishkit.theme import tokens
from publishkit.theme.api import API, BESIDES, EDITION, FILTERS, FUNCTIONS, OTHERS, Given
from publishkit.theme.load import bundled_themes
from tests.support.codes_page import table

PAGE = Path(__file__).parents[2] / "docs/theme-reference.md"
KEYS: Sequence[type] = (
    tokens.Tokens, tokens.Colors, tokens.Palette, tokens.Typefaces, tokens.Typeface, tokens.Base, tokens.Scale,
    tokens.Leading, tokens.Space, tokens.Measure, tokens.Face,
)  # fmt: skip
"""Of `theme.toml`."""
VALUES: Sequence[type] = (
    Edition, EditionSection, Item, Block, Note, PlacedPicture, CreditBlock, Span, Change, CreditsPage, RightsEntry, Notice,
    ColophonLine, OmittedPicture, EarlierBook, Logo, Asset, Names, Plan, Sheet, Opener, Placed, Piece,
    ContentsPart, Front, Site, ShownIssue, ShownBook, ShownSection, ShownEntry,
)  # fmt: skip
"""What templates are given, and what stands in it."""
SETTINGS: Sequence[type] = (Config, Publication, Brand, BrandColors, PdfOptions, Issue)
"""What the people of the workspace wrote, as `edition.config` and `edition.issue`."""
INSIDE = frozenset({"decisions", "owed", "withheld", "statement", "said", "recalled", "checked", "beacons", "channels"})
"""Parts that are there for the program; a theme has no use for them, and may not rely on them."""
BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)")

HEAD = f"""\
# Reference of themes

What [themes](themes.md) explains, in full: the keys of `theme.toml`, the templates with their blocks, and every name that a
template may use. This is version {API} of the interface (`api = {API}` in `theme.toml`): a name that goes away or changes its type is a new
version, and a theme made for a newer one is refused with a sentence. The page is made from the program itself
(`python -m tests.support.theme_page`), and a test compares the two.
"""


def theme_page() -> str:
    """Return the whole page."""
    return "\n".join((HEAD, *_keys(), *_templates(), *_functions(), *_values()))


def _keys() -> Iterator[str]:
    yield "## Keys of theme.toml\n"
    yield 'A length is a number with px, pt, mm, rem, em or %: "18px". A factor multiplies the running text of a format.\n'
    for kind in KEYS:
        yield f"### {kind.__name__}\n\n{_first(kind)}\n"
        yield _parts(kind)


def _templates() -> Iterator[str]:
    yield "## Templates\n"
    yield "Every template of an edition is given:\n"
    yield _given(EDITION)
    yield "And besides:\n"
    root = bundled_themes() / "almanac/templates"
    for name, more in {**BESIDES, **OTHERS}.items():
        blocks = ", ".join(f"`{block}`" for block in _blocks(root / name))
        yield f"### {name}\n"
        if blocks:
            yield f"Blocks of almanac: {blocks}.\n"
        if more:
            yield _given(more)
    yield "### Templates that others take up\n"
    rest = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*")) if path.is_file()]
    rows = (
        (f"`{name}`", ", ".join(f"`{block}`" for block in _blocks(root / name)) or "none")
        for name in rest
        if name not in BESIDES and name not in OTHERS
    )
    yield table(("template", "blocks"), rows)


def _blocks(path: Path) -> Sequence[str]:
    """Return the blocks of a template and of those it extends."""
    text = path.read_text("utf-8")
    above = re.search(r"\{% extends \"([^\"]+)\"", text)
    names = BLOCK.findall(text)
    if above:
        names += _blocks(path.parents[1] / above[1])
    return tuple(dict.fromkeys(names))


def _functions() -> Iterator[str]:
    yield "## Functions and filters\n"
    yield "In every template. Besides them, those of Jinja2 but for `safe`, which does not exist.\n"
    yield _given(FUNCTIONS, "function")
    yield _given(FILTERS, "filter")


def _values() -> Iterator[str]:
    yield "## Values\n"
    for kind in VALUES:
        yield f"### {kind.__name__}\n\n{_first(kind)}\n"
        yield _parts(kind)
    yield "## Settings\n"
    yield "What the people of the workspace wrote: `edition.config` is a Config, `edition.issue` an Issue.\n"
    for kind in SETTINGS:
        yield f"### {kind.__name__}\n\n{_first(kind)}\n"
        yield _parts(kind)


def _given(names: Sequence[Given], head: str = "name") -> str:
    return table((head, "type", "is"), ((f"`{one.name}`", one.type, one.says) for one in names))


def _first(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())


def _parts(kind: type) -> str:
    """Return the table of what a value has: fields with what is said under them, and what is worked out of them."""
    hints, said = get_type_hints(kind), _said(kind)
    names = [one.name for one in fields(kind)] if is_dataclass(kind) else list(_model(kind))
    rows = [(f"`{name}`", shown_type(hints[name]), said.get(name, "")) for name in names if name not in INSIDE]
    for name, value in vars(kind).items():
        if name.startswith("_") or name in names:
            continue
        if isinstance(value, property):
            rows.append((f"`{name}`", shown_type(get_type_hints(value.fget).get("return")), _line(value.fget)))
        elif inspect.isfunction(value):
            rows.append((f"`{name}{_arguments(value)}`", shown_type(get_type_hints(value).get("return")), _line(value)))
    return table(("part", "type", "is"), rows)


def _model(kind: type) -> Mapping[str, Any]:
    return kind.model_fields if issubclass(kind, BaseModel) else {}


def _arguments(function: Any) -> str:
    return f"({', '.join(name for name in inspect.signature(function).parameters if name != 'self')})"


def _line(function: Any) -> str:
    return " ".join((inspect.getdoc(function) or "").partition("\n\n")[0].split())


def _said(kind: type) -> Mapping[str, str]:
    """Return what is written under each field of a class."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    said = {}
    for field, below in pairwise(body):
        is_text = (
            isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
        )
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and is_text:
            said[field.target.id] = " ".join(str(below.value.value).split())  # type: ignore[attr-defined]
    return said


def shown_type(hint: Any) -> str:
    """Return a type in words."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join("none" if one is type(None) else shown_type(one) for one in inside)
    if origin is tuple:
        kinds = list(dict.fromkeys(shown_type(one) for one in inside if one is not Ellipsis))
        return f"list of {' and '.join(kinds)}"
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping | dict):
        return "table"
    if origin is not None and inside:
        return (
            " or ".join(f"`{one}`" for one in inside)
            if all(isinstance(one, str) for one in inside)
            else shown_type(inside[0])
        )
    plain = {str: "text", int: "number", float: "number", bool: "yes or no", type(None): "none", bytes: "bytes"}
    return plain.get(hint, getattr(hint, "__name__", str(hint)))


if __name__ == "__main__":
    PAGE.write_text(theme_page(), "utf-8")
