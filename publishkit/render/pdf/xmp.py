"""What the PDF says of itself to machines (XMP): title, dates, rights, and which standards it keeps. Dates are the issue's."""

from collections.abc import Mapping, Sequence

from lxml import etree

from publishkit.model.edition import Edition

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "tdm": "http://www.w3.org/ns/tdmrep/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{}\n<?xpacket end="r"?>'
"""XMP part 1, 7.3.2; the id is the same in every packet there is."""


def xmp_packet(edition: Edition, title: str) -> bytes:
    """Return the XMP of an edition called *title*: dates from the issue, rights as data, no clock."""
    publication = edition.config.publication
    description = etree.Element(_name("rdf:Description"), {_name("rdf:about"): ""}, nsmap=NS)
    day = f"{edition.date.isoformat()}T00:00:00Z"
    _text(description, "pdfaid:part", "3")
    _text(description, "pdfaid:conformance", "A")
    _text(description, "pdfuaid:part", "1")
    _alternatives(description, "dc:title", title)
    _list(description, "dc:creator", "Seq", [publication.publisher])
    _list(description, "dc:contributor", "Bag", list(dict.fromkeys(name for name, _ in edition.contributors)))
    _list(description, "dc:publisher", "Bag", [publication.publisher])
    _list(description, "dc:language", "Bag", edition.languages)
    _list(description, "dc:date", "Seq", [edition.date.isoformat()])
    _text(description, "dc:format", "application/pdf")
    _text(description, "dc:identifier", edition.url)
    _rights(description, edition)
    _text(description, "xmp:CreateDate", day)
    _text(description, "xmp:ModifyDate", f"{edition.modified.isoformat()}T00:00:00Z")
    if edition.revision > 1:
        _text(description, "xmpMM:VersionID", str(edition.revision))
    _text(description, "xmp:CreatorTool", "publishkit")
    _schemas(description)
    meta = etree.Element("{adobe:ns:meta/}xmpmeta", nsmap={"x": "adobe:ns:meta/"})
    etree.SubElement(meta, _name("rdf:RDF"), nsmap={"rdf": NS["rdf"]}).append(description)
    return PACKET.format(etree.tostring(meta, encoding="unicode")).encode()


def _rights(parent: etree._Element, edition: Edition) -> None:
    """Say what our rights model says of the whole; a mixed issue has no license of its own, so none is named."""
    _alternatives(parent, "dc:rights", edition.rights_sentence)
    _text(parent, "xmpRights:Marked", "True")
    _alternatives(parent, "xmpRights:UsageTerms", edition.usage_terms)
    _text(parent, "xmpRights:WebStatement", f"{edition.url}#credits")
    _list(parent, "xmpRights:Owner", "Bag", [edition.config.publication.publisher])
    _text(parent, "tdm:reservation", "1" if edition.tdm_reserved else "0")
    if edition.tdm_policy:
        _text(parent, "tdm:policy", edition.tdm_policy)


# --- extension schemas (ISO 19005-3, 6.6.2.3): an archive file describes every property that XMP itself does not know ---


SCHEMAS: Mapping[str, tuple[str, tuple[tuple[str, str, str, str], ...]]] = {
    "pdfuaid": (
        "PDF/UA Universal Accessibility Schema",
        (("part", "Integer", "internal", "Part of ISO 14289 this file keeps"),),
    ),
    "tdm": (
        "TDM Reservation Protocol",
        (
            ("reservation", "Text", "external", "1 when the rights to text and data mining are reserved, else 0"),
            ("policy", "URI", "external", "Address of the policy on text and data mining"),
        ),
    ),
}
"""Prefix -> name of the schema, and its properties: name, type, category, description."""


def _schemas(parent: etree._Element) -> None:
    bag = etree.SubElement(etree.SubElement(parent, _name("pdfaExtension:schemas")), _name("rdf:Bag"))
    for prefix, (name, properties) in SCHEMAS.items():
        schema = _record(bag)
        _text(schema, "pdfaSchema:schema", name)
        _text(schema, "pdfaSchema:namespaceURI", NS[prefix])
        _text(schema, "pdfaSchema:prefix", prefix)
        listed = etree.SubElement(etree.SubElement(schema, _name("pdfaSchema:property")), _name("rdf:Seq"))
        for one in properties:
            record = _record(listed)
            for key, value in zip(("name", "valueType", "category", "description"), one, strict=True):
                _text(record, f"pdfaProperty:{key}", value)


def _record(parent: etree._Element) -> etree._Element:
    return etree.SubElement(parent, _name("rdf:li"), {_name("rdf:parseType"): "Resource"})


# --- elements ---------------------------------------------------------------------------------------------------------


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{NS[prefix]}}}{local}"


def _text(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, _name(name)).text = value


def _alternatives(parent: etree._Element, name: str, value: str) -> None:
    """Write a text that could stand in several languages; ours is the default one."""
    alternatives = etree.SubElement(etree.SubElement(parent, _name(name)), _name("rdf:Alt"))
    etree.SubElement(alternatives, _name("rdf:li"), {XML_LANG: "x-default"}).text = value


def _list(parent: etree._Element, name: str, kind: str, values: Sequence[str]) -> None:
    if values:
        holder = etree.SubElement(etree.SubElement(parent, _name(name)), _name(f"rdf:{kind}"))
        for value in values:
            etree.SubElement(holder, _name("rdf:li")).text = value
