"""Publish the site of all published editions, with its feeds and catalogs, to a target: a folder or a server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publishkit.errors import InputError, Problem
from publishkit.model.config import Config
from publishkit.proof.finished import MAIL_PICTURES
from publishkit.publish.files import Addresses
from publishkit.publish.output import load_finished
from publishkit.publish.recall import note_published, recalled_paths
from publishkit.publish.site.site import make_site
from publishkit.publish.targets.base import MANIFEST, Target
from publishkit.publish.targets.plan import parse_manifest
from publishkit.publish.targets.registry import open_target
from publishkit.publish.targets.transfer import Published, publish_files
from publishkit.theme.load import load_theme


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishOrder:
    """What is to be published where."""

    ids: Sequence[str]
    """Editions to publish, besides those that stand at the target."""
    exactly: bool = False
    """Those editions and no others."""
    to: str | None = None
    """A folder, s3://…, sftp://…; None is `[publish] target`."""
    dry_run: bool = False
    prune: bool = False
    """Delete at the target what is no longer part of the site."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedSite:
    """What was published, or after a dry run would be."""

    editions: tuple[str, ...]
    """Of the whole site, the newest first."""
    done: Published
    addresses: Addresses
    """Where readers find the site."""


def publish_site(
    root: Path, config: Config, order: PublishOrder, *, clock: Callable[[], datetime], tell: Callable[[str], None]
) -> PublishedSite:
    """Publish finished editions byte for byte; only what differs is sent. *tell* is called with each step as it begins.

    Raises:
        InputError: no target, a wrong one, an edition that is not finished, or a theme that is wrong.
        ProofError: an edition was changed after it was proved.
        ExternalError: the target refuses, is held by somebody else, or went away; what was there still stands.
    """
    target = open_target(_address(root, config, order.to), {} if order.to else config.publish.options)
    try:
        ids = order.ids if order.exactly else [*order.ids, *_published_ids(target, root / "out")]
        tell("finished editions")
        editions = load_finished(root, ids)
        tell("the site")
        files = make_site(root, config, load_theme(config.theme.name, (root / "themes",), brand=config.brand), editions)
        paged = [edition for edition in editions if edition.has_pages]
        recalled = recalled_paths(edition.record for edition in paged)
        done = publish_files(target, files, dry_run=order.dry_run, prune=order.prune, tell=tell, recalled=recalled)
        if not order.dry_run:
            note_published(root, done.address, paged, clock().date().isoformat())
    finally:
        target.close()
    addresses = Addresses.of(config.publication)
    return PublishedSite(editions=tuple(edition.id for edition in editions), done=done, addresses=addresses)


def _address(root: Path, config: Config, to: str | None) -> str:
    """Return where to publish: a folder in publishkit.toml is one of the workspace.

    Raises:
        InputError: no target is set or named.
    """
    if to:
        return to
    if not config.publish.target:
        hint = 'add `[publish]` with `target = "site"` to publishkit.toml, or name one with --to'
        raise InputError(Problem(place="publishkit.toml: publish.target", message="is not set", hint=hint))
    target = config.publish.target
    return target if "://" in target else str(root / target)


def _published_ids(target: Target, out: Path) -> list[str]:
    """Return the ids of the editions at the target; of one without pages only pictures are there."""
    paths = parse_manifest(target.read(MANIFEST), target.address).files
    paged = {
        path.removesuffix("/edition.json") for path in paths if path.count("/") == 1 and path.endswith("/edition.json")
    }
    shown = {path.partition("/")[0] for path in paths if path.count("/") == 2 and "/images/" in path}
    return sorted(paged | {one for one in shown - paged if (out / one / MAIL_PICTURES).is_dir()})
