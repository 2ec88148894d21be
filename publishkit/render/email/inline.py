"""Styles into style attributes, by premailer or css-inline, with their traps closed; then what no mail program needs is taken away."""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import tinycss2
from lxml import etree, html

from publishkit.errors import InputError, Problem
from publishkit.render.email.breaks import part_words
from publishkit.render.email.css import lint_css

Inliner = Literal["premailer", "css-inline"]
Page = html.HtmlElement
PLACE = "theme: templates/email"
TOKEN = re.compile(r"@@PK_[A-Z0-9_]+@@")
"""What is replaced for each reader when the mail is sent; this alphabet survives every inliner."""
REVEALED = re.compile(r"<!\[if", re.IGNORECASE)
CONTROLS = frozenset(map(chr, range(0x80, 0xA0)))
"""C1 controls: Gmail clips a mail that holds one (email-bugs#41)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inlined:
    """A mail that is right with its style attributes alone."""

    html: str
    remarks: tuple[str, ...] = ()
    """What the engine said, in order, each once."""


def inline(source: str, *, inliner: Inliner = "premailer") -> Inlined:
    """Return *source* with its inlinable style block put into style attributes, tidied and ready to send.

    Pure ASCII comes back when no character lies beyond U+00FF: a part guessed to be Latin-1 is clipped by Gmail.

    Raises:
        InputError: a style rule, a conditional comment or a character that would not survive; names each.
    """
    return remembered(source, inliner)


@lru_cache(maxsize=4)
def remembered(source: str, inliner: Inliner) -> Inlined:
    """Return the same; a mail that was made to be planned, and is then the one to be sent, is inlined once."""
    page = html.document_fromstring(source)
    if problems := tuple(_faults(source, page)):
        raise InputError(*problems)
    inlined, remarks = ENGINES[inliner](page)
    tidied = tidy(inlined)
    if tokens_in(tidied) != tokens_in(source):
        raise InputError(
            Problem(place=PLACE, message="a token for the reader's own data was lost or doubled by inlining")
        )
    return Inlined(html=_in_ascii(tidied), remarks=tuple(dict.fromkeys(remarks)))


def _faults(source: str, page: Page) -> Iterator[Problem]:
    for style in page.iter("style"):
        kept = style.get("data-premailer") == "ignore"
        if kept != (style.get("data-css-inline") == "keep"):
            yield Problem(
                place=PLACE, message='a kept style block has both data-premailer="ignore" and data-css-inline="keep"'
            )
        for sentence in lint_css(style.text or "", "kept" if kept else "inlinable"):
            yield Problem(place=f"{PLACE} ({'kept' if kept else 'inlinable'} styles)", message=sentence)
    if REVEALED.search(source):
        yield Problem(
            place=PLACE,
            message="`<![if` does not survive parsing",
            hint="write <!--[if !mso]><!--> ... <!--<![endif]-->",
        )
    if found := sorted(CONTROLS.intersection(source)):
        codes = ", ".join(f"U+{ord(character):04X}" for character in found)
        yield Problem(place="email.html", message=f"control characters that make Gmail clip the mail: {codes}")


def _in_ascii(text: str) -> str:
    """Return *text* in numeric references when all of it is Latin-1, else as it is."""
    if max(text) <= "\u00ff":
        return text.encode("ascii", "xmlcharrefreplace").decode()
    return text


def tokens_in(text: str) -> Counter[str]:
    """Return each token of *text* and how often it stands there.

    >>> tokens_in("<a href='@@PK_UNSUB_URL@@'>")
    Counter({'@@PK_UNSUB_URL@@': 1})
    """
    return Counter(TOKEN.findall(text))


# --- engines ----------------------------------------------------------------------------------------------------------


def _premailer(page: Page) -> tuple[Page, list[str]]:
    import cssutils
    import premailer

    with _records(cssutils.log) as remarks:
        premailer.Premailer(
            page,
            base_url=None,
            disable_link_rewrites=True,
            preserve_internal_links=True,
            keep_style_tags=False,
            strip_important=False,
            remove_classes=False,
            disable_validation=True,
            cache_css_parsing=True,
            allow_network=False,
            allow_loading_external_files=False,
            align_floating_images=False,  # reparses the style of every picture: 24 ms become 9 ms without
            disable_basic_attributes=["width", "height"],  # else width="100%" replaces the pixels Word needs
            include_star_selectors=False,
            exclude_pseudoclasses=True,
        ).transform(pretty_print=False)
    return page, remarks


def _css_inline(page: Page) -> tuple[Page, list[str]]:
    import css_inline

    # It keeps a block and inlines it all the same, so the kept blocks are emptied while it works.
    kept = [style for style in page.iter("style") if style.get("data-css-inline") == "keep"]
    sheets = [style.text for style in kept]
    for style in kept:
        style.text = None
    engine = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False, minify_css=True)
    made = html.document_fromstring(engine.inline(html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")))
    for style, sheet in zip(made.iter("style"), sheets, strict=True):
        style.text = sheet
    return made, []


ENGINES: Mapping[Inliner, Callable[[Page], tuple[Page, list[str]]]] = {
    "premailer": _premailer,
    "css-inline": _css_inline,
}


class _Collector(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(" ".join(record.getMessage().split()))


@contextmanager
def _records(log: Any) -> Iterator[list[str]]:
    """Collect what cssutils says instead of letting it write to stderr."""
    collector = _Collector()
    logger = logging.getLogger("CSSUTILS")
    before, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [collector], False
    raises, log.raiseExceptions = log.raiseExceptions, False
    try:
        yield collector.lines
    finally:
        logger.handlers, logger.propagate, log.raiseExceptions = before, propagate, raises


# --- tidying: what no mail program needs ------------------------------------------------------------------------------


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
    for body in page.iter("body"):
        part_words(body)
    _squeeze_blanks(page)
    text: str = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>", with_tail=False)
    # libxml2 does not know that it has no end, and would read each of them within the one before.
    return f"{text.replace('></wbr>', '/>')}\n"


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
        if element.tag == "table" and element.get("align") != "center":
            element.attrib.pop("align", None)  # words would flow around it
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
    lines = (re.sub(r"\s+", " ", rule.serialize()) for rule in rules)
    return "\n".join(re.sub(r"\s*([{};,])\s*", r"\1", line).replace(";}", "}") for line in lines)


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
