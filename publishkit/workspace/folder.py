"""Where a workspace is, what issues it holds, how its folders are named, and that no path leaves it."""

import errno
import os
import re
import shutil
import tomllib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from publishkit.disk import read_file
from publishkit.errors import ExternalError, InputError, Problem
from publishkit.words import Folding

CONFIG = "publishkit.toml"
DATE = re.compile(r"^[ \t]*date[ \t]*=[ \t]*(\d{4}-\d\d-\d\d)\b", re.MULTILINE)
"""The date in a manifest that cannot be read as a whole."""

ISSUE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
COMPOSED = Folding(form="NFC", case="lower")
"""As the table of letters has them."""
BARE = Folding(form="NFKD", marks="dropped")
MAX = 60
"""Characters of a slug."""
PAIRS = (
    "а a б b в v г g д d е e з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ы y э e ж zh ч ch ш sh щ shch"
    " ю yu я ya ё yo і i ї yi є ye ґ g α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y"
    " φ f χ ch ψ ps ω o ß ss æ ae ø o œ oe ł l đ d ð d þ th ı i ħ h"
).split()
GREEK_U = re.compile("ο[υύῦὐὔὗ]")
"""Two letters that are one sound; with a diaeresis they are two."""
SILENT = "ъь'’‘ʼ"
LETTERS = str.maketrans({**dict(zip(PAIRS[::2], PAIRS[1::2], strict=True)), **dict.fromkeys(SILENT, "")})
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
NO_PLACE = (FileNotFoundError, FileExistsError, NotADirectoryError, IsADirectoryError, PermissionError)
"""Why a file cannot be where it was asked for, on a disk that is well."""
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
)
"""Device names that Windows does not let a folder have."""


def find_workspace(start: Path) -> Path:
    """Return the nearest folder at or above *start* that holds `publishkit.toml`.

    Raises:
        InputError: there is none, or a folder on the way cannot be read.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        with told_unreadable(folder, CONFIG):
            if (folder / CONFIG).exists():
                return folder
    raise InputError(
        Problem(place=str(start), message=f"no {CONFIG} here or above", hint="`publishkit init DIR` makes a workspace")
    )


def issue_ids(root: Path) -> tuple[str, ...]:
    """Return the ids of all issue folders, by name.

    Raises:
        InputError: the folder of issues cannot be read.
    """
    folder = root / "issues"
    with told_unreadable(root, "issues"):
        # Whatever is called issue.toml counts: one that is no file is told by whoever reads it.
        if os.path.lexists(folder) and not folder.is_dir():
            hint = "issues are folders in it; bring it back from a backup or with git"
            raise InputError(Problem(place="issues", message="is no folder", hint=hint))
        paths = folder.iterdir() if folder.is_dir() else ()
        names = [path.name for path in paths if stands(path / "issue.toml")]
    return tuple(sorted(name for name in names if ISSUE_ID.fullmatch(name)))


def stands(path: Path) -> bool:
    """Return whether something stands there, be it no file or a link that leads nowhere: what reads it says so.

    Raises:
        OSError: we are not let to look.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path.is_symlink()
    except OSError as cause:
        if cause.errno != errno.ELOOP:
            raise
    return True


@contextmanager
def told_unreadable(root: Path, place: str) -> Iterator[None]:
    """Tell what the system does not let us read: by its path in *root*, or as *place*.

    Raises:
        InputError: it cannot be read.
    """
    try:
        yield
    except OSError as cause:
        path = Path(cause.filename or root / place)
        named = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        raise InputError(Problem(place=named, message=unreadable(cause))) from cause


def unreadable(cause: OSError) -> str:
    """Return the sentence for a file that is there and cannot be read."""
    return "is a directory, not a file" if isinstance(cause, IsADirectoryError) else f"cannot be read: {cause.strerror}"


@contextmanager
def told_unwritable(place: str, hint: str = "", *, named: bool = False) -> Iterator[None]:
    """Tell a disk that is full or refuses what is to stand at *place*, which was *named* on the command line or is ours.

    Raises:
        ExternalError: it cannot be written.
        InputError: it is no place for a file, and was named.
    """
    try:
        yield
    except OSError as cause:
        reason = cause.strerror
        if isinstance(cause, shutil.Error):  # of a tree that is copied: what failed, file by file
            reason = re.sub(r"^\[Errno \d+\] |: '.*", "", str(cause.args[0][0][2]))
        kind = InputError if named and isinstance(cause, NO_PLACE) else ExternalError
        raise kind(Problem(place=place, message=f"cannot be written: {reason}", hint=hint)) from cause


def newest_issue(root: Path) -> str:
    """Return the id of the issue with the highest date; the later name wins a tie, an unreadable date counts as oldest.

    A manifest that is broken elsewhere still has its date: last week's issue is never taken for it in silence.

    Raises:
        InputError: the workspace has no issue, or none with a manifest.
    """
    ids = issue_ids(root)
    if not ids:
        raise _no_issue(root)
    return max(ids, key=lambda issue_id: (_date_of(root / "issues" / issue_id / "issue.toml"), issue_id))


def _no_issue(root: Path) -> InputError:
    with told_unreadable(root, "issues"):
        paths = (root / "issues").iterdir() if (root / "issues").is_dir() else ()
        folders = sorted(path.name for path in paths if path.is_dir() and ISSUE_ID.fullmatch(path.name))
    if folders:
        place, hint = f"issues/{folders[-1]}/issue.toml", "bring it back, or `publishkit new` makes another issue"
        return InputError(Problem(place=place, message="is missing, or cannot be opened", hint=hint))
    hint = "`publishkit new 2026-w47` makes one"
    return InputError(Problem(place="issues", message="there is no issue yet", hint=hint))


def _date_of(manifest: Path) -> date:
    found = peek(manifest, "date")
    if found is None and (written := DATE.search(_read(manifest))):
        with suppress(ValueError):
            found = date.fromisoformat(written[1])
    return found if type(found) is date else date.min


def _read(file: Path) -> str:
    """Return what of a text can be read, "" of a file that cannot be."""
    try:
        return read_file(file).decode("utf-8-sig", "replace")
    except OSError:
        return ""


def peek(manifest: Path, key: str) -> object:
    """Return what an `issue.toml` has under *key*, unchecked; None when it has nothing or cannot be read."""
    try:
        return tomllib.loads(read_file(manifest).decode("utf-8-sig")).get(key)
    except (OSError, ValueError, RecursionError):
        return None


def check_issue_id(issue_id: str) -> str:
    """Return *issue_id* if it may name a folder.

    Raises:
        InputError: it holds anything but small letters, digits and hyphens.
    """
    if not ISSUE_ID.fullmatch(issue_id):
        raise InputError(
            Problem(
                place=f"issue {issue_id[:60]!r}",
                message="is no issue id",
                hint="small letters, digits and hyphens: 2026-w47",
            )
        )
    return issue_id


def inside(root: Path, relative: str, place: str) -> Path:
    """Return `root/relative`, sure to lie in *root* after following links.

    Raises:
        InputError: absolute, climbing out with `..`, or a link that leads outside or in a circle.
    """
    problem = None
    path = root / relative
    if (
        not relative
        or "\0" in relative
        or "\\" in relative
        or Path(relative).is_absolute()
        or re.match(r"[A-Za-z]:", relative)
    ):
        problem = "must be a relative path with `/`"
    elif ".." in Path(relative).parts or not _resolved(path, place).is_relative_to(root.resolve()):
        problem = "leaves the workspace"
    if problem:
        raise InputError(
            Problem(place=place, message=f"{relative[:80]!r} {problem}", hint="keep files inside the article's folder")
        )
    return path


def _resolved(path: Path, place: str) -> Path:
    try:
        return path.resolve()
    except (RuntimeError, OSError) as cause:  # RuntimeError is what Python says before 3.13
        message, hint = "is a link that leads in a circle", "put the file or folder itself in its place"
        raise InputError(Problem(place=place, message=message, hint=hint)) from cause


# --- slugs ------------------------------------------------------------------------------------------------------------


def slugify(title: str, language: str | None = None) -> str:
    """Return a slug for *title*: at most 60 of `a-z0-9-`, cut at a word; a hash where no letter can be written so.

    >>> slugify("Źródło: Spółka Akcyjna")
    'zrodlo-spolka-akcyjna'
    >>> slugify("Über uns", "de")
    'ueber-uns'
    >>> slugify("Η γέφυρα που περιμένει")
    'i-gefyra-pou-perimenei'
    """
    text = COMPOSED(title)
    if (language or "").startswith("de"):
        text = text.translate(GERMAN)
    words = re.findall(r"[a-z0-9]+", BARE("".join(map(_written_latin, GREEK_U.sub("ou", text)))))
    slug = _cut(words)
    if len(slug) < 2 or slug in RESERVED:
        return f"article-{sha256(title.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return slug


def _written_latin(letter: str) -> str:
    """Return a letter as slugs write it; one with an accent that the table does not have, as the letter without it.

    >>> _written_latin("й"), _written_latin("έ"), _written_latin("ќ")
    ('y', 'e', 'k')
    """
    whole = letter.translate(LETTERS)
    return whole if whole != letter else normalize("NFD", letter)[:1].translate(LETTERS) or letter


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """Return *wanted*, or with the first number that is free.

    >>> free_slug("low-water", {"low-water", "low-water-2"})
    'low-water-3'
    """
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        ending = f"-{number}"
        slug = wanted[: MAX - len(ending)].rstrip("-") + ending
    return slug


def _cut(words: list[str]) -> str:
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:MAX]
        if len(longer) > MAX:
            break
        slug = longer
    return slug
