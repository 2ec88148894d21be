"""`publishkit send transports`: the ways to a mailbox that `send.transport` may name."""

import json
from pathlib import Path

import typer

from publishkit.cli.send_office import AsJson
from publishkit.cli.workspace import Workspace

REHEARSE = {"file": "writes each message into a folder", "null": "makes each message and throws it away"}


def transports(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the names that `send.transport` in publishkit.toml may have; the one it has is marked."""
    from publishkit.errors import InputError
    from publishkit.manifest.load import load_config
    from publishkit.manifest.workspace import find_workspace

    try:
        chosen = load_config(find_workspace(workspace or Path.cwd())).send.transport
    except InputError:
        chosen = ""  # outside a workspace none is chosen
    rows = _rows()
    if as_json:
        told = [{"name": name, "kind": kind, "chosen": name == chosen} for name, kind in rows]
        typer.echo(json.dumps(told, indent=2))
        return
    for name, kind in rows:
        typer.echo(f"{'*' if name == chosen else ' '} {name:<18}{kind}")
    typer.echo("docs/transports.md and docs/campaigns.md say what each asks for", err=True)


def _rows() -> list[tuple[str, str]]:
    from publishkit.send.campaigns.registry import PROVIDERS
    from publishkit.send.transports.registry import TRANSPORTS

    single = [(name, f"rehearsal: {REHEARSE[name]}" if name in REHEARSE else "mails") for name in sorted(TRANSPORTS)]
    return [*single, *((name, "campaign: holds the list itself, gets a draft") for name in sorted(PROVIDERS))]
