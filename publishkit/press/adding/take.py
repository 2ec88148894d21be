"""One source, read and judged: the article it holds, the pictures beside it, and what is proposed about its rights."""

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO

from publishkit.capture.beside import read_page_pictures
from publishkit.capture.commonmark import write_blocks
from publishkit.capture.document import Document
from publishkit.capture.extracted import Extracted, printable
from publishkit.capture.files import is_address, is_archive, stop_at
from publishkit.capture.house_lines import named_house
from publishkit.capture.markdown.read import picture_addresses, read_markdown
from publishkit.capture.page.pictures.figures import picture_sources, with_files
from publishkit.capture.page.ruled import said_address
from publishkit.capture.page.saved_page import read_page
from publishkit.capture.paste.pasted import read_pasted
from publishkit.capture.site_rules import SiteRules, rules_for
from publishkit.capture.sources.carried import carried_pictures
from publishkit.capture.sources.facts import with_facts
from publishkit.capture.sources.registry import read_any
from publishkit.capture.sources.whole import read_whole
from publishkit.capture.web_page import placed, read_archive
from publishkit.errors import InputError, Problem
from publishkit.model.article import RightsFile
from publishkit.model.decision import EditionContext, IntendedUse, RightsPolicy, Stored
from publishkit.model.rights import Channel
from publishkit.model.statement import Treatment
from publishkit.press.adding.fetch_source import FetchedSource, OpenDoor, archived, fetch_source, with_pictures
from publishkit.press.adding.further_pages import with_further_pages
from publishkit.press.adding.propose_rights import propose_rights, readers, with_signals, without_license_line
from publishkit.rights.gate.decide import decide
from publishkit.rights.proposal import may_be_ours

ANY_EDITION = EditionContext(channel=Channel.WEB, date=date.min)
"""What speaks against a work being ours is the same in all of them."""
EVIDENCE = {"markdown": "in.md", "html": "page.html", "pasted": "paste.txt"}
"""Kind of source -> the name under which it is stored."""
TEX = re.compile(
    r"\\\((?:[^\\\n]|\\[^()\[\]]){1,500}\\\)|\\\[(?:[^\\]|\\[^()\[\]]){1,2000}\\\]|\$\$[^$]{1,2000}\$\$"
    r"|(?<![\\$\w])\$(?=[^$\n]{0,300}[\\^_=])(?! )[^$\n]{1,300}(?<! )\$(?![\d$])"
)
"""A formula between signs that only TeX has; dollars around an amount are none."""
ARCHIVE = "page.warc.gz"
"""What was fetched, with its answers, its pictures and what its site told programs."""
NO_WORKSPACE = (
    "run this in one: its publishkit.toml says whom a site may write to; "
    "or save the page in your browser and add the file with --url"
)

OBJECTS = 100_000
"""New objects after which Python looks for what can go, while a source is read."""


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

    @property
    def may_be_ours(self) -> bool:
        """Whether the source names nobody else: then the first question is whose it is."""
        named, text = self.found.source_url or self.found.publisher, self.rights.text
        asked = IntendedUse(edition=ANY_EDITION, treatment=Treatment.FULL_VERBATIM)
        decision = decide(text, asked, policy=RightsPolicy(), profiles={}, stored=Stored())
        return not named and may_be_ours(text, (decision,))


def take(
    name: str | Document,
    stdin: BinaryIO,
    url: str | None,
    *,
    open_door: OpenDoor | None = None,
    earlier: bytes | None = None,
    sites: Sequence[SiteRules] = (),
) -> Taken:
    """Return what the source *name* holds: a file, `-` for *stdin*, or an address, fetched through the door.

    A document that was read already, one of many in a feed, is taken as it is. *earlier* is the archive of an earlier
    fetch: what has not changed since is read from there. *sites* are the rules of the workspace for pages of sites.

    Raises:
        InputError: it cannot be read, or is an address and there is no door.
        ExternalError: its site does not answer.
    """
    source = FetchedSource(document=name) if isinstance(name, Document) else _source(name, stdin, open_door, earlier)
    with _few_collections():
        return _taken(source, url, open_door, sites)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look seldom for what only refers to itself: a page is hundreds of thousands of objects that all stay until it is read."""
    usual = gc.get_threshold()
    gc.set_threshold(max(usual[0], OBJECTS) if usual[0] else 0, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _taken(source: FetchedSource, url: str | None, open_door: OpenDoor | None, sites: Sequence[SiteRules]) -> Taken:
    try:
        found, files, document = _read(source, open_door, _rules(source.document, url, sites))
        found = printable(found)
    except ValueError as cause:
        raise InputError(Problem(place=source.document.name, message=f"cannot be read: {cause}")) from cause
    if url:
        asked = found.address_question
        found = replace(found, source_url=url, review=tuple(line for line in found.review if line != asked))
    found = _with_house(found, source.document)
    found = replace(found, review=(*found.review, *_doubts(document), *_formulas(found.text)))
    body = found.body if found.body is not None else write_blocks(found.blocks, found.pictures)
    found = with_signals(found, files, document)
    rights, questions = propose_rights(found, document)
    shorter = without_license_line(found, rights.text) if document.kind == "html" else found
    if shorter is not found:
        found, body = shorter, write_blocks(shorter.blocks, shorter.pictures)
    found = replace(found, review=tuple(dict.fromkeys((*found.review, *questions))))
    return Taken(document=document, found=found, rights=rights, body=body, files=files)


def _with_house(found: Extracted, document: Document) -> Extracted:
    """Return a text that names no publisher with the paper that stands beside its byline: “By Ada Example, The Marsh Courier”."""
    if found.publisher or document.kind == "html":
        return found
    both = (found.page_text.splitlines(), document.text.splitlines())
    house = next(filter(None, (named_house(lines, found.title) for lines in both)), "")
    return replace(found, publisher=house) if house else found


def _doubts(document: Document) -> Iterator[str]:
    """What is asked about the source as a whole."""
    if document.unread:
        yield f"charset: {document.unread} place(s) in the source are no UTF-8 and are shown as “\ufffd”; see the original"
    yield from document.facts.questions


def _formulas(text: str) -> Iterator[str]:
    """What is said about formulas that were typed for a program to set."""
    formulas = [match[0] for match in TEX.finditer(text)]
    if formulas:
        shown = formulas[0] if len(formulas[0]) <= 60 else f"{formulas[0][:60]}…"
        yield f"body: {len(formulas)} formula(s) in TeX are printed as they were typed: {shown}"


def _source(name: str, stdin: BinaryIO, open_door: OpenDoor | None, earlier: bytes | None) -> FetchedSource:
    if is_address(name):
        if name.partition(":")[0].lower() not in {"http", "https"}:
            raise stop_at(
                name, "is no web address", "only https:// and http:// are fetched; save the file and add that"
            )
        if open_door is None:
            raise stop_at(name, "is not fetched outside of a workspace", NO_WORKSPACE)
        return fetch_source(name, open_door(), earlier)
    return FetchedSource(document=read_archive(name) if is_archive(name) else read_any(name, stdin, picture_addresses))


def _rules(document: Document, url: str | None, sites: Sequence[SiteRules]) -> SiteRules | None:
    """Return the rules for a page: of where it stands, or says that it does."""
    if not sites or document.kind != "html":
        return None
    address = url or (document.origin.address if document.origin else "") or said_address(document.text)
    return rules_for(address, sites)


def _read(
    source: FetchedSource, open_door: OpenDoor | None, site: SiteRules | None
) -> tuple[Extracted, Mapping[str, bytes], Document]:
    """The article, the files of its pictures by their names in the article's folder, and the document with its archive."""
    document = source.document
    text, carried = (
        carried_pictures(printable(document.text)) if document.kind == "html" else (printable(document.text), {})
    )
    match document.kind:
        case "pasted":
            found = with_facts(read_pasted(text, readers()), document.facts)
            return _standing(found, document), {}, archived(source)
        case "markdown":
            found, files = read_markdown(text, document.pictures, readers())
            return _standing(found, document), files, archived(source)
        case "html" if document.whole:
            base = document.facts.address or (document.origin.address if document.origin else "")
            found = read_whole(text, document.facts, readers(), base=base, tidy=document.tidy)
            beside = {} if document.origin else read_page_pictures(document.name, picture_sources(found))
            found, files = with_files(found, {**beside, **document.pictures, **carried})
            return _standing(found, document), files, archived(source)
        case "html" if document.origin:
            found = placed(read_page(text, readers(), site), text, document.origin)
            source, found = with_further_pages(source, found, site, open_door)
            return _with_fetched(source, found, carried, open_door)
        case "html":
            found = read_page(text, readers(), site)
            beside = read_page_pictures(document.name, picture_sources(found))
            return *with_files(found, {**beside, **document.pictures, **carried}), document


def _with_fetched(
    source: FetchedSource, found: Extracted, carried: Mapping[str, bytes], open_door: OpenDoor | None
) -> tuple[Extracted, Mapping[str, bytes], Document]:
    """The article of a page that stood on the web, with the pictures that were fetched now or lie in its archive."""
    document, failed = source.document, tuple[str, ...]()
    if source.fetched and open_door:
        document, failed = with_pictures(source, found, open_door())
    found, files = with_files(found, {**(document.origin.files if document.origin else {}), **carried})
    return replace(found, review=(*found.review, *failed)), files, document


def _standing(found: Extracted, document: Document) -> Extracted:
    """The article with the address it was fetched from, where it names none itself."""
    if found.source_url or document.origin is None:
        return found
    asked = found.address_question
    review = tuple(line for line in found.review if line != asked)
    return replace(found, source_url=document.origin.address, review=review)
