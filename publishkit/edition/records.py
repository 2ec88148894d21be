"""The records that go out with an edition: `rights.json`, `build.json`, `SHA256SUMS`.

Canonical: no clock, no timings, keys and lists in a fixed order, so that the same edition gives the same bytes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from publishkit.model.artifact import Artifact
from publishkit.model.decision import Decision, Rank
from publishkit.model.edition import Edition, Item, OmittedPicture, PlacedPicture, plain
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel, Party
from publishkit.model.statement import RightsStatement

SCHEMA = "publishkit-rights/1"
"""A change of `rights.json` that could break a reader is a new number and a changelog entry."""

BUILD_SCHEMA = "publishkit-build/1"


def canonical(value: object) -> bytes:
    r"""Return *value* as JSON the way all our records are written.

    >>> canonical({"b": ["ż"], "a": None})
    b'{\n "b": [\n  "\xc5\xbc"\n ],\n "a": null\n}\n'
    """
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# --- rights.json ------------------------------------------------------------------------------------------------------


def rights_json(edition: Edition, proved: Mapping[str, str] | None = None) -> bytes:
    """Return the public rights record of every text and picture, printed or left out.

    It names no contacts, no permission letters and no evidence files. *proved* is asset id -> "passed" or "failed".
    """
    records = [record for item in edition.items for record in _item_records(edition, item, proved or {})]
    return canonical(
        {
            "schema": SCHEMA,
            "issue": edition.id,
            "date": edition.date.isoformat(),
            "publication": edition.name,
            "policy": next((decision.policy_version for decision in edition.decisions), ""),
            "channels": [channel.value for channel in edition.issue.outputs],
            "rights": edition.rights_sentence,
            "tdm": {"reserved": edition.tdm_reserved, "policy_url": edition.tdm_policy or None},
            "items": records,
        }
    )


def _item_records(edition: Edition, item: Item, proved: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    decisions = decisions_of(edition)
    asset = item.statement.asset_id
    yield {
        "id": item.id,
        "asset": asset,
        **_text(item),
        "use": {channel.value: item.use for channel in edition.issue.outputs},
        "decision": _decided(decisions.get(asset, {}), proved.get(asset)),
    }
    placed = {_asset_of(item, block.picture.id): block.picture for block in item.blocks if block.picture}
    left_out = {picture.asset_id: picture for picture in item.omitted}
    known = [name for name in decisions if name.startswith(f"{item.slug}#") and name != asset]
    for name in dict.fromkeys([*known, *placed, *left_out]):
        yield {
            "id": item.id,
            "asset": name,
            **_picture(placed.get(name), left_out.get(name)),
            "use": _picture_use(edition, placed.get(name)),
            "decision": _decided(decisions.get(name, {}), proved.get(name)),
        }


def _asset_of(item: Item, picture_id: str) -> str:
    """`a03-img1` in the edition is `slug#img1` in the workspace."""
    return f"{item.slug}#{picture_id.removeprefix(f'{item.id}-')}"


def _text(item: Item) -> Mapping[str, Any]:
    statement = item.statement
    return {
        "kind": "text",
        "status": statement.status.value,
        "title": statement.title or item.title,
        "creators": _names(statement.creators),
        "publisher": statement.publisher.name if statement.publisher else None,
        "holders": _names(statement.holders),
        "copyright_line": statement.copyright_line,
        "license_id": statement.license_id,
        "license_uri": item.license_uri or None,
        "source_url": item.source_url or None,
        "first_published": statement.first_published.isoformat() if statement.first_published else None,
        "notices": [{"text": n.text, "sha256": n.sha256, "lang": n.lang} for n in statement.notices],
        "tdm": _tdm(statement),
    }


def _names(parties: Iterable[Party]) -> list[str]:
    return [party.name for party in parties]


def _tdm(statement: RightsStatement) -> Mapping[str, str | None]:
    return {"state": statement.tdm.state.value, "policy_url": statement.tdm.policy_url}


def _picture(placed: PlacedPicture | None, omitted: OmittedPicture | None) -> Mapping[str, Any]:
    if placed:
        links = [span.href for span in placed.credit if span.kind == "license" and span.href]
        return {
            "kind": "image",
            "status": placed.statement.status.value,
            "file": placed.name,
            "credit_line": plain(placed.credit),
            "license_uri": next(iter(links), None),
        }
    return {
        "kind": "image",
        "status": omitted.status.value if omitted else None,
        "file": None,
        "credit_line": omitted.credit or None if omitted else None,
        "license_uri": None,
    }


def _picture_use(edition: Edition, placed: PlacedPicture | None) -> Mapping[str, str]:
    printed = placed.channels if placed else ()
    return {channel.value: "image" if channel in printed else "omitted" for channel in edition.issue.outputs}


def decisions_of(edition: Edition) -> Mapping[str, Mapping[Channel, Decision]]:
    """Return asset id -> format -> decision; an edition keeps one per asset and format, formats in the issue's order."""
    found: dict[str, list[Decision]] = {}
    for decision in edition.decisions:
        found.setdefault(decision.asset_id, []).append(decision)
    return {asset: dict(zip(edition.issue.outputs, made, strict=False)) for asset, made in found.items()}


def _decided(decisions: Mapping[Channel, Decision], proof: str | None) -> Mapping[str, Any]:
    """Return what was decided, in one: the least outcome of all formats, every reason and duty once."""
    made = decisions.values()
    outcome = min((decision.outcome for decision in made), key=lambda outcome: Rank[outcome.name], default=None)
    return {
        "outcome": outcome.value if outcome else None,
        "reasons": list(dict.fromkeys(reason.code for decision in made for reason in decision.reasons)),
        "duties": list(dict.fromkeys(duty.code for decision in made for duty in decision.duties)),
        "proof": proof,
    }


# --- build.json, SHA256SUMS -------------------------------------------------------------------------------------------


def build_json(
    edition: Edition,
    *,
    inputs: Mapping[str, str],
    versions: Mapping[str, str],
    artifacts: Iterable[Artifact],
    findings: Sequence[Finding],
) -> bytes:
    """Return what the edition was made from and what came of it.

    *inputs* is path -> SHA-256 of every file read, *versions* is name -> version of every engine.
    """
    files = sorted(artifacts, key=lambda artifact: artifact.name)
    return canonical(
        {
            "schema": BUILD_SCHEMA,
            "edition": edition.id,
            "date": edition.date.isoformat(),
            "revision": edition.revision,
            "revised": edition.revised.isoformat() if edition.revised else None,
            "mail": _mail(edition),
            "versions": dict(sorted(versions.items())),
            "inputs": [{"path": path, "sha256": digest} for path, digest in sorted(inputs.items())],
            "artifacts": [artifact_record(artifact) for artifact in files],
            "findings": [asdict(finding) for finding in findings],
        }
    )


def _mail(edition: Edition) -> Mapping[str, str] | None:
    """Return what the head of the mail says, which its files do not: `publishkit send` reads it here."""
    if Channel.EMAIL not in edition.issue.outputs:
        return None
    return {"subject": edition.subject, "name": edition.name, "url": edition.url}


def artifact_record(artifact: Artifact) -> Mapping[str, Any]:
    """Return one finished file as our JSON names it."""
    return {
        "name": artifact.name,
        "media_type": artifact.media_type,
        "bytes": len(artifact.data),
        "sha256": artifact.sha256,
    }


def sha256sums(artifacts: Iterable[Artifact]) -> bytes:
    """Return the checksums in the form `sha256sum --check` reads, sorted by name."""
    files = sorted(artifacts, key=lambda artifact: artifact.name)
    return "".join(f"{artifact.sha256}  {artifact.name}\n" for artifact in files).encode()
