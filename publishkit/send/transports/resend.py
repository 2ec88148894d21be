"""Resend: a hundred messages of their own in a call, and a key that keeps a call from counting twice for a day."""

from collections.abc import Mapping, Sequence
from typing import Any

from publishkit.send.http import Caller, NoAnswerError, read_outcomes, refused, unanswered
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader, reference
from publishkit.send.outcome import Accepted, SendOutcome
from publishkit.send.secrets import Secret
from publishkit.send.transports.base import Capabilities, Quota
from publishkit.send.transports.envelope import METADATA, LastPrepared, common_headers, display, own_headers
from publishkit.send.transports.opening import Opening, ProviderOptions, check_endpoint, limits_of

ENDPOINT = "https://api.resend.com/"


class ResendTransport:
    """`POST /emails/batch` with `Idempotency-Key` (24 hours, 256 characters)."""

    name = "resend"

    def __init__(self, capabilities: Capabilities, key: Secret, caller: Caller, endpoint: str = ENDPOINT) -> None:
        self.capabilities = capabilities
        self._key = key
        self._caller = caller
        self._endpoint = endpoint
        self._prepared = LastPrepared()

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Hand over the batch in one call; the provider takes all of it or nothing."""
        prepared = self._prepared.of(letter)
        body = prepared.batch(lambda reader: self._fields(letter, reader), readers, page="html", text="text")
        headers = {
            "Authorization": f"Bearer {self._key.reveal()}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        try:
            answer = self._caller.call("POST", f"{self._endpoint}emails/batch", headers=headers, content=body)
        except NoAnswerError as cause:
            return [unanswered(cause)] * len(readers)
        return read_outcomes(answer, len(readers), _outcomes) if answer.is_success else refused(answer, readers)

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return None: a message is found by the provider's id only."""
        return None

    def quota(self) -> Quota:
        """Return the published rate; what is left of a day is told in answers only."""
        return Quota(rate=self.capabilities.rate)

    def close(self) -> None:
        """Give connections back."""
        self._caller.close()

    def _fields(self, letter: Letter, reader: Reader) -> dict[str, object]:
        mailing = letter.mailing
        return {
            "from": display(mailing.from_address, mailing.from_name),
            "to": [display(reader.address, reader.name)],
            **({"reply_to": mailing.reply_to} if mailing.reply_to else {}),
            "subject": mailing.subject,
            "headers": {**common_headers(mailing), **own_headers(letter, reader)},
            "tags": [{"name": METADATA, "value": reference(mailing, reader)}],
        }


def open_resend(opening: Opening) -> ResendTransport:
    """Return the `resend` transport.

    Raises:
        InputError: wrong options, or no key.
    """
    options = opening.options(ProviderOptions)
    endpoint = check_endpoint(options.endpoint or ENDPOINT)
    capabilities = limits_of("resend").capabilities(options.batch)
    return ResendTransport(capabilities, opening.secrets.need("RESEND_API_KEY"), Caller(options.timeout), endpoint)


def _outcomes(answer: Mapping[str, Any]) -> Sequence[SendOutcome]:
    return [Accepted(provider_id=str(message["id"])) for message in answer["data"]]
