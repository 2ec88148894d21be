"""A reader who left and comes back, with a new consent; and everything that happened to one reader, in order."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from publishkit.errors import InputError, Problem
from publishkit.send.readers.address import parse_address, stored_key
from publishkit.send.readers.lists import EVERYWHERE
from publishkit.send.readers.subscriber import Consent
from publishkit.send.state.store import Store
from publishkit.send.state.tables import (
    approvals,
    audit,
    campaigns,
    deliveries,
    events,
    insert_or_change,
    insert_unless_known,
    subscribers,
    suppressions,
)

WELCOMED, SIGNED_UP = "welcome-back", "sign-up"
"""`audit.action`."""
FORM = "sign-up form, confirmed by mail"
OF_MAILBOX = frozenset({"bounced", "invalid"})
"""Reasons that are about the mailbox, not about a wish: when it works again, it does for every list."""
BY_LINK = frozenset({"one-click", "page"})
"""Sources of a suppression by the link in a letter."""
TRYING = timedelta(days=14)
"""So long after a test its link may be tried."""
PLACE = "audience welcome-back"


@dataclass(frozen=True, kw_only=True, slots=True)
class WelcomeOrder:
    """Who comes back to which list, and by which right."""

    list: str
    consent: Consent
    """The new consent; for a tester, none."""
    by: str
    now: datetime
    force: bool = False
    """Also who complained, because they asked for it in writing."""
    tested: bool = False
    """They only tried the link of a test mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Welcomed:
    """What was lifted."""

    address: str
    list: str
    lifted: tuple[str, ...]
    """Reasons why the reader was not written to; none when they were not kept away."""


def welcome_back(store: Store, address: str, order: WelcomeOrder) -> Welcomed:
    """Let *address* get the letters of a list again, note in the audit who said so, and return what was lifted.

    Raises:
        AddressRefusedError: it is no mail address.
        InputError: they complained, the consent is older than their leaving, or nobody tested anything.
        ExternalError: the database is locked, full or gone.
    """
    known = parse_address(address)
    key = stored_key(known)
    with store.write() as connection:
        kept_away = _suppressions(connection, key, order.list)
        before = connection.execute(
            select(subscribers).where(subscribers.c.list == order.list, subscribers.c.reader_key == key)
        ).first()
        if not kept_away:
            return _nobody_kept_away(known, order, before)
        for one in kept_away:
            if problem := _against(connection, known, one, order):
                raise InputError(problem)
        lift(connection, key, order.list, kept_away)
        if not order.tested:  # whoever only tried a link is a reader as before, or none
            _put_on_list(connection, known, key, order)
        _note(connection, key, order, kept_away)
    return Welcomed(address=known, list=order.list, lifted=tuple(sorted({one.reason for one in kept_away})))


def _suppressions(connection: Connection, key: str, list_name: str) -> Sequence[Row[Any]]:
    here = suppressions.c.scope.in_((list_name, EVERYWHERE))
    return connection.execute(select(suppressions).where(suppressions.c.reader_key == key, here)).all()


def _nobody_kept_away(known: str, order: WelcomeOrder, before: Row[Any] | None) -> Welcomed:
    if before is None:
        hint = "`publishkit audience import` takes new readers in"
        message = f"nobody of that address left {order.list}, or is on it"
        raise InputError(Problem(place=PLACE, message=message, hint=hint))
    return Welcomed(address=known, list=order.list, lifted=())


def _against(connection: Connection, known: str, one: Row[Any], order: WelcomeOrder) -> Problem | None:
    """Return what stands against lifting the suppression *one*."""
    day = f"{one.at:%Y-%m-%d}"
    if one.reason == "complained" and not order.force:
        hint = "--force, when they asked for it in writing; providers may still refuse to mail them"
        return Problem(place=PLACE, message=f"complained on {day}: who complained is not written to", hint=hint)
    if order.tested:
        if one.reason == "unsubscribed" and one.source in BY_LINK and _was_tested(connection, known, one.at):
            return None
        message = f"{one.reason} on {day} ({one.source}), and not by the link of a test mail to this address"
        return Problem(place=PLACE, message=message, hint="give the new consent: --consent-source, --consent-date")
    if order.consent.at is None or not order.consent.source:
        hint = f'--consent-source "sign-up form" --consent-date {order.now:%Y-%m-%d}'
        return Problem(place=PLACE, message=f"{one.reason} on {day}: needs a new consent", hint=hint)
    if order.consent.at.date() < one.at.date():
        message = f"the consent of {order.consent.at:%Y-%m-%d} is older than the day they left, {day}"
        return Problem(place=PLACE, message=message, hint="only what they agreed to afterwards brings them back")
    return None


def _was_tested(connection: Connection, known: str, at: datetime) -> bool:
    """Return whether a test was mailed to the address shortly before *at*."""
    return any(at - TRYING <= tested <= at for tested in _tests_of(connection, known))


def _tests_of(connection: Connection, known: str) -> Iterator[datetime]:
    for row in connection.execute(select(approvals.c.detail, approvals.c.at).where(approvals.c.kind == "test")):
        if known.casefold() in {word.strip().casefold() for word in row.detail.split(",")}:
            yield row.at


def lift(connection: Connection, key: str, list_name: str, kept_away: Sequence[Row[Any]]) -> None:
    """Delete the suppressions *kept_away*; a wish that held for all lists goes on holding for the others."""
    for one in kept_away:
        this = (suppressions.c.scope == one.scope) & (suppressions.c.reader_key == key)
        connection.execute(delete(suppressions).where(this))
        if one.scope == EVERYWHERE and one.reason not in OF_MAILBOX:
            others = connection.scalars(
                select(subscribers.c.list).where(subscribers.c.reader_key == key, subscribers.c.list != list_name)
            )
            rows = [
                {"scope": name, "reader_key": key, "reason": one.reason, "source": one.source, "at": one.at}
                for name in others.all()
            ]
            insert_unless_known(connection, suppressions, rows)


def _put_on_list(connection: Connection, known: str, key: str, order: WelcomeOrder) -> None:
    row = {"list": order.list, "reader_key": key, "address": known, "added_at": order.now}
    consent = {"consent_source": order.consent.source, "consent_at": order.consent.at}
    insert_or_change(connection, subscribers, [{**row, **consent}], ("address", *consent))


def complained(store: Store, address: str, list_name: str) -> bool:
    """Return whether *address* complained of a letter, so that not even a question is mailed to it.

    Raises:
        ExternalError: the database cannot be read.
    """
    with store.read() as connection:
        return any(one.reason == "complained" for one in _suppressions(connection, stored_key(address), list_name))


def sign_up(store: Store, address: str, list_name: str, at: datetime) -> bool:
    """Put a reader on a list who confirmed by mail that they want it, whether or not they left once.

    Return False for one who complained: only a person lets them back.

    Raises:
        ExternalError: the database is locked, full or gone.
    """
    key = stored_key(address)
    consent = Consent(source=FORM, at=at)
    order = WelcomeOrder(list=list_name, consent=consent, by="the reader", now=at)
    with store.write() as connection:
        kept_away = _suppressions(connection, key, list_name)
        if any(one.reason == "complained" for one in kept_away):
            return False
        lift(connection, key, list_name, kept_away)
        _put_on_list(connection, address, key, order)
        _note(connection, key, order, kept_away, SIGNED_UP)
    return True


def _note(
    connection: Connection, key: str, order: WelcomeOrder, kept_away: Sequence[Row[Any]], action: str = WELCOMED
) -> None:
    told = {
        "reader": key,
        "list": order.list,
        "lifted": [
            {"scope": one.scope, "reason": one.reason, "source": one.source, "at": one.at.isoformat()}
            for one in kept_away
        ],
        "consent_source": order.consent.source,
        "consent_at": order.consent.at.isoformat() if order.consent.at else "",
        "forced": order.force,
        "tested": order.tested,
    }
    detail = json.dumps(told, ensure_ascii=False)
    connection.execute(insert(audit).values(at=order.now, by=order.by, action=action, campaign="", detail=detail))


# --- everything that happened to one reader ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """One line of a reader's history."""

    at: datetime
    what: str
    by: str = ""
    """Who did it, where a person did."""


def history_of(store: Store, address: str) -> Sequence[Happening]:
    """Return what happened to *address*, oldest first.

    Raises:
        AddressRefusedError: it is no mail address.
        ExternalError: the database cannot be read.
    """
    known = parse_address(address)
    key = stored_key(known)
    with store.read() as connection:
        found = [
            *_of_lists(connection, key),
            *_of_letters(connection, key),
            *_of_audit(connection, key),
            *(Happening(at=at, what="a letter was mailed as a test") for at in _tests_of(connection, known)),
        ]
    return sorted(found, key=lambda one: one.at)


def _of_lists(connection: Connection, key: str) -> Iterator[Happening]:
    for row in connection.execute(select(subscribers).where(subscribers.c.reader_key == key)):
        yield Happening(at=row.added_at, what=f"came on the list {row.list}")
        if row.consent_at:
            yield Happening(at=row.consent_at, what=f"agreed to {row.list}: {row.consent_source}")
    for row in connection.execute(select(suppressions).where(suppressions.c.reader_key == key)):
        yield _kept_away(row.scope, row.reason, row.source, row.at)


def _kept_away(scope: str, reason: str, source: str, at: datetime) -> Happening:
    where = "all lists" if scope == EVERYWHERE else scope
    return Happening(at=at, what=f"{reason}, not written to on {where} ({source})")


def _of_letters(connection: Connection, key: str) -> Iterator[Happening]:
    letters = (
        select(deliveries, campaigns.c.issue, campaigns.c.list)
        .join(campaigns, campaigns.c.id == deliveries.c.campaign)
        .where(deliveries.c.reader_key == key)
    )
    for row in connection.execute(letters):
        why = f": {row.reason}" if row.reason else ""
        yield Happening(at=row.updated_at, what=f"letter {row.issue} to {row.list}: {row.state}{why}")
    for row in connection.execute(select(events).where(events.c.reader_key == key)):
        why = f": {row.reason}" if row.reason else ""
        yield Happening(at=row.at, what=f"{row.kind}, says {row.provider}{why}")


def _of_audit(connection: Connection, key: str) -> Iterator[Happening]:
    """Yield what people decided of the reader, and the suppressions that were lifted by it."""
    lines = select(audit).where(audit.c.detail.contains(key, autoescape=True)).order_by(audit.c.id)
    for row in connection.execute(lines):
        try:
            told = json.loads(row.detail)
        except ValueError:
            continue
        for one in told.get("lifted", ()):
            yield _kept_away(one["scope"], one["reason"], one["source"], datetime.fromisoformat(one["at"]))
        yield Happening(at=row.at, by=row.by, what=_decided(row.action, told))


def _decided(action: str, told: dict[str, Any]) -> str:
    why = (
        "tried the link of a test mail"
        if told.get("tested")
        else f"agreed on {told['consent_at'][:10]}: {told['consent_source']}"
    )
    forced = ", after a complaint, by force" if told.get("forced") else ""
    what = "welcomed back to" if action == WELCOMED else "signed up for"
    return f"{what} {told['list']} ({why}){forced}"
