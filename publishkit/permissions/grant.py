"""A permission made from what a letter says and what an editor adds: nothing is missing, nothing goes beyond the letter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from publishkit.errors import InputError, Problem
from publishkit.model.decision import Decision
from publishkit.model.rights import AssetKind, Channel, Evidence, Origin, Party, Status
from publishkit.model.statement import GrantKind, PermissionGrant, Quoted, RightsStatement, Treatment
from publishkit.permissions.answer.letter import Letter
from publishkit.permissions.answer.meaning import Source, Term
from publishkit.permissions.answer.reading import Reading
from publishkit.permissions.mail_head import MailHead, is_safe, safe_text
from publishkit.rights.gate.reasons import REASONS, one_stop
from publishkit.rights.phrases import CHANNELS, TREATMENTS, and_list, holder_name, long_date, territory_list
from publishkit.workspace.consistency import TERRITORY

Decided = Mapping[str, Mapping[Channel, Decision]]
"""Asset -> format -> what the gate says."""
PICTURE_TREATMENTS = (Treatment.IMAGE, Treatment.IMAGE_RESIZED)
"""What a permission to show a picture means unless it says more."""
EARLIER = timedelta(days=1)
"""East of here it may be tomorrow already."""
SENTENCE = 500
"""Characters of a credit or reference."""
OPTIONS: Mapping[str, str] = {
    "channels": "--channels",
    "treatments": "--treatments",
    "territories": "--territories",
    "valid_until": "--until",
    "commercial": "--commercial",
    "paywall": "--paywall",
    "ads": "--ads",
    "sponsors": "--sponsors",
    "credit": "--credit",
}
"""Terms that a letter and an option may both state -> the option."""


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
    commercial: bool | None = None
    paywall: bool | None = None
    ads: bool | None = None
    sponsors: bool | None = None
    max_words: int | None = None
    credit: str | None = None
    kind: GrantKind | None = None
    reference: str | None = None
    says: str | None = None
    """The words of the letter that permit, where reading it left a doubt."""
    because: str | None = None
    """The reason for saying more than the letter does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """What is known beside letter and editor."""

    kind: AssetKind
    today: date
    territories: tuple[str, ...] = ("WORLD",)
    """Where the publication appears: what a letter means that names no country."""
    holder_known: bool = True
    """Whether rights.toml names a holder."""
    sender_known: bool = False
    """Whether the letter comes from where the request was sent, or from the house that published the work."""
    signed: str = ""
    """The line by which it is signed for the holder, where it comes from the holder's house; "" where it is not."""
    stranger: str = ""
    """Where a mail comes from that bears the holder's name, and where from it was expected; "" where that is one."""


def make_grant(
    details: GrantDetails,
    letter: Letter | None,
    reading: Reading | None,
    proof: Evidence | None,
    circumstances: Circumstances,
) -> PermissionGrant:
    """Return the permission that *reading* of the *letter* says, with the editor's *details*; *proof* is the stored letter.

    Where the editor says more than the letter, a reason is asked for; what neither says is not permitted.

    Raises:
        InputError: something needed is missing or wrong; carries everything at once.
    """
    head = reading.head if reading else letter.head if letter else MailHead()
    terms = reading.terms if reading else {}
    today = circumstances.today + EARLIER
    given_on = details.given_on or (head.sent_on if head.sent_on and head.sent_on <= today else None)
    grantor = details.grantor or head.name or str(terms["grantor"].value if "grantor" in terms else "")
    values = _values(details, reading, circumstances)
    problems = [
        *_missing(details, letter, head, values, grantor, given_on, today),
        *_wrong(details, given_on, today),
        *_doubtful(details, circumstances),
        *_beyond(details, reading, circumstances),
        *_badly_written(details),
    ]
    if problems or given_on is None:
        raise InputError(*problems)
    return PermissionGrant(
        id=proof.path.rpartition("/")[2] if proof else "",
        kind=details.kind or (GrantKind.EMAIL if letter and letter.is_mail else GrantKind.LETTER),
        grantor=Party(name=grantor),
        grantor_is_holder=_is_holder(details, terms, circumstances),
        contact=head.address,
        reference=details.reference or head.message_id,
        granted_on=given_on,
        valid_from=details.valid_from,
        max_words=details.max_words,
        evidence=(proof,) if proof else (),
        because=details.because or "",
        quoted=tuple(_quoted(_with_signature(details, terms, circumstances), values)),
        **values,
    )


def _values(details: GrantDetails, reading: Reading | None, circumstances: Circumstances) -> dict[str, Any]:
    """Return the terms: the editor's where one is given, else the letter's, else what a yes to a publication means."""
    known = reading.terms if reading else {}
    found: dict[str, Any] = {}
    for key in (*OPTIONS, "languages", "max_issues"):
        given = getattr(details, key, None)
        if given is not None:
            found[key] = given
        elif key in known:
            found[key] = known[key].value
    excluded = reading.excluded if reading else {}
    if details.channels is None and "channels" in found:
        found["channels"] = tuple(one for one in found["channels"] if one.value not in excluded)
    pictures = circumstances.kind is not AssetKind.TEXT
    if pictures and details.treatments is None:
        found["treatments"] = PICTURE_TREATMENTS  # what a letter says of cuts and translations it says of the text
    if pictures:
        found.pop("languages", None)
    found["channels"] = found.get("channels") or ()
    found["treatments"] = found.get("treatments") or (Treatment.FULL_VERBATIM,)
    found["territories"] = found.get("territories") or circumstances.territories or ("WORLD",)
    found["languages"] = found.get("languages") or ()
    return found


def _is_holder(details: GrantDetails, terms: Mapping[str, Term], circumstances: Circumstances) -> bool:
    """Return whether the grantor counts as the holder: the editor says so; or the letter does, and comes from the holder."""
    if details.holder is not None:
        return details.holder
    told = terms["holder"].value if "holder" in terms else None
    claimed = told is True and circumstances.sender_known
    return circumstances.holder_known and (claimed or (told is None and bool(circumstances.signed)))


def _with_signature(
    details: GrantDetails, terms: Mapping[str, Term], circumstances: Circumstances
) -> Mapping[str, Term]:
    """Return the terms with the line that says for whom the letter speaks, where that is what it rests on."""
    rests = details.holder is None and "holder" not in terms and circumstances.signed
    return {**terms, "holder": Term(value=True, words=safe_text(circumstances.signed, SENTENCE))} if rests else terms


def _quoted(terms: Mapping[str, Term], values: Mapping[str, Any]) -> Iterator[Quoted]:
    """Yield the words behind the terms that are recorded as the letter says them."""
    told = {"permission", "holder", "conditions", "grantor"}
    found: dict[tuple[str, Source], list[str]] = {}
    for key, term in terms.items():
        if term.words and (key in told or values.get(key) == term.value):
            name = "grantor_is_holder" if key == "holder" else key
            found.setdefault((term.words, term.source), []).append(name)
    for (words, source), names in found.items():
        yield Quoted(terms=tuple(names), words=words, source=source)


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


def _missing(
    details: GrantDetails,
    letter: Letter | None,
    head: MailHead,
    values: Mapping[str, Any],
    grantor: str,
    given_on: date | None,
    today: date,
) -> Iterator[Problem]:
    verbal = details.kind is GrantKind.VERBAL
    why = "a mail says it only when it has one sender with a name" if head.address else ""
    if letter is None and not verbal:
        hint = "--from letter.eml (or .msg, .pdf, .txt); --kind verbal if it was only said"
        yield Problem(place="--from", message="the document that proves the permission is not named", hint=hint)
    if not grantor:
        hint = f'--grantor "Jane Roe"{"; " + why if why else ""}'
        yield Problem(place="--grantor", message="who gave the permission is not known", hint=hint)
    if not values["channels"]:
        hint = "--channels email,web,pdf,epub: only what the letter names"
        yield Problem(place="--channels", message="which formats the permission covers is not known", hint=hint)
    if given_on is None:
        late = head.sent_on and head.sent_on > today
        message = "the mail is dated in the future" if late else "the day the permission was given is not known"
        yield Problem(place="--date", message=message, hint="--date 2026-11-20, the day of the letter")


def _wrong(details: GrantDetails, given_on: date | None, today: date) -> Iterator[Problem]:
    if given_on and given_on > today:
        yield Problem(place="--date", message=f"{given_on} is in the future", hint="the day the letter was written")
    if details.valid_from and details.valid_until and details.valid_until < details.valid_from:
        message = f"ends on {details.valid_until}, before it starts on {details.valid_from}"
        yield Problem(place="--until", message=message, hint="the last day on which it may be used")
    if details.max_words is not None and details.max_words < 1:
        yield Problem(place="--max-words", message="must be at least 1", hint="leave it out when there is no limit")


def _doubtful(details: GrantDetails, circumstances: Circumstances) -> Iterator[Problem]:
    if circumstances.stranger and details.holder is None and details.grantor is None:
        hint = "say that it is the holder with --holder, or that it is not with --not-holder"
        yield Problem(place="--holder", message=circumstances.stranger, hint=hint)


# --- beyond the letter ------------------------------------------------------------------------------------------------

BECAUSE = 'record what it says, or give the reason with --because "…"'


def _beyond(details: GrantDetails, reading: Reading | None, circumstances: Circumstances) -> Iterator[Problem]:
    """Yield what the editor says and the letter does not, unless a reason is given."""
    if details.because and is_safe(details.because):
        return
    if details.holder and not circumstances.holder_known:
        message = "nobody is recorded as the rights holder, so that --holder needs a reason"
        hint = 'say why with --because "…", or name the holder: `publishkit rights set ARTICLE holders="…"`'
        yield Problem(place="--holder", message=message, hint=hint)
    if reading is None:
        return
    if "pictures" in reading.excluded and circumstances.kind is not AssetKind.TEXT:
        words = reading.excluded["pictures"].words
        yield Problem(place="--picture", message=f"of pictures the letter says: “{words}”", hint=BECAUSE)
    for key, option in OPTIONS.items():
        given, term = getattr(details, key), reading.terms.get(key)
        if key == "treatments" and circumstances.kind is not AssetKind.TEXT:
            continue
        if given is not None and term and _is_more(key, given, term.value):
            message = f"{_shown(given)} is not what the letter says: {_shown(term.value)} (“{term.words}”)"
            yield Problem(place=option, message=message, hint=BECAUSE)
    for channel in details.channels or ():
        if channel.value in reading.excluded:
            words = reading.excluded[channel.value].words
            message = f"{CHANNELS[channel]} is not what the letter says: “{words}”"
            yield Problem(place="--channels", message=message, hint=BECAUSE)


def _is_more(key: str, given: Any, said: Any) -> bool:
    if key in {"channels", "treatments"}:
        return not set(given) <= set(said)
    if key == "territories":
        return "WORLD" not in said and not set(given) <= set(said)
    if key == "valid_until":
        return bool(given > said)
    return bool(given != said) if key == "credit" else bool(given) and said is False


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return str(long_date(value))
    if isinstance(value, tuple):
        if all(isinstance(one, Channel) for one in value):
            return and_list([CHANNELS[one] for one in value])
        if all(isinstance(one, Treatment) for one in value):
            return and_list([TREATMENTS[one] for one in value])
        return territory_list(value)
    return f"“{value}”" if isinstance(value, str) else "yes" if value else "no"


def _badly_written(details: GrantDetails) -> Iterator[Problem]:
    for code in details.territories or ():
        if not TERRITORY.fullmatch(code):
            hint = "WORLD, or two capital letters for a country: PL,DE"
            yield Problem(place="--territories", message=f"{safe_text(code)!r} is no territory", hint=hint)
    for place, text in (
        ("--credit", details.credit),
        ("--grantor", details.grantor),
        ("--reference", details.reference),
        ("--because", details.because),
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


NOBODY = (
    "Nobody is recorded as the rights holder. If {grantor} may permit this, run the same command again with --holder and "
    'say why: --because "…"; or name the holder in rights.toml.'
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
        if code == "R-GRANT-WRONG-HOLDER" and not any(party.name for party in statement.holders):
            yield NOBODY.format_map(values)
        elif step := REASONS[code].next_step:
            yield one_stop(step.format_map(values))


def lost(before: Mapping[Channel, Decision], after: Mapping[Channel, Decision]) -> tuple[Channel, ...]:
    """Return the formats that were allowed before a permission was recorded and would not be after it."""
    return tuple(channel for channel, decision in after.items() if not decision.ok and before[channel].ok)


def refuse_less(named: Mapping[str, PermissionGrant], before: Decided, after: Decided, place: str) -> None:
    """Let permissions pass with which nothing is forbidden that was allowed; *place* is the file they go to.

    Raises:
        InputError: with one of them alone a format would lose what it has.
    """
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


def _where(code: str, refused: Mapping[Channel, Decision]) -> Iterable[Channel]:
    return (channel for channel, decision in refused.items() if any(reason.code == code for reason in decision.reasons))
