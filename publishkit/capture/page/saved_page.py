"""A saved page becomes an article: fields from its own data and its head, its body, its pictures, its signs of rights."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from lxml.html import HtmlElement

from publishkit.capture.extracted import Block, Dropped, Extracted, FoundPicture, Readers, missing_files
from publishkit.capture.page.body.blocks import Writer
from publishkit.capture.page.body.inline import Reading, read_classes
from publishkit.capture.page.body.marks import mark_runs
from publishkit.capture.page.body.notes import Notes, find_notes
from publishkit.capture.page.body.outline import Box, Run, outline
from publishkit.capture.page.body.players import Player, is_card, read_card
from publishkit.capture.page.body.select import DECK, PROSE, UNSEEN, select_runs
from publishkit.capture.page.body.selection import Known, Selection
from publishkit.capture.page.body.shapes import is_worded
from publishkit.capture.page.fields.choose import canonical_of, read_fields, settle_language
from publishkit.capture.page.left import left_out, other_captions, unprinted
from publishkit.capture.page.pictures.figures import Figure, Pictures, find_figures, find_places
from publishkit.capture.page.pictures.frames import is_unclosed
from publishkit.capture.page.pictures.places import Places
from publishkit.capture.page.refuse import NO_TEXT, cut_off, no_article, spoken_length, with_spoken
from publishkit.capture.page.rights_signs import page_signals, picture_signals, rights_places
from publishkit.capture.page.roles import find_hidden, find_tools, read_roles
from publishkit.capture.page.ruled import ahead, mark_body, strip, with_site_fields
from publishkit.capture.page.structured import Structured, read_structured
from publishkit.capture.page.tree import close_figures, give_back, key_of, page_lines, parse_html, text_of
from publishkit.capture.paste.lines import fold, weight
from publishkit.capture.site_rules import SiteRules
from publishkit.model.statement import Signal

REMARK = "a remark of its editors within a line"
STUB = 400
"""Characters of body below which a page is probably a wall or a teaser."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """A page taken apart, before anything of it is chosen."""

    tree: HtmlElement
    kept: HtmlElement
    """The page as it was; the tree is without what the rules for its site strip."""
    stripped: Sequence[Dropped]
    text: str
    data: Structured
    base: str
    notes: Notes
    hidden: AbstractSet[HtmlElement]
    """What no reader sees."""
    reading: Reading
    whole: Box
    cards: Mapping[HtmlElement, Player]
    """Links that show another page within the text."""
    runs: Sequence[Run]
    """Those that the extraction library, or the rules for the site, take for the article are marked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    """What of a page is the article."""

    figures: Sequence[Figure]
    left: Mapping[Dropped, int]
    """Pictures that are not taken -> how many runs stand before each."""
    cards: Mapping[HtmlElement, Player]
    selection: Selection


def read_page(html: str, readers: Readers, site: SiteRules | None = None) -> Extracted:
    """Return the article of a saved page, by the rules for its *site* where there are any.

    Raises:
        ValueError: it has more elements than any page has or none at all, or what it shows is no article.
    """
    page = _take_apart(html, site)
    tree, data = page.tree, page.data
    places = rights_places(page.kept, _as_blocks(page.runs))
    found = with_site_fields(_fields(page, places, readers), tree, site)
    if page.stripped:  # what a page says of its rights counts wherever it stands
        found = replace(found, signals=(*page_signals(page.kept, data, found.canonical_url, found.title), *places))
    found = replace(found, deck=_own_deck(found.deck, page.runs))
    chosen = _chosen(found, page, readers)
    if reason := no_article(found, html, tree, chosen.selection, data):
        raise ValueError(reason)
    walled = cut_off(chosen.selection)
    found = _with_body(found, page, chosen)
    found = replace(found, review=(*found.review, *ahead(tree, site, page.base)))
    return _with_pictures(_with_questions(found, data, walled=walled), chosen.figures, data)


def _chosen(found: Extracted, page: _Page, readers: Readers) -> _Chosen:
    """The article's pictures and what is printed; looked at again where the text reaches further, with pictures in it, than was marked."""
    marked = [run for run in page.runs if run.marked]
    places = find_places(page.tree, page.runs, found.title)
    pictures = find_figures(page.tree, places, page.data, found.canonical_url, readers)
    cards = {link for link in page.cards if places is not None and places.spans(link)}
    selection = select_runs(page.whole, _known(found, page, pictures, cards))
    if places is not None and places.reach(list(selection.printed)):
        for run in page.runs:
            run.marked = False
        for run in marked:
            run.marked = True
        pictures = find_figures(page.tree, places, page.data, found.canonical_url, readers)
        cards = {link for link in page.cards if places.spans(link)}
        selection = select_runs(page.whole, _known(found, page, pictures, cards))
    return _Chosen(
        figures=pictures.figures,
        left=_numbers(pictures, places, page.runs),
        cards={link: page.cards[link] for link in cards},
        selection=selection,
    )


def _known(found: Extracted, page: _Page, pictures: Pictures, cards: AbstractSet[HtmlElement]) -> Known:
    return Known(
        title=found.title,
        deck=found.deck,
        kicker=found.kicker,
        names=[byline.name for byline in found.bylines],
        days=[date(one.year, one.month, one.day) for one in (found.published, found.modified) if one is not None],
        taken=_taken(page.tree, pictures.figures, page.notes) | cards,
        hidden=page.hidden,
    )


def _take_apart(html: str, site: SiteRules | None) -> _Page:
    tree = parse_html(html)
    if tree is None:
        raise ValueError("there is no HTML in it")
    data = read_structured(tree)
    text = page_lines(tree)
    close_figures(tree)
    read_roles(tree)
    kept, stripped = strip(tree, site)
    base = canonical_of(data) or ""
    notes = find_notes(tree)
    hidden = find_hidden(tree) - notes.marks.keys()
    unread = {*notes.backs, *notes.remarks, *find_tools(tree), *hidden}
    reading = Reading(base=base, notes=notes.marks, classes=read_classes(tree), skipped=unread.__contains__)
    whole = outline(tree, reading)
    runs = list(whole.runs())
    mark_runs(tree, runs)
    give_back(html)
    mark_body(tree, runs, site)
    return _Page(
        tree=tree,
        kept=kept,
        stripped=stripped,
        text=text,
        data=data,
        base=base,
        notes=notes,
        hidden=hidden,
        reading=reading,
        whole=whole,
        cards=_cards(tree, base),
        runs=runs,
    )


def _cards(tree: HtmlElement, base: str) -> Mapping[HtmlElement, Player]:
    found = ((link, read_card(link, base)) for link in tree.iter("a") if is_card(link))
    return {link: card for link, card in found if card is not None}


def _with_body(found: Extracted, page: _Page, chosen: _Chosen) -> Extracted:
    """The article with its text, what was left out of it, and what is asked about both."""
    figures, selection = chosen.figures, chosen.selection
    writer = Writer(
        selection=selection,
        notes=page.notes,
        base=page.base,
        reading=page.reading,
        figures=_by_element(figures),
        captions=frozenset(_captions(figures)),
        cards=chosen.cards,
    )
    blocks, questions, replaced = with_spoken(_placed(writer.blocks(page.whole), figures, writer), page.data)
    if not blocks:
        raise ValueError(NO_TEXT)
    printed = "\n".join(block.text for block in blocks)
    left = (
        *left_out(selection),
        *replaced,
        *writer.dropped,
        *(Dropped(text=one, reason=REMARK) for one in page.notes.remarks.values()),
        *_unseen_words(selection, page.hidden),
        *other_captions(page.tree, [one.picture for one in figures], printed),
        *unprinted(page.whole, selection, "\n".join([*map(_said, figures), printed])),
        *chosen.left,
    )
    return replace(
        found,
        language=settle_language(found.language, printed),
        blocks=blocks,
        dropped=(*with_places(left, blocks, page.runs, chosen.left), *page.stripped),
        deck="" if questions and key_of(found.deck) in key_of(printed) else found.deck,
        deck_in_text=DECK in selection.left.values(),
        review=(*found.review, *writer.review, *questions),
    )


def _as_blocks(runs: Sequence[Run]) -> tuple[Block, ...]:
    """The marked runs, for finding their places again."""
    return tuple(Block(kind="paragraph", text=run.text) for run in runs if run.marked)


def _taken(tree: HtmlElement, figures: Sequence[Figure], notes: Notes) -> set[HtmlElement]:
    """The elements that are printed elsewhere than in the text: captions and notes."""
    return {
        *(one for one in tree.iter("figcaption") if not is_unclosed(one) and not is_worded(one)),
        *tree.iter("caption"),
        *_captions(figures),
        *notes.bodies.values(),
    }


def _said(figure: Figure) -> str:
    return f"{figure.picture.caption}\n{figure.picture.credit_raw}\n{figure.picture.alt}"


def _unseen_words(selection: Selection, hidden: Collection[HtmlElement]) -> Iterator[Dropped]:
    """What stands within printed lines and is not seen by a reader."""
    for run in selection.runs if hidden else ():
        inner = (one for piece in run.pieces if not isinstance(piece, str) for one in piece.iter())
        for element in inner if selection.keeps(run) else ():
            if element in hidden:
                yield Dropped(text=text_of(element), reason=UNSEEN)


def _captions(figures: Sequence[Figure]) -> Iterator[HtmlElement]:
    for figure in figures:
        yield from figure.words


def _by_element(figures: Sequence[Figure]) -> Mapping[HtmlElement, Sequence[int]]:
    """Picture and box -> numbers of the pictures there."""
    found: dict[HtmlElement, list[int]] = {}
    for number, figure in enumerate(figures):
        found.setdefault(figure.image, []).append(number)
        if figure.box is not None:
            found.setdefault(figure.box, []).append(number)
    return found


def _placed(blocks: Sequence[Block], figures: Sequence[Figure], writer: Writer) -> tuple[Block, ...]:
    """The blocks with the pictures in front of the first paragraph that have no place among them."""
    missing = [Block(kind="figure", picture=number) for number in range(len(figures)) if number not in writer.shown]
    return (*missing, *blocks)


def _fields(page: _Page, places: Sequence[Signal], readers: Readers) -> Extracted:
    # Who signs at the foot; a © in the article may be a picture's.
    signed = [one.value for one in places if one.kind == "signed" and one.where == "footer"]
    found = read_fields(page.tree, page.data, page.runs, readers.copyright_name("\n".join(signed)) or "")
    signals = (*page_signals(page.tree, page.data, found.canonical_url, found.title), *places)
    return replace(found, page_text=page.text, signals=signals)


def _own_deck(deck: str, runs: Sequence[Run]) -> str:
    """The deck, unless it is only the description of a text that opens with the same words."""
    prose = [run for run in runs if run.marked and weight(run.text) >= PROSE]
    opening = fold(prose[0].text) if prose else ""
    key = fold(deck)
    if opening.startswith(key) and (opening != key or len(prose) < 3):
        return ""
    return deck


def _with_pictures(found: Extracted, figures: Sequence[Figure], data: Structured) -> Extracted:
    """The article with its pictures, and what the page's data says about each."""
    pictures: tuple[FoundPicture, ...] = tuple(
        _described(replace(figure.picture, signals=picture_signals(data, figure.picture.src))) for figure in figures
    )
    review = (*found.review, *missing_files(pictures))
    return replace(found, pictures=pictures, review=review)


def _described(picture: FoundPicture) -> FoundPicture:
    """The credit the page's data gives, where nothing stands under the picture."""
    signs = {one.kind: one.value for one in reversed(picture.signals)}
    credit = signs.get("credit") or signs.get("holder") or ""
    return picture if picture.credit or not 1 < len(credit) < 200 else replace(picture, credit=credit)


def _asks(found: Extracted, field: str) -> bool:
    return any(question.startswith(f"{field}:") for question in found.review)


def _with_questions(found: Extracted, data: Structured, *, walled: bool) -> Extracted:
    """Add the questions the page leaves open."""
    locked = str(data.article.get("isAccessibleForFree")).lower() == "false"
    short = spoken_length(found.text) < STUB
    questions = [
        (not found.title, "title: the page names none"),
        (not found.bylines, "bylines: no author was found"),
        (found.published is None and not _asks(found, "published"), "published: no date was found"),
        (found.publisher is None, "publisher: the page names none"),
        (bool(found.address_question), found.address_question),
        (short, f"body: only {len(found.text)} characters; the page may be a teaser or a wall"),
        (walled and not locked, "body: what follows the text asks to pay or to sign in; the text may be cut off"),
        (locked, "body: the page says it is not free to read; the text may be cut off"),
        ("\ufffd" in found.text, "body: some characters could not be read"),
    ]
    review = tuple(question for asked, question in questions if asked)
    return replace(found, review=(*found.review, *review), truncated=(locked and short) or walled)


def _numbers(pictures: Pictures, places: Places | None, runs: Sequence[Run]) -> Mapping[Dropped, int]:
    """The pictures that are not taken -> how many runs stand before each."""
    order = places.order if pictures.left and places is not None else {}
    starts = [order.get(run.slot if run.slot is not None else run.box.element, 0) for run in runs] if order else []
    reached = list(accumulate(starts, max))
    return {one: bisect_right(reached, order[image]) for image, one in pictures.left.items()}


def with_places(
    dropped: Sequence[Dropped], blocks: Sequence[Block], runs: Sequence[Run], known: Mapping[Dropped, int]
) -> tuple[Dropped, ...]:
    """Return what was left out, each with the number of blocks before it; *runs* are all of the page, in their order.

    Takes time in proportion to the page. What cannot be found among the runs, and has no *known* number there, gets no place.
    """
    found: dict[str, list[int]] = {}
    for number, run in enumerate(runs):
        if run.text:
            found.setdefault(_first(run.text), []).append(number)
    ends, taken = _ends(blocks, found)
    left = {text: iter([number for number in numbers if number not in taken]) for text, numbers in found.items()}
    numbers = (known[one] if one in known else next(left.get(_first(one.text), iter(())), None) for one in dropped)
    return tuple(
        one if number is None else replace(one, after=bisect_left(ends, number))
        for one, number in zip(dropped, numbers, strict=True)
    )


def _ends(blocks: Sequence[Block], found: dict[str, list[int]]) -> tuple[list[int], set[int]]:
    """Return the number of the last run of each block, and the runs that are in blocks."""
    ends: list[int] = []
    taken: set[int] = set()
    at = -1
    for block in blocks:
        for line in block.text.split("\n"):
            numbers = found.get(_first(line), ()) if line.strip() else ()
            following = bisect_right(numbers, at)
            if following < len(numbers):
                at = numbers[following]
                taken.add(at)
        ends.append(at)
    return ends, taken


def _first(text: str) -> str:
    """Return the first line of a text, as both sides have it."""
    return " ".join(text.strip().partition("\n")[0].split())
