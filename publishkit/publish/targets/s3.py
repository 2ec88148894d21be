"""S3 and what speaks like it: each object is put whole or not at all, with its media type and caching.

Directly on boto3: s3fs stands on aiobotocore, which holds botocore back to one older release, and SES wants a newer one.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import md5
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from publishkit.errors import ExternalError
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.address import Address
from publishkit.publish.targets.base import CACHE_CONTROL, CHUNK, LOCK, Stored, digest, opened, source_changed
from publishkit.publish.targets.lock import HeldLock, held
from publishkit.publish.targets.options import Options, seconds, text
from publishkit.publish.targets.s3_errors import code_of, s3_error

TIMEOUT = 30.0
ATTEMPTS = 4
GONE = {"404", "NoSuchKey", "NotFound"}
TAKEN = {"409", "412", "ConditionalRequestConflict", "PreconditionFailed"}
NO_CONDITIONS = {"501", "NotImplemented", "InvalidArgument", "InvalidRequest"}
"""What stores answer that know no `If-None-Match` on writing."""


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


class S3Target:
    """A bucket, or what is under a prefix in one."""

    parallel = 8
    proof = "the store checked the SHA-256 we gave, or its ETag is the MD5 of what we sent, or it was read back"

    def __init__(self, client: Any, *, bucket: str, prefix: str, acl: str = "") -> None:
        """Publish below *prefix* of *bucket*; *acl* is a canned ACL where the bucket has no policy of its own."""
        self._client, self._bucket = client, bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._extra = {"ACL": acl} if acl else {}
        self.address = f"s3://{bucket}/{prefix}".rstrip("/")

    def listing(self) -> Iterator[Stored]:
        """Return every object below the prefix, a thousand at a time."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        with self._said(""):
            for page in pages:
                for found in page.get("Contents", ()):
                    path = found["Key"][len(self._prefix) :]
                    if path and path != LOCK and not path.endswith("/"):  # consoles make empty "folders"
                        yield Stored(path, found["Size"], found.get("ETag", ""))

    def read(self, path: str) -> bytes | None:
        """Return the object at *path*."""
        with self._said(path):
            found = self._find("get_object", path)
            return None if found is None else bytes(found["Body"].read())

    def holds(self, file: SiteFile, stored: Stored) -> bool:
        """Compare headers, and the content by hash as after sending."""
        with self._said(file.path):
            found = self._find("head_object", file.path, ChecksumMode="ENABLED")
        if found is None or _headers(file) != {key: found.get(key) for key in _headers(file)}:
            return False
        return self._arrived(file, found)

    def lock(self, owner: str) -> AbstractContextManager[HeldLock]:
        """Hold the lock object."""
        return held(self, owner)

    @contextmanager
    def change(self) -> Iterator["S3Target"]:
        """Objects change one by one, each whole."""
        yield self

    def write(self, file: SiteFile) -> str:
        """Put *file* and return its ETag."""
        checksum = b64encode(bytes.fromhex(file.sha256)).decode()
        with self._said(file.path, file), opened(file) as body:
            if digest(body) != file.sha256:
                raise source_changed(self.address, file)
            body.seek(0)
            put = self._put(file.path, body, ChecksumSHA256=checksum, **_headers(file))
        if not self._arrived(file, put):
            raise source_changed(self.address, file)
        return str(put.get("ETag", ""))

    def delete(self, path: str) -> None:
        """Delete the object at *path*."""
        self.remove(path)

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    # --- the lock ---------------------------------------------------------------------------------------------------

    def create(self, path: str, data: bytes) -> bool:
        """Put *data* where nothing is."""
        with self._said(path):
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
                return self.read(path) == data
        return True

    def replace(self, path: str, data: bytes) -> None:
        """Put *data* whatever is there."""
        with self._said(path):
            self._put(path, data)

    def age(self, path: str) -> float | None:
        """Return how many seconds ago *path* was put, both times by the store's clock."""
        with self._said(path):
            found = self._find("head_object", path)
        if found is None:
            return None
        put: datetime = found["LastModified"]
        now = parsedate_to_datetime(found["ResponseMetadata"]["HTTPHeaders"]["date"])
        return (now - put).total_seconds()

    def remove(self, path: str) -> None:
        """Delete the object at *path*."""
        with self._said(path):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(path))

    # --- requests ---------------------------------------------------------------------------------------------------

    def _key(self, path: str) -> str:
        return f"{self._prefix}{path}"

    def _put(self, path: str, body: Any, **more: Any) -> dict[str, Any]:
        answer = self._client.put_object(Bucket=self._bucket, Key=self._key(path), Body=body, **more, **self._extra)
        return dict(answer)

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
        with self._said(file.path):
            found = self._find("get_object", file.path)
            return found is not None and digest(found["Body"]) == file.sha256

    @contextmanager
    def _said(self, path: str, file: SiteFile | None = None) -> Iterator[None]:
        """Turn what boto3 raises into one line."""
        place = f"{self.address}/{path}".rstrip("/")
        try:
            yield
        except (ClientError, BotoCoreError, OSError) as cause:
            error: ExternalError = s3_error(place, cause)
            if file is not None and code_of(cause) in {"BadDigest", "XAmzContentSHA256Mismatch"}:
                error = source_changed(self.address, file)
            raise error from cause


def _headers(file: SiteFile) -> dict[str, str]:
    return {"ContentType": file.media_type, "CacheControl": CACHE_CONTROL[file.cache]}


def _md5(file: SiteFile) -> str:
    hashed = md5(usedforsecurity=False)
    with opened(file) as stream:
        while part := stream.read(CHUNK):
            hashed.update(part)
    return hashed.hexdigest()
