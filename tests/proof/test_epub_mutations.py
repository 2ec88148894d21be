"""Twenty-four ways to spoil a good book, some of which no validator sees: each is seen when it is built and when it is verified."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace

import pytest
from PIL import Image

from publishkit.edition.records.announced import Announced, announce
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition, PageStart
from publishkit.proof.formats.registry import run_checks
from publishkit.proof.reading import BuiltEdition, heads_of
from publishkit.render.epub.book import render_epub
from publishkit.theme.load import load_theme
from tests.proof.hand import repacked

NAV, OPF, ITEM, CSS = "EPUB/nav.xhtml", "EPUB/content.opf", "EPUB/text/a01.xhtml", "EPUB/css/book.css"
PAGES = (PageStart(label="3", item="a01", letters=0), PageStart(label="4", item="a01", letters=200))


@pytest.fixture(scope="module")
def book(handmade: Edition) -> Artifact:
    """The book of the handmade edition, with two pages of a PDF marked in it."""
    (made,) = render_epub(replace(handmade, pages=PAGES), load_theme("almanac"))
    return made


def said(edition: Edition | Announced, book: Artifact) -> set[tuple[str, str]]:
    """Return (code, severity) of everything said of a book that is alone."""
    findings = run_checks(edition, BuiltEdition([book], heads_of(edition)))
    return {(found.code, found.severity) for found in findings if found.code[0] in "BL"}


def changed(path: str, pattern: str, instead: str) -> Callable[[Artifact], Artifact]:
    """Return what changes one place of one file."""

    def change(book: Artifact) -> Artifact:
        with zipfile.ZipFile(io.BytesIO(book.data)) as packed:
            before = packed.read(path).decode()
        after = re.sub(pattern, instead, before, count=1, flags=re.DOTALL)
        assert after != before, pattern
        return replace(book, data=repacked(book.data, {path: after.encode()}))

    return change


def put(path: str, data: bytes | None) -> Callable[[Artifact], Artifact]:
    """Return what puts a file in, in the place of another, or takes one out."""
    return lambda book: replace(book, data=repacked(book.data, {path: data}))


def packed(change: Callable[[list[zipfile.ZipInfo]], list[zipfile.ZipInfo]]) -> Callable[[Artifact], Artifact]:
    """Return what packs a book in another way."""

    def pack(book: Artifact) -> Artifact:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book.data)) as source, zipfile.ZipFile(out, "w") as target:
            held = [(copy(info), source.read(info.filename)) for info in source.infolist()]
            data = {info.filename: data for info, data in held}
            for info in change([info for info, _ in held]):
                target.writestr(info, data[info.filename], compress_type=info.compress_type)
        return replace(book, data=out.getvalue())

    return pack


def deflated(infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    infos[0].compress_type = zipfile.ZIP_DEFLATED
    return infos


def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "#1f5a5f").save(out, "WEBP")
    return out.getvalue()


MUTATIONS: Mapping[str, tuple[str, Callable[[Artifact], Artifact]]] = {
    # what EPUBCheck alone sees
    "the mimetype is not first": ("B002", packed(lambda infos: [*infos[1:], infos[0]])),
    "no day of the last change": ("B007", changed(OPF, r"<meta property=\"dcterms:modified\">.*?</meta>", "")),
    "a picture from elsewhere": ("B017", changed(ITEM, r"src=\"\.\./images/", 'src="https://pictures.example/')),
    "a script nobody declared": ("B020", changed(ITEM, "</body>", "<script>x()</script></body>")),
    "a drawing nobody declared": (
        "B020",
        changed(ITEM, "</body>", '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg></body>'),
    ),
    "an id twice": ("L006", changed(ITEM, "</body>", '<p id="a01-title">Again.</p></body>')),
    "a link to no place": ("L001", changed(ITEM, r"#a01-fn1", "#a01-fn9")),
    "a file that is missing": ("B009", put("EPUB/text/a02.xhtml", None)),
    "an entity of HTML": ("B019", changed(ITEM, "</h1>", "&nbsp;</h1>")),
    "a WebP that is called a JPEG": ("B021", put("EPUB/images/tide-clocks-01.jpg", webp())),
    "a name with a space": ("B004", put("EPUB/images/low water.jpg", b"\xff\xd8\xff")),
    # what Ace alone sees
    "a picture without words": ("B016", changed(ITEM, r" alt=\"[^\"]*\"", "")),
    "no language": ("B014", changed(ITEM, r"(<html[^>]*?) lang=\"en\"([^>]*?) xml:lang=\"en\"", r"\1\2")),
    "a claim of conformance": (
        "B025",
        changed(OPF, "</metadata>", '<meta property="dcterms:conformsTo">WCAG 3, nearly</meta></metadata>'),
    ),
    "no word on access": ("B007", changed(OPF, r"<meta property=\"schema:accessibilityFeature\">.*</meta>", "")),
    "no list of pages": ("B024", changed(NAV, r"<nav [^>]*page-list.*?</nav>", "")),
    "faint letters": ("B023", changed(CSS, r"\np \{", "\np { color: #bbb;")),
    # what both see
    "no title": ("B014", changed(ITEM, r"<title[^>]*>.*?</title>", "<title></title>")),
    "a role there is not": ("B026", changed(ITEM, "doc-subtitle", "doc-standfirst")),
    # what neither sees
    "the mimetype is packed": ("B002", packed(deflated)),
    "a stray file": ("B009", put("EPUB/notes.txt", b"To do.")),
    "no landmarks": ("B012", changed(NAV, r"<nav [^>]*landmarks.*?</nav>", "")),
    "a heading that skips a level": ("B015", changed(ITEM, r"<h2([^>]*)>(.*?)</h2>", r"<h4\1>\2</h4>")),
    "a style for browsers": ("B022", changed(CSS, r"\np \{", "\np { display: flex;")),
}


def test_they_are_twenty_four() -> None:
    assert len(MUTATIONS) == 24


def test_the_good_book_is_good(handmade: Edition, book: Artifact) -> None:
    assert said(handmade, book) == set()


@pytest.mark.parametrize("name", MUTATIONS)
def test_it_is_seen_when_it_is_built_and_when_it_is_verified(name: str, handmade: Edition, book: Artifact) -> None:
    """`verify` knows of the edition what its record announces, and tells errors alone."""
    code, spoil = MUTATIONS[name]
    spoiled = spoil(book)
    assert (code, "error") in said(handmade, spoiled)
    assert (code, "error") in said(announce(handmade), spoiled)


MORE: Mapping[str, tuple[str, Callable[[Artifact], Artifact]]] = {
    "variables": ("B022", changed(CSS, r"\np \{", "\np { margin: var(--gap);")),
    "something positioned": ("B022", changed(CSS, r"\np \{", "\np { position: fixed;")),
    "a margin less than nothing": ("B022", changed(CSS, r"\np \{", "\np { margin-left: -1em;")),
    "black letters": ("B023", changed(CSS, r"\np \{", "\np { color: #000;")),
    "a white ground": ("B023", changed(CSS, r"\np \{", "\np { background: #fff;")),
    "a style in the text": ("B022", changed(ITEM, "<h1", '<h1 style="display: grid"')),
    "an id on the body": ("B019", changed(ITEM, "<body", '<body id="top"')),
    "a note that leads nowhere": ("B027", changed(ITEM, ' role="doc-backlink"', "")),
    "a mark that leads to no note": ("B027", changed(ITEM, ' role="doc-footnote"', "")),
    "a formula that is not there": ("B020", changed(OPF, r'href="text/a01.xhtml"', 'href="text/a01.xhtml" properties="mathml"')),
    "a claim that is not true": (
        "B025",
        changed(OPF, "</metadata>", '<meta property="schema:accessibilityFeature">MathML</meta></metadata>'),
    ),
    "a hazard nobody knows": ("B025", changed(OPF, r'(accessibilityHazard">)none', r"\1boredom")),
    "pages of nothing": ("B024", changed(OPF, r'<meta [^>]*property="source-of"[^>]*>.*?</meta>', "")),
    "a page that is listed alone": ("B024", changed(ITEM, r"<span [^>]*doc-pagebreak[^>]*/>", "")),
    "no language of the package": ("B007", changed(OPF, ' xml:lang="en"', "")),
    "no series": ("B007", changed(OPF, r'<meta [^>]*property="group-position"[^>]*>.*?</meta>', "")),
}  # fmt: skip


@pytest.mark.parametrize("name", MORE)
def test_and_so_are_these(name: str, handmade: Edition, book: Artifact) -> None:
    code, spoil = MORE[name]
    assert code in {found for found, _ in said(handmade, spoil(book))}
