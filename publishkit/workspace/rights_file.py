"""`rights.toml`, written and edited: comments, order and spacing stay; only what is asked for changes."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from hashlib import sha256
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable, Item, Table

from publishkit.errors import InputError, Problem
from publishkit.model.article import RightsFile
from publishkit.model.rights import Notice
from publishkit.model.statement import RightsStatement
from publishkit.workspace.toml.edit import (
    changed,
    insert_block,
    insert_element,
    newline_of,
    remove,
    set_value,
    with_changes,
    write_key,
    write_value,
)
from publishkit.workspace.toml.layout import Path, lay_out
from publishkit.workspace.toml.parse import toml_tree

HEADER = (
    "Rights of the text and of each picture. `publishkit rights show` says what they allow.",
    'What stands here was read from the source; correct it, and set origin = "editor" when you did.',
)
STATUS = "own | public_domain | licensed_open | publisher_terms | permission | all_rights_reserved | no_republication | orphan | unknown"
FILLED_BY_LOADER = frozenset({"asset_id", "asset_kind"})


def write_rights(rights: RightsFile) -> str:
    """Return the text of `rights.toml`: only what is known, with a line of help for the editor.

    Raises:
        ValueError: a notice would not come back byte for byte.
    """
    document = tomlkit.document()
    for line in HEADER:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    text = _table(values_of(rights.text))
    if "status" in text:
        text["status"].comment(STATUS)
    document.add("text", text)
    if rights.picture:
        pictures = tomlkit.aot()
        for picture in picture_values(rights):
            pictures.append(_table(picture))
        document.add("picture", pictures)
    written = tomlkit.dumps(document)
    check_notices(written, rights.text.notices)
    return written


def update_rights(text: str, changes: Mapping[str, object], place: str = "rights.toml") -> str:
    """Return `rights.toml` with these keys of `[text]` set (None takes one out); "picture" replaces all pictures.

    Raises:
        InputError: the file is no TOML.
    """
    if not changes:
        return text
    document = _parsed(text, place)
    for key, value in changes.items():
        owner = document if key == "picture" else document.setdefault("text", tomlkit.table())
        if value is None:
            owner.pop(key, None)
        elif key in owner:
            owner[key] = _item(value)
        else:
            owner.append(key, _item(value))
    return tomlkit.dumps(document)


def set_rights(text: str, changes: Mapping[Path, object], place: str = "rights.toml") -> str:
    r"""Return `rights.toml` with each path set and nothing else changed; None takes a key out.

    >>> set_rights('[text]\nstatus = "unknown"  # why\n', {("text", "status"): "own"})
    '[text]\nstatus = "own"  # why\n'

    Raises:
        InputError: the file is no TOML, or is written so that one of the keys cannot be changed alone.
    """
    tree = _tree(text, place)
    lasting = {path: value for path, value in changes.items() if value is not None or _stands(tree, path)}
    edited = text
    for path, value in lasting.items():
        edited = remove(edited, path) if value is None else set_value(edited, path, value, first=path[-1] == "status")
    return changed(text, edited, with_changes(tree, lasting), place, "what is asked for")


def add_picture(text: str, values: Mapping[str, object], place: str = "rights.toml") -> str:
    """Return `rights.toml` with one more `[[picture]]` at its end.

    Raises:
        InputError: as `set_rights`.
    """
    tree = _tree(text, place)
    number = len(tree.get("picture", []))
    own = {key: value for key, value in values.items() if not isinstance(value, Mapping)}
    lines = [f"{write_key(key)} = {write_value(value)}" for key, value in own.items()]
    if lay_out(text).find(("picture",)):
        edited = insert_element(text, ("picture",), number, write_value(own))
    else:
        edited = insert_block(text, len(text), newline_of(text).join(["[[picture]]", *lines]))
    for key, table in values.items():
        for name, value in table.items() if isinstance(table, Mapping) else ():
            edited = set_value(edited, ("picture", number, key, name), value)
    wanted = {**tree, "picture": [*tree.get("picture", []), dict(values)]}
    return changed(text, edited, wanted, place, "the list of pictures")


def _tree(text: str, place: str) -> dict[str, Any]:
    return toml_tree(text, place)


def _stands(tree: Any, path: Path) -> bool:
    for step in path:
        try:
            tree = tree[step]
        except (LookupError, TypeError):
            return False
    return True


def rights_values(rights: RightsFile) -> dict[str, object]:
    """Return the keys of `[text]` and "picture" as plain values: what the merge compares."""
    values = values_of(rights.text)
    pictures = picture_values(rights)
    return {**values, **({"picture": pictures} if pictures else {})}


def read_rights_values(text: str) -> dict[str, object]:
    """Return the same of a `rights.toml` as it stands.

    Raises:
        ValueError: it is no TOML.
    """
    data = tomllib.loads(text)
    values = _plain(data.get("text", {}))
    pictures = _plain(data.get("picture", []))
    return {**(values if isinstance(values, dict) else {}), **({"picture": pictures} if pictures else {})}


def picture_values(rights: RightsFile) -> list[dict[str, object]]:
    """Return each picture as plain values; `file = ""` is written: it says that the file is missing."""
    return [{"file": picture.file, **values_of(picture)} for picture in rights.picture]


def check_notices(text: str, notices: tuple[Notice, ...]) -> None:
    """Make sure that the notices read back byte for byte.

    Raises:
        ValueError: one does not.
    """
    back = tomllib.loads(text).get("text", {}).get("notices", [])
    hashes = [sha256(notice["text"].encode()).hexdigest() for notice in back]
    if hashes != [notice.sha256 for notice in notices]:
        raise ValueError("a notice cannot be stored byte for byte")


def values_of(value: object) -> dict[str, object]:
    """Return the fields of a value that differ from their defaults, as plain TOML values."""
    if not is_dataclass(value):
        raise TypeError(type(value).__name__)
    found: dict[str, object] = {}
    for spec in fields(value):
        current = getattr(value, spec.name)
        skipped = isinstance(value, RightsStatement) and spec.name in FILLED_BY_LOADER
        if not skipped and current is not None and current != _default(spec):
            found[spec.name] = _plain(current)
    return found


def _default(spec: "Field[object]") -> object:
    if spec.default is not MISSING:
        return spec.default
    return spec.default_factory() if spec.default_factory is not MISSING else MISSING


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value):
        return values_of(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def _table(values: Mapping[str, object]) -> Table:
    """A table with its own keys first and its tables after them: TOML reads keys below a table as that table's."""
    table = tomlkit.table()
    late = {key: value for key, value in values.items() if isinstance(value, Mapping) or key == "notices"}
    for key, value in [*((k, v) for k, v in values.items() if k not in late), *late.items()]:
        table.append(key, _item(value))
    return table


def _item(value: object) -> Item:
    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        if any(len(item) > 3 or "rights" in item or "file" in item for item in value):
            tables = tomlkit.aot()
            for item in value:
                tables.append(_table(item))
            return tables
        array = tomlkit.array()
        for item in value:
            array.append(_inline(item))
        return array
    if isinstance(value, str):
        return tomlkit.string(value)
    return tomlkit.item(value)


def _inline(values: Mapping[str, object]) -> InlineTable:
    table = tomlkit.inline_table()
    for key, value in values.items():
        table.append(key, _inline(value) if isinstance(value, Mapping) else value)
    return table


def _parsed(text: str, place: str) -> tomlkit.TOMLDocument:
    toml_tree(text, place)
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as cause:
        raise InputError(
            Problem(place=place, message=f"is not valid TOML: {cause}", hint="mend it, then add again")
        ) from cause
