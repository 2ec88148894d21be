"""Begin a theme, and say which there are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from publishkit.disk import write_folder
from publishkit.errors import InputError, Problem
from publishkit.press.theming.names import near
from publishkit.theme.api import API
from publishkit.theme.load import Theme, bundled_themes, load_theme, theme_names
from publishkit.workspace.folder import told_unwritable
from publishkit.workspace.lock import locked

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)")
TOML = """# {name}: what is not said here comes from {parent}. docs/theme-reference.md of publishkit lists every key.
api = {api}
parent = "{parent}"
description = ""

# [color.light]
{colors}
# [scale]
# title = {title}
"""
EXTENSION = """\
{{# What is not in a block here stays as {parent} has it. Blocks: {blocks}. #}}
{{% extends "{parent}/{template}" %}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedTheme:
    """A theme that an issue can be drawn with."""

    name: str
    parent: str
    description: str
    ours: bool
    """Whether it comes with publishkit."""
    problem: str = ""
    """Why it cannot be used; "" when it can."""


def list_themes(root: Path | None) -> tuple[ListedTheme, ...]:
    """Return the themes of the workspace *root*, and those that come with publishkit, by name."""
    roots = (root / "themes",) if root else ()
    return tuple(_listed(name, folder, roots) for name, folder in theme_names(roots).items())


def _listed(name: str, folder: Path, roots: Sequence[Path]) -> ListedTheme:
    ours = folder.parent == bundled_themes()
    try:
        theme = load_theme(name, roots)
    except InputError as stop:
        return ListedTheme(name=name, parent="", description="", ours=ours, problem=str(stop.problems[0]))
    return ListedTheme(name=name, parent=theme.tokens.parent or "", description=theme.tokens.description, ours=ours)


def new_theme(root: Path, name: str, parent: str, extend: Sequence[str] = ()) -> tuple[Path, ...]:
    """Write `themes/<name>/` that draws as its *parent* does, and return its files.

    *extend* are templates of the parent that the theme is going to change: each gets a file that takes it up.

    Raises:
        InputError: the name is none or taken, there is no such parent, or it has no such template.
        ExternalError: the disk is full or refuses.
    """
    place = f"themes/{name}"
    if not NAME.fullmatch(name):
        message = f"{name!r} may hold only small letters a-z, digits and hyphens"
        raise InputError(Problem(place="", message=message, hint="for example `harbor`"))
    if name in theme_names((root / "themes",)):
        raise InputError(Problem(place=place, message="exists already", hint="choose another name"))
    above = load_theme(parent, (root / "themes",))
    files = {"theme.toml": _toml(name, above)} | {f"templates/{one}": _extension(above, one) for one in extend}
    with locked(root), told_unwritable(place):
        (root / place).mkdir(parents=True, exist_ok=True)
        write_folder(root / place, {path: text.encode() for path, text in files.items()})
    return tuple(root / place / path for path in files)


def _toml(name: str, parent: Theme) -> str:
    colors = "".join(f'# {key} = "{color}"\n' for key, color in parent.tokens.color.light)
    return TOML.format(name=name, parent=parent.name, api=API, colors=colors, title=parent.tokens.scale.title)


def _extension(parent: Theme, template: str) -> str:
    if template not in parent.sources or template.startswith(f"{parent.name}/"):
        known = {
            name for name in parent.sources if not name.startswith(tuple(f"{one.name}/" for one in parent.folders))
        }
        message = f"the theme `{parent.name}` has no template `{template}`"
        raise InputError(Problem(place="", message=message, hint=near(template, known)))
    blocks = ", ".join(dict.fromkeys(BLOCK.findall(parent.sources[template][0])))
    if not blocks:
        return parent.sources[template][0]
    return EXTENSION.format(parent=parent.name, template=template, blocks=blocks)
