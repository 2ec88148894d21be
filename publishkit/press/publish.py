"""Publish the site of all published editions, with its feeds and catalogs, to a target: a folder or a server."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.edition.records.public_record import EditionRecord
from publishkit.errors import InputError, Problem, ProofError
from publishkit.model.config import Config, Publication
from publishkit.press.verify import prove_site
from publishkit.proof.finished import MAIL_PICTURES, FinishedEdition
from publishkit.proof.site import HOME_FEED
from publishkit.publish.files import PUBLIC_RECORDS, Addresses, SiteFile, content
from publishkit.publish.output import load_finished
from publishkit.publish.recall import note_published, recalled_paths
from publishkit.publish.site.cache import cache_key, code_mark
from publishkit.publish.site.site import make_site
from publishkit.publish.targets.address import parse_address, shown
from publishkit.publish.targets.base import MANIFEST, Target
from publishkit.publish.targets.plan import parse_manifest
from publishkit.publish.targets.registry import TARGETS, open_target
from publishkit.publish.targets.transfer import Published, publish_files
from publishkit.theme.load import load_theme
from publishkit.workspace.folder import told_unwritable

PROVED = ".publishkit/site-proved"
"""Mark of the site that was proved last."""


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
        ProofError: an edition was changed after it was proved, or a page of the site must not leave the house.
        ExternalError: the target refuses, is held by somebody else, or went away; what was there still stands.
    """
    address = _address(root, config, order.to)
    target = open_target(address, _options(config, order.to))
    try:
        ids = order.ids if order.exactly else [*order.ids, *_published_ids(target, root / "out")]
        _check_whose(config.publication, target)
        tell("finished editions")
        editions = load_finished(root, ids)
        paged = [edition for edition in editions if edition.has_pages]
        _check_addresses(config.publication, [edition.record for edition in paged])
        tell("the site")
        files = make_site(root, config, load_theme(config.theme.name, (root / "themes",), brand=config.brand), editions)
        _prove(root, files, editions)
        recalled = recalled_paths(edition.record for edition in paged)
        done = publish_files(
            target,
            files,
            dry_run=order.dry_run,
            prune=order.prune,
            tell=tell,
            keep=config.publish.keep,
            recalled=recalled,
            publication=config.publication.id_base,
            adopt=order.adopt,
        )
        if not order.dry_run:
            note_published(root, done.address, paged, clock().date().isoformat())
    finally:
        target.close()
    addresses = Addresses.of(config.publication)
    return PublishedSite(editions=tuple(edition.id for edition in editions), done=done, addresses=addresses)


class _Contents(Mapping[str, bytes]):
    """The files of a site by path; each is read when it is asked for."""

    def __init__(self, files: Sequence[SiteFile]) -> None:
        self._files = {file.path: file for file in files}

    def __getitem__(self, path: str) -> bytes:
        return content(self._files[path])

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _prove(root: Path, files: Sequence[SiteFile], editions: Sequence[FinishedEdition]) -> None:
    """Return when nothing is wrong with what the site makes of the editions; what was proved before is not proved again.

    Raises:
        ProofError: with everything that must not leave the house; nothing was sent.
    """
    mark = cache_key([[file.path, file.sha256] for file in files], code_mark())
    seen = root / PROVED
    if seen.is_file() and seen.read_text("utf-8") == mark:
        return
    proved = {f"{edition.id}/{name}" for edition in editions for name in PUBLIC_RECORDS}  # when it was built
    found = prove_site(_Contents([file for file in files if file.path not in proved]), editions)
    if found:
        raise ProofError(
            *(
                Problem(place=f"site: {one.where}", message=f"{one.code}: {one.message}", hint=one.hint or "")
                for one in found
            )
        )
    with told_unwritable(PROVED):
        seen.parent.mkdir(exist_ok=True)
        write_whole(seen, mark.encode())


def _check_whose(publication: Publication, target: Target) -> None:
    """Return when the site at *target* is known by the names that ours will have, or there is none.

    Raises:
        InputError: readers' programs know what stands there by other names: all old issues would come to them as new.
    """
    known = parse_manifest(target.read(MANIFEST), target.address).publication or _address_there(target)
    if known in {"", publication.id_base}:
        return
    message = f"what stands there is known to readers' programs by names made from {known!r}, ours from {publication.id_base!r}"
    raise InputError(Problem(place=target.address, message=message, hint=_keep_names(known)))


def _address_there(target: Target) -> str:
    """Return the address that a site of an earlier publishkit names itself by, of which its names were made; "" without one."""
    try:
        return str(json.loads(target.read(HOME_FEED) or b"")["home_page_url"])
    except (ValueError, KeyError, TypeError):
        return ""


def _check_addresses(publication: Publication, records: Sequence[EditionRecord]) -> None:
    """Return when every edition was made for the address and under the names that the publication has now.

    Raises:
        InputError: with every edition that was not: its pages, feeds and catalogs would name two addresses.
    """
    problems: list[Problem] = []
    for record in records:
        address = f"{publication.site}{record.edition}/"
        if record.url != address:
            message = f"was made for {record.url}; the letter stands at {publication.site} now"
        elif record.id_base != publication.id_base:
            message = f"bears names made from {record.id_base!r}, the publication from {publication.id_base!r}"
        else:
            continue
        moved = "" if record.id_base == publication.id_base else f"{_keep_names(record.id_base)}; "
        hint = f"{moved}`publishkit build {record.edition}` makes it again"
        problems.append(Problem(place=f"out/{record.edition}", message=message, hint=hint))
    if problems:
        raise InputError(*problems)


def _keep_names(known: str) -> str:
    return f'if it is the same letter, keep its names: write `id = "{known}"` under [publication] in publishkit.toml'


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


def _published_ids(target: Target, out: Path) -> list[str]:
    """Return the ids of the editions at the target; of one without pages only pictures are there."""
    paths = parse_manifest(target.read(MANIFEST), target.address).files
    paged = {
        path.removesuffix("/edition.json") for path in paths if path.count("/") == 1 and path.endswith("/edition.json")
    }
    pictured = {path.partition("/")[0] for path in paths if path.count("/") == 2 and "/images/" in path}
    return sorted(paged | {one for one in pictured - paged if (out / one / MAIL_PICTURES).is_dir()})
