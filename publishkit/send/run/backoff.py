"""When a call that certainly took nothing may be tried again: full jitter, so that a crowd does not come back as one."""

from collections.abc import Callable

FIRST, LONGEST = 1.0, 300.0
"""Seconds (AWS Architecture Blog, "Exponential Backoff And Jitter": full jitter does the least work)."""
TRIES = 8
"""Calls of one batch; then a person looks."""

Chance = Callable[[], float]
"""A number from 0 up to, but not including, 1."""


def delay(attempts: int, chance: Chance) -> float:
    """Return the seconds to wait after *attempts* failed calls.

    >>> [delay(attempts, lambda: 0.5) for attempts in (1, 2, 3, 20)]
    [0.5, 1.0, 2.0, 150.0]
    """
    return float(min(LONGEST, FIRST * 2.0 ** min(attempts - 1, 30)) * chance())
