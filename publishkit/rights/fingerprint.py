"""Which statement and which house rules a decision was made on: hashes of their canonical JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from operator import attrgetter

from publishkit.model.decision import RightsPolicy
from publishkit.model.statement import RightsStatement

RULES_VERSION = "1"
"""Raised when a change of the rules can change an outcome."""


def statement_sha256(statement: RightsStatement) -> str:
    """Return the SHA-256 of the statement's canonical JSON: sorted keys, no spaces, what is at its default left out."""
    return sha256(canonical_json(statement).encode()).hexdigest()


@lru_cache(maxsize=64)
def policy_version(policy: RightsPolicy) -> str:
    """Return the version of the rules and of the house's own settings."""
    return f"{RULES_VERSION}+{sha256(canonical_json(policy).encode()).hexdigest()[:12]}"


def canonical_json(value: object) -> str:
    """Return *value*, one of our dataclasses, as JSON that is equal for equal values."""
    return ENCODE(value)


def _members(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        get, defaults = _defaults(type(value))
        return {
            name: member
            for (name, default), member in zip(defaults, get(value), strict=True)
            if member is not default and member is not None and member != default
        }
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


ENCODE: Callable[[object], str] = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_members
).encode


@lru_cache(maxsize=64)
def _defaults(kind: type) -> tuple[Callable[[object], tuple[object, ...]], tuple[tuple[str, object], ...]]:
    defaults = tuple((f.name, f.default if f.default_factory is MISSING else f.default_factory()) for f in fields(kind))
    names = [name for name, _ in defaults]
    if len(names) == 1:  # of a single name `attrgetter` returns the bare value
        (only,) = names
        return lambda value: (getattr(value, only),), defaults
    return attrgetter(*names), defaults
