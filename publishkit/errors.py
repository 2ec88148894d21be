"""The exception tree and its exit codes.

    PublishkitError
    ├── InputError        2  config, manifest, article, theme or command line is wrong
    ├── RightsError       3  at least one item is not cleared for the use asked
    ├── ProofError        4  the finished files do not show everything that was owed
    └── ExternalError     5  somebody else failed: source, mail server, engine, tool

An error outside this tree, from a library or from a fault of ours, ends a command with 5 as well (`cli/main.py`).
Errors are for what stops us. What we have to say about content is a `Finding` (`model/artifact.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One reason to stop: the place, a sentence, a hint."""

    place: str
    """File and path inside it (`issues/2026-w47/issue.toml: section[1].article[2].use`); "" for the command line."""
    message: str
    hint: str = ""
    line: int = 0
    """Of the file, counted from 1; 0 where none is known."""

    @property
    def where(self) -> str:
        """The place with its line, as editors and terminals open it: `issues/2026-w47/issue.toml:14: section[1].title`."""
        file, colon, path = self.place.partition(": ")
        return f"{file}:{self.line}{colon}{path}" if self.line else self.place

    def __str__(self) -> str:
        line = f"{self.where}: {self.message}" if self.place else self.message
        return f"{line} ({self.hint})" if self.hint else line


class PublishkitError(Exception):
    """The root: carries every problem found, never only the first.

    >>> str(InputError(Problem(place="issue.toml: number", message="is missing", hint="add `number = 1`")))
    'issue.toml: number: is missing (add `number = 1`)'
    """

    exit_code = 1

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems: Sequence[Problem] = problems

    @classmethod
    def at(cls, place: str, message: str, hint: str = "") -> Self:
        """Return the error with a single problem."""
        return cls(Problem(place=place, message=message, hint=hint))

    def __reduce__(self) -> tuple[type["PublishkitError"], tuple[Problem, ...]]:
        """Travel between processes with the problems, not only their text."""
        return type(self), tuple(self.problems)


class InputError(PublishkitError):
    """The input is wrong: command line, config, manifest, article, theme."""

    exit_code = 2


class RightsError(PublishkitError):
    """At least one item is not cleared for the use asked."""

    exit_code = 3


class ProofError(PublishkitError):
    """A duty could not be found in a finished file."""

    exit_code = 4


class ExternalError(PublishkitError):
    """A source, server, engine or tool outside this program failed."""

    exit_code = 5
