"""Pasted text becomes an article: what was copied out of a browser, with or without the page around it."""

import re
from collections.abc import Sequence

from publishkit.capture.dates import order_of
from publishkit.capture.extracted import NO_ADDRESS, Block, Candidate, Dropped, Extracted, Readers
from publishkit.capture.language import detect_language
from publishkit.capture.paste.body import Body, read_body, stanzas_of
from publishkit.capture.paste.captions import caption_of
from publishkit.capture.paste.groups import is_alone, tables
from publishkit.capture.paste.head import SUBJECTS, Head, read_around, read_head
from publishkit.capture.paste.lines import Page, PastedLine, find_core, fold, letters_of, runs_further, split_lines
from publishkit.capture.paste.title import FoundTitle, find_title, first_line

MAX_LINES = 200_000
"""Lines of an article with its page."""


def read_pasted(text: str, readers: Readers) -> Extracted:
    """Return the article in pasted *text*; what is not article text is in `dropped`, what is open in `review`.

    Raises:
        ValueError: it has more lines than an article with its page.
    """
    if text.count("\n") > MAX_LINES:
        raise ValueError(f"it has more than {MAX_LINES:,} lines; paste one article")
    lines = split_lines(text, readers.notice_spans(text))
    if not lines:
        return Extracted(page_text=text, review=("body: there is no text",))
    first, last = find_core(lines)
    last = runs_further(lines, first, last)
    prose = "\n".join(line.text for line in lines[first : last + 1])
    language = detect_language(prose) or detect_language(text)
    title = find_title(lines, (first, last), lambda line: bool(readers.credit_line(line) or caption_of(line, readers)))
    if alone := is_alone(lines):
        title = title or first_line(lines)
        first, last = 0, len(lines) - 1
    house = readers.copyright_name(text)
    page = Page(
        lines=lines,
        title=title.title if title else "",
        language=language,
        order=order_of(text),
        readers=readers,
        prose=_subjects(lines[first : last + 1]),
        houses=frozenset(filter(None, (letters_of(house or ""),))),
        verse=min(
            (*tables(lines), *(stanzas_of(lines, title.index + 1 if title else 0, readers) if alone else ())),
            default=None,
        ),
    )
    start = title.first + 1 if title else first
    head = read_head(page, start, last, title.index + 1 if title else first)
    names = frozenset(fold(one.name) for one in head.bylines)
    body = read_body(lines, head.end, last, readers, names, alone=alone)
    read_around(head, page, title.first if title else first, body.end)
    return _extracted(page, text, title, head, body, _before(lines, title, first))


def _subjects(lines: Sequence[PastedLine]) -> str:
    """The prose in which those are named who were written about: not its end, which may tell of the author."""
    prose = [line.key for line in lines if line.long and line.sentence]
    return "\n".join(prose[: max(3, round(SUBJECTS * len(prose)))])[:200_000]


def _before(lines: Sequence[PastedLine], title: FoundTitle | None, first: int) -> tuple[Dropped, ...]:
    """What stands above the title; the title itself and its label are kept elsewhere."""
    known = {fold(title.title), fold(title.kicker)} if title else set()
    found = []
    for number, line in enumerate(lines[: title.index if title else first]):
        glued = title is not None and line.key.endswith(fold(title.title))
        if title is not None and number > title.first and not glued:
            continue  # it was read with the head
        if not line.cut and line.key not in known:
            found.append(
                Dropped(text=line.text, reason="label and title run together" if glued else "stands above the title")
            )
    return tuple(found)


def _extracted(
    page: Page, text: str, title: FoundTitle | None, head: Head, body: Body, above: tuple[Dropped, ...]
) -> Extracted:
    name = page.readers.copyright_name(text) or head.source
    published, modified = head.published, head.modified
    if published is None and modified is not None:
        published = modified
        head.review.append("published: only the time of an update is given; it was taken for the day of publication")
    review = [*head.review, *_questions(title, head, body, name)]
    return Extracted(
        title=page.title,
        kicker=title.kicker if title else "",
        deck=head.deck,
        bylines=head.bylines,
        published=published,
        modified=modified,
        publisher=name,
        language=page.language,
        blocks=tuple(block for block in (*head.opening, *body.blocks) if _not_the_title(block, title)),
        pictures=(*head.pictures, *body.pictures),
        page_text=text,
        dropped=(*above, *head.dropped, *body.dropped),
        review=tuple(dict.fromkeys(review)),
        candidates={
            "title": [Candidate(value=title.title, source=f"line {title.index + 1}")] if title else [],
            "publisher": [Candidate(value=name, source="source line" if name == head.source else "copyright line")]
            if name
            else [],
        },
    )


def _not_the_title(block: Block, title: FoundTitle | None) -> bool:
    return title is None or block.text != title.title


def _questions(title: FoundTitle | None, head: Head, body: Body, publisher: str | None) -> list[str]:
    """What an editor has to answer, because the paste does not."""
    questions = [NO_ADDRESS]
    if title is None:
        questions.append("title: no line could be told to be the title")
    elif re.search(r"\b(?:us|uk|eu|un)\b", title.title):
        questions.append(f"title: “{title.title}” may hold an abbreviation in small letters; it was kept as written")
    if not head.bylines:
        questions.append("bylines: no author was found")
    if head.published is None and not any(line.startswith("published") for line in head.review):
        questions.append("published: no date was found")
    if publisher is None:
        questions.append("publisher: no copyright line and no words name one")
    if not any(block.kind == "paragraph" for block in body.blocks):
        questions.append("body: no paragraph was found")
    pictures = len(head.pictures) + len(body.pictures)
    if pictures:
        questions.append(f"pictures: {pictures} caption(s) without a file; they are recorded and not printed")
    return questions
