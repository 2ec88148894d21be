"""Edit files of the workspace: all of what a command changes or nothing, one command at a time, and a sentence for each change."""

import difflib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from publishkit.disk import read_file, write_whole
from publishkit.errors import InputError, Problem
from publishkit.workspace.folder import inside, told_unreadable, told_unwritable
from publishkit.workspace.lock import held
from publishkit.workspace.toml.parse import decode_text, encode_like

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One change, for the person who asked for it."""

    place: str
    """Relative to the workspace."""
    sentence: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.place}: {self.sentence}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edited:
    """What a command changed, or would."""

    said: tuple[Said, ...]
    diff: str
    """Of every file, as `git diff` shows it; folders that moved come first."""
    written: bool
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Place -> bytes of each file that changed, as it is now, or would be."""


@dataclass(kw_only=True)
class Draft:
    """The workspace as it will be; nothing is written until all of it is known."""

    root: Path
    said: list[Said] = field(default_factory=list)
    _files: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """Place -> bytes as they are and as they will be."""
    _moved: dict[str, str] = field(default_factory=dict)
    _deleted: list[str] = field(default_factory=list)

    def text(self, place: str) -> str:
        """Return the text of a file as it will be.

        Raises:
            InputError: it is missing, or no text.
        """
        return decode_text(self._bytes(place), place)

    def holds(self, place: str) -> bool:
        """Whether something stands there, be it no file: then what reads it says so."""
        return place in self._files or os.path.lexists(self.root / place)

    def write(self, place: str, text: str, sentence: str = "") -> None:
        """Let the file at *place* hold *text*, and say so in a sentence when it changes."""
        before = self._bytes(place) if self.holds(place) else b""
        data = encode_like(before, text)
        if data != before:
            first = self._files[place][0] if place in self._files else before
            self._files[place] = first, data
            if sentence:
                self.say(place, sentence)

    def say(self, place: str, sentence: str) -> None:
        """Tell the person who asked."""
        self.said.append(Said(place=place, sentence=sentence))

    def move(self, old: str, new: str) -> None:
        """Let the folder *old* stand at *new*, once the files are written.

        Raises:
            InputError: something stands there, or one of them leaves the workspace.
        """
        inside(self.root, old, old)
        inside(self.root, new, new)
        if (self.root / new).exists():
            raise InputError.at(new, "exists already", "choose another name")
        self._moved[old] = new

    def delete(self, place: str) -> None:
        """Let the folder *place* be gone, once the files are written.

        Raises:
            InputError: it leaves the workspace.
        """
        inside(self.root, place, place)
        self._deleted.append(place)

    def diff(self) -> str:
        """Return what changes, as `git diff` shows it."""
        moved = [f"rename from {old}\nrename to {new}\n" for old, new in self._moved.items()]
        gone = [f"deleted folder {place}\n" for place in self._deleted]
        shown = [_difference(place, before, after) for place, (before, after) in self._files.items()]
        return "".join([*moved, *gone, *shown])

    def files(self) -> dict[str, bytes]:
        """Return each file that changes, as it will be."""
        return {place: after for place, (_, after) in self._files.items()}

    def keep(self) -> None:
        """Write everything.

        Raises:
            ExternalError: the disk is full or refuses; then everything is as it was.
        """
        with ExitStack() as undo:
            for place, (before, after) in self._files.items():
                with told_unwritable(place, "nothing was changed"):
                    _put(self.root / place, after)
                undo.callback(_put_back, self.root / place, before)
            for old, new in self._moved.items():
                with told_unwritable(new, "nothing was changed"):
                    (self.root / new).parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(self.root / old, self.root / new)
                undo.callback(shutil.move, self.root / new, self.root / old)
            for place in self._deleted:
                with told_unwritable(place, "nothing was changed"):
                    shutil.rmtree(self.root / place)
            undo.pop_all()

    def _bytes(self, place: str) -> bytes:
        if place in self._files:
            return self._files[place][1]
        with told_unreadable(self.root, place):
            path = inside(self.root, place, place)
            if not path.exists():
                raise InputError(Problem(place=place, message="is missing"))
            return read_file(path)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        with path.open("r+b"):  # a file that its owner made read-only is not replaced behind their back
            pass
    write_whole(path, data)


def _put_back(path: Path, data: bytes) -> None:
    write_whole(path, data) if data else path.unlink(missing_ok=True)


def _difference(place: str, before: bytes, after: bytes) -> str:
    old, new = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{place}", f"b/{place}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def refuse_new(read: Callable[[T], object], before: T, after: T) -> None:
    """Let a change pass that adds no mistake to those that a file has.

    Raises:
        InputError: it adds one; carries what is new alone.
    """
    known = {(problem.place, problem.message) for problem in _problems(read, before)}
    new = [problem for problem in _problems(read, after) if (problem.place, problem.message) not in known]
    if new:
        raise InputError(*(Problem(place=p.place, message=p.message, hint=p.hint) for p in new))


def _problems(read: Callable[[T], object], given: T) -> Sequence[Problem]:
    try:
        read(given)
    except InputError as stop:
        return stop.problems
    return ()


Edit = Callable[[Draft], None]


def edit(root: Path, change: Edit, *, write: bool) -> Edited:
    """Return what *change* does to the workspace; with *write* it is done, whole or not at all.

    Raises:
        InputError: what is asked for cannot be.
        ExternalError: the disk refuses, or another command is editing.
    """
    with held(root, write=write):
        draft = Draft(root=root)
        change(draft)
        edited = Edited(said=tuple(draft.said), diff=draft.diff(), written=write, files=draft.files())
        if write:
            draft.keep()
    return edited
