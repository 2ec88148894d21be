"""The law is a table: what the row of every code says, and how a table is read from its file.

There are three: reasons and duties beside this module, findings in `publishkit/proof/`. Each is TOML, one row a code, and
the one place where that code is told; a test compares the rows with the codes in the source.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRow:
    """What is told of every code, whatever kind it is of."""

    code: str
    """R-…, W-… a reason; D-… a duty; a letter and three digits, or W-…, a finding."""
    means: str
    """What it means, in a sentence or two."""
    mend: str
    """What an editor can do about it."""


AnyRow = TypeVar("AnyRow", bound=CodeRow)


def load_table(package: str, file: str, make: Callable[..., AnyRow]) -> Mapping[str, AnyRow]:
    """Return code -> row of the table *file* in *package*, in the file's order; *make* is called with the row's keys.

    Raises:
        TypeError: a row lacks a key, or has one that is not known.
    """
    told = tomllib.loads(files(package).joinpath(file).read_text("utf-8"))
    return MappingProxyType({code: make(code=code, **row) for code, row in told.items()})
