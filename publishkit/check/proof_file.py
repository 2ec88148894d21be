"""`proof.json`: what was owed, where it was found, and by what a withheld work would be known again.

It holds enough to prove a finished edition a second time from nothing but its folder (`publishkit verify`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from publishkit.check.proof import Leak, Proof, Row
from publishkit.check.read_mail import Head
from publishkit.edition.records import canonical
from publishkit.model.edition import Owed, Withheld
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel

SCHEMA = "publishkit-proof/1"

PUBLISHED_TRACES = "0123"
"""Only traces that begin with one of these digits, one in four, are written down.

All of them would let anybody who knows nine words of the withheld text guess the next one, and the next, to its end.
Every fourth still meets any copied sentence or two; the build itself compares with all of them.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What `proof.json` says, read back."""

    edition: str
    heads: tuple[Head, ...]
    owed: tuple[Owed, ...]
    withheld: tuple[Withheld, ...]


def proof_json(edition: str, heads: Sequence[Head], proof: Proof, withheld: Sequence[Withheld]) -> bytes:
    """Return the record of a proof."""
    return canonical(
        {
            "schema": SCHEMA,
            "edition": edition,
            "passed": proof.passed,
            "items": [asdict(head) for head in heads],
            "duties": [_row(row) for row in proof.rows],
            "withheld": [_withheld(item, proof.leaks) for item in withheld],
            "faults": [asdict(finding) for finding in proof.faults],
        }
    )


def _row(row: Row) -> Mapping[str, Any]:
    owed = row.owed
    return {
        "item": owed.item,
        "asset": owed.asset_id,
        "channel": owed.channel.value,
        "duty": owed.duty,
        "near": owed.near,
        "strings": list(owed.strings),
        "links": list(owed.links),
        **{name: value for name in ("place", "text", "allowed", "reason") if (value := getattr(owed, name))},
        "state": row.state,
        "where": list(row.where),
        "missing": list(row.missing),
    }


def _withheld(item: Withheld, leaks: Sequence[Leak]) -> Mapping[str, Any]:
    return {
        "asset": item.asset_id,
        "article": item.article,
        "channels": [channel.value for channel in item.channels],
        "reasons": list(item.reasons),
        "sentence": item.sentence,
        "names": list(item.names),
        "sha256": list(item.sha256),
        "fingerprints": list(item.fingerprints),
        "shingles": sorted(mark for mark in item.shingles if mark[0] in PUBLISHED_TRACES),
        "leaks": [f"{leak.where}: {leak.message}" for leak in leaks if leak.asset_id == item.asset_id],
    }


def parse_proof(data: bytes) -> Record:
    """Return what a `proof.json` says is owed and withheld.

    Raises:
        ValueError: not our record, or not whole.
    """
    told = json.loads(data)
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        raise ValueError(f"is not a record of {SCHEMA}")
    try:
        return Record(
            edition=str(told["edition"]),
            heads=tuple(Head(item=h["item"], title=h["title"], label=h["label"]) for h in told["items"]),
            owed=tuple(map(_parse_owed, told["duties"])),
            withheld=tuple(map(_parse_withheld, told["withheld"])),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"is not whole ({error})") from error


def _parse_owed(row: Mapping[str, Any]) -> Owed:
    return Owed(
        item=row["item"],
        asset_id=row["asset"],
        channel=Channel(row["channel"]),
        duty=row["duty"],
        near=bool(row["near"]),
        strings=tuple(row["strings"]),
        links=tuple(row["links"]),
        place=row.get("place", ""),
        text=tuple(row.get("text", ())),
        allowed=tuple(row.get("allowed", ())),
        reason=row.get("reason", ""),
    )


def _parse_withheld(item: Mapping[str, Any]) -> Withheld:
    return Withheld(
        asset_id=item["asset"],
        article=item["article"],
        channels=tuple(Channel(name) for name in item["channels"]),
        reasons=tuple(item["reasons"]),
        sentence=item["sentence"],
        names=tuple(item["names"]),
        sha256=tuple(item["sha256"]),
        fingerprints=tuple(item["fingerprints"]),
        shingles=tuple(item["shingles"]),
    )


def no_proof(problem: str) -> Finding:
    """Return the finding that there is nothing to prove by."""
    return Finding(code="R133", severity="error", where="proof.json", message=problem, hint="build the edition again")
