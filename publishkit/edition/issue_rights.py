"""An issue with everything its rights are decided on: articles, publishers' terms, proofs, earlier editions.

And, once they are decided, what an editor should know of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishkit.edition.clear import ClearedItem, ClearedPicture, clear_issue
from publishkit.errors import InputError
from publishkit.model.artifact import Finding
from publishkit.model.decision import Decision, Severity, Stored
from publishkit.model.issue import Issue
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel
from publishkit.rights.credit import FULL_USES
from publishkit.rights.evidence import read_stored
from publishkit.rights.gate.reasons import REASONS
from publishkit.rights.ledger import NOTHING_EARLIER, Earlier, read_earlier
from publishkit.rights.profile_words import proposal_in_words
from publishkit.rights.profiles import excluded_sign, load_profiles
from publishkit.workspace.folder import check_issue_id
from publishkit.workspace.load import Planned
from publishkit.workspace.parse import parse_toml

CLAIMED = "R-CLAIMED"
CLAIM_HINT = "set the true status; if this one is true, say who says so and why: `claimed_by` and `because`"


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueRights:
    """An issue read from disk with everything the gate asks for."""

    planned: Planned
    profiles: Mapping[str, Profile]
    """Every publisher's terms, by id."""
    stored: Stored
    """The hashes of the proofs on this disk."""
    earlier: Earlier = NOTHING_EARLIER
    """What editions of other issues printed."""

    def clear(self) -> tuple[ClearedItem, ...]:
        """Return every entry of the issue with its decisions, in reading order."""
        return clear_issue(self.planned, self.profiles, self.stored, self.earlier)


def load_issue_rights(planned: Planned) -> IssueRights:
    """Return *planned* with every publisher's terms, the hashes of every proof, and what earlier editions printed.

    Raises:
        InputError: a profile is wrong, or a proof lies outside the workspace.
    """
    profiles = load_profiles(planned.root)
    stored = read_stored(planned.root, planned.statements, profiles.values())
    earlier = read_earlier(planned.root, planned.id, planned.issue.date, lambda name: _slugs(planned.root, name))
    return IssueRights(planned=planned, profiles=profiles, stored=stored, earlier=earlier)


def _slugs(root: Path, edition: str) -> frozenset[str] | None:
    """Return the articles an issue's manifest names today; None when it cannot be read, so that all of it counts."""
    try:
        place = f"issues/{check_issue_id(edition)}/issue.toml"
        issue = parse_toml((root / place).read_bytes(), Issue, place)
    except (OSError, InputError, ValueError):
        return None
    return frozenset(entry.slug for entry in issue.entries)


# --- what an editor should know ---------------------------------------------------------------------------------------


def note_findings(cleared: Sequence[ClearedItem]) -> Iterator[Finding]:
    """Yield every finding about the articles of a cleared issue, in reading order."""
    for item in cleared:
        if item.retraction:
            continue
        yield from _review(item)
        yield from _pictures(item)
        yield from _terms(item)
        if not item.refused:  # then there is a table of its own, and the pictures do not matter yet
            yield from _rights(item)


def _review(item: ClearedItem) -> Iterator[Finding]:
    """A001: a question the machine asked when the article was added is still open."""
    for question in item.article.head.review:
        yield Finding(
            code="A001",
            severity="warning",
            where=f"{item.article.place}/article.md: review",
            message=question,
            hint="answer it in the article, then take it out of `review`",
        )


def _pictures(item: ClearedItem) -> Iterator[Finding]:
    """A002, A003, A004: pictures within a line, listed but nowhere in the text, or without alternative text."""
    placed = {block.file for block in item.body.blocks if block.kind == "figure"}
    rights = f"{item.article.place}/rights.toml"
    for file in item.body.stray_pictures:
        where, hint = f"{item.article.place}/article.md", "give it a paragraph of its own"
        message = f"the picture {file} stands within a line and is not printed"
        yield Finding(code="A002", severity="error", where=where, message=message, hint=hint)
    for number, cleared in enumerate(item.pictures, 1):
        picture = cleared.picture
        if cleared.channels and picture.file not in placed:
            message, hint = (
                f"{picture.file} is cleared but stands nowhere in the text",
                f"add ![]({picture.file}) in article.md",
            )
            yield Finding(
                code="A003", severity="warning", where=f"{rights}: picture[{number}]", message=message, hint=hint
            )
        if cleared.channels and not picture.alt.strip() and not picture.decorative:
            message, hint = (
                f"{picture.file} has no alternative text",
                "say in `alt` what the picture shows, or set `decorative = true`",
            )
            yield Finding(
                code="A004", severity="error", where=f"{rights}: picture[{number}].alt", message=message, hint=hint
            )


def _rights(item: ClearedItem) -> Iterator[Finding]:
    """R001, R002, R003, R006: a picture left out, an item made a brief by the house rule, a warning of the gate, a claim."""
    rights = f"{item.article.place}/rights.toml"
    if item.asked.use != item.entry.use:
        message = f"“{item.article.head.title}” is not cleared as {item.asked.use}; the summary and link are printed"
        yield Finding(
            code="R002", severity="warning", where=rights, message=message, hint="`publishkit rights show` says why"
        )
    for number, cleared in enumerate(item.pictures, 1):
        yield from _left_out(item, cleared, f"{rights}: picture[{number}]")
    for sentence in dict.fromkeys(
        reason.sentence
        for decision in item.decisions.values()
        for reason in decision.reasons
        if decision.ok and reason.severity is Severity.WARN
    ):
        yield Finding(code="R003", severity="warning", where=rights, message=sentence)
    yield from _claimed(item.decisions.values(), f"{rights}: text")
    for number, cleared in enumerate(item.pictures, 1):
        if cleared.channels:
            yield from _claimed(cleared.decisions.values(), f"{rights}: picture[{number}]")
    duties = {duty.code for decision in item.decisions.values() for duty in decision.duties}
    if "D-LINK-SOURCE" in duties and not item.article.text_rights.source_url:
        message = "the address of the original is missing; the credit carries no link"
        where, hint = f"{item.article.place}/article.md", "add `source_url`"
        yield Finding(code="W-NO-SOURCE-URL", severity="warning", where=where, message=message, hint=hint)


def _claimed(decisions: Iterable[Decision], where: str) -> Iterator[Finding]:
    """Yield what a person claims against other evidence, once for all formats."""
    told = (
        reason.sentence
        for decision in decisions
        if decision.ok
        for reason in decision.reasons
        if reason.code == CLAIMED
    )
    for sentence in dict.fromkeys(told):
        hint = "it stands in the ledger and in `publishkit rights report`"
        yield Finding(code="R006", severity="info", where=where, message=sentence, hint=hint)


def _terms(item: ClearedItem) -> Iterator[Finding]:
    """R004, R005: terms the page may be under and does not name; a sign that the terms it names leave this text out."""
    place = f"{item.article.place}/rights.toml: text"
    if item.proposed:
        message, hint = proposal_in_words(item.proposed)
        yield Finding(code="R004", severity="info", where=place, message=message, hint=hint)
    full = item.terms and item.entry.use in FULL_USES and not item.article.text_rights.partner_content
    if item.terms and full and (sign := excluded_sign(item.terms, "\n".join(item.body.paragraphs))):
        message = f"the text says “{sign}”, and the terms of {item.terms.name} do not cover such texts"
        hint = "if it is somebody else's, set `partner_content = true` and name them in `agencies`"
        yield Finding(code="R005", severity="warning", where=place, message=message, hint=hint)


def _left_out(item: ClearedItem, cleared: ClearedPicture, where: str) -> Iterator[Finding]:
    refused: dict[str, list[Channel]] = {}
    for channel, decision in cleared.decisions.items():
        if not decision.ok and item.entry.use in FULL_USES and item.entry.pictures:
            sentences = " ".join(reason.sentence for reason in decision.reasons)
            refused.setdefault(sentences, []).append(channel)
    name = cleared.picture.file or cleared.picture.caption or "a picture without a file"
    for sentences, channels in refused.items():
        message = f"{name} is left out of {', '.join(channels)}: {sentences}"
        claim = any(REASONS[reason.code].remedy == "claim" for reason in cleared.decisions[channels[0]].reasons)
        hint = CLAIM_HINT if claim else "ask for permission, or remove it"
        yield Finding(code="R001", severity="warning", where=where, message=message, hint=hint)
