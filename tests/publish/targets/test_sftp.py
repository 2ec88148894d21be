"""SFTP on loopback (OpenSSH's sshd as an unprivileged process): who is trusted, what is sent, what is told."""

import re
import subprocess
import sys
import time

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.publish.targets.base import LOCK, MANIFEST, UPLOAD
from publishkit.publish.targets.registry import open_target
from tests.publish.targets.places import as_read, download, page, publish, small_site
from tests.publish.targets.servers import Wire, sftp_server

PUBLISHER = """
import sys
from publishkit.publish.files import made_file
from publishkit.publish.targets.registry import open_target
from publishkit.publish.targets.transfer import publish_files
files = [made_file(f"{n:02}.html", b"page %d" % n * 1000) for n in range(40)]
target = open_target(sys.argv[1], {"key_file": sys.argv[2], "known_hosts": sys.argv[3], "timeout": 600})
publish_files(target, files, dry_run=False, prune=False, tell=lambda _line: None)
"""


@pytest.fixture
def root(sftp):
    return sftp.folder() / "letter"


@pytest.fixture
def target(sftp, root):
    made = open_target(sftp.address(root), sftp.options)
    yield made
    made.close()


def site_of(root):
    names = {MANIFEST, LOCK}
    return {
        found.relative_to(root).as_posix(): found.read_bytes()
        for found in root.rglob("*")
        if found.is_file() and found.name not in names
    }


def through(sftp, wire: Wire, tmp_path) -> dict[str, object]:
    """The server's key, known under the wire's port."""
    hosts = tmp_path / "known_hosts"
    hosts.write_text(re.sub(r":\d+ ", f":{wire.port} ", sftp.known_hosts.read_text()))
    return {**sftp.options, "known_hosts": str(hosts)}


def test_an_unknown_server_is_refused_with_its_fingerprint_and_the_line_to_add(sftp, root, tmp_path):
    """And with that line it is trusted."""
    hosts = tmp_path / "known_hosts"
    hosts.write_text("")
    options = {**sftp.options, "known_hosts": str(hosts)}
    with pytest.raises(ExternalError) as refusal:
        open_target(sftp.address(root), options)
    assert sftp.fingerprint in str(refusal.value)
    hint = refusal.value.problems[0].hint
    assert f"add this line to {hosts}: " in hint
    hosts.write_text(hint.partition(f"{hosts}: ")[2] + "\n")
    open_target(sftp.address(root), options).close()


def test_a_server_with_another_key_than_the_known_one_is_refused(sftp, root, tmp_path):
    hosts = tmp_path / "known_hosts"
    key = (sftp.stranger_key.parent / "stranger.pub").read_text()
    hosts.write_text(f"[127.0.0.1]:{sftp.port} {key}")
    with pytest.raises(ExternalError, match=r"another key than the one known: SHA256:.*somebody may be listening in"):
        open_target(sftp.address(root), {**sftp.options, "known_hosts": str(hosts)})


def test_a_key_the_server_does_not_know_is_told(sftp, root):
    options = {**sftp.options, "key_file": str(sftp.stranger_key)}
    with pytest.raises(ExternalError, match=r"does not let us in with these keys .*ssh-add -l") as refusal:
        open_target(sftp.address(root), options)
    assert refusal.value.exit_code == 5


def test_a_locked_key_is_opened_with_the_passphrase_of_the_environment(sftp, root, tmp_path, monkeypatch):
    locked = tmp_path / "locked"
    locked.write_bytes(sftp.key_file.read_bytes())
    locked.chmod(0o600)
    command = ["ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", locked]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=30)
    options = {**sftp.options, "key_file": str(locked)}
    with pytest.raises(ExternalError, match=r"locked with a passphrase .*PUBLISHKIT_SFTP_PASSPHRASE"):
        open_target(sftp.address(root), options)
    monkeypatch.setenv("PUBLISHKIT_SFTP_PASSPHRASE", "open sesame")
    open_target(sftp.address(root), options).close()


def test_files_named_in_the_options_must_be_there(sftp, root):
    with pytest.raises(InputError, match="key_file: there is no file /no/key"):
        open_target(sftp.address(root), {**sftp.options, "key_file": "/no/key"})


def test_a_folder_that_may_not_be_written_is_told_and_the_site_stands(target, root):
    publish(target, small_site())
    for folder in (root, root / "w1"):
        folder.chmod(0o555)
    with pytest.raises(ExternalError, match="the server does not let this user do that"):
        publish(target, small_site(w1="new"))
    assert site_of(root) == as_read(small_site())
    for folder in (root, root / "w1"):
        folder.chmod(0o755)
    publish(target, small_site(w1="new"))
    assert site_of(root) == as_read(small_site(w1="new"))


def test_a_full_disk_is_told_and_the_site_stands():
    """Sshd under a limit of the system on the size of files: the write itself fails, as on a full disk."""
    with sftp_server(largest_file=64 * 1024) as server:
        root = server.folder() / "letter"
        target = open_target(server.address(root), server.options)
        publish(target, small_site())
        with pytest.raises(ExternalError, match=r"large\.pdf: the server could not do it \(its disk or quota may be"):
            publish(target, [*small_site(w1="new"), download("large.pdf", "x" * 200_000)])
        assert site_of(root) == as_read(small_site())
        target.close()


def test_a_connection_cut_half_way_is_told_and_the_rest_is_sent_next_time(sftp, root, target, tmp_path):
    wire = Wire(sftp.port, after=80_000, cut=True)
    distant = open_target(sftp.address(root, wire.port), through(sftp, wire, tmp_path))
    files = [download(f"{n}.pdf", str(n) * 5000) for n in range(20)]
    with pytest.raises(ExternalError, match=r"publish again and only the rest is sent"):
        publish(distant, files)
    distant.close()
    wire.close()
    (root / LOCK).unlink()  # this process lives on; a killed one is the next test
    whole = [path for path in site_of(root) if UPLOAD not in path]
    done = publish(target, files)
    assert 0 < len(whole) < 20
    assert done.unchanged == len(whole)
    assert site_of(root) == as_read(files)


def test_a_publisher_killed_half_way_leaves_whole_files_and_the_rest_is_sent(sftp, root, target, tmp_path):
    """SIGKILL while the wire is dead: the lock is taken over, half-sent files are taken away."""
    wire = Wire(sftp.port, after=120_000, cut=False)
    options = through(sftp, wire, tmp_path)
    arguments = [sftp.address(root, wire.port), options["key_file"], options["known_hosts"]]
    process = subprocess.Popen([sys.executable, "-c", PUBLISHER, *map(str, arguments)])
    assert wire.dead.wait(60)
    time.sleep(0.2)
    process.kill()
    process.wait()
    wire.close()
    files = [page(f"{n:02}.html", f"page {n}" * 1000) for n in range(40)]
    left = site_of(root)
    whole = {path: data for path, data in left.items() if UPLOAD not in path}
    assert 0 < len(whole) < 40
    assert whole.items() <= as_read(files).items()
    assert (root / LOCK).exists()
    done = publish(target, files)
    assert done.unchanged == len(whole)
    assert site_of(root) == as_read(files)


def test_a_server_that_falls_silent_is_given_up(sftp, root, tmp_path):
    wire = Wire(sftp.port, after=30_000, cut=False)
    target = open_target(sftp.address(root, wire.port), {**through(sftp, wire, tmp_path), "timeout": 0.5})
    with pytest.raises(ExternalError, match=r"does not answer in time .*option `timeout`"):
        publish(target, [download(f"{n}.pdf", str(n) * 5000) for n in range(20)])
    target.close()
    wire.close()


def test_a_server_that_falls_silent_before_the_first_word_is_given_up(sftp, root, tmp_path):
    wire = Wire(sftp.port, after=1 << 20, cut=False)
    target = open_target(sftp.address(root, wire.port), {**through(sftp, wire, tmp_path), "timeout": 0.5})
    wire.after = 0
    with pytest.raises(ExternalError, match="does not answer in time"):
        publish(target, small_site())
    target.close()
    wire.close()


def test_no_server_there_is_told(sftp, root):
    with pytest.raises(ExternalError, match="the server cannot be reached"):
        open_target(sftp.address(root, 1), sftp.options)


def test_what_talks_no_ssh_is_told(sftp, root, s3):
    with pytest.raises(ExternalError) as refusal:
        open_target(sftp.address(root, int(s3.url.rpartition(":")[2])), {**sftp.options, "timeout": 1.0})
    assert "publish again" in str(refusal.value)


def test_prune_removes_the_folders_it_empties_and_no_others(target, root):
    publish(target, [*small_site(), page("w0/deep/old.html")])
    (root / "w0" / "mine").mkdir()
    (root / "w0").chmod(0o777)
    publish(target, small_site(), prune=True)
    assert not (root / "w0" / "deep").exists()
    assert (root / "w0" / "mine").is_dir()
    assert root.is_dir()


def test_links_on_the_server_are_listed_and_not_followed(sftp, target, root):
    publish(target, small_site())
    elsewhere = sftp.folder()
    (elsewhere / "private.txt").write_text("mine")
    (root / "more").symlink_to(elsewhere)
    done = publish(target, small_site(), prune=True)
    assert (done.deleted, done.foreign) == ((), ("more",))
    assert (elsewhere / "private.txt").read_text() == "mine"
