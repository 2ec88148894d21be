"""What an editor can take over with one word: the status that the evidence on file proposes, and whether a work may be ours."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from publishkit.model.decision import Decision
from publishkit.model.profile import Profile
from publishkit.model.rights import LicenseScope, Origin, Status
from publishkit.model.statement import RightsStatement
from publishkit.rights.license import read_license

CLEARING = frozenset({"cc", "public_domain", "open"})
"""Kinds of license that a status can rest on."""
CLAIM = ' --by "NAME" --because "…"'
"""How a command is told who stands for a status, and why."""
ELSEWHERE = frozenset({LicenseScope.IMAGE, LicenseScope.OTHER})
"""What a license found beside a text is about when it is not about the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What `rights confirm` would say of a text or picture."""

    sentence: str
    changes: Mapping[str, object] = field(default_factory=dict)
    """Keys of its statement, as plain values; empty when it says so already."""
    in_words: bool = False
    """Whether a person has to say why: the license was found for the whole site, or not said of this very work."""


def propose(statement: RightsStatement, terms: Profile | None = None) -> Proposal | None:
    """Return what is proposed for *statement*; None when nothing is, or its signs contradict each other.

    *terms* are those of the publisher at whose address the text stands, where the statement names none.

    >>> propose(RightsStatement(license_id="CC-BY-4.0", license_applies_to=LicenseScope.SITE)).changes["status"]
    'licensed_open'
    """
    if statement.conflict:
        return None
    if statement.status is not Status.UNKNOWN:
        return Proposal(sentence=f"{statement.status.value.replace('_', ' ')} is right")
    license = read_license(statement.license_uri or statement.license_id)
    if license.kind in CLEARING and statement.license_applies_to not in ELSEWHERE:
        for_site = statement.license_applies_to is LicenseScope.SITE
        # What was found stays on record; the person's own words say why it covers this work.
        changes = {"status": "licensed_open", **({} if for_site else {"license_applies_to": "this"})}
        unsaid = statement.license_applies_to is LicenseScope.UNKNOWN and statement.origin is Origin.DETECTED
        return Proposal(sentence=f"{license.name} covers it", changes=changes, in_words=for_site or unsaid)
    if terms is not None:
        # What its staff write needs no terms: those only say how it is to be credited.
        changes = {"status": "publisher_terms", "profile": terms.id}
        if terms.status is Status.US_GOVERNMENT_WORK:
            changes["status"] = "us_government_work"
            return Proposal(sentence=f"it is a work of the {terms.name}, written by its own staff", changes=changes)
        return Proposal(sentence=f"it is under the terms of {terms.name}", changes=changes)
    return None


def confirm_command(slug: str, *, in_words: bool = True) -> str:
    """Return the command that takes over what was found about a text; *in_words* with the reason of a person.

    >>> confirm_command("low-water"), confirm_command("low-water", in_words=False)
    ('publishkit rights confirm low-water --by "NAME" --because "…"', 'publishkit rights confirm low-water')
    """
    return f"publishkit rights confirm {slug}{CLAIM if in_words else ''}"


def set_license_command(slug: str) -> str:
    """Return the command that names a license which was found beside others, or not in full.

    >>> set_license_command("low-water")
    'publishkit rights set low-water status=licensed_open license_uri=https://… --by "NAME" --because "…"'
    """
    return f"publishkit rights set {slug} status=licensed_open license_uri=https://…{CLAIM}"


def claim_command(slug: str, picture: str = "") -> str:
    """Return the command by which a person claims the status of a text, or of a *picture*, against what speaks against it.

    >>> claim_command("low-water", "images/01.png")
    'publishkit rights set low-water images/01.png --by "NAME" --because "…"'
    """
    return f"publishkit rights set {slug}{f' {shlex.quote(picture)}' if picture else ''}{CLAIM}"


def may_be_ours(statement: RightsStatement, decisions: Iterable[Decision]) -> bool:
    """Whether nothing is known of the rights in a work and, as the *decisions* about it say, nothing speaks against its being ours.

    The first question is then whose it is.
    """
    found = statement.license_id or statement.license_uri or statement.conflict
    return statement.status is Status.UNKNOWN and not found and not any(decision.against for decision in decisions)
