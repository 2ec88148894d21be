"""Record a permission: read the letter, decide before, decide after, and only then write its proof and what it covers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from publishkit.edition.issue_rights import IssueRights
from publishkit.errors import InputError, Problem
from publishkit.model.article import Article
from publishkit.model.config import Config
from publishkit.model.decision import Decision, Outcome
from publishkit.model.rights import Evidence
from publishkit.model.statement import PermissionGrant, RightsStatement
from publishkit.permissions.answer.letter import LARGEST, Letter, read_letter
from publishkit.permissions.answer.reading import Reading, confirmed, read_answer
from publishkit.permissions.grant import (
    Circumstances,
    Decided,
    GrantDetails,
    granted,
    make_grant,
    next_steps,
    refuse_less,
    same_grant,
)
from publishkit.permissions.request_record import FoundRequest, answered_request
from publishkit.permissions.sender import is_expected, is_of_house, notes_on_sender, signed_for, strange_namesake
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
from publishkit.press.adding.reread import rights_of
from publishkit.press.clearing.ask import asked_about
from publishkit.rights.credit import FULL_USES
from publishkit.rights.gate.decide import decision_object
from publishkit.rights.phrases import and_list
from publishkit.workspace.evidence import place_evidence, write_evidence
from publishkit.workspace.folder import newest_issue
from publishkit.workspace.load import Planned, load_issue
from publishkit.workspace.lock import held
from publishkit.workspace.permission_record import edited_rights, record_grant, write_edited
from publishkit.workspace.rights_file import values_of

Statements = Mapping[Part, RightsStatement]


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """What the editor says was permitted, for which article and pictures, and the document that proves it."""

    slug: str | None
    """None to have the letter's own token say which article it is about."""
    details: GrantDetails
    letter: Path | None
    """The file of the mail, letter or text."""
    pictures: tuple[str, ...] = ()
    """Files of the pictures it is for."""
    text: bool | None = None
    """Whether it is for the text; None for what was asked, else for the text when no picture is named."""


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
    """False when only asked what would be recorded, and when the letter permits nothing."""
    letter: Letter | None
    reading: Reading | None
    """What the letter says; None where there is no letter."""
    place: str
    """Of rights.toml."""
    token: str = ""
    """Of the request it answers."""
    proof: Evidence | None = None
    stored_before: bool = False
    """Whether the same document was stored before."""
    grants: Mapping[str, PermissionGrant] = field(default_factory=dict)
    before: Decided = field(default_factory=dict)
    after: Decided = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    """What is to be done next, in sentences."""

    @property
    def permits(self) -> bool:
        """Whether the letter permits, by itself or by the words that an editor named."""
        return self.reading is None or self.reading.answer == "yes"

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
        head = self.reading.head if self.reading else None
        return {
            "article": self.slug,
            "written": self.written,
            "request": self.token or None,
            "reading": reading_object(self.reading) if self.reading else None,
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


def reading_object(reading: Reading) -> dict[str, object]:
    """Return what a letter says, as `rights grant --json` has it."""
    return {
        "answer": reading.answer,
        "permits": list(reading.yes),
        "words": reading.own,
        "form": reading.form,
        "terms": [{"term": key, "source": term.source, **values_of(term)} for key, term in reading.terms.items()],
        "obstacles": [
            {"code": one.code, "sentence": one.sentence, "hint": one.hint, "words": one.words, "firm": one.firm}
            for one in reading.obstacles
        ],
    }


def record_permission(
    root: Path, issue_id: str | None, permission: Permission, *, now: datetime, write: bool
) -> Recorded:
    """Record a permission with its document as its proof; nothing is written unless all is well.

    *issue_id* None is the issue that the letter answers about. *now* is the moment at which the proof came into the
    house. With *write* off, only what would be recorded comes back; so does what a letter says that permits nothing.

    Raises:
        InputError: something is missing or wrong, carries everything at once; or the permission would allow less than
            what is on file already.
        ExternalError: the disk refuses, or another command is editing.
    """
    with held(root, write=write):
        return _record_answer(root, issue_id, permission, now=now, write=write)


def _record_answer(root: Path, issue_id: str | None, permission: Permission, *, now: datetime, write: bool) -> Recorded:
    file = permission.letter
    letter = read_letter(file.name, _bytes(file)) if file else None
    request = answered_request(root, issue_id, permission.slug, letter)
    issue_id, slug = (
        (request.issue_id, request.slug) if request else (issue_id or newest_issue(root), permission.slug or "")
    )
    planned = load_issue(root, issue_id)
    article = find_article(planned, slug)
    reading = _read(planned, article, letter, request, permission)
    parts = _parts(article, permission, request, reading)
    said = Recorded(
        slug=slug,
        written=False,
        letter=letter,
        reading=reading,
        place=f"{article.place}/rights.toml",
        token=request.token if request else "",
    )
    if not said.permits:
        return replace(said, steps=tuple(_ways_out(reading)))
    return _record(planned, said, parts, permission.details, request, now=now, write=write)


def _record(
    planned: Planned,
    said: Recorded,
    parts: tuple[Part, ...],
    details: GrantDetails,
    request: FoundRequest | None,
    *,
    now: datetime,
    write: bool,
) -> Recorded:
    """Record what the letter says about *parts* of the article."""
    root, letter, slug, place = planned.root, said.letter, said.slug, said.place
    article = planned.articles[slug]
    stored, stored_before = place_evidence(root, planned.id, letter.name, letter.data) if letter else ("", False)
    known = {part: statement_of(article, part) for part in parts}
    proof = _proof(known, letter, stored, now) if letter else None
    grants = {
        part: make_grant(
            details, letter, said.reading, proof, _circumstances(planned.config, said, known[part], request, now)
        )
        for part in parts
    }
    rights = rights_of(used_in_full(planned, slug))
    changed = _with_grants(rights, slug, known, grants, proof)
    before, after = decisions_of(cleared_item(rights, slug)), decisions_of(cleared_item(changed, slug))
    named = {known[part].asset_id: grant for part, grant in grants.items()}
    refuse_less(named, before, after, place)
    edited = edited_rights(root, place, lambda text: _with_grants_recorded(text, grants, known, place))
    if write:
        if letter and not stored_before:
            write_evidence(root, stored, letter.data)
        write_edited(root, place, edited)
    notes = notes_on_sender(address_of(said), tuple(known.values()), request)
    return replace(
        said,
        written=write,
        proof=proof,
        stored_before=stored_before,
        grants=named,
        before=before,
        after=after,
        steps=(*notes, *_steps(planned, changed, slug, named, after)),
    )


# --- what the letter says ---------------------------------------------------------------------------------------------


def _read(
    planned: Planned,
    article: Article,
    letter: Letter | None,
    request: FoundRequest | None,
    permission: Permission,
) -> Reading | None:
    if letter is None:
        return None
    details = permission.details
    wanted = _parts(article, permission, request, None)
    asked = asked_about(planned, article, request, wanted)
    reading = read_answer(letter, asked)
    return reading if details.says is None else confirmed(reading, details.says)


def _parts(
    article: Article, permission: Permission, request: FoundRequest | None, reading: Reading | None
) -> tuple[Part, ...]:
    """Return what the permission is for: as the editor says, else what was asked, without what the letter leaves out."""
    if request is None or permission.pictures or permission.text is not None:
        text = permission.text if permission.text is not None else not permission.pictures
        return find_parts(article, text=text, files=permission.pictures)
    pictures = [part for part in request.parts if part is not None]
    allowed = reading.terms.get("pictures") if reading else None
    if allowed and isinstance(allowed.value, tuple):
        pictures = [part for number, part in enumerate(pictures, 1) if number in allowed.value]
    elif reading and "pictures" in reading.excluded:
        pictures = []
    text_parts: tuple[Part, ...] = (None,) if None in request.parts else ()
    if not (text_parts or pictures):
        hint = "ask again, or name with --picture what it is for"
        raise InputError.at("--from", "the letter permits none of the pictures that were asked for", hint)
    return (*text_parts, *pictures)


def address_of(said: Recorded) -> str:
    """Return the mail address of whoever permits; "" when it is not known."""
    return said.reading.head.address if said.reading else ""


def _circumstances(
    config: Config, said: Recorded, statement: RightsStatement, request: FoundRequest | None, now: datetime
) -> Circumstances:
    return Circumstances(
        kind=statement.asset_kind,
        today=now.date(),
        territories=config.publication.territories,
        holder_known=any(party.name for party in statement.holders),
        sender_known=is_expected(address_of(said), statement, request),
        signed=_signed(said, statement, request),
        stranger=strange_namesake(said.reading.head, statement, request) if said.reading else "",
    )


def _signed(said: Recorded, statement: RightsStatement, request: FoundRequest | None) -> str:
    """Return the line by which the letter speaks for the holder: it is signed so, and comes from the work's own house."""
    reading = said.reading
    if reading is None or not is_of_house(address_of(said), statement, request):
        return ""
    return signed_for(reading.own, reading.aside, statement.holders)


def _ways_out(reading: Reading | None) -> Iterator[str]:
    hints = dict.fromkeys(obstacle.hint for obstacle in reading.obstacles) if reading else {}
    yield from (f"{hint[:1].upper()}{hint[1:]}." for hint in hints)


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as cause:
        message = f"{file.name} cannot be read: {cause.strerror}"
        raise InputError(Problem(place="--from", message=message, hint="the path of the letter")) from cause


def _proof(known: Statements, letter: Letter, stored: str, now: datetime) -> Evidence:
    """Return the proof; a document on file keeps the moment it was first stored."""
    for statement in known.values():
        for proof in (proof for grant in statement.grants for proof in grant.evidence):
            if proof.sha256.lower() == letter.sha256 and proof.path == stored:
                return proof
    return Evidence(path=stored, sha256=letter.sha256, media_type=letter.media_type, captured_at=now)


def _with_grants(
    rights: IssueRights, slug: str, known: Statements, grants: Mapping[Part, PermissionGrant], proof: Evidence | None
) -> IssueRights:
    """Return the rights of the issue as they will be once everything is written."""
    planned = with_rights(rights.planned, slug, {part: granted(known[part], grant) for part, grant in grants.items()})
    path, digest = (proof.path, proof.sha256) if proof else ("", "")
    return with_proof(rights, planned, path, digest)


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
