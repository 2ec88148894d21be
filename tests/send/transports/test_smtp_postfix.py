"""A real Postfix between us and the mailbox: what it is handed is what the reader finds.

A private instance in a folder of its own, on loopback, that delivers nowhere else. Postfix is not among what `publishkit
doctor` installs: it would take the place of another mail server on somebody's machine.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishkit.send.letter.message import Reader
from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected
from tests.send.transports.letters import KEY, LETTER, unsubscribe
from tests.send.transports.mail_server import free_port
from tests.send.transports.stages import opened

SYSTEM = Path("/etc/postfix")
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.test.example
mydestination =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{{
    {{gone@x.example = 550 5.1.1 no such mailbox}}, {{slow@x.example = 450 4.2.0 Greylisted, come back}}}}
default_transport = error:no outbound mail in tests
virtual_mailbox_domains = x.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 100
virtual_mailbox_limit = 0
maillog_file = {folder}/log
maillog_file_prefixes = /tmp, /var
smtpd_client_connection_rate_limit = 0
"""


@pytest.fixture(scope="module")
def postfix() -> Iterator[tuple[int, Path]]:
    """A running Postfix: its port, and the folder new mail comes into."""
    if not shutil.which("postfix") or not SYSTEM.joinpath("master.cf").is_file():
        pytest.skip("no Postfix: `apt-get install --no-install-recommends postfix` where no other mail server is")
    if os.geteuid() != 0:
        pytest.skip("Postfix starts as root only")
    folder = Path(tempfile.mkdtemp(prefix="pk-postfix-", dir="/tmp"))
    folder.chmod(0o755)
    port = prepare(folder)
    run = ("postfix", "-c", str(folder / "etc"))
    try:
        done = subprocess.run((*run, "start"), capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        yield port, folder / "mail" / "all" / "new"
    finally:
        subprocess.run((*run, "stop"), capture_output=True, timeout=60, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def prepare(folder: Path) -> int:
    for name in ("etc", "spool", "data", "mail"):
        folder.joinpath(name).mkdir()
    for path in (SYSTEM / "postfix-files", *SYSTEM.glob("dynamicmaps.cf")):
        shutil.copy(path, folder / "etc")
    port = free_port()
    master = SYSTEM.joinpath("master.cf").read_text().splitlines()
    smtp = f"127.0.0.1:{port} inet n - n - - smtpd"
    lines = [smtp if line.split()[:2] == ["smtp", "inet"] else line for line in master]
    folder.joinpath("etc", "master.cf").write_text("\n".join(lines) + "\n")
    folder.joinpath("etc", "main.cf").write_text(MAIN.format(folder=folder))
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", 65534, 65534)
    return port


def arrived(folder: Path, count: int) -> list[bytes]:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = [path.read_bytes() for path in folder.glob("*")] if folder.is_dir() else []
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{count} messages were to arrive")


def test_what_postfix_is_handed_is_what_the_reader_finds(postfix: tuple[int, Path], tmp_path: Path):
    """Every line of ours, the long List-Unsubscribe and the folded Subject too, stands as it was written."""
    port, mailbox = postfix
    way_out = unsubscribe("x" * 240)
    readers = [
        Reader(address=f"reader{number}@x.example", name="Bärbel, 潮", unsubscribe=f"{way_out}{number}")
        for number in range(8)
    ]
    given = {"host": "127.0.0.1", "port": port, "security": "none"}
    transport, _ = opened("smtp", tmp_path, given, {})
    told = transport.send(LETTER, readers, key=KEY)
    transport.close()
    assert [type(one) for one in told] == [Accepted] * 8
    assert len({one.provider_id for one in told if isinstance(one, Accepted) and one.provider_id}) == 8
    found = [data.replace(b"\n", b"\r\n") for data in arrived(mailbox, 8)]
    for one in readers:
        assert sum(data.endswith(b"\r\n" + LETTER.message(one)) for data in found) == 1


def test_what_postfix_refuses(postfix: tuple[int, Path], tmp_path: Path):
    """Its own words for a mailbox that is gone, one that is slow, and a domain it does not serve."""
    port, _ = postfix
    addresses = ("gone@x.example", "slow@x.example", "fine@x.example", "anybody@elsewhere.example")
    readers = [Reader(address=address, unsubscribe=unsubscribe("t")) for address in addresses]
    transport, _ = opened("smtp", tmp_path, {"host": "127.0.0.1", "port": port, "security": "none"}, {})
    gone, slow, fine, relay = transport.send(LETTER, readers, key=KEY)
    transport.close()
    assert isinstance(gone, Rejected) and gone.kind is Refusal.GONE and "no such mailbox" in gone.reason
    assert isinstance(slow, Rejected) and slow.kind is Refusal.LATER and "Greylisted" in slow.reason
    assert isinstance(fine, Accepted)
    assert isinstance(relay, Failed) and "Relay access denied" in relay.reason
