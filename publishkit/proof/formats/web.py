"""W codes: the web pages, each of which must stand alone in a browser and in a screen reader."""

from collections.abc import Collection, Iterator

from lxml import etree, html

from publishkit.edition.records.announced import Announced, announce
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.formats import markup
from publishkit.proof.formats.markup import finding
from publishkit.proof.read.document import Document
from publishkit.proof.read.html import parse_html, read_tree
from publishkit.proof.reading import BuiltEdition

SAID_ELSEWHERE = frozenset({"HTML_UNKNOWN_TAG", "DTD_ID_REDEFINED"})
"""libxml2 knows HTML 4; that it does not know `<article>` says nothing. Ids that stand twice are L006."""

HEAVY = 5_000_000
"""Bytes of pages and pictures above which a reader on a train notices."""


def check_web(edition: Edition | Announced, artifacts: BuiltEdition) -> Iterator[Finding]:
    """W001-W011, for every page of the web folder."""
    reading = artifacts.readings.get(Channel.WEB)
    if reading is None:
        return
    beacons = frozenset(announce(edition).beacons)
    for document in reading.documents:
        if document.root is not None:
            yield from _check_head(document)
            yield from _check_form(document)
            yield from check_loads(document, beacons=beacons)
            yield from _check_parsing(artifacts[document.name])
    yield from _check_sheets(artifacts)
    weight = sum(len(artifacts[name].data) for name in reading.names if not name.startswith("web/fonts/"))
    if weight > HEAVY:
        yield finding(
            "W011", "warning", "web", f"pages and pictures weigh {weight / 1e6:.1f} MB", "use smaller pictures"
        )


def check_page(name: str, data: bytes, scripts: Collection[str]) -> Iterator[Finding]:
    """W001-W010, W012: a page that the site makes; *scripts* are the site's own, as the page names them."""
    document = read_tree(name, parse_html(data), "html")
    yield from _check_head(document)
    yield from _check_form(document)
    yield from check_loads(document, scripts)
    yield from _check_parsing(Artifact(name=name, media_type="text/html", data=data))
    if wrong := markup.open_policy(document):
        hint = "keep the line in the theme's site/page.html: default-src 'none' and 'self' for the rest"
        yield finding("W012", "error", name, f"the page {wrong}", hint)


def _check_head(document: Document) -> Iterator[Finding]:
    """W001 language, W002 title, W003 character set and W004 viewport."""
    if not document.meta.get("lang"):
        yield finding("W001", "error", document.name, "<html> has no lang")
    if not document.meta.get("title"):
        yield finding("W002", "error", document.name, "the page has no title")
    root = document.root
    if root is not None and not root.xpath("//meta[@charset or @http-equiv='Content-Type']"):
        yield finding("W003", "error", document.name, "the page does not name its character set")
    if "viewport" not in document.meta:
        yield finding("W004", "warning", document.name, "the page has no viewport for telephones")


def _check_form(document: Document) -> Iterator[Finding]:
    """W005 one h1, W006 no heading skips a level, W007 alternative texts."""
    first = [words for level, words in markup.headings(document) if level == 1]
    if len(first) != 1:
        yield finding("W005", "error", document.name, f"the page has {len(first)} headings of the first level, not one")
    for sentence in markup.jumps(document):
        yield finding("W006", "warning", document.name, f"headings skip a level: {sentence}")
    for source in markup.without_alt(document):
        yield finding(
            "W007",
            "error",
            document.name,
            f"{source} has no alternative text",
            '`publishkit rights set ARTICLE PICTURE alt="…"` says what it shows',
        )


def check_loads(document: Document, scripts: Collection[str] = (), beacons: Collection[str] = ()) -> Iterator[Finding]:
    """W008 no scripts but *scripts*, W009 nothing from other hosts.

    *beacons* are the counters the house allowed (`tracking_pixels`); the proof looks at them.
    """
    for sentence in markup.running_scripts(document, scripts):
        yield finding("W008", "error", document.name, f"{sentence}; our pages run nothing")
    for address in (address for address in markup.fetched(document) if address not in beacons):
        yield finding(
            "W009",
            "error",
            document.name,
            f"loads {address} from another host, which tells it who reads",
            "put the file into the theme",
        )


def _check_parsing(artifact: Artifact) -> Iterator[Finding]:
    """W010: the page needs no repair."""
    parser = html.HTMLParser(encoding="utf-8", recover=True)
    etree.fromstring(artifact.data, parser)
    for entry in parser.error_log:
        if entry.type_name not in SAID_ELSEWHERE:
            where = f"{artifact.name}:{entry.line}"
            yield finding("W010", "error", where, f"browsers have to repair the page: {entry.message.strip()}")


def _check_sheets(artifacts: BuiltEdition) -> Iterator[Finding]:
    for name, artifact in artifacts.items():
        if name.startswith("web/") and name.endswith(".css"):
            yield from check_sheet(name, artifact.data.decode("utf-8", "replace"))


def check_sheet(name: str, sheet: str, *, whole: bool = True) -> Iterator[Finding]:
    """W009: a style sheet loads nothing from other hosts, and where it must be *whole*, no other sheet either."""
    for address in dict.fromkeys(filter(markup.is_remote, markup.sheet_addresses(sheet))):
        yield finding("W009", "error", name, f"loads {address} from another host, which tells it who reads")
    if whole and "@import" in sheet:
        yield finding("W009", "error", name, "has an @import; put the rules into one sheet")
