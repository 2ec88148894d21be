"""What a retraction's report says of letters: who got them, or may have; rehearsals reached nobody."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from publishkit.send.campaign.report import Mailed, read_mailed
from publishkit.send.state.store import FILE, open_store
from publishkit.send.state.tables import batches, campaigns, deliveries

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 6, 12, tzinfo=UTC)


def test_sendings_are_counted_with_their_dates(tmp_path: Path) -> None:
    """Accepted and uncertain readers count; a rehearsal and a rejected reader do not."""
    with open_store(tmp_path) as store, store.write() as connection:
        for name, transport in (("one", "smtp"), ("two", "file")):
            row = {"id": name, "issue": "2026-w47", "list": name, "transport": transport, "account": transport}
            times = {"moment": AT, "hold_until": AT, "not_after": LATER, "created_at": AT}
            connection.execute(insert(campaigns).values(**row, **times, content_sha256="0" * 64, state="done"))
        calls = {"campaign": "one", "number": 0, "size": 3, "key": "k", "state": "settled"}
        connection.execute(insert(batches).values(**calls, first_submitted_at=AT, settled_at=LATER))
        for n, state in enumerate(("accepted", "uncertain", "rejected")):
            reader = {"campaign": "one", "reader_key": str(n), "address": f"r{n}@example.org", "batch": 0}
            connection.execute(insert(deliveries).values(**reader, state=state, updated_at=LATER))
    found = read_mailed(tmp_path, "", "2026-w47")
    assert found == (Mailed(list="one", transport="smtp", state="done", readers=2, first=AT, last=LATER),)
    assert read_mailed(tmp_path, "", "2026-w46") == ()


def test_nothing_is_made_where_nothing_was_sent(tmp_path: Path) -> None:
    assert read_mailed(tmp_path, "", "2026-w47") == ()
    assert not (tmp_path / FILE).exists()
