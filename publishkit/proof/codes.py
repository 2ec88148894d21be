"""What a code means and how to mend it: the catalog behind `publishkit explain`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from publishkit.errors import InputError, Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """One entry of the catalog."""

    code: str
    means: str
    mend: str


@cache
def catalog() -> Mapping[str, Explanation]:
    """Return code -> explanation of every finding, reason and duty."""
    told = tomllib.loads(files("publishkit.proof").joinpath("codes.toml").read_text("utf-8"))
    return {code: Explanation(code=code, means=entry["means"], mend=entry["mend"]) for code, entry in told.items()}


def meanings() -> Mapping[str, str]:
    """Return code -> what it means, as reports for editors and CI need it."""
    return {code: entry.means for code, entry in catalog().items()}


def explain(code: str) -> Explanation:
    """Return what *code* means; small letters will do.

    >>> explain("r-own").means
    'The text or picture is our own.'

    Raises:
        InputError: there is no such code.
    """
    found = catalog().get(code.upper())
    if found is None:
        near = get_close_matches(code.upper(), catalog(), n=1)
        hint = f"did you mean {near[0]}?" if near else "codes look like R102, R-ARR or D-ATTRIB"
        raise InputError(Problem(place="", message=f"there is no code {code[:40]!r}", hint=hint))
    return found
