"""What of a page is not printed, in pieces with their reasons: a list, a table or a quotation is one, and stays one when it is put back."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from lxml.html import HtmlElement

from publishkit.capture.commonmark import paragraphs
from publishkit.capture.extracted import Dropped, FoundPicture
from publishkit.capture.page.body.blocks import LISTS, Writer
from publishkit.capture.page.body.notes import Notes
from publishkit.capture.page.body.outline import Box, Run
from publishkit.capture.page.body.players import made_by_program
from publishkit.capture.page.body.selection import Selection
from publishkit.capture.page.body.shapes import ASIDE, HEADINGS, is_worded
from publishkit.capture.page.tree import key_of, plain_text, squeeze, text_of

WHOLE = LISTS | {"dl", "table", "blockquote", "pre"}
"""Boxes that are one piece."""
LONGEST = 20_000
"""Characters of a piece that are kept as they would be printed; a longer one is put back as its words."""


def left_out(selection: Selection) -> Iterator[Dropped]:
    """Return what is not printed: pieces of the article's area, and what stands around it, a piece for each part of the page."""
    pieces = _Pieces(selection)
    area = [run for run in selection.runs[selection.first : selection.last + 1] if run in selection.left]
    for _, part in groupby(area, key=lambda run: pieces.whole(run) or run):
        runs = list(part)
        letters = Counter[str]()
        for run in runs:
            letters[selection.left[run]] += len(run.text)
        yield pieces.dropped(runs, letters.most_common(1)[0][0])
    before, after = (
        [run for run in part if not selection.takes(run)]
        for part in (selection.runs[: selection.first], selection.runs[selection.last + 1 :])
    )
    for around, where in ((before, "before"), (after, "after")):
        for reason, part in groupby(around, key=lambda run, where=where: _region(run, where)):  # type: ignore[misc]
            yield pieces.dropped(list(part), reason)


def other_captions(tree: HtmlElement, pictures: Sequence[FoundPicture], printed: str) -> Iterator[Dropped]:
    """Yield the captions that stand under no picture that is taken; *printed* is what is in the text, captions of tables included."""
    parts = tuple(key for one in pictures for key in map(key_of, (one.caption, one.credit_raw, one.alt)) if key)
    parts = tuple(sorted(dict.fromkeys(parts), key=len, reverse=True))
    text = key_of(printed)
    for caption in tree.iter("figcaption"):
        words = text_of(caption)
        key = key_of(words)
        if key and key not in text and not _is_taken(key, parts) and not is_worded(caption):
            yield Dropped(text=words, reason="a caption of several pictures, or of what is not printed")


SCRAP = 5
"""Letters of a caption that are no words of their own: a counter, a label."""


def _is_taken(key: str, parts: Sequence[str]) -> bool:
    """Whether what a caption says is told with a picture; what it says besides one's credit is something else."""
    if any(key in part for part in parts):
        return True
    rest = key
    for part in parts:
        rest = rest.replace(part, "", 1)
    return len(rest) < SCRAP


class _Pieces:
    """Which runs are one piece, and how it would be printed."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        printed: set[Box] = set()
        for run in selection.printed:
            printed.update(run.box.chain)
        self.printed = printed
        """The boxes with something in them that is printed."""

    def whole(self, run: Run) -> Box | None:
        """Return the outermost list, table or quotation around a run of which nothing is printed; None where there is none."""
        found = [box for box in run.box.chain if box.tag in WHOLE and box not in self.printed]
        return found[-1] if found else None

    def dropped(self, runs: Sequence[Run], reason: str) -> Dropped:
        """Return the piece that these runs are."""
        return Dropped(text=_words(runs), reason=reason, as_printed=partial(self._as_printed, runs))

    def _as_printed(self, runs: Sequence[Run]) -> str:
        written = "\n\n".join(self._written(runs))
        return written if written != paragraphs(_words(runs)) and len(written) <= LONGEST else ""

    def _written(self, runs: Sequence[Run]) -> Iterator[str]:
        for box, part in groupby(runs, key=self.whole):
            kept = list(part)
            heads = {run for run in kept if run.box.tag in HEADINGS}
            chosen = Selection(runs=kept, first=0, last=len(kept) - 1, printed=set(kept), heads=heads)
            writer = Writer(selection=chosen, notes=Notes())
            blocks = writer.of_box(box) if box is not None else (one for run in kept for one in writer.of_run(run))
            yield from (block.markdown for block in blocks if block.kind != "embed")


def _words(runs: Sequence[Run]) -> str:
    return "\n".join(run.text for run in runs)


def _region(run: Run, where: str) -> str:
    return next((REGIONS[box.tag] for box in run.box.chain if box.tag in REGIONS), f"stands {where} the article")


REGIONS: Mapping[str, str] = {
    "nav": "a menu", "header": "the head of the page", "footer": "the foot of the page", "form": "a form",
    "aside": "beside the article", "dialog": "a dialogue of the page",
}  # fmt: skip


WITHIN = {
    "canvas": "what stands in for a drawing",
    "svg": "words of a drawing",
    "object": "what stands in for an object",
}
MOST = 2_000
"""Letters of one of them that are named."""


def unprinted(whole: Box, selection: Selection, said: str) -> Iterator[Dropped]:
    """Yield the words that stand in drawings and frames of the article; *said* is what is printed or recorded."""
    printed = key_of(said)
    for box in _boxes(whole):
        if box.tag == "iframe" and box.element.get("srcdoc") and _is_near(box, selection):
            words = squeeze(plain_text((box.element.get("srcdoc") or "")[:200_000]))
            if words and key_of(words) not in printed:
                yield Dropped(text=words[:MOST], reason="stands in a frame of the page")
        elif (
            not box.parts
            and not len(box.element)
            and (named := made_by_program(box.element))
            and _is_near(box, selection)
        ):
            yield Dropped(text=named[:MOST], reason="what a program of the page shows")
    for element in _inner(whole, selection):
        words = text_of(element)
        if key_of(words) and key_of(words) not in printed:
            yield Dropped(text=words[:MOST], reason=WITHIN[str(element.tag)])


def _boxes(box: Box) -> Iterator[Box]:
    yield box
    for part in box.parts:
        if isinstance(part, Box):
            yield from _boxes(part)


def _is_near(box: Box, selection: Selection) -> bool:
    """Whether a box stands in one that holds much of the article, and in nothing beside it."""
    for one in box.chain:
        if one in selection.core:
            return one.tag not in {"body", "html"}
        if one.tag in ASIDE:
            return False
    return False


def _inner(whole: Box, selection: Selection) -> Iterator[HtmlElement]:
    """The drawings among the article's runs."""
    core = {box.element for box in selection.core if box.tag not in {"body", "html"}}
    for element in whole.element.iter(*WITHIN) if core else ():
        for above in element.iterancestors():
            if above in core:
                yield element
                break
            if above.tag in ASIDE or above.tag in {"a", "button", *WITHIN}:
                break
