"""A folder is the old site or the new one, whole, whoever looks and whatever happens."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from publishkit import disk
from publishkit.errors import ExternalError
from publishkit.publish.targets.registry import open_target
from tests.publish.targets.places import as_read, download, page, publish, small_site
from tests.publish.targets.servers import UNPRIVILEGED

PUBLISHER = """
import sys
from publishkit.publish.files import made_file
from publishkit.publish.targets.registry import open_target
from publishkit.publish.targets.transfer import publish_files
target, n = open_target(sys.argv[1], {}), 0
while True:
    n += 1
    files = [made_file(f"{k}/index.html", f"{n} ".encode() * 2000) for k in range(20)]
    publish_files(target, files, dry_run=False, prune=False, tell=lambda _line: None)
    print(n, flush=True)
"""


@pytest.fixture
def www(tmp_path):
    return tmp_path / "letter"


def site_of(root: Path) -> dict[str, bytes]:
    files = (found for found in root.rglob("*") if found.is_file() and found.name != ".publishkit-site.json")
    return {found.relative_to(root).as_posix(): found.read_bytes() for found in files}


def test_a_publisher_killed_at_any_time_leaves_one_whole_site(www):
    """SIGKILL at eight random moments; then the next publish mends what it left."""
    for seed in range(8):
        process = subprocess.Popen([sys.executable, "-c", PUBLISHER, www], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.Random(seed).uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert len(set(site_of(www).values())) == 1
        assert len(site_of(www)) == 20
    publish(open_target(str(www), {}), small_site(), prune=True)
    assert site_of(www) == as_read(small_site())
    assert [found.name for found in www.parent.iterdir()] == ["letter"]


def test_a_reader_never_sees_half_a_site(www):
    """Whoever holds the folder open reads pages that belong together, through thirty publishes."""
    target, done, halves = open_target(str(www), {}), threading.Event(), []
    sites = [[page(f"{k}.html", f"site {n}") for k in range(5)] for n in range(2)]
    publish(target, sites[0])

    def read() -> None:
        while not done.is_set():
            held = os.open(www, os.O_RDONLY)
            texts = set()
            try:
                for k in range(5):
                    file = os.open(f"{k}.html", os.O_RDONLY, dir_fd=held)
                    texts.add(os.read(file, 100))
                    os.close(file)
            except FileNotFoundError:  # the folder held is the old one, being cleared away: no reader by name sees that
                texts = {b""}
            finally:
                os.close(held)
            if len(texts) != 1:
                halves.append(texts)

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(30):
        publish(target, sites[(n + 1) % 2])
    done.set()
    reader.join()
    assert halves == []


def test_what_is_not_ours_comes_along(www):
    """Links stay links, also broken ones; rights, times and empty folders stay as they were."""
    (www / ".well-known").mkdir(parents=True)
    (www / ".htaccess").write_text("deny")
    (www / ".htaccess").chmod(0o600)
    os.utime(www / ".htaccess", (1_000_000_000, 1_000_000_000))
    (www / "uploads").mkdir(mode=0o777)
    (www / "uploads").chmod(0o2775)
    (www / "latest").symlink_to("w2")
    (www / "broken").symlink_to("/nowhere")
    www.chmod(0o750)
    publish(open_target(str(www), {}), small_site())
    publish(open_target(str(www), {}), small_site(w1="new"))
    assert (www / ".htaccess").read_text() == "deny"
    assert (www / ".htaccess").stat().st_mode & 0o777 == 0o600
    assert (www / ".htaccess").stat().st_mtime == 1_000_000_000
    assert (www / "uploads").stat().st_mode & 0o7777 == 0o2775
    assert (www / ".well-known").is_dir()
    assert (www / "latest").readlink() == Path("w2")
    assert (www / "broken").readlink() == Path("/nowhere")
    assert www.stat().st_mode & 0o777 == 0o750


def test_a_link_in_the_way_of_a_folder_is_named_and_never_followed(www, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    www.mkdir()
    (www / "w1").symlink_to(elsewhere)
    with pytest.raises(ExternalError, match=r"letter: cannot be written: File exists \(w1\)"):
        publish(open_target(str(www), {}), small_site())
    assert list(elsewhere.iterdir()) == []
    assert [found.name for found in www.iterdir()] == ["w1"]


def test_a_link_where_a_page_of_ours_was_is_deleted_and_not_what_it_points_to(www, tmp_path):
    (tmp_path / "book.pdf").write_text("mine")
    publish(open_target(str(www), {}), [*small_site(), page("book.pdf")])
    (www / "book.pdf").unlink()
    (www / "book.pdf").symlink_to(tmp_path / "book.pdf")
    publish(open_target(str(www), {}), small_site(), prune=True)
    assert site_of(www) == as_read(small_site())
    assert (tmp_path / "book.pdf").read_text() == "mine"


def test_a_file_that_comes_in_during_the_switch_is_not_lost(www, monkeypatch):
    """A certificate robot writes its challenge whenever it likes."""
    publish(open_target(str(www), {}), small_site())

    exchange = disk._exchange

    def late(one: Path, other: Path) -> bool:
        (www / "challenge").write_text("token")
        return exchange(one, other)

    monkeypatch.setattr(disk, "_exchange", late)
    publish(open_target(str(www), {}), small_site(w1="new"))
    assert (www / "challenge").read_text() == "token"


def test_it_works_where_folders_cannot_be_swapped(www, monkeypatch):
    monkeypatch.setattr(disk, "_exchange", lambda _one, _other: False)
    publish(open_target(str(www), {}), small_site())
    publish(open_target(str(www), {}), small_site(w1="new"))
    assert site_of(www) == as_read(small_site(w1="new"))
    assert [found.name for found in www.parent.iterdir()] == ["letter"]


def test_a_publish_killed_between_two_renames_is_mended(www):
    """Where folders cannot be swapped there is a moment without any; the next publish brings the old one back."""
    publish(open_target(str(www), {}), small_site())
    www.rename(www.parent / ".publishkit-retired-letter-")
    (www.parent / ".publishkit-making-letter-x1").mkdir()
    publish(open_target(str(www), {}), small_site(w1="new"))
    assert site_of(www) == as_read(small_site(w1="new"))
    assert [found.name for found in www.parent.iterdir()] == ["letter"]


def test_it_works_where_the_disk_knows_no_hard_links(www, monkeypatch):
    def no_links(*_names, **_options):
        raise PermissionError(1, "Operation not permitted")

    publish(open_target(str(www), {}), small_site())
    monkeypatch.setattr(os, "link", no_links)
    publish(open_target(str(www), {}), small_site(w1="new"))
    assert site_of(www) == as_read(small_site(w1="new"))
    assert publish(open_target(str(www), {}), small_site(w1="new")).written == ()


def test_a_full_disk_is_told_and_the_old_site_stands(www):
    publish(open_target(str(www), {}), small_site())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(ExternalError, match=r"letter: cannot be written: File too large.*the site there is untou"):
            publish(open_target(str(www), {}), [*small_site(w1="new"), download("large.pdf", "x" * 20_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert site_of(www) == as_read(small_site())
    assert [found.name for found in www.parent.iterdir()] == ["letter"]


@contextmanager
def unprivileged():
    """Root may write everywhere: become somebody else for a while."""
    if os.getuid():
        yield
        return
    os.setegid(UNPRIVILEGED.pw_gid)
    os.seteuid(UNPRIVILEGED.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def test_a_parent_that_cannot_be_written_is_told_beforehand():
    top = Path(tempfile.mkdtemp())
    try:
        (top / "www" / "letter").mkdir(parents=True)
        (top / "www" / "letter").chmod(0o777)
        (top / "www").chmod(0o555)
        top.chmod(0o755)
        with unprivileged(), pytest.raises(ExternalError) as refusal:
            publish(open_target(str(top / "www" / "letter"), {}), small_site())
    finally:
        (top / "www").chmod(0o755)
        shutil.rmtree(top)
    assert str(refusal.value) == (
        f"{top}/www/letter: the new site is made beside the old one, and {top}/www cannot be written "
        f"(get the right to write there, or publish into a folder one level deeper)"
    )


@pytest.mark.parametrize(
    ("address", "what"),
    [("{}/no/such/letter", "there is no folder"), ("{}/file", "is a file"), ("/", "is the top of a disk")],
)
def test_a_place_that_cannot_be_is_told(tmp_path, address, what):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ExternalError, match=what):
        publish(open_target(address.format(tmp_path), {}), small_site())
