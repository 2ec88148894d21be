"""The probes: each looks for one thing this machine must have, and returns what was found."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from publishkit.doctor.packages import PACKAGES, requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What was looked for, why, and what was found."""

    name: str
    """Stable key: also the key of the package tables in `platforms.py`."""
    why: str
    """What does not work without it, for the person who has to install it."""
    found: bool
    detail: str = ""
    """Version or place when found; otherwise what exactly is missing."""
    required: bool = True
    """Without it nothing goes on; otherwise the tests that use it are skipped and say so."""
    packages: tuple[str, ...] = ()
    """What pip must install to get it, as requirements; empty for what comes from the system."""
    versions: tuple[tuple[str, str], ...] = ()
    """Name and version of each engine and library that was met while looking."""


def lacking(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Return what was not found.

    >>> [
    ...     need.name
    ...     for need in lacking((Need(name="java", why="", found=True), Need(name="pango", why="", found=False)))
    ... ]
    ['pango']
    """
    return tuple(need for need in needs if not need.found)


# --- what a build needs -----------------------------------------------------------------------------------------------


# The names WeasyPrint 70 tries (weasyprint/text/ffi.py), in its order: Windows, generic, Linux, macOS.
LIBRARIES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "pango": {
        "gobject": (
            "libgobject-2.0-0",
            "gobject-2.0-0",
            "gobject-2.0",
            "libgobject-2.0.so.0",
            "libgobject-2.0.0.dylib",
        ),
        "pango": ("libpango-1.0-0", "pango-1.0-0", "pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib"),
        "pangoft2": (
            "libpangoft2-1.0-0",
            "pangoft2-1.0-0",
            "pangoft2-1.0",
            "libpangoft2-1.0.so.0",
            "libpangoft2-1.0.dylib",
        ),
        "harfbuzz": ("libharfbuzz-0", "harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0", "libharfbuzz.0.dylib"),
        "fontconfig": ("libfontconfig-1", "fontconfig-1", "fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib"),
    },
    "harfbuzz-subset": {
        "harfbuzz-subset": (
            "libharfbuzz-subset-0",
            "harfbuzz-subset",
            "harfbuzz-subset-0.0",
            "libharfbuzz-subset.so.0",
            "libharfbuzz-subset.0.dylib",
        ),
    },
}
# Runs in a fresh interpreter: argv[1] is {library: [names]} as JSON; prints the libraries that none of the names loads,
# and the versions of those that tell theirs.
LOADER = """
import ctypes, ctypes.util, json, os, sys

if hasattr(os, "add_dll_directory"):
    places = os.getenv("WEASYPRINT_DLL_DIRECTORIES", r"C:\\msys64\\ucrt64\\bin;C:\\msys64\\mingw64\\bin")
    for place in filter(os.path.isdir, places.split(";")):
        os.add_dll_directory(place)

def load(name):
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None

def first(names):
    found = map(ctypes.util.find_library, names)
    return next(filter(None, map(load, names)), None) or next(filter(None, map(load, filter(None, found))), None)

def tell(library, function):
    function = getattr(library, function)
    function.restype = ctypes.c_char_p
    return function().decode()

libraries = {name: first(names) for name, names in json.loads(sys.argv[1]).items()}
functions = {"pango": "pango_version_string", "harfbuzz": "hb_version_string"}
print(json.dumps({
    "missing": [name for name, library in libraries.items() if library is None],
    "versions": [(name, tell(libraries[name], functions[name])) for name in functions if libraries.get(name)],
}))
"""
TIMEOUT = 120  # seconds; a cold import on a slow disk takes a few


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter on *arguments* and return what it said."""
    command = (sys.executable, *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)


def probe_packages() -> Need:
    """Everything the commands import, imported: what pip left out is found here, not in the middle of an `add`."""
    name, why = "packages", "what the commands import"
    outcome = run_python("-W", "ignore", "-m", "publishkit.doctor.packages", *PACKAGES)
    if outcome.returncode != 0:
        return Need(name=name, why=why, found=False, detail=_last_line(outcome.stderr) or "crashed while importing")
    output = json.loads(_last_line(outcome.stdout))
    lacks: dict[str, str] = output["lacks"]
    versions = tuple((name, number) for name, number in output["versions"])
    if not lacks:
        return Need(name=name, why=why, found=True, detail=f"{len(PACKAGES)} import", versions=versions)
    return Need(
        name=name,
        why=why,
        found=False,
        detail="; ".join(f"{package}: {reason}" for package, reason in lacks.items()),
        packages=tuple(map(requirement, lacks)),
        versions=versions,
    )


def probe_pango() -> Need:
    """Pango and what it stands on, loaded as WeasyPrint loads them."""
    return _probe_libraries("pango", why="lays out the lines of the PDF")


def probe_harfbuzz_subset() -> Need:
    """HarfBuzz-subset: without it WeasyPrint warns, and writes a PDF four times slower."""
    return _probe_libraries("harfbuzz-subset", why="puts only the glyphs used into the PDF")


def _probe_libraries(name: str, why: str) -> Need:
    outcome = run_python("-c", LOADER, json.dumps(LIBRARIES[name]))
    if outcome.returncode != 0:
        return Need(name=name, why=why, found=False, detail=_last_line(outcome.stderr) or "crashed while loading")
    output = json.loads(outcome.stdout)
    missing, versions = output["missing"], tuple((name, number) for name, number in output["versions"])
    detail = f"cannot load {', '.join(missing)}" if missing else "loads"
    return Need(name=name, why=why, found=not missing, detail=detail, versions=versions)


def probe_weasyprint() -> Need:
    """WeasyPrint itself, which finds the libraries at import."""
    outcome = run_python("-W", "ignore", "-c", "import weasyprint; print(weasyprint.__version__)")
    found = outcome.returncode == 0
    # "OSError: cannot load library 'x': x: cannot open ...": the first half says it all.
    detail = outcome.stdout.strip() if found else ":".join(_last_line(outcome.stderr).split(":")[:2])
    return Need(name="weasyprint", why="makes the PDF", found=found, detail=detail)


def probe_fonts() -> Need:
    """Fonts that travel with the themes: with no font at all, Pango crashes."""
    faces = {face.resolve() for themes in _theme_folders() for face in themes.glob("*/fonts/*.[to]tf")}
    detail = f"{len(faces)} faces" if faces else "no theme here has a fonts folder: get publishkit's themes/ again"
    return Need(name="fonts", why="the same pages on every machine", found=bool(faces), detail=detail)


def _theme_folders() -> tuple[Path, ...]:
    """The workspace's own themes, this repository's, an installed wheel's."""
    package = Path(__file__).parents[1]
    return Path("themes"), package.parent / "themes", package / "bundled" / "themes"


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


BUILD_PROBES: tuple[Callable[[], Need], ...] = (
    probe_packages,
    probe_pango,
    probe_harfbuzz_subset,
    probe_weasyprint,
    probe_fonts,
)


# --- what the tests need ----------------------------------------------------------------------------------------------


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
TESTS_TIMEOUT = 60  # seconds


def probe_java() -> Need:
    """Java 11 or newer."""
    why = "runs EPUBCheck"
    output = _version_output("java", "-version")
    if output is None:
        return Need(name="java", why=why, found=False, detail="no java that starts")
    number = java_version(output)
    detail = f"Java {number}" if number >= OLDEST_JAVA else f"Java {number} is too old, {OLDEST_JAVA} is needed"
    return Need(name="java", why=why, found=number >= OLDEST_JAVA, detail=detail)


def java_version(output: str) -> int:
    """Return the feature version out of what `java -version` says; 0 when it says something else.

    >>> java_version('openjdk version "17.0.15" 2025-04-15')
    17
    >>> java_version('java version "1.8.0_392"')
    8
    """
    match = re.search(r'version "(?:1\.)?(\d+)', output)
    return int(match[1]) if match else 0


def probe_pdftotext() -> Need:
    """Poppler's pdftotext."""
    output = _version_output("pdftotext", "-v")
    detail = output.splitlines()[0] if output else "no pdftotext that starts"
    return Need(name="pdftotext", why="reads the PDF back as a reader would", found=bool(output), detail=detail)


def probe_chromium() -> Need:
    """A Chromium that really starts: Ubuntu's chromium-browser is a stub that asks for a snap."""
    why = "looks at pages as a browser does; without it those tests are skipped"
    for name in (*CHROMIUM_NAMES, *_playwright_browsers()):
        output = _version_output(name, "--version")
        if output:
            return Need(name="chromium", why=why, found=True, detail=output.splitlines()[0].strip(), required=False)
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
    output = _version_output(str(folder / "postgres"), "--version") if folder else None
    detail = output or "no initdb and postgres that start"
    return Need(name="postgresql", why=why, found=bool(output), detail=detail, required=False)


def postgresql_programs() -> Path | None:
    """Return the folder of `initdb` and `postgres`, of the newest PostgreSQL; None when there is none."""
    on_path = shutil.which("initdb")
    found = (sorted(root.glob(pattern), key=_digits, reverse=True) for root, pattern in POSTGRESQL_PLACES)
    folders = [*chain.from_iterable(found), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in folders if shutil.which("postgres", path=str(folder))), None)


def _digits(path: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", str(path))))


def probe_sshd() -> Need:
    """OpenSSH's server; none has to run, the tests start theirs on loopback."""
    why = "publishing over SFTP is tested on it; without it those tests are skipped"
    found = sshd_program()
    return Need(name="sshd", why=why, found=bool(found), detail=found or "no sshd", required=False)


def sshd_program() -> str | None:
    """Return the path of `sshd`, which must be started by its whole path; None when there is none."""
    return shutil.which("sshd", path=os.pathsep.join((os.environ.get("PATH", os.defpath), *SSHD_PLACES)))


def _version_output(program: str, option: str) -> str | None:
    """Return what *program* says about its version, or None when it is missing or does not start."""
    found = shutil.which(program)
    if found is None:
        return None
    try:
        outcome = subprocess.run((found, option), capture_output=True, text=True, timeout=TESTS_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (outcome.stdout.strip() or outcome.stderr.strip()) if outcome.returncode == 0 else None


TEST_PROBES: tuple[Callable[[], Need], ...] = (
    probe_java,
    probe_pdftotext,
    probe_chromium,
    probe_postgresql,
    probe_sshd,
)
