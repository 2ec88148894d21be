"""A permission made from a letter and an editor's word: what is missing is asked for, all at once; and what to do next."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from publishkit.errors import InputError, Problem
from publishkit.model.decision import Decision
from publishkit.model.rights import AssetKind, Channel, Evidence, Origin, Party, Status
from publishkit.model.statement import GrantKind, PermissionGrant, RightsStatement, Treatment
from publishkit.permissions.mail_head import MailHead, is_safe, read_mail, safe_text
from publishkit.rights.gate.reasons import REASONS
from publishkit.rights.phrases import CHANNELS, and_list, holder_name
from publishkit.words import Folding
from publishkit.workspace.fit import TERRITORY

MEDIA_TYPES: Mapping[str, str] = {
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
}
"""How the name of a document ends -> its media type."""
LARGEST = 50_000_000
"""A scanned contract has a few megabytes; mail servers refuse attachments of more than about 25."""
PICTURE_TREATMENTS = (Treatment.IMAGE, Treatment.IMAGE_RESIZED)
"""What a permission to show a picture means unless it says more."""
EARLIER = timedelta(days=1)
"""East of here it may be tomorrow already."""
SENTENCE = 500
"""Characters of a credit or reference."""

_address_key = Folding(form="NFC", case="fold")
"""A mail address is the same in capitals."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """The document that proves the permission."""

    name: str
    """As the editor's file is called, for messages."""
    data: bytes
    media_type: str
    head: MailHead
    """Empty unless it is a mail."""

    @property
    def sha256(self) -> str:
        """Of the bytes as they are."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantDetails:
    """What the editor says of a permission; None where nothing was said."""

    grantor: str | None = None
    holder: bool | None = None
    """Whether the grantor holds the rights or may speak for whoever does."""
    channels: tuple[Channel, ...] | None = None
    treatments: tuple[Treatment, ...] | None = None
    territories: tuple[str, ...] | None = None
    given_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    commercial: bool = False
    paywall: bool = False
    ads: bool = False
    sponsors: bool = False
    max_words: int | None = None
    credit: str | None = None
    kind: GrantKind | None = None
    reference: str | None = None


def read_letter(name: str, data: bytes) -> Letter:
    """Return the document *data* with what can be read from it; only a mail is read.

    Raises:
        InputError: empty, too large, or no kind of document a permission comes in.
    """
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    shown = safe_text(name)
    if not data:
        raise InputError.at("--from", f"{shown} is empty", "save the letter again")
    if len(data) > LARGEST:
        raise InputError.at(
            "--from", f"{shown} is {len(data):,} bytes; the limit is {LARGEST:,}", "save a smaller copy"
        )
    if ending not in MEDIA_TYPES:
        known = ", ".join(MEDIA_TYPES)
        raise InputError.at("--from", f"{shown} is no document we know", f"save the mail or letter as one of {known}")
    if ending == ".pdf" and b"%PDF-" not in data[:1024]:
        raise InputError.at("--from", f"{shown} is called a PDF but is none", "save the letter again")
    head = read_mail(data) if ending == ".eml" else MailHead()
    return Letter(name=name, data=data, media_type=MEDIA_TYPES[ending], head=head)


def make_grant(
    details: GrantDetails,
    letter: Letter | None,
    proof: Evidence | None,
    *,
    kind: AssetKind,
    today: date,
    ours: frozenset[str],
) -> PermissionGrant:
    """Return the permission with its *details*, filled up from the head of the mail, with *proof*, the letter as stored.

    *ours* are the house's own mail addresses: a mail from one of them is the question, not the answer.

    Raises:
        InputError: something needed is missing or wrong; carries everything at once.
    """
    head = letter.head if letter else MailHead()
    today += EARLIER
    given_on = details.given_on or (head.sent_on if head.sent_on and head.sent_on <= today else None)
    problems = [
        *_missing(details, letter, given_on, today),
        *_wrong(details, letter, given_on, today, ours),
        *_badly_written(details),
    ]
    if problems or given_on is None:
        raise InputError(*problems)
    pictures = kind is not AssetKind.TEXT
    return PermissionGrant(
        id=proof.path.rpartition("/")[2] if proof else "",
        kind=details.kind
        or (GrantKind.EMAIL if letter and letter.media_type == "message/rfc822" else GrantKind.LETTER),
        grantor=Party(name=details.grantor or head.name),
        grantor_is_holder=bool(details.holder),
        contact=head.address,
        reference=details.reference or head.message_id,
        granted_on=given_on,
        valid_from=details.valid_from,
        valid_until=details.valid_until,
        channels=details.channels or (),
        treatments=details.treatments or (PICTURE_TREATMENTS if pictures else (Treatment.FULL_VERBATIM,)),
        territories=details.territories or ("WORLD",),
        commercial=details.commercial,
        paywall=details.paywall,
        ads=details.ads,
        sponsors=details.sponsors,
        max_words=details.max_words,
        credit=details.credit or None,
        evidence=(proof,) if proof else (),
    )


def granted(statement: RightsStatement, grant: PermissionGrant) -> RightsStatement:
    """Return *statement* with *grant* recorded; a grant proved by the same document takes the place of the earlier one."""
    number = same_grant(statement, grant)
    grants = list(statement.grants)
    grants[len(grants) if number is None else number : None if number is None else number + 1] = [grant]
    return replace(
        statement,
        status=Status.PERMISSION,
        origin=Origin.EDITOR,
        grants=tuple(grants),
        # Whoever forbade rewriting still does where the permission does not reach, or when it ends.
        no_rewrite=statement.no_rewrite or statement.status is Status.NO_REPUBLICATION,
    )


def same_grant(statement: RightsStatement, grant: PermissionGrant) -> int | None:
    """Return the position of the recorded grant that is this one; None when there is none.

    It is the same when the same document proves it, or when the same person said it on the same day.
    """
    proofs = {proof.sha256.lower() for proof in grant.evidence}
    for number, known in enumerate(statement.grants):
        if proofs & {proof.sha256.lower() for proof in known.evidence}:
            return number
        spoken = (known.grantor.name, known.granted_on) == (grant.grantor.name, grant.granted_on)
        if spoken and not proofs and not known.evidence:
            return number
    return None


def _missing(details: GrantDetails, letter: Letter | None, given_on: date | None, today: date) -> Iterator[Problem]:
    verbal = details.kind is GrantKind.VERBAL
    why = "a mail says it only when it has one sender with a name" if letter and letter.head.address else ""
    if letter is None and not verbal:
        hint = "--from letter.eml (or .pdf, .txt); --kind verbal if it was only said"
        yield Problem(place="--from", message="the document that proves the permission is not named", hint=hint)
    if details.grantor is None and not (letter and letter.head.name):
        hint = f'--grantor "Jane Roe"{"; " + why if why else ""}'
        yield Problem(place="--grantor", message="who gave the permission is not known", hint=hint)
    if not details.channels:
        hint = "--channels email,web,pdf,epub: only what the letter names"
        yield Problem(place="--channels", message="which formats the permission covers is not known", hint=hint)
    if given_on is None:
        late = letter and letter.head.sent_on and letter.head.sent_on > today
        message = "the mail is dated in the future" if late else "the day the permission was given is not known"
        yield Problem(place="--date", message=message, hint="--date 2026-11-20, the day of the letter")


def _wrong(
    details: GrantDetails, letter: Letter | None, given_on: date | None, today: date, ours: frozenset[str]
) -> Iterator[Problem]:
    if letter and _address_key(letter.head.address) in map(_address_key, ours):
        message = f"the mail comes from {letter.head.address}, your own address"
        yield Problem(place="--from", message=message, hint="a permission is the holder's answer; save that mail")
    if given_on and given_on > today:
        yield Problem(place="--date", message=f"{given_on} is in the future", hint="the day the letter was written")
    if details.valid_from and details.valid_until and details.valid_until < details.valid_from:
        message = f"ends on {details.valid_until}, before it starts on {details.valid_from}"
        yield Problem(place="--until", message=message, hint="the last day on which it may be used")
    if details.max_words is not None and details.max_words < 1:
        yield Problem(place="--max-words", message="must be at least 1", hint="leave it out when there is no limit")


def _badly_written(details: GrantDetails) -> Iterator[Problem]:
    for code in details.territories or ():
        if not TERRITORY.fullmatch(code):
            hint = "WORLD, or two capital letters for a country: PL,DE"
            yield Problem(place="--territories", message=f"{safe_text(code)!r} is no territory", hint=hint)
    for place, text in (
        ("--credit", details.credit),
        ("--grantor", details.grantor),
        ("--reference", details.reference),
    ):
        if text is not None and not (is_safe(text) and len(text) <= SENTENCE and text == text.strip() != ""):
            hint = f"one line of at most {SENTENCE} characters, without spaces around it"
            message = "is empty or too long, or holds line breaks or invisible characters"
            yield Problem(place=place, message=message, hint=hint)


# --- what to do next --------------------------------------------------------------------------------------------------

VERBAL = (
    "A permission given by word of mouth is recorded, but it never suffices: nothing could prove it. Ask for one written "
    "line: `publishkit rights request {slug}` drafts the letter; record the answer with --from."
)


def next_steps(
    slug: str, grant: PermissionGrant, statement: RightsStatement, decisions: Mapping[Channel, Decision]
) -> Iterator[str]:
    """Yield what is to be done before the gate can say yes; nothing when it says yes in every format."""
    refused = {channel: decision for channel, decision in decisions.items() if not decision.ok}
    codes = list(dict.fromkeys(reason.code for decision in refused.values() for reason in decision.reasons))
    if grant.kind is GrantKind.VERBAL:
        yield VERBAL.format(slug=slug)
    values = {
        "grantor": grant.grantor.name,
        "holder": holder_name(statement.holders) or "the rights holder",
        "channels": and_list([CHANNELS[channel] for channel in _where("R-GRANT-CHANNEL", refused)]),
    }
    for code in codes:
        if step := REASONS[code].next_step:
            yield step.format_map(values)


def lost(before: Mapping[Channel, Decision], after: Mapping[Channel, Decision]) -> tuple[Channel, ...]:
    """Return the formats that were allowed before a permission was recorded and would not be after it."""
    return tuple(channel for channel, decision in after.items() if not decision.ok and before[channel].ok)


def _where(code: str, refused: Mapping[Channel, Decision]) -> Iterable[Channel]:
    return (channel for channel, decision in refused.items() if any(reason.code == code for reason in decision.reasons))
