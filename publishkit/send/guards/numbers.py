"""Guards about numbers: not to nobody, not to too many, not to far more or fewer than last time, not beyond a quota."""

from collections.abc import Iterator

from publishkit.errors import Problem
from publishkit.send.guards.situation import Situation


def guard_somebody(situation: Situation) -> Iterator[Problem]:
    """The list has somebody to write to."""
    if not situation.count:
        name = situation.sending.list
        hint = f"`publishkit audience import FILE --list {name}` brings readers in; --list names another list"
        yield _problem(situation, f"the list of `{situation.command}` has nobody to write to", hint)


def guard_most(situation: Situation) -> Iterator[Problem]:
    """No more than `send.max_count`."""
    most = situation.sending.max_count
    if most is not None and situation.count > most:
        hint = "when that is right, raise send.max_count in publishkit.toml"
        yield _problem(situation, f"{situation.count:,} readers are more than send.max_count allows ({most:,})", hint)


def guard_growth(situation: Situation) -> Iterator[Problem]:
    """About as many readers as last time; a list imported twice or half shows here."""
    last, limit = situation.last, situation.sending.growth_percent
    if last is None or not last.count or situation.confirmed.allow_growth:
        return
    change = 100 * (situation.count - last.count) / last.count
    if abs(change) > limit:
        word = "more" if change > 0 else "fewer"
        message = f"{situation.count:,} readers are {abs(change):.0f} % {word} than {last.issue} had ({last.count:,})"
        hint = f"the limit is {limit} %; when that is right: `publishkit send {situation.command} --allow-growth`"
        yield _problem(situation, message, hint)


def guard_quota(situation: Situation) -> Iterator[Problem]:
    """What the account may still send today is enough, or going on tomorrow is agreed to."""
    if situation.confirmed.in_parts:
        return
    left = [situation.quota.remaining] if situation.quota.remaining is not None else []
    if situation.sending.daily_quota is not None:
        left.append(situation.sending.daily_quota - situation.used_today)
    if left and situation.count > min(left):
        message = (
            f"the account may send {max(0, min(left)):,} more messages today, the letter goes to {situation.count:,}"
        )
        hint = f"send what is possible and go on tomorrow: `publishkit send {situation.command} --in-parts`"
        yield _problem(situation, message, hint)


def _problem(situation: Situation, message: str, hint: str) -> Problem:
    return Problem(place=f"send {situation.issue}", message=message, hint=hint)
