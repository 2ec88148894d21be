"""What the desk shows of an issue: previews at once, the finished edition when it is ready; in the dark, without pictures, without styles."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from traceback import print_exception

from publishkit.errors import ExternalError, Problem, PublishkitError
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.rights import Channel
from publishkit.press.build import Build, build_issue
from publishkit.press.preview import Preview, Previews, count_pages, page_picture
from publishkit.proof.read.document import Book
from publishkit.proof.read.epub import open_book

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
        self._books: dict[str, tuple[Artifact, Book]] = {}
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
                except Exception as fault:  # noqa: BLE001 - a fault of ours is told too, and not met again every second
                    print_exception(fault)
                    told = Problem(
                        place="desk", message=f"the edition could not be made: {fault!r}", hint="see the terminal"
                    )
                    known = Finished(number=number, build=None, stop=ExternalError(told))
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

    def book(self, issue: str) -> Book | None:
        """Return the EPUB as it would be now, opened; None where the issue has none."""
        files = self.files(issue, Channel.EPUB).values()
        made = next((file for file in files if file.name.endswith(".epub")), None)
        if made is None:
            return None
        known, book = self._books.get(issue, (None, None))
        if known is not made or book is None:
            book = open_book(made)
            self._books[issue] = made, book
        return book


# --- as somebody sees it -----------------------------------------------------------------------------------------------


UTF8 = "charset=utf-8"
Seen = tuple[bytes, str]
"""Bytes, and their media type."""


def seen(showing: Showing, issue: str, view: str, path: str) -> Seen | None:
    """Return a file of what `view` names (`mail`, `mail-dark`, `mail-bare`, `mail-plain`, `text`, `web`, `web-dark`, `epub`).

    None where there is no such file.

    Raises:
        PublishkitError: the theme is wrong, or an engine failed.
    """
    base, _, mode = view.partition("-")
    if base == "epub":
        return _chapter(showing.book(issue), path)
    if base == "text":
        file = showing.files(issue, Channel.EMAIL).get("email.txt")
        return (file.data, f"text/plain; {UTF8}") if file else None
    if base == "mail":
        return _mail(showing, issue, mode)
    return _page(showing, issue, path or "index.html", mode)


def _mail(showing: Showing, issue: str, mode: str) -> Seen | None:
    file, preview = showing.files(issue, Channel.EMAIL).get("email.html"), showing.look(issue).preview
    if file is None or preview is None or preview.edition is None:
        return None
    # Its pictures stand on the site, which may not be there yet: they are shown from here.
    html = file.data.decode().replace(f'src="{preview.edition.url}', f'src="/see/{issue}/web/')
    return _seen_as(html, mode).encode(), f"text/html; {UTF8}"


def _page(showing: Showing, issue: str, path: str, mode: str) -> Seen | None:
    file = showing.files(issue, Channel.WEB).get(f"web/{path}")
    if file is None:
        return None
    kind = file.media_type.partition(";")[0]
    if not kind.startswith("text/"):
        return file.data, kind
    return _seen_as(file.data.decode(), mode).encode(), f"{kind}; {UTF8}"


def _seen_as(text: str, mode: str) -> str:
    if mode == "dark":
        return re.sub(r"\(\s*prefers-color-scheme:\s*(dark|light)\s*\)", _preferred, text)
    if mode == "bare":
        return re.sub(r'(<img\b[^>]*?\ssrc=")[^"]*"', r'\1data:,"', text)
    if mode == "plain":
        text = re.sub(r"<style\b.*?</style>", "", text, flags=re.DOTALL | re.IGNORECASE)
        return re.sub(r'\s(?:style|bgcolor|width|height)="[^"]*"', "", text)
    return text


def _preferred(found: re.Match[str]) -> str:
    return "(min-width: 0)" if found[1] == "dark" else "(max-width: 0)"


TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")


def _chapter(book: Book | None, path: str) -> Seen | None:
    if book is None or path not in book.files:
        return None
    kinds = {entry.path: entry.media_type for entry in book.manifest.values()}
    return book.files[path], kinds.get(path, "application/octet-stream")


def chapters(book: Book | None) -> tuple[tuple[str, str], ...]:
    """Return the chapters of a book in reading order: name and title."""
    if book is None:
        return ()
    names = [book.manifest[ref].path for ref in book.spine if ref in book.manifest]
    return tuple((name, _title(book.files.get(name, b"").decode("utf-8", "replace")) or name) for name in names)


def _title(chapter: str) -> str:
    found = TITLE.search(chapter)
    return unescape(found[1]).strip() if found else ""
