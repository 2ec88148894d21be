"""A feed: its entries listed, and one of them as an article; RSS, Atom and JSON Feed."""

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from publishkit.capture.dates import parse_moment
from publishkit.capture.document import Document, Facts
from publishkit.capture.extracted import Moment
from publishkit.capture.files import stop_at
from publishkit.capture.page.tree import plain_text
from publishkit.capture.sources.feed_words import plain, titled
from publishkit.capture.sources.form import Form, Part
from publishkit.capture.sources.packed import refuse_entities
from publishkit.model.statement import Signal

MAX_FEED = 10_000_000
MAX_ENTRIES = 5_000
MOST_ENTRIES = 20_000
"""Above this a feed is not looked at: it would take minutes."""
MOST_TAGS = 300_000
CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
ENTRY = re.compile(rb"<(?:[a-z]{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
SHORT = 800
"""Characters of a text without the whole content beside it below which it is an excerpt."""
XML = re.compile(rb"\s{0,99}(?:<\?xml[^>]{0,300}\?>\s{0,99})?(?:<\?[^>]{0,500}\?>\s{0,99}|<!--.{0,2000}?-->\s{0,99}|<!DOCTYPE[^>]{0,500}>\s{0,99}){0,9}<(?:rss|rdf:RDF|(?:atom:)?feed)(?=[\s>])", re.IGNORECASE | re.DOTALL)  # fmt: skip
JSON = re.compile(
    rb"""\s{0,99}\{.{0,5000}?["']version["']\s{0,9}:\s{0,9}["']https?:\\?/\\?/(?:www\.)?jsonfeed\.org""", re.DOTALL
)
CUT = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|\[&hellip;\]|(?:read|see|view) (?:the )?(?:more|full story|rest|full article)|continue reading.{0,200}|weiterlesen|mehr lesen|lire (?:la suite|plus)|leer más|seguir leyendo"
    r"|leggi (?:tutto|di più|di piu)|czytaj (?:więcej|dalej)|lees (?:meer|verder)|läs mer|les mer|ler mais|続きを読む)\s*[→»›>.…]{0,3}\s*\Z",
    re.IGNORECASE,
)
"""How an excerpt ends."""
MEDIA_RSS = re.compile(rb"""xmlns:([A-Za-z][\w-]{0,30})\s{0,9}=\s{0,9}["']https?://search\.yahoo\.com/mrss/?["']""")
WEB = ("http://", "https://")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One text of a feed."""

    number: int
    identity: str
    """What the feed calls it: its id, else its address."""
    title: str
    html: str
    address: str = ""
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    rights: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    """Addresses."""
    truncated: bool = False
    length: int = 0
    """Characters of its words."""

    @property
    def told(self) -> str:
        """Day, length, and whether it is whole."""
        day = self.published.isoformat()[:10] if self.published else "no date   "
        return f"{day}  {self.length:,} characters, {'an excerpt' if self.truncated else 'full'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed, read."""

    title: str
    entries: tuple[Entry, ...]
    questions: tuple[str, ...] = ()


def parse_feed(name: str, data: bytes) -> Feed:
    """Return the feed in *data*.

    Raises:
        InputError: it is no feed, declares entities of its own, or holds nothing.
    """
    if len(data) > MAX_FEED:
        raise stop_at(name, f"is larger than {MAX_FEED // 1_000_000} MB", "a feed is far smaller")
    feed = _parse_json(name, data) if is_json_feed(data) else _parse_xml(name, data)
    if not feed.entries:
        raise stop_at(name, "is a feed without entries, or none that can be read")
    return feed


def is_json_feed(data: bytes) -> bool:
    """Return whether bytes begin as a JSON Feed does."""
    return JSON.match(data.removeprefix(BOM)[:6_000]) is not None


def is_feed(data: bytes) -> bool:
    """Return whether bytes are a feed."""
    head = data.removeprefix(BOM)[:12_000]
    return XML.match(head.replace(b"\0", b"")) is not None or is_json_feed(data)


# --- RSS and Atom -----------------------------------------------------------------------------------------------------


def _parse_xml(name: str, data: bytes) -> Feed:
    import feedparser

    refuse_entities(name, data)
    if len(ENTRY.findall(data)) > MOST_ENTRIES or CDATA.sub(b"", data).count(b"<") > MOST_TAGS:
        raise stop_at(
            name, f"holds more than {MOST_ENTRIES:,} entries, or more markup than any feed", "ask for a shorter one"
        )
    try:
        found = feedparser.parse(io.BytesIO(_with_captions(data)), sanitize_html=False, resolve_relative_uris=False)
    except (RecursionError, ValueError, AttributeError, TypeError, KeyError, AssertionError) as cause:
        raise stop_at(
            name, "cannot be read: the feed is damaged", "open the article in your browser and save its page"
        ) from cause
    head = found.feed
    shared = _Shared(
        language=str(head.get("language") or ""), rights=tuple(_lines(head.get("rights"))),
        licenses=tuple(dict.fromkeys(_licenses(head))), authors=tuple(_people(head)), base=str(head.get("link") or ""),
    )  # fmt: skip
    entries = tuple(_entry(number, one, shared) for number, one in enumerate(found.entries[:MAX_ENTRIES], 1))
    return Feed(
        title=titled(head.get("title")), entries=entries,
        questions=tuple(_about(found.entries, broken=bool(found.bozo) and not found.entries)),
    )  # fmt: skip


def _with_captions(data: bytes) -> bytes:
    """The feed with descriptions of pictures under another name: the library takes them for the entry's own."""
    bound = MEDIA_RSS.search(data[:20_000])
    if bound is None:
        return data
    return re.sub(rb"(</?" + re.escape(bound[1]) + rb":)description\b", rb"\1captiontext", data)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shared:
    """What a feed says of all its entries."""

    language: str = ""
    rights: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    base: str = ""
    """The address from which relative ones are written."""


def _about(entries: Sequence[object], *, broken: bool) -> Iterator[str]:
    if len(entries) > MAX_ENTRIES:
        yield f"feed: it has {len(entries):,} entries; the first {MAX_ENTRIES:,} are read"
    if broken:
        yield "feed: its XML is damaged"


def _entry(number: int, told: Mapping[str, Any], shared: _Shared) -> Entry:
    address = _absolute(told.get("link"), shared)
    title = titled(told.get("title"))
    whole = max((_html(one) for one in told.get("content") or ()), key=len, default="")
    short = _html(told.get("summary_detail") or {})
    html = whole if len(whole) >= len(short) else short
    words = plain_text(html) if html else ""
    return Entry(
        number=number, identity=str(told.get("id") or str(told.get("link") or "").strip() or title)[:2_000], title=title,
        html=html + "".join(_media(told, html)), address=address if address.startswith(WEB) else "",
        published=_moment(told, "published"), modified=_moment(told, "updated"),
        authors=tuple(_people(told)) or shared.authors, language=shared.language,
        rights=tuple(_lines(told.get("rights"))) or shared.rights, licenses=tuple(dict.fromkeys(_licenses(told))) or shared.licenses,
        truncated=_is_cut(words, has_whole=bool(whole) and html is whole), length=len(words),
    )  # fmt: skip


def _html(detail: Mapping[str, Any]) -> str:
    value = str(detail.get("value") or "")
    plain = detail.get("type") == "text/plain" and not re.search(r"<(?:p|br|div|a|img|h\d|ul|ol)\b|&[a-z]+;", value)
    return _paragraphs(value) if plain else value


def _paragraphs(text: str) -> str:
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)


def _is_cut(words: str, *, has_whole: bool) -> bool:
    """Whether a text is an excerpt: it ends as one, or is short and the feed has no other field for the whole."""
    return bool(CUT.search(words.strip()[-300:])) or (not has_whole and len(words) < SHORT)


def _absolute(value: object, shared: _Shared) -> str:
    """An address as it is on the web: many feeds write it from their own."""
    address = str(value or "").strip()
    if not address or not shared.base.startswith(WEB):
        return address
    try:
        return urljoin(shared.base, address)
    except ValueError:
        return address


def _people(told: Mapping[str, Any]) -> Iterator[str]:
    """Names; RSS writes "address (Name)"."""
    given = [one.get("name") for one in told.get("authors") or () if isinstance(one, Mapping)] or [told.get("author")]
    for one in given:
        text = plain(one)
        named = re.fullmatch(r"\S+@\S+\s*\((.{1,200})\)", text)
        text = named[1] if named else text
        if text and "@" not in text:
            yield text


def _lines(value: object) -> Iterator[str]:
    if text := plain(value):
        yield text[:2_000]


def _licenses(told: Mapping[str, Any]) -> Iterator[str]:
    links = [
        one.get("href") for one in told.get("links") or () if isinstance(one, Mapping) and one.get("rel") == "license"
    ]
    for one in (*links, told.get("license"), told.get("creativecommons_license"), told.get("cc_license")):
        if isinstance(one, str) and one.startswith(("http://", "https://")):
            yield one.strip()[:500]


def _moment(told: Mapping[str, Any], name: str) -> Moment | None:
    """The date with the offset of the source."""
    text = str(told.get(name) or "").strip() if name in told else ""
    if not text:
        return None
    if found := parse_moment(text):
        return found
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        pass
    told_parts = told.get(f"{name}_parsed")
    return date(*told_parts[:3]) if told_parts else None


def _media(told: Mapping[str, Any], html: str) -> Iterator[str]:
    """What an entry carries beside its words: pictures that are not in them, sound and film."""
    media = [
        one for one in (*(told.get("media_content") or ()), *(told.get("enclosures") or ())) if isinstance(one, Mapping)
    ]
    seen: set[str] = set()
    pictured = False
    for one in media:
        address = str(one.get("url") or one.get("href") or "")
        kind = f"{one.get('type') or ''} {one.get('medium') or ''}"
        if not address.startswith(("http://", "https://")) or address in seen or address in html:
            continue
        seen.add(address)
        if "image" in kind and not pictured:
            pictured = True
            words = (
                _caption(told) if sum("image" in f"{one.get('type')} {one.get('medium')}" for one in media) == 1 else ""
            )
            yield f'<figure><img src="{escape(address)}"><figcaption>{escape(words)}</figcaption></figure>'
        elif "audio" in kind or "video" in kind:
            tag = "audio" if "audio" in kind else "video"
            yield f'<{tag} src="{escape(address)}"></{tag}>'


def _caption(told: Mapping[str, Any]) -> str:
    """What an entry says of its one picture."""
    credits_told = told.get("media_credit")
    named = plain(credits_told[0].get("content")) if isinstance(credits_told, list) and credits_told else ""
    described = plain(next((told[key] for key in told if key.endswith("_captiontext")), ""))
    return " ".join(filter(None, (described, f"Photo: {named}" if named else "")))


# --- JSON Feed --------------------------------------------------------------------------------------------------------


def _parse_json(name: str, data: bytes) -> Feed:
    try:
        told = json.loads(data.removeprefix(BOM).decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError) as cause:
        raise stop_at(name, "cannot be read: the feed is damaged JSON") from cause
    items = told.get("items") if isinstance(told, dict) else None
    items = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    shared = _Shared(
        language=_text(told.get("language")), authors=tuple(_persons(told)), base=_text(told.get("home_page_url")) or _text(told.get("feed_url")),
    )  # fmt: skip
    entries = tuple(_item(number, one, shared) for number, one in enumerate(items[:MAX_ENTRIES], 1))
    return Feed(title=titled(_text(told.get("title"))), entries=entries, questions=tuple(_about(items, broken=False)))


def _item(number: int, told: Mapping[str, Any], shared: _Shared) -> Entry:
    address = _absolute(_text(told.get("url")), shared)
    whole = _text(told.get("content_html")) or _paragraphs(str(told.get("content_text") or ""))
    html = whole or _paragraphs(_text(told.get("summary")))
    image = _text(told.get("image")) or _text(told.get("banner_image"))
    if image.startswith(("http://", "https://")) and image not in html:
        html += f'<img src="{escape(image)}">'
    words = plain_text(html) if html else ""
    return Entry(
        number=number, identity=_text(told.get("id"))[:2_000] or _text(told.get("url")), title=titled(_text(told.get("title"))), html=html,
        address=address if address.startswith(WEB) else "",
        published=parse_moment(_text(told.get("date_published"))), modified=parse_moment(_text(told.get("date_modified"))),
        authors=tuple(_persons(told)) or shared.authors, language=_text(told.get("language")) or shared.language,
        truncated=_is_cut(words, has_whole=bool(whole)), length=len(words),
    )  # fmt: skip


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _persons(told: Mapping[str, Any]) -> Iterator[str]:
    authors = told.get("authors")
    given = authors if isinstance(authors, list) else [told.get("author")]
    yield from (name for one in given if isinstance(one, dict) and (name := _text(one.get("name"))))


# --- an entry as a document -------------------------------------------------------------------------------------------


def entry_document(name: str, data: bytes, feed: Feed, entry: Entry) -> Document:
    """Return an entry as a document: its text as it stands in the feed *data*, which is kept with it.

    Raises:
        InputError: there are no words in it.
    """
    if not plain_text(entry.html).strip():
        way = f"`publishkit add {entry.address}` fetches its page" if entry.address else ""
        raise stop_at(name, f"entry {entry.number} has no text", way)
    ending = "json" if is_json_feed(data) else "xml"
    return Document(
        name=name, kind="html", data=entry.html.encode("utf-8", "replace"), text=entry.html, charset="utf-8", charset_why="utf-8",
        whole=True, tidy=True, part=entry.identity, facts=_facts(feed, entry), archive=data, archive_name=f"feed.{ending}",
    )  # fmt: skip


def _facts(feed: Feed, entry: Entry) -> Facts:
    way = f"; `publishkit add {entry.address}` fetches the page" if entry.address else "; add its page"
    cut = f"body: the feed gives only an excerpt{way}"
    offered = "rights: that a text stands in a feed permits nothing; see what the publisher allows"
    links = tuple(Signal(kind="license-link", value=one, where="head") for one in entry.licenses)
    return Facts(
        where="the feed", title=entry.title, authors=entry.authors, published=entry.published,
        modified=entry.modified if entry.modified != entry.published else None, publisher=feed.title, language=entry.language,
        address=entry.address, sure=True, truncated=entry.truncated, rights=entry.rights, signals=links,
        questions=tuple(filter(None, (cut if entry.truncated else "", offered, *feed.questions))),
    )  # fmt: skip


def read_entry(name: str, data: bytes, part: str = "") -> Document:
    """Return the entry *part* of the feed *data*: its number, identity or address.

    Raises:
        InputError: it is no feed, or no such entry is in it.
    """
    feed = parse_feed(name, data)
    found = next((one for one in feed.entries if part and part in {str(one.number), one.identity, one.address}), None)
    if found is None:
        said = (
            f"has no entry {part[:60]!r}" if part else f"is a feed of articles ({len(feed.entries):,}), not an article"
        )
        raise stop_at(
            name, said, f"`publishkit add --feed {Path(name).name}` lists them; with --pick it adds those you choose"
        )
    return entry_document(name, data, feed, found)


def entries(name: str, data: bytes) -> Sequence[Part]:
    """Return the entries of a feed for a list.

    Raises:
        InputError: it is no feed.
    """
    return [
        Part(number=one.number, title=one.title or "(untitled)", told=one.told, name=one.identity)
        for one in parse_feed(name, data).entries
    ]


def since(feed: Feed, day: date) -> Feed:
    """Return the feed with what was published on *day* or later; what has no date may have been."""
    kept = tuple(one for one in feed.entries if one.published is None or _day(one.published) >= day)
    return replace(feed, entries=kept)


def _day(moment: Moment) -> date:
    return date(moment.year, moment.month, moment.day)


FEED = Form(
    name="a feed",
    endings=(".rss", ".atom", ".xml", ".json"),
    sniff=is_feed,
    read=read_entry,
    parts=entries,
    most=MAX_FEED,
)
