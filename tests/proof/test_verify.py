"""A finished folder is proved again from its bytes alone."""

import json
from collections.abc import Mapping

import pytest

from publishkit.edition.records.proof_record import PUBLISHED_TRACES, parse_proof
from publishkit.edition.records.record_json import build_json, rights_json, sha256sums
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.press.verify import edition_of, verify_folder
from publishkit.proof.duties import prove
from publishkit.proof.reading import BuiltEdition, heads_of
from publishkit.proof.record import proof_json
from publishkit.rights.copies.traces import shingles
from publishkit.rights.pictures.likeness import fingerprints
from tests.support.edition_items import withheld_picture

SECRET = (
    "The basin will be closed to all boats from the first of March until the work is finished, the harbor master said."
)


def withheld(handmade: Edition) -> tuple[Withheld, ...]:
    channels = tuple(Channel)
    text = Withheld(
        asset_id="h#text", article="h", channels=channels, reasons=(), sentence="", shingles=shingles(SECRET * 3)
    )
    picture = Withheld(
        asset_id="h#img1",
        article="h",
        channels=channels,
        reasons=(),
        sentence="",
        fingerprints=fingerprints(withheld_picture().data),
    )
    return (*handmade.withheld, text, picture)


@pytest.fixture(scope="module")
def folder(handmade: Edition, files: Mapping[str, Artifact]) -> Mapping[str, bytes]:
    """A finished edition as it lies in its folder."""
    finished = BuiltEdition(files, heads_of(handmade))
    proof = prove(handmade.owed, withheld(handmade), finished.readings)
    records = {
        "rights.json": rights_json(handmade),
        "proof.json": proof_json(handmade.id, heads_of(handmade), proof, withheld(handmade)),
        "build.json": build_json(handmade, inputs={}, versions={}, artifacts=(), findings=()),
    }
    named = (Artifact(name=name, media_type="application/json", data=data) for name, data in records.items())
    all_files = [*files.values(), *named]
    return {**{artifact.name: artifact.data for artifact in all_files}, "SHA256SUMS": sha256sums(all_files)}


def resealed(folder: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the folder with fresh checksums, as a careful hand would leave it."""
    files = [Artifact(name=name, media_type="", data=data) for name, data in folder.items() if name != "SHA256SUMS"]
    return {**folder, "SHA256SUMS": sha256sums(files)}


def codes(folder: Mapping[str, bytes]) -> list[tuple[str, str]]:
    findings, _ = verify_folder(folder)
    assert all(finding.severity == "error" for finding in findings)
    return [(finding.code, finding.where) for finding in findings]


def test_an_edition_nobody_touched_is_proved_again(handmade: Edition, folder: Mapping[str, bytes]) -> None:
    findings, proof = verify_folder(folder)
    assert findings == ()
    assert len(proof.rows) == len(handmade.owed)
    assert edition_of(folder) == handmade.id


def test_one_altered_credit_is_named_even_under_new_checksums(folder: Mapping[str, bytes]) -> None:
    page = folder["web/last-keeper.html"].replace(b"Tom Achebe", b"Tom Ashebe")
    changed = {**folder, "web/last-keeper.html": page}
    assert codes(changed)[0] == ("R130", "web/last-keeper.html")
    assert codes(resealed(changed)) == [("R102", "web/last-keeper.html#a05")]


def test_a_dropped_notice_is_named(folder: Mapping[str, bytes]) -> None:
    mail = folder["email.txt"].replace(b"requires prior", b"needs prior")
    assert codes(resealed({**folder, "email.txt": mail})) == [("R102", "email.txt")]


def test_a_picture_slipped_in_is_named(folder: Mapping[str, bytes]) -> None:
    slipped = {**folder, "web/images/new.jpg": withheld_picture().data}
    assert codes(slipped)[0] == ("R131", "web/images/new.jpg")
    assert set(codes(resealed(slipped))) == {("R111", "web/images/new.jpg"), ("R113", "web/images/new.jpg")}


def test_a_withheld_paragraph_is_named_by_a_part_of_its_traces(folder: Mapping[str, bytes]) -> None:
    page = folder["web/index.html"].replace(b"</article>", f"<p>{SECRET}</p></article>".encode(), 1)
    assert codes(resealed({**folder, "web/index.html": page})) == [("R114", "web/index.html#a01")]


def test_a_missing_file_and_a_stray_one_are_named(folder: Mapping[str, bytes]) -> None:
    rest = {name: data for name, data in folder.items() if name != "web/watt.html"}
    assert ("R132", "web/watt.html") in codes(rest)
    assert codes({**folder, "notes.txt": b"mine"}) == [("R131", "notes.txt")]


def test_a_missing_format_is_named(folder: Mapping[str, bytes]) -> None:
    rest = resealed({name: data for name, data in folder.items() if not name.endswith(".epub")})
    assert ("R101", "epub") in codes(rest)


@pytest.mark.parametrize("record", [b"", b"{}", b"[1]", b'{"schema": "publishkit-proof/1"}', b"\xff\xfe"])
def test_without_its_record_nothing_is_proved(folder: Mapping[str, bytes], record: bytes) -> None:
    assert ("R133", "proof.json") in codes({**folder, "proof.json": record})


def test_an_empty_folder_is_no_edition() -> None:
    assert codes({}) == [("R132", "SHA256SUMS"), ("R133", "proof.json")]


def test_the_record_reads_back_as_it_was_written(handmade: Edition, folder: Mapping[str, bytes]) -> None:
    record = parse_proof(folder["proof.json"])
    assert record.owed == handmade.owed
    assert record.heads == heads_of(handmade)
    assert [item.asset_id for item in record.barred] == [item.asset_id for item in withheld(handmade)]


def test_the_record_does_not_let_the_withheld_text_be_guessed_word_by_word(folder: Mapping[str, bytes]) -> None:
    """One trace in four is written down: from nine known words the tenth cannot be tried out to the end."""
    told = json.loads(folder["proof.json"])
    kept = next(item["shingles"] for item in told["withheld"] if item["asset"] == "h#text")
    assert 0 < len(kept) < len(shingles(SECRET * 3)) / 2
    assert all(mark[0] in PUBLISHED_TRACES for mark in kept)
    assert b"harbor master said" not in folder["proof.json"]


def test_the_same_proof_gives_the_same_bytes(
    handmade: Edition, files: Mapping[str, Artifact], folder: Mapping[str, bytes]
) -> None:
    again = prove(
        handmade.owed,
        withheld(handmade),
        BuiltEdition(dict(sorted(files.items(), reverse=True)), heads_of(handmade)).readings,
    )
    assert proof_json(handmade.id, heads_of(handmade), again, withheld(handmade)) == folder["proof.json"]
