"""`publishkit seal`: the key that signs finished editions."""

from pathlib import Path
from typing import Annotated

import typer

from publishkit.cli.workspace import IssueName, Workspace, locate

seal = typer.Typer(help="Sign finished editions, so that nobody can change them unseen.", no_args_is_help=True)


@seal.command()
def keygen(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the key goes, outside the workspace.")],
    name: Annotated[str, typer.Option("--name", help="Whose key it is: stands in the public half.")] = "",
) -> None:
    """Make a key (Ed25519, as `ssh-keygen` makes them): FILE for you alone, FILE.pub for everybody."""
    from publishkit.press.seal import make_key

    made = make_key(file.expanduser(), " ".join(name.split()))
    typer.echo(f"{made.file}: the key, for you alone; keep a copy in a safe place")
    typer.echo(f"{made.file}.pub: its public half, {made.public.fingerprint}")
    typer.echo("In publishkit.toml:")
    typer.echo(f'\n[seal]\nkey_file = "{made.file}"\npublic_key = "{made.public.line}"')


@seal.command()
def sign(issue: IssueName = None, workspace: Workspace = None) -> None:
    """Sign the finished edition in out/ISSUE: writes SHA256SUMS.sig beside its checksums. `build` does it by itself."""
    from publishkit.press.seal import sign_finished

    root, issue_id = locate(workspace, issue)
    public = sign_finished(root, issue_id)
    typer.echo(f"out/{issue_id}/SHA256SUMS.sig: signed by {public.fingerprint}")
