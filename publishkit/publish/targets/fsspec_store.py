"""Further object stores, through fsspec: Google Cloud Storage and Azure. Keys come from where their libraries look."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from typing import Any, BinaryIO

import fsspec

from publishkit.errors import ExternalError, Problem
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.address import Address, Options
from publishkit.publish.targets.base import CACHE_CONTROL, StoredFile, source_changed
from publishkit.publish.targets.object_store import RESUME, ObjectStore

TAGS = ("etag", "md5Hash", "mtime", "updated", "last_modified", "created")
"""What the file systems call what changes with a file; the first one there is taken."""


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


def open_store(address: Address, options: Options) -> "FsspecTarget":
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
    return FsspecTarget(files, root=root, address=shown, headers=dialect.headers, failures=failures)


class FsspecTarget(ObjectStore):
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
        self._headers, self.raises = headers, failures

    def close(self) -> None:
        """The library keeps its own connections."""

    def _list(self) -> Iterator[StoredFile]:
        start = len(self._root.strip("/")) + 1
        for name, facts in self._files.find(self._root, detail=True).items():
            yield StoredFile(name.strip("/")[start:], facts["size"], _tag(facts))

    def _get(self, path: str) -> bytes | None:
        try:
            return bytes(self._files.cat_file(self._at(path)))
        except FileNotFoundError:
            return None

    def _is_there(self, file: SiteFile) -> bool:
        """Read back and compare by hash."""
        return self._hash(file.path) == file.sha256

    def _send(self, file: SiteFile, source: BinaryIO) -> str:
        """Put *file*, read it back, and return its tag."""
        data = source.read()
        if sha256(data).hexdigest() != file.sha256:
            raise source_changed(self.address, file)
        self._files.pipe_file(self._at(file.path), data, **self._headers(file))
        if self._hash(file.path) != file.sha256:
            raise source_changed(self.address, file)
        return _tag(self._files.info(self._at(file.path)))

    def _put(self, path: str, data: bytes) -> None:
        self._files.pipe_file(self._at(path), data)

    def _create(self, path: str, data: bytes) -> bool:
        try:
            self._files.pipe_file(self._at(path), data, mode="create")
        except FileExistsError:
            return False
        return True

    def _drop(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self._files.rm_file(self._at(path))

    def _age(self, path: str) -> float | None:
        return self._age_by_probe(path, self._written)

    def _written(self, path: str) -> float | None:
        try:
            return float(self._files.modified(self._at(path)).timestamp())
        except FileNotFoundError:
            return None

    def _explained(self, place: str, cause: Exception) -> ExternalError:
        return _failed(place, cause)

    def _hash(self, path: str) -> str:
        return sha256(self._files.cat_file(self._at(path))).hexdigest()

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"


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
