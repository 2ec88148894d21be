"""What Pandoc alone writes into Markdown, as CommonMark: tables drawn by dashes, examples counted through a text, commands for paper."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise, takewhile

DASHES = re.compile(r"[ ]{0,20}-{3,200}(?:[ ]{1,40}-{3,200}){1,30}[ ]*")
"""The line that draws the columns of a table."""
RULE = re.compile(r"-{10,300}[ ]*")
"""The line above and below a table whose rows have several lines."""
GRID = re.compile(r"[ ]{0,3}\+(?:[:=-][=-]{0,200}[:=-]?\+){1,40}[ ]*")
HEAD_LINES = 8
"""Lines of the head of a table."""
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
        drawn = _drawn(lines, at) if not at or not lines[at - 1].strip() else None
        if drawn is not None:
            rows, skip = drawn
            yield from rows
            blank = skip < len(lines) and not lines[skip].strip()
            caption = CAPTION.fullmatch(lines[skip + blank]) if skip + blank < len(lines) else None
            if caption:
                yield from ("", f": {caption['words']}")
                skip += blank + 1
        elif "\\" in line and PAPER.fullmatch(line):
            yield drop(line, "a command for pages of paper")
        elif "(@" in line:
            found = EXAMPLE.match(line)
            number = examples.get(found["name"], number + 1) if found else number
            words = f"{number}. {line[found.end() :]}" if found else line
            yield MENTIONED.sub(lambda one: f"({examples[one['name']]})" if one["name"] in examples else one[0], words)
        else:
            yield line


Drawn = tuple[list[str], int]
"""The rows of a table, and the line behind it."""


def _drawn(lines: Sequence[str], at: int) -> Drawn | None:
    """The table that begins at a line: drawn by crosses, or by dashes below its head or around it."""
    line = lines[at]
    if GRID.fullmatch(line):
        return _grid(lines, at)
    if RULE.fullmatch(line) or DASHES.fullmatch(line):
        return _between_rules(lines, at)
    near = lines[at + 1] if at + 1 < len(lines) else ""
    if DASHES.fullmatch(near):
        table = list(takewhile(str.strip, lines[at : at + MAX_ROWS]))
        rows = _rows(table) if len(table) > 2 else []
        return (rows, at + len(table)) if rows else None
    return None


def _grid(lines: Sequence[str], at: int) -> Drawn | None:
    """A table whose cells are drawn with crosses at their corners."""
    table = list(takewhile(lambda line: line.strip()[:1] in {"+", "|"}, lines[at : at + MAX_ROWS]))
    cuts = [match.start() for match in re.finditer(r"\+", table[0])]
    head = next((number for number, line in enumerate(table) if "=" in line and GRID.fullmatch(line)), 0)
    rows: list[list[list[str]]] = []
    for line in table:
        if line.lstrip().startswith("+"):
            rows.append([[] for _ in cuts[1:]])
            continue
        for cell, (first, last) in zip(rows[-1], pairwise(cuts), strict=True):
            cell.append(line[first + 1 : last].strip().strip("|").strip())
    cells = [[" ".join(filter(None, cell)) for cell in row] for row in rows if any(map(any, row))]
    rule = table[head] if head else table[0]
    sides = [_side(rule[first + 1 : last]) for first, last in pairwise(cuts)]
    if not cells:
        return None
    return _as_table(cells if head else [[""] * len(sides), *cells], sides), at + len(table)


def _side(rule: str) -> str:
    rule = rule.strip()
    return f"{':' if rule.startswith(':') else '-'}-{':' if rule.endswith(':') else ''}"


def _between_rules(lines: Sequence[str], at: int) -> Drawn | None:
    """A table between two rules; its rows may have several lines, parted by empty ones, its head ends at the line of columns."""
    columns = next((n for n in range(at, min(at + HEAD_LINES, len(lines))) if DASHES.fullmatch(lines[n])), None)
    if columns is None or (columns > at and not RULE.fullmatch(lines[at])):
        return None
    ends = range(columns + 1, min(columns + MAX_ROWS, len(lines)))
    end = next((n for n in ends if RULE.fullmatch(lines[n]) or DASHES.fullmatch(lines[n])), None)
    if end is None or not any(map(str.strip, lines[columns + 1 : end])):
        return None
    drawn = [match.span() for match in re.finditer(r"-+", lines[columns])]
    cuts = [0, *((end_ + start) // 2 for (_, end_), (start, _) in pairwise(drawn)), 10_000]
    body = lines[columns + 1 : end]
    several = any(not line.strip() for line in body)
    groups = (
        [[line] for line in body]
        if not several
        else [list(group) for filled, group in groupby(body, key=lambda line: bool(line.strip())) if filled]
    )
    cells = [[_joined(group, cut) for cut in pairwise(cuts)] for group in groups]
    head = [_joined(lines[at + 1 : columns], cut) for cut in pairwise(cuts)] if columns > at else [""] * len(drawn)
    shown = lines[columns - 1] if columns > at + 1 else body[0]
    sides = ["-:" if _is_right(shown, span) else "--" for span in drawn]
    return _as_table([head, *cells], sides), end + 1


def _joined(lines: Sequence[str], cut: tuple[int, int]) -> str:
    return " ".join(filter(None, (line[cut[0] : cut[1]].strip() for line in lines)))


def _as_table(cells: Sequence[Sequence[str]], sides: Sequence[str]) -> list[str]:
    rows = [[cell.replace("|", "\\|") for cell in row] for row in cells]
    return [f"| {' | '.join(row)} |" for row in (rows[0], sides, *rows[1:])]


def _rows(table: Sequence[str]) -> list[str]:
    """The rows of a table with strokes between the cells; [] when the line above the dashes heads no columns."""
    drawn = [match.span() for match in re.finditer(r"-+", table[1])]
    cuts = [0, *((end + start) // 2 for (_, end), (start, _) in pairwise(drawn)), 10_000]
    rows = [[line[first:last].strip() for first, last in pairwise(cuts)] for line in (table[0], *table[2:])]
    if DASHES.fullmatch(table[-1]):
        rows.pop()
    if sum(map(bool, rows[0])) < 2:
        return []
    sides = ["-:" if _is_right(table[0], span) else "--" for span in drawn]
    return _as_table(rows, sides)


def _is_right(head: str, span: tuple[int, int]) -> bool:
    """Whether the head of a column stands at its right end and not at its left one."""
    cell = head[span[0] : span[1]].ljust(span[1] - span[0])
    return cell.startswith(" ") and not cell.endswith(" ")
