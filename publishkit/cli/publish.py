"""`publishkit publish`: the site of all published editions, its feeds and catalogs, handed to a target."""

import json as json_module
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.build import AsJson
from publishkit.cli.workspace import Workspace, locate, progress
from publishkit.errors import InputError, Problem

if TYPE_CHECKING:
    from publishkit.press.publish import PublishedSite

Issues = Annotated[
    list[str] | None, typer.Argument(metavar="[ISSUE]...", help="Issues to publish; by default the newest by date.")
]
Every = Annotated[bool, typer.Option("--all", help="Exactly the editions in out/, neither more nor fewer.")]
To = Annotated[
    str | None, typer.Option("--to", metavar="TARGET", help="A folder, s3://…, sftp://…; by default [publish] target.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be sent and deleted; write nothing.")]
Prune = Annotated[
    bool, typer.Option("--prune", help="Delete what an earlier publish put there and is no longer part of the site.")
]
Adopt = Annotated[
    bool, typer.Option("--adopt", help="Overwrite files that publishkit did not put there, where they are in the way.")
]


def publish(  # noqa: PLR0917  one argument for each option
    issue: Issues = None,
    workspace: Workspace = None,
    every: Every = False,
    to: To = None,
    dry_run: DryRun = False,
    prune: Prune = False,
    adopt: Adopt = False,
    json: AsJson = False,
) -> None:
    """Publish issues besides those already published: site, archive, search, feeds, catalogs, downloads.

    What stands at the target stays published. Finished editions are published byte for byte; one that was changed after it
    was proved is refused. Only what differs is sent. Files that publishkit did not put there are never deleted.
    """
    from publishkit.press.publish import PublishOrder, publish_site
    from publishkit.workspace.load import load_config

    root, ids = _named(workspace, issue, every=every)
    config = load_config(root)
    order = PublishOrder(ids=ids, exactly=every, to=to, dry_run=dry_run, prune=prune, adopt=adopt)
    with progress("reading") as tell:
        site = publish_site(root, config, order, clock=lambda: datetime.now(tz=UTC), tell=tell)
    _report(site, dry_run=dry_run, prune=prune, json=json)


def hosting(
    kind: Annotated[str, typer.Argument(metavar="SERVER", help="nginx, caddy or apache.")], workspace: Workspace = None
) -> None:
    """Print what a web server has to be told of the site: media types, caching, the page for what is not there.

    Include the lines in the server's configuration; they are made for the address in `publication.url`. Redirects stand with
    them when `[publish] moved_from` names earlier addresses.
    """
    from publishkit.publish.files import Addresses
    from publishkit.publish.hosting import server_config
    from publishkit.workspace.folder import find_workspace
    from publishkit.workspace.load import load_config

    config = load_config(find_workspace(workspace or Path.cwd()))
    typer.echo(server_config(kind, Addresses.of(config.publication), config.publish.moved_from), nl=False)


def _named(workspace: Path | None, issues: Sequence[str] | None, *, every: bool) -> tuple[Path, list[str]]:
    """Return the workspace and the issues named, or the newest, or with *every* all that are finished.

    Raises:
        InputError: no workspace or issue, or both issues and --all.
    """
    from publishkit.publish.output import edition_ids
    from publishkit.workspace.folder import find_workspace

    if every:
        if issues:
            raise InputError(Problem(place="", message="name issues, or --all of them"))
        root = find_workspace(workspace or Path.cwd())
        return root, list(edition_ids(root / "out"))
    named: list[str | None] = [*issues] if issues else [None]
    located = [locate(workspace, issue) for issue in named]
    return located[0][0], [issue_id for _, issue_id in located]


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:5]) + (" …" if len(paths) > 5 else "")


def _report(site: "PublishedSite", *, dry_run: bool, prune: bool, json: bool) -> None:
    done = site.done
    if json:
        report = {"editions": site.editions, **asdict(done), "exit_code": 0}
        typer.echo(json_module.dumps(report, ensure_ascii=False, indent=2))
        return
    count = len(done.would_write if dry_run else done.written)
    gone = done.would_delete if dry_run else done.deleted
    sent, deleted = ("would be sent", "would be deleted") if dry_run else ("sent", "deleted")
    size = f" ({done.bytes / 1e6:,.1f} MB)" if count else ""
    typer.echo(
        f"{done.address}: {count} {sent}{size}, {done.unchanged} unchanged, {len(gone)} {deleted}; {len(site.editions)} issues"
    )
    for path in gone:
        typer.echo(f"{deleted}: {path}")
    for path in done.adopted:
        typer.echo(f"{'would be' if dry_run else 'was'} overwritten, though not ours: {path}")
    for path in done.former:
        kept = (
            "kept, as [publish] keep says"
            if prune
            else "no longer part of the site and still there; --prune deletes it"
        )
        typer.echo(f"{kept}: {path}")
    if done.foreign:
        typer.echo(f"{len(done.foreign)} files there are not from publishkit and stay: {_some(done.foreign)}")
    if site.addresses.root != "/":  # programs look for these two files only at the root of a host
        names = "robots.txt and .well-known/tdmrep.json"
        typer.echo(
            f"{names} are read only at the root of {site.addresses.host}: copy them there, or add their lines to those files"
        )
