"""What Pandoc alone writes into Markdown, as CommonMark: tables drawn by dashes, examples counted through a text, commands for paper."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

DASHES = re.compile(r"[ ]{0,20}-{3,200}(?:[ ]{1,40}-{3,200}){1,30}[ ]*")
"""The line that draws the columns of a table."""
CAPTION = re.compile(r"(?:Table)?:[ \t]+(?P<words>\S.*)")
PAPER = re.compile(
    r"[ \t]*\\(?:newpage|pagebreak|clearpage|tableofcontents|vspace\{[^{}\n]{1,40}\}|noindent|bigskip|medskip|smallskip)[ \t]*"
)
EXAMPLE = re.compile(r"[ ]{0,3}\(@(?P<name>[\w-]{0,60})\)[ \t]+(?=\S)")
MENTIONED = re.compile(r"\(@(?P<name>[\w-]{1,60})\)")
MAX_ROWS = 1_000


def examples_of(text: str) -> Mapping[str, int]:
    """Return the number of every example that has a name."""
    found = (EXAMPLE.match(line) for line in text.split("\n")) if "(@" in text else iter(())
    return {one["name"]: number for number, one in enumerate(filter(None, found), 1) if one["name"]}


def common_lines(lines: Sequence[str], examples: Mapping[str, int], drop: Callable[[str, str], str]) -> Iterator[str]:
    """Yield the lines without what only Pandoc reads; *drop* notes what has no words."""
    number = skip = 0
    for at, line in enumerate(lines):
        if at < skip:
            continue
        table = (
            list(takewhile(str.strip, lines[at : at + MAX_ROWS]))
            if at + 1 < len(lines) and DASHES.fullmatch(lines[at + 1])
            else []
        )
        if len(table) > 2 and (not at or not lines[at - 1].strip()) and (rows := _rows(table)):
            yield from rows
            skip = at + len(table)
            caption = CAPTION.fullmatch(lines[skip + 1]) if skip + 1 < len(lines) else None
            if caption:
                yield from ("", f"*{caption['words']}*")
                skip += 2
        elif "\\" in line and PAPER.fullmatch(line):
            yield drop(line, "a command for pages of paper")
        elif "(@" in line:
            found = EXAMPLE.match(line)
            number = examples.get(found["name"], number + 1) if found else number
            words = f"{number}. {line[found.end() :]}" if found else line
            yield MENTIONED.sub(lambda one: f"({examples[one['name']]})" if one["name"] in examples else one[0], words)
        else:
            yield line


def _rows(table: Sequence[str]) -> list[str]:
    """The rows of a table with strokes between the cells; [] when the line above the dashes heads no columns."""
    drawn = [match.span() for match in re.finditer(r"-+", table[1])]
    cuts = [0, *((end + start) // 2 for (_, end), (start, _) in pairwise(drawn)), 10_000]
    rows = [
        [line[first:last].strip().replace("|", "\\|") for first, last in pairwise(cuts)]
        for line in (table[0], *table[2:])
    ]
    if DASHES.fullmatch(table[-1]):
        rows.pop()
    if sum(map(bool, rows[0])) < 2:
        return []
    sides = ["-:" if _is_right(table[0], span) else "--" for span in drawn]
    return [f"| {' | '.join(row)} |" for row in (rows[0], sides, *rows[1:])]


def _is_right(head: str, span: tuple[int, int]) -> bool:
    """Whether the head of a column stands at its right end and not at its left one."""
    cell = head[span[0] : span[1]].ljust(span[1] - span[0])
    return cell.startswith(" ") and not cell.endswith(" ")
