"""Hidden text of a Word document: what Word does not show is not taken, and told."""

import io
import re
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from publishkit.capture.sources.packed import MAX_XML, Packed, parse_xml

SPACES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
W = f"{{{SPACES['w']}}}"
PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
SOUGHT = re.compile(rb"<w:(?:vanish|rStyle)\b")
OFF = frozenset({"0", "false", "off"})
SHOWN = 80
"""Characters of the hidden text that are shown to the editor."""


def without_hidden(packed: Packed, data: bytes) -> tuple[bytes, str]:
    """Return the document without the runs that Word hides, and what stood in them; *data* itself and "" when it has none."""
    hidden = _hidden_styles(packed)
    changed: dict[str, bytes] = {}
    words: list[str] = []
    for part in PARTS:
        source = packed.read(part, MAX_XML)
        if not SOUGHT.search(source):
            continue
        root = parse_xml(packed.name, source)
        if found := list(_taken(root, hidden)):
            words += found
            changed[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    text = " ".join(" ".join(words).split())
    told = f"hidden text stands in the file and is not taken: “{_short(text)}”" if text else ""
    return (_packed_again(packed, changed) if changed else data), told


def _packed_again(packed: Packed, changed: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for member in packed.names:
            if not member.endswith("/"):
                archive.writestr(member, changed[member] if member in changed else packed.read(member))
    return made.getvalue()


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and (element.get(f"{W}val") or "").lower() not in OFF


def _hidden_styles(packed: Packed) -> frozenset[str]:
    sheet = packed.xml("word/styles.xml")
    styles = sheet.iter(f"{W}style") if sheet is not None else ()
    return frozenset(one.get(f"{W}styleId") or "" for one in styles if _is_on(one.find("w:rPr/w:vanish", SPACES)))


def _taken(root: etree._Element, hidden: frozenset[str]) -> Iterator[str]:
    """Take out the runs that Word does not show; yield the words of each."""
    for run in list(root.iter(f"{W}r")):
        own, style = run.find("w:rPr/w:vanish", SPACES), run.find("w:rPr/w:rStyle", SPACES)
        by_style = style is not None and style.get(f"{W}val") in hidden
        parent = run.getparent()
        if (_is_on(own) if own is not None else by_style) and parent is not None:
            yield "".join(map(str, run.itertext(f"{W}t")))
            parent.remove(run)


def _short(text: str) -> str:
    return f"{text[: SHOWN - 1]}…" if len(text) > SHOWN else text
