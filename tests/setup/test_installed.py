"""What a user installs is run: the wheel, in an empty environment, by the oldest pip and the newest, without the lock.

Needs a package registry. Without one these tests are skipped and say so, except where `CI` is set: there they fail.
"""

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OLDEST_PIP = "pip==22.3"  # came with Python 3.11.0; Debian 12 has 23.0.1, which reads requirements as this one does
BUILD = "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"
OWN_WAYS = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in OWN_WAYS} | {
    "PUBLISHKIT_UNSUBSCRIBE_KEYS": "1:" + "ab" * 32,
    "PUBLISHKIT_ENV": "",
}
PAGE = """<html lang="en"><head><title>Harbour dues rise</title><meta property="og:title" content="Harbour dues rise"></head>
<body><article><h1>Harbour dues rise</h1><p>By Ann Example</p>{}</article></body></html>"""
PARAGRAPH = "<p>The harbour board said on Monday that the dues for small boats rise by a tenth in spring, and why.</p>"


@dataclass(frozen=True, kw_only=True)
class Installed:
    """An environment, what its pip chose for it, and what the newest pip would have chosen."""

    programs: Path
    versions: dict[str, str]
    fetched: Path

    def run(self, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run `publishkit WORDS…` as its user does, in *cwd*."""
        return call(self.programs / "publishkit", *words, cwd=cwd)

    def does(self, *words: str, cwd: Path) -> str:
        """Return what a command that must succeed says."""
        done = self.run(*words, cwd=cwd)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def call(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=400, check=False)


def environment(folder: Path, version: str) -> Path:
    """Make an environment that holds that *version* of pip and nothing else, and return the folder of its programs."""
    venv.create(folder, with_pip=False)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    done = call(sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet", version, cwd=folder)
    if done.returncode != 0 and "CI" not in os.environ:
        pytest.skip(f"no package registry in reach: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return programs


def pip(programs: Path, *words: str | Path) -> None:
    done = call(programs / "python", "-m", "pip", *words, cwd=programs.parent)
    assert done.returncode == 0, done.stderr


def fetch(programs: Path, wheel: Path) -> Path:
    """Let the pip among *programs* fetch *wheel* with all it needs from the registry, and return the folder."""
    folder = programs.parent / "fetched"
    pip(programs, "download", "--quiet", "--dest", folder, wheel)
    return folder


def install(programs: Path, wheel: Path, fetched: Path) -> dict[str, str]:
    """Let the pip among *programs* install *wheel* out of *fetched*, and return name -> version of all that it chose.

    That folder stands for the registry: what is tried is how this pip reads what packages ask for, not the network.
    """
    report = programs.parent / "report.json"
    offline = ("--no-index", "--find-links", fetched)
    pip(programs, "install", "--quiet", "--no-compile", "--report", report, *offline, wheel)
    chosen = [row["metadata"] for row in json.loads(report.read_text("utf-8"))["install"]]
    return {plain(row["name"]): row["version"] for row in chosen}


def plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel, fetched by the newest pip and installed by the oldest."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = folder / call(sys.executable, "-c", BUILD, folder, cwd=ROOT).stdout.split()[-1]
    fetched = fetch(environment(folder / "newest", "pip"), wheel)
    programs = environment(folder / "oldest", OLDEST_PIP)
    yield Installed(programs=programs, versions=install(programs, wheel, fetched), fetched=fetched)
    shutil.rmtree(folder)  # a quarter of a gigabyte


@pytest.fixture(scope="module")
def letter(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the installed command's own making, far from the source; its second issue is a small one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    installed.does("init", "letter", cwd=folder)
    installed.does("new", "2026-w48", "--title", "High water", cwd=folder / "letter")
    (folder / "page.html").write_text(PAGE.format(5 * PARAGRAPH), "utf-8")
    (folder / "readers.csv").write_text("email,name\nada@quay.example,Ada\n", "utf-8")
    return folder / "letter"


def test_the_newest_pip_chooses_the_same(installed: Installed):
    """So what the commands show below holds for both: only the installer differs, the installed does not."""
    newest = dict(path.name.split("-")[:2] for path in installed.fetched.glob("*.whl"))
    assert {plain(name): number for name, number in newest.items()} == installed.versions


def test_the_version(installed: Installed, tmp_path: Path):
    assert installed.does("--version", cwd=tmp_path) == "publishkit 0.1.0\n"


def test_the_doctor_finds_nothing_missing(installed: Installed, tmp_path: Path):
    told = json.loads(installed.does("doctor", "--json", cwd=tmp_path))
    assert [need["name"] for need in told["needs"] if not need["found"]] == []
    chosen = {name: number for name, number in told["versions"].items() if name in installed.versions}
    assert {"weasyprint", "ebooklib", "premailer", "publishkit"} <= chosen.keys()
    assert chosen == {name: installed.versions[name] for name in chosen}


def test_from_a_page_to_the_letter_and_the_site(installed: Installed, letter: Path):
    """Add, check, build, send and publish, one after the other, as the README has them."""
    words = ("--use", "link", "--url", "https://courier.example/dues", "--section", "News", "--json")
    added = json.loads(installed.does("add", "../page.html", *words, cwd=letter))
    assert added["slug"] == "harbour-dues-rise"
    assert "2026-w48: " in installed.does("check", cwd=letter)
    installed.does("build", cwd=letter)
    edition = {path.suffix for path in (letter / "out/2026-w48").rglob("*") if path.is_file()}
    assert {".html", ".txt", ".pdf", ".epub", ".json"} <= edition

    consent = ("--consent-source", "form", "--consent-date", "2026-01-01")
    installed.does("audience", "import", "../readers.csv", *consent, cwd=letter)
    sent = json.loads(installed.does("send", "--dry-run", "--json", cwd=letter))
    assert (sent["readers"], sent["refused"]) == (1, 0)
    installed.does("publish", "--to", "../site", cwd=letter)
    assert (letter.parent / "site/2026-w48/index.html").is_file()


def test_a_package_that_is_missing_is_named_with_the_line_that_mends_it(installed: Installed, letter: Path):
    """One line and exit 5 from the command that needs it; the doctor knows before."""
    lost = next(installed.programs.parent.rglob("site-packages")) / "lxml_html_clean"
    lost.rename(lost.with_name("hidden"))
    try:
        added = installed.run("add", "../page.html", "--dry-run", "--json", cwd=letter)
        debugged = installed.run("--debug", "add", "../page.html", "--dry-run", cwd=letter)
        doctor = installed.run("doctor", cwd=letter)
    finally:
        lost.with_name("hidden").rename(lost)
    mend = f"{installed.programs / 'python'} -m pip install 'lxml-html-clean>=0.4'"
    assert (added.returncode, added.stdout, added.stderr.count("\n")) == (5, "", 1)
    assert added.stderr.startswith("publishkit: add, publishkit.")
    assert f"(run: {mend}; `publishkit --debug add ...` shows the traceback)" in added.stderr
    assert (debugged.returncode, "Traceback (most recent call last)" in debugged.stderr) == (5, True)
    assert "lxml-html-clean: " in doctor.stdout
    assert (doctor.returncode, doctor.stdout.splitlines()[0][:24]) == (5, "missing packages        ")
    assert doctor.stderr == f"publishkit: doctor: this machine lacks packages (run: {mend})\n"
