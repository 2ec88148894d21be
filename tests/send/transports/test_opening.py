"""What may stand in publishkit.toml for each transport, and what is said of everything else."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publishkit.errors import InputError
from publishkit.send.transports.bridge_providers import BRIDGED
from publishkit.send.transports.opening import limits_of
from publishkit.send.transports.registry import TRANSPORTS
from tests.send.transports.fakes import FAKES, SECRET
from tests.send.transports.letters import LETTER
from tests.send.transports.stages import opened


def refusal(folder: Path, name: str, options: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> str:
    keys = {key: SECRET for fake in FAKES.values() for key, _ in fake.secrets}
    with pytest.raises(InputError) as caught:
        opened(name, folder, options, keys if environ is None else environ)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("smtp", {"hots": "mail.example"},
         ["publishkit.toml: send.options.hots: unknown key (did you mean `host`?)"]),  # and not that `host` is missing
        ("smtp", {"port": 25}, ["publishkit.toml: send.options.host: is missing (add `host = …`)"]),
        ("smtp", {"host": "mail.example", "port": "25"}, ["publishkit.toml: send.options.port: must be a whole number"]),
        ("smtp", {"host": "mail.example", "security": "ssl"}, ['send.options.security: "ssl" is not a choice']),
        ("smtp", {"host": "x", "bounces": "a\r\nBcc: b@c.d"}, ["publishkit.toml: send.options.bounces:"]),
        ("ses", {"reigon": "eu-west-1"}, ["send.options.reigon: unknown key (did you mean `region`?)"]),
        ("ses", {}, ["publishkit.toml: send.options.region: is missing"]),
        ("scaleway", {}, ["publishkit.toml: send.options.project: is missing"]),
        ("postal", {}, ["publishkit.toml: send.options.endpoint: is missing"]),
        ("resend", {"batch": 101}, ["send.options.batch: 101 readers in a call is outside 1 to 100 (leave it out)"]),
        ("postmark", {"batch": 0}, ["send.options.batch: 0 readers in a call is outside 1 to 500"]),
        ("mandrill", {"batch": 50},
         ["send.options.batch: mandrill cannot carry a reader's own List-Unsubscribe in a batch"]),
        ("mailersend", {"batch": 2},
         ["send.options.batch: mailersend cannot carry a reader's own List-Unsubscribe in a batch"]),
        ("brevo", {"endpoint": "http://api.brevo.example"}, ["send.options.endpoint: must be an https address"]),
        ("brevo", {"endpoint": "https://api brevo.example"}, ["send.options.endpoint: must be an https address"]),
        ("brevo", {"endpoint": "https://x.example:99999"}, ["send.options.endpoint: is not a web address"]),
        ("brevo", {"endpoint": "https://me:pa55word@x.example"}, ["send.options.endpoint: holds a user or password"]),
        ("null", {"folder": "x"}, ["publishkit.toml: send.options.folder: unknown key"]),
        ("file", {"folder": "../elsewhere"}, ["send.options.folder: must lie inside the workspace"]),
        ("file", {"folder": "/tmp"}, ["send.options.folder: must lie inside the workspace"]),
        ("listmnok", {}, ["publishkit.toml: send.transport: there is no `listmnok`"]),
        ("sendgird", {}, ["publishkit.toml: send.transport: there is no `sendgird` (did you mean `sendgrid`?)"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(name, options, words, tmp_path: Path):
    told = refusal(tmp_path, name, options)
    for word in words:
        assert word in told
    assert "pa55word" not in told


@pytest.mark.parametrize("name", sorted(TRANSPORTS))
@pytest.mark.parametrize("key", ["api_key", "smtp_password", "pwd", "token", "client_secret", "access_key_id"])
def test_a_secret_in_the_config_is_refused_by_name_and_not_shown(name, key, tmp_path: Path):
    told = refusal(tmp_path, name, {key: "hunter2-hunter2"})
    assert f"publishkit.toml: send.options.{key}: a secret is never written here" in told
    assert "hunter2" not in told


@pytest.mark.parametrize("name", sorted(FAKES))
def test_a_missing_key_is_named_with_every_place_it_may_come_from(name, tmp_path: Path):
    given: dict[str, Any] = dict(FAKES[name].options)
    if name in {"postal", "unisender-go"}:
        given["endpoint"] = "https://x.example"
    told = refusal(tmp_path, name, given, {})
    variable = f"PUBLISHKIT_{FAKES[name].secrets[0][0]}"
    assert f"{variable}: is not set" in told
    assert f"{variable}_FILE" in told and "keyring set publishkit" in told


@pytest.mark.parametrize(("name", "extra", "module"), [("brevo", "providers", "anymail"), ("ses", "ses", "boto3")])
def test_a_missing_extra_is_named_with_the_line_to_run(name, extra, module, tmp_path: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, f"{module}.exceptions", None)
    options = {"region": "eu-west-1"} if name == "ses" else {}
    told = refusal(tmp_path, name, options)
    assert f"pip install 'publishkit[{extra}]'" in told


def test_listing_transports_loads_no_provider():
    """`publishkit --help` and a rehearsal stay fast: no Django, no boto3, no requests."""
    script = (
        "import sys; from publishkit.send.transports.registry import TRANSPORTS, open_transport;"
        "from publishkit.model.config import Sending; from publishkit.send.secrets import Secrets;"
        "open_transport(Sending(transport='null'), Secrets({}));"
        "print(sorted({'django', 'anymail', 'boto3', 'botocore', 'requests', 'httpx', 'smtplib', 'keyring'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_published_number_of_calls_makes_the_rate(tmp_path: Path):
    """Two calls a second: what that is in messages depends on how many go in a call."""
    key = {"RESEND_API_KEY": SECRET}
    assert opened("resend", tmp_path, {}, key)[0].capabilities.rate == 200
    assert opened("resend", tmp_path, {"batch": 10}, key)[0].capabilities.rate == 20


def test_a_call_larger_than_the_provider_takes_is_refused_before_it_is_made(tmp_path: Path):
    """Postmark: 500 messages, but 50 MB."""
    letter = replace(LETTER, page=LETTER.page + "x" * 150_000)
    key = {"POSTMARK_SERVER_TOKEN": SECRET}
    assert opened("postmark", tmp_path, {}, key)[0].examine(letter) == ()
    (problem,) = opened("postmark", tmp_path, {"batch": 500}, key)[0].examine(letter)
    assert str(problem) == ("mail: a call would have 76 MB, the provider takes 50 (set batch = 328 in [send.options])")


def test_every_provider_has_its_numbers():
    """Each row says when somebody last looked, and where."""
    for name in {*FAKES, "ses"}:
        row = limits_of(name)
        assert row.source and row.as_of.year >= 2026
        assert 1 <= row.batch <= row.most
    assert {name for name, form in BRIDGED.items() if not form.token} == {
        name for name in BRIDGED if limits_of(name).most == 1
    }
