"""The files under the desk: what changes in them, whoever changes it, and what the desk wrote, so that it can be taken back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from publishkit.disk import write_whole
from publishkit.errors import InputError, Problem
from publishkit.workspace.folder import told_unwritable
from publishkit.workspace.lock import locked

OURS = frozenset({"out", "site", ".publishkit", ".git", ".venv", "node_modules", "__pycache__"})
"""Folders of the workspace that hold what was made of it."""
QUIET = 80
"""Milliseconds without a change before it is told: an editor writes a file in several steps."""


class OfWorkspace(DefaultFilter):
    """What an issue is made from; the files an editor's program writes beside them are none."""

    def __init__(self, root: Path) -> None:
        super().__init__(ignore_dirs=tuple(OURS))
        self.root = root

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a change of the file at *path* counts."""
        try:
            parts = Path(path).relative_to(self.root).parts
        except ValueError:
            return False
        hidden = any(part.startswith(".") for part in parts)
        return bool(parts) and parts[0] not in OURS and not hidden and super().__call__(change, path)


class Changes:
    """Counts the changes of a workspace, and wakes everyone who waits for the next."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.number = 0
        """How often files changed."""
        self.news = 0
        """How often there was something new to see."""
        self._changed = asyncio.Condition()

    async def watch(self, stop: asyncio.Event) -> None:
        """Follow the files until *stop* is set."""
        async for _ in awatch(
            self.root, watch_filter=OfWorkspace(self.root), debounce=400, step=QUIET, stop_event=stop, recursive=True
        ):
            await self.tell()

    async def tell(self) -> None:
        """Say that files changed."""
        self.number += 1
        await self.say()

    async def say(self) -> None:
        """Say that there is something new to see, though no file changed: an edition was finished."""
        async with self._changed:
            self.news += 1
            self._changed.notify_all()

    async def follow(self, patience: float) -> AsyncIterator[int]:
        """Yield how often there was something new to see, now and each time; again after *patience* seconds without any."""
        known = self.news
        yield known
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._next(known)
            known = self.news
            yield known

    async def _next(self, known: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self.news != known)


# --- what the desk wrote -----------------------------------------------------------------------------------------------


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
