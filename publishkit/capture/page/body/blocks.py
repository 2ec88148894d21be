"""The selected runs of a page as blocks: paragraphs, lists, quotes, tables, code, notes and pictures, each where it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from publishkit.capture.commonmark import block_text, escape, fence, quotation, table
from publishkit.capture.extracted import Block, Dropped
from publishkit.capture.page.body.inline import Reading, plain
from publishkit.capture.page.body.lines import NUMBERS, is_listing, stanzas, verbatim
from publishkit.capture.page.body.notes import Notes, note_blocks
from publishkit.capture.page.body.outline import EMBEDS, Box, Run
from publishkit.capture.page.body.players import Player, read_player
from publishkit.capture.page.body.select import BREAK
from publishkit.capture.page.body.selection import Selection
from publishkit.capture.page.body.shapes import is_verse
from publishkit.capture.page.body.tables import Cell, aligned, is_data, table_captions, table_rows
from publishkit.capture.spans import Span, Style, markdown

LISTS = frozenset({"ul", "ol", "menu", "dir"})
LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush:?|sourceCode)[-\s]?([a-z][a-z0-9+#-]{0,20})", re.IGNORECASE)  # fmt: skip


@dataclass(kw_only=True, slots=True)
class Writer:
    """What writing the blocks needs to know, and what it leaves out."""

    selection: Selection
    notes: Notes
    base: str = ""
    reading: Reading = field(default_factory=Reading)
    """How words are read that stand in no box of their own."""
    figures: Mapping[HtmlElement, Sequence[int]] = field(default_factory=dict)
    """A picture's element, or the box around it -> the numbers of its pictures."""
    captions: frozenset[HtmlElement] = frozenset()
    """The boxes whose words are a picture's caption."""
    cards: Mapping[HtmlElement, Player] = field(default_factory=dict)
    """Links of the article that show another page -> what stands in their place."""
    dropped: list[Dropped] = field(default_factory=list)
    review: list[str] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    """Numbers of pictures that have their place."""
    time: Run | None = None
    """The time over an entry of a live blog whose first block is still to be written."""

    def blocks(self, whole: Box) -> tuple[Block, ...]:
        """Return the body of the page, its notes at the end."""
        blocks = _within(list(self.of_box(whole)))
        return (*blocks, *note_blocks(whole, self.notes, self.selection, self.reading))

    labels: frozenset[Run] = frozenset()
    """Who speaks: printed over the speech, the name in bold."""

    def __post_init__(self) -> None:
        """Gather the labels over speeches."""
        self.labels = frozenset(run for labels in self.selection.speakers.values() for run in labels)

    # --- blocks ---

    def of_box(self, box: Box) -> Iterator[Block]:
        """Yield what of a box is printed."""
        yield from self._figures(box.element)
        if box.element in self.cards:
            yield from self._link(self.cards[box.element])
            return
        quote = _signed_quote(box)
        if box.element in self.captions or (quote is not None and self._kept(quote)):
            yield from self._figures_in(box)
            return
        if box.tag in LISTS:
            yield from self._list(box)
        elif box.tag == "dl":
            yield from self._definitions(box)
        elif box.tag == "table" and is_data(box):
            yield from self._table(box)
        elif box.tag == "blockquote":
            yield from self._quote(box)
        elif box.tag == "pre" or is_verse(box):
            yield from self._lined(box)
        elif box.tag == "hr":
            yield Block(kind="rule", markdown="* * *", written=True)
        elif box.tag in EMBEDS:
            yield from self._embed(box)
        else:
            yield from self._inside(box)

    def _inside(self, box: Box) -> Iterator[Block]:
        for part in box.parts:
            yield from self.of_box(part) if isinstance(part, Box) else self.of_run(part)

    def _lined(self, box: Box) -> Iterator[Block]:
        """A verse, or a listing."""
        verse = stanzas(box, self.selection.keeps) if is_verse(box) and self._kept(box) else []
        if verse:
            yield from map(_stanza, verse)
        else:
            yield from self._code(box) if box.tag == "pre" else self._inside(box)

    def of_run(self, run: Run) -> Iterator[Block]:
        """Yield a run as a block, and the pictures in it."""
        for piece in run.pieces:
            if not isinstance(piece, str):
                for element in piece.iter():
                    yield from self._figures(element)
        if self.selection.keeps(run):
            yield from self._words(run)

    def _words(self, run: Run) -> Iterator[Block]:
        """The words of a run that is printed, as a block."""
        if BREAK.fullmatch(run.text):
            yield Block(kind="rule", markdown="* * *", written=True)
        elif run in self.selection.times:
            self.time = run
        elif run in self.labels:
            yield from map(_speaker, filter(None, [self.selection.speakers.get(run)]))
        elif run in self.selection.heads:
            yield _heading(run, self.time)
            self.time = None
        elif is_listing(run.spans):
            yield from self._of_entry()
            text = run.text.replace("\u00a0", " ")
            yield Block(kind="code", text=text, markdown=fence(text), written=True)
        else:
            yield from self._of_entry()
            yield _paragraph(run)

    def _of_entry(self) -> Iterator[Block]:
        """The time of an entry that has no heading."""
        if self.time is not None:
            spans = [Span(s.text, s.style._replace(strong=True), s.kind) for s in self.time.spans]
            yield Block(kind="paragraph", text=self.time.text, markdown=_lines(spans), written=True)
            self.time = None

    def _time_spans(self) -> Sequence[Span]:
        """The time over an item, in bold in front of its words; once."""
        time, self.time = self.time, None
        return (
            []
            if time is None
            else [*(Span(s.text, s.style._replace(strong=True), s.kind) for s in time.spans), Span(" ")]
        )

    def _figures(self, element: HtmlElement) -> Iterator[Block]:
        for number in self.figures.get(element, ()):
            if number not in self.shown:
                self.shown.add(number)
                yield Block(kind="figure", picture=number)

    def _kept(self, box: Box) -> bool:
        return any(self.selection.keeps(run) for run in box.runs())

    def _list(self, box: Box) -> Iterator[Block]:
        if not self._kept(box):
            yield from self._inside(box)
            return
        figures = list(self._figures_in(box))
        for lines in _consecutive(self._items(box)):
            items = tuple(line for _, line in lines)
            written = "\n".join(line for line, _ in lines)
            yield Block(
                kind="list", text="\n".join(items), items=items, ordered=box.tag == "ol", markdown=written, written=True
            )
        yield from figures

    def _items(self, box: Box) -> Iterator[tuple[str, str]]:
        """(line of CommonMark, plain words) of each item, those of inner lists set in."""
        start = re.match(r"\d{1,8}", box.element.get("start") or "")
        number = int(start.group()) if start else 1
        step = -1 if box.element.get("reversed") is not None else 1
        if step < 0 and not start:
            number = sum(isinstance(part, Box) for part in box.parts)
        for part in box.parts:
            if isinstance(part, Run):
                if self.selection.keeps(part):
                    yield f"- {block_text(markdown(part.spans))}", part.text
                continue
            if said := re.fullmatch(r"\s*(\d{1,8})\s*", part.element.get("value") or ""):
                number = int(said[1])
            mark = f"{number}." if box.tag == "ol" else "-"
            item = list(self._item(part, mark))
            number += step if item else 0
            yield from item

    def _item(self, item: Box, mark: str) -> Iterator[tuple[str, str]]:
        indent, first = " " * (len(mark) + 1), True
        for part in _parts(item):
            if isinstance(part, Run):
                if not self.selection.keeps(part):
                    continue
                if part in self.selection.times:
                    self.time = part
                    continue
                over = f"{self.time.text} " if self.time is not None else ""
                words = block_text(markdown([*self._time_spans(), *part.spans])).replace("\\\n", f"\\\n{indent}")
                yield (f"{mark} {words}" if first else f"\n{indent}{words}"), f"{over}{part.text}"
                first = False
            elif part.tag == "pre":
                for block in self._code(part):
                    listing = _indented(block.markdown, indent)
                    yield (f"{mark} {listing.lstrip()}" if first else f"\n{listing}"), block.text
                    first = False
            else:
                if first and self._kept(part):
                    yield f"{mark} ", ""
                    first = False
                for line, words in self._items(part):
                    yield _indented(line, indent), words

    def _figures_in(self, box: Box) -> Iterator[Block]:
        for element in box.element.iter():
            yield from self._figures(element)

    def _definitions(self, box: Box) -> Iterator[Block]:
        words: list[str] = []
        lines: list[str] = []
        for run in box.runs():
            if not self.selection.keeps(run):
                continue
            described = any(one.tag == "dd" for one in run.box.chain if one is not box and box in one.chain)
            words.append(run.text)
            text = _lines(run.spans)
            if described:
                lines.append(f": {text}" if lines else text)
            elif lines and lines[-1] and not lines[-1].startswith(": "):
                lines[-1] = f"{lines[-1]}, {text}"  # two words for one thing
            else:
                lines += ["", text] if lines else [text]
        if words:
            yield Block(kind="list", text="\n".join(words), items=tuple(words), markdown="\n".join(lines), written=True)
        yield from self._figures_in(box)

    def _quote(self, box: Box) -> Iterator[Block]:
        parts = (*box.parts, *_signatures(box))
        inner = _within([block for part in parts for block in (self.of_box(part) if isinstance(part, Box) else self.of_run(part))])  # fmt: skip
        words = [block for block in inner if block.kind != "figure"]
        if words:
            text = "\n".join(block.text for block in words if block.text)
            written = "\n\n".join(written_block(block) for block in words)
            yield Block(kind="quote", text=text, markdown=quotation(written), written=True)
        yield from (block for block in inner if block.kind == "figure")

    def _code(self, box: Box) -> Iterator[Block]:
        if not self._kept(box):
            return
        text = verbatim(box.element).strip("\n")
        if NUMBERS.fullmatch(text) and any(one.tag in {"td", "th"} for one in box.chain):
            self.dropped.append(Dropped(text=" ".join(text.split()), reason="numbers of the lines of a listing"))
            return
        found = LANGUAGE.search(" ".join(one.get("class") or "" for one in [box.element, *box.element.iter("code")]))
        language = found[1].lower() if found else ""
        yield Block(kind="code", text=text, markdown=fence(text, language), written=True)

    def _table(self, box: Box) -> Iterator[Block]:
        if not self._kept(box):
            return
        rows = list(table_rows(box))
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        lines = [[*row, *[Cell()] * (width - len(row))] for row in rows]
        if not all(cell.heads for cell in rows[0] if cell.text):
            lines.insert(0, [Cell()] * width)
        captions = [run for run in table_captions(box) if run.text]
        words = tuple(" | ".join(cell.text.replace("|", "/") for cell in row) for row in rows)
        written = table(
            [[cell.markdown for cell in row] for row in lines],
            [aligned(column) for column in zip(*lines[1:], strict=True)],
            " ".join(_lines(run.spans).replace("\\\n", " ") for run in captions),
        )
        text = "\n".join([*words, *(run.text for run in captions)])
        yield Block(kind="table", text=text, items=words, markdown=written, written=True)
        yield from self._figures_in(box)

    def _embed(self, box: Box) -> Iterator[Block]:
        found = read_player(box, self.base)
        if isinstance(found, Dropped):
            self.dropped.append(found)
        elif found is not None:
            stands = "a link to it stands" if found.address else "its name stands"
            self.review.append(f"body: {found.words} is not printed; {stands} in its place")
            yield from self._link(found)

    def _link(self, found: Player) -> Iterator[Block]:
        spans = [Span(found.words, Style(href=found.address))]
        if found.caption:
            spans += [Span("", kind="break"), Span(found.caption)]
        yield Block(kind="embed", text=plain(spans), markdown=markdown(spans), written=True)


def _signatures(quote: Box) -> Iterator[Run]:
    """The caption of a figure that is a quotation: whom it is from."""
    for part in quote.above.parts if quote.above is not None else ():
        if isinstance(part, Box) and _signed_quote(part) is quote:
            yield from part.runs()


def _signed_quote(box: Box) -> Box | None:
    """The quotation that the caption of a figure says whom it is from; None where a box is no such caption."""
    above = box.above
    if box.tag != "figcaption" or above is None or above.tag != "figure":
        return None
    quotes = [part for part in above.parts if isinstance(part, Box) and part.tag == "blockquote"]
    return quotes[0] if len(quotes) == 1 else None


def _lines(spans: Sequence[Span]) -> str:
    """Spans as the CommonMark of a paragraph; no line of it opens a block."""
    return block_text(markdown(spans))


def written_block(block: Block) -> str:
    """Return the CommonMark of a block inside of another."""
    return block.markdown or block_text(escape(block.text))


def _within(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without rules at the edges, and never two in a row."""
    kept: list[Block] = []
    for block in blocks:
        if block.kind != "rule" or (kept and kept[-1].kind != "rule"):
            kept.append(block)
    while kept and kept[-1].kind == "rule":
        kept.pop()
    return kept


def _heading(run: Run, time: Run | None = None) -> Block:
    over = [Span(f"{time.text} ")] if time is not None else []
    spans = over + [
        Span(s.text, s.style._replace(strong=False), s.kind) if s.kind != "break" else Span(" ") for s in run.spans
    ]
    text = "".join(span.text for span in over) + " ".join(run.text.split("\n"))
    return Block(kind="subhead", text=text, markdown=f"## {markdown(spans).strip()}", written=True)


def _speaker(labels: Sequence[Run]) -> Block:
    """Who speaks, and what else stands over the speech, in one line."""
    spans = [Span(s.text, s.style._replace(strong=True), s.kind) for s in labels[0].spans]
    for run in labels[1:]:
        spans += [Span(" "), *run.spans]
    return Block(kind="paragraph", text=plain(spans), markdown=_lines(spans), written=True)


def _stanza(lines: Sequence[Sequence[Span]]) -> Block:
    spans = [span for line in lines for span in (Span("", kind="break"), *line)][1:]
    return Block(kind="paragraph", text=plain(spans), markdown=_lines(spans), written=True)


def _paragraph(run: Run) -> Block:
    spans = (
        [Span(s.text, s.style._replace(strong=True), s.kind) for s in run.spans]
        if run.box.tag == "summary"
        else run.spans
    )
    return Block(kind="paragraph", text=run.text, markdown=_lines(spans), written=True)


def _consecutive(lines: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """The lines of items, parted where a number does not follow on the one before: in Markdown that is another list."""
    part: list[tuple[str, str]] = []
    last: int | None = None
    for line in lines:
        found = re.match(r"(\d{1,9})\. ", line[0])
        number = int(found[1]) if found else None
        if part and number is not None and last is not None and number != last + 1:
            yield part
            part = []
        last = number if number is not None else last
        part.append(line)
    if part:
        yield part


def _parts(item: Box) -> Iterator[Box | Run]:
    """The runs of an item and the lists in it; boxes that say nothing of their own are looked through."""
    for part in item.parts:
        if isinstance(part, Run) or part.tag in LISTS or part.tag == "pre":
            yield part
        else:
            yield from _parts(part)


def _indented(line: str, indent: str) -> str:
    return "\n".join(f"{indent}{part}" if part else part for part in line.split("\n"))
