"""What a reader who does not see or hear the book is told of it beforehand, each word true of this very book.

EPUB Accessibility 1.1, with the vocabulary of the Schema.org Accessibility Properties. Conformance is claimed by whoever evaluates
a book, not by the program.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from publishkit.render.epub.markup import MATHML, XHTML

STILL = frozenset({"image/jpeg", "image/png", "image/svg+xml"})
"""Pictures that never move, so never flash."""
HEADINGS = [f"{XHTML}h{level}" for level in range(1, 7)]
ALWAYS = ("displayTransformability", "readingOrder", "tableOfContents", "unlocked")
"""The texts flow, in the order of the spine, and nothing is locked: so is every book of ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """What is there for ears, fingers and eyes."""

    has_pictures: bool
    """Pictures that say something, the cover aside."""
    is_described: bool
    """Whether each of them, and the cover, has a text alternative."""
    has_formulas: bool
    are_formulas_described: bool
    has_notes: bool
    are_notes_linked: bool
    """Whether each note leads back to its place."""
    has_roles: bool
    """Parts say what they are (DPUB-ARIA)."""
    is_structured: bool
    """Every text has headings, and none of them skips a level."""
    has_pages: bool
    is_still: bool


def access_of(documents: Mapping[str, etree._Element], media_types: Iterable[str]) -> Access:
    """Return what is true of *documents* (file name -> tree) and of pictures of those types."""
    every = [element for root in documents.values() for element in root.iter(etree.Element)]
    roles = [element.get("role", "") for element in every]
    pictures = [one for one in every if one.tag == f"{XHTML}img" and one.get("role") != "presentation"]
    formulas = [element for element in every if element.tag == f"{MATHML}math"]
    return Access(
        has_pictures=any(picture.get("role") != "doc-cover" for picture in pictures),
        is_described=all(picture.get("alt") for picture in pictures),
        has_formulas=bool(formulas),
        are_formulas_described=all(formula.get("alttext") for formula in formulas),
        has_notes="doc-footnote" in roles,
        are_notes_linked=roles.count("doc-backlink") >= roles.count("doc-footnote"),
        has_roles=any(role.startswith("doc-") for role in roles),
        is_structured=all(_in_order(root) for name, root in documents.items() if name != "cover.xhtml"),
        has_pages="doc-pagebreak" in roles,
        is_still=all(kind in STILL for kind in media_types),
    )


def _in_order(root: etree._Element) -> bool:
    levels = [int(str(heading.tag)[-1]) for heading in root.iter(*HEADINGS)]
    return bool(levels) and levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def told(access: Access, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the metadata (property, value) that says so; the summary in *words*, those of the edition."""
    yield "schema:accessMode", "textual"
    if access.has_pictures:
        yield "schema:accessMode", "visual"
        yield "schema:accessModeSufficient", "textual,visual"
    if access.is_described and access.are_formulas_described:
        yield "schema:accessModeSufficient", "textual"
    elif not access.has_pictures:
        yield "schema:accessModeSufficient", "textual,visual"
    yield from (("schema:accessibilityFeature", feature) for feature in sorted({*ALWAYS, *_features(access)}))
    yield "schema:accessibilityHazard", "none" if access.is_still else "unknown"
    yield "schema:accessibilitySummary", " ".join(_summary(access, words))


def _features(access: Access) -> Iterator[str]:
    if access.is_described:
        yield "alternativeText"
    if access.has_roles:
        yield "ARIA"
    if access.is_structured:
        yield "structuralNavigation"
    if access.has_formulas:
        yield "MathML"
        if access.are_formulas_described:
            yield "describedMath"
    if access.has_pages:
        yield from ("pageBreakMarkers", "pageNavigation")


def _summary(access: Access, words: Mapping[str, str]) -> Iterator[str]:
    yield words["accessibility_summary"]
    if access.has_pictures:
        yield words["accessible_pictures" if access.is_described else "inaccessible_pictures"]
    if access.has_formulas and access.are_formulas_described:
        yield words["accessible_formulas"]
    if access.has_notes and access.are_notes_linked:
        yield words["accessible_notes"]
    if access.has_pages:
        yield words["accessible_pages"]
