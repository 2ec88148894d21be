"""Feeds and catalogs of a published site, held against the records of its editions: who made what, and on which terms."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml import etree

from publishkit.edition.records.public_record import RECORD, EditionRecord, ItemRecord, Withdrawn
from publishkit.model.artifact import Finding
from publishkit.proof.matching import links_to, shows
from publishkit.proof.read.document import Document
from publishkit.proof.read.html import parse_html, read_tree
from publishkit.proof.site import MEND, Standing
from publishkit.proof.texts import check_text
from publishkit.publish.feeds.entries import Entry, article_entries, issue_entries
from publishkit.publish.feeds.feeds import ATOM, CONTENT, DC
from publishkit.publish.feeds.opds import DC as TERMS
from publishkit.publish.files import FEEDS, Addresses

Files = Mapping[str, bytes]
ACQUIRE = "http://opds-spec.org/acquisition"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One entry of a feed, as its readers' programs take it; None where the form has no such field."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    authors: tuple[str, ...]
    rights: str | None = None
    source_url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldFeed:
    """A feed, read."""

    entries: tuple[Told, ...]
    rights: str | None = None


def slip(where: str, message: str, code: str = "R134") -> Finding:
    """Return the error that *where* does not say what the records of the editions do."""
    return Finding(code=code, severity="error", where=where, message=message, hint=MEND)


def differ(where: str, values: Mapping[str, tuple[object, object]]) -> Iterator[Finding]:
    """Yield a finding for every value (told, wanted) that is another than `edition.json` has."""
    for name, (told, wanted) in values.items():
        if told != wanted:
            yield slip(where, f"says {_quoted(told)} as {name}; {RECORD} says {_quoted(wanted)}")


def _quoted(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"“{text if len(text) <= 60 else f'{text[:59]}…'}”" if text else "nothing"


# --- feeds ------------------------------------------------------------------------------------------------------------


def check_feeds(files: Files, editions: Sequence[Standing], at: Addresses) -> Iterator[Finding]:
    """R134, R135: every entry is of an edition that stands on the site, and says what its record says.

    R102, R103: an article in a feed shows its credit, its notices and its links by itself. *editions* come newest first.
    """
    records = [one.record for one in editions if one.record is not None]
    expected = {"issues": issue_entries(records, at), "articles": article_entries(records, at, lambda _: {})}
    of = dict(_named(editions, at))
    for name, entries in expected.items():
        for form in FEEDS:
            path = f"feeds/{name}.{form}"
            feed = _read_feed(files, path, form)
            if feed is not None:
                yield from _check_feed(path, feed, {entry.id: entry for entry in entries}, of)
                if feed.rights is not None and records:
                    yield from differ(path, {"its rights": (feed.rights, records[0].rights)})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Subject:
    """What an entry is of: an edition, an article in it, or one that was taken back."""

    edition: Standing
    record: EditionRecord
    item: ItemRecord | None = None
    gone: Withdrawn | None = None


def _named(editions: Sequence[Standing], at: Addresses) -> Iterator[tuple[str, _Subject]]:
    """Yield (id of an entry, what it is of)."""
    for one in editions:
        if (record := one.record) is not None:
            yield at.tag(record), _Subject(edition=one, record=record)
            for item in record.items:
                yield at.tag(record, item.slug), _Subject(edition=one, record=record, item=item)
            for gone in record.history.withdrawn:
                yield at.tag(record, gone.slug), _Subject(edition=one, record=record, gone=gone)


def _check_feed(
    path: str, feed: ToldFeed, expected: Mapping[str, Entry], of: Mapping[str, _Subject]
) -> Iterator[Finding]:
    told: dict[str, Told] = {}
    for entry in feed.entries:
        if entry.id in told or entry.id not in expected:
            yield slip(
                path, f"has an entry “{entry.title}” that is of no article of this site, or has it twice", "R135"
            )
        told[entry.id] = entry
    for name, wanted in expected.items():
        if name not in told:
            yield slip(path, f"has no entry for “{wanted.title}”, which replaces what readers' programs have of it")
            continue
        yield from _check_entry(path, told[name], wanted, of[name])


def _check_entry(path: str, told: Told, wanted: Entry, subject: _Subject) -> Iterator[Finding]:
    where = f"{path}#{subject.item.slug if subject.item else subject.record.edition}"
    values: dict[str, tuple[object, object]] = {
        "authors": (told.authors, wanted.authors),
        "address": (told.url, wanted.url),
    }
    if told.rights is not None:
        values["rights"] = (told.rights, wanted.rights)
    if told.source_url is not None:
        values["source"] = (told.source_url, wanted.source_url)
    if subject.gone is None:
        values["summary"] = (told.summary, wanted.summary)
    if subject.item is not None:
        values["title"] = (told.title, wanted.title)
    yield from differ(where, values)
    if subject.item is not None:
        yield from _check_article(where, told, subject)
    elif subject.gone is not None:
        yield from _lost(where, _page(where, told.html), [subject.gone.reason])
    else:
        yield from _check_issue(where, told, subject.record, wanted)


def _check_article(where: str, told: Told, subject: _Subject) -> Iterator[Finding]:
    """R102, R103, R135: what the article owes stands in the feed; where it is not reproduced, nothing is owed."""
    proof, item = subject.edition.proof, subject.item
    if told.html and item is not None and proof is not None and proof.announced is not None:
        yield from check_text(where, proof.announced, item.id, proof.owed, told.html, subject.edition.rights)


def _check_issue(where: str, told: Told, record: EditionRecord, wanted: Entry) -> Iterator[Finding]:
    """R102, R103: an edition's entry lists every article with its makers and terms, and what was put right or taken back."""
    page = _page(where, told.html)
    rows = [page.region(name) for name in page.spans if name.startswith(ROW)]
    for number, item in enumerate(record.items):
        row = rows[number] if number < len(rows) else None
        texts = (item.title, item.byline, item.label, item.deck)
        for text in (text for text in texts if text and (row is None or not shows(row, text))):
            yield slip(f"{where}/{item.slug}", f"does not show “{text[:70]}” in the list of articles", "R102")
    for href in _addresses(wanted):
        if not links_to(page.whole, href):
            yield slip(where, f"does not lead to {href}", "R103")
    notes = [row.note for row in record.history.corrections] + [row.reason for row in record.history.withdrawn]
    yield from _lost(where, page, [record.rights, *notes])


def _addresses(entry: Entry) -> Iterator[str]:
    yield from (element.get("href", "") for element in _tree(entry.html).iter("a"))


def _lost(where: str, page: Document, texts: Sequence[str]) -> Iterator[Finding]:
    for text in texts:
        if text and not shows(page.whole, text):
            yield slip(where, f"does not show “{text[:70]}”", "R102")


ROW = "row-"
"""Begins the ids that rows of an edition's list are given here, to find them again."""


def _tree(markup: str) -> etree._Element:
    return parse_html(f"<title>x</title><body>{markup}</body>".encode())


def _page(where: str, markup: str) -> Document:
    root = _tree(markup)
    for number, row in enumerate(root.iter("li")):
        row.set("id", f"{ROW}{number}")
    return read_tree(where, root, "html")


# --- the three forms --------------------------------------------------------------------------------------------------


def _read_feed(files: Files, path: str, form: str) -> ToldFeed | None:
    """Return a feed; None when it is missing or cannot be read, which is told elsewhere."""
    try:
        return READERS[form](files[path])
    except (KeyError, TypeError, ValueError, AttributeError, etree.XMLSyntaxError):
        return None


def _xml(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _atom(data: bytes) -> ToldFeed:
    root = _xml(data)

    def entry(node: etree._Element) -> Told:
        links = {link.get("rel"): link.get("href", "") for link in node.iterfind(f"{{{ATOM}}}link")}
        return Told(
            id=_text(node, ATOM, "id"),
            url=links.get("alternate", ""),
            title=_text(node, ATOM, "title"),
            summary=_text(node, ATOM, "summary"),
            html=_text(node, ATOM, "content"),
            authors=tuple(one.text or "" for one in node.iterfind(f"{{{ATOM}}}author/{{{ATOM}}}name")),
            rights=_text(node, ATOM, "rights"),
            source_url=links.get("via", ""),
        )

    return ToldFeed(entries=tuple(map(entry, root.iterfind(f"{{{ATOM}}}entry"))), rights=_text(root, ATOM, "rights"))


def _rss(data: bytes) -> ToldFeed:
    channel = _xml(data).find("channel")
    if channel is None:
        raise ValueError("no channel")

    def entry(node: etree._Element) -> Told:
        return Told(
            id=node.findtext("guid") or "",
            url=node.findtext("link") or "",
            title=node.findtext("title") or "",
            summary=unescape(node.findtext("description") or ""),
            html=_text(node, CONTENT, "encoded"),
            authors=tuple(one.text or "" for one in node.iterfind(f"{{{DC}}}creator")),
        )

    return ToldFeed(entries=tuple(map(entry, channel.iterfind("item"))), rights=channel.findtext("copyright") or "")


def _text(node: etree._Element, namespace: str, name: str) -> str:
    """Return the text of a child; one that holds elements has none, for our feeds carry markup as text."""
    return node.findtext(f"{{{namespace}}}{name}") or ""


def _json(data: bytes) -> ToldFeed:
    def entry(item: Mapping[str, Any]) -> Told:
        return Told(
            id=str(item["id"]),
            url=str(item.get("url", "")),
            title=str(item.get("title", "")),
            summary=str(item.get("summary", "")),
            html=str(item.get("content_html", "")),
            authors=tuple(str(one["name"]) for one in item.get("authors", ())),
            source_url=str(item.get("external_url", "")),
        )

    return ToldFeed(entries=tuple(map(entry, json.loads(data)["items"])))


READERS: Mapping[str, Callable[[bytes], ToldFeed]] = {"atom": _atom, "rss": _rss, "json": _json}


# --- catalogs ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Publication:
    """An edition as a catalog names it."""

    id: str
    title: str
    summary: str
    publisher: str
    contributors: tuple[str, ...]
    rights: str | None = None


def check_catalogs(files: Files, editions: Sequence[Standing]) -> Iterator[Finding]:
    """R134, R135: every publication of the catalogs is an edition that stands here, with its makers, publisher and rights."""
    of = {one.record.identifier: one.record for one in editions if one.record is not None}
    for path in sorted(path for path in files if path.startswith("opds/")):
        for told in _publications(path, files[path]):
            record = of.get(told.id)
            if record is None:
                yield slip(path, f"has a publication “{told.title}” that is no edition of this site", "R135")
                continue
            values: dict[str, tuple[object, object]] = {
                "publisher": (told.publisher, record.publisher),
                "contributors": (told.contributors, tuple(n for n, role in record.contributors if role == "aut")),
                "summary": (told.summary, record.deck),
            }
            if told.rights is not None:
                values["rights"] = (told.rights, record.rights)
            yield from differ(f"{path}#{record.edition}", values)
            if not (record.name in told.title and record.title in told.title):
                yield from differ(f"{path}#{record.edition}", {"title": (told.title, record.title or record.name)})


def _publications(path: str, data: bytes) -> Iterator[_Publication]:
    try:
        if path.endswith(".xml"):
            yield from map(_of_entry, filter(_acquires, _xml(data).iterfind(f"{{{ATOM}}}entry")))
        elif path.endswith(".json"):
            yield from map(_of_json, _found(json.loads(data)))
    except (KeyError, TypeError, ValueError, AttributeError, etree.XMLSyntaxError):
        return  # told elsewhere: it cannot be read


def _acquires(entry: etree._Element) -> bool:
    """Return whether an entry is a publication; the others lead to shelves."""
    return any((link.get("rel") or "").startswith(ACQUIRE) for link in entry.iterfind(f"{{{ATOM}}}link")) or (
        entry.find(f"{{{TERMS}}}identifier") is not None
    )


def _of_entry(entry: etree._Element) -> _Publication:
    return _Publication(
        id=_text(entry, ATOM, "id"),
        title=_text(entry, ATOM, "title"),
        summary=_text(entry, ATOM, "summary"),
        publisher=_text(entry, TERMS, "publisher"),
        contributors=tuple(one.text or "" for one in entry.iterfind(f"{{{ATOM}}}contributor/{{{ATOM}}}name")),
        rights=_text(entry, ATOM, "rights"),
    )


def _found(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the publications of an OPDS 2.0 document: itself, those of its list, those of its groups."""
    if "identifier" in told.get("metadata", {}):
        yield told["metadata"]
    for one in (told, *told.get("groups", ())):
        yield from (publication["metadata"] for publication in one.get("publications", ()))


def _of_json(told: Mapping[str, Any]) -> _Publication:
    return _Publication(
        id=str(told["identifier"]),
        title=str(told.get("title", "")),
        summary=str(told.get("description", "")),
        publisher=str(told.get("publisher", {}).get("name", "")),
        contributors=tuple(str(one["name"]) for one in told.get("contributor", ())),
    )
