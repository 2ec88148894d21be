"""Witnesses beside the database: what else knows that an issue went out, so that a restored or copied one sends nothing twice.

`sent/<issue>.<list>.json` stands outside the folder of the database and may be kept in version control: it names no
reader. It is written after a batch is claimed and before the provider hears of it, so that a database is never behind it
unless it is an older one.
"""

import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, func, select, update

from publishkit.disk import write_whole
from publishkit.errors import ExternalError, Problem
from publishkit.send.campaign.record import Campaign, note
from publishkit.send.campaign.report import report_folder
from publishkit.send.campaign.sender import Clock, MakeReader, campaign_id
from publishkit.send.letter.letter import Letter
from publishkit.send.outcome import Accepted
from publishkit.send.state.store import FILE, HOME, Store, home_of
from publishkit.send.state.tables import DeliveryState, audit, batches, campaigns, deliveries, meta
from publishkit.send.transports.base import Transport

SCHEMA = "publishkit-sent/1"
FOLDER = Path("sent")
"""Relative to the workspace."""
EVERY = timedelta(seconds=5)
"""Between two marks of how far it is."""
ASKED = 3
"""Readers of whom the provider is asked before the first batch."""
STARTED = "started"
"""`audit.action` of a campaign that a provider was told to send."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A campaign by its name, whether the database knows it or not."""

    issue: str
    list: str
    variant: str = ""

    @property
    def id(self) -> str:
        """The id of its row."""
        return campaign_id(self.issue, self.list, self.variant)

    @property
    def file(self) -> Path:
        """Its marker, relative to the workspace."""
        variant = f".{self.variant}" if self.variant else ""
        return FOLDER / f"{self.issue}.{self.list}{variant}.json"


def named(campaign: Campaign) -> Named:
    """Return the name of *campaign*."""
    return Named(issue=campaign.issue, list=campaign.list, variant=campaign.variant)


# --- what speaks against the database ---------------------------------------------------------------------------------


def contradictions(root: Path, connection: Connection, name: Named) -> Iterator[Problem]:
    """Yield what other witnesses know of the campaign and the database does not: then it is an older one, or a copy."""
    submitted, accepted = _known(connection, name.id)
    marker, report = _read(root / name.file), _read(report_folder(root, name) / "delivery.json")
    place = f"send {name.issue}"
    if (told := _number(marker, "submitted")) > submitted:
        when = f"at {marker.get('last_at', '?')} on {marker.get('host', '?')} ({marker.get('folder', '?')})"
        message = f"{name.file} says that {told:,} mails left {when}; the database knows of {submitted:,}"
        yield Problem(place=place, message=message, hint=_hint(name))
    if (told := _number(report, "accepted")) > accepted:
        when = report.get("last_at") or report.get("finished_at") or "?"
        message = f"the report beside the edition says it went to {told:,} readers at {when}; the database knows of {accepted:,}"
        yield Problem(place=place, message=message, hint=_hint(name))


def moved(root: Path, store: Store, connection: Connection, name: Named) -> Iterator[Problem]:
    """Yield that the database is a copy: the one it was made from may send as well. A shared PostgreSQL is no copy."""
    if store.is_postgres:
        return
    home = _json(connection.scalar(select(meta.c.value).where(meta.c.name == HOME)) or "{}")
    if home and home.get("file") != (root / FILE).stat().st_ino:
        message = f"the database is a copy of the one at {home.get('host')}:{home.get('folder')}, which may send it too"
        yield Problem(place=f"send {name.issue}", message=message, hint=_hint(name))


def told_by_provider(
    connection: Connection, transport: Transport, letter: Letter, addressed: MakeReader, campaign: Campaign
) -> Iterator[Problem]:
    """Yield that the provider has mails of a campaign of which nothing was sent, says the database."""
    if not transport.capabilities.lookup or _known(connection, campaign.id)[0]:
        return
    waiting = select(deliveries).where(
        deliveries.c.campaign == campaign.id, deliveries.c.state == DeliveryState.WAITING.value
    )
    for row in connection.execute(waiting.order_by(deliveries.c.batch, deliveries.c.reader_key).limit(ASKED)).all():
        if isinstance(transport.lookup(letter, addressed(row.address, row.name, row.reader_key)), Accepted):
            message = f"{transport.name} has mails of this letter to its first readers; the database knows of none"
            yield Problem(place=f"send {campaign.issue}", message=message, hint=_hint(named(campaign)))
            return


def _hint(name: Named) -> str:
    variant = f" --variant {name.variant}" if name.variant else ""
    return (
        "put the right database back; or, when you are sure that whoever waits here does not have it: "
        f"`publishkit send {name.issue} --list {name.list}{variant} --vouch YOUR-NAME`"
    )


def _known(connection: Connection, campaign: str) -> tuple[int, int]:
    """Return how many mails of the campaign were submitted, and how many accepted; neither ever becomes less."""
    submitted = select(func.sum(batches.c.size)).where(
        batches.c.campaign == campaign, batches.c.submitted_at.is_not(None)
    )
    accepted = select(func.count()).where(
        deliveries.c.campaign == campaign, deliveries.c.state == DeliveryState.ACCEPTED.value
    )
    started = select(audit.c.id).where(audit.c.campaign == campaign, audit.c.action == STARTED).limit(1)
    audience = select(campaigns.c.audience_count).where(campaigns.c.id == campaign)
    if connection.scalar(started) is not None:  # the provider holds the list: there are no batches
        return 1, connection.scalar(audience) or 0
    return connection.scalar(submitted) or 0, connection.scalar(accepted) or 0


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return _json(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return {}


def _json(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(told: Mapping[str, Any], name: str) -> int:
    value = told.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


# --- a person says otherwise ------------------------------------------------------------------------------------------


def vouch(root: Path, store: Store, name: Named, by: str, now: datetime) -> None:
    """Write down that *by* vouches for this database, which is the one that sends from now on.

    Raises:
        ExternalError: the database is locked, full or gone, or the marker cannot be written.
    """
    with store.write() as connection:
        against = [str(problem.message) for problem in contradictions(root, connection, name)]
        against += [problem.message for problem in moved(root, store, connection, name)]
        note(connection, at=now, by=by, action="vouched", campaign_id=name.id, detail="; ".join(against))
        if not store.is_postgres:
            connection.execute(update(meta).where(meta.c.name == HOME).values(value=home_of(root / FILE)))
        submitted, accepted = _known(connection, name.id)
    write_marker(root, name, {"submitted": submitted, "vouched_by": by})
    report = report_folder(root, name) / "delivery.json"
    if _number(_read(report), "accepted") > accepted:
        try:
            report.rename(report.with_name(f"delivery.before-{now:%Y%m%dT%H%M%SZ}.json"))
        except OSError as cause:
            raise _unwritten(report, cause) from cause


# --- the marker -------------------------------------------------------------------------------------------------------


def write_marker(root: Path, name: Named, told: Mapping[str, object]) -> None:
    """Write the marker of a campaign, whole or not at all.

    Raises:
        ExternalError: the disk is full or refuses.
    """
    path = root / name.file
    row = {"schema": SCHEMA, "issue": name.issue, "list": name.list, "variant": name.variant, **told}
    row |= {"host": socket.gethostname(), "folder": str(root.resolve())}
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, (json.dumps(row, ensure_ascii=False, indent=1) + "\n").encode(), mode=0o644)
    except OSError as cause:
        raise _unwritten(path, cause) from cause


def _unwritten(path: Path, cause: OSError) -> ExternalError:
    message = f"cannot be written: {cause.strerror}"
    hint = "nothing was sent: without it a restored database could send twice"
    return ExternalError(Problem(place=str(path), message=message, hint=hint))


@dataclass(kw_only=True)
class Marker:
    """Marks how far a campaign is, in one process: before its first batch, then every few seconds."""

    root: Path
    store: Store
    campaign: Campaign
    clock: Clock
    marked_at: datetime | None = None
    lock: Lock = field(default_factory=Lock, repr=False)

    def mark(self, *, always: bool = False) -> None:
        """Write down how many mails were submitted by now; often called, seldom done.

        Raises:
            ExternalError: the first mark cannot be written. Later ones may fail: the last is still true.
        """
        now = self.clock()
        with self.lock:
            first = self.marked_at is None
            if not first and not always and self.marked_at and abs(now - self.marked_at) < EVERY:
                return
            self.marked_at = now
            with self.store.read() as connection:
                submitted, _ = _known(connection, self.campaign.id)
            told = {
                "submitted": submitted,
                "readers": self.campaign.audience_count,
                "letter_sha256": self.campaign.content_sha256,
                "transport": self.campaign.transport,
                "last_at": now.isoformat(timespec="seconds"),
            }
            try:
                write_marker(self.root, named(self.campaign), told)
            except ExternalError:
                if first:
                    raise
