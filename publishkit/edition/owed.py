"""What the finished files owe: every duty of every decision, as strings and links a reader must find.

Made from the statements, not from the credit lines the themes place, so that a lost credit cannot also be lost here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.house import House, statement_license
from publishkit.edition.items import credit_facts
from publishkit.edition.pictures import credit_of
from publishkit.model.edition import Owed
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import Duty, RightsStatement
from publishkit.rights.credit import change_note

Found = tuple[tuple[str, ...], tuple[str, ...], bool]
"""(strings, links, near)."""


def owed_duties(cleared: Sequence[ClearedItem], house: House) -> Iterator[Owed]:
    """Yield every automatic duty of every printed text and picture, in each format."""
    for item in cleared:
        for channel, decision in item.decisions.items():
            for duty in decision.duties:
                yield from _text_duty(item, channel, duty, house)
            yield from _house_duties(item, channel)
        for picture in item.pictures:
            yield from _picture_duties(item, picture, house)


def _text_duty(item: ClearedItem, channel: Channel, duty: Duty, house: House) -> Iterator[Owed]:
    rule = TEXT_RULES.get(duty.code)
    found = rule(item, duty, house) if rule else None
    if found:
        strings, links, near = found
        yield _owed(item, item.article.text_rights, channel, duty.code, strings, links, near=near)


def _owed(
    item: ClearedItem,
    statement: RightsStatement,
    channel: Channel,
    code: str,
    strings: Sequence[str],
    links: Sequence[str] = (),
    *,
    near: bool = True,
) -> Owed:
    wanted = tuple(dict.fromkeys(filter(None, strings)))
    targets = tuple(dict.fromkeys(filter(None, links)))
    return Owed(
        item=item.id, asset_id=statement.asset_id, channel=channel, duty=code, strings=wanted, links=targets, near=near
    )


def _attribution(item: ClearedItem, duty: Duty, house: House) -> Found:
    """Title, author, publisher, license: TASL near the item."""
    statement = item.article.text_rights
    names = [party.name for party in statement.creators]
    publisher = statement.publisher.name if statement.publisher else ""
    return (statement.title or "", *names, publisher, statement_license(statement).name), (), True


def _brief_attribution(item: ClearedItem, duty: Duty, house: House) -> Found:
    statement = item.article.text_rights
    publisher = statement.publisher.name if statement.publisher else ""
    names = [party.name for party in statement.creators]
    return (*names, publisher, house.day(statement.first_published)), (), True


def _exact(item: ClearedItem, duty: Duty, house: House) -> Found:
    return (duty.params.get("text", ""),), (), True


def _source_link(item: ClearedItem, duty: Duty, house: House) -> Found:
    return (), (item.article.text_rights.source_url or "",), True


def _license_link(item: ClearedItem, duty: Duty, house: House) -> Found:
    return (), (statement_license(item.article.text_rights).uri,), True


def _kept_notice(item: ClearedItem, duty: Duty, house: House) -> Found:
    statement = item.article.text_rights
    return (*(notice.text for notice in statement.notices), statement.copyright_line or ""), (), False


def _verbatim(item: ClearedItem, duty: Duty, house: House) -> Found:
    return item.body.paragraphs, (), True


def _changes(item: ClearedItem, duty: Duty, house: House) -> Found:
    return (change_note(credit_facts(item, house)),), (), True


def _share_alike(item: ClearedItem, duty: Duty, house: House) -> Found:
    shown = statement_license(item.article.text_rights)
    return (shown.name,), (shown.uri,), True


def _no_extra_terms(item: ClearedItem, duty: Duty, house: House) -> Found:
    return (house.rights_sentence,), (), False


def _kept_links(item: ClearedItem, duty: Duty, house: House) -> Found:
    return (), item.body.links, True


def _human_summary(item: ClearedItem, duty: Duty, house: House) -> Found:
    return (item.entry.summary_by if item.entry.use == "brief" else "",), (), True


def _courtesy(item: ClearedItem, duty: Duty, house: House) -> Found:
    return tuple(party.name for party in item.article.text_rights.creators), (), True


def _flag(item: ClearedItem, duty: Duty, house: House) -> Found:
    """Nothing to read in the text: the check looks at the file's own metadata or at the edition's terms."""
    return (), (), False


TEXT_RULES: Mapping[str, Callable[[ClearedItem, Duty, House], Found]] = {
    "D-ATTRIB": _attribution,
    "D-ATTRIB-BRIEF": _brief_attribution,
    "D-CREDIT-EXACT": _exact,
    "D-TAGLINE": _exact,
    "D-LINK-SOURCE": _source_link,
    "D-LINK-LICENCE": _license_link,
    "D-KEEP-NOTICE": _kept_notice,
    "D-VERBATIM": _verbatim,
    "D-INDICATE-CHANGES": _changes,
    "D-SHARE-ALIKE": _share_alike,
    "D-NO-EXTRA-TERMS": _no_extra_terms,
    "D-KEEP-LINKS": _kept_links,
    "D-HUMAN-SUMMARY": _human_summary,
    "D-CREDIT-COURTESY": _courtesy,
    "D-CANONICAL": _flag,
    "D-TDM": _flag,
}
"""Duties that leave a trace in the finished file. The others are settled before: the gate refuses (D-OWN-WORDS, D-NO-SALE,
D-NO-ADS-AGAINST, D-NO-IMAGES) or a person acts (D-NO-ENDORSE, D-LOGO, D-NOTIFY, D-REPORT, D-EXPIRE)."""


def _house_duties(item: ClearedItem, channel: Channel) -> Iterator[Owed]:
    """Yield what we owe beyond the decisions: label, notices of anything we name, pictures we leave out by name."""
    statement = item.article.text_rights
    kept = (*(notice.text for notice in statement.notices), statement.copyright_line or "")
    if any(kept) and not any(duty.code == "D-KEEP-NOTICE" for duty in item.decisions[channel].duties):
        yield _owed(item, statement, channel, "D-KEEP-NOTICE", kept, near=False)
    for picture in item.pictures:
        if not picture.channels and (credit := credit_of(picture)):
            yield _owed(item, picture.picture.rights, channel, "D-NAME-OMITTED", (credit,), near=False)


def _picture_duties(item: ClearedItem, picture: ClearedPicture, house: House) -> Iterator[Owed]:
    statement = picture.picture.rights
    shown = statement_license(statement)
    name = statement.credit_line or " / ".join(party.name for party in statement.creators)
    for channel in picture.channels:
        codes = {duty.code for duty in picture.decisions[channel].duties}
        credit = name or (house.publisher if statement.status is Status.OWN else "")
        yield _owed(item, statement, channel, "D-ATTRIB", (credit, picture.picture.caption))
        if "D-LINK-LICENCE" in codes:
            yield _owed(item, statement, channel, "D-LINK-LICENCE", (shown.name,), (shown.uri,))
        if "D-LINK-SOURCE" in codes:
            yield _owed(item, statement, channel, "D-LINK-SOURCE", (), (statement.source_url or "",))
        if statement.notices:
            yield _owed(item, statement, channel, "D-KEEP-NOTICE", [n.text for n in statement.notices], near=False)
