"""The decisions of a build, written into the ledger."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publishkit.model.finding import Finding
    from publishkit.pipeline import Build


def take_down(root: Path, build: "Build") -> "tuple[Finding, ...]":
    """Write the decisions of *build* into the ledger; return what an editor should know of it."""
    from publishkit.edition.decided import entries_of
    from publishkit.publish.ledger_file import record

    desk = build.cleared.desk
    now = datetime.now(tz=UTC)
    return record(root, entries_of(desk.planned, build.cleared.items, desk.profiles, desk.stored, now))
