"""A folder on this machine: the new site is made beside the old one, and the two change places in one step."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from publishkit.disk import LockHeldError, bring_back, lock_file, take_place
from publishkit.errors import ExternalError, Problem
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.base import (
    CHUNK,
    StoredFile,
    digest,
    open_source,
    parse_holder,
    source_changed,
    this_holder,
)

MAKING = ".publishkit-making-"
RETIRED = ".publishkit-retired-"
REFUSED = "the site there is untouched; see who may write there and how much room is left"
HINT = "wait until they are done; the lock goes with their process"


class NoRenewal:
    """A lock that need not be renewed."""

    def renew(self) -> None:
        """Do nothing: the system releases the lock when this process ends."""


# --- the target -------------------------------------------------------------------------------------------------------


class FolderTarget:
    """A folder. Whoever reads it sees the old site or the new one, whole, also when this process is killed."""

    parallel = 1
    proof = "read back from the disk"

    def __init__(self, folder: Path) -> None:
        """Publish into *folder*; its parent must exist when something is written."""
        self._folder = folder.resolve()
        self.address = str(self._folder)

    def listing(self) -> Iterator[StoredFile]:
        """Return every file; symbolic links are listed, never followed."""
        self._demand_place()
        with self._one_line_errors("cannot be read"):
            for path, stat in walk(self._folder):
                yield StoredFile(path, stat.st_size, f"{stat.st_mtime_ns:x}")

    def read(self, path: str) -> bytes | None:
        """Return what stands at *path*."""
        with self._one_line_errors("cannot be read"):
            place = self._folder / path
            return place.read_bytes() if place.is_file() and not place.is_symlink() else None

    def holds(self, file: SiteFile, stored: StoredFile) -> bool:
        """Compare by hash."""
        place = self._folder / stored.path
        with self._one_line_errors("cannot be read"):
            if place.is_symlink():
                return False
            with place.open("rb") as stream:
                return digest(stream) == file.sha256

    @contextmanager
    def lock(self, owner: str) -> Iterator[NoRenewal]:
        """Hold a lock file beside the folder; the system lets go of it when this process ends, however it ends."""
        with self._one_line_errors("cannot be written"):
            self._demand_writable()
            with hold_lock_beside(self._folder, owner) as lock:
                self._clean_up()
                yield lock

    @contextmanager
    def change(self) -> Iterator["_Staging"]:
        """Make the new folder beside the old one; the end of the block puts it in its place."""
        with self._one_line_errors("cannot be written"):
            making = Path(tempfile.mkdtemp(prefix=self._beside(MAKING), dir=self._folder.parent))
            try:
                staging = _Staging(making, self.address)
                yield staging
                self._finish(staging, making)
            finally:
                shutil.rmtree(making, ignore_errors=True)

    def close(self) -> None:
        """Nothing is held open."""

    def _finish(self, staging: "_Staging", making: Path) -> None:
        """Bring over what stays, flush, switch, and bring over what came in at the last moment."""
        old = [path for path, _ in walk(self._folder)]
        carry_over(self._folder, making, [path for path in old if path not in staging.settled])
        for empty in empty_folders(self._folder):
            (making / empty).mkdir(parents=True, exist_ok=True)
        for folder in ("", *folders(making)):
            _copy_rights(self._folder / folder, making / folder)
        flush(making)
        take_place(making, self._folder, self._folder.parent / self._beside(RETIRED))
        # `making` holds the old site now: somebody (a certificate robot, say) may have put a file there meanwhile.
        known = {*old, *staging.settled}
        late = [path for path, _ in walk(making) if path not in known and not (self._folder / path).exists()]
        carry_over(making, self._folder, late)

    def _clean_up(self) -> None:
        """Bring back a site that was caught between two renames, and delete what a killed publish left."""
        bring_back(self._folder, self._folder.parent / self._beside(RETIRED))
        for leftover in self._folder.parent.glob(f"{self._beside(MAKING)}*"):
            shutil.rmtree(leftover, ignore_errors=True)

    def _beside(self, prefix: str) -> str:
        return f"{prefix}{self._folder.name}-"

    def _demand_place(self) -> None:
        parent = self._folder.parent
        if self._folder == parent or os.path.ismount(self._folder):
            message = "is the top of a disk, which cannot change places with another folder"
            raise self._refused(message, "publish into a folder inside it")
        if not parent.is_dir():
            raise self._refused(f"there is no folder {parent}", f"make it: mkdir -p {parent}")
        if self._folder.exists() and not self._folder.is_dir():
            raise self._refused("is a file, not a folder", "name the folder the site shall be in")

    def _demand_writable(self) -> None:
        parent = self._folder.parent
        if not os.access(parent, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            message = f"the new site is made beside the old one, and {parent} cannot be written"
            raise self._refused(message, "get the right to write there, or publish into a folder one level deeper")

    def _refused(self, message: str, hint: str) -> ExternalError:
        return ExternalError(Problem(place=self.address, message=message, hint=hint))

    @contextmanager
    def _one_line_errors(self, what: str) -> Iterator[None]:
        """Raise an error of the system as one line."""
        try:
            yield
        except OSError as cause:
            named = Path(cause.filename2 or cause.filename or self._folder).name
            about = "" if named == self._folder.name else f" ({named})"
            raise self._refused(f"{what}: {cause.strerror or cause}{about}", REFUSED) from cause


class _Staging:
    """The new site while it is made."""

    def __init__(self, root: Path, address: str) -> None:
        self._root, self._address = root, address
        self.settled: set[str] = set()
        """Paths that are not brought over from the old site: written anew, or deleted."""

    def write(self, file: SiteFile) -> str:
        """Write *file*, read it back, and return the time of its last change."""
        place = self._root / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        with open_source(file) as source, place.open("wb" if file.path in self.settled else "xb") as copy:
            shutil.copyfileobj(source, copy, CHUNK)
        with place.open("rb") as written:
            if digest(written) != file.sha256:
                raise source_changed(self._address, file)
        self.settled.add(file.path)
        return f"{place.stat().st_mtime_ns:x}"

    def delete(self, path: str) -> None:
        """Leave *path* behind in the old site."""
        self.settled.add(path)


# --- files and folders ------------------------------------------------------------------------------------------------


def walk(folder: Path, below: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield each file below *folder* with its relative path; a symbolic link is a file, whatever it points to."""
    try:
        entries = _entries(folder)
    except FileNotFoundError:
        return
    for entry in entries:
        path = f"{below}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path), f"{path}/")
        else:
            yield path, entry.stat(follow_symlinks=False)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return list(found)


def folders(folder: Path, below: str = "") -> Iterator[str]:
    """Yield the relative path of each folder below *folder*, the outer before the inner."""
    if not folder.exists():
        return
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            path = f"{below}{entry.name}"
            yield path
            yield from folders(Path(entry.path), f"{path}/")


def empty_folders(folder: Path) -> Iterator[str]:
    """Yield the folders below *folder* with nothing in them: somebody made them for a reason."""
    return (path for path in folders(folder) if not any((folder / path).iterdir()))


def carry_over(old: Path, new: Path, paths: Iterable[str]) -> None:
    """Bring *paths* from *old* to *new*: as hard links, or as copies where the disk knows no links."""
    for path in paths:
        source, place = old / path, new / path
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, place, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            shutil.copy2(source, place, follow_symlinks=False)


def flush(folder: Path) -> None:
    """Have everything written on the disk of *folder* reach it, so that a power cut leaves a whole site too."""
    if sys.platform == "linux":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).syncfs(descriptor) != 0:
                os.sync()
        finally:
            os.close(descriptor)
    elif hasattr(os, "sync"):
        os.sync()


def _copy_rights(old: Path, new: Path) -> None:
    """Give *new* the rights and the owner of *old*, or those of any new folder."""
    if not old.is_dir() or old.is_symlink():
        new.chmod(0o755)
        return
    shutil.copystat(old, new)
    if hasattr(os, "chown"):
        stat = old.stat()
        try:
            os.chown(new, stat.st_uid, stat.st_gid)
        except PermissionError:  # only root may give folders away
            return


# --- the lock ---------------------------------------------------------------------------------------------------------


@contextmanager
def hold_lock_beside(folder: Path, owner: str) -> Iterator[NoRenewal]:
    """Hold the lock file beside *folder*, and take it away at the end.

    Raises:
        ExternalError: another process holds it.
        OSError: it cannot be made.
    """
    note = this_holder(owner).text()
    try:
        with lock_file(folder.parent / f".publishkit-lock-{folder.name}", note=note):
            yield NoRenewal()
    except LockHeldError as cause:
        raise _refusal(folder, cause) from None


def _refusal(folder: Path, held: LockHeldError) -> ExternalError:
    holder = parse_holder(held.note)
    message = f"{holder.owner} is publishing there (process {holder.process}, for {held.seconds:.0f} seconds)"
    return ExternalError(Problem(place=str(folder), message=message, hint=HINT))
