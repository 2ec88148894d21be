"""What is known of the rights on file: an issue at a glance, its audit, what is due, what the ledger of decisions holds."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from publishkit.errors import InputError, Problem
from publishkit.model.decision import Decision, Rank
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.permissions.audit import proof_shown, rights_report
from publishkit.permissions.audit_values import LedgerShown, RightsReport
from publishkit.permissions.due import Due, Used, due_items, uses_of
from publishkit.permissions.ledger import Ledger, load_ledger
from publishkit.press.adding.reread import rights_of
from publishkit.rights.ledger import digest, held_in, records
from publishkit.rights.phrases import CHANNELS, formats_together, holder_name, long_date
from publishkit.rights.profiles import load_profiles, propose_profile
from publishkit.rights.proposal import may_be_ours
from publishkit.rights.terms import effective_license
from publishkit.workspace.folder import issue_ids
from publishkit.workspace.load import load_config, load_issue
from publishkit.workspace.outline import read_outline


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What is known about one asset and what follows from it."""

    asset: str
    status: str
    holder: str
    license: str
    outcome: str
    """The least of all formats."""
    cleared: tuple[str, ...]
    """Formats in which the use asked is allowed."""
    reasons: tuple[str, ...]
    """Sentences, each once."""
    duties: tuple[str, ...]
    """Codes, each once."""
    proposed: str = ""
    """The profile its page seems to be under, where the statement names none."""
    asked: str = ""
    """When permission was last asked for, as a sentence; "" when it never was, or was given since."""
    hint: str = ""
    """The first thing to try, as a sentence; "" where the reasons say enough."""

    def as_json(self) -> dict[str, object]:
        """Return the row for `rights show --json`."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The rights of an issue at a glance."""

    rows: tuple[Row, ...]
    """One for each text and picture, in reading order."""
    profiles: Mapping[str, Profile]
    """Every publisher's terms, by id: a row may propose one of them."""


def overview(root: Path, issue_id: str, article: str | None = None) -> Overview:
    """Return what is known about every text and picture of the issue, or of one *article*, and what follows from it.

    Raises:
        InputError: a file of the workspace is wrong, or the issue has no such article.
    """
    slug = read_outline(root, issue_id).find(article).slug if article else None
    planned = load_issue(root, issue_id)
    rights = rights_of(planned)
    decided = (
        pair
        for item in rights.clear()
        if slug in (None, item.article.slug)
        for pair in (
            (item.article.text_rights, item.decisions),
            *((shown.picture.rights, shown.decisions) for shown in item.pictures),
        )
    )
    rows = tuple(_row(statement, decisions, rights.profiles) for statement, decisions in decided)
    return Overview(rows=rows, profiles=rights.profiles)


def _row(statement: RightsStatement, decisions: Mapping[Channel, Decision], profiles: Mapping[str, Profile]) -> Row:
    every, proposed = list(decisions.values()), propose_profile(statement, profiles)
    return Row(
        asset=statement.asset_id,
        status=statement.status,
        holder=holder_name(statement.holders) or "",
        license=effective_license(statement, profiles.get(statement.profile or "")).name,
        outcome=min((decision.outcome for decision in every), key=lambda outcome: Rank[outcome.value], default=""),
        cleared=tuple(channel.value for channel, decision in decisions.items() if decision.ok),
        reasons=formats_together(
            (CHANNELS[channel], reason.sentence)
            for channel, decision in decisions.items()
            for reason in decision.reasons
        ),
        duties=tuple(dict.fromkeys(duty.code for decision in every for duty in decision.duties)),
        proposed=proposed.id if proposed else "",
        asked=_asked(statement),
        hint=_hint(statement, every),
    )


def _hint(statement: RightsStatement, decisions: Sequence[Decision]) -> str:
    """Return the first thing to try; "" where the reasons say enough."""
    slug = statement.asset_id.partition("#")[0]
    return (
        f"Is it yours? `publishkit rights own {slug} --pictures` says so." if may_be_ours(statement, decisions) else ""
    )


def _asked(statement: RightsStatement) -> str:
    asked = max((request.asked_on for request in statement.requests), default=None)
    if asked is None or any(grant.granted_on >= asked for grant in statement.grants):
        return ""
    return f"Permission was asked for on {long_date(asked)}; no answer is on file."


# --- the audit --------------------------------------------------------------------------------------------------------


def audit(root: Path, issue_id: str, *, private: bool) -> RightsReport:
    """Return the audit of the issue: who holds what, what allows it, what is owed, where it was found in the edition.

    An issue that was not built has an audit, too; it says so. Contacts and notes are in it only when *private*.

    Raises:
        InputError: a file of the workspace is wrong.
    """
    rights = rights_of(load_issue(root, issue_id))
    out = root / "out" / issue_id
    finished = proof_shown(_bytes(out / "proof.json"), _bytes(out / "build.json"), dict(rights.planned.inputs))
    return rights_report(rights, finished, _shown(load_ledger(root)), private=private)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None  # not built: the report says so


def _shown(ledger: Ledger) -> LedgerShown:
    fault = ledger.fault
    place = f"line {fault.line} " if fault and fault.line else "its head "
    return LedgerShown(
        lines=len(ledger.lines),
        held=held_in(ledger.lines),
        sha256=digest(ledger.lines[-1]) if ledger.lines else None,
        broken=f"{place}{fault.message}" if fault else None,
    )


# --- what is due ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class DueList:
    """What the rights in all issues ask of the house."""

    due: tuple[Due, ...]
    """The oldest first."""
    unread: tuple[Problem, ...]
    """Why an issue could not be looked at; the others were."""


def list_due(root: Path, day: date, within: int) -> DueList:
    """Return what is overdue on *day* or falls due within *within* days of it, over all issues.

    Raises:
        InputError: publishkit.toml or a profile is wrong.
    """
    policy, profiles = load_config(root).rights, load_profiles(root)
    used: list[Used] = []
    unread: list[Problem] = []
    for issue_id in issue_ids(root):
        try:
            used += uses_of(rights_of(load_issue(root, issue_id)))
        except InputError as stop:
            unread += stop.problems
    return DueList(due=due_items(used, profiles, policy, day, within), unread=tuple(unread))


# --- the ledger -------------------------------------------------------------------------------------------------------


def find_decisions(ledger: Ledger, article: str | None, issue_id: str | None) -> Sequence[Mapping[str, Any]]:
    """Return the records about *article* and *issue_id*, the oldest first; None stands for all of them.

    Raises:
        InputError: nothing was ever decided about them.
    """
    found = [
        record for record in records(ledger.lines, issue_id) if record.get("asset") and article in (None, _slug(record))
    ]
    if not found and (article or issue_id):
        known = ", ".join(dict.fromkeys(_slug(record) for record in records(ledger.lines) if record.get("asset")))
        hint = f"it has {known}" if known else "a build writes it"
        what = " of ".join(filter(None, (article and f"`{article}`", issue_id and f"`{issue_id}`")))
        raise InputError(Problem(place="rights/ledger.jsonl", message=f"holds no decision about {what}", hint=hint))
    return found


def _slug(record: Mapping[str, Any]) -> str:
    return str(record.get("asset", "")).partition("#")[0]
