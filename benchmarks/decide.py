"""How many statements `publishkit rights decide --json` decides in a second: ten thousand lines in, ten thousand out."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost, best_of, run

LINES = 10_000
COMMAND = (sys.executable, "-m", "publishkit", "rights", "decide", "--json")

STATEMENTS: tuple[dict[str, Any], ...] = (
    {"status": "licensed_open", "license_id": "CC-BY-4.0"},
    {"status": "licensed_open", "license_id": "CC-BY-SA-4.0"},
    {"status": "licensed_open", "license_id": "CC-BY-ND-4.0"},
    {"status": "licensed_open", "license_id": "CC-BY-NC-ND-4.0"},
    {"status": "licensed_open", "license_id": "CC-BY-3.0", "profile": "global-voices"},
    {"status": "licensed_open", "license_id": "CC-BY-ND-4.0", "profile": "the-conversation-us"},
    {"status": "publisher_terms", "profile": "city-desk-abq"},
    {"status": "all_rights_reserved", "tdm": {"state": "reserved"}},
    {"status": "all_rights_reserved", "asset_kind": "image"},
    {"status": "no_republication"},
    {"status": "public_domain"},
    {"status": "own"},
    {"status": "unknown"},
)
USES = ("full_verbatim", "full_verbatim", "full_verbatim", "translated", "brief")
CHANNELS = ("email", "web", "pdf", "epub")


@dataclass(frozen=True, kw_only=True, slots=True)
class Deciding:
    """What ten thousand decisions cost, and what it costs to start and decide nothing."""

    all: Cost
    nothing: Cost

    @property
    def seconds(self) -> float:
        """For the lines alone."""
        return self.all.seconds - self.nothing.seconds

    @property
    def per_second(self) -> float:
        """Decisions."""
        return LINES / self.seconds


def measure_deciding(folder: Path) -> Deciding:
    """Return what deciding costs in a fresh process, the best of five."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lines.jsonl").write_text("".join(islice(_lines(), LINES)), encoding="utf-8")
    (folder / "none.jsonl").write_text("", encoding="utf-8")
    return Deciding(
        all=best_of(5, lambda: run((*COMMAND, "lines.jsonl"), folder)),
        nothing=best_of(5, lambda: run((*COMMAND, "none.jsonl"), folder)),
    )


def _lines() -> Iterator[str]:
    """Yield lines without end; no two are equal."""
    number = 0
    while True:
        for statement, treatment, channel in product(STATEMENTS, USES, CHANNELS):
            number += 1
            yield json.dumps(_request(statement, treatment, channel, number)) + "\n"


def _request(statement: dict[str, Any], treatment: str, channel: str, number: int) -> dict[str, Any]:
    picture = statement.get("asset_kind") == "image"
    return {
        "statement": {
            "asset_id": f"story-{number}#text",
            "title": f"Story number {number}",
            "creators": [{"name": f"Author {number % 700}"}],
            "publisher": {"name": f"Review {number % 90}"},
            "holders": [{"name": f"Review {number % 90} Ltd"}],
            "copyright_line": f"© 2026 Review {number % 90}",
            "source_url": f"https://review{number % 90}.example/story/{number}",
            "first_published": "2026-11-01",
            **statement,
        },
        "use": {
            "edition": {"channel": channel, "date": "2026-11-22", "publisher_type": "nonprofit"},
            "treatment": "image_resized" if picture else treatment,
            "words": 400 + number % 900,
        },
    }
