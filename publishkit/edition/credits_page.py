"""The page of credits and rights: every item in short, its holder and notices; pictures and licenses once for all."""

from collections.abc import Iterator, Mapping, Sequence

from publishkit.edition.clear import ClearedItem
from publishkit.edition.house import House, license_of, reserves_tdm
from publishkit.edition.items import PictureKey, credit_facts, omitted_pictures
from publishkit.edition.language import counted
from publishkit.model.credits import CreditsPage, Line, RightsEntry, Span, SpanKind, plain
from publishkit.model.edition import PlacedPicture
from publishkit.model.rights import Notice, Status
from publishkit.rights.credit import (
    ENDS,
    FULL_USES,
    CreditFacts,
    LicenseShown,
    change_note,
    fill,
    fill_text,
    item_label,
    label_terms,
    owner_name,
)


def make_credits_page(
    cleared: Sequence[ClearedItem], placed: Mapping[PictureKey, PlacedPicture], house: House
) -> CreditsPage:
    """Return the credits-and-rights page of the edition."""
    first: dict[str, str] = {}
    """SHA-256 of a notice -> the entry that shows it."""
    return CreditsPage(
        intro=house.words["collection"],
        entries=tuple(_entry(item, first, placed, house) for item in cleared),
        own=_own(house),
        tdm=_tdm(cleared, house),
        pictures=tuple(_pictures(cleared, placed, house)),
        licenses=tuple(_licenses(cleared, placed, house)),
    )


def _own(house: House) -> Line:
    shown = house.own_license
    license = Span(text=shown.name, href=shown.uri, kind="license")
    return fill(house.words["issue_license"], {"license": license}) if shown.name else ()


def _tdm(cleared: Sequence[ClearedItem], house: House) -> str:
    """Return for what mining is reserved, and that nothing openly licensed is covered; "" when nothing is reserved."""
    reserved = [item.article.head.title for item in cleared if reserves_tdm(item)]
    named = [fill_text(house.words["quoted_title"], title=title) for title in reserved]
    if house.config.publication.tdm_reserved:
        named.insert(0, house.words["tdm_own"])
    return fill_text(house.words["tdm_sentence"], items=house.listed(named)) if named else ""


# --- one item ---------------------------------------------------------------------------------------------------------


def _entry(
    item: ClearedItem, first: dict[str, str], placed: Mapping[PictureKey, PlacedPicture], house: House
) -> RightsEntry:
    head, anchor = item.article.head, f"rights-{item.id}"
    every = tuple(dict.fromkeys(_notices(item)))
    shared = [notice for notice in every if notice.text in first]
    first.update({notice.text: anchor for notice in every if notice.text not in first})
    return RightsEntry(
        id=anchor,
        item_id=item.id,
        number=int(item.id[1:]),
        title=head.title,
        lang=head.language or house.language,
        lines=tuple(_credit_lines(item, house)),
        notices=tuple(notice for notice in every if notice not in shared),
        pictures=tuple(
            dict.fromkeys(_with_address(_picture_line(one), _address(one), house) for one in _of(item, placed))
        ),
        omitted=tuple(_omitted(item, house)),
        same_notices=tuple(_same_as(place, house) for place in dict.fromkeys(first[one.text] for one in shared)),
        every_notice=every,
    )


def _notices(item: ClearedItem) -> Iterator[Notice]:
    yield from item.article.text_rights.notices
    for picture in item.pictures:
        yield from picture.picture.rights.notices


def _same_as(place: str, house: House) -> Line:
    """Return the line that leads to the entry *place* (`rights-a05`), where the same notice stands."""
    number = Span(text=str(int(place.removeprefix("rights-a"))), href=f"#{place}")
    return fill(house.words["notice_same"], {"number": number})


def _credit_lines(item: ClearedItem, house: House) -> Iterator[Line]:
    """Yield whose it is and how it is used; the holder, where nobody named is it; the address in print: paper has no links."""
    statement = item.article.text_rights
    facts = credit_facts(item, house)
    own = statement.status is Status.OWN
    publisher = "" if own else statement.publisher.name if statement.publisher else ""
    who = house.listed((facts.authors, publisher, "" if own else facts.published))
    label = item_label(statement, facts)
    change = change_note(facts) if item.entry.use in FULL_USES and not own else ""
    terms = label_terms(statement, facts)
    if change == house.words["change_abridged"]:  # the label says it
        change = ""
    elif change and terms and item.entry.use == "translated":  # the change says what the label does, and who did it
        label = f"{terms[:1].upper()}{terms[1:]}"
    yield fill(house.words["entry_work" if who else "entry_unsigned"], {"who": who, "label": label, "change": change})
    yield from _owner(item, facts, house)
    if statement.source_url and not own:
        address = Span(text=statement.source_url, href=statement.source_url, kind="source")
        yield fill(house.words["original"], {"url": address})


def _owner(item: ClearedItem, facts: CreditFacts, house: House) -> Iterator[Line]:
    statement = item.article.text_rights
    line = statement.copyright_line or ""
    if any(line in notice.text for notice in _notices(item)):
        line = ""  # it is said in the notice below
    theirs = statement.status is not Status.OWN or house.is_theirs(statement)
    holder = owner_name(statement) if statement.holders and theirs else ""
    said = f"{line} {facts.authors} {statement.publisher.name if statement.publisher else ''}"
    named = () if not holder or holder in said else fill(house.words["holder_is"], {"holder": holder})
    gap = () if not (line and named) else (Span(text=" " if line.endswith(ENDS) else ". "),)
    if line or named:
        yield (*((Span(text=line, kind="copyright"),) if line else ()), *gap, *named)


def _omitted(item: ClearedItem, house: House) -> Iterator[str]:
    """Yield a sentence on the pictures that no format shows: with their credits, and on those without.

    A text of ours has no original beside which one would be missing.
    """
    left, formats = omitted_pictures(item), len(item.decisions)
    kind = "pictures_left_out" if item.article.text_rights.status is Status.OWN else "pictures_omitted"
    gone = [picture.credit for picture in left if len(picture.channels) == formats]
    named = [credit for credit in gone if credit]
    if named:
        shown = house.words["semicolon"].join(dict.fromkeys(house.apart(named)))
        yield counted(house.words, kind, len(named), house.language, credits=shown)
    if unnamed := len(gone) - len(named):
        key = f"{kind}_more" if named else kind
        yield counted(house.words, key, unnamed, house.language, **({} if named else {"credits": ""}))


# --- pictures and licenses, once for all ------------------------------------------------------------------------------


def _pictures(
    cleared: Sequence[ClearedItem], placed: Mapping[PictureKey, PlacedPicture], house: House
) -> Iterator[Line]:
    """Yield every credit once, with the numbers of the items whose pictures bear it."""
    numbers: dict[tuple[Line, str], list[str]] = {}
    for item in cleared:
        for picture in _of(item, placed):
            numbers.setdefault((_picture_line(picture), _address(picture)), []).append(str(int(item.id[1:])))
    for (line, address), items in numbers.items():
        where = fill(house.words["in_items"], {"numbers": house.listed(tuple(dict.fromkeys(items)))})
        named = (*line, Span(text=" "), *where)
        yield _with_address(named, address, house)


def _of(item: ClearedItem, placed: Mapping[PictureKey, PlacedPicture]) -> Sequence[PlacedPicture]:
    return [picture for (slug, _), picture in placed.items() if slug == item.article.slug]


def _picture_line(picture: PlacedPicture) -> Line:
    """Return the credit with its license named, and the copyright line."""
    line = tuple(Span(text=span.text, kind=span.kind, lang=span.lang) for span in picture.credit)
    words, owner = plain(line), picture.statement.copyright_line or ""
    if owner and owner not in words:
        line = (*line, Span(text=" " if words.endswith(ENDS) else ". "), Span(text=owner, kind="copyright"))
    return line


def _address(picture: PlacedPicture) -> str:
    """Return the address of the original, as the credit links it."""
    return next((span.href for span in picture.credit if span.kind == "author" and span.href), "")


def _with_address(line: Line, address: str, house: House, kind: SpanKind = "source") -> Line:
    """Return *line*, and after it the *address* in print."""
    if not address:
        return line
    before, _, after = house.words["address_of"].partition("{name}")
    told = fill(f"{before}{after}", {"url": Span(text=address, href=address, kind=kind)})
    return (*line, *told)


def _licenses(
    cleared: Sequence[ClearedItem], placed: Mapping[PictureKey, PlacedPicture], house: House
) -> Iterator[Line]:
    """Yield every license that something printed is under, with its address."""
    shown = [credit_facts(item, house).license for item in cleared if item.entry.use in FULL_USES]
    of_pictures = {
        picture.picture.rights.asset_id: license_of(picture.decisions, picture.picture.rights)
        for item in cleared
        for picture in item.pictures
    }
    shown += [of_pictures[picture.statement.asset_id] for picture in placed.values()]
    shown.append(house.own_license)
    for license in dict.fromkeys(filter(_is_named, shown)):
        yield _with_address((Span(text=license.name),), license.uri, house, "license")


def _is_named(license: LicenseShown) -> bool:
    return bool(license.name and license.uri)
