"""The letter of a finished edition: read whole, or refused by the name of what is wrong."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from publishkit.edition.records.record_json import build_json, canonical, rights_json, sha256sums
from publishkit.errors import InputError, ProofError, PublishkitError
from publishkit.model.artifact import Artifact
from publishkit.model.config import Config
from publishkit.model.rights import Channel
from publishkit.proof.record import Proof, proof_json
from publishkit.render.formats import render
from publishkit.send.letter.letter import read_letter
from publishkit.send.letter.message import Reader
from publishkit.theme.load import load_theme
from tests.support.editions import make_config, make_edition

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
READER = Reader(address="ada@example.org", name="Ada", unsubscribe="https://lantern.example/u/t0ken")
PAGE = b'<p>Gr\xc3\xb6\xc3\x9fe</p><a href="@@PK_UNSUB_URL@@">leave</a>'
TEXT = b"Gr\xc3\xb6\xc3\x9fe\n@@PK_UNSUB_URL@@\n"
MAIL = {"email.html": PAGE, "email.txt": TEXT, "web/index.html": b"<p>web</p>"}


def write(folder: Path, **changes: bytes | None) -> Path:
    """Write a small finished edition; a change of None leaves the file out of everything."""
    edition = make_edition(config=house())
    records = {
        "rights.json": rights_json(edition),
        "proof.json": proof_json(edition.id, (), Proof(rows=(), leaks=()), ()),
        "build.json": build_json(edition, inputs={}, versions={}, artifacts=(), findings=()),
    }
    files = {**MAIL, **records, **changes}
    artifacts = [Artifact(name=name, media_type="", data=data) for name, data in files.items() if data is not None]
    out = folder / "out" / edition.id
    for artifact in artifacts:
        (out / artifact.name).parent.mkdir(parents=True, exist_ok=True)
        (out / artifact.name).write_bytes(artifact.data)
    (out / "SHA256SUMS").write_bytes(sha256sums(artifacts))
    return out


def house(**send: object) -> Config:
    config = make_config()
    return config.model_copy(update={"send": config.send.model_copy(update=send)})


def body(found: EmailMessage, kind: str) -> str:
    part = found.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def refusal(out: Path, config: Config | None = None) -> PublishkitError:
    with pytest.raises(PublishkitError) as stop:
        read_letter(out, config or house(), NOW)
    return stop.value


def test_the_letter_is_the_mail_of_the_edition(tmp_path: Path):
    letter = read_letter(write(tmp_path), house(), NOW)
    edition = make_edition()
    assert (letter.page, letter.text) == (PAGE.decode(), TEXT.decode())
    assert (letter.mailing.edition, letter.mailing.subject) == (edition.id, edition.subject)
    found = message_from_bytes(letter.message(READER), policy=default)
    assert (found["Subject"], found["From"]) == (edition.subject, "The Lantern <letter@lantern.example>")
    assert found["Archived-At"] == f"<{edition.url}>"
    assert READER.unsubscribe in body(found, "plain")


def test_a_letter_without_pages_names_no_place_where_it_stands(tmp_path: Path):
    letter = read_letter(write(tmp_path, **{"web/index.html": None}), house(), NOW)
    found = message_from_bytes(letter.message(READER), policy=default)
    assert (found["Archived-At"], found["X-Publishkit-Rights"]) == (None, None)
    assert found["List-Id"]


def test_a_mailbox_for_leaving_comes_from_the_config(tmp_path: Path):
    letter = read_letter(write(tmp_path), house(unsubscribe_mail="leave@lantern.example"), NOW)
    found = message_from_bytes(letter.message(READER), policy=default)
    way_out = "<https://lantern.example/u/t0ken>, <mailto:leave@lantern.example?subject=unsubscribe%20pk-2026-w47-"
    assert found["List-Unsubscribe"].startswith(way_out)


def test_nothing_there(tmp_path: Path):
    stop = refusal(tmp_path / "out" / "2026-w47")
    assert isinstance(stop, InputError)
    assert str(stop) == "out/2026-w47: is no finished edition (`publishkit build 2026-w47` makes it)"


def test_an_edition_without_a_mail(tmp_path: Path):
    assert "has no mail" in str(refusal(write(tmp_path, **{"email.html": None, "email.txt": None})))


@pytest.mark.parametrize("name", ["email.html", "email.txt", "web/index.html", "proof.json", "build.json"])
def test_a_changed_file_is_refused_by_name(tmp_path: Path, name: str):
    """One byte is enough, also in a file that is not mailed: the edition is proved whole."""
    out = write(tmp_path)
    (out / name).write_bytes((out / name).read_bytes() + b" ")
    stop = refusal(out)
    assert isinstance(stop, ProofError)
    assert f"2026-w47/{name}: was changed after it was proved" in str(stop)


@pytest.mark.parametrize("name", ["email.txt", "web/index.html", "proof.json"])
def test_a_missing_file_is_refused_by_name(tmp_path: Path, name: str):
    out = write(tmp_path)
    (out / name).unlink()
    assert f"2026-w47/{name}: is missing" in str(refusal(out))


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path):
    out = write(tmp_path)
    (out / "email.txt").unlink()
    (out / "web" / "index.html").write_bytes(b"")
    assert len(refusal(out).problems) == 2


def test_checksums_never_lead_out_of_the_folder(tmp_path: Path):
    out = write(tmp_path)
    with (out / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  ../../publishkit.toml\n{'0' * 64}  /etc/hostname\n")
    stop = refusal(out)
    assert [problem.message for problem in stop.problems] == ["is missing", "is missing"]


@pytest.mark.parametrize(
    ("edition", "passed", "told"),
    [
        ("2026-w47", False, "does not say that this edition was proved"),
        ("2026-w46", True, "is of the edition 2026-w46, not of 2026-w47"),
    ],
)
def test_a_proof_that_failed_or_is_anothers_stops(tmp_path: Path, edition: str, passed: bool, told: str):
    record = json.loads(proof_json(edition, (), Proof(rows=(), leaks=()), ()))
    stop = refusal(write(tmp_path, **{"proof.json": canonical({**record, "passed": passed})}))
    assert (stop.exit_code, [problem.message for problem in stop.problems]) == (4, [told])


@pytest.mark.parametrize("data", [b"[]", b"\xff", b"{}"])
def test_a_record_that_is_none_stops_without_a_traceback(tmp_path: Path, data: bytes):
    assert refusal(write(tmp_path, **{"build.json": data})).problems


def test_a_mail_without_a_way_out_is_refused(tmp_path: Path):
    stop = refusal(write(tmp_path, **{"email.txt": b"no link"}))
    assert "email.txt: shows readers no way to leave" in str(stop)


def test_a_token_we_do_not_know_is_refused(tmp_path: Path):
    assert "no token PK_NAME" in str(refusal(write(tmp_path, **{"email.html": PAGE + b"@@PK_NAME@@"})))


def test_a_house_that_does_not_say_who_sends_is_told_everything(tmp_path: Path):
    config = house().model_copy(update={"email": type(make_config().email)()})
    stop = refusal(write(tmp_path), config)
    places = [problem.place for problem in stop.problems]
    assert places == ["publishkit.toml: email.from_address", "publishkit.toml: email.unsubscribe_url"]


@pytest.mark.parametrize(
    ("change", "header"),
    [
        ({"list_id": "größe"}, "List-Id"),
        ({"list_id": "a\r\nBcc: b@b.example"}, "List-Id"),
        ({"from_address": "nobody"}, "From"),
        ({"unsubscribe_url": "https://lantern.example/" + "a" * 400 + "/{token}"}, "List-Unsubscribe"),
    ],
)
def test_what_cannot_stand_in_a_header_is_said_before_the_first_reader(tmp_path: Path, change: dict, header: str):
    config = house()
    changed = config.model_copy(update={"email": config.email.model_copy(update=change)})
    assert f"mail header {header}" in str(refusal(write(tmp_path), changed))


def test_a_changed_subject_is_another_letter(tmp_path: Path):
    """Approval is bound to it."""
    letter = read_letter(write(tmp_path), house(), NOW)
    other = replace(letter, mailing=replace(letter.mailing, subject="Another"))
    later = replace(letter, moment=datetime(2026, 11, 21, tzinfo=UTC))
    assert letter.sha256 == later.sha256 != other.sha256


def test_a_built_edition_keeps_its_tokens(tmp_path: Path):
    """What the renderers make can be sent: rendered by the real theme, read back, filled for a reader."""
    page, text = render(Channel.EMAIL, make_edition(), load_theme("almanac"))
    letter = read_letter(write(tmp_path, **{"email.html": page.data, "email.txt": text.data}), house(), NOW)
    data = letter.message(READER)
    found = message_from_bytes(data, policy=default)
    html, plain = body(found, "html"), body(found, "plain")
    assert html.count(f'href="{READER.unsubscribe}"') >= 2 and plain.count(READER.unsubscribe) >= 1
    assert b"@@PK_" not in data
    assert json.loads((tmp_path / "out" / "2026-w47" / "build.json").read_bytes())["mail"]["name"] == "The Lantern"
