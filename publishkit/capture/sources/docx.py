"""A Word document: its text by mammoth and our style map, its pictures, and what its properties say."""

import io
import re
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from lxml import etree

from publishkit.capture.dates import parse_moment
from publishkit.capture.document import Document, Facts
from publishkit.capture.extracted import ending_of
from publishkit.capture.files import stop_at
from publishkit.capture.sources.form import Form
from publishkit.capture.sources.packed import MAX_XML, SAVE, Packed, parse_xml, refuse_entities

LISTS = "\n".join(
    f"p[style-name='{style}']:{kind}-list({level}) => {'ul|ol > li > ' * (level - 1)}{tag} > li:fresh"
    for style in ("List Paragraph", "Body Text", "Text body", "Standard", "Normal (Web)", "No Spacing")
    for kind, tag in (("unordered", "ul"), ("ordered", "ol"))
    for level in range(1, 6)
)
"""A paragraph of a plain style that is numbered is an item all the same: Word gives every item one of its own."""
STYLES = f"""
{LISTS}
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Byline'] => p.byline:fresh
p[style-name='Author'] => p.byline:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Illustration'] => p.caption:fresh
p[style-name='Figure'] => p.caption:fresh
p[style-name='Credit'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='List Paragraph'] => p:fresh
p[style-name='Body Text'] => p:fresh
p[style-name='Text body'] => p:fresh
p[style-name='Standard'] => p:fresh
p[style-name='Normal (Web)'] => p:fresh
p[style-name='No Spacing'] => p:fresh
r[style-name='Emphasis'] => em
r[style-name='Subtle Emphasis'] => em
r[style-name='Intense Emphasis'] => em > strong
br[type='page'] =>
"""
CORE = "docProps/core.xml"
DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"
MAX_MESSAGES = 20
NOBODY = frozenset(
    {"", "microsoft office user", "user", "admin", "administrator", "author", "unknown", "python-docx", "word"}
)
"""Names that programs write where nobody gave one."""
WHERE = "the file's properties"


def read_docx(name: str, data: bytes, part: str = "") -> Document:
    """Return the Word document *data*; *part* is of no use to it.

    Raises:
        InputError: it is damaged, too large, or nothing is in it.
    """
    del part
    packed = Packed(name, data)
    for member in packed.names:
        if member.endswith((".xml", ".rels")):
            refuse_entities(name, packed.read(member, MAX_XML))
    pictures: dict[str, bytes] = {}
    odd: list[str] = []
    shown, hidden = without_hidden(packed, data)
    odd += [hidden] if hidden else []
    readable = with_words(packed if shown is data else Packed(name, shown), shown)
    html, messages = _converted(name, readable, pictures, odd)
    odd += _unsettled(packed)
    told = tuple(dict.fromkeys(f"body: {message}" for message in (*messages, *odd)))
    more = (f"body: {len(told) - MAX_MESSAGES} more lines of this kind",) if len(told) > MAX_MESSAGES else ()
    facts = _facts(packed.xml(CORE), (*told[:MAX_MESSAGES], *more))
    return Document(
        name=name, kind="html", data=html.encode(), text=html, charset="utf-8", charset_why="utf-8", pictures=pictures,
        whole=True, facts=facts, archive=data, archive_name="in.docx",
    )  # fmt: skip


def _unsettled(packed: Packed) -> Iterator[str]:
    """What colleagues have not settled yet."""
    text = packed.read("word/document.xml")
    if re.search(rb"<w:(?:ins|del|moveFrom|moveTo)\b", text):
        yield "tracked changes stand in the file; the text is taken as if all were accepted"
    if re.search(rb"<w:comment\b", packed.read("word/comments.xml")):
        yield "comments stand in the file; they are not taken"


def _converted(name: str, data: bytes, pictures: dict[str, bytes], odd: list[str]) -> tuple[str, list[str]]:
    """The HTML and what mammoth has to say about it; pictures are put into *pictures*, those we cannot print named in *odd*."""
    import mammoth

    def keep(image: object) -> dict[str, str]:
        address = f"cid:picture-{len(pictures) + 1}"
        with image.open() as stream:  # type: ignore[attr-defined]
            found = stream.read(40_000_001)
        pictures[address] = found
        if not ending_of(found):
            kind = str(getattr(image, "content_type", "") or "unknown")
            odd.append(f"a picture of a kind that is not printed ({kind[:60]}) stands in it; export it as PNG or JPEG")
        return {"src": address}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(keep),
            external_file_access=False,
        )
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, RecursionError, BadZipFile) as cause:
        raise stop_at(name, "cannot be read: it is no Word document, or a damaged one", SAVE) from cause
    except Exception as cause:  # an error of expat, which the library lets through
        if type(cause).__module__ not in {"xml.parsers.expat", "xml.sax._exceptions", "pyexpat"}:
            raise
        raise stop_at(name, "cannot be read: its XML is damaged", SAVE) from cause
    return str(result.value), [str(message.message) for message in result.messages]


def _facts(core: etree._Element | None, questions: tuple[str, ...]) -> Facts:
    if core is None:
        return Facts(where=WHERE, questions=questions)
    creators = tuple(_creators(core.findtext(f"{DC}creator") or ""))
    made = parse_moment((core.findtext(f"{TERMS}created") or "").strip())
    return Facts(
        where=WHERE,
        title=" ".join((core.findtext(f"{DC}title") or "").split()),
        authors=creators,
        published=made,
        language=(core.findtext(f"{DC}language") or "").strip(),
        questions=questions,
    )


def _creators(text: str) -> Iterator[str]:
    for part in text.split(";"):
        if part.strip().lower() not in NOBODY:
            yield part.strip()


DOCX = Form(
    name="a Word document",
    endings=(".docx", ".docm"),
    sniff=lambda data: data.startswith(b"PK\x03\x04") and b"word/document.xml" in data,
    read=read_docx,
)


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
    """Return the document with readings in brackets behind their signs, and formulas in one line; *data* itself when it has none."""
    text = packed.read(DOCUMENT)
    if b":ruby" not in text and b":oMath" not in text:
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
