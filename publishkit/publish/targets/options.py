"""What a target may be told beside its address. No option holds a secret: those come from the environment."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from publishkit.errors import InputError, Problem
from publishkit.publish.targets.address import shown

Options = Mapping[str, object]

SECRETS = {"password", "passphrase", "secret", "key", "token", "access_key", "secret_key", "secret_access_key"}


def check_options(address: str, options: Options, known: Mapping[str, type]) -> None:
    """Refuse options that nobody reads, of the wrong kind, or secret, all at once.

    Raises:
        InputError: with every fault found.
    """
    problems = [
        Problem(place=f"{shown(address)}: {name}", message=message, hint=hint)
        for name, value in options.items()
        for message, hint in _faults(name, value, known)
    ]
    if problems:
        raise InputError(*problems)


def _faults(name: str, value: object, known: Mapping[str, type]) -> Sequence[tuple[str, str]]:
    if name in SECRETS:
        return [("a secret does not belong here", "give it in the environment: docs/targets.md says under which name")]
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(sorted(known)) or 'none'}"
        return [("unknown option", hint)]
    if known[name] is float:
        right = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        return [] if right else [("must be a number of seconds above 0", "")]
    return [] if isinstance(value, str) and value.strip() else [("must be a text that is not empty", "")]


def text(options: Options, name: str) -> str:
    """Return the checked text option *name*; "" when it is not given."""
    return str(options.get(name, ""))


def seconds(options: Options, name: str, default: float) -> float:
    """Return the checked number option *name*."""
    value = options.get(name, default)
    return float(value) if isinstance(value, int | float) else default
