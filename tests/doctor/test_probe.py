"""The probes tell what is here from what is not, by trying it."""

import ast
import re
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from publishkit.doctor import probe
from publishkit.doctor.packages import PACKAGES, import_all
from publishkit.doctor.probe import BUILD_PROBES, LIBRARIES, java_version

PACKAGE = Path(__file__).parents[2] / "publishkit"
EXTRAS = set("anymail boto3 botocore c2pa cryptography django fsspec keyring paramiko procrastinate".split())


@pytest.mark.parametrize("look", BUILD_PROBES, ids=lambda look: look.__name__)
def test_what_a_build_needs_is_here(look):
    """These tests run after `doctor --fix`; a miss here is a fault of the probe or of the set-up."""
    need = look()
    assert need.found, need.detail
    assert need.required


def third_party() -> dict[str, set[str]]:
    """Return the name of every foreign module that the source imports, at any depth -> the files that do."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in named:
                if name.partition(".")[0] not in {*sys.stdlib_module_names, "publishkit"}:
                    found.setdefault(name, set()).add(path.name)
    return found


def test_the_doctor_imports_what_every_command_imports():
    """All but the extras, which say themselves what to install; and the one module that others import by name."""
    modules = third_party()
    needed = {name for name in modules if name.partition(".")[0] not in EXTRAS}
    covered = {known for known in PACKAGES for name in needed if f"{name}.".startswith(f"{known}.")}
    assert [name for name in needed if not any(f"{name}.".startswith(f"{known}.") for known in PACKAGES)] == []
    assert set(PACKAGES) - covered == {"lxml_html_clean"}


def test_pip_knows_each_package_by_the_name_the_doctor_gives(monkeypatch):
    for module, package in PACKAGES.items():
        distributions = packages_distributions()[module.partition(".")[0]]
        assert package in {name.lower().replace("_", "-") for name in distributions}


def test_missing_packages_are_one_need_and_one_line(monkeypatch):
    """The engine that stumbles over what it imports itself names that, not itself."""
    monkeypatch.setitem(sys.modules, "lxml_html_clean", None)
    monkeypatch.delitem(sys.modules, "lxml.html.clean", raising=False)
    lacks = import_all(["lxml_html_clean", "lxml.html.clean"])
    assert list(lacks) == ["lxml-html-clean"]
    monkeypatch.setattr(probe, "PACKAGES", {"no_such_thing": "no-such-thing", "json": "json"})
    need = probe.probe_packages()
    assert (need.found, need.packages) == (False, ("no-such-thing",))
    assert need.detail == "no-such-thing: No module named 'no_such_thing'"


def test_a_crash_while_importing_is_a_miss_not_our_crash(monkeypatch):
    monkeypatch.setattr(probe, "run_python", lambda *_: _Outcome("Segmentation fault"))
    need = probe.probe_packages()
    assert (need.found, need.detail) == (False, "Segmentation fault")


def test_the_versions_of_the_engines_are_told():
    told = {name: number for look in BUILD_PROBES for name, number in look().versions}
    assert {"python", "publishkit", "weasyprint", "ebooklib", "premailer", "pdfium", "pango", "harfbuzz"} <= told.keys()
    assert told["weasyprint"] == version("weasyprint")
    assert re.fullmatch(r"1\.\d+\.\d+", told["pango"])


def test_a_library_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setitem(LIBRARIES, "harfbuzz-subset", {"harfbuzz-subset": ("libno-such-thing.so.0",)})
    need = probe.probe_harfbuzz_subset()
    assert (need.found, need.detail) == (False, "cannot load harfbuzz-subset")


def test_a_crash_while_loading_is_a_miss_not_our_crash(monkeypatch):
    monkeypatch.setattr(probe, "LOADER", "import os; os.abort()")
    need = probe.probe_pango()
    assert (need.found, need.detail) == (False, "crashed while loading")


def test_missing_fonts_are_found_missing(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(probe, "_theme_folders", lambda: (tmp_path,))
    assert not probe.probe_fonts().found


def test_a_weasyprint_that_cannot_load_says_why(monkeypatch):
    monkeypatch.setattr(
        probe, "run_python", lambda *_: _Outcome("OSError: cannot load library 'libgobject-2.0-0': no such file")
    )
    need = probe.probe_weasyprint()
    assert (need.found, need.detail) == (False, "OSError: cannot load library 'libgobject-2.0-0'")


class _Outcome:
    def __init__(self, stderr: str) -> None:
        self.returncode, self.stdout, self.stderr = 1, "", f"Traceback\n{stderr}\n\n"


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch) -> Path:
    """An empty PATH that a test puts programs on."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    return tmp_path


@pytest.mark.parametrize(
    ("said", "found", "detail"),
    [
        ('openjdk version "17.0.15" 2025-04-15', True, "Java 17"),
        ('java version "1.8.0_392"', False, "Java 8 is too old, 11 is needed"),
        ("The operation could not be completed", False, "Java 0 is too old, 11 is needed"),
    ],
)
def test_java_must_be_new_enough(path: Path, said, found, detail):
    program(path, "java", f"echo '{said}' >&2")
    need = probe.probe_java()
    assert (need.found, need.detail) == (found, detail)


def test_no_java(path: Path):
    assert probe.probe_java().detail == "no java that starts"


@pytest.mark.parametrize(("said", "number"), [('version "21" 2023', 21), ('version "11.0.2"', 11), ("", 0)])
def test_java_version(said, number):
    assert java_version(said) == number


def test_ubuntus_snap_stub_is_not_a_chromium(path: Path):
    """It is on the PATH and executable, and exits 1 asking for a snap."""
    program(path, "chromium-browser", "echo requires the chromium snap to be installed >&2; exit 1")
    need = probe.probe_chromium()
    assert (need.found, need.required) == (False, False)


def test_playwrights_chromium_counts(path: Path):
    folder = path / "browsers" / "chromium_headless_shell-1200" / "chrome-linux"
    folder.mkdir(parents=True)
    program(folder, "headless_shell", "echo Chromium 140.0")
    assert probe.probe_chromium().detail == "Chromium 140.0"


def test_pdftotext(path: Path):
    assert not probe.probe_pdftotext().found
    program(path, "pdftotext", "echo pdftotext version 22.12.0 >&2")
    assert probe.probe_pdftotext().detail == "pdftotext version 22.12.0"


def test_debians_postgresql_is_found_off_the_path(path: Path, monkeypatch: pytest.MonkeyPatch):
    """The newest one counts, by its number and not by its letters."""
    for number in ("9", "15"):
        folder = path / "postgresql" / number / "bin"
        folder.mkdir(parents=True)
        program(folder, "postgres", f"echo 'postgres (PostgreSQL) {number}.1'")
    monkeypatch.setattr(probe, "POSTGRESQL_PLACES", ((path / "postgresql", "*/bin"),))
    assert probe.probe_postgresql().detail == "postgres (PostgreSQL) 15.1"


def test_no_postgresql(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(probe, "POSTGRESQL_PLACES", ((path / "postgresql", "*/bin"),))
    need = probe.probe_postgresql()
    assert (need.found, need.required) == (False, False)


def test_the_interpreter_asked_is_our_own():
    assert probe.run_python("-c", "import sys; print(sys.prefix)").stdout.strip() == sys.prefix


def test_sshd_is_found_where_only_root_looks(path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = path / "sbin"
    folder.mkdir()
    monkeypatch.setattr(probe, "SSHD_PLACES", (str(folder),))
    need = probe.probe_sshd()
    assert (need.found, need.required, need.detail) == (False, False, "no sshd")
    (folder / "sshd").write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / "sshd").chmod(0o755)
    assert probe.probe_sshd().detail == str(folder / "sshd")
