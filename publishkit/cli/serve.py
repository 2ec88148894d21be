"""`publishkit serve`, `worker` and `desk`: the programs that run until they are stopped."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from publishkit.cli.send_options import sending_context, stoppable, utc_now
from publishkit.cli.workspace import IssueName, Workspace, locate

Host = Annotated[
    str, typer.Option("--host", help="Address to listen on; keep it local and put your web server before it.")
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 chooses one.")]
Proxies = Annotated[
    int, typer.Option("--proxies", min=0, max=5, help="Proxies of yours before it, whose X-Forwarded-For is believed.")
]
Threads = Annotated[
    int | None, typer.Option("--threads", min=1, max=64, help="Calls at once; by default what the transport stands.")
]
Once = Annotated[bool, typer.Option("--once", help="End when nothing is left to send.")]
DeskPort = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Port to listen on, on this machine alone; 0 chooses one.")
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the address, and open nothing.")]
Language = Annotated[
    str, typer.Option("--language", help="What the desk speaks: en or de; by default as the publication does.")
]
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"


def serve(workspace: Workspace = None, host: Host = "127.0.0.1", port: Port = 8425, proxies: Proxies = 0) -> None:
    """Serve the unsubscribe page (RFC 8058), the sign-up form and the providers' webhooks of this workspace until stopped.

    Behind your own web server, which has the certificate: forward the paths of `email.unsubscribe_url` and
    `email.signup_url`, and `/hooks/`, to it. Logs go to stderr and never name a reader.
    """
    import logging
    import os
    import time

    from publishkit.press.sending.serve import make_reader_server
    from publishkit.workspace.folder import find_workspace
    from publishkit.workspace.load import load_config

    root = find_workspace(workspace or Path.cwd())
    made = make_reader_server(
        root,
        load_config(root),
        os.environ,
        host=host,
        port=port,
        proxies=proxies,
        clock=utc_now,
        steady=time.monotonic,
    )
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT, force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    hooks = ", ".join(made.hooks) or "none (no PUBLISHKIT_<PROVIDER>_WEBHOOK_SECRET is set)"
    typer.echo(f"readers leave at {made.path}; webhooks: {hooks}", err=True)
    if made.signups is not None:
        typer.echo(f"readers sign up at {made.signups.url}", err=True)
    with _ending_by_signal():
        made.run()


@contextmanager
def _ending_by_signal() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end the server, which raises them anew afterwards, and not the process before all is done."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def worker(workspace: Workspace = None, threads: Threads = None, once: Once = False) -> None:
    """Send every campaign that `publishkit send --no-wait` has frozen, until stopped; start as many as you like.

    Needs `send.database` on PostgreSQL, which all workers share. Procrastinate wakes them; the ledger decides, so that a
    batch is never sent by two. Each worker needs the workspace with its finished editions, and the secrets.
    """
    import logging

    from publishkit.press.send import check_worker_database, run_worker
    from publishkit.workspace.folder import find_workspace
    from publishkit.workspace.load import load_config

    root = find_workspace(workspace or Path.cwd())
    config = load_config(root)
    check_worker_database(config)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=LOG_FORMAT)
    with stoppable() as stop, sending_context(root, config, stop) as context:
        run_worker(context, stop, threads, once=once)


def desk(
    issue: IssueName = None,
    workspace: Workspace = None,
    port: DeskPort = 0,
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
    from publishkit.desk.guard import Door, listen, serve
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
