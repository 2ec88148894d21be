"""Look for what the tests need beside a build: programs that read our files as a stranger would."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from publishkit.doctor.need import Need

OLDEST_JAVA = 11  # EPUBCheck 5
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
POSTGRESQL_PLACES = (
    (Path("/usr/lib/postgresql"), "*/bin"),
    (Path("/opt/homebrew/opt"), "postgresql@*/bin"),
    (Path("/usr/local/opt"), "postgresql@*/bin"),
)
"""Debian and Homebrew keep its programs off the PATH."""
SSHD_PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")
"""Off the PATH of everybody but root."""
TIMEOUT = 60  # seconds


def probe_java() -> Need:
    """Java 11 or newer."""
    why = "runs EPUBCheck"
    said = _first_words("java", "-version")
    if said is None:
        return Need(name="java", why=why, found=False, detail="no java that starts")
    number = java_version(said)
    detail = f"Java {number}" if number >= OLDEST_JAVA else f"Java {number} is too old, {OLDEST_JAVA} is needed"
    return Need(name="java", why=why, found=number >= OLDEST_JAVA, detail=detail)


def java_version(said: str) -> int:
    """Return the feature version out of what `java -version` says; 0 when it says something else.

    >>> java_version('openjdk version "17.0.15" 2025-04-15')
    17
    >>> java_version('java version "1.8.0_392"')
    8
    """
    match = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(match[1]) if match else 0


def probe_pdftotext() -> Need:
    """Poppler's pdftotext."""
    said = _first_words("pdftotext", "-v")
    detail = said.splitlines()[0] if said else "no pdftotext that starts"
    return Need(name="pdftotext", why="reads the PDF back as a reader would", found=bool(said), detail=detail)


def probe_chromium() -> Need:
    """A Chromium that really starts: Ubuntu's chromium-browser is a stub that asks for a snap."""
    why = "looks at pages as a browser does; without it those tests are skipped"
    for name in (*CHROMIUM_NAMES, *_playwright_browsers()):
        said = _first_words(name, "--version")
        if said:
            return Need(name="chromium", why=why, found=True, detail=said.splitlines()[0].strip(), required=False)
    return Need(name="chromium", why=why, found=False, detail="no Chromium that starts", required=False)


def _playwright_browsers() -> tuple[str, ...]:
    """Chromium as `playwright install` leaves it."""
    default = {
        "darwin": Path.home() / "Library" / "Caches" / "ms-playwright",
        "win32": Path.home() / "AppData" / "Local" / "ms-playwright",
    }.get(sys.platform, Path.home() / ".cache" / "ms-playwright")
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", default))
    names = ("chrome", "chrome.exe", "headless_shell", "headless_shell.exe", "chrome-headless-shell", "Chromium")
    return tuple(str(path) for path in sorted(folder.glob("chromium*/**/*")) if path.name in names and path.is_file())


def probe_postgresql() -> Need:
    """PostgreSQL's own programs; no server has to run, the tests start theirs."""
    why = "the state of a team is tested on it; without it those tests are skipped"
    folder = postgresql_programs()
    said = _first_words(str(folder / "postgres"), "--version") if folder else None
    detail = said or "no initdb and postgres that start"
    return Need(name="postgresql", why=why, found=bool(said), detail=detail, required=False)


def postgresql_programs() -> Path | None:
    """Return the folder of `initdb` and `postgres`, of the newest PostgreSQL; None when there is none."""
    on_path = shutil.which("initdb")
    found = (sorted(root.glob(pattern), key=_digits, reverse=True) for root, pattern in POSTGRESQL_PLACES)
    folders = [*chain.from_iterable(found), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in folders if shutil.which("postgres", path=str(folder))), None)


def _digits(path: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", str(path))))


def _first_words(program: str, option: str) -> str | None:
    """Return what *program* says about its version, or None when it is missing or does not start."""
    found = shutil.which(program)
    if found is None:
        return None
    try:
        outcome = subprocess.run((found, option), capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (outcome.stdout.strip() or outcome.stderr.strip()) if outcome.returncode == 0 else None


def probe_sshd() -> Need:
    """OpenSSH's server; none has to run, the tests start theirs on loopback."""
    why = "publishing over SFTP is tested on it; without it those tests are skipped"
    found = sshd_program()
    return Need(name="sshd", why=why, found=bool(found), detail=found or "no sshd", required=False)


def sshd_program() -> str | None:
    """Return the path of `sshd`, which must be started by its whole path; None when there is none."""
    return shutil.which("sshd", path=os.pathsep.join((os.environ.get("PATH", os.defpath), *SSHD_PLACES)))


TEST_PROBES: tuple[Callable[[], Need], ...] = (
    probe_java,
    probe_pdftotext,
    probe_chromium,
    probe_postgresql,
    probe_sshd,
)
