"""A place of each kind, with what the contract needs to know of it: what readers see, and how to meddle with it."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import fsspec
import pytest

from publishkit.doctor.probe import sshd_program
from publishkit.publish.files import SiteFile, made_file
from publishkit.publish.targets.base import LOCK, MANIFEST, Target
from publishkit.publish.targets.fsspec_store import FsspecTarget
from publishkit.publish.targets.registry import open_target
from publishkit.publish.targets.transfer import Published, publish_files
from tests.publish.targets.servers import NO_SSHD

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing-secret", "AWS_DEFAULT_REGION": "us-east-1"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """One target, and the back door to it."""

    target: Target
    read: Callable[[], dict[str, bytes]]
    """Everything in the target and beside it: paths beside begin with `../`."""
    put: Callable[[str, bytes], None]
    remove: Callable[[str], None]
    times: Callable[[], dict[str, object]]
    """When each file was last written."""

    @property
    def site(self) -> dict[str, bytes]:
        """What a reader finds."""
        return {path: data for path, data in self.read().items() if path not in {MANIFEST, LOCK}}


def page(path: str, text: str = "") -> SiteFile:
    return made_file(path, (text or path).encode(), cache="page")


def download(path: str, text: str = "") -> SiteFile:
    return made_file(path, (text or path).encode(), cache="immutable")


def small_site(**changed: str) -> list[SiteFile]:
    """A home page, a feed, and two editions with a download each; *changed* gives pages other words: `w1="…"`."""
    return [
        page("index.html", changed.get("home", "")),
        made_file("feed.xml", b"<rss/>", cache="feed"),
        download("assets/style-1a2b.css"),
        *(page(f"w{n}/index.html", changed.get(f"w{n}", "")) for n in (1, 2)),
        *(page(f"w{n}/größe & maß.html") for n in (1, 2)),
        *(download(f"w{n}/letter.pdf", f"%PDF {n}" * 1000) for n in (1, 2)),
    ]


def as_read(files: list[SiteFile]) -> dict[str, bytes]:
    return {file.path: bytes(file.source) for file in files if isinstance(file.source, bytes)}


def publish(target: Target, files: list[SiteFile], **options) -> Published:
    settings = {"dry_run": False, "prune": False, "tell": lambda _line: None, **options}
    return publish_files(target, files, **settings)


# --- the kinds --------------------------------------------------------------------------------------------------------


def on_disk(target: Target, root: Path) -> Place:
    """A place whose back door is a folder here."""

    def paths() -> Iterator[tuple[str, Path]]:
        for found in root.parent.rglob("*"):
            if found.is_file() and not found.is_symlink():
                inside = found.is_relative_to(root)
                yield (found.relative_to(root).as_posix() if inside else f"../{found.relative_to(root.parent)}"), found

    def put(path: str, data: bytes) -> None:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        os.utime(place, (1_000_000_000, 1_000_000_000))
        for made in (place, *place.parents):
            if made.is_relative_to(root.parent) and not os.getuid():
                os.chown(made, *owner)

    stat = root.parent.stat()
    owner = stat.st_uid, stat.st_gid
    return Place(
        target=target,
        read=lambda: {path: found.read_bytes() for path, found in paths()},
        put=put,
        remove=lambda path: (root / path).unlink(),
        times=lambda: {path: found.stat().st_mtime_ns for path, found in paths()},
    )


@contextmanager
def folder_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    root = request.getfixturevalue("tmp_path") / "www" / "letter"
    root.parent.mkdir()
    yield on_disk(open_target(str(root), {}), root)


@contextmanager
def s3_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    server, bucket = request.getfixturevalue("s3"), request.getfixturevalue("bucket")
    client = request.getfixturevalue("client")

    def listed() -> list[dict]:
        return list(client.list_objects_v2(Bucket=bucket).get("Contents", []))

    def path_of(key: str) -> str:
        return key.removeprefix("weekly/") if key.startswith("weekly/") else f"../{key}"

    def key_of(path: str) -> str:
        return path.removeprefix("../") if path.startswith("../") else f"weekly/{path}"

    target = open_target(f"s3://{bucket}/weekly", {"endpoint": server.url, "timeout": 10})
    yield Place(
        target=target,
        read=lambda: {
            path_of(found["Key"]): client.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
            for found in listed()
        },
        put=lambda path, data: client.put_object(Bucket=bucket, Key=key_of(path), Body=data),
        remove=lambda path: client.delete_object(Bucket=bucket, Key=key_of(path)),
        times=lambda: {path_of(found["Key"]): (found["LastModified"], found["ETag"]) for found in listed()},
    )
    target.close()


@contextmanager
def sftp_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if sshd_program() is None:
        pytest.skip(NO_SSHD)
    server = request.getfixturevalue("sftp")
    root = server.folder() / "letter"
    target = open_target(server.address(root), server.options)
    yield on_disk(target, root)
    target.close()


@contextmanager
def store_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Google's and Azure's stores are not to be had on loopback: their code runs on fsspec's own memory store."""
    files = fsspec.filesystem("memory", skip_instance_cache=True)
    files.store.clear()
    target = FsspecTarget(
        files, root="/letters/weekly", address="gs://letters/weekly", headers=lambda _file: {}, failures=(OSError,)
    )

    def full(path: str) -> str:
        return f"/letters/{path.removeprefix('../')}" if path.startswith("../") else f"/letters/weekly/{path}"

    def path_of(name: str) -> str:
        return name.removeprefix("/letters/weekly/") if name.startswith("/letters/weekly/") else f"../{name[9:]}"

    yield Place(
        target=target,
        read=lambda: {path_of(name): files.cat_file(name) for name in files.find("/letters")},
        put=lambda path, data: files.pipe_file(full(path), data),
        remove=lambda path: files.rm_file(full(path)),
        times=lambda: {path_of(name): files.modified(name) for name in files.find("/letters")},
    )


PLACES: Mapping[str, Callable] = {
    "file": folder_place,
    "s3": s3_place,
    "sftp": sftp_place,
    "gs": store_place,
    "az": store_place,
}
