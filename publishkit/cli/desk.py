"""`publishkit desk`: the editor's desk on a local web page."""

import sys
from typing import Annotated

import typer

from publishkit.cli.workspace import IssueName, Workspace, locate

Port = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Port to listen on, on this machine alone; 0 chooses one.")
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the address, and open nothing.")]
Language = Annotated[
    str, typer.Option("--language", help="What the desk speaks: en or de; by default as the publication does.")
]


def desk(
    issue: IssueName = None,
    workspace: Workspace = None,
    port: Port = 0,
    no_browser: NoBrowser = False,
    language: Language = "",
) -> None:
    """Open the editor's desk: collect, clear, arrange, see every format, build. It runs until Ctrl-C.

    The page works on the files of the workspace, as the commands do; what you change in a text editor shows at once. It
    answers to this machine alone, and to whoever has the key at the end of the address.
    """
    import webbrowser
    from datetime import UTC, datetime
    from functools import cache
    from secrets import token_bytes, token_urlsafe

    from publishkit.desk.app import LANGUAGES, Desk, make_desk
    from publishkit.desk.guard import Door
    from publishkit.desk.run import listen, serve
    from publishkit.errors import InputError
    from publishkit.press.adding.fetch_source import open_door
    from publishkit.workspace.load import load_config

    root, issue_id = locate(workspace, issue)
    if language and language not in LANGUAGES:
        raise InputError.at("--language", f"{language[:20]!r} is not spoken here", f"one of {', '.join(LANGUAGES)}")
    spoken = language or load_config(root).publication.language.partition("-")[0]

    def now() -> datetime:
        return datetime.now(tz=UTC).replace(microsecond=0)

    taken = listen(port)
    door = Door(port=taken.port, key=token_urlsafe(24))
    opened = Desk(
        root=root,
        door=door,
        clock=now,
        open_door=cache(lambda: open_door(root, now, lambda _: None)),
        chance=lambda: token_bytes(16),
        language=spoken if spoken in LANGUAGES else "en",
    )
    address = door.address.replace("/?", f"/issue/{issue_id}?")
    typer.echo(f"The desk is open at {address}")
    typer.echo("It answers to this machine alone. Ctrl-C closes it.", err=True)
    if not no_browser and sys.stdout.isatty():
        webbrowser.open(address)
    serve(make_desk(opened), taken)
