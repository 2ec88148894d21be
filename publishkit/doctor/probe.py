"""Look for what a build needs. Libraries are loaded in a process of their own: a broken one may crash."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from publishkit.doctor.need import Need

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

# Runs in a fresh interpreter: argv[1] is {library: [names]} as JSON; prints the libraries that none of the names loads.
LOADER = """
import ctypes, ctypes.util, json, os, sys

if hasattr(os, "add_dll_directory"):
    places = os.getenv("WEASYPRINT_DLL_DIRECTORIES", r"C:\\msys64\\ucrt64\\bin;C:\\msys64\\mingw64\\bin")
    for place in filter(os.path.isdir, places.split(";")):
        os.add_dll_directory(place)

def loads(name):
    try:
        return bool(ctypes.CDLL(name))
    except OSError:
        return False

def present(names):
    return any(map(loads, names)) or any(map(loads, filter(None, map(ctypes.util.find_library, names))))

print(json.dumps([library for library, names in json.loads(sys.argv[1]).items() if not present(names)]))
"""

TIMEOUT = 120  # seconds; a cold import on a slow disk takes a few


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter on *arguments* and return what it said."""
    command = (sys.executable, *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)


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
    missing = json.loads(outcome.stdout)
    detail = f"cannot load {', '.join(missing)}" if missing else "loads"
    return Need(name=name, why=why, found=not missing, detail=detail)


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


BUILD_PROBES: tuple[Callable[[], Need], ...] = (probe_pango, probe_harfbuzz_subset, probe_weasyprint, probe_fonts)
