"""What the rights tests share: the base statement, use and permission of the truth table, and the nine profiles."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from publishkit.model.decision import Decision, EditionContext, IntendedUse, PublisherType, RightsPolicy, Stored
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel, Evidence, Party
from publishkit.model.statement import GrantKind, PermissionGrant, RightsStatement, Treatment
from publishkit.rights.gate.decide import decide
from publishkit.rights.profiles import load_profiles

WORKSPACE = Path(__file__).parents[1]
"""`tests/`: its `rights/profiles` are the fixtures of the truth table."""

LETTER = Evidence(path="evidence/letter.eml", sha256="a" * 64)
STORED = Stored(sha256={LETTER.path: LETTER.sha256})

STATEMENT = RightsStatement(
    title="Example",
    creators=(Party(name="Jane Doe"),),
    publisher=Party(name="Example Times"),
    source_url="https://example.org/a",
    first_published=date(2024, 11, 18),
)
EDITION = EditionContext(
    channel=Channel.WEB, date=date(2024, 11, 22), publisher_type=PublisherType.NONPROFIT, news_outlet=True
)
USE = IntendedUse(edition=EDITION, treatment=Treatment.FULL_VERBATIM, words=600)
GRANT = PermissionGrant(
    kind=GrantKind.EMAIL,
    grantor=Party(name="Example Times"),
    grantor_is_holder=True,
    reference="20241120@example.org",
    granted_on=date(2024, 11, 20),
    channels=tuple(Channel),
    evidence=(LETTER,),
)


@cache
def fixture_profiles() -> dict[str, Profile]:
    return dict(load_profiles(WORKSPACE))


def profiles_with(name: str, **changes: Any) -> dict[str, Profile]:
    """Return the nine profiles, one of them changed."""
    return {**fixture_profiles(), name: replace(fixture_profiles()[name], **changes)}


def asked(treatment: str = "full_verbatim", *, edition: dict[str, Any] | None = None, **changes: Any) -> IntendedUse:
    return replace(USE, treatment=Treatment(treatment), edition=replace(EDITION, **(edition or {})), **changes)


def decided(
    statement: RightsStatement,
    use: IntendedUse = USE,
    *,
    policy: RightsPolicy | None = None,
    profiles: dict[str, Profile] | None = None,
    stored: Stored = STORED,
) -> Decision:
    known = fixture_profiles() if profiles is None else profiles
    return decide(statement, use, policy=policy or RightsPolicy(), profiles=known, stored=stored)


def reason_codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.reasons}


def duty_codes(decision: Decision) -> set[str]:
    return {duty.code for duty in decision.duties}
