"""Pasted text: the blocks of the body, the pictures among them, and what is not the article."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from publishkit.capture.bylines import parse_byline
from publishkit.capture.commonmark import block_text, escape
from publishkit.capture.cues import ends_article, is_furniture
from publishkit.capture.extracted import Block, CaptionCredit, Dropped, FoundPicture, Readers
from publishkit.capture.paste.captions import CAPTION, caption_of
from publishkit.capture.paste.groups import is_speech, stanza_at, table_block, tables
from publishkit.capture.paste.head import BUTTON, LABELLED, SHORT_CAPTION
from publishkit.capture.paste.lines import LONG, PAUSES, STOPS, PastedLine
from publishkit.capture.paste.meta import read_meta

BULLET = re.compile(r"^(?:[•·●▪◦‣⁃∙○■□*–-]|(?P<number>\d{1,2})[.)])\s+(?=\S)")
INNER = re.compile(r"[a-z][.)]\s+(?=\S)")
"""“a. those of the yard”: an item of an inner list."""
POINTER = re.compile(r"(?:\||\s|\u00bb|›)\s?(?:mehr|more|plus|más|więcej|läs mer|les mer)\s?[›»>]?$", re.IGNORECASE)
"""A headline or a teaser that ends in its link."""
SUBHEAD = 110
"""Characters a subhead has at most."""
POINTERS = 4
"""Headlines that may stand below “Read more” inside of a text."""
STANZA = 3
"""Lines of the shortest stanza that is told by its lines alone, and words a line of it has at least on the whole."""
VERSE = 50
"""Weight that lines of verse have at most on the whole."""
CLOSING = re.compile(
    r"comment|komment|diskus|conversation|reacties|댓글|コメント|评论|評論|author|autor|תגובות|تعليق", re.IGNORECASE
)
"""Cue words below which paragraphs follow each other as well, and are not the article's."""
NOTE = re.compile(r"(\[(?:\d{1,2}|[a-z*†‡])\])\s?\S")
"""“[1] In the ledger it is a sheep.”"""
RAISED = re.compile(r"(\d{1,2})\s+(?=\S)")
"""“1 Minutes of 3 May.”: the number is glued to a word of the text."""
RANK = re.compile(r"\d{1,2}[.)]?")
BEHIND = "stands after the end of the article"
NEAR = 14
"""Lines below a cue word among which the text may run on."""
LITTLE = 0.08
REST = 0.6
"""Share of the prose before a cue word that may stand after it when it ends the article."""


@dataclass(kw_only=True, slots=True)
class Body:
    """Blocks and pictures, filled line by line."""

    end: int
    """The line after its last."""
    blocks: list[Block] = field(default_factory=list)
    pictures: list[FoundPicture] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    """The subheads there are already: a table of contents says each of them once before."""
    item: int = 0
    """The number of the last item of a list, 0 for one with a point."""
    alone: bool = False
    """Nothing around the article was copied: every line is its own."""

    def drop(self, text: str, reason: str) -> None:
        """Keep what was left out."""
        self.dropped.append(Dropped(text=text, reason=reason))


def read_body(
    lines: Sequence[PastedLine],
    start: int,
    last: int,
    readers: Readers,
    names: frozenset[str] = frozenset(),
    *,
    alone: bool = False,
) -> Body:
    """Return the blocks of the lines from *start* to *last*; nothing vanishes, it stands in `dropped`.

    *names* are those of the authors: a line that only repeats one is no text. Of a paste that is the article *alone* all is.
    """
    stanzas = stanzas_of(lines, start, readers)
    body = Body(end=last + 1 if alone else _end(lines, start, last), alone=alone)
    if body.end == last + 1:
        body.end = _behind(body.end, stanzas)
    grouped = _grouped(lines, start, body, stanzas, readers)
    skip = pointers = cue = -1
    for index in range(start, body.end):
        line = lines[index]
        if index <= skip or line.cut:
            continue
        if index in grouped:
            block, skip = grouped[index]
            body.blocks.append(block)
            continue
        again = line.key in body.seen and not (line.key not in body.heads and _is_subhead(lines, index, body))
        if again or line.key in names:
            body.drop(line.text, "repeats an earlier line")
            continue
        body.seen.add(line.key)
        if index <= pointers and _is_pointer(lines, index, cue, body.end):
            body.drop(line.text, "a pointer to another text")
            continue
        credit = readers.credit_line(line.text)
        if credit is not None:
            skip = _take_credit(body, lines, index, credit)
        elif ends_article(line.text):
            body.drop(line.text, BUTTON)
            cue, pointers = index, index + POINTERS
        else:
            _take_line(body, lines, index, readers)
    _take_notes(body, lines[body.end :])
    return body


def _take_notes(body: Body, lines: Sequence[PastedLine]) -> None:
    """The lines after the end: notes whose mark stands in the text are kept, the others are left out."""
    text = "\n".join(block.text for block in body.blocks)
    for line in (line for line in lines if not line.cut):
        note, raised = NOTE.match(line.text), RAISED.match(line.text)
        glued = raised is not None and re.search(
            rf"[^\W\d][.,;:!?”\"’)]?{raised[1]}(?!\w)|\d[.,;:!?”\"]{raised[1]}(?!\w)", text
        )
        if (note is not None and note[1] in text) or (glued and line.sentence):
            body.blocks.append(Block(kind="paragraph", text=line.text))
        else:
            body.drop(line.text, BEHIND)


def _behind(end: int, stanzas: Mapping[int, Sequence[PastedLine]]) -> int:
    """Return the line after the stanzas that follow on at once."""
    while end in stanzas:
        end += len(stanzas[end])
    return end


def _grouped(
    lines: Sequence[PastedLine],
    start: int,
    body: Body,
    stanzas: Mapping[int, Sequence[PastedLine]],
    readers: Readers,
) -> Mapping[int, tuple[Block, int]]:
    """The blocks of several lines by their first one, each with its last: tables, stanzas, and what else stands together."""
    found = {
        at: (table_block(rows), at + len(rows) - 1) for at, rows in tables(lines).items() if start <= at < body.end
    }
    found |= {
        at: (Block(kind="paragraph", text="\n".join(line.text for line in group)), at + len(group) - 1)
        for at, group in stanzas.items()
    }
    all_verse = not any(line.long for line in lines[start : body.end])  # else lines without a mark are a menu's
    index = start if body.alone else body.end
    while index < body.end:
        group = stanza_at(
            lines,
            index,
            body.end,
            lambda line: bool(line.cut or BULLET.match(line.text) or _is_other(line.text, readers)),
        )
        if index not in found and group and (all_verse or any(line.text.endswith((*STOPS, *PAUSES)) for line in group)):
            found[index] = Block(kind="paragraph", text="\n".join(line.text for line in group)), index + len(group) - 1
        index = found[index][1] + 1 if index in found else index + 1
    return found


def stanzas_of(lines: Sequence[PastedLine], start: int, readers: Readers) -> Mapping[int, Sequence[PastedLine]]:
    """Return the stanzas by the number of their first line: short lines of some words, some of which end as lines of a sentence do."""
    found: dict[int, Sequence[PastedLine]] = {}
    first = start
    for index in range(start, len(lines) + 1):
        goes_on = index < len(lines) and _is_short(lines[index])
        if goes_on and (index == first or not lines[index].gap):
            continue
        stanza = lines[first:index]
        if _is_stanza(stanza) and not any(_is_other(line.text, readers) for line in stanza):
            found[first] = stanza
        first = index if goes_on else index + 1
    return found


def _is_short(line: PastedLine) -> bool:
    stops = BULLET.match(line.text) or line.text.endswith(":") or any(map(str.isdigit, line.text[:LONG]))
    return not line.cut and line.weight < LONG and not stops


def _is_stanza(lines: Sequence[PastedLine]) -> bool:
    ends = sum(line.text.endswith((*STOPS, *PAUSES)) for line in lines)
    few = len(lines) < STANZA or 3 * ends < len(lines) or sum(map(_words, lines)) < STANZA * len(lines)
    if len(lines) == STANZA - 1 and ends == 1 and lines[1].text[0].islower():
        return lines[1].text.endswith(STOPS)  # a sentence in two lines
    # Lines of prose that a program has broken are all about as long.
    return not few and sum(line.weight for line in lines) < VERSE * len(lines)


def _is_other(text: str, readers: Readers) -> bool:
    """Whether a line is known for something else than verse."""
    known = is_furniture(text) or ends_article(text) or parse_byline(text)
    return bool(known or readers.credit_line(text) or caption_of(text, readers))


def _words(line: PastedLine) -> int:
    """How many words a line has; in a script without spaces a letter or two are one."""
    return line.weight // 3 if line.weight > len(line.text) else len(line.text.split())


def _is_pointer(lines: Sequence[PastedLine], index: int, cue: int, end: int) -> bool:
    """Whether a line soon below the cue word at *cue* is a headline of another text."""
    line = lines[index]
    short = not line.sentence and line.weight < 2 * SUBHEAD
    ranked = index - 1 > cue and RANK.fullmatch(lines[index - 1].text)
    return short and bool(index == cue + 1 or ranked or not _opens_prose(lines, index, end))


def _opens_prose(lines: Sequence[PastedLine], index: int, end: int) -> bool:
    """Whether prose follows a line at once, as it follows a subhead."""
    after = lines[index + 1] if index + 1 < end else None
    return after is not None and after.long and after.sentence and not lines[index].text.endswith("…")


def _end(lines: Sequence[PastedLine], start: int, last: int) -> int:
    """Return where the article is over: at a cue word after which no text runs on, else after *last*."""
    weights = [line.weight if line.long and line.sentence and not line.cut else 0 for line in lines[start : last + 1]]
    after, before = sum(weights), 0
    for index in range(start, last + 1):
        weight = weights[index - start]
        text = lines[index].text
        if (
            before > 0
            and after <= REST * before
            and ends_article(text)
            and (after <= LITTLE * before or CLOSING.search(text) or not _runs_on(lines, index, last))
        ):
            return index
        before += weight
        after -= weight
    return last + 1


def _runs_on(lines: Sequence[PastedLine], index: int, last: int) -> bool:
    """Whether two paragraphs follow each other soon below a cue word: teasers stand alone, a headline above each."""
    run = 0
    for line in lines[index + 1 : min(index + NEAR, last + 1)]:
        run = run + 1 if line.long and line.sentence and not line.cut and not is_furniture(line.text) else 0
        if run > 1:
            return True
    return False


def _take_credit(body: Body, lines: Sequence[PastedLine], index: int, credit: CaptionCredit) -> int:
    """Put a credit beside its caption: the line before it, else the line after it; return the line used up."""
    before = body.blocks[-1] if body.blocks else None
    after = lines[index + 1] if index + 1 < body.end else None
    above = lines[index - 1] if index else None
    caption, used = "", -1
    if (
        before is not None
        and above is not None
        and before.kind in {"paragraph", "subhead"}
        and above.text == before.text
        and _is_caption(above, lines[index], CAPTION)
    ):
        caption = before.text
        body.blocks.pop()
    elif (
        above is not None
        and body.dropped
        and body.dropped[-1].text == above.text
        and not lines[index].gap
        and not is_furniture(above.text)
    ):
        caption = body.dropped.pop().text
    elif (
        after is not None
        and not after.gap
        and len(after.text) <= CAPTION
        and not after.cut
        and (lines[index].gap or index == 0)
        and not (after.long and after.sentence and not LABELLED.search(lines[index].text))
    ):
        caption, used = after.text, index + 1
    body.pictures.append(FoundPicture(caption=caption, credit=credit.credit, credit_raw=credit.raw))
    return used


def _is_caption(above: PastedLine, credit: PastedLine, longest: int) -> bool:
    """Right above its credit; across an empty line only what is no sentence of the text."""
    if not credit.gap:
        return len(above.text) <= longest
    return not above.sentence and len(above.text) <= SHORT_CAPTION


def _take_line(body: Body, lines: Sequence[PastedLine], index: int, readers: Readers) -> None:
    line = lines[index]
    tail = caption_of(line.text, readers)
    if tail is not None:
        body.pictures.append(FoundPicture(caption=tail.caption, credit=tail.credit, credit_raw=tail.raw))
    elif is_furniture(line.text):
        body.drop(line.text, BUTTON)
    elif line.weight < 60 and not line.sentence and read_meta(line.text, None, None):
        body.drop(line.text, "a date or a name of another text")
    elif line.weight < 4 * SUBHEAD and POINTER.search(line.text):
        body.drop(line.text, "a pointer to another text")
    elif _is_said(lines, index, body):
        body.blocks.append(Block(kind="paragraph", text=line.text))
    elif (BULLET.match(line.text) or _is_inner(line.text, body)) and not _is_numbered_subhead(lines, index, body):
        _take_item(body, line.text)
    elif line.long or _is_sentence(line, alone=body.alone) or _leads_to_list(lines, index, body):
        body.blocks.append(Block(kind="paragraph", text=line.text))
    elif _is_subhead(lines, index, body):
        body.heads.add(line.key)
        body.blocks.append(Block(kind="subhead", text=line.text))
    elif line.weight >= 40 or (body.alone and _stands_alone(lines, index, body)):
        body.blocks.append(Block(kind="paragraph", text=line.text))
    else:
        body.drop(line.text, "a short line that is no subhead")


def _is_sentence(line: PastedLine, *, alone: bool) -> bool:
    """Whether a short line is one of the text: it ends as a sentence does, or somebody says it."""
    least = 1 if alone and not line.text.endswith(("?", "!")) else 12
    return line.sentence and (line.weight >= least or is_speech(line.text))


def _stands_alone(lines: Sequence[PastedLine], index: int, body: Body) -> bool:
    """Whether empty lines part a line from what is before and behind it."""
    return lines[index].gap and (index + 1 >= body.end or lines[index + 1].gap)


def _is_said(lines: Sequence[PastedLine], index: int, body: Body) -> bool:
    """“– Nothing.”: a paragraph of its own that a dash opens is what somebody says."""
    line = lines[index]
    return line.text.startswith("– ") and line.sentence and _stands_alone(lines, index, body)


def _leads_to_list(lines: Sequence[PastedLine], index: int, body: Body) -> bool:
    """“What the goat took:”, and a list below it."""
    after = lines[index + 1] if index + 1 < body.end else None
    return after is not None and lines[index].text.endswith((":", "：")) and BULLET.match(after.text) is not None


def _is_numbered_subhead(lines: Sequence[PastedLine], index: int, body: Body) -> bool:
    """“1. The bridge”, and prose below it: the items of a list follow each other."""
    match = BULLET.match(lines[index].text)
    return match is not None and match["number"] is not None and _is_subhead(lines, index, body)


def _take_item(body: Body, text: str) -> None:
    """Begin a list, or put one more item into the one before."""
    match = BULLET.match(text)
    if match is None:
        _take_inner(body, text)
        return
    number = int(match["number"]) if match["number"] else 0
    item = BULLET.sub("", text, count=1)
    written = f"{number}. {block_text(escape(item))}" if number else f"- {block_text(escape(item))}"
    last = body.blocks[-1] if body.blocks else None
    if last is not None and last.kind == "list" and last.ordered == bool(number) and body.item + 1 in {number, 1}:
        items = (*last.items, item)
        more = f"{last.markdown}\n{written}"
        body.blocks[-1] = replace(last, text="\n".join(items), items=items, markdown=more)
    else:
        block = Block(kind="list", text=item, items=(item,), ordered=bool(number), markdown=written, written=True)
        body.blocks.append(block)
    body.item = number


def _is_inner(text: str, body: Body) -> bool:
    return bool(INNER.match(text) and body.blocks and body.blocks[-1].kind == "list")


def _take_inner(body: Body, text: str) -> None:
    """Put an item that a letter numbers into the item of the list before it."""
    item = INNER.sub("", text, count=1)
    last = body.blocks[-1]
    items = (*last.items, item)
    indent = " " * (len(f"{body.item}. ") if body.item else 2)
    found = re.search(rf"\n{indent}(\d+)\. .*\Z", last.markdown)
    more = f"{last.markdown}\n{indent}{int(found[1]) + 1 if found else 1}. {block_text(escape(item))}"
    body.blocks[-1] = replace(last, text="\n".join(items), items=items, markdown=more)


def _is_subhead(lines: Sequence[PastedLine], index: int, body: Body) -> bool:
    """A short line without a full stop, between paragraphs."""
    line = lines[index]
    if line.weight > SUBHEAD or line.text.endswith((".", ",", ";", ":", "。")) or index + 1 >= body.end:
        return False
    after = next(
        (one for one in lines[index + 1 : min(index + 4, body.end)] if not is_furniture(one.text)), lines[index + 1]
    )
    prose = after.long or (after.sentence and after.weight >= 40)
    # Over a list a line that stands alone and ends with no colon is one, too.
    listed = bool(BULLET.match(after.text)) and not after.text[0].isdigit() and _stands_alone(lines, index, body)
    return (
        (prose or listed)
        and not after.cut
        and (listed or not BULLET.match(after.text))
        and bool(body.blocks)
        and body.blocks[-1].kind != "subhead"
    )
