"""Blocks -> CommonMark: what was read is written so that it reads back the same, raw HTML never."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

from publishkit.articles.extracted import Block, FoundPicture

INLINE = re.compile(r"([\\`*_\[\]<>|~^])")
OPENINGS = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|-{2,}\s*$|:{3,})")
NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
CLOSING = re.compile(r"(^| )(#+)$")
"""At the end of a heading these close it and are not shown."""


def escape(text: str) -> str:
    r"""Return *text* so that CommonMark shows it as written.

    >>> escape("2 * 3 [x] <b>")
    '2 \\* 3 \\[x\\] \\<b\\>'
    """
    text = INLINE.sub(r"\\\1", text)
    return re.sub(r"&(?=#?\w{1,32};)", r"\\&", text)


def block_text(text: str) -> str:
    r"""Return escaped inline *text* so that its first characters open no block.

    >>> block_text("2024. A year"), block_text("- no list")
    ('2024\\. A year', '\\- no list')
    """
    text = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
    return NUMBERED.sub(r"\1\\\2", OPENINGS.sub(r"\1\\\2", text))


def link(text: str, target: str) -> str:
    """Return a CommonMark link; addresses that are not of the web stay away and leave their words.

    >>> link("here", "javascript:alert(1)")
    'here'
    """
    if urlsplit(target).scheme.lower() not in {"http", "https", "mailto"} or not text.strip():
        return text
    address = quote(target, safe=":/?#@!$&'*+,;=%~-._")
    lead, core, tail = _spaces(text)
    return f"{lead}[{core}]({address}){tail}"


def emphasis(text: str, rend: str) -> str:
    """Return *text* emphasised as the page had it (`#b` strong, `#i` emphasis, anything else plain)."""
    mark = {"#b": "**", "#i": "*"}.get(rend)
    lead, core, tail = _spaces(text)
    return f"{lead}{mark}{core}{mark}{tail}" if mark and core else text


def write_blocks(blocks: Sequence[Block], pictures: Sequence[FoundPicture] = ()) -> str:
    """Return the body as CommonMark; a figure without a file is not written."""
    parts = list(filter(None, (_block(block, pictures) for block in blocks)))
    return "\n\n".join(parts) + "\n" if parts else ""


def _block(block: Block, pictures: Sequence[FoundPicture]) -> str:
    inline = block_text(block.markdown or escape(block.text))
    written = {
        "paragraph": inline,
        "quote": f"> {inline}",
        "subhead": f"## {_heading(block.text)}",
        "list": "\n".join(_items(block)),
        "table": "\n".join(_rows(block.items)),
        "code": "\n".join(f"    {line}" for line in block.text.splitlines()),
        "figure": _figure(block, pictures),
        "rule": "* * *",
    }
    return written[block.kind]


def _figure(block: Block, pictures: Sequence[FoundPicture]) -> str:
    picture = pictures[block.picture] if block.picture is not None else FoundPicture()
    return f"![{escape(_one_line(picture.alt))}]({picture.file})" if picture.file else ""


def _items(block: Block) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        mark = f"{number}." if block.ordered else "-"
        yield f"{mark} {block_text(escape(item))}"


def _rows(rows: Sequence[str]) -> Iterator[str]:
    cells = [[escape(_one_line(cell)) for cell in row.split(" | ")] for row in rows]
    width = max(map(len, cells), default=0)
    for number, row in enumerate(cells):
        yield "| " + " | ".join([*row, *[""] * (width - len(row))]) + " |"
        if number == 0:
            yield "|" + " --- |" * width


def _heading(text: str) -> str:
    return CLOSING.sub(r"\1\\\2", escape(_one_line(text)))


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).strip()


def _spaces(text: str) -> tuple[str, str, str]:
    core = text.strip()
    start = text.find(core) if core else 0
    return text[:start], core, text[start + len(core) :]
