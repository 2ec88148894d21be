"""A wheel carries everything `publishkit init` hands out; an editable install carries nothing twice."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD = "import hatchling.build, sys; print(getattr(hatchling.build, sys.argv[1])(sys.argv[2]))"


def build(kind: str, folder: Path) -> zipfile.ZipFile:
    command = (sys.executable, "-c", BUILD, kind, str(folder))
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    return zipfile.ZipFile(folder / outcome.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    """Names inside the wheel."""
    with build("build_wheel", tmp_path_factory.mktemp("wheel")) as archive:
        return set(archive.namelist())


def test_the_sample_workspace_is_inside(wheel: set[str]):
    bundled = "publishkit/bundled"
    assert f"{bundled}/publishkit.toml" in wheel
    assert f"{bundled}/themes/almanac/fonts/PkSerif-Regular.ttf" in wheel
    for issue in (ROOT / "issues").glob("*/issue.toml"):
        assert f"{bundled}/{issue.relative_to(ROOT)}" in wheel


def test_every_file_of_the_package_is_inside(wheel: set[str]):
    files = (path for path in (ROOT / "publishkit").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert {str(path.relative_to(ROOT)) for path in files} <= wheel


def test_the_licenses_are_inside(wheel: set[str]):
    folder = "publishkit-0.1.0.dist-info/licenses"
    assert {f"{folder}/LICENSE", f"{folder}/themes/almanac/fonts/OFL-Inter.txt"} <= wheel
    assert f"{folder}/publishkit/render/pdf/letters/OFL-NotoCJK.txt" in wheel


def test_the_letters_are_inside(wheel: set[str]):
    assert "publishkit/render/pdf/letters/PkLettersCJK-Regular.otf" in wheel


def test_an_editable_install_points_here_and_copies_nothing(tmp_path: Path):
    with build("build_editable", tmp_path) as archive:
        assert [name for name in archive.namelist() if ".dist-info/" not in name] == ["_publishkit.pth"]
        assert archive.read("_publishkit.pth").decode().strip() == str(ROOT)


def test_the_license_is_the_one_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    first, second = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()[:2]
    assert project["license"] == "AGPL-3.0-or-later"
    assert (first.strip(), second.strip()) == ("GNU AFFERO GENERAL PUBLIC LICENSE", "Version 3, 19 November 2007")
