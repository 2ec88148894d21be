"""What editions before this one printed, as the ledger of decisions tells it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from publishkit.disk import read_file
from publishkit.model.decision import Claim
from publishkit.model.statement import BRIEFLIKE
from publishkit.rights.ledger import LEDGER, records, split

Slugs = Callable[[str], Collection[str] | None]
"""Edition -> the articles its manifest names today; None when there is no such manifest any more."""

SHORT = frozenset(treatment.value for treatment in BRIEFLIKE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """What editions before this one printed."""

    texts_this_month: Mapping[str, int] = field(default_factory=dict)
    """Profile -> texts printed in full, or adapted, under its terms, in editions of the same calendar month."""
    issues_by_proof: Mapping[str, int] = field(default_factory=dict)
    """SHA-256 of a stored proof -> editions that printed something it clears."""
    claims: Mapping[str, Claim] = field(default_factory=dict)
    """Asset -> the claim the last build of this very edition wrote down about it."""


NOTHING_EARLIER = Earlier()


def read_earlier(root: Path, edition: str, day: date, slugs: Slugs) -> Earlier:
    """Return what the workspace's ledger says of editions before *edition*, which is dated *day*.

    A ledger that is missing or cannot be read says nothing: `rights ledger --check` is what tells of that.
    """
    try:
        lines, _half = split(read_file(root / LEDGER))
    except OSError:
        return NOTHING_EARLIER
    before = earlier_use(records(lines), edition, day, slugs)
    return replace(before, claims=dict(_claims(records(lines, edition))))


def _claims(told: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Claim]]:
    """Yield asset and claim, the last one last; what is no claim of ours says nothing."""
    for line in told:
        match line.get("claim"):
            case {"by": str(by), "because": str(because), "against": [*against]}:
                yield str(line.get("asset")), Claim(by=by, because=because, against=tuple(map(str, against)))
            case _:
                pass


def earlier_use(told: Iterable[Mapping[str, Any]], edition: str, day: date, slugs: Slugs) -> Earlier:
    """Return what the records *told*, oldest first, say of editions before *edition*.

    Before is by date, then by name, so that building an old edition again is not stopped by younger ones. A text counts
    once, however many formats it stands in; one that was taken out of its edition again does not count.
    """
    before = (day.isoformat(), edition)
    last = {_key(line): line for line in told if (str(line.get("edition_date")), str(line.get("edition"))) < before}
    manifests: dict[str, Collection[str] | None] = {}
    texts: dict[str, set[tuple[str, str]]] = {}
    issues: dict[str, set[str]] = {}
    for (name, asset, _), line in last.items():
        slug, _, part = asset.partition("#")
        if not line.get("ok") or line.get("requested") in SHORT:
            continue
        named = manifests[name] if name in manifests else manifests.setdefault(name, slugs(name))
        if named is not None and slug not in named:
            continue
        terms, proofs = line.get("profile"), line.get("evidence")
        if part == "text" and isinstance(terms, dict) and str(line.get("edition_date"))[:7] == before[0][:7]:
            texts.setdefault(str(terms.get("id")), set()).add((name, asset))
        for digest in proofs.values() if isinstance(proofs, dict) else ():
            issues.setdefault(str(digest), set()).add(name)
    return Earlier(
        texts_this_month={terms: len(found) for terms, found in texts.items()},
        issues_by_proof={digest: len(found) for digest, found in issues.items()},
    )


def _key(line: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(line.get("edition")), str(line.get("asset")), str(line.get("channel"))
