"""Record a permission: decide before, decide after, and only then write its proof and what it covers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publishkit.edition.issue_rights import IssueRights, load_issue_rights
from publishkit.errors import InputError, Problem
from publishkit.model.config import Config
from publishkit.model.decision import Decision, Outcome
from publishkit.model.rights import AssetKind, Channel, Evidence
from publishkit.model.statement import PermissionGrant, RightsStatement
from publishkit.permissions.grant import (
    LARGEST,
    GrantDetails,
    Letter,
    granted,
    lost,
    make_grant,
    next_steps,
    read_letter,
    same_grant,
)
from publishkit.permissions.what_if import (
    Part,
    cleared_item,
    decisions_of,
    find_article,
    find_parts,
    planned_entry,
    statement_of,
    used_in_full,
    with_proof,
    with_rights,
)
from publishkit.rights.credit import FULL_USES
from publishkit.rights.gate.decide import decision_object
from publishkit.rights.phrases import CHANNELS, and_list
from publishkit.workspace.edit import values_of
from publishkit.workspace.evidence import place_evidence, write_evidence
from publishkit.workspace.load import Planned, load_issue
from publishkit.workspace.record import edited_rights, record_grant, write_edited

Statements = Mapping[Part, RightsStatement]
Decided = Mapping[str, Mapping[Channel, Decision]]
"""Asset -> format -> what the gate says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """What the editor says was permitted, for which article and pictures, and the document that proves it."""

    slug: str
    details: GrantDetails
    letter: Path | None
    """The file of the mail, letter or text."""
    pictures: tuple[str, ...] = ()
    """Files of the pictures it is for."""
    text: bool = True
    """Whether it is for the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What a permission does: the gate's answer about one text or picture in one format, without it and with it."""

    channel: str
    before: str
    """`allowed`, `summary only` or `not allowed`."""
    now: str
    why: str
    """Sentences."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """A permission as it was recorded, and what follows from it."""

    slug: str
    written: bool
    """False when only asked what would be recorded."""
    proof: Evidence | None
    stored_before: bool
    """Whether the same document was stored before."""
    letter: Letter | None
    place: str
    """Of rights.toml."""
    grants: Mapping[str, PermissionGrant]
    before: Decided
    after: Decided
    steps: tuple[str, ...]
    """What is to be done next, in sentences."""

    @property
    def effects(self) -> Mapping[str, tuple[Effect, ...]]:
        """What the gate says, before and now, about every text and picture the permission is for."""
        return {asset: tuple(self._effects(asset)) for asset in self.grants}

    def _effects(self, asset: str) -> Iterator[Effect]:
        for channel, now in self.after[asset].items():
            yield Effect(
                channel=channel.value,
                before=_answer(self.before[asset][channel]),
                now=_answer(now),
                why=" ".join(reason.sentence for reason in now.reasons),
            )

    def as_json(self) -> dict[str, object]:
        """Return the record for `rights grant --json`."""
        head = self.letter.head if self.letter else None
        return {
            "article": self.slug,
            "written": self.written,
            "evidence": values_of(self.proof) if self.proof else None,
            "read": {
                "grantor": head.name if head else "",
                "contact": head.address if head else "",
                "date": head.sent_on.isoformat() if head and head.sent_on else None,
                "reference": head.message_id if head else "",
            },
            "grants": [{"asset": asset, "grant": values_of(grant)} for asset, grant in self.grants.items()],
            "decisions": [
                {
                    "asset": asset,
                    "channel": channel.value,
                    "before": decision_object(self.before[asset][channel]),
                    "now": decision_object(now),
                }
                for asset in self.grants
                for channel, now in self.after[asset].items()
            ],
            "next": list(self.steps),
        }


def record_permission(root: Path, issue_id: str, permission: Permission, *, now: datetime, write: bool) -> Recorded:
    """Record a permission with its document as its proof; nothing is written unless all is well.

    *now* is the moment at which the proof came into the house. With *write* off, only what would be recorded comes back.

    Raises:
        InputError: something is missing or wrong, carries everything at once; or the permission would allow less than
            what is on file already.
    """
    planned = load_issue(root, issue_id)
    slug, file = permission.slug, permission.letter
    article = find_article(planned, slug)
    parts = find_parts(article, text=permission.text, files=permission.pictures)
    letter = read_letter(file.name, _bytes(file)) if file else None
    stored, stored_before = place_evidence(root, issue_id, letter.name, letter.data) if letter else ("", False)
    known = {part: statement_of(article, part) for part in parts}
    proof = _proof(known, letter, stored, now) if letter else None
    ours = _our_addresses(planned.config)
    grants = {
        part: make_grant(permission.details, letter, proof, kind=_kind(part), today=now.date(), ours=ours)
        for part in parts
    }
    rights = load_issue_rights(used_in_full(planned, slug))
    changed = _with_grants(rights, slug, known, grants, proof)
    before, after = decisions_of(cleared_item(rights, slug)), decisions_of(cleared_item(changed, slug))
    named = {known[part].asset_id: grant for part, grant in grants.items()}
    place = f"{article.place}/rights.toml"
    _refuse_less(named, before, after, place)
    edited = edited_rights(root, place, lambda text: _with_grants_recorded(text, grants, known, place))
    if write:
        if letter and not stored_before:
            write_evidence(root, stored, letter.data)
        write_edited(root, place, edited)
    return Recorded(
        slug=slug,
        written=write,
        proof=proof,
        stored_before=stored_before,
        letter=letter,
        place=place,
        grants=named,
        before=before,
        after=after,
        steps=tuple(_steps(planned, changed, slug, named, after)),
    )


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as cause:
        message = f"{file.name} cannot be read: {cause.strerror}"
        raise InputError(Problem(place="--from", message=message, hint="the path of the letter")) from cause


def _kind(part: Part) -> AssetKind:
    return AssetKind.TEXT if part is None else AssetKind.IMAGE


def _proof(known: Statements, letter: Letter, stored: str, now: datetime) -> Evidence:
    """Return the proof; a document on file keeps the moment it was first stored."""
    for statement in known.values():
        for proof in (proof for grant in statement.grants for proof in grant.evidence):
            if proof.sha256.lower() == letter.sha256 and proof.path == stored:
                return proof
    return Evidence(path=stored, sha256=letter.sha256, media_type=letter.media_type, captured_at=now)


def _our_addresses(config: Config) -> frozenset[str]:
    known = (config.email.from_address, config.email.reply_to, config.publication.contact)
    return frozenset(address.removeprefix("mailto:") for address in known if "@" in address)


def _with_grants(
    rights: IssueRights, slug: str, known: Statements, grants: Mapping[Part, PermissionGrant], proof: Evidence | None
) -> IssueRights:
    """Return the rights of the issue as they will be once everything is written."""
    planned = with_rights(rights.planned, slug, {part: granted(known[part], grant) for part, grant in grants.items()})
    path, digest = (proof.path, proof.sha256) if proof else ("", "")
    return with_proof(rights, planned, path, digest)


def _refuse_less(
    named: Mapping[str, PermissionGrant],
    before: Decided,
    after: Decided,
    place: str,
) -> None:
    problems = []
    for asset in named:
        if gone := lost(before[asset], after[asset]):
            names = and_list([CHANNELS[channel] for channel in gone])
            sentence = next(reason.sentence for reason in after[asset][gone[0]].reasons)
            message = (
                f"{asset} is allowed in {names} already, and with this permission alone it would not be: {sentence}"
            )
            hint = "say all that the letter covers, or leave the record as it is"
            problems.append(Problem(place=place, message=message, hint=hint))
    if problems:
        raise InputError(*problems)


def _with_grants_recorded(text: str, grants: Mapping[Part, PermissionGrant], known: Statements, place: str) -> str:
    for part, grant in grants.items():
        text = record_grant(text, grant, picture=part, replaces=same_grant(known[part], grant), place=place)
    return text


def _steps(
    planned: Planned,
    changed: IssueRights,
    slug: str,
    named: Mapping[str, PermissionGrant],
    after: Decided,
) -> Iterator[str]:
    """Yield what is to be done next: for the gate, in the manifest, about pictures nobody permitted."""
    article, entry = changed.planned.articles[slug], planned_entry(planned, slug)
    statements = (article.text_rights, *(picture.rights for picture in article.pictures))
    found: dict[str, None] = {}
    for statement in statements:
        if grant := named.get(statement.asset_id):
            found |= dict.fromkeys(next_steps(slug, grant, statement, after[statement.asset_id]))
    text = article.text_rights.asset_id
    clear = all(decision.ok for asset in named for decision in after[asset].values())
    if text in named and clear and entry.use not in FULL_USES:
        found[f'issue.toml still has use = "{entry.use}" for it; set use = "full" to print the text.'] = None
    if text in named:
        out = [p.file for p in article.pictures if p.file and not any(d.ok for d in after[p.rights.asset_id].values())]
        if out:
            found[f"It is for the text alone: {and_list(out)} stays out until somebody permits it (--picture)."] = None
    yield from found or {"Nothing is left to do: build the issue.": None}


def _answer(decision: Decision) -> str:
    """Return the answer in two words.

    >>> from publishkit.model.statement import Treatment
    >>> _answer(
    ...     Decision(
    ...         asset_id="", outcome=Outcome.BLOCK, ok=False, requested=Treatment.IMAGE, max_treatment=None, reasons=()
    ...     )
    ... )
    'not allowed'
    """
    if decision.ok:
        return "allowed"
    return "summary only" if decision.outcome is Outcome.ALLOW_BRIEF else "not allowed"
