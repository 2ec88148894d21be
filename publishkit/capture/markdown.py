"""Markdown: read with its front matter, ours or another house's; and written, so that it reads back the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from publishkit.capture.bylines import parse_byline, split_names
from publishkit.capture.dates import parse_moment
from publishkit.capture.extracted import (
    NO_ADDRESS,
    Block,
    BlockKind,
    Extracted,
    FoundPicture,
    Moment,
    Readers,
    missing_files,
)
from publishkit.capture.language import detect_language
from publishkit.capture.markdown_head import Opening, captions_beside, read_opening, without_lines
from publishkit.capture.markdown_pictures import Shown, figures, is_carried
from publishkit.model.article import Byline
from publishkit.model.statement import Signal

MAX_HEAD = 64_000
HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<head>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
NAMES = {
    "title": ("title", "headline"), "kicker": ("kicker", "category", "section"), "deck": ("deck", "subtitle", "description", "summary", "excerpt"),
    "published": ("published", "date", "published_at", "publishdate"), "modified": ("modified", "updated", "lastmod"),
    "publisher": ("publisher", "site", "source"), "language": ("language", "lang"), "source_url": ("source_url", "source-url", "url", "link", "permalink"),
    "canonical_url": ("canonical_url", "canonical"), "bylines": ("bylines", "byline", "author", "authors"), "license": ("license", "licence", "license_url"),
    "dateline": ("dateline",), "origin_line": ("origin_line",),
}  # fmt: skip
"""Our key, and what others call it."""
KINDS: Mapping[str, BlockKind] = {
    "heading_open": "subhead",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "table_open": "table",
    "fence": "code",
    "code_block": "code",
    "paragraph_open": "paragraph",
}
"""markdown-it's tokens, and the blocks they become."""
INLINE = re.compile(r"([\\`*_\[\]<>|~^])")
OPENINGS = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|-{2,}\s*$|:{3,})")
NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
CLOSING = re.compile(r"(^| )(#+)$")
"""At the end of a heading these close it and are not shown."""


# --- read -------------------------------------------------------------------------------------------------------------


def read_markdown(text: str, files: Mapping[str, bytes], readers: Readers) -> tuple[Extracted, Mapping[str, bytes]]:
    """Return the article, and its picture files by their new names.

    Raises:
        ValueError: the front matter is no YAML mapping.
    """
    head, body = split_head(text)
    body = captions_beside(body)
    known = {ours: value for ours, names in NAMES.items() if (value := _pick(head, names)) is not None}
    taken = {name for names in NAMES.values() for name in names}
    title, body = _title(known, body)
    opening = _opening(known, body)
    text_body = without_lines(body, opening.lines)
    shown = Shown(parser=_parser(), body=text_body, files=files)
    pictures, kept, files_new, dropped = shown.taken(readers)
    blocks = tuple(_blocks(shown.tokens))
    text_only = "\n".join(block.text for block in blocks)
    review = [f"front matter: `{key}` is not taken over" for key in head if key.lower() not in taken]
    found = Extracted(
        title=title,
        kicker=_text(known.get("kicker")),
        deck=_text(known.get("deck")) or opening.deck,
        bylines=_bylines(known.get("bylines")) or opening.bylines,
        dateline=_text(known.get("dateline")),
        published=_moment(known.get("published")) or opening.published,
        modified=_moment(known.get("modified")),
        publisher=_text(known.get("publisher")) or readers.copyright_name(body),
        language=_text(known.get("language")) or detect_language(text_only),
        source_url=_web(known.get("source_url")) or _web(known.get("canonical_url")),
        canonical_url=_web(known.get("canonical_url")),
        origin_line=_text(known.get("origin_line")),
        blocks=blocks,
        body=kept,
        pictures=pictures,
        page_text=body,
        signals=tuple(
            Signal(kind="license", value=_text(value), where="front matter")
            for value in [known.get("license")]
            if value
        ),
        dropped=dropped,
        candidates={field: (candidate,) for field, candidate in opening.candidates},
    )
    return _with_questions(found, review), files_new


def _opening(known: Mapping[str, object], body: str) -> Opening:
    """Return deck and byline below the title; what the front matter says otherwise stays where it is in the text."""
    found = read_opening(_parser().parse(body))
    people = {byline.name for byline in _bylines(known.get("bylines"))}
    says_other = found.bylines and people and people != {byline.name for byline in found.bylines}
    deck = _text(known.get("deck"))
    return Opening() if says_other or (found.deck and deck and deck != found.deck) else found


def picture_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of the pictures a Markdown text shows as figures."""
    try:
        _, body = split_head(text)
    except ValueError:
        return ()
    return tuple(str(image.attrs.get("src", "")) for _, image in figures(_parser().parse(captions_beside(body))))


def split_head(text: str) -> tuple[Mapping[str, object], str]:
    """Return front matter and body.

    Raises:
        ValueError: the front matter is no YAML mapping, too long, or refers to itself.
    """
    match = HEAD.match(text)
    if match is None:
        return {}, text
    head = match["head"]
    if len(head) > MAX_HEAD:
        raise ValueError("its front matter is too long")
    yaml = YAML(typ="safe", pure=True)
    try:
        # Aliases let a few lines grow without end; front matter needs none.
        if any(isinstance(event, AliasEvent) for event in yaml.parse(head)):
            raise ValueError("its front matter uses YAML aliases")
        data = yaml.load(head)
    except (YAMLError, RecursionError, TypeError) as cause:
        line = getattr(getattr(cause, "problem_mark", None), "line", None)
        raise ValueError("its front matter is no YAML" + (f" (line {line + 2})" if line is not None else "")) from cause
    if data is not None and not isinstance(data, dict):
        raise ValueError("its front matter is no list of keys and values")
    return {str(key): value for key, value in (data or {}).items()}, text[match.end() :].lstrip("\r\n")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    allowed = parser.validateLink
    # A picture that the text carries in its address is one to us whatever its kind; markdown-it would show it as words.
    setattr(parser, "validateLink", lambda address: allowed(address) or is_carried(address))  # noqa: B010 - a method
    return parser


def _pick(head: Mapping[str, object], names: Sequence[str]) -> object | None:
    lower = {key.lower(): value for key, value in head.items()}
    return next((lower[name] for name in names if lower.get(name) not in (None, "", [])), None)


def _title(known: Mapping[str, object], body: str) -> tuple[str, str]:
    """The title of the front matter, else the heading the body opens with, taken out of it."""
    match = re.match(
        r"\s*#[ \t]+(?P<t>[^\r\n]+?)[ \t#]*(?:\r?\n|\Z)|\s*(?P<s>[^\r\n#>*-][^\r\n]*)\r?\n=+[ \t]*(?:\r?\n|\Z)", body
    )
    own = _text(known.get("title"))
    heading = (match["t"] or match["s"]).strip() if match else ""
    if match and (not own or heading == own):
        return own or heading, body[match.end() :].lstrip("\r\n")
    return own, body


def _bylines(value: object) -> tuple[Byline, ...]:
    people: list[Byline] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and isinstance(item.get("name"), str) and item["name"].strip():
            role = item.get("role")
            roles = {"author", "agency", "translator", "photographer", "illustrator", "editor"}
            people.append(
                Byline.model_validate({"name": item["name"].strip(), "role": role if role in roles else "author"})
            )
        elif isinstance(item, str) and item.strip():
            people += parse_byline(item) or split_names(item) or (Byline(name=item.strip()),)
    return tuple(people)


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return (
        " ".join(str(value).split("\n")).strip()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        else ""
    )


def _web(value: object) -> str | None:
    text = _text(value)
    return text if re.match(r"https?://[^\s/]+", text) else None


def _moment(value: object) -> Moment | None:
    if isinstance(value, date | datetime):
        return value
    return parse_moment(_text(value))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Blocks of the top level as plain words."""
    run: list[Token] = []
    for token in tokens:
        run.append(token)
        if token.level == 0 and token.nesting <= 0:
            block = _block(run)
            if block is not None:
                yield block
            run = []


def _block(run: Sequence[Token]) -> Block | None:
    first = run[0]
    items = tuple(_words(token) for token in run if token.type == "inline")
    kind = KINDS.get(first.type)
    text = first.content.strip("\n") if kind == "code" else "\n".join(filter(None, items))
    if kind is None or not text:
        return None
    return Block(kind=kind, text=text, items=items if kind == "list" else (), ordered=first.type.startswith("ordered"))


def _words(token: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": " ", "image": ""}
    return "".join(breaks.get(child.type, child.content) for child in token.children or []).strip()


def _with_questions(found: Extracted, review: list[str]) -> Extracted:
    questions = [
        (not found.title, "title: neither front matter nor a heading names one"),
        (not found.bylines, "bylines: no author was found"),
        (found.published is None, "published: no date was found"),
        (found.source_url is None, NO_ADDRESS),
    ]
    asked = (question for is_open, question in questions if is_open)
    return replace(found, review=(*review, *asked, *missing_files(found.pictures)))


# --- written ----------------------------------------------------------------------------------------------------------


def escape(text: str) -> str:
    r"""Return *text* so that CommonMark shows it as written.

    >>> escape("2 * 3 [x] <b>")
    '2 \\* 3 \\[x\\] \\<b\\>'
    """
    text = INLINE.sub(r"\\\1", text)
    return re.sub(r"&(?=#?\w{1,32};)", r"\\&", text)


def block_text(text: str) -> str:
    r"""Return escaped inline *text* so that its first characters open no block.

    >>> block_text("2024. A year"), block_text("- no list")
    ('2024\\. A year', '\\- no list')
    """
    text = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
    return NUMBERED.sub(r"\1\\\2", OPENINGS.sub(r"\1\\\2", text))


def link(text: str, target: str) -> str:
    """Return a CommonMark link; addresses that are not of the web stay away and leave their words.

    >>> link("here", "javascript:alert(1)")
    'here'
    """
    if urlsplit(target).scheme.lower() not in {"http", "https", "mailto"} or not text.strip():
        return text
    address = quote(target, safe=":/?#@!$&'*+,;=%~-._")
    lead, core, tail = _spaces(text)
    return f"{lead}[{core}]({address}){tail}"


def emphasis(text: str, rend: str) -> str:
    """Return *text* emphasised as the page had it (`#b` strong, `#i` emphasis, anything else plain)."""
    mark = {"#b": "**", "#i": "*"}.get(rend)
    lead, core, tail = _spaces(text)
    return f"{lead}{mark}{core}{mark}{tail}" if mark and core else text


def write_blocks(blocks: Sequence[Block], pictures: Sequence[FoundPicture] = ()) -> str:
    """Return the body as CommonMark; a figure without a file is not written."""
    parts = list(filter(None, (_block_text(block, pictures) for block in blocks)))
    return "\n\n".join(parts) + "\n" if parts else ""


def _block_text(block: Block, pictures: Sequence[FoundPicture]) -> str:
    inline = block_text(block.markdown or escape(block.text))
    written = {
        "paragraph": inline,
        "quote": f"> {inline}",
        "subhead": f"## {_heading(block.text)}",
        "list": "\n".join(_items(block)),
        "table": "\n".join(_rows(block.items)),
        "code": "\n".join(f"    {line}" for line in block.text.splitlines()),
        "figure": _figure(block, pictures),
        "rule": "* * *",
    }
    return written[block.kind]


def _figure(block: Block, pictures: Sequence[FoundPicture]) -> str:
    picture = pictures[block.picture] if block.picture is not None else FoundPicture()
    return f"![{escape(_one_line(picture.alt))}]({picture.file})" if picture.file else ""


def _items(block: Block) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        mark = f"{number}." if block.ordered else "-"
        yield f"{mark} {block_text(escape(item))}"


def _rows(rows: Sequence[str]) -> Iterator[str]:
    cells = [[escape(_one_line(cell)) for cell in row.split(" | ")] for row in rows]
    width = max(map(len, cells), default=0)
    for number, row in enumerate(cells):
        yield "| " + " | ".join([*row, *[""] * (width - len(row))]) + " |"
        if number == 0:
            yield "|" + " --- |" * width


def _heading(text: str) -> str:
    return CLOSING.sub(r"\1\\\2", escape(_one_line(text)))


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).strip()


def _spaces(text: str) -> tuple[str, str, str]:
    core = text.strip()
    start = text.find(core) if core else 0
    return text[:start], core, text[start + len(core) :]
