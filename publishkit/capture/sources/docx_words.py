"""What mammoth does not read of a Word document, put as words before it reads: hidden runs, ruby, formulas."""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from publishkit.capture.sources.packed import MAX_XML, Packed, parse_xml

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
W, M = (f"{{{SPACES[name]}}}" for name in ("w", "m"))
SOUGHT = re.compile(rb"<(?:w:(?:vanish|ruby|rStyle)|m:oMath)\b")
PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
OFF = frozenset({"0", "false", "off"})
SHOWN = 80
"""Characters of a hidden text, or of a formula, that are shown to the editor."""
SIGNS = {"sSup": ("e", "^", "sup"), "sSub": ("e", "_", "sub"), "f": ("num", "/", "den")}
"""A formula's element -> its first part, the sign between, its second part."""
MAX_DEPTH = 60


def put_into_words(packed: Packed, data: bytes) -> tuple[bytes, list[str]]:
    """Return the document with its ruby and formulas as plain words and without hidden runs, and what to tell of them."""
    told: list[str] = []
    changed: dict[str, bytes] = {}
    hidden = _hidden_styles(packed)
    for part in PARTS:
        source = packed.read(part, MAX_XML)
        if not SOUGHT.search(source):
            continue
        root = parse_xml(packed.name, source)
        before = len(told)
        told += _take_hidden(root, hidden)
        rubies = _write_rubies(root)
        told += _write_formulas(root)
        if rubies or len(told) > before:
            changed[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return (_packed_again(data, changed) if changed else data), told


def _packed_again(data: bytes, changed: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in dict.fromkeys(old.namelist()):
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return made.getvalue()


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and (element.get(f"{W}val") or "").lower() not in OFF


def _hidden_styles(packed: Packed) -> frozenset[str]:
    sheet = packed.xml("word/styles.xml")
    styles = sheet.iter(f"{W}style") if sheet is not None else ()
    return frozenset(one.get(f"{W}styleId") or "" for one in styles if _is_on(one.find("w:rPr/w:vanish", SPACES)))


def _take_hidden(root: etree._Element, hidden: frozenset[str]) -> Iterator[str]:
    """Take out the runs that Word does not show; yield what stood in them."""
    words: list[str] = []
    for run in list(root.iter(f"{W}r")):
        own, style = run.find("w:rPr/w:vanish", SPACES), run.find("w:rPr/w:rStyle", SPACES)
        by_style = style is not None and style.get(f"{W}val") in hidden
        parent = run.getparent()
        if (_is_on(own) if own is not None else by_style) and parent is not None:
            words.append("".join(map(str, run.itertext(f"{W}t"))))
            parent.remove(run)
    text = " ".join(" ".join(words).split())
    if text:
        yield f"hidden text stands in the file and is not taken: “{_short(text)}”"


def _write_rubies(root: etree._Element) -> int:
    """Write ruby as its words with the reading in brackets; return how many there were."""
    found = list(root.iter(f"{W}ruby"))
    for ruby in found:
        base, reading = (
            "".join(map(str, ruby.xpath(f"w:{name}//w:t/text()", namespaces=SPACES))) for name in ("rubyBase", "rt")
        )
        _replace(ruby, f"{base}（{reading}）" if reading.strip() else base, run=False)
    return len(found)


def _write_formulas(root: etree._Element) -> Iterator[str]:
    """Write formulas on one line, as they are typed; yield a line for each that an editor looks at."""
    for formula in list(root.iter(f"{M}oMath")):
        words = " ".join(_linear(formula, 0).split())
        around = formula.getparent()
        _replace(formula, words, run=True)
        if around is not None and around.tag == f"{M}oMathPara":
            _unwrap(around)
        yield f"a formula stands in the file; it is written on one line, see that it is right: “{_short(words)}”"


def _linear(element: etree._Element, depth: int) -> str:
    """The signs of a formula in a row; fractions, powers and indices with the sign that is typed for them."""
    name = element.tag.removeprefix(M) if isinstance(element.tag, str) else ""
    if depth > MAX_DEPTH or name == "t":
        return "".join(map(str, element.itertext()))
    parts = {child.tag.removeprefix(M): child for child in element if isinstance(child.tag, str)}
    if name in SIGNS:
        first, sign, second = SIGNS[name]
        ends = [_grouped(_linear(parts[one], depth + 1)) if one in parts else "" for one in (first, second)]
        return sign.join(ends)
    inner = "".join(_linear(child, depth + 1) for child in element if child.tag != f"{M}deg")
    if name == "rad":
        return f"√{_grouped(inner)}"
    return f"({inner})" if name == "d" else inner


def _grouped(words: str) -> str:
    bare = words.strip()
    return bare if bare.isalnum() or (bare.startswith("(") and bare.endswith(")")) else f"({bare})"


def _replace(element: etree._Element, words: str, *, run: bool) -> None:
    """Put the words in the element's place: within a run, or as one of its own."""
    parent = element.getparent()
    if parent is None:
        return
    made = etree.Element(f"{W}r" if run else f"{W}t")
    text = etree.SubElement(made, f"{W}t") if run else made
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parent.replace(element, made)


def _unwrap(around: etree._Element) -> None:
    """Put what a set-apart formula holds in its place: its wrapper is none that is read."""
    parent = around.getparent()
    if parent is None:
        return
    runs = [child for child in around if child.tag == f"{W}r"]
    within = parent.tag != f"{W}p"
    at = parent.index(around)
    parent.remove(around)
    if within:
        holder = etree.Element(f"{W}p")
        holder.extend(runs)
        runs = [holder]
    for number, run in enumerate(runs):
        parent.insert(at + number, run)


def _short(text: str) -> str:
    return f"{text[: SHOWN - 1]}…" if len(text) > SHOWN else text
