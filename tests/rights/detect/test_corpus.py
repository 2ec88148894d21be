"""Floors under what is detected on the shared corpus; PUBLISHKIT_WHOLE_CORPUS=1 reads all 349 sources (a minute)."""

import io
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishkit.cli.ingest import Taken, take

EVERY = 1 if os.environ.get("PUBLISHKIT_WHOLE_CORPUS") else 6
"""One source in six, and every one with a license or a reservation of mining."""
Truth = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def truth() -> Truth:
    return tomllib.loads((Path(__file__).parent / "corpus_truth.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def taken(truth: Truth) -> dict[str, Taken]:
    folder = Path(__file__).parents[4] / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("../shared/corpus is not on this machine")
    return {path.name: take(str(path), io.BytesIO(), None) for path in chosen(folder, truth)}


def chosen(folder: Path, truth: Truth) -> Iterator[Path]:
    paths = sorted(
        [
            *folder.glob("pages/*.gz"),
            *folder.glob("body/html/*.gz"),
            *folder.glob("pasted/*.txt"),
            *folder.glob("*.txt"),
        ]
    )
    always = {*truth["license"], *truth["tdm"]}
    return (path for at, path in enumerate(paths) if at % EVERY == 0 or path.name in always)


def key(name: str) -> str:
    return re.sub(r"\W+", "", name).lower()


def test_licenses_are_found_and_none_is_invented(taken: dict[str, Taken], truth: Truth) -> None:
    """At least 90 % of the annotated licenses, at most 1 % of the others."""
    found = {name: one.rights.text.license_id for name, one in taken.items()}
    right = [name for name, code in truth["license"].items() if found[name] == code]
    assert len(right) >= 0.9 * len(truth["license"])
    false = [name for name, code in found.items() if code and name not in truth["license"]]
    assert len(false) <= 0.01 * len(taken), false


def test_no_license_of_a_site_clears_a_text(taken: dict[str, Taken], truth: Truth) -> None:
    assert {taken[name].rights.text.status.value for name in truth["license"]} == {"unknown"}


def test_holders_are_found(taken: dict[str, Taken], truth: Truth) -> None:
    """At least 90 % of the notices with their holder."""
    missed = []
    known = [name for name in taken if name in truth["holder"]]
    for name in known:
        said, names = key(truth["holder"][name]), [key(party.name) for party in taken[name].rights.text.holders]
        if not any(one in said or said in one for one in names if one):
            missed.append(name)
    assert len(missed) <= 0.1 * len(known), missed


def test_every_reservation_of_mining_is_found_and_no_other(taken: dict[str, Taken], truth: Truth) -> None:
    assert {name for name, one in taken.items() if one.rights.text.tdm.state.value == "reserved"} == set(truth["tdm"])
