"""`publishkit build`: the edition, checked, proved and moved into place whole. This is `make issue`."""

from typing import Annotated

import typer

from publishkit.cli.workspace import IssueName, Workspace, locate


def build(
    issue: IssueName = None,
    workspace: Workspace = None,
    json: Annotated[bool, typer.Option("--json", help="Report for machines on stdout.")] = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Findings as SARIF 2.1.0 on stdout.")] = False,
) -> None:
    """Build the edition into out/<issue>/: email, web, PDF and EPUB, each with its credits and notices proved."""
    from publishkit.cli.progress import progress
    from publishkit.pipeline import build_issue
    from publishkit.publish.output import write_edition

    root, issue_id = locate(workspace, issue)
    with progress(f"{issue_id}: reading") as tell:
        made = build_issue(root, issue_id, lambda step: tell(f"{issue_id}: {step}"))
        if made.exit_code == 0:
            write_edition(root / "out", issue_id, made.artifacts)
    for f in made.findings: print(f)
    raise typer.Exit(made.exit_code)
