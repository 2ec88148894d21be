"""One source, read and judged: the article it holds, the pictures beside it, and what is proposed about its rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO

from publishkit.capture.commonmark import write_blocks
from publishkit.capture.extracted import Extracted, printable
from publishkit.capture.files import Document, read_page_pictures, read_site_files, read_source
from publishkit.capture.markdown.read import picture_addresses, read_markdown
from publishkit.capture.page.figures import picture_sources, with_files
from publishkit.capture.page.saved_page import read_page
from publishkit.capture.paste.pasted import read_pasted
from publishkit.errors import InputError, Problem
from publishkit.model.article import RightsFile
from publishkit.model.decision import EditionContext, IntendedUse, RightsPolicy, Stored
from publishkit.model.rights import Channel
from publishkit.model.statement import Treatment
from publishkit.press.propose_rights import propose_rights, readers, with_signals
from publishkit.rights.gate.decide import decide
from publishkit.rights.proposal import may_be_ours

ANY_EDITION = EditionContext(channel=Channel.WEB, date=date.min)
"""What speaks against a work being ours is the same in all of them."""
EVIDENCE = {"markdown": "in.md", "html": "page.html", "pasted": "paste.txt"}

"""Kind of source -> the name under which it is stored."""


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
        asked = found.address_question
        found = replace(found, source_url=url, review=tuple(line for line in found.review if line != asked))
    body = found.body if found.body is not None else write_blocks(found.blocks, found.pictures)
    site = read_site_files(document.name, found.source_url)
    found = with_signals(found, files, site, page=document.kind == "html")
    rights, questions = propose_rights(found, document, body)
    found = replace(found, review=tuple(dict.fromkeys((*found.review, *questions))))
    return Taken(document=document, found=found, rights=rights, body=body, files=files)


def _read(document: Document) -> tuple[Extracted, Mapping[str, bytes]]:
    match document.kind:
        case "pasted":
            return read_pasted(document.text, readers()), {}
        case "html":
            found = read_page(document.text, readers())
            return with_files(found, read_page_pictures(document.name, picture_sources(found)))
        case "markdown":
            return read_markdown(document.text, document.pictures, readers())
