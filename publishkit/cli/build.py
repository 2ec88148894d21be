"""`publishkit build`: the edition, checked, proved and moved into place whole. This is `make issue`."""

from dataclasses import replace

import typer

from publishkit.cli.report import AsJson, AsSarif, print_build
from publishkit.cli.workspace import IssueName, Workspace, locate


def build(issue: IssueName = None, workspace: Workspace = None, json: AsJson = False, sarif: AsSarif = False) -> None:
    """Build the edition into out/ISSUE/: email, web, PDF and EPUB, every credit and notice proved."""
    from publishkit.cli.progress import progress
    from publishkit.cli.rights_ledger import take_down
    from publishkit.pipeline import build_issue
    from publishkit.publish.output import write_edition

    root, issue_id = locate(workspace, issue)
    with progress(f"{issue_id}: reading") as tell:
        made = build_issue(root, issue_id, lambda step: tell(f"{issue_id}: {step}"))
        noted = take_down(root, made)
        if made.exit_code == 0:
            tell(f"{issue_id}: writing")
            write_edition(root / "out", issue_id, made.artifacts)
    print_build(replace(made, findings=(*made.findings, *noted)), json=json, sarif=sarif)
    raise typer.Exit(made.exit_code)
