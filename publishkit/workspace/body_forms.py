"""Further forms of bodies: formulas, marked and inserted words, verse with its lines, tasks; each is left as it is where it is none."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from publishkit.workspace.formula import FormulaError, parse_formula

MATH = frozenset({"math_inline", "math_block"})
LONGEST_FORMULA, LONGEST_MARKED = 2_000, 2_000
"""Characters within one pair of signs."""
_COMMAND = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})?|\\.")
_WORD = re.compile(r"[^\W\d_]{4,}")
_OPERATOR = re.compile(r"\\[A-Za-z]|[\^_=<>{}|+*/−≤≥≠±·×√∑∫∈→-]")
_SYMBOL = re.compile(r"[^\W\d_][\d'′]{0,2}|\d+(?:[.,]\d+)?[^\W\d_]?")
MARKS = {"==": "mark", "++": "ins"}
DONE, OPEN = "\u2713\u00a0", "\u25a1\u00a0"
"""What stands before a task."""
TASK = re.compile(r"\[(?P<state>[ xX])\][ \u00a0]+(?=\S)")
VERSE = re.compile(r"\|(?: |$)")
UNDER = re.compile(r"[\s|:-]*-[\s|:-]*")
"""The line under the head of a table."""


def further_forms(parser: MarkdownIt) -> None:
    """Teach *parser* to read `$x^2$`, `$$…$$`, `==marked==`, `++inserted++`, lines that open with `| `, and `- [x] done`."""
    parser.block.ruler.before("fence", "math_block", _math_block)
    parser.block.ruler.before("table", "verse", _verse)
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    parser.inline.ruler.after("emphasis", "marked", _marked)
    parser.core.ruler.push("tasks", _tasks)


# --- formulas ---------------------------------------------------------------------------------------------------------


def _math_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's form
    """Read `$x^2$`; sums of money stay: "$5 or A$7"."""
    if state.src[state.pos] != "$":
        return False
    mark = "$$" if state.src.startswith("$$", state.pos) else "$"
    first = state.pos + len(mark)
    last = _end_of_formula(state.src, first, mark, state.posMax)
    if last < 0 or not _stands_alone(state.src, state.pos, last + len(mark)) or not is_formula(state.src[first:last]):
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = state.src[first:last].strip(), mark
    state.pos = last + len(mark)
    return True


def _end_of_formula(source: str, first: int, mark: str, maximum: int) -> int:
    at = first
    while (at := source.find(mark, at, min(maximum, first + LONGEST_FORMULA))) >= 0:
        if source[at - 1] != "\\":
            return at
        at += 1
    return -1


def _stands_alone(source: str, first: int, last: int) -> bool:
    before, behind = source[max(0, first - 1) : first], source[last : last + 1]
    return not (before.isalnum() or behind.isalnum() or "$" in (before, behind))


def is_formula(tex: str) -> bool:
    r"""Return whether what stands between two dollars is mathematics, and not a sum of money with the words behind it.

    >>> is_formula("a^2+b^2"), is_formula("n"), is_formula(r"\alpha + 1"), is_formula("5 and b"), is_formula("PATH=")
    (True, True, True, False, False)
    """
    if not tex or tex[0].isspace() or tex[-1].isspace() or "\n\n" in tex:
        return False
    plain = _COMMAND.sub(" ", tex)
    if _SYMBOL.fullmatch(tex):
        return True
    return _OPERATOR.search(tex) is not None and _WORD.search(plain) is None


def _math_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's form
    """Read a formula of its own, from a line that begins with `$$` to one that ends with it."""
    start, end = state.bMarks[first] + state.tShift[first], state.eMarks[first]
    if state.is_code_block(first) or not state.src.startswith("$$", start):
        return False
    lines, line = [state.src[start + 2 : end]], first
    while not lines[-1].rstrip().endswith("$$"):
        line += 1
        if line >= last or state.sCount[line] < state.blkIndent:
            return False
        lines.append(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    tex = "\n".join(lines).rstrip()[:-2].strip()
    if not tex or "$$" in tex or len(tex) > LONGEST_FORMULA:
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.content, token.markup, token.block, token.map = tex, "$$", True, [first, line + 1]
        state.line = line + 1
    return True


def formula_words(token: Token) -> str:
    """Return a formula in words; its TeX where it is none that can be set."""
    try:
        return parse_formula(token.content, block=token.type == "math_block").words
    except FormulaError:
        return token.content


# --- marked and inserted words ----------------------------------------------------------------------------------------


def _marked(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's form
    """Read `==marked==` and `++inserted++`; within a word (C++17) they are signs."""
    mark, start, maximum = state.src[state.pos : state.pos + 2], state.pos, state.posMax
    first = start + 2
    if mark not in MARKS or first >= maximum or state.src[first].isspace() or state.src[first] == mark[0]:
        return False
    if start and (state.src[start - 1].isalnum() or state.src[start - 1] == mark[0]):
        return False
    end = _end_of_marked(state.src, first, mark, min(maximum, first + LONGEST_MARKED))
    if end < 0:
        return False
    if not silent:
        tag = MARKS[mark]
        state.pos, state.posMax = first, end
        state.push(f"{tag}_open", tag, 1).markup = mark
        state.md.inline.tokenize(state)
        state.push(f"{tag}_close", tag, -1).markup = mark
    state.pos, state.posMax = end + 2, maximum
    return True


def _end_of_marked(source: str, first: int, mark: str, maximum: int) -> int:
    at = first
    while (at := source.find(mark, at, maximum)) >= 0:
        behind = source[at + 2 : at + 3]
        if not source[at - 1].isspace() and source[at - 1] != "\\" and not behind.isalnum() and behind != mark[0]:
            return at
        at += 1
    return -1


# --- verse ------------------------------------------------------------------------------------------------------------


def _verse(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's form
    """Read lines that open with `| ` as verse: they break where they break, spaces before a line stay, an empty one parts stanzas."""
    if state.is_code_block(first):
        return False
    lines: list[str] = []
    for number in range(first, last):
        line = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
        if state.sCount[number] < state.blkIndent or not VERSE.match(line):
            break
        lines.append(line[2:].rstrip())
    behind = first + len(lines)
    under = state.src[state.bMarks[behind] : state.eMarks[behind]] if behind < last else ""
    if not any(lines) or any(line.endswith("|") for line in lines) or any(map(_is_under, (*lines, under))):
        return False
    if silent:
        return True
    for at, stanza in _stanzas(lines):
        _push_stanza(state, stanza, first + at)
    state.line = behind
    return True


def _is_under(line: str) -> bool:
    return "-" in line and UNDER.fullmatch(line) is not None


def _stanzas(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for at, line in enumerate(lines):
        if line and (at == 0 or not lines[at - 1]):
            found.append((at, []))
        if line:
            found[-1][1].append(line)
    return found


def _push_stanza(state: StateBlock, lines: Sequence[str], at: int) -> None:
    opening = state.push("paragraph_open", "p", 1)
    opening.attrs["class"] = "verse"
    opening.map = [at, at + len(lines)]
    words = state.push("inline", "", 0)
    words.content = "  \n".join("\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines)
    words.map, words.children = [at, at + len(lines)], []
    state.push("paragraph_close", "p", -1)


# --- tasks ------------------------------------------------------------------------------------------------------------


def _tasks(state: StateCore) -> None:
    """Read `[ ] ` and `[x] ` at the beginning of a list's item as an empty box and a tick."""
    for number, token in enumerate(state.tokens[2:], 2):
        children = token.children or []
        opening = state.tokens[number - 2]
        if token.type != "inline" or opening.type != "list_item_open" or not children or children[0].type != "text":
            continue
        if found := TASK.match(children[0].content):
            opening.attrs["class"] = "task"
            children[0].content = (OPEN if found["state"] == " " else DONE) + children[0].content[found.end() :]
