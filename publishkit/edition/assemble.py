"""Issue and cleared articles become the edition: everything worded, numbered and placed, before any format."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches

from publishkit.edition.body import parse_body
from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.credits_page import make_credits_page
from publishkit.edition.house import House, reserves_tdm
from publishkit.edition.items import PictureKey, make_item, make_stub, place_pictures, standing
from publishkit.edition.language import counted_line, direction, read_vocabulary, shown_date, shown_price
from publishkit.edition.owed import owed_duties
from publishkit.edition.renditions import Renditions
from publishkit.edition.said_by_right import said_by_right
from publishkit.edition.shown import bare_pictures, shown_pictures
from publishkit.edition.withheld import NOTHING_AROUND, Holdings, find_withheld
from publishkit.model.artifact import Finding
from publishkit.model.credits import ColophonLine, Line, Span
from publishkit.model.decision import Decision
from publishkit.model.edition import Block, Change, EarlierBook, Edition, EditionSection, Item, Logo, PlacedPicture
from publishkit.model.issue import Cover, Issue, Revision, Revisions
from publishkit.model.rights import Channel
from publishkit.rights.credit import FULL_USES, fill_text
from publishkit.workspace.load import Planned


def assemble(
    planned: Planned,
    cleared: Sequence[ClearedItem],
    renditions: Mapping[PictureKey, Renditions],
    holdings: Holdings = NOTHING_AROUND,
    logo: Logo | None = None,
) -> Edition:
    """Return the edition of a cleared issue; *renditions* holds every picture that is printed anywhere."""
    config, issue = planned.config, planned.issue
    language = issue.language or config.publication.language
    house = House(config=config, issue=issue, language=language, words=read_vocabulary(planned.labels).of(language))
    placed = place_pictures(cleared, renditions, house)
    sections, changes = _with_notices(tuple(_sections(cleared, placed, house)), planned.revisions, house)
    shown, printed = revision_shown(planned.revisions, house), standing(cleared)
    items = [item for section in sections for item in section.items]
    return Edition(
        id=planned.id,
        config=config,
        issue=issue,
        name=config.publication.name,
        number=issue.number,
        title=issue.title,
        date=issue.date,
        date_shown=shown_date(issue.date, language),
        language=language,
        dir=direction(language),
        url=f"{config.publication.site}{planned.id}/",
        subject=issue.subject or _subject(house),
        preheader=issue.preheader or " · ".join([item.title for item in items if not item.withdrawn][:3]),
        editorial=_editorial(issue.editorial),
        editorial_by=issue.editorial_by,
        cover=placed.get((issue.cover.article, issue.cover.picture)) if issue.cover else None,
        sections=sections,
        credits=make_credits_page(printed, placed, house),
        colophon=make_colophon(house, shown),
        labels=house.words,
        rights_sentence=house.rights_sentence,
        usage_terms=house.words["usage_terms"],
        languages=tuple(dict.fromkeys((language, *(item.lang for item in items)))),
        contributors=contributors(printed),
        tdm_reserved=config.publication.tdm_reserved or any(map(reserves_tdm, printed)),
        tdm_policy=config.publication.tdm_policy or "",
        decisions=tuple(_decisions(cleared)),
        owed=(
            *owed_duties(printed, house, bare_pictures(printed, renditions)),
            *shown_pictures(printed, renditions, house, holdings.prints),
        ),
        withheld=tuple(find_withheld(cleared, renditions, holdings)),
        said=said_by_right(cleared, changes, house),
        revision=planned.revisions.number,
        revised=planned.revisions.date,
        revised_at=_revised_at(planned.revisions, issue.date),
        revision_shown=shown,
        changes=changes,
        superseded=earlier_books(planned.revisions, planned.kept),
        recalled=tuple(dict.fromkeys(entry.file for entry in planned.revisions.recalled)),
        logo=logo,
    )


def _subject(house: House) -> str:
    """The subject of a mail whose issue names none: name, number and title."""
    number = fill_text(house.words["number"], number=str(house.issue.number))
    title = f": {house.issue.title}" if house.issue.title else ""
    return f"{house.config.publication.name}, {number}{title}"


def _sections(
    cleared: Sequence[ClearedItem], placed: Mapping[PictureKey, PlacedPicture], house: House
) -> Iterator[EditionSection]:
    queue = iter(cleared)
    for number, section in enumerate(house.issue.section, 1):
        items = tuple(_item(next(queue), placed, house) for _ in section.article)
        yield EditionSection(id=f"s{number}", title=section.title, intro=section.intro, items=items)


def _item(cleared: ClearedItem, placed: Mapping[PictureKey, PlacedPicture], house: House) -> Item:
    return make_stub(cleared, house) if cleared.retraction else make_item(cleared, placed, house)


def _editorial(markdown: str) -> tuple[Block, ...]:
    blocks = parse_body(markdown, "editorial").blocks if markdown.strip() else ()
    return tuple(Block(kind=block.kind, html=block.html) for block in blocks if block.kind != "figure")


def _decisions(cleared: Sequence[ClearedItem]) -> Iterator[Decision]:
    for item in cleared:
        yield from item.decisions.values()
        for picture in item.pictures:
            yield from picture.decisions.values()


# --- colophon ---------------------------------------------------------------------------------------------------------


def make_colophon(house: House, revision: str = "") -> tuple[ColophonLine, ...]:
    """Return the colophon's lines in order; what the config leaves empty has no line.

    *revision* is "Revision 2, 24 November 2026", "" for an edition as it came out.
    """
    return tuple(ColophonLine(label=house.words[key], line=line) for key, line in _lines(house, revision) if line)


def _lines(house: House, revision: str) -> Iterator[tuple[str, Line]]:
    publication, words = house.config.publication, house.words
    yield "publisher", _text(house.listed((publication.publisher, publication.address)))
    yield "editors", _text(house.names(publication.editors))
    number = fill_text(words["number"], number=str(house.issue.number))
    yield "issue", (*_text(number), Span(text=f"{words['comma']}{house.day(house.issue.date)}"))
    yield "revised", _text(revision)
    yield "frequency", _text(publication.frequency)
    yield "price", _text(shown_price(house.config.edition.price, house.config.edition.currency, house.language))
    yield "issn", _text(publication.issn or "")
    contact, days = publication.contact, house.config.rights.takedown_days
    link = Span(text=contact, href=f"mailto:{contact}" if "@" in contact and "://" not in contact else contact)
    yield "contact", counted_line(words, "rights_contact", days, house.language, contact=link)
    yield "copyright", _text(house.rights_sentence)
    yield "rights_data", _text(words["rights_data_line"])
    yield "fonts", _text(words["fonts_line"])
    yield "made_with", _text(words["made_with_line"])


def _text(words: str) -> Line:
    return (Span(text=words, lang=getattr(words, "lang", "")),) if words else ()


# --- contributors -----------------------------------------------------------------------------------------------------


RELATOR = {
    "author": "aut",
    "translator": "trl",
    "photographer": "pht",
    "illustrator": "ill",
    "editor": "edt",
    "agency": "aut",
}
"""Our roles -> MARC relator codes (id.loc.gov/vocabulary/relators)."""


def contributors(cleared: Sequence[ClearedItem]) -> tuple[tuple[str, str], ...]:
    """Return (name, MARC relator code) of everyone whose work is printed, each once, in order of appearance."""
    return tuple(dict.fromkeys(_contributors(cleared)))


def _contributors(cleared: Sequence[ClearedItem]) -> Iterator[tuple[str, str]]:
    for item in cleared:
        if item.entry.use in FULL_USES:
            for byline in item.article.head.bylines:
                yield byline.name, RELATOR[byline.role]
        if item.entry.translator:
            yield item.entry.translator, "trl"
        for picture in item.pictures:
            if picture.channels:
                yield from ((maker.name, RELATOR.get(maker.role, "ill")) for maker in picture.picture.rights.creators)


# --- revisions --------------------------------------------------------------------------------------------------------


MEDIA_TYPES = {".pdf": "application/pdf", ".epub": "application/epub+zip"}
"""Of the books of an edition, by suffix."""


def revision_shown(revisions: Revisions, house: House) -> str:
    """Return "Revision 2, 24 November 2026"; "" for an edition as it came out."""
    if revisions.number == 1:
        return ""
    number = fill_text(house.words["revision"], number=str(revisions.number))
    return f"{number}, {house.day(revisions.date)}"


def _revised_at(revisions: Revisions, first: date) -> datetime | None:
    return revisions.moments(first)[revisions.number] if revisions.number > 1 else None


def _with_notices(
    sections: tuple[EditionSection, ...], revisions: Revisions, house: House
) -> tuple[tuple[EditionSection, ...], tuple[Change, ...]]:
    """Return *sections* with notices at the articles that were put right or taken back, and all those changes in order."""
    items = {item.slug: item for section in sections for item in section.items}
    moments = revisions.moments(house.issue.date)
    changes = tuple(replace(one, at=moments[one.revision]) for one in changes_of(revisions, items, house))
    told = (replace(section, items=tuple(with_changes(section.items, changes))) for section in sections)
    return tuple(told), changes


def changes_of(revisions: Revisions, items: Mapping[str, Item], house: House) -> tuple[Change, ...]:
    """Return everything readers are told, oldest first; *items* is slug -> item."""
    return tuple(_change(entry, items[entry.article], house) for entry in revisions.standing if entry.article in items)


def _change(entry: Revision, item: Item, house: House) -> Change:
    return Change(
        revision=entry.number,
        kind=entry.kind,
        item=item.id,
        slug=entry.article,
        title=item.title,
        date=entry.date,
        head=_head(entry, house),
        note=entry.note,
        picture=bool(entry.picture),
        lang=item.title_lang or item.lang,
    )


def _head(entry: Revision, house: House) -> str:
    day = house.day(entry.date)
    if entry.kind == "correction":
        return fill_text(house.words["corrected_on"], date=day)
    key = "picture_withdrawn_on" if entry.picture else "withdrawn_on"
    return fill_text(house.words[key], date=day)


def with_changes(items: Sequence[Item], changes: Sequence[Change]) -> Iterator[Item]:
    """Yield *items*, each with what readers are told of it."""
    for item in items:
        own = tuple(change for change in changes if change.item == item.id)
        yield replace(item, changes=own) if own else item


def earlier_books(revisions: Revisions, kept: Mapping[str, bytes]) -> tuple[EarlierBook, ...]:
    """Return the books of earlier revisions; *kept* is file name -> bytes."""
    return tuple(
        EarlierBook(
            revision=book.revision,
            name=book.file,
            date=book.date,
            media_type=MEDIA_TYPES.get(f".{book.file.rpartition('.')[2]}", "application/octet-stream"),
            bytes=len(kept[book.file]),
            sha256=book.sha256,
        )
        for book in revisions.superseded
    )


def correction_findings(
    issue_id: str, named: Collection[str], before: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[Finding]:
    """C001: an article is said to be corrected and is as it was. C002: another one changed, and nothing says so.

    *named* are the articles the revision speaks of; *before* and *now* are path -> SHA-256 of everything an edition is
    made from.
    """
    changed = {path for path in {*before, *now} if before.get(path) != now.get(path)}
    articles = f"issues/{issue_id}/articles/"
    touched = {path.removeprefix(articles).partition("/")[0] for path in changed if path.startswith(articles)}
    plan = f"issues/{issue_id}/issue.toml"
    for slug in sorted(named):
        if slug not in touched and plan not in changed:
            yield Finding(
                code="C001",
                severity="warning",
                where=f"{articles}{slug}/article.md",
                message="is as it was in the edition that is out; only the notice is new",
                hint="if its words were to change, change them now and run `publishkit correct` again",
            )
    for slug in sorted(touched - set(named)):
        yield Finding(
            code="C002",
            severity="warning",
            where=f"{articles}{slug}",
            message="changed too since the edition that is out, and readers are not told",
            hint=f"`publishkit correct {issue_id} {slug} --note …` tells them",
        )


# --- the cover --------------------------------------------------------------------------------------------------------


INSTEAD = {
    Channel.EMAIL: "the mail begins without a picture",
    Channel.WEB: "the page begins without a picture, and its preview shows the number of the issue",
    Channel.PDF: "the first page has the number of the issue",
    Channel.EPUB: "the cover has the number of the issue",
}
"""What becomes of the front of each format."""


def cover_findings(issue: Issue, cleared: Sequence[ClearedItem], place: str) -> Iterator[Finding]:
    """R030: the cover is replaced in a format; yields why, what stands there, and the way out. *place* is the manifest."""
    item = next((item for item in cleared if issue.cover and item.article.slug == issue.cover.article), None)
    if issue.cover is None or item is None:
        return
    picture = next((one for one in item.pictures if one.picture.file == issue.cover.picture), None)
    if picture is None:
        yield _finding(
            place, f"{item.article.slug} has no picture {issue.cover.picture}", issue.outputs, _near(item, issue.cover)
        )
        return
    for why, channels in _reasons(item, picture).items():
        ask = f"clear it (`publishkit rights show {item.article.slug}`), or name another picture under [cover]"
        yield _finding(place, f"{picture.picture.file} of {item.article.slug} is not shown there: {why}", channels, ask)


def _finding(place: str, why: str, channels: Sequence[Channel], hint: str) -> Finding:
    told = "; ".join(INSTEAD[channel] for channel in channels if channel in INSTEAD)
    return Finding(
        code="R030",
        severity="warning",
        where=f"{place}: cover",
        message=f"the cover is replaced in {', '.join(channel.value for channel in channels)}: {why.rstrip('.')}. Instead {told}",
        hint=hint,
    )


def _near(item: ClearedItem, cover: Cover) -> str:
    files = [one.picture.file for one in item.pictures if one.picture.file]
    near = get_close_matches(cover.picture, files, n=1)
    return f"did you mean `{near[0]}`?" if near else "name a picture of its rights.toml"


def _reasons(item: ClearedItem, picture: ClearedPicture) -> dict[str, list[Channel]]:
    """Return why the picture is not printed -> the formats."""
    found: dict[str, list[Channel]] = {}
    for channel, decision in picture.decisions.items():
        if channel in picture.channels:
            continue
        if item.retraction:
            why = "its article was taken back"
        elif not decision.ok:
            why = " ".join(reason.sentence for reason in decision.reasons)
        else:
            why = f"its article is printed as `{item.entry.use}`, without pictures"
        found.setdefault(why, []).append(channel)
    return found
