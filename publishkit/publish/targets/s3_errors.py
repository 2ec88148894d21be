"""What S3 and boto3 say, in a sentence with a hint. What they were given is never repeated: it may be a secret."""

from collections.abc import Mapping, Sequence

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
    SSLError,
)
from botocore.exceptions import ConnectionError as NoConnection

from publishkit.errors import ExternalError, Problem

ENVIRONMENT = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or the option `profile`"
RESUME = "what was sent stays; publish again and only the rest is sent"
RIGHTS = "the key needs s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject there"

_KEY = ("the store does not know this access key", f"see {ENVIRONMENT}")
_FULL = ("the store has no room left", f"make room or raise the quota; {RESUME}")
_BUSY = ("the store is too busy", f"try again later; {RESUME}")
_PLACE = ("the bucket is in another region", "give its region in the option `region`")
CODES: Mapping[str, tuple[str, str]] = {
    "NoSuchBucket": ("there is no such bucket", "make the bucket first, or see whether its name is right"),
    "AccessDenied": ("this key may not do that", RIGHTS),
    "403": ("this key may not do that", RIGHTS),
    "InvalidAccessKeyId": _KEY,
    "AuthFailure": _KEY,
    "SignatureDoesNotMatch": ("the secret key does not belong to the access key", f"see {ENVIRONMENT}"),
    "ExpiredToken": ("the key has expired", "sign in again, and publish once more"),
    "InvalidToken": ("the session token is not valid", "see AWS_SESSION_TOKEN in the environment"),
    "RequestTimeTooSkewed": ("the clock of this machine is wrong", "set the clock"),
    "PermanentRedirect": _PLACE,
    "AuthorizationHeaderMalformed": _PLACE,
    "301": _PLACE,
    "QuotaExceeded": _FULL,
    "InsufficientCapacity": _FULL,
    "InsufficientStorage": _FULL,
    "XMinioStorageFull": _FULL,
    "507": _FULL,
    "SlowDown": _BUSY,
    "ServiceUnavailable": _BUSY,
    "503": _BUSY,
}
"""S3's error codes, or the HTTP status where an answer has no body."""


def code_of(error: BaseException) -> str:
    """Return the code of an answer of the store; "" for anything else."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def s3_error(place: str, cause: Exception) -> ExternalError:
    """Return what to tell the person."""
    message, hint = _answer(cause) if isinstance(cause, ClientError) else _failure(cause)
    return ExternalError(Problem(place=place, message=message, hint=hint))


def _answer(error: ClientError) -> tuple[str, str]:
    status = str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    known = CODES.get(code_of(error)) or CODES.get(status)
    return known or (f"the store refused with {code_of(error) or status or 'no reason'}"[:120], RESUME)


FAILURES: Sequence[tuple[type[Exception] | tuple[type[Exception], ...], str, str]] = (
    (
        (NoCredentialsError, PartialCredentialsError),
        "there is no key to sign in with, or half of one",
        f"set {ENVIRONMENT}",
    ),
    (
        ProfileNotFound,
        "there is no such profile in the AWS configuration of this user",
        "see `aws configure list-profiles`",
    ),
    (SSLError, "the certificate of the store is not trusted", "see the option `endpoint`"),
    (
        ReadTimeoutError,
        "the store does not answer in time",
        f"raise the option `timeout`, or try later; {RESUME}",
    ),
    (
        (NoConnection, HTTPClientError),
        "the store cannot be reached, or cut the connection",
        f"see the network and the option `endpoint`; {RESUME}",
    ),
    ((BotoCoreError, ValueError), "boto3 cannot work with these settings", "docs/targets.md has examples"),
    (OSError, "the connection broke", RESUME),
)
"""The first that fits is said."""


def _failure(cause: Exception) -> tuple[str, str]:
    return next((message, hint) for kind, message, hint in FAILURES if isinstance(cause, kind))
