"""A theme folder becomes a value: tokens, templates and fonts, its parents' where it has none of its own."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from jinja2.sandbox import ImmutableSandboxedEnvironment

from publishkit.errors import InputError, Problem
from publishkit.model.brand import Brand
from publishkit.theme.api import API
from publishkit.theme.shades import branded
from publishkit.theme.templates import Source, make_environment, render
from publishkit.theme.tokens import Tokens
from publishkit.workspace.folder import CONFIG, inside, unreadable
from publishkit.workspace.toml.parse import decode_text, numbered, parse_toml, parse_tree

PACKAGE = Path(__file__).resolve().parent.parent
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
    sources: Mapping[str, Source] = field(repr=False, compare=False)
    """Every template by its name, those of a parent's as `almanac/web/index.html` too."""
    folders: tuple[Path, ...]
    """Its own folder, then its parents'."""

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """Return *template* (`web/index.html`) filled with *values*.

        Raises:
            InputError: the template is missing, or asks for something that is not there.
        """
        return render(self.environment, template, values)


def load_theme(
    name: str, roots: Sequence[Path] = (), more_fonts: Sequence[Path] = (), brand: Brand | None = None
) -> Theme:
    """Return the theme *name* from the first of *roots* that has it, else from those that come with publishkit.

    *more_fonts* are folders the PDF may draw from besides the theme's own; the colors of the *brand* lie over the theme's.

    Raises:
        InputError: no such theme, one made for a newer publishkit, a parent that leads in a circle, a `theme.toml` or a
            color of the brand that is wrong, or a file that cannot be read.
    """
    try:
        theme = _load(name, (*roots, bundled_themes()), more_fonts)
    except OSError as cause:
        path = Path(cause.filename or "themes")
        places = [f"themes/{path.relative_to(root).as_posix()}" for root in roots if path.is_relative_to(root)]
        raise _stop((*places, str(path))[0], unreadable(cause)) from cause
    if brand is None or not (brand.color.said or brand.color_dark.said):
        return theme
    return replace(theme, tokens=branded(theme.tokens, brand, CONFIG))


def _load(name: str, roots: Sequence[Path], more_fonts: Sequence[Path]) -> Theme:
    folders = _chain(name, roots)
    tokens = _tokens(folders)
    templates = _templates([folder for folder, _ in folders])
    fonts = tuple(folder / "fonts" for folder, _ in folders if (folder / "fonts").is_dir())
    font_data = {path.name: path.read_bytes() for folder in reversed(fonts) for path in _fonts(folder)}
    _check_faces(tokens, font_data, _place(folders[0][0]))
    return Theme(
        name=name,
        tokens=tokens,
        environment=make_environment(templates),
        fonts=(*fonts, *more_fonts),
        font_data=font_data,
        sources=templates,
        folders=tuple(folder for folder, _ in folders),
    )


def _tokens(folders: Sequence[tuple[Path, Tree]]) -> Tokens:
    """Return the tokens of a theme and its parents; a mistake is told by the file and the line on which it stands."""
    place = _place(folders[0][0])
    try:
        return parse_tree(_merged([tree for _, tree in folders]), Tokens, place)
    except InputError as stop:
        raise InputError(*(_in_its_file(problem, folders) for problem in stop.problems)) from stop


def _in_its_file(problem: Problem, folders: Sequence[tuple[Path, Tree]]) -> Problem:
    key = problem.place.partition(": ")[2]
    for folder, _ in folders:
        place, text = _place(folder), decode_text((folder / "theme.toml").read_bytes(), _place(folder))
        found = numbered([replace(problem, place=f"{place}: {key}")], text, place, whole=True)[0]
        if found.line:
            return found
    return problem


def theme_names(roots: Sequence[Path] = ()) -> Mapping[str, Path]:
    """Return the name and folder of every theme in *roots* and of those that come with publishkit, by name."""
    found = (toml.parent for root in (bundled_themes(), *reversed(roots)) for toml in root.glob("*/theme.toml"))
    return dict(sorted({folder.name: folder for folder in found}.items()))


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


def bundled_themes() -> Path:
    """Return the folder of our own themes: inside an installed wheel, else the repository's top-level `themes`."""
    installed = PACKAGE / "bundled" / "themes"
    return installed if installed.is_dir() else PACKAGE.parent / "themes"


def bundled_workspace() -> Path:
    """Return the folder of the sample workspace `publishkit init` copies from: config and issues."""
    installed = PACKAGE / "bundled"
    return installed if (installed / "publishkit.toml").is_file() else PACKAGE.parent


# --- the folder, and its parents' -------------------------------------------------------------------------------------


def _chain(name: str, roots: Sequence[Path]) -> list[tuple[Path, Tree]]:
    """Return the theme's folder and its parents', nearest first, each with its `theme.toml` as a tree."""
    chain: list[tuple[Path, Tree]] = []
    wanted: object = name
    while not chain or wanted:
        folder = _find(str(wanted), roots)
        if folder in [seen for seen, _ in chain]:
            path = " -> ".join(seen.name for seen, _ in chain)
            raise _stop(_place(chain[-1][0]) + ": parent", f"themes lead in a circle: {path} -> {wanted}")
        _check_own(folder)
        chain.append((folder, parse_toml((folder / "theme.toml").read_bytes(), dict, _place(folder))))
        _check_api(chain[-1][1], _place(folder))
        wanted = chain[-1][1].get("parent")
    return chain


def _check_api(tree: Tree, place: str) -> None:
    """Let a theme pass that is made for what templates are given here.

    Raises:
        InputError: it is made for a newer publishkit, whose keys and names are not known here.
    """
    wanted = tree.get("api", API)
    if isinstance(wanted, int) and wanted > API:
        message = f"the theme is made for theme API {wanted}, and this publishkit has {API}"
        raise _stop(f"{place}: api", message, "install a newer publishkit, or an older version of the theme")


def _check_own(folder: Path) -> None:
    """Let a theme pass whose files are its own.

    Raises:
        InputError: a symbolic link leads out of the folder, or something is no file (a device, a pipe); carries each.
    """
    inside = folder.resolve()
    problems: list[Problem] = []
    for top, folders, names in os.walk(folder, onerror=_refuse):
        for path in (Path(top, name) for name in (*folders, *names)):
            place = f"themes/{folder.name}/{path.relative_to(folder).as_posix()}"
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                message, hint = (
                    "is a symbolic link that leads out of the theme",
                    "copy into the theme what it points to",
                )
                problems.append(Problem(place=place, message=message, hint=hint))
            elif not path.is_file() and not path.is_dir():
                problems.append(Problem(place=place, message="is no file", hint="take it out of the theme"))
    if problems:
        raise InputError(*problems)


def _find(name: str, roots: Sequence[Path]) -> Path:
    for root in roots:
        # A name that is a path would leave the folder of themes.
        if Path(name).name == name and (root / name / "theme.toml").exists():
            return root / name
    known = sorted({toml.parent.name for root in roots for toml in root.glob("*/theme.toml")})
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
    raise _stop("theme", f"there is no theme `{name[:60]}`", hint)


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
    for path in _files(folder):
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(folder).as_posix()
            place = f"themes/{folder.parent.name}/templates/{name}"
            yield name, (decode_text(path.read_bytes(), place), place)


def _files(folder: Path) -> list[Path]:
    """Return the files in and below *folder*; OSError for a folder that cannot be read, which `glob` passes over."""
    if not folder.is_dir():
        return []
    walked = os.walk(folder, onerror=_refuse)
    return sorted(Path(top, name) for top, _, names in walked for name in names)


def _fonts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith(".ttf"))


def _refuse(cause: OSError) -> NoReturn:
    raise cause


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
