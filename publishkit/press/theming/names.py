"""Names that templates use, compared with those they are given: also where no edition of today comes by."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from jinja2 import TemplateSyntaxError, meta, nodes

from publishkit.edition.language import load_words
from publishkit.model.artifact import Finding
from publishkit.model.credits import RightsEntry
from publishkit.model.edition import Edition, EditionSection, Item, PlacedPicture
from publishkit.publish.site.template_values import ShownIssue, ShownSection, Site
from publishkit.render.base import Names
from publishkit.render.pdf.front import Front
from publishkit.render.pdf.plan import Plan
from publishkit.theme.api import TEMPLATES
from publishkit.theme.load import Theme
from publishkit.theme.tokens import Tokens

TYPES: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        Edition, EditionSection, Front, Item, Names, PlacedPicture, Plan, RightsEntry, ShownIssue, ShownSection, Site, Tokens,
    )
}  # fmt: skip
"""Classes that `publishkit/theme/api.py` names."""
BUILT_IN = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
MISSING = object()
"""What a value does not have."""
Known = dict[str, set[Any]]
"""Name in a template -> the types it may have; a name that is not in it may be anything."""


def name_findings(theme: Theme) -> Iterator[Finding]:
    """T001: every name in the theme's own templates is given, set in a template, or known to all of them."""
    own = theme.folders[0].name
    words = load_words("en")
    trees = {name: tree for name in theme.sources if (tree := _tree(theme, name)) is not None}
    for name, tree in sorted(trees.items()):
        place = theme.sources[name][1]
        if "/" in name and name.partition("/")[0] not in {"shared", own} and place.startswith(f"themes/{own}/"):
            room = name.partition("/")[0]
            around = [other for key, other in trees.items() if _room(key) in {room, "shared"}]
            yield from _in_template(theme, tree, place, _names_around(theme, room, around), words)


def _tree(theme: Theme, name: str) -> nodes.Template | None:
    """Return a template parsed; None for one that cannot be, which is told when it is filled."""
    try:
        return theme.environment.parse(theme.sources[name][0], name)
    except TemplateSyntaxError:
        return None


def _room(name: str) -> str:
    """Return the folder of a template: `web` for `web/index.html` and for a parent's `almanac/web/index.html`."""
    parts = name.split("/")
    return parts[-2] if len(parts) > 1 else ""


def _names_around(theme: Theme, room: str, trees: list[nodes.Template]) -> frozenset[str]:
    """Return what a template of the folder *room* may name: what is given there, and what its neighbours set."""
    given = {one.name for name, names in TEMPLATES.items() if _room(name) == room for one in names}
    return frozenset(
        given | BUILT_IN | set(theme.environment.globals) | {name for tree in trees for name in _set_in(tree)}
    )


def _set_in(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Name, nodes.Import, nodes.FromImport, nodes.Macro)):
        if isinstance(node, nodes.Name) and node.ctx in ("store", "param"):
            yield node.name
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)


def _in_template(
    theme: Theme, tree: nodes.Template, place: str, names: frozenset[str], words: Mapping[str, str]
) -> Iterator[Finding]:
    undeclared = meta.find_undeclared_variables(tree) - names
    for node in tree.find_all(nodes.Name):
        if node.name in undeclared:
            yield _finding(place, node.lineno, f"`{node.name}` is given to no template here", near(node.name, names))
    known = _types_in(tree, place)
    for part in tree.find_all(nodes.Getattr):
        if isinstance(part.node, nodes.Name) and part.node.name == "t":
            if part.attr not in words:
                yield _finding(
                    place, part.lineno, f"`t.{part.attr}` is no word of the interface", near(part.attr, words)
                )
            continue
        holders = _types_of(part.node, known)
        if holders and all(attribute(holder, part.attr) is MISSING for holder in holders):
            told = " or ".join(sorted(getattr(holder, "__name__", str(holder)) for holder in holders))
            there = {name for holder in holders for name in names_of(holder)}
            yield _finding(place, part.lineno, f"`{part.attr}` is no part of {told}", near(part.attr, there))


def _finding(place: str, line: int, message: str, hint: str) -> Finding:
    return Finding(code="T001", severity="error", where=f"{place}:{line}", message=message, hint=hint)


def near(name: str, known: Any) -> str:
    """Return a hint with the nearest of the *known* names; where to look them up when none is near."""
    found = get_close_matches(name, known, n=1)
    return f"did you mean `{found[0]}`?" if found else "docs/theme-reference.md lists what there is"


# --- types ------------------------------------------------------------------------------------------------------------


def _types_in(tree: nodes.Template, place: str) -> Known:
    """Return the types of names in a template, as far as they can be told."""
    path = place.partition("/templates/")[2]
    given = TEMPLATES.get(path) or [
        one for name, ones in TEMPLATES.items() if _room(name) == _room(path) for one in ones
    ]
    known: Known = {}
    for one in given:
        if kind := TYPES.get(one.type.removesuffix(" or none")):
            known.setdefault(one.name, set()).add(kind)
    free = {arg.name for macro in tree.find_all(nodes.Macro) for arg in macro.args}
    for _ in range(3):  # a loop in a loop in a loop
        for loop in tree.find_all(nodes.For):
            _learn(known, free, loop.target, {element(kind) for kind in _types_of(loop.iter, known)})
        for note in tree.find_all(nodes.Assign):
            _learn(known, free, note.target, _types_of(note.node, known))
    return {name: kinds for name, kinds in known.items() if name not in free and None not in kinds}


def _learn(known: Known, free: set[str], target: nodes.Node, kinds: set[Any]) -> None:
    """Note the types of what is set; what may be anything is free of checks."""
    if not isinstance(target, nodes.Name):
        return
    if not kinds or None in kinds:
        free.add(target.name)
    else:
        known.setdefault(target.name, set()).update(kinds)


def _types_of(node: nodes.Node, known: Known) -> set[Any]:
    """Return the types of an expression; none when they cannot be told."""
    if isinstance(node, nodes.Name):
        return set() if None in known.get(node.name, ()) else known.get(node.name, set())
    name = node.attr if isinstance(node, nodes.Getattr) else None
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        name = node.arg.value
    if name is None or not isinstance(node, nodes.Getattr | nodes.Getitem):
        return set()
    found = {attribute(holder, name) for holder in _types_of(node.node, known)} - {MISSING}
    return set() if None in found else found


def attribute(kind: Any, name: str) -> Any:
    """Return the type of an attribute of a class; None when it cannot be told, `MISSING` when there is no such thing."""
    origin = get_origin(kind)
    if origin is not None or not isinstance(kind, type) or kind.__module__ == "builtins":
        return None if origin is None or hasattr(origin, name) or origin in (dict, Mapping) else MISSING
    hints = get_type_hints(kind)
    if name in hints:
        return bare_type(hints[name])
    found = getattr(kind, name, MISSING)
    if isinstance(found, property):
        return bare_type(get_type_hints(found.fget).get("return"))
    return MISSING if found is MISSING else None


def names_of(kind: Any) -> frozenset[str]:
    """Return the names of all that a value of a class has for a template."""
    if not isinstance(kind, type):
        return frozenset()
    own = {one.name for one in fields(kind)} if is_dataclass(kind) else set(getattr(kind, "model_fields", ()))
    return frozenset(
        own | {name for name in dir(kind) if not name.startswith(("_", "model_")) and name not in dir(object)}
    )


def bare_type(hint: Any) -> Any:
    """Return a type without "or none" and without what is said beside it; None for a choice of several."""
    if get_origin(hint) in (Union, UnionType):
        rest = [one for one in get_args(hint) if one is not type(None)]
        return bare_type(rest[0]) if len(rest) == 1 else None
    return hint if isinstance(hint, type) or get_origin(hint) in (tuple, list) else None


def element(kind: Any) -> Any:
    """Return the type of what a tuple or list holds; None when it cannot be told."""
    inside = get_args(kind)
    if get_origin(kind) is tuple and len(inside) == 2 and inside[1] is Ellipsis:
        return bare_type(inside[0])
    return bare_type(inside[0]) if get_origin(kind) is list and inside else None
