"""Every package manager knows a way to every need, and the line a person reads can be pasted."""

import shlex
import sys
from pathlib import Path

import pytest

from publishkit.doctor import examine
from publishkit.doctor.platforms import APK, APT, APT_UBUNTU, BREW, DNF, MSYS2, Platform, commands_for, find_platform
from publishkit.doctor.probe import Need

ALL = {"apt": APT, "ubuntu": APT_UBUNTU, "dnf": DNF, "apk": APK, "brew": BREW, "msys2": MSYS2}
INSTALLABLE = ("pango", "harfbuzz-subset", "java", "pdftotext", "chromium", "postgresql", "sshd")


def lack(*names: str) -> tuple[Need, ...]:
    return tuple(Need(name=name, why="", found=False) for name in names)


@pytest.mark.parametrize("platform", ALL.values(), ids=ALL.keys())
@pytest.mark.parametrize("name", INSTALLABLE)
def test_every_need_can_be_met_everywhere(platform: Platform, name: str):
    assert commands_for(platform, [name])


@pytest.mark.parametrize("platform", ALL.values(), ids=ALL.keys())
def test_the_line_is_one_line(platform: Platform, monkeypatch):
    monkeypatch.setattr(examine, "is_root", lambda: True)
    line = examine.one_line(platform, lack(*INSTALLABLE))
    assert "\n" not in line
    assert [part for command in line.split(" && ") for part in shlex.split(command)] == [
        part for command in commands_for(platform, INSTALLABLE) for part in command
    ]


def test_debian_line_for_root(monkeypatch):
    monkeypatch.setattr(examine, "is_root", lambda: True)
    assert examine.one_line(APT, lack("pango", "harfbuzz-subset", "weasyprint")) == (
        "apt-get update && apt-get install -y --no-install-recommends"
        " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_debian_line_for_everybody_else_asks_sudo(monkeypatch):
    monkeypatch.setattr(examine, "is_root", lambda: False)
    assert examine.one_line(APT, lack("harfbuzz-subset")) == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libharfbuzz-subset0"
    )


def test_brew_never_asks_sudo(monkeypatch):
    """Homebrew refuses to run as root."""
    monkeypatch.setattr(examine, "is_root", lambda: False)
    assert examine.one_line(BREW, lack("pango", "harfbuzz-subset")) == "brew install pango harfbuzz"


def test_ubuntu_takes_chromium_from_playwright(monkeypatch):
    """Ubuntu's chromium packages are stubs for a snap; Playwright asks for sudo itself."""
    monkeypatch.setattr(examine, "is_root", lambda: False)
    line = examine.one_line(APT_UBUNTU, lack("chromium"))
    packages, _, browser = line.rpartition(" && ")
    assert packages.endswith("install -y --no-install-recommends libatomic1")
    assert browser.endswith("-m playwright install chromium-headless-shell --with-deps")
    assert not browser.startswith("sudo")


def test_no_package_for_missing_fonts():
    assert examine.one_line(APT, lack("fonts")) == ""
    assert examine.one_line(None, lack("pango")) == ""


@pytest.mark.parametrize("platform", [None, APT, BREW], ids=["unknown", "apt", "brew"])
def test_a_python_package_is_pips_on_every_system(platform: Platform | None, monkeypatch):
    """Without sudo: it goes where this interpreter looks."""
    monkeypatch.setattr(examine, "is_root", lambda: False)
    need = Need(name="packages", why="", found=False, packages=("lxml-html-clean>=0.4",))
    assert examine.one_line(platform, [need]) == f"{sys.executable} -m pip install 'lxml-html-clean>=0.4'"


@pytest.mark.parametrize(
    ("os_release", "expected"),
    [
        ("ID=debian\nVERSION_ID=12\n", APT),
        ("ID=ubuntu\nID_LIKE=debian\n", APT_UBUNTU),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', APT_UBUNTU),
    ],
)
def test_the_apt_kinds_are_told_apart(tmp_path: Path, monkeypatch, os_release, expected):
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    place = tmp_path / "os-release"
    place.write_text(os_release, encoding="utf-8")
    assert find_platform("linux", place) is expected


@pytest.mark.parametrize(("manager", "expected"), [("dnf", DNF), ("apk", APK), ("emerge", None)])
def test_other_linuxes_are_known_by_their_manager(tmp_path: Path, monkeypatch, manager, expected):
    monkeypatch.setattr("shutil.which", lambda name: name if name == manager else None)
    assert find_platform("linux", tmp_path / "none") is expected


def test_other_systems():
    assert find_platform("darwin") is BREW
    assert find_platform("win32") is MSYS2
