"""Sentences with gaps: templates of the label files filled with spans, groups in [brackets] dropped when a gap is empty."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from publishkit.model.edition import Line, Span

Filling = Mapping[str, Span | str]
GROUP = re.compile(r"\[([^\[\]]*)\]")
GAP = re.compile(r"\{(\w+)\}")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew, Arabic and the scripts between them; all our sentences run from left to right."""
ISOLATE, END = "\u2068", "\u2069"
"""Keep a name together that runs the other way, so that what stands after it stays there (UAX #9, section 2.4)."""


def fill(template: str, filling: Filling) -> Line:
    """Return *template* with its gaps filled; a group with an empty gap vanishes, an empty gap outside one stays empty.

    >>> from publishkit.model.edition import plain
    >>> plain(fill("{title}[ by {authors}][, {date}].", {"title": "Low Water", "authors": "Ada"}))
    'Low Water by Ada.'
    """
    kept = GROUP.sub(
        lambda group: group[1] if all(_text(filling, gap) for gap in GAP.findall(group[1])) else "", template
    )
    return tuple(_joined(_spans(kept, filling)))


def fill_text(template: str, **filling: str) -> str:
    r"""Return *template* filled as plain words.

    >>> fill_text("No. {number}", number="47")
    'No. 47'
    >>> ascii(fill_text("{title}, 2026", title="\u05d9\u05dd"))
    "'\\u2068\\u05d9\\u05dd\\u2069, 2026'"
    """
    return "".join(span.text for span in fill(template, filling))


def _text(filling: Filling, gap: str) -> str:
    value = filling.get(gap, "")
    return value.text if isinstance(value, Span) else value


def _spans(template: str, filling: Filling) -> Iterator[Span]:
    for n, part in enumerate(GAP.split(template)):
        value = filling.get(part, "") if n % 2 else part
        span = value if isinstance(value, Span) else Span(text=value)
        yield replace(span, text=_isolated(span.text)) if n % 2 and RIGHT_TO_LEFT.search(span.text) else span


def _isolated(text: str) -> str:
    return text if text.startswith(ISOLATE) else f"{ISOLATE}{text}{END}"


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans with neighbours that are plain words made one, and empty ones left out."""
    words = ""
    for span in spans:
        if not (span.href or span.kind):
            words += span.text
            continue
        if words:
            yield Span(text=words)
            words = ""
        if span.text:
            yield span
    if words:
        yield Span(text=words)
