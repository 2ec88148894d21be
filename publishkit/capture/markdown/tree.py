"""HTML as it stands in Markdown, walked once: pieces of a body, pictures in their place, and what cannot be kept told."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lxml.html import HtmlElement

from publishkit.capture.commonmark import block_text, escape, fence, heading, item, join_blocks, link, quotation, table
from publishkit.capture.markdown.addresses import largest, watched
from publishkit.capture.markdown.inline import Reading, inside, is_sign, spans_of
from publishkit.capture.spans import markdown, words

Kept = Literal["paragraph", "heading", "figure", "list", "quote", "table", "code", "rule", "terms", "pull"]
KEPT, PULL = "pk-kept", "pk-pull"
"""Our elements: the place of a piece that stays as it is written, and a pull quote."""
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup hr html legend li main menu nav ol p pre section summary table caption thead tbody tfoot tr td th ul iframe video audio"
    " embed object".split()
) | {KEPT, PULL}
EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})
CREDIT = re.compile(r"(?:^|[\s_-])(?:credits?|copyright|attribution|source|photographer)(?:$|[\s_-])", re.IGNORECASE)
LONGEST_CAPTION = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A picture, and what is said of it."""

    address: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    """What stands as a credit in an element of its own."""
    is_carried: bool = False
    """Whether the address is the picture itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One piece of a text."""

    kind: Kept
    markdown: str = ""
    level: int = 0
    """Of a heading that was written anew."""
    picture: Shown | None = None


@dataclass(slots=True)
class _Walk:
    kept: Sequence[Piece]
    reading: Reading
    pictures: list[Shown]
    """Those met in the piece at hand; they stand behind it."""
    placed: set[int]


def flow(
    tree: HtmlElement, reading: Reading, kept: Sequence[Piece] = (), placed: set[int] | None = None
) -> Iterator[Piece]:
    """Yield the pieces of a tree in order; *kept* stand where their places are, and last where a place was lost.

    With *placed* it is a part of a tree: no place is lost, and those of it are added.
    """
    walk = _Walk(kept, reading, [], set() if placed is None else placed)
    for piece in _flow(tree, walk):
        yield piece
        if piece.kind != "figure":
            yield from _figures(walk)
    yield from _figures(walk)
    if placed is None:
        yield from (piece for number, piece in enumerate(kept) if number not in walk.placed)


def _figures(walk: _Walk) -> Iterator[Piece]:
    yield from (Piece(kind="figure", picture=picture) for picture in walk.pictures)
    walk.pictures.clear()


def _flow(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    """Yield what an element holds; loose words between blocks are paragraphs, two line breaks end one."""
    run: list[HtmlElement | str] = []
    breaks = 0
    for part in inside(element):
        if isinstance(part, str):
            breaks = breaks if not part.strip() else 0
            run.append(part)
        elif part.tag == "br":
            breaks += 1
            run.append(part)
            if breaks > 1:
                yield from _paragraph(run, walk)
                run = []
        elif _is_block(part):
            yield from _paragraph(run, walk)
            run, breaks = [], 0
            yield from WRITERS.get(str(part.tag), _flow)(part, walk)
        else:
            breaks = 0
            run.append(part)
    yield from _paragraph(run, walk)


def _is_block(element: HtmlElement) -> bool:
    return element.tag in BLOCKS or any(inner.tag in BLOCKS for inner in element.iterdescendants())


# --- words and pictures -----------------------------------------------------------------------------------------------


def _paragraph(run: Sequence[HtmlElement | str], walk: _Walk) -> Iterator[Piece]:
    """Yield the pictures that open a run of words, its words, and the pictures within it; a line below a picture is its caption."""
    leading = _leading(run)
    if leading:
        shown = [picture for part in run[:leading] if not isinstance(part, str) for picture in _pictures(part, walk)]
        rest = run[leading:]
        below = spans_of(rest, walk.reading)
        near = bool(rest) and (not isinstance(rest[0], str) or "\n" in rest[0][: len(rest[0]) - len(rest[0].lstrip())])
        if near and below and len(words(below)) <= LONGEST_CAPTION and not any(map(_has_picture, rest)):
            shown[-1] = replace(shown[-1], caption=shown[-1].caption or " ".join(words(below).split()))
            rest = []
        yield from (Piece(kind="figure", picture=picture) for picture in shown)
        run = rest
    written = _words(run, walk)
    if written:
        yield Piece(kind="paragraph", markdown=written)


def _leading(run: Sequence[HtmlElement | str]) -> int:
    """How many parts of a run are pictures before the first word."""
    count, seen = 0, False
    for number, part in enumerate(run):
        if isinstance(part, str):
            if part.strip():
                break
        elif _has_picture(part) and not "".join(part.itertext()).strip():
            count, seen = number + 1, True
        elif part.tag != "br":
            break
    return count if seen else 0


def _has_picture(part: HtmlElement | str) -> bool:
    return not isinstance(part, str) and any(not is_sign(image) for image in part.iter("img"))


def _words(run: Sequence[HtmlElement | str], walk: _Walk) -> str:
    """The words of a run as CommonMark; its pictures stand behind the piece."""
    for part in run:
        if not isinstance(part, str):
            walk.pictures += _pictures(part, walk)
    return block_text(markdown(spans_of(run, walk.reading)))


def _pictures(part: HtmlElement, walk: _Walk) -> list[Shown]:
    return [picture for image in part.iter("img") if (picture := _picture(image, walk))]


def _picture(image: HtmlElement, walk: _Walk) -> Shown | None:
    address = largest(image)
    alt, title = (" ".join((image.get(name) or "").split()) for name in ("alt", "title"))
    if is_sign(image) or not address:
        if alt and len(alt) > 8:
            walk.reading.told(alt, "a picture as small as a letter")
        return None
    return Shown(address=address, alt=alt, caption=title)


def _figure(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    """A figure: its pictures with what is said of them; of anything else the caption is a line of its own."""
    captions = list(element.iter("figcaption"))
    credit = " ".join(
        " ".join("".join(part.itertext()).split()) for one in captions for part in one.iter() if _is_credit(part)
    )
    for one in captions:
        for part in [part for part in one.iter() if _is_credit(part)]:
            part.drop_tree()
    said = " ".join(" ".join("".join(one.itertext()).split()) for one in captions)
    for one in captions:
        one.drop_tree()
    if not any(not is_sign(image) for image in element.iter("img")):
        yield from _flow(element, walk)
        if said or credit:
            yield Piece(kind="paragraph", markdown=block_text(f"*{escape(said or credit)}*"))
        return
    inner = list(_flow(element, walk))
    shown = [piece.picture for piece in inner if piece.picture] + walk.pictures
    walk.pictures.clear()
    yield from (piece for piece in inner if not piece.picture)
    for number, picture in enumerate(shown, 1):
        words_ = said if number == len(shown) and said else picture.caption
        yield Piece(kind="figure", picture=replace(picture, caption=words_, credit=credit or picture.credit))


def _is_credit(part: HtmlElement) -> bool:
    if part.tag == "figcaption" or not isinstance(part.tag, str):
        return False
    named = f"{part.get('class') or ''} {part.get('itemprop') or ''}"
    return part.tag == "cite" or bool(CREDIT.search(named))


# --- other blocks -----------------------------------------------------------------------------------------------------


def _kept(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    number = int(element.get("n") or 0)
    if number < len(walk.kept):
        walk.placed.add(number)
        yield walk.kept[number]
    yield from _flow(element, walk)


def _heading(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    level = int(str(element.tag)[1])
    written = _words(list(inside(element)), walk)
    if written:
        yield Piece(kind="heading", level=level, markdown=heading(written, level))


def _blocks(element: HtmlElement, walk: _Walk) -> list[Piece]:
    """The pieces of an element that is a piece itself; pictures in it stand behind it."""
    inner = []
    for piece in _flow(element, walk):
        if piece.picture:
            walk.pictures.append(piece.picture)
        else:
            inner.append(piece)
    return inner


def _quotation(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    for part in [part for part in element if part.tag in {"footer", "figcaption", "cite"}]:
        _with_dash(part)
    inner = join_blocks([piece.markdown for piece in _blocks(element, walk)])
    if inner:
        yield Piece(kind="quote", markdown=quotation(inner.rstrip("\n")))


def _with_dash(part: HtmlElement) -> None:
    """Let the line that says whom a quotation is from open with a dash, as a body knows it."""
    said = "".join(part.itertext()).strip()
    if said and not re.match(r"[\u2012-\u2015~-]", said):
        part.text = f"— {(part.text or '').lstrip()}"
    part.tag = "p"


def _list(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    start = element.get("start") or "1"
    first = int(start) if start.isdecimal() and len(start) < 9 else 1
    items: list[str] = []
    for part in inside(element):
        if isinstance(part, str) and not part.strip():
            continue
        inner = _blocks(part, walk) if not isinstance(part, str) and part.tag == "li" else list(_loose(part, walk))
        blocks = [piece.markdown for piece in inner]
        if blocks:
            mark = f"{first + len(items)}." if element.tag == "ol" else "-"
            tight = len(blocks) == 1 or all(piece.kind == "list" for piece in inner[1:])
            items.append(item(mark, blocks, tight=tight))
    if items:
        loose = any("\n\n" in one for one in items)
        yield Piece(kind="list", markdown=("\n\n" if loose else "\n").join(items))


def _loose(part: HtmlElement | str, walk: _Walk) -> Iterator[Piece]:
    """What stands in a list and is no item."""
    if isinstance(part, str) or not _is_block(part):
        yield from _paragraph([part], walk)
    else:
        yield from WRITERS.get(str(part.tag), _flow)(part, walk)


def _terms(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    lines: list[str] = []
    for part in element.iter("dt", "dd"):
        if part.tag == "dt":
            term = " ".join(_words(list(inside(part)), walk).replace("\\\n", " ").split())
            lines += ["", term] if term else []
        else:
            blocks = [piece.markdown for piece in _blocks(part, walk)]
            if blocks and not any(lines):
                lines += ["", *join_blocks(blocks).split("\n")]
            elif blocks:
                lines += item(":", blocks, tight=False).split("\n")
    if any(lines):
        yield Piece(kind="terms", markdown="\n".join(lines).strip("\n"))


def _code(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    for br in element.iter("br"):
        br.tail = "\n" + (br.tail or "")
    text = "".join(element.itertext()).strip("\n")
    named = " ".join(part.get("class") or "" for part in (element, *element.iter("code")))
    language = re.search(r"\b(?:language|lang|brush:?)[-\s]([\w+#.-]{1,40})", named)
    if text.strip():
        yield Piece(kind="code", markdown=fence(text, language[1] if language else ""))


def _table(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows or max(map(len, rows)) < 2 or any(map(_is_box, (cell for row in rows for cell in row))):
        yield from _flow(_plain(element), walk)
        return
    caption = " ".join(_words(list(inside(one)), walk).replace("\\\n", " ") for one in element.iter("caption"))
    cells = [[written for cell in row for written in _cells(cell, walk)] for row in rows]
    aligned = [_aligned(cell) for cell in rows[min(1, len(rows) - 1)]]
    yield Piece(kind="table", markdown=table(cells, aligned, caption))


def _is_box(cell: HtmlElement) -> bool:
    """Whether a cell holds more than words: then the table is a layout."""
    return any(
        part.tag in {"table", "ul", "ol", "blockquote", "pre", KEPT, "h1", "h2", "h3", "figure"}
        for part in cell.iterdescendants()
    )


def _plain(table_: HtmlElement) -> HtmlElement:
    for part in table_.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"):
        part.tag = "div"
    return table_


def _cells(cell: HtmlElement, walk: _Walk) -> Iterator[str]:
    """The words of a cell, and empty cells for the columns it goes on over."""
    words_ = (
        [
            _words(list(inside(part)) if _is_block(part) else [part], walk)
            if not isinstance(part, str)
            else block_text(escape(part))
            for part in inside(cell)
        ]
        if any(map(_is_block, cell))
        else [_words(list(inside(cell)), walk)]
    )
    text = " ".join(filter(None, words_)).replace("\\\n", " ")
    yield re.sub(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", lambda found: found[0].replace("|", "\\|"), text)
    span = cell.get("colspan") or "1"
    more = min(int(span), 50) - 1 if span.isdecimal() and len(span) < 5 else 0
    if more > 0 or (cell.get("rowspan") or "1") != "1":
        walk.reading.told(
            " ".join("".join(cell.itertext()).split()),
            "a cell of a table over several columns or rows; it stands in the first one",
        )
    yield from [""] * more


def _aligned(cell: HtmlElement) -> str:
    found = re.search(r"text-align\s*:\s*(left|right|center)", cell.get("style") or "") or re.fullmatch(
        r"(left|right|center)", cell.get("align") or ""
    )
    return found[1] if found else ""


def _details(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    for part in element.iter("summary"):
        part.tag = "p"
        if "".join(part.itertext()).strip():
            strong = part.makeelement("strong")
            strong.text, part.text = part.text, None
            strong.extend(list(part))
            part.append(strong)
    yield from _flow(element, walk)


def _embed(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    """What shows something from elsewhere, as a link to it."""
    sources = [element.get(name) for name in ("src", "data-src", "data", "data-lazy-src")] + [
        part.get("src") for part in element.iter("source")
    ]
    address = watched(next((one.strip() for one in sources if one and one.strip()), ""))
    name, title = str(element.tag), " ".join((element.get("title") or "").split())
    if inner := " ".join("".join(element.itertext()).split()):
        walk.reading.told(inner, f"inside of <{name}>, shown only where it cannot be played")
    if re.match(r"https?://[^\s<>]{1,1000}$", address):
        walk.reading.told(
            f"<{name}> {title}".strip(),
            f"shows something from elsewhere; its address stands in its place as a link ({address})",
        )
        yield Piece(kind="paragraph", markdown=link(escape(title or address), address))
    else:
        walk.reading.told(f"<{name}> {title} {address}".strip(), "shows something that cannot be printed")


def _pull(element: HtmlElement, walk: _Walk) -> Iterator[Piece]:
    inner = join_blocks([piece.markdown for piece in _blocks(element, walk)]).rstrip("\n")
    if inner:
        yield Piece(kind="pull", markdown=f":::pull\n{inner}\n:::")


Writer = Callable[[HtmlElement, _Walk], Iterator[Piece]]
WRITERS: dict[str, Writer] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _list),
    **dict.fromkeys(EMBEDS, _embed),
    KEPT: _kept, PULL: _pull, "figure": _figure, "blockquote": _quotation, "dl": _terms, "pre": _code, "table": _table, "details": _details, "hr": lambda *_: iter([Piece(kind="rule", markdown="* * *")]),
}  # fmt: skip
