"""The pieces of a Markdown text in reading order, each as it goes into a body: as written where it can stay, else written anew."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from lxml import html
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_inline

from publishkit.capture.commonmark import item
from publishkit.capture.extracted import Dropped
from publishkit.capture.markdown.carried import carried_address, put_back, set_aside
from publishkit.capture.markdown.dialects import plain_markdown
from publishkit.capture.markdown.inline import FORMULA, Reading
from publishkit.capture.markdown.linked_notes import take_notes
from publishkit.capture.markdown.tree import KEPT, PULL, Kept, Piece, flow
from publishkit.workspace.body_markdown import body_parser, plain_text

MAX_MARKDOWN = 1_000_000
"""Characters: a long novel; an article has thirty thousand."""
MAX_MARKS = 60_000
"""Brackets, stars, strokes and the like: each is looked at several times."""
Told = Callable[[str, str], None]
DEEPEST = 18
"""Quotations and lists within each other; markdown-it reads twenty levels."""
DEEPEST_HTML = 100
KINDS: Mapping[str, Kept] = {
    "heading_open": "heading", "bullet_list_open": "list", "ordered_list_open": "list", "blockquote_open": "quote", "table_open": "table",
    "fence": "code", "code_block": "code", "paragraph_open": "paragraph", "dl_open": "terms", "hr": "rule", "container_pull_open": "pull",
    "math_block": "paragraph",
}  # fmt: skip
"""markdown-it's tokens, and the pieces they become."""
KEEPS = frozenset(
    "text softbreak hardbreak em_open em_close strong_open strong_close s_open s_close code_inline sup_open sup_close sub_open sub_close"
    " span_open span_close link_open link_close math_inline mark_open mark_close ins_open ins_close".split()
)
"""What may stand in a piece that stays as it is written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A Markdown text, in pieces."""

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()
    """Its notes as they go into a body."""
    dropped: tuple[Dropped, ...] = ()


@lru_cache(maxsize=1)
def read_pieces(text: str, base: str = "") -> Source:
    """Return the pieces of *text*, whose relative links are read against the address *base*.

    Raises:
        ValueError: it is larger or nested deeper than an article can be.
    """
    text, carried = set_aside(text)
    if len(text) > MAX_MARKDOWN:
        raise ValueError(f"its text is longer than {MAX_MARKDOWN:,} characters; no article is")
    if sum(map(text.count, "[*_|^~<>")) > MAX_MARKS:
        raise ValueError(f"it has more than {MAX_MARKS:,} brackets, stars and strokes; no article has")
    plain = plain_markdown(text)
    env: dict[str, Any] = {}
    tokens = _parser().parse(plain.text, env)
    if any(token.level > DEEPEST for token in tokens):
        raise ValueError("its quotations or lists are nested too deeply")

    def told(words: str, reason: str) -> None:
        plain.drop(words, reason)

    reading = Reading(base=base, told=told)
    main, foot = _parted(tokens)
    linked: list[str] = []
    pieces = tuple(_whole(piece, carried) for piece in _pieces(main, plain.text.split("\n"), env, reading, linked))
    notes = (*_notes(foot, env, reading), *linked)
    _tell_lost_notes(env, told)
    return Source(pieces=pieces, notes=notes, dropped=tuple(dict.fromkeys(plain.dropped)))


def _whole(piece: Piece, carried: Sequence[str]) -> Piece:
    """A piece with the pictures it carries."""
    if piece.picture and (address := carried_address(piece.picture.address, carried)):
        return replace(piece, picture=replace(piece.picture, address=address, is_carried=True))
    return replace(piece, markdown=put_back(piece.markdown, carried)) if carried else piece


@cache
def _parser() -> MarkdownIt:
    """The parser of bodies, which also knows HTML and inline notes."""
    parser = body_parser()
    parser.options["html"] = True
    parser.options["store_labels"] = True
    parser.inline.ruler.before("moved", "note_inline", footnote_inline)
    parser.core.ruler.before("footnote_tail", "note_words", _defined)
    parser.add_render_rule("footnote_ref", _render_note)
    parser.add_render_rule("footnote_anchor", lambda *_: "")
    parser.add_render_rule("math_inline", _render_formula)
    parser.add_render_rule("math_block", _render_formula)
    parser.add_render_rule("container_pull_open", lambda *_: f"<{PULL}>")
    parser.add_render_rule("container_pull_close", lambda *_: f"</{PULL}>")
    return parser


def _render_note(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    return f'<pk-note n="{tokens[idx].meta["id"] + 1}"></pk-note>'


def _render_formula(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    token = tokens[idx]
    tex = " ".join(f"{token.markup}{token.content}{token.markup}".split())
    made = f'<{FORMULA} tex="{escapeHtml(tex)}"></{FORMULA}>'
    return f"<p>{made}</p>\n" if token.type == "math_block" else made


def _parted(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    cut = next((n for n, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    return tokens[:cut], tokens[cut:]


# --- pieces -----------------------------------------------------------------------------------------------------------


def _pieces(
    tokens: Sequence[Token], lines: Sequence[str], env: Any, reading: Reading, notes: list[str]
) -> Iterator[Piece]:
    """Yield the pieces; *notes* takes those that are links within the text."""
    kept: list[Piece] = []
    markup: list[str] = []
    for group in _top_level(tokens):
        if _stays(group):
            first, last = group[0].map or (0, 0)
            last += group[0].type == "container_pull_open"  # its own end is not counted
            markup.append(f'<{KEPT} n="{len(kept)}"></{KEPT}>')
            kept.append(Piece(kind=KINDS[group[0].type], markdown="\n".join(lines[first:last]).strip("\n").rstrip()))
        else:
            markup.append(_clean(_rendered(group, env), reading.told))
    if len(markup) == len(kept):
        yield from kept
        return
    # A tag that was never closed may swallow what stands behind it; nothing is lost by that.
    tree = _tree("\n".join(markup))
    placed: set[int] = set()
    notes += [_note(number, flow(note, reading, kept, placed)) for number, note in take_notes(tree, _count(env) + 1)]
    yield from flow(tree, reading, kept, placed)
    yield from (piece for number, piece in enumerate(kept) if number not in placed)


def _count(env: Mapping[str, Any]) -> int:
    """How many notes there are already."""
    return len(env.get("footnotes", {}).get("list", {}))


def _top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _stays(group: Sequence[Token]) -> bool:
    """Whether a body would read a piece just as its source does."""
    if group[0].type not in KINDS or (group[0].map or [0, 0])[0] == (group[0].map or [0, 0])[1]:
        return False
    return not any(token.type == "html_block" or (token.children and not _words_stay(token)) for token in group)


WHOLE_LINK = re.compile(r"(?:https?|mailto):(?!.*#(?:footnote|_ftn|_edn|fn|cite_note))", re.IGNORECASE | re.DOTALL)
"""A link that leads out of the text, and is no mark of a note."""


def _words_stay(token: Token) -> bool:
    for child in token.children or ():
        if child.type not in KEEPS or "label" in child.meta:
            return False
        if child.type == "text" and "[^" in child.content:
            return False
        if child.type == "link_open" and not WHOLE_LINK.match(str(child.attrs.get("href", ""))):
            return False
    return True


def _rendered(group: Sequence[Token], env: Any) -> str:
    """A group as HTML; elements that are named like ours are not taken for them."""
    parser = _parser()
    for token in (one for top in group for one in (top, *(top.children or ()))):
        if token.type in {"html_block", "html_inline"} and "pk-" in token.content:
            token.content = re.sub(r"<(/?)pk-", r"<\1x-", token.content, flags=re.IGNORECASE)
    return str(parser.renderer.render(group, parser.options, env))


# --- HTML -------------------------------------------------------------------------------------------------------------


COMMENT = re.compile(r"<!--(?P<text>.*?)(?:-->|\Z)|<[!?](?!--)[^>]{0,1000}>", re.DOTALL)
MARKERS = re.compile(
    r"\s*(?:more|excerpt|truncate|/?wp:|kg-card-|buttondown-|toc|end\b|prettier-|markdownlint-).*",
    re.DOTALL | re.IGNORECASE,
)
"""Comments that steer a program and say nothing."""
RAW = frozenset(
    "script style textarea title xmp noembed noframes noscript plaintext template svg math object select canvas iframe".split()
)
"""Elements whose inside is no text of the page, up to their end, wherever that is."""
RAW_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{'|'.join(sorted(RAW))})\b[^>]{{0,2000}}>?", re.IGNORECASE)


UNCLOSED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd thead tbody tfoot option".split()
)


def _clean(markup: str, told: Told) -> str:
    """HTML without what would swallow the text behind it."""

    def comment(found: re.Match[str]) -> str:
        if found["text"] and found["text"].strip() and not MARKERS.fullmatch(found["text"]):
            told(found["text"], "a comment in the source")
        return ""

    if "<!" in markup or "<?" in markup:
        markup = COMMENT.sub(comment, markup)
    return "".join(_without_raw(markup, told)) if RAW_TAG.search(markup) else markup


def _without_raw(markup: str, told: Told) -> Iterator[str]:
    """Yield HTML without the insides of raw elements; frames stay, empty."""
    low, at, endless = markup.lower(), 0, set()
    while found := RAW_TAG.search(markup, at):
        yield markup[at : found.start()]
        at, name = found.end(), found["name"].lower()
        if found["end"]:
            continue
        if name == "iframe":
            yield f"{found[0]}</iframe>"
        last = -1 if name in endless else low.find(f"</{name}", at)
        if last < 0:
            endless.add(name)
            continue
        words = " ".join(re.sub(r"<[^<>]{0,1000}>", " ", markup[at : min(last, at + 20_000)]).split())
        if words or name == "script":
            told(words or "<script>", f"inside of <{name}>, which shows no text of an article")
        at = last
    yield markup[at:]


def _depth(markup: str) -> int:
    """How deep elements that must be closed stand in each other, counted without building a tree."""
    depth = most = 0
    for tag in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,40})", markup):
        if tag[2].lower() not in UNCLOSED:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            most = max(most, depth)
    return most


def _tree(markup: str) -> html.HtmlElement:
    if _depth(markup) > 5 * DEEPEST_HTML:
        raise ValueError("its HTML is nested too deeply")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    whole = f"<html><body><div>{markup}</div></body></html>".encode("utf-8", "replace")
    tree = html.document_fromstring(whole, parser=parser)
    depth, element = 0, [(tree, 1)]
    while element:
        one, depth = element.pop()
        if depth > DEEPEST_HTML:
            raise ValueError("its HTML is nested too deeply")
        element += [(child, depth + 1) for child in one]
    return tree


# --- notes ------------------------------------------------------------------------------------------------------------


def _notes(tokens: Sequence[Token], env: Any, reading: Reading) -> Iterator[str]:
    inner: list[Token] = []
    number = 0
    for token in tokens:
        if token.type == "footnote_open":
            number, inner = int(token.meta["id"]) + 1, []
        elif token.type == "footnote_close":
            yield _note(number, flow(_tree(_clean(_rendered(inner, env), reading.told)), reading))
        elif token.type not in {"footnote_block_open", "footnote_block_close", "footnote_anchor"}:
            inner.append(token)


def _note(number: int, pieces: Iterable[Piece]) -> str:
    blocks = "\n\n".join(piece.markdown for piece in pieces if piece.markdown)
    return item(f"[^{number}]:", [blocks]).replace(f"\n{' ' * (len(str(number)) + 5)}", "\n    ")


def _defined(state: StateCore) -> None:
    """Keep what each note says, before those that are not printed are thrown away."""
    said: list[tuple[str, list[str]]] = []
    inside = False
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            said.append((str(token.meta["label"]), []))
            inside = True
        elif token.type == "footnote_reference_close":
            inside = False
        elif inside and (words := plain_text(token.children) if token.children else token.content.strip()):
            said[-1][1].append(words)
    state.env["said"] = said


def _tell_lost_notes(env: Mapping[str, Any], told: Told) -> None:
    """Tell of notes to which no mark leads, and of all but the last of one name: no reader would find them."""
    refs = env.get("footnotes", {}).get("refs", {})
    said = env.get("said", [])
    last = {label: number for number, (label, _) in enumerate(said)}
    for number, (label, words) in enumerate(said):
        if words and (refs.get(f":{label}", -1) == -1 or number != last[label]):
            told(" ".join(words), "a note to which no mark in the text leads")
