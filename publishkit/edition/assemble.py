"""Issue and cleared articles become the edition: everything worded, numbered and placed, before any format."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publishkit.articles.body import parse_body
from publishkit.articles.images import Renditions
from publishkit.edition.clear import ClearedItem
from publishkit.edition.colophon import make_colophon
from publishkit.edition.contributors import contributors
from publishkit.edition.credits_page import make_credits_page
from publishkit.edition.house import House
from publishkit.edition.items import make_item
from publishkit.edition.owed import owed_duties
from publishkit.edition.pictures import PictureKey, place_pictures
from publishkit.edition.required import reserves_tdm
from publishkit.edition.revisions import changes_of, earlier_books, revision_shown, with_changes
from publishkit.edition.stub import make_stub, standing
from publishkit.edition.withheld import find_withheld
from publishkit.edition.words import direction, load_words
from publishkit.manifest.load import Planned
from publishkit.model.decision import Decision
from publishkit.model.edition import Block, Change, Edition, EditionSection, Item, PlacedPicture
from publishkit.model.revision import Revisions
from publishkit.rights.sentence import fill_text


def assemble(planned: Planned, cleared: Sequence[ClearedItem], renditions: Mapping[PictureKey, Renditions]) -> Edition:
    """Return the edition of a cleared issue; *renditions* holds every picture that is printed anywhere."""
    config, issue = planned.config, planned.issue
    language = issue.language or config.publication.language
    house = House(config=config, issue=issue, language=language, words=load_words(language))
    placed = place_pictures(cleared, renditions, house)
    sections, changes = _told(tuple(_sections(cleared, placed, house)), planned.revisions, house)
    shown, printed = revision_shown(planned.revisions, house), standing(cleared)
    items = [item for section in sections for item in section.items]
    cover = placed.get((issue.cover.article, issue.cover.picture)) if issue.cover else None
    number = fill_text(house.words["number"], number=str(issue.number))
    subject = f"{config.publication.name}, {number}" + (f": {issue.title}" if issue.title else "")
    return Edition(
        id=planned.id,
        config=config,
        issue=issue,
        name=config.publication.name,
        number=issue.number,
        title=issue.title,
        date=issue.date,
        date_shown=house.day(issue.date),
        language=language,
        dir=direction(language),
        url=f"{config.publication.url.rstrip('/')}/{planned.id}/",
        subject=issue.subject or subject,
        preheader=issue.preheader or " · ".join([item.title for item in items if not item.withdrawn][:3]),
        editorial=_editorial(issue.editorial),
        editorial_by=issue.editorial_by,
        cover=cover,
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
        owed=tuple(owed_duties(printed, house)),
        withheld=tuple(find_withheld(cleared, renditions, _printed(printed, changes))),
        revision=planned.revisions.number,
        revised=planned.revisions.date,
        revision_shown=shown,
        changes=changes,
        superseded=earlier_books(planned.revisions, planned.kept),
        recalled=tuple(dict.fromkeys(entry.file for entry in planned.revisions.recalled)),
    )


def _told(
    sections: tuple[EditionSection, ...], revisions: Revisions, house: House
) -> tuple[tuple[EditionSection, ...], tuple[Change, ...]]:
    """Return *sections* with notices at the articles that were put right or taken back, and all those changes in order."""
    changes = changes_of(revisions, {item.slug: item for section in sections for item in section.items}, house)
    told = (replace(section, items=tuple(with_changes(section.items, changes))) for section in sections)
    return tuple(told), changes


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


def _printed(cleared: Sequence[ClearedItem], changes: Sequence[Change]) -> str:
    """Return the words of others that are printed on purpose, one after the other."""
    words = [words for change in changes for words in (change.title, change.note)]
    for item in cleared:
        rights = [item.article.text_rights, *(picture.picture.rights for picture in item.pictures)]
        words += [notice.text for statement in rights for notice in statement.notices]
        words += [statement.credit_line or "" for statement in rights]
        # A pasted page often begins with its title twice, and so do we: a heading, then the link that bears its name.
        title = item.article.head.title
        words += [f"{title} {title}", item.entry.quote, item.entry.summary, item.entry.note]
    return "\n\n".join(words)
