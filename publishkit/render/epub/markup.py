"""A document of the book as a tree: well-formed, and marked for reading systems."""

from lxml import etree

from publishkit.errors import InputError, Problem

XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
TYPES = {"doc-noteref": "noteref"}
"""Role -> epub:type for marks that come with an article's text; Apple Books opens a note by its type only."""


def tree(markup: str) -> etree._Element:
    """Return the root of *markup*, with `xml:lang` beside every `lang` and `epub:type` beside note marks.

    Raises:
        InputError: a theme's template is not well-formed XML.
    """
    root = _parsed(markup)
    for element in root.iter(etree.Element):
        if lang := element.get("lang"):
            element.set(XML_LANG, lang)
        if kind := TYPES.get(element.get("role", "")):
            element.set(EPUB_TYPE, kind)
        if element.get("class") == "formula":
            element.set("tabindex", "0")  # a wide one is scrolled, also from the keyboard (WCAG 2.1.1)
    return root


def written(root: etree._Element) -> bytes:
    """Return the document as UTF-8 with an XML declaration, without which Send to Kindle reads Latin-1."""
    doctype = "<!DOCTYPE html>" if etree.QName(root).localname == "html" else None
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", doctype=doctype) + b"\n"


def finish(markup: str) -> bytes:
    """Return *markup* as the bytes of a document: `tree`, then `written`."""
    return written(tree(markup))


def _parsed(markup: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(markup.strip().encode(), parser)
    except etree.XMLSyntaxError as cause:
        hint = "every element of an .xhtml template is closed, every attribute quoted"
        raise InputError(
            Problem(place="theme: templates/epub", message=f"not well-formed: {cause.msg}", hint=hint)
        ) from cause
