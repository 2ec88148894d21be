"""One small shelf for all tests of the site: three finished editions of two years, published to a folder."""

import functools
import http.server
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.publish.sample_editions import add_sister, write_workspace
from tests.support.command import run


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """A workspace with three finished editions, which nothing may change."""
    root = tmp_path_factory.mktemp("shelf")
    write_workspace(root, shared)
    add_sister(root, shared, "2026-w46", date=date(2026, 11, 13), number=46, title="The year the ferry stayed")
    add_sister(root, shared, "2025-w52", date=date(2025, 12, 26), number=12, title="Between the years")
    return root


@pytest.fixture(scope="session")
def site(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published site: a folder."""
    folder = tmp_path_factory.mktemp("www") / "letter"
    done = run("publish", "--all", "--to", folder, cwd=shelf)
    assert done.exit_code == 0, done.stdout + done.stderr
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site can be read: at the path publishkit.toml gives it, on loopback."""
    handler = functools.partial(_Quiet, directory=str(site.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/letter/"
    server.shutdown()
    server.server_close()
