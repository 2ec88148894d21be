"""Words within a block of HTML as CommonMark: emphasis, links, code, breaks, raised and lowered signs, marks of notes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from publishkit.capture.spans import PLAIN, Span, Style, squeezed

NOTE = "pk-note"
"""Our element for the mark of a note; `n` is its number."""
FORMULA = "pk-formula"
"""Our element for a formula; `tex` is what is written, dollars included."""
STRONG = frozenset({"b", "strong"})
SLANTED = frozenset({"i", "em", "cite", "dfn", "var"})
STRUCK = frozenset({"s", "del", "strike"})
CODE = frozenset({"code", "tt", "samp"})
UNSEEN = frozenset(
    "script style template head title textarea select button noscript canvas map rp svg datalist".split()
)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What reading words needs beside them."""

    base: str = ""
    """Address against which links are read."""
    told: Callable[[str, str], None] = field(default=lambda _text, _reason: None)
    """Hears what was not taken over, and why."""


def spans_of(pieces: Sequence[HtmlElement | str], reading: Reading) -> list[Span]:
    """Return the words of texts and inline elements, spaces made single as a browser shows them."""
    return squeezed(span for piece in pieces for span in _of(piece, reading, PLAIN))


def _of(piece: HtmlElement | str, reading: Reading, style: Style) -> Iterator[Span]:
    if isinstance(piece, str):
        yield Span(piece, style)
        return
    tag = piece.tag
    if tag == NOTE:
        yield Span(piece.get("n") or "", kind="note")
    elif tag == FORMULA:
        yield Span(piece.get("tex") or "", style, kind="formula")
    elif tag == "br":
        yield Span("", kind="break")
    elif tag == "img":
        yield Span(_sign(piece), style)
    elif tag == "input":
        yield Span("[x] " if piece.get("checked") is not None else "[ ] ", style)
    elif tag in UNSEEN:
        if words := " ".join("".join(piece.itertext()).split()):
            reading.told(words, f"inside of <{tag}>, which shows no text of an article")
    else:
        quoted = tag == "q"
        inner = _styled(piece, reading, style)
        yield Span("“" if quoted else "", style)
        yield Span("（" if tag == "rt" else "", style)
        for one in inside(piece):
            yield from _of(one, reading, inner)
        yield Span("）" if tag == "rt" else "", style)
        yield Span("”" if quoted else "", style)


def inside(element: HtmlElement) -> Iterator[HtmlElement | str]:
    """Yield an element's text, its children, and the texts behind them."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def _sign(image: HtmlElement) -> str:
    """What a picture within a line stands for, when that is a sign."""
    alt = (image.get("alt") or "").strip()
    return alt if is_sign(image) and len(alt) <= 8 else ""


def is_sign(image: HtmlElement) -> bool:
    """Whether a picture is as small as a letter."""
    sizes = [image.get(name) or "" for name in ("width", "height")]
    return any(size.isdecimal() and len(size) < 6 and int(size) <= 32 for size in sizes)


def _styled(element: HtmlElement, reading: Reading, style: Style) -> Style:
    tag, css = str(element.tag), re.sub(r"\s", "", (element.get("style") or "").lower())
    if tag == "a":
        style = style._replace(href=_address(element, reading))
    if LANGUAGE.fullmatch(lang := element.get("lang") or ""):
        style = style._replace(lang=lang)
    raised: Literal["", "^", "~"] = "^" if tag == "sup" or "vertical-align:super" in css else style.moved
    return style._replace(
        strong=(style.strong or tag in STRONG or bool(re.search(r"font-weight:(?:bold|[6-9]00)", css))),
        slanted=style.slanted or tag in SLANTED or "font-style:italic" in css,
        struck=style.struck or tag in STRUCK,
        code=style.code or tag in CODE,
        moved="~" if tag == "sub" or "vertical-align:sub;" in f"{css};" else raised,
    )


def _address(element: HtmlElement, reading: Reading) -> str:
    """Where a link leads; "" when that is nowhere outside of the source, and then it is told."""
    href = (element.get("href") or "").strip()
    try:
        whole = urljoin(reading.base, href) if reading.base and not href.startswith("#") else href
        scheme = urlsplit(whole).scheme.lower()
    except ValueError:
        whole, scheme = "", ""
    if scheme in {"http", "https", "mailto"}:
        return whole
    words = " ".join("".join(element.itertext()).split())
    if words and href not in {"", "#"}:
        reading.told(f"{words} ({href[:300]})", "a link that leads nowhere outside of its source; its words stay")
    return ""
