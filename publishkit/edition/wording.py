"""Our words beside the source's: what they have from it, and whether a text printed whole is the original's, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publishkit.capture.markdown.read import body_as_written
from publishkit.capture.page.tree import MARKUP, plain_text
from publishkit.edition.body import Body, parse_body
from publishkit.model.article import Article
from publishkit.model.issue import Entry
from publishkit.model.rights import Status
from publishkit.rights.copies.near_copy import Likeness, measure_likeness, quotations, runs, words
from publishkit.rights.copies.verbatim import (
    BLOCKS,
    UNREAD,
    Comparison,
    body_sha256,
    compare_with_page,
    found_unchanged,
    html_paragraphs,
)
from publishkit.rights.credit import FULL_USES

SAID_AS_THEIRS = 4
"""Words in quotation marks that make a quotation when they stand in the source; fewer are a name or a doubt."""
DOCUMENT = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
"""How a saved page begins; anything else may be Markdown."""
BESIDE = UNREAD | {"aside", "button", "figcaption", "figure", "form", "iframe", "nav", "noscript", "svg"}
"""Elements within an article that are no part of its running text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What our own words about a source have from it."""

    likeness: Likeness
    own_chars: int
    quoted_chars: int
    """Within the summary, beyond the entry's quotation."""


def stored_words(article: Article) -> str:
    """Return all words that are stored of an original: as captured, and of a foreign one as `article.md` has them, too.

    Where the captured page is lost, or says less than its data did, our file of it still tells what was copied.
    """
    ours = article.text_rights.status is Status.OWN
    kept = () if ours else (article.head.deck, article.body)
    return "\n".join(filter(str.strip, (plain_text(article.source_text), *kept)))


def read_wording(entry: Entry, source: str) -> Wording:
    """Return how near the entry's summary and note are to *source*, and how much of it they quote in passing.

    A quotation within the summary is one like any other: what stands in quotation marks and in the source counts.
    """
    own = f"{entry.summary}\n{entry.note}".strip()
    if entry.use in FULL_USES or not source:
        return Wording(likeness=Likeness(0, 0.0), own_chars=len(own), quoted_chars=0)
    theirs = set(runs(words(source), SAID_AS_THEIRS))
    quoted = sum(len(text) for text in quotations(own) if not theirs.isdisjoint(runs(words(text), SAID_AS_THEIRS)))
    return Wording(likeness=measure_likeness(own, source), own_chars=len(own) - quoted, quoted_chars=quoted)


def tells_enough(entry: Entry, source: str) -> bool:
    """Whether the stored *source* is something to compare our words with: a title or a teaser shorter than they are is none."""
    return len(source.strip()) > len(f"{entry.summary}\n{entry.note}".strip())


def compare_with_original(article: Article, body: Body) -> Comparison | None:
    """Return whether our text is the stored original's, word for word, and where it is not; None when nothing is stored.

    The hash taken when the article was added says whether, the stored source says where. Without a hash the source
    says both.
    """
    known, source = article.text_rights.body_sha256, article.source_text
    if known == body_sha256(body.paragraphs):
        return Comparison(same=True)
    if not (known or source.strip()):
        return None
    found = _compare_with_source(body.paragraphs, source)
    return Comparison(same=False, count=found.count, first=found.first) if known else found


def _compare_with_source(ours: Sequence[str], source: str) -> Comparison:
    if not source.strip():
        return Comparison(same=False)
    readings = list(_readings(source))
    best = max(readings, key=lambda page: found_unchanged(ours, page))
    return compare_with_page(ours, best)


def _readings(source: str) -> Iterator[list[str]]:
    """Yield the paragraphs of the source, read in every way it may have been meant."""
    if not DOCUMENT.match(source[:1_000]):
        yield list(parse_body(body_as_written(source), "source").paragraphs)
    if MARKUP.search(source[:100_000]):
        yield html_paragraphs(source, unread=BESIDE)
        yield html_paragraphs(source, unread=BESIDE, blocks=BLOCKS | {"br"})
        yield html_paragraphs(source)  # a table may stand within a figure
        return
    yield source.splitlines()
    yield re.split(r"\n[ \t]*\n", source.replace("\r\n", "\n"))
    yield list(parse_body(source, "source").paragraphs)
