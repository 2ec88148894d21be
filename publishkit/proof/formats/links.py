"""L codes: where the links of the finished files lead."""

import posixpath
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

from publishkit.edition.records.announced import Announced, announce
from publishkit.model.artifact import Finding
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.read.document import Document, Reading
from publishkit.proof.reading import BuiltEdition, channel_of

TRACKERS = frozenset(
    """fbclid gclid dclid gbraid wbraid msclkid twclid ttclid igshid yclid mc_cid mc_eid
    _hsenc _hsmi mkt_tok vero_id oly_enc_id oly_anon_id wickedid s_cid ref_src at_medium""".split()
)
"""Query keys that follow a reader and lead nowhere else; `utm_…` and `pk_…` besides."""

ADD_WEB = 'add "web" to `outputs` in issue.toml; or take the link out of the text, or of the theme (`names.pages` says whether there are pages)'
RECORDS = frozenset({"rights.json", "proof.json", "build.json", "SHA256SUMS"})
"""Written beside the formats after they are checked, and linked from the web pages."""


def check_links(edition: Edition | Announced, artifacts: BuiltEdition) -> Iterator[Finding]:
    """L001-L007, for every document of every format."""
    said = announce(edition)
    files = {*artifacts, *RECORDS}
    for reading in artifacts.readings.values():
        held = {*files, *(f"{artifact}/{name}" for artifact in artifacts for name in reading.names)}
        for document in reading.documents:
            if document.root is not None:
                yield from _check_ids(document)
                yield from _check_anchors(document, reading)
                yield from _check_relative(document, held)
            yield from _check_addresses(document)
            if reading.channel is Channel.EMAIL and document.name in {"email.html", "email.txt"}:
                yield from _check_made(document, said, artifacts)


def _check_ids(document: Document) -> Iterator[Finding]:
    """L006: an id stands once."""
    seen: set[str] = set()
    for element in document.root.iter("*") if document.root is not None else ():
        name = element.get("id")
        if name in seen:
            message = f"the id {name!r} stands more than once; links to it lead to the first"
            yield Finding(code="L006", severity="error", where=f"{document.name}#{name}", message=message)
        if name:
            seen.add(name)


def _check_anchors(document: Document, reading: Reading) -> Iterator[Finding]:
    """L001: a link to a place in the edition finds it."""
    for spot in document.links:
        path, _, anchor = spot.target.partition("#")
        target = reading.named(_joined(document.name, path)) if path else document
        if anchor and _is_relative(spot.target) and target is not None and not _has(target, unquote(anchor)):
            message = f"links to {spot.target}, and there is no such place"
            yield Finding(code="L001", severity="error", where=document.name, message=message)


def _has(document: Document, anchor: str) -> bool:
    if anchor in document.spans or document.root is None:
        return True
    return bool(document.root.xpath("//*[@id=$anchor or @name=$anchor]", anchor=anchor))


def _check_relative(document: Document, held: set[str]) -> Iterator[Finding]:
    """L002: a relative address leads to a file of the edition; a mail has no files beside it."""
    for address in dict.fromkeys(document.mentions):
        path = address.partition("#")[0].partition("?")[0]
        if not path or not _is_relative(address) or address.startswith("@@"):
            continue
        if document.name.startswith("email.") or _joined(document.name, path) not in held:
            message = f"points to {address}, which is no file of this edition"
            yield Finding(code="L002", severity="error", where=document.name, message=message)


def _check_addresses(document: Document) -> Iterator[Finding]:
    """L003: no tracking; L004: nobody else's machine; L005: only web, mail and telephone."""
    for spot in dict.fromkeys(document.links):
        try:
            parts = urlsplit(spot.target)
            host = parts.hostname or ""
        except ValueError:
            yield Finding(
                code="L005",
                severity="error",
                where=document.name,
                message=f"links to {spot.target}, which is no address",
            )
            continue
        if found := [key for key, _ in parse_qsl(parts.query, keep_blank_values=True) if is_tracker(key)]:
            message = f"the link to {host} follows the reader ({', '.join(found)})"
            hint = "take these parts out of the address in the article"
            yield Finding(code="L003", severity="warning", where=document.name, message=message, hint=hint)
        if _is_private(host):
            message = f"links to {spot.target}, which is a machine of ours or nobody's"
            yield Finding(code="L004", severity="error", where=document.name, message=message)
        if parts.scheme and parts.scheme not in {"http", "https", "mailto", "tel"}:
            message = f"links to {spot.target}: readers can follow https, mailto and tel only"
            yield Finding(code="L005", severity="error", where=document.name, message=message)


def _check_made(document: Document, said: Announced, artifacts: BuiltEdition) -> Iterator[Finding]:
    """L007: what a mail names of its own edition (pages, pictures, books) is made; L001: and so is the place on the page."""
    web = artifacts.readings.get(Channel.WEB)
    site = said.url.rstrip("/").rpartition("/")[0] + "/"
    for address in dict.fromkeys(document.mentions):
        whole, _, anchor = address.partition("#")
        plain = whole.partition("?")[0]
        inside = unquote(plain.removeprefix(said.url)) if plain.startswith(said.url) else None
        if inside is None:  # of the site there is more than this edition; its books lie beside it
            book = unquote(plain.removeprefix(site))
            made = Channel.WEB in said.outputs or channel_of(book) is None or book not in artifacts
        else:
            made = any(f"{folder}/{inside or 'index.html'}" in artifacts for folder in ("web", "email"))
        if not made:
            message = f"leads to {address}, and no output of this issue makes it"
            yield Finding(code="L007", severity="error", where=document.name, message=message, hint=ADD_WEB)
            continue
        page = web.named(f"web/{inside or 'index.html'}") if web and inside is not None else None
        if page and anchor and not _has(page, unquote(anchor)):
            message = f"links to {address}, and there is no such place"
            yield Finding(code="L001", severity="error", where=document.name, message=message)


def is_tracker(key: str) -> bool:
    """Return whether a query key only follows the reader.

    >>> is_tracker("utm_source"), is_tracker("page")
    (True, False)
    """
    name = key.lower()
    return name in TRACKERS or name.startswith(("utm_", "pk_campaign", "pk_kwd", "mtm_"))


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".invalid", ".test")):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def _is_relative(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def _joined(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
