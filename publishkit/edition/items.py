"""One cleared entry becomes one item: title, body, notes, credit block, and each picture placed or named as left out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.house import (
    TRACKED,
    House,
    beacons,
    canonical,
    credits_at,
    license_of,
    picture_credits,
    reserves_tdm,
    shares_alike,
    taglines,
)
from publishkit.edition.language import direction, language_name, shown_date
from publishkit.edition.pixels import PictureError
from publishkit.edition.renditions import Renditions, render_pictures
from publishkit.errors import InputError, Problem
from publishkit.model.article import Asset, Byline
from publishkit.model.credits import CreditBlock, Word
from publishkit.model.decision import Checked
from publishkit.model.edition import Block, Item, OmittedPicture, PlacedPicture
from publishkit.model.issue import Issue
from publishkit.model.rights import Status
from publishkit.model.statement import PermissionGrant, RightsStatement
from publishkit.rights.credit import FULL_USES, CreditFacts, credit_block, fill_text, owner_name
from publishkit.rights.picture_credit import picture_credit, picture_words
from publishkit.workspace.drawing import DrawingError

WORDS_A_MINUTE = 230
"""Silent reading of non-fiction in English: 238 words a minute (Brysbaert 2019), rounded down."""
PictureKey = tuple[str, str]
"""(article slug, picture file)."""


def make_item(cleared: ClearedItem, placed: Mapping[PictureKey, PlacedPicture], house: House) -> Item:
    """Return the item of one cleared entry."""
    entry, head, statement = cleared.entry, cleared.article.head, cleared.article.text_rights
    full = entry.use in FULL_USES
    source = head.language or house.language
    lang = source if full else house.language
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
        published="" if statement.status is Status.OWN else shown_date(statement.first_published, house.language),
        minutes=max(1, round(words / WORDS_A_MINUTE)) if full else 0,
        words=words,
        blocks=tuple(_blocks(cleared, placed)) if full else tuple(_summary(entry.summary)),
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
        title_lang=_other(_title_language(cleared, house), lang),
        source_lang=_other(source, lang),
        checked=_checked(cleared),
        canonical=canonical(cleared) if full else "",
        tdm_reserved=reserves_tdm(cleared),
        beacons=beacons(cleared, TRACKED[house.config.rights.tracking_pixels]),
    )


def _title_language(cleared: ClearedItem, house: House) -> str:
    """Return the language of the headline: the article's, but what an editor writes over a page that is not printed is ours."""
    ours = cleared.entry.headline and cleared.entry.use not in FULL_USES
    return house.language if ours else cleared.article.head.language or house.language


def _work_language(cleared: ClearedItem, house: House) -> str:
    """Return the language of the title that the credit names: the work's own, also of one that we print translated."""
    entry, head = cleared.entry, cleared.article.head
    translated = entry.translated_from if cleared.article.text_rights.title != head.title else ""
    return translated or head.language or house.language


def _other(language: str, around: str) -> str:
    return "" if language == around else language


def _checked(cleared: ClearedItem) -> Mapping[str, Checked]:
    """Return what was compared with the original, of the claims that this use can make."""
    entry = cleared.entry
    if entry.use == "full" and cleared.article.text_rights.status is not Status.OWN:
        return {"verbatim": cleared.unchanged}
    own_words = not cleared.retraction and entry.use not in FULL_USES and bool(f"{entry.summary}{entry.note}".strip())
    return {"own_words": cleared.own_words} if own_words else {}


def _blocks(cleared: ClearedItem, placed: Mapping[PictureKey, PlacedPicture]) -> Iterator[Block]:
    for raw in cleared.body.blocks:
        if raw.kind != "figure":
            yield Block(kind=raw.kind, html=raw.html)
        elif picture := placed.get((cleared.article.slug, raw.file)):
            yield Block(kind="figure", picture=picture)


def _summary(summary: str) -> Iterator[Block]:
    paragraphs = (" ".join(part.split()) for part in summary.split("\n\n"))
    html = "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part)
    if html:
        yield Block(kind="html", html=html)


def _byline(bylines: Sequence[Byline], translator: str, house: House) -> str:
    authors = house.names([_named(b) for b in bylines if b.role in ("author", "agency")])
    parts = [fill_text(house.words["by"], authors=authors)] if authors else []
    if translator:
        parts.append(fill_text(house.words["byline_translator"], name=translator))
    words = house.words["comma"].join(parts)
    lang = getattr(parts[0], "lang", "") if parts else ""
    return Word(words, lang) if lang else words


def _named(byline: Byline) -> str:
    return f"{byline.name}, {byline.affiliation}" if byline.affiliation else byline.name


def credit_facts(cleared: ClearedItem, house: House) -> CreditFacts:
    """Return what the credit of an item says besides its statement."""
    entry, statement = cleared.entry, cleared.article.text_rights
    theirs = house.is_theirs(statement)
    ours = statement.status is Status.OWN and not theirs
    grant = granted_by(cleared)
    printed = any(picture.channels for picture in cleared.pictures)
    return CreditFacts(
        words=house.words,
        use=entry.use,
        authors=house.names([party.name for party in statement.creators]),
        published=house.day(statement.first_published),
        license=house.own_license if ours and not statement.license_id else license_of(cleared.decisions, statement),
        house=owner_name(statement) if theirs else house.publisher,
        theirs=theirs,
        year=house.year,
        changes=entry.changes,
        title_lang=_other(_work_language(cleared, house), house.spoken),
        unchanged=cleared.unchanged,
        own_words=cleared.own_words,
        translator=entry.translator,
        translated_from=language_name(entry.translated_from, house.spoken) if entry.translated_from else "",
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


# --- articles that were taken back ------------------------------------------------------------------------------------


def make_stub(cleared: ClearedItem, house: House) -> Item:
    """Return the item that stands where a retracted article stood."""
    statement = cleared.article.text_rights
    word = house.words["withdrawn_article"]
    title = cleared.entry.headline or word
    spoken = getattr(word, "lang", "") or house.language
    lang = cleared.article.head.language or house.language if cleared.entry.headline else spoken
    return Item(
        id=cleared.id,
        number=int(cleared.id[1:]),
        slug=cleared.entry.slug,
        use="link",
        lang=lang,
        dir=direction(lang),
        kicker="",
        title=title,
        title_href="",
        deck="",
        byline="",
        dateline="",
        published="",
        minutes=0,
        words=0,
        blocks=(),
        notes=(),
        quote="",
        note="",
        credit=CreditBlock(label=house.words["withdrawn"], lines=()),
        source_url="",
        license_uri="",
        omitted=(),
        # Nothing of the old statement but its name and kind: whoever was named there is not named any more.
        statement=RightsStatement(asset_id=statement.asset_id, status=statement.status, title=title),
        full=False,
        withdrawn=True,
        had_page=cleared.asked.use in FULL_USES,
    )


def standing(cleared: Sequence[ClearedItem]) -> tuple[ClearedItem, ...]:
    """Return the items that are still printed, however shortly."""
    return tuple(item for item in cleared if not item.retraction)


# --- pictures ---------------------------------------------------------------------------------------------------------


AT_ONCE = 2
"""Pictures decoded at the same time: a photograph takes forty megabytes, and more of them hardly save time."""


DrawPicture = Callable[[Asset, str, Sequence[Path]], Renditions]
"""Draws a picture in the sizes we print: the picture, the name of what comes of it, the folders of fonts."""


def draw_pictures(
    cleared: Sequence[ClearedItem], fonts: Sequence[Path] = (), draw_one: DrawPicture = render_pictures
) -> Mapping[PictureKey, Renditions]:
    """Return every picture printed anywhere in the sizes we print, named after its article (`low-water-01`).

    *fonts* are the folders whose fonts the texts of drawings are set in; *draw_one* may keep what it drew before.

    Raises:
        InputError: a picture file breaks off, or would not be printed as it is; carries every such file.
    """
    needed = [
        (item, number, picture.picture.file)
        for item in cleared
        for number, picture in enumerate(item.pictures, 1)
        if picture.channels
    ]
    problems: list[Problem] = []

    def draw(one: tuple[ClearedItem, int, str]) -> Renditions | None:
        item, number, file = one
        try:
            return draw_one(item.article.assets[file], f"{item.article.slug}-{number:02}", fonts)
        except (PictureError, DrawingError) as cause:
            place = f"{item.article.place}/{file}"
            problems.append(Problem(place=place, message=str(cause), hint="save it anew, as JPEG or PNG in sRGB"))
            return None
        except (OSError, ValueError, SyntaxError, RuntimeError) as cause:  # Pillow raises what its decoders meet first
            place = f"{item.article.place}/{file}"
            problems.append(Problem(place=place, message=f"cannot be decoded: {cause}", hint="save the picture again"))
            return None

    # Pillow leaves the interpreter free while it works.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(draw, needed))
    if problems:
        raise InputError(*sorted(problems, key=str))
    return {(item.article.slug, file): drawn for (item, _, file), drawn in zip(needed, made, strict=True) if drawn}


def stands(item: ClearedItem, file: str, issue: Issue) -> bool:
    """Return whether a picture of *item* is shown at all: in its text, or on the cover. One that is only listed owes nothing."""
    on_cover = issue.cover is not None and (issue.cover.article, issue.cover.picture) == (item.article.slug, file)
    return on_cover or any(block.kind == "figure" and block.file == file for block in item.body.blocks)


def place_pictures(
    cleared: Sequence[ClearedItem], renditions: Mapping[PictureKey, Renditions], house: House
) -> Mapping[PictureKey, PlacedPicture]:
    """Return every printed picture, worded and placed."""
    placed = {}
    for item in cleared:
        for number, cleared_picture in enumerate(item.pictures, 1):
            key = (item.article.slug, cleared_picture.picture.file)
            if cleared_picture.channels:
                placed[key] = _place(item, number, cleared_picture, renditions[key], house)
    return placed


def _place(item: ClearedItem, number: int, cleared: ClearedPicture, made: Renditions, house: House) -> PlacedPicture:
    picture = cleared.picture
    shown = license_of(cleared.decisions, picture.rights)
    words = picture_words(picture, shown, house.publisher)
    return PlacedPicture(
        id=f"{item.id}-img{number}",
        name=made.screen.name,
        alt="" if picture.decorative else picture.alt,
        decorative=picture.decorative,
        caption=words.caption,
        credit=picture_credit(words, picture.rights, shown, house.words, picture_credits(cleared)),
        lang=item.article.head.language or house.language,
        channels=cleared.channels,
        book=made.book,
        screen=made.screen,
        statement=picture.rights,
    )


def omitted_pictures(item: ClearedItem) -> tuple[OmittedPicture, ...]:
    """Return the pictures of an item that some format does not print, with the reason."""
    return tuple(_omitted(cleared) for cleared in item.pictures if set(cleared.channels) != set(cleared.decisions))


def _omitted(cleared: ClearedPicture) -> OmittedPicture:
    out = tuple(channel for channel in cleared.decisions if channel not in cleared.channels)
    refused = [cleared.decisions[channel] for channel in out if not cleared.decisions[channel].ok]
    why = refused[0].reasons[0].sentence if refused and refused[0].reasons else "Its article is not printed in full."
    return OmittedPicture(
        asset_id=cleared.picture.rights.asset_id,
        file=cleared.picture.file,
        credit=credit_of(cleared),
        channels=out,
        why=why,
        status=cleared.picture.rights.status,
    )


def credit_of(cleared: ClearedPicture) -> str:
    """Return the picture's credit as its source gives it; "" when none is known."""
    rights = cleared.picture.rights
    names = " / ".join(party.name for party in (*rights.creators, *rights.holders[:1], *rights.agencies))
    return rights.credit_line or names
