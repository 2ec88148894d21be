"""Look for what a build needs. Libraries are loaded in a process of their own: a broken one may crash."""

import json
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
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

PACKAGES: Mapping[str, str] = {
    "PIL": "pillow",
    "babel": "babel",
    "charset_normalizer": "charset-normalizer",
    "css_inline": "css-inline",
    "cssselect": "cssselect",
    "cssutils": "cssutils",
    "ebooklib": "ebooklib",
    "email_validator": "email-validator",
    "httpx": "httpx",
    "jinja2": "jinja2",
    "lxml": "lxml",
    "lxml_html_clean": "lxml-html-clean",
    "markdown_it": "markdown-it-py",
    "markupsafe": "markupsafe",
    "mdit_py_plugins": "mdit-py-plugins",
    "premailer": "premailer",
    "pydantic": "pydantic",
    "pydantic_core": "pydantic-core",
    "pydyf": "pydyf",
    "pypdf": "pypdf",
    "pypdfium2": "pypdfium2",
    "rich": "rich",
    "ruamel.yaml": "ruamel.yaml",
    "sqlalchemy": "sqlalchemy",
    "starlette": "starlette",
    "tinycss2": "tinycss2",
    "tomlkit": "tomlkit",
    "trafilatura": "trafilatura",
    "typer": "typer",
    "uvicorn": "uvicorn",
    "weasyprint": "weasyprint",
}
"""Every module of somebody else's that a command imports without an extra -> what pip calls it."""

ENGINES = (
    "weasyprint pydyf pypdf pypdfium2 ebooklib premailer css-inline lxml pillow trafilatura markdown-it-py jinja2 "
    "sqlalchemy"
).split()
"""Whose versions decide what an edition looks like and what is read back from it."""

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
    said = json.loads(outcome.stdout)
    missing, versions = said["missing"], tuple((name, number) for name, number in said["versions"])
    detail = f"cannot load {', '.join(missing)}" if missing else "loads"
    return Need(name=name, why=why, found=not missing, detail=detail, versions=versions)


def probe_packages() -> Need:
    """Everything the commands import, imported: what pip left out is found here, not in the middle of an `add`."""
    name, why = "packages", "what the commands import"
    outcome = run_python("-W", "ignore", "-m", "publishkit.doctor.probe", *PACKAGES)
    if outcome.returncode != 0:
        return Need(name=name, why=why, found=False, detail=_last_line(outcome.stderr) or "crashed while importing")
    said = json.loads(_last_line(outcome.stdout))
    lacks: dict[str, str] = said["lacks"]
    versions = tuple((name, number) for name, number in said["versions"])
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


def import_all(modules: Iterable[str]) -> dict[str, str]:
    """Import *modules*, and return the package pip must install -> what the first of them said that stumbled over it.

    >>> import_all(["json", "no_such.module"])
    {'no-such': "No module named 'no_such'"}
    """
    lacks: dict[str, str] = {}
    for module in modules:
        try:
            import_module(module)
        except ImportError as stop:
            lacks.setdefault(lacking_package(stop) or PACKAGES[module], str(stop).partition("\n")[0])
        except OSError:
            continue  # a system library, which has a probe of its own
    return lacks


def lacking_package(stop: ImportError) -> str:
    """Return what pip calls the package whose absence is behind *stop*; "" when it is not said.

    >>> lacking_package(ModuleNotFoundError("No module named 'PIL.Image'", name="PIL.Image"))
    'pillow'

    A library may say it in words of its own and leave the name to the error it came from, as lxml does.
    """
    behind = (stop, stop.__cause__, stop.__context__)
    name = next((error.name for error in behind if isinstance(error, ImportError) and error.name), "")
    module = next((known for known in PACKAGES if f"{name}.".startswith(f"{known}.")), name.partition(".")[0])
    return PACKAGES.get(module, module.replace("_", "-"))


def requirement(package: str) -> str:
    """Return *package* with the versions publishkit asks for; the bare name when it asks for none.

    >>> requirement("no-such-package")
    'no-such-package'
    """
    try:
        wanted = requires("publishkit") or []
    except PackageNotFoundError:
        return package
    return next((line for line in wanted if re.match(rf"{re.escape(package)}(?:[<>=!~ ]|$)", line)), package)


def engine_versions() -> list[tuple[str, str]]:
    """Return name and version of this program, the interpreter and every engine that is installed."""
    named = [("python", platform.python_version())]
    for package in ("publishkit", *ENGINES):
        try:
            named.append((package, version(package)))
        except PackageNotFoundError:
            continue
    try:
        from pypdfium2 import PDFIUM_INFO
    except ImportError:
        return named
    return [*named, ("pdfium", str(PDFIUM_INFO))]


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

if __name__ == "__main__":
    # The child of `probe_packages`.
    lacks = import_all(sys.argv[1:])
    print(json.dumps({"lacks": lacks, "versions": engine_versions()}))  # noqa: T201  its answer, to its parent
