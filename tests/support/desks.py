"""A desk that is open on loopback, as `publishkit desk` opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import uvicorn

from publishkit.desk.app import Desk, make_desk
from publishkit.desk.guard import Door, listen

KEY = "a-key-that-nobody-guesses"
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


@contextmanager
def open_desk(root: Path, **more: Any) -> Iterator[str]:
    """Open the desk of the workspace *root*; give its address without the key."""

    def no_door() -> Any:
        raise AssertionError("the network was asked")

    listening = listen(0)
    door = Door(port=listening.port, key=KEY)
    desk = Desk(root=root, door=door, clock=lambda: NOW, open_door=no_door, chance=lambda: b"\7" * 16, **more)
    listening.config.app = make_desk(desk)
    server = uvicorn.Server(listening.config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening.socket]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.port}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
