"""The plain theme on texts that are hard to print: both standards of paper, a valid book, nothing refused, no page for a cover."""

import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import page as validator
import pikepdf
import pytest

from publishkit.model.artifact import Artifact
from publishkit.press.build import Build, build_issue
from tests.support.hard_editions import HARD
from tests.support.once import epubcheck

NAMES = ("ugly forms", "from right to left", "many pictures")


@cache
def made(name: str) -> Build:
    """Return an edition as the plain theme draws it, in every format."""
    with TemporaryDirectory() as folder:
        hard = HARD[name]()
        outputs = ["email", "web", "pdf", "epub"]
        root = replace(hard, issue={**hard.issue, "outputs": outputs, "theme": "digest"}).write(Path(folder))
        return build_issue(root, "2026-w47", lambda _step: None)


def file(name: str, suffix: str) -> Artifact:
    return next(artifact for artifact in made(name).artifacts if artifact.name.endswith(suffix))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_refused(name: str) -> None:
    build = made(name)
    assert [str(found) for found in build.findings if found.severity == "error"] == []
    assert build.exit_code == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_paper_keeps_both_standards(name: str) -> None:
    """PDF/A-3a and PDF/UA-1, by a validator that knows every rule."""
    data = file(name, ".pdf").data
    reports = [validator.validate_pdf_bytes(data, profile=profile) for profile in ("3a", "ua1")]
    assert [f"{failure.rule_id}: {failure.message}" for report in reports for failure in report.failures] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_book_is_valid(name: str, shared: Path) -> None:
    said = epubcheck(file(name, ".epub").data, shared)
    assert [message for message in said if message["severity"] != "USAGE"] == []


def test_the_first_page_is_page_one_and_has_text_on_it() -> None:
    """A masthead, the contents and the first article; no cover."""
    with pikepdf.open(io.BytesIO(file("many pictures", ".pdf").data)) as pdf:
        first = pdf.Root.PageLabels.Nums[1]
        assert (str(first.S), int(first.St)) == ("/D", 1)
        assert str(pdf.Root.Outlines.First.Title) != "Cover"
