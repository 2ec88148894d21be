"""What the providers share: reading ids and states out of their answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from publishkit.errors import ExternalError, Problem
from publishkit.send.campaigns.api import Api
from publishkit.send.campaigns.base import RemoteProgress, RemoteState
from publishkit.send.campaigns.content import Content

Clock = Callable[[], datetime]
"""Returns the moment, with its time zone."""


class BaseProvider:
    """A provider with one HTTP interface."""

    name: str
    api: Api
    states: Mapping[str, RemoteState]

    def close(self) -> None:
        """Give the connections back."""
        self.api.client.close()

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Say that a person must do it.

        Raises:
            ExternalError: always; a provider that can mail a test has its own method.
        """
        hint = "open the draft there and press its own test button"
        raise ExternalError(Problem(place=self.name, message="cannot mail a test through its interface", hint=hint))

    def id_in(self, told: Any, *path: str) -> str:
        """Return the id at *path* of an answer.

        Raises:
            ExternalError: there is none, so that nobody knows which draft it is.
        """
        for key in path:
            told = told.get(key) if isinstance(told, dict) else None
        if not isinstance(told, (str, int)) or told == "":
            hint = "look at the drafts there; a second one may have been made"
            raise ExternalError(Problem(place=self.name, message="answered without the draft's id", hint=hint))
        return str(told)

    def found(self, path: str) -> dict[str, Any]:
        """Return the JSON object at *path*.

        Raises:
            ExternalError: the provider refuses, cannot be reached, or answers something else.
        """
        told = self.api.call("GET", path)
        if not isinstance(told, dict):
            raise ExternalError(Problem(place=self.name, message="answered something that is no JSON object"))
        return told

    def told(self, word: str, sent: int | None = None, total: int | None = None) -> RemoteProgress:
        """Return the progress for the provider's own *word*.

        Raises:
            ExternalError: a word nobody told us of, which must not be taken for "not sent".
        """
        if word not in self.states:
            hint = "look at the campaign there before anything else is done"
            message = f"says its state is {word[:40]!r}, which we do not know"
            raise ExternalError(Problem(place=self.name, message=message, hint=hint))
        return RemoteProgress(state=self.states[word], sent=sent, total=total, word=word)


def number(value: object) -> int | None:
    """Return *value* when it is a count."""
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 else None
