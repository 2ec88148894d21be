"""`publishkit send approve`: this very letter may go out."""

import typer

from publishkit.cli.send_office import By, ListName, Variant, check_names, open_office, stoppable, utc_now, who
from publishkit.cli.workspace import IssueName, Workspace, locate


def approve(
    issue: IssueName = None,
    list_name: ListName = None,
    variant: Variant = "",
    by: By = None,
    workspace: Workspace = None,
) -> None:
    """Approve the letter you have seen as a test mail; one changed byte, and it must be approved again."""
    from publishkit.edition.shown import visible
    from publishkit.manifest.load import load_config
    from publishkit.send.guards.ask import ask_guards
    from publishkit.send.guards.situation import Said
    from publishkit.send.run.facts import APPROVED, record
    from publishkit.send.run.prepare import first_situation

    root, issue_id = locate(workspace, issue)
    config = load_config(root)
    name = check_names(config, list_name, variant)
    with stoppable() as stop, open_office(root, config, stop) as office:
        now, decider = utc_now(), who(by)
        letter = office.letter(issue_id, now)
        situation = first_situation(office, letter, name, variant, Said())
        later = {"approval", "confirmation", "quota", "growth", "most", "environment"}
        ask_guards(situation.before_approval(), but=frozenset(later))
        with office.store.write() as connection:
            record(connection, APPROVED, issue=issue_id, sha256=letter.sha256, by=decider, at=now)
    typer.echo(f"{issue_id}: “{visible(letter.mailing.subject)}” from {letter.mailing.from_address} is approved")
    typer.echo(f"letter {letter.sha256}, for {situation.count:,} readers of {name}, by {decider}")
    typer.echo(f"next: `publishkit send {situation.command}`", err=True)
