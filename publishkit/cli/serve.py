"""`publishkit serve`: the small server where readers leave and providers tell."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import Workspace

if TYPE_CHECKING:
    from publishkit.model.config import Config
    from publishkit.send.serve.app import Service

Host = Annotated[
    str, typer.Option("--host", help="Address to listen on; keep it local and put your web server before it.")
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 chooses one.")]
Proxies = Annotated[
    int, typer.Option("--proxies", min=0, max=5, help="Proxies of yours before it, whose X-Forwarded-For is believed.")
]


def serve(workspace: Workspace = None, host: Host = "127.0.0.1", port: Port = 8425, proxies: Proxies = 0) -> None:
    """Serve the unsubscribe page (RFC 8058) and the providers' webhooks of this workspace until stopped.

    Behind your own web server, which has the certificate: forward the path of `email.unsubscribe_url` and `/hooks/` to
    it. Logs go to stderr and never name a reader.
    """
    import logging

    from publishkit.manifest.load import load_config
    from publishkit.manifest.workspace import find_workspace
    from publishkit.send.serve.app import leaving_path, make_app
    from publishkit.send.serve.server import make_server

    root = find_workspace(workspace or Path.cwd())
    config = load_config(root)
    service = _service(root, config, proxies)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    doors = ", ".join(sorted(service.hooks)) or "none (no PUBLISHKIT_<PROVIDER>_WEBHOOK_SECRET is set)"
    typer.echo(f"readers leave at {leaving_path(config.email.unsubscribe_url)}; webhooks: {doors}", err=True)
    make_server(make_app(service), host, port).run()


def _service(root: Path, config: "Config", proxies: int) -> "Service":
    import os
    import time
    from datetime import UTC, datetime

    from publishkit.send.http import Caller
    from publishkit.send.secrets import Secrets, system_keyring
    from publishkit.send.serve.app import Service, known_hooks
    from publishkit.send.serve.desk import Desk
    from publishkit.send.serve.hooks import check_installed
    from publishkit.send.serve.pages import make_pages
    from publishkit.send.state.store import open_store
    from publishkit.send.unsubscribe import parse_keys
    from publishkit.theme.load import load_theme

    secrets = Secrets(os.environ, system_keyring)

    def secret_of(provider: str) -> str:
        found = secrets.find(f"{provider.upper().replace('-', '_')}_WEBHOOK_SECRET")
        return found.reveal() if found else ""

    hooks = known_hooks(secret_of)
    if hooks:
        check_installed()
    return Service(
        desk=Desk(store=open_store(root, config.send.database), list=config.send.list),
        keys=parse_keys(secrets.need("UNSUBSCRIBE_KEYS").reveal()),
        pages=make_pages(config.publication, load_theme(config.theme.name, (root / "themes",))),
        unsubscribe_url=config.email.unsubscribe_url,
        hooks=hooks,
        fetch=Caller(10).fetch,
        now=lambda: datetime.now(UTC),
        steady=time.monotonic,
        proxies=proxies,
    )
