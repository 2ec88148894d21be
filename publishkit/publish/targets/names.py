"""Which names a site may have: checked before anything is sent, all faults at once."""

from collections.abc import Iterator, Sequence

from publishkit.errors import InputError, Problem
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.base import LOCK, MANIFEST, UPLOAD

LONGEST = 1000
"""Bytes: S3 allows 1,024 for prefix and name."""


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
