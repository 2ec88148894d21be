"""The rehearsal transports `file` and `null`: every message is made, and nothing leaves this machine."""

import errno
import re
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath

from publishkit.disk import write_whole
from publishkit.model.article import Strict
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader, message_id
from publishkit.send.outcome import Accepted, Failed, SendOutcome
from publishkit.send.transports.base import Capabilities, Quota
from publishkit.send.transports.opening import Opening, refuse_option

BATCH = 100
ALWAYS = timedelta(days=3650)
"""A file written again under its name is still one file."""
LASTING = frozenset({errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EROFS, errno.EDQUOT, errno.ENOTDIR})
"""A full or closed disk stays so until a person looks."""


class FileOptions(Strict):
    """`[send.options]` of `file`."""

    folder: str = ".publishkit/outbox"
    """Inside the workspace; a folder for each issue is made in it."""


class NullOptions(Strict):
    """`[send.options]` of `null`: there are none."""


class FileTransport:
    """Writes each message to `<folder>/<issue>/<address>-<hash>.eml`; a message sent again is the same file."""

    name = "file"
    capabilities = Capabilities(batch=BATCH, idempotency=ALWAYS, lookup=True, rehearsal=True)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Write one file a reader, each whole or not at all."""
        return [self._write(letter, reader) for reader in readers]

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return whether the file is there."""
        path = self._path(letter, reader)
        return Accepted(provider_id=path.name) if path.is_file() else Failed(reason=f"{path.name} is not there")

    def quota(self) -> Quota:
        """Return that there is none."""
        return Quota()

    def close(self) -> None:
        """Nothing is held."""

    def _write(self, letter: Letter, reader: Reader) -> SendOutcome:
        path = self._path(letter, reader)
        data = letter.message(reader)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data, flush=False)
        except OSError as cause:
            return Failed(reason=f"{path.parent}: {cause.strerror}", lasting=cause.errno in LASTING)
        return Accepted(provider_id=path.name)

    def _path(self, letter: Letter, reader: Reader) -> Path:
        digest = sha256(reader.address.encode()).hexdigest()[:16]
        return self.folder / safe_name(letter.mailing.edition) / f"{safe_name(reader.address)}-{digest}.eml"


class NullTransport:
    """Makes every message and throws it away."""

    name = "null"
    capabilities = Capabilities(batch=BATCH, idempotency=ALWAYS, rehearsal=True)

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Make the messages, so that one which cannot be made is found."""
        for reader in readers:
            letter.message(reader)
        return [Accepted(provider_id=message_id(letter.mailing, reader)) for reader in readers]

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return None: nothing is kept."""
        return None

    def quota(self) -> Quota:
        """Return that there is none."""
        return Quota()

    def close(self) -> None:
        """Nothing is held."""


def open_file(opening: Opening) -> FileTransport:
    """Return the `file` transport.

    Raises:
        InputError: the folder lies outside the workspace.
    """
    folder = opening.options(FileOptions).folder
    if not folder or "\0" in folder or "\\" in folder:
        raise refuse_option("folder", "must name a folder", "for example `.publishkit/outbox`")
    if PurePosixPath(folder).is_absolute() or not (opening.root / folder).resolve().is_relative_to(
        opening.root.resolve()
    ):
        raise refuse_option("folder", "must lie inside the workspace", "for example `.publishkit/outbox`")
    return FileTransport(opening.root / folder)


def open_null(opening: Opening) -> NullTransport:
    """Return the `null` transport."""
    opening.options(NullOptions)
    return NullTransport()


def safe_name(text: str) -> str:
    """Return *text* as part of a file name that every system takes.

    >>> safe_name("../Ada+news@example.org")
    'ada-news-example.org'
    """
    return re.sub(r"[^a-z0-9.-]+", "-", text.lower())[:60].strip("-.") or "x"
