"""Publish a site to a target: compare, send what changed in an order that leaves no link dead, then delete."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from hashlib import sha256

from publishkit.publish.files import SiteFile
from publishkit.publish.targets.base import MANIFEST, Change, Lock, StoredFile, Target
from publishkit.publish.targets.plan import (
    KEPT,
    ManifestEntry,
    Plan,
    SiteManifest,
    check_names,
    check_ours,
    make_plan,
    manifest_entry,
    manifest_file,
    parse_manifest,
    prunable,
    waves,
)

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What a publish did, or after a dry run would do. Paths are relative to the target, sorted; ours before others'."""

    address: str
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    would_write: tuple[str, ...] = ()
    would_delete: tuple[str, ...] = ()
    unchanged: int = 0
    """How many files of the site were there already."""
    former: tuple[str, ...] = ()
    """Published by us once, no longer part of the site, still there afterwards."""
    foreign: tuple[str, ...] = ()
    """Not from us, and still there afterwards; never deleted."""
    adopted: tuple[str, ...] = ()
    """Not from us, and overwritten, as was asked for."""
    bytes: int = 0
    """Sent, or to be sent; without the manifest."""
    verified: int = 0
    """Files sent and proved by their hash to have arrived."""
    proof: str = ""
    """How they were proved."""


def publish_files(  # noqa: PLR0913 - what may be overwritten and deleted is said in four ways, all by name
    target: Target,
    files: Sequence[SiteFile],
    *,
    dry_run: bool,
    prune: bool,
    tell: Tell,
    owner: str = "",
    keep: Sequence[str] = KEPT,
    recalled: Sequence[str] = (),
    publication: str = "",
    adopt: bool = False,
) -> Published:
    """Make *target* hold *files*, sending only what changed, and return what was done.

    With *dry_run* nothing is written, not even a lock. *prune* deletes what we published and is no longer part of the site,
    but never what matches a pattern in *keep*. What matches one in *recalled* and is no part of the site is deleted in any
    case. Files of others stay; where one is in the way, or the site there is not that of *publication*, nothing is done
    unless *adopt* says that it may be overwritten. *tell* is called with one line for each file sent or deleted. *owner*
    names us to others who want to publish; "" is the user's own name.

    Raises:
        InputError: a name that cannot be published, no files at all, or a place that holds what is not ours.
        ExternalError: the target refuses, is held by somebody else, or went away; what was there still stands.
    """
    check_names(files)
    asked = _Asked(
        prune=prune, keep=(*KEPT, *keep), recalled=tuple(recalled), publication=publication, adopt=adopt, tell=tell
    )
    state = _read_state(target)
    plan = _plan(target, files, state, asked)
    if dry_run:
        return _dry_run_result(target, plan, asked)
    if not _has_changes(plan, state, asked):
        return _result(target, plan, ())
    with target.lock(owner) as lock:
        state_now = _read_state(target)
        plan = plan if state_now == state else _plan(target, files, state_now, asked)
        return _apply(target, plan, lock, state_now, asked)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What may be overwritten and deleted, and who is told."""

    prune: bool
    keep: Sequence[str]
    recalled: Sequence[str]
    publication: str
    adopt: bool
    tell: Tell

    def doomed(self, plan: Plan) -> tuple[str, ...]:
        return prunable(plan, prune=self.prune, keep=self.keep, recalled=self.recalled)


@dataclass(frozen=True, slots=True)
class _TargetState:
    """A target as it was at one moment."""

    manifest: SiteManifest
    is_marked: bool
    """Whether a list of what we published is there at all."""
    listing: tuple[StoredFile, ...]


def _read_state(target: Target) -> _TargetState:
    data = target.read(MANIFEST)
    listing = tuple(sorted(target.listing(), key=lambda stored: stored.path))
    return _TargetState(parse_manifest(data, target.address), data is not None, listing)


def _plan(target: Target, files: Sequence[SiteFile], state: _TargetState, asked: _Asked) -> Plan:
    """Return what to do.

    Raises:
        InputError: it would touch what is not ours.
    """
    plan = make_plan(files, state.manifest, state.listing, target.holds)
    if plan.clashing:  # the same bytes under other headers are no loss
        digests = {file.path: file.sha256 for file in plan.send}
        lost = [path for path in plan.clashing if sha256(target.read(path) or b"").hexdigest() != digests[path]]
        plan = replace(plan, clashing=tuple(lost))
    if not asked.adopt:
        manifest = state.manifest if state.is_marked else None
        check_ours(plan, manifest, target.address, publication=asked.publication, prune=asked.prune)
    return plan


def _has_changes(plan: Plan, state: _TargetState, asked: _Asked) -> bool:
    """Return whether anything has to be done; otherwise nothing is written at all, not even the lock."""
    doomed = asked.doomed(plan)
    return bool(plan.send or doomed or plan.leftovers) or _manifest_after(plan, state, asked) != state.manifest


def _manifest_after(plan: Plan, state: _TargetState, asked: _Asked) -> SiteManifest:
    gone = set(asked.doomed(plan))
    former = tuple(path for path in plan.former if path not in gone)
    return SiteManifest(files=plan.same, former=former, publication=asked.publication or state.manifest.publication)


def _dry_run_result(target: Target, plan: Plan, asked: _Asked) -> Published:
    doomed = asked.doomed(plan)
    for file in plan.send:
        asked.tell(f"would send {file.path} ({file.bytes:,} bytes{_overwrites(plan, file.path)})")
    for path in doomed:
        asked.tell(f"would delete {path} ({plan.sizes[path]:,} bytes{_foreign_note(plan, path)})")
    would_write = tuple(sorted(file.path for file in plan.send))
    done = _result(target, plan, doomed)
    return replace(done, would_write=would_write, would_delete=doomed, bytes=_size(plan.send))


def _apply(target: Target, plan: Plan, lock: Lock, state: _TargetState, asked: _Asked) -> Published:
    doomed = asked.doomed(plan)
    known = {*state.manifest.files, *state.manifest.former}
    new = [file.path for file in plan.send if file.path not in known]
    with target.change() as change:
        if new:
            change.write(manifest_file(state.manifest.claiming(new, asked.publication)))
        sent = _send(change, plan.send, target.parallel, lock, asked.tell)
        now = _manifest_after(plan, state, asked)
        change.write(manifest_file(replace(now, files={**now.files, **sent})))
        for path in (*plan.leftovers, *doomed):
            lock.renew()
            asked.tell(f"delete {path}{_foreign_note(plan, path)}")
            change.delete(path)
    done = _result(target, plan, doomed)
    written = tuple(sorted(file.path for file in plan.send))
    return replace(done, written=written, deleted=doomed, bytes=_size(plan.send), verified=len(written))


def _send(change: Change, files: Sequence[SiteFile], parallel: int, lock: Lock, tell: Tell) -> dict[str, ManifestEntry]:
    """Send *files* wave by wave; the first failure ends it."""
    sent: dict[str, ManifestEntry] = {}
    with ThreadPoolExecutor(parallel) as pool:
        for wave in waves(files):
            for file, tag in _send_wave(pool, change, wave):
                tell(f"send {file.path} ({file.bytes:,} bytes)")
                sent[file.path] = manifest_entry(file, tag)
                lock.renew()
    return sent


def _send_wave(pool: ThreadPoolExecutor, change: Change, wave: Sequence[SiteFile]) -> Iterator[tuple[SiteFile, str]]:
    under_way = {pool.submit(change.write, file): file for file in wave}
    try:
        for future in as_completed(under_way):
            yield under_way[future], future.result()
    finally:
        for future in under_way:
            future.cancel()


def _result(target: Target, plan: Plan, doomed: Sequence[str]) -> Published:
    gone = set(doomed)
    return Published(
        address=target.address,
        unchanged=len(plan.same),
        former=tuple(path for path in plan.former if path not in gone),
        foreign=tuple(path for path in plan.foreign if path not in gone),
        adopted=plan.clashing,
        proof=target.proof,
    )


def _foreign_note(plan: Plan, path: str) -> str:
    return ", not known as ours" if path in plan.foreign else ""


def _overwrites(plan: Plan, path: str) -> str:
    return ", over a file that is not ours" if path in plan.clashing else ""


def _size(files: Sequence[SiteFile]) -> int:
    return sum(file.bytes for file in files)
