"""The state database: who reads us, what was sent to whom, who must not be written to. One schema, SQLite and PostgreSQL.

`delivery` is the heart: its key makes it impossible that one reader gets one campaign twice. Nothing here holds a secret
or a rendered letter.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

VERSION = 1
"""Of this schema; `state/store.py` compares it with what the database says."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC as text of fixed width, which sorts by time: `2026-11-20T06:00:00.000000+00:00`."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return *value* as it is stored; one without a time zone is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Return what was stored."""
        return datetime.fromisoformat(value) if value is not None else None


class CampaignState(StrEnum):
    """A campaign is one issue to one list."""

    HELD = "held"
    """Audience frozen, waiting for the hold to end; `send cancel` loses nothing."""
    SENDING = "sending"
    PAUSED = "paused"
    """Stopped by a guard, a quota or a person; the same command goes on."""
    DONE = "done"
    """Every delivery is settled; some may be uncertain until `send reconcile`."""
    CANCELLED = "cancelled"


class BatchState(StrEnum):
    """A batch is what one call carries."""

    READY = "ready"
    SUBMITTING = "submitting"
    """Written before the call, so that a crash can be seen."""
    SETTLED = "settled"
    UNCERTAIN = "uncertain"
    """The call may have been taken; only `send reconcile` or the provider's word moves it."""


class DeliveryState(StrEnum):
    """A delivery is one message to one reader."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    """Suppressed after the audience was frozen, or cancelled."""
    UNCERTAIN = "uncertain"


# --- tables -----------------------------------------------------------------------------------------------------------


metadata = MetaData()
Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows by itself only in an INTEGER key."""
meta = Table("meta", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))
subscribers = Table(
    "subscriber",
    metadata,
    Column("list", String(80), primary_key=True),
    Column("reader_key", String(64), primary_key=True),  # readers/address.py: sha256 of the address, case folded
    Column("address", String(254), nullable=False),
    Column("name", String(200), nullable=False, default=""),
    Column("language", String(35), nullable=False, default=""),
    Column("consent_source", Text, nullable=False, default=""),
    Column("consent_at", Moment),
    Column("added_at", Moment, nullable=False),
)
suppressions = Table(
    "suppression",
    metadata,
    Column("scope", String(80), primary_key=True),  # a list's name, or "*" for all of them
    Column("reader_key", String(64), primary_key=True),
    Column("reason", String(20), nullable=False),  # unsubscribed | bounced | complained | invalid | removed
    Column("source", Text, nullable=False, default=""),  # "one-click", "postmark", "bounces.csv line 12"
    Column("at", Moment, nullable=False),
)
campaigns = Table(
    "campaign",
    metadata,
    Column("id", String(36), primary_key=True),  # UUIDv5 of issue, list and variant
    Column("issue", String(80), nullable=False),
    Column("list", String(80), nullable=False),
    Column("variant", String(40), nullable=False, default=""),
    Column("content_sha256", String(64), nullable=False),
    Column("transport", String(80), nullable=False),
    Column("account", String(80), nullable=False),
    Column("state", String(20), nullable=False),  # CampaignState
    Column("pause", Text, nullable=False, default=""),  # why it is paused, a sentence
    Column("moment", Moment, nullable=False),  # Date header of every message
    Column("hold_until", Moment, nullable=False),
    Column("not_after", Moment, nullable=False),
    Column("canary_until", Moment),  # set when the first readers have it
    Column("audience_count", Integer, nullable=False, default=0),
    Column("suppressed_count", Integer, nullable=False, default=0),
    Column("batch_size", Integer, nullable=False, default=1),
    Column("created_by", Text, nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("remote_id", Text, nullable=False, default=""),  # the provider's, where it holds the list
    UniqueConstraint("issue", "list", "variant"),
)
batches = Table(
    "batch",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("campaign", String(36), nullable=False),
    Column("number", Integer, nullable=False),  # 0 … in the order of sending
    Column("size", Integer, nullable=False),
    Column("canary", Boolean, nullable=False, default=False),
    Column("key", String(36), nullable=False, unique=True),  # UUIDv5 of campaign and number
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Moment),  # when it may be tried again
    Column("first_submitted_at", Moment),
    Column("submitted_at", Moment),
    Column("settled_at", Moment),
    Column("worker", String(120), nullable=False, default=""),  # host:pid:start, while submitting
    Column("lease_until", Moment),
    Column("error", Text, nullable=False, default=""),
    UniqueConstraint("campaign", "number"),
    Index("batch_waiting", "campaign", "state", "number"),
)
deliveries = Table(
    "delivery",
    metadata,
    Column("campaign", String(36), primary_key=True),
    Column("reader_key", String(64), primary_key=True),
    Column("address", String(254), nullable=False),
    Column("name", String(200), nullable=False, default=""),
    Column("batch", Integer, nullable=False),  # its number within the campaign
    Column("state", String(20), nullable=False),
    Column("provider_id", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("event", String(20), nullable=False, default=""),  # last word of the provider: delivered, bounced …
    Column("updated_at", Moment, nullable=False),
    Index("delivery_batch", "campaign", "batch"),
    Index("delivery_provider", "provider_id"),
)
events = Table(
    "event",
    metadata,
    Column("id", String(200), primary_key=True),  # provider and its event id: the same event counts once
    Column("provider", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("provider_id", Text, nullable=False, default=""),
    Column("reader_key", String(64), nullable=False, default=""),
    Column("campaign", String(36), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    Index("event_campaign", "campaign", "kind"),
)
buckets = Table(
    "bucket",
    metadata,
    Column("account", String(80), primary_key=True),
    Column("tokens", Float, nullable=False),
    Column("rate", Float, nullable=False),  # messages a second, now
    Column("burst", Float, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("day", String(10), nullable=False, default=""),  # of `used`, UTC
    Column("used", Integer, nullable=False, default=0),
)
approvals = Table(
    "approval",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("issue", String(80), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("kind", String(20), nullable=False),  # test | approved
    Column("by", Text, nullable=False),
    Column("detail", Text, nullable=False, default=""),  # test: whom it went to
    Column("at", Moment, nullable=False),
    Index("approval_content", "content_sha256", "kind"),
)
audit = Table(
    "audit",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("campaign", String(36), nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
)


# --- statements that SQLite and PostgreSQL write differently ----------------------------------------------------------


def among(connection: Connection, column: ColumnElement[str], keys: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that *column* is one of *keys*, of which there may be thousands."""
    if connection.dialect.name != "postgresql":
        return column.in_(keys)
    # Before its first ANALYZE PostgreSQL compares each row with each key of a list; a set it joins.
    return column.in_(select(func.unnest(bindparam(None, list(keys), postgresql.ARRAY(String)))))


def insert_unless_known(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows*; one whose key is there already changes nothing."""
    if rows:
        _execute(connection, _insert(connection, table).on_conflict_do_nothing(), rows)


def is_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert *row* unless its key is there already; return whether it was inserted."""
    # PostgreSQL's driver counts no rows here, so that the row itself says whether it is new.
    made = _insert(connection, table).values(**row).on_conflict_do_nothing()
    return connection.execute(made.returning(*table.primary_key)).first() is not None


def insert_or_change(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], changing: Sequence[str]
) -> None:
    """Insert *rows*; of one whose key is there already only the columns *changing* become new."""
    if rows:
        statement = _insert(connection, table)
        new = {name: statement.excluded[name] for name in changing}
        _execute(connection, statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=new), rows)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _execute(
    connection: Connection, statement: sqlite.Insert | postgresql.Insert, rows: Sequence[Mapping[str, Any]]
) -> None:
    if isinstance(statement, postgresql.Insert):
        # RETURNING makes SQLAlchemy put some hundred rows into one statement, instead of a statement for each.
        connection.execute(statement.returning(*statement.table.primary_key), rows).close()
    else:
        connection.execute(statement, rows)
