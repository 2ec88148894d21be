"""Whatever an issue holds, its PDF keeps both standards, says the same twice, and nothing of it is refused."""

import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import page as validator
import pikepdf
import pytest
from fontTools.misc import timeTools

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.press.build import Build, build_issue
from publishkit.render.pdf.document import render_pdf
from publishkit.theme.load import Theme, font_folders, load_theme
from tests.support import sheet
from tests.support.hard_editions import HARD, OWN

PROFILES = ("3a", "ua1")


@cache
def made(name: str) -> tuple[Build, Edition, Artifact, bytes]:
    """Return an edition that is hard to print: as it was built, and what its pages are when they are drawn once more."""
    with TemporaryDirectory() as folder:
        root = HARD[name]().write(Path(folder))
        build = build_issue(root, "2026-w47", lambda _: None)
        edition = build.edition
        assert edition is not None, [str(found) for found in build.findings]
        again = render_pdf(edition, theme(root, edition))[0].data
    return build, edition, next(file for file in build.artifacts if file.name.endswith(".pdf")), again


def theme(root: Path, edition: Edition) -> Theme:
    return load_theme("almanac", (root / "themes",), font_folders(root, edition.config.fonts.dirs))


@pytest.mark.parametrize("name", HARD)
def test_it_is_an_archives_file_and_an_accessible_one(name: str) -> None:
    """PDF/A-3a and PDF/UA-1, by a validator that knows every rule."""
    data = made(name)[2].data
    reports = {profile: validator.validate_pdf_bytes(data, profile=profile) for profile in PROFILES}
    said = [f"{failure.rule_id}: {failure.message}" for report in reports.values() for failure in report.failures]
    assert said == []
    assert [report.rules.total for report in reports.values()] == [156, 104]


@pytest.mark.parametrize("name", HARD)
def test_nothing_of_it_is_refused(name: str) -> None:
    build = made(name)[0]
    assert [str(found) for found in build.findings if found.severity == "error"] == []
    assert build.exit_code == 0


@pytest.mark.parametrize("name", HARD)
def test_its_bytes_are_the_same_twice(name: str) -> None:
    """In a process of its own and in this one."""
    _, _, artifact, again = made(name)
    assert artifact.data == again


def test_fonts_with_colours_are_cut_without_a_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A font whose pictures are taken out is written anew, with the day of the issue in it."""
    _, edition, artifact, _ = made("emoji")
    monkeypatch.setattr(timeTools.time, "time", lambda: 4_000_000_000.0)
    root = HARD["emoji"]().write(tmp_path)
    (again,) = render_pdf(edition, theme(root, edition))
    assert again.data == artifact.data
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        names = {str(font.BaseFont) for font in pdf.pages[2].Resources.Font.values()}
    assert any("Quay-Faces" in name for name in names), names


@pytest.mark.parametrize("name", HARD)
def test_every_word_of_it_is_on_the_sheet(name: str) -> None:
    """Counted apart from the proof: none stands out of its sheet, and every word of our own texts is there as often as written."""
    data = made(name)[2].data
    own = {one.slug: dedent(one.body) for one in HARD[name]().articles if one.rights == OWN}
    assert sheet.words_off(data) == []
    assert sheet.words_lost(data, own) == []
