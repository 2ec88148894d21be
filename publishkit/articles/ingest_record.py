"""`ingest.json`: what the machine read, from where, what it left out, and what it wrote."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from publishkit.articles.extracted import Extracted
from publishkit.model.statement import Signal

VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """Where the bytes came from."""

    kind: str
    name: str
    """File name only: a path of the editor's machine is nobody's business."""
    size: int
    sha256: str
    charset: str
    charset_why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Emitted:
    """What the machine wrote, to be compared with what stands there later."""

    front_matter: Mapping[str, object] = field(default_factory=dict)
    body_sha256: str = ""
    rights: Mapping[str, object] = field(default_factory=dict)
    """Keys of `[text]`, and "picture" for all pictures."""


def body_hash(body: str) -> str:
    """Return the hash of a body as it stands in `article.md`."""
    return sha256(body.strip("\n").encode("utf-8", "surrogatepass")).hexdigest()


def write_record(found: Extracted, origin: Provenance, emitted: Emitted, tool: str) -> str:
    """Return the text of `ingest.json`; the same source gives the same bytes."""
    record = {
        "version": VERSION,
        "tool": tool,
        "source": {"kind": origin.kind, "name": origin.name, "bytes": origin.size, "sha256": origin.sha256,
                   "charset": origin.charset, "charset_why": origin.charset_why},
        "address": found.source_url,
        "candidates": {key: [{"value": one.value, "from": one.source} for one in values] for key, values in found.candidates.items() if values},
        "pictures": [{"file": p.file, "src": p.src, "caption": p.caption, "credit": p.credit, "credit_raw": p.credit_raw, "signals": _signs(p.signals)} for p in found.pictures],
        "signals": _signs(found.signals),
        "dropped": [{"text": d.text, "reason": d.reason} for d in found.dropped],
        "review": list(found.review),
        "emitted": {"front_matter": dict(emitted.front_matter), "body_sha256": emitted.body_sha256, "rights": dict(emitted.rights)},
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _signs(signals: Sequence[Signal]) -> list[dict[str, str]]:
    return [{"kind": sign.kind, "value": sign.value, "where": sign.where} for sign in signals]


def read_emitted(text: str) -> tuple[Emitted, Mapping[str, object]]:
    """Return what the machine wrote, and the whole record.

    Raises:
        ValueError: it is no record of ours.
    """
    try:
        record = json.loads(text)
        emitted = record["emitted"]
        return (
            Emitted(
                front_matter=dict(emitted["front_matter"]),
                body_sha256=str(emitted["body_sha256"]),
                rights=dict(emitted["rights"]),
            ),
            record,
        )
    except (ValueError, KeyError, TypeError, RecursionError) as cause:
        raise ValueError("ingest.json is damaged") from cause
