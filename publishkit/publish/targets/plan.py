"""Plan a publish from the site, the manifest and the listing: check names, and decide what is sent and deleted. Pure."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import groupby
from typing import Any

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.publish.files import SiteFile, made_file
from publishkit.publish.targets.base import LOCK, MANIFEST, UPLOAD, StoredFile
from publishkit.words import Folding

VERSION = 1
KEYS = ("sha256", "bytes", "media_type", "cache", "tag")
KEPT = (".git/*", ".well-known/*", ".htaccess", ".htpasswd", ".nojekyll", "CNAME", "_headers", "_redirects")
"""Files that steer the host: they are never deleted, even where an earlier publish of ours wrote them."""
LONGEST = 1000
"""Bytes: S3 allows 1,024 for prefix and name."""
LINKING = ("application/feed+json", "application/json", "application/opds", "application/rss")
"""Media types of feeds, catalogues and search indexes, beside all XML and text."""
NAMED = 8
"""Names that a refusal lists; of more it says how many."""

_path_key = Folding(form="NFC", drops=None, case="fold")
"""What one system or another takes for one name: Windows and macOS ignore case, macOS how an accent is written too."""


# --- the manifest: what we left at a target ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One file of the manifest: as it was when we wrote it to the target."""

    sha256: str
    bytes: int
    media_type: str
    cache: str
    tag: str
    """As the target gave it after writing; see `StoredFile.tag`."""

    def is_of(self, file: SiteFile) -> bool:
        """True when this was *file* as it is now, headers included."""
        stated = (self.sha256, self.bytes, self.media_type, self.cache)
        return stated == (file.sha256, file.bytes, file.media_type, file.cache)


@dataclass(frozen=True, slots=True)
class SiteManifest:
    """What we left at a target."""

    files: Mapping[str, ManifestEntry] = field(default_factory=dict)
    """By path: the site itself."""
    former: tuple[str, ...] = ()
    """Paths of earlier sites that are still there: ours, but no longer part of it. And, while a publish is under way, those
    that it is about to send."""
    publication: str = ""
    """Whose site it is: `publication.id`; "" where an earlier publishkit wrote it."""

    def claiming(self, paths: Iterable[str], publication: str) -> "SiteManifest":
        """Return this list with *paths*, which are about to be sent: what a cut publish leaves is known as ours."""
        former = tuple(sorted({*self.former, *paths} - set(self.files)))
        return SiteManifest(files=self.files, former=former, publication=publication or self.publication)


def manifest_entry(file: SiteFile, tag: str) -> ManifestEntry:
    """Return the line of the manifest for *file*."""
    return ManifestEntry(sha256=file.sha256, bytes=file.bytes, media_type=file.media_type, cache=file.cache, tag=tag)


def parse_manifest(data: bytes | None, place: str) -> SiteManifest:
    """Return the manifest in *data*; an empty one when there is none, or none that can be read.

    A manifest is only ever a reason not to send a file again, so a broken one costs time and nothing else.

    Raises:
        ExternalError: a later publishkit wrote it.
    """
    try:
        read = json.loads(data or b"{}")
        version = read.get("publishkit_site", VERSION)
        if version == VERSION:
            files = {
                path: ManifestEntry(*map(_checked, entry, (str, int, str, str, str))) for path, entry in _entries(read)
            }
            former, publication = tuple(map(str, read.get("former", ()))), str(read.get("publication", ""))
            return SiteManifest(files=files, former=former, publication=publication)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return SiteManifest()
    message = f"was written by a later publishkit (form {version!r:.20}, known is {VERSION})"
    raise ExternalError(Problem(place=f"{place}/{MANIFEST}", message=message, hint="update publishkit here"))


def _entries(read: Mapping[str, Any]) -> list[tuple[str, Any]]:
    files = read.get("files", {})
    return [(path, [entry[key] for key in KEYS]) for path, entry in files.items() if not set(KEYS) - set(entry)]


def _checked(value: object, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(kind)
    return value


def manifest_file(manifest: SiteManifest) -> SiteFile:
    """Return the manifest as a file of the site: the same bytes for the same site."""
    lines = {path: {key: getattr(entry, key) for key in KEYS} for path, entry in sorted(manifest.files.items())}
    whose = {"publication": manifest.publication} if manifest.publication else {}
    value = {"publishkit_site": VERSION, **whose, "files": lines, "former": sorted(manifest.former)}
    data = json.dumps(value, ensure_ascii=False, indent=0, separators=(",", ":")).encode()
    return made_file(MANIFEST, data + b"\n", cache="feed")


# --- the plan ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a publish does to a target."""

    send: tuple[SiteFile, ...]
    same: Mapping[str, ManifestEntry]
    """By path: what is there already, as it should be."""
    former: tuple[str, ...]
    """Ours, no longer part of the site, still there."""
    foreign: tuple[str, ...]
    """Never ours."""
    clashing: tuple[str, ...] = ()
    """Never ours either, and in the way: the site has another file at that path."""
    leftovers: tuple[str, ...] = ()
    """Half-sent files of a publish that was cut."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """By path: bytes of everything listed that is not part of the site."""


def make_plan(
    files: Sequence[SiteFile],
    manifest: SiteManifest,
    listing: Iterable[StoredFile],
    holds: Callable[[SiteFile, StoredFile], bool],
) -> Plan:
    """Return what to do so that the target has *files*.

    A file is left alone when the manifest says it is there and the listing agrees in size and tag. Where they do not
    agree (a publish was cut, the manifest is gone or lies) the size decides first, and then *holds* looks closely.
    """
    stored = {found.path: found for found in listing}
    same: dict[str, ManifestEntry] = {}
    send: list[SiteFile] = []
    clashing: list[str] = []
    published = {*manifest.files, *manifest.former}
    for file in files:
        found = stored.pop(file.path, None)
        if found is not None and _is_unchanged(file, found, manifest.files.get(file.path), holds):
            same[file.path] = manifest_entry(file, found.tag)
        else:
            send.append(file)
            if found is not None and file.path not in published:
                clashing.append(file.path)
    rest = sorted(path for path in stored if path not in {MANIFEST, LOCK})
    leftovers = tuple(path for path in rest if path.rpartition("/")[2].startswith(UPLOAD))
    others = [path for path in rest if path not in leftovers]
    return Plan(
        send=tuple(send),
        same=same,
        former=tuple(path for path in others if path in published),
        foreign=tuple(path for path in others if path not in published),
        clashing=tuple(sorted(clashing)),
        leftovers=leftovers,
        sizes={path: stored[path].bytes for path in rest},
    )


def _is_unchanged(
    file: SiteFile, found: StoredFile, was: ManifestEntry | None, holds: Callable[[SiteFile, StoredFile], bool]
) -> bool:
    if found.bytes != file.bytes:
        return False
    if was is not None and was.tag == found.tag:
        return was.is_of(file)
    return holds(file, found)


def prunable(plan: Plan, *, prune: bool, keep: Sequence[str] = KEPT, recalled: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what is deleted of what was listed: with *prune* what we once published, but nothing that matches *keep*.

    What matches a pattern in *recalled* was taken back and goes without being asked for. What we never published stays,
    unless *recalled* names it to the letter: then it is a file of ours at a target whose list was lost.

    >>> plan = Plan(send=(), same={}, former=("old.html", "CNAME"), foreign=("x.txt", "w1.pdf"))
    >>> prunable(plan, prune=True), prunable(plan, prune=False, recalled=("w1.pdf", "*.txt"))
    (('old.html',), ('w1.pdf',))
    """
    ours = [path for path in plan.former if _matches(path, recalled) or (prune and not _matches(path, keep))]
    return (*ours, *(path for path in plan.foreign if path in recalled))


def check_ours(
    plan: Plan, manifest: SiteManifest | None, place: str, *, publication: str = "", prune: bool = False
) -> None:
    """Return when a publish to *place* touches nothing but our own; *manifest* is None where no list of ours is there.

    Raises:
        InputError: it is another publication's site; files of others are in the way; or *prune* is asked for where nothing
            says what is ours.
    """
    problems: list[Problem] = []
    if manifest and publication and manifest.publication not in {"", publication}:
        message = (
            f"is the site of another publication: its list says {manifest.publication!r:.120}, ours is {publication!r}"
        )
        hint = "name a place of its own; if it is the same letter, write `id` as the list says it under [publication]"
        problems.append(Problem(place=f"{place}/{MANIFEST}", message=message, hint=hint))
    if plan.clashing:
        count = f"{len(plan.clashing)} files" if len(plan.clashing) > 1 else "a file"
        message = (
            f"has {count} that publishkit did not put there and the site would overwrite: {_listed(plan.clashing)}"
        )
        hint = "name a folder of its own for the site; or let --adopt overwrite them"
        problems.append(Problem(place=place, message=message, hint=hint))
    if prune and manifest is None and plan.foreign:
        message = f"has no list of what we published ({MANIFEST}), so nothing there is known to be ours: {_listed(plan.foreign)}"
        hint = "publish without --prune; from then on it deletes what an earlier publish wrote, and nothing else"
        problems.append(Problem(place=place, message=message, hint=hint))
    if problems:
        raise InputError(*problems)


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return ", ".join(paths[:NAMED]) + more


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


# --- names ------------------------------------------------------------------------------------------------------------


def check_names(files: Sequence[SiteFile]) -> None:
    """Return when every name can be published: none leaves the target, clashes with another, or is reserved.

    Raises:
        InputError: with every fault found.
    """
    problems = [*_bad_names(files), *_clashing_names(files)]
    if not files:
        hint = "an empty site is never published: it would only take files away"
        problems = [Problem(place="site", message="has no files", hint=hint)]
    if problems:
        raise InputError(*problems)


def _bad_names(files: Sequence[SiteFile]) -> Iterator[Problem]:
    for file in files:
        if what := name_fault(file.path):
            yield Problem(place=f"site: {file.path!r}", message=f"the name {what}")


def _clashing_names(files: Sequence[SiteFile]) -> Iterator[Problem]:
    """Yield the names that cannot be together in one folder on every system."""
    seen: dict[str, str] = {}
    for file in files:
        if other := seen.get(_path_key(file.path)):
            yield Problem(place=f"site: {file.path!r}", message=f"stands twice: also as {other!r}")
        seen.setdefault(_path_key(file.path), file.path)
    for file in files:
        parents = _path_key(file.path).split("/")[:-1]
        for depth in range(1, len(parents) + 1):
            if above := seen.get("/".join(parents[:depth])):
                yield Problem(place=f"site: {file.path!r}", message=f"needs a folder where {above!r} is a file")


def name_fault(path: str) -> str:
    r"""Return what is wrong with *path* as the name of a file below a target; "" when nothing is.

    >>> name_fault("2026-w47/index.html"), name_fault("../up.html"), name_fault("a\\b")
    ('', 'leaves the target', 'holds a character that is not allowed in names')
    """
    parts = path.split("/")
    if not path.isprintable() or "\\" in path:
        return "holds a character that is not allowed in names"
    if path.startswith("/") or path[1:2] == ":" or ".." in parts:
        return "leaves the target"
    if "" in parts or "." in parts:
        return "has an empty part"
    if len(path.encode()) > LONGEST:
        return f"is longer than {LONGEST} bytes"
    return "is a name publishkit keeps for itself" if _reserved(parts) else ""


def _reserved(parts: Sequence[str]) -> bool:
    return parts[0] in {MANIFEST, LOCK} or parts[-1].startswith(UPLOAD)


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
    ordered = sorted(files, key=lambda file: (_wave_of(file), file.path))
    return [list(wave) for _, wave in groupby(ordered, key=_wave_of)]


def _wave_of(file: SiteFile) -> tuple[int, int]:
    kind = file.media_type.partition(";")[0].strip().lower()
    if file.cache == "immutable":
        return 0, 0
    if kind in {"text/html", "application/xhtml+xml"}:
        lists = file.path.rpartition("/")[2] == "index.html"
        return (2, -file.path.count("/")) if lists else (1, 0)
    links = file.cache == "feed" or kind.startswith(LINKING) or kind.endswith("xml") or kind == "text/plain"
    return (3, 0) if links and kind != "image/svg+xml" else (0, 0)
