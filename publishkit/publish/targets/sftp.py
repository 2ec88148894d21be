"""SFTP: each file travels under another name, is read back, and takes its place in one step.

Directly on paramiko: fsspec's own SFTP trusts whatever host key a server shows.
"""

import stat
import threading
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import BinaryIO

from paramiko import SFTPAttributes, SFTPClient, SSHClient, SSHException

from publishkit.errors import ExternalError
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.address import Address, Options
from publishkit.publish.targets.base import CHUNK, UPLOAD, StoredFile, digest, source_changed
from publishkit.publish.targets.object_store import ObjectStore
from publishkit.publish.targets.sftp_connect import connect, open_channel, sftp_error, shown_address, timeout_of

FAILURE = "Failure"
"""What servers say of a full disk; while sending, paramiko does not listen for it."""


def open_sftp(address: Address, options: Options) -> "SftpTarget":
    """Return the target, signed in.

    Raises:
        ExternalError: the server is out of reach, its key is not known, or it does not let us in.
    """
    shown = shown_address(address)
    wait = timeout_of(options)
    client = connect(address, options, shown, wait)
    return SftpTarget(client, root=address.path or ".", address=shown, wait=wait)


class SftpTarget(ObjectStore):
    """A folder on a server."""

    parallel = 4
    """Channels of one connection; OpenSSH allows ten."""
    proof = "read back from the server before it took its place"
    raises = (SSHException, EOFError, OSError)

    def __init__(self, client: SSHClient, *, root: str, address: str, wait: float) -> None:
        """Publish below *root*; give up after *wait* seconds of silence."""
        self._client, self._root, self._wait = client, root, wait
        self.address = address
        self._local = threading.local()
        self._folders: set[str] = set()
        self._making = threading.Lock()

    def delete(self, path: str) -> None:
        """Delete the file at *path*, and the folders it leaves empty."""
        self.remove(path)
        parts = path.split("/")[:-1]
        while parts and self._removed_folder("/".join(parts)):
            parts.pop()

    def close(self) -> None:
        """Sign out."""
        self._client.close()

    def _list(self) -> Iterator[StoredFile]:
        """Return every file; symbolic links are listed, never followed."""
        waiting = [""]
        while waiting:
            below = waiting.pop()
            for found in self._entries(below):
                path = f"{below}{found.filename}"
                if stat.S_ISDIR(found.st_mode or 0):
                    waiting.append(f"{path}/")
                else:
                    yield StoredFile(path, found.st_size or 0, str(found.st_mtime))

    def _get(self, path: str) -> bytes | None:
        try:
            with self._sftp.open(self._at(path), "rb") as file:
                return bytes(file.read())
        except FileNotFoundError:
            return None

    def _is_there(self, file: SiteFile) -> bool:
        """Read back and compare by hash."""
        return self._hash(file.path) == file.sha256

    def _send(self, file: SiteFile, source: BinaryIO) -> str:
        """Send *file* under another name, read it back, rename it, and return the time of its last change."""
        folder, slash, _ = file.path.rpartition("/")
        temporary = f"{folder}{slash}{UPLOAD}{sha256(file.path.encode()).hexdigest()[:16]}"
        self._make_folder(folder)
        try:
            self._copy(source, temporary)
            self._prove(temporary, file)
            self._sftp.posix_rename(self._at(temporary), self._at(file.path))
        except TimeoutError:
            raise  # whoever is silent would be silent again
        except (ExternalError, OSError):
            with suppress(SSHException, EOFError, OSError):
                self._sftp.remove(self._at(temporary))
            raise
        return str(self._sftp.stat(self._at(file.path)).st_mtime)

    def _put(self, path: str, data: bytes) -> None:
        with self._sftp.open(self._at(path), "wb") as file:
            file.write(data)

    def _create(self, path: str, data: bytes) -> bool:
        self._make_folder("")
        try:
            file = self._sftp.open(self._at(path), "wxb")
        except OSError:
            # SFTP 3 has no word for "exists": whether it is the reason shows when one looks.
            if self._exists(path):
                return False
            raise
        with file:
            file.write(data)
        return True

    def _drop(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self._sftp.remove(self._at(path))

    def _age(self, path: str) -> float | None:
        return self._age_by_probe(path, self._written)

    def _written(self, path: str) -> float | None:
        try:
            return float(self._sftp.stat(self._at(path)).st_mtime or 0)
        except FileNotFoundError:
            return None

    def _explained(self, place: str, cause: Exception) -> ExternalError:
        return sftp_error(place, cause)

    @property
    def _sftp(self) -> SFTPClient:
        """One channel for each thread: paramiko's files are not to be shared."""
        found: SFTPClient | None = getattr(self._local, "sftp", None)
        if found is None:
            found = self._local.sftp = open_channel(self._client, self._wait)
        return found

    def _at(self, path: str) -> str:
        return f"{self._root.rstrip('/')}/{path}" if path else self._root

    def _entries(self, below: str) -> list[SFTPAttributes]:
        with self._one_line_errors(below):
            try:
                return list(self._sftp.listdir_attr(self._at(below.rstrip("/"))))
            except FileNotFoundError:
                return []

    def _exists(self, path: str) -> bool:
        try:
            self._sftp.lstat(self._at(path))
        except FileNotFoundError:
            return False
        return True

    def _copy(self, source: BinaryIO, path: str) -> None:
        with self._sftp.open(self._at(path), "wb") as copy:
            copy.set_pipelined(pipelined=True)
            while part := source.read(CHUNK):
                copy.write(part)

    def _prove(self, path: str, file: SiteFile) -> None:
        """Demand that what stands at *path* is *file*."""
        if (self._sftp.stat(self._at(path)).st_size or 0) < file.bytes:
            raise OSError(FAILURE)
        if self._hash(path) != file.sha256:
            raise source_changed(self.address, file)

    def _hash(self, path: str) -> str:
        # Not `prefetch`: paramiko does that in a thread of its own, which ends in a traceback when the wire is cut.
        with self._sftp.open(self._at(path), "rb") as file:
            return digest(file)

    def _make_folder(self, path: str) -> None:
        """Make the folder at *path* and those above it, up to the root of the site."""
        with self._making:
            if path in self._folders:
                return
            parts = path.split("/") if path else []
            for depth in range(len(parts) + 1):
                folder = "/".join(parts[:depth])
                if folder not in self._folders and not self._exists(folder):
                    self._sftp.mkdir(self._at(folder))
                self._folders.add(folder)

    def _removed_folder(self, path: str) -> bool:
        try:
            self._sftp.rmdir(self._at(path))
        except OSError:
            return False  # not empty
        return True
