"""The records beside an edition: canonical, public, reproducible."""

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from publishkit.edition.records.record_json import build_json, canonical, decisions_of, rights_json, sha256sums
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.decision import Outcome
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel, Evidence, Party
from publishkit.model.statement import GrantKind, PermissionGrant
from tests.support.edition_items import CHANNELS, NOTICE
from tests.support.editions import make_edition


def told(edition: Edition) -> dict[str, dict[str, Any]]:
    """Return asset id -> its record."""
    return {record["asset"]: record for record in json.loads(rights_json(edition))["items"]}


def test_every_text_and_picture_has_a_record() -> None:
    """Printed or left out: nothing is passed over."""
    edition = make_edition()
    assert set(told(edition)) == {
        *(f"{item.slug}#text" for item in edition.items),
        "tide-clocks#img1",
        "tide-clocks#img2",
        "harbor-vote#img1",
    }


def test_a_notice_is_there_byte_for_byte() -> None:
    (notice,) = told(make_edition())["harbor-vote#text"]["notices"]
    assert notice["text"] == NOTICE
    assert notice["sha256"] == hashlib.sha256(NOTICE.encode()).hexdigest()


def test_a_text_says_how_it_is_used_and_why() -> None:
    record = told(make_edition())["harbor-vote#text"]
    assert record["id"] == "a03"
    assert record["use"] == {channel.value: "brief" for channel in CHANNELS}
    decision = record["decision"]
    assert (decision["outcome"], decision["reasons"]) == ("ALLOW_BRIEF", ["R-OK"])
    assert "D-TDM" in decision["duties"]


def test_a_picture_says_where_it_is_printed_and_where_it_is_left_out() -> None:
    records = told(make_edition())
    assert records["tide-clocks#img1"]["credit_line"] == "Picture: Mara Lindqvist / Estuary Papers, CC BY 4.0"
    assert records["tide-clocks#img1"]["use"] == {channel.value: "image" for channel in CHANNELS}
    assert records["harbor-vote#img1"]["use"] == {channel.value: "omitted" for channel in CHANNELS}
    assert records["harbor-vote#img1"]["file"] is None


def test_the_proof_stands_with_the_decision() -> None:
    record = next(
        record
        for record in json.loads(rights_json(make_edition(), {"watt#text": "passed"}))["items"]
        if record["asset"] == "watt#text"
    )
    assert record["decision"]["proof"] == "passed"


def test_no_contact_no_letter_no_address_of_a_person_gets_out() -> None:
    """rights.json is public; who allowed what in which letter is not."""
    edition = make_edition()
    grant = PermissionGrant(
        kind=GrantKind.LETTER,
        grantor=Party(name="Secret Grantor"),
        contact="grantor@holder.example",
        reference="Message-ID 123",
        granted_on=edition.date,
        channels=CHANNELS,
        evidence=(Evidence(path="evidence/letter.pdf", sha256="0" * 64),),
    )
    section = edition.sections[1]
    item = section.items[-1]
    allowed = replace(
        item, statement=replace(item.statement, grants=(grant,), evidence=grant.evidence, notes="call Bob")
    )
    changed = replace(edition, sections=(edition.sections[0], replace(section, items=(*section.items[:-1], allowed))))
    text = rights_json(changed).decode()
    assert not re.search(r"[\w.]+@[\w.]+", text)
    assert not any(word in text for word in ("evidence", "letter.pdf", "Secret Grantor", "Message-ID", "call Bob"))


def test_decisions_of_one_asset_are_told_apart_by_format() -> None:
    edition = make_edition()
    first = edition.decisions[0]
    other = replace(first, outcome=Outcome.ALLOW_BRIEF)
    mixed = replace(edition, decisions=(first, other, *edition.decisions[2:]))
    found = decisions_of(mixed)["tide-clocks#text"]
    assert (found[Channel.EMAIL].outcome, found[Channel.WEB].outcome) == (Outcome.ALLOW_FULL, Outcome.ALLOW_BRIEF)
    decision = told(mixed)["tide-clocks#text"]["decision"]
    assert decision["outcome"] == "ALLOW_BRIEF"


FILES = (
    Artifact(name="web/index.html", media_type="text/html", data="zażółć".encode()),
    Artifact(name="email.html", media_type="text/html", data=b"x"),
)


def test_the_build_record_has_no_clock_and_one_order() -> None:
    findings = (Finding(code="W010", severity="error", where="x", message="y"),)
    made = [
        build_json(make_edition(), inputs=inputs, versions=versions, artifacts=files, findings=findings)
        for inputs, versions, files in (
            ({"b": "2", "a": "1"}, {"lxml": "6", "jinja2": "3"}, FILES),
            ({"a": "1", "b": "2"}, {"jinja2": "3", "lxml": "6"}, FILES[::-1]),
        )
    ]
    assert made[0] == made[1]
    record = json.loads(made[0])
    assert [artifact["name"] for artifact in record["artifacts"]] == ["email.html", "web/index.html"]
    assert record["inputs"] == [{"path": "a", "sha256": "1"}, {"path": "b", "sha256": "2"}]
    assert record["findings"][0]["code"] == "W010"


def test_the_build_record_says_what_the_head_of_the_mail_says() -> None:
    edition = make_edition()
    issue = replace(edition, issue=edition.issue.model_copy(update={"outputs": (Channel.WEB,)}))
    made = [build_json(one, inputs={}, versions={}, artifacts=(), findings=()) for one in (edition, issue)]
    assert [json.loads(record)["mail"] for record in made] == [
        {"subject": edition.subject, "name": "The Lantern", "url": "https://lantern.example/letter/2026-w47/"},
        None,
    ]


def test_checksums_are_what_sha256sum_reads() -> None:
    lines = sha256sums(FILES).decode().splitlines()
    assert lines == [f"{hashlib.sha256(b'x').hexdigest()}  email.html", f"{FILES[0].sha256}  web/index.html"]


def test_records_are_readable_text_that_ends_its_last_line() -> None:
    assert canonical({"a": "ż"}) == '{\n "a": "ż"\n}\n'.encode()
