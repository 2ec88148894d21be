"""What has to be sent and what may go: compared from the site, the manifest at the target and its listing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from publishkit.publish.files import SiteFile
from publishkit.publish.targets.base import LOCK, MANIFEST, UPLOAD, Stored
from publishkit.publish.targets.site_manifest import Left, SiteManifest, left

KEPT = (".git/*", ".well-known/*", ".htaccess", ".htpasswd", ".nojekyll", "CNAME", "_headers", "_redirects")
"""Files that steer the host and are nobody's litter: `prune` leaves them unless the option `keep` says otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a publish does to a target."""

    send: tuple[SiteFile, ...]
    same: Mapping[str, Left]
    """By path: what is there already, as it should be."""
    former: tuple[str, ...]
    """Ours, no longer part of the site, still there."""
    foreign: tuple[str, ...]
    """Never ours."""
    leftovers: tuple[str, ...]
    """Half-sent files of a publish that was cut."""
    sizes: Mapping[str, int]
    """By path: bytes of everything listed that is not part of the site."""


def make_plan(
    files: Sequence[SiteFile],
    manifest: SiteManifest,
    listing: Iterable[Stored],
    holds: Callable[[SiteFile, Stored], bool],
) -> Plan:
    """Return what to do so that the target has *files*.

    A file is left alone when the manifest says it is there and the listing agrees in size and tag. Where they do not
    agree (a publish was cut, the manifest is gone or lies) the size decides first, and then *holds* looks closely.
    """
    stored = {found.path: found for found in listing}
    same: dict[str, Left] = {}
    send: list[SiteFile] = []
    for file in files:
        there = stored.pop(file.path, None)
        if there is not None and _is_there(file, there, manifest.files.get(file.path), holds):
            same[file.path] = left(file, there.tag)
        else:
            send.append(file)
    rest = sorted(path for path in stored if path not in {MANIFEST, LOCK})
    leftovers = tuple(path for path in rest if path.rpartition("/")[2].startswith(UPLOAD))
    ours = {*manifest.files, *manifest.former}
    others = [path for path in rest if path not in leftovers]
    return Plan(
        send=tuple(send),
        same=same,
        former=tuple(path for path in others if path in ours),
        foreign=tuple(path for path in others if path not in ours),
        leftovers=leftovers,
        sizes={path: stored[path].bytes for path in rest},
    )


def _is_there(file: SiteFile, there: Stored, was: Left | None, holds: Callable[[SiteFile, Stored], bool]) -> bool:
    if there.bytes != file.bytes:
        return False
    if was is not None and was.tag == there.tag:
        return was.is_of(file)
    return holds(file, there)


Prune = bool | Literal["ours"]
"""Delete nothing, everything that is not part of the site, or only what we once published."""


def prunable(plan: Plan, prune: Prune, keep: Sequence[str] = KEPT, recalled: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what *prune* deletes of what was listed; never what matches a pattern in *keep*.

    What matches a pattern in *recalled* was taken back and goes without being asked for.

    >>> plan = Plan(send=(), same={}, former=("old.html",), foreign=("CNAME", "x.txt"), leftovers=(), sizes={})
    >>> prunable(plan, prune=True), prunable(plan, prune="ours"), prunable(plan, prune=False)
    (('old.html', 'x.txt'), ('old.html',), ())
    """
    doomed = {*plan.former, *(plan.foreign if prune is True else ())} if prune else set()
    return tuple(
        path
        for path in (*plan.former, *plan.foreign)
        if _matches(path, recalled) or (path in doomed and not _matches(path, keep))
    )


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)
