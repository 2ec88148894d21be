"""`publishkit publish`: the site of all published editions, its feeds and catalogs, handed to a target."""

import json as json_module
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.report import AsJson
from publishkit.cli.workspace import Workspace, locate

if TYPE_CHECKING:
    from publishkit.model.config import Config
    from publishkit.publish.targets.base import Target
    from publishkit.publish.targets.send import Published

Issues = Annotated[
    list[str] | None, typer.Argument(metavar="[ISSUE]...", help="Issues to publish; by default the newest by date.")
]
Every = Annotated[bool, typer.Option("--all", help="Exactly the editions in out/, neither more nor fewer.")]
To = Annotated[
    str | None, typer.Option("--to", metavar="TARGET", help="A folder, s3://…, sftp://…; by default [publish] target.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be sent and deleted; write nothing.")]
Prune = Annotated[bool, typer.Option("--prune", help="Delete at the target what is no longer part of the site.")]


def publish(
    issue: Issues = None,
    workspace: Workspace = None,
    every: Every = False,
    to: To = None,
    dry_run: DryRun = False,
    prune: Prune = False,
    json: AsJson = False,
) -> None:
    """Publish issues besides those already published: site, archive, search, feeds, catalogs, downloads.

    What stands at the target stays published. Finished editions are published byte for byte; one that was changed after it
    was proved is refused. Only what differs is sent.
    """
    from publishkit.cli.progress import progress
    from publishkit.manifest.load import load_config
    from publishkit.publish.distributed import note_published
    from publishkit.publish.finished import load_finished
    from publishkit.publish.recall import recalled_paths
    from publishkit.publish.site import make_site
    from publishkit.publish.targets.registry import open_target
    from publishkit.publish.targets.send import publish_files
    from publishkit.theme.load import load_theme

    root, ids = _named(workspace, issue, every=every)
    config = load_config(root)
    address = _address(root, config, to)
    with progress("reading") as tell:
        target = open_target(address, {} if to else config.publish.options)
        try:
            ids = ids if every else [*ids, *_published(target)]
            tell("finished editions")
            editions = load_finished(root, ids)
            tell("the site")
            files = make_site(root, config, load_theme(config.theme.name, (root / "themes",)), editions)
            recalled = recalled_paths(edition.record for edition in editions)
            done = publish_files(target, files, dry_run=dry_run, prune=prune, tell=tell, recalled=recalled)
            if not dry_run:
                note_published(root, done.address, editions, datetime.now(tz=UTC).date().isoformat())
        finally:
            target.close()
    _report(done, [edition.id for edition in editions], config, dry_run=dry_run, json=json)


def _named(workspace: Path | None, issues: Sequence[str] | None, *, every: bool) -> tuple[Path, list[str]]:
    """Return the workspace and the issues named, or the newest, or with *every* all that are finished.

    Raises:
        InputError: no workspace or issue, or both issues and --all.
    """
    from publishkit.errors import InputError, Problem
    from publishkit.manifest.workspace import find_workspace
    from publishkit.publish.finished import edition_ids

    if every:
        if issues:
            raise InputError(Problem(place="", message="name issues, or --all of them"))
        root = find_workspace(workspace or Path.cwd())
        return root, list(edition_ids(root / "out"))
    named: list[str | None] = [*issues] if issues else [None]
    located = [locate(workspace, issue) for issue in named]
    return located[0][0], [issue_id for _, issue_id in located]


def _address(root: Path, config: "Config", to: str | None) -> str:
    """Return where to publish: a folder in publishkit.toml is one of the workspace.

    Raises:
        InputError: no target is set or named.
    """
    from publishkit.errors import InputError, Problem

    if to:
        return to
    if not config.publish.target:
        hint = 'add `[publish]` with `target = "site"` to publishkit.toml, or name one with --to'
        raise InputError(Problem(place="publishkit.toml: publish.target", message="is not set", hint=hint))
    target = config.publish.target
    return target if "://" in target else str(root / target)


def _published(target: "Target") -> list[str]:
    """Return the editions that stand at the target."""
    from publishkit.publish.targets.base import MANIFEST
    from publishkit.publish.targets.site_manifest import parse_manifest

    paths = parse_manifest(target.read(MANIFEST), target.address).files
    return sorted(
        path.removesuffix("/edition.json") for path in paths if path.count("/") == 1 and path.endswith("/edition.json")
    )


def _report(done: "Published", editions: list[str], config: "Config", *, dry_run: bool, json: bool) -> None:
    if json:
        typer.echo(
            json_module.dumps({"editions": editions, **asdict(done), "exit_code": 0}, ensure_ascii=False, indent=2)
        )
        return
    count = len(done.would_write if dry_run else done.written)
    gone = len(done.would_delete if dry_run else done.deleted)
    sent, deleted = ("would be sent", "would be deleted") if dry_run else ("sent", "deleted")
    size = f" ({done.bytes / 1e6:,.1f} MB)" if count else ""
    typer.echo(
        f"{done.address}: {count} {sent}{size}, {done.unchanged} unchanged, {gone} {deleted}; {len(editions)} issues"
    )
    if done.former:
        typer.echo(f"{len(done.former)} files are no longer part of the site and still there; --prune deletes them")
    _note_root(config)


def _note_root(config: "Config") -> None:
    """Say what a site that is not at the root of its host needs: programs look for two files only there."""
    from publishkit.publish.addresses import Addresses

    at = Addresses.of(config.publication)
    if at.root != "/":
        names = "robots.txt and .well-known/tdmrep.json"
        typer.echo(
            f"{names} are read only at the root of {at.host}: copy them there, or add their lines to those files"
        )
