"""What is told of single lines: the first few at once, and when there are more, all of them in a file."""

import csv
from pathlib import Path
from typing import TextIO

from publishkit.disk import write_new
from publishkit.errors import ExternalError, Problem
from publishkit.send.audience.take import Note

FILE = Path(".publishkit", "audience-notes.csv")
"""In the workspace; the last import's."""
SHOWN = 20
"""Notes a person reads on a screen."""


class Notes:
    """Keeps the first notes; the others, and these too, are written to *file* as they come, in any number."""

    def __init__(self, file: Path | None) -> None:
        self.first: list[Note] = []
        self.count = 0
        self.file = file
        """Where all are, once there are more than are shown; None: they are only counted."""
        self._open: TextIO | None = None

    def __call__(self, note: Note) -> None:
        """Take *note* down.

        Raises:
            ExternalError: the file cannot be written.
        """
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(note)
            return
        if self.file is None:
            return
        try:
            if self._open is None:
                self._open = _begin(self.file)
                for shown in self.first:
                    _write(self._open, shown)
            _write(self._open, note)
        except OSError as cause:
            message = f"cannot be written: {cause.strerror}"
            raise ExternalError(Problem(place=str(self.file), message=message)) from cause

    @property
    def is_written(self) -> bool:
        """Whether there is a file."""
        return self._open is not None

    def close(self) -> None:
        """Finish the file."""
        if self._open is not None:
            self._open.close()


def _begin(file: Path) -> TextIO:
    """Return *file* opened anew, for its owner's eyes only: addresses may stand in it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    write_new(file, b"line,what,why\r\n", mode=0o600)
    return file.open("a", encoding="utf-8", newline="")


def _write(opened: TextIO, note: Note) -> None:
    csv.writer(opened).writerow((note.line, note.kind, note.reason))
