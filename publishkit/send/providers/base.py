"""A provider that holds the list: it gets a draft, a person starts it, and its progress is read back.

One call there is one letter to everybody, so nothing here is ever tried again by itself: after an unclear answer the
state is read before anything else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.model.article import Strict
from publishkit.send.http import Answer, Caller, NoAnswerError, RefusedError
from publishkit.send.letter.dialects import Dialect, page_in, text_in
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import TOKEN, on_the_web
from publishkit.send.outcome import Accepted, Failed, SendOutcome, Throttled, Uncertain
from publishkit.send.transports.opening import Opening, refuse_option


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What a draft holds."""

    name: str
    """For the provider's own list of campaigns: `The Estuary 2026-w47`."""
    subject: str
    page: str = field(repr=False)
    text: str = field(repr=False)
    from_name: str
    from_address: str
    reply_to: str
    headers: Mapping[str, str]
    """Headers of ours, where the provider takes any."""


def content_of(letter: Letter, dialect: Dialect) -> Content:
    """Return *letter* in *dialect*; its preheader stands in the page, where mail programs look for it.

    Raises:
        InputError: the letter has no place where readers can leave.
    """
    mailing = letter.mailing
    if not TOKEN.search(letter.page) or not TOKEN.search(letter.text):
        hint = "the theme's email templates must hold @@PK_UNSUB_URL@@ in the page and in the text"
        raise InputError(Problem(place="email", message="has no place where readers can leave", hint=hint))
    return Content(
        name=f"{mailing.from_name} {mailing.edition}".strip(),
        subject=text_in(dialect, mailing.subject),
        page=page_in(dialect, letter.page),
        text=text_in(dialect, letter.text),
        from_name=mailing.from_name,
        from_address=mailing.from_address,
        reply_to=mailing.reply_to,
        headers=on_the_web(mailing),
    )


# --- what a provider can do -------------------------------------------------------------------------------------------


class RemoteState(StrEnum):
    """Where a campaign stands at the provider."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    """Paused, cancelled or suspended there."""
    FAILED = "failed"
    GONE = "gone"
    """Deleted there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteDraft:
    """A draft at the provider."""

    id: str
    address: str = ""
    """Where a person looks at it and presses send; "" when the provider has no such address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteProgress:
    """How far a campaign is, as the provider says."""

    state: RemoteState
    sent: int | None = None
    """Messages gone out; None when it does not say."""
    total: int | None = None
    word: str = ""
    """The provider's own word for the state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignCapabilities:
    """What a provider's interface can do, and what of our letter it cannot carry."""

    test: bool = True
    """Whether it mails a test by itself; otherwise a person does that on its page."""
    lacks: frozenset[str] = frozenset()
    """Of `text` (our plain text; it makes its own), `headers` (List-Id and Archived-At), `sender`
    (the From of publishkit.toml: its account has its own), `layout` (it puts the letter into its own frame). Each must be
    agreed to in `[send.options] without`, so that nothing is lost unsaid.
    """


class CampaignProvider(Protocol):
    """A provider that holds the list."""

    name: str
    capabilities: CampaignCapabilities
    dialect: Dialect

    def draft(self, content: Content) -> RemoteDraft:
        """Make a draft; it reaches nobody.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Mail the draft to *addresses* only.

        Raises:
            ExternalError: the provider refuses, cannot be reached, or has no such call.
        """

    def start(self, remote_id: str, content: Content) -> SendOutcome:
        """Send the draft to the whole list, once; never raises for the other side."""

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return where it stands.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def audience(self) -> int | None:
        """Return how many readers the list has; None when the provider does not say.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def close(self) -> None:
        """Give connections back."""


# --- the HTTP interface of a provider: options, calls, ids and states in its answers ----------------------------------


TIMEOUT = 30.0
"""Seconds."""
HINTS: Mapping[int, str] = {
    401: "check the key in the environment",
    403: "the key may not do this: give it the right in the provider's settings",
    404: "check the ids in [send.options]",
    422: "the provider names the field above",
    429: "too many calls: wait a few minutes and run the same command again",
}
AGAIN = "nothing was sent; run the same command again"
WORDS = 300
"""Characters of a provider's answer that are shown."""
MEANING = {
    "text": "our plain text (it makes its own)",
    "headers": "List-Id and Archived-At",
    "sender": "From and Reply-To (its account has its own)",
    "layout": "the frame of our letter (it puts its own around it)",
}

Clock = Callable[[], datetime]
"""Returns the moment, with its time zone."""


class CampaignOptions(Strict):
    """`[send.options]` of every provider that holds the list."""

    without: str = ""
    """What of the letter the provider cannot carry and may be left out: words parted by spaces."""


AnyOptions = TypeVar("AnyOptions", bound=CampaignOptions)


def _check_agreed(name: str, options: CampaignOptions, capabilities: CampaignCapabilities) -> None:
    """Return when `[send.options] without` agrees to everything that the provider cannot carry.

    Raises:
        InputError: the provider cannot carry something that was not agreed to, or the word is unknown.
    """
    without = frozenset(options.without.replace(",", " ").split())
    if unknown := sorted(without - MEANING.keys()):
        raise refuse_option("without", f"there is no `{unknown[0][:40]}`", f"known: {', '.join(sorted(MEANING))}")
    if missing := sorted(capabilities.lacks - without):
        lacking = ", ".join(f"{word}: {MEANING[word]}" for word in missing)
        wanted = " ".join(sorted(capabilities.lacks))
        raise refuse_option(
            "without", f"{name} cannot carry {lacking}", f'when that will do, write without = "{wanted}"'
        )


@dataclass(frozen=True, kw_only=True)
class Api:
    """A provider's HTTP interface: an answer, or an error that says who, what and what to do; never a secret."""

    provider: str
    caller: Caller
    hide: Callable[[str], str]
    """Takes secrets out of a text."""
    signed: Callable[[], Mapping[str, str]] = field(default=dict)
    """Headers made anew for each call."""

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer's JSON, {} when it is empty.

        Raises:
            ExternalError: no answer, or one that says no.
        """
        try:
            return self._call(method, path, body)
        except RefusedError as no:
            problem = self._problem(f"answered {no.status}: {no}", HINTS.get(no.status, AGAIN))
        except NoAnswerError as cause:
            problem = self._problem(f"cannot be reached: {self.hide(str(cause)) or cause.kind}", AGAIN)
        raise ExternalError(problem)

    def once(self, method: str, path: str, body: object = None) -> SendOutcome:
        """Make the one call that mails everybody, and return its outcome; it is never repeated.

        There is no idempotency key, so that any refusal (4xx) is one of this very call: nothing was taken.
        """
        try:
            answer = self._call(method, path, body)
        except RefusedError as no:
            if no.status == 429:
                return Throttled(reason=str(no))
            reason = f"it answered {no.status}: {no}"
            return Uncertain(reason=reason) if no.status >= 500 else Failed(reason=reason, lasting=True)
        except NoAnswerError as cause:
            if not cause.sent:
                return Failed(reason=f"cannot be reached: {self.hide(str(cause))}")
            return Uncertain(reason=f"no answer: {self.hide(str(cause)) or cause.kind}")
        return Accepted(provider_id=str(answer.get("id", "")) if isinstance(answer, dict) else "")

    def _call(self, method: str, path: str, body: object) -> Any:
        answer = self.caller.call(method, path, json=body, headers=dict(self.signed()))
        if not answer.is_success:
            raise RefusedError(answer.status_code, self.hide(" ".join(answer.text.split()))[:WORDS])
        return _json(answer)

    def _problem(self, message: str, hint: str) -> Problem:
        return Problem(place=self.provider, message=message, hint=hint)


def _json(answer: Answer) -> Any:
    if not answer.content.strip():
        return {}
    try:
        return answer.json()
    except ValueError:
        raise RefusedError(answer.status_code, "not JSON: is the address right?") from None


class BaseProvider:
    """A provider with one HTTP interface."""

    name: str
    capabilities: CampaignCapabilities
    api: Api
    states: Mapping[str, RemoteState]

    def agreed(self, opening: Opening, kind: type[AnyOptions]) -> AnyOptions:
        """Return `[send.options]` as a *kind*.

        Raises:
            InputError: wrong options, or something the provider cannot carry was not agreed to.
        """
        options = opening.options(kind)
        _check_agreed(self.name, options, self.capabilities)
        return options

    def open_api(
        self,
        opening: Opening,
        base: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        signed: Callable[[], Mapping[str, str]] = dict,
    ) -> Api:
        """Return the interface at *base*; nobody is called yet."""
        caller = Caller(TIMEOUT, base=base, headers=headers, auth=auth)
        return Api(provider=self.name, caller=caller, hide=opening.secrets.hide, signed=signed)

    def close(self) -> None:
        """Give the connections back."""
        self.api.caller.close()

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Refuse: a person must mail the test on the provider's page.

        Raises:
            ExternalError: always; a provider that can mail a test has its own method.
        """
        hint = "open the draft there and press its own test button"
        raise ExternalError(Problem(place=self.name, message="cannot mail a test through its interface", hint=hint))

    def id_in(self, answer: Any, *path: str) -> str:
        """Return the id at *path* of an answer.

        Raises:
            ExternalError: there is none, so that nobody knows which draft it is.
        """
        for key in path:
            answer = answer.get(key) if isinstance(answer, dict) else None
        if not isinstance(answer, (str, int)) or answer == "":
            hint = "look at the drafts there; a second one may have been made"
            raise ExternalError(Problem(place=self.name, message="answered without the draft's id", hint=hint))
        return str(answer)

    def get_object(self, path: str) -> dict[str, Any]:
        """Return the JSON object at *path*.

        Raises:
            ExternalError: the provider refuses, cannot be reached, or answers something else.
        """
        answer = self.api.call("GET", path)
        if not isinstance(answer, dict):
            raise ExternalError(Problem(place=self.name, message="answered something that is no JSON object"))
        return answer

    def progress_of(self, word: str, sent: int | None = None, total: int | None = None) -> RemoteProgress:
        """Return the progress for the provider's own *word*.

        Raises:
            ExternalError: an unknown word, which must not be taken for "not sent".
        """
        if word not in self.states:
            hint = "look at the campaign there before anything else is done"
            message = f"says its state is {word[:40]!r}, which we do not know"
            raise ExternalError(Problem(place=self.name, message=message, hint=hint))
        return RemoteProgress(state=self.states[word], sent=sent, total=total, word=word)


def number(value: object) -> int | None:
    """Return *value* when it is a count."""
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 else None
