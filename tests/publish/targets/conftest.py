"""The servers the targets are tried on; each is started once, when first asked for."""

from itertools import count

import pytest

from publishkit.doctor.probe import sshd_program
from tests.publish.targets.places import KEYS, PLACES
from tests.publish.targets.servers import NO_SSHD, s3_server, sftp_server

NUMBERS = count(1)


@pytest.fixture(scope="session")
def s3_process():
    with s3_server() as server:
        yield server


@pytest.fixture
def s3(s3_process, monkeypatch):
    """Moto's S3, following no orders, and the keys to it in the environment."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    s3_process.order()
    yield s3_process
    s3_process.order()


@pytest.fixture(scope="session")
def client(s3_process):
    """The back door to the store."""
    import boto3

    made = boto3.client(
        "s3",
        endpoint_url=s3_process.url,
        region_name=KEYS["AWS_DEFAULT_REGION"],
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )
    yield made
    made.close()


@pytest.fixture
def bucket(s3, client) -> str:
    """An empty bucket."""
    name = f"letters-{next(NUMBERS)}"
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture(scope="session")
def sftp():
    """Sshd as an unprivileged process."""
    if sshd_program() is None:
        pytest.skip(NO_SSHD)
    with sftp_server() as server:
        yield server


@pytest.fixture(params=PLACES)
def place(request):
    """One place of each kind, empty."""
    with PLACES[request.param](request) as made:
        yield made
