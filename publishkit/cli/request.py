"""`publishkit rights request`: the letter that asks for a permission."""

import json
import secrets
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import Workspace, locate, slug_of

if TYPE_CHECKING:
    from publishkit.press.clearing.ask import Drafted

Slug = Annotated[str, typer.Argument(help="Its slug, the beginning of it, its number, or words of its title.")]
Issue = Annotated[str | None, typer.Option(help="The issue's folder name; by default the newest.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]
CHANCE = 16
"""Random bytes behind the token of a request."""


class Use(StrEnum):
    """What is asked for: uses of the manifest that print the work itself."""

    FULL = "full"
    ABRIDGED = "abridged"
    TRANSLATED = "translated"


Pictures = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", help="Ask for this picture, not for the text; may be repeated."),
]
TextToo = Annotated[bool, typer.Option("--text", help="With --picture: ask for the text, too.")]
To = Annotated[str, typer.Option(metavar="ADDRESS", help="Mail address of the holder; or fill it in later.")]
Language = Annotated[str | None, typer.Option(metavar="LANG", help="Language of the letter; by default the article's.")]
UseGiven = Annotated[Use | None, typer.Option(help="What to ask for; by default as issue.toml has it, or full.")]
LastDay = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Ask for use until this day; by default without end."),
]
AnswerBy = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Day you need the answer; two days before the issue."),
]
Output = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder for the letter; by default evidence/requests.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the letter; write nothing.")]


def request(  # noqa: PLR0917  one argument for each option
    article: Slug,
    picture: Pictures = None,
    text: TextToo = False,
    to: To = "",
    language: Language = None,
    use: UseGiven = None,
    until: LastDay = None,
    answer_by: AnswerBy = None,
    output: Output = None,
    issue: Issue = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
    dry_run: DryRun = False,
) -> None:
    """Draft the letter that asks the holder for permission, as text and as a mail to open, read and send yourself.

    It says what would be used, where, for how long, and with which credit, and what to answer. publishkit never sends it.
    """
    from publishkit.press.clearing.ask import Question, draft_request

    root, issue_id = locate(workspace, issue)
    question = Question(
        slug=slug_of(root, issue_id, article),
        pictures=tuple(picture or ()),
        text=text or not picture,
        to=to.strip(),
        language=language,
        use=use.value if use else None,
        until=until.date() if until else None,
        answer_by=answer_by.date() if answer_by else None,
        output=output,
    )
    drafted = draft_request(
        root,
        issue_id,
        question,
        today=datetime.now(tz=UTC).date(),
        chance=secrets.token_bytes(CHANCE),
        write=not dry_run,
    )
    if as_json:
        sys.stdout.write(json.dumps(drafted.as_json(), ensure_ascii=False) + "\n")
    elif dry_run:
        typer.echo(f"{drafted.letter.subject}\n\n{drafted.letter.text}", nl=False)
    else:
        _print_drafted(drafted)
    if dry_run and not as_json:
        for line in drafted.notes:
            typer.echo(f"→ {line}", err=True)


def _print_drafted(drafted: "Drafted") -> None:
    for file in drafted.files:
        typer.echo(file)
    typer.echo("")
    for line in drafted.notes:
        typer.echo(f"→ {line}")
