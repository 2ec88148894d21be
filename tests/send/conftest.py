"""The state database, on SQLite and on PostgreSQL."""

from tests.support.postgres import database, postgres_address, postgres_server, store

__all__ = ["database", "postgres_address", "postgres_server", "store"]
