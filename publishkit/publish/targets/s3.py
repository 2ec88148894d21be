"""S3 and what speaks like it: each object is put whole or not at all, with its media type and caching.

What a store or boto3 says is told in a sentence with a hint; what they were given is never repeated.

Directly on boto3: s3fs stands on aiobotocore, which holds botocore back to one older release, and SES wants a newer one.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import md5
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
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
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.address import Address, Options, seconds, text
from publishkit.publish.targets.base import CACHE_CONTROL, CHUNK, StoredFile, digest, open_source, source_changed
from publishkit.publish.targets.object_store import RESUME, Failures, ObjectStore, Words, words_for

TIMEOUT = 30.0
ATTEMPTS = 4
GONE = {"404", "NoSuchKey", "NotFound"}
TAKEN = {"409", "412", "ConditionalRequestConflict", "PreconditionFailed"}
NO_CONDITIONS = {"501", "NotImplemented", "InvalidArgument", "InvalidRequest"}
"""What stores answer that know no `If-None-Match` on writing."""
ALTERED = {"BadDigest", "XAmzContentSHA256Mismatch"}
"""What stores answer when what they got has another hash than the one we gave."""

ENVIRONMENT = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or the option `profile`"
RIGHTS = "the key needs s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject there"

_KEY = ("the store does not know this access key", f"see {ENVIRONMENT}")
_FULL = ("the store has no room left", f"make room or raise the quota; {RESUME}")
_BUSY = ("the store is too busy", f"try again later; {RESUME}")
_PLACE = ("the bucket is in another region", "give its region in the option `region`")
CODES: Mapping[str, Words] = {
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
FAILURES: Failures = (
    (
        (NoCredentialsError, PartialCredentialsError),
        ("there is no key to sign in with, or half of one", f"set {ENVIRONMENT}"),
    ),
    (
        ProfileNotFound,
        ("there is no such profile in the AWS configuration of this user", "see `aws configure list-profiles`"),
    ),
    (SSLError, ("the certificate of the store is not trusted", "see the option `endpoint`")),
    (ReadTimeoutError, ("the store does not answer in time", f"raise the option `timeout`, or try later; {RESUME}")),
    (
        (NoConnection, HTTPClientError),
        ("the store cannot be reached, or cut the connection", f"see the network and the option `endpoint`; {RESUME}"),
    ),
    ((BotoCoreError, ValueError), ("boto3 cannot work with these settings", "docs/targets.md has examples")),
)
BROKEN: Words = ("the connection broke", RESUME)


def open_s3(address: Address, options: Options) -> "S3Target":
    """Return the target; keys come from where boto3 looks: the environment, a profile, the machine's role.

    Raises:
        ExternalError: the profile is not there, or an option makes no sense to boto3.
    """
    shown = f"s3://{address.host}/{address.path}".rstrip("/")
    wait = seconds(options, "timeout", TIMEOUT)
    config = Config(
        connect_timeout=wait,
        read_timeout=wait,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=S3Target.parallel,
        # Stores that only speak like S3 refuse checksums they do not know; we give SHA-256 ourselves.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    try:
        session = boto3.Session(
            profile_name=text(options, "profile") or None, region_name=text(options, "region") or None
        )
        client = session.client("s3", endpoint_url=text(options, "endpoint") or None, config=config)
    except (BotoCoreError, ValueError) as cause:
        raise s3_error(shown, cause) from cause
    return S3Target(client, bucket=address.host, prefix=address.path, acl=text(options, "acl"))


class S3Target(ObjectStore):
    """A bucket, or what is under a prefix in one."""

    parallel = 8
    proof = "the store checked the SHA-256 we gave, or its ETag is the MD5 of what we sent, or it was read back"
    raises = (ClientError, BotoCoreError, OSError)

    def __init__(self, client: Any, *, bucket: str, prefix: str, acl: str = "") -> None:
        """Publish below *prefix* of *bucket*; *acl* is a canned ACL where the bucket has no policy of its own."""
        self._client, self._bucket = client, bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._extra = {"ACL": acl} if acl else {}
        self.address = f"s3://{bucket}/{prefix}".rstrip("/")

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _list(self) -> Iterator[StoredFile]:
        """Return every object below the prefix, a thousand at a time."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        for page in pages:
            for found in page.get("Contents", ()):
                if not found["Key"].endswith("/"):  # consoles make empty "folders"
                    yield StoredFile(found["Key"][len(self._prefix) :], found["Size"], found.get("ETag", ""))

    def _get(self, path: str) -> bytes | None:
        found = self._find("get_object", path)
        return None if found is None else bytes(found["Body"].read())

    def _is_there(self, file: SiteFile) -> bool:
        """Compare headers, and the content by hash as after sending."""
        found = self._find("head_object", file.path, ChecksumMode="ENABLED")
        if found is None or _headers(file) != {key: found.get(key) for key in _headers(file)}:
            return False
        return self._arrived(file, found)

    def _send(self, file: SiteFile, source: BinaryIO) -> str:
        """Put *file* and return its ETag."""
        checksum = b64encode(bytes.fromhex(file.sha256)).decode()
        if digest(source) != file.sha256:
            raise source_changed(self.address, file)
        source.seek(0)
        try:
            put = self._put(file.path, source, ChecksumSHA256=checksum, **_headers(file))
        except ClientError as error:
            if code_of(error) in ALTERED:
                raise source_changed(self.address, file) from error
            raise
        if not self._arrived(file, put):
            raise source_changed(self.address, file)
        return str(put.get("ETag", ""))

    def _put(self, path: str, data: bytes | BinaryIO, **more: Any) -> dict[str, Any]:
        answer = self._client.put_object(Bucket=self._bucket, Key=self._key(path), Body=data, **more, **self._extra)
        return dict(answer)

    def _create(self, path: str, data: bytes) -> bool:
        try:
            self._put(path, data, IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) in TAKEN:
                return False
            if code_of(error) not in NO_CONDITIONS:
                raise
            if self._find("head_object", path) is not None:
                return False
            self._put(path, data)
            return self._get(path) == data
        return True

    def _drop(self, path: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=self._key(path))

    def _age(self, path: str) -> float | None:
        """Return the age; each answer of the store holds the time by its clock."""
        found = self._find("head_object", path)
        if found is None:
            return None
        put: datetime = found["LastModified"]
        now = parsedate_to_datetime(found["ResponseMetadata"]["HTTPHeaders"]["date"])
        return (now - put).total_seconds()

    def _explained(self, place: str, cause: Exception) -> ExternalError:
        return s3_error(place, cause)

    def _key(self, path: str) -> str:
        return f"{self._prefix}{path}"

    def _find(self, call: str, path: str, **more: Any) -> dict[str, Any] | None:
        try:
            return dict(getattr(self._client, call)(Bucket=self._bucket, Key=self._key(path), **more))
        except ClientError as error:
            if code_of(error) in GONE:
                return None
            raise

    def _arrived(self, file: SiteFile, answer: dict[str, Any]) -> bool:
        """True when what the store has is *file*: by its SHA-256, else by an ETag that is an MD5, else read back."""
        checksum = answer.get("ChecksumSHA256")
        if checksum and "-" not in checksum:
            return bool(checksum == b64encode(bytes.fromhex(file.sha256)).decode())
        tag = answer.get("ETag", "").strip('"')
        if len(tag) == 32 and answer.get("ServerSideEncryption") != "aws:kms" and tag == _md5(file):
            return True
        found = self._find("get_object", file.path)
        return found is not None and digest(found["Body"]) == file.sha256


def _headers(file: SiteFile) -> dict[str, str]:
    return {"ContentType": file.media_type, "CacheControl": CACHE_CONTROL[file.cache]}


def _md5(file: SiteFile) -> str:
    hashed = md5(usedforsecurity=False)
    with open_source(file) as stream:
        while part := stream.read(CHUNK):
            hashed.update(part)
    return hashed.hexdigest()


def code_of(error: BaseException) -> str:
    """Return the code of an answer of the store; "" for anything else."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def s3_error(place: str, cause: Exception) -> ExternalError:
    """Return what to tell the person."""
    message, hint = _answer(cause) if isinstance(cause, ClientError) else words_for(cause, FAILURES) or BROKEN
    return ExternalError(Problem(place=place, message=message, hint=hint))


def _answer(error: ClientError) -> Words:
    status = str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    known = CODES.get(code_of(error)) or CODES.get(status)
    return known or (f"the store refused with {code_of(error) or status or 'no reason'}"[:120], RESUME)
