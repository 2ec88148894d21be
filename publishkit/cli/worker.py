"""`publishkit worker`: sends what is frozen, from as many processes and hosts as you start."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.send_office import open_office, stoppable, utc_now
from publishkit.cli.workspace import Workspace
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from threading import Event

    from publishkit.send.run.campaigns import Campaign
    from publishkit.send.run.office import Office
    from publishkit.send.run.sender import Sender

Threads = Annotated[
    int | None, typer.Option("--threads", min=1, max=64, help="Calls at once; by default what the transport stands.")
]
Once = Annotated[bool, typer.Option("--once", help="End when nothing is left to send.")]


def worker(workspace: Workspace = None, threads: Threads = None, once: Once = False) -> None:
    """Send every campaign that `publishkit send --no-wait` has frozen, until stopped; start as many as you like.

    Needs `send.database` on PostgreSQL, which all workers share. Procrastinate wakes them; the ledger decides, so that a
    batch is never sent by two. Each worker needs the workspace with its finished editions, and the secrets.
    """
    import asyncio
    import logging
    from pathlib import Path

    from publishkit.manifest.load import load_config
    from publishkit.manifest.workspace import find_workspace

    root = find_workspace(workspace or Path.cwd())
    config = load_config(root)
    if not config.send.database:
        hint = "one process sends as fast with `publishkit send`; for several set send.database to postgresql://…"
        raise InputError(Problem(place="publishkit.toml: send.database", message="workers need PostgreSQL", hint=hint))
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    with stoppable() as stop, open_office(root, config, stop) as office:
        asyncio.run(_work(office, stop, threads or office.threads, once=once))


def _guarded(office: "Office", mine: "Campaign") -> "Sender":
    """Return what sends the campaign, when nothing speaks against it here.

    Raises:
        PublishkitError: a guard refuses (not production), the letter has changed, the provider cannot be asked.
    """
    from publishkit.send.guards.ask import ask_guards
    from publishkit.send.run.prepare import resumed_situation

    ask_guards(resumed_situation(office, mine), resumed=True)
    return office.sender_for(mine)


async def _work(office: "Office", stop: "Event", threads: int, *, once: bool) -> None:
    try:
        from publishkit.send.worker.engine import make_tables, work
    except ImportError:
        hint = "install it with `pip install 'publishkit[postgres]'`"
        raise InputError(Problem(place="worker", message="needs Procrastinate", hint=hint)) from None
    from publishkit.send.run.memory import share_one_heap
    from publishkit.send.worker.desk import WorkerDesk

    make_tables(office.store)
    share_one_heap()
    desk = WorkerDesk(store=office.store, sender_for=lambda mine: _guarded(office, mine), clock=utc_now, stop=stop)
    await work(desk, office.config.send.database, threads, once=once)
