"""The public record says under which terms an item is printed, in ODRL 2.2 and with SPDX's names, and asserts nothing more."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from publishkit.edition.records.odrl import (
    ACTIONS,
    CLASSES,
    CONTEXT,
    LEFT_OPERANDS,
    OPERATORS,
    RIGHTSML,
    Printed,
    policy,
)
from publishkit.edition.records.record_json import rights_json
from publishkit.edition.records.records import parse_rights
from publishkit.model.decision import Decision, Outcome
from publishkit.model.rights import Channel, Party, Status
from publishkit.model.statement import Duty, GrantKind, PermissionGrant, RightsStatement, Treatment
from publishkit.rights.license import read_license
from tests.support.editions import make_edition

RULE = {"target", "action", "assigner", "assignee", "constraint", "duty", "consentingParty", "attributedParty"}
"""Properties of a rule, and the functions of parties (ODRL 2.2, 2.6 and vocabulary 4.10)."""
JANE = Party(name="Jane Doe")


def rules(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every rule of a policy, and the duties within."""
    for kind in ("permission", "prohibition", "obligation"):
        for rule in told.get(kind, ()):
            yield rule
            yield from rule.get("duty", ())


def assert_valid(told: Mapping[str, Any]) -> None:
    """A policy has an address, a class of the core and a rule (ODRL 2.2, 2.1); every word is of the vocabulary."""
    assert set(told) <= {"@context", "@type", "uid", "profile", "conflict", "permission", "prohibition", "obligation"}
    assert told["@context"] == json.loads(json.dumps(CONTEXT))
    assert (told["@type"] in CLASSES, told["profile"], told["conflict"]) == (True, RIGHTSML, "prohibit")
    assert told["uid"].startswith("https://")
    assert list(rules(told))
    for rule in rules(told):
        assert set(rule) <= RULE
        actions = rule["action"] if isinstance(rule["action"], list) else [rule["action"]]
        assert set(actions) <= ACTIONS
        for constraint in rule.get("constraint", ()):
            assert set(constraint) == {"leftOperand", "operator", "rightOperand"}
            assert (constraint["leftOperand"] in LEFT_OPERANDS, constraint["operator"] in OPERATORS) == (True, True)
    if told["@type"] == "Agreement":
        assert all(rule["assignee"] for rule in told["permission"])


def printed(statement: RightsStatement, *, license_: str = "", ok: bool = True, **decision: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"requested": Treatment.FULL_VERBATIM, "duties": (Duty(code="D-ATTRIB"),), **decision}
    made = Decision(
        asset_id="tides#text", outcome=Outcome.ALLOW_FULL if ok else Outcome.BLOCK, ok=ok, max_treatment=None, reasons=(), **values
    )  # fmt: skip
    told = policy(
        Printed(
            uid="https://letter.example/rights.json#tides/text/policy",
            target="https://tides.example/1",
            statement=statement,
            license=read_license(license_) if license_ else None,
            decisions=dict.fromkeys((Channel.WEB, Channel.PDF), made),
            channels=(Channel.WEB, Channel.PDF),
            house="The Letter",
        )
    )
    plain: dict[str, Any] = json.loads(json.dumps(told))
    assert_valid(plain)
    return plain


def test_every_item_of_an_edition_has_a_valid_policy() -> None:
    for item in json.loads(rights_json(make_edition()))["items"]:
        assert_valid(item["odrl"])


def test_a_licensed_text_may_be_copied_with_its_credit() -> None:
    told = printed(
        RightsStatement(status=Status.LICENSED_OPEN, creators=(JANE,), holders=(JANE,)), license_="CC-BY-NC-ND-4.0"
    )
    (rule,) = told["permission"]
    assert rule["action"] == ["reproduce", "distribute"]
    assert rule["assigner"] == "Jane Doe"
    assert rule["duty"] == [{"action": "attribute", "attributedParty": ["Jane Doe"]}]
    assert rule["constraint"] == [
        {"leftOperand": "deliveryChannel", "operator": "isAnyOf", "rightOperand": ["web", "pdf"]}
    ]
    assert [one["action"] for one in told["prohibition"]] == ["cc:CommercialUse", "cc:DerivativeWorks"]


@pytest.mark.parametrize("requested", [Treatment.BRIEF, Treatment.QUOTE, Treatment.LINK_ONLY])
def test_a_summary_asserts_no_permission(requested: Treatment) -> None:
    told = printed(RightsStatement(status=Status.ALL_RIGHTS_RESERVED, holders=(JANE,)), requested=requested)
    assert "permission" not in told
    assert told["obligation"] == [
        {"target": "https://tides.example/1", "action": "obtainConsent", "consentingParty": "Jane Doe"}
    ]


def test_what_is_withheld_has_no_permission_whatever_license_was_found() -> None:
    told = printed(RightsStatement(status=Status.LICENSED_OPEN), license_="CC-BY-4.0", ok=False)
    assert set(told) & {"permission", "prohibition", "obligation"} == {"obligation"}


def test_a_permission_is_an_agreement_within_its_limits() -> None:
    """Who signed it stays with us."""
    grant = PermissionGrant(
        kind=GrantKind.EMAIL, grantor=Party(name="Priv Ate"), granted_on=date(2026, 11, 2), channels=(Channel.WEB,),
        valid_from=date(2026, 11, 3), territories=("DE", "AT"),
    )  # fmt: skip
    told = printed(
        RightsStatement(status=Status.PERMISSION, holders=(JANE,), grants=(grant,)), valid_until=date(2027, 1, 1)
    )
    assert (told["@type"], told["permission"][0]["assignee"]) == ("Agreement", "The Letter")
    limits = {(one["leftOperand"], one["operator"]) for one in told["permission"][0]["constraint"]}
    assert limits == {
        ("deliveryChannel", "isAnyOf"),
        ("dateTime", "lteq"),
        ("dateTime", "gteq"),
        ("spatial", "isAnyOf"),
    }
    assert [one["action"] for one in told["prohibition"]] == ["cc:CommercialUse"]
    assert "Priv Ate" not in json.dumps(told)


def test_nobody_permits_what_is_in_the_public_domain() -> None:
    told = printed(RightsStatement(status=Status.PUBLIC_DOMAIN, holders=(JANE,)), duties=())
    assert "assigner" not in told["permission"][0]


def test_the_record_names_licenses_as_spdx_does() -> None:
    """A port SPDX does not know is a `LicenseRef-`; without a license there is no name."""
    edition = make_edition()
    names = {item.asset: item.spdx for item in parse_rights(rights_json(edition)).items}
    assert names["tide-clocks#text"] == "CC-BY-4.0"
    assert names["harbor-vote#text"] is None
    first, *others = edition.sections
    item = replace(
        first.items[0], license_uri="", statement=RightsStatement(asset_id="x#text", license_id="CC-BY-NC-ND-3.0-US")
    )
    changed = replace(edition, sections=(replace(first, items=(item, *first.items[1:])), *others))
    assert parse_rights(rights_json(changed)).items[0].spdx == "LicenseRef-CC-BY-NC-ND-3.0-US"


def test_a_record_of_an_earlier_edition_is_still_read() -> None:
    told = json.loads(rights_json(make_edition()))
    for item in told["items"]:
        del item["odrl"], item["spdx"]
    assert parse_rights(json.dumps(told).encode()).items[0].odrl is None
