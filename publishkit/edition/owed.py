"""What the finished files owe: every duty of every decision, as strings and links a reader must find.

Made from the statements, not from the credit lines the themes place, so that a lost credit cannot also be lost here.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from re import sub
from urllib.parse import urlsplit

from publishkit.edition.clear import ClearedItem, ClearedPicture, treatment_of
from publishkit.edition.house import House, license_of, picture_credits, placement, reserves_tdm
from publishkit.edition.items import credit_facts, credit_of, stands
from publishkit.edition.language import language_name
from publishkit.model.decision import Checked
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import Duty, RightsStatement, Treatment
from publishkit.rights.copies.near_copy import measure_likeness
from publishkit.rights.credit import FULL_USES, as_sentence, change_note, fill_text
from publishkit.rights.gate.duties import DUTIES
from publishkit.rights.picture_credit import PictureWords, picture_words
from publishkit.rights.pictures.metadata import rights_words

NOT_REPRINTED = "nothing of the text is reprinted but a summary, a quotation or a link"
NOTHING_TO_COMPARE = (
    "no original is stored that the text could be compared with; the file shows article.md as it stands"
)
CHANGED_BY_US = frozenset({Status.LICENSED_OPEN, Status.PUBLISHER_TERMS, Status.PERMISSION})
"""Statuses under which a change of ours is said, even where nobody forbids it."""
BARE = "a PDF keeps a PNG as bare pixels, without metadata; its credit stands under it"


@dataclass(frozen=True, kw_only=True, slots=True)
class TextDuty:
    """One duty of one text in one format."""

    item: ClearedItem
    channel: Channel
    duty: Duty
    house: House
    reserved: bool
    """Whether the edition passes on a reservation of text and data mining, of any item or its own."""

    @property
    def statement(self) -> RightsStatement:
        """Of the text."""
        return self.item.article.text_rights

    @property
    def ends(self) -> tuple[str, ...]:
        """First and last passage of the text."""
        return ends_of(self.item)

    def owe(self, *strings: str | None, links: Sequence[str | None] = (), near: bool | None = None) -> Owed:
        """Return what is owed; unknown strings and addresses are left out, each stands once."""
        asset = self.statement.asset_id
        return owe(self.item, asset, self.channel, self.duty.code, strings=strings, links=links, near=near)


def owed_duties(cleared: Sequence[ClearedItem], house: House, bare: Container[str] = ()) -> Iterator[Owed]:
    """Yield every duty of every text and picture, in each format; duties only a person can keep are among them.

    *bare* are the ids of pictures that are printed as PNG.
    """
    reserved = house.config.publication.tdm_reserved or any(map(reserves_tdm, cleared))
    for item in cleared:
        for channel, decision in item.decisions.items():
            for duty in decision.duties:
                due = TextDuty(item=item, channel=channel, duty=duty, house=house, reserved=reserved)
                yield from _text_duty(due)
            yield from _house_duties(item, channel, house)
        for picture in item.pictures:
            if stands(item, picture.picture.file, house.issue):
                yield from _picture_duties(item, picture, house, bare)


def _text_duty(due: TextDuty) -> Iterator[Owed]:
    row = DUTIES.get(due.duty.code)
    if due.item.entry.use not in FULL_USES and not (row and row.brief):
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


def _house_duties(item: ClearedItem, channel: Channel, house: House) -> Iterator[Owed]:
    """Yield what we owe beyond the decisions: notices of all we name, our own changes, pictures we leave out by name."""
    statement = item.article.text_rights
    kept = (*(notice.text for notice in statement.notices), statement.copyright_line or "")
    if any(kept) and not any(duty.code == "D-KEEP-NOTICE" for duty in item.decisions[channel].duties):
        yield owe(item, statement.asset_id, channel, "D-KEEP-NOTICE", strings=kept)
    if item.unchanged is Checked.BROKEN and item.article.text_rights.status in CHANGED_BY_US:
        yield owe(
            item, statement.asset_id, channel, "D-INDICATE-CHANGES", strings=(change_note(credit_facts(item, house)),)
        )
    for picture in item.pictures:
        if not picture.channels and (credit := credit_of(picture)):
            asset = picture.picture.rights.asset_id
            yield owe(item, asset, channel, "D-NAME-OMITTED", strings=(credit,))


def owe(
    item: ClearedItem,
    asset_id: str,
    channel: Channel,
    code: str,
    *,
    strings: Sequence[str | None] = (),
    links: Sequence[str | None] = (),
    near: bool | None = None,
) -> Owed:
    """Return an `Owed` without empty or double strings and links; *near* is what the table of duties says unless given."""
    if near is None:
        near = code not in DUTIES or DUTIES[code].near
    return Owed(
        item=item.id,
        asset_id=asset_id,
        channel=channel,
        duty=code,
        strings=tuple(dict.fromkeys(filter(None, strings))),
        links=tuple(dict.fromkeys(filter(None, links))),
        near=near,
    )


def ends_of(item: ClearedItem) -> tuple[str, ...]:
    """Return the first and the last passage of an item's text; () when it has none."""
    passages = item.body.passages
    return (passages[0], passages[-1]) if passages else ()


# --- what a text owes, duty by duty -----------------------------------------------------------------------------------


def _address(due: TextDuty) -> str:
    if due.duty.code == "D-LINK-SOURCE":
        return due.duty.params.get("url") or due.statement.source_url or ""
    return due.duty.params.get("uri") or license_of(due.item.decisions, due.statement).uri


def _attribution(due: TextDuty) -> Owed:
    """Title, author, publisher, license: TASL near the item."""
    statement = due.statement
    names = [party.name for party in statement.creators]
    publisher = statement.publisher.name if statement.publisher else ""
    return due.owe(statement.title, *names, publisher, license_of(due.item.decisions, statement).name)


def _brief_attribution(due: TextDuty) -> Owed:
    statement = due.statement
    publisher = statement.publisher.name if statement.publisher else ""
    names = [party.name for party in statement.creators]
    return due.owe(*names, publisher, due.house.day(statement.first_published))


def _courtesy(due: TextDuty) -> Owed:
    statement = due.statement
    names = [party.name for party in statement.creators]
    return due.owe(statement.title, *names)


def _exact(due: TextDuty) -> Owed:
    place = placement(due.duty)
    owed = due.owe(due.duty.params.get("text"))
    if place == "any":
        return owed
    return replace(owed, place="end" if place == "bottom" else "top", text=due.ends)


def _tagline(due: TextDuty) -> Owed:
    return replace(due.owe(due.duty.params.get("text")), place="end", text=due.ends)


def _link(due: TextDuty) -> Owed:
    return due.owe(links=(_address(due),))


def _kept_notice(due: TextDuty) -> Owed:
    return due.owe(*(notice.text for notice in due.statement.notices), due.statement.copyright_line)


def _verbatim(due: TextDuty) -> Owed:
    allowed = tuple(_beside_pictures(due.item, due.house))
    unchecked = "" if due.item.compared else NOTHING_TO_COMPARE
    return replace(due.owe(*due.item.body.passages), text=due.ends, allowed=allowed, unchecked=unchecked)


def _beside_pictures(item: ClearedItem, house: House) -> Iterator[str]:
    """Yield what may stand between two passages of a text: words of pictures, formulas, and what is pulled out of the text itself."""
    for picture in item.pictures:
        shown = license_of(picture.decisions, picture.picture.rights)
        yield from filter(
            None, (picture.picture.caption, picture.picture.alt, picture_words_of(picture, house).name, shown.name)
        )
        yield from (party.name for party in picture.picture.rights.holders[:1])
        yield from picture_credits(picture)
    for block in item.body.blocks:
        if block.kind == "pull":
            yield unescape(sub(r"<[^>]+>", " ", block.html))
    for formula in item.body.formulas:
        yield from (formula.letters, formula.words)


def _changes(due: TextDuty) -> Owed:
    """What the editor says was done; without a word of the editor's, the house's own word for it."""
    entry, words = due.item.entry, due.house.words
    if due.duty.params.get("what") == Treatment.TRANSLATED or entry.use == "translated":
        language = language_name(entry.translated_from, due.house.spoken) if entry.translated_from else ""
        made = fill_text(words["change_translated"], language=language, name=entry.translator)
        return due.owe(made, as_sentence(entry.changes))
    return due.owe(as_sentence(entry.changes) or words["change_abridged"])


def _share_alike(due: TextDuty) -> Owed:
    shown = license_of(due.item.decisions, due.statement)
    return due.owe(due.house.words["share_alike"], shown.name, links=(shown.uri,))


def _no_extra_terms(due: TextDuty) -> Owed:
    """The issue sentence; with a reservation in the file also the sentence that takes openly licensed items out of it."""
    exempt = due.house.words["tdm_sentence"].partition("{items}")[2].lstrip(".。 ") if due.reserved else ""
    return due.owe(due.house.rights_sentence, exempt)


def _kept_links(due: TextDuty) -> Owed:
    whole = [link for link in due.item.body.links if urlsplit(link).scheme]
    return replace(due.owe(links=whole), text=due.ends)


def _human_summary(due: TextDuty) -> Owed:
    entry = due.item.entry
    if treatment_of(entry) is Treatment.LINK_ONLY:
        return replace(due.owe(), reason="a bare link has no summary")
    return due.owe(entry.summary_by)


def _no_images(due: TextDuty) -> Owed:
    """Pictures of our own may stand there; those of the source are withheld as well, and looked for by their traces."""
    ours = (
        f"{due.item.article.slug}-{number:02}"
        for number, picture in enumerate(due.item.pictures, 1)
        if due.channel in picture.channels and picture.picture.rights.status is Status.OWN
    )
    duties = due.item.decisions[due.channel].duties
    counted = (duty.params.get("url", "") for duty in duties if duty.code == "D-PIXEL")
    return replace(due.owe(), allowed=tuple(filter(None, (*ours, *counted))))


def _canonical(due: TextDuty) -> Owed:
    return due.owe(links=(due.duty.params.get("url") or due.statement.source_url,))


def _pixel(due: TextDuty) -> Owed:
    return due.owe(links=(due.duty.params.get("url"),))


def _flag(due: TextDuty) -> Owed:
    """Nothing to read in the text: the check looks at the file's own metadata."""
    return due.owe()


def _own_words(due: TextDuty) -> Owed:
    """The gate measured our words against the stored original and would have refused a near copy."""
    entry, policy = due.item.entry, due.house.config.rights
    words = f"{entry.summary}\n{entry.note}".strip()
    if not words:
        return replace(due.owe(), reason="there is no summary")
    if due.item.own_words is Checked.NOT_CHECKED:
        answers = f"{entry.summary_by} answers for it" if entry.summary_by else "nobody answers for it"
        return replace(due.owe(), unchecked=f"no original is stored that the summary could be compared with; {answers}")
    like = measure_likeness(words, due.item.source)
    reason = (
        f"at most {like.longest_run} words in a row of the stored original (limit {policy.near_copy_max_run}), "
        f"{like.five_gram:.0%} of its runs of five words (limit {policy.near_copy_max_5gram:.0%})"
    )
    return replace(due.owe(), reason=reason)


def _no_sale(due: TextDuty) -> Owed:
    """An edition is given away or sold whole; there is no way to sell one item of it."""
    terms = due.house.config.edition
    price = f"for {terms.price} {terms.currency}, whole" if terms.price else "free of charge"
    return replace(due.owe(), reason=f"the edition goes out {price}; no item is sold by itself")


def _no_ads(due: TextDuty) -> Owed:
    """Without advertising there is none against the item; the gate refuses what is sold against single texts."""
    terms = due.house.config.edition
    if not terms.ads:
        return replace(due.owe(), reason="the edition carries no advertising (edition.ads = false)")
    if not terms.ads_against_items:
        told = "advertising is sold for the edition, not against a text (edition.ads_against_items = false)"
        return replace(due.owe(), reason=told)
    return due.owe()


TEXT_RULES: Mapping[str, Callable[[TextDuty], Owed]] = {
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
    "D-OWN-WORDS": _own_words,
    "D-NO-SALE": _no_sale,
    "D-NO-ADS-AGAINST": _no_ads,
}
"""Every duty of a text that a program answers for; the rest a person does."""


# --- what a picture owes ----------------------------------------------------------------------------------------------


def _picture_duties(item: ClearedItem, picture: ClearedPicture, house: House, bare: Container[str]) -> Iterator[Owed]:
    """Yield what a picture owes in each format it is printed in."""
    for channel in picture.channels:
        yield from _credit(item, picture, channel, house)
        yield from _links(item, picture, channel)
        yield from _metadata(item, picture, channel, bare)


def _credit(item: ClearedItem, picture: ClearedPicture, channel: Channel, house: House) -> Iterator[Owed]:
    statement = picture.picture.rights
    codes = _codes(picture, channel)
    if "D-CREDIT-EXACT" in codes:
        yield owe(item, statement.asset_id, channel, "D-CREDIT-EXACT", strings=picture_credits(picture))
    else:
        code = "D-CREDIT-COURTESY" if "D-CREDIT-COURTESY" in codes else "D-ATTRIB"
        yield owe(item, statement.asset_id, channel, code, strings=(picture_words_of(picture, house).name,))
    if told := picture_words_of(picture, house).caption:
        # A mail that only points to the text may show the credit of a picture without the picture.
        caption = owe(item, statement.asset_id, channel, "D-ATTRIB", strings=(told,))
        yield replace(caption, text=ends_of(item))
    kept = (*(notice.text for notice in statement.notices), statement.copyright_line)
    if any(kept):
        yield owe(item, statement.asset_id, channel, "D-KEEP-NOTICE", strings=kept)
    if "D-TDM" in codes:
        yield owe(item, statement.asset_id, channel, "D-TDM")


def _links(item: ClearedItem, picture: ClearedPicture, channel: Channel) -> Iterator[Owed]:
    statement, codes = picture.picture.rights, _codes(picture, channel)
    shown = license_of(picture.decisions, statement)
    named = {"D-LINK-LICENCE": (shown.name, shown.uri), "D-LINK-SOURCE": ("", statement.source_url or "")}
    for code, (name, address) in named.items():
        if code in codes and address:
            yield owe(item, statement.asset_id, channel, code, strings=(name,), links=(address,))
            if channel is Channel.PDF:
                yield owe(item, statement.asset_id, channel, code, strings=(address,), near=False)


def _metadata(item: ClearedItem, picture: ClearedPicture, channel: Channel, bare: Container[str]) -> Iterator[Owed]:
    """Yield the rights words inside the picture file; a mail shows the web's files, it holds none."""
    asset = item.article.assets.get(picture.picture.file)
    words = rights_words(asset.data) if asset and channel in DUTIES["D-KEEP-METADATA"].formats else ()
    if not words or asset is None:
        return
    owed = owe(item, picture.picture.rights.asset_id, channel, "D-KEEP-METADATA", strings=words)
    if channel is Channel.PDF and owed.asset_id in bare:
        yield replace(owed, strings=(), reason=BARE)
    else:
        number = item.pictures.index(picture) + 1
        yield replace(owed, allowed=(f"{item.article.slug}-{number:02}",))


def _codes(picture: ClearedPicture, channel: Channel) -> set[str]:
    return {duty.code for duty in picture.decisions[channel].duties}


def picture_words_of(picture: ClearedPicture, house: House) -> PictureWords:
    """Return what readers are told of a picture: who it is credited to, and its caption."""
    return picture_words(picture.picture, license_of(picture.decisions, picture.picture.rights), house.publisher)
