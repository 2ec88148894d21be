"""Make `features.json` anew from a clone of caniemail.

    git clone https://github.com/hteumeuleu/caniemail
    python -m publishkit.proof.clients.caniemail.renew caniemail $(git -C caniemail log -1 --format="%H %cs")

One page a feature, `_features/*.md`, whose front matter says for each mail program and version `y`, `n`, `a` (in part) or `u`
(unknown), and by which notes. Kept are CSS, HTML and pictures; of each the newest version of each program where it is not `y`.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ORIGIN = "https://github.com/hteumeuleu/caniemail"
HERE = Path(__file__).parent
HEAD = re.compile(r"\A---\n(.*?)\n---", re.DOTALL)
KINDS = ("css-", "html-", "image-")
NOTE = re.compile(r"#(\d+)")


def renew(clone: Path, revision: str, date: str) -> dict[str, Any]:
    """Return what `features.json` holds, read from a clone of caniemail at *revision*, which is of *date*."""
    names = _yaml((clone / "_data/nicenames.yml").read_text("utf-8"))
    pages = sorted(path for path in (clone / "_features").glob("*.md") if path.stem.startswith(KINDS))
    features = {path.stem: _feature(_head(path)) for path in pages}
    programs = sorted({program for feature in features.values() for program in feature.pop("programs")})
    return {
        "origin": ORIGIN,
        "revision": revision,
        "date": date,
        "license": "MIT",
        "families": {family: names["family"].get(family, family) for family in _families(programs)},
        "platforms": dict(sorted((str(key), str(name)) for key, name in names["platform"].items())),
        "programs": programs,
        "features": features,
    }


def _head(path: Path) -> Mapping[str, Any]:
    found = HEAD.match(path.read_text("utf-8").replace("\t", "  "))
    if found is None:
        raise ValueError(f"{path} has no front matter")
    return _yaml(found[1])


def _yaml(text: str) -> Mapping[str, Any]:
    reader = YAML(typ="safe", pure=True)
    reader.allow_duplicate_keys = True  # some pages name a version twice
    read: Mapping[str, Any] = reader.load(text)
    return read


def _families(programs: list[str]) -> Iterator[str]:
    yield from dict.fromkeys(program.partition(".")[0] for program in programs)


def _feature(head: Mapping[str, Any]) -> dict[str, Any]:
    """Return title, day of the test, programs that lack the feature, those that have it in part, and the notes in use."""
    lacking: list[str] = []
    partly: dict[str, str] = {}
    seen: list[str] = []
    for family, platforms in head["stats"].items():
        for platform, versions in platforms.items():
            program, newest = f"{family}.{platform}", str(list(versions.values())[-1])
            seen.append(program)
            if newest.startswith("n"):
                lacking.append(program)
            elif newest.startswith("a"):
                partly[program] = " ".join(NOTE.findall(newest))
    used = {number for numbers in partly.values() for number in numbers.split()}
    notes = {str(number): str(text) for number, text in (head.get("notes_by_num") or {}).items()}
    return {
        "title": " ".join(str(head["title"]).split()),
        "tested": str(head.get("last_test_date") or ""),
        "programs": seen,
        "no": " ".join(sorted(lacking)),
        "partly": dict(sorted(partly.items())),
        "notes": {number: text for number, text in sorted(notes.items()) if number in used},
    }


def _written(made: Mapping[str, Any]) -> str:
    """Return it as JSON, a feature a line, so that a renewal shows what changed."""
    lines = [
        f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},"
        for key, value in made.items()
        if key != "features"
    ]
    rows = ",\n".join(
        f"  {json.dumps(slug)}: {json.dumps(feature, ensure_ascii=False)}" for slug, feature in made["features"].items()
    )
    return "\n".join(["{", *lines, ' "features": {', rows, " }", "}", ""])


if __name__ == "__main__":
    (HERE / "features.json").write_text(_written(renew(Path(sys.argv[1]), *sys.argv[2:4])), "utf-8")
