"""Words within a paragraph: what of a page's emphasis, links, breaks and raised signs stays, as plain text and as CommonMark."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml.html import HtmlElement

from publishkit.capture.spans import PLAIN, SPACES, Span, Style, squeezed

STRONG = frozenset({"b", "strong"})
SLANTED = frozenset({"i", "em", "cite", "dfn", "var", "address"})
STRUCK = frozenset({"s", "del", "strike"})
CODE = frozenset({"code", "kbd", "samp", "tt"})
SET_APART = STRONG | SLANTED | STRUCK | CODE
UNSEEN = frozenset(
    "script style template svg head title textarea select button input meta link rp noscript object canvas map".split()
)
"""Elements without words of their own for a reader."""
SAYING = frozenset({"script", "input", "img"})
"""Elements without words of their own that may say something in a line."""
EDGE = " \u00a0"
NOTHING = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""What no reader sees: soft hyphens, zero-width spaces, marks of the byte order."""

ENDS = (".", "!", "?", "…", "”", '"', "»", "“", "’", "。", "」")
"""Signs that end a sentence."""
RULE = re.compile(r"\.([\w-]{1,60})\s{0,9}\{([^{}]{0,1000})\}")
TYPED = re.compile(r"(?:^|[\s_-])(?:latex|tex|math|equation|mwe-math[\w-]{0,40}|ee_img)(?:[\s_-]|$)", re.IGNORECASE)
"""Classes of a picture of a formula, whose words are what was typed."""
MAX_FORMULA = 2_000
MAX_SHEET = 300_000
"""Characters of a style sheet that are read."""
RAISED = dict(zip("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-−()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ₐₑₒₓ", strict=True))
ORDINAL = re.compile(r"\d(?:st|nd|rd|th|e|er|re|ème|nd|o|a|º|ª)$", re.IGNORECASE)


DROPPED_CAPITAL = re.compile(r"drop-?cap|drop-?letter|lettrine|initial|first-?letter|capital", re.IGNORECASE)
WORDS_OF_A_LETTER = "AEIOUYÀÈÉÓÁÍZWKSVВИКСУОАЯЖІЎ"
"""Capitals that are words in some language."""


TRACKING = re.compile(
    r"utm_\w{1,30}|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|mkt_tok|vero_id|_hs(?:enc|mi)|twclid|ttclid|li_fat_id|wt_?mc(?:_\w{1,30})?|xtor|at_medium|at_campaign|cmpid|ns_campaign|ref_src|spm|__twitter_impression",
    re.IGNORECASE,
)
"""Parameters of an address that tell its owner who came from where."""
REDIRECTS = re.compile(r"https?://(?:www\.)?google\.[a-z.]{2,6}/url$|https?://l\.(?:facebook|instagram)\.com/l\.php$|https?://out\.reddit\.com/", re.IGNORECASE)  # fmt: skip
"""Addresses that only lead on: the real one stands in `q`, `url` or `u`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What reading a line needs to know of the page."""

    base: str = ""
    """Address against which its links are read."""
    notes: Mapping[HtmlElement, str] = field(default_factory=dict)
    """The element that is the mark of a note -> its number."""
    classes: Mapping[str, Style] = field(default_factory=dict)
    """What the page's own style sheet says of a class."""
    skipped: Callable[[HtmlElement], bool] = lambda _: False
    """Whether an element is no part of the line: a picture's box, a hidden one."""


def read_spans(pieces: Iterable[HtmlElement | str], reading: Reading, style: Style = PLAIN) -> tuple[Span, ...]:
    """Return the words of texts and inline elements, spaces made single as a browser shows them."""
    if isinstance(pieces, tuple) and len(pieces) == 1 and isinstance(text := pieces[0], str):
        text = _squeezed(text)
        return (Span(text, style),) if text else ()
    return tuple(squeezed(_of_pieces(pieces, reading, style), EDGE))


def _squeezed(text: str) -> str:
    """Words that stand alone in a line, as `squeezed` leaves them."""
    return " ".join(text.split()) if text.isascii() else SPACES.sub(" ", NOTHING.sub("", text)).strip(EDGE)


def pieces_of(element: HtmlElement) -> Iterator[HtmlElement | str]:
    """Yield an element's text, its children, and the texts behind them."""
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def plain(spans: Sequence[Span]) -> str:
    r"""Return the words alone; a line break is a line end, the mark of a note is nothing.

    >>> plain([Span("m"), Span("3", Style(moved="^")), Span("", kind="break"), Span("mud")])
    'm³\nmud'
    """
    words: list[str] = []
    for span in spans:
        if span.kind == "break":
            words.append("\n")
        elif span.kind == "words":
            words.append(_raised(span, words[-1][-1:] if words else ""))
    return "".join(words)


# --- read -------------------------------------------------------------------------------------------------------------


def _of_pieces(pieces: Iterable[HtmlElement | str], reading: Reading, style: Style) -> Iterator[Span]:
    initial = False
    for piece in pieces:
        if isinstance(piece, str):
            text = piece if piece.isascii() else NOTHING.sub("", piece)
            yield Span(text.lstrip() if initial and text.lstrip()[:1].islower() else text, style)
            initial = False
        else:
            yield from _of_element(piece, reading, style)
            names = piece.get("class")
            initial = names is not None and _names_capital(names) and _begins_word(piece)


@lru_cache(maxsize=2_000)
def _names_capital(names: str) -> bool:
    return DROPPED_CAPITAL.search(names) is not None


def _begins_word(element: HtmlElement) -> bool:
    """Whether a capital that is set apart is no word of its own: a space behind it is none of the writer's."""
    letter = "".join(element.itertext()).strip()
    return len(letter) == 1 and letter.isupper() and letter not in WORDS_OF_A_LETTER


def _of_element(element: HtmlElement, reading: Reading, style: Style) -> Iterator[Span]:
    tag = element.tag
    if element in reading.notes:
        yield Span(reading.notes[element], kind="note")
    elif tag == "br":
        yield Span("", kind="break")
    elif tag in SAYING and (said := _said(element)):
        yield Span(said, style)
    elif tag == "wbr" or tag in UNSEEN or reading.skipped(element) or _is_shown_formula(element):
        return
    elif tag == "cite" and _signs_quotation(element):
        yield Span("", kind="break")
        yield from _of_pieces(pieces_of(element), reading, styled(element, reading, style))
    elif tag == "ruby":
        yield from _of_ruby(element, reading, style)
    elif tag == "math":
        yield from _of_formula(element, style)
    elif tag == "q":
        yield Span("“", style)
        yield from _of_pieces(pieces_of(element), reading, style)
        yield Span("”", style)
    else:
        yield from _of_pieces(pieces_of(element), reading, styled(element, reading, style))


def is_task(element: HtmlElement) -> bool:
    """Return whether an element is the box at the beginning of an item that says whether it is done."""
    if element.tag != "input" or (element.get("type") or "").lower() != "checkbox":
        return False
    item = next(element.iterancestors("li"), None)
    return (
        item is not None
        and next(item.iter("input"), None) is element
        and next(element.iterancestors("form"), None) is None
    )


def _signs_quotation(element: HtmlElement) -> bool:
    """Whether a name stands right behind the last words of a quotation, in a line of its own on the page."""
    if not any(one.tag == "blockquote" for one in islice(element.iterancestors(), 3)) or (element.tail or "").strip():
        return False
    before, above = element.getprevious(), element.getparent()
    words = (before.tail or "") if before is not None else (above.text or "") if above is not None else ""
    return words.endswith(ENDS)


def typed_formula(script: HtmlElement) -> str:
    r"""Return a formula in TeX as it was typed, "" where there is none: `<script type="math/tex">` holds what stood in `\(…\)`."""
    kind = (script.get("type") or "").lower()
    if not kind.startswith("math/tex") or not (typed := " ".join((script.text or "").split())):
        return ""
    return rf"\[{typed}\]" if "display" in kind else rf"\({typed}\)"


def _is_shown_formula(element: HtmlElement) -> bool:
    """Whether an element is a formula as a program has set it, beside the one that was typed or said in MathML."""
    named = element.get("class") or ""
    if element.tag != "mjx-math" and "katex-html" not in named and "MathJax" not in named:
        return False
    names = named.split()
    if element.tag == "mjx-math" or "katex-html" in names:
        return next(_around(element).iter("math"), None) is not None
    if not any(name.startswith("MathJax") for name in names):
        return False
    typed = any(typed_formula(one) for one in islice(element.itersiblings("script"), 2))
    return typed or (element.tag != "mjx-container" and next(element.iter("math"), None) is None)


def is_typed(image: HtmlElement) -> bool:
    """Return whether a picture is a formula, and its words are what was typed."""
    return bool(TYPED.search(image.get("class") or "")) and 0 < len((image.get("alt") or "").strip()) < MAX_FORMULA


def _around(element: HtmlElement) -> HtmlElement:
    above = element.getparent()
    return element if above is None else above


def _said(element: HtmlElement) -> str:
    """What an element without words of its own says in a line: a formula as it was typed, whether an item is done, a sign; else ""."""
    if element.tag == "script":
        return typed_formula(element)
    if is_task(element):
        return "[x] " if element.get("checked") is not None else "[ ] "
    return _sign_or_formula(element) if element.tag == "img" else ""


def _sign_or_formula(image: HtmlElement) -> str:
    """What a picture within a line stands for: a sign, or a formula in TeX as it was typed."""
    alt = (image.get("alt") or "").strip()
    if is_typed(image):
        above = _around(image)
        beside = above.tag == "span" and next(above.iter("math"), None) is not None
        return "" if beside else alt if alt.startswith(("$", "\\(", "\\[")) else rf"\({alt}\)"
    return _sign(image)


def _sign(image: HtmlElement) -> str:
    """What a picture within a line stands for, when that is a sign: an emoji of an editor."""
    alt = (image.get("alt") or "").strip()
    return alt if len(alt) <= 8 and not any(char.isascii() and char.isalnum() for char in alt) else ""


def _of_ruby(element: HtmlElement, reading: Reading, style: Style) -> Iterator[Span]:
    """The word, then how it is read, in the brackets its language has."""
    for piece in pieces_of(element):
        if isinstance(piece, str):
            yield Span(NOTHING.sub("", piece), style)
        elif piece.tag in {"rt", "rtc"}:
            words = plain(read_spans(pieces_of(piece), reading))
            yield Span(f"（{words}）" if words else "", style)
        elif piece.tag != "rp":
            yield from _of_element(piece, reading, style)


def _of_formula(element: HtmlElement, style: Style) -> Iterator[Span]:
    """A formula in one line: fractions with a stroke, roots by their sign, raised and lowered signs as such."""
    tag = str(element.tag).rpartition("}")[2]
    children = [child for child in element if isinstance(child.tag, str)]
    if tag in {"annotation", "annotation-xml"}:
        return
    if tag in {"msup", "msub", "mover", "munder"} and len(children) == 2:
        yield from _of_formula(children[0], style)
        inner = "".join(children[1].itertext()).strip()
        yield Span("".join(inner.split()), style._replace(moved="^" if tag in {"msup", "mover"} else "~"))
    elif tag == "msubsup" and len(children) == 3:
        yield from _of_formula(children[0], style)
        yield Span("".join("".join(children[1].itertext()).split()), style._replace(moved="~"))
        yield Span("".join("".join(children[2].itertext()).split()), style._replace(moved="^"))
    elif tag == "mfrac" and len(children) == 2:
        yield from _bracketed(children[0], style)
        yield Span("/", style)
        yield from _bracketed(children[1], style)
    elif tag == "msqrt":
        yield Span("√(", style)
        for child in children:
            yield from _of_formula(child, style)
        yield Span(")", style)
    else:
        yield Span((element.text or "").strip(), style)
        for child in children:
            yield from _of_formula(child, style)


def _bracketed(element: HtmlElement, style: Style) -> Iterator[Span]:
    single = len(list(element.iter())) == 1
    yield Span("" if single else "(", style)
    yield from _of_formula(element, style)
    yield Span("" if single else ")", style)


def styled(element: HtmlElement, reading: Reading, style: Style) -> Style:
    """Return the style of what is inside of *element*, which stands in words of *style*."""
    tag, css = element.tag, element.get("style") or ""
    if tag == "a" and (href := clean_address(element.get("href") or "", reading.base)):
        style = style._replace(href=href)
    if tag == "span":
        for name in (element.get("class") or "").split():
            known = reading.classes.get(name)
            style = _merged(style, known) if known else style
    if tag in SET_APART or style.strong:
        style = style._replace(
            strong=(style.strong or tag in STRONG) and "font-weight:normal" not in css.replace(" ", ""),
            slanted=style.slanted or tag in SLANTED,
            struck=style.struck or tag in STRUCK,
            code=style.code or tag in CODE,
        )
    if tag in {"sup", "sub"}:
        style = style._replace(moved="^" if tag == "sup" else "~")
    return _merged(style, css_style(css)) if css and tag in {"span", "font", "a"} else style


def _merged(style: Style, more: Style) -> Style:
    return style._replace(
        strong=style.strong or more.strong,
        slanted=style.slanted or more.slanted,
        struck=style.struck or more.struck,
        moved=style.moved or more.moved,
    )


@lru_cache(maxsize=2_000)
def css_style(css: str) -> Style:
    """Return the style that declarations of CSS mean.

    >>> css_style("font-weight: 700; font-style:italic")
    Style(href='', lang='', strong=True, slanted=True, struck=False, moved='', code=False)
    """
    low = "".join(css.lower().split())
    if not any(word in low for word in ("weight", "italic", "line-through", "vertical-align")):
        return PLAIN
    return Style(
        strong=bool(re.search(r"font-weight:(?:bold|[6-9]00)", low)),
        slanted="font-style:italic" in low,
        struck=bool(re.search(r"text-decoration(?:-line)?:[a-z-]*line-through", low)),
        moved="^" if "vertical-align:super" in low else "~" if "vertical-align:sub" in low else "",
    )


def read_classes(tree: HtmlElement) -> Mapping[str, Style]:
    """Return what a page's own style sheets say of single classes: how Google Docs and others set words apart."""
    found: dict[str, Style] = {}
    for sheet in tree.iter("style"):
        for name, declarations in RULE.findall((sheet.text or "")[:MAX_SHEET]):
            style = css_style(declarations)
            if style != PLAIN:
                found[name] = style
    return found


def _raised(span: Span, before: str) -> str:
    """Raised and lowered signs as their own characters where there are such, else in brackets; ordinals are read as they are."""
    if not span.style.moved or ORDINAL.search(before + span.text):
        return span.text
    signs = RAISED if span.style.moved == "^" else LOWERED
    if all(char in signs for char in span.text):
        return "".join(signs[char] for char in span.text)
    opens = span.style.moved == "^" and before.isalnum() and span.text[:1].isdigit()
    return f"^{span.text}" if opens else span.text


@lru_cache(maxsize=10_000)
def clean_address(href: str, base: str = "") -> str:
    r"""Return a web or mail address, made whole, without what tracks its reader; "" when it is none or leads nowhere else.

    >>> clean_address("/tide?id=7&utm_source=mail&fbclid=x", "https://quay.example/a")
    'https://quay.example/tide?id=7'
    >>> clean_address("https://www.google.com/url?q=https://quay.example/&sa=D")
    'https://quay.example/'
    >>> clean_address(" /a b/\nc", "https://quay.example/")
    'https://quay.example/a%20b/c'
    >>> clean_address("javascript:alert(1)"), clean_address("#top", "https://quay.example/")
    ('', '')
    """
    href = re.sub(r"[\t\r\n]+", "", href.strip()).replace(" ", "%20") if len(href) < 20_000 else ""
    if not href or href.startswith("#"):
        return ""
    if (made := _made_whole(href, base)) and not REDIRECTS.match(made):
        return made
    try:
        parts = urlsplit(urljoin(base, href))
        for _ in range(3):
            if not REDIRECTS.match(f"{parts.scheme}://{parts.netloc}{parts.path}"):
                break
            told = dict(parse_qsl(parts.query))
            parts = urlsplit(told.get("q") or told.get("url") or told.get("u") or "")
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return parts.geturl()
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    if parts.query and any(TRACKING.fullmatch(part.partition("=")[0]) for part in parts.query.split("&")):
        kept = "&".join(part for part in parts.query.split("&") if not TRACKING.fullmatch(part.partition("=")[0]))
        parts = parts._replace(query=kept)
    return parts.geturl()


ORDINARY = re.compile(r"(?P<home>https?://[a-z0-9.-]+)?/(?!/)(?:[\w%~+,=@:!$&'()*-]+[\w%~+,=@:!$&'()*./-]*)?", re.ASCII)
"""An address with nothing in it that has to be looked at more closely: no query, no way up."""
HOME = re.compile(r"https?://[a-z0-9.-]+(?=/|$)")


def _made_whole(href: str, base: str) -> str:
    """An ordinary address made whole, as the standard library would make it; "" where that has to do it."""
    found = ORDINARY.fullmatch(href)
    if found is None or "/." in href or "//" in href[8:]:
        return ""
    home = "" if found["home"] else (HOME.match(base) or [""])[0]
    return f"{home}{href}" if found["home"] or home else ""
