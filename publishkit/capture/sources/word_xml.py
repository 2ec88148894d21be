"""What a Word document says and the converting library does not read: hidden runs, readings, formulas, numbers of items."""

import io
import re
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from publishkit.capture.sources.packed import MAX_XML, Packed, parse_xml

OPENS, CLOSES = "\ue010", "\ue011"
"""Signs around the number of an item, from where it is known to where it is printed."""
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


DOCUMENT = "word/document.xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DEEP = 60
"""Levels of a formula; deeper ones are read as their words."""


def with_words(packed: Packed, data: bytes) -> bytes:
    """Return the document with readings in brackets behind their signs, formulas in one line, and items marked with their numbers.

    *data* itself when it has none of these.
    """
    text = packed.read(DOCUMENT)
    numbered = b":abstractNum" in packed.read(NUMBERING)
    if b":ruby" not in text and b":oMath" not in text and not numbered:
        return data
    root = packed.xml(DOCUMENT)
    if root is None:
        return data
    for ruby in list(root.iter(f"{{{WORD}}}ruby")):
        _replace(ruby.getparent(), list(_read_ruby(ruby)))
    for formula in list(root.iter(f"{{{M}}}oMath")):
        _replace(formula, [_run(words, moved) for words, moved in _formula(formula) if words])
    for shell in list(root.iter(f"{{{M}}}oMathPara")):
        _replace(shell, [one for one in shell if one.tag == f"{{{WORD}}}r"])
    if numbered:
        _number_items(packed, root)
    return _written(packed, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _written(packed: Packed, document: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for member in packed.names:
            if not member.endswith("/"):
                archive.writestr(member, document if member == DOCUMENT else packed.read(member))
    return out.getvalue()


NUMBERING = "word/numbering.xml"
UNNUMBERED = frozenset({"bullet", "none"})


def _number_items(packed: Packed, root: etree._Element) -> None:
    """Set the number of each item in front of it: a list may begin with any number, and go on behind a paragraph."""
    sheet = packed.xml(NUMBERING)
    lists = _Lists(sheet) if sheet is not None else None
    styles = packed.xml("word/styles.xml")
    styled = {one.get(f"{W}styleId"): one for one in styles.iter(f"{W}style")} if styles is not None else {}
    for paragraph in root.iter(f"{W}p"):
        own = paragraph.find("w:pPr", SPACES)
        style = styled.get(_value(own, "w:pStyle"))
        given = [one for one in (own, style.find("w:pPr", SPACES) if style is not None else None) if one is not None]
        number = next((value for one in given if (value := _value(one, "w:numPr/w:numId"))), "")
        level = next((value for one in given if (value := _value(one, "w:numPr/w:ilvl"))), "0")
        if lists is not None and number and (count := lists.next_number(number, level)):
            paragraph.insert(0 if own is None else paragraph.index(own) + 1, _run(f"{OPENS}{count}{CLOSES}"))


def _value(element: etree._Element | None, path: str) -> str:
    found = element.find(path, SPACES) if element is not None else None
    return (found.get(f"{W}val") or "") if found is not None else ""


class _Lists:
    """The lists of a document, each with the numbers that its levels have reached."""

    def __init__(self, sheet: etree._Element) -> None:
        self.kinds = {one.get(f"{W}numId") or "": one for one in sheet.iter(f"{W}num")}
        self.own = {one.get(f"{W}abstractNumId") or "": one for one in sheet.iter(f"{W}abstractNum")}
        self.reached: dict[str, dict[str, int]] = {}
        self.begun: set[tuple[str, str]] = set()

    def next_number(self, number: str, level: str) -> int:
        """Return the number of the next item of the list *number*; 0 for one without a number."""
        kind = self.kinds.get(number)
        name = _value(kind, "w:abstractNumId")
        own = self.own.get(name)
        if kind is None or own is None:
            return 0
        setting = (
            next((one for one in own.findall(f"w:lvl[@w:ilvl='{level}']", SPACES)), None) if level.isdigit() else None
        )
        if setting is None or _value(setting, "w:numFmt") in UNNUMBERED:
            return 0
        override = _value(kind, f"w:lvlOverride[@w:ilvl='{level}']/w:startOverride")
        reached = self.reached.setdefault(name, {})
        anew = bool(override) and (number, level) not in self.begun
        self.begun.add((number, level))
        if anew or level not in reached:
            start = override if anew else _value(setting, "w:start")
            reached[level] = int(start) if start.isdigit() else 1
        else:
            reached[level] += 1
        for deeper in [one for one in reached if one > level]:
            del reached[deeper]
        return reached[level]


def _replace(element: etree._Element | None, runs: list[etree._Element]) -> None:
    above = element.getparent() if element is not None else None
    if element is None or above is None:
        return
    at = above.index(element)
    above.remove(element)
    for number, run in enumerate(runs):
        above.insert(at + number, run)


def _run(words: str, moved: str = "") -> etree._Element:
    run = etree.Element(f"{{{WORD}}}r")
    if moved:
        properties = etree.SubElement(run, f"{{{WORD}}}rPr")
        etree.SubElement(properties, f"{{{WORD}}}vertAlign").set(f"{{{WORD}}}val", moved)
    text = etree.SubElement(run, f"{{{WORD}}}t")
    text.text = words
    text.set(SPACE, "preserve")
    return run


def _read_ruby(ruby: etree._Element) -> Iterator[etree._Element]:
    base = ruby.find(f"{{{WORD}}}rubyBase")
    yield from list(base) if base is not None else []
    words = "".join(one.text or "" for one in ruby.iterfind(f"{{{WORD}}}rt//{{{WORD}}}t"))
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
