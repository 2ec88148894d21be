"""What adding a source proposes about its rights: the readers of sources and detection brought together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from publishkit.capture.beside import read_site_files
from publishkit.capture.document import Document, Origin, SiteFiles
from publishkit.capture.extracted import CaptionCredit, Dropped, Extracted, FoundPicture, Readers
from publishkit.capture.paste.lines import letters_of
from publishkit.capture.web_page import same_origin
from publishkit.edition.body import body_paragraphs
from publishkit.model.article import Picture, RightsFile
from publishkit.model.rights import LicenseScope, Notice, NoticeWhere, Status
from publishkit.model.statement import RightsStatement, Signal
from publishkit.rights.copies.verbatim import body_sha256
from publishkit.rights.detect.found import Detection, Found
from publishkit.rights.detect.license_words import license_lines
from publishkit.rights.detect.mining import PROTOCOL, read_headers, read_robots, read_tdmrep
from publishkit.rights.detect.picture import detect_picture
from publishkit.rights.detect.text import detect_text
from publishkit.rights.notices.copyright_line import (
    Signed,
    choose_copyright,
    choose_placed,
    copyright_lines,
    copyright_name,
)
from publishkit.rights.notices.notice import find_notices, phrases_in
from publishkit.rights.notices.reservation import without_told
from publishkit.rights.pictures.content_credentials import (
    BROKEN,
    NOT_READ,
    PRESENT,
    READ,
    is_by_machine,
    read_credentials,
)
from publishkit.rights.pictures.credit_line import CreditLine, clean_credit, read_credit, split_credit
from publishkit.rights.pictures.metadata import read_picture_metadata
from publishkit.rights.pictures.origin import supplied_by
from publishkit.words import LINK_EDGE, Folding, inert

OF_PICTURES = re.compile(
    r"\s{0,9}(?:(?:all|alle|toutes les|todas las|tutte le) )?(?:photos?|photographs|images?|pictures?|illustrations?|fotos?|bild(?:er)?|zdjęcia|imágenes|imagens|immagini|foto's) ?\d{0,2} ?(?::|©|\([cC]\))",
    re.IGNORECASE,
)
"""A line that says itself that it is about pictures."""


def readers() -> Readers:
    """Return what the readers of sources need to know about credits and notices."""
    return Readers(
        credit_line=lambda line: _pair(read_credit(line)),
        caption_tail=lambda line: _pair(split_credit(line)),
        clean_credit=clean_credit,
        notice_spans=_spans,
        copyright_name=lambda text: copyright_name(line) if (line := _copyright(text)) else None,
    )


def with_signals(found: Extracted, files: Mapping[str, bytes], document: Document) -> Extracted:
    """Return *found* with what its site tells machines, what picture files say, and the lines that name a license.

    A page has told where its lines stand.
    """
    origin = document.origin
    site = origin.site if origin else read_site_files(document.name, found.source_url)
    pictures = tuple(_with_file(picture, files) for picture in found.pictures)
    if origin:
        pictures = tuple(_with_answer(picture, origin) for picture in pictures)
    spoken = () if document.kind == "html" else license_lines(_lines(found))
    return replace(found, pictures=pictures, signals=(*found.signals, *_of_site(site, found.source_url), *spoken))


def _with_answer(picture: FoundPicture, origin: Origin) -> FoundPicture:
    """The picture with what was said about mining it: what its page says is said of the page alone (TDM Reservation Protocol)."""
    if not picture.file or not picture.src:
        return picture
    told = [one for one in read_headers(origin.answers.get(picture.src, {})) if one.kind in PROTOCOL]
    if same_origin(picture.src, origin.address):
        told += read_tdmrep(origin.site.tdmrep, picture.src)
    return replace(picture, signals=(*picture.signals, *told))


def _of_site(site: SiteFiles, address: str | None) -> Iterator[Signal]:
    yield from read_headers(site.headers)
    if address:
        yield from read_tdmrep(site.tdmrep, address)
        yield from read_robots(site.robots, address)


def propose_rights(found: Extracted, document: Document) -> tuple[RightsFile, tuple[str, ...]]:
    """Return what is proposed for the text and for each picture, and what an editor has to look at."""
    pictures = tuple(map(_picture, found.pictures))
    text = _text(found, NoticeWhere.PAGE if document.kind == "html" else NoticeWhere.INPUT)
    statement = replace(text.statement, input_sha256=document.sha256)
    questions = (
        *text.questions,
        *_of_all_pictures(found),
        *(question for _, detection in pictures for question in detection.questions),
        *(question for picture in found.pictures for question in _of_credentials(picture)),
    )
    return RightsFile(text=statement, picture=tuple(picture for picture, _ in pictures)), questions


def of_body(rights: RightsFile, body: str) -> RightsFile:
    """Return *rights* as those of a text whose body is *body*; that is read for it as an edition reads it, which takes its time."""
    digest = body_sha256(body_paragraphs(body))
    return replace(rights, text=replace(rights.text, body_sha256=digest))


ENDING = 2
"""Paragraphs at the end of a page's text among which its license stands."""
BESIDE = 80
"""Characters that such a paragraph says besides: “Photos are not included.”"""
_ADDRESS = re.compile(r"<[^<>]*>|https?://\S+")
_letters = Folding(case="fold", spaces="dropped", signs="dropped")
LICENSE_LINE = "its license, which stands with the rights"


def without_license_line(found: Extracted, text: RightsStatement) -> Extracted:
    """Return a page's text without the paragraph at its end that says its license, where that was read; else *found* itself.

    It stands with the rights then, and every format tells it with the credit.
    """
    free = text.status in (Status.LICENSED_OPEN, Status.PUBLIC_DOMAIN)
    if not free or text.license_applies_to is not LicenseScope.THIS:
        return found
    said = [_letters(_ADDRESS.sub("", one.value)) for one in text.signals if one.kind == "license-words"]
    blocks = found.blocks
    for at in range(len(blocks) - 1, max(0, len(blocks) - 1 - ENDING), -1):
        words = _letters(_ADDRESS.sub("", blocks[at].text))
        if blocks[at].kind == "paragraph" and any(
            one and one in words and len(words) - len(one) <= BESIDE for one in said
        ):
            gone = Dropped(text=blocks[at].text, reason=LICENSE_LINE, after=at)
            kept = (*blocks[:at], *blocks[at + 1 :])
            return replace(found, blocks=kept, dropped=(*found.dropped, gone))
    return found


def _text(found: Extracted, where: NoticeWhere) -> Detection:
    captions = _captions(found)
    lines = _lines(found)
    told = frozenset(one.value for one in found.signals if one.where == "comment")
    signed = _signed(found, captions) if where is NoticeWhere.PAGE else None
    line = _copyright("\n".join(lines), found.publisher) if where is not NoticeWhere.PAGE else None
    return detect_text(
        Found(
            notices=tuple(
                _placed(notice, where)
                for notice in find_notices(found.page_text)
                if not all(_is_of_pictures(line, captions) or _is_told(line, told) for line in notice.text.splitlines())
            ),
            copyright_line=signed.line if signed else line,
            signed_by=signed.name if signed else None,
            publisher=found.publisher,
            source_url=found.source_url,
            bylines=tuple(byline.name for byline in found.bylines),
            opening=next((block.text for block in found.blocks if block.kind == "paragraph"), ""),
            lines=lines,
            signals=found.signals,
        )
    )


def _signed(found: Extracted, captions: frozenset[str]) -> Signed | None:
    """The copyright line of a page: of those outside of pictures the one whose place and words speak for it."""
    lines = ((one.value, one.where) for one in found.signals if one.kind == "signed")
    own = [(line, where) for line, where in lines if not _is_of_pictures(line.replace(LINK_EDGE, ""), captions)]
    writers = (byline.name for byline in found.bylines)
    return choose_placed(own, (found.publisher or "", _site(found.source_url), *writers))


def _site(address: str | None) -> str:
    """The name in a web address: "gazette" of "https://www.gazette.example/ferry"."""
    try:
        host = urlsplit(address or "").hostname or ""
    except ValueError:
        return ""
    labels = [label for label in host.split(".") if label != "www"]
    return max(labels[:-1], key=len, default="") if len(max(labels[:-1], key=len, default="")) > 3 else ""


def _lines(found: Extracted) -> tuple[str, ...]:
    """The lines of the source without what stands under pictures."""
    captions = _captions(found)
    return tuple(line for line in found.page_text.splitlines() if not _is_of_pictures(line, captions))


def _captions(found: Extracted) -> frozenset[str]:
    """Text and pictures never share a statement: a © under a picture is the picture's."""
    pairs = ((picture.caption, picture.credit_raw) for picture in found.pictures)
    lines = (line for first, last in pairs for line in (first, last, first + last, last + first))
    return frozenset(key for line in lines if (key := letters_of(line)))


def _is_told(line: str, comments: frozenset[str]) -> bool:
    """Whether a line that reserves is a reader's comment, or reports in a sentence what others say."""
    return line in comments or not (phrases_in(without_told(line)) or copyright_lines(without_told(line)))


def _is_of_pictures(line: str, captions: frozenset[str]) -> bool:
    """Whether a line stands under a picture, or opens with "Photos:"; an empty one does as it is asked."""
    return not line.strip() or letters_of(line) in captions or OF_PICTURES.match(line) is not None


def _of_all_pictures(found: Extracted) -> Iterator[str]:
    """Ask about a notice that speaks of "the photos": whose they are is not said under each of them."""
    for notice in find_notices(found.page_text):
        for line in notice.text.splitlines():
            if OF_PICTURES.match(line) and letters_of(line) not in _captions(found):
                yield f"rights: a notice speaks of pictures ({inert(line.strip())[:120]}); see that the statement of each picture says so"


def _placed(notice: Notice, where: NoticeWhere) -> Notice:
    """Offsets count the characters of a stored text; the visible text of a page is stored nowhere."""
    return notice if where is NoticeWhere.INPUT else replace(notice, where=where, start=None, end=None)


def _picture(found: FoundPicture) -> tuple[Picture, Detection]:
    raw = found.credit_raw or found.credit
    detection = detect_picture(found.credit, found.caption, found.license_uri, raw=raw, signals=found.signals)
    return Picture(
        file=found.file, caption=found.caption, alt=found.alt, src=found.src, rights=detection.statement
    ), detection


def _of_credentials(found: FoundPicture) -> Iterator[str]:
    """Say that a picture has Content Credentials: they name who made it and how, and clear nothing."""
    present = next((one.value for one in found.signals if one.kind == PRESENT), "")
    name = found.file or "a picture"
    if is_by_machine(found.signals):
        words = "Content Credentials" if present == READ else "metadata"
        yield f"rights: the {words} of {name} say that a program made it, or a part of it; say so in its credit"
    if present == BROKEN:
        yield f"rights: {name} was changed after its Content Credentials (C2PA) were signed; what they say is not used"
    elif present == NOT_READ:
        yield f"rights: {name} carries Content Credentials (C2PA), which say who made it; `pip install publishkit[c2pa]` reads them"
    elif present and not is_by_machine(found.signals):
        yield f"rights: {name} carries Content Credentials (C2PA); see that its credit is theirs"


def _with_file(picture: FoundPicture, files: Mapping[str, bytes]) -> FoundPicture:
    """The picture with what the data inside of its file says, and the name its file had: in an article it is numbered."""
    data = files.get(picture.file, b"") if picture.file else b""
    told = (*read_picture_metadata(data), *read_credentials(data)) if data else ()
    named = supplied_by(picture.src, *picture.written)
    return replace(picture, signals=(*picture.signals, *told, *named))


def _spans(text: str) -> Sequence[tuple[int, int]]:
    """Where notices and the copyright lines of the page stand."""
    spans = [(notice.start or 0, notice.end or 0) for notice in find_notices(text)]
    for line in copyright_lines(text):
        start = text.rfind(line)
        spans.append((start, start + len(line)))
    return spans


def _copyright(text: str, publisher: str | None = None) -> str | None:
    return choose_copyright(without_told(text), publisher or "")


def _pair(line: CreditLine | None) -> CaptionCredit | None:
    return CaptionCredit(caption=line.caption, credit=line.credit, raw=line.raw) if line else None
