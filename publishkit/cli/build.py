"""`publishkit build` and `publishkit check`: the edition, or only what there is to say about it."""

from datetime import UTC, datetime

import typer

from publishkit.cli.report import AsJson, AsSarif, print_build
from publishkit.cli.workspace import IssueName, Workspace, locate


def build(issue: IssueName = None, workspace: Workspace = None, json: AsJson = False, sarif: AsSarif = False) -> None:
    """Build the edition into out/ISSUE/: email, web, PDF and EPUB, every credit and notice proved."""
    from publishkit.cli.workspace import progress
    from publishkit.press.build import press_issue

    root, issue_id = locate(workspace, issue)
    with progress(f"{issue_id}: reading") as tell:
        made = press_issue(root, issue_id, lambda step: tell(f"{issue_id}: {step}"), datetime.now(tz=UTC))
    print_build(made, json=json, sarif=sarif)
    raise typer.Exit(made.exit_code)


def check(issue: IssueName = None, workspace: Workspace = None, json: AsJson = False, sarif: AsSarif = False) -> None:
    """Say everything there is to say about an issue, without writing an edition."""
    from publishkit.cli.workspace import progress
    from publishkit.press.build import build_issue

    root, issue_id = locate(workspace, issue)
    with progress(f"{issue_id}: reading") as tell:
        made = build_issue(root, issue_id, lambda step: tell(f"{issue_id}: {step}"))
    print_build(made, json=json, sarif=sarif)
    raise typer.Exit(made.exit_code)
