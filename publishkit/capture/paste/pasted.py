"""Pasted text becomes an article: what was copied out of a browser, with or without the page around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from publishkit.capture.paste.cues import ends_article, is_furniture
from publishkit.capture.extracted import (
    NO_ADDRESS,
    Block,
    Candidate,
    CaptionCredit,
    Dropped,
    Extracted,
    FoundPicture,
    Readers,
)
from publishkit.capture.language import detect_language
from publishkit.capture.paste.head import FoundTitle, Head, find_title, read_head
from publishkit.capture.paste.lines import PastedLine, find_core, fold, split_lines

MAX_LINES = 20_000
"""Lines of an article with its page."""
BULLET = re.compile(r"^(?:[•·●▪◦‣*–-]|(?P<number>\d{1,2})[.)])\s+(?=\S)")
SUBHEAD = 110
"""Characters a subhead has at most."""
CAPTION = 420
"""Characters a caption has at most."""


@dataclass(kw_only=True, slots=True)
class Body:
    """Blocks and pictures, filled line by line."""

    blocks: list[Block] = field(default_factory=list)
    pictures: list[FoundPicture] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def drop(self, text: str, reason: str) -> None:
        """Keep what was left out."""
        self.dropped.append(Dropped(text=text, reason=reason))


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
    prose = "\n".join(line.text for line in lines[first : last + 1])
    language = detect_language(prose) or detect_language(text)
    title = find_title(lines, (first, last), lambda line: bool(readers.credit_line(line) or readers.caption_tail(line)))
    start = title.index + 1 if title else first
    head = read_head(lines, start, last, language, readers)
    body = read_body(lines, head.end, last, readers)
    return _extracted(text, title, head, body, language, _before(lines, title, first), readers)


def _before(lines: Sequence[PastedLine], title: FoundTitle | None, first: int) -> tuple[Dropped, ...]:
    """What stands above the title; the title itself and its label are kept elsewhere."""
    known = {fold(title.title), fold(title.kicker)} if title else set()
    found = []
    for line in lines[: title.index if title else first]:
        glued = title is not None and line.key.endswith(fold(title.title))
        if not line.cut and line.key not in known:
            found.append(
                Dropped(text=line.text, reason="label and title run together" if glued else "stands above the title")
            )
    return tuple(found)


def _extracted(
    text: str,
    title: FoundTitle | None,
    head: Head,
    body: Body,
    language: str | None,
    above: tuple[Dropped, ...],
    readers: Readers,
) -> Extracted:
    name = readers.copyright_name(text)
    review = [*head.review, *_questions(title, head, body, name)]
    return Extracted(
        title=title.title if title else "",
        kicker=title.kicker if title else "",
        deck=head.deck,
        bylines=head.bylines,
        published=head.published,
        modified=head.modified,
        publisher=name,
        language=language,
        blocks=tuple(block for block in body.blocks if _not_the_title(block, title)),
        pictures=(*head.pictures, *body.pictures),
        page_text=text,
        dropped=(*above, *head.dropped, *body.dropped),
        review=tuple(review),
        candidates={
            "title": [Candidate(value=title.title, source=f"line {title.index + 1}")] if title else [],
            "publisher": [Candidate(value=name, source="copyright line")] if name else [],
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
    if head.published is None:
        questions.append("published: no date was found")
    if publisher is None:
        questions.append("publisher: no copyright line names one")
    if not any(block.kind == "paragraph" for block in body.blocks):
        questions.append("body: no paragraph was found")
    pictures = len(head.pictures) + len(body.pictures)
    if pictures:
        questions.append(f"pictures: {pictures} caption(s) without a file; they are recorded and not printed")
    return questions


# --- the body ---------------------------------------------------------------------------------------------------------


def read_body(lines: Sequence[PastedLine], start: int, last: int, readers: Readers) -> Body:
    """Return the blocks of the lines from *start* to *last*; nothing vanishes, it stands in `dropped`."""
    body = Body()
    end = _end(lines, start, last)
    skip = -1
    for index in range(start, end):
        line = lines[index]
        if index == skip or line.cut:
            continue
        if line.key in body.seen and not line.long:
            body.drop(line.text, "repeats an earlier line")
            continue
        credit = readers.credit_line(line.text)
        if credit is not None:
            skip = _take_credit(body, lines, index, end, credit)
        else:
            _take_line(body, lines, index, end, readers)
        body.seen.add(line.key)
    _drop_rest(body, lines, end)
    return body


def _end(lines: Sequence[PastedLine], start: int, last: int) -> int:
    """Return where the article is over: at a cue word after which little prose follows, else after *last*."""
    total = sum(line.weight for line in lines[start : last + 1] if line.long)
    for index in range(start, last + 1):
        if not ends_article(lines[index].text):
            continue
        rest = sum(line.weight for line in lines[index : last + 1] if line.long and not line.cut)
        if rest <= 0.3 * total:
            return index
    return last + 1


def _take_credit(body: Body, lines: Sequence[PastedLine], index: int, end: int, credit: CaptionCredit) -> int:
    """Put a credit beside its caption: the line before it, else the line after it; return the line used up."""
    before = body.blocks[-1] if body.blocks else None
    after = lines[index + 1] if index + 1 < end else None
    caption, used = "", -1
    stands_before = (
        before is not None and before.kind in {"paragraph", "subhead"} and lines[index - 1].text == before.text
    )
    if before is not None and stands_before and not lines[index].gap and len(before.text) <= CAPTION:
        caption = before.text
        body.blocks.pop()
    elif index and body.dropped and body.dropped[-1].text == lines[index - 1].text and not lines[index].gap:
        caption = body.dropped.pop().text
    elif after is not None and not after.gap and len(after.text) <= CAPTION and not after.cut:
        caption, used = after.text, index + 1
    body.pictures.append(FoundPicture(caption=caption, credit=credit.credit, credit_raw=credit.raw))
    return used


def _take_line(body: Body, lines: Sequence[PastedLine], index: int, end: int, readers: Readers) -> None:
    line = lines[index]
    tail = readers.caption_tail(line.text) if line.weight <= CAPTION else None
    if tail is not None and tail.credit:
        body.pictures.append(FoundPicture(caption=tail.caption, credit=tail.credit, credit_raw=tail.raw))
    elif is_furniture(line.text) or ends_article(line.text):
        body.drop(line.text, "a button or a pointer, not text")
    elif BULLET.match(line.text):
        _take_item(body, line.text)
    elif line.long or (line.sentence and line.weight >= 12):
        body.blocks.append(Block(kind="paragraph", text=line.text))
    elif _is_subhead(lines, index, end, body):
        body.blocks.append(Block(kind="subhead", text=line.text))
    elif line.weight >= 40:
        body.blocks.append(Block(kind="paragraph", text=line.text))
    else:
        body.drop(line.text, "a short line that is no subhead")


def _take_item(body: Body, text: str) -> None:
    """Begin a list, or put one more item into the one before."""
    match = BULLET.match(text)
    ordered = match is not None and match["number"] is not None
    item = BULLET.sub("", text, count=1)
    last = body.blocks[-1] if body.blocks else None
    if last is not None and last.kind == "list" and last.ordered == ordered:
        items = (*last.items, item)
        body.blocks[-1] = Block(kind="list", text="\n".join(items), items=items, ordered=ordered)
    else:
        body.blocks.append(Block(kind="list", text=item, items=(item,), ordered=ordered))


def _is_subhead(lines: Sequence[PastedLine], index: int, end: int, body: Body) -> bool:
    """A short line without a full stop, between paragraphs."""
    line = lines[index]
    if line.weight > SUBHEAD or line.text.endswith((".", ",", ";", ":")) or index + 1 >= end:
        return False
    after = lines[index + 1]
    prose = after.long or (after.sentence and after.weight >= 40)
    return prose and not after.cut and (bool(body.blocks) and body.blocks[-1].kind != "subhead")


def _drop_rest(body: Body, lines: Sequence[PastedLine], end: int) -> None:
    for line in lines[end:]:
        if not line.cut:
            body.drop(line.text, "stands after the end of the article")
