"""The delivery report beside an edition: what became of it, in numbers. No reader is named in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, func, select

from publishkit.disk import write_whole
from publishkit.errors import ExternalError, Problem
from publishkit.send.campaign.record import REHEARSALS
from publishkit.send.campaign.status import Status, as_json
from publishkit.send.state.store import FILE, open_store
from publishkit.send.state.tables import DeliveryState, batches, campaigns, deliveries

SCHEMA = "publishkit-delivery/1"
"""A change that could break a reader of `delivery.json` is a new number and a changelog entry."""
PRIVATE = (
    "schema",
    "uncertain_readers",
    "next",
    "pause",
    "under_way",
    "estimated_end",
    "canary_until",
    "gone_on_list",
    "may_be_tried_again",
    "remote",
)
"""What of the status is for whoever sends, not for the record."""


class Named(Protocol):
    """What names a campaign."""

    @property
    def issue(self) -> str:
        """Of the letter."""

    @property
    def list(self) -> str:
        """Whom it goes to."""

    @property
    def variant(self) -> str:
        """Another letter of the same issue; "" for the letter itself."""


def report_folder(root: Path, campaign: Named) -> Path:
    """Return `out/2026-w47.delivery/readers/`: beside the edition, whose own folder and checksums stay as they are."""
    name = f"{campaign.list}.{campaign.variant}" if campaign.variant else campaign.list
    return root / "out" / f"{campaign.issue}.delivery" / name


def delivery_json(status: Status) -> bytes:
    """Return `delivery.json`."""
    public = {name: value for name, value in as_json(status).items() if name not in PRIVATE}
    return (json.dumps({"schema": SCHEMA, **public}, ensure_ascii=False, indent=1) + "\n").encode()


def delivery_text(status: Status) -> bytes:
    """Return `delivery.txt`, for people."""
    campaign = status.campaign
    rows: dict[str, Any] = {
        "issue": campaign.issue,
        "list": f"{campaign.list} {campaign.variant}".strip(),
        "sent by": campaign.transport,
        "state": campaign.state.value + (f" ({campaign.pause_sentence})" if campaign.pause_sentence else ""),
        "audience": f"{campaign.audience_count:,} (and {campaign.suppressed_count:,} suppressed before)",
        **{state.value: f"{status.count(state):,}" for state in DeliveryState},
        "began": f"{status.began:%Y-%m-%d %H:%M:%S} UTC" if status.began else "not yet",
        "ended": f"{campaign.finished_at:%Y-%m-%d %H:%M:%S} UTC" if campaign.finished_at else "not yet",
        **{f"then {kind}": f"{count:,}" for kind, count in sorted(status.events.items())},
        "letter": f"SHA-256 {campaign.content_sha256}",
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
    columns = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001 - SQLAlchemy's name for a row as a mapping
    campaign_id = columns["id"]
    readers = select(func.count()).where(deliveries.c.campaign == campaign_id, deliveries.c.state.in_(OUT))
    first, last = connection.execute(
        select(func.min(batches.c.first_submitted_at), func.max(batches.c.settled_at)).where(
            batches.c.campaign == campaign_id
        )
    ).one()
    # Where the provider holds the list there are no batches: what is known is when the campaign was started.
    started = columns["remote_id"] and columns["state"] in ("sending", "done")
    return Mailed(
        list=columns["list"],
        transport=columns["transport"],
        state=columns["state"],
        readers=connection.scalar(readers) or 0,
        first=first or (columns["hold_until"] if started else None),
        last=last or (columns["finished_at"] if started else None),
    )
