"""The Python packages that publishkit imports: which of them are missing, and which versions are here."""

import json
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version

PACKAGES: Mapping[str, str] = {
    "PIL": "pillow",
    "babel": "babel",
    "charset_normalizer": "charset-normalizer",
    "css_inline": "css-inline",
    "cssselect": "cssselect",
    "cssutils": "cssutils",
    "dns": "dnspython",
    "ebooklib": "ebooklib",
    "email_validator": "email-validator",
    "feedparser": "feedparser",
    "fontTools": "fonttools",
    "httpcore": "httpcore",
    "httpx": "httpx",
    "jinja2": "jinja2",
    "latex2mathml": "latex2mathml",
    "lxml": "lxml",
    "lxml_html_clean": "lxml-html-clean",
    "mammoth": "mammoth",
    "markdown_it": "markdown-it-py",
    "markupsafe": "markupsafe",
    "mdit_py_plugins": "mdit-py-plugins",
    "olefile": "olefile",
    "premailer": "premailer",
    "protego": "protego",
    "pydantic": "pydantic",
    "pydantic_core": "pydantic-core",
    "pydyf": "pydyf",
    "pypdf": "pypdf",
    "pypdfium2": "pypdfium2",
    "resvg_py": "resvg-py",
    "rich": "rich",
    "ruamel.yaml": "ruamel.yaml",
    "selectolax": "selectolax",
    "sqlalchemy": "sqlalchemy",
    "starlette": "starlette",
    "tinycss2": "tinycss2",
    "tomlkit": "tomlkit",
    "trafilatura": "trafilatura",
    "typer": "typer",
    "uharfbuzz": "uharfbuzz",
    "uvicorn": "uvicorn",
    "watchfiles": "watchfiles",
    "weasyprint": "weasyprint",
    "ziamath": "ziamath",
}
"""Every module of somebody else's that a command imports without an extra -> what pip calls it."""


ENGINES = (
    "weasyprint pydyf pypdf pypdfium2 ebooklib premailer css-inline lxml pillow trafilatura markdown-it-py jinja2 "
    "sqlalchemy"
).split()
"""Whose versions decide what an edition looks like and what is read back from it."""


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


if __name__ == "__main__":
    # The child of `probe_packages`: imports the modules named by its arguments.
    lacks = import_all(sys.argv[1:])
    print(json.dumps({"lacks": lacks, "versions": engine_versions()}))  # noqa: T201  its answer, to its parent
