"""What the desk wrote, deed by deed, so that the last one can be taken back: only where nobody changed it since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.errors import InputError, Problem
from publishkit.workspace.folder import told_unwritable
from publishkit.workspace.lock import locked

REMEMBERED = 100
"""Deeds that can be taken back."""
WRITTEN = frozenset({".toml", ".md", ".json"})
"""Files a person or a command edits; sources and pictures are only ever added."""
LARGEST = 2_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What one deed changed."""

    name: str
    issue: str
    files: Mapping[str, tuple[bytes | None, bytes | None]]
    """Path in the workspace -> bytes before and after; None where the file was not there."""


class History:
    """The deeds of this sitting, the last one last."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._deeds: list[Written] = []

    @property
    def last(self) -> str:
        """Name of the deed that would be taken back; "" when there is none."""
        return self._deeds[-1].name if self._deeds else ""

    def before(self, issue: str) -> Mapping[str, bytes]:
        """Return the files of an issue that a deed may change, as they are."""
        return dict(self._files(issue))

    def note(self, name: str, issue: str, before: Mapping[str, bytes]) -> None:
        """Remember what became of the files since *before*."""
        now = dict(self._files(issue))
        changed = {
            path: (before.get(path), now.get(path)) for path in {**before, **now} if before.get(path) != now.get(path)
        }
        if changed:
            self._deeds.append(Written(name=name, issue=issue, files=changed))
            del self._deeds[:-REMEMBERED]

    def undo(self) -> Written:
        """Take back the last deed, whole or not at all; files that it added stay beside the issue, named by nothing.

        Raises:
            InputError: there is none, or a file was changed since by somebody else.
            ExternalError: the disk refuses.
        """
        if not self._deeds:
            raise InputError(
                Problem(place="desk", message="there is nothing to take back", hint="git has what is older")
            )
        deed = self._deeds[-1]
        with locked(self.root):
            other = [path for path, (_, after) in deed.files.items() if self._read(path) != after]
            if other:
                hint = "mend it by hand, or bring the older words back with git"
                raise InputError(
                    *(Problem(place=path, message="was changed since by somebody else", hint=hint) for path in other)
                )
            for path, (before, _) in deed.files.items():
                if before is not None:
                    with told_unwritable(path, "take it back by hand"):
                        write_whole(self.root / path, before)
        self._deeds.pop()
        return deed

    def _files(self, issue: str) -> Iterator[tuple[str, bytes]]:
        folder = self.root / "issues" / issue
        for path in sorted((*folder.glob("*"), *folder.glob("articles/*/*"))):
            if path.suffix in WRITTEN and path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST:
                yield path.relative_to(self.root).as_posix(), path.read_bytes()

    def _read(self, path: str) -> bytes | None:
        file = self.root / path
        return file.read_bytes() if file.is_file() else None
