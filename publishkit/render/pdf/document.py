"""The PDF: one file that is PDF/A-3a and PDF/UA-1, bookmarked, drawn by WeasyPrint from the theme's `pdf/issue.html`.

WeasyPrint and the Pango it needs are loaded inside `render_pdf`, so that every other command works without them.
"""

import gc
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import partial
from io import StringIO
from typing import Any

from publishkit.errors import ExternalError, Problem
from publishkit.model.article import Asset
from publishkit.model.artifact import Artifact, Slip
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.render.base import Names, context, issue_json, printed
from publishkit.render.logo import logo_files
from publishkit.render.pdf.fonts import fonts_seen, system_fonts, with_letters
from publishkit.render.pdf.formulas import draw_formulas
from publishkit.render.pdf.front import fit_front
from publishkit.render.pdf.plan import Plan
from publishkit.render.pdf.tables import fitted, measure_with
from publishkit.render.pdf.words import breakable, by_line
from publishkit.render.pdf.xmp import xmp_packet
from publishkit.theme.load import Theme

BASE_URL = "https://issue.invalid/"
"""Where the pages think they are. `.invalid` never resolves (RFC 2606), and since WeasyPrint names pictures by their
address, a fixed one keeps the bytes equal on every machine."""
PICTURES = f"{BASE_URL}pictures/"
VARIANT = "pdf/a-3a"
"""What WeasyPrint is asked for; `finish` and `tags` make it PDF/UA-1 too."""
COVER = 'id="cover"'
"""How a theme marks a page that is the cover."""
RECORD = "issue.json"
"""The edition as data (schema.org's PublicationIssue), attached to the file."""


TIGHTER = (1.0, 0.85, 0.7, 0.55)
"""How much of its page the cover is made to fill, one after the other, until it is on one: words of some scripts take more than is guessed."""


def render_pdf(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the edition's PDF; what WeasyPrint said while making it is in the artifact's remarks.

    Raises:
        ExternalError: Pango is not installed.
        InputError: a template of the theme is wrong, or there is no font to draw with.
    """
    remarks: list[str] = []
    system = system_fonts(edition, theme)
    data, wrong = b"", tuple[Slip, ...]()
    for tight in TIGHTER:
        remarks.clear()
        html, formulas = draw_formulas(pdf_html(edition, theme, tight), theme.tokens.color.light.ink)
        with _heard(remarks), fonts_seen(with_letters(html, theme.fonts), system=system), _seldom_collected():
            data, wrong = _draw(edition, html, formulas, logo_files(edition, theme, Channel.PDF))
        if not any(slip.kind == "two pages" for slip in wrong):
            break
    name = Names(edition=edition).pdf
    return (Artifact(name=name, media_type="application/pdf", data=data, remarks=tuple(remarks), slips=wrong),)


def pdf_html(edition: Edition, theme: Theme, tight: float = 1.0) -> str:
    """Return the page WeasyPrint draws: the theme's template with its style sheet inside; a cover fills *tight* of its page.

    Raises:
        InputError: the template is missing or asks for something that is not there.
    """
    shown = printed(edition, Channel.PDF)
    plan = Plan(edition=shown, theme=theme, tight=tight)
    own = {"pictures_url": PICTURES, "plan": plan, "front": fit_front(plan)}
    html = theme.render("pdf/issue.html", {**context(shown, theme, Channel.PDF), **own})
    return numbered(breakable(by_line(ended(html))))


def numbered(html: str) -> str:
    """Return *html* with the number a list begins with said in a style: WeasyPrint counts by styles alone.

    >>> numbered('<ol start="7">')
    '<ol start="7" style="counter-reset: list-item 6">'
    """
    return re.sub(r'<ol start="(\d{1,9})">', _numbered, html)


def _numbered(found: re.Match[str]) -> str:
    return f'{found[0][:-1]} style="counter-reset: list-item {int(found[1]) - 1}">'


END = "<!-- end -->"
"""What a theme writes where a text ends."""
END_MARK = '<span class="end-mark"></span>'
_ENDING = re.compile(rf"(?:(?<=[\s>])(?P<word>[^\s<>]{{1,24}}))?(?P<tags>(?:</(?:em|strong|i|b|q)>)*)</p>\s*{END}")


def ended(html: str) -> str:
    """Return *html* with an end mark in each paragraph that ends a text, on one line with its last word.

    >>> ended("<p>The <em>end.</em></p> <!-- end -->").replace(END_MARK, "*")
    '<p>The <em><span class="whole">end.*</span></em></p>'
    """
    return _ENDING.sub(_ended, html)


def _ended(found: re.Match[str]) -> str:
    return f'<span class="whole">{found["word"] or ""}{END_MARK}</span>{found["tags"]}</p>'


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


def _draw(
    edition: Edition, html: str, formulas: Mapping[str, Asset], logos: Sequence[Asset]
) -> tuple[bytes, tuple[Slip, ...]]:
    """Return the file, and what does not lie on its pages as it should."""
    weasyprint = load_engine()
    # What subclasses and patches WeasyPrint can only be loaded once it is there.
    from publishkit.render.pdf.finish import IssueFetcher, LastHand, finish, tidy
    from publishkit.render.pdf.floats import floating
    from publishkit.render.pdf.geometry import slips
    from publishkit.render.pdf.lines import marked_turns, noted_turns, said_lines, spaced_lines
    from publishkit.render.pdf.profiles import PROFILES, inked
    from publishkit.render.pdf.tags import structured

    is_light = edition.config.pdf.has_light_pictures
    pictures = {
        PICTURES + picture.name: picture.screen if is_light else picture.book
        for picture in edition.pictures(Channel.PDF)
    } | {PICTURES + asset.name: asset for asset in logos}
    profile = PROFILES[edition.config.pdf.profile]

    def laid_out(page: str) -> Any:
        source = weasyprint.HTML(string=page, base_url=BASE_URL, url_fetcher=IssueFetcher(pictures, formulas))
        return source.render(pdf_variant=VARIANT, stylesheets=[weasyprint.CSS(string=profile.css)])

    html = fitted(html, measure_with(laid_out))
    with spaced_lines(), noted_turns(), floating():
        document = laid_out(html)
    wrong = slips(document)
    last = LastHand(
        xmp=xmp_packet(edition, document.metadata.title),
        cover_label=edition.labels["cover"] if COVER in html else "",
        record=_record(edition),
    )

    def write(spare: int) -> bytes:
        return bytes(document.write_pdf(finisher=partial(finish, last=last, spare=spare), pdf_variant=VARIANT))

    with structured(), said_lines(), marked_turns(), inked(profile), tidy(edition.date):
        data = write(spare=0)
        for spare in range(1, 4):
            data = write(spare) if _ends_a_stream_badly(data) else data
    return data, wrong


def _record(edition: Edition) -> Any:
    """Return the attached record: what is true of the edition in this format, dated as the issue is."""
    from publishkit.render.pdf.finish import Enclosed

    return Enclosed(
        name=RECORD,
        description=edition.rights_sentence,
        data=str(issue_json(edition, Channel.PDF)).encode(),
        created=f"D:{edition.date:%Y%m%d}000000Z",
        modified=f"D:{edition.modified:%Y%m%d}000000Z",
    )


def _ends_a_stream_badly(data: bytes) -> bool:
    """Return whether a stream's last byte is a line end, which some readers take for the one before `endstream`.

    `finish` mends the streams it sees; the last two (objects and their table) are made after it, so they are tried
    again with an empty object more.
    """
    *_, objects, table, _ = data.rsplit(b"\nendstream", 2)
    return objects.endswith((b"\r", b"\n")) or table.endswith((b"\r", b"\n"))


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
