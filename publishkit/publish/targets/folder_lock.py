"""The lock beside a folder: the system lets go of it when its process ends, so it is never stale."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishkit.disk import LockHeldError, lock_file
from publishkit.errors import ExternalError, Problem
from publishkit.publish.targets.machine import parse_holder, this_holder

HINT = "wait until they are done; the lock goes with their process"


class NoRenewal:
    """A lock that needs no sign of life."""

    def renew(self) -> None:
        """Nothing to do: the system knows that we live."""


@contextmanager
def held_beside(folder: Path, owner: str) -> Iterator[NoRenewal]:
    """Hold the lock file beside *folder*, and take it away at the end.

    Raises:
        ExternalError: another process holds it.
        OSError: it cannot be made.
    """
    note = this_holder(owner).text()
    try:
        with lock_file(folder.parent / f".publishkit-lock-{folder.name}", note=note):
            yield NoRenewal()
    except LockHeldError as cause:
        raise _refusal(folder, cause) from None


def _refusal(folder: Path, held: LockHeldError) -> ExternalError:
    holder = parse_holder(held.note)
    message = f"{holder.owner} is publishing there (process {holder.process}, for {held.seconds:.0f} seconds)"
    return ExternalError(Problem(place=str(folder), message=message, hint=HINT))
