"""The PDF: one tagged, bookmarked PDF/UA-1 file, drawn by WeasyPrint from the theme's `pdf/issue.html`.

WeasyPrint and the Pango it needs are loaded inside `render_pdf`, so that every other command works without them.
"""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial
from io import StringIO
from typing import Any

from publishkit.edition.words import language_name
from publishkit.errors import ExternalError, InputError, Problem
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel, Notice
from publishkit.render.base import Names, context
from publishkit.render.long_words import breakable
from publishkit.render.pdf_fonts import fonts_seen, has_fonts
from publishkit.render.pdf_xmp import xmp_packet
from publishkit.render.printed import printed
from publishkit.theme.load import Theme

BASE_URL = "https://issue.invalid/"
"""Where the pages think they are. `.invalid` never resolves (RFC 2606), and since WeasyPrint names pictures by their
address, a fixed one keeps the bytes equal on every machine."""
PICTURES = f"{BASE_URL}pictures/"
VARIANT = "pdf/ua-1"


def render_pdf(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the edition's PDF; what WeasyPrint said while making it is in the artifact's remarks.

    Raises:
        ExternalError: Pango is not installed.
        InputError: a template of the theme is wrong, or there is no font to draw with.
    """
    remarks: list[str] = []
    with _heard(remarks), fonts_seen(theme.fonts, system=_system_fonts(edition, theme)), _seldom_collected():
        data = _draw(edition, pdf_html(edition, theme))
    return (Artifact(name=Names(edition=edition).pdf, media_type="application/pdf", data=data, remarks=tuple(remarks)),)


def pdf_html(edition: Edition, theme: Theme) -> str:
    """Return the page WeasyPrint draws: the theme's template with its style sheet inside.

    Raises:
        InputError: the template is missing or asks for something that is not there.
    """
    shown = printed(edition, Channel.PDF)
    own = {"pictures_url": PICTURES, "notice_heading": partial(_notice_heading, edition)}
    return breakable(theme.render("pdf/issue.html", {**context(shown, theme, Channel.PDF), **own}))


def _notice_heading(edition: Edition, notice: Notice) -> str:
    """Return what stands over a notice: "Notice, as published (English):"."""
    if notice.lang == "und":
        return edition.labels["full_notice"]
    language = language_name(notice.lang, edition.language)
    return edition.labels["notice_as_published"].format(language=language)


def load_engine() -> Any:
    """Return WeasyPrint, loaded.

    Raises:
        ExternalError: it cannot load Pango.
    """
    try:
        # Without Pango it prints advice of its own; nothing but a command's result belongs on stdout.
        with redirect_stdout(StringIO()):
            import weasyprint
    except OSError as cause:
        message = f"WeasyPrint cannot load Pango: {cause}"
        raise ExternalError(Problem(place="pdf", message=message, hint="run `publishkit doctor --fix`")) from cause
    return weasyprint


def _draw(edition: Edition, html: str) -> bytes:
    weasyprint = load_engine()
    # These two subclass and patch WeasyPrint, so they can only be loaded once it is there.
    from publishkit.render.pdf_fetch import IssueFetcher
    from publishkit.render.pdf_finish import finish
    from publishkit.render.pdf_tags import richer_tags

    pictures = {PICTURES + picture.name: picture.book for picture in edition.pictures(Channel.PDF)}
    document = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=IssueFetcher(pictures)).render(
        pdf_variant=VARIANT
    )
    packet = xmp_packet(edition, document.metadata.title)

    def write(spare: int) -> bytes:
        finisher = partial(finish, xmp=packet, cover_label=edition.labels["cover"], spare=spare)
        return bytes(document.write_pdf(pdf_variant=VARIANT, finisher=finisher))

    with richer_tags():
        data = write(spare=0)
        for spare in range(1, 4):
            data = write(spare) if _ends_a_stream_badly(data) else data
    return data


def _ends_a_stream_badly(data: bytes) -> bool:
    """Return whether a stream's last byte is a line end, which some readers take for the one before `endstream`.

    `finish` mends the streams it sees; the last two (objects and their table) are made after it, so they are tried
    again with an empty object more.
    """
    *_, objects, table, _ = data.rsplit(b"\nendstream", 2)
    return objects.endswith((b"\r", b"\n")) or table.endswith((b"\r", b"\n"))


def _system_fonts(edition: Edition, theme: Theme) -> bool:
    """Return whether the system's fonts are used too.

    Raises:
        InputError: they are not, and the theme has none of its own. (Pango would crash.)
    """
    if not edition.config.fonts.system and not has_fonts(theme.fonts):
        hint = "add a font to its fonts/ folder, or set `system = true` under [fonts]"
        raise InputError(Problem(place=f"themes/{theme.name}/fonts", message="the theme has no fonts", hint=hint))
    return edition.config.fonts.system


@contextmanager
def _heard(remarks: list[str]) -> Iterator[None]:
    """Collect what WeasyPrint logs in *remarks* instead of printing it; its progress reports are left out."""
    logger = logging.getLogger("weasyprint")
    handler = _Remarks(remarks)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


class _Remarks(logging.Handler):
    """Keeps the messages of one logger, not of its children."""

    def __init__(self, remarks: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.remarks = remarks

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "weasyprint":
            self.remarks.append(record.getMessage())


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for garbage less often: a layout is hundreds of thousands of live objects (a fifth faster, 13 MiB more)."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
