"""What a transport is opened with: its options, the secrets, and where the workspace is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from publishkit.errors import InputError, Problem
from publishkit.manifest.parse import parse_tree
from publishkit.model.article import Strict
from publishkit.model.sending import Sending
from publishkit.send.secrets import PREFIX, Secrets, looks_secret
from publishkit.send.transports.base import Transport

CONFIG = "publishkit.toml"
OPTIONS = "send.options"

Chosen = TypeVar("Chosen", bound=Strict)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """All that an opener gets."""

    name: str
    """`smtp`: by which the transport is listed."""
    sending: Sending
    secrets: Secrets
    root: Path
    """The workspace's folder."""

    def options(self, kind: type[Chosen]) -> Chosen:
        """Return `[send.options]` as *kind*.

        Raises:
            InputError: unknown, missing or wrong ones, every one of them; a secret among them is named, never shown.
        """
        given = self.sending.options
        secret = [key for key in given if looks_secret(key) and key not in kind.model_fields]
        problems = [_secret_in_config(key, self.name) for key in secret]
        try:
            chosen = parse_tree({key: given[key] for key in given if key not in secret}, kind, OPTIONS)
        except InputError as cause:
            raise InputError(*problems, *map(_placed, cause.problems)) from None
        if problems:
            raise InputError(*problems)
        return chosen


Opener = Callable[[Opening], Transport]


def refuse_option(key: str, message: str, hint: str = "") -> InputError:
    """Return the error about one option."""
    return InputError(Problem(place=f"{CONFIG}: {OPTIONS}.{key}", message=message, hint=hint))


def _secret_in_config(key: str, name: str) -> Problem:
    variable = f"{PREFIX}{name.replace('-', '_').upper()}_…"
    hint = (
        f"take it out and set {variable} in the environment (see docs/transports.md); change it, since it was on disk"
    )
    return Problem(place=f"{CONFIG}: {OPTIONS}.{key[:60]}", message="a secret is never written here", hint=hint)


def _placed(problem: Problem) -> Problem:
    """Return *problem* with the place as people write it: `publishkit.toml: send.options.host`."""
    key = problem.place.removeprefix(OPTIONS).removeprefix(": ")
    place = f"{CONFIG}: {OPTIONS}.{key}" if key else f"{CONFIG}: {OPTIONS}"
    return Problem(place=place, message=problem.message, hint=problem.hint)
