"""Restrictions: everything that may make a use less allowed and never more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from publishkit.model.decision import (
    NO_BACKGROUND,
    Background,
    Decision,
    IntendedUse,
    PublisherType,
    RightsPolicy,
    Stored,
)
from publishkit.model.profile import Profile
from publishkit.model.rights import (
    Channel,
    Evidence,
    LicenseScope,
    Notice,
    Party,
    Status,
    TdmReservation,
    TdmState,
    Withdrawal,
    WithdrawalKind,
)
from publishkit.model.statement import GrantKind, PermissionGrant, PermissionRequest, RightsStatement, Signal
from publishkit.rights.gate.decide import decide


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question with everything it depends on."""

    statement: RightsStatement
    use: IntendedUse
    profile: Profile
    policy: RightsPolicy
    stored: Stored
    background: Background = NO_BACKGROUND

    def answer(self) -> Decision:
        profiles = {self.profile.id: self.profile}
        return decide(
            self.statement,
            self.use,
            policy=self.policy,
            profiles=profiles,
            stored=self.stored,
            background=self.background,
        )


Restriction = Callable[[Ask], Ask]


def in_statement(**changes: Any) -> Restriction:
    return lambda ask: replace(ask, statement=replace(ask.statement, **changes))


def only(*, where: Callable[[Ask], bool]) -> Callable[[Restriction], Restriction]:
    """Lay a restriction upon some questions only: an address, or a letter, may also be what speaks against a status."""
    return lambda restrict: lambda ask: restrict(ask) if where(ask) else ask


def of_status(status: Status) -> Callable[[Restriction], Restriction]:
    return only(where=lambda ask: ask.statement.status is status)


def in_use(**changes: Any) -> Restriction:
    return lambda ask: replace(ask, use=replace(ask.use, **changes))


def in_edition(**changes: Any) -> Restriction:
    return lambda ask: replace(ask, use=replace(ask.use, edition=replace(ask.use.edition, **changes)))


def in_policy(**changes: Any) -> Restriction:
    return lambda ask: replace(ask, policy=replace(ask.policy, **changes))


def in_profile(part: str, **changes: Any) -> Restriction:
    return lambda ask: replace(
        ask,
        profile=replace(ask.profile, **({part: replace(getattr(ask.profile, part), **changes)} if part else changes)),
    )


def in_grants(narrow: Callable[[PermissionGrant], PermissionGrant]) -> Restriction:
    return lambda ask: replace(ask, statement=replace(ask.statement, grants=tuple(map(narrow, ask.statement.grants))))


def narrowed(**changes: Any) -> Restriction:
    return in_grants(lambda grant: replace(grant, **changes))


def to_status(target: Status) -> Restriction:
    """Move to a more restrictive status; where the status is no less restrictive already, nothing changes."""
    harder = {
        Status.UNKNOWN: (Status.ORPHAN, Status.ALL_RIGHTS_RESERVED, Status.NO_REPUBLICATION),
        Status.ORPHAN: (Status.ALL_RIGHTS_RESERVED, Status.NO_REPUBLICATION),
        Status.ALL_RIGHTS_RESERVED: (Status.NO_REPUBLICATION,),
        Status.NO_REPUBLICATION: (),
    }

    def move(ask: Ask) -> Ask:
        now = ask.statement.status
        allowed = target in harder.get(now, (Status.UNKNOWN, *harder[Status.UNKNOWN]))
        return replace(ask, statement=replace(ask.statement, status=target)) if allowed else ask

    return move


def license_adding(element: str) -> Restriction:
    """Make a Creative Commons license stricter by one element."""

    def stricter(ask: Ask) -> Ask:
        name = ask.statement.license_id or ""
        if (
            not name.startswith("CC-BY")
            or element in name
            or {element, "SA"} == {"ND", "SA"} & {element, *name.split("-")}
        ):
            return ask
        order = [part for part in ("BY", "NC", "ND", "SA") if part == element or part in name.split("-")]
        stricter_name = f"CC-{'-'.join(order)}-{name.rsplit('-', 1)[1]}"
        return replace(ask, statement=replace(ask.statement, license_id=stricter_name))

    return stricter


def license_lost(ask: Ask) -> Ask:
    """The license is not named any more; that it was read stays, as a file keeps it."""
    named = ask.statement.license_uri or ask.statement.license_id
    signs = (*ask.statement.signals, Signal(kind="license-words", value=named, where="article")) if named else ()
    return in_statement(license_id=None, license_uri=None, signals=signs)(ask)


def scoped(scope: LicenseScope) -> Restriction:
    """The license is said of less: only a scope that says nothing, or "this", can become narrower."""

    def narrow(ask: Ask) -> Ask:
        if ask.statement.license_applies_to not in (LicenseScope.UNKNOWN, LicenseScope.THIS):
            return ask
        return in_statement(license_applies_to=scope)(ask)

    return narrow


def more(**found: Any) -> Restriction:
    """Something more is found that speaks of others: a holder, a notice, an agency, a sign."""

    def add(ask: Ask) -> Ask:
        added: dict[str, Any] = {key: (*getattr(ask.statement, key), *values) for key, values in found.items()}
        return replace(ask, statement=replace(ask.statement, **added))

    return add


def known(**changes: Any) -> Restriction:
    """Something is known besides the statement."""
    return lambda ask: replace(ask, background=replace(ask.background, of_workspace=True, **changes))


def noticed(text: str) -> tuple[Notice, ...]:
    return (Notice(text=text, sha256=sha256(text.encode()).hexdigest()),)


READ = RightsStatement(
    status=Status.ALL_RIGHTS_RESERVED,
    holders=(Party(name="Courier Press"),),
    publisher=Party(name="Courier"),
    copyright_line="© 2026 Courier. All rights reserved.",
    source_url="https://courier.example/a",
)
"""What a page said when it was added."""


def from_nonprofit(kind: PublisherType) -> Restriction:
    def move(ask: Ask) -> Ask:
        if ask.use.edition.publisher_type is not PublisherType.NONPROFIT:
            return ask
        return in_edition(publisher_type=kind)(ask)

    return move


def later_terms(ask: Ask) -> Ask:
    """The publisher asks for more days to pass, or fewer to count."""
    limits = ask.profile.limits
    longer = replace(
        limits, not_before_days=limits.not_before_days + 3, not_after_days=min(limits.not_after_days or 9, 9)
    )
    return replace(ask, profile=replace(ask.profile, limits=longer))


LOST = Evidence(path="evidence/lost.eml", sha256="f" * 64)

RESTRICTIONS: Mapping[str, Restriction] = {
    "killed": in_statement(withdrawn=Withdrawal(kind=WithdrawalKind.KILL, on=date(2024, 1, 1), by="Agency")),
    "corrected": in_statement(withdrawn=Withdrawal(kind=WithdrawalKind.CORRECTION, on=date(2024, 1, 1), by="Agency")),
    "conflict": in_statement(conflict=("two licenses",)),
    "evidence missing": in_statement(evidence=(LOST,)),
    "evidence gone": lambda ask: replace(ask, stored=Stored()),
    "partner content": in_statement(partner_content=True),
    "no rewriting": in_statement(no_rewrite=True),
    "mining reserved": in_statement(tdm=TdmReservation(state=TdmState.RESERVED)),
    "address lost": only(where=lambda ask: not ask.background.of_workspace and ask.statement.status is not Status.OWN)(
        in_statement(source_url=None)
    ),
    "license lost": license_lost,
    "license lost without a trace": only(
        where=lambda ask: ask.statement.status is Status.LICENSED_OPEN and not ask.profile.license_is_default
    )(in_statement(license_id=None, license_uri=None)),
    "profile license lost": in_profile("", license_is_default=False),
    **{
        f"status {s}": to_status(s)
        for s in Status
        if s.value in {"unknown", "orphan", "all_rights_reserved", "no_republication"}
    },
    **{f"license {element}": license_adding(element) for element in ("NC", "ND", "SA")},
    "license incomplete": in_statement(license_id="CC-UNSPECIFIED", license_uri=None),
    "no grants": of_status(Status.PERMISSION)(in_statement(grants=())),
    "grant verbal": narrowed(kind=GrantKind.VERBAL),
    "grant unproved": narrowed(evidence=()),
    "grant ended": narrowed(valid_until=date(2024, 1, 2)),
    "grant recalled": narrowed(withdrawn_on=date(2024, 1, 2)),
    "grant not begun": narrowed(valid_from=date(2030, 1, 1)),
    "grant one channel": in_grants(lambda g: replace(g, channels=g.channels[:1])),
    "grant one treatment": in_grants(lambda g: replace(g, treatments=g.treatments[:1])),
    "grant one country": in_grants(
        lambda g: replace(g, territories=("PL",) if "WORLD" in g.territories else g.territories[:1])
    ),
    "grant short": in_grants(lambda g: replace(g, max_words=min(g.max_words or 100, 100))),
    "grant few copies": in_grants(lambda g: replace(g, max_copies=min(g.max_copies or 100, 100))),
    "grant non-commercial": narrowed(commercial=False),
    "grant no paywall": narrowed(paywall=False),
    "grant no ads": narrowed(ads=False),
    "grant no sponsors": narrowed(sponsors=False),
    # --- evidence
    "a holder": more(holders=(Party(name="Somebody Else"),)),
    "an agency": more(agencies=(Party(name="Reuters", role="agency"),)),
    "an agency's author": more(creators=(Party(name="AFP", role="agency"),)),
    "a notice": more(notices=noticed("All rights reserved. No part may be reproduced.")),
    "a notice of somebody": more(notices=noticed("© 2026 Courier Press plc. All rights reserved.")),
    "a © line": in_statement(copyright_line="© 2026 Courier Press"),
    "a © line that reserves": in_statement(copyright_line="© 2026 Courier Press. All rights reserved."),
    "a credit of others": in_statement(credit_line="© Dan Reed | Coast Pictures"),
    "an agency's credit": in_statement(credit_line="Dan Reed/Reuters"),
    "a foreign page": only(where=lambda ask: bool(ask.statement.source_url))(
        in_statement(source_url="https://courier.example/a", publisher=Party(name="Courier"))
    ),
    "terms of others": in_statement(terms_url="https://courier.example/terms"),
    "asked for permission": more(requests=(PermissionRequest(asked_on=date(2024, 11, 1)),)),
    "said of the site": scoped(LicenseScope.SITE),
    "said of something else": scoped(LicenseScope.OTHER),
    "no ground": lambda ask: replace(ask, statement=replace(ask.statement, basis="", rs_uri=None)),
    "an author who died lately": only(where=lambda ask: ask.statement.basis == "author died 1911")(
        in_statement(basis="author died 2019")
    ),
    "nobody claims it": in_statement(claimed_by=None, because="", approved_by=None),
    "nobody agrees": in_statement(approved_by=None),
    "two people": in_policy(two_people=True),
    "a workspace was looked at": known(),
    "read when it was added": known(proposed=READ, from_page=True),
    "taken from a page": known(src="https://courier.example/a.jpg"),
    "in an article of others": known(article=READ),
    "a file of an agency": known(signals=(Signal(kind="credit", value="Getty Images", where="file"),)),
    "a file that reserves": known(signals=(Signal(kind="usage-terms", value="All rights reserved", where="file"),)),
    "other holder": lambda ask: in_grants(lambda g: replace(g, grantor_is_holder=False))(
        in_statement(holders=(Party(name="Somebody Else"),))(ask)
    ),
    "ads": in_edition(ads=True),
    "ads against it": in_edition(ads_against_item=True),
    "price": in_edition(price=Decimal(5)),
    "paywall": in_edition(paywall=True),
    "registration": in_edition(registration_wall=True),
    "drm": in_edition(drm=True),
    "sponsors": in_edition(sponsors=True),
    "the world": in_edition(territories=("US", "WORLD")),
    "no item license": in_edition(item_license_display=False),
    "no news outlet": in_edition(news_outlet=False),
    "for profit": from_nonprofit(PublisherType.FORPROFIT),
    "publisher unclear": from_nonprofit(PublisherType.UNKNOWN),
    "not verbatim": in_use(verbatim=False),
    "picked by a program": in_use(automated_selection=True),
    "written by a program": in_use(summary_by="machine"),
    "near copy": in_use(longest_run=40, five_gram=0.9),
    "long": in_use(words=100_000),
    "long quotation": in_use(quote_chars=5000, own_chars=0),
    "cap used up": in_use(used_from_source_this_month=1000),
    "no pixels": in_policy(tracking_pixels="never"),
    "short quotations": in_policy(quote_max_chars=1, quote_total_chars_per_source=1),
    "terms stale": in_profile("", terms_checked_on=None),
    "later": later_terms,
    "capped": in_profile("limits", cap_per_month=1),
    "short only": in_profile("limits", max_words=10),
    "pixel": in_profile("pixel", required_in=tuple(Channel), waiver=()),
    "no waiver": in_profile("allow", nc_override=""),
    "terms full only": in_profile("allow", full_only=True),
    "terms no edits": in_profile("allow", edits="none", translate=False, abridge=False),
    "terms no excerpt": in_profile("allow", excerpt=False),
    "terms no channel": in_profile("allow", channels=()),
    "terms no money": in_profile(
        "allow", paywall=False, registration_wall=False, ads=False, sponsors=False, resale=False
    ),
    "terms no ads against": in_profile("allow", ads_against_item=False),
    "terms nobody": in_profile("allow", publisher_types=()),
    "terms by hand": in_profile("allow", automated_selection=False),
    "terms no pictures": in_profile("images", default="excluded"),
}
