"""What S3, SFTP and further stores share: a target whose files change one by one, and the lock that is one of them.

A store gives a few requests of its own (`_list`, `_get`, `_send`, `_drop`, …) and sentences for what its library raises.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import BinaryIO, Self

from publishkit.errors import ExternalError, Problem
from publishkit.publish.files import SiteFile
from publishkit.publish.targets.base import (
    LOCK,
    UPLOAD,
    Holder,
    StoredFile,
    is_gone,
    open_source,
    parse_holder,
    this_holder,
)

PROBE = f"{UPLOAD}clock"
"""Written to read the clock of a store that does not tell the time otherwise."""
RESUME = "what was sent stays; publish again and only the rest is sent"
STALE = 3600.0
"""Seconds after its last renewal until a lock is taken over; nothing we send takes that long."""
RENEW = 300.0
"""Seconds between two renewals of the lock."""

Words = tuple[str, str]
"""A sentence for people, and a hint."""
Failures = Sequence[tuple[type[Exception] | tuple[type[Exception], ...], Words]]
"""Kinds of errors with what is said of them; the first that fits counts."""


class ObjectStore(ABC):
    """A target whose files change one by one, each whole. Every error of its library becomes one line."""

    parallel: int
    proof: str
    address: str
    raises: tuple[type[Exception], ...]
    """What its library raises."""

    def listing(self) -> Iterator[StoredFile]:
        """Return every file there except the lock."""
        with self._one_line_errors(""):
            for stored in self._list():
                if stored.path and stored.path != LOCK:
                    yield stored

    def read(self, path: str) -> bytes | None:
        """Return what stands at *path*; None when nothing does."""
        with self._one_line_errors(path):
            return self._get(path)

    def holds(self, file: SiteFile, stored: StoredFile) -> bool:
        """Compare by hash, and by media type and caching where they are kept."""
        with self._one_line_errors(file.path):
            return self._is_there(file)

    def lock(self, owner: str) -> "AbstractContextManager[HeldLock]":
        """Hold the lock object."""
        return hold_lock(self, owner)

    @contextmanager
    def change(self) -> Iterator[Self]:
        """Files change one by one, each whole."""
        yield self

    def write(self, file: SiteFile) -> str:
        """Put *file*, prove that it arrived, and return its tag."""
        with self._one_line_errors(file.path), open_source(file) as source:
            return self._send(file, source)

    def delete(self, path: str) -> None:
        """Take away what stands at *path*."""
        self.remove(path)

    def create(self, path: str, data: bytes) -> bool:
        """Write *data* if nothing stands at *path*; False when something does."""
        with self._one_line_errors(path):
            return self._create(path, data)

    def replace(self, path: str, data: bytes) -> None:
        """Write *data* whatever stands at *path*."""
        with self._one_line_errors(path):
            self._put(path, data)

    def age(self, path: str) -> float | None:
        """Return the seconds since *path* was written, by the store's own clock; None when it is gone."""
        with self._one_line_errors(path):
            return self._age(path)

    def remove(self, path: str) -> None:
        """Take away what stands at *path*, if anything does."""
        with self._one_line_errors(path):
            self._drop(path)

    @abstractmethod
    def close(self) -> None:
        """Let go of connections."""

    # --- what each store gives; whatever is raised is told by `_explained` --------------------------------------------

    @abstractmethod
    def _list(self) -> Iterator[StoredFile]:
        """Return everything there; of a place that does not exist yet, nothing."""

    @abstractmethod
    def _get(self, path: str) -> bytes | None:
        """Return what stands at *path*; None when nothing does."""

    @abstractmethod
    def _is_there(self, file: SiteFile) -> bool:
        """Return whether what stands at its path is *file*."""

    @abstractmethod
    def _send(self, file: SiteFile, source: BinaryIO) -> str:
        """Put *file*, whose content *source* holds, prove that it arrived, and return its tag.

        Raises:
            ExternalError: what was to be sent, or what arrived, is not *file*.
        """

    @abstractmethod
    def _put(self, path: str, data: bytes) -> object:
        """Write *data* whatever stands at *path*."""

    @abstractmethod
    def _create(self, path: str, data: bytes) -> bool:
        """Write *data* if nothing stands at *path*; False when something does."""

    @abstractmethod
    def _drop(self, path: str) -> None:
        """Take away what stands at *path*, if anything does."""

    @abstractmethod
    def _age(self, path: str) -> float | None:
        """Return the seconds since *path* was written, by the store's own clock; None when it is gone."""

    @abstractmethod
    def _explained(self, place: str, cause: Exception) -> ExternalError:
        """Return what to tell the person; never what the library was given, which may be a secret."""

    # --- what they share ----------------------------------------------------------------------------------------------

    def _age_by_probe(self, path: str, written: Callable[[str], float | None]) -> float | None:
        """Return the age of *path*, found by writing another file now; *written* returns when one was, in seconds."""
        put = written(path)
        if put is None:
            return None
        self._put(PROBE, b"")
        now = written(PROBE)
        self._drop(PROBE)
        return (put if now is None else now) - put

    @contextmanager
    def _one_line_errors(self, path: str) -> Iterator[None]:
        """Raise an error of the library as one line."""
        try:
            yield
        except self.raises as cause:
            raise self._explained(f"{self.address}/{path}".rstrip("/"), cause) from cause


def words_for(cause: Exception, failures: Failures) -> Words | None:
    """Return what *failures* says of *cause*; None when nothing."""
    return next((words for kind, words in failures if isinstance(cause, kind)), None)


# --- the lock ---------------------------------------------------------------------------------------------------------


class HeldLock:
    """A lock we took."""

    def __init__(self, store: ObjectStore, holder: Holder, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._text, self._clock = store, holder.text(), clock
        self._renewed = clock()

    def renew(self) -> None:
        """Renew the lock, at most every five minutes.

        Raises:
            ExternalError: somebody else has taken over.
        """
        if self._clock() - self._renewed < RENEW:
            return
        if not self.is_ours():
            message = "another publisher took over while this one stood still"
            hint = "see who it is, and publish again when they are done"
            raise ExternalError(Problem(place=self._store.address, message=message, hint=hint))
        self._store.replace(LOCK, self._text)
        self._renewed = self._clock()

    def release(self) -> None:
        """Let others publish."""
        if self.is_ours():
            self._store.remove(LOCK)

    def is_ours(self) -> bool:
        """True while the lock says what we wrote."""
        return self._store.read(LOCK) == self._text


@contextmanager
def hold_lock(store: ObjectStore, owner: str) -> Iterator[HeldLock]:
    """Hold the lock at *store* for *owner*.

    A lock whose process was killed on this machine, or that gave no sign of life for an hour, is taken over.

    Raises:
        ExternalError: somebody else holds it.
    """
    holder = this_holder(owner)
    if not store.create(LOCK, holder.text()):
        _take_over(store)
        if not store.create(LOCK, holder.text()):
            raise refusal(store.address, parse_holder(store.read(LOCK)), store.age(LOCK) or 0.0)
    lock = HeldLock(store, holder)
    try:
        yield lock
    except BaseException:
        with suppress(ExternalError):  # what went wrong first is what people must hear
            lock.release()
        raise
    lock.release()


def _take_over(store: ObjectStore) -> None:
    text, age = store.read(LOCK), store.age(LOCK)
    if text is None or age is None:
        return  # let go of meanwhile
    other = parse_holder(text)
    if not is_gone(other) and age < STALE:
        raise refusal(store.address, other, age)
    if store.read(LOCK) == text:
        store.remove(LOCK)


def refusal(address: str, other: Holder, age: float) -> ExternalError:
    """Return the error that says who is publishing, since when, and what to do should they be gone."""
    message = f"{other.owner} is publishing there (last sign of life {_ago(age)} ago)"
    hint = (
        f"wait until they are done; if that publish was stopped, delete {address}/{LOCK}, "
        f"or wait until it is an hour old: then it is taken over"
    )
    return ExternalError(Problem(place=address, message=message, hint=hint))


def _ago(seconds: float) -> str:
    """Return a time span in one unit.

    >>> _ago(12.3), _ago(720)
    ('12 seconds', '12 minutes')
    """
    return f"{max(seconds, 0):.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
