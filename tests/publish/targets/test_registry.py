"""Which address is which target, and which are refused."""

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.publish.targets import registry
from publishkit.publish.targets.address import Address, parse_address
from publishkit.publish.targets.folder import FolderTarget
from publishkit.publish.targets.plan import SiteManifest, parse_manifest
from publishkit.publish.targets.registry import open_target


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("public", Address(scheme="file", path="public")),
        ("/srv/my www", Address(scheme="file", path="/srv/my www")),
        ("C:\\www", Address(scheme="file", path="C:\\www")),
        ("file:///srv/my%20www", Address(scheme="file", path="/srv/my www")),
        ("s3://letters", Address(scheme="s3", host="letters")),
        ("S3://letters/weekly//a/", Address(scheme="s3", host="letters", path="weekly/a")),
        ("sftp://web@example.org", Address(scheme="sftp", host="example.org", user="web")),
        (
            "sftp://web@example.org:2222/srv/www/",
            Address(scheme="sftp", host="example.org", port=2222, user="web", path="/srv/www"),
        ),
    ],
)
def test_addresses_are_taken_apart(text, parsed):
    assert parse_address(text) == parsed


@pytest.mark.parametrize(
    "address", ["sftp://web:s3cret@example.org/srv", "sftp://web:s3/cret@example.org/srv", "s3://AKIA:s3cret@letters/a"]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(address):
    with pytest.raises(InputError) as refusal:
        open_target(address, {})
    assert "cret" not in str(refusal.value)
    assert "s3/" not in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "file://elsewhere/srv",
        "s3://",
        "s3:///weekly",
        "s3://letters/a/../..",
        "sftp://h:port/srv",
        "s3://b/a?acl=x",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(InputError):
        open_target(address, {})


def test_an_unknown_scheme_names_the_known_ones():
    with pytest.raises(
        InputError, match=r"nothing here publishes to ftp: \(known are a folder, az:, gs:, s3:, sftp:\)"
    ):
        open_target("ftp://example.org/srv", {})


@pytest.mark.parametrize(
    ("address", "package"),
    [
        ("s3://letters", "publishkit[s3]"),
        ("sftp://example.org/srv", "publishkit[sftp]"),
        ("gs://letters", "publishkit[gs]"),
        ("az://letters", "publishkit[az]"),
    ],
)
def test_a_missing_library_is_named_with_what_to_install(address, package, monkeypatch):
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(registry, "import_module", missing)
    with pytest.raises(ExternalError) as refusal:
        open_target(address, {})
    assert refusal.value.problems[0].hint == f"pip install '{package}'"


SECRET = "give it in the environment: docs/targets.md says under which name"


def test_options_are_checked_all_at_once():
    with pytest.raises(InputError) as refusal:
        open_target("s3://letters", {"endpont": "x", "secret_key": "s3cret", "timeout": 0, "region": 3, "profile": " "})
    assert [str(problem) for problem in refusal.value.problems] == [
        "s3://letters: endpont: unknown option (did you mean `endpoint`?)",
        f"s3://letters: secret_key: a secret does not belong here ({SECRET})",
        "s3://letters: timeout: must be a number of seconds above 0",
        "s3://letters: region: must be a text that is not empty",
        "s3://letters: profile: must be a text that is not empty",
    ]


def test_a_folder_needs_no_library(tmp_path):
    assert isinstance(open_target(str(tmp_path / "www"), {}), FolderTarget)


@pytest.mark.parametrize("data", [None, b"", b"[]", b"3", b"\xff", b"[" * 10_000, b'{"files": [1]}', b'{"former": 3}'])
def test_a_manifest_nobody_can_read_is_none(data):
    assert parse_manifest(data, "x") == SiteManifest()
