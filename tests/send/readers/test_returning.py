"""Readers who left come back with a new consent, on SQLite and PostgreSQL; what happened to one reader is told in order."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from publishkit.errors import InputError
from publishkit.send.readers.address import reader_key
from publishkit.send.readers.lists import EVERYWHERE, audience_of
from publishkit.send.readers.returning import Welcomed, WelcomeOrder, history_of, welcome_back
from publishkit.send.readers.subscriber import Consent
from publishkit.send.readers.suppress import forget_reader, suppress
from publishkit.send.state.store import Store
from publishkit.send.state.tables import approvals, subscribers, suppressions

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEFT = NOW - timedelta(days=10)
AGREED = Consent(source="sign-up form", at=NOW - timedelta(days=1))
ADA = "Ada@reader.example"
KEY = reader_key(ADA)


def join(store: Store, *lists: str) -> None:
    with store.write() as connection:
        for name in lists:
            row = {"list": name, "reader_key": KEY, "address": ADA, "name": "Ada", "consent_source": "fair", "added_at": LEFT - timedelta(days=90),
                   "consent_at": LEFT - timedelta(days=100)}  # fmt: skip
            connection.execute(insert(subscribers).values(**row))


def leave(store: Store, reason: str = "unsubscribed", *, scope: str = "readers", source: str = "one-click") -> None:
    with store.write() as connection:
        suppress(connection, scope, KEY, reason, source, LEFT)


def order(consent: Consent = AGREED, **more: bool) -> WelcomeOrder:
    return WelcomeOrder(list="readers", consent=consent, by="jo", now=NOW, **more)


def reached(store: Store, name: str = "readers") -> list[str]:
    with store.read() as connection:
        return [row.address for row in connection.execute(audience_of(name))]


def kept_away(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        return [
            (row.scope, row.reason) for row in connection.execute(select(suppressions).order_by(suppressions.c.scope))
        ]


def test_a_new_consent_brings_a_reader_back(store: Store):
    join(store, "readers")
    leave(store)
    assert reached(store) == []
    assert welcome_back(store, "ada@reader.example", order()) == Welcomed(
        address="ada@reader.example", list="readers", lifted=("unsubscribed",)
    )
    assert reached(store) == ["ada@reader.example"]
    with store.read() as connection:
        row = connection.execute(select(subscribers)).one()
    assert (row.name, row.consent_source, row.consent_at) == ("Ada", "sign-up form", AGREED.at)


@pytest.mark.parametrize(
    ("consent", "why"),
    [
        (Consent(), "unsubscribed on 2026-11-12: needs a new consent"),
        (Consent(source="form"), "needs a new consent"),
        (
            Consent(source="form", at=LEFT - timedelta(days=1)),
            "the consent of 2026-11-11 is older than the day they left, 2026-11-12",
        ),
    ],
)
def test_an_old_consent_or_none_does_not(store: Store, consent: Consent, why: str):
    join(store, "readers")
    leave(store)
    with pytest.raises(InputError, match=why):
        welcome_back(store, ADA, order(consent))
    assert reached(store) == []


def test_who_complained_comes_back_by_force_alone(store: Store):
    join(store, "readers")
    leave(store, "complained", scope=EVERYWHERE, source="postmark")
    with pytest.raises(InputError, match=r"complained on 2026-11-12: who complained is not written to \(--force"):
        welcome_back(store, ADA, order())
    assert welcome_back(store, ADA, order(force=True)).lifted == ("complained",)
    assert "after a complaint, by force" in history_of(store, ADA)[-1].what


def test_a_wish_for_all_lists_goes_on_holding_for_the_others(store: Store):
    join(store, "readers", "friends")
    leave(store, scope=EVERYWHERE)
    welcome_back(store, ADA, order())
    assert (reached(store), reached(store, "friends")) == ([ADA], [])
    assert kept_away(store) == [("friends", "unsubscribed")]


def test_a_mailbox_that_works_again_works_for_all_lists(store: Store):
    join(store, "readers", "friends")
    leave(store, "bounced", scope=EVERYWHERE, source="postmark")
    welcome_back(store, ADA, order())
    assert (reached(store), reached(store, "friends")) == ([ADA], [ADA])


def test_who_was_forgotten_may_join_anew(store: Store):
    join(store, "readers")
    forget_reader(store, ADA, LEFT)
    assert welcome_back(store, ADA, order()).lifted == ("removed",)
    assert reached(store) == [ADA]


def test_nobody_is_brought_in_this_way(store: Store):
    with pytest.raises(InputError, match="audience import"):
        welcome_back(store, ADA, order())
    join(store, "readers")
    assert welcome_back(store, ADA, order()).lifted == ()


class TestTester:
    def tried(
        self, store: Store, at: datetime = LEFT - timedelta(hours=1), to: str = "jo@reader.example, ada@reader.example"
    ) -> None:
        row = {"issue": "w47", "content_sha256": "0", "kind": "test", "by": "jo", "detail": to, "at": at}
        with store.write() as connection:
            connection.execute(insert(approvals).values(**row))

    def test_who_tried_the_link_of_a_test_needs_no_new_consent(self, store: Store):
        join(store, "readers")
        self.tried(store)
        leave(store)
        welcome_back(store, ADA, order(Consent(), tested=True))
        assert reached(store) == [ADA]

    def test_a_tester_who_was_no_reader_becomes_none(self, store: Store):
        self.tried(store)
        leave(store)
        welcome_back(store, ADA, order(Consent(), tested=True))
        assert (reached(store), kept_away(store)) == ([], [])

    @pytest.mark.parametrize(("source", "to"), [("postmark", ADA), ("one-click", "bada@reader.example")])
    def test_nobody_else_does(self, store: Store, source: str, to: str):
        join(store, "readers")
        self.tried(store, to=to)
        leave(store, source=source)
        with pytest.raises(InputError, match="not by the link of a test mail to this address"):
            welcome_back(store, ADA, order(Consent(), tested=True))

    def test_a_test_of_long_ago_is_no_reason(self, store: Store):
        join(store, "readers")
        self.tried(store, at=LEFT - timedelta(days=60))
        leave(store)
        with pytest.raises(InputError, match="not by the link of a test mail"):
            welcome_back(store, ADA, order(Consent(), tested=True))


def test_what_happened_is_told_in_order_and_for_good(store: Store):
    join(store, "readers")
    leave(store)
    welcome_back(store, ADA, order())
    with store.write() as connection:
        suppress(connection, "readers", KEY, "unsubscribed", "page", NOW + timedelta(days=1))
    told = [(one.what, one.by) for one in history_of(store, ADA)]
    assert told == [
        ("came on the list readers", ""),
        ("unsubscribed, not written to on readers (one-click)", ""),
        ("agreed to readers: sign-up form", ""),
        ("welcomed back to readers (agreed on 2026-11-21: sign-up form)", "jo"),
        ("unsubscribed, not written to on readers (page)", ""),
    ]
    assert history_of(store, "stranger@reader.example") == []
