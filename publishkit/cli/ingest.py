"""Strings the stages of `add` together: source -> article -> rights -> what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from publishkit.articles.article_file import front_matter, head_values, split_article, update_article, write_article
from publishkit.articles.body import parse_body
from publishkit.articles.extracted import CaptionCredit, Extracted, FoundPicture, Readers
from publishkit.articles.ingest_record import Emitted, Provenance, body_hash, read_emitted, write_record
from publishkit.articles.markdown_source import picture_addresses, read_markdown
from publishkit.articles.markdown_text import write_blocks
from publishkit.articles.merge import Clash, merge
from publishkit.articles.pasted import NO_ADDRESS, read_pasted
from publishkit.articles.picture_metadata import read_picture_metadata
from publishkit.articles.printable import printable
from publishkit.articles.saved_page import read_page
from publishkit.articles.slug import free_slug, slugify
from publishkit.articles.store import free_name
from publishkit.errors import InputError, Problem
from publishkit.manifest.edit import read_rights_values, rights_values, update_rights, write_rights
from publishkit.model.article import Picture, RightsFile
from publishkit.model.rights import Notice, NoticeWhere
from publishkit.rights.copyright_line import choose_copyright, copyright_lines, copyright_name
from publishkit.rights.credit_line import CreditLine, clean_credit, read_credit, split_credit
from publishkit.rights.detect.found import Detection, Found
from publishkit.rights.detect.license_lines import license_lines
from publishkit.rights.detect.picture import detect_picture
from publishkit.rights.detect.text import detect_text
from publishkit.rights.notice import find_notices
from publishkit.rights.verbatim import body_sha256
from publishkit.sources.document import Document
from publishkit.sources.files import read_source

EVIDENCE = {"markdown": "in.md", "html": "page.html", "pasted": "paste.txt"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """One source, read and judged; nothing is written yet."""

    document: Document
    found: Extracted
    rights: RightsFile
    body: str
    """CommonMark, as it goes into `article.md`."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Picture files by their name in the article folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What goes into one article folder."""

    slug: str
    folder: Path
    files: Mapping[str, bytes]
    clashes: tuple[Clash, ...] = ()
    merged: bool = False


def take(name: str, stdin: BinaryIO, url: str | None) -> Taken:
    """Return what the source *name* holds.

    Raises:
        InputError: it cannot be read.
    """
    document = read_source(name, stdin, picture_addresses)
    try:
        found, files = _read(replace(document, text=printable(document.text)))
        found = printable(found)
    except ValueError as cause:
        raise InputError(Problem(place=document.name, message=f"cannot be read: {cause}")) from cause
    if url:
        found = replace(found, source_url=url, review=tuple(line for line in found.review if line != NO_ADDRESS))
    body = found.body if found.body is not None else write_blocks(found.blocks, found.pictures)
    found = replace(found, pictures=tuple(_with_file(picture, files) for picture in found.pictures))
    rights, questions = _rights(found, document, body)
    found = replace(found, review=tuple(dict.fromkeys((*found.review, *questions))))
    return Taken(document=document, found=found, rights=rights, body=body, files=files)


def plan(taken: Taken, articles: Path, slug: str | None, tool: str) -> Plan:
    """Return what would be written into *articles*: a new folder, or a merge with the one that holds this source.

    Raises:
        InputError: there is no title, or the folder asked for is not one of ours.
    """
    if not taken.found.title.strip():
        place = taken.document.name if taken.document.name != "-" else "standard input"
        raise InputError(
            Problem(place=place, message="no title was found", hint="put the title on a line of its own at the top")
        )
    chosen, old = choose_slug(taken, articles, slug)
    folder = articles / chosen
    evidence = EVIDENCE[taken.document.kind] + (".gz" if taken.document.data[:2] == b"\x1f\x8b" else "")
    name = free_name(folder / "source", evidence, taken.document.data)
    head = head_values(front_matter(taken.found))
    emitted = Emitted(front_matter=head, body_sha256=body_hash(taken.body), rights=rights_values(taken.rights))
    record = write_record(taken.found, _origin(taken.document), emitted, tool).encode()
    files = {f"source/{name}": taken.document.data, "ingest.json": record}
    if old is None:
        texts = {
            "article.md": write_article(head, taken.body).encode(),
            "rights.toml": write_rights(taken.rights).encode(),
        }
        return Plan(slug=chosen, folder=folder, files={**texts, **taken.files, **files})
    texts, clashes = _merged(folder, old, emitted, taken)
    pictures = {name: data for name, data in taken.files.items() if not (folder / name).exists()}
    return Plan(slug=chosen, folder=folder, files={**texts, **pictures, **files}, clashes=clashes, merged=True)


def choose_slug(taken: Taken, articles: Path, wanted: str | None) -> tuple[str, Emitted | None]:
    """Return the slug, and what the machine wrote there before when the folder holds this source already.

    Raises:
        InputError: *wanted* names a folder `add` did not make.
    """
    if wanted:
        if not (articles / wanted).exists():
            return wanted, None
        known = _emitted(articles / wanted)
        if known is None:
            message = f"articles/{wanted} exists and was not made by `add`"
            raise InputError(Problem(place=taken.document.name, message=message, hint="choose another --slug"))
        return wanted, known[0]
    first = slugify(taken.found.title, taken.found.language)
    folders = sorted(path.name for path in articles.iterdir() if path.is_dir()) if articles.is_dir() else []
    for folder in folders:
        known = _emitted(articles / folder)
        if known is not None and _same_source(known[1], taken, folder, first):
            return folder, known[0]
    return free_slug(first, folders), None


def readers() -> Readers:
    """Return what the readers of sources need to know about credits and notices."""
    return Readers(
        credit_line=lambda line: _pair(read_credit(line)),
        caption_tail=lambda line: _pair(split_credit(line)),
        clean_credit=clean_credit,
        notice_spans=_spans,
        copyright_name=lambda text: copyright_name(line) if (line := _copyright(text)) else None,
    )


def _read(document: Document) -> tuple[Extracted, Mapping[str, bytes]]:
    match document.kind:
        case "pasted":
            return read_pasted(document.text, readers()), {}
        case "html":
            return read_page(document.text, readers()), {}
        case "markdown":
            return read_markdown(document.text, document.pictures, readers())


def _rights(found: Extracted, document: Document, body: str) -> tuple[RightsFile, tuple[str, ...]]:
    """Return what is proposed for the text and for each picture, and what an editor has to look at."""
    pictures = tuple(map(_picture, found.pictures))
    text = _text(found, NoticeWhere.PAGE if document.kind == "html" else NoticeWhere.INPUT)
    paragraphs = parse_body(body, "a").paragraphs
    statement = replace(text.statement, input_sha256=document.sha256, body_sha256=body_sha256(paragraphs))
    questions = (*text.questions, *(question for _, detection in pictures for question in detection.questions))
    return RightsFile(text=statement, picture=tuple(picture for picture, _ in pictures)), questions


def _text(found: Extracted, where: NoticeWhere) -> Detection:
    captions = {line for picture in found.pictures for line in (picture.caption, picture.credit_raw) if line}
    lines = tuple(line for line in found.page_text.splitlines() if line.strip() not in captions)
    return detect_text(
        Found(
            notices=tuple(
                _placed(notice, where) for notice in find_notices(found.page_text) if notice.text not in captions
            ),
            copyright_line=_copyright(found.page_text, found.publisher),
            publisher=found.publisher,
            source_url=found.source_url,
            bylines=tuple(byline.name for byline in found.bylines),
            opening=next((block.text for block in found.blocks if block.kind == "paragraph"), ""),
            lines=lines,
            signals=(*found.signals, *(license_lines(lines) if where is NoticeWhere.INPUT else ())),
        )
    )


def _placed(notice: Notice, where: NoticeWhere) -> Notice:
    """Offsets count the characters of a stored text; the visible text of a page is stored nowhere."""
    return notice if where is NoticeWhere.INPUT else replace(notice, where=where, start=None, end=None)


def _picture(found: FoundPicture) -> tuple[Picture, Detection]:
    raw = found.credit_raw or found.credit
    detection = detect_picture(found.credit, found.caption, found.license_uri, raw=raw, signals=found.signals)
    return Picture(
        file=found.file, caption=found.caption, alt=found.alt, src=found.src, rights=detection.statement
    ), detection


def _with_file(picture: FoundPicture, files: Mapping[str, bytes]) -> FoundPicture:
    """The picture with what the data inside of its file says."""
    data = files.get(picture.file, b"") if picture.file else b""
    return replace(picture, signals=(*picture.signals, *read_picture_metadata(data))) if data else picture


def _merged(folder: Path, base: Emitted, new: Emitted, taken: Taken) -> tuple[dict[str, bytes], tuple[Clash, ...]]:
    """Return the editor's files with what only the machine changed, and what both changed."""
    try:
        article, rights = (folder / "article.md").read_text("utf-8"), (folder / "rights.toml").read_text("utf-8")
        head, body = split_article(article)
        mine = read_rights_values(rights)
    except (OSError, ValueError) as cause:
        raise InputError(
            Problem(place=str(folder), message=f"cannot be merged: {cause}", hint="mend it, or use another --slug")
        ) from cause
    fields = merge(base.front_matter, head, new.front_matter)
    whole = merge({"body": base.body_sha256}, {"body": body_hash(body)}, {"body": new.body_sha256})
    law = merge(base.rights, mine, new.rights, "rights.")
    clashes = [
        *fields.clashes,
        *(Clash(key="body", kept="your text", found="another text") for _ in whole.clashes),
        *law.clashes,
    ]
    article = (
        update_article(article, fields.changes, taken.body if whole.changes else None)
        if fields.changes or whole.changes
        else article
    )
    rights = update_rights(rights, law.changes)
    return {"article.md": article.encode(), "rights.toml": rights.encode()}, tuple(clashes)


def _emitted(folder: Path) -> tuple[Emitted, Mapping[str, object]] | None:
    try:
        return read_emitted((folder / "ingest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _same_source(record: Mapping[str, object], taken: Taken, folder: str, slug: str) -> bool:
    """The same bytes, the same address, or the same file name under the same title."""
    source = record.get("source")
    if not isinstance(source, dict):
        return False
    address = taken.found.source_url
    same_name = source.get("name") == _file_name(taken.document.name) != "-" and folder == slug
    return (
        source.get("sha256") == taken.document.sha256
        or (bool(address) and record.get("address") == address)
        or same_name
    )


def _origin(document: Document) -> Provenance:
    return Provenance(
        kind=document.kind,
        name=_file_name(document.name),
        size=len(document.data),
        sha256=document.sha256,
        charset=document.charset,
        charset_why=document.charset_why,
    )


def _file_name(name: str) -> str:
    return name if name == "-" else Path(name).name.encode("utf-8", "replace").decode()


def _spans(text: str) -> Sequence[tuple[int, int]]:
    """Where notices and the copyright lines of the page stand."""
    spans = [(notice.start or 0, notice.end or 0) for notice in find_notices(text)]
    for line in copyright_lines(text):
        start = text.rfind(line)
        spans.append((start, start + len(line)))
    return spans


def _copyright(text: str, publisher: str | None = None) -> str | None:
    return choose_copyright(text, publisher or "")


def _pair(line: CreditLine | None) -> CaptionCredit | None:
    return CaptionCredit(caption=line.caption, credit=line.credit, raw=line.raw) if line else None
