"""The rights words inside picture files (XMP, EXIF, IPTC-IIM): read, and carried over when a picture is made anew.

XMP comes before EXIF, and EXIF before IIM, which cuts names at 32 bytes.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from html import escape
from types import MappingProxyType

from lxml import etree
from PIL import Image, IptcImagePlugin
from PIL.ImageFile import ImageFile

from publishkit.model.statement import Signal
from publishkit.rights.pictures.credit_line import read_credit, split_credit
from publishkit.rights.pictures.origin import thanks_in

NS: Mapping[str, str] = MappingProxyType(
    {
        "cc": "http://creativecommons.org/ns#",
        "dc": "http://purl.org/dc/elements/1.1/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
        "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    }
)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAMES = (
    "dc:creator", "dc:rights", "photoshop:Credit", "photoshop:Source", "photoshop:Instructions", "xmpRights:Owner",
    "xmpRights:UsageTerms", "xmpRights:WebStatement", "plus:CopyrightOwnerName", "plus:LicensorName", "plus:LicensorURL",
    "plus:DataMining", "Iptc4xmpExt:DigitalSourceType", "cc:license", "cc:attributionName", "cc:attributionURL",
)  # fmt: skip
"""Properties that say whose a picture is and what may be done with it."""
ABOUT_RIGHTS = frozenset({NS["cc"], NS["plus"], NS["xmpRights"]})
"""Vocabularies that speak of nothing but rights."""
OF_RIGHTS = frozenset(
    (space, name)
    for space, names in {
        NS["dc"]: "creator rights identifier source",
        NS["photoshop"]: "AuthorsPosition Credit Source Instructions TransmissionReference",
        "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "CreatorContactInfo",
        NS["Iptc4xmpExt"]: "DigitalSourceType",
    }.items()
    for name in names.split()
)
"""Further properties that do: who made it, by what it is found, and whether a machine did. A caption is a text of its own."""
KINDS: Mapping[str, str] = {
    "dc:creator": "Seq",
    "dc:rights": "Alt",
    "xmpRights:UsageTerms": "Alt",
    "xmpRights:Owner": "Bag",
}
"""Properties that are lists (XMP part 1, 8.3 and 8.4); the others are plain text."""
EXIF: Mapping[int, str] = {315: "dc:creator", 33432: "dc:rights"}
IIM: Mapping[tuple[int, int], str] = {
    (2, 80): "dc:creator",
    (2, 110): "photoshop:Credit",
    (2, 115): "photoshop:Source",
    (2, 116): "dc:rights",
    (2, 40): "photoshop:Instructions",
}
PNG: Mapping[str, str] = {"Author": "dc:creator", "Copyright": "dc:rights", "Disclaimer": "xmpRights:UsageTerms"}
MOST = 60_000
"""Bytes of a packet: a JPEG segment holds 65,533; what is longer carries thumbnails and editing history."""
LONGEST = 2_000
"""Characters of one value that are carried over."""
MANY = 8
"""Values of one property that are carried over."""
TELLING = 500
"""Characters of a value by which it is found again."""
SOURCE_TYPE = "digital-source"
"""Kind of the sign how the picture came to be (IPTC digital source types)."""
FIELD_OF: Mapping[str, str] = {
    "dc:creator": "creator",
    "photoshop:Credit": "credit",
    "photoshop:Source": "source",
    "dc:rights": "copyright",
    "xmpRights:UsageTerms": "usage-terms",
    "xmpRights:WebStatement": "web-statement",
    "cc:license": "license",
    "xmpRights:Owner": "owner",
    "plus:CopyrightOwnerName": "owner",
    "plus:LicensorURL": "licensor-url",
    "plus:LicensorName": "licensor",
    "plus:ImageSupplierName": "supplier",
    "photoshop:Instructions": "instructions",
    "plus:DataMining": "data-mining",
    "Iptc4xmpExt:DigitalSourceType": SOURCE_TYPE,
    "plus:OtherConstraints": "constraints",
    "xmpRights:Marked": "marked",
}
"""Property of the file -> our kind of sign."""
WHERE = "file"
MAX_BYTES = 60_000_000
"""A larger file is not read for its rights words."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")

Found = dict[str, tuple[str, ...]]


def read_picture_metadata(data: bytes) -> tuple[Signal, ...]:
    """Return what the file *data* says of its rights; () when it says nothing or is no picture."""
    if len(data) > MAX_BYTES:
        return ()
    told = (replace(one, where=WHERE) for one in credited_in(*_descriptions(data)))
    return (*_signals(_read(data)), *told)


def credited_in(*texts: str) -> tuple[Signal, ...]:
    """Return the credits that end captions or descriptions, each as it is written: a sign of whose the picture is.

    >>> [one.value for one in credited_in("Boats at noon. Photo: Ada Example/Reuters", "Boats")]
    ['Photo: Ada Example/Reuters']
    """
    found = (split_credit(text) or read_credit(text) for text in texts if text)
    told = (*(one.raw for one in found if one is not None), *filter(None, map(thanks_in, texts)))
    return tuple(dict.fromkeys(Signal(kind="caption", value=value, where="caption") for value in told))


def rights_words(data: bytes) -> tuple[str, ...]:
    """Return how every rights value inside a picture file begins, each once; () for none, or for no picture at all."""
    values = (value[:TELLING].strip() for values in _read(data).values() for value in values[:MANY])
    return tuple(dict.fromkeys(values))


def rights_text(data: bytes) -> str:
    """Return everything a picture file says of its rights."""
    return "\n".join(value for values in _read(data).values() for value in values)


def _signals(found: Mapping[str, tuple[str, ...]]) -> Iterator[Signal]:
    for name, kind in FIELD_OF.items():
        for value in found.get(name, ()):
            if value.strip():
                yield Signal(kind=kind, value=value.strip(), where=WHERE)


@lru_cache(maxsize=16)
def _read(data: bytes) -> Found:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format == "PNG":
                picture.load()  # its text may stand behind the pixels
            return read_rights(picture)
    except (OSError, ValueError, SyntaxError, RuntimeError, Image.DecompressionBombError):
        return _in_drawing(data)


@lru_cache(maxsize=16)
def _descriptions(data: bytes) -> tuple[str, ...]:
    """Return what the file says is to be seen: agencies end it with their credit."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            exif = picture.getexif().get(270)
            root = _parsed(_packet(picture))
            told = IptcImagePlugin.getiptcinfo(picture)
    except (OSError, ValueError, SyntaxError, RuntimeError, TypeError, IndexError, Image.DecompressionBombError):
        return ()
    iim = (told or {}).get((2, 120), b"")
    raw = [exif if isinstance(exif, str | bytes) else "", iim if isinstance(iim, bytes) else b""]
    found = [text for one in raw for text in _cleaned(one)]
    if root is not None:
        found += [_clean(text) for one in root.iter(f"{{{NS['dc']}}}description") for text in _values(one)]
    return tuple(dict.fromkeys(text[:LONGEST] for text in found if text))


def read_rights(picture: Image.Image) -> Found:
    """Return property -> values of an opened picture, the best source of each."""
    found: Found = dict(_in_xmp(_packet(picture)))
    for name, values in (*_in_exif(picture), *_in_iim(picture), *_in_png(picture)):
        if values and name not in found:
            found[name] = values
    return found


def rights_packet(picture: Image.Image) -> bytes:
    """Return the XMP a copy of *picture* must carry: all it says of its rights, and nothing else; b"" for nothing.

    Its own packet without description, keywords and history; or one made from what it says elsewhere.
    """
    found = read_rights(picture)
    own = _about_rights(_packet(picture))
    if own and len(own) <= MOST and set(found) <= set(dict(_in_xmp(own))):
        return own
    return _written(found) if found else b""


def rights_packet_of(drawing: bytes) -> bytes:
    """Return the XMP a picture made of an SVG *drawing* must carry; b"" when it says nothing of its rights."""
    found = _in_drawing(drawing)
    return _written(found) if found else b""


def _in_drawing(data: bytes) -> Found:
    """Return what the RDF of an SVG says; {} for any other file."""
    return dict(_in_xmp(data)) if b"<svg" in data[:65_536] or b":svg" in data[:65_536] else {}


def _about_rights(packet: bytes) -> bytes:
    """Return *packet* with nothing but what it says of rights; b"" when it says nothing of them."""
    root = _parsed(packet)
    kept = 0
    for described in root.iter(f"{{{RDF}}}Description") if root is not None else ():
        if (above := described.getparent()) is None or above.tag != f"{{{RDF}}}RDF":
            continue  # a structure within a property
        for element in described.iterchildren():
            if isinstance(element.tag, str) and _is_of_rights(element.tag):
                kept += 1
            else:
                described.remove(element)
        for name in list(map(str, described.attrib)):
            if _is_of_rights(name):
                kept += 1
            elif not name.startswith(f"{{{RDF}}}"):
                del described.attrib[name]
    if root is None or not kept:
        return b""
    etree.cleanup_namespaces(root)
    return _wrapped(etree.tostring(root, encoding="unicode"))


def _is_of_rights(name: str) -> bool:
    space, _, local = name.removeprefix("{").partition("}")
    return space in ABOUT_RIGHTS or (space, local) in OF_RIGHTS


def _parsed(packet: bytes) -> etree._Element | None:
    start, end = packet.find(b"<"), packet.rfind(b">")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        return etree.fromstring(packet[start : end + 1], parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _wrapped(xmp: str) -> bytes:
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{xmp}<?xpacket end="w"?>'.encode()


def _packet(picture: Image.Image) -> bytes:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def _in_xmp(packet: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    root = _parsed(packet)
    if root is None:
        return
    for name in NAMES:
        prefix, _, local = name.partition(":")
        tag = f"{{{NS[prefix]}}}{local}"
        values = [text for element in root.iter(tag) for text in _values(element)]
        values += [text for element in root.iter(etree.Element) if (text := element.get(tag))]
        if cleaned := tuple(dict.fromkeys(filter(None, map(_clean, values)))):
            yield name, cleaned


def _values(element: etree._Element) -> Iterator[str]:
    items = list(element.iter(f"{{{RDF}}}li")) or [element]
    yield from ("".join(item.itertext()) or item.get(f"{{{RDF}}}resource", "") for item in items)


def _in_exif(picture: Image.Image) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        exif = picture.getexif()
    except (
        OSError,
        ValueError,
        SyntaxError,
        RuntimeError,
        TypeError,
    ):  # a damaged block; Pillow raises what it meets first
        return
    for tag, name in EXIF.items():
        value = exif.get(tag)
        yield name, _cleaned(value if isinstance(value, str | bytes) else "")


def _in_png(picture: Image.Image) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what the keywords say that PNG itself names."""
    if picture.format == "PNG":
        for keyword, name in PNG.items():
            value = picture.info.get(keyword, "")
            yield name, _cleaned(str(value) if isinstance(value, str | bytes) else "")


def _in_iim(picture: Image.Image) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(picture, ImageFile):
        return
    try:
        told = IptcImagePlugin.getiptcinfo(picture) or {}
    except (OSError, ValueError, SyntaxError, RuntimeError, TypeError, IndexError):  # as above
        return
    for dataset, name in IIM.items():
        value = told.get(dataset, b"")
        values = value if isinstance(value, list) else [value]
        yield name, tuple(word for one in values for word in _cleaned(one))


def _cleaned(value: str | bytes) -> tuple[str, ...]:
    return (word,) if (word := _clean(_decoded(value))) else ()


def _decoded(value: str | bytes) -> str:
    """Return what was meant: cameras and programs write UTF-8 where EXIF wants ASCII, and Pillow reads it as Latin-1."""
    try:
        raw = value.encode("latin-1") if isinstance(value, str) else value
        return raw.decode("utf-8")
    except UnicodeError:
        return value if isinstance(value, str) else value.decode("latin-1")


def _clean(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())


def _written(found: Mapping[str, tuple[str, ...]]) -> bytes:
    """Return a packet that says *found* and nothing else."""
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NS.items())
    inner = "".join(f"<{name}>{_listed(name, values)}</{name}>" for name, values in found.items())
    return _wrapped(
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
        f'<rdf:Description rdf:about=""{spaces}>{inner}</rdf:Description></rdf:RDF></x:xmpmeta>'
    )


def _listed(name: str, values: tuple[str, ...]) -> str:
    kind, short = KINDS.get(name), [escape(value[:LONGEST]) for value in values[:MANY]]
    if kind is None:
        return "; ".join(short)
    if kind == "Alt":
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{"; ".join(short)}</rdf:li></rdf:Alt>'
    return f"<rdf:{kind}>{''.join(f'<rdf:li>{value}</rdf:li>' for value in short)}</rdf:{kind}>"
