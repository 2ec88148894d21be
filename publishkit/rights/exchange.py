"""Decisions as other programs ask for them and get them: the stable form of `rights decide --json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from publishkit.model.decision import Decision, IntendedUse, RightsPolicy
from publishkit.model.rights import STRICT
from publishkit.model.statement import RightsStatement

OTHER_NAMES: Mapping[str, str] = {"item_licence_display": "item_license_display"}
"""Spellings of the published model that are read as ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One line asked: may this asset be used so?"""

    __pydantic_config__: ClassVar[Mapping[str, object]] = STRICT

    statement: RightsStatement
    use: IntendedUse
    policy: RightsPolicy | None = None
    """House rules for this line; by default the workspace's."""


def respelled(tree: object) -> object:
    """Return *tree* with the other spellings of `use.edition` made ours."""
    if isinstance(tree, dict):
        return {OTHER_NAMES.get(key, key): respelled(value) for key, value in tree.items()}
    return tree


def decision_object(decision: Decision) -> dict[str, object]:
    """Return the decision as JSON has it, of plain values; names and order are part of our interface."""
    greatest = decision.max_treatment
    return {
        "outcome": str(decision.outcome),
        "ok": decision.ok,
        "max_treatment": str(greatest) if greatest else None,
        "reasons": [{"code": r.code, "severity": str(r.severity), "sentence": r.sentence} for r in decision.reasons],
        "duties": [{"code": duty.code, "params": duty.params} for duty in decision.duties],
        "alternatives": [str(treatment) for treatment in decision.alternatives],
        "valid_until": decision.valid_until.isoformat() if decision.valid_until else None,
    }
