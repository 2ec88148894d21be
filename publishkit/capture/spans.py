"""Words of a line in their styles, from whatever source; and as CommonMark, so that every mark is read as it was meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from publishkit.capture.commonmark import code_span, escape, link, moved

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
    """Some words in one style, a line break, the mark of a note, or a formula between its dollars."""

    text: str
    style: Style = PLAIN
    kind: Literal["words", "break", "note", "formula"] = "words"


def squeezed(spans: Iterable[Span], edge: str = " ") -> list[Span]:
    """Return spans with spaces made single and neighbours of one style made one; what is in *edge* goes at both ends of a line."""
    kept: list[Span] = []
    space = True
    for span in spans:
        if span.kind == "break":
            _trim(kept, edge)
            kept.append(span)
            space = True
        elif span.kind in ("note", "formula"):
            kept.append(span)
            space = False
        else:
            text = span.text if span.style.code else SPACES.sub(" ", span.text)
            text = text.lstrip(edge) if space and (not kept or kept[-1].kind == "break") else text
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
    _trim(kept, edge)
    first = next((number for number, span in enumerate(kept) if span.kind != "break"), len(kept))
    return kept[first:]


def _trim(spans: list[Span], edge: str) -> None:
    """Take the spaces off the end of the line that is written."""
    while spans and spans[-1].kind == "words":
        if text := spans[-1].text.rstrip(edge):
            spans[-1] = Span(text, spans[-1].style)
            return
        spans.pop()


MARKS = {"strong": "**", "slanted": "*", "struck": "~~"}


def words(spans: Sequence[Span]) -> str:
    """Return the words alone, a break as a line end."""
    return "".join(_plain(span) for span in spans)


def _plain(span: Span) -> str:
    if span.kind == "note":
        return ""
    return "\n" if span.kind == "break" else span.text.strip("$") if span.kind == "formula" else span.text


def markdown(spans: Sequence[Span]) -> str:
    r"""Return the words as CommonMark.

    >>> markdown([Span("Low "), Span("water", Style(slanted=True)), Span("1", kind="note")])
    'Low *water*[^1]'
    """
    if all(span.style == PLAIN for span in spans):
        return "".join(map(_one, spans))
    return _written(_raised_whole(spans), 0, " ", " ")


def _raised_whole(spans: Sequence[Span]) -> Sequence[Span]:
    """The spans, what is raised or lowered without marks within it: a raised `[*who?*]` is one."""
    whole: list[Span] = []
    for sign, part in groupby(spans, key=lambda span: span.style.moved if span.kind == "words" else None):
        kept = list(part)
        if sign and len(kept) > 1:
            href = next((span.style.href for span in kept if span.style.href), "")
            kept = [Span("".join(span.text for span in kept), Style(href=href, moved=sign))]
        whole += kept
    return whole


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
    if span.kind == "words":
        return escape(span.text)
    return {"break": "\\\n", "note": f"[^{span.text}]", "formula": span.text}[span.kind]


def _first(span: Span) -> str:
    """What a span begins with where it is written: its first letter, and before it a mark, which may not be written."""
    if span.kind == "break":
        return " "
    if span.kind == "note":
        return "["
    if span.kind == "formula":
        return "$"
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
