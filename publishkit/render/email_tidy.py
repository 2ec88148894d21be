"""The pass after inlining: what no mail program needs is taken away, what a reader sees stays as it is."""

import re
from collections import Counter
from collections.abc import Iterator

import tinycss2
from lxml import etree, html

TOKEN = re.compile(r"@@PK_[A-Z0-9_]+@@")
"""What is replaced for each reader when the mail is sent; this alphabet survives every inliner."""
REVEALED = re.compile(r"<!\[if", re.IGNORECASE)
CONDITIONAL = re.compile(r"\[if\s[^\]]*mso[^\]]*\]|<!\[endif\]$", re.IGNORECASE)
"""The inside of a comment Word reads."""
CLASS_NAME = re.compile(r"\.([A-Za-z_][\w-]*)")
TABLE_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup", "caption"})
BLOCKS = TABLE_PARTS | frozenset(
    {
        "html",
        "head",
        "body",
        "div",
        "ul",
        "ol",
        "li",
        "dl",
        "blockquote",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "hr",
        "style",
        "meta",
    }
    | {"title", "link"}
)
PRESENTATION = ("align", "bgcolor", "valign", "background")


def tidy(page: html.HtmlElement) -> str:
    """Return the inlined *page* as text, without dead classes, comments, attributes and blanks."""
    _drop_comments(page)
    _drop_attributes(page)
    _drop_classes(page)
    _squeeze_styles(page)
    _squeeze_blanks(page)
    text: str = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>", with_tail=False)
    return f"{text}\n"


def tokens_in(text: str) -> Counter[str]:
    """Return each token of *text* and how often it stands there.

    >>> tokens_in("<a href='@@PK_UNSUB_URL@@'>")
    Counter({'@@PK_UNSUB_URL@@': 1})
    """
    return Counter(TOKEN.findall(text))


def _drop_comments(page: html.HtmlElement) -> None:
    for comment in list(page.iter(etree.Comment)):
        if not CONDITIONAL.search(comment.text or ""):
            _remove(comment)


def _remove(node: etree._Element) -> None:
    """Take *node* out and leave the text after it where it is."""
    parent, before = node.getparent(), node.getprevious()
    if parent is None:
        return
    if before is None:
        parent.text = (parent.text or "") + (node.tail or "")
    else:
        before.tail = (before.tail or "") + (node.tail or "")
    parent.remove(node)


def _drop_attributes(page: html.HtmlElement) -> None:
    """The inliner adds `align`, `bgcolor`, `valign` to any element; only tables and their parts need them (for Word)."""
    for element in _elements(page):
        if element.tag not in TABLE_PARTS:
            for name in PRESENTATION:
                element.attrib.pop(name, None)
        if element.tag == "style":
            element.attrib.pop("data-premailer", None)
            element.attrib.pop("data-css-inline", None)


def _drop_classes(page: html.HtmlElement) -> None:
    """Keep the classes that a kept style block or a comment for Word speaks of."""
    sheets = [style.text or "" for style in page.iter("style")]
    sheets += [comment.text or "" for comment in page.iter(etree.Comment)]
    known = {name for sheet in sheets for name in CLASS_NAME.findall(sheet)}
    for element in _elements(page):
        if names := element.get("class"):
            used = [name for name in names.split() if name in known]
            if used:
                element.set("class", " ".join(used))
            else:
                del element.attrib["class"]


def _squeeze_styles(page: html.HtmlElement) -> None:
    seen: dict[str, str] = {}
    for element in _elements(page):
        if style := element.get("style"):
            if style not in seen:
                seen[style] = squeeze_declarations(style)
            element.set("style", seen[style])
        if element.tag == "style" and element.text:
            element.text = _squeeze_sheet(element.text)


def squeeze_declarations(style: str) -> str:
    """Return the declarations of a style attribute without blanks nobody needs.

    >>> squeeze_declarations("color: #123456; font-family: 'A B', serif;")
    "color:#123456;font-family:'A B',serif"
    """
    nodes = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return ";".join(
        f"{node.name}:{_value(node.value)}{'!important' if node.important else ''}"
        for node in nodes
        if node.type == "declaration"
    )


def _value(tokens: list[tinycss2.ast.Node]) -> str:
    kept: list[str] = []
    for token in tokens:
        if token.type != "whitespace":
            kept.append(_string(token) if token.type == "string" else token.serialize())
        elif kept and not kept[-1].endswith((",", " ")):
            kept.append(" ")
    return "".join(kept).strip().replace(" ,", ",")


def _string(token: tinycss2.ast.StringToken) -> str:
    """Return a string in single quotes where it can be: in an attribute each double quote is `&quot;`."""
    written: str = token.serialize()
    return written if re.search(r"['\\]", token.value) else f"'{token.value}'"


def _squeeze_sheet(css: str) -> str:
    """Return *css* without comments (Gmail drops a block that begins with one), a rule a line."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    lines = (re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", rule.serialize(), flags=re.DOTALL)) for rule in rules)
    return "\n".join(re.sub(r"\s*([{};,])\s*", r"\1", line).replace(";}", "}").strip() for line in lines)


def _squeeze_blanks(page: html.HtmlElement) -> None:
    """Blanks between blocks become one line break; words are not touched."""
    for element in _elements(page):
        if element.tag in BLOCKS:
            if element.text and not element.text.strip() and element.tag not in {"p", "td", "th", "li"}:
                element.text = "\n" if "\n" in element.text else element.text
            if element.tail and not element.tail.strip(" \t\r\n"):
                element.tail = "\n"


def _elements(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    return (element for element in page.iter() if isinstance(element.tag, str))
