"""B codes of the texts of a book: what strict readers choke on, what marks say of themselves, pages and notes that lead both ways."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from publishkit.model.artifact import Finding
from publishkit.proof.formats.markup import finding
from publishkit.proof.read.document import Book, Document

TYPE = "{http://www.idpf.org/2007/ops}type"

COMMENT = re.compile(rb"<!--(?P<words>.*?)-->", re.DOTALL)
ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)[A-Za-z][\w.-]*;")
"""Entities of HTML, which XML knows only with a DTD."""

DEVICES = {"math": "mathml", "svg": "svg", "script": "scripted", "form": "scripted"}
"""Element -> what the manifest must say of a document that has it (EPUB 3.3, 5.4.2)."""

ROLES = frozenset(
    """doc-abstract doc-acknowledgments doc-afterword doc-appendix doc-backlink doc-biblioref doc-bibliography doc-chapter
    doc-colophon doc-conclusion doc-cover doc-credit doc-credits doc-dedication doc-endnotes doc-epigraph doc-epilogue
    doc-errata doc-example doc-footnote doc-foreword doc-glossary doc-glossref doc-index doc-introduction doc-noteref
    doc-notice doc-pagebreak doc-pagefooter doc-pageheader doc-pagelist doc-part doc-preface doc-prologue doc-pullquote
    doc-qna doc-subtitle doc-tip doc-toc alert application article banner blockquote button caption cell code columnheader
    complementary contentinfo definition deletion dialog directory document emphasis feed figure form generic grid gridcell
    group heading img insertion link list listitem main math meter navigation none note paragraph presentation region row
    rowgroup rowheader search separator status strong subscript superscript table term time toolbar tooltip""".split()
)
"""DPUB-ARIA 1.1 and what of ARIA 1.2 a text can be."""


def check_texts(documents: Sequence[Document], book: Book) -> Iterator[Finding]:
    """B019, B020, B024, B026 and B027, for every document of the book."""
    for path in _texts(book):
        yield from _check_strictness(f"{book.name}/{path}", book.files[path])
    for document in documents:
        if document.root is not None:
            path = document.name.removeprefix(f"{book.name}/")
            yield from _check_properties(document.name, document.root, _declared(book, path))
            yield from _check_roles(document.name, document.root)
            yield from _check_notes(document.name, document.root)
    yield from _check_pages(documents, book)


def _texts(book: Book) -> Iterator[str]:
    for entry in book.manifest.values():
        if entry.media_type == "application/xhtml+xml" and entry.path in book.files:
            yield entry.path


def _check_strictness(where: str, data: bytes) -> Iterator[Finding]:
    """B019: nothing stands in a document that Send to Kindle or a strict parser stumbles over."""
    for found in COMMENT.finditer(data):
        if b"--" in found["words"] or found["words"].endswith(b"-"):
            yield finding(
                "B019", "error", where, "a comment has two hyphens in it", "take the comment out of the template"
            )
    for entity in dict.fromkeys(ENTITY.findall(data)):
        sign = entity.decode("ascii", "replace")
        yield finding("B019", "error", where, f"{sign} is no entity of XML", "write the character itself")
    if re.search(rb"<body\b[^>]*\sid=", data):
        yield finding("B019", "warning", where, "<body> has an id; links to it are dropped on a Kindle")


def _declared(book: Book, path: str) -> tuple[str, ...]:
    return next((entry.properties for entry in book.manifest.values() if entry.path == path), ())


def _check_properties(where: str, root: etree._Element, declared: Sequence[str]) -> Iterator[Finding]:
    """B020: the manifest says of a document what is in it, and nothing else."""
    used = {DEVICES[str(element.tag)] for element in root.iter(*DEVICES)}
    for name in sorted(used - set(declared)):
        yield finding("B020", "error", where, f"the manifest does not say that it is “{name}”")
    for name in sorted(({*DEVICES.values(), "remote-resources", "switch"} & set(declared)) - used):
        yield finding("B020", "error", where, f"the manifest says that it is “{name}”, and it is not")


def _check_roles(where: str, root: etree._Element) -> Iterator[Finding]:
    """B026: every role is one that assistive technology knows, every epub:type is one word."""
    for element in root.iter(etree.Element):
        for role in (element.get("role") or "").split():
            if role not in ROLES:
                yield finding("B026", "error", where, f"<{element.tag!s}> has the role {role!r}, which there is not")
        if " " in (element.get(TYPE) or "").strip():
            message = f"<{element.tag!s}> has two epub:types ({element.get(TYPE)}); some readers know the first alone"
            yield finding("B026", "warning", where, message)


def _check_notes(where: str, root: etree._Element) -> Iterator[Finding]:
    """B027: a mark leads to a note, and the note back."""
    notes = {
        element.get("id"): element for element in root.iter(etree.Element) if element.get("role") == "doc-footnote"
    }
    called = set()
    for mark in root.iter("a"):
        if mark.get("role") == "doc-noteref":
            called.add((mark.get("href") or "").removeprefix("#"))
    for lost in sorted(called - set(notes)):
        yield finding("B027", "error", where, f"a mark leads to the note {lost!r}, which is not there")
    for name, note in notes.items():
        if not any(link.get("role") == "doc-backlink" for link in note.iter("a")):
            yield finding("B027", "error", where, f"the note {name!r} does not lead back to its place")
        if name not in called:
            yield finding("B027", "warning", where, f"nothing leads to the note {name!r}")


def _check_pages(documents: Sequence[Document], book: Book) -> Iterator[Finding]:
    """B024: every page that is marked stands in the list of pages, and nothing else does; the package names the print edition."""
    marked = [
        f"{document.name.removeprefix(f'{book.name}/')}#{element.get('id') or ''}"
        for document in documents
        if document.root is not None
        for element in document.root.iter(etree.Element)
        if element.get("role") == "doc-pagebreak" or element.get(TYPE) == "pagebreak"
    ]
    nav = next((one for one in documents if one.name == f"{book.name}/{book.path_of('nav')}"), None)
    lists = nav.root.iter("nav") if nav is not None and nav.root is not None else ()
    listed = [_target(book, link) for found in lists if found.get(TYPE) == "page-list" for link in found.iter("a")]
    where = f"{book.name}/{book.path_of('nav')}"
    for name in sorted(set(marked) - set(listed)):
        yield finding("B024", "error", where, f"the page {name} is not in the list of pages")
    for name in sorted(set(listed) - set(marked)):
        yield finding("B024", "error", where, f"the list of pages leads to {name}, where no page begins")
    said = {meta.get("property"): (meta.text or "").strip() for meta in book.package.iter("meta")}
    if marked and said.get("source-of") != "pagination":
        message = "pages are marked, and the package does not say of which edition (dc:source, source-of)"
        yield finding("B024", "error", f"{book.name}/{book.package_path}", message)


def _target(book: Book, link: etree._Element) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(book.path_of("nav")), link.get("href") or ""))


# --- what the package claims of them ----------------------------------------------------------------------------------


CONFORMS = re.compile(
    r"EPUB Accessibility 1\.[01] - WCAG 2\.[0-2] Level A{1,3}|http://www\.idpf\.org/epub/a11y/accessibility-20170105\.html#wcag-a{1,3}"
)
"""What a book may say it conforms to (EPUB Accessibility 1.1, 4.2.2; the address is that of 1.0)."""
HAZARDS = frozenset(
    """flashing motionSimulation sound none unknown noFlashingHazard noMotionSimulationHazard noSoundHazard
    unknownFlashingHazard unknownMotionSimulationHazard unknownSoundHazard""".split()
)


def check_claims(documents: Sequence[Document], book: Book) -> Iterator[Finding]:
    """B025: what the package says of the book's accessibility is true."""
    where = f"{book.name}/{book.package_path}"
    said: dict[str, list[str]] = {}
    for meta in book.package.iter("meta"):
        said.setdefault(meta.get("property") or "", []).append((meta.text or "").strip())
    roots = [document.root for document in documents if document.root is not None]
    for claim, fault in _untrue(said.get("schema:accessibilityFeature", []), roots):
        yield finding("B025", "error", where, f"the package claims {claim}, and {fault}")
    if "textual" in said.get("schema:accessModeSufficient", []) and (mute := _mute(roots)):
        yield finding("B025", "error", where, f"the package claims that the text alone will do, and {mute}")
    for value in said.get("schema:accessibilityHazard", []):
        if value not in HAZARDS:
            yield finding("B025", "error", where, f"{value!r} is no hazard that readers know")
    yield from _check_conformance(where, said)


def _untrue(features: Sequence[str], roots: Sequence[etree._Element]) -> Iterator[tuple[str, str]]:
    tags = {str(element.tag) for root in roots for element in root.iter(etree.Element)}
    roles = {element.get("role") for root in roots for element in root.iter(etree.Element)}
    if "alternativeText" in features and (mute := _mute(roots)):
        yield "alternativeText", mute
    for feature, is_there, lack in (
        ("MathML", "math" in tags, "there is no formula"),
        ("pageBreakMarkers", "doc-pagebreak" in roles, "no page is marked"),
        ("structuralNavigation", bool(tags & {"h1", "h2"}), "there are no headings"),
        ("ARIA", any((role or "").startswith("doc-") for role in roles), "no part has a role"),
    ):
        if feature in features and not is_there:
            yield feature, lack


def _mute(roots: Sequence[etree._Element]) -> str:
    """Return a sentence on a picture without words that does not say it is an ornament; "" when there is none."""
    pictures = (picture for root in roots for picture in root.iter("img"))
    silent = (
        one.get("src") for one in pictures if not one.get("alt") and one.get("role") not in ("presentation", "none")
    )
    found = next(silent, None)
    return f"{found} has no words" if found is not None else ""


def _check_conformance(where: str, said: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    claims = said.get("dcterms:conformsTo", ())
    for claim in claims:
        if not CONFORMS.fullmatch(claim):
            yield finding("B025", "error", where, f"{claim!r} is nothing a book can conform to")
    if claims and not said.get("a11y:certifiedBy"):
        yield finding("B025", "error", where, "the package claims conformance, and nobody is named who found it so")
