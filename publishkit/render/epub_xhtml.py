"""The last pass over a document of the book: what XHTML in an EPUB wants and HTML does not know."""

from lxml import etree

from publishkit.errors import InputError, Problem

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
TYPES = {"doc-noteref": "noteref"}
"""Role -> epub:type for marks that come with an article's text; Apple Books opens a note by its type only (books.md 5)."""


def finish(markup: str) -> bytes:
    """Return *markup* as UTF-8 with an XML declaration, `xml:lang` beside every `lang`, `epub:type` beside note marks.

    Raises:
        InputError: a theme's template is not well-formed XML.
    """
    root = _parsed(markup)
    for element in root.iter(etree.Element):
        if lang := element.get("lang"):
            element.set(XML_LANG, lang)
        if kind := TYPES.get(element.get("role", "")):
            element.set(EPUB_TYPE, kind)
    doctype = "<!DOCTYPE html>" if etree.QName(root).localname == "html" else None
    # Without the declaration Send to Kindle reads Latin-1.
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", doctype=doctype) + b"\n"


def _parsed(markup: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(markup.strip().encode(), parser)
    except etree.XMLSyntaxError as cause:
        hint = "every element of an .xhtml template is closed, every attribute quoted"
        raise InputError(
            Problem(place="theme: templates/epub", message=f"not well-formed: {cause.msg}", hint=hint)
        ) from cause
