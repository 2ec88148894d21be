"""PostgreSQL by its address; the secret never stands in a file we read."""

import importlib.util

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from publishkit.errors import InputError, Problem

POSTGRES_PLACE = "publishkit.toml: send.database"
SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
SECRETS = ("password", "sslpassword")
ANSWER = 10
"""Seconds a server has to take a connection, unless the address says otherwise."""


def postgres_engine(address: str) -> Engine:
    """Return the engine of the PostgreSQL at *address*; nothing is connected yet.

    Raises:
        InputError: not such an address, one with a password in it, or the driver is not installed.
    """
    url = _checked(address)
    if importlib.util.find_spec("psycopg") is None:
        hint = "install it with `pip install 'publishkit[postgres]'`"
        raise InputError(Problem(place=POSTGRES_PLACE, message="PostgreSQL needs the driver psycopg", hint=hint))
    settings = {"connect_timeout": str(ANSWER), "application_name": "publishkit", **url.query}
    try:
        return create_engine(url.set(drivername="postgresql+psycopg", query=settings), pool_pre_ping=True)
    except ImportError as cause:
        message = f"the driver psycopg does not load: {cause}"
        raise InputError(Problem(place=POSTGRES_PLACE, message=message)) from cause


def _checked(address: str) -> URL:
    hint = "write it as postgresql://user@host/name, or leave it empty for a file of this workspace"
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as cause:
        # The address may hold a secret: it is not repeated.
        raise InputError(Problem(place=POSTGRES_PLACE, message="is not an address", hint=hint)) from cause
    if url.drivername not in SCHEMES:
        raise InputError(Problem(place=POSTGRES_PLACE, message="is not an address of PostgreSQL", hint=hint))
    if url.password is not None or any(secret in url.query for secret in SECRETS):
        raise InputError(
            Problem(
                place=POSTGRES_PLACE,
                message="holds a password, and this file is read by many",
                hint="take it out; put it in PGPASSWORD, or in a file that PGPASSFILE names, or use a service",
            )
        )
    return url
