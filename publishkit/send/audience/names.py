"""Names of lists: they stand in file names, tokens and logs, and are the same everywhere."""

import re

from publishkit.errors import InputError, Problem

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
"""As `send.list` in publishkit.toml."""


def check_list_name(name: str) -> str:
    """Return *name*.

    Raises:
        InputError: it is no name of a list.
    """
    if not NAME.fullmatch(name):
        hint = "small letters, digits and hyphens, at most 80"
        raise InputError(Problem(place="--list", message=f"{name[:80]!a} is no name of a list", hint=hint))
    return name
