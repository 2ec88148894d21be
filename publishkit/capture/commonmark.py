r"""Words and blocks written as CommonMark, so that they read back the same: the inverse of `workspace/body_markdown.py`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import quote, urlsplit

from publishkit.capture.extracted import Block, BlockKind, FoundPicture
from publishkit.workspace.body_markdown import LONGEST_MOVED

INLINE = re.compile(r"([\\`*_\[\]<>|~^{]|\$(?!\d)|(?<![^\W_])(?<!=)=(?==[^\s=])|(?<![^\W_])(?<!\+)\+(?=\+[^\s+]))")
"""What opens or closes anything within a line; a sum of money is no formula's beginning."""
OPENINGS = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+:](?=\s|$)|>|=+\s*$|-{2,}\s*$|:-|:{3,})")
NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
CLOSING = re.compile(r"(^| )(#+)$")
"""At the end of a heading these close it and are not shown."""
BREAK = re.compile(r"(?<!\\)((?:\\\\)*)\\\n")
"""A line break that stays; two strokes are one that is shown."""
SIGNS = re.compile(r"""([!-/:-@\[-`{-~])""")
WHITE = re.compile(r"[ \t\r\n]+")


# --- words ------------------------------------------------------------------------------------------------------------


def escape(text: str) -> str:
    r"""Return *text* so that CommonMark shows it as written.

    >>> escape("2 * 3 [x] <b>")
    '2 \\* 3 \\[x\\] \\<b\\>'
    """
    text = INLINE.sub(r"\\\1", text)
    return text if "&" not in text else re.sub(r"&(?=#?\w{1,32};)", r"\\&", text)


def block_text(text: str) -> str:
    r"""Return escaped inline *text* so that none of its lines opens a block; only breaks with a stroke stay.

    >>> block_text("2024. A year"), block_text("- no list")
    ('2024\\. A year', '\\- no list')
    >>> print(block_text("Roses\\\n- are red"))
    Roses\
    \- are red
    """
    if "\n" not in text and "\0" not in text:
        return _line(text)
    lines = BREAK.sub("\\1\0", text).split("\0")
    return "\\\n".join(filter(None, map(_line, lines)))


def _line(text: str) -> str:
    text = WHITE.sub(" ", text).strip(" ")
    return _edged(NUMBERED.sub(r"\1\\\2", OPENINGS.sub(r"\1\\\2", text)))


def _edged(text: str) -> str:
    return _kept_space(text[:1]) + text[1:-1] + _kept_space(text[-1:]) if len(text) > 1 else _kept_space(text)


def _kept_space(char: str) -> str:
    """A no-break space and its like at the edge of a line, which would be taken off."""
    return f"&#{ord(char)};" if char.isspace() else char


def link(text: str, target: str) -> str:
    """Return a CommonMark link; addresses that are not of the web stay away and leave their words.

    >>> link("here", "javascript:alert(1)")
    'here'
    """
    try:
        scheme = urlsplit(target).scheme.lower()
    except ValueError:
        return text
    if scheme not in {"http", "https", "mailto"} or not text.strip():
        return text
    address = quote(target, safe=":/?#@!$&'*+,;=%~-._")
    lead, core, tail = _spaces(text)
    return f"{lead}[{core}]({address}){tail}"


def emphasis(text: str, rend: str) -> str:
    """Return *text* emphasised as the page had it (`#b` strong, `#i` emphasis, anything else plain)."""
    mark = {"#b": "**", "#i": "*"}.get(rend)
    lead, core, tail = _spaces(text)
    return f"{lead}{mark}{core}{mark}{tail}" if mark and core else text


def moved(text: str, mark: str) -> str:
    r"""Return plain *text* raised (mark `^`) or lowered (`~`); spaces in it are no end of it. What is long stays on the line.

    >>> moved("3", "^"), moved("a b", "~")
    ('^3^', '~a\\ b~')
    """
    lead, core, tail = _spaces(text)
    inner = SIGNS.sub(r"\\\1", WHITE.sub(" ", core))
    inner = re.sub(r"\s", r"\\ ", inner)
    return f"{lead}{mark}{inner}{mark}{tail}" if inner and len(core) <= LONGEST_MOVED else escape(text)


def code_span(text: str) -> str:
    """Return plain *text* as code within a line.

    >>> code_span("a `b`")
    '`` a `b` ``'
    """
    text = WHITE.sub(" ", text)
    mark = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{mark}{pad}{text}{pad}{mark}" if text.strip(" ") else ""


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


def _spaces(text: str) -> tuple[str, str, str]:
    core = text.strip()
    start = text.find(core) if core else 0
    return text[:start], core, text[start + len(core) :]


def paragraphs(text: str) -> str:
    r"""Return plain *text* as CommonMark, a paragraph for each of its lines.

    >>> paragraphs("Note: 2 * 3\nMore.")
    'Note: 2 \\* 3\n\nMore.'
    """
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n\n".join(block_text(escape(line)) for line in lines if line)


def one_line(text: str) -> str:
    """Return *text* without line breaks."""
    return " ".join(text.split("\n")).strip()


# --- blocks -----------------------------------------------------------------------------------------------------------


def fence(text: str, language: str = "") -> str:
    """Return lines of code between fences that none of them can end.

    >>> print(fence("x = 1", "python"))
    ```python
    x = 1
    ```
    """
    mark = "`" * max(3, _longest_run(text) + 1)
    word = language if re.fullmatch(r"[\w+#.-]{1,40}", language) else ""
    return f"{mark}{word}\n{text}\n{mark}"


def quotation(blocks: str) -> str:
    """Return *blocks* of CommonMark as a quotation."""
    return "\n".join(f"> {line}".rstrip(" ") for line in blocks.split("\n"))


def heading(words: str, level: int = 2) -> str:
    """Return escaped inline *words* as a heading."""
    line = CLOSING.sub(_closed, WHITE.sub(" ", BREAK.sub(_spaced, words)).strip(" "))
    return f"{'#' * level} {_edged(line)}".rstrip(" ")


def _closed(found: re.Match[str]) -> str:
    return rf"{found[1]}\{found[2]}"


def _spaced(found: re.Match[str]) -> str:
    return f"{found[1]} "


def item(mark: str, blocks: Sequence[str], *, tight: bool = True) -> str:
    """Return *blocks* of CommonMark as one item of a list that *mark* opens."""
    inner = ("\n" if tight else "\n\n").join(filter(None, blocks)).split("\n")
    pad = " " * (len(mark) + 1)
    return "\n".join([f"{mark} {inner[0]}".rstrip(" "), *(f"{pad}{line}".rstrip(" ") for line in inner[1:])])


def table(rows: Sequence[Sequence[str]], aligned: Sequence[str] = (), caption: str = "") -> str:
    """Return rows of escaped cells as a table, the first one as its head; *aligned* is "left", "right", "center" or "".

    >>> print(table([["Pier", "Depth"], ["East", "4 m"]], ["", "right"]))
    | Pier | Depth |
    | --- | --: |
    | East | 4 m |
    """
    width = max(map(len, rows), default=0)
    marks = {"left": ":--", "right": "--:", "center": ":-:"}
    under = [marks.get(aligned[n] if n < len(aligned) else "", "---") for n in range(width)]
    full = [[*map(_cell, row), *[""] * (width - len(row))] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in (*full[:1], under, *full[1:])]
    return "\n".join([*lines, *(["", f": {one_line(caption)}"] if caption else [])]) if rows else ""


def _cell(text: str) -> str:
    return _edged(WHITE.sub(" ", text).strip(" "))


def write_blocks(blocks: Sequence[Block], pictures: Sequence[FoundPicture] = ()) -> str:
    """Return the body as CommonMark; a figure without a file is not written."""
    return join_blocks([written for block in blocks if (written := _block_text(block, pictures))])


def join_blocks(parts: Sequence[str]) -> str:
    """Return written blocks as one body; two lists one after the other stay two."""
    done: list[str] = []
    for part in parts:
        done.append(_other_mark(part, done[-1]) if done else part)
    return "\n\n".join(done) + "\n" if done else ""


RULE = re.compile(r"(?:[-*_][ \t]{0,9}){3,99}")
LIST = re.compile(r"([-*+]|\d{1,9}([.)]))(?= |$)")


def _other_mark(part: str, before: str) -> str:
    """*part* with other marks when it is a list and would go on the one *before*."""
    ours = LIST.match(part)
    last = next((line for line in reversed(before.split("\n")) if line[:1] not in {" ", ""}), "")
    theirs = LIST.match(last)
    if (
        RULE.fullmatch(part)
        or RULE.fullmatch(last)
        or not ours
        or not theirs
        or (ours[2] or ours[1]) != (theirs[2] or theirs[1])
    ):
        return part
    new = {"-": "*", "*": "-", "+": "-", ".": ")", ")": "."}[ours[2] or ours[1]]
    return re.sub(r"^(\d{1,9}[.)]|[-*+])(?= |$)", lambda found: found[1][:-1] + new, part, flags=re.MULTILINE)


def _block_text(block: Block, pictures: Sequence[FoundPicture]) -> str:
    if block.written:
        return block.markdown
    return WRITERS[block.kind](block) if block.kind != "figure" else _figure(block, pictures)


def _table_text(block: Block) -> str:
    return table([[escape(cell) for cell in row.split(" | ")] for row in block.items])


def _words(block: Block) -> str:
    return block.markdown or escape(block.text).replace("\n", "\\\n")


def _figure(block: Block, pictures: Sequence[FoundPicture]) -> str:
    picture = pictures[block.picture] if block.picture is not None else FoundPicture()
    return figure(picture.alt, picture.file) if picture.file else ""


def figure(alt: str, file: str) -> str:
    """Return the line of a figure."""
    return f"![{escape(one_line(alt))}]({file})"


def _items(block: Block) -> Iterator[str]:
    for number, words in enumerate(block.items, 1):
        yield item(f"{number}." if block.ordered else "-", [block_text(escape(words))])


WRITERS: Mapping[BlockKind, Callable[[Block], str]] = {
    "paragraph": lambda block: block_text(_words(block)),
    "quote": lambda block: quotation(block_text(_words(block))),
    "subhead": lambda block: heading(escape(block.text)),
    "list": lambda block: "\n".join(_items(block)),
    "table": _table_text,
    "code": lambda block: fence(block.text),
    "rule": lambda _: "* * *",
}
