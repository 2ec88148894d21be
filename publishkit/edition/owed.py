"""What the finished files owe: every duty of every decision, as strings and links a reader must find.

Made from the statements, not from the credit lines the themes place, so that a lost credit cannot also be lost here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from publishkit.edition.clear import ClearedItem
from publishkit.edition.due import Due, owe
from publishkit.edition.house import House
from publishkit.edition.owed_pictures import beside_pictures, picture_duties
from publishkit.edition.pictures import credit_of, stands
from publishkit.edition.required import license_of, placement, reserves_tdm
from publishkit.edition.settled import own_words, settled_ads, settled_sale
from publishkit.edition.words import language_name
from publishkit.model.edition import Owed
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import Treatment
from publishkit.rights.credit import FULL_USES
from publishkit.rights.sentence import fill_text

SHORT = frozenset(
    {
        "D-ATTRIB-BRIEF",
        "D-CREDIT-COURTESY",
        "D-HUMAN-SUMMARY",
        "D-KEEP-NOTICE",
        "D-LINK-SOURCE",
        "D-NO-EXTRA-TERMS",
        "D-OWN-WORDS",
        "D-TDM",
    }
)
"""Duties of a brief, a quotation or a link; the others are about a text that is reprinted."""
NOT_REPRINTED = "nothing of the text is reprinted but a summary, a quotation or a link"


def owed_duties(cleared: Sequence[ClearedItem], house: House) -> Iterator[Owed]:
    """Yield every duty of every text and picture, in each format; duties only a person can keep are among them."""
    reserved = house.config.publication.tdm_reserved or any(map(reserves_tdm, cleared))
    for item in cleared:
        for channel, decision in item.decisions.items():
            for duty in decision.duties:
                due = Due(item=item, channel=channel, duty=duty, house=house, reserved=reserved)
                yield from _text_duty(due)
            yield from _house_duties(item, channel)
        for picture in item.pictures:
            if stands(item, picture.picture.file, house.issue):
                yield from picture_duties(item, picture, house)


def _text_duty(due: Due) -> Iterator[Owed]:
    if due.item.entry.use not in FULL_USES and due.duty.code not in SHORT:
        yield replace(due.owe(), reason=NOT_REPRINTED)
        return
    if due.duty.code == "D-LINK-SOURCE" and not _address(due):
        yield replace(due.owe(), reason="the address of the original is not known")
        return
    rule = TEXT_RULES.get(due.duty.code)
    yield rule(due) if rule else due.owe()
    if due.channel is Channel.PDF and due.duty.code in {"D-LINK-SOURCE", "D-LINK-LICENCE"}:
        # Paper has no links: the address itself stands on the credits page.
        yield due.owe(_address(due), near=False)


def _address(due: Due) -> str:
    if due.duty.code == "D-LINK-SOURCE":
        return due.duty.params.get("url") or due.statement.source_url or ""
    return due.duty.params.get("uri") or license_of(due.item.decisions, due.statement).uri


def _attribution(due: Due) -> Owed:
    """Title, author, publisher, license: TASL near the item."""
    statement = due.statement
    names = [party.name for party in statement.creators]
    publisher = statement.publisher.name if statement.publisher else ""
    return due.owe(statement.title, *names, publisher, license_of(due.item.decisions, statement).name)


def _brief_attribution(due: Due) -> Owed:
    statement = due.statement
    publisher = statement.publisher.name if statement.publisher else ""
    names = [party.name for party in statement.creators]
    return due.owe(*names, publisher, due.house.day(statement.first_published))


def _courtesy(due: Due) -> Owed:
    statement = due.statement
    names = [party.name for party in statement.creators]
    return due.owe(statement.title, *names)


def _exact(due: Due) -> Owed:
    place = placement(due.duty)
    owed = due.owe(due.duty.params.get("text"))
    if place == "any":
        return owed
    return replace(owed, place="end" if place == "bottom" else "top", text=due.ends)


def _tagline(due: Due) -> Owed:
    return replace(due.owe(due.duty.params.get("text")), place="end", text=due.ends)


def _link(due: Due) -> Owed:
    return due.owe(links=(_address(due),))


def _kept_notice(due: Due) -> Owed:
    return due.owe(*(notice.text for notice in due.statement.notices), due.statement.copyright_line, near=False)


def _verbatim(due: Due) -> Owed:
    allowed = tuple(beside_pictures(due.item, due.house))
    return replace(due.owe(*due.item.body.passages), text=due.ends, allowed=allowed)


def _changes(due: Due) -> Owed:
    """What the editor says was done; without a word of the editor's, the house's own word for it."""
    entry, words = due.item.entry, due.house.words
    if due.duty.params.get("what") == Treatment.TRANSLATED or entry.use == "translated":
        language = language_name(entry.translated_from, due.house.language) if entry.translated_from else ""
        made = fill_text(words["change_translated"], language=language, name=entry.translator)
        return due.owe(made, entry.changes)
    return due.owe(entry.changes or words["change_abridged"])


def _share_alike(due: Due) -> Owed:
    shown = license_of(due.item.decisions, due.statement)
    return due.owe(fill_text(due.house.words["share_alike"], license=shown.name), links=(shown.uri,))


def _no_extra_terms(due: Due) -> Owed:
    """The issue sentence; with a reservation in the file also the sentence that takes openly licensed items out of it."""
    exempt = due.house.words["tdm_sentence"].partition("{items}")[2].lstrip(". ") if due.reserved else ""
    return due.owe(due.house.rights_sentence, exempt, near=False)


def _kept_links(due: Due) -> Owed:
    whole = [link for link in due.item.body.links if urlsplit(link).scheme]
    return replace(due.owe(links=whole), text=due.ends)


def _human_summary(due: Due) -> Owed:
    entry = due.item.entry
    if entry.use == "link":
        return replace(due.owe(), reason="a bare link has no summary")
    return due.owe(entry.summary_by)


def _no_images(due: Due) -> Owed:
    """Pictures of our own may stand there; those of the source are withheld as well, and looked for by their traces."""
    ours = (
        f"{due.item.article.slug}-{number:02}"
        for number, picture in enumerate(due.item.pictures, 1)
        if due.channel in picture.channels and picture.picture.rights.status is Status.OWN
    )
    duties = due.item.decisions[due.channel].duties
    counted = (duty.params.get("url", "") for duty in duties if duty.code == "D-PIXEL")
    return replace(due.owe(), allowed=tuple(filter(None, (*ours, *counted))))


def _canonical(due: Due) -> Owed:
    return due.owe(links=(due.duty.params.get("url") or due.statement.source_url,), near=False)


def _pixel(due: Due) -> Owed:
    return due.owe(links=(due.duty.params.get("url"),))


def _flag(due: Due) -> Owed:
    """Nothing to read in the text: the check looks at the file's own metadata."""
    return due.owe(near=False)


TEXT_RULES: Mapping[str, Callable[[Due], Owed]] = {
    "D-ATTRIB": _attribution,
    "D-ATTRIB-BRIEF": _brief_attribution,
    "D-CREDIT-EXACT": _exact,
    "D-TAGLINE": _tagline,
    "D-LINK-SOURCE": _link,
    "D-LINK-LICENCE": _link,
    "D-KEEP-NOTICE": _kept_notice,
    "D-VERBATIM": _verbatim,
    "D-INDICATE-CHANGES": _changes,
    "D-SHARE-ALIKE": _share_alike,
    "D-NO-EXTRA-TERMS": _no_extra_terms,
    "D-KEEP-LINKS": _kept_links,
    "D-HUMAN-SUMMARY": _human_summary,
    "D-CREDIT-COURTESY": _courtesy,
    "D-NO-IMAGES": _no_images,
    "D-CANONICAL": _canonical,
    "D-PIXEL": _pixel,
    "D-TDM": _flag,
    "D-OWN-WORDS": own_words,
    "D-NO-SALE": settled_sale,
    "D-NO-ADS-AGAINST": settled_ads,
}
"""Every duty a program answers for; the rest (D-NO-ENDORSE, D-LOGO, D-NOTIFY, D-REPORT, D-EXPIRE) a person does."""


def _house_duties(item: ClearedItem, channel: Channel) -> Iterator[Owed]:
    """Yield what we owe beyond the decisions: notices of anything we name, pictures we leave out by name."""
    statement = item.article.text_rights
    kept = (*(notice.text for notice in statement.notices), statement.copyright_line or "")
    if any(kept) and not any(duty.code == "D-KEEP-NOTICE" for duty in item.decisions[channel].duties):
        yield owe(item, statement.asset_id, channel, "D-KEEP-NOTICE", strings=kept, near=False)
    for picture in item.pictures:
        if not picture.channels and (credit := credit_of(picture)):
            asset = picture.picture.rights.asset_id
            yield owe(item, asset, channel, "D-NAME-OMITTED", strings=(credit,), near=False)
