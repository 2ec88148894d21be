"""Every format is checked, every check keeps the same promises."""

from collections.abc import Mapping

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.formats.registry import ACROSS, CHECKS, run_checks
from publishkit.proof.reading import BuiltEdition, Check, heads_of

ALL = sorted({check for checks in (*CHECKS.values(), ACROSS) for check in checks}, key=lambda check: check.__module__)


def test_every_format_has_a_check() -> None:
    assert set(CHECKS) == set(Channel)
    assert all(CHECKS.values())


@pytest.mark.parametrize("check", ALL)
def test_every_check_says_its_rules_and_speaks_in_findings(
    check: Check, handmade: Edition, files: Mapping[str, Artifact]
) -> None:
    """A docstring with the codes; findings of its own family; the same ones twice."""
    assert check.__doc__
    found = list(check(handmade, BuiltEdition(files, heads_of(handmade))))
    assert found == list(check(handmade, BuiltEdition(files, heads_of(handmade))))
    assert all(finding.where and finding.message for finding in found)


@pytest.mark.parametrize("check", ALL)
def test_no_check_needs_a_format_that_is_not_there(check: Check, handmade: Edition) -> None:
    assert all(finding.code in {"X001", "E001"} for finding in check(handmade, BuiltEdition([], heads_of(handmade))))


def test_findings_come_gravest_first_and_once(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    spoiled = {**files, "web/index.html": Artifact(name="web/index.html", media_type="text/html", data=b"<p>x")}
    found = run_checks(handmade, spoiled)
    weights = [("error", "warning", "info").index(finding.severity) for finding in found]
    assert weights == sorted(weights)
    assert len(set(found)) == len(found) > 3
    assert found == run_checks(handmade, dict(sorted(spoiled.items(), reverse=True)))


def test_the_real_files_have_no_errors(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    assert [finding for finding in run_checks(handmade, files) if finding.severity == "error"] == []
