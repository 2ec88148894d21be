"""The house's rules on who may import whom hold, and would be seen to break.

The rules themselves are the contracts under `[tool.importlinter]` in pyproject.toml.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["name"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]}

LAYERS = "rooms point downwards, and rooms on one line do not know each other"
CYCLES = "no cycles anywhere"
FORMATS = "formats do not know each other"
DETECTION = "of the rights, capture knows only how they are detected"
SILENT = "use cases neither print nor read options"
EDGES = "network and engines stay at the edges"
DOOR = "the door to the network is opened by use cases alone"
SOCKETS = "who opens a socket is the door, sends or publishes"
PURE = "the rights decision stands on the standard library alone"

VIOLATIONS = [
    ("errors.py", "from publishkit.model import artifact", LAYERS),
    ("words.py", "from publishkit import disk", LAYERS),
    ("model/rights.py", "from publishkit.workspace import folder", LAYERS),
    ("workspace/folder.py", "from publishkit.rights.notices import notice", LAYERS),
    ("rights/notices/notice.py", "from publishkit.capture import dates", LAYERS),
    ("capture/dates.py", "from publishkit.edition import body", LAYERS),
    ("edition/stray.py", "from publishkit.theme import load", LAYERS),
    ("edition/stray.py", "from publishkit.proof import record", LAYERS),
    ("render/stray.py", "from publishkit.proof import record", LAYERS),
    ("proof/stray.py", "from publishkit.publish import output", LAYERS),
    ("permissions/stray.py", "from publishkit.send import secrets", LAYERS),
    ("publish/stray.py", "from publishkit.press import build", LAYERS),
    ("doctor/probe.py", "from publishkit.press import build", LAYERS),
    ("press/build.py", "from publishkit.cli import report", LAYERS),
    ("newcomer.py", "from publishkit import errors", LAYERS),
    ("model/issue.py", "from publishkit.model import edition", CYCLES),
    ("render/epub/book.py", "from publishkit.render.pdf import document", FORMATS),
    ("capture/store.py", "from publishkit.rights import ledger", DETECTION),
    ("press/build.py", "import typer", SILENT),
    ("press/add.py", "import rich", SILENT),
    ("proof/stray.py", "import smtplib", EDGES),
    ("proof/stray.py", "import socket", EDGES),
    ("theme/stray.py", "import requests", EDGES),
    ("workspace/load.py", "import httpx", EDGES),
    ("edition/stray.py", "from weasyprint import HTML", EDGES),
    ("capture/files.py", "import socket", EDGES),
    ("capture/door/evidence.py", "import httpcore", EDGES),
    ("capture/web_page.py", "from publishkit.capture.door import fetch", DOOR),
    ("publish/output.py", "from publishkit.capture.door import exchange", DOOR),
    ("publish/output.py", "import httpx", SOCKETS),
    ("press/build.py", "import socket", SOCKETS),
    ("rights/gate/decide.py", "import pydantic", PURE),
    ("model/rights.py", "from publishkit.model import config", PURE),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package in *folder*."""
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = (sys.executable, "-c", script, "--no-cache")
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def verdicts(output: str) -> dict[str, str]:
    """Return contract name -> KEPT or BROKEN, from import-linter's summary."""
    flat = re.sub(r"\s+", " ", output.partition("Contracts:")[0])
    return {name: match[1] for name in CONTRACTS if (match := re.search(re.escape(name) + r" (KEPT|BROKEN)", flat))}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contracts, to break."""
    shutil.copytree(ROOT / "publishkit", tmp_path / "publishkit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept():
    outcome = lint_imports(ROOT)
    assert outcome.returncode == 0, outcome.stdout
    assert verdicts(outcome.stdout) == dict.fromkeys(CONTRACTS, "KEPT")


@pytest.mark.parametrize(
    ("file", "line", "contract"), VIOLATIONS, ids=[f"{file}: {line}" for file, line, _ in VIOLATIONS]
)
def test_a_violation_breaks_the_contract_that_names_it(copy: Path, file: str, line: str, contract: str):
    broken = copy / "publishkit" / file
    with broken.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")
    outcome = lint_imports(copy)
    assert outcome.returncode == 1, outcome.stdout
    assert verdicts(outcome.stdout)[contract] == "BROKEN"


def test_every_contract_is_proved_to_break():
    assert {contract for _, _, contract in VIOLATIONS} == set(CONTRACTS)


def test_the_pure_contract_names_every_dependency():
    """A library added to the project is at once forbidden to the rights decision."""
    wanted = {folded(re.split(r"[<>=! \[]", line)[0]) for line in SETTINGS["project"]["dependencies"]}
    importable: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            importable.setdefault(folded(distribution), set()).add(module)
    forbidden = set(CONTRACTS[PURE]["forbidden_modules"])
    assert [name for name in sorted(wanted) if not importable[name] & forbidden] == []


def test_every_library_imported_is_a_dependency_by_name():
    """What comes only because another library brings it may be gone after that library's next release."""
    project = SETTINGS["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    named = {folded(re.split(r"[<>=! \[]", line)[0]) for line in lines}
    brought = {"botocore", "django"}  # boto3 and django-anymail are made of them
    providers = {"c2pa": ["c2pa-python"], **packages_distributions()}  # an extra that the tests do without
    imported = {
        name.partition(".")[0]
        for file in (ROOT / "publishkit").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for name in imported_names(node)
    }
    foreign = imported - sys.stdlib_module_names - {"publishkit"}
    missing = {module for module in foreign if not {folded(one) for one in providers[module]} & (named | brought)}
    assert missing == set()


def folded(distribution: str) -> str:
    """Return the one spelling of a distribution's name (packaging.python.org: name normalization)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def imported_names(node: ast.AST) -> list[str]:
    """Return the modules that *node* imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize(
    "line",
    [
        "import urllib.request",
        "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)",
        "from datetime import date\n\nTODAY = date.today()",
        "import time\n\nNOW = time.time()",
        "import uuid\n\nNAME = uuid.uuid4()",
    ],
)
def test_clock_chance_and_urllib_are_refused_in_the_stages(line: str):
    """Ruff sees what import-linter cannot: single names, and submodules of the standard library."""
    command = (
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "TID251",
        "--stdin-filename",
        "publishkit/model/x.py",
        "-",
    )
    outcome = subprocess.run(command, cwd=ROOT, input=line + "\n", capture_output=True, text=True, check=False)
    assert (outcome.returncode, "TID251" in outcome.stdout) == (1, True)
