"""The delivery report beside an edition: what became of it, in numbers. No reader is named in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from publishkit.disk import write_whole
from publishkit.errors import ExternalError, Problem
from publishkit.send.campaign.record import Campaign
from publishkit.send.campaign.status import Status, as_json
from publishkit.send.state.store import FILE, open_store
from publishkit.send.state.tables import DeliveryState, batches, campaigns, deliveries

SCHEMA = "publishkit-delivery/1"
"""A change that could break a reader of `delivery.json` is a new number and a changelog entry."""
PRIVATE = ("schema", "uncertain_readers", "next", "pause", "under_way", "estimated_end", "canary_until")
"""What of the status is for whoever sends, not for the record."""


def report_folder(root: Path, mine: Campaign) -> Path:
    """Return `out/2026-w47.delivery/readers/`: beside the edition, whose own folder and checksums stay as they are."""
    name = f"{mine.list}.{mine.variant}" if mine.variant else mine.list
    return root / "out" / f"{mine.issue}.delivery" / name


def delivery_json(status: Status) -> bytes:
    """Return `delivery.json`."""
    told = {name: value for name, value in as_json(status).items() if name not in PRIVATE}
    return (json.dumps({"schema": SCHEMA, **told}, ensure_ascii=False, indent=1) + "\n").encode()


def delivery_text(status: Status) -> bytes:
    """Return `delivery.txt`, for people."""
    mine = status.campaign
    rows: dict[str, Any] = {
        "issue": mine.issue,
        "list": f"{mine.list} {mine.variant}".strip(),
        "sent by": mine.transport,
        "state": mine.state.value + (f" ({mine.pause_sentence})" if mine.pause_sentence else ""),
        "audience": f"{mine.audience_count:,} (and {mine.suppressed_count:,} suppressed before)",
        **{state.value: f"{status.count(state):,}" for state in DeliveryState},
        "began": f"{status.began:%Y-%m-%d %H:%M:%S} UTC" if status.began else "not yet",
        "ended": f"{mine.finished_at:%Y-%m-%d %H:%M:%S} UTC" if mine.finished_at else "not yet",
        **{f"then {kind}": f"{count:,}" for kind, count in sorted(status.events.items())},
        "letter": f"SHA-256 {mine.content_sha256}",
    }
    lines = [f"{name:<12}{value}" for name, value in rows.items()]
    lines += [f"{'rejected':<12}{count:,}: {reason or 'without a reason'}" for reason, count in status.reasons]
    return ("\n".join(lines) + "\n").encode()


def write_report(root: Path, status: Status) -> Path:
    """Write `delivery.json` and `delivery.txt`, each whole or not at all, and return their folder.

    Raises:
        ExternalError: the disk is full or refuses; the ledger is not touched by that.
    """
    folder = report_folder(root, status.campaign)
    files: Mapping[str, bytes] = {"delivery.json": delivery_json(status), "delivery.txt": delivery_text(status)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            write_whole(folder / name, data, mode=0o644)
    except OSError as cause:
        hint = "what was sent is safe in the ledger; `publishkit send status --report` writes the report again"
        message = f"the delivery report cannot be written: {cause.strerror}"
        raise ExternalError(Problem(place=str(folder), message=message, hint=hint)) from cause
    return folder


REHEARSALS = frozenset({"file", "null"})
"""Transports that reach nobody."""
OUT = (DeliveryState.ACCEPTED.value, DeliveryState.UNCERTAIN.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailed:
    """One sending of an issue that reached, or may have reached, readers."""

    list: str
    transport: str
    state: str
    readers: int
    """Who got it, or may have; 0 where a provider holds the list and did not tell."""
    first: datetime | None
    last: datetime | None


def read_mailed(root: Path, database: str, issue: str) -> tuple[Mailed, ...]:
    """Return the sendings of *issue*; none when nothing was ever sent from this workspace.

    *database* is `send.database`. Nothing is made where there is no database yet.

    Raises:
        InputError: the database was made by a newer publishkit, or its address is wrong.
        ExternalError: it cannot be reached or read.
    """
    if not database and not (root / FILE).exists():
        return ()
    with open_store(root, database) as store, store.read() as connection:
        rows = connection.execute(
            select(campaigns).where(campaigns.c.issue == issue, campaigns.c.transport.not_in(REHEARSALS))
        ).all()
        found = [_sending(connection, row) for row in rows]
    return tuple(one for one in found if one.readers or one.first)


def _sending(connection: Connection, row: object) -> Mailed:
    told = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001 - SQLAlchemy's name for a row as a mapping
    mine = told["id"]
    readers = select(func.count()).where(deliveries.c.campaign == mine, deliveries.c.state.in_(OUT))
    first, last = connection.execute(
        select(func.min(batches.c.first_submitted_at), func.max(batches.c.settled_at)).where(batches.c.campaign == mine)
    ).one()
    # Where the provider holds the list there are no batches: what is known is when the campaign was started.
    started = told["remote_id"] and told["state"] in ("sending", "done")
    return Mailed(
        list=told["list"],
        transport=told["transport"],
        state=told["state"],
        readers=connection.scalar(readers) or 0,
        first=first or (told["hold_until"] if started else None),
        last=last or (told["finished_at"] if started else None),
    )
