"""Record in `rights.toml` that a permission was given or asked for: comments and order stay, only this is added.

*picture* counts the pictures of the file from 0; None is the text.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit
from tomlkit.exceptions import TOMLKitError

from publishkit.disk import read_file, write_whole
from publishkit.errors import InputError, Problem
from publishkit.model.article import RightsFile
from publishkit.model.statement import PermissionGrant, PermissionRequest
from publishkit.workspace.folder import told_unwritable
from publishkit.workspace.rights_file import update_rights, values_of
from publishkit.workspace.toml.layout import end_of_content, lay_out
from publishkit.workspace.toml.parse import decode_text, encode_like, parse_toml, toml_tree

Tree = dict[str, Any]


class Header(NamedTuple):
    """`[name]` or `[[name]]` on a line of its own."""

    name: str
    """Without spaces: `picture.rights`."""
    start: int
    """Offset of the line."""
    end: int
    """Offset of the next line."""
    many: bool
    """Whether it is one of `[[several]]`."""


def edited_rights(root: Path, place: str, edit: Callable[[str], str]) -> bytes:
    """Return the `rights.toml` at *place* in the workspace as *edit* changes its text, sure that it can be read again.

    Raises:
        InputError: it is wrong now, cannot be edited, or would be wrong afterwards.
    """
    path = root / place
    before = read_file(path) if path.exists() else b""
    data = encode_like(before, edit(decode_text(before, place)))
    parse_toml(data, RightsFile, place)
    return data


def write_edited(root: Path, place: str, data: bytes) -> None:
    """Write `rights.toml`, whole or not at all.

    Raises:
        ExternalError: the disk is full or refuses.
    """
    with told_unwritable(place):
        write_whole(root / place, data)


def record_grant(
    text: str,
    grant: PermissionGrant,
    *,
    picture: int | None = None,
    replaces: int | None = None,
    place: str = "rights.toml",
) -> str:
    """Return `rights.toml` with *grant* at the end of the text's grants, or of the picture's counted from 0.

    The status becomes "permission". With *replaces*, the grant at that position is changed where it stands.

    Raises:
        InputError: the file is no TOML, or is written so that nothing can be added without rewriting it.
    """
    values = values_of(grant)
    statement = _statement(_tree(text, place), picture)
    changes = _own_changes(statement)
    known = statement.get("grants", [])
    wanted = [*known, values] if replaces is None else [*known[:replaces], values, *known[replaces + 1 :]]
    with_status = _change(text, picture, {key: value for key, value in changes.items() if key in statement})
    new = {key: value for key, value in changes.items() if key not in statement}
    try:
        edited = (
            _add(with_status, picture, "grants", values, new)
            if replaces is None
            else _replace(with_status, picture, replaces, values)
        )
    except (TOMLKitError, KeyError, TypeError, AttributeError):
        edited = text
    return _settled(text, edited, picture, {**changes, "grants": wanted}, place)


def record_request(
    text: str, request: PermissionRequest, *, picture: int | None = None, place: str = "rights.toml"
) -> str:
    """Return `rights.toml` with *request* at the end of those of the text, or of the picture counted from 0.

    Raises:
        InputError: as `record_grant`.
    """
    values = values_of(request)
    known = _statement(_tree(text, place), picture).get("requests", [])
    edited = _add(text, picture, "requests", values)
    return _settled(text, edited, picture, {"requests": [*known, values]}, place)


def _tree(text: str, place: str) -> Tree:
    return toml_tree(text, place)


def _statement(tree: Tree, picture: int | None) -> Tree:
    """Return the statement's own table in *tree*; a new one that hangs in it when there is none."""
    owner: Tree = tree if picture is None else tree["picture"][picture]
    found: Tree = owner.setdefault("text" if picture is None else "rights", {})
    return found


def _own_changes(statement: Tree) -> Tree:
    """Return what a permission changes in the statement's own keys.

    Whoever forbade rewriting still does where the permission does not reach, or when it ends.
    """
    changes: Tree = {"status": "permission"}
    if "origin" in statement:
        changes["origin"] = "editor"
    if statement.get("status") == "no_republication":
        changes["no_rewrite"] = True
    return changes


def _change(text: str, picture: int | None, changes: Tree) -> str:
    """Return *text* with keys changed that stand there already; comments behind them stay."""
    if not changes:
        return text
    document = tomlkit.parse(text)
    owner: Any = _statement(document, picture)
    for key, value in changes.items():
        owner[key] = value
    return tomlkit.dumps(document)


def _replace(text: str, picture: int | None, number: int, values: Mapping[str, object]) -> str:
    document = tomlkit.parse(text)
    table: Any = _statement(document, picture)["grants"][number]
    for key in [key for key in table if key not in values]:
        table.remove(key)
    for key, value in values.items():
        if table.get(key) != value:
            table[key] = value
    return tomlkit.dumps(document)


def _settled(text: str, edited: str, picture: int | None, changes: Tree, place: str) -> str:
    """Return *edited* if it says what *text* said with *changes* and nothing else; otherwise the next best that does."""
    wanted = _tree(text, place)
    statement = _statement(wanted, picture)
    statement.update(changes)
    ways: tuple[Callable[[], str], ...] = (
        lambda: edited,
        lambda: _with_lists(text, picture, changes),
        lambda: _rewritten(text, wanted),
    )
    for written in ways:
        try:
            candidate = written()
            if tomllib.loads(candidate) == wanted:
                return candidate
        except (TOMLKitError, ValueError, KeyError, TypeError, AttributeError):
            continue  # tomlkit cannot change what is written so; the next way touches more of the file
    hint = "write [text] and [[picture]] as tables of their own, then run the command again"
    raise InputError(Problem(place=place, message="is written in a way nothing can be added to", hint=hint))


def _with_lists(text: str, picture: int | None, changes: Tree) -> str:
    """Return *text* with a list in short form (`grants = [{ … }]`) written out as tables."""
    document: Any = tomlkit.parse(text)
    owner: Any = _statement(document, picture)
    for key, value in changes.items():
        if isinstance(value, list):
            owner.pop(key, None)
            owner.append(key, tomlkit.item(value))
        else:
            owner[key] = value
    return tomlkit.dumps(document)


def _rewritten(text: str, wanted: Tree) -> str:
    """Return *text* with `text = { … }` and `picture = [{ … }]` written out: the last resort, comments in them are lost."""
    document: Any = tomlkit.parse(text)
    for key in ("text", "picture"):
        document.pop(key, None)
    pictures = {"picture": wanted["picture"]} if "picture" in wanted else {}
    return update_rights(tomlkit.dumps(document), {**wanted.get("text", {}), **pictures})


# --- the lines of the file --------------------------------------------------------------------------------------------


def _add(text: str, picture: int | None, key: str, values: Mapping[str, object], new: Tree | None = None) -> str:
    """Return *text* with one more table `[[…key]]` at the end of its statement, and *new* keys at its beginning."""
    name = "text" if picture is None else "picture.rights"
    found = headers(text)
    first, last = _span(found, picture, len(text))
    own = next((header for header in found if header.name == name and first <= header.start < last), None)
    block = _block(f"{name}.{key}", values)
    lines = "".join(f"{one} = {_value(value)}\n" for one, value in (new or {}).items())
    if own is None:
        block = f"[{name}]\n{lines}\n{block}"
    elif lines:
        text = text[: own.end] + lines + text[own.end :]
        last += len(lines)
    at = end_of_content(text, last)
    before, after = text[:at].rstrip("\n"), text[at:].lstrip("\n")
    return f"{before}\n\n{block}\n{after}".lstrip("\n") if after.strip() else f"{before}\n\n{block}".lstrip("\n")


def _span(found: Sequence[Header], picture: int | None, size: int) -> tuple[int, int]:
    """Return from where to where the statement's tables stand; the end of the file where none stands yet."""
    if picture is None:
        of_text = [n for n, header in enumerate(found) if header.name.split(".")[0] == "text"]
        if not of_text:
            return size, size
        return found[of_text[0]].start, _start_after(found, of_text[-1], size)
    starts = [n for n, header in enumerate(found) if header.many and header.name == "picture"]
    if picture >= len(starts):
        return size, size
    last = starts[picture]
    while last + 1 < len(found) and found[last + 1].name.startswith("picture."):
        last += 1
    return found[starts[picture]].start, _start_after(found, last, size)


def _start_after(found: Sequence[Header], number: int, size: int) -> int:
    return found[number + 1].start if number + 1 < len(found) else size


def _block(name: str, values: Mapping[str, object]) -> str:
    """Return `[[name]]` with its keys, lists of tables after them as tables of their own."""
    late = {
        key: value for key, value in values.items() if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    lines = [f"[[{name}]]\n"]
    lines += [f"{key} = {_value(value)}\n" for key, value in values.items() if key not in late]
    lines += [f"\n{_block(f'{name}.{key}', one)}" for key, value in late.items() for one in value]
    return "".join(lines)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return tomlkit.item(value).as_string()


def headers(text: str) -> tuple[Header, ...]:
    r"""Return every table header of *text*, which must be valid TOML.

    >>> [header.name for header in headers('[text]\na = \"\"\"\n[no]\n\"\"\"\n[[picture]]\n')]
    ['text', 'picture']
    """
    return tuple(
        Header(".".join(step for step in spot.path if isinstance(step, str)), spot.start, spot.end, spot.kind == "many")
        for spot in lay_out(text).spots
        if spot.kind in ("table", "many")
    )
