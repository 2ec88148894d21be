"""Strings the stages of `add` together: source -> article -> rights -> what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from publishkit.articles.article_file import front_matter, head_values, split_article, update_article, write_article
from publishkit.articles.extracted import Extracted
from publishkit.articles.ingest_record import Emitted, Provenance, body_hash, read_emitted, write_record
from publishkit.articles.markdown_source import picture_addresses, read_markdown
from publishkit.articles.markdown_text import write_blocks
from publishkit.articles.merge import Clash, merge
from publishkit.articles.page_pictures import picture_sources, with_files
from publishkit.articles.pasted import NO_ADDRESS, read_pasted
from publishkit.articles.printable import printable
from publishkit.articles.saved_page import read_page
from publishkit.articles.slug import free_slug, slugify
from publishkit.articles.store import free_name
from publishkit.cli.ingest_rights import propose_rights, readers, with_signals
from publishkit.errors import InputError, Problem
from publishkit.manifest.edit import read_rights_values, rights_values, update_rights, write_rights
from publishkit.model.article import RightsFile
from publishkit.sources.beside import read_page_pictures, read_site_files
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
    site = read_site_files(document.name, found.source_url)
    found = with_signals(found, files, site, page=document.kind == "html")
    rights, questions = propose_rights(found, document, body)
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


def _read(document: Document) -> tuple[Extracted, Mapping[str, bytes]]:
    match document.kind:
        case "pasted":
            return read_pasted(document.text, readers()), {}
        case "html":
            found = read_page(document.text, readers())
            return with_files(found, read_page_pictures(document.name, picture_sources(found)))
        case "markdown":
            return read_markdown(document.text, document.pictures, readers())


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
