"""What is said of a text elsewhere, put together with what the text says itself; and what both leave open."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publishkit.capture.bylines import split_names
from publishkit.capture.document import Facts
from publishkit.capture.extracted import Candidate, Extracted, missing_files
from publishkit.model.article import Byline
from publishkit.model.statement import Signal

MAIL_HEAD = "the mail's head"


def with_facts(found: Extracted, facts: Facts) -> Extracted:
    """Return the article with what is said of it elsewhere, and with the questions it leaves open.

    What is said of the very text counts before its own head; properties of a file fill gaps, and are asked about.
    """
    asked: list[str] = []
    names = tuple(name for text in facts.authors for name in (split_names(text) or (Byline(name=text),)))
    title, bylines, published = found.title, found.bylines, found.published
    if facts.title and (facts.sure or not title):
        title = facts.title
        asked += [] if facts.sure else [f"title: the text has none; “{title[:80]}” is from {facts.where}"]
    if names and (facts.sure or not bylines):
        bylines = names
        told = ", ".join(one.name for one in names)
        asked += [] if facts.sure else [f"bylines: the text names nobody; {told[:80]} is from {facts.where}"]
    if facts.published and facts.sure:
        published = facts.published
    elif facts.published and published is None:
        asked.append(
            f"published: the text has no date; {facts.where} say {facts.published.isoformat()[:10]}, when it was written"
        )
    found = replace(
        found, title=title, bylines=bylines, published=published, modified=found.modified or facts.modified,
        publisher=found.publisher or facts.publisher or None, language=_language(facts, found),
        source_url=found.source_url or facts.address or None, page_text="\n".join([found.page_text, *facts.rights]),
        signals=(*found.signals, *facts.signals, *_signed(facts)), truncated=found.truncated or facts.truncated,
        candidates=_candidates(found, facts),
    )  # fmt: skip
    return replace(found, review=tuple(dict.fromkeys((*found.review, *facts.questions, *asked, *_open(found, asked)))))


def _signed(facts: Facts) -> Iterator[Signal]:
    """Lines of © that are said of the text elsewhere: they stand where a page's foot does."""
    for line in facts.rights:
        if re.search(r"©|copyright|\(c\)", line, re.IGNORECASE):
            yield Signal(kind="signed", value=line[:300], where="footer")


def _language(facts: Facts, found: Extracted) -> str | None:
    """What was recognised in the text counts before what a program wrote down, which may know the region besides."""
    told = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?", facts.language.strip())
    said = "-".join(filter(None, (told[1].lower(), (told[2] or "").upper()))) if told else None
    return said if said and found.language in {None, said.partition("-")[0]} else found.language


def _candidates(found: Extracted, facts: Facts) -> Mapping[str, Sequence[Candidate]]:
    told = {"title": [facts.title], "bylines": facts.authors, "publisher": [facts.publisher],
            "published": [facts.published.isoformat()] if facts.published else []}  # fmt: skip
    said = {key: [Candidate(value=one, source=facts.where) for one in values if one] for key, values in told.items()}
    return {key: [*found.candidates.get(key, ()), *said.get(key, ())] for key in {**said, **found.candidates}}


def _open(found: Extracted, asked: Sequence[str]) -> Iterator[str]:
    if not found.title:
        yield "title: the text has none"
    if not found.bylines:
        yield "bylines: no author was found"
    if found.published is None and not any(line.startswith("published:") for line in asked):
        yield "published: no date was found"
    if found.publisher is None:
        yield "publisher: the text names none"
    if found.address_question:
        yield found.address_question
    yield from missing_files(found.pictures)
