"""The state database: made once, kept safe, and clear about what is wrong. The same on SQLite and PostgreSQL."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from publishkit.errors import ExternalError, InputError
from publishkit.send.state.store import Store, open_store
from publishkit.send.state.tables import VERSION, meta, metadata
from tests.support.command import HOME
from tests.support.postgres import Database

OPEN = """
import sys
from pathlib import Path
from publishkit.send.state.store import open_store
with open_store(Path(sys.argv[1]), sys.argv[2]) as store, store.read() as connection:
    print(store.is_postgres)
"""


def put(store: Store, name: str, value: str) -> None:
    with store.write() as connection:
        connection.execute(insert(meta).values(name=name, value=value))


def values(store: Store) -> dict[str, str]:
    with store.read() as connection:
        return {row.name: row.value for row in connection.execute(select(meta)) if row.name != "home"}


def test_a_new_database_has_every_table_and_says_its_version(store: Store):
    assert values(store) == {"schema": str(VERSION)}
    with store.read() as connection:
        for table in metadata.sorted_tables:
            connection.execute(select(func.count()).select_from(table))


def test_what_was_written_is_there_when_it_is_opened_again(database: Database):
    with database.open() as store:
        put(store, "a", "1")
    with database.open() as again:
        assert values(again)["a"] == "1"


def test_a_block_that_fails_leaves_nothing(store: Store):
    def fail_halfway() -> None:
        with store.write() as connection:
            connection.execute(insert(meta).values(name="half", value="done"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert "half" not in values(store)


def test_a_reader_cannot_write(store: Store):
    with pytest.raises(ExternalError), store.read() as connection:
        connection.execute(insert(meta).values(name="a", value="1"))
    put(store, "a", "2")
    assert values(store)["a"] == "2"


def test_a_reader_sees_one_moment(store: Store):
    with store.read() as connection:
        before = connection.scalar(select(func.count()).select_from(meta))
        put(store, "later", "1")
        assert connection.scalar(select(func.count()).select_from(meta)) == before
    assert "later" in values(store)


def test_a_row_that_is_there_already_is_the_callers_to_understand(store: Store):
    put(store, "a", "1")
    with pytest.raises(IntegrityError):
        put(store, "a", "2")


def test_writers_wait_for_each_other(store: Store):
    """Read, then write, in eight threads: no count is lost."""
    put(store, "count", "0")

    def count_up() -> None:
        for _ in range(10):
            with store.write() as connection:
                row = select(meta.c.value).where(meta.c.name == "count").with_for_update()
                value = int(connection.scalar(row) or 0)
                connection.execute(meta.update().where(meta.c.name == "count").values(value=str(value + 1)))

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert values(store)["count"] == "80"


def test_processes_that_begin_together_make_one_schema(database: Database):
    words = [sys.executable, "-c", OPEN, str(database.root), database.address]
    running = [subprocess.Popen(words, cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    told = [process.communicate(timeout=120) for process in running]
    assert [said.decode().strip() for said, _ in told] == [str(bool(database.address))] * 4, told
    with database.open() as store:
        assert values(store) == {"schema": str(VERSION)}


def test_a_newer_schema_is_left_alone(database: Database):
    with database.open() as store, store.write() as connection:
        connection.execute(meta.update().values(value=str(VERSION + 1)))
    with pytest.raises(InputError, match=rf"another publishkit \(schema {VERSION + 1}; this one knows {VERSION}\)"):
        database.open()


@pytest.mark.parametrize("statement", ["CREATE TABLE event (x INTEGER)", "CREATE TABLE meta (x INTEGER)"])
def test_somebody_elses_tables_are_left_alone(database: Database, statement: str):
    if database.address:
        address = database.address.replace("postgresql:", "postgresql+psycopg:")
    else:
        (database.root / ".publishkit").mkdir()
        address = f"sqlite:///{database.root / '.publishkit' / 'state.db'}"
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    with pytest.raises(InputError, match="a database of its own"):
        database.open()


class TestFile:
    def test_it_is_for_its_owners_eyes_only(self, tmp_path: Path):
        with open_store(tmp_path) as store:
            put(store, "a", "1")
            files = sorted((tmp_path / ".publishkit").iterdir())
            assert [file.name for file in files] == ["state.db", "state.db-shm", "state.db-wal"]
            assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}

    def test_a_mode_that_was_lost_is_mended(self, tmp_path: Path):
        open_store(tmp_path).close()
        (tmp_path / ".publishkit" / "state.db").chmod(0o644)
        open_store(tmp_path).close()
        assert stat.S_IMODE((tmp_path / ".publishkit" / "state.db").stat().st_mode) == 0o600

    def test_every_commit_reaches_the_disk(self, tmp_path: Path):
        with open_store(tmp_path) as store, store.write() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2

    def test_a_writer_holds_the_lock_from_the_beginning(self, tmp_path: Path):
        with open_store(tmp_path) as store, store.write():
            other = sqlite3.connect(tmp_path / ".publishkit" / "state.db", timeout=0)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            other.close()

    def test_a_lock_that_lasts_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("publishkit.send.state.store.PATIENCE", 50)
        open_store(tmp_path).close()
        other = sqlite3.connect(tmp_path / ".publishkit" / "state.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ExternalError, match=r"state\.db: is in use by another process"):
            open_store(tmp_path)
        other.close()

    def test_what_is_not_a_database_is_not_touched(self, tmp_path: Path):
        file = tmp_path / ".publishkit" / "state.db"
        file.parent.mkdir()
        file.write_bytes(b"dear diary, " * 1000)
        with pytest.raises(ExternalError, match=r"is not a database \(bring it back from a backup, .* a new one would"):
            open_store(tmp_path)
        assert file.read_bytes() == b"dear diary, " * 1000

    def test_a_damaged_file_is_told(self, tmp_path: Path):
        open_store(tmp_path).close()
        file = tmp_path / ".publishkit" / "state.db"
        data = bytearray(file.read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)
        data[100:200] = b"\xff" * 100
        file.write_bytes(data)
        with pytest.raises(ExternalError, match=r"is damaged \(bring it back from a backup, "):
            open_store(tmp_path)

    def test_a_full_disk_is_told_and_nothing_is_half_written(self, tmp_path: Path):
        def fill(store: Store) -> None:
            with store.write() as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
                connection.execute(insert(meta), [{"name": f"n{i}", "value": "x" * 900} for i in range(200)])

        with open_store(tmp_path) as store:
            with pytest.raises(ExternalError, match="disk is full"):
                fill(store)
            assert values(store) == {"schema": str(VERSION)}

    @pytest.mark.skipif(sys.platform == "win32", reason="folders cannot stand where files are meant on Windows")
    def test_a_folder_in_the_files_place_is_told(self, tmp_path: Path):
        (tmp_path / ".publishkit" / "state.db").mkdir(parents=True)
        with pytest.raises(ExternalError, match="cannot be opened"):
            open_store(tmp_path)

    def test_a_file_in_the_folders_place_is_told(self, tmp_path: Path):
        (tmp_path / ".publishkit").write_text("")
        with pytest.raises(ExternalError, match="cannot be made"):
            open_store(tmp_path)


class TestAddress:
    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
    def test_a_password_is_refused_and_not_repeated(self, tmp_path: Path, scheme: str):
        with pytest.raises(InputError, match="PGPASSWORD") as stop:
            open_store(tmp_path, f"{scheme}://ada:geheim@db.example/letters")
        assert "geheim" not in str(stop.value)

    def test_a_password_among_the_settings_is_refused(self, tmp_path: Path):
        with pytest.raises(InputError, match="PGPASSWORD") as stop:
            open_store(tmp_path, "postgresql://db.example/letters?password=geheim")
        assert "geheim" not in str(stop.value)

    @pytest.mark.parametrize("address", ["mysql://db.example/x", "sqlite:///x.db", "letters", "postgresql://h:port/x"])
    def test_what_is_no_address_of_postgresql_is_refused(self, tmp_path: Path, address: str):
        with pytest.raises(InputError, match=r"publishkit\.toml: send\.database: .*postgresql://user@host/name"):
            open_store(tmp_path, address)
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_driver_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(InputError, match=r"pip install 'publishkit\[postgres\]'"):
            open_store(tmp_path, "postgresql://ada@db.example/letters")

    def test_a_server_that_is_not_there_is_told(self, tmp_path: Path):
        with pytest.raises(ExternalError, match=r"publishkit\.toml: send\.database: the database does not answer"):
            open_store(tmp_path, "postgresql://ada@127.0.0.1:1/letters")

    def test_a_database_that_is_not_there_is_told(self, tmp_path: Path, postgres_address: str):
        with pytest.raises(ExternalError, match="does not exist"):
            open_store(tmp_path, postgres_address + "_gone")

    def test_a_server_that_goes_away_is_told(self, tmp_path: Path, postgres_address: str):
        def cut_off(store: Store) -> None:
            with store.write() as connection, store.write() as killer:
                pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
                killer.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
                connection.execute(select(meta))

        with open_store(tmp_path, postgres_address) as store:
            with pytest.raises(ExternalError, match="does not answer as it should"):
                cut_off(store)
            assert values(store) == {"schema": str(VERSION)}


def test_nothing_of_postgresql_is_loaded_for_a_file(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from publishkit.send.state.store import open_store\n"
        "open_store(Path(sys.argv[1])).close()\n"
        "print([name for name in ('psycopg', 'procrastinate') if name in sys.modules])"
    )
    words = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(words, cwd=HOME, capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "[]"
