"""Documents that prove something, in `issues/<id>/evidence/`: named safely, never overwritten, readable by their owner only."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from publishkit.disk import write_new
from publishkit.errors import InputError, Problem
from publishkit.words import Folding
from publishkit.workspace.folder import told_unwritable

APART = Folding(form="NFKD", case="lower")
UNSAFE = re.compile(r"[^a-z0-9]+")
STEM = 60
"""Characters of a name before its ending: readable in a list, short enough everywhere."""
DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Windows takes these names for devices, whatever their ending."""
REQUESTS = "requests"
"""Folder in `evidence/` for the letters that ask."""


def evidence_folder(issue_id: str) -> str:
    """Return the folder of an issue's proofs, relative to the workspace."""
    return f"issues/{issue_id}/evidence"


def evidence_name(name: str) -> str:
    r"""Return a file name that is safe on every system, made from a stranger's.

    >>> evidence_name("../Re: Zgoda łódzka.EML"), evidence_name("CON.txt"), evidence_name("\u202e.pdf")
    ('re-zgoda-odzka.eml', 'letter-con.txt', 'letter.pdf')
    """
    stem, _, ending = name.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
    short = _plain(stem)[:STEM].strip("-") or "letter"
    return f"letter-{short}.{_plain(ending)}" if DEVICES.fullmatch(short) else f"{short}.{_plain(ending)}"


def place_evidence(root: Path, issue_id: str, name: str, data: bytes) -> tuple[str, bool]:
    """Return where *data* belongs, relative to the workspace, and whether it stands there already.

    A name that is taken by another document gets a number; the same document is kept once.

    Raises:
        InputError: the folder is a link.
    """
    folder = _checked(root, evidence_folder(issue_id))
    safe = evidence_name(name)
    for candidate in _numbered(safe):
        path = folder / candidate
        taken = path.exists() or path.is_symlink()
        if not taken or (path.is_file() and not path.is_symlink() and path.read_bytes() == data):
            return f"{evidence_folder(issue_id)}/{candidate}", taken
    raise AssertionError("numbers do not end")


def write_evidence(root: Path, relative: str, data: bytes) -> None:
    """Write *data* to a new file that only its owner may read.

    Raises:
        InputError: the file exists, or the folder is a link.
        ExternalError: the disk is full or refuses.
    """
    folder = _checked(root, relative.rpartition("/")[0])
    hint = "look at the folder, then try again"
    with told_unwritable(relative, hint):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_new(root / relative, data, mode=0o600)
        except FileExistsError as cause:
            message = f"cannot be written: {cause.strerror}"
            raise InputError(Problem(place=relative, message=message, hint=hint)) from cause


def free_request(folder: Path, slug: str) -> str:
    """Return the first of `<slug>-1`, `<slug>-2`, … that names no letter in *folder* yet."""
    return next(
        name
        for name in (f"{slug}-{number}" for number in count(1))
        if not any((folder / f"{name}{ending}").exists() for ending in (".txt", ".eml"))
    )


def _plain(text: str) -> str:
    ascii_only = APART(text[:500]).encode("ascii", "ignore").decode()
    return UNSAFE.sub("-", ascii_only).strip("-")


def _numbered(name: str) -> Iterator[str]:
    stem, _, ending = name.rpartition(".")
    yield name
    yield from (f"{stem}-{number}.{ending}" for number in count(2))


def _checked(root: Path, relative: str) -> Path:
    """Return the folder, sure that no step to it is a link: the gate would refuse a proof behind one."""
    path = root
    for part in Path(relative).parts:
        path /= part
        if path.is_symlink() or part == "..":
            message = f"{part} is a link or leaves the workspace"
            raise InputError(Problem(place=relative, message=message, hint="make it a folder of its own"))
    return path
