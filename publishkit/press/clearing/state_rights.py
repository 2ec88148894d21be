"""Say what is known of the rights in an article without opening a file: it is ours, what was found is right, this key is so.

The gate is asked before anything is written: a claim that other evidence speaks against is not made in silence.
"""

import re
import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from publishkit.errors import InputError, Problem, RightsError
from publishkit.model.article import RightsFile
from publishkit.model.issue import FULL_USES
from publishkit.model.rights import Origin
from publishkit.model.statement import RightsStatement
from publishkit.permissions.what_if import Part
from publishkit.press.clearing.claims import Claim, Decided, decided
from publishkit.press.clearing.printed_before import printed_of_others
from publishkit.press.editing import Draft, Edited, edit
from publishkit.rights.phrases import and_list
from publishkit.rights.profiles import load_profiles, propose_profile
from publishkit.rights.proposal import Proposal, claim_command, confirm_command, propose, set_license_command
from publishkit.workspace.consistency import FIGURE
from publishkit.workspace.front_matter import FENCE, peek_head, settle_review
from publishkit.workspace.outline import Listed, read_outline
from publishkit.workspace.rights_file import add_picture, set_rights
from publishkit.workspace.toml.layout import Path as Key
from publishkit.workspace.toml.parse import parse_toml

ANSWERED_BY_OWN = ("source_url:", "published:", "publisher:", "rights:")
"""Questions that a work of our own does not leave open."""
KEY_WITHOUT_PLACE = re.compile(
    r"(?:front matter|property): `(?:tags?|keywords|categor(?:y|ies)|topics?|aliases?|layout|type|slug|permalink|url|weight|order|css_?class(?:es)?|series"
    r"|toc|comments?|math|featured|pin|sticky|menu|id|uid|up|related|created|share|excerpt_separator|output|documentclass|geometry"
    r"|header-includes|bibliography|csl|linkcolor|fontsize|papersize|template|kind|theme|color)` is not taken over",
    re.IGNORECASE,
)
"""Keys by which a house's own system files and sets a text; nothing is lost of it."""
ABOUT_RIGHTS = "rights:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """That a text, or pictures of an article, are ours."""

    pictures: bool = False
    """Every picture of the article, too."""
    files: tuple[str, ...] = ()
    """These pictures alone, and not the text."""
    by: str = ""
    """Who says so."""
    because: str = ""
    """Why it is true although other things speak against it."""
    at: datetime | None = None
    """When; recorded together with the name."""

    def __post_init__(self) -> None:
        self.claim.refuse_nameless("it is ours")

    @property
    def claim(self) -> Claim:
        """What the person stands for."""
        return Claim(by=self.by, because=self.because, at=self.at)


def state_own(root: Path, issue_id: str, article: str, own: Own, *, write: bool) -> Edited:
    """Say that an article is ours; pictures that name somebody else stay as they are, and are told.

    Raises:
        InputError: there is no such article or picture, or its files are wrong.
        RightsError: other evidence speaks against it, and nobody says where the right comes from.
        ExternalError: the disk refuses.
    """
    return edit(
        root, lambda draft: claim_own(draft, issue_id, read_outline(root, issue_id).find(article), own), write=write
    )


def claim_own(draft: Draft, issue_id: str, one: Listed, own: Own) -> None:
    """Write into *draft* that the article *one* is ours; raises as `state_own`."""
    folder = f"issues/{issue_id}/articles/{one.slug}"
    place = f"{folder}/rights.toml"
    before = draft.text(place) if draft.holds(place) else ""
    text = (
        with_unlisted_pictures(before or "[text]\n", draft.text(f"{folder}/article.md"), place)
        if own.pictures
        else before
    )
    files = picture_files(text, place)
    asked = _parts(own, files, place)
    # What names somebody else is claimed by its own name, never among all the pictures of an article.
    claimed = tuple(part for part in asked if part is None or own.files) if own.claim.is_made else ()
    decisions = decided(draft, issue_id, one, _owned(text, asked, own, claimed, place), asked)
    foreign = {part: told for part in asked if (told := _foreign_signs(decisions[part]))}
    if None in asked and None not in claimed and (printed := _printed(draft, folder)):
        foreign[None] = (*foreign.get(None, ()), printed)
    in_vain = [part for part in claimed if decisions[part].claimed_in_vain]
    if in_vain or (not claimed and (None in foreign or (foreign and own.files))):
        refused = {part: foreign[part] for part in in_vain} or foreign
        raise _foreign(place, one.slug, refused, files, own.by.strip())
    wanted = tuple(part for part in asked if part not in foreign or part in claimed)
    marks = {part: decisions[part].answered for part in claimed}
    draft.write(place, _owned(text, wanted, own, claimed, place, marks))
    for part, sentences in foreign.items():
        state = "is not cleared yet" if part in wanted else "stays as it is"
        draft.say(place, f"{_named(part, files)} {state}: {' '.join(sentences)}")
    for part in wanted:
        by = f", says {own.by.strip()}" if own.by.strip() and (part in claimed or not own.claim.is_made) else ""
        if part not in foreign:
            draft.say(place, f"{_named(part, files)} is ours{by}")
    if None in wanted:
        settle(draft, f"{folder}/article.md", _is_answered_by_own, each=False)


def _is_answered_by_own(line: str) -> bool:
    return line.startswith(ANSWERED_BY_OWN) or KEY_WITHOUT_PLACE.match(line) is not None


def _parts(own: Own, files: Sequence[str], place: str) -> tuple[Part, ...]:
    if own.files:
        return tuple(find_picture(name, files, place) for name in own.files)
    return (None, *(number for number, file in enumerate(files) if file and own.pictures))


def find_picture(wanted: str, files: Sequence[str], place: str) -> int:
    """Return the number, from 0, of the picture meant by its file, with or without its folder or ending, or its number.

    Raises:
        InputError: none is meant.
    """
    names = [file.rsplit("/", 1)[-1] for file in files]
    for known in (files, names, [name.rsplit(".", 1)[0] for name in names]):
        if wanted in known and wanted:
            return list(known).index(wanted)
    number = wanted.removeprefix("img")
    if number.isdecimal() and 1 <= int(number[:9]) <= len(files):
        return int(number) - 1
    hint = f"it has {', '.join(file or '(no file)' for file in files)}" if files else "it has no pictures"
    raise InputError(Problem(place=place, message=f"names no picture `{wanted[:80]}`", hint=hint))


def _named(part: Part, files: Sequence[str]) -> str:
    return "the text" if part is None else files[part] or f"picture {part + 1}"


def _owned(
    text: str,
    parts: Sequence[Part],
    own: Own,
    claimed: Collection[Part],
    place: str,
    marks: Mapping[Part, Sequence[str]] | None = None,
) -> str:
    """Return `rights.toml` with these parts ours, those *claimed* by the person who says so, against these *marks*."""
    changes: dict[Key, object] = {}
    for part in parts:
        signed = {} if own.claim.is_made else own.claim.signature()
        keys = own.claim.keys((marks or {}).get(part, ())) if part in claimed else signed
        said: dict[str, object] = {"status": "own", "origin": "editor", **keys}
        changes |= {(*statement_key(part), key): value for key, value in said.items()}
    return set_rights(text, changes, place)


def _printed(draft: Draft, folder: str) -> str:
    """Return that a finished edition printed the text as somebody else's, in a sentence; "" where none did."""
    printed = printed_of_others(draft.root, str(peek_head(draft.text(f"{folder}/article.md")).get("title") or ""))
    return f"{printed}." if printed else ""


def _foreign_signs(decision: Decided) -> tuple[str, ...]:
    return tuple(sentence.removeprefix("Marked as our own, but ") for sentence in decision.limits)


def statement_key(part: Part) -> Key:
    """Return where the statement about a part of an article stands in `rights.toml`."""
    return ("text",) if part is None else ("picture", part, "rights")


def with_unlisted_pictures(text: str, article: str, place: str) -> str:
    """Return `rights.toml` with an entry for each figure of *article* that it does not know."""
    body = FENCE.match(article)
    for found in FIGURE.finditer(body["body"] if body else ""):
        if found["file"] not in picture_files(text, place):
            alt = {"alt": found["alt"].strip()} if found["alt"].strip() else {}
            text = add_picture(text, {"file": found["file"], **alt}, place)
    return text


def picture_files(text: str, place: str) -> tuple[str, ...]:
    """Return the files of all pictures that a `rights.toml` lists; "" for a picture without one.

    Raises:
        InputError: the file is wrong.
    """
    return tuple(picture.file for picture in parse_toml(text.encode(), RightsFile, place).picture)


def _foreign(
    place: str, slug: str, foreign: Mapping[Part, tuple[str, ...]], files: Sequence[str], by: str
) -> RightsError:
    """Return the refusal of a claim: what speaks against it, and what settles it."""
    problems = []
    name = shlex.quote(by) if by else '"NAME"'
    for part, sentences in foreign.items():
        picture = "" if part is None else f" --picture {files[part] or part + 1}"
        hint = (
            f"if it is ours all the same, a person says so and why: publishkit rights own {slug}{picture}"
            f' --by {name} --because "…"'
        )
        message = f"{_named(part, files)} does not look like ours: {' '.join(sentences)}"
        problems.append(Problem(place=place, message=message, hint=hint))
    return RightsError(*problems)


# --- what detection found is right ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """That somebody looked at what was found."""

    by: str = ""
    at: datetime | None = None
    """When; recorded together with the name."""
    because: str = ""
    """Why it is right although something speaks against it: a license of the whole site, for example, covers this text."""

    def __post_init__(self) -> None:
        self.claim.refuse_nameless("it is right")

    @property
    def claim(self) -> Claim:
        """What the person stands for."""
        return Claim(by=self.by, because=self.because, at=self.at)

    @property
    def changes(self) -> dict[str, object]:
        """The keys of a statement that say who looked."""
        return self.claim.signature()


def confirm(root: Path, issue_id: str, article: str, looked: Confirmation, *, write: bool) -> Edited:
    """Take over what detection proposes for an article, and settle the questions that `add` asked about it.

    Raises:
        InputError: there is no such article, or its files are wrong.
        RightsError: what was found contradicts itself, or something speaks against it and nobody says why it is right.
        ExternalError: the disk refuses.
    """

    def change(draft: Draft) -> None:
        one = read_outline(root, issue_id).find(article)
        folder = f"issues/{issue_id}/articles/{one.slug}"
        found = _confirm_rights(draft, issue_id, one, looked)
        # What asks whose it is stays asked where nothing answers it and the whole text is to be printed.
        open_still = not found and one.use in FULL_USES
        settle(draft, f"{folder}/article.md", lambda line: not (open_still and line.startswith(ABOUT_RIGHTS)))
        if not draft.said:
            draft.say(folder, "nothing is left to confirm")

    return edit(root, change, write=write)


def _confirm_rights(draft: Draft, issue_id: str, one: Listed, looked: Confirmation) -> bool:
    """Write what is proposed for the parts of an article; return whether anything is for its text."""
    place = f"issues/{issue_id}/articles/{one.slug}/rights.toml"
    text = draft.text(place) if draft.holds(place) else ""
    files, claim = picture_files(text, place), looked.claim
    proposed = _proposed(draft, one, text, place, claim)
    changes = {part: _confirmed(statement, proposal, looked) for part, (statement, proposal) in proposed.items()}
    if None in changes:
        changes[None] |= claim.keys()
    decisions = _decided_if(draft, issue_id, one, _with(text, changes, place), changes)
    for part, decision in decisions.items():
        claimed = part is None and claim.is_made
        if claimed:
            changes[part] |= claim.keys(decision.answered)
        if decision.contradicted:
            name, told, way = _named(part, files), " ".join(decision.limits), _way_out(one.slug, part, files)
            if decision.claimed_in_vain or (part is None and one.use in FULL_USES and not claimed):
                raise RightsError(Problem(place=place, message=f"{name}: {told}", hint=way))
            changes = changes if claimed else {other: keys for other, keys in changes.items() if other != part}
            draft.say(place, f"{name} {'is not cleared yet' if claimed else 'stays as it is'}: {told} ({way})")
    for part, keys in changes.items():
        if keys:
            draft.say(place, f"{_named(part, files)}: {proposed[part][1].sentence}")
    draft.write(place, _with(text, changes, place))
    return None in proposed


def _proposed(
    draft: Draft, one: Listed, text: str, place: str, claim: Claim
) -> dict[Part, tuple[RightsStatement, Proposal]]:
    """Return what is proposed for the parts of an article; what cannot be is said."""
    stated, profiles = parse_toml(text.encode(), RightsFile, place), load_profiles(draft.root)
    head = peek_head(draft.text(f"{place.rpartition('/')[0]}/article.md"))
    shown = one.use in FULL_USES and one.pictures
    parts: tuple[Part, ...] = (None, *(range(len(stated.picture)) if shown else ()))
    found: dict[Part, tuple[RightsStatement, Proposal]] = {}
    for part in parts:
        statement = stated.text if part is None else stated.picture[part].rights
        if statement.conflict:
            name = _named(part, [picture.file for picture in stated.picture])
            told = f"{name}: what was found contradicts itself: {'; '.join(statement.conflict)}"
            if part is None:
                raise RightsError(Problem(place=place, message=told, hint=_ask(one.slug)))
            draft.say(place, f"{told}; it stays as it is")
            continue
        terms = propose_profile(_addressed(statement, head), profiles) if part is None else None
        if proposal := propose(statement, terms):
            found[part] = statement, proposal
        elif part is None and claim.is_made:
            message = "no license was found for the text, so there is none to confirm; name it under your name"
            raise RightsError(Problem(place=place, message=message, hint=set_license_command(one.slug)))
        elif part is None:
            draft.say(place, f"nothing was found about the rights in the text; {_ask(one.slug)}")
    return found


def _confirmed(statement: RightsStatement, proposal: Proposal, looked: Confirmation) -> dict[str, object]:
    origin = {} if statement.origin is Origin.EDITOR else {"origin": "editor"}
    return {**proposal.changes, **looked.changes, **origin}


def _with(text: str, changes: Mapping[Part, Mapping[str, object]], place: str) -> str:
    """Return `rights.toml` with these keys of the parts of an article."""
    told = {(*statement_key(part), key): value for part, keys in changes.items() for key, value in keys.items()}
    return set_rights(text, told, place)


def _decided_if(draft: Draft, issue_id: str, one: Listed, text: str, parts: Collection[Part]) -> dict[Part, Decided]:
    """Return what the gate would say; nothing of an article that cannot be read yet, for a reason of its own."""
    try:
        return decided(draft, issue_id, one, text, tuple(parts))
    except InputError:
        return {}


def _way_out(slug: str, part: Part, files: Sequence[str]) -> str:
    command = confirm_command(slug) if part is None else claim_command(slug, files[part] or str(part + 1))
    return f"if it is right all the same, a person says so and why: {command}"


def _ask(slug: str) -> str:
    return f"`publishkit rights ask {slug}` finds out in five questions"


def _addressed(statement: RightsStatement, head: Mapping[str, object]) -> RightsStatement:
    """Return *statement* with the address that the front matter has, as the loader fills it in."""
    address = statement.source_url or head.get("canonical_url") or head.get("source_url")
    return replace(statement, source_url=str(address) if address else None)


def settle(draft: Draft, place: str, is_settled: Callable[[str], bool], *, each: bool = True) -> None:
    """Take the questions out of `review` that are settled, and say *each*, or all of them in a line."""
    text = draft.text(place)
    asked = peek_head(text).get("review") or ()
    settled = [str(line) for line in asked if is_settled(str(line))] if isinstance(asked, list) else []
    if settled:
        draft.write(place, settle_review(text, settled, place))
        for line in settled if each else ():
            draft.say(place, f"settled “{line}”")
        if not each:
            about = and_list(list(dict.fromkeys(line.partition(":")[0] for line in settled)))
            draft.say(place, f"settled what was asked about {about}")
