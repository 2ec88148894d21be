"""Postmark: messages of their own in a call, an answer for each, and a search by our reference."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from publishkit.errors import Problem
from publishkit.send.http import Caller, NoAnswerError, ask, read_outcomes, refused, unanswered
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader, reference
from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected, SendOutcome, Throttled
from publishkit.send.secrets import Secret
from publishkit.send.transports.base import Capabilities, Quota
from publishkit.send.transports.envelope import METADATA, LastPrepared, common_headers, display, own_headers
from publishkit.send.transports.opening import Opening, ProviderOptions, check_endpoint, limits_of

ENDPOINT = "https://api.postmarkapp.com/"
INVALID, NOT_ALLOWED, INACTIVE, TOO_FAST, MAINTENANCE = 300, 405, 406, 429, 100
"""Postmark's own error codes (postmarkapp.com/developer/api/overview#error-codes)."""


class PostmarkOptions(ProviderOptions):
    """`[send.options]` of `postmark`."""

    stream: str = Field(default="broadcast", pattern=r"^[a-z0-9-]{1,30}$")
    """A broadcast stream, whose unsubscribe links must be set to be made by the sender."""


class PostmarkTransport:
    """`POST /email/batch`: every message is answered for itself."""

    name = "postmark"

    def __init__(
        self, capabilities: Capabilities, token: Secret, caller: Caller, *, stream: str, endpoint: str = ENDPOINT
    ) -> None:
        self.capabilities = capabilities
        self._token = token
        self._caller = caller
        self._stream = stream
        self._endpoint = endpoint
        self._prepared = LastPrepared()

    def examine(self, letter: Letter) -> Iterator[Problem]:
        """Yield what a call cannot carry."""
        return limits_of(self.name).too_large(letter, self.capabilities.batch, own_bodies=True)

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Hand over the batch in one call; Postmark knows no keys, so that *key* goes no further."""
        prepared = self._prepared.of(letter)
        body = prepared.batch(lambda reader: self._fields(letter, reader), readers, page="HtmlBody", text="TextBody")
        try:
            answer = self._caller.call("POST", f"{self._endpoint}email/batch", headers=self._headers(), content=body)
        except NoAnswerError as cause:
            return [unanswered(cause)] * len(readers)
        return read_outcomes(answer, len(readers), _outcomes) if answer.is_success else refused(answer, readers)

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return whether a message with our reference was taken; its absence proves nothing yet."""
        query = {"count": "1", "offset": "0", "messagestream": self._stream}
        query[f"metadata_{METADATA}"] = reference(letter.mailing, reader)
        try:
            answer = self._caller.call(
                "GET", f"{self._endpoint}messages/outbound", headers=self._headers(), params=query
            )
            found = answer.json()["Messages"] if answer.is_success else []
            return Accepted(provider_id=str(found[0]["MessageID"])) if found else None
        except (NoAnswerError, ValueError, KeyError, TypeError):
            return None

    def quota(self) -> Quota:
        """Return that Postmark publishes none, after asking whether the token is good.

        Raises:
            ExternalError: it cannot be reached, or refuses the token.
        """
        ask(
            self._caller,
            f"{self._endpoint}server",
            self._headers(),
            place=self.name,
            hint="look at PUBLISHKIT_POSTMARK_SERVER_TOKEN",
        )
        return Quota()

    def close(self) -> None:
        """Give connections back."""
        self._caller.close()

    def _headers(self) -> Mapping[str, str]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "X-Postmark-Server-Token": self._token.reveal(),
        }

    def _fields(self, letter: Letter, reader: Reader) -> dict[str, object]:
        mailing = letter.mailing
        headers = {**common_headers(mailing), **own_headers(letter, reader)}
        return {
            "From": display(mailing.from_address, mailing.from_name),
            "To": display(reader.address, reader.name),
            **({"ReplyTo": mailing.reply_to} if mailing.reply_to else {}),
            "Subject": mailing.subject,
            "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
            "Metadata": {METADATA: reference(mailing, reader)},
            "MessageStream": self._stream,
            "TrackOpens": False,
            "TrackLinks": "None",
        }


def open_postmark(opening: Opening) -> PostmarkTransport:
    """Return the `postmark` transport.

    Raises:
        InputError: wrong options, or no token.
    """
    options = opening.options(PostmarkOptions)
    capabilities = limits_of("postmark").capabilities(options.batch, lookup=True)
    token = opening.secrets.need("POSTMARK_SERVER_TOKEN")
    endpoint = check_endpoint(options.endpoint or ENDPOINT)
    return PostmarkTransport(capabilities, token, Caller(options.timeout), stream=options.stream, endpoint=endpoint)


def _outcomes(messages: Sequence[Mapping[str, Any]]) -> Sequence[SendOutcome]:
    return [_outcome(int(message.get("ErrorCode", 0)), message) for message in messages]


def _outcome(code: int, message: Mapping[str, object]) -> SendOutcome:
    reason = f"{code} {message['Message']}"
    match code:
        case 0:
            return Accepted(provider_id=str(message["MessageID"]))
        case _ if code == INACTIVE:
            return Rejected(reason=reason, kind=Refusal.GONE)
        case _ if code == INVALID and "'To'" in reason:
            return Rejected(reason=reason, kind=Refusal.GONE)
        case _ if code == TOO_FAST:
            return Throttled(reason=reason)
        case _ if code == NOT_ALLOWED:  # out of credits
            return Throttled(quota=True, reason=reason)
        case _:
            return Failed(reason=reason, lasting=code != MAINTENANCE)
