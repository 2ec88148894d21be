"""What the commands about readers share: the workspace, the list, the state database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from publishkit.send.state.store import Store

ListName = Annotated[
    str | None, typer.Option("--list", metavar="NAME", help="The list; by default `send.list` of publishkit.toml.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for machines.")]


def find_house(workspace: Path | None, list_name: str | None) -> tuple[Path, str]:
    """Return the workspace and the list meant; by default that of publishkit.toml.

    Raises:
        InputError: there is no workspace, or no list can have that name.
    """
    from publishkit.manifest.load import load_config
    from publishkit.manifest.workspace import find_workspace
    from publishkit.send.audience.names import check_list_name

    root = find_workspace(workspace or Path.cwd())
    return root, check_list_name(list_name) if list_name is not None else load_config(root).send.list


@contextmanager
def open_state(root: Path, *, scratch: bool = False) -> "Iterator[Store]":
    """Give the state database that publishkit.toml names; with *scratch* nothing is made that is not there yet."""
    from tempfile import TemporaryDirectory

    from publishkit.manifest.load import load_config
    from publishkit.send.state.store import FILE, open_store

    database = load_config(root).send.database
    if scratch and not database and not (root / FILE).exists():
        with TemporaryDirectory() as nowhere, open_store(Path(nowhere)) as store:
            yield store
        return
    with open_store(root, database) as store:
        yield store
