"""Five plain questions about an article, each answered in a line; their answers end in the edits that other commands make."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from publishkit.disk import read_file
from publishkit.errors import InputError, RightsError
from publishkit.model.issue import FULL_USES
from publishkit.press.arrange import Brief, make_brief
from publishkit.press.clearing.set_keys import Setting, set_keys
from publishkit.press.clearing.state_rights import Own, picture_files, state_own
from publishkit.press.editing import Edited, Said
from publishkit.rights.license import read_license
from publishkit.rights.profiles import load_profiles
from publishkit.rights.proposal import CLEARING
from publishkit.workspace.folder import stands, told_unreadable
from publishkit.workspace.outline import read_outline
from publishkit.workspace.toml.parse import decode_text

PATIENCE = 3
"""How often an answer that cannot be one is asked for again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question, as a person reads it."""

    text: str
    choices: tuple[str, ...] = ()
    """Answered by their number or their first words; () for an answer in one's own words."""
    wrong: str = ""
    """Why the last answer could not be one."""
    optional: bool = False
    """Whether an empty answer is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the questions depend on."""

    title: str
    pictures: int
    """That would be printed."""
    against: tuple[str, ...]
    """What speaks against it being ours."""
    profiles: tuple[str, ...]
    """Ids of the publishers' terms on file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What is to be done."""

    own: Own | None = None
    settings: tuple[Setting, ...] = ()
    picture_settings: tuple[Setting, ...] = ()
    """For every picture."""
    brief: Brief | None = None
    command: str = ""
    """What to type instead, where a document is needed."""


Dialogue = Generator[Question, str, Answers]

OURS, THEIRS, FREE, UNSURE = "ours", "somebody else's", "nobody's any more (public domain)", "I do not know"
LICENSE, LETTER, TERMS, NOTHING = (
    "an open license on the page",
    "a letter or mail that permits it",
    "their general terms for republishing",
    "nothing",
)
SAME, LEFT_OUT = "under the same license as the text", "somebody else's: leave them out"


def dialogue(facts: Facts) -> Dialogue:
    """Ask at most five questions; return what their answers come to."""
    whose = yield from _choose(f"Whose is “{facts.title}”?", (OURS, THEIRS, FREE, UNSURE))
    if whose == OURS:
        return (yield from _ours(facts))
    if whose == FREE:
        why = yield from _say("Why is it in the public domain? (the author died in 1941; published in 1868)")
        settings = (Setting(key="status", value="public_domain"), Setting(key="basis", value=why))
        return (yield from _stated(facts, settings))
    have = NOTHING
    if whose == THEIRS:
        have = yield from _choose("What do you have from them?", (LICENSE, LETTER, TERMS, NOTHING))
    if have == LICENSE:
        return (yield from _stated(facts, (yield from _license())))
    if have == TERMS:
        return (yield from _stated(facts, (yield from _terms(facts.profiles))))
    if have == LETTER:
        file = yield from _say("Where is the letter? (the path of its .eml, .pdf or .txt)")
        return Answers(command=f"publishkit rights grant {{slug}} --from {file}")
    return (yield from _brief())


def _ours(facts: Facts) -> Dialogue:
    by = because = ""
    if facts.against:
        told = " ".join(facts.against)
        because = yield from _say(f"This speaks against it: {told} Why is it ours all the same?")
        by = yield from _say("Who says so? (your name; it goes on record)")
    pictures = OURS
    if facts.pictures:
        pictures = yield from _choose(_whose_pictures(facts.pictures), (OURS, LEFT_OUT))
    return Answers(own=Own(pictures=pictures == OURS and facts.pictures > 0, by=by, because=because))


def _stated(facts: Facts, settings: Sequence[Setting]) -> Dialogue:
    pictures: tuple[Setting, ...] = ()
    own = None
    licensed = tuple(one for one in settings if one.key in ("status", "license_uri", "license_applies_to"))
    if facts.pictures and any(one.key == "license_uri" for one in settings):
        whose = yield from _choose(_whose_pictures(facts.pictures), (SAME, LEFT_OUT))
        pictures = licensed if whose == SAME else ()
    by = yield from _say("Who looked? (your name, for the record; empty leaves it out)", optional=True)
    named = (Setting(key="reviewed_by", value=by),) if by else ()
    return Answers(own=own, settings=(*settings, *named), picture_settings=pictures)


def _whose_pictures(count: int) -> str:
    return f"Whose {'are its' if count > 1 else 'is its'} {f'{count} pictures' if count > 1 else 'picture'}?"


def _license() -> Generator[Question, str, tuple[Setting, ...]]:
    question = Question(text="Which license? (CC BY 4.0, or its address)")
    for _ in range(PATIENCE):
        said = (yield question).strip()
        license = read_license(said)
        if license.kind in CLEARING:
            return (
                Setting(key="status", value="licensed_open"),
                Setting(key="license_id", value=license.id),
                Setting(key="license_uri", value=license.uri or ""),
                Setting(key="license_applies_to", value="this"),
            )
        question = replace(
            question, wrong=f"“{said[:60]}” names no license whose conditions can be checked; its address is surest"
        )
    raise _unanswered(question)


def _terms(known: Sequence[str]) -> Generator[Question, str, tuple[Setting, ...]]:
    question = Question(text="Whose terms? (an id that `publishkit rights profiles` lists)")
    for _ in range(PATIENCE):
        said = (yield question).strip().lower()
        if said in known:
            return (Setting(key="status", value="publisher_terms"), Setting(key="profile", value=said))
        near = get_close_matches(said, known, n=1)
        question = replace(
            question, wrong=f"there are no terms `{said[:60]}`" + (f"; did you mean {near[0]}?" if near else "")
        )
    raise _unanswered(question)


def _brief() -> Dialogue:
    text = "Then it can be a brief. What does it say, in two to four sentences of your own? (empty: a bare link)"
    summary = yield from _say(text, optional=True)
    if not summary:
        return Answers(settings=(Setting(key="use", value="link"),))
    by = yield from _say("Who wrote that? (your name)")
    return Answers(brief=Brief(summary=summary, by=by))


def _say(text: str, *, optional: bool = False) -> Generator[Question, str, str]:
    question = Question(text=text, optional=optional)
    for _ in range(PATIENCE):
        said = " ".join((yield question).split())
        if said or optional:
            return said
        question = replace(question, wrong="an answer is needed")
    raise _unanswered(question)


def _choose(text: str, choices: Sequence[str]) -> Generator[Question, str, str]:
    question = Question(text=text, choices=tuple(choices))
    for _ in range(PATIENCE):
        said = " ".join((yield question).split()).lower()
        if said.isdecimal() and 1 <= int(said[:3]) <= len(choices):
            return choices[int(said[:3]) - 1]
        fits = [choice for choice in choices if said and choice.lower().startswith(said)]
        if len(fits) == 1:
            return fits[0]
        question = replace(question, wrong=f"answer with a number from 1 to {len(choices)}")
    raise _unanswered(question)


def _unanswered(question: Question) -> InputError:
    return InputError.at("rights ask", f"no answer to: {question.text}", question.wrong)


# --- before and after the questions -----------------------------------------------------------------------------------


def facts_of(root: Path, issue_id: str, article: str) -> tuple[str, Facts]:
    """Return the slug of the article meant, and what the questions about it depend on.

    Raises:
        InputError: there is no such article, or its files are wrong.
    """
    one = read_outline(root, issue_id).find(article)
    place = f"issues/{issue_id}/articles/{one.slug}/rights.toml"
    with told_unreadable(root, place):
        text = decode_text(read_file(root / place), place) if stands(root / place) else ""
    shown = one.use in FULL_USES and one.pictures
    try:
        state_own(root, issue_id, one.slug, Own(), write=False)
        against: tuple[str, ...] = ()
    except RightsError as stop:
        against = tuple(problem.message.partition(": ")[2] for problem in stop.problems)
    return one.slug, Facts(
        title=one.title or one.slug,
        pictures=len(picture_files(text, place)) if shown else 0,
        against=against,
        profiles=tuple(load_profiles(root)),
    )


def act_on(
    root: Path, issue_id: str, slug: str, answers: Answers, *, pictures: int, now: datetime, write: bool
) -> Edited:
    """Do what the answers come to, as the commands would that say the same.

    Raises:
        InputError, RightsError, ExternalError: as those commands.
    """
    done = list(_edits(root, issue_id, slug, answers, pictures=pictures, now=now, write=write))
    said = [one for edited in done for one in edited.said]
    if answers.command:
        said.append(Said(place="next", sentence=f"run: {answers.command.format(slug=slug)}"))
    return Edited(said=tuple(said), diff="".join(edited.diff for edited in done), written=write)


def _edits(
    root: Path, issue_id: str, slug: str, answers: Answers, *, pictures: int, now: datetime, write: bool
) -> Iterator[Edited]:
    if answers.own:
        yield state_own(root, issue_id, slug, answers.own, write=write)
    if answers.settings:
        signed = any(one.key == "reviewed_by" for one in answers.settings)
        when = (Setting(key="reviewed_at", value=now.isoformat()),) if signed else ()
        yield set_keys(root, issue_id, slug, (*answers.settings, *when), picture=None, write=write)
    for number in range(1, pictures + 1) if answers.picture_settings else ():
        yield set_keys(root, issue_id, slug, answers.picture_settings, picture=str(number), write=write)
    if answers.brief:
        yield make_brief(root, issue_id, slug, answers.brief, write=write)
