"""HTML out of the clipboard or of an office program: the fragment that was copied, Word's styles and lists as what they mean."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import html as lxml_html
from lxml.html import HtmlElement

from publishkit.capture.document import Document, Facts
from publishkit.capture.files import read_text
from publishkit.capture.page.tree import parse_html
from publishkit.capture.sources.form import Form

START, END = "<!--StartFragment-->", "<!--EndFragment-->"
CLIPBOARD = re.compile(r"\s{0,9}Version:[\d.]{1,9}\s{1,9}StartHTML:", re.IGNORECASE)
"""How the clipboard of Windows opens its HTML."""
SOURCE = re.compile(r"^SourceURL:\s{0,9}(https?://\S{1,2000})", re.MULTILINE)
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}(?:<!--.{0,2000}?-->\s{0,99})?(?:<!doctype html|<html)", re.IGNORECASE | re.DOTALL
)
FRAGMENT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}<(?:meta|p|div|span|h[1-6]|b|strong|i|em|a|article|section|main|table|ul|ol|dl|blockquote|figure|img|pre|font)(?=[\s>/])",
    re.IGNORECASE,
)
OFFICE = re.compile(
    rb"""<meta[^<>]{0,200}name=["']?(?:Generator|ProgId)["']?[^<>]{0,200}(?:Microsoft Word|Word\.Document|LibreOffice|OpenOffice|Cocoa HTML Writer)"""
    rb"""|<body[^<>]{0,300}class=["'][^"'<>]{0,200}\bdoc-content\b""",
    re.IGNORECASE,
)
OFFICE_WORDS = re.compile(
    rb"""urn:schemas-microsoft-com:office:word|class=["']?MsoNormal|docs-internal-guid-""", re.IGNORECASE
)
"""What a text brings along that was pasted from an office program, into a site's page as well."""
SITE = re.compile(rb"""<script\b|<nav\b|rel=["']?canonical|property=["']?og:""", re.IGNORECASE)
STYLED = {"MsoTitle": "title", "MsoSubtitle": "subtitle", "MsoCaption": "caption"}
QUOTES = frozenset({"MsoQuote", "MsoIntenseQuote", "MsoBlockText"})
LIST = re.compile(r"mso-list:\s{0,9}l(\d{1,6})\s{1,9}level(\d)", re.IGNORECASE)
LIST_CLASS = re.compile(r"MsoList(?:Paragraph|Bullet|Number)?", re.IGNORECASE)
NUMBERED = re.compile(r"\(?(?:(\d{1,5})|[a-z]{1,2}|[ivxlc]{1,6})[.)]", re.IGNORECASE)
BULLET = re.compile(r"[·•o§◦▪–—*\-\uf0b7\uf0a7\u00a0\s]{1,12}")
MARGIN = re.compile(r"margin-left:\s{0,9}(?P<size>\d{0,4}\.?\d{1,4})(?P<unit>pt|in|cm|mm|px)", re.IGNORECASE)
POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}
STEP = 36
"""Points by which each level of a list of Word is set in."""
IGNORED = re.compile(r"mso-list:\s{0,9}ignore", re.IGNORECASE)
COMMENTS = re.compile(r"mso-element:\s{0,9}comment", re.IGNORECASE)


def is_fragment(data: bytes) -> bool:
    """Return whether pasted bytes are HTML, and no whole page."""
    return (
        START.encode() in data[:200_000]
        or CLIPBOARD.match(data[:400].decode("latin-1")) is not None
        or FRAGMENT.match(data) is not None
    )


def read_fragment(name: str, data: bytes, part: str = "") -> Document:
    """Return pasted HTML as a document: what was copied, all of it the article.

    Raises:
        InputError: it is no text.
    """
    del part
    document = read_text(name, data, "html")
    told = document.text[:4_000]
    source = SOURCE.search(told) if CLIPBOARD.match(told) else None
    facts = Facts(where="the clipboard", address=source[1] if source else "")
    text = as_plain_html(copied(document.text))
    return replace(document, text=text, whole=True, tidy=True, facts=facts)


def read_office_page(name: str, data: bytes, part: str = "") -> Document:
    """Return a page that an office program saved: a manuscript, whatever surrounds it.

    Raises:
        InputError: it is no text.
    """
    del part
    document = read_text(name, data, "html")
    return replace(document, text=as_plain_html(copied(document.text)), whole=True)


def copied(text: str) -> str:
    """Return the part of a clipboard's HTML that was copied.

    >>> copied("Version:0.9 StartHTML:1 <html><body><!--StartFragment--><p>Low water<!--EndFragment--></body></html>")
    '<p>Low water'
    """
    start, end = text.find(START), text.rfind(END)
    if start >= 0:
        head = text[:start]
        styles = "".join(re.findall(r"<style[^<]{0,100000}</style>", head, re.IGNORECASE))
        return styles + text[start + len(START) : end if end > start else len(text)]
    if CLIPBOARD.match(text):
        return text[max(text.find("<"), 0) :]
    return text


def as_plain_html(text: str) -> str:
    """Return HTML with Word's styles, lists and notes as elements that mean the same; other HTML as it is."""
    if "mso" not in text.lower():
        return text
    tree = parse_html(text)
    if tree is None:
        return text
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        classes = set((element.get("class") or "").split())
        if element.getparent() is not None and COMMENTS.search(element.get("style") or ""):
            element.drop_tree()
        elif element.tag == "p" and (name := next((STYLED[one] for one in classes if one in STYLED), "")):
            element.set("class", name)
            element.tag = "h1" if name == "title" else "p"
        elif element.tag == "p" and classes & QUOTES:
            _wrap(element)
    for paragraph in [one for one in tree.iter("p") if _level(one)]:
        if paragraph.getparent() is not None and paragraph.tag == "p":
            _make_list(paragraph)
    return str(lxml_html.tostring(tree, encoding="unicode"))


def _wrap(element: HtmlElement) -> None:
    """Set a paragraph into the quotation in front of it, or into a new one."""
    before, parent = element.getprevious(), element.getparent()
    if parent is None:
        return
    if before is not None and before.tag == "blockquote" and before.get("class") == "mso-quote":
        tail, element.tail = element.tail, None
        before.append(element)
        before.tail = tail
        return
    quote = lxml_html.Element("blockquote")
    quote.set("class", "mso-quote")
    tail, element.tail = element.tail, None
    parent.replace(element, quote)
    quote.append(element)
    quote.tail = tail


def _level(paragraph: HtmlElement) -> int:
    """How deep in a list a paragraph of Word stands; 0 when it is no item."""
    found = LIST.search(paragraph.get("style") or "")
    if found:
        return int(found[2]) or 1
    classed = any(LIST_CLASS.match(one) for one in (paragraph.get("class") or "").split())
    return _indented(paragraph) if classed and _marker(paragraph) else 0


def _indented(paragraph: HtmlElement) -> int:
    """How deep an item stands by how far it is set in: a page that Word has filtered says it in no other way."""
    found = MARGIN.search(paragraph.get("style") or "")
    if found is None:
        return 1
    points = float(found["size"]) * POINTS[found["unit"].lower()]
    return max(1, min(round(points / STEP), 9))


def _marker(paragraph: HtmlElement) -> str:
    """The number or point in front of an item."""
    for span in paragraph.iter("span"):
        if IGNORED.search(span.get("style") or ""):
            return "".join(span.itertext()).strip()
    found = re.match(r"\s*(?:[·•◦▪§\uf0b7\uf0a7]|o(?=[\s\u00a0]{3})|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)](?=[\s\u00a0]{2}))", "".join(paragraph.itertext()))  # fmt: skip
    return found[0].strip() if found else ""


def _make_list(first: HtmlElement) -> None:
    """Make lists of *first* and the items behind it, inner ones in the item above them."""
    parent = first.getparent()
    if parent is None:
        return
    run = list(_run(first))
    stack: list[tuple[int, HtmlElement]] = []
    for paragraph in run:
        level, mark = _level(paragraph), _marker(paragraph)
        number = NUMBERED.fullmatch(mark)
        tag = "ol" if number else "ul"
        while stack and (stack[-1][0] > level or (stack[-1][0] == level and stack[-1][1].tag != tag)):
            stack.pop()
        if not stack or stack[-1][0] < level:
            made = lxml_html.Element(tag)
            if number and number[1] and number[1] != "1":
                made.set("start", number[1])
            if stack and len(stack[-1][1]):
                stack[-1][1][-1].append(made)
            elif not stack:
                parent.insert(parent.index(paragraph), made)
            else:
                stack[-1][1].append(made)
            stack.append((level, made))
        elif number and number[1]:
            paragraph.set("value", number[1])
        _without_marker(paragraph, mark)
        tail, paragraph.tail = paragraph.tail, None
        if tail and tail.strip():
            stack[0][1].tail = (stack[0][1].tail or "") + tail
        stack[-1][1].append(paragraph)
        paragraph.tag = "li"


def _run(first: HtmlElement) -> Iterator[HtmlElement]:
    """An item and those behind it, as long as nothing stands between them."""
    one: HtmlElement | None = first
    while one is not None and one.tag == "p" and _level(one):
        following = one.getnext()
        yield one
        if (one.tail or "").strip():
            return
        one = following


def _without_marker(paragraph: HtmlElement, mark: str) -> None:
    for span in list(paragraph.iter("span")):
        if IGNORED.search(span.get("style") or ""):
            span.drop_tree()
            return
    for element in paragraph.iter():
        for place in ("text", "tail"):
            words = getattr(element, place) or ""
            if (place == "text" or element is not paragraph) and words.strip():
                if words.strip().startswith(mark):
                    setattr(element, place, words.strip().removeprefix(mark).lstrip(" \u00a0\t\r\n"))
                return


def is_word_page(data: bytes) -> bool:
    """Return whether a page was saved by a program for writing."""
    if PAGE.match(data) is None:
        return False
    head = data[:200_000]
    return OFFICE.search(head) is not None or (OFFICE_WORDS.search(head) is not None and SITE.search(head) is None)


OFFICE_PAGE = Form(
    name="a page saved by an office program", endings=(), sniff=is_word_page, read=read_office_page, most=10_000_000
)
CLIP = Form(
    name="HTML out of the clipboard",
    endings=(),
    sniff=lambda data: CLIPBOARD.match(data[:400].decode("latin-1")) is not None,
    read=read_fragment,
    most=10_000_000,
)
