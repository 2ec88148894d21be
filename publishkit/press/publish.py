"""Publish the site of all published editions, with its feeds and catalogs, to a target: a folder or a server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publishkit.errors import InputError, Problem
from publishkit.model.config import Config
from publishkit.publish.files import Addresses
from publishkit.publish.output import load_finished
from publishkit.publish.recall import note_published, recalled_paths
from publishkit.publish.site.site import make_site
from publishkit.publish.targets.address import parse_address, shown
from publishkit.publish.targets.base import MANIFEST, Target
from publishkit.publish.targets.plan import parse_manifest
from publishkit.publish.targets.registry import TARGETS, open_target
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
    """Delete at the target what an earlier publish wrote and is no longer part of the site."""
    adopt: bool = False
    """Overwrite files of others that are in the way of the site."""


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
    address = _address(root, config, order.to)
    target = open_target(address, _options(config, order.to))
    try:
        ids = order.ids if order.exactly else [*order.ids, *_published_ids(target)]
        tell("finished editions")
        editions = load_finished(root, ids)
        tell("the site")
        files = make_site(root, config, load_theme(config.theme.name, (root / "themes",), brand=config.brand), editions)
        recalled = recalled_paths(edition.record for edition in editions)
        done = publish_files(
            target,
            files,
            dry_run=order.dry_run,
            prune=order.prune,
            tell=tell,
            keep=config.publish.keep,
            recalled=recalled,
            adopt=order.adopt,
        )
        if not order.dry_run:
            note_published(root, done.address, editions, clock().date().isoformat())
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


def _options(config: Config, to: str | None) -> Mapping[str, str | int | bool]:
    """Return what the target is told beside its address.

    Raises:
        InputError: the options in publishkit.toml are another target's, and would be needed here.
    """
    settings = config.publish
    if to is None or to == settings.target:
        return {**settings.options, **settings.targets.get(settings.target, {})}
    if to in settings.targets:
        return settings.targets[to]
    kind = TARGETS.get(parse_address(to).scheme)
    asked = sorted(set(settings.options) & set(kind.options)) if kind else []
    if asked:
        message = f"is not the target that `publish.options` belongs to ({', '.join(asked)})"
        hint = f'say what this one needs: `[publish.targets."{to}"]` in publishkit.toml, empty if it is nothing'
        raise InputError(Problem(place=f"--to {shown(to)}", message=message, hint=hint))
    return {}


def _published_ids(target: Target) -> list[str]:
    """Return the ids of the editions at the target."""
    paths = parse_manifest(target.read(MANIFEST), target.address).files
    return sorted(
        path.removesuffix("/edition.json") for path in paths if path.count("/") == 1 and path.endswith("/edition.json")
    )
