"""Ask all guards, before the audience is frozen; everything that speaks against sending is said at once."""

from collections.abc import Callable, Iterator, Mapping

from publishkit.errors import InputError, Problem
from publishkit.send.guards.identity import guard_domain, guard_environment, guard_sender
from publishkit.send.guards.numbers import guard_growth, guard_most, guard_quota, guard_somebody
from publishkit.send.guards.people import guard_approval, guard_confirmation, guard_test
from publishkit.send.guards.situation import Situation

Guard = Callable[[Situation], Iterator[Problem]]

ALWAYS: Mapping[str, Guard] = {"somebody": guard_somebody, "sender": guard_sender}
"""Of a rehearsal as well."""
REAL: Mapping[str, Guard] = {
    "domain": guard_domain,
    "environment": guard_environment,
    "most": guard_most,
    "growth": guard_growth,
    "quota": guard_quota,
    "test": guard_test,
    "approval": guard_approval,
    "confirmation": guard_confirmation,
}
"""Of whatever leaves this machine."""
RESUMED: Mapping[str, Guard] = {"sender": guard_sender, "domain": guard_domain, "environment": guard_environment}
"""Of a campaign that goes on: the rest was asked when it was frozen."""


def ask_guards(situation: Situation, *, but: frozenset[str] = frozenset(), resumed: bool = False) -> None:
    """Return when nothing speaks against sending; guards named in *but* are asked later.

    Raises:
        InputError: something does; carries every problem, each with the command that mends it.
    """
    real = {} if situation.rehearsal else (RESUMED if resumed else REAL)
    guards = real if resumed else {**ALWAYS, **real}
    problems = [problem for name, guard in guards.items() if name not in but for problem in guard(situation)]
    if problems:
        raise InputError(*problems)
