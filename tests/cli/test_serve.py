"""`publishkit serve`: started as an operator starts it; and the number a person types at a terminal."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import tomlkit

from publishkit.cli.send_options import ask_number
from publishkit.send.letter.unsubscribe import make_token, parse_keys
from publishkit.send.readers.address import reader_key
from tests.send.transports import mail_server as servers
from tests.support.command import run
from tests.support.postgres import free_port
from tests.support.workspaces import CONFIG, write_workspace

KEYS = "1:" + "ab" * 32


def test_without_a_key_nobody_could_leave(tmp_path: Path):
    ran = run("serve", cwd=write_workspace(tmp_path))
    assert ran.exit_code == 2
    assert "PUBLISHKIT_UNSUBSCRIBE_KEYS: is not set" in ran.stderr


def test_a_reader_leaves_and_is_not_written_to(tmp_path: Path):
    root, port = write_workspace(tmp_path), free_port()
    words = [sys.executable, "-m", "publishkit", "serve", "--port", str(port)]
    secrets = {"PUBLISHKIT_UNSUBSCRIBE_KEYS": KEYS, "PUBLISHKIT_POSTMARK_WEBHOOK_SECRET": "a:b"}
    token = make_token(parse_keys(KEYS), "readers", reader_key("ada@example.org"))
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(words, cwd=root, env={**os.environ, **secrets}, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            _wait(client, server, tmp_path / "log")
            assert client.post(f"/u/{token}", data={"List-Unsubscribe": "One-Click"}).status_code == 200
            assert client.post("/hooks/postmark", json={}).status_code == 403
            assert client.post("/hooks/brevo", json={}).status_code == 404
    finally:
        server.terminate()
        server.wait(timeout=20)
    said = (tmp_path / "log").read_text()
    assert "webhooks: postmark" in said and "a reader left (one-click)" in said
    assert token not in said
    (root / "readers.csv").write_text("email\nada@example.org\nbob@example.org\n")
    consent = ("--consent-source", "form", "--consent-date", "2026-01-31")
    assert run("audience", "import", "readers.csv", *consent, cwd=root).exit_code == 0
    listed = run("audience", "list", "--json", cwd=root).stdout
    assert '"written_to": 1' in listed and '"unsubscribed": 1' in listed


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_mails_what_waits_before_it_stops(tmp_path: Path, stop: signal.Signals):
    """A container is stopped by SIGTERM: exit 0, and nobody who signed up at the last moment is forgotten."""
    with servers.mail_server() as kept:
        config = {**CONFIG, "email": {**CONFIG["email"], "signup_url": "https://quay.example/join"},
                  "send": {"transport": "smtp", "options": {"host": "127.0.0.1", "port": kept.port, "security": "none"}}}  # fmt: skip
        (tmp_path / "publishkit.toml").write_text(tomlkit.dumps(config))
        port = free_port()
        words = [sys.executable, "-m", "publishkit", "serve", "--port", str(port)]
        secrets = {"PUBLISHKIT_UNSUBSCRIBE_KEYS": KEYS}
        with (tmp_path / "log").open("wb") as log:
            server = subprocess.Popen(words, cwd=tmp_path, env={**os.environ, **secrets}, stdout=log, stderr=log)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
                _wait(client, server, tmp_path / "log")
                assert client.post("/join", data={"email": "ada@reader.example"}).status_code == 200
            server.send_signal(stop)
            code = server.wait(timeout=30)
        finally:
            server.kill()
        assert (code, len(kept.messages)) == (0, 1)
    said = (tmp_path / "log").read_text()
    assert "readers sign up at https://quay.example/join" in said
    assert "ada@" not in said and "Traceback" not in said


def _wait(client: httpx.Client, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(400):
        try:
            if client.get("/health").text == "ok\n":
                return
        except httpx.ConnectError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.mark.parametrize(("typed", "meant"), [("1200", 1200), ("1,200", 1200), ("1.200", 1200), ("", -1), ("yes", -1)])
def test_the_number_is_typed_at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str, meant: int):
    ours, theirs = pty.openpty()
    os.write(ours, f"{typed}\n".encode())
    with os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        assert ask_number("How many? ") == meant
    os.close(ours)
