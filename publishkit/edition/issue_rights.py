"""An issue with everything its rights are decided on: articles, publishers' terms, proofs, earlier editions.

And, once they are decided, what an editor should know of it.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from publishkit.capture.extracted import NO_ADDRESS
from publishkit.edition.clear import ClearedItem, ClearedPicture, clear_issue
from publishkit.edition.house import license_of
from publishkit.edition.language import read_vocabulary
from publishkit.edition.unprinted import unprinted_findings
from publishkit.errors import InputError
from publishkit.model.article import Clash
from publishkit.model.artifact import Finding
from publishkit.model.decision import Checked, Decision, Severity, Stored
from publishkit.model.issue import Issue
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel, Status
from publishkit.rights.copies.taken_works import NOTHING_TAKEN, TakenWorks
from publishkit.rights.credit import FULL_USES
from publishkit.rights.earlier import NOTHING_EARLIER, Earlier, read_earlier
from publishkit.rights.evidence import read_stored
from publishkit.rights.gate.reasons import REASONS
from publishkit.rights.picture_credit import picture_words
from publishkit.rights.profiles import excluded_sign, load_profiles, proposal_in_words
from publishkit.rights.proposal import claim_command, confirm_command, may_be_ours
from publishkit.workspace.folder import check_issue_id
from publishkit.workspace.load import Planned
from publishkit.workspace.toml.parse import parse_toml

CLAIMED = "R-CLAIMED"
CLAIM_HINT = "set the true status; if this one is true, a person says so and why: `{command}`"


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
    taken: TakenWorks = NOTHING_TAKEN
    """What came into the workspace, whatever became of its folders."""

    def clear(self) -> tuple[ClearedItem, ...]:
        """Return every entry of the issue with its decisions, in reading order."""
        return clear_issue(self.planned, self.profiles, self.stored, self.earlier, self.taken)


def load_issue_rights(planned: Planned) -> IssueRights:
    """Return *planned* with every publisher's terms, the hashes of every proof, and what earlier editions printed.

    Raises:
        InputError: a profile or a label file is wrong, or a proof lies outside the workspace.
    """
    read_vocabulary(planned.labels)
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
        yield from _clashes(item)
        yield from _pictures(item)
        yield from (
            unprinted_findings(item.body.unprinted, f"{item.article.place}/article.md")
            if item.entry.use in FULL_USES
            else ()
        )
        yield from _terms(item)
        if not item.refused:  # then there is a table of its own, and the pictures do not matter yet
            yield from _compared(item)
            yield from _nameless(item)
            yield from _rights(item)


ANY = "ARTICLE"
"""How a question calls the article it is asked about, which may be renamed."""


def named_in(question: str) -> bool:
    """Whether a question says the command that answers it."""
    return "`publishkit " in question


def _review(item: ClearedItem) -> Iterator[Finding]:
    """A001: a question the machine asked when the article was added is still open."""
    slug = item.article.slug
    for question in open_questions(item):
        yield Finding(
            code="A001",
            severity="warning",
            where=f"{item.article.place}/article.md: review",
            message=question.replace(ANY, slug),
            hint=""
            if named_in(question)
            else f"`{confirm_command(slug, in_words=False)}` says that you looked, and all is right",
        )


def _clashes(item: ClearedItem) -> Iterator[Finding]:
    """A005: what both the editor and the source changed, and nobody settled."""
    for number, clash in open_clashes(item):
        in_rights = clash.key.startswith(("rights.", "picture["))
        yield Finding(
            code="A005",
            severity="warning",
            where=f"{item.article.place}/{'rights.toml' if in_rights else 'article.md'}: {clash.key}",
            message=clash.sentence,
            hint=f"`{settle_command(item.article.slug)}` shows both wordings; `{number} --take theirs` or `--take mine` behind it settles this one",
        )


def open_clashes(item: ClearedItem) -> Iterator[tuple[int, Clash]]:
    """Yield number and clash of what is to be settled; nothing about a text or pictures that are never printed."""
    whole = item.asked.use in FULL_USES
    for number, clash in enumerate(item.article.captured.clashes if item.article.captured else (), 1):
        if whole or not clash.key.startswith(("body", "picture[")):
            yield number, clash


def settle_command(slug: str) -> str:
    """Return the command that shows what is to be settled."""
    return f"publishkit add --settle {slug}"


ABOUT_THE_WHOLE = re.compile(
    r"pictures?:|body:|rights: (?:the picture|a picture without a credit|a notice speaks of pictures)\b"
)
"""How a question begins that asks about pictures, or about the text as it would be printed."""


def open_questions(item: ClearedItem) -> Iterator[str]:
    """Yield what `add` asked and nobody answered; nothing about a text or pictures that are never printed."""
    whole = item.asked.use in FULL_USES
    for question in item.article.head.review:
        if not whole and ABOUT_THE_WHOLE.match(question):
            continue
        if not item.asked.pictures and question.startswith("pictures:"):
            continue
        if question == NO_ADDRESS and item.article.text_rights.status is Status.OWN:
            continue
        yield question


def _pictures(item: ClearedItem) -> Iterator[Finding]:
    """A002, A003, A004: pictures within a line, listed but nowhere in the text, or without alternative text."""
    placed = {block.file for block in item.body.blocks if block.kind == "figure"}
    rights = f"{item.article.place}/rights.toml"
    for file in item.body.stray_pictures if item.entry.use in FULL_USES else ():
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
            command = alt_command(item.article.place.rpartition("/")[2], picture.file)
            message = f"{picture.file} has no alternative text"
            hint = f"say what it shows: `{command}`; or that it is an ornament: the same with `decorative=true`"
            yield Finding(
                code="A004", severity="error", where=f"{rights}: picture[{number}].alt", message=message, hint=hint
            )


def alt_command(slug: str, file: str) -> str:
    """Return the command that says what a picture shows.

    >>> alt_command("low-water", "images/01.jpg")
    'publishkit rights set low-water images/01.jpg alt="…"'
    """
    return f'publishkit rights set {slug} {shlex.quote(file)} alt="…"'


def _rights(item: ClearedItem) -> Iterator[Finding]:
    """R001, R002, R003, R006: a picture left out, an item made a brief by the house rule, a warning of the gate, a claim."""
    rights = f"{item.article.place}/rights.toml"
    if item.asked.use != item.entry.use:
        message = f"“{item.article.head.title}” is not cleared as {item.asked.use}; the summary and link are printed"
        yield Finding(
            code="R002", severity="warning", where=rights, message=message, hint="`publishkit rights show` says why"
        )
    yield from _left_out(item, rights)
    for sentence in dict.fromkeys(
        reason.sentence
        for decision in item.decisions.values()
        for reason in decision.reasons
        if decision.ok and reason.severity is Severity.WARN and reason.code != "W-VERBATIM-UNCHECKED"  # R021 tells
    ):
        yield Finding(code="R003", severity="warning", where=rights, message=sentence)
    yield from _claimed(item.decisions.values(), f"{rights}: text")
    for number, cleared in enumerate(item.pictures, 1):
        if cleared.channels:
            yield from _claimed(cleared.decisions.values(), f"{rights}: picture[{number}]")
    duties = {duty.code for decision in item.decisions.values() for duty in decision.duties}
    if "D-LINK-SOURCE" in duties and not item.article.text_rights.source_url:
        message = "the address of the original is missing; the credit carries no link"
        where = f"{item.article.place}/article.md"
        hint = f"give it: `publishkit rights set {item.article.slug} source_url=https://…`"
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


STORE = "save the original page as source/page.html, or its text as source/paste.txt, in the article's folder"


def _compared(item: ClearedItem) -> Iterator[Finding]:
    """R021, R022, R023: a text or a summary that could be compared with nothing; a text that is not as its source has it."""
    entry, place = item.entry, f"{item.article.place}/rights.toml: text"
    if entry.use == "full" and item.article.text_rights.status is not Status.OWN:
        yield from _text_compared(item, place)
    if entry.use not in FULL_USES and entry.summary.strip() and item.own_words is Checked.NOT_CHECKED:
        stub = "what is stored of the original is shorter than it" if item.source.strip() else "no original is stored"
        message = f"the summary could be compared with nothing: {stub}"
        answers = (
            f"{entry.summary_by} answers for it"
            if entry.summary_by
            else "readers are not told that it is in our own words"
        )
        hint = (
            STORE
            if entry.summary_by
            else f"{STORE}; or name in `summary_by` (issue.toml) who wrote it and answers for it"
        )
        yield Finding(code="R022", severity="warning", where=place, message=f"{message}; {answers}", hint=hint)


def _text_compared(item: ClearedItem, place: str) -> Iterator[Finding]:
    if item.unchanged is Checked.NOT_CHECKED:
        owed = any(duty.code == "D-VERBATIM" for one in item.decisions.values() for duty in one.duties)
        what = "the text must stay unchanged, and no original" if owed else "no original of the text"
        message = f"{what} is stored to compare it with; readers are not told that nothing was changed"
        yield Finding(code="R021", severity="warning" if owed else "info", where=place, message=message, hint=STORE)
    if item.unchanged is Checked.BROKEN and not item.entry.changes.strip() and item.compared:
        count, first = item.compared.count, item.compared.first
        places = "" if not count else " at one place" if count == 1 else f" at {count} places"
        shown = f" ({'' if count == 1 else 'first: '}{first[0]})" if first else ""
        message = f"the text differs from the stored original{places}{shown}; readers are told that we edited it"
        hint = "say in `changes` (issue.toml) what was done, or put the original words back"
        yield Finding(code="R023", severity="warning", where=place, message=message, hint=hint)


def _nameless(item: ClearedItem) -> Iterator[Finding]:
    """R025: a credit is owed, and nobody is known whom it could name."""
    rights, reasons = f"{item.article.place}/rights.toml", set(_codes(item.decisions, "reasons"))
    command = f"name them: `publishkit rights set {item.article.slug}"
    owed = item.entry.use in FULL_USES and "D-ATTRIB" in _codes(item.decisions, "duties")
    if owed and not item.article.text_rights.creators and "W-NO-CREATOR" not in reasons:
        yield _nobody("the text", f"{rights}: text", f'{command} bylines="…"`')
    for number, cleared in enumerate(item.pictures, 1):
        picture = cleared.picture
        printed = {channel: cleared.decisions[channel] for channel in cleared.channels}
        owed = not {"D-ATTRIB", "D-CREDIT-EXACT"}.isdisjoint(_codes(printed, "duties"))
        if owed and not picture_words(picture, license_of(printed, picture.rights), "").name:
            yield _nobody(
                picture.file,
                f"{rights}: picture[{number}].rights",
                f'{command} {picture.file} creators="…"`, or `credit_line="…"` as the source has it',
            )


def _nobody(what: str, where: str, hint: str) -> Finding:
    message = f"a credit is owed for {what}, and no maker is named; the license may ask for one"
    return Finding(
        code="R025",
        severity="warning",
        where=where,
        message=message,
        hint=f"look for one on the original page, and {hint}",
    )


def _codes(decisions: Mapping[Channel, Decision], of: Literal["reasons", "duties"]) -> Iterator[str]:
    for decision in decisions.values():
        yield from (one.code for one in getattr(decision, of))


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


def _left_out(item: ClearedItem, rights: str) -> Iterator[Finding]:
    """Yield which pictures are left out, those with the same reasons in one finding."""
    refused: dict[tuple[str, str, str], list[int]] = {}
    for number, cleared in enumerate(item.pictures, 1):
        for sentences, channels in _refused(item, cleared).items():
            claim = any(REASONS[reason.code].remedy == "claim" for reason in cleared.decisions[channels[0]].reasons)
            way = CLAIM_HINT.format(command=claim_command(item.article.slug, "PICTURE"))
            hint = way if claim else _way_on(item.article.slug, cleared)
            refused.setdefault((sentences, ", ".join(channels), hint), []).append(number)
    for (sentences, formats, hint), numbers in refused.items():
        names = [item.pictures[number - 1].picture.file for number in numbers]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        what = f"{names[0]} is" if len(names) == 1 else f"{len(names)} pictures ({'; '.join(names[:NAMED])}{more}) are"
        message = f"{what} left out of {formats}: {sentences}"
        where = ", ".join(f"picture[{number}]" for number in numbers)
        yield Finding(code="R001", severity="warning", where=f"{rights}: {where}", message=message, hint=hint)


NAMED = 3
"""Pictures that one finding names; how many more there are it says."""


def _refused(item: ClearedItem, cleared: ClearedPicture) -> dict[str, list[Channel]]:
    """Return the formats a picture is left out of, by the reasons in words; nothing where it is not printed anyway."""
    refused: dict[str, list[Channel]] = {}
    printed = item.entry.use in FULL_USES and item.entry.pictures and cleared.picture.file
    for channel, decision in cleared.decisions.items():
        if printed and not decision.ok:
            refused.setdefault(" ".join(reason.sentence for reason in decision.reasons), []).append(channel)
    return refused


def _way_on(slug: str, cleared: ClearedPicture) -> str:
    """Return what can be done about a picture that is left out."""
    if may_be_ours(cleared.picture.rights, cleared.decisions.values()):
        return f"is it yours? `publishkit rights own {slug} --pictures` says so; else ask its maker, or leave it out"
    return f"`publishkit rights request {slug} --picture {cleared.picture.file}` drafts the letter that asks; or leave it out"
