"""The PDF: one tagged, bookmarked PDF/UA-1 file, drawn by WeasyPrint from the theme's `pdf/issue.html`.

WeasyPrint and the Pango it needs are loaded inside `render_pdf`, so that every other command works without them.
"""

import gc
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import partial
from io import StringIO
from typing import Any

import pydyf
from lxml import etree
from weasyprint import pdf
from weasyprint.draw import text

from publishkit.errors import ExternalError, Problem
from publishkit.model.article import Asset
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.render.base import Names, context, printed
from publishkit.render.pdf.fonts import fonts_seen, system_fonts, with_letters
from publishkit.render.pdf.formulas import draw_formulas
from publishkit.render.pdf.listing import by_line
from publishkit.theme.load import Theme
from publishkit.words import REORDERED, RIGHT_TO_LEFT

BASE_URL = "https://issue.invalid/"
"""Where the pages think they are. `.invalid` never resolves (RFC 2606), and since WeasyPrint names pictures by their
address, a fixed one keeps the bytes equal on every machine."""
PICTURES = f"{BASE_URL}pictures/"
VARIANT = "pdf/ua-1"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


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
        data = _draw(edition, html, formulas)
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


def _draw(edition: Edition, html: str, formulas: Mapping[str, Asset]) -> bytes:
    weasyprint = load_engine()
    # What subclasses and patches WeasyPrint can only be loaded once it is there.
    from publishkit.render.pdf.document import said_lines
    from publishkit.render.pdf.finish import IssueFetcher, finish, richer_tags

    pictures = {PICTURES + picture.name: picture.book for picture in edition.pictures(Channel.PDF)}
    fetcher = IssueFetcher(pictures, formulas)
    document = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher).render(pdf_variant=VARIANT)
    packet = xmp_packet(edition, document.metadata.title)

    def write(spare: int) -> bytes:
        finisher = partial(finish, xmp=packet, cover_label=edition.labels["cover"], spare=spare)
        return bytes(document.write_pdf(pdf_variant=VARIANT, finisher=finisher))

    with richer_tags(), said_lines():
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


# --- metadata (XMP) ---------------------------------------------------------------------------------------------------


NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "tdm": "http://www.w3.org/ns/tdmrep/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}
PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{}\n<?xpacket end="r"?>'
"""XMP part 1, 7.3.2; the id is the same in every packet there is."""


def xmp_packet(edition: Edition, title: str) -> bytes:
    """Return the XMP of an edition called *title*: dates from the issue, rights as data, no clock."""
    publication = edition.config.publication
    description = etree.Element(_name("rdf:Description"), {_name("rdf:about"): ""}, nsmap=NS)
    day = f"{edition.date.isoformat()}T00:00:00Z"
    _text(description, "pdfuaid:part", "1")
    _alternatives(description, "dc:title", title)
    _list(description, "dc:creator", "Seq", [publication.publisher])
    _list(description, "dc:contributor", "Bag", list(dict.fromkeys(name for name, _ in edition.contributors)))
    _list(description, "dc:publisher", "Bag", [publication.publisher])
    _list(description, "dc:language", "Bag", edition.languages)
    _list(description, "dc:date", "Seq", [edition.date.isoformat()])
    _text(description, "dc:format", "application/pdf")
    _text(description, "dc:identifier", edition.url)
    _rights(description, edition)
    _text(description, "xmp:CreateDate", day)
    _text(description, "xmp:ModifyDate", f"{edition.modified.isoformat()}T00:00:00Z")
    if edition.revision > 1:
        _text(description, "xmpMM:VersionID", str(edition.revision))
    _text(description, "xmp:CreatorTool", "publishkit")
    meta = etree.Element("{adobe:ns:meta/}xmpmeta", nsmap={"x": "adobe:ns:meta/"})
    etree.SubElement(meta, _name("rdf:RDF"), nsmap={"rdf": NS["rdf"]}).append(description)
    return PACKET.format(etree.tostring(meta, encoding="unicode")).encode()


def _rights(parent: etree._Element, edition: Edition) -> None:
    """Say what our rights model says of the whole; a mixed issue has no license of its own, so none is named."""
    _alternatives(parent, "dc:rights", edition.rights_sentence)
    _text(parent, "xmpRights:Marked", "True")
    _alternatives(parent, "xmpRights:UsageTerms", edition.usage_terms)
    _text(parent, "xmpRights:WebStatement", f"{edition.url}#credits")
    _list(parent, "xmpRights:Owner", "Bag", [edition.config.publication.publisher])
    _text(parent, "tdm:reservation", "1" if edition.tdm_reserved else "0")
    if edition.tdm_policy:
        _text(parent, "tdm:policy", edition.tdm_policy)


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{NS[prefix]}}}{local}"


def _text(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, _name(name)).text = value


def _alternatives(parent: etree._Element, name: str, value: str) -> None:
    """Write a text that could stand in several languages; ours is the default one."""
    alternatives = etree.SubElement(etree.SubElement(parent, _name(name)), _name("rdf:Alt"))
    etree.SubElement(alternatives, _name("rdf:li"), {XML_LANG: "x-default"}).text = value


def _list(parent: etree._Element, name: str, kind: str, values: Sequence[str]) -> None:
    if values:
        holder = etree.SubElement(etree.SubElement(parent, _name(name)), _name(f"rdf:{kind}"))
        for value in values:
            etree.SubElement(holder, _name("rdf:li")).text = value


Drawer = Callable[..., Any]
NOTHING = "\u200b"
"""What a glyph says that says nothing by itself: a file may not leave it out (PDF/UA-1, 7.21.7), and this is seen by nobody."""


@contextmanager
def said_lines() -> Iterator[None]:
    """Write such marks while the block runs, and let every glyph say something."""
    before: Drawer = text.draw_first_line
    named: Drawer = pdf.build_fonts_dictionary

    def draw(stream: Any, textbox: Any, *how: Any) -> Any:
        words = textbox.text
        # Readers turn what a mark says from right to left around, as they do with letters.
        if not REORDERED.search(words) or RIGHT_TO_LEFT.search(words):
            return before(stream, textbox, *how)
        said = pydyf.Dictionary({"ActualText": pydyf.String(words)})
        stream.begin_marked_content("Span", said)
        emojis = before(stream, textbox, *how)
        stream.end_marked_content()
        return emojis

    def name(file: Any, fonts: Any, *how: Any) -> Any:
        for font in fonts.values():
            font.to_unicode.update({glyph: NOTHING for glyph, said in font.to_unicode.items() if not said})
        return named(file, fonts, *how)

    text.draw_first_line, pdf.build_fonts_dictionary = draw, name
    try:
        yield
    finally:
        text.draw_first_line, pdf.build_fonts_dictionary = before, named
