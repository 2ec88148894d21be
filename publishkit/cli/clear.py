"""`publishkit rights own`, `confirm`, `set` and `ask`: clear an article without opening a file."""

import os
import select
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.arrange import ArticleName, DryRun, IssueOption, inert_line, print_edited
from publishkit.cli.workspace import Workspace, locate
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.press.clearing.questions import Answers, Dialogue, Question

ClaimedBy = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="NAME",
        help="Who says so; recorded. Asked for, with --because, when other evidence speaks against it.",
    ),
]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why it is ours all the same, in a sentence.")]


def own(  # noqa: PLR0917  one argument for each option
    article: ArticleName,
    pictures: Annotated[bool, typer.Option("--pictures", help="Its pictures are ours, too.")] = False,
    picture: Annotated[
        list[str] | None, typer.Option("--picture", metavar="FILE", help="This picture alone is ours; may be repeated.")
    ] = None,
    by: ClaimedBy = "",
    because: Because = "",
    issue: IssueOption = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Say that a text is our own, or pictures of it.

    Where a holder, a notice, an agency or the page itself says otherwise, a person has to say why it is ours all the same:
    --by and --because go into rights.toml, the ledger and the report.
    """
    from publishkit.press.clearing.state_rights import Own, state_own

    root, issue_id = locate(workspace, issue)
    now = datetime.now(tz=UTC).replace(microsecond=0)
    wanted = Own(pictures=pictures, files=tuple(picture or ()), by=by, because=because, at=now)
    print_edited(state_own(root, issue_id, article, wanted, write=not dry_run), root, issue_id)


def confirm(
    article: ArticleName,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who looked; recorded with the day.")] = "",
    because: Annotated[
        str, typer.Option("--because", metavar="TEXT", help="Why it is right, where something speaks against it.")
    ] = "",
    issue: IssueOption = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Say that what was found is right: the status that detection proposes, and every question that `add` asked.

    Where something speaks against it, such as a license that was found for the whole site, a person says why it is right
    all the same: --by and --because go into rights.toml, the ledger and the report.
    """
    from publishkit.press.clearing.state_rights import Confirmation
    from publishkit.press.clearing.state_rights import confirm as confirm_found

    root, issue_id = locate(workspace, issue)
    looked = Confirmation(by=by, at=datetime.now(tz=UTC).replace(microsecond=0), because=because)
    print_edited(confirm_found(root, issue_id, article, looked, write=not dry_run), root, issue_id)


def set_(
    article: ArticleName,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PICTURE] KEY=VALUE…", help="A picture's file, if one is meant; then the keys."),
    ] = None,
    by: ClaimedBy = "",
    because: Annotated[
        str, typer.Option("--because", metavar="TEXT", help="Why its status is right all the same, in a sentence.")
    ] = "",
    issue: IssueOption = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Set keys of an article's rights, front matter or entry, or of one picture: status=own, source_url=https://…, alt="…".

    KEY= takes a key out. `publishkit schema rights` lists the keys. Where something speaks against a status that is right, --by
    and --because say who stands for it and why; they go into rights.toml, the ledger and the report.
    """
    from publishkit.press.clearing.claims import Claim
    from publishkit.press.clearing.set_keys import parse_setting, set_keys

    given, claim = words or [], Claim(by=by, because=because, at=datetime.now(tz=UTC).replace(microsecond=0))
    if not given and not because:
        raise InputError(Problem(place="rights set", message="nothing to set", hint="for example status=own"))
    picture = given[0] if given and "=" not in given[0] and (len(given) > 1 or claim.is_made) else None
    settings = [parse_setting(word) for word in given[picture is not None :]]
    root, issue_id = locate(workspace, issue)
    edited = set_keys(root, issue_id, article, settings, picture=picture, claim=claim, write=not dry_run)
    print_edited(edited, root, issue_id)


# --- five questions ---------------------------------------------------------------------------------------------------

PATIENCE = 10.0
"""Seconds to wait for a line when no person sits at a terminal."""


def ask(article: ArticleName, issue: IssueOption = None, workspace: Workspace = None, dry_run: DryRun = False) -> None:
    """Find out in at most five questions what may be done with an article, and write it down.

    Answers can be piped in, a line for each question.
    """
    from publishkit.press.clearing.questions import act_on, dialogue, facts_of

    root, issue_id = locate(workspace, issue)
    slug, facts = facts_of(root, issue_id, article)
    answers = _answered(dialogue(facts))
    typer.echo("")
    now = datetime.now(tz=UTC).replace(microsecond=0)
    done = act_on(root, issue_id, slug, answers, pictures=facts.pictures, now=now, write=not dry_run)
    print_edited(done, root, issue_id)


def _answered(asking: "Dialogue") -> "Answers":
    """Ask until nothing is left to ask; return what the answers come to."""
    lines = _Lines()
    question = next(asking)
    while True:
        _print_question(question)
        try:
            question = asking.send(lines.read(question.text))
        except StopIteration as stop:
            answers: Answers = stop.value
            return answers


def _print_question(question: "Question") -> None:
    if question.wrong:
        typer.echo(f"  {inert_line(question.wrong)}")
    typer.secho(inert_line(question.text), bold=True)
    for number, choice in enumerate(question.choices, 1):
        typer.echo(f"  {number}  {choice}")


class _Lines:
    """Answers, line by line: typed by a person, or piped in; a pipe that says nothing is not waited for."""

    def __init__(self) -> None:
        self.held = b""
        self.ended = False

    def read(self, asked: str) -> str:
        """Return the next line without its end.

        Raises:
            InputError: there is none.
        """
        if sys.stdin is not None and sys.stdin.isatty():
            line = sys.stdin.readline()
        else:
            line = self._piped() if sys.stdin is not None else ""
            typer.echo(f"> {inert_line(line.strip())}" if line else "")
        if not line:
            hint = (
                "answer at a terminal or pipe in a line for each question; `rights own`, `set` and `brief` ask nothing"
            )
            raise InputError(Problem(place="rights ask", message=f"no answer to: {asked}", hint=hint))
        return line.rstrip("\r\n")

    def _piped(self) -> str:
        file = sys.stdin.fileno()
        while b"\n" not in self.held and not self.ended:
            if sys.platform != "win32" and not select.select([file], [], [], PATIENCE)[0]:
                return ""
            more = os.read(file, 4096)
            self.held, self.ended = self.held + more, not more
        line, end, self.held = self.held.partition(b"\n")
        return (line + end).decode("utf-8", "replace")
