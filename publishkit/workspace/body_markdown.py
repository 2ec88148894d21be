"""The Markdown our bodies are written in: CommonMark, tables, notes, definition lists, raised and lowered signs, and `body_forms`."""

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.utils import UNESCAPE_RE

from publishkit.words import lowered_signs, raised_signs
from publishkit.workspace.body_forms import MATH, formula_words, further_forms

_VALUE = r"""(?:"[^"\n{}]{0,300}"|'[^'\n{}]{0,300}'|[^\s"'{}=]{1,300})"""
_ATTRIBUTE = rf"(?:[.#][\w:.-]{{1,100}}|[\w:-]{{1,60}}={_VALUE})"
ATTRIBUTES = re.compile(rf"\{{:?[ ]{{0,3}}{_ATTRIBUTE}(?:[ ]{{1,3}}{_ATTRIBUTE}){{0,20}}[ ]{{0,3}}\}}")
"""`{lang=de}` behind a link, a picture, code or `[words]`; no line break in it, so that looking for it costs nothing."""
LANG = re.compile(r"""[\s{:]lang=["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})["']?[\s}]""")
LONGEST_MOVED = 100
"""Characters that are raised or lowered, strokes not counted."""
BEARERS = frozenset({"image", "code_inline", "link_close"})
"""What may bear attributes; of those only the language is kept."""


def body_parser() -> MarkdownIt:
    """Return a parser of bodies; it keeps nothing between two texts."""
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True, "typographer": False})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(container_plugin, "pull").use(deflist_plugin)
    parser.inline.ruler.after("emphasis", "moved", _moved)
    # Inline notes (`^[…]`) would escape the two-way links of notes.
    parser.disable(["footnote_inline"])
    parser.inline.ruler.after("link", "span", _span)
    parser.inline.ruler.push("attributes", _attributes)
    further_forms(parser)
    return parser


_ANY = r"(?:\\[^\n]|[^\s\\^~\[\]<>&*_`|{}])"
RAISED = re.compile(rf"\^(?P<words>{_ANY}{{1,{LONGEST_MOVED}}})\^")
LOWERED = re.compile(rf"~(?P<words>{_ANY}{{1,{LONGEST_MOVED}}})~")
PLAIN = re.compile(r"(?:\\[^\n]|[\w.'()]|[^\x00-\x7f])+[+-]?")
"""What may be raised before a letter: in a^2+b^2 nothing is."""


def _moved(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's form
    """Read `m^3^` and `CO~2~`; spaces and signs in it have a stroke before them."""
    sign = state.src[state.pos]
    if sign not in "^~":
        return False
    found = (RAISED if sign == "^" else LOWERED).match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    after = state.src[found.end() : found.end() + 1]
    if after.isalnum() and not (PLAIN.fullmatch(found["words"]) and (sign == "^" or found["words"][-1] not in "+-")):
        return False
    if not silent:
        tag = "sup" if sign == "^" else "sub"
        state.push(f"{tag}_open", tag, 1).markup = sign
        state.push("text", "", 0).content = UNESCAPE_RE.sub(r"\1", found["words"])
        state.push(f"{tag}_close", tag, -1).markup = sign
    state.pos = found.end()
    return True


def _span(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's form
    """Read `[words]{lang=de}`."""
    if state.src[state.pos] != "[":
        return False
    start, maximum = state.pos + 1, state.posMax
    end = state.md.helpers.parseLinkLabel(state, state.pos, False)  # noqa: FBT003  markdown-it's form
    found = ATTRIBUTES.match(state.src, end + 1, maximum) if end >= 0 else None
    if found is None:
        return False
    if not silent:
        state.pos, state.posMax = start, end
        _speak(state.push("span_open", "span", 1), found[0])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = found.end(), maximum
    return True


def _attributes(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's form
    """Read `{lang=de}` behind what may bear it."""
    if state.pending or not state.tokens or state.tokens[-1].type not in BEARERS:
        return False
    found = ATTRIBUTES.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        bearer = state.tokens[-1]
        if bearer.nesting < 0:
            bearer = next(token for token in reversed(state.tokens) if token.type == "link_open")
        _speak(bearer, found[0])
    state.pos = found.end()
    return True


def _speak(token: Token, attributes: str) -> None:
    if found := LANG.search(attributes):
        token.attrs["lang"] = found[1]


def plain_text(children: Sequence[Token]) -> str:
    """Return the words of inline tokens: raised and lowered figures as such, breaks as spaces, no marks of notes."""
    words: list[str] = []
    for number, child in enumerate(children):
        before = children[number - 1].type if number else ""
        if child.type == "text":
            words.append(MOVED[before](child.content) if before in MOVED else child.content)
        elif child.type == "code_inline":
            words.append(child.content)
        elif child.type in MATH:
            words.append(formula_words(child))
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return " ".join("".join(words).split())


MOVED: dict[str, Callable[[str], str]] = {"sup_open": raised_signs, "sub_open": lowered_signs}
