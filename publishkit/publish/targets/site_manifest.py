"""The manifest at the target: what we left there the last time, with hash, size and the tag the target gave it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from publishkit.errors import ExternalError, Problem
from publishkit.publish.files import SiteFile, made_file
from publishkit.publish.targets.base import MANIFEST

VERSION = 1


@dataclass(frozen=True, slots=True)
class Left:
    """One file as we left it at the target."""

    sha256: str
    bytes: int
    media_type: str
    cache: str
    tag: str
    """As the target gave it after writing; see `Stored.tag`."""

    def is_of(self, file: SiteFile) -> bool:
        """True when this was *file* as it is now, headers included."""
        mine = (self.sha256, self.bytes, self.media_type, self.cache)
        return mine == (file.sha256, file.bytes, file.media_type, file.cache)


@dataclass(frozen=True, slots=True)
class SiteManifest:
    """What we left at a target."""

    files: Mapping[str, Left] = field(default_factory=dict)
    """By path: the site itself."""
    former: tuple[str, ...] = ()
    """Paths of earlier sites that are still there: ours, but no longer part of it."""


def left(file: SiteFile, tag: str) -> Left:
    """Return the line of the manifest for *file*."""
    return Left(sha256=file.sha256, bytes=file.bytes, media_type=file.media_type, cache=file.cache, tag=tag)


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
            files = {path: Left(*map(_checked, entry, (str, int, str, str, str))) for path, entry in _entries(read)}
            return SiteManifest(files=files, former=tuple(map(str, read.get("former", ()))))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return SiteManifest()
    message = f"was written by a later publishkit (form {version!r:.20}, known is {VERSION})"
    raise ExternalError(Problem(place=f"{place}/{MANIFEST}", message=message, hint="update publishkit here"))


def _entries(read: Mapping[str, Any]) -> list[tuple[str, Any]]:
    files = read.get("files", {})
    return [(path, [entry[key] for key in _KEYS]) for path, entry in files.items() if not set(_KEYS) - set(entry)]


_KEYS = ("sha256", "bytes", "media_type", "cache", "tag")


def _checked(value: object, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(kind)
    return value


def manifest_file(manifest: SiteManifest) -> SiteFile:
    """Return the manifest as a file of the site: the same bytes for the same site."""
    lines = {path: {key: getattr(entry, key) for key in _KEYS} for path, entry in sorted(manifest.files.items())}
    value = {"publishkit_site": VERSION, "files": lines, "former": sorted(manifest.former)}
    data = json.dumps(value, ensure_ascii=False, indent=0, separators=(",", ":")).encode()
    return made_file(MANIFEST, data + b"\n", cache="feed")
