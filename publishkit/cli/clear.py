"""`publishkit rights own`, `confirm` and `set`: clear an article without opening a file."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from publishkit.cli.arrange import ArticleName, DryRun, IssueOption, print_edited
from publishkit.cli.workspace import Workspace, locate

ClaimedBy = Annotated[
    str, typer.Option("--by", metavar="NAME", help="Who says so, when other evidence speaks against it.")
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
    from publishkit.press.state_rights import Own, state_own

    root, issue_id = locate(workspace, issue)
    wanted = Own(pictures=pictures, files=tuple(picture or ()), by=by, because=because)
    print_edited(state_own(root, issue_id, article, wanted, write=not dry_run), root, issue_id)


def confirm(
    article: ArticleName,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who looked; recorded with the day.")] = "",
    issue: IssueOption = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Say that what was found is right: the status that detection proposes, and every question that `add` asked."""
    from publishkit.press.state_rights import Confirmation
    from publishkit.press.state_rights import confirm as confirm_found

    root, issue_id = locate(workspace, issue)
    looked = Confirmation(by=by, at=datetime.now(tz=UTC).replace(microsecond=0))
    print_edited(confirm_found(root, issue_id, article, looked, write=not dry_run), root, issue_id)


def set_(
    article: ArticleName,
    words: Annotated[
        list[str],
        typer.Argument(metavar="[PICTURE] KEY=VALUE…", help="A picture's file, if one is meant; then the keys."),
    ],
    issue: IssueOption = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,
) -> None:
    """Set keys of an article's rights, front matter or entry, or of one picture: status=own, source_url=https://…, alt="…".

    KEY= takes a key out. `publishkit schema rights` lists the keys.
    """
    from publishkit.press.set_keys import parse_setting, set_keys

    picture = words[0] if "=" not in words[0] else None
    settings = [parse_setting(word) for word in words[picture is not None :]]
    root, issue_id = locate(workspace, issue)
    edited = set_keys(root, issue_id, article, settings, picture=picture, write=not dry_run)
    print_edited(edited, root, issue_id)
