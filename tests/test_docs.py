"""The README and the pages of `docs/` name only what is there."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), ROOT / "themes/almanac/README.md"])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

EXAMPLES = frozenset(
    {
        "publishkit/edition/labels/fi.toml",
        "publishkit/permissions/answer/phrases/fi.toml",
        "publishkit/permissions/letters/fi.toml",
        "publishkit/proof/formats/txt.py",
        "publishkit/rights/profiles/harbour-times.toml",
        "publishkit/send/transports/postlight.py",
        "themes/almanac/templates/text/issue.txt",
        "themes/harbor/",
        "themes/harbor/templates/email/email.html",
        "themes/harbor/templates/web/index.html",
        "themes/harbor/templates/web/style.css",
        "themes/harbor/theme.toml",
    }
)
"""What a reader of `docs/extending.md` and `docs/themes.md` makes."""

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"(?<![\w/.-])((?:publishkit|tests|themes|benchmarks)/[\w./-]*\w/?)(?![\w*<…])")
MODULE = re.compile(r"(?<![\w/.-])(publishkit(?:\.[a-z_]\w*)+)")
NAMED = re.compile(r"`(\w+)`(?:\s+\(|\s+in\s+|\s+of\s+)`((?:publishkit|tests)/[\w/.]+\.(?:py|toml))`")
MAKE = re.compile(r"(?:^|`)make (?:[A-Z]+=\S+ )*([a-z]+)", re.MULTILINE)
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def slug(heading: str) -> str:
    """Return the anchor of a heading, as the hosts of repositories make it."""
    return re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {slug(found[1]) for found in re.finditer(r"^#+ (.+)$", prose, re.MULTILINE)}


def broken_links(name: str) -> Iterator[str]:
    page = ROOT / name
    for target in LINK.findall(CODE.sub("", text_of(name))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            yield target


def is_module(name: str) -> bool:
    """Return whether *name* is a module, a package, or a name that stands in one."""
    path = ROOT / name.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    if f"{name.replace('.', '/')}.py" in EXAMPLES:
        return True
    home = path.parent.with_suffix(".py")
    return home.is_file() and re.search(rf"\b{path.name}\b", home.read_text("utf-8")) is not None


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    """Files, and headings within them; addresses on the web are not asked."""
    assert list(broken_links(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_path_is_there(name: str) -> None:
    named = set(PATH.findall(text_of(name))) - EXAMPLES
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_module_is_there(name: str) -> None:
    named = set(MODULE.findall(text_of(name))) - {"publishkit.toml"}
    assert sorted(module for module in named if not is_module(module)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stands_in_the_file_it_is_said_to_stand_in(name: str) -> None:
    """`decide` (`publishkit/rights/gate/decide.py`)."""
    said = [pair for pair in NAMED.findall(text_of(name)) if pair[1] not in EXAMPLES]
    assert [pair for pair in said if not re.search(rf"\b{pair[0]}\b", text_of(pair[1]))] == []


def test_every_make_target_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    for name in NAMES:
        code = "\n".join(CODE.findall(text_of(name)))
        assert set(MAKE.findall(code)) <= targets, name


def test_what_the_pages_have_a_reader_make_is_not_there_yet() -> None:
    pages = "".join(map(text_of, NAMES))
    assert [path for path in sorted(EXAMPLES) if path not in pages or (ROOT / path).exists()] == []


def test_the_readme_names_every_room_once() -> None:
    """A reader finds the room of anything within one guess."""
    table = text_of("README.md").partition("## How the house is built")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = [room for row in rows for room in re.findall(r"`([\w.]+)/?`", row)]
    house = {path.name for path in (ROOT / "publishkit").iterdir() if not path.name.startswith("__")}
    assert sorted(named) == sorted(house - {"bundled"})


def test_the_layers_of_the_architecture_are_those_of_the_contract() -> None:
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert "\n".join(layers) in text_of("docs/architecture.md")


def test_the_index_names_every_page() -> None:
    index = set(LINK.findall(text_of("docs/README.md")))
    pages = {path.name for path in ROOT.glob("docs/*.md")} - {"README.md"}
    assert pages <= {target.partition("#")[0] for target in index}
