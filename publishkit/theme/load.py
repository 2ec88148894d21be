"""A theme folder becomes a value: tokens, templates and fonts, its parents' where it has none of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment

from publishkit.errors import InputError, Problem
from publishkit.manifest.parse import decode_text, parse_toml, parse_tree
from publishkit.manifest.workspace import CONFIG, inside
from publishkit.theme.bundled import bundled_themes
from publishkit.theme.environment import Source, make_environment, render
from publishkit.theme.tokens import Tokens

Tree = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """What an edition looks like."""

    name: str
    tokens: Tokens
    environment: ImmutableSandboxedEnvironment = field(repr=False, compare=False)
    fonts: tuple[Path, ...]
    """Folders with font files, the theme's own first."""
    font_data: Mapping[str, bytes] = field(repr=False)
    """`PkSerif-Regular.ttf` -> its bytes, for the formats that carry fonts along."""

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """Return *template* (`web/index.html`) filled with *values*.

        Raises:
            InputError: the template is missing, or asks for something that is not there.
        """
        return render(self.environment, template, values)


def load_theme(name: str, roots: Sequence[Path] = (), more_fonts: Sequence[Path] = ()) -> Theme:
    """Return the theme *name* from the first of *roots* that has it, else from those that come with publishkit.

    *more_fonts* are folders the PDF may draw from besides the theme's own.

    Raises:
        InputError: no such theme, a parent that leads in a circle, or a `theme.toml` that is wrong.
    """
    folders = _chain(name, (*roots, bundled_themes()))
    tokens = parse_tree(_merged([tree for _, tree in folders]), Tokens, _place(folders[0][0]))
    templates = _templates([folder for folder, _ in folders])
    fonts = tuple(folder / "fonts" for folder, _ in folders if (folder / "fonts").is_dir())
    font_data = {path.name: path.read_bytes() for folder in reversed(fonts) for path in sorted(folder.glob("*.ttf"))}
    _check_faces(tokens, font_data, _place(folders[0][0]))
    return Theme(
        name=name,
        tokens=tokens,
        environment=make_environment(templates),
        fonts=(*fonts, *more_fonts),
        font_data=font_data,
    )


def font_folders(root: Path, dirs: Sequence[str]) -> tuple[Path, ...]:
    """Return the workspace's own font folders.

    Raises:
        InputError: one is not there, or lies outside the workspace.
    """
    place = f"{CONFIG}: fonts.dirs"
    folders = tuple(inside(root, name, place) for name in dirs)
    missing = [name for name, folder in zip(dirs, folders, strict=True) if not folder.is_dir()]
    if missing:
        raise InputError(*(Problem(place=place, message=f"there is no folder {name!r}") for name in missing))
    return folders


def _chain(name: str, roots: Sequence[Path]) -> list[tuple[Path, Tree]]:
    """Return the theme's folder and its parents', nearest first, each with its `theme.toml` as a tree."""
    chain: list[tuple[Path, Tree]] = []
    wanted: object = name
    while not chain or wanted:
        folder = _find(str(wanted), roots)
        if folder in [seen for seen, _ in chain]:
            path = " -> ".join(seen.name for seen, _ in chain)
            raise _stop(_place(chain[-1][0]) + ": parent", f"themes lead in a circle: {path} -> {wanted}")
        chain.append((folder, parse_toml((folder / "theme.toml").read_bytes(), dict, _place(folder))))
        wanted = chain[-1][1].get("parent")
    return chain


def _find(name: str, roots: Sequence[Path]) -> Path:
    for root in roots:
        # A name that is a path would leave the folder of themes.
        if Path(name).name == name and (root / name / "theme.toml").is_file():
            return root / name
    known = sorted({toml.parent.name for root in roots for toml in root.glob("*/theme.toml")})
    raise _stop("theme", f"there is no theme `{name}`", f"known here: {', '.join(known)}")


def _merged(trees: Sequence[Tree]) -> Tree:
    """Return the trees laid over each other, the first on top; tables are merged, everything else replaced."""
    merged: Tree = {}
    for tree in reversed(trees):
        merged = _over(merged, tree)
    merged.pop("parent", None)
    return merged | ({"parent": trees[0]["parent"]} if "parent" in trees[0] else {})


def _over(below: Tree, above: Tree) -> Tree:
    both = {
        key: _over(below[key], value) for key, value in above.items() if _is_table(value) and _is_table(below.get(key))
    }
    return below | above | both


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _templates(folders: Sequence[Path]) -> dict[str, Source]:
    """Return every template by name; a parent's stay reachable under its own name, for `{% extends "almanac/…" %}`."""
    found: dict[str, Source] = {}
    for folder in reversed(folders):
        for name, source in _read(folder / "templates"):
            found[name] = found[f"{folder.name}/{name}"] = source
    return found


def _read(folder: Path) -> Iterator[tuple[str, Source]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(folder).as_posix()
            place = f"themes/{folder.parent.name}/templates/{name}"
            yield name, (decode_text(path.read_bytes(), place), place)


def _check_faces(tokens: Tokens, files: Mapping[str, bytes], place: str) -> None:
    lacking = [(n, face.file) for n, face in enumerate(tokens.face, 1) if face.file not in files]
    if lacking:
        raise InputError(
            *(Problem(place=f"{place}: face[{n}].file", message=f"`{file}` is not in fonts/") for n, file in lacking)
        )


def _place(folder: Path) -> str:
    return f"themes/{folder.name}/theme.toml"


def _stop(place: str, message: str, hint: str = "") -> InputError:
    return InputError(Problem(place=place, message=message, hint=hint))
