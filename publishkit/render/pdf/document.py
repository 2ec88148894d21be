"""The PDF: one file that is PDF/A-3a and PDF/UA-1, bookmarked, drawn by WeasyPrint from the theme's `pdf/issue.html`.

WeasyPrint and the Pango it needs are loaded inside `render_pdf`, so that every other command works without them.
"""

import gc
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import partial
from io import StringIO
from typing import Any

from publishkit.errors import ExternalError, Problem
from publishkit.model.article import Asset
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.render.base import Names, context, issue_json, printed
from publishkit.render.logo import logo_files
from publishkit.render.pdf.fonts import fonts_seen, system_fonts, with_letters
from publishkit.render.pdf.formulas import draw_formulas
from publishkit.render.pdf.xmp import xmp_packet
from publishkit.theme.load import Theme

BASE_URL = "https://issue.invalid/"
"""Where the pages think they are. `.invalid` never resolves (RFC 2606), and since WeasyPrint names pictures by their
address, a fixed one keeps the bytes equal on every machine."""
PICTURES = f"{BASE_URL}pictures/"
VARIANT = "pdf/a-3a"
"""What WeasyPrint is asked for; `finish` and `tags` make it PDF/UA-1 too."""
RECORD = "issue.json"
"""The edition as data (schema.org's PublicationIssue), attached to the file."""


def render_pdf(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the edition's PDF; what WeasyPrint said while making it is in the artifact's remarks.

    Raises:
        ExternalError: Pango is not installed.
        InputError: a template of the theme is wrong, or there is no font to draw with.
    """
    remarks: list[str] = []
    system = system_fonts(edition, theme)
    html, formulas = draw_formulas(pdf_html(edition, theme), theme.tokens.color.light.ink)
    with _heard(remarks), fonts_seen(with_letters(html, theme.fonts), system=system), _seldom_collected():
        data = _draw(edition, html, formulas, logo_files(edition, theme, Channel.PDF))
    return (Artifact(name=Names(edition=edition).pdf, media_type="application/pdf", data=data, remarks=tuple(remarks)),)


def pdf_html(edition: Edition, theme: Theme) -> str:
    """Return the page WeasyPrint draws: the theme's template with its style sheet inside.

    Raises:
        InputError: the template is missing or asks for something that is not there.
    """
    shown = printed(edition, Channel.PDF)
    own = {"pictures_url": PICTURES}
    return numbered(breakable(by_line(theme.render("pdf/issue.html", {**context(shown, theme, Channel.PDF), **own}))))


def numbered(html: str) -> str:
    """Return *html* with the number a list begins with said in a style: WeasyPrint counts by styles alone.

    >>> numbered('<ol start="7">')
    '<ol start="7" style="counter-reset: list-item 6">'
    """
    return re.sub(r'<ol start="(\d{1,9})">', _numbered, html)


def _numbered(found: re.Match[str]) -> str:
    return f'{found[0][:-1]} style="counter-reset: list-item {int(found[1]) - 1}">'


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


def _draw(edition: Edition, html: str, formulas: Mapping[str, Asset], logos: Sequence[Asset]) -> bytes:
    weasyprint = load_engine()
    # What subclasses and patches WeasyPrint can only be loaded once it is there.
    from publishkit.render.pdf.finish import IssueFetcher, LastHand, finish, tidy
    from publishkit.render.pdf.lines import said_lines, spaced_lines
    from publishkit.render.pdf.profiles import PROFILES, inked
    from publishkit.render.pdf.tags import structured

    is_light = edition.config.pdf.has_light_pictures
    pictures = {
        PICTURES + picture.name: picture.screen if is_light else picture.book
        for picture in edition.pictures(Channel.PDF)
    } | {PICTURES + asset.name: asset for asset in logos}
    profile = PROFILES[edition.config.pdf.profile]
    page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=IssueFetcher(pictures, formulas))
    with spaced_lines():
        document = page.render(pdf_variant=VARIANT, stylesheets=[weasyprint.CSS(string=profile.css)])
    last = LastHand(
        xmp=xmp_packet(edition, document.metadata.title), cover_label=edition.labels["cover"], record=_record(edition)
    )

    def write(spare: int) -> bytes:
        return bytes(document.write_pdf(finisher=partial(finish, last=last, spare=spare), pdf_variant=VARIANT))

    with structured(), said_lines(), inked(profile), tidy(edition.date):
        data = write(spare=0)
        for spare in range(1, 4):
            data = write(spare) if _ends_a_stream_badly(data) else data
    return data


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


# --- overlong words ---------------------------------------------------------------------------------------------------


LONG = 160
"""Letters; the longest words of dictionaries, addresses aside, have half of it."""
PIECE = 40
BREAK = "\u200b"
"""Zero-width space: seen by nobody, dropped when a text is compared (`proof.matching.key`)."""
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean: lines break without spaces there, and by rules of their own."""
_LETTER = rf"&\#?\w{{1,31}};|[^\s<>&{_SPACELESS}{BREAK}]"
_TEXT = re.compile(r"(?s)(?P<kept><(?P<raw>style|script|title|h[1-6])\b.*?</(?P=raw)\s*>|<[^>]*>)|(?P<text>[^<]+)")
_WORD = re.compile(rf"(?:{_LETTER}){{{LONG},}}")
_ONE = re.compile(_LETTER)
_JOINED = ("\u200d", "\u2060", "\ufe0f")


def breakable(html: str) -> str:
    r"""Return *html* with a place to break in every overlong word of its text; tags and styles stay, and headings, which are bookmarks too.

    A hyphenated word is tried at each of its syllables, again for every line: a word of ten thousand letters would take
    hours.

    >>> breakable("<p title='" + "a" * 200 + "'>short &amp; " + "b" * 165 + "</p>").count("\u200b")
    4
    """
    return _TEXT.sub(lambda found: found["kept"] or _WORD.sub(_broken, found["text"]), html)


def _broken(word: re.Match[str]) -> str:
    return BREAK.join("".join(piece) for piece in _pieces(_ONE.findall(word[0])))


def _pieces(letters: list[str]) -> Iterator[list[str]]:
    """Yield runs of about forty letters; accents and what is joined stay with their letter."""
    first = 0
    for at, letter in enumerate(letters):
        joined = unicodedata.category(letter[0]).startswith("M") or letter in _JOINED
        if at - first >= PIECE and not joined and letters[at - 1] not in _JOINED:
            yield letters[first:at]
            first = at
    yield letters[first:]


LISTING = re.compile(r"<pre><code(?P<kind>[^<>]*)>(?P<code>.*?)</code></pre>", re.DOTALL)
TAB = 4
TURN = 2
"""Columns that turned-over code stands further in than its line begins."""
EMPTY = "\u200b"
"""So that an empty line has its height."""


def by_line(html: str) -> str:
    r"""Return *html* with every line of code in an element that turns over marked.

    >>> by_line("<pre><code>a\n  b\n</code></pre>").count('class="line"')
    2
    """
    return LISTING.sub(_lines, html) if "<pre>" in html else html


def _lines(found: re.Match[str]) -> str:
    lines = "".join(map(_line, found["code"].removesuffix("\n").split("\n")))
    return f"<pre><code{found['kind']}>{lines}</code></pre>"


def _line(line: str) -> str:
    line = line.expandtabs(TAB).rstrip()
    further = len(line) - len(line.lstrip(" ")) + TURN
    return f'<span class="line" style="padding-left: {further}ch; text-indent: -{further}ch">{line or EMPTY}</span>'
