"""What a reader of a printed PDF would miss: words outside the sheet, and words of the articles that are nowhere on it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2

from publishkit.edition.body import parse_body

Box = tuple[float, float, float, float]
"""Left, lower, right and upper edge in points."""
EDGE = 1.0
"""Points that the edge of a letter may stand out."""
HYPHEN = "\ufffe"
"""What PDFium takes the hyphen at the end of a line for; the next word may be that of the running head."""
HEAD = 0.08
"""Share of a page that its running heads and feet take."""
_TAG = re.compile(r"<[^>]*>")


def letters(page: Any) -> Iterator[tuple[str, Box]]:
    """Yield every character of a page of PDFium and where it is drawn, in reading order."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        yield text.get_text_range(index, 1), text.get_charbox(index)


def words(page: Any) -> Iterator[tuple[str, Box]]:
    """Yield the words of a page, each with the box around its letters."""
    word, boxes = "", list[Box]()
    for letter, box in [*letters(page), (" ", (0.0, 0.0, 0.0, 0.0))]:
        if letter.strip() and letter != HYPHEN:
            word += letter
            boxes += [box] if box[2] > box[0] else []
        elif word:
            if boxes:
                sides = list(zip(*boxes, strict=True))
                yield word, (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
            word, boxes = "", []


def words_off(data: bytes) -> list[str]:
    """Return the words of a PDF that stand out of their sheet."""
    found = []
    for page in pypdfium2.PdfDocument(data):
        wide, high = page.get_size()
        for word, (left, bottom, right, top) in words(page):
            if left < -EDGE or bottom < -EDGE or right > wide + EDGE or top > high + EDGE:
                found.append(word)
    return found


def folded(text: str) -> str:
    """Return *text* without spaces, hyphens of lines and what nobody sees; words from right to left by their letters alone.

    Readers of a PDF do not agree on the order in which a lam and its alif come.
    """
    plain = "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum())
    return "".join(sorted(plain)) if any(unicodedata.bidirectional(one) in {"R", "AL"} for one in plain) else plain


def words_lost(data: bytes, sources: Mapping[str, str]) -> list[str]:
    """Return the words of articles (slug -> Markdown body) that are on the sheets less often than in the articles.

    A word that is broken over two lines or pages is looked for in what the pages say without spaces and running heads.
    """
    wanted = Counter(word for source in sources.values() for word in source_words(source))
    seen: Counter[str] = Counter()
    halves: Counter[str] = Counter()
    run, before = "", set[str]()
    for page in pypdfium2.PdfDocument(data):
        wide, high = page.get_size()
        here = set[str]()
        for word, (left, bottom, right, top) in words(page):
            if left > -EDGE and bottom > -EDGE and right < wide + EDGE and top < high + EDGE:
                seen[folded(word)] += 1
                run += folded(word) if HEAD * high < bottom < (1 - HEAD) * high else ""
                here |= set() if folded(word) in wanted else {folded(word)}
        # A picture, or the end of the page, may stand between the two halves of a word.
        halves.update(first + second for first in before | here for second in here if first + second in wanted)
        before = here
    return [
        word for word, times in wanted.items() for _ in range(times - max(seen[word], run.count(word)) - halves[word])
    ]


def source_words(body: str) -> list[str]:
    """Return the words of a Markdown body, folded."""
    parsed = parse_body(body, "a01")
    html = "\n".join([*(block.html for block in parsed.blocks), *(note.html for note in parsed.notes)])
    return [word for word in map(folded, unescape(_TAG.sub(" ", html)).split()) if word]


def bodies(root: Path) -> dict[str, str]:
    """Return the bodies of all articles of a workspace by slug."""
    found = sorted(root.glob("issues/*/articles/*/article.md"))
    return {path.parent.name: path.read_text("utf-8").split("---\n", 2)[2] for path in found}
