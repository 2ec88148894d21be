"""Markup of a body that is not printed: each piece is named, and none of it comes out as raw signs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from publishkit.model.artifact import Finding
from publishkit.workspace.body_forms import MATH
from publishkit.workspace.body_markdown import plain_text
from publishkit.workspace.formula import FormulaError, parse_formula

SIMPLE = frozenset("b i em strong sub sup mark u s del ins small kbd q cite".split())
"""HTML elements within a line that every format shows."""
_TAG = re.compile(r"<(?P<end>/)?(?P<name>[A-Za-z][\w-]*)(?P<rest>[^>]*)>", re.DOTALL)
_TAGS = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
SHOWN = 40
"""Characters of a piece of markup, and of the words beside it."""

Level = Literal["error", "warning"]
RAW: Sequence[tuple[re.Pattern[str], str, Level]] = tuple(
    (re.compile(pattern, re.MULTILINE), name, level)  # type: ignore[misc]  # literals stay literals
    for pattern, name, level in (
        (r"\[\^[^\]\s]{1,60}\]", "a mark without its note", "error"),
        (r"\^\[[^\]\n]{0,200}\]?", "a note within the line", "error"),
        (r"^:{3,}[ \t]*[\w{][^\n]{0,60}", "a box", "error"),
        (r"\$\$[^\n]{0,60}", "a formula without an end", "error"),
        (r"\[\[[^\]\n]{1,100}\]\]", "a link of a wiki", "warning"),
        (r"\{\{[^}\n]{0,100}\}\}|\{%[^%\n]{0,100}%\}", "a command of a template", "warning"),
        (r"\[-?@[\w:.-]{1,60}[^\]\n]{0,60}\]", "a citation", "warning"),
        (r"!?\[[^\]\n]{1,100}\]\([^)\n]{0,200}\)?", "a link or picture that cannot be read", "warning"),
        (r"\{[.#][\w-]{1,40}[^}\n]{0,100}\}", "a class", "warning"),
        (r"(?<![\w:]):[a-z][a-z_+-]{1,30}:(?![\w:])", "the name of a sign", "warning"),
        (r"^\|[^\n]{1,60}\|[ \t]*$", "a row of no table", "warning"),
        (r"\\(?:begin|end|frac|sqrt|int|sum|left|right|mathrm|text)\b[^\n]{0,40}", "TeX outside a formula", "warning"),
    )
)
"""What looks like markup and was read as words: its form, how it is called, and whether it is surely none of the author's words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unprinted:
    """A piece of markup that no format shows as it is meant."""

    markup: str
    """As it is written, in short: `<font>`."""
    name: str
    beside: str
    """The words it stands with; "" where there are none."""
    level: Level

    def __str__(self) -> str:
        """Say it in one line.

        >>> str(Unprinted(markup="<font>", name="HTML", beside="Low water", level="error"))
        '`<font>` (HTML) in “Low water”'
        """
        place = f" in “{self.beside}”" if self.beside else ""
        return f"`{self.markup}` ({self.name}){place}"


def unprinted_findings(unprinted: Sequence[Unprinted], where: str) -> Iterator[Finding]:
    """A009, A010: markup in the file *where* that is not printed, and what looks like it."""
    for one in unprinted:
        surely = one.level == "error"
        yield Finding(
            code="A009" if surely else "A010",
            severity=one.level,
            where=where,
            message=f"{one} is markup that no format prints"
            if surely
            else f"{one} looks like markup, and is printed as it stands",
            hint=_hint(one),
        )


def _hint(one: Unprinted) -> str:
    if one.name == "HTML":
        return "say it in Markdown; as words about HTML, put it between backticks"
    return "say it in another way; if these are words, put a backslash before the first sign"


# --- what was read as words -------------------------------------------------------------------------------------------


def note_raw_markup(parser: MarkdownIt) -> None:
    """Let *parser* note what looks like markup, before strokes that say it is none are forgotten; in `env["raw"]`."""
    parser.core.ruler.before("text_join", "raw_markup", _raw)


def _raw(state: StateCore) -> None:
    found = state.env.setdefault("raw", [])
    for token in state.tokens:
        children = token.children or []
        words = "\n".join(child.content for child in children if child.type == "text")
        if not any(sign in words for sign in ("[", "{", ":", "$", "|", "\\", "^")):
            continue
        said = "".join(child.content for child in children if child.type in ("text", "text_special"))
        for child in _runs(children):
            found += [
                Unprinted(markup=_short(match[0]), name=name, beside=_short(said), level=level)
                for pattern, name, level in RAW
                for match in pattern.finditer(child)
            ]


def _runs(children: Sequence[Token]) -> Iterator[str]:
    """Yield the words of a line between anything that is no plain word; a break is a line end."""
    run = ""
    for child in children:
        if child.type == "text":
            run += child.content
        elif child.type in ("softbreak", "hardbreak"):
            run += "\n"
        else:
            yield run
            run = ""
    yield run


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


# --- HTML and formulas ------------------------------------------------------------------------------------------------


def printable(tokens: Sequence[Token]) -> tuple[list[Token], list[Unprinted]]:
    """Return *tokens* with simple HTML as marks of ours and all other HTML taken out, and what is not printed."""
    kept: list[Token] = []
    found: list[Unprinted] = []
    for token in tokens:
        if token.type == "html_block":
            found += _of_block(token)
            continue
        if token.children and not (len(token.children) == 1 and token.children[0].type == "text"):
            token.children = _line(token, found)
        found += _of_formula(token, "")
        kept.append(token)
    return kept, found


def block_words(token: Token) -> str:
    """Return the words within a block of HTML."""
    return " ".join(unescape(_TAGS.sub(" ", token.content)).split())


def _of_block(token: Token) -> Iterator[Unprinted]:
    """Yield the first element of a block; comments say nothing to a reader."""
    if element := _TAG.search(re.sub(r"<!--.*?(?:-->|\Z)", "", token.content, flags=re.DOTALL)):
        yield Unprinted(markup=_short(element[0]), name="HTML", beside=_short(block_words(token)), level="error")


def _line(token: Token, found: list[Unprinted]) -> list[Token]:
    said = _short(plain_text(token.children or ()))
    children, waiting = list(token.children or ()), list[tuple[int, str]]()
    ends: dict[int, int] = {}
    for at, child in enumerate(children):
        tag = _TAG.fullmatch(child.content) if child.type == "html_inline" else None
        if child.nesting > 0:
            waiting.append((at, ""))
        elif child.nesting < 0 and waiting:
            waiting = waiting[: next(n for n in range(len(waiting) - 1, -1, -1) if not waiting[n][1] or n == 0)]
        elif tag and tag["name"].lower() in SIMPLE and not tag["end"]:
            waiting.append((at, tag["name"].lower()))
        elif tag and tag["end"] and waiting and waiting[-1][1] == tag["name"].lower():
            ends[at] = waiting.pop()[0]
    pairs = {*ends, *ends.values()}
    kept = [_marked(child) if at in pairs else child for at, child in enumerate(children)]
    for child in kept:
        found += _of_formula(child, said)
        if child.type == "html_inline" and not child.content.startswith("<!") and not _is_break(child):
            found.append(Unprinted(markup=_short(child.content), name="HTML", beside=said, level="error"))
    return [
        _broken(child) if _is_break(child) else child
        for child in kept
        if child.type != "html_inline" or _is_break(child)
    ]


def _is_break(token: Token) -> bool:
    return token.type == "html_inline" and re.fullmatch(r"<br\s*/?>", token.content, re.IGNORECASE) is not None


def _broken(token: Token) -> Token:
    return Token("hardbreak", "br", 0)


def _marked(token: Token) -> Token:
    tag = _TAG.fullmatch(token.content)
    name, end = (tag["name"].lower(), bool(tag["end"])) if tag else ("span", False)
    return Token(f"{name}_{'close' if end else 'open'}", name, -1 if end else 1)


def _of_formula(token: Token, beside: str) -> Iterator[Unprinted]:
    if token.type in MATH:
        try:
            parse_formula(token.content, block=token.type == "math_block")
        except FormulaError as cause:
            name = f"a formula; it {cause}"
            yield Unprinted(
                markup=_short(f"{token.markup}{token.content}{token.markup}"), name=name, beside=beside, level="error"
            )
