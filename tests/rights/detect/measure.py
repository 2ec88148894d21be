"""How much of what annotated pages say is found: `python -m tests.rights.detect.measure FOLDER [ANNOTATIONS]`.

FOLDER holds saved pages and pasted texts (`.html`, `.html.gz`, `.txt`, also in folders below); ANNOTATIONS, by default
`FOLDER/annotations.toml`, says file by file what a reader of the page finds:

    [license]   "page.html" = "CC-BY-4.0"          of the text, wherever the page names it
    [tdm]       "page.html" = "reserved"
    [holder]    "page.html" = "Harbour Gazette Ltd."
    [status]    "page.html" = "licensed_open"      or "conflict"; may name several that are right
    [picture]   "page.html" = ["CC-BY-2.0", ""]    of each picture, "" for none
"""

import io
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishkit.press.adding.take import Taken, take

SUFFIXES = (".html", ".html.gz", ".htm", ".txt")
Truth = Mapping[str, Mapping[str, str | list[str]]]


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of what there is were found, and which were not or should not have been."""

    name: str
    of: int
    missed: tuple[str, ...]
    false: tuple[str, ...] = ()
    others: int = 0
    """Pages that do not say it."""

    @property
    def found(self) -> float:
        """0-1; 1 when there is nothing to find."""
        return 1 - len(self.missed) / self.of if self.of else 1.0

    def __str__(self) -> str:
        false = f", {len(self.false)} of {self.others} others false" if self.others else ""
        return f"{self.name:9} {self.of - len(self.missed)} of {self.of} found ({self.found:.1%}){false}"


def read_truth(path: Path) -> Truth:
    return tomllib.loads(path.read_text("utf-8"))


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.name.endswith(SUFFIXES))


def read(paths: Sequence[Path]) -> dict[str, Taken]:
    return {path.name: take(str(path), io.BytesIO(), None) for path in paths}


def measure(taken: Mapping[str, Taken], truth: Truth) -> Iterator[Share]:
    """Yield a share for each kind of annotation."""
    yield share("license", {name: one.rights.text.license_id or "" for name, one in taken.items()}, truth)
    reserved = {n: "reserved" if one.rights.text.tdm.state.value == "reserved" else "" for n, one in taken.items()}
    yield share("tdm", reserved, truth)
    known = {name: one for name, one in taken.items() if name in truth.get("holder", {})}
    wrong = [name for name, one in known.items() if not names(one, str(truth["holder"][name]))]
    yield Share(name="holder", of=len(known), missed=tuple(wrong))
    if "status" in truth:
        judged = {name: one for name, one in taken.items() if name in truth["status"]}
        wrong = [name for name, one in judged.items() if status(one) not in str(truth["status"][name]).split()]
        yield Share(name="status", of=len(judged), missed=tuple(wrong))
    if "picture" in truth:
        wrong = [name for name, one in taken.items() if pictures(one) != truth["picture"].get(name, pictures(one))]
        yield Share(name="picture", of=len(truth["picture"]), missed=tuple(wrong))


def share(kind: str, found: Mapping[str, str], truth: Truth) -> Share:
    said = {name: value for name, value in truth.get(kind, {}).items() if name in found}
    others = [name for name in found if name not in said]
    return Share(
        name=kind,
        of=len(said),
        missed=tuple(name for name, value in said.items() if found[name] != value),
        false=tuple(name for name in others if found[name]),
        others=len(others),
    )


def status(taken: Taken) -> str:
    return "conflict" if taken.rights.text.conflict else taken.rights.text.status.value


def pictures(taken: Taken) -> list[str]:
    return [picture.rights.license_id or "" for picture in taken.rights.picture]


def names(taken: Taken, holder: str) -> bool:
    """Whether a holder is named so, or with more or fewer words of the same name."""
    said, found = key(holder), [key(party.name) for party in taken.rights.text.holders]
    return any(one in said or said in one for one in found if one)


def key(name: str) -> str:
    return re.sub(r"\W+", "", name).lower()


def main() -> None:
    folder = Path(sys.argv[1])
    truth = read_truth(Path(sys.argv[2]) if len(sys.argv) > 2 else folder / "annotations.toml")
    taken = read(sources(folder))
    print(f"{len(taken)} sources")
    for one in measure(taken, truth):
        print(one)
        for what, which in (("missed", one.missed), ("false", one.false)):
            for name in which:
                print(f"  {what}: {name}")


if __name__ == "__main__":
    main()
