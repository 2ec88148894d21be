"""The mail's plain text, from its own template: the same texts, credits and notices, every address in full."""

import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from lxml import html
from lxml.etree import _Element

from publishkit.edition.mail import beginning, lead_picture, mail_shown, named_by
from publishkit.model.artifact import Artifact
from publishkit.model.credits import Line, plain
from publishkit.model.edition import Block, Edition, Item, Note
from publishkit.model.rights import Channel
from publishkit.render.base import context, formulas_in_words
from publishkit.render.text.lines import BLANKS, WIDTH, columns, directed, padded, underlined, wrap
from publishkit.theme.load import Theme
from publishkit.theme.speech import isolated
from publishkit.words import lowered_signs, raised_signs

NAME = "email.txt"
INDENT = "  "
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"td", "th", "caption"})
BLOCKS = HEADINGS | {"p", "ul", "ol", "li", "blockquote", "table", "pre", "hr", "div", "dl", "dt", "dd"}


def render_text(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return `email.txt`, with the tokens of `email.html` and the same items in the same forms."""
    links = Links(numbered=edition.config.email.text_links == "numbered")
    text = theme.render("email/email.txt", _values(mail_shown(edition), theme, links))
    if left := links.listed():  # of a theme that has no place for them
        text = f"{text}\n{left}\n"
    return (Artifact(name=NAME, media_type="text/plain", data=text.encode()),)


def _values(edition: Edition, theme: Theme, links: "Links") -> Mapping[str, Any]:
    return {
        **context(edition, theme, Channel.EMAIL),
        "form": edition.mail_form,
        "named_by": named_by,
        "shown": partial(_shown, edition, links),
        "wrap": wrap,
        "underlined": underlined,
        "credit": partial(credit_text, turned=edition.dir == "rtl"),
        "credits": partial(credit_texts, turned=edition.dir == "rtl"),
        "body": partial(_body, links),
        "addresses": links.listed,
        "width": WIDTH,
    }


def _shown(edition: Edition, links: "Links", item: Item) -> Sequence[Block]:
    """What the text prints of an item: all of it, or its beginning with the picture over it."""
    links.begin()
    if edition.mail_form(item) == "full":
        return item.blocks
    picture, first = lead_picture(item), beginning(edition, item)
    above = [Block(kind="figure", picture=picture)] if picture else []
    return [*above, *([first] if first else [])]


def _body(links: "Links", piece: Block | Note) -> str:
    return markup_text(piece.html, links)


@dataclass(kw_only=True)
class Links:
    """Where the links of a text lead: each address once, beside the first words that lead there or, *numbered*, in lists."""

    numbered: bool = False
    known: dict[str, int] = field(default_factory=dict)
    """Address -> its number in this text."""
    listing: list[str] = field(default_factory=list)
    """Lines of the list that stands next."""

    def begin(self) -> None:
        """Begin an item: what was told beside the words of another is told again."""
        if not self.numbered:
            self.known.clear()

    def take(self, root: _Element) -> None:
        """Put a number behind each link of *root* and its address in the list; or leave to links that lead to the same place one address."""
        for link in root.iter("a"):
            href = link.get("href", "")
            if not _is_unsaid(href, "".join(link.itertext())):
                continue
            seen = href in self.known
            number = self.known.setdefault(href, len(self.known) + 1)
            if self.numbered:
                last = link[-1] if len(link) else None
                mark = f"\u00a0[#{number}]"
                if last is None:
                    link.text = f"{link.text or ''}{mark}"
                else:
                    last.tail = f"{last.tail or ''}{mark}"
                self.listing += [] if seen else [f"[#{number}] {href}"]
            if seen or self.numbered:
                del link.attrib["href"]

    def listed(self) -> str:
        """Return the addresses that were given numbers since this was last asked, one a line; "" when there are none."""
        lines, self.listing = self.listing, []
        return "\n".join(lines)


# --- credits ---------------------------------------------------------------------------------------------------------


def credit_text(line: Line, first: str = "", *, turned: bool = False, told: Collection[str] = ()) -> str:
    """Return a line of credit in its own words, and under it every address that its words do not show, but for those *told*.

    In an edition that runs the other way (*turned*), words borrowed from a language that does not are isolated.

    An address in the middle would tear a credit that must stand exactly as its holder wrote it.
    """
    words = plain(line)
    hidden = [href for href in _hidden(line) if href not in told]
    if turned and any(span.lang for span in line):
        words = isolated(words)
    return "\n".join([wrap(words, first, first), *(f"{first}{INDENT}{href}" for href in hidden)])


def credit_texts(lines: Sequence[Line], later: Sequence[Line] = (), *, turned: bool = False) -> Sequence[str]:
    r"""Return the credits of an item, each address once: under our own sentence, else under the first that leads there.

    What *later* lines lead to is left to them.

    >>> from publishkit.model.credits import Span
    >>> exact, address = (
    ...     (Span(text="Ada for The Quay", href="https://a.example/"),),
    ...     Span(text="Tides", href="https://a.example/"),
    ... )
    >>> credit_texts([exact, (Span(text="Source: "), address)])
    ['Ada for The Quay', 'Source: Tides\n  https://a.example/']
    """
    homes: dict[str, int] = {}
    for number, line in sorted(enumerate(lines), key=lambda one: len(one[1]) == 1):
        for href in _hidden(line):
            homes.setdefault(href, number)
    homes |= dict.fromkeys((href for line in later for href in _hidden(line)), -1)
    return [
        credit_text(line, turned=turned, told=[href for href, home in homes.items() if home != number])
        for number, line in enumerate(lines)
    ]


def _hidden(line: Line) -> Sequence[str]:
    """Return the addresses that *line* leads to and its words do not show, each once."""
    words = plain(line)
    return tuple(dict.fromkeys(span.href for span in line if _is_unsaid(span.href, words)))


# --- markup as text ---------------------------------------------------------------------------------------------------


def markup_text(markup: str, links: Links | None = None) -> str:
    """Return cleaned block *markup* as paragraphs parted by a blank line.

    >>> print(markup_text('<p>Kept <a href="https://a.example/">books</a>.</p><ul><li>one</li></ul>'))
    Kept books.
      https://a.example/
    <BLANKLINE>
    - one
    """
    root = html.fragment_fromstring(formulas_in_words(markup), create_parent="div")
    if links:
        links.take(root)
    return "\n\n".join(piece for piece in _pieces(root) if piece)


def _pieces(parent: _Element) -> Iterator[str]:
    """Yield what *parent* holds, each block by its own rule, loose words between blocks as paragraphs."""
    if not any(child.tag in BLOCKS for child in parent):
        yield _paragraph(parent)
        return
    yield wrap((parent.text or "").strip())
    for child in parent:
        if child.tag in BLOCKS:
            yield FORMS.get(str(child.tag), _container)(child)
        else:
            yield _with_links(_words(child), child)
        yield wrap((child.tail or "").strip())


def _container(element: _Element) -> str:
    return "\n\n".join(piece for piece in _pieces(element) if piece)


def _paragraph(element: _Element) -> str:
    return _with_links(_words(element), element)


def _heading(element: _Element) -> str:
    return underlined(_words(element), "-")


def _preformatted(element: _Element) -> str:
    return textwrap.indent("".join(element.itertext()).strip("\n"), INDENT * 2)


def _quotation(element: _Element) -> str:
    return textwrap.indent(_container(element), INDENT * 2)


def _list(element: _Element) -> str:
    items = [child for child in element if child.tag == "li"]
    start = int(element.get("start", "1")) if element.get("start", "1").isdecimal() else 1
    marks = [f"{start + n}. " if element.tag == "ol" else "- " for n in range(len(items))]
    return "\n".join(_item(item, mark) for item, mark in zip(items, marks, strict=True))


def _item(item: _Element, mark: str) -> str:
    inner = textwrap.indent(_container(item), " " * len(mark))
    return mark + inner[len(mark) :]


def _definitions(element: _Element) -> str:
    """Return each term on its line, and below it, further in, what is said of it."""
    lines = [
        _paragraph(child) if child.tag == "dt" else textwrap.indent(_container(child), INDENT * 2)
        for child in element
        if child.tag in {"dt", "dd"}
    ]
    return "\n".join(filter(None, lines))


def _table(table: _Element) -> str:
    """Return columns when they fit, else each row as "heading: value" lines."""
    caption = "".join(_words(part) for part in table.iter("caption"))
    rows = [[_words(cell).replace("\n", " ") for cell in row if cell.tag in CELLS] for row in table.iter("tr")]
    filled = [row for row in rows if row]
    if not filled:
        return wrap(caption)
    widths = [max(columns(row[n]) if n < len(row) else 0 for row in filled) for n in range(max(map(len, filled)))]
    fits = sum(widths) + 3 * (len(widths) - 1) <= WIDTH
    head = filled[:1] if table.find(".//th") is not None else []
    body = _columns(head, filled[len(head) :], widths) if fits else _records(head, filled[len(head) :])
    return "\n".join(filter(None, (wrap(caption), body, *_addresses(table))))


def _columns(head: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    drawn = directed(
        [
            "   ".join(padded(cell, width) for cell, width in zip(row, widths, strict=False)).rstrip()
            for row in (*head, *rows)
        ]
    )
    under = ["-" * (sum(widths) + 3 * (len(widths) - 1))] if head else []
    return "\n".join([*drawn[: len(head)], *under, *drawn[len(head) :]])


def _records(head: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> str:
    names = head[0] if head and rows else [""] * max(map(len, rows or head))
    return "\n\n".join(
        "\n".join(wrap(f"{name}: {cell}" if name else cell) for name, cell in zip(names, row, strict=False))
        for row in rows or head
    )


def _with_links(words: str, element: _Element) -> str:
    return "\n".join(filter(None, (wrap(words), *_addresses(element))))


def _addresses(element: _Element) -> Iterator[str]:
    """Yield each address under *element* that its words do not show, once, on a line of its own."""
    shown = "".join(element.itertext())
    links = element.xpath("descendant-or-self::a/@href")
    for href in dict.fromkeys(str(link) for link in links):
        if _is_unsaid(href, shown):
            yield INDENT + href


def _is_unsaid(href: str, words: str) -> bool:
    """Whether *href* is an address that *words* do not hold; places inside the mail need none."""
    return bool(href) and not href.startswith("#") and href.removeprefix("mailto:") not in words


def _words(element: _Element) -> str:
    """Return the words of inline markup: a note's mark in brackets, a line break as one, 10³ raised as it is on paper."""
    if element.tag == "br":
        return "\n"
    if element.tag == "sup" and element.find("a[@class='noteref']") is not None:
        return f"[{''.join(element.itertext())}]"
    if element.tag in MOVED:
        return MOVED[str(element.tag)]("".join(element.itertext()))
    inner = BLANKS.sub(" ", element.text or "")
    inner += "".join(
        _words(child) + BLANKS.sub(" ", child.tail or "") for child in element if isinstance(child.tag, str)
    )
    return inner.strip(" ") if element.tag in BLOCKS or element.tag in CELLS else inner


MOVED: Mapping[str, Callable[[str], str]] = {"sup": raised_signs, "sub": lowered_signs}
FORMS: Mapping[str, Callable[[_Element], str]] = {
    **dict.fromkeys(HEADINGS, _heading),
    "p": _paragraph,
    "ul": _list,
    "ol": _list,
    "blockquote": _quotation,
    "table": _table,
    "dl": _definitions,
    "pre": _preformatted,
    "hr": lambda _: "* * *",
}
