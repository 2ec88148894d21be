"""Real servers on loopback: moto's S3, and OpenSSH's sshd as an unprivileged process with keys of its own."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from publishkit.doctor.probe import sshd_program

HERE = Path(__file__).parent
NO_SSHD = "no OpenSSH server on this machine: install the package openssh-server (`publishkit doctor --tests` says how)"
UNPRIVILEGED = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")


@dataclass(frozen=True)
class S3Server:
    """moto behind a clerk who counts: see s3_server.py."""

    url: str

    def order(self, **orders: object) -> None:
        """Say what is to happen from now on, and begin to count anew."""
        httpx.post(f"{self.url}/-/orders", content=json.dumps(orders))

    @property
    def seen(self) -> list[str]:
        """What was written and deleted, in order: `PUT index.html`."""
        return list(httpx.get(f"{self.url}/-/seen").json())


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run moto's S3."""
    process = subprocess.Popen(
        [sys.executable, HERE / "s3_server.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield S3Server(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.kill()
        process.communicate()


@dataclass(frozen=True, kw_only=True)
class SftpServer:
    """A running sshd; it serves what the user it runs as may see."""

    port: int
    key_file: Path
    """Lets us in."""
    stranger_key: Path
    """Does not."""
    known_hosts: Path
    fingerprint: str
    disk: Path
    """A folder its user may write."""

    @property
    def options(self) -> dict[str, object]:
        return {"key_file": str(self.key_file), "known_hosts": str(self.known_hosts), "timeout": 5.0}

    def address(self, folder: Path, port: int = 0) -> str:
        return f"sftp://{UNPRIVILEGED.pw_name}@127.0.0.1:{port or self.port}{folder}"

    def folder(self) -> Path:
        """Make a new folder its user may write."""
        made = Path(tempfile.mkdtemp(dir=self.disk))
        made.chmod(0o755)
        os.chown(made, UNPRIVILEGED.pw_uid, UNPRIVILEGED.pw_gid)
        return made


@contextmanager
def sftp_server(largest_file: int = 0) -> Iterator[SftpServer]:
    """Run sshd as an unprivileged user; with *largest_file*, whoever writes more bytes is told the disk is full."""
    home = Path(tempfile.mkdtemp(prefix="publishkit-sshd-"))
    home.chmod(0o755)
    disk = home / "disk"
    disk.mkdir()
    for name in ("host", "user", "stranger"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", home / name]
        subprocess.run(command, check=True, timeout=30)
    shutil.copy(home / "user.pub", home / "authorized_keys")
    port = _free_port()
    (home / "known_hosts").write_text(f"[127.0.0.1]:{port} {(home / 'host.pub').read_text()}")
    (home / "sshd_config").write_text(_config(home, port))
    for path in (home, disk, home / "host", home / "authorized_keys"):
        os.chown(path, UNPRIVILEGED.pw_uid, UNPRIVILEGED.pw_gid)
    (home / "host").chmod(0o600)
    limit = f"ulimit -f {largest_file // 512}; trap '' XFSZ; " if largest_file else ""
    command = ["sh", "-c", f'{limit}exec "$0" "$@"', str(sshd_program()), "-D", "-e", "-f", str(home / "sshd_config")]
    nobody = (UNPRIVILEGED.pw_uid, UNPRIVILEGED.pw_gid) if not os.getuid() else (None, None)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stderr=log, user=nobody[0], group=nobody[1], extra_groups=[] if nobody[0] else None
        )
    try:
        _wait_for(port, home / "log")
        shown = subprocess.run(
            ["ssh-keygen", "-l", "-f", home / "host.pub"], check=True, capture_output=True, text=True, timeout=30
        )
        yield SftpServer(
            port=port,
            key_file=home / "user",
            stranger_key=home / "stranger",
            known_hosts=home / "known_hosts",
            fingerprint=shown.stdout.split()[1],
            disk=disk,
        )
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)


def _config(home: Path, port: int) -> str:
    return f"""
ListenAddress 127.0.0.1
Port {port}
HostKey {home}/host
AuthorizedKeysFile {home}/authorized_keys
PidFile none
StrictModes no
UsePAM yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitTTY no
MaxStartups 50
Subsystem sftp internal-sftp
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int, log: Path) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())


class Wire:
    """A connection to a server that is cut, or goes dead, after so many bytes of ours."""

    def __init__(self, port: int, *, after: int, cut: bool) -> None:
        self._to, self.after, self._cut = port, after, cut
        self._carried = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self.port = int(self._server.getsockname()[1])
        self.dead = threading.Event()
        """Set when the wire has gone dead."""
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for end in (self._server, *self._ends):
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            self._ends += (near, far)
            for one, other, ours in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._carry, args=(one, other, ours), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, ours: bool) -> None:
        try:
            while data := one.recv(4096):
                self._carried += len(data) * ours
                if self._carried > self.after:
                    self.dead.set()
                    if not self._cut:
                        threading.Event().wait()
                    for end in (one, other):
                        end.shutdown(socket.SHUT_RDWR)
                    return
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            return
