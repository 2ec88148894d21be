"""SFTP: each file travels under another name, is read back, and takes its place in one step.

Directly on paramiko: fsspec's own SFTP trusts whatever host key a server shows.
"""

import errno
import os
import socket
import stat
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Event, Timer
from typing import BinaryIO

from paramiko import (
    AuthenticationException,
    BadHostKeyException,
    MissingHostKeyPolicy,
    PasswordRequiredException,
    PKey,
    SFTPAttributes,
    SFTPClient,
    SSHClient,
    SSHException,
)
from paramiko.ssh_exception import NoValidConnectionsError

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.address import Address, Options, seconds, text
from publishkit.publish.targets.base import CHUNK, UPLOAD, StoredFile, digest, source_changed
from publishkit.publish.targets.object_store import RESUME, Failures, ObjectStore, Words, words_for

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


PASSWORD = "PUBLISHKIT_SFTP_PASSWORD"  # noqa: S105 (the name of a variable)
PASSPHRASE = "PUBLISHKIT_SFTP_PASSPHRASE"  # noqa: S105 (the name of a variable)
"""Opens the file named in `key_file`."""
PORT = 22
TIMEOUT = 30.0
SYSTEM_HOSTS = Path("/etc/ssh/ssh_known_hosts")

_SILENT = ("the server does not answer in time", f"raise the option `timeout`, or try later; {RESUME}")
_CUT = ("the server cannot be reached, or cut the connection", f"see the network; {RESUME}")
FAILURES: Failures = (
    (TimeoutError, _SILENT),
    (socket.gaierror, ("there is no server of that name", "see the address, and the network")),
    (PermissionError, ("the server does not let this user do that", "see who owns the folder on the server")),
    (FileNotFoundError, ("the folder above it is not there", "make it on the server, or see the address")),
    ((NoValidConnectionsError, ConnectionError, EOFError), _CUT),
    (SSHException, ("the connection failed", f"see the network; {RESUME}")),
    (ValueError, ("the key file cannot be used", "see the option `key_file`")),
)
CUT = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


def shown_address(address: Address) -> str:
    """Return the address as people wrote it.

    >>> shown_address(Address(scheme="sftp", host="example.org", user="web", port=2222, path="/srv"))
    'sftp://web@example.org:2222/srv'
    """
    user = f"{address.user}@" if address.user else ""
    port = f":{address.port}" if address.port else ""
    return f"sftp://{user}{address.host}{port}{address.path}"


def timeout_of(options: Options) -> float:
    """Return the seconds of silence after which a server is given up."""
    return seconds(options, "timeout", TIMEOUT)


def connect(address: Address, options: Options, shown: str, wait: float) -> SSHClient:
    """Return a connection, signed in.

    Raises:
        InputError: a file named in the options is not there.
        ExternalError: the server is out of reach, its key is not known, or it does not let us in.
    """
    key_file = _file(options, "key_file", shown)
    client = SSHClient()
    hosts = _known_hosts(client, options, shown)
    client.set_missing_host_key_policy(_Refuse(shown, hosts))
    try:
        client.connect(
            address.host,
            port=address.port or PORT,
            username=address.user or None,
            password=os.environ.get(PASSWORD) or None,
            passphrase=os.environ.get(PASSPHRASE) or None,
            key_filename=str(key_file) if key_file else None,
            look_for_keys=key_file is None,
            allow_agent=key_file is None,
            timeout=wait,
            banner_timeout=wait,
            auth_timeout=wait,
            channel_timeout=wait,
        )
    except (SSHException, EOFError, OSError, ValueError) as cause:
        client.close()
        raise _refused(shown, cause, hosts) from cause
    except ExternalError:
        client.close()
        raise
    return client


def open_channel(client: SSHClient, wait: float) -> SFTPClient:
    """Return a new channel of the connection, on which *wait* seconds of silence are a TimeoutError.

    Raises:
        TimeoutError: the server fell silent while it was opened; the connection is closed then.
        SSHException: it could not be opened.
    """
    silent = Event()

    def give_up() -> None:
        silent.set()
        client.close()

    watch = Timer(wait, give_up)  # paramiko itself waits for ever here
    watch.start()
    try:
        channel = client.open_sftp()
    except (SSHException, EOFError, OSError) as cause:
        if silent.is_set():
            raise TimeoutError from cause
        raise
    finally:
        watch.cancel()
    channel.get_channel().settimeout(wait)
    return channel


def _known_hosts(client: SSHClient, options: Options, shown: str) -> Path:
    """Load the server keys this user trusts, and return the file a new one belongs into."""
    named = _file(options, "known_hosts", shown)
    own = named or Path.home() / ".ssh" / "known_hosts"
    for hosts in (own,) if named else (SYSTEM_HOSTS, own):
        if hosts.is_file():
            try:
                client.load_system_host_keys(str(hosts))
            except (OSError, SSHException, ValueError) as cause:
                raise InputError(Problem(place=str(hosts), message="cannot be read as a list of host keys")) from cause
    return own


def _file(options: Options, name: str, shown: str) -> Path | None:
    if not text(options, name):
        return None
    path = Path(text(options, name)).expanduser()
    if not path.is_file():
        raise InputError(Problem(place=f"{shown}: {name}", message=f"there is no file {path}"))
    return path


class _Refuse(MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko publishes no types
    """Trusts no server that is not known."""

    def __init__(self, shown: str, hosts: Path) -> None:
        self._shown, self._hosts = shown, hosts

    def missing_host_key(self, client: SSHClient, hostname: str, key: PKey) -> None:
        """Stop, with what the person needs to decide."""
        line = f"{hostname} {key.get_name()} {key.get_base64()}"
        message = f"the server is not known; its {key.get_name()} key has the fingerprint {fingerprint(key)}"
        hint = f"ask its keeper whether that is right, then add this line to {self._hosts}: {line}"
        raise ExternalError(Problem(place=self._shown, message=message, hint=hint))


def fingerprint(key: PKey) -> str:
    """Return the fingerprint as OpenSSH shows it: `SHA256:…`, base64 without padding."""
    return f"SHA256:{b64encode(sha256(key.asbytes()).digest()).decode().rstrip('=')}"


def _refused(shown: str, cause: Exception, hosts: Path) -> ExternalError:
    match cause:
        case BadHostKeyException():
            message = f"the server shows another key than the one known: {fingerprint(cause.key)}"
            hint = f"somebody may be listening in: ask its keeper; only if it was changed, mend {hosts}"
        case PasswordRequiredException():
            message, hint = "the key is locked with a passphrase", f"add it to the agent, or set {PASSPHRASE}"
        case AuthenticationException():
            message = "the server does not let us in with these keys"
            hint = f"see the user in the address, `ssh-add -l`, the option `key_file`, or {PASSWORD}"
        case _:
            return sftp_error(shown, cause)
    return ExternalError(Problem(place=shown, message=message, hint=hint))


def sftp_error(place: str, cause: Exception) -> ExternalError:
    """Return what to tell the person."""
    message, hint = _words(cause)
    return ExternalError(Problem(place=place, message=message, hint=hint))


def _words(cause: Exception) -> Words:
    if words := words_for(cause, FAILURES):
        return words
    if isinstance(cause, OSError) and (cause.errno in CUT or "closed" in str(cause).lower()):
        return _CUT
    # SFTP 3 has one word, "Failure", for a full disk, a quota, a file in the way of a folder.
    return "the server could not do it", f"its disk or quota may be full, or a file is in the way; {RESUME}"
