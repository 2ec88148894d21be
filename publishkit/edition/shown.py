"""Which picture must stand beside which credit: the very files that were cleared, so that two that change places are seen."""

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256

from PIL import Image

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.house import House, picture_credits
from publishkit.edition.items import PictureKey, stands
from publishkit.edition.owed import picture_words_of
from publishkit.edition.renditions import Renditions
from publishkit.model.article import Asset
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.rights.pictures.likeness import Prints
from publishkit.rights.pictures.parts import png_pixels

SHOWN = "D-SHOWN-PICTURE"


def shown_pictures(
    cleared: Sequence[ClearedItem], renditions: Mapping[PictureKey, Renditions], house: House, prints: Prints
) -> Iterator[Owed]:
    """Yield for each picture and format it is printed in the file that must be shown, and the words beside it."""
    for item in cleared:
        for picture in item.pictures:
            made = renditions.get((item.article.slug, picture.picture.file))
            if made and stands(item, picture.picture.file, house.issue):
                for channel in picture.channels:
                    is_light = channel is Channel.PDF and house.config.pdf.has_light_pictures
                    asset = made.book if channel in (Channel.PDF, Channel.EPUB) and not is_light else made.screen
                    yield _shown(item, picture, channel, asset, house, prints)


def bare_pictures(cleared: Sequence[ClearedItem], renditions: Mapping[PictureKey, Renditions]) -> frozenset[str]:
    """Return the ids of pictures that stand in books as PNG: a PDF keeps their pixels, and none of the words in the file."""
    return frozenset(
        picture.picture.rights.asset_id
        for item in cleared
        for picture in item.pictures
        if (made := renditions.get((item.article.slug, picture.picture.file))) and made.book.media_type == "image/png"
    )


def _shown(
    item: ClearedItem, picture: ClearedPicture, channel: Channel, asset: Asset, house: House, prints: Prints
) -> Owed:
    told = picture_words_of(picture, house)
    words = (*(picture_credits(picture) or (told.name,)), told.caption)
    bare = channel is Channel.PDF and png_pixels(asset.data)
    digests = (sha256(asset.data).hexdigest(), *((sha256(bare).hexdigest(), _packed_anew(asset.data)) if bare else ()))
    return Owed(
        item=item.id,
        asset_id=picture.picture.rights.asset_id,
        channel=channel,
        duty=SHOWN,
        strings=tuple(dict.fromkeys(filter(None, words))),
        near=False,
        sha256=digests,
        fingerprints=prints(asset.data) if bare else (),
    )


@lru_cache(maxsize=200)
def _packed_anew(data: bytes) -> str:
    """Return the hex digest of a PNG's packed pixels as the engine of the PDF writes them; known again at the next look.

    It unpacks every PNG, and packs it by Pillow's defaults.
    """
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as picture:
        (picture if picture.mode in ("L", "RGB") else picture.convert("RGB")).save(out, "PNG")
    return sha256(png_pixels(out.getvalue())).hexdigest()
