"""A reader's wish to be forgotten: what is personal goes, what keeps them from being written to again stays."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, and_, delete, exists, func, select, update

from publishkit.send.audience.address import parse_address, stored_key
from publishkit.send.audience.select import EVERYWHERE
from publishkit.send.run.states import BatchState, DeliveryState
from publishkit.send.state.store import Store
from publishkit.send.state.tables import approval, audit, batch, delivery, event, subscriber, suppression
from publishkit.send.state.upsert import insert_unless_there

UNDER_WAY = (BatchState.SUBMITTING.value, BatchState.UNCERTAIN.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """What was known of the reader and is gone."""

    lists: tuple[str, ...]
    letters: int
    """Deliveries that no longer name the reader."""
    under_way: int
    """Deliveries that still do, because nobody knows yet what became of them."""


def forget_reader(store: Store, address: str, now: datetime) -> Forgotten:
    """Take every trace of *address* away but a hash, by which it is kept from being written to again.

    A letter that is in a provider's hands this moment keeps its address until that is settled: removing it could send
    it twice. The same command again takes it away then.

    Raises:
        AddressRefusedError: it is no mail address.
        ExternalError: the database is locked, full or gone.
    """
    known = parse_address(address)
    key = stored_key(known)
    with store.write() as connection:
        mine = select(subscriber.c.list).where(subscriber.c.reader_key == key)
        lists = tuple(connection.scalars(mine.order_by(subscriber.c.list)))
        connection.execute(delete(subscriber).where(subscriber.c.reader_key == key))
        gone = {"scope": EVERYWHERE, "reader_key": key, "reason": "removed", "source": "audience remove", "at": now}
        insert_unless_there(connection, suppression, [gone])
        letters, under_way = _forget_letters(connection, key, now)
        connection.execute(update(event).where(event.c.reader_key == key).values(reason=""))
        for text in (approval.c.detail, audit.c.detail, batch.c.error):
            _forget_words(connection, text, known)
    return Forgotten(lists=lists, letters=letters, under_way=under_way)


def _forget_letters(connection: Connection, key: str, now: datetime) -> tuple[int, int]:
    mine = and_(delivery.c.reader_key == key, delivery.c.address != "")
    # The batch is locked first, as whoever sends it does: nobody takes it between the question and the answer.
    involved = select(delivery.c.campaign, delivery.c.batch).where(mine)
    for row in connection.execute(involved.order_by(delivery.c.campaign, delivery.c.batch)).all():
        ours = (batch.c.campaign == row.campaign) & (batch.c.number == row.batch)
        connection.execute(select(batch.c.id).where(ours).with_for_update())
    busy = exists().where(
        batch.c.campaign == delivery.c.campaign, batch.c.number == delivery.c.batch, batch.c.state.in_(UNDER_WAY)
    )
    waiting = delivery.c.state == DeliveryState.WAITING.value
    held = and_(mine, (waiting & busy) | (delivery.c.state == DeliveryState.UNCERTAIN.value))
    under_way = connection.scalar(select(func.count()).select_from(delivery).where(held)) or 0
    nobody = {"address": "", "name": "", "updated_at": now}
    skipped = update(delivery).where(mine, waiting, ~busy)
    never = connection.execute(skipped.values(**nobody, state=DeliveryState.SKIPPED.value, reason="removed")).rowcount
    once = connection.execute(update(delivery).where(mine, ~held).values(**nobody, reason="")).rowcount
    return never + once, under_way


def _forget_words(connection: Connection, text: Column[str], address: str) -> None:
    """Take the address out of sentences in which somebody wrote it, in whatever case."""
    number = text.table.c["id"]
    told = select(number, text).where(func.lower(text).contains(address.lower(), autoescape=True))
    for row in connection.execute(told).all():
        silent = re.sub(re.escape(address), "(removed)", row[1], flags=re.IGNORECASE)
        connection.execute(update(text.table).where(number == row[0]).values({text.name: silent}))
