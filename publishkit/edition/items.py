"""One cleared entry becomes one item: title, body, notes, credit block, ready for every theme."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from publishkit.edition.clear import ClearedItem
from publishkit.edition.house import House
from publishkit.edition.pictures import PictureKey, omitted_pictures
from publishkit.edition.required import (
    TRACKED,
    beacons,
    canonical,
    credits_at,
    license_of,
    reserves_tdm,
    shares_alike,
    taglines,
)
from publishkit.edition.words import direction, joined, language_name
from publishkit.model.article import Byline
from publishkit.model.edition import Block, Item, PlacedPicture
from publishkit.model.rights import Status
from publishkit.model.statement import PermissionGrant
from publishkit.rights.credit import FULL_USES, CreditFacts, credit_block
from publishkit.rights.sentence import fill_text

WORDS_A_MINUTE = 230
"""Silent reading of non-fiction in English: 238 words a minute (Brysbaert 2019), rounded down."""


def make_item(cleared: ClearedItem, placed: Mapping[PictureKey, PlacedPicture], house: House) -> Item:
    """Return the item of one cleared entry."""
    entry, head, statement = cleared.entry, cleared.article.head, cleared.article.text_rights
    full = entry.use in FULL_USES
    lang = (head.language or house.language) if full else house.language
    words = cleared.body.words if full else 0
    facts = credit_facts(cleared, house)
    return Item(
        id=cleared.id,
        number=int(cleared.id[1:]),
        slug=entry.slug,
        use=entry.use,
        lang=lang,
        dir=direction(lang),
        kicker=head.kicker,
        title=entry.headline or head.title,
        title_href="" if full else statement.source_url or "",
        deck=head.deck if full else "",
        byline=_byline(head.bylines, entry.translator, house) if full else "",
        dateline=head.dateline if full else "",
        published="" if statement.status is Status.OWN else house.day(statement.first_published),
        minutes=max(1, round(words / WORDS_A_MINUTE)) if full else 0,
        words=words,
        blocks=tuple(_blocks(cleared, placed)) if full else tuple(_own_words(entry.summary)),
        notes=cleared.body.notes if full else (),
        quote=entry.quote,
        note=entry.note,
        credit=credit_block(statement, facts),
        source_url=statement.source_url or "",
        license_uri=facts.license.uri if full else "",
        omitted=omitted_pictures(cleared),
        statement=statement,
        full=full,
        summary_by=entry.summary_by,
        canonical=canonical(cleared) if full else "",
        tdm_reserved=reserves_tdm(cleared),
        beacons=beacons(cleared, TRACKED[house.config.rights.tracking_pixels]),
    )


def _blocks(cleared: ClearedItem, placed: Mapping[PictureKey, PlacedPicture]) -> Iterator[Block]:
    for raw in cleared.body.blocks:
        if raw.kind != "figure":
            yield Block(kind=raw.kind, html=raw.html)
        elif picture := placed.get((cleared.article.slug, raw.file)):
            yield Block(kind="figure", picture=picture)


def _own_words(summary: str) -> Iterator[Block]:
    paragraphs = (" ".join(part.split()) for part in summary.split("\n\n"))
    html = "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part)
    if html:
        yield Block(kind="html", html=html)


def _byline(bylines: Sequence[Byline], translator: str, house: House) -> str:
    authors = joined([_named(b) for b in bylines if b.role in ("author", "agency")], house.language)
    parts = [fill_text(house.words["by"], authors=authors)] if authors else []
    if translator:
        parts.append(fill_text(house.words["byline_translator"], name=translator))
    return ", ".join(parts)


def _named(byline: Byline) -> str:
    return f"{byline.name}, {byline.affiliation}" if byline.affiliation else byline.name


def credit_facts(cleared: ClearedItem, house: House) -> CreditFacts:
    """Return what the credit of an item says besides its statement."""
    entry, statement = cleared.entry, cleared.article.text_rights
    own = statement.status is Status.OWN
    grant = granted_by(cleared)
    printed = any(picture.channels for picture in cleared.pictures)
    return CreditFacts(
        words=house.words,
        use=entry.use,
        authors=joined([party.name for party in statement.creators], house.language),
        published=house.day(statement.first_published),
        license=house.own_license if own and not statement.license_id else license_of(cleared.decisions, statement),
        house=house.publisher,
        year=house.year,
        changes=entry.changes,
        translator=entry.translator,
        translated_from=language_name(entry.translated_from, house.language) if entry.translated_from else "",
        summary_by=entry.summary_by,
        origin_line=cleared.article.head.origin_line,
        pictures_left_out=bool(cleared.pictures) and not printed,
        has_notice=bool(statement.notices),
        rights_anchor=f"#rights-{cleared.id}",
        grant=grant,
        granted_on=house.day(grant.granted_on) if grant else "",
        exact_top=credits_at(cleared, "top", "byline"),
        exact=credits_at(cleared, "bottom", "any"),
        taglines=taglines(cleared),
        share_alike=shares_alike(cleared),
    )


def granted_by(cleared: ClearedItem) -> PermissionGrant | None:
    """Return the permission that clears the item: the one the gate relied on."""
    grants = cleared.article.text_rights.grants
    if cleared.article.text_rights.status is not Status.PERMISSION or not grants:
        return None
    exact = set(credits_at(cleared, "top", "byline", "bottom", "any"))
    return next((grant for grant in grants if grant.credit in exact), grants[0])
