"""What our own words quote of works that are withheld: in quotation marks, within the limits of the house.

The gate measures what an entry quotes of its own source. Here is what the rest of an issue quotes in passing: an editorial,
an article of ours, the summary of another brief. It is measured alike: each quotation and all from one publisher together
have so many characters, and stand beside more text of our own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html

from publishkit.edition.body import Body
from publishkit.edition.clear import ClearedItem, source_name
from publishkit.edition.wording import read_wording, stored_words
from publishkit.model.article import Article
from publishkit.model.decision import RightsPolicy
from publishkit.model.issue import Issue
from publishkit.model.profile import Profile
from publishkit.model.rights import Status
from publishkit.rights.copies.near_copy import quotations
from publishkit.rights.credit import FULL_USES
from publishkit.words import skeleton

_OMITTED = re.compile(r"[\[(]\s*(?:\u2026|\.\s?\.\s?\.)\s*[\])]|\u2026|\.\s?\.\s?\.")
"""Where words of a quotation were left out: […], (...), …"""
LEAST = 12
"""Letters of a part of a quotation by which it is known; fewer say nothing."""


@dataclass(frozen=True, slots=True)
class _Quotation:
    """Words in quotation marks, or indented."""

    text: str
    parts: tuple[str, ...]
    """The letters of what stands between omissions."""
    about: str = ""
    """The article whose entry it stands in, where the gate has measured what is quoted of that."""


class Quoting:
    """What our own words of an issue quote of others; asked for one work after the other, as quotations count together."""

    def __init__(self, cleared: Sequence[ClearedItem], issue: Issue, policy: RightsPolicy) -> None:
        """Take the quotations out of everything that is our own in the issue."""
        self._policy = policy
        self._found = tuple(
            dict.fromkeys(one for text in _own_texts(cleared, issue) for one in _quotations(policy, *text))
        )
        self._counted: Counter[str] = Counter()
        """Characters quoted from each publisher, those of the entries with them."""
        self._weighed: dict[tuple[_Quotation, str], bool] = {}
        for item in cleared:
            entry = item.entry
            self._counted[source_name(item.article)] += len(entry.quote) + read_wording(entry, item.source).quoted_chars

    def of(self, article: Article, terms: Profile | None = None) -> Iterator[str]:
        """Yield what is quoted of *article* within the limits; nothing of a holder who forbids it."""
        statement, name = article.text_rights, source_name(article)
        if statement.no_rewrite or statement.status is Status.NO_REPUBLICATION or (terms and not terms.allow.excerpt):
            return
        source = letters_of(stored_words(article)) if self._found else ""
        for one in self._found:
            if one.about != article.slug and all(part in source for part in one.parts) and self._weigh(one, name):
                yield one.text

    def _weigh(self, quotation: _Quotation, name: str) -> bool:
        """Return whether there was room for a quotation from a publisher when it was first met; it counts once."""
        if (quotation, name) not in self._weighed:
            self._counted[name] += len(quotation.text)
            self._weighed[quotation, name] = self._counted[name] <= self._policy.quote_total_chars_per_source
        return self._weighed[quotation, name]


def letters_of(text: str) -> str:
    """Return the letters of *text* by which copied words are known, without spaces."""
    return skeleton(text).replace(" ", "")


def _own_texts(cleared: Sequence[ClearedItem], issue: Issue) -> Iterator[tuple[str, Sequence[str], str]]:
    """Yield every text of our own as (the whole of it, what is indented in it as quoted, the article it is about)."""
    yield issue.editorial, (), ""
    yield from ((section.intro, (), "") for section in issue.section)
    for item in cleared:
        entry = item.entry
        yield f"{entry.summary}\n{entry.note}", (), "" if entry.use in FULL_USES else entry.slug
        if entry.use in FULL_USES and item.article.text_rights.status is Status.OWN:
            yield "\n\n".join(item.body.paragraphs), tuple(_indented(item.body)), ""


def _indented(body: Body) -> Iterator[str]:
    for block in body.blocks:
        if block.kind == "html" and "<blockquote" in block.html:
            for quote in html.fragment_fromstring(block.html, create_parent="div").iter("blockquote"):
                yield from ("".join(paragraph.itertext()) for paragraph in quote.iter("p"))


def _quotations(policy: RightsPolicy, text: str, indented: Iterable[str], about: str) -> Iterator[_Quotation]:
    """Yield the quotations in *text* that are short enough; none where it is mostly quotations."""
    every = [*quotations(text), *indented]
    quoted = sum(map(len, every))
    if len(text) - quoted < policy.own_to_quote_ratio * quoted:
        return
    for quotation in every:
        parts = tuple(filter(None, map(letters_of, _OMITTED.split(quotation))))
        if len(quotation) <= policy.quote_max_chars and parts and max(map(len, parts)) >= LEAST:
            yield _Quotation(quotation, parts, about)
