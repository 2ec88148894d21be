"""Pasted text: the prose itself: paragraphs, subheads, lists, quotes, captions with their credits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from publishkit.articles.cues import ends_article, is_furniture
from publishkit.articles.extracted import Block, CaptionCredit, Dropped, FoundPicture, Readers
from publishkit.articles.lines import PastedLine

BULLET = re.compile(r"^(?:[•·●▪◦‣*–-]|(?P<number>\d{1,2})[.)])\s+(?=\S)")
SUBHEAD = 110
"""Characters a subhead has at most."""
CAPTION = 420


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
