"""Further object stores, through fsspec: Google Cloud Storage and Azure. Keys come from where their libraries look."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from typing import Any

import fsspec

from publishkit.errors import ExternalError, Problem
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.address import Address
from publishkit.publish.targets.base import CACHE_CONTROL, LOCK, UPLOAD, Stored, opened, source_changed
from publishkit.publish.targets.lock import HeldLock, held
from publishkit.publish.targets.options import Options

PROBE = f"{UPLOAD}clock"
"""Written to read the store's clock."""
TAGS = ("etag", "md5Hash", "mtime", "updated", "last_modified", "created")
"""What the file systems call what changes with a file; the first one there is taken."""
RESUME = "what was sent stays; publish again and only the rest is sent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """What one store wants said its own way."""

    headers: Callable[[SiteFile], Mapping[str, Any]]
    """What `pipe_file` takes for media type and caching."""
    failures: tuple[tuple[str, str], ...] = ()
    """Module and name of the errors its library raises beside OSError."""
    settings: Mapping[str, Any]
    """What its file system is opened with."""


def _google_headers(file: SiteFile) -> Mapping[str, Any]:
    caching = {"cache_control": CACHE_CONTROL[file.cache]}
    return {"content_type": file.media_type, "fixed_key_metadata": caching}


def _azure_headers(file: SiteFile) -> Mapping[str, Any]:
    settings = import_module("azure.storage.blob").ContentSettings
    return {"content_settings": settings(content_type=file.media_type, cache_control=CACHE_CONTROL[file.cache])}


DIALECTS: Mapping[str, Dialect] = {
    "gs": Dialect(
        headers=_google_headers,
        failures=(("gcsfs.retry", "HttpError"), ("google.auth.exceptions", "GoogleAuthError")),
        settings={"use_listings_cache": False},
    ),
    "az": Dialect(
        headers=_azure_headers,
        failures=(("azure.core.exceptions", "AzureError"),),
        settings={"use_listings_cache": False, "anon": False},
    ),
}


def open_store(address: Address, options: Options) -> "StoreTarget":
    """Return the target.

    Raises:
        ExternalError: its library cannot sign in.
    """
    shown = f"{address.scheme}://{address.host}/{address.path}".rstrip("/")
    dialect = DIALECTS[address.scheme]
    failures: tuple[type[Exception], ...] = (OSError, ValueError, *(_error(*named) for named in dialect.failures))
    try:
        files = fsspec.filesystem(address.scheme, **dialect.settings)
    except failures as cause:
        raise _failed(shown, cause) from cause
    root = f"{address.host}/{address.path}".rstrip("/")
    return StoreTarget(files, root=root, address=shown, headers=dialect.headers, failures=failures)


class StoreTarget:
    """A bucket or container, or what is under a prefix in one."""

    parallel = 4
    proof = "read back from the store"

    def __init__(
        self,
        files: Any,
        *,
        root: str,
        address: str,
        headers: Callable[[SiteFile], Mapping[str, Any]],
        failures: tuple[type[Exception], ...],
    ) -> None:
        """Publish below *root* of the fsspec file system *files*."""
        self._files, self._root, self.address = files, root, address
        self._headers, self._failures = headers, failures

    def listing(self) -> Iterator[Stored]:
        """Return every object below the root."""
        with self._said(""):
            found = self._files.find(self._root, detail=True)
        start = len(self._root.strip("/")) + 1
        for name, facts in found.items():
            path = name.strip("/")[start:]
            if path and path != LOCK:
                yield Stored(path, facts["size"], _tag(facts))

    def read(self, path: str) -> bytes | None:
        """Return the object at *path*."""
        with self._said(path):
            try:
                return bytes(self._files.cat_file(self._at(path)))
            except FileNotFoundError:
                return None

    def holds(self, file: SiteFile, stored: Stored) -> bool:
        """Read back and compare by hash."""
        with self._said(file.path):
            return self._hash(file.path) == file.sha256

    def lock(self, owner: str) -> AbstractContextManager[HeldLock]:
        """Hold the lock object."""
        return held(self, owner)

    @contextmanager
    def change(self) -> Iterator["StoreTarget"]:
        """Objects change one by one, each whole."""
        yield self

    def write(self, file: SiteFile) -> str:
        """Put *file*, read it back, and return its tag."""
        with self._said(file.path), opened(file) as source:
            data = source.read()
            if sha256(data).hexdigest() != file.sha256:
                raise source_changed(self.address, file)
            self._files.pipe_file(self._at(file.path), data, **self._headers(file))
            if self._hash(file.path) != file.sha256:
                raise source_changed(self.address, file)
            return _tag(self._files.info(self._at(file.path)))

    def delete(self, path: str) -> None:
        """Delete the object at *path*."""
        self.remove(path)

    def close(self) -> None:
        """The library keeps its own connections."""

    # --- the lock ---------------------------------------------------------------------------------------------------

    def create(self, path: str, data: bytes) -> bool:
        """Put *data* where nothing is."""
        with self._said(path):
            try:
                self._files.pipe_file(self._at(path), data, mode="create")
            except FileExistsError:
                return False
        return True

    def replace(self, path: str, data: bytes) -> None:
        """Put *data* whatever is there."""
        with self._said(path):
            self._files.pipe_file(self._at(path), data)

    def age(self, path: str) -> float | None:
        """Return how many seconds ago *path* was put, both times by the store's clock."""
        with self._said(path):
            try:
                put = self._files.modified(self._at(path))
            except FileNotFoundError:
                return None
            self.replace(PROBE, b"")
            now = self._files.modified(self._at(PROBE))
            self.remove(PROBE)
            return float((now - put).total_seconds())

    def remove(self, path: str) -> None:
        """Delete the object at *path*."""
        with self._said(path), suppress(FileNotFoundError):
            self._files.rm_file(self._at(path))

    def _hash(self, path: str) -> str:
        return sha256(self._files.cat_file(self._at(path))).hexdigest()

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    @contextmanager
    def _said(self, path: str) -> Iterator[None]:
        """Turn what the library raises into one line."""
        try:
            yield
        except self._failures as cause:
            raise _failed(f"{self.address}/{path}".rstrip("/"), cause) from cause


def _tag(facts: Mapping[str, Any]) -> str:
    found = next((facts[key] for key in TAGS if facts.get(key)), "")
    return str(found.timestamp() if isinstance(found, datetime) else found)


def _error(module: str, name: str) -> type[Exception]:
    found: type[Exception] = getattr(import_module(module), name)
    return found


def _failed(place: str, cause: Exception) -> ExternalError:
    """Return what to tell the person, without the words of the library: they may hold a key."""
    message = f"the store could not be used ({type(cause).__name__})"
    hint = f"see docs/targets.md for how to sign in, and whether you may write there; {RESUME}"
    return ExternalError(Problem(place=place, message=message, hint=hint))
