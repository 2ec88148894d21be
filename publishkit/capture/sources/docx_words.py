"""Words of a Word document that its reader does not know: readings over signs, and formulas; they become runs as all others are."""

import io
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from publishkit.capture.sources.packed import Packed

DOCUMENT = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DEEP = 60
"""Levels of a formula; deeper ones are read as their words."""


def with_words(packed: Packed, data: bytes) -> bytes:
    """Return the document with readings in brackets behind their signs, and formulas in one line; *data* itself when it has none."""
    text = packed.read(DOCUMENT)
    if b":ruby" not in text and b":oMath" not in text:
        return data
    root = packed.xml(DOCUMENT)
    if root is None:
        return data
    for ruby in list(root.iter(f"{{{W}}}ruby")):
        _replace(ruby.getparent(), list(_read_ruby(ruby)))
    for formula in list(root.iter(f"{{{M}}}oMath")):
        _replace(formula, [_run(words, moved) for words, moved in _formula(formula) if words])
    for shell in list(root.iter(f"{{{M}}}oMathPara")):
        _replace(shell, [one for one in shell if one.tag == f"{{{W}}}r"])
    return _written(packed, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _written(packed: Packed, document: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for member in packed.names:
            if not member.endswith("/"):
                archive.writestr(member, document if member == DOCUMENT else packed.read(member))
    return out.getvalue()


def _replace(element: etree._Element | None, runs: list[etree._Element]) -> None:
    above = element.getparent() if element is not None else None
    if element is None or above is None:
        return
    at = above.index(element)
    above.remove(element)
    for number, run in enumerate(runs):
        above.insert(at + number, run)


def _run(words: str, moved: str = "") -> etree._Element:
    run = etree.Element(f"{{{W}}}r")
    if moved:
        properties = etree.SubElement(run, f"{{{W}}}rPr")
        etree.SubElement(properties, f"{{{W}}}vertAlign").set(f"{{{W}}}val", moved)
    text = etree.SubElement(run, f"{{{W}}}t")
    text.text = words
    text.set(SPACE, "preserve")
    return run


def _read_ruby(ruby: etree._Element) -> Iterator[etree._Element]:
    base = ruby.find(f"{{{W}}}rubyBase")
    yield from list(base) if base is not None else []
    words = "".join(one.text or "" for one in ruby.iterfind(f"{{{W}}}rt//{{{W}}}t"))
    if words:
        yield _run(f"（{words}）")


def _formula(element: etree._Element, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The formula in one line: (words, how they are moved)."""
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    parts = {etree.QName(one).localname: one for one in element if isinstance(one.tag, str)}
    if name == "t":
        yield element.text or "", ""
    elif depth > DEEP:
        yield _words(element), ""
    elif name == "f" and {"num", "den"} <= parts.keys():
        yield f"{_bracketed(parts['num'])}/{_bracketed(parts['den'])}", ""
    elif name in {"sSup", "sSub", "sSubSup"} and "e" in parts:
        yield from _formula(parts["e"], depth + 1)
        yield from (
            (_words(parts[one]), moved) for one, moved in (("sub", "subscript"), ("sup", "superscript")) if one in parts
        )
    elif name == "rad" and "e" in parts:
        yield f"√({_words(parts['e'])})", ""
    elif name == "d":
        yield f"({', '.join(_words(one) for one in element if etree.QName(one).localname == 'e')})", ""
    elif not name.endswith("Pr"):
        for one in element:
            yield from _formula(one, depth + 1)


def _words(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{{{M}}}t"))


def _bracketed(element: etree._Element) -> str:
    words = _words(element)
    return words if len(words) < 2 or words.isalnum() else f"({words})"
