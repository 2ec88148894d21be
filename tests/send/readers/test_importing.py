"""Readers into the state database, on SQLite and PostgreSQL: counted, never twice, never against a reader's will."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from publishkit.errors import InputError
from publishkit.send.readers import importing
from publishkit.send.readers.address import reader_key
from publishkit.send.readers.importing import Counts, ImportOrder, Note, Seen, take_readers
from publishkit.send.readers.lists import (
    audience_of,
    count_audience,
    everything_known_of,
    export_csv,
    export_json,
    read_overview,
)
from publishkit.send.readers.subscriber import Consent
from publishkit.send.readers.suppress import SuppressCounts, SuppressionOrder, parse_reason, suppress_readers
from publishkit.send.readers.table import open_table
from publishkit.send.state.store import Store
from publishkit.send.state.tables import subscribers, suppressions

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
THEN = datetime(2026, 1, 31, tzinfo=UTC)


def bring(store: Store, text: str, *, name: str = "readers", now: datetime = NOW, dry_run: bool = False) -> Counts:
    order = ImportOrder(list=name, consent=Consent(source="form", at=THEN), now=now, dry_run=dry_run)
    with open_table(io.BytesIO(text.encode()), "readers.csv") as table:
        return take_readers(store, table, order, lambda _note: None)


def keep_away(store: Store, text: str, *, scope: str = "*", reason: str = "bounced") -> SuppressCounts:
    order = SuppressionOrder(scope=scope, reason=parse_reason(reason), now=NOW)
    with open_table(io.BytesIO(text.encode()), "bounces.csv") as table:
        return suppress_readers(store, table, order, lambda _note: None)


def audience(store: Store, name: str = "readers") -> list[str]:
    with store.read() as connection:
        return sorted(row.address for row in connection.execute(audience_of(name)))


def known(store: Store, address: str) -> dict:
    with store.read() as connection:
        rows = connection.execute(select(subscribers).where(subscribers.c.reader_key == reader_key(address))).mappings()
        return dict(rows.one())


def test_every_row_is_counted_once(store: Store):
    keep_away(store, "gone@example.org\n")
    bring(store, "email,name\nold@example.org,Old\nsame@example.org,Same\n")
    text = (
        "email,name\nnew@example.org,New\nNEW@Example.ORG,Again\nold@example.org,Older\nsame@example.org,Same\n"
        'gone@example.org,Gone\nnobody,No\n"open,x\nodd@example.org,=1+1\n'
    )
    counts = bring(store, text)
    assert counts == Counts(read=8, added=2, updated=1, unchanged=1, duplicates=1, suppressed=1, refused=2, changed=1)
    assert audience(store) == ["new@example.org", "odd@example.org", "old@example.org", "same@example.org"]


def test_what_is_told_of_each_line(store: Store):
    notes: list[Note] = []
    order = ImportOrder(list="readers", consent=Consent(source="form", at=THEN), now=NOW)
    with open_table(io.BytesIO(b"email,name\nnobody,\na@b.example,=1\n"), "readers.csv") as table:
        take_readers(store, table, order, notes.append)
    assert notes == [
        Note(2, "refused", "address has no @ (syntax)"),
        Note(3, "changed", "name left out, it begins like a formula: '=1'"),
    ]


def test_a_reader_comes_back_with_all_that_was_said(store: Store):
    bring(store, "email,name,language,source,consent date\nada@größe.example,Ada,de_AT,fair,2026-02-03\n")
    assert known(store, "ada@größe.example") == {
        "list": "readers",
        "reader_key": reader_key("ada@xn--gre-6ka8i.example"),
        "address": "ada@xn--gre-6ka8i.example",
        "name": "Ada",
        "language": "de-AT",
        "consent_source": "fair",
        "consent_at": datetime(2026, 2, 3, tzinfo=UTC),
        "added_at": NOW,
    }


def test_a_second_import_loses_nothing(store: Store):
    """A file without a column must not empty it, and what is said of a whole file not replace a reader's own consent."""
    bring(store, "email,name,language,source,consent date\nada@example.org,Ada,de,fair,2026-02-03\n")
    counts = bring(store, "email\nAda@example.org\n", now=LATER)
    found = known(store, "ada@example.org")
    assert (counts.updated, found["address"]) == (1, "Ada@example.org")
    assert (found["name"], found["language"], found["consent_source"]) == ("Ada", "de", "fair")
    assert (found["consent_at"], found["added_at"]) == (datetime(2026, 2, 3, tzinfo=UTC), NOW)


def test_a_later_consent_of_the_readers_own_is_taken(store: Store):
    bring(store, "email,source,consent date\nada@example.org,fair,2026-02-03\n")
    bring(store, "email,source,consent date\nada@example.org,old form,2025-01-01\n", now=LATER)
    assert known(store, "ada@example.org")["consent_source"] == "fair"
    bring(store, "email,source,consent date\nada@example.org,new form,2026-10-01\n", now=LATER)
    assert known(store, "ada@example.org")["consent_source"] == "new form"


def test_a_dry_run_counts_and_writes_nothing(store: Store):
    bring(store, "email\nold@example.org\n")
    counts = bring(store, "email,name\nold@example.org,Old\nnew@example.org,New\n", dry_run=True)
    assert (counts.added, counts.updated) == (1, 1)
    assert audience(store) == ["old@example.org"]
    assert known(store, "old@example.org")["name"] == ""


def test_duplicates_are_found_across_the_whole_file(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importing, "CHUNK", 7)
    text = "email\n" + "".join(f"r{n % 40}@example.org\n" for n in range(100))
    counts = bring(store, text)
    assert (counts.added, counts.duplicates) == (40, 60)
    assert len(audience(store)) == 40


def test_the_same_import_twice_changes_nothing(store: Store):
    text = "email,name\n" + "".join(f"r{n}@example.org,Zoë {n}\n" for n in range(50))
    assert bring(store, text).added == 50
    assert bring(store, text, now=LATER) == Counts(read=50, unchanged=50)


@pytest.mark.parametrize(
    "rows",
    ["ada@example.org,active\nADA@example.org,unsubscribed", "ada@example.org,unsubscribed\nAda@Example.org,active"],
)
def test_who_left_by_one_row_does_not_come_in_by_another(store: Store, rows: str):
    """Exports of several lists, or two put together: whichever row is first, they said that they want no more."""
    notes: list[Note] = []
    order = ImportOrder(list="readers", consent=Consent(source="form", at=THEN), now=NOW)
    with open_table(io.BytesIO(f"email,status\n{rows}\nbob@example.org,active\n".encode()), "readers.csv") as table:
        counts = take_readers(store, table, order, notes.append)
    assert (counts.added, counts.refused, audience(store)) == (1, 2, ["bob@example.org"])
    assert any("has left, as line" in note.reason for note in notes)


def test_lists_do_not_know_each_other(store: Store):
    bring(store, "email\nada@example.org\n")
    assert bring(store, "email\nada@example.org\n", name="friends").added == 1
    keep_away(store, "ada@example.org\n", scope="friends", reason="unsubscribed")
    assert (audience(store), audience(store, "friends")) == (["ada@example.org"], [])
    with store.read() as connection:
        assert [count_audience(connection, name) for name in ("readers", "friends")] == [(1, 0), (0, 1)]


class TestSuppress:
    def test_who_bounced_is_on_no_list(self, store: Store):
        bring(store, "email\nada@example.org\nbob@example.org\n")
        bring(store, "email\nada@example.org\n", name="friends")
        counts = keep_away(store, "Email;Type\nADA@example.org;hard\nstranger@example.org;hard\nnobody;x\n")
        assert counts == SuppressCounts(read=3, suppressed=2, already=0, refused=1)
        assert (audience(store), audience(store, "friends")) == (["bob@example.org"], [])

    def test_the_first_reason_stays(self, store: Store):
        keep_away(store, "ada@example.org\nada@example.org\n", reason="complained")
        assert keep_away(store, "email\nada@example.org\n").already == 1
        with store.read() as connection:
            rows = connection.execute(select(suppressions.c.reason, suppressions.c.source)).all()
        assert [tuple(row) for row in rows] == [("complained", "bounces.csv line 1")]

    def test_a_reason_we_do_not_know(self):
        with pytest.raises(InputError, match="one of bounced, complained, unsubscribed"):
            parse_reason("tired")


class TestExport:
    TEXT = 'email,name,language,consent_source,consent_date\nada@example.org,"Ada, B",de,=fair,2026-02-03\n'

    def lines(self, made: Iterable[str]) -> list[str]:
        return [line.rstrip("\r\n") for line in made]

    def test_a_spreadsheet_runs_nothing_of_it(self, store: Store):
        bring(store, self.TEXT + "=1+1@example.org,,,-fair,2026-02-03\n")
        rows = self.lines(export_csv(store, "readers"))
        assert rows[0] == "address,name,language,consent_source,consent_date,status,list,added"
        assert sorted(rows[1:]) == [
            "'=1+1@example.org,,,'-fair,2026-02-03T00:00:00+00:00,subscribed,readers,2026-11-22T12:00:00+00:00",
            'ada@example.org,"Ada, B",de,\'=fair,2026-02-03T00:00:00+00:00,subscribed,readers,2026-11-22T12:00:00+00:00',
        ]

    def test_it_comes_back_the_same(self, store: Store):
        bring(store, self.TEXT + "=1+1@example.org,,,fair,2026-02-03\n")
        before = self.lines(export_json(store, "readers"))
        again = "".join(export_csv(store, "readers"))
        assert bring(store, again, name="copy").added == 2
        copied = [line.replace('"copy"', '"readers"') for line in self.lines(export_json(store, "copy"))]
        assert copied == before

    def test_who_is_not_written_to_is_marked_and_does_not_come_back(self, store: Store):
        bring(store, "email\nada@example.org\nbob@example.org\n")
        keep_away(store, "ada@example.org\n", scope="readers", reason="unsubscribed")
        keep_away(store, "ada@example.org\n")
        text = "".join(export_csv(store, "readers"))
        assert text.count("unsubscribed") == 1 and "bounced" not in text
        assert bring(store, text, name="copy") == Counts(read=2, added=1, refused=1, left=1)

    def test_one_reader_gets_everything_that_is_known(self, store: Store):
        """GDPR, article 15."""
        bring(store, self.TEXT)
        keep_away(store, "ada@example.org\n", reason="complained")
        told = everything_known_of(store, "ADA@example.org")
        assert told["subscriptions"][0]["consent_source"] == "=fair"
        assert told["suppressions"] == [
            {"scope": "*", "reason": "complained", "source": "bounces.csv line 1", "at": NOW.isoformat()}
        ]
        assert (told["letters"], told["events"]) == ([], [])


def test_an_overview_of_all_lists(store: Store):
    bring(store, "email,language\nada@example.org,de\nbob@example.org,\ncy@example.org,de\n")
    keep_away(store, "ada@example.org\nelse@example.org\n")
    assert read_overview(store).as_json() == {
        "lists": [{"list": "readers", "readers": 3, "suppressed": 1, "languages": {"": 1, "de": 2}, "written_to": 2}],
        "suppressions": {"*": {"bounced": 2}},
    }


def test_keys_are_taken_once():
    with Seen() as seen:
        one, two = reader_key("a@example.org"), reader_key("b@example.org")
        assert seen.take([one, two, one]) == [True, True, False]
        assert seen.take([two]) == [False]
