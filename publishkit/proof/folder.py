"""The folder of an edition, `out/2026-w47`: its files by name, and what lies among them that is no file."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from publishkit.edition.records.records import SUMS
from publishkit.errors import ExternalError, Problem
from publishkit.rights.phrases import visible

OUT = "out"
"""Folder of a workspace in which finished editions lie, each under its own id."""


class Folder(Mapping[str, bytes]):
    """The files of a folder by name (`web/index.html`), read when they are asked for.

    Acting characters of a name are shown as `visible` shows them. A link to a file is that file; links to folders are
    not followed.
    """

    def __init__(self, path: Path) -> None:
        """List what lies in *path*.

        Raises:
            ExternalError: a folder cannot be read.
        """
        self.path = path
        self.stats: dict[str, tuple[int, int, int]] = {}
        """Name -> bytes, time of change in nanoseconds, and when the system noted it, which nobody can set back."""
        self.odd: set[str] = set()
        """What is there and is no file: a link to a folder or to nowhere, a pipe."""
        self._paths: dict[str, Path] = {}
        try:
            self._list(path, "")
        except OSError as cause:
            raise unreadable(Path(cause.filename or path), cause) from cause

    def _list(self, folder: Path, prefix: str) -> None:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                name = visible(f"{prefix}{entry.name}").replace("\n", "⟨U+000A⟩")
                if entry.is_dir(follow_symlinks=False):
                    self._list(folder / entry.name, f"{prefix}{entry.name}/")
                elif _is_file(entry):
                    stat = entry.stat()
                    self._paths[name] = folder / entry.name
                    self.stats[name] = stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
                else:
                    self.odd.add(name)

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(size for size, *_ in self.stats.values())

    @property
    def sizes(self) -> Mapping[str, int]:
        """Name -> bytes."""
        return {name: size for name, (size, *_) in self.stats.items()}

    @property
    def place(self) -> str:
        """How messages name it: `out/2026-w47`."""
        return f"{OUT}/{self.path.name}"

    @property
    def named(self) -> str:
        """The id that an edition must have to lie here: in `out/` its folder's name, elsewhere "", which is any."""
        real = self.path.resolve()
        return real.name if real.parent.name == OUT else ""

    def file(self, name: str) -> Path:
        """Return where a file lies."""
        return self._paths[name]

    def __getitem__(self, name: str) -> bytes:
        path = self._paths[name]
        try:
            return path.read_bytes()
        except OSError as cause:
            raise unreadable(path, cause) from cause

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False  # a link in a circle


def unreadable(path: Path, cause: OSError) -> ExternalError:
    """Return the error that *path* cannot be read."""
    return ExternalError(Problem(place=str(path), message=f"cannot be read: {cause.strerror}"))


def is_finished(folder: Path) -> bool:
    """Return whether an edition was finished in *folder*: its checksums are written last.

    Raises:
        ExternalError: the folder cannot be read.
    """
    try:
        return (folder / SUMS).is_file()
    except OSError as cause:
        raise unreadable(folder, cause) from cause
