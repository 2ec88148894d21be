"""The credits-and-rights page: every item, every notice complete, every picture printed or left out."""

from collections.abc import Iterator, Mapping, Sequence

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.house import House
from publishkit.edition.items import credit_facts
from publishkit.edition.pictures import PictureKey, omitted_pictures
from publishkit.edition.required import license_of, reserves_tdm
from publishkit.model.edition import CreditsPage, Line, PlacedPicture, RightsEntry, Span
from publishkit.model.rights import Notice, Status
from publishkit.rights.credit import FULL_USES, credit_block, holder_name
from publishkit.rights.sentence import fill, fill_text


def make_credits_page(
    cleared: Sequence[ClearedItem], placed: Mapping[PictureKey, PlacedPicture], house: House
) -> CreditsPage:
    """Return the credits-and-rights page of the edition."""
    words = house.words
    key = "issue_license" if house.own_license.name else "issue_license_none"
    license = Span(text=house.own_license.name, href=house.own_license.uri, kind="license")
    return CreditsPage(
        intro=words["collection"],
        entries=tuple(_entry(item, placed, house) for item in cleared),
        own=fill(words[key], {"year": house.year, "publisher": house.publisher, "license": license}),
        tdm=_tdm(cleared, house),
    )


def _tdm(cleared: Sequence[ClearedItem], house: House) -> str:
    """Return for what mining is reserved, and that nothing openly licensed is covered; "" when nothing is reserved."""
    reserved = [item.article.head.title for item in cleared if reserves_tdm(item)]
    named = [fill_text(house.words["quoted_title"], title=title) for title in reserved]
    if house.config.publication.tdm_reserved:
        named.insert(0, house.words["tdm_own"])
    return fill_text(house.words["tdm_sentence"], items=", ".join(named)) if named else ""


def _entry(item: ClearedItem, placed: Mapping[PictureKey, PlacedPicture], house: House) -> RightsEntry:
    statement, head = item.article.text_rights, item.article.head
    return RightsEntry(
        id=f"rights-{item.id}",
        item_id=item.id,
        number=int(item.id[1:]),
        title=head.title,
        lang=head.language or house.language,
        lines=tuple(_lines(item, house)),
        notices=tuple(dict.fromkeys((*statement.notices, *_picture_notices(item.pictures)))),
        pictures=tuple(_picture_line(picture, house) for key, picture in placed.items() if key[0] == item.article.slug),
        omitted=tuple(
            fill_text(house.words["picture_omitted"], credit=left.credit)
            if left.credit
            else house.words["picture_omitted_uncredited"]
            for left in omitted_pictures(item)
            if len(left.channels) == len(item.decisions)
        ),
    )


def _picture_notices(pictures: Sequence[ClearedPicture]) -> Iterator[Notice]:
    for picture in pictures:
        yield from picture.picture.rights.notices


def _lines(item: ClearedItem, house: House) -> Iterator[Line]:
    """Yield label and credit, the holder, and every address in print: paper has no links."""
    statement = item.article.text_rights
    facts = credit_facts(item, house)
    block = credit_block(statement, facts)
    yield (Span(text=block.label),)
    yield from block.lines[: len(facts.exact) + 1]
    if statement.status is not Status.OWN and (holder := holder_name(statement)) and statement.holders:
        yield (Span(text=f"{house.words['rights_holder']}: {holder}"),)
    if statement.copyright_line:
        yield (Span(text=statement.copyright_line, kind="copyright"),)
    shown = license_of(item.decisions, statement)
    for address in (statement.source_url or "", shown.uri if item.entry.use in FULL_USES else ""):
        if address:
            yield (Span(text=address, href=address, kind="source"),)


def _picture_line(picture: PlacedPicture, house: House) -> Line:
    line = picture.credit
    addresses = [span.href for span in line if span.href]
    printed = [Span(text=f" {address}", href=address) for address in dict.fromkeys(addresses)]
    owner = picture.statement.copyright_line
    copyright = [Span(text=". "), Span(text=owner, kind="copyright")] if owner else []
    return (*line, *copyright, *([Span(text=".")] if printed else []), *printed)
