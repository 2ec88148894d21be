"""Markdown of any house becomes an article: front matter, title, what stands below it, pictures with their captions, the body."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from publishkit.capture.commonmark import figure, join_blocks
from publishkit.capture.extracted import (
    NO_ADDRESS,
    Block,
    BlockKind,
    Candidate,
    Dropped,
    Extracted,
    FoundPicture,
    Readers,
    ending_of,
    missing_files,
)
from publishkit.capture.language import detect_language
from publishkit.capture.markdown.carried import picture_in, shortened
from publishkit.capture.markdown.head import NAMES, Known, read_head, split_head
from publishkit.capture.markdown.opening import Opening, read_opening
from publishkit.capture.markdown.pieces import Source, read_pieces
from publishkit.capture.markdown.tree import Piece, Shown
from publishkit.model.statement import Signal
from publishkit.words import Folding
from publishkit.workspace.body_forms import formula_words
from publishkit.workspace.body_markdown import body_parser, plain_text
from publishkit.workspace.drawing import ending_of_drawing

PARSER = body_parser()
KINDS: Mapping[str, BlockKind] = {
    "heading_open": "subhead", "bullet_list_open": "list", "ordered_list_open": "list", "blockquote_open": "quote", "table_open": "table",
    "fence": "code", "code_block": "code", "paragraph_open": "paragraph", "dl_open": "list", "hr": "rule", "container_pull_open": "quote",
    "math_block": "paragraph",
}  # fmt: skip
"""markdown-it's tokens, and the blocks they become."""
BEFORE = 3
"""Pieces that may stand above a title: a picture, a kicker."""
LONGEST_KICKER = 40
LONGEST_CAPTION = 500
LONGEST_CREDIT = 200
NO_FILE = "the picture's file is not beside the text"
NO_PICTURE = "what the address carries is no JPEG, PNG, GIF or WebP"
_same = Folding(case="fold", spaces="one", signs="dropped")


@dataclass(kw_only=True, slots=True)
class _Draft:
    """An article as it is read, piece by piece."""

    known: Known
    pieces: list[Piece]
    dropped: list[Dropped]
    review: list[str] = field(default_factory=list)
    title: str = ""
    kicker: str = ""
    opening: Opening = field(default_factory=Opening)


def read_markdown(text: str, files: Mapping[str, bytes], readers: Readers) -> tuple[Extracted, Mapping[str, bytes]]:
    """Return the article, and its picture files by their new names.

    Raises:
        ValueError: the front matter cannot be read, or the text is larger or nested deeper than an article can be.
    """
    draft, source = _drafted(text)
    draft.opening = _opening(draft, readers)
    _caption(draft, readers)
    pictures, stored, body = _placed(draft, source.notes, files, readers)
    blocks = tuple(_blocks(body))
    words = "\n".join(block.text for block in blocks)
    page = "\n\n".join(filter(None, (body, draft.known.text("copyright"))))
    found = Extracted(
        title=draft.title,
        kicker=draft.kicker,
        deck=draft.known.text("deck") or draft.opening.deck,
        bylines=draft.known.people() or draft.opening.bylines,
        dateline=draft.known.text("dateline"),
        published=draft.known.moment("published") or draft.opening.published,
        modified=draft.known.moment("modified"),
        publisher=draft.known.text("publisher") or readers.copyright_name(page),
        publisher_url=draft.known.publisher_url,
        language=draft.known.text("language") or detect_language(words),
        source_url=draft.known.web("source_url") or draft.known.web("canonical_url"),
        canonical_url=draft.known.web("canonical_url"),
        origin_line=draft.known.text("origin_line"),
        blocks=blocks,
        body=body,
        pictures=pictures,
        page_text=page,
        signals=_signals(draft.known),
        dropped=tuple(dict.fromkeys(draft.dropped)),
        candidates={name: (candidate,) for name, candidate in draft.opening.candidates},
    )
    return _with_questions(found, draft.review), stored


def picture_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of the pictures a Markdown text shows as figures."""
    try:
        draft, _ = _drafted(text)
    except ValueError:
        return ()
    shown = (piece.picture for piece in draft.pieces)
    return tuple(dict.fromkeys(one.address for one in shown if one and not one.is_carried))


def body_as_written(text: str) -> str:
    """Return all that a Markdown text says, as a body: to compare with; "" when it cannot be read."""
    try:
        _, source = _drafted(text)
    except ValueError:
        return ""
    return join_blocks([*(piece.markdown for piece in source.pieces if not piece.picture), *source.notes])


def _drafted(text: str) -> tuple[_Draft, Source]:
    head, body = split_head(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    known = read_head(head)
    source = read_pieces(body, known.web("source_url") or known.web("canonical_url") or "")
    draft = _Draft(known=known, pieces=list(source.pieces), dropped=list(source.dropped))
    draft.review += [f"front matter: `{key}` is not taken over" for key in known.unread]
    draft.review += [
        f"front matter: {known.text(name)!r} is no date that can be read in one way only"
        for name in ("published", "modified")
        if known.text(name) and known.moment(name) is None
    ]
    _take_title(draft)
    _take_properties(draft)
    _lead(draft)
    return draft, source


def _signals(known: Known) -> tuple[Signal, ...]:
    license_ = known.text("license")
    return (Signal(kind="license", value=license_, where="front matter"),) if license_ else ()


# --- title, properties, first picture ---------------------------------------------------------------------------------


def _take_title(draft: _Draft) -> None:
    """Take the title from the front matter, else from the heading near the beginning; the heading is not printed twice."""
    own = draft.known.text("title")
    place, words = _title_place(draft.pieces)
    draft.title, draft.kicker = own or words, draft.known.text("kicker")
    if place is None or (own and _same(own) != _same(words)):
        return
    above = [piece for piece in draft.pieces[:place] if not piece.picture]
    del draft.pieces[place]
    if len(above) == 1 and not draft.kicker:
        line = _plain(above[0])
        if 0 < len(line) <= LONGEST_KICKER and line[-1] not in ".!?…:":
            draft.kicker = line
            draft.pieces.remove(above[0])


def _title_place(pieces: Sequence[Piece]) -> tuple[int | None, str]:
    """Where the heading stands that is the title: of the first level, or the only one of the highest, among the first pieces."""
    levels = [_level(piece) for piece in pieces if piece.kind == "heading"]
    for number, piece in enumerate(pieces[: BEFORE + 1]):
        if piece.kind == "heading":
            level = _level(piece)
            first = level == 1 or (
                number == 0 and level == min(levels) and levels.count(level) == 1 and len(levels) > 1
            )
            first = first or (number == 0 and len(levels) == 1)
            return (number, _plain(piece)) if first else (None, "")
        if piece.kind not in {"paragraph", "figure"} or (
            piece.kind == "paragraph" and len(_plain(piece)) > LONGEST_KICKER * 2
        ):
            break
    return None, ""


def _level(piece: Piece) -> int:
    tokens = _tokens(piece)
    return int(tokens[0].tag[1]) if tokens and tokens[0].type == "heading_open" else 6


PROPERTY = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}): (?P<value>\S.*)")
ALSO = frozenset({"tags", "status", "created", "type", "url", "category", "lastedited", "lasteditedtime"})


def _take_properties(draft: _Draft) -> None:
    """Take the lines of keys and values with which Notion opens a page as what a front matter would say."""
    if not draft.pieces or draft.pieces[0].kind != "paragraph":
        return
    lines = [PROPERTY.fullmatch(line.strip()) for line in draft.pieces[0].markdown.split("\n")]
    pairs = {found["key"]: found["value"] for found in lines if found}
    names = {re.sub(r"[-_ ]", "", key).lower() for key in pairs}
    keys = {re.sub(r"_", "", name) for ours in NAMES.values() for name in ours} | ALSO
    if len(pairs) < len(lines) or len(lines) < 2 or len(names & keys) < 2:
        return
    more = read_head(pairs)
    draft.known = replace(draft.known, values={**more.values, **draft.known.values})
    draft.review += [f"property: `{key}` is not taken over" for key in more.unread]
    del draft.pieces[0]


def _lead(draft: _Draft) -> None:
    """Put the picture that the front matter names before the text, unless the text shows it."""
    address = draft.known.text("picture")
    if not address:
        return
    said = Shown(
        address=address,
        alt=draft.known.text("picture_alt"),
        caption=_unmarked(draft.known.text("picture_caption")),
        credit=_unmarked(draft.known.text("picture_credit")),
    )
    name = address.split("?")[0].rpartition("/")[2]
    if not any(
        piece.picture and piece.picture.address.split("?")[0].rpartition("/")[2] == name for piece in draft.pieces
    ):
        draft.pieces.insert(0, Piece(kind="figure", picture=said))


def _unmarked(text: str) -> str:
    """The words of a caption that a front matter has in HTML or Markdown."""
    tokens = PARSER.parse(re.sub(r"<[^<>]{0,1000}>", "", text))
    return " ".join(plain_text(token.children or ()) for token in tokens if token.type == "inline")


# --- below the title, and below pictures ------------------------------------------------------------------------------


def _opening(draft: _Draft, readers: Readers) -> Opening:
    """Return deck, byline and day below the title, taken out of the text; what the front matter says otherwise stays there."""
    _take_subtitle(draft)
    words = [piece for piece in draft.pieces if not piece.picture]
    lead = words[:6]
    after = draft.pieces[: draft.pieces.index(lead[0])] if lead else []
    # A slanted line right below a picture is that picture's.
    if after and _is_caption(lead[0], after[-1].picture, readers):
        return draft.opening
    known = draft.known
    found = read_opening(
        PARSER.parse(join_blocks([piece.markdown for piece in lead])), with_day=known.moment("published") is None
    )
    people = {byline.name for byline in known.people()}
    says_other = found.bylines and people and people != {byline.name for byline in found.bylines}
    deck = known.text("deck") or draft.opening.deck
    if says_other or (found.deck and deck and _same(deck) != _same(found.deck)) or len(found.lines) >= len(words):
        return draft.opening
    for piece in lead[: len(found.lines)]:
        draft.pieces.remove(piece)
    return replace(
        found, deck=found.deck or draft.opening.deck, candidates=(*draft.opening.candidates, *found.candidates)
    )


def _take_subtitle(draft: _Draft) -> None:
    """Take a first heading that stands for a deck: two levels below the title, and the only one of its level."""
    words = [piece for piece in draft.pieces if not piece.picture]
    if len(words) < 2 or words[0].kind != "heading" or words[1].kind == "heading" or draft.known.text("deck"):
        return
    levels = [_level(piece) for piece in words if piece.kind == "heading"]
    line = _plain(words[0])
    if levels[0] > 2 and levels.count(levels[0]) == 1 and len(line.split()) > 2:
        draft.pieces.remove(words[0])
        candidate = Candidate(value=line, source="heading below the title")
        draft.opening = Opening(deck=line, candidates=(("deck", candidate),))


def _caption(draft: _Draft, readers: Readers) -> None:
    """Give each picture the line below it that is its caption or credit."""
    done: list[Piece] = []
    for piece in draft.pieces:
        above = done[-1].picture if done else None
        if above and piece.kind == "paragraph" and _is_caption(piece, above, readers):
            line = _plain(piece)
            credit = readers.credit_line(line)
            if above.caption and credit:
                done[-1] = replace(done[-1], picture=replace(above, credit=line))
            elif not above.caption:
                done[-1] = replace(done[-1], picture=replace(above, caption=line))
            continue
        done.append(piece)
    draft.pieces = done


def _is_caption(piece: Piece, picture: Shown | None, readers: Readers) -> bool:
    """Whether a paragraph below a picture is about it: slanted from end to end, a credit, or its alternative text again."""
    if picture is None or piece.kind != "paragraph" or len(piece.markdown) > 4 * LONGEST_CAPTION:
        return False
    tokens = _tokens(piece)
    line = _plain(piece)
    if len(tokens) != 3 or not line or len(line) > LONGEST_CAPTION:
        return False
    credit = len(line) <= LONGEST_CREDIT and (found := readers.credit_line(line)) is not None and not found.caption
    if picture.caption:
        return bool(credit) and not picture.credit
    children = [child for child in tokens[1].children or () if child.type != "text" or child.content]
    slanted = children[0].type == children[-1].type.replace("close", "open") == "em_open" and children[-1].level == 0
    again = bool(picture.alt) and _same(line) == _same(picture.alt)
    return credit or again or (slanted and sum(child.type == "em_open" for child in children) == 1)


def _tokens(piece: Piece) -> list[Token]:
    return PARSER.parse(piece.markdown[:10_000])


def _plain(piece: Piece) -> str:
    return " ".join(plain_text(token.children or ()) for token in _tokens(piece) if token.type == "inline")


# --- pictures, body, blocks -------------------------------------------------------------------------------------------


def _placed(
    draft: _Draft, notes: Sequence[str], files: Mapping[str, bytes], readers: Readers
) -> tuple[tuple[FoundPicture, ...], Mapping[str, bytes], str]:
    """Number the pictures and write the body; a figure whose file is missing is recorded and has no line."""
    found: list[FoundPicture] = []
    stored: dict[str, bytes] = {}
    parts: list[str] = []
    for piece in draft.pieces:
        if piece.picture is None:
            parts.append(piece.markdown)
            continue
        shown = piece.picture
        data = picture_in(shown.address) if shown.is_carried else files.get(shown.address, b"")
        end = ending_of(data) or ending_of_drawing(data)
        file = f"images/{len(found) + 1:02}.{end}" if end else ""
        if file:
            stored[file] = data
            parts.append(figure(shown.alt, file))
        else:
            reason = NO_PICTURE if shown.is_carried else NO_FILE
            draft.dropped.append(Dropped(text=f"![{shown.alt}]({shortened(shown.address)})", reason=reason))
        found.append(_captioned(shown, file, readers))
    return tuple(found), stored, join_blocks([*filter(None, parts), *notes]) or "\n"


def _captioned(shown: Shown, file: str, readers: Readers) -> FoundPicture:
    """The picture with its caption, and the credit that ends it or stands for itself."""
    picture = FoundPicture(
        file=file,
        src=shown.address if "://" in shown.address and not shown.is_carried else None,
        written=() if shown.is_carried else (shown.address,),
        alt=shown.alt,
        caption=shown.caption,
    )
    if shown.credit:
        return replace(picture, credit=readers.clean_credit(shown.credit), credit_raw=shown.credit)
    # Without a caption a credit may stand where the picture is described.
    line = shown.caption or shown.alt
    credit = (readers.caption_tail(line) or readers.credit_line(line)) if line else None
    if credit is None:
        return picture
    return replace(picture, caption=credit.caption, credit=credit.credit, credit_raw=credit.raw)


def _blocks(body: str) -> list[Block]:
    """Blocks of a body's top level as plain words."""
    blocks: list[Block] = []
    run: list[Token] = []
    for token in PARSER.parse(body):
        if token.type == "footnote_block_open":
            break
        run.append(token)
        if token.level == 0 and token.nesting <= 0:
            if block := _block(run):
                blocks.append(block)
            run = []
    return blocks


def _block(run: Sequence[Token]) -> Block | None:
    first = run[0]
    kind = KINDS.get(first.type)
    items = tuple(filter(None, (_words(token) for token in run if token.type in ("inline", "math_block"))))
    text = first.content.strip("\n") if kind == "code" else "\n".join(items)
    if kind is None or (not text and kind != "rule"):
        return None
    return Block(kind=kind, text=text, items=items if kind == "list" else (), ordered=first.type.startswith("ordered"))


def _words(token: Token) -> str:
    """The words of a line; a line break of the author's stays one."""
    if token.type == "math_block":
        return formula_words(token)
    parts: list[list[Token]] = [[]]
    for child in token.children or ():
        if child.type == "hardbreak":
            parts.append([])
        else:
            parts[-1].append(child)
    return "\n".join(map(plain_text, parts))


def _with_questions(found: Extracted, review: Sequence[str]) -> Extracted:
    questions = [
        (not found.title, "title: neither front matter nor a heading names one"),
        (not found.bylines, "bylines: no author was found"),
        (found.published is None, "published: no date was found"),
        (found.source_url is None, NO_ADDRESS),
    ]
    asked = (question for is_open, question in questions if is_open)
    return replace(found, review=(*review, *asked, *missing_files(found.pictures)))
