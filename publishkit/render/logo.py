"""The house's logo as each format carries it: on the paper's color where a reader's ground may be dark."""

import io
from dataclasses import replace

from PIL import Image

from publishkit.model.article import Asset
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.theme.load import Theme

TURNED = frozenset({Channel.EMAIL, Channel.WEB})
"""Formats that show another picture where the ground is dark."""


def logo_files(edition: Edition, theme: Theme, channel: Channel) -> tuple[Asset, ...]:
    """Return the files that *channel* shows of the logo: one, or one for each ground; none without a logo."""
    logo = edition.logo
    if logo is None:
        return ()
    if channel is Channel.PDF:
        return (logo.light,)
    if logo.dark and channel in TURNED:
        return (logo.light, logo.dark)
    return (_on_paper(logo.light, theme.tokens.color.light.paper),)


def _on_paper(logo: Asset, paper: str) -> Asset:
    with Image.open(io.BytesIO(logo.data)) as opened:
        if not opened.has_transparency_data:
            return logo
        letters = opened.convert("RGBA")
    ground = Image.new("RGB", letters.size, paper)
    ground.paste(letters.convert("RGB"), mask=letters.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "PNG", optimize=True)
    return replace(logo, data=out.getvalue())
