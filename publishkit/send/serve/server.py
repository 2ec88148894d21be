"""How the application is served: what it listens on, and what is never logged."""

import logging

import uvicorn
from starlette.applications import Starlette

MOST_AT_ONCE = 200
"""Calls; more are answered 503 at once, so that a crowd cannot fill the memory."""


def make_server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """Return the server, not yet running.

    No access log: its lines would hold tokens. No word of a proxy is believed here; `Service.proxies` says whose is.
    """
    settings = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_keep_alive=5,
        limit_concurrency=MOST_AT_ONCE,
    )
    logging.getLogger("uvicorn.access").disabled = True
    return uvicorn.Server(settings)
