"""Freeze the audience: who gets this campaign, in which batch, decided once and in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from publishkit.errors import InputError, Problem
from publishkit.send.campaign.record import Campaign, find_campaign, load_campaign, note
from publishkit.send.campaign.sender import batch_key, campaign_id
from publishkit.send.readers.lists import audience_of, count_audience
from publishkit.send.state.store import Store
from publishkit.send.state.tables import (
    BatchState,
    CampaignState,
    DeliveryState,
    batches,
    campaigns,
    deliveries,
    subscribers,
)

CHUNK = 1000
"""Rows written at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is frozen beside the audience; none of it can change afterwards."""

    issue: str
    list: str
    variant: str = ""
    content_sha256: str
    transport: str
    account: str
    batch_size: int
    canary: int = 0
    """Readers who get it first; 0: all at once."""
    moment: datetime
    hold_until: datetime
    not_after: datetime
    by: str
    expected: int | None = None
    """The number a person typed; None for a rehearsal, where nobody is asked."""


def freeze(store: Store, plan: Plan, now: datetime) -> Campaign:
    """Return the campaign of *plan*, frozen and held; the one that is there already when somebody was faster.

    Raises:
        InputError: the audience is empty, or not the number that was expected; nothing is kept then.
        ExternalError: the database is locked, full or gone; nothing is kept then.
    """
    name = campaign_id(plan.issue, plan.list, plan.variant)
    try:
        with store.write() as connection:
            _insert_campaign(connection, plan, name, now)
            count = _insert_deliveries(connection, plan, name, now)
            _check_count(plan, count)
            _insert_batches(connection, plan, name)
            _, gone = count_audience(connection, plan.list)
            this_campaign = update(campaigns).where(campaigns.c.id == name)
            all_at_once = not plan.canary or plan.canary >= count
            connection.execute(
                this_campaign.values(
                    audience_count=count,
                    suppressed_count=gone,
                    # As `claim` reads it: the first readers need not be waited for.
                    canary_until=plan.hold_until if all_at_once else None,
                )
            )
            detail = f"{count} readers, {gone} suppressed, letter {plan.content_sha256[:12]}"
            note(connection, at=now, by=plan.by, action="frozen", campaign_id=name, detail=detail)
            return load_campaign(connection, name)
    except IntegrityError:
        with store.read() as connection:
            if found := find_campaign(connection, plan.issue, plan.list, plan.variant):
                return found
        raise


def _insert_campaign(connection: Connection, plan: Plan, name: str, now: datetime) -> None:
    row = {
        "id": name,
        "issue": plan.issue,
        "list": plan.list,
        "variant": plan.variant,
        "content_sha256": plan.content_sha256,
        "transport": plan.transport,
        "account": plan.account,
        "state": CampaignState.HELD.value,
        "moment": plan.moment,
        "hold_until": plan.hold_until,
        "not_after": plan.not_after,
        "batch_size": plan.batch_size,
        "created_by": plan.by,
        "created_at": now,
    }
    connection.execute(insert(campaigns).values(**row))


def _insert_deliveries(connection: Connection, plan: Plan, name: str, now: datetime) -> int:
    """Write a row for each reader, in the database itself: nobody is held in memory. Return how many.

    They stand in the order of a hash, so that a halted campaign reached a fair sample, and no domain gets a burst.
    """
    _give_md5(connection)
    order = func.md5(literal(name) + subscribers.c.reader_key)
    place = func.row_number().over(order_by=(order, subscribers.c.reader_key)) - 1
    ranked = audience_of(plan.list).add_columns(place.label("place")).subquery()
    rows = select(
        literal(name),
        ranked.c.reader_key,
        ranked.c.address,
        ranked.c.name,
        _number(ranked.c.place, plan),
        literal(DeliveryState.WAITING.value),
        literal(now, deliveries.c.updated_at.type),
        *(literal("") for _ in range(3)),
    ).order_by(ranked.c.reader_key)
    names = ["campaign", "reader_key", "address", "name", "batch", "state", "updated_at"]
    connection.execute(insert(deliveries).from_select([*names, "provider_id", "reason", "event"], rows))
    written = select(func.count()).select_from(deliveries).where(deliveries.c.campaign == name)
    return connection.scalar(written) or 0


def _number(place: ColumnElement[int], plan: Plan) -> ColumnElement[int]:
    """The number of the batch that the reader at *place* (0 …) is in: first those of the canary, then the rest."""
    size, first = plan.batch_size, _canary_batches(plan)
    rest = (place - plan.canary) // size + first
    return cast(case((place < plan.canary, place // size), else_=rest), Integer)


def _canary_batches(plan: Plan) -> int:
    return -(-plan.canary // plan.batch_size)


def _insert_batches(connection: Connection, plan: Plan, name: str) -> None:
    first = _canary_batches(plan)
    rows: list[dict[str, Any]] = []
    for number, size in _sizes(connection, name):
        rows.append(
            {
                "campaign": name,
                "number": number,
                "size": size,
                "canary": number < first,
                "key": batch_key(name, number),
                "state": BatchState.READY.value,
            }
        )
        if len(rows) == CHUNK:
            connection.execute(insert(batches), rows)
            rows.clear()
    if rows:
        connection.execute(insert(batches), rows)


def _sizes(connection: Connection, name: str) -> Iterator[tuple[int, int]]:
    """Yield number and size of each batch, some at a time: a cursor does not outlive a write everywhere."""
    counted = (
        select(deliveries.c.batch, func.count().label("size"))
        .where(deliveries.c.campaign == name)
        .group_by(deliveries.c.batch)
        .order_by(deliveries.c.batch)
        .limit(CHUNK)
    )
    after = -1
    while rows := connection.execute(counted.where(deliveries.c.batch > after)).all():
        for row in rows:
            yield row.batch, row.size
        after = rows[-1].batch


def _check_count(plan: Plan, count: int) -> None:
    place = f"send {plan.issue}"
    if not count:
        hint = f"`publishkit audience import FILE --list {plan.list}` brings readers in"
        raise InputError(Problem(place=place, message=f"the list `{plan.list}` has nobody to write to", hint=hint))
    if plan.expected is not None and count != plan.expected:
        hint = f"the list changed meanwhile; when that is right, `publishkit send {plan.issue} --expect-count {count}`"
        message = f"goes to {count:,} readers, not to the {plan.expected:,} that were confirmed"
        raise InputError(Problem(place=place, message=message, hint=hint))


def _give_md5(connection: Connection) -> None:
    """Give SQLite the function `md5` that PostgreSQL has; it only shuffles readers."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        raw.create_function("md5", 1, _md5, deterministic=True)


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
