"""A text that is an article and nothing else, in HTML: a manuscript, a chapter, an entry. All of it is printed; its head is read as one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from publishkit.capture.bylines import is_name, parse_byline, split_names
from publishkit.capture.cues import is_furniture
from publishkit.capture.dates import find_date
from publishkit.capture.document import Facts
from publishkit.capture.extracted import (
    Block,
    Candidate,
    Dropped,
    Extracted,
    FoundPicture,
    Moment,
    Readers,
)
from publishkit.capture.language import detect_language
from publishkit.capture.page.body.blocks import Writer
from publishkit.capture.page.body.inline import Reading, read_classes
from publishkit.capture.page.body.notes import Notes, find_notes
from publishkit.capture.page.body.outline import Run, outline
from publishkit.capture.page.body.select import PROSE
from publishkit.capture.page.body.selection import Selection, Taken
from publishkit.capture.page.body.shapes import HEADINGS, linked
from publishkit.capture.page.left import left_out
from publishkit.capture.page.rights_signs import rights_places
from publishkit.capture.page.roles import find_tools, read_roles
from publishkit.capture.page.tree import key_of, page_lines, parse_html, text_of
from publishkit.capture.paste.lines import STOPS, weight
from publishkit.capture.sources.facts import MAIL_HEAD, with_facts
from publishkit.capture.sources.mail import line_below, mark_layout, without_icons
from publishkit.model.article import Byline

ABOVE = "stands above the text"
OF_ITSELF = "what a mail or a feed says of itself"
HEAD = 12
"""Runs among which the head of a manuscript stands."""
LEAST_TITLE = 6
LONGEST_TITLE = 220
LONGEST_DECK = 700
MAX_PICTURES = 200


@dataclass(kw_only=True, slots=True)
class Head:
    """What stands above the text, and in which runs."""

    title: str = ""
    source: str = ""
    kicker: str = ""
    deck: str = ""
    bylines: tuple[Byline, ...] = ()
    published: Moment | None = None
    taken: tuple[Run, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A picture, where it stands, and what stands under it."""

    picture: FoundPicture
    image: HtmlElement
    words: tuple[HtmlElement, ...] = ()


def read_whole(html: str, facts: Facts, readers: Readers, *, base: str = "", tidy: bool = False) -> Extracted:
    """Return the article in *html*, all of which is its text; *facts* is what is said of it elsewhere.

    With *tidy*, buttons, pointers and what a mail says of itself are left out, each with its reason.

    Raises:
        ValueError: there is nothing in it, or more elements than any text has.
    """
    tree = parse_html(html)
    if tree is None or not text_of(tree):
        raise ValueError("there is no text in it")
    read_roles(tree)
    unseen = _without_unseen(tree)
    if tidy:
        mark_layout(tree)
        unseen += without_icons(tree)
    notes = find_notes(tree)
    shown = _pictures(tree, readers)
    unread = {*notes.backs, *find_tools(tree)}
    reading = Reading(base=base, notes=notes.marks, classes=read_classes(tree), skipped=unread.__contains__)
    whole = outline(tree, reading)
    runs = [run for run in whole.runs() if run]
    for run in runs:
        run.marked = True
    selection = _selection(runs, _taken(shown, notes))
    if tidy:
        _leave_furniture(selection, facts.publisher)
    kept = [run for run in runs if selection.keeps(run)]
    facts = _own_title(kept, facts) if tidy else facts
    head = _read_head(kept, facts)
    for run in head.taken:
        selection.leave(run, ABOVE)
    selection.heads = {run for run in selection.printed if run.box.tag in HEADINGS} | set(_bold_heads(selection))
    writer = Writer(selection=selection, notes=notes, base=base, reading=reading, figures={one.image: [n] for n, one in enumerate(shown)},
                    captions=frozenset(words for one in shown for words in one.words))  # fmt: skip
    blocks = writer.blocks(whole)
    missing = [Block(kind="figure", picture=number) for number in range(len(shown)) if number not in writer.shown]
    found = Extracted(
        title=head.title, kicker=head.kicker, deck=head.deck, bylines=head.bylines, published=head.published,
        blocks=(*blocks, *missing), pictures=tuple(one.picture for one in shown), page_text=page_lines(tree),
        signals=rights_places(tree, blocks), dropped=tuple(one for one in (*unseen, *left_out(selection), *writer.dropped) if one.reason != ABOVE),
        review=tuple(writer.review), language=detect_language("\n".join(block.text for block in blocks)),
        candidates={"title": [Candidate(value=head.title, source=head.source)] if head.title else []},
    )  # fmt: skip
    return with_facts(found, facts)


def _selection(runs: Sequence[Run], taken: set[HtmlElement]) -> Selection:
    found = Selection(runs, 0, len(runs) - 1, taken=Taken(taken))
    found.printed = {run for run in runs if not found.takes(run)}
    return found


def _taken(shown: Sequence[Shown], notes: Notes) -> set[HtmlElement]:
    return {*(words for one in shown for words in one.words), *notes.bodies.values()}


UNSEEN = re.compile(
    r"display\s{0,9}:\s{0,9}none|mso-hide\s{0,9}:\s{0,9}all|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE
)
OF_MAIL = re.compile(
    r"unsubscribe|view (?:it |this )?(?:e-?mail |newsletter |message )?(?:online|in (?:your |a |the )?browser)|manage (?:your )?(?:preferences|subscription)|update your preferences|forwarded this"
    r"|abbestellen|abmelden|im browser (?:ansehen|anzeigen|öffnen|lesen)|online (?:ansehen|lesen)|se désabonner|désinscri|voir (?:cet e-?mail )?(?:en ligne|dans (?:votre|le) navigateur)"
    r"|darse de baja|cancelar (?:la )?suscripción|ver en (?:el |tu |su )?navegador|annulla l.iscrizione|disiscri|visualizza nel browser|wypisz|zrezygnuj|zobacz w przeglądarce|afmelden|uitschrijven|bekijk (?:in|online)|avregistrera|avprenumerera|läs i webbläsaren",
    re.IGNORECASE,
)
"""What a newsletter says of itself."""
APPEARED = re.compile(r"(?:The post|Der Beitrag|L’article|L'article|La entrada|El post|Il post|Artykuł|Het bericht) .{1,300} (?:appeared first on|erschien zuerst auf|est apparu en premier sur|se publicó primero en|proviene da|pochodzi z serwisu|verscheen eerst op) .{1,120}", re.DOTALL)  # fmt: skip


def _without_unseen(tree: HtmlElement) -> list[Dropped]:
    """Take out what no reader sees; the words of it are named."""
    dropped = []
    for element in [one for one in tree.iter() if isinstance(one.tag, str) and UNSEEN.search(one.get("style") or "")]:
        if element.getparent() is None or element.tag in {"html", "body"}:
            continue
        if words := text_of(element):
            dropped.append(Dropped(text=words, reason="no reader sees it"))
        element.drop_tree()
    return dropped


def _leave_furniture(selection: Selection, publisher: str) -> None:
    """Leave out buttons, pointers at either end, and what a mail or a feed says of itself."""
    kept = [run for run in selection.runs if selection.keeps(run)]
    house = key_of(publisher)
    for number, run in enumerate(kept):
        if APPEARED.fullmatch(run.text) or (OF_MAIL.search(run.text) and weight(run.text) < 2 * PROSE):
            selection.leave(run, OF_ITSELF)
        elif is_furniture(run.text) and run.box.tag not in {"td", "th", "pre"}:
            selection.leave(run, "a button or a pointer, not text")
        elif house and number < HEAD // 2 and key_of(run.text) == house:
            selection.leave(run, OF_ITSELF)
    _leave_foot(selection, kept)
    for order in (kept, kept[::-1]):
        for run in order:
            if not selection.keeps(run):
                continue
            if run.box.tag in HEADINGS or linked(run) <= 0.8 or weight(run.text) >= PROSE:
                break
            selection.leave(run, "a link before or after the text")


def _leave_foot(selection: Selection, runs: Sequence[Run]) -> None:
    """Leave out what stands behind a mail's words about itself: the sender's address, why one got it."""
    total = rest = sum(weight(run.text) for run in runs)
    for number, run in enumerate(runs):
        rest -= weight(run.text)
        if selection.left.get(run) == OF_ITSELF and rest <= 0.2 * total and number > 2:
            for other in runs[number + 1 :]:
                if selection.keeps(other):
                    selection.leave(other, "stands after the end of the mail")
            return


# --- the head ---------------------------------------------------------------------------------------------------------


def _read_head(runs: Sequence[Run], facts: Facts) -> Head:
    """Title, label, deck, names and day above the text."""
    head = Head()
    at = _title_at(runs, facts)
    if at is not None:
        head.title, head.source = " ".join(runs[at].text.split()), "the heading"
        above = [run for run in runs[:at] if weight(run.text) <= 60]
        if at and len(above) == at:
            head.kicker = " ".join(above[0].text.split()) if at == 1 and not _is_dated(above[0].text) else ""
            _read_lines(head, above)
        head.taken = (runs[at], *head.taken, *([above[0]] if head.kicker else []))
    _read_lines(head, runs[at + 1 if at is not None else 0 :][:HEAD])
    return head


def _own_title(runs: Sequence[Run], facts: Facts) -> Facts:
    """Return what is said of a mail, without its subject where one first heading says what the text is called."""
    first = [run for run in runs if run.box.tag == "h1"]
    key, subject = key_of(first[0].text) if first else "", key_of(facts.title)
    named = key in subject or key in key_of(facts.publisher) or subject in key
    if facts.where != MAIL_HEAD or not subject or len(first) != 1 or first[0] not in runs[:HEAD] or named:
        return facts
    asked = f"title: the mail's subject is “{facts.title[:80]}”, its heading was taken"
    return replace(facts, title="", questions=(*facts.questions, asked))


def _title_at(runs: Sequence[Run], facts: Facts) -> int | None:
    """The number of the run that is the title; None when none says so, or the feed names another."""
    near = range(min(len(runs), HEAD))
    known = key_of(facts.title)
    named = next((n for n in near if known and key_of(runs[n].text) == known), None)
    if facts.sure and facts.title:
        heads = (n for n in near if n < 3 and runs[n].box.tag in HEADINGS and _ends_title(runs[n], known))
        return named if named in {0, 1, 2} else next(heads, None)
    titled = next((n for n in near if _has_class(runs[n], "title")), None)
    headed = next((n for n in near if runs[n].box.tag in HEADINGS and n < 4), None)
    found = next((n for n in (titled, named, headed) if n is not None), None)
    if found is None and len(runs) > 1 and _may_be_title(runs[0], runs[1:6]):
        found = 0
    return found if found is None or weight(runs[found].text) <= 2 * LONGEST_TITLE else None


def _ends_title(run: Run, known: str) -> bool:
    """Whether a heading says again what a subject says behind the letter's own name and number."""
    key = key_of(run.text)
    return len(key) >= LEAST_TITLE and known.endswith(key)


def _may_be_title(run: Run, after: Sequence[Run]) -> bool:
    """Whether the first line of a text without headings stands as its title."""
    short = weight(run.text) <= LONGEST_TITLE and run.box.tag not in {"li", "td", "th", "blockquote", "pre"}
    return (
        short
        and not run.text.endswith((".", ",", ";", ":"))
        and any(weight(one.text) > weight(run.text) for one in after)
    )


def _read_lines(head: Head, runs: Sequence[Run]) -> None:
    """Read deck, names and day; the first paragraph that is neither is the text."""
    for run in runs:
        text = " ".join(run.text.split())
        if run.box.tag in HEADINGS and not _has_class(run, "subtitle"):
            return
        if not head.deck and _has_class(run, "subtitle"):
            head.deck = text
        elif not head.bylines and len(text) < 160 and (people := _people(run, text)):
            head.bylines = people
            head.published = head.published or _day(text)
        elif head.published is None and _is_dated(text):
            head.published = _day(text)
        elif not head.deck and not head.bylines and _is_deck(run, runs):
            head.deck = text
        else:
            return
        head.taken = (*head.taken, run)


def _people(run: Run, text: str) -> tuple[Byline, ...]:
    if _has_class(run, "byline"):
        return parse_byline(text) or split_names(text)
    if run.box.tag in {"li", "td", "th", "blockquote", "pre"}:
        return ()
    return parse_byline(text) or (split_names(text) if is_name(text) else ())


def _day(text: str) -> Moment | None:
    found = find_date(text)
    return found.value if found else None


def _is_dated(text: str) -> bool:
    """Whether a line is a date and little else."""
    found = find_date(text)
    return found is not None and len(text) < 80 and found.end - found.start > 0.4 * len(text)


def _is_deck(run: Run, runs: Sequence[Run]) -> bool:
    """Whether a paragraph is set apart as a whole, with plain prose behind it."""
    at = runs.index(run)
    if run.box.tag != "p" or not 30 <= len(run.text) <= LONGEST_DECK or at > 3:
        return False
    later = next((one for one in runs[at + 1 :] if weight(one.text) >= PROSE), None)
    return later is not None and _is_set_apart(run) and not _is_set_apart(later)


def _is_set_apart(run: Run) -> bool:
    words = [span for span in run.spans if span.kind == "words" and any(map(str.isalnum, span.text))]
    return bool(words) and (all(span.style.strong for span in words) or all(span.style.slanted for span in words))


def _bold_heads(selection: Selection) -> Iterator[Run]:
    """Short bold lines that stand alone between paragraphs."""
    kept = [run for run in selection.runs if selection.keeps(run)]
    for before, run, after in zip([None, *kept], kept, kept[1:], strict=False):
        words = [span for span in run.spans if span.kind == "words" and any(map(str.isalnum, span.text))]
        bold = bool(words) and all(span.style.strong for span in words)
        alone = run.box.tag in {"p", "div"} and "\n" not in run.text and weight(run.text) <= 110
        ends = run.text.endswith((*STOPS, ":", ",", ";")) and not run.text.endswith(("!", "?"))
        if (
            bold
            and alone
            and not ends
            and weight(after.text) >= PROSE
            and (before is None or not _is_set_apart(before))
        ):
            yield run


def _has_class(run: Run, name: str) -> bool:
    return any(name in (box.element.get("class") or "").split() for box in list(run.box.chain)[:2])


# --- pictures ---------------------------------------------------------------------------------------------------------


def _pictures(tree: HtmlElement, readers: Readers) -> tuple[Shown, ...]:
    """Every picture of the text with its caption."""
    found: list[Shown] = []
    for image in list(tree.iter("img")):
        address = (image.get("src") or image.get("data-src") or "").strip()
        if not address or address.startswith("data:") or _is_dot(image) or len(found) >= MAX_PICTURES:
            continue
        words = _words_of(image, readers)
        lines = " ".join(" ".join(text_of(one).split()) for one in words)
        read = readers.credit_line(lines) or readers.caption_tail(lines) if lines else None
        found.append(
            Shown(
                picture=FoundPicture(
                    src=address, written=(address,), caption=read.caption if read else lines,
                    credit=readers.clean_credit(read.credit) if read else "", credit_raw=read.raw if read else "",
                    alt=" ".join((image.get("alt") or "").split())[:2_000],
                ),
                image=image, words=words,
            )
        )  # fmt: skip
    return tuple(found)


def _is_dot(image: HtmlElement) -> bool:
    """A counting pixel."""
    return any((image.get(side) or "") in {"0", "1", "0px", "1px"} for side in ("width", "height"))


def _words_of(image: HtmlElement, readers: Readers) -> tuple[HtmlElement, ...]:
    """What says what is to be seen: the figure's caption, or the paragraph beside it that is styled as one, or ends in a credit."""
    figure = next(image.iterancestors("figure"), None)
    if figure is not None:
        return tuple(figure.iter("figcaption"))[:1]
    around = next((one for one in image.iterancestors() if one.tag in {"p", "div", "td", "section"}), None)
    if around is None:
        return ()
    beside = [one for one in (around.getnext(), around.getprevious()) if one is not None]
    styled = tuple(one for one in beside if "caption" in (one.get("class") or "").lower().split())[:1]
    below = line_below(image) if not styled else None
    words = " ".join(text_of(below).split()) if below is not None else ""
    credited = words and (readers.credit_line(words) or readers.caption_tail(words))
    return (below,) if credited and below is not None else styled
