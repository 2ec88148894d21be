"""Markdown body -> blocks, notes and plain text. Raw HTML is off; what comes out is well-formed as XML too."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from publishkit.edition.unprinted import Unprinted, block_words, note_raw_markup, printable
from publishkit.model.edition import Note
from publishkit.words import with_minus
from publishkit.workspace.body_forms import MATH, formula_words
from publishkit.workspace.body_markdown import MOVED, body_parser, plain_text
from publishkit.workspace.formula import Formula, FormulaError, parse_formula

SUBHEAD = 3
"""Level of the first subhead in the canonical body (`model.edition.Block`)."""
CODE = frozenset({"fence", "code_block"})
DASH = re.compile(r"[\u2013\u2014\u2015]|-{1,3}[ \u00a0]")
"""How the line that names whom a quotation is from opens."""
LONGEST_SOURCE = 300
"""Characters of that line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RawBlock:
    """A piece of the body before pictures are cleared."""

    kind: Literal["html", "figure", "pull"]
    html: str = ""
    file: str = ""
    """Of a figure: the picture file as written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A Markdown body, parsed."""

    blocks: tuple[RawBlock, ...]
    notes: tuple[Note, ...]
    paragraphs: tuple[str, ...]
    """Plain text of every paragraph, subhead, list item, cell, formula and piece of code, notes and pull quotes left out."""
    passages: tuple[str, ...]
    """The paragraphs as they stand in print, parted where a note's mark stands."""
    words: int
    links: tuple[str, ...]
    """Addresses the body and its notes link to, in order."""
    stray_pictures: tuple[str, ...] = ()
    """Picture files within a line of text, or in a note: they have no place for a credit, so they are not printed."""
    formulas: tuple[Formula, ...] = ()
    unprinted: tuple[Unprinted, ...] = ()
    """Markup that no format shows as it is meant."""


def parse_body(markdown: str, prefix: str) -> Body:
    """Return the body of an article whose ids begin with *prefix* (`a03`).

    >>> parse_body("Tides *turn*.", "a01").blocks[0].html
    '<p>Tides <em>turn</em>.</p>'
    """
    parser = _parser()
    env: dict[str, Any] = {"prefix": prefix}
    written = parser.parse(markdown, env)
    parsed, unprinted = printable(written)
    tokens = _attributed(_captioned(_headed(_with_minus(_classed(_levelled(_formulas(parsed)))))))
    main, foot = _split_notes(tokens)
    lines = _running(main)
    paragraphs = _paragraphs(lines, written)
    return Body(
        blocks=tuple(_blocks(parser, main, env)),
        notes=tuple(_notes(parser, foot, env)),
        paragraphs=paragraphs,
        passages=tuple(filter(None, (passage for line in lines for passage in _passages(line)))),
        words=sum(len(p.split()) for p in paragraphs),
        links=tuple(_links(tokens)),
        stray_pictures=tuple(_stray_pictures(main, foot)),
        formulas=tuple(dict.fromkeys(_formulas_of(tokens))),
        unprinted=tuple(dict.fromkeys((*unprinted, *env["raw"]))),
    )


def body_paragraphs(markdown: str) -> tuple[str, ...]:
    """Return the paragraphs of a body, as `parse_body` does, and nothing else; a long one is read in parts.

    >>> body_paragraphs("Tides *turn*.")
    ('Tides turn.',)
    """
    return tuple(words for part in _parts(markdown) for words in _paragraphs_of(part))


def _paragraphs_of(markdown: str) -> tuple[str, ...]:
    written = _bare_parser().parse(markdown, {})
    main, _ = _split_notes(_captioned(_headed(_with_minus(_levelled(_formulas(printable(written)[0]))))))
    return _paragraphs(_running(main), written)


PART = 100_000
"""Characters of a part of a body: what is read of it takes some fifty times its memory."""
_REACHES = re.compile(r"\[\^|\]:|(?<!\\)<|```|~~~|\$\$|:::")
"""Forms that end somewhere else than with their block, or are read by what stands somewhere else."""


def _parts(markdown: str) -> Iterator[str]:
    """Yield parts of a body that say alone what they say together: each ends before an empty line and words at the margin."""
    start = 0
    while len(markdown) - start > PART and (start or not _REACHES.search(markdown)):
        end = _NEXT.search(markdown, start + PART)
        if end is None:
            break
        yield markdown[start : end.start()]
        start = end.end()
    yield markdown[start:]


_NEXT = re.compile(r"\n\n(?=[^\s:])")


def _running(main: list[Token]) -> list[Token]:
    """The tokens that are words of the text, pull quotes left out."""
    running = [token for part in _top_level(main) if part[0].type != "container_pull_open" for token in part]
    return [token for token in running if token.type == "inline" or token.type in CODE or token.type == "math_block"]


def _paragraphs(lines: Sequence[Token], written: Sequence[Token]) -> tuple[str, ...]:
    in_html = [block_words(token) for token in written if token.type == "html_block"]
    return tuple(filter(None, (*map(_plain, lines), *in_html)))


@cache
def _bare_parser() -> MarkdownIt:
    """What reads the words of a body alone."""
    parser = body_parser()
    parser.options["html"] = True
    return parser


@cache
def _parser() -> MarkdownIt:
    parser = body_parser()
    parser.options["html"] = True
    note_raw_markup(parser)
    parser.add_render_rule("math_inline", _render_formula)
    parser.add_render_rule("math_block", _render_formula)
    parser.add_render_rule("footnote_ref", _render_noteref)
    parser.add_render_rule("footnote_anchor", lambda *_: "")
    parser.add_render_rule("table_open", _render_table_open)
    parser.add_render_rule("table_close", _render_table_close)
    parser.add_render_rule("image", _render_inline_image)
    return parser


def _render_noteref(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: dict[str, Any]) -> str:
    number = tokens[idx].meta["id"] + 1
    prefix, again = env["prefix"], tokens[idx].meta.get("subId", 0)
    mark = f"{prefix}-fnref{number}" + (f"-{again}" if again else "")
    return f'<sup><a class="noteref" role="doc-noteref" href="#{prefix}-fn{number}" id="{mark}">{number}</a></sup>'


def _render_formula(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: dict[str, Any]) -> str:
    """Return the formula, one of its own in a paragraph; nothing for what cannot be set: that is an error of the article."""
    token, block = tokens[idx], tokens[idx].type == "math_block"
    formula = _formula(token)
    markup = formula.markup if formula else ""
    return f'<p class="formula">{markup}</p>\n' if block else markup


def _formula(token: Token) -> Formula | None:
    try:
        return parse_formula(token.content, block=token.type == "math_block")
    except FormulaError:
        return None


def _formulas(tokens: list[Token]) -> list[Token]:
    """Return *tokens*; code in the language `math` is a formula."""
    for token in tokens:
        if token.type == "fence" and token.info.strip().lower() == "math":
            token.type, token.content, token.markup = "math_block", token.content.strip(), "$$"
    return tokens


def _formulas_of(tokens: Sequence[Token]) -> Iterator[Formula]:
    for token in (one for top in tokens for one in (top, *(top.children or ()))):
        if token.type in MATH and (formula := _formula(token)):
            yield formula


def _render_table_open(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: dict[str, Any]) -> str:
    return '<div class="table"><table>\n'


def _render_table_close(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: dict[str, Any]) -> str:
    return "</table></div>\n"


def _render_inline_image(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: dict[str, Any]) -> str:
    """A picture within a line has no place for a credit, so it is not printed; `issue_rights.note_findings` names it."""
    return ""


def _levelled(tokens: list[Token]) -> list[Token]:
    """Return *tokens* with subheads made `h3`, deeper ones `h4`, whatever level the author began with."""
    used = sorted({int(token.tag[1]) for token in tokens if token.type == "heading_open"})
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(SUBHEAD + used.index(int(token.tag[1])), SUBHEAD + 1)}"
    return tokens


def _classed(tokens: list[Token]) -> list[Token]:
    """Return *tokens* with the alignment of table cells said by a class: EPUB readers and mail want no style here."""
    for token in tokens:
        style = str(token.attrs.pop("style", ""))
        if style.startswith("text-align:"):
            token.attrs["class"] = style.removeprefix("text-align:")
    return tokens


def _with_minus(tokens: list[Token]) -> list[Token]:
    for token in tokens:
        for before, child in pairwise(token.children or ()):
            if before.type in MOVED:
                child.content = with_minus(child.content)
    return tokens


def _headed(tokens: list[Token]) -> list[Token]:
    """Return *tokens* without the empty heads of tables: Markdown asks for a head where there is none to be read."""
    done: list[Token] = []
    start = 0
    for token in tokens:
        if token.type == "thead_open":
            start = len(done)
        done.append(token)
        if token.type == "thead_close" and not any(one.content for one in done[start:] if one.type == "inline"):
            del done[start:]
    return done


def _captioned(tokens: list[Token]) -> list[Token]:
    """Return *tokens* with the line behind a table that opens with a colon as the caption of that table."""
    opened: list[int] = []
    done: list[Token] = []
    for token in tokens:
        done.append(token)
        if token.type == "table_open":
            opened.append(len(done))
        if token.type == "paragraph_close" and opened and _is_caption(done):
            place = opened.pop()
            opening, words, closing = done[-3:]
            del done[-3:]
            opening.type, closing.type = "caption_open", "caption_close"
            opening.tag = closing.tag = "caption"
            first = (words.children or [])[0]
            first.content = first.content.removeprefix(":").lstrip()
            done[place:place] = [opening, words, closing]
    return done


def _is_caption(done: Sequence[Token]) -> bool:
    return len(done) > 3 and done[-4].type == "table_close" and bool(re.match(r":[ \t]+\S", done[-2].content))


def _attributed(tokens: list[Token]) -> list[Token]:
    """Return *tokens*; the last paragraph of a quotation says whom it is from when it opens with a dash, and is classed so."""
    for number, token in enumerate(tokens):
        if token.type != "blockquote_close" or number < 6 or tokens[number - 1].type != "paragraph_close":
            continue
        before, opening, words = tokens[number - 4], tokens[number - 3], tokens[number - 2]
        spoken = before.type == "paragraph_close" and DASH.match(plain_text(tokens[number - 5].children or ()))
        said = plain_text(words.children or ())
        if before.nesting < 1 and not spoken and DASH.match(said) and len(said) <= LONGEST_SOURCE:
            opening.attrs["class"] = "attribution"
    return tokens


def _split_notes(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    for n, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return tokens[:n], tokens[n:]
    return tokens, []


def _blocks(parser: MarkdownIt, tokens: list[Token], env: dict[str, Any]) -> Iterator[RawBlock]:
    run: list[Token] = []
    for part in _top_level(tokens):
        file = _figure_file(part)
        if file is None and part[0].type != "container_pull_open":
            run += part
            continue
        if run:
            yield RawBlock(kind="html", html=_html(parser, run, env))
            run = []
        if file is not None:
            yield RawBlock(kind="figure", file=file)
        else:
            yield RawBlock(kind="pull", html=_html(parser, part[1:-1], env))
    if run:
        yield RawBlock(kind="html", html=_html(parser, run, env))


def _top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    depth = 0
    for token in tokens:
        part.append(token)
        depth += token.nesting
        if depth == 0:
            yield part
            part = []


def _figure_file(part: list[Token]) -> str | None:
    """Return the file of a paragraph that holds only a picture, else None."""
    if len(part) == 3 and part[0].type == "paragraph_open":
        children = [child for child in part[1].children or () if child.type != "softbreak"]
        if len(children) == 1 and children[0].type == "image":
            return str(children[0].attrs["src"])
    return None


def _html(parser: MarkdownIt, tokens: list[Token], env: dict[str, Any]) -> str:
    return str(parser.renderer.render(tokens, parser.options, env)).strip()


def _notes(parser: MarkdownIt, tokens: list[Token], env: dict[str, Any]) -> Iterator[Note]:
    number, first = 0, 0
    for at, token in enumerate(tokens):
        if token.type == "footnote_open":
            number, first = int(token.meta["id"]) + 1, at + 1
        elif token.type == "footnote_close":
            prefix = env["prefix"]
            html = _note_html(parser, [one for one in tokens[first:at] if one.type != "footnote_anchor"], env)
            yield Note(number=number, id=f"{prefix}-fn{number}", ref_id=f"{prefix}-fnref{number}", html=html)


def _note_html(parser: MarkdownIt, tokens: list[Token], env: dict[str, Any]) -> str:
    """Return the words of a note of one paragraph; of a longer one all its blocks."""
    if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        return _html(parser, tokens[1:2], env)
    return _html(parser, tokens, env)


def _plain(token: Token) -> str:
    """Return the words of an inline token, of a formula, or of code."""
    if token.type in MATH:
        return formula_words(token)
    return " ".join(token.content.split()) if token.type in CODE else plain_text(token.children or ())


def _passages(token: Token) -> Iterator[str]:
    if token.type == "math_block":
        return
    if token.type in CODE:
        yield _plain(token)
    else:
        yield from map(plain_text, _between_marks(token))


def _between_marks(token: Token) -> Iterator[list[Token]]:
    """Yield the children of an inline token from one note's mark, or formula, to the next: each format shows these in its way."""
    part: list[Token] = []
    for child in token.children or ():
        if child.type == "footnote_ref" or child.type in MATH:
            yield part
            part = []
        else:
            part.append(child)
    yield part


def _links(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield str(child.attrs["href"])


def _stray_pictures(tokens: list[Token], notes: list[Token]) -> Iterator[str]:
    yield from (str(c.attrs["src"]) for token in notes for c in token.children or () if c.type == "image")
    for part in _top_level(tokens):
        if _figure_file(part) is None:
            yield from (str(c.attrs["src"]) for token in part for c in token.children or () if c.type == "image")
