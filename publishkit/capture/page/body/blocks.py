"""The selected runs of a page as blocks: paragraphs, lists, quotes, tables, code, notes and pictures, each where it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from publishkit.capture.commonmark import block_text, escape, fence, quotation, table
from publishkit.capture.extracted import Block, Dropped
from publishkit.capture.page.body.notes import Notes
from publishkit.capture.page.body.outline import EMBEDS, Box, Run
from publishkit.capture.page.body.select import BREAK, Selection
from publishkit.capture.page.tree import squeeze, text_of
from publishkit.capture.spans import Span, Style, markdown

LISTS = frozenset({"ul", "ol", "menu", "dir"})
LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush:?|sourceCode)[-\s]?([a-z][a-z0-9+#-]{0,20})", re.IGNORECASE)  # fmt: skip
ADS = re.compile(r"doubleclick|googlesyndication|googletagmanager|adservice|amazon-adsystem|/ads?[/.]|\bads?\.|criteo|taboola|outbrain|recaptcha|consent|cookie", re.IGNORECASE)  # fmt: skip
PLAYERS: Mapping[str, str] = {
    "youtube": "Video", "youtu.be": "Video", "vimeo": "Video", "dailymotion": "Video", "brightcove": "Video", "jwplatform": "Video",
    "soundcloud": "Audio", "spotify": "Audio", "podigee": "Audio", "acast": "Audio", "podcast": "Audio",
}  # fmt: skip
"""Part of a host -> what a frame from there plays."""
WATCH = re.compile(r"youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})")


@dataclass(kw_only=True, slots=True)
class Writer:
    """What writing the blocks needs to know, and what it leaves out."""

    selection: Selection
    notes: Notes
    base: str = ""
    figures: Mapping[HtmlElement, Sequence[int]] = field(default_factory=dict)
    """A picture's element, or the box around it -> the numbers of its pictures."""
    captions: frozenset[HtmlElement] = frozenset()
    """The boxes whose words are a picture's caption."""
    dropped: list[Dropped] = field(default_factory=list)
    review: list[str] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    """Numbers of pictures that have their place."""

    def blocks(self, whole: Box) -> tuple[Block, ...]:
        """Return the body of the page, its notes at the end."""
        blocks = _within(list(self._of_box(whole)))
        return (*blocks, *self._note_blocks(whole))

    # --- blocks ---

    def _of_box(self, box: Box) -> Iterator[Block]:
        yield from self._figures(box.element)
        if box.element in self.captions:
            return
        if box.tag in LISTS:
            yield from self._list(box)
        elif box.tag == "dl":
            yield from self._definitions(box)
        elif box.tag == "table" and _is_data(box):
            yield from self._table(box)
        elif box.tag == "blockquote":
            yield from self._quote(box)
        elif box.tag == "pre":
            yield from self._code(box)
        elif box.tag == "hr":
            yield Block(kind="rule", markdown="* * *", written=True)
        elif box.tag in EMBEDS:
            yield from self._embed(box)
        else:
            for part in box.parts:
                yield from self._of_box(part) if isinstance(part, Box) else self._of_run(part)

    def _of_run(self, run: Run) -> Iterator[Block]:
        for piece in run.pieces:
            if not isinstance(piece, str):
                for element in piece.iter():
                    yield from self._figures(element)
        if not self.selection.keeps(run):
            return
        if BREAK.fullmatch(run.text):
            yield Block(kind="rule", markdown="* * *", written=True)
        else:
            yield _heading(run) if run in self.selection.heads else _paragraph(run)

    def _figures(self, element: HtmlElement) -> Iterator[Block]:
        for number in self.figures.get(element, ()):
            if number not in self.shown:
                self.shown.add(number)
                yield Block(kind="figure", picture=number)

    def _kept(self, box: Box) -> bool:
        return any(self.selection.keeps(run) for run in box.runs())

    def _list(self, box: Box) -> Iterator[Block]:
        if not self._kept(box):
            for part in box.parts:
                yield from self._of_box(part) if isinstance(part, Box) else self._of_run(part)
            return
        lines, figures = list(self._items(box)), list(self._figures_in(box))
        items = tuple(line for _, line in lines)
        written = "\n".join(line for line, _ in lines)
        if items:
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
                words = block_text(markdown(part.spans)).replace("\\\n", f"\\\n{indent}")
                yield (f"{mark} {words}" if first else f"\n{indent}{words}"), part.text
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
            else:
                lines += ["", text] if lines else [text]
        if words:
            yield Block(kind="list", text="\n".join(words), items=tuple(words), markdown="\n".join(lines), written=True)
        yield from self._figures_in(box)

    def _quote(self, box: Box) -> Iterator[Block]:
        inner = _within([block for part in box.parts for block in (self._of_box(part) if isinstance(part, Box) else self._of_run(part))])  # fmt: skip
        words = [block for block in inner if block.kind != "figure"]
        if words:
            text = "\n".join(block.text for block in words if block.text)
            written = "\n\n".join(written_block(block) for block in words)
            yield Block(kind="quote", text=text, markdown=quotation(written), written=True)
        yield from (block for block in inner if block.kind == "figure")

    def _code(self, box: Box) -> Iterator[Block]:
        if not self._kept(box):
            return
        text = _verbatim(box.element).strip("\n")
        found = LANGUAGE.search(" ".join(one.get("class") or "" for one in [box.element, *box.element.iter("code")]))
        language = found[1].lower() if found else ""
        yield Block(kind="code", text=text, markdown=fence(text, language), written=True)

    def _table(self, box: Box) -> Iterator[Block]:
        if not self._kept(box):
            return
        rows = list(_rows(box))
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        lines = [[*row, *[_Cell()] * (width - len(row))] for row in rows]
        if not any(cell.heads for cell in lines[0]):
            lines.insert(0, [_Cell()] * width)
        captions = [run for run in _table_captions(box) if run.text]
        words = tuple(" | ".join(cell.text.replace("|", "/") for cell in row) for row in rows)
        written = table(
            [[cell.markdown for cell in row] for row in lines],
            [_aligned(column) for column in zip(*lines[1:], strict=True)],
            " ".join(_lines(run.spans).replace("\\\n", " ") for run in captions),
        )
        text = "\n".join([*words, *(run.text for run in captions)])
        yield Block(kind="table", text=text, items=words, markdown=written, written=True)
        yield from self._figures_in(box)

    def _embed(self, box: Box) -> Iterator[Block]:
        element = box.element
        source = element.get("src") or element.get("data-src") or element.get("data") or next((one.get("src") or "" for one in element.iter("source")), "")  # fmt: skip
        address = urljoin(self.base, source.strip()) if source else ""
        host = urlsplit(address).hostname or "" if address.startswith(("http://", "https://")) else ""
        if not host or ADS.search(address) or _is_unseen(element):
            if host and not ADS.search(address):
                self.dropped.append(Dropped(text=address[:500], reason="a frame no reader sees"))
            return
        around = next((one for one in box.chain if one.tag == "figure"), None)
        caption = next((text_of(one) for one in around.element.iter("figcaption")), "") if around is not None else ""
        title = squeeze(element.get("title") or element.get("aria-label") or caption or "")
        kind = {"video": "Video", "audio": "Audio"}.get(box.tag) or next((name for part, name in PLAYERS.items() if part in host), "")  # fmt: skip
        watch = WATCH.search(address)
        address = f"https://www.youtube.com/watch?v={watch[1]}" if watch else address
        words = ": ".join(filter(None, (kind, title or host.removeprefix("www."))))
        self.review.append(f"body: {words} is not printed; a link to it stands in its place")
        yield Block(kind="embed", text=words, markdown=markdown([Span(words, Style(href=address))]), written=True)

    def _note_blocks(self, whole: Box) -> Iterator[Block]:
        runs: dict[HtmlElement, list[Run]] = {}
        bodies = {element: number for number, element in self.notes.bodies.items()}
        for run in whole.runs():
            above = next((one.element for one in run.box.chain if one.element in bodies), None)
            if run and above is not None:
                runs.setdefault(above, []).append(run)
        for number, element in self.notes.bodies.items():
            found = runs.get(element, [])
            words = "\n".join(run.text for run in found)
            lines = "\n\n    ".join(_lines(run.spans) for run in found)
            if words:
                yield Block(kind="note", text=words, markdown=f"[^{number}]: {lines}", written=True)


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


def _heading(run: Run) -> Block:
    spans = [
        Span(s.text, s.style._replace(strong=False), s.kind) if s.kind != "break" else Span(" ") for s in run.spans
    ]
    text = " ".join(run.text.split("\n"))
    return Block(kind="subhead", text=text, markdown=f"## {markdown(spans).strip()}", written=True)


def _paragraph(run: Run) -> Block:
    spans = (
        [Span(s.text, s.style._replace(strong=True), s.kind) for s in run.spans]
        if run.box.tag == "summary"
        else run.spans
    )
    return Block(kind="paragraph", text=run.text, markdown=_lines(spans), written=True)


def _parts(item: Box) -> Iterator[Box | Run]:
    """The runs of an item and the lists in it; boxes that say nothing of their own are looked through."""
    for part in item.parts:
        if isinstance(part, Run) or part.tag in LISTS:
            yield part
        else:
            yield from _parts(part)


def _indented(line: str, indent: str) -> str:
    return "\n".join(f"{indent}{part}" if part else part for part in line.split("\n"))


def _verbatim(element: HtmlElement) -> str:
    """The text of code with its line ends."""
    parts = [element.text or ""]
    for child in element:
        parts.append("\n" if child.tag == "br" else _verbatim(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _is_unseen(element: HtmlElement) -> bool:
    sizes = (element.get("width") or "", element.get("height") or "")
    return "display:none" in (element.get("style") or "").replace(" ", "") or any(
        size in {"0", "1", "0px", "1px"} for size in sizes
    )


# --- tables -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str = ""
    markdown: str = ""
    heads: bool = False
    align: str = ""


def _is_data(box: Box) -> bool:
    """Whether a table holds data: one with tables, headings or several paragraphs in a cell lays out a page."""
    element = box.element
    if element.get("role") in {"presentation", "none"} or any(one is not element for one in element.iter("table")):
        return False
    if next(element.iter("h1", "h2", "h3", "figure"), None) is not None:
        return False
    cells = list(element.iter("td", "th"))
    rows = list(element.iter("tr"))
    single = len(cells) <= len(rows) and next(element.iter("th"), None) is None
    return bool(cells) and not (single and max(len(text_of(cell)) for cell in cells) > 300)


def _rows(box: Box) -> Iterator[list[_Cell]]:
    inside: dict[HtmlElement, list[Run]] = {}
    for run in box.runs():
        cell = next((one.element for one in run.box.chain if one.tag in {"td", "th"}), None)
        if cell is not None and run:
            inside.setdefault(cell, []).append(run)
    down: dict[int, int] = {}
    for row in box.element.iter("tr"):
        cells: list[_Cell] = []
        for element in row.iter("td", "th"):
            while down.get(len(cells), 0) > 0:
                down[len(cells)] -= 1
                cells.append(_Cell())
            runs = inside.get(element, [])
            span, rows = (_number(element.get(name)) for name in ("colspan", "rowspan"))
            if rows > 1:
                down.update(dict.fromkeys(range(len(cells), len(cells) + span), rows - 1))
            cells.append(
                _Cell(
                    text=" ".join(" ".join(run.text.split("\n")) for run in runs),
                    markdown=" ".join(_in_cell(run) for run in runs),
                    heads=element.tag == "th" or any(one.tag == "thead" for one in element.iterancestors()),
                    align=_alignment(element),
                )
            )
            cells += [_Cell()] * (span - 1)
        if cells:
            yield cells


def _in_cell(run: Run) -> str:
    spans = [Span(" ") if span.kind == "break" else span for span in run.spans]
    return re.sub(r"(?<!\\)\|", r"\\|", markdown(spans))


def _number(value: str | None) -> int:
    match = re.match(r"\s*(\d{1,3})", value or "")
    return max(1, min(int(match[1]), 100)) if match else 1


def _alignment(element: HtmlElement) -> str:
    said = re.search(r"text-align:\s*(left|right|center)", element.get("style") or "") or re.search(r"^(left|right|center)$", element.get("align") or "")  # fmt: skip
    return said[1] if said else ""


def _aligned(column: Sequence[_Cell]) -> str:
    """How a column is set, where all its cells agree."""
    kinds = {cell.align for cell in column if cell.text}
    return next(iter(kinds)) if len(kinds) == 1 else ""


def _table_captions(box: Box) -> Iterator[Run]:
    """What stands over or under a table."""
    yield from (run for run in box.runs() if any(one.tag == "caption" for one in run.box.chain))
    around = next((one for one in box.chain if one.tag == "figure"), None)
    if around is not None:
        yield from (run for run in around.runs() if any(one.tag == "figcaption" for one in run.box.chain))
