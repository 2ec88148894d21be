"""Publish a site to a target: compare, send what changed in an order that leaves no link dead, then delete."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from publishkit.publish.files import SiteFile
from publishkit.publish.targets.base import MANIFEST, Change, Lock, StoredFile, Target
from publishkit.publish.targets.plan import (
    KEPT,
    ManifestEntry,
    Plan,
    Prune,
    SiteManifest,
    check_names,
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
    """Not from us, and still there afterwards."""
    bytes: int = 0
    """Sent, or to be sent; without the manifest."""
    verified: int = 0
    """Files sent and proved by their hash to have arrived."""
    proof: str = ""
    """How they were proved."""


def publish_files(  # noqa: PLR0913 - what may be deleted is said in three ways, all by name
    target: Target,
    files: Sequence[SiteFile],
    *,
    dry_run: bool,
    prune: Prune,
    tell: Tell,
    owner: str = "",
    keep: Sequence[str] = KEPT,
    recalled: Sequence[str] = (),
) -> Published:
    """Make *target* hold *files*, sending only what changed, and return what was done.

    With *dry_run* nothing is written, not even a lock. *prune* deletes what is not part of the site (True), or of that
    only what we published ourselves ("ours"); never what matches a pattern in *keep*. What matches one in *recalled* and
    is no part of the site is deleted in any case. *tell* is called with one line for each file sent or deleted. *owner*
    names us to others who want to publish; "" is the user's own name.

    Raises:
        InputError: a name that cannot be published, or no files at all.
        ExternalError: the target refuses, is held by somebody else, or went away; what was there still stands.
    """
    check_names(files)
    state = _read_state(target)
    plan = _plan(target, files, state)
    if dry_run:
        return _dry_run_result(target, plan, doomed=prunable(plan, prune, keep, recalled), tell=tell)
    if not _has_changes(plan, state, prunable(plan, prune, keep, recalled)):
        return _result(target, plan, ())
    with target.lock(owner) as lock:
        state_now = _read_state(target)
        plan = plan if state_now == state else _plan(target, files, state_now)
        return _apply(target, plan, lock, doomed=prunable(plan, prune, keep, recalled), tell=tell)


@dataclass(frozen=True, slots=True)
class _TargetState:
    """A target as it was at one moment."""

    manifest: SiteManifest
    listing: tuple[StoredFile, ...]


def _read_state(target: Target) -> _TargetState:
    manifest = parse_manifest(target.read(MANIFEST), target.address)
    return _TargetState(manifest, tuple(sorted(target.listing(), key=lambda stored: stored.path)))


def _plan(target: Target, files: Sequence[SiteFile], state: _TargetState) -> Plan:
    return make_plan(files, state.manifest, state.listing, target.holds)


def _has_changes(plan: Plan, state: _TargetState, doomed: Sequence[str]) -> bool:
    """Return whether anything has to be done; otherwise nothing is written at all, not even the lock."""
    return bool(plan.send or doomed or plan.leftovers) or _manifest_after(plan, doomed) != state.manifest


def _manifest_after(plan: Plan, doomed: Sequence[str]) -> SiteManifest:
    gone = set(doomed)
    return SiteManifest(files=plan.same, former=tuple(path for path in plan.former if path not in gone))


def _dry_run_result(target: Target, plan: Plan, *, doomed: Sequence[str], tell: Tell) -> Published:
    result = _result(target, plan, doomed)
    for file in plan.send:
        tell(f"would send {file.path} ({file.bytes:,} bytes)")
    for path in doomed:
        tell(f"would delete {path} ({plan.sizes[path]:,} bytes{_foreign_note(plan, path)})")
    would_write = tuple(sorted(file.path for file in plan.send))
    return replace(result, would_write=would_write, would_delete=tuple(doomed), bytes=_size(plan.send))


def _apply(target: Target, plan: Plan, lock: Lock, *, doomed: Sequence[str], tell: Tell) -> Published:
    with target.change() as change:
        sent = _send(change, plan.send, target.parallel, lock, tell)
        now = _manifest_after(plan, doomed)
        change.write(manifest_file(replace(now, files={**now.files, **sent})))
        for path in (*plan.leftovers, *doomed):
            lock.renew()
            tell(f"delete {path}{_foreign_note(plan, path)}")
            change.delete(path)
    done = _result(target, plan, doomed)
    written = tuple(sorted(file.path for file in plan.send))
    return replace(done, written=written, deleted=tuple(doomed), bytes=_size(plan.send), verified=len(written))


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
        proof=target.proof,
    )


def _foreign_note(plan: Plan, path: str) -> str:
    return ", not from us" if path in plan.foreign else ""


def _size(files: Sequence[SiteFile]) -> int:
    return sum(file.bytes for file in files)
