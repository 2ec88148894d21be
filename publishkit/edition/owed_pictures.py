"""What pictures owe: their credit beneath them, license and source as links, notices, and the metadata they came with."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from re import sub

from publishkit.articles.picture_rights import rights_words
from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.due import ends_of, owe
from publishkit.edition.house import House
from publishkit.edition.required import license_of, picture_credits
from publishkit.model.edition import Owed
from publishkit.model.rights import Channel, Status

BARE = "a PDF keeps a PNG as bare pixels, without metadata; its credit stands under it"


def picture_duties(item: ClearedItem, picture: ClearedPicture, house: House) -> Iterator[Owed]:
    """Yield what a picture owes in each format it is printed in."""
    for channel in picture.channels:
        yield from _credit(item, picture, channel, house)
        yield from _links(item, picture, channel)
        yield from _metadata(item, picture, channel)


def _credit(item: ClearedItem, picture: ClearedPicture, channel: Channel, house: House) -> Iterator[Owed]:
    statement = picture.picture.rights
    codes = _codes(picture, channel)
    if "D-CREDIT-EXACT" in codes:
        yield owe(item, statement.asset_id, channel, "D-CREDIT-EXACT", strings=picture_credits(picture))
    else:
        code = "D-CREDIT-COURTESY" if "D-CREDIT-COURTESY" in codes else "D-ATTRIB"
        yield owe(item, statement.asset_id, channel, code, strings=(_name(picture, house),))
    if picture.picture.caption:
        # A mail that only points to the text may show the credit of a picture without the picture.
        caption = owe(item, statement.asset_id, channel, "D-ATTRIB", strings=(picture.picture.caption,))
        yield replace(caption, text=ends_of(item))
    kept = (*(notice.text for notice in statement.notices), statement.copyright_line)
    if any(kept):
        yield owe(item, statement.asset_id, channel, "D-KEEP-NOTICE", strings=kept, near=False)
    if "D-TDM" in codes:
        yield owe(item, statement.asset_id, channel, "D-TDM", near=False)


def _links(item: ClearedItem, picture: ClearedPicture, channel: Channel) -> Iterator[Owed]:
    statement, codes = picture.picture.rights, _codes(picture, channel)
    shown = license_of(picture.decisions, statement)
    named = {"D-LINK-LICENCE": (shown.name, shown.uri), "D-LINK-SOURCE": ("", statement.source_url or "")}
    for code, (name, address) in named.items():
        if code in codes and address:
            yield owe(item, statement.asset_id, channel, code, strings=(name,), links=(address,))
            if channel is Channel.PDF:
                yield owe(item, statement.asset_id, channel, code, strings=(address,), near=False)


def _metadata(item: ClearedItem, picture: ClearedPicture, channel: Channel) -> Iterator[Owed]:
    """Yield the rights words inside the picture file; a mail shows the web's files, it holds none."""
    asset = item.article.assets.get(picture.picture.file)
    words = rights_words(asset.data) if asset and channel is not Channel.EMAIL else ()
    if not words or asset is None:
        return
    owed = owe(item, picture.picture.rights.asset_id, channel, "D-KEEP-METADATA", strings=words)
    if channel is Channel.PDF and asset.media_type == "image/png":
        yield replace(owed, strings=(), reason=BARE)
    else:
        number = item.pictures.index(picture) + 1
        yield replace(owed, allowed=(f"{item.article.slug}-{number:02}",))


def _codes(picture: ClearedPicture, channel: Channel) -> set[str]:
    return {duty.code for duty in picture.decisions[channel].duties}


def _name(picture: ClearedPicture, house: House) -> str:
    statement = picture.picture.rights
    given = statement.credit_line or " / ".join(party.name for party in statement.creators)
    return given or (house.publisher if statement.status is Status.OWN else "")


def beside_pictures(item: ClearedItem, house: House) -> Iterator[str]:
    """Yield the words that may stand between two passages of a text: of pictures, and pulled out of the text itself."""
    for picture in item.pictures:
        shown = license_of(picture.decisions, picture.picture.rights)
        yield from filter(None, (picture.picture.caption, picture.picture.alt, _name(picture, house), shown.name))
        yield from (party.name for party in picture.picture.rights.holders[:1])
        yield from picture_credits(picture)
    for block in item.body.blocks:
        if block.kind == "pull":
            yield unescape(sub(r"<[^>]+>", " ", block.html))
