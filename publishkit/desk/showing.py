"""What the desk shows of an issue: previews at once, the finished edition when it is ready, and which of them is out of date."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publishkit.errors import PublishkitError
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.rights import Channel
from publishkit.press.build import Build, build_issue
from publishkit.press.preview import Preview, Previews, book_files, count_pages, page_picture

PAGE_WIDTHS = (340, 900, 1600)
"""Pixels in which a page of the PDF is drawn."""
PICTURES_KEPT = 200
"""Drawn pages that are remembered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """An issue as it was at one moment."""

    number: int
    """How many changes the workspace had seen."""
    preview: Preview | None
    stop: PublishkitError | None = None
    """Why there is no preview."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The whole edition, made in memory, checked and proved; or why it could not be."""

    number: int
    build: Build | None
    stop: PublishkitError | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said about it."""
        return self.build.findings if self.build else ()

    def file(self, suffix: str) -> Artifact | None:
        """Return the newest file whose name ends so; None when there is none."""
        files = self.build.artifacts if self.build else ()
        return next((file for file in files if file.name.endswith(suffix) and "/" not in file.name), None)


class Showing:
    """Makes and keeps what is shown of the issues of a workspace. Methods may be called from any thread."""

    def __init__(self, root: Path, number: Callable[[], int]) -> None:
        self.root = root
        self._number = number
        self._previews = Previews(root)
        self._looking, self._building, self._drawing = threading.Lock(), threading.Lock(), threading.Lock()
        self._shown: dict[str, Shown] = {}
        self._files: dict[tuple[str, Channel], tuple[int, Mapping[str, Artifact]]] = {}
        self._finished: dict[str, Finished] = {}
        self._pages: dict[tuple[str, int, int, int], bytes] = {}

    def look(self, issue: str) -> Shown:
        """Return the issue as its files stand now."""
        with self._looking:
            number, known = self._number(), self._shown.get(issue)
            if known is None or known.number != number:
                try:
                    known = Shown(number=number, preview=self._previews.look(issue))
                except PublishkitError as stop:
                    known = Shown(number=number, preview=None, stop=stop)
                self._shown[issue] = known
            return known

    def files(self, issue: str, channel: Channel) -> Mapping[str, Artifact]:
        """Return the files of one format as they would be now, by name; nothing where there are none.

        Raises:
            PublishkitError: the theme is wrong, or an engine failed.
        """
        shown = self.look(issue)
        if shown.preview is None:
            return {}
        with self._looking:
            number, files = self._files.get((issue, channel), (-1, {}))
            if number != shown.number:
                files = {file.name: file for file in shown.preview.files(channel)}
                self._files[issue, channel] = shown.number, files
            return files

    # --- the finished edition -----------------------------------------------------------------------------------------

    def finished(self, issue: str) -> Finished | None:
        """Return the edition that was finished last, out of date perhaps; None before the first."""
        return self._finished.get(issue)

    def is_stale(self, issue: str) -> bool:
        """Whether the finished edition is older than the files."""
        known = self._finished.get(issue)
        return known is None or known.number != self._number()

    def finish(self, issue: str) -> Finished:
        """Build the issue in memory, unless it is as it was; this takes as long as `publishkit build`."""
        with self._building:
            number, known = self._number(), self._finished.get(issue)
            if known is None or known.number != number:
                try:
                    known = Finished(number=number, build=build_issue(self.root, issue, lambda _: None))
                except PublishkitError as stop:
                    known = Finished(number=number, build=None, stop=stop)
                self._finished[issue] = known
            return known

    def pages(self, issue: str) -> int:
        """Return how many pages the finished PDF has; 0 without one."""
        finished = self._finished.get(issue)
        pdf = finished.file(".pdf") if finished else None
        return count_pages(pdf.data) if pdf else 0

    def page(self, issue: str, page: int, width: int) -> bytes | None:
        """Return a page of the finished PDF as a PNG, *width* pixels or the nearest we draw; None when there is none."""
        finished = self._finished.get(issue)
        pdf = finished.file(".pdf") if finished else None
        if finished is None or pdf is None:
            return None
        width = min(PAGE_WIDTHS, key=lambda known: abs(known - width))
        key = (issue, finished.number, page, width)
        with self._drawing:  # PDFium is no friend of threads
            if key not in self._pages:
                drawn = page_picture(pdf.data, page, width)
                if drawn is None:
                    return None
                while len(self._pages) >= PICTURES_KEPT:
                    self._pages.pop(next(iter(self._pages)))
                self._pages[key] = drawn
            return self._pages[key]

    def chapters(self, issue: str) -> Mapping[str, bytes]:
        """Return the files of the EPUB as it would be now, by name."""
        books = (file for file in self.files(issue, Channel.EPUB).values() if file.name.endswith(".epub"))
        return next((book_files(book.data) for book in books), {})
