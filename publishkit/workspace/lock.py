"""One command at a time edits the workspace: whoever reads, thinks and writes holds the same lock meanwhile."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from publishkit.disk import LockHeldError, lock_file
from publishkit.errors import ExternalError, Problem
from publishkit.workspace.folder import told_unwritable

LOCK = ".publishkit/edit.lock"
PATIENCE = 15.0
"""Seconds to wait for another command that edits."""


def held(root: Path, *, write: bool) -> AbstractContextManager[None]:
    """Return what holds the workspace while a command that will *write* reads, thinks and writes; raises as `locked`."""
    return locked(root) if write else nullcontext()


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the workspace, so that two commands that edit do not lose each other's lines.

    Raises:
        ExternalError: another command holds it for longer than anybody waits, or the disk refuses.
    """
    path = root / LOCK
    with ExitStack() as stack:
        with told_unwritable(LOCK, "the workspace must be writable"):
            path.parent.mkdir(exist_ok=True)
            try:
                stack.enter_context(lock_file(path, wait=PATIENCE, note=b"publishkit\n"))
            except LockHeldError as cause:
                hint = "wait until it ends, then run this again"
                raise ExternalError(
                    Problem(place=LOCK, message="another command is editing the workspace", hint=hint)
                ) from cause
        yield
