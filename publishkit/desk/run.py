"""The desk listens, on this machine alone."""

import logging
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from publishkit.errors import ExternalError, Problem

HOST = "127.0.0.1"
GRACE = 1
"""Seconds for open requests when the desk is closed; pages that follow the changes never end by themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listening:
    """A port that is ours."""

    port: int
    config: uvicorn.Config
    socket: Any


def listen(port: int) -> Listening:
    """Take *port*, 0 for any that is free.

    Raises:
        ExternalError: somebody else listens there.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        "publishkit.desk",  # `serve` names the application
        host=HOST,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
    )
    try:
        taken = config.bind_socket()
    except SystemExit as cause:  # so uvicorn says that it cannot
        hint = "another desk may be open; --port 0 takes one that is free"
        raise ExternalError(Problem(place=f"port {port}", message="cannot be listened on", hint=hint)) from cause
    return Listening(port=taken.getsockname()[1], config=config, socket=taken)


def serve(app: ASGIApp, listening: Listening) -> None:
    """Answer until the desk is closed."""
    listening.config.app = app
    uvicorn.Server(listening.config).run(sockets=[listening.socket])
