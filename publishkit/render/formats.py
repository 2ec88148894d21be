"""Every format an issue asks for, each by its renderer; the PDF in a process of its own, beside the others.

Engines are loaded when their format is asked for.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

from publishkit.errors import ExternalError, Problem, PublishkitError
from publishkit.model.artifact import Artifact
from publishkit.model.brand import Brand
from publishkit.model.edition import Book, Edition, PageStart
from publishkit.model.rights import Channel
from publishkit.render.base import Renderer
from publishkit.theme.load import Theme

RENDERERS: Mapping[Channel, tuple[str, ...]] = {
    Channel.EMAIL: ("publishkit.render.email.mail:render_email", "publishkit.render.text.plain_text:render_text"),
    Channel.WEB: ("publishkit.render.web.pages:render_web",),
    Channel.PDF: ("publishkit.render.pdf.document:render_pdf",),
    Channel.EPUB: ("publishkit.render.epub.book:render_epub",),
}
"""Where each format's `Renderer` is (a mail has two parts); every `Channel` has one (tested)."""


def renderers(channel: Channel) -> tuple[Renderer, ...]:
    """Return the renderers of *channel*, their modules loaded."""
    found: tuple[Renderer, ...] = tuple(
        getattr(import_module(module), name) for module, name in (path.split(":") for path in RENDERERS[channel])
    )
    return found


def render(channel: Channel, edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the files of one format."""
    return tuple(artifact for renderer in renderers(channel) for artifact in renderer(edition, theme))


PagesOf = Callable[[Edition, Artifact], tuple[PageStart, ...]]
"""Reads a PDF of an edition back and returns where its pages begin in the texts."""


def render_formats(
    edition: Edition, theme: Theme, worker: "Worker", tell: Callable[[str], None], pages_of: PagesOf
) -> dict[Channel, tuple[Artifact, ...]]:
    """Return the files of each format the issue asks for, in its order; *tell* is called with the name of each.

    *worker* has been started with the same edition and makes the files of its own format, the PDF. The EPUB is made beside it, and
    once more with the pages that *pages_of* reads from the PDF: what takes long, its typefaces, is kept from the first time.

    Raises:
        InputError: the theme is wrong.
        ExternalError: an engine is missing or failed.
    """
    outputs = edition.issue.outputs
    made: dict[Channel, tuple[Artifact, ...]] = dict.fromkeys(outputs, ())
    for channel in outputs:
        if channel not in {Channel.WEB, worker.channel}:
            tell(channel.value)
            made[channel] = render(channel, edition, theme)
    if worker.channel in outputs:
        tell(worker.channel.value)
        made[worker.channel] = worker.result()
    if {Channel.PDF, Channel.EPUB} <= set(outputs):
        paged = replace(edition, pages=pages_of(edition, made[Channel.PDF][0]))
        made[Channel.EPUB] = render(Channel.EPUB, paged, theme)
    if Channel.WEB in outputs:  # the last one: its pages name size and checksum of the books
        tell(Channel.WEB.value)
        made[Channel.WEB] = render(Channel.WEB, replace(edition, books=books_of(made)), theme)
    return made


BOOKS = (Channel.PDF, Channel.EPUB)
"""What readers download, in the order in which pages name it."""


def books_of(made: Mapping[Channel, Sequence[Artifact]]) -> tuple[Book, ...]:
    """Return those of the files *made* for each format that readers download."""
    return tuple(
        Book(channel=channel, name=file.name, media_type=file.media_type, bytes=len(file.data), sha256=file.sha256)
        for channel in BOOKS
        for file in made.get(channel, ())
    )


HOME = str(Path(__file__).resolve().parent.parent.parent)
"""Where this very package is, installed or not; the other process must not find another one."""
COMMAND = (
    sys.executable,
    "-P",
    "-c",
    f"import sys; sys.path.insert(0, {HOME!r}); from publishkit.render.formats import serve; serve()",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What the other process needs."""

    channel: Channel
    edition: Edition
    theme: str
    theme_roots: tuple[Path, ...]
    more_fonts: tuple[Path, ...]
    brand: Brand


class Worker:
    """One renderer in another process. Use it in a `with`: it is ended there whatever happens."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        # Fixed words, our own interpreter, no shell.
        self._process = subprocess.Popen(  # noqa: S603
            (*COMMAND, channel.value), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def start(self, edition: Edition, theme_roots: Sequence[Path], more_fonts: Sequence[Path]) -> None:
        """Send the edition; rendering begins and this call returns. Nothing is sent when the issue does not ask for the format."""
        if self.channel not in edition.issue.outputs:
            return
        job = Job(
            channel=self.channel,
            edition=edition,
            theme=edition.theme,
            theme_roots=tuple(theme_roots),
            more_fonts=tuple(more_fonts),
            brand=edition.config.brand,
        )
        # A process that has died breaks the pipe; `result` says how it died.
        if self._process.stdin:
            with suppress(BrokenPipeError):
                pickle.dump(job, self._process.stdin, pickle.HIGHEST_PROTOCOL)
                self._process.stdin.flush()

    def result(self) -> tuple[Artifact, ...]:
        """Wait for the files.

        Raises:
            PublishkitError: what the renderer raised.
            ExternalError: the process died (out of memory, a crash in Pango).
        """
        out, err = self._process.communicate()
        if self._process.returncode != 0 or not out:
            last = err.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"exit {self._process.returncode}"]
            hint = "`publishkit doctor` looks for missing libraries and fonts"
            message = f"the renderer stopped: {last[0][:200]}"
            raise ExternalError(Problem(place=self.channel.value, message=message, hint=hint))
        answer = pickle.loads(out)  # noqa: S301 - written by our own process a moment ago
        if isinstance(answer, PublishkitError):
            raise answer
        found: tuple[Artifact, ...] = answer
        return found


def serve() -> None:
    """Be the other process: load the engine of the format named on the command line, take one job, answer it."""
    from publishkit.theme.load import load_theme

    channel = Channel(sys.argv[1])
    renderers(channel)
    if channel is Channel.PDF:
        _load_weasyprint()
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own process
    answer: object
    try:
        answer = render(job.channel, job.edition, load_theme(job.theme, job.theme_roots, job.more_fonts, job.brand))
    except PublishkitError as stop:
        answer = stop
    sys.stdout.buffer.write(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))


def _load_weasyprint() -> None:
    """Load it while the edition is still being put together; when it cannot be, the renderer says why."""
    from publishkit.render.pdf.document import load_engine

    with suppress(ExternalError):
        load_engine()
