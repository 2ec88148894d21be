"""Finished files proved without a command line."""

from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.press.verify import verify_edition, verify_site
from publishkit.proof.folder import Folder
from tests.support.command import files_of


def test_a_folder_that_is_no_edition_is_not_proved(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Hello", "utf-8")
    report = verify_edition(tmp_path)
    assert (report.edition, report.exit_code) == (tmp_path.name, 4)
    assert [artifact.name for artifact in report.artifacts] == ["page.html"]
    assert {finding.where for finding in report.findings} >= {"SHA256SUMS"}


@pytest.mark.parametrize("verify", [verify_edition, verify_site])
def test_no_folder_is_wrong_input(tmp_path: Path, verify) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        verify(tmp_path / "nowhere")


def test_far_too_much_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as file:
        file.truncate(500_000_001)
    with pytest.raises(InputError, match="holds more than 500,000,000 bytes"):
        verify_edition(tmp_path)


def test_a_site_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c.html").write_text("late", "utf-8")
    files = Folder(tmp_path)
    (tmp_path / "a/b/c.html").write_text("later", "utf-8")
    assert dict(files) == files_of(tmp_path)
    assert "a/b/c.html" in files
    assert "a" not in files
