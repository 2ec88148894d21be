"""Column types that SQLite and PostgreSQL keep alike."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator


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
