"""What changes in the workspace while the desk is open, whoever changes it: the desk, a text editor, a command, git."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

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
