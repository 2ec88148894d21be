"""What an editor does at the desk: each deed is a use case of `press/`, and edits the files of the workspace as a person would."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal, Protocol

from publishkit.capture.sources.registry import read_any
from publishkit.errors import InputError, Problem
from publishkit.model.issue import Use
from publishkit.model.rights import StrictValue
from publishkit.press import arrange
from publishkit.press.add import Added, Wanted, add_source, issue_folder
from publishkit.press.adding.fetch_source import OpenDoor
from publishkit.press.adding.record import Side, restore, settle
from publishkit.press.clearing.ask import Question, draft_request
from publishkit.press.clearing.claims import Claim
from publishkit.press.clearing.set_keys import Setting, set_keys
from publishkit.press.clearing.state_rights import Confirmation, Own, confirm, state_own
from publishkit.press.editing import Edited
from publishkit.press.sending.delivery import read_statuses
from publishkit.press.status import issue_status
from publishkit.send.campaign.status import as_text
from publishkit.workspace.folder import inside, peek
from publishkit.workspace.front_matter import peek_head
from publishkit.workspace.load import load_config
from publishkit.workspace.outline import read_outline
from publishkit.workspace.rights_file import read_rights_values
from publishkit.workspace.toml.parse import parse_tree


@dataclass(frozen=True, kw_only=True, slots=True)
class Here:
    """Where a deed is done, and when."""

    root: Path
    issue: str
    now: datetime
    open_door: OpenDoor
    chance: Callable[[], bytes]
    """Makes random bytes, from which the token of a request comes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What came of a deed."""

    said: tuple[str, ...] = ()
    """What was written, in sentences."""
    article: str = ""
    """Slug of the article to show next; "" for the one that is shown."""
    notes: tuple[str, ...] = ()
    """What did not come of it, or should be known besides."""
    letter: str = ""
    """A letter that is ready to be sent, or what one says: to be read whole."""


class Deed(Protocol):
    """Something an editor asked for."""

    def do(self, here: Here) -> Done:
        """Do it, whole or not at all.

        Raises:
            PublishkitError: it cannot be done; nothing was written.
        """


def read_deed(name: str, values: Mapping[str, object]) -> Deed:
    """Return the deed called *name* with its *values*.

    Raises:
        InputError: there is none, or its values are none of its own.
    """
    if name not in DEEDS:
        raise InputError(Problem(place="desk", message=f"knows no `{name[:40]}`", hint="load the page again"))
    return parse_tree(dict(values), DEEDS[name], "desk")


def _done(edited: Edited, article: str = "") -> Done:
    return Done(
        said=tuple(said.sentence for said in edited.said) or ("Nothing changed: it was so already.",), article=article
    )


# --- collect ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Collect(StrictValue):
    """Take an article in: from an address, or from what was pasted."""

    address: str = ""
    text: str = ""
    html: bool = False
    """Whether what was pasted is HTML."""
    url: str = ""
    """Address of the original of what was pasted."""
    section: str = ""
    use: Use = "full"
    slug: str = ""
    """The answer to a question: it is an article of its own, of this name."""
    merge: str = ""
    """The other answer: it is the new version of this one."""

    def do(self, here: Here) -> Done:
        """Capture it, and name it in the manifest."""
        wanted = Wanted(
            section=self.section.strip() or None,
            use=self.use,
            url=self.url.strip() or None,
            slug=self.slug or None,
            merge=self.merge or None,
        )
        folder = issue_folder(here.root, here.issue)
        if bool(self.address.strip()) == bool(self.text.strip()):
            hint = "paste a text, or give an address that begins with https://"
            raise InputError(Problem(place="collect", message="nothing was given", hint=hint))
        if self.address.strip():
            return taken(add_source(folder, self.address.strip(), BytesIO(), wanted, open_door=here.open_door))
        pasted = read_any("-", BytesIO(self.text.encode()), lambda _: [], html=self.html)
        return taken(add_source(folder, pasted, BytesIO(), wanted))


def taken(added: Added) -> Done:
    """Return what came of a source that was taken in."""
    merged = added.plan is not None and added.plan.merged
    title, slug = added.taken.found.title, added.slug or ""
    said = f"“{title}” was there already and is brought up to date." if merged else f"“{title}” is in the issue."
    left = len(added.taken.found.dropped)
    parts = (f"{left} {'part' if left == 1 else 'parts'} of the page left out.",) if left else ()
    return Done(said=(said,), article=slug, notes=parts)


# --- clear ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintBrief(StrictValue):
    """Print an article as a brief: our own words, and who wrote them."""

    article: str
    summary: str
    by: str = ""
    note: str = ""

    def do(self, here: Here) -> Done:
        """Write the summary into the manifest."""
        brief = arrange.Brief(summary=self.summary, by=self.by, note=self.note)
        return _done(arrange.make_brief(here.root, here.issue, self.article, brief, write=True))

    def would_be(self, here: Here) -> tuple[str, ...]:
        """Return what would be in the way of it, in sentences: too near to the original, above all; nothing is written.

        Raises:
            InputError: there is no such article.
        """
        if not self.summary.strip():
            return ()
        brief = arrange.Brief(summary=self.summary, by=self.by, note=self.note)
        edited = arrange.make_brief(here.root, here.issue, self.article, brief, write=False)
        slug = read_outline(here.root, here.issue).find(self.article).slug
        found = issue_status(here.root, here.issue, edited.files).of(slug)
        return tuple(missing.sentence for missing in found.missing if missing.stops) if found else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SayOwn(StrictValue):
    """Say that an article is ours, text and pictures."""

    article: str
    by: str = ""
    because: str = ""

    def do(self, here: Here) -> Done:
        """Write it into rights.toml."""
        own = Own(pictures=True, by=self.by, because=self.because, at=here.now)
        return _done(state_own(here.root, here.issue, self.article, own, write=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmFound(StrictValue):
    """Say that what was found about the rights is right."""

    article: str
    by: str = ""
    because: str = ""

    def do(self, here: Here) -> Done:
        """Write it into rights.toml, and settle what was asked."""
        looked = Confirmation(by=self.by, at=here.now, because=self.because)
        return _done(confirm(here.root, here.issue, self.article, looked, write=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class SetValue(StrictValue):
    """Give one key of an article, of its entry, its rights, or of one picture, another value."""

    article: str
    key: str
    value: str
    was: str | None = None
    """What stood there when the editor began to write; another value there now is a clash."""
    picture: str | None = None
    by: str = ""
    because: str = ""

    def do(self, here: Here) -> Done:
        """Write it where it stands.

        Raises:
            InputError: somebody changed it since the page was drawn; says what stands there now.
        """
        if self.was is not None:
            _refuse_changed(self.was, _standing(here, self.article, self.picture, self.key), self.key)
        claim = Claim(by=self.by, because=self.because, at=here.now)
        setting = Setting(key=self.key, value=" ".join(self.value.split()))
        return _done(
            set_keys(here.root, here.issue, self.article, (setting,), picture=self.picture, claim=claim, write=True)
        )


def _standing(here: Here, article: str, picture: str | None, key: str) -> str:
    """Return what a key of an article, or of one of its pictures, says now; "" for nothing."""
    slug = read_outline(here.root, here.issue).find(article).slug
    name = "article.md" if picture is None else "rights.toml"
    place = f"issues/{here.issue}/articles/{slug}/{name}"
    path = inside(here.root, place, place)
    text = path.read_bytes().decode("utf-8-sig", "replace") if path.is_file() else ""
    if picture is None:
        return str(peek_head(text).get(key) or "")
    listed = read_rights_values(text).get("picture")
    for one in listed if isinstance(listed, list) else ():
        if one.get("file") == picture:
            return str(one.get(key) or "")
    return ""


def _refuse_changed(was: str, now: str, key: str) -> None:
    if " ".join(was.split()) != " ".join(now.split()):
        hint = "look at it, and save yours again if it is to stand"
        raise InputError(Problem(place=key, message=f"somebody else changed it meanwhile: “{now[:200]}”", hint=hint))


@dataclass(frozen=True, kw_only=True, slots=True)
class Restore(StrictValue):
    """Put back what was left out of a text."""

    article: str
    numbers: tuple[int, ...]

    def do(self, here: Here) -> Done:
        """Write it into the text where it stood."""
        return _done(restore(here.root, here.issue, self.article, self.numbers, write=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class Settle(StrictValue):
    """Say whose wording stands, where the editor and the source both changed it."""

    article: str
    numbers: tuple[int, ...]
    side: Side

    def do(self, here: Here) -> Done:
        """Write the side that was taken."""
        return _done(settle(here.root, here.issue, self.article, self.numbers, self.side, write=True))


# --- permission -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class AskPermission(StrictValue):
    """Draft the letter that asks the holder for permission."""

    article: str
    to: str = ""
    """Mail address; it can be filled in later."""
    pictures: tuple[str, ...] = ()
    """Files of pictures it is about, and then not about the text."""

    def do(self, here: Here) -> Done:
        """Write the letter beside the issue's proofs, and note in rights.toml that it was asked."""
        slug = read_outline(here.root, here.issue).find(self.article).slug
        question = Question(slug=slug, pictures=self.pictures, text=not self.pictures, to=self.to.strip())
        made = draft_request(here.root, here.issue, question, today=here.now.date(), chance=here.chance(), write=True)
        letter = f"{made.letter.subject}\n\n{made.letter.text}"
        return Done(said=("The letter is ready to be sent.",), notes=(*made.files, *made.notes), letter=letter)


def sending_status(here: Here) -> str:
    """Return how far the letter of the issue has got, in lines; "" when it was sent to nobody yet.

    Raises:
        PublishkitError: the state database cannot be read.
    """
    problems: list[Problem] = []
    config = load_config(here.root)
    found = read_statuses(here.root, config, here.issue, None, os.environ, clock=lambda: here.now, tell=problems.append)
    return "\n\n".join([*map(as_text, found), *map(str, problems)])


# --- arrange ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Move(StrictValue):
    """Give an article another place."""

    article: str
    section: str | None = None
    before: str | None = None
    to: int | None = None

    def do(self, here: Here) -> Done:
        """Write its entry there, comments with it."""
        to = arrange.Destination(section=self.section, before=self.before, to=self.to)
        return _done(arrange.move(here.root, here.issue, self.article, to, write=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaveOut(StrictValue):
    """Take an article out of the issue; its folder stays."""

    article: str

    def do(self, here: Here) -> Done:
        """Take its entry out."""
        return _done(arrange.remove(here.root, here.issue, self.article, delete=False, write=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class Describe(StrictValue):
    """Give the issue itself another value: title, subject, preheader, how its mail is planned."""

    key: Literal["title", "subject", "preheader", "mail"]
    value: str
    was: str | None = None

    def do(self, here: Here) -> Done:
        """Write it at the top of the manifest.

        Raises:
            InputError: somebody changed it since the page was drawn.
        """
        if self.was is not None:
            now = peek(here.root / "issues" / here.issue / "issue.toml", self.key)
            _refuse_changed(self.was, str(now or ""), self.key)
        value = " ".join(self.value.split())
        return _done(arrange.describe(here.root, here.issue, {self.key: value or None}, write=True))


DEEDS: Mapping[str, type[Deed]] = {
    "collect": Collect,
    "brief": PrintBrief,
    "own": SayOwn,
    "confirm": ConfirmFound,
    "set": SetValue,
    "ask": AskPermission,
    "restore": Restore,
    "settle": Settle,
    "move": Move,
    "leave-out": LeaveOut,
    "describe": Describe,
}
"""What the page may ask for, by the name it asks with."""
