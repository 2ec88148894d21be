"""An OpenDocument text: `content.xml` as HTML, its pictures, and what `meta.xml` says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from publishkit.capture.dates import parse_moment
from publishkit.capture.document import Document, Facts
from publishkit.capture.extracted import ending_of
from publishkit.capture.files import stop_at
from publishkit.capture.sources.form import Form
from publishkit.capture.sources.packed import SAVE, Packed

SPACES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
PREFIXES = {address: prefix for prefix, address in SPACES.items()}
KINDS = {
    "title": "h1.title", "subtitle": "p.subtitle", "quotations": "blockquote", "quote": "blockquote", "caption": "p.caption",
    "illustration": "p.caption", "figure": "p.caption", "drawing": "p.caption", "preformatted text": "pre", "author": "p.byline",
    "byline": "p.byline", "horizontal line": "hr",
}  # fmt: skip
"""Style -> the element, and its class."""
UNREAD = frozenset(
    "office:annotation office:annotation-end text:tracked-changes text:table-of-content text:alphabetical-index text:bibliography"
    " text:sequence-decls office:forms text:user-field-decls text:variable-decls text:soft-page-break"
    " text:hidden-paragraph text:page-number text:page-count text:page-continuation text:database-display".split()
)
"""What is no text of the article."""
BLANKS = {"text:s": " ", "text:tab": " ", "text:line-break": "<br>"}
MAX_DEPTH = 80
MAX_REPEATED = 1_000
MAX_ROWS = 100
"""Times that a row is repeated at most."""
WHERE = "the file's properties"


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """What a style says of the words in it."""

    kind: str = ""
    parent: str = ""
    bold: bool | None = None
    italic: bool | None = None
    raised: str = ""
    struck: bool = False
    ordered: bool = False
    hidden: bool | None = None


@dataclass(kw_only=True, slots=True)
class Writing:
    """The HTML that is being written."""

    packed: Packed
    styles: dict[str, Style]
    ordered: dict[str, bool]
    """List style -> whether its items are numbered."""
    notes: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)


def read_odt(name: str, data: bytes, part: str = "") -> Document:
    """Return the OpenDocument text *data*.

    Raises:
        InputError: it is damaged, encrypted, too large, or no text.
    """
    del part
    packed = Packed(name, data)
    content = packed.xml("content.xml")
    body = content.find("office:body/office:text", SPACES) if content is not None else None
    if content is None or body is None:
        raise stop_at(name, "is no OpenDocument text, or an encrypted one", SAVE)
    sheets = [sheet for sheet in (packed.xml("styles.xml"), content) if sheet is not None]
    writing = Writing(packed=packed, styles=_styles(sheets), ordered=_lists(sheets))
    html = "".join(_blocks(body, writing, 0))
    if writing.notes:
        html += f"<ol>{''.join(writing.notes)}</ol>"
    if body.find(".//office:annotation", SPACES) is not None or body.find("text:tracked-changes", SPACES) is not None:
        writing.questions.append("body: comments or tracked changes stand in the file; the text is taken as it stands")
    return Document(
        name=name, kind="html", data=html.encode(), text=html, charset="utf-8", charset_why="utf-8", pictures=writing.pictures,
        whole=True, facts=_facts(packed.xml("meta.xml"), writing.questions), archive=data, archive_name="in.odt",
    )  # fmt: skip


def _name(element: etree._Element) -> str:
    """An element's name with its usual prefix; "" for comments and what is from elsewhere."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag[1:].rpartition("}")
    return f"{PREFIXES[space]}:{name}" if space in PREFIXES else ""


def _get(element: etree._Element, name: str) -> str:
    prefix, _, local = name.partition(":")
    return element.get(f"{{{SPACES[prefix]}}}{local}") or ""


# --- styles -----------------------------------------------------------------------------------------------------------


def _styles(sheets: list[etree._Element]) -> dict[str, Style]:
    found: dict[str, Style] = {}
    for sheet in sheets:
        for style in sheet.iter(f"{{{SPACES['style']}}}style"):
            text = style.find("style:text-properties", SPACES)
            told = text if text is not None else style
            weight, slant = _get(told, "fo:font-weight"), _get(told, "fo:font-style")
            struck = _get(told, "style:text-line-through-style")
            shown = (_get(style, "style:display-name") or _get(style, "style:name")).replace("_20_", " ").lower()
            found[_get(style, "style:name")] = Style(
                kind=KINDS.get(shown, ""), parent=_get(style, "style:parent-style-name"), bold=_is(weight, "bold", "700"),
                italic=_is(slant, "italic", "oblique"), raised=_raised(_get(told, "style:text-position")),
                struck=struck not in {"", "none"}, hidden=_is(_get(told, "text:display"), "none", "condition"),
            )  # fmt: skip
    return found


def _is(value: str, *names: str) -> bool | None:
    return value in names if value else None


def _raised(value: str) -> str:
    if value.startswith("super") or re.match(r"[1-9]", value):
        return "sup"
    return "sub" if value.startswith(("sub", "-")) else ""


def _lists(sheets: list[etree._Element]) -> dict[str, bool]:
    found = {}
    for sheet in sheets:
        for style in sheet.iter(f"{{{SPACES['text']}}}list-style"):
            first = next((one for one in style if isinstance(one.tag, str)), None)
            found[_get(style, "style:name")] = first is not None and _name(first) == "text:list-level-style-number"
    return found


def _kind(name: str, writing: Writing) -> str:
    """What a paragraph's style, or the one it is made from, says it is."""
    for _ in range(10):
        style = writing.styles.get(name)
        if style is None:
            return KINDS.get(name.replace("_20_", " ").lower(), "")
        if style.kind:
            return style.kind
        name = style.parent
    return ""


# --- blocks -----------------------------------------------------------------------------------------------------------


def _blocks(parent: etree._Element, writing: Writing, depth: int, outer: str = "") -> Iterator[str]:
    """The HTML of every block in *parent*; what nests deeper than any text does is read as words."""
    if depth > MAX_DEPTH:
        yield f"<p>{escape(' '.join(''.join(map(str, parent.itertext())).split()))}</p>"
        return
    quoted: list[str] = []
    for element in parent:
        name = _name(element)
        block = "".join(_block(element, name, writing, depth, outer))
        if name == "text:p" and _kind(_get(element, "text:style-name"), writing) == "blockquote":
            quoted.append(block)
            continue
        if quoted:
            yield f"<blockquote>{''.join(quoted)}</blockquote>"
            quoted = []
        yield block
    if quoted:
        yield f"<blockquote>{''.join(quoted)}</blockquote>"


def _block(element: etree._Element, name: str, writing: Writing, depth: int, outer: str) -> Iterator[str]:
    if name in UNREAD or not name:
        return
    if name == "text:h":
        told = _get(element, "text:outline-level")
        level = min(max(int(told), 1), 6) if told.isdigit() else 1
        yield f"<h{level}>{_words(element, writing)}</h{level}>"
    elif name == "text:p":
        yield _paragraph(element, writing)
    elif name == "text:list":
        yield _list(element, writing, depth, outer)
    elif name == "table:table":
        yield f"<table>{''.join(_rows(element, writing, depth))}</table>"
    elif name in {"draw:frame", "draw:a"}:
        yield _frame(element, writing, depth)
    else:
        yield from _blocks(element, writing, depth + 1, outer)


def _paragraph(element: etree._Element, writing: Writing) -> str:
    if _is_hidden(_get(element, "text:style-name"), writing) or any(
        _get(one, "text:is-hidden") != "false" for one in element.iterfind("text:hidden-paragraph", SPACES)
    ):
        return _untold("".join(map(str, element.itertext())), writing)
    words = _words(element, writing)
    kind, _, named = (_kind(_get(element, "text:style-name"), writing) or "p").partition(".")
    if kind == "hr" and not words.strip():
        return "<hr>"
    tag = kind if kind in {"h1", "pre"} else "p"
    return f'<{tag} class="{named}">{words}</{tag}>' if named else f"<{tag}>{words}</{tag}>"


def _is_hidden(name: str, writing: Writing) -> bool:
    for _ in range(10):
        style = writing.styles.get(name)
        if style is None or style.hidden is not None:
            return style is not None and bool(style.hidden)
        name = style.parent
    return False


def _untold(text: str, writing: Writing) -> str:
    """Note hidden text; nothing stands in its place."""
    if words := " ".join(text.split()):
        writing.questions.append(f"body: hidden text stands in the file and is not taken: “{words[:80]}”")
    return ""


def _list(element: etree._Element, writing: Writing, depth: int, outer: str) -> str:
    style = _get(element, "text:style-name") or outer
    tag = "ol" if writing.ordered.get(style) else "ul"
    items: list[str] = []
    start = ""
    for item in element:
        if _name(item) not in {"text:list-item", "text:list-header"}:
            continue
        number = _get(item, "text:start-value")
        start = start or (number if number.isdigit() and not items and number != "1" else "")
        inner = "".join(_blocks(item, writing, depth + 1, style))
        items.append(f"<li>{inner}</li>")
    if items and all(one.startswith("<li><h") for one in items):
        return "".join(one[4:-5] for one in items)  # numbered headings
    return f'<{tag} start="{start}">{"".join(items)}</{tag}>' if start else f"<{tag}>{''.join(items)}</{tag}>"


def _rows(table: etree._Element, writing: Writing, depth: int, tag: str = "td") -> Iterator[str]:
    for part in table:
        name = _name(part)
        if name == "table:table-header-rows":
            yield f"<thead>{''.join(_rows(part, writing, depth, 'th'))}</thead>"
        elif name in {"table:table-rows", "table:table-row-group"}:
            yield from _rows(part, writing, depth, tag)
        elif name == "table:table-row":
            told = _get(part, "table:number-rows-repeated")
            cells = [cell for cell in part if _name(cell) in {"table:table-cell", "table:covered-table-cell"}]
            inner = "".join(_cell(cell, writing, depth, tag) for cell in cells)
            written = bool(re.search(r">[^<]", inner))
            yield f"<tr>{inner}</tr>" * (min(int(told), MAX_ROWS) if told.isdigit() and written else 1)


def _cell(cell: etree._Element, writing: Writing, depth: int, tag: str) -> str:
    inner = "".join(_blocks(cell, writing, depth + 1))
    repeated = _get(cell, "table:number-columns-repeated")
    times = min(int(repeated), MAX_REPEATED) if repeated.isdigit() and inner else 1
    return f"<{tag}>{inner}</{tag}>" * times


# --- words ------------------------------------------------------------------------------------------------------------


def _words(element: etree._Element, writing: Writing, depth: int = 0) -> str:
    if depth > MAX_DEPTH:
        return escape("".join(map(str, element.itertext())))
    parts = [escape(element.text or "")]
    for child in element:
        parts.append(_inline(child, _name(child), writing, depth))
        parts.append(escape(child.tail or ""))
    return "".join(parts)


def _inline(element: etree._Element, name: str, writing: Writing, depth: int) -> str:
    if (name == "text:hidden-text" and _get(element, "text:is-hidden") != "false") or (
        name == "text:span" and _is_hidden(_get(element, "text:style-name"), writing)
    ):
        return _untold("".join(map(str, element.itertext())), writing)
    if name in UNREAD or not name:
        return ""
    if name in {"draw:frame", "draw:a", "text:note", "text:ruby"}:
        write = {"text:note": _note, "text:ruby": _ruby}.get(name, _frame)
        return write(element, writing, depth + 1)
    if name in BLANKS:
        count = _get(element, "text:c") if name == "text:s" else ""
        return BLANKS[name] * (min(int(count), 100) if count.isdigit() else 1)
    words = _words(element, writing, depth + 1)
    if name == "text:span":
        return _styled(words, _get(element, "text:style-name"), writing)
    return f'<a href="{escape(_get(element, "xlink:href"))}">{words}</a>' if name == "text:a" else words


def _ruby(element: etree._Element, writing: Writing, depth: int) -> str:
    base, above = element.find("text:ruby-base", SPACES), element.find("text:ruby-text", SPACES)
    words = [_words(one, writing, depth + 1) if one is not None else "" for one in (base, above)]
    return f"<ruby>{words[0]}<rt>{words[1]}</rt></ruby>"


def _styled(words: str, name: str, writing: Writing) -> str:
    bold = italic = None
    raised, struck = "", False
    named = name.replace("_20_", " ").lower()
    for _ in range(10):
        style = writing.styles.get(name)
        if style is None:
            break
        bold = style.bold if bold is None else bold
        italic = style.italic if italic is None else italic
        raised, struck, name = raised or style.raised, struck or style.struck, style.parent
    tags = [
        "strong" if bold or (bold is None and named == "strong emphasis") else "",
        "em" if italic or (italic is None and named == "emphasis") else "",
        raised,
        "s" if struck else "",
    ]
    for tag in filter(None, tags):
        words = f"<{tag}>{words}</{tag}>"
    return words


def _note(element: etree._Element, writing: Writing, depth: int) -> str:
    body = element.find("text:note-body", SPACES)
    if body is None:
        return ""
    number = len(writing.notes) + 1
    writing.notes.append("")
    words = "".join(_blocks(body, writing, max(depth, MAX_DEPTH - 10)))
    writing.notes[number - 1] = f'<li id="footnote-{number}">{words}<p><a href="#footnote-ref-{number}">↑</a></p></li>'
    return f'<sup><a href="#footnote-{number}" id="footnote-ref-{number}">[{number}]</a></sup>'


def _frame(element: etree._Element, writing: Writing, depth: int) -> str:
    """A picture; or a box of text, in which a picture may stand with its caption."""
    if _name(element) == "draw:a":
        return "".join(_frame(one, writing, depth) for one in element if _name(one) == "draw:frame")
    box = element.find("draw:text-box", SPACES)
    if box is not None and depth < MAX_DEPTH:
        return _boxed(box, writing, depth)
    image = element.find("draw:image", SPACES)
    if image is None:
        if element.find("draw:object", SPACES) is not None:
            writing.questions.append(
                "body: an object of another program (a formula, a chart) stands in the file and is not printed"
            )
        return ""
    place = _get(image, "xlink:href").removeprefix("./")
    found = writing.packed.read(place)
    told = [element.findtext(f"svg:{name}", "", SPACES) for name in ("desc", "title")]
    alt = escape(next((one for one in told if one), ""))
    if not found:
        return f'<img src="{escape(place)}" alt="{alt}">' if place.startswith(("http://", "https://")) else ""
    address = f"cid:picture-{len(writing.pictures) + 1}"
    writing.pictures[address] = found
    if not ending_of(found):
        kind = place.rpartition(".")[2][:20]
        writing.questions.append(
            f"body: a picture of a kind that is not printed ({kind}) stands in it; export it as PNG or JPEG"
        )
    return f'<img src="{address}" alt="{alt}">'


def _boxed(box: etree._Element, writing: Writing, depth: int) -> str:
    """A box with one picture is a figure, the words in it are its caption."""
    paragraphs = list(box)
    frames = list(box.iter(f"{{{SPACES['draw']}}}image"))
    if len(frames) == 1 and len(paragraphs) <= 3:
        inner = "".join(_words(one, writing, depth + 1) for one in paragraphs)
        image = re.search(r"<img[^>]*>", inner)
        if image:
            return f"<figure>{image[0]}<figcaption>{inner.replace(image[0], '', 1)}</figcaption></figure>"
    return "".join(_blocks(box, writing, depth + 1))


def _facts(meta: etree._Element | None, questions: list[str]) -> Facts:
    told = tuple(dict.fromkeys(questions))
    found = meta.find("office:meta", SPACES) if meta is not None else None
    if found is None:
        return Facts(where=WHERE, questions=told)
    creator = found.findtext("meta:initial-creator", "", SPACES) or found.findtext("dc:creator", "", SPACES)
    made = parse_moment(found.findtext("meta:creation-date", "", SPACES).strip()[:19])
    return Facts(
        where=WHERE, title=" ".join(found.findtext("dc:title", "", SPACES).split()), authors=(creator,) if creator.strip() else (),
        published=made, language=found.findtext("dc:language", "", SPACES).strip(), questions=told,
    )  # fmt: skip


ODT = Form(
    name="an OpenDocument text",
    endings=(".odt", ".ott", ".fodt"),
    sniff=lambda data: data.startswith(b"PK\x03\x04") and b"application/vnd.oasis.opendocument.text" in data[:400],
    read=read_odt,
)
