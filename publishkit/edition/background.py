"""What a workspace knows of a text or picture besides its statement: what was read when it came in, what its file says."""

from collections.abc import Mapping
from dataclasses import replace

from publishkit.model.article import Article, Picture
from publishkit.model.background import Background, Claim, Identity
from publishkit.model.statement import RightsStatement
from publishkit.rights.picture_metadata import credited_in, read_picture_metadata

Claims = Mapping[str, Claim]
"""Asset -> what the last build of the issue wrote down."""


def background_of_text(us: Identity, article: Article, claims: Claims) -> Background:
    """Return what is known of the text of *article*."""
    captured = article.captured
    return Background(
        us=us,
        of_workspace=True,
        proposed=captured.text if captured else None,
        from_page=bool(captured and captured.from_page),
        recorded=claims.get(article.text_rights.asset_id),
    )


def background_of_picture(us: Identity, article: Article, picture: Picture, claims: Claims) -> Background:
    """Return what is known of one picture of *article*; one that came with a page came from that page."""
    captured = article.captured
    read = captured.picture(picture) if captured else None
    asset = article.assets.get(picture.file)
    return Background(
        us=us,
        of_workspace=True,
        proposed=_from_its_page(read, captured.text) if read and captured else None,
        from_page=bool(read and captured and captured.from_page),
        signals=(*(read_picture_metadata(asset.data) if asset else ()), *credited_in(picture.caption, picture.alt)),
        src=picture.src or (read.src if read else None),
        article=article.text_rights,
        recorded=claims.get(picture.rights.asset_id),
    )


def _from_its_page(read: Picture, text: RightsStatement) -> RightsStatement:
    address = read.rights.source_url or text.source_url
    return replace(read.rights, source_url=address, publisher=read.rights.publisher or text.publisher)
