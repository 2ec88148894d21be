"""Amazon SES, version 2 of its API: our own message byte for byte, one in a call, never tried again by the library."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import Field

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.send.http import CONNECT, QUOTA, UNPROVED
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader, reference
from publishkit.send.outcome import Accepted, Failed, Rejected, SendOutcome, Throttled, Uncertain
from publishkit.send.transports.base import Capabilities, Quota
from publishkit.send.transports.envelope import METADATA
from publishkit.send.transports.opening import TRANSPORT_PLACE, Opening, ProviderOptions, check_endpoint, limits_of

CONNECTIONS = 16
"""Calls at the same time: one message a call needs many of them to reach an account's rate."""
THROTTLED = frozenset(
    {"TooManyRequestsException", "LimitExceededException", "Throttling", "ThrottlingException", "RequestThrottled"}
)
OF_READER = re.compile(r"blacklist|address length|recipient|illegal address|invalid address", re.IGNORECASE)
"""What SES says when it refuses a message for the reader's sake; otherwise for the account's."""
LASTING = frozenset(
    {
        "AccessDeniedException",
        "AccountSuspendedException",
        "BadRequestException",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "MailFromDomainNotVerifiedException",
        "MissingAuthenticationToken",
        "NotFoundException",
        "OptInRequired",
        "SendingPausedException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)


class SesOptions(ProviderOptions):
    """`[send.options]` of `ses`."""

    region: str = Field(pattern=r"^[a-z0-9-]{3,30}$")
    configuration_set: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$")
    """Which tells the events of these messages to whom."""
    profile: str = ""
    """Of `~/.aws/config`; keys come from there, from AWS's own variables, or from PUBLISHKIT_SES_ACCESS_KEY_ID."""


class SesTransport:
    """`SendEmail` with a raw message; tags carry our reference into SES's events."""

    name = "ses"

    def __init__(self, capabilities: Capabilities, client: Any, configuration_set: str) -> None:
        self.capabilities = capabilities
        self._client = client
        self._configuration_set = configuration_set

    def examine(self, letter: Letter) -> Iterator[Problem]:
        """Yield what a call cannot carry."""
        return limits_of(self.name).too_large(letter, self.capabilities.batch, own_bodies=True)

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Hand over the one message; SES knows no keys, so that *key* goes no further."""
        return [self._send(letter, reader) for reader in readers]

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return None: SES finds a message by its own id only."""
        return None

    def quota(self) -> Quota:
        """Return what is left of 24 hours and the rate (GetAccount).

        Raises:
            ExternalError: SES cannot be reached, refuses the key, or has stopped this account's sending.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            account = self._client.get_account()
        except (ClientError, BotoCoreError) as cause:
            raise _external(str(cause), "look at the keys, the region and the network") from None
        if not account.get("SendingEnabled", True) or account.get("EnforcementStatus") == "SHUTDOWN":
            raise _external("sending is stopped for this account", "look at the account dashboard")
        quota = account.get("SendQuota", {})
        most, rate = quota.get("Max24HourSend"), quota.get("MaxSendRate")
        # -1 is how SES writes "as many as you like".
        left = max(0, int(most - quota.get("SentLast24Hours", 0))) if most is not None and most >= 0 else None
        return Quota(remaining=left, rate=rate if rate and rate > 0 else None)

    def close(self) -> None:
        """Give connections back."""
        self._client.close()

    def _send(self, letter: Letter, reader: Reader) -> SendOutcome:
        from botocore.exceptions import BotoCoreError, ClientError

        own_reference = reference(letter.mailing, reader)
        data = letter.message(reader)
        tags = {METADATA: own_reference, "pk_edition": letter.mailing.edition}
        request: dict[str, Any] = {
            "Destination": {"ToAddresses": [reader.address]},
            "Content": {"Raw": {"Data": data}},
            "EmailTags": [{"Name": name, "Value": value} for name, value in tags.items()],
        }
        if self._configuration_set:
            request["ConfigurationSetName"] = self._configuration_set
        try:
            return Accepted(provider_id=str(self._client.send_email(**request)["MessageId"]))
        except ClientError as cause:
            return refused(cause.response)
        except BotoCoreError as cause:
            return unanswered(cause)


def open_ses(opening: Opening) -> SesTransport:
    """Return the `ses` transport.

    Raises:
        InputError: wrong options, half a pair of keys, or the extra is missing.
    """
    options = opening.options(SesOptions)
    capabilities = limits_of("ses").capabilities(options.batch)
    client = _client(opening, options)
    return SesTransport(
        Capabilities(batch=capabilities.batch, connections=CONNECTIONS), client, options.configuration_set
    )


def refused(response: Any) -> SendOutcome:
    """Return what an error that SES answered with means.

    >>> refused({"Error": {"Code": "TooManyRequestsException", "Message": "Daily message quota exceeded."}})
    Throttled(retry_after=None, quota=True, reason='TooManyRequestsException: Daily message quota exceeded.')
    """
    error = response.get("Error", {})
    code, words = str(error.get("Code", "")), str(error.get("Message", ""))
    reason, status = f"{code}: {words}", response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    if code in THROTTLED or status == 429:
        return Throttled(reason=reason, quota=bool(QUOTA.search(words)))
    if status >= 500:
        return Uncertain(reason=reason)
    if code == "MessageRejected" and OF_READER.search(words) and not UNPROVED.search(words):
        return Rejected(reason=reason)
    lasting = code in LASTING or code == "MessageRejected" or status in {401, 403, 404}
    return Failed(reason=reason, lasting=lasting)


def unanswered(cause: Any) -> SendOutcome:
    """Return what a call means that ended without an answer."""
    from botocore import exceptions

    reason = f"{type(cause).__name__}: {cause}"
    unsent = (exceptions.EndpointConnectionError, exceptions.ConnectTimeoutError, exceptions.ProxyConnectionError)
    if isinstance(cause, unsent):
        return Failed(reason=reason)
    ours = (
        exceptions.NoCredentialsError,
        exceptions.PartialCredentialsError,
        exceptions.CredentialRetrievalError,
        exceptions.ParamValidationError,
    )
    if (
        isinstance(cause, ours) or "CERTIFICATE_VERIFY_FAILED" in reason
    ):  # nothing was sent: there was no key, no form, or no trust to send it with
        return Failed(reason=reason, lasting=True)
    return Uncertain(reason=reason)


def _client(opening: Opening, options: SesOptions) -> Any:
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError:
        hint = "run `pip install 'publishkit[ses]'`"
        message = "needs the extra `ses` (boto3), which is not installed"
        raise InputError(Problem(place=TRANSPORT_PLACE, message=message, hint=hint)) from None
    config = Config(
        # The library would send again after a lost answer: the reader would get two.
        retries={"total_max_attempts": 1, "mode": "standard"},
        connect_timeout=min(CONNECT, options.timeout),
        read_timeout=options.timeout,
        max_pool_connections=CONNECTIONS,
        user_agent_extra="publishkit",
    )
    keys = _keys(opening)
    try:
        session = boto3.Session(profile_name=options.profile or None, region_name=options.region, **keys)
        endpoint = check_endpoint(options.endpoint) if options.endpoint else None
        return session.client("sesv2", endpoint_url=endpoint, config=config)
    except BotoCoreError as cause:
        raise InputError(Problem(place="publishkit.toml: send.options", message=str(cause))) from None


def _keys(opening: Opening) -> dict[str, str]:
    """Return our own pair of keys; without one, AWS's usual places are looked in."""
    access = opening.secrets.find("SES_ACCESS_KEY_ID")
    if not access:
        return {}
    secret = opening.secrets.need("SES_SECRET_ACCESS_KEY")
    token = opening.secrets.find("SES_SESSION_TOKEN")
    pair = {"aws_access_key_id": access.reveal(), "aws_secret_access_key": secret.reveal()}
    return {**pair, "aws_session_token": token.reveal()} if token else pair


def _external(message: str, hint: str) -> ExternalError:
    return ExternalError(Problem(place="ses", message=message, hint=hint))
