"""A PostgreSQL of the tests' own, from the system's packages: started when first asked for, gone at the end.

def test_something(store): ...            # runs twice: on SQLite, on PostgreSQL
def test_from_outside(database): ...      # the same, as a workspace and an address that other processes can open
def test_only_there(postgres_address): ...  # an empty database
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from publishkit.doctor.probe import postgresql_programs
from publishkit.send.state.store import Store, open_store

MISSING = "no PostgreSQL on this machine: install the package postgresql (`publishkit doctor --tests` says how)"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "80",
    "shared_buffers": "32MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "log_min_messages": "warning",
}


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server that lets everybody on this machine in."""

    programs: Path
    port: int
    made: list[str] = field(default_factory=list)

    def empty_database(self) -> str:
        """Return the address of the one database there is, emptied: a new one for each test takes a second."""
        if not self.made:
            program = self.programs / "createdb"
            words: list[str | Path] = [
                program,
                "-h",
                "127.0.0.1",
                "-p",
                str(self.port),
                "-U",
                "publishkit",
                "-T",
                "template0",
                "house",
            ]
            done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, done.stderr
            self.made.append("house")
        import psycopg

        with psycopg.connect(self.address("house"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.address("house")

    def address(self, name: str) -> str:
        return f"postgresql://publishkit@127.0.0.1:{self.port}/{name}"


@dataclass(frozen=True, kw_only=True)
class Database:
    """A workspace folder and what its publishkit.toml says in `send.database`."""

    root: Path
    address: str

    def open(self) -> Store:
        return open_store(self.root, self.address)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="pk-pg-"))
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    try:
        _run(owner, programs / "initdb", "-D", folder / "data", "-U", "publishkit", "-A", "trust", "-E", "UTF8",
             "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
        port = free_port()
        settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *words], cwd=folder, stdout=log, stderr=log, **_as(owner)
            )
        try:
            _wait(programs, server, port, folder / "log")
            yield Server(programs=programs, port=port)
        finally:
            server.terminate()  # "smart" would wait for clients that are still connected
            _run(owner, programs / "pg_ctl", "stop", "-D", folder / "data", "-m", "immediate", check=False)
            server.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_address(postgres_server: Server) -> str:
    return postgres_server.empty_database()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    address = request.getfixturevalue("postgres_address") if request.param == "postgres" else ""
    return Database(root=tmp_path, address=address)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        yield opened


def _owner() -> Any:
    """Return whom the server runs as: PostgreSQL refuses to be root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("PostgreSQL does not run as root, and this machine knows no user `postgres` or `nobody`")


def _as(owner: Any) -> dict:
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner is not None else {}


def _run(owner: Any, *words: object, check: bool = True) -> None:
    done = subprocess.run(
        [*map(str, words)], cwd="/", capture_output=True, text=True, timeout=120, check=False, **_as(owner)
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def _wait(programs: Path, server: subprocess.Popen, port: int, log: Path) -> None:
    ask: list[str | Path] = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(600):
        if subprocess.run(ask, check=False).returncode == 0:
            return
        assert server.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(log.read_text())
