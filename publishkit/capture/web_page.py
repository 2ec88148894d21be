"""A page of the web as a document: as the door fetched it, or as it lies in a web archive."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from publishkit.capture.document import Document, DocumentKind, Origin, SiteFiles
from publishkit.capture.door.evidence import Archived, read_warc
from publishkit.capture.door.fetched import CHARSET, MANUSCRIPTS, Fetched, Validators, packed_type
from publishkit.capture.extracted import Extracted, FoundPicture
from publishkit.capture.files import MAX_PAGE, read_bounded, read_text, stop_at
from publishkit.capture.sources.registry import form_of

MAX_ARCHIVE = 200_000_000
ARCHIVE = "page.warc.gz"
KINDS: dict[str, DocumentKind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "pasted",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
}
"""Media type -> how the text in it is read."""
BASE = re.compile(
    r"""<base\b[^>]{0,500}?\bhref\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s>"']{1,2000}))""", re.IGNORECASE
)
ROBOTS = "/robots.txt"
TDMREP = "/.well-known/tdmrep.json"


def fetched_document(name: str, fetched: Fetched, told: Sequence[Archived]) -> Document:
    """Return what was fetched as a document; *told* is what its site tells programs.

    Raises:
        InputError: it is no text.
    """
    origin = Origin(
        requested=fetched.requested,
        address=fetched.address,
        redirects=tuple(hop.address for hop in fetched.redirects),
        retrieved=fetched.retrieved,
        media_type=fetched.media_type,
        robots=fetched.robots,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        site=_site(fetched.address, fetched.named_headers, told),
    )
    return replace(_read(name, fetched.body, fetched.media_type, fetched.charset), origin=origin)


def _read(name: str, data: bytes, media_type: str, charset: str) -> Document:
    """What was fetched as a document: of a manuscript or a book, the part that the address names behind "#".

    Its file is in the document until the archive takes its place.
    """
    form = form_of(data) if media_type in MANUSCRIPTS else None
    if form is None:
        return read_text(name, data, KINDS.get(media_type, "html"), charset)
    document = form.read(name, data, _parts(name).fragment if form.parts else "")
    return replace(document, archive_name=ARCHIVE)


def read_archive(name: str) -> Document:
    """Return the first page in the web archive at the path *name*, with what was archived beside it.

    Raises:
        InputError: there is no such file, it is no web archive, or there is no page in it.
    """
    data = read_bounded(Path(name), name, MAX_ARCHIVE)
    return replace(archived_document(name, data), archive=data)


def archived_document(name: str, data: bytes) -> Document:
    """Return the first page in the web archive *data*.

    Raises:
        InputError: it is no web archive, or there is no page in it.
    """
    try:
        records = read_warc(data)
    except ValueError as cause:
        raise stop_at(name, f"cannot be read: {cause}", "save the page again, or add it as HTML") from cause
    page = _page_in(records)
    if page is None:
        raise stop_at(name, "has no web page in it", "save the page again, or add it as HTML")
    if len(page.body) > MAX_PAGE:
        raise stop_at(name, f"holds a page larger than {MAX_PAGE // 1_000_000} MB")
    beside = [one for one in records if one.status == 200 and one is not page]
    led = tuple(_led_to(page.address, records))
    origin = Origin(
        requested=led[0] if led else page.address,
        address=page.address,
        redirects=led,
        retrieved=page.moment,
        media_type=_kind(page),
        etag=page.header("etag"),
        last_modified=page.header("last-modified"),
        site=_site(page.address, _named(page), records),
        files={one.address: one.body for one in beside},
        answers={one.address: _named(one) for one in beside},
    )
    charset = CHARSET.search(page.header("content-type"))
    document = _read(name, page.body, _kind(page), charset[1] if charset else "")
    return replace(document, origin=origin)


def _page_in(records: Sequence[Archived]) -> Archived | None:
    """The first page of an archive; where there is none, the first manuscript, or text that is not for programs."""
    there = [one for one in records if one.status == 200 and _parts(one.address).path not in {ROBOTS, TDMREP}]
    kinds = [(KINDS.get(_media_type(one), ""), one) for one in there]
    pages = [one for kind, one in kinds if kind == "html"]
    return next(
        iter([*pages, *(one for one in there if _kind(one) in MANUSCRIPTS), *(one for kind, one in kinds if kind)]),
        None,
    )


def _kind(archived: Archived) -> str:
    """The media type of an answer; of a packed file that says nothing of use, the one that its bytes show."""
    told = _media_type(archived)
    return told if told in KINDS or not archived.body.startswith(b"PK\x03\x04") else packed_type(archived.body) or told


def told_anew(origin: Origin, told: Sequence[Archived]) -> tuple[Origin, tuple[Archived, ...]]:
    """Return *origin* with what its site tells programs now, and those files that say something else than before."""
    now = _site(origin.address, origin.site.headers, told)
    site = replace(origin.site, robots=now.robots or origin.site.robots, tdmrep=now.tdmrep or origin.site.tdmrep)
    kept = {origin.site.robots, origin.site.tdmrep}
    return replace(origin, site=site), tuple(one for one in told if one.body.decode("utf-8", "replace") not in kept)


def validators_of(origin: Origin) -> Validators:
    """Return what to ask with whether the page has changed since."""
    return Validators(address=origin.address, etag=origin.etag, last_modified=origin.last_modified)


def _named(archived: Archived) -> dict[str, str]:
    """The headers by their names in small letters, one that came twice joined."""
    found: dict[str, str] = {}
    for key, value in archived.headers:
        name = key.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _media_type(archived: Archived) -> str:
    return archived.header("content-type").partition(";")[0].strip().lower()


def _led_to(address: str, records: Sequence[Archived]) -> Iterable[str]:
    """The addresses that led to *address*, the first one first; each of them once."""
    chain: list[str] = []
    leading = {_joined(one.address, place): one.address for one in records if (place := one.header("location"))}
    while (before := leading.get(address)) and before not in chain:
        chain.insert(0, before)
        address = before
    return chain


def _site(address: str, headers: Mapping[str, str], told: Sequence[Archived]) -> SiteFiles:
    origin = "{0.scheme}://{0.netloc}".format(_parts(address))
    texts = {one.address: one.body.decode("utf-8", "replace") for one in told if one.status == 200}
    return SiteFiles(
        headers=headers,
        robots=texts.get(origin + ROBOTS, ""),
        tdmrep=texts.get(origin + TDMREP, ""),
    )


# --- addresses in a page that stands somewhere ------------------------------------------------------------------------


def placed(found: Extracted, html: str, origin: Origin) -> Extracted:
    """Return *found* with every picture's address in full, and with the address of the page.

    A page may name another address as its own ("canonical"): that of its own site is believed, another site's is asked about.
    """
    base = _base(html, origin.address)
    pictures = tuple(_whole(picture, base) for picture in found.pictures)
    claimed = found.canonical_url
    whole = _joined(base, claimed) if claimed else ""
    whole = whole if whole.startswith(("http://", "https://")) else ""
    own = whole if _speaks_for(whole, origin.address) else ""
    asked = f"canonical_url: the page stands at {origin.address} and says its original is {whole}; see whose text it is"
    review = [line for line in found.review if line != found.address_question]
    if whole and not own and not same_site(whole, origin.address):
        review.append(asked)
    return replace(
        found, pictures=pictures, canonical_url=whole or None, source_url=own or origin.address, review=tuple(review)
    )


def _base(html: str, address: str) -> str:
    """What relative addresses of the page are seen from."""
    found = BASE.search(html[:200_000])
    href = unescape(found[1] or found[2] or found[3]).strip() if found else ""
    whole = _joined(address, href)
    return whole if whole.startswith(("http://", "https://")) else address


def _whole(picture: FoundPicture, base: str) -> FoundPicture:
    written = tuple(dict.fromkeys(_joined(base, one) for one in picture.written))
    return replace(picture, written=written, src=_joined(base, picture.src) if picture.src else picture.src)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _speaks_for(canonical: str, address: str) -> bool:
    """Whether a canonical address is one of the page's own site, and not only the site's front page."""
    is_front = _parts(canonical).path in {"", "/"} and not _parts(canonical).query
    return same_site(canonical, address) and (not is_front or _parts(address).path in {"", "/"})


def same_origin(first: str, second: str) -> bool:
    """Return whether two addresses are of one site as programs see it: scheme, host and port."""
    return _parts(first)[:2] == _parts(second)[:2]


def _parts(address: str) -> SplitResult:
    """The parts of an address; of one that has none, empty ones."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def same_site(first: str, second: str) -> bool:
    """Return whether one host is the other, or lies below it: www, m and amp are the same site."""
    hosts = [re.sub(r"^(?:www|m|mobile|amp)\.", "", (_parts(one).hostname or "").lower()) for one in (first, second)]
    return bool(all(hosts)) and (
        hosts[0] == hosts[1] or hosts[0].endswith(f".{hosts[1]}") or hosts[1].endswith(f".{hosts[0]}")
    )
