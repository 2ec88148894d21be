"""Words within a block of HTML as CommonMark: emphasis, links, code, breaks, raised and lowered signs, marks of notes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from publishkit.capture.commonmark import code_span, escape, link, moved

NOTE = "pk-note"
"""Our element for the mark of a note; `n` is its number."""
STRONG = frozenset({"b", "strong"})
SLANTED = frozenset({"i", "em", "cite", "dfn", "var"})
STRUCK = frozenset({"s", "del", "strike"})
CODE = frozenset({"code", "tt", "samp"})
UNSEEN = frozenset(
    "script style template head title textarea select button noscript canvas map rp svg datalist".split()
)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
SPACES = re.compile(r"[ \t\r\n\f\v]+")


class Style(NamedTuple):
    """How words are set; from the outermost mark to the innermost."""

    href: str = ""
    lang: str = ""
    strong: bool = False
    slanted: bool = False
    struck: bool = False
    moved: Literal["", "^", "~"] = ""
    code: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Span:
    """Some words in one style, a line break, or the mark of a note."""

    text: str
    style: Style = PLAIN
    kind: Literal["words", "break", "note"] = "words"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What reading words needs beside them."""

    base: str = ""
    """Address against which links are read."""
    told: Callable[[str, str], None] = field(default=lambda _text, _reason: None)
    """Hears what was not taken over, and why."""


def spans_of(pieces: Sequence[HtmlElement | str], reading: Reading) -> list[Span]:
    """Return the words of texts and inline elements, spaces made single as a browser shows them."""
    return _squeezed(span for piece in pieces for span in _of(piece, reading, PLAIN))


def _of(piece: HtmlElement | str, reading: Reading, style: Style) -> Iterator[Span]:
    if isinstance(piece, str):
        yield Span(piece, style)
        return
    tag = piece.tag
    if tag == NOTE:
        yield Span(piece.get("n") or "", kind="note")
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


def _squeezed(spans: Iterator[Span]) -> list[Span]:
    """Spaces single, none at the edges and around breaks; neighbours of one style made one."""
    kept: list[Span] = []
    space = True
    for span in spans:
        if span.kind == "break":
            _trim(kept)
            kept.append(span)
            space = True
        elif span.kind == "note":
            kept.append(span)
            space = False
        else:
            text = span.text if span.style.code else SPACES.sub(" ", span.text)
            text = text[1:] if space and text.startswith(" ") else text
            if not text:
                continue
            space = text.endswith(" ")
            if kept and kept[-1].kind == "words" and kept[-1].style == span.style:
                kept[-1] = Span(kept[-1].text + text, span.style)
            else:
                kept.append(Span(text, span.style))
    while kept and kept[-1].kind == "break":
        kept.pop()
    _trim(kept)
    first = next((number for number, span in enumerate(kept) if span.kind != "break"), len(kept))
    return kept[first:]


def _trim(spans: list[Span]) -> None:
    while spans and spans[-1].kind == "words":
        if text := spans[-1].text.rstrip(" "):
            spans[-1] = Span(text, spans[-1].style)
            return
        spans.pop()


# --- written ----------------------------------------------------------------------------------------------------------


MARKS = {"strong": "**", "slanted": "*", "struck": "~~"}


def words(spans: Sequence[Span]) -> str:
    """Return the words alone, a break as a line end."""
    return "".join("\n" if span.kind == "break" else span.text if span.kind == "words" else "" for span in spans)


def markdown(spans: Sequence[Span]) -> str:
    r"""Return the words as CommonMark.

    >>> markdown([Span("Low "), Span("water", Style(slanted=True)), Span("1", kind="note")])
    'Low *water*[^1]'
    """
    return _written(spans, 0, " ", " ")


def _written(spans: Sequence[Span], level: int, before: str, after: str) -> str:
    """The spans with their marks from *level* on; *before* and *after* are what is written around them."""
    if level == len(Style._fields):
        return "".join(_one(span) for span in spans)
    groups = [(value, list(part)) for value, part in groupby(spans, key=lambda span: span.style[level])]
    out = ""
    for number, (value, part) in enumerate(groups):
        left = out[-2:] or before
        right = _first(groups[number + 1][1][0]) if number + 1 < len(groups) else after
        made = _marked(part, level, str(value), left, right) if value else _written(part, level + 1, left, right)
        if made.startswith("[") and out.endswith("!"):
            out = f"{out[:-1]}\\!"  # else it were a picture
        out += made
    return out


def _one(span: Span) -> str:
    return {"words": escape(span.text), "break": "\\\n", "note": f"[^{span.text}]"}[span.kind]


def _first(span: Span) -> str:
    """What a span begins with where it is written: its first letter, and before it a mark, which may not be written."""
    if span.kind == "break":
        return " "
    if span.kind == "note":
        return "["
    return span.text[:1] if span.style == PLAIN else f"*{span.text[:1]}"


def _marked(spans: Sequence[Span], level: int, value: str, before: str, after: str) -> str:
    """One group with its marks; where CommonMark would not read the marks there, without."""
    name = Style._fields[level]
    plain = words(spans)
    if name == "code":
        return escape(plain) if _ends_in(before, "`") else code_span(plain)
    if name == "moved":
        whole = all(span.kind == "words" for span in spans) and not _ends_in(before, value)
        return moved(plain, value) if whole else _written(spans, level + 1, before, after)
    if name in {"href", "lang"}:
        inner = _written(spans, level + 1, "[", "]")
        if not plain.strip():
            return inner
        return link(inner, value) if name == "href" else f"[{inner}]{{lang={value}}}"
    return _emphasised(spans, level, before, after)


def _emphasised(spans: Sequence[Span], level: int, before: str, after: str) -> str:
    mark = MARKS[Style._fields[level]]
    inner = _written(spans, level + 1, " ", " ")
    core = inner.strip(" ")
    if not core or core != core.strip():
        return _written(spans, level + 1, before, after)
    lead, tail = inner[: len(inner) - len(inner.lstrip(" "))], inner[len(inner.rstrip(" ")) :]
    opens = core[0].isalnum() or not (lead or before)[-1].isalnum()
    closes = core[-1].isalnum() or not any(map(str.isalnum, tail or after))
    runs_on = mark == "~~" and (core[0] == "~" or _ends_in(core, "~"))
    if opens and closes and not runs_on and (lead or not _ends_in(before, mark[0])):
        return f"{lead}{mark}{core}{mark}{tail}"
    return _written(spans, level + 1, before, after)


def _ends_in(before: str, mark: str) -> bool:
    """Whether what is written ends in a mark, not in a sign that is shown."""
    return before[-1:] == mark and before[-2:-1] != "\\"
