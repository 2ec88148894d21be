"""Need: one thing this machine must have, and whether it was found."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What was looked for, why, and what was found."""

    name: str
    """Stable key: also the key of the package tables in `platforms.py`."""
    why: str
    """What does not work without it, for the person who has to install it."""
    found: bool
    detail: str = ""
    """Version or place when found; otherwise what exactly is missing."""
    required: bool = True
    """Without it nothing goes on; otherwise the tests that use it are skipped and say so."""
    packages: tuple[str, ...] = ()
    """What pip must install to get it, as requirements; empty for what comes from the system."""
    versions: tuple[tuple[str, str], ...] = ()
    """Name and version of each engine and library that was met while looking."""


def lacking(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Return what was not found.

    >>> [
    ...     need.name
    ...     for need in lacking((Need(name="java", why="", found=True), Need(name="pango", why="", found=False)))
    ... ]
    ['pango']
    """
    return tuple(need for need in needs if not need.found)
