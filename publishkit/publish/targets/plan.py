"""What a publish will do: which names it takes, what has to be sent in which order, and what may go. Pure.

Compared from the site, the manifest at the target and its listing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import groupby
from typing import Literal

from publishkit.errors import InputError, Problem
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.base import LOCK, MANIFEST, UPLOAD, Stored
from publishkit.publish.targets.site_manifest import Left, SiteManifest, left

KEPT = (".git/*", ".well-known/*", ".htaccess", ".htpasswd", ".nojekyll", "CNAME", "_headers", "_redirects")
"""Files that steer the host and are nobody's litter: `prune` leaves them unless the option `keep` says otherwise."""
LONGEST = 1000
"""Bytes: S3 allows 1,024 for prefix and name."""
LINKING = ("application/atom+xml", "application/feed+json", "application/json", "application/opds", "application/rss")
"""Media types of feeds, catalogues and search indexes, beside all XML and text."""


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


# --- names ------------------------------------------------------------------------------------------------------------


def check_names(files: Sequence[SiteFile]) -> None:
    """Refuse a site that is empty, or has a name that leaves the target, stands twice, or is ours to use.

    Raises:
        InputError: with every fault found.
    """
    problems = [*_each(files), *_together(files)]
    if not files:
        hint = "an empty site is never published: it would only take files away"
        problems = [Problem(place="site", message="has no files", hint=hint)]
    if problems:
        raise InputError(*problems)


def fault(path: str) -> str:
    r"""Return what is wrong with *path* as the name of a file below a target; "" when nothing is.

    >>> fault("2026-w47/index.html"), fault("../up.html"), fault("a\\b")
    ('', 'leaves the target', 'holds a character that is not allowed in names')
    """
    parts = path.split("/")
    if not path.isprintable() or "\\" in path:
        return "holds a character that is not allowed in names"
    if path.startswith("/") or path[1:2] == ":" or ".." in parts:
        return "leaves the target"
    if "" in parts or "." in parts:
        return "has an empty part"
    if len(path.encode("utf-8", "replace")) > LONGEST:
        return f"is longer than {LONGEST} bytes"
    return "is a name publishkit keeps for itself" if _reserved(parts) else ""


def _reserved(parts: Sequence[str]) -> bool:
    return parts[0] in {MANIFEST, LOCK} or parts[-1].startswith(UPLOAD)


def _each(files: Sequence[SiteFile]) -> Iterator[Problem]:
    for file in files:
        if what := fault(file.path):
            yield Problem(place=f"site: {file.path!r}", message=f"the name {what}")


def _together(files: Sequence[SiteFile]) -> Iterator[Problem]:
    """Names that cannot stand beside each other; case counts for nothing on macOS and Windows."""
    seen: dict[str, str] = {}
    for file in files:
        other = seen.setdefault(file.path.casefold(), file.path)
        if other is not file.path:
            yield Problem(place=f"site: {file.path!r}", message=f"stands twice: also as {other!r}")
    for file in files:
        parents = file.path.casefold().split("/")[:-1]
        for depth in range(1, len(parents) + 1):
            if above := seen.get("/".join(parents[:depth])):
                yield Problem(place=f"site: {file.path!r}", message=f"needs a folder where {above!r} is a file")


# --- order ------------------------------------------------------------------------------------------------------------


def waves(files: Sequence[SiteFile]) -> list[list[SiteFile]]:
    """Return *files* in waves; each may be sent once the one before has arrived.

    Downloads, pictures and styles; pages; pages that list others, the deepest first and the home page last; feeds,
    catalogues and sitemaps.

    >>> from publishkit.publish.files import made_file
    >>> names = ["index.html", "feed.xml", "2026/index.html", "2026/w47.html", "w47.pdf"]
    >>> [[file.path for file in wave] for wave in waves([made_file(name, b"") for name in names])]
    [['w47.pdf'], ['2026/w47.html'], ['2026/index.html'], ['index.html'], ['feed.xml']]
    """
    ordered = sorted(files, key=lambda file: (_rank(file), file.path))
    return [list(wave) for _, wave in groupby(ordered, key=_rank)]


def _rank(file: SiteFile) -> tuple[int, int]:
    kind = file.media_type.partition(";")[0].strip().lower()
    if file.cache == "immutable":
        return 0, 0
    if kind in {"text/html", "application/xhtml+xml"}:
        lists = file.path.rpartition("/")[2] == "index.html"
        return (2, -file.path.count("/")) if lists else (1, 0)
    links = file.cache == "feed" or kind.startswith(LINKING) or kind.endswith("xml") or kind == "text/plain"
    return (3, 0) if links and kind != "image/svg+xml" else (0, 0)
