"""Words within a paragraph: what of a page's emphasis, links, breaks and raised signs stays, as plain text and as CommonMark."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from publishkit.capture.commonmark import code_span, escape, link, moved
from publishkit.capture.page.addresses import clean_address

STRONG = frozenset({"b", "strong"})
SLANTED = frozenset({"i", "em", "cite", "dfn", "var", "address"})
STRUCK = frozenset({"s", "del", "strike"})
CODE = frozenset({"code", "kbd", "samp", "tt"})
UNSEEN = frozenset(
    "script style template svg head title textarea select button input meta link rp noscript object canvas map".split()
)
"""Elements without words of their own for a reader."""
SPACES = re.compile(r"[ \t\r\n\f\v]+")
EDGE = " \u00a0"
NOTHING = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""What no reader sees: soft hyphens, zero-width spaces, marks of the byte order."""

RULE = re.compile(r"\.([\w-]{1,60})\s{0,9}\{([^{}]{0,1000})\}")
MAX_SHEET = 300_000
"""Characters of a style sheet that are read."""
RAISED = dict(zip("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-−()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ₐₑₒₓ", strict=True))
ORDINAL = re.compile(r"\d(?:st|nd|rd|th|e|er|re|ème|nd|o|a|º|ª)$", re.IGNORECASE)


class Style(NamedTuple):
    """How words are set; one field is one pair of marks in CommonMark."""

    href: str = ""
    strong: bool = False
    slanted: bool = False
    struck: bool = False
    raised: Literal["", "^", "~"] = ""
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
    """What reading a line needs to know of the page."""

    base: str = ""
    """Address against which its links are read."""
    notes: Mapping[HtmlElement, str] = field(default_factory=dict)
    """The element that is the mark of a note -> its number."""
    classes: Mapping[str, Style] = field(default_factory=dict)
    """What the page's own style sheet says of a class."""
    skipped: Callable[[HtmlElement], bool] = lambda _: False
    """Whether an element is no part of the line: a picture's box, a hidden one."""


def read_spans(pieces: Iterable[HtmlElement | str], reading: Reading, style: Style = PLAIN) -> tuple[Span, ...]:
    """Return the words of texts and inline elements, spaces made single as a browser shows them."""
    return tuple(_squeezed(_of_pieces(pieces, reading, style)))


def pieces_of(element: HtmlElement) -> Iterator[HtmlElement | str]:
    """Yield an element's text, its children, and the texts behind them."""
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def plain(spans: Sequence[Span]) -> str:
    r"""Return the words alone; a line break is a line end, the mark of a note is nothing.

    >>> plain([Span("m"), Span("3", Style(raised="^")), Span("", kind="break"), Span("mud")])
    'm³\nmud'
    """
    words: list[str] = []
    for span in spans:
        if span.kind == "break":
            words.append("\n")
        elif span.kind == "words":
            words.append(_raised(span, words[-1][-1:] if words else ""))
    return "".join(words)


def markdown(spans: Sequence[Span]) -> str:
    r"""Return the words as CommonMark, with super- and subscript as `m^3^` and `CO~2~`.

    >>> markdown([Span("Low "), Span("water", Style(slanted=True)), Span("1", kind="note")])
    'Low *water*[^1]'
    """
    return "".join(_written(list(spans), 0))


# --- read -------------------------------------------------------------------------------------------------------------


def _of_pieces(pieces: Iterable[HtmlElement | str], reading: Reading, style: Style) -> Iterator[Span]:
    for piece in pieces:
        if isinstance(piece, str):
            yield Span(NOTHING.sub("", piece), style)
        else:
            yield from _of_element(piece, reading, style)


def _of_element(element: HtmlElement, reading: Reading, style: Style) -> Iterator[Span]:
    tag = element.tag
    if element in reading.notes:
        yield Span(reading.notes[element], kind="note")
    elif tag == "br":
        yield Span("", kind="break")
    elif tag == "wbr" or tag in UNSEEN or reading.skipped(element):
        return
    elif tag == "img":
        yield Span(_sign(element), style)
    elif tag == "ruby":
        yield from _of_ruby(element, reading, style)
    elif tag == "math":
        yield from _of_formula(element, style)
    elif tag == "q":
        yield Span("“", style)
        yield from _of_pieces(pieces_of(element), reading, style)
        yield Span("”", style)
    else:
        yield from _of_pieces(pieces_of(element), reading, _styled(element, reading, style))


def _sign(image: HtmlElement) -> str:
    """What a picture within a line stands for, when that is a sign: an emoji of an editor."""
    alt = (image.get("alt") or "").strip()
    return alt if len(alt) <= 8 and not any(char.isascii() and char.isalnum() for char in alt) else ""


def _of_ruby(element: HtmlElement, reading: Reading, style: Style) -> Iterator[Span]:
    """The word, then how it is read, in the brackets its language has."""
    for piece in pieces_of(element):
        if isinstance(piece, str):
            yield Span(NOTHING.sub("", piece), style)
        elif piece.tag in {"rt", "rtc"}:
            words = plain(read_spans(pieces_of(piece), reading))
            yield Span(f"（{words}）" if words else "", style)
        elif piece.tag != "rp":
            yield from _of_element(piece, reading, style)


def _of_formula(element: HtmlElement, style: Style) -> Iterator[Span]:
    """A formula in one line: fractions with a stroke, roots by their sign, raised and lowered signs as such."""
    tag = str(element.tag).rpartition("}")[2]
    children = [child for child in element if isinstance(child.tag, str)]
    if tag in {"annotation", "annotation-xml"}:
        return
    if tag in {"msup", "msub", "mover", "munder"} and len(children) == 2:
        yield from _of_formula(children[0], style)
        inner = "".join(children[1].itertext()).strip()
        yield Span("".join(inner.split()), style._replace(raised="^" if tag in {"msup", "mover"} else "~"))
    elif tag == "msubsup" and len(children) == 3:
        yield from _of_formula(children[0], style)
        yield Span("".join("".join(children[1].itertext()).split()), style._replace(raised="~"))
        yield Span("".join("".join(children[2].itertext()).split()), style._replace(raised="^"))
    elif tag == "mfrac" and len(children) == 2:
        yield from _bracketed(children[0], style)
        yield Span("/", style)
        yield from _bracketed(children[1], style)
    elif tag == "msqrt":
        yield Span("√(", style)
        for child in children:
            yield from _of_formula(child, style)
        yield Span(")", style)
    else:
        yield Span((element.text or "").strip(), style)
        for child in children:
            yield from _of_formula(child, style)


def _bracketed(element: HtmlElement, style: Style) -> Iterator[Span]:
    single = len(list(element.iter())) == 1
    yield Span("" if single else "(", style)
    yield from _of_formula(element, style)
    yield Span("" if single else ")", style)


def _styled(element: HtmlElement, reading: Reading, style: Style) -> Style:
    """The style of what is inside of *element*."""
    tag, css = str(element.tag), element.get("style") or ""
    if tag == "a" and (href := clean_address(element.get("href") or "", reading.base)):
        style = style._replace(href=href)
    if tag == "span":
        for name in (element.get("class") or "").split():
            known = reading.classes.get(name)
            style = _merged(style, known) if known else style
    style = style._replace(
        strong=(style.strong or tag in STRONG) and "font-weight:normal" not in css.replace(" ", ""),
        slanted=style.slanted or tag in SLANTED,
        struck=style.struck or tag in STRUCK,
        code=style.code or tag in CODE,
    )
    if tag in {"sup", "sub"}:
        style = style._replace(raised="^" if tag == "sup" else "~")
    return _merged(style, css_style(css)) if css and tag in {"span", "font", "a"} else style


def _merged(style: Style, more: Style) -> Style:
    return style._replace(
        strong=style.strong or more.strong,
        slanted=style.slanted or more.slanted,
        struck=style.struck or more.struck,
        raised=style.raised or more.raised,
    )


def css_style(css: str) -> Style:
    """Return the style that declarations of CSS mean.

    >>> css_style("font-weight: 700; font-style:italic")
    Style(href='', strong=True, slanted=True, struck=False, raised='', code=False)
    """
    low = re.sub(r"\s+", "", css.lower())
    return Style(
        strong=bool(re.search(r"font-weight:(?:bold|[6-9]00)", low)),
        slanted="font-style:italic" in low,
        struck=bool(re.search(r"text-decoration(?:-line)?:[a-z-]*line-through", low)),
        raised="^" if "vertical-align:super" in low else "~" if "vertical-align:sub" in low else "",
    )


def read_classes(tree: HtmlElement) -> Mapping[str, Style]:
    """Return what a page's own style sheets say of single classes: how Google Docs and others set words apart."""
    found: dict[str, Style] = {}
    for sheet in tree.iter("style"):
        for name, declarations in RULE.findall((sheet.text or "")[:MAX_SHEET]):
            style = css_style(declarations)
            if style != PLAIN:
                found[name] = style
    return found


def _squeezed(spans: Iterable[Span]) -> Iterator[Span]:
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
            text = SPACES.sub(" ", span.text)
            text = text.lstrip(EDGE) if space and (not kept or kept[-1].kind == "break") else text
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
    start = next((number for number, span in enumerate(kept) if span.kind != "break"), len(kept))
    return iter(kept[start:])


def _trim(spans: list[Span]) -> None:
    """Take the space off the end of the line that is written."""
    while spans and spans[-1].kind == "words":
        text = spans[-1].text.rstrip(EDGE)
        if text:
            spans[-1] = Span(text, spans[-1].style)
            return
        spans.pop()


# --- written ----------------------------------------------------------------------------------------------------------

MARKS = ("", "**", "*", "~~", "", "")


def _raised(span: Span, before: str) -> str:
    """Raised and lowered signs as their own characters where there are such, else in brackets; ordinals are read as they are."""
    if not span.style.raised or ORDINAL.search(before + span.text):
        return span.text
    signs = RAISED if span.style.raised == "^" else LOWERED
    if all(char in signs for char in span.text):
        return "".join(signs[char] for char in span.text)
    opens = span.style.raised == "^" and before.isalnum() and span.text[:1].isdigit()
    return f"^{span.text}" if opens else span.text


def _written(spans: list[Span], level: int) -> Iterator[str]:
    """The spans as CommonMark, the marks of the styles from *level* on set."""
    if level == len(Style._fields):
        for span in spans:
            yield {"words": escape(span.text), "break": "\\\n", "note": f"[^{span.text}]"}[span.kind]
        return
    groups = [(value, list(part)) for value, part in groupby(spans, key=lambda span: span.style[level])]
    for number, (value, part) in enumerate(groups):
        before = _edge(groups[number - 1][1], last=True) if number else " "
        after = _edge(groups[number + 1][1], last=False) if number + 1 < len(groups) else " "
        if not value:
            words = "".join(_written(part, level + 1))
            leads = level == 0 and number + 1 < len(groups) and words.endswith("!")
            yield f"{words[:-1]}\\!" if leads else words
        else:
            yield _marked(part, level, str(value), before, after)


def _edge(spans: Sequence[Span], *, last: bool) -> str:
    span = spans[-1 if last else 0]
    return "x" if span.kind == "note" else " " if span.kind == "break" else (span.text[-1:] if last else span.text[:1])


def _marked(spans: list[Span], level: int, value: str, before: str, after: str) -> str:
    """One group with its marks, spaces and what would keep the marks from being read set outside of them."""
    name = Style._fields[level]
    inner = "".join(_written(spans, level + 1))
    if name == "href":
        return link(inner, value)
    core = inner.strip(" ")
    lead, tail = inner[: len(inner) - len(inner.lstrip(" "))], inner[len(inner.rstrip(" ")) :]
    if not core or not plain(spans).strip():
        return inner
    if name == "code":
        return lead + code_span(" ".join(plain(spans).split("\n")).strip(" ")) + tail
    if name == "raised":
        words = "".join(span.text for span in spans if span.kind == "words").strip()
        return f"{lead}{moved(words, value)}{tail}" if words else inner
    mark = MARKS[level]
    if not _opens(core, before if not lead else " ") or not _closes(core, after if not tail else " "):
        return inner
    return f"{lead}{mark}{core}{mark}{tail}"


def _opens(core: str, before: str) -> bool:
    """Whether CommonMark reads marks in front of *core* as opening ones."""
    return core[0].isalnum() or not (before.isalnum())


def _closes(core: str, after: str) -> bool:
    return core[-1].isalnum() or not (after.isalnum())
