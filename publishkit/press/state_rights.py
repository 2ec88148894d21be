"""Say what is known of the rights in an article without opening a file: it is ours, what was found is right, this key is so.

The gate is asked before anything is written: a claim that other evidence speaks against is not made in silence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from publishkit.edition.issue_rights import load_issue_rights
from publishkit.errors import InputError, Problem, RightsError
from publishkit.model.article import RightsFile
from publishkit.model.decision import Decision, Severity
from publishkit.model.issue import FULL_USES
from publishkit.model.rights import Channel, Origin
from publishkit.model.statement import RightsStatement
from publishkit.permissions.what_if import Part, cleared_item, decisions_of, statement_of, used_in_full
from publishkit.press.arrange import manifest_place
from publishkit.press.editing import Draft, Edited, edit
from publishkit.rights.phrases import and_list
from publishkit.rights.profiles import load_profiles, propose_profile
from publishkit.rights.proposal import propose
from publishkit.workspace.consistency import FIGURE
from publishkit.workspace.front_matter import FENCE, peek_head, settle_review
from publishkit.workspace.load import read_issue
from publishkit.workspace.manifest import append_entry
from publishkit.workspace.outline import Listed, read_outline
from publishkit.workspace.parse import parse_toml
from publishkit.workspace.rights_file import add_picture, set_rights
from publishkit.workspace.toml_layout import Path as Key

ANSWERED_BY_OWN = ("source_url:", "published:", "publisher:", "rights:")
"""Questions that a work of our own does not leave open."""
Decided = Mapping[str, Mapping[Channel, Decision]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """That a text, or pictures of an article, are ours."""

    pictures: bool = False
    """Every picture of the article, too."""
    files: tuple[str, ...] = ()
    """These pictures alone, and not the text."""
    by: str = ""
    """Who says so although other things speak against it."""
    because: str = ""
    """Why it is true all the same."""

    def __post_init__(self) -> None:
        if bool(self.by.strip()) != bool(self.because.strip()):
            lacking, what = ("--because", "why it is ours") if self.by.strip() else ("--by", "who says that it is ours")
            raise InputError(
                Problem(place=lacking, message="is missing", hint=f"--by and --because go together: {what}")
            )

    @property
    def changes(self) -> dict[str, object]:
        """The keys of a statement that say so."""
        claim = {"claimed_by": self.by.strip(), "because": " ".join(self.because.split())} if self.by.strip() else {}
        return {"status": "own", "origin": "editor", **claim}


def state_own(root: Path, issue_id: str, article: str, own: Own, *, write: bool) -> Edited:
    """Say that an article is ours; pictures that name somebody else stay as they are, and are told.

    Raises:
        InputError: there is no such article or picture, or its files are wrong.
        RightsError: other evidence speaks against it, and nobody says why it is ours all the same.
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
    foreign = _refused(draft, issue_id, one, place, _owned(text, asked, own, place, claim=False), asked)
    if not own.by.strip() and (None in foreign or (foreign and own.files)):
        raise _foreign(place, one.slug, foreign, files)
    # What names somebody else is claimed by its own name, never among all the pictures of an article.
    wanted = tuple(part for part in asked if part not in foreign or part is None or own.files)
    left = _refused(draft, issue_id, one, place, _owned(text, wanted, own, place), wanted)
    edited = _owned(text, wanted, own, place)
    draft.write(place, edited)
    for part in wanted:
        claimed = f", says {own.by.strip()}" if own.by.strip() else ""
        draft.say(place, f"{_named(part, files)} is ours{claimed}")
    for part, sentences in left.items():
        draft.say(place, f"{_named(part, files)} is not cleared yet: {' '.join(sentences)}")
    for part in (part for part in asked if part not in wanted):
        draft.say(place, f"{_named(part, files)} stays as it is: {' '.join(foreign[part])}")
    if None in wanted:
        settle(draft, f"{folder}/article.md", lambda line: line.startswith(ANSWERED_BY_OWN), each=False)


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


def _owned(text: str, parts: Sequence[Part], own: Own, place: str, *, claim: bool = True) -> str:
    """Return `rights.toml` with these parts ours; with *claim*, by the person who says so."""
    keys = own.changes if claim else {"status": "own", "origin": "editor"}
    changes = {(*_statement(part), key): value for part in parts for key, value in keys.items()}
    return set_rights(text, changes, place)


def _statement(part: Part) -> Key:
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


# --- what the gate would say ------------------------------------------------------------------------------------------


def _refused(
    draft: Draft, issue_id: str, one: Listed, place: str, text: str, parts: Sequence[Part]
) -> dict[Part, tuple[str, ...]]:
    """Return the parts that would not be cleared if `rights.toml` said *text*, each with the sentences that say why."""
    manifest = manifest_place(issue_id)
    listed = append_entry(draft.text(manifest), one.slug, place=manifest)
    article = draft.text(f"{place.rpartition('/')[0]}/article.md")
    instead = {place: text, manifest: listed, f"{place.rpartition('/')[0]}/article.md": article}
    found = read_issue(draft.root, issue_id, {name: told.encode() for name, told in instead.items()})
    if found.planned is None or one.slug not in found.planned.articles:
        ours = [problem for problem in found.problems if problem.place.startswith(f"{place.rpartition('/')[0]}/")]
        raise InputError(*(ours or found.problems))
    item = cleared_item(load_issue_rights(used_in_full(found.planned, one.slug)), one.slug)
    decisions, article_read = decisions_of(item), found.planned.articles[one.slug]
    sentences = {part: _limits(decisions[statement_of(article_read, part).asset_id]) for part in parts}
    return {part: told for part, told in sentences.items() if told}


def _limits(decided: Mapping[Channel, Decision]) -> tuple[str, ...]:
    """Return why a part is not cleared, each sentence once; what speaks against a claim says enough by itself."""
    reasons = {
        reason.code: reason.sentence
        for decision in decided.values()
        if not decision.ok
        for reason in decision.reasons
        if reason.severity in (Severity.LIMIT, Severity.BLOCK)
    }
    claims = {code: sentence for code, sentence in reasons.items() if "CLAIM" in code}
    return tuple(sentence.removeprefix("Marked as our own, but ") for sentence in (claims or reasons).values())


def _foreign(place: str, slug: str, foreign: Mapping[Part, tuple[str, ...]], files: Sequence[str]) -> RightsError:
    """Return the refusal of a claim: what speaks against it, and what settles it."""
    problems = []
    for part, sentences in foreign.items():
        picture = "" if part is None else f" --picture {files[part] or part + 1}"
        hint = (
            f"if it is ours all the same, a person says so and why: publishkit rights own {slug}{picture}"
            ' --by "NAME" --because "…"'
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

    @property
    def changes(self) -> dict[str, object]:
        """The keys of a statement that say who looked."""
        if not self.by.strip():
            return {}
        return {"reviewed_by": self.by.strip(), **({"reviewed_at": self.at} if self.at else {})}


def confirm(root: Path, issue_id: str, article: str, looked: Confirmation, *, write: bool) -> Edited:
    """Take over what detection proposes for an article, and settle the questions that `add` asked about it.

    Raises:
        InputError: there is no such article, or its files are wrong.
        RightsError: what was found contradicts itself, or nothing was found that could be confirmed.
        ExternalError: the disk refuses.
    """

    def change(draft: Draft) -> None:
        one = read_outline(root, issue_id).find(article)
        folder = f"issues/{issue_id}/articles/{one.slug}"
        _confirm_rights(draft, one, f"{folder}/rights.toml", looked)
        settle(draft, f"{folder}/article.md", lambda _line: True)
        if not draft.said:
            draft.say(folder, "nothing is left to confirm")

    return edit(root, change, write=write)


def _confirm_rights(draft: Draft, one: Listed, place: str, looked: Confirmation) -> None:
    text = draft.text(place) if draft.holds(place) else ""
    stated, profiles = parse_toml(text.encode(), RightsFile, place), load_profiles(draft.root)
    head = peek_head(draft.text(f"{place.rpartition('/')[0]}/article.md"))
    shown = one.use in FULL_USES and one.pictures
    parts: tuple[Part, ...] = (None, *(range(len(stated.picture)) if shown else ()))
    changes: dict[Key, object] = {}
    for part in parts:
        statement = stated.text if part is None else stated.picture[part].rights
        name = _named(part, [picture.file for picture in stated.picture])
        if statement.conflict:
            told = f"{name}: what was found contradicts itself: {'; '.join(statement.conflict)}"
            if part is None:
                raise RightsError(Problem(place=place, message=told, hint=_ask(one.slug)))
            draft.say(place, f"{told}; it stays as it is")
            continue
        terms = propose_profile(_addressed(statement, head), profiles) if part is None else None
        proposal = propose(statement, terms)
        if proposal is None:
            if part is None:
                draft.say(place, f"nothing was found about the rights in the text; {_ask(one.slug)}")
            continue
        keys = {**proposal.changes, **looked.changes}
        if statement.origin is not Origin.EDITOR:
            keys["origin"] = "editor"
        if keys:
            changes |= {(*_statement(part), key): value for key, value in keys.items()}
            draft.say(place, f"{name}: {proposal.sentence}")
    draft.write(place, set_rights(text, changes, place))


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
