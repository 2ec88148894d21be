"""An issue as its readers would see it now: one format at a time, from the files as they stand. Nothing is proved, nothing is written."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from publishkit.edition.assemble import assemble
from publishkit.edition.clear import ClearedItem
from publishkit.edition.items import draw_pictures
from publishkit.edition.logo import draw_logo
from publishkit.edition.renditions import Renditions, render_pictures
from publishkit.model.article import Asset
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.permissions.stored_works import read_stored_works
from publishkit.press.build import clear, plan, read, theme_of
from publishkit.render.formats import render
from publishkit.theme.load import Theme
from publishkit.workspace.load import Planned

PICTURES_KEPT = 400
"""Drawn pictures that are remembered: an issue of 120 articles has about as many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What of an issue may be printed, put together."""

    edition: Edition | None
    """None when nothing of it may be printed yet."""
    theme: Theme
    left_out: tuple[str, ...] = ()
    """Slugs of the articles that are not cleared as asked: readers would not see them."""

    def files(self, channel: Channel) -> tuple[Artifact, ...]:
        """Return the files of one format; nothing where the issue is not printed in it.

        Raises:
            InputError: a template of the theme is wrong.
            ExternalError: an engine is missing or failed.
        """
        if self.edition is None or channel not in self.edition.issue.outputs:
            return ()
        return render(channel, self.edition, self.theme)


class Previews:
    """Makes previews of the issues of a workspace; a picture drawn for one is not drawn again for the next."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._drawn: OrderedDict[tuple[str, str, tuple[Path, ...]], Renditions] = OrderedDict()

    def look(self, issue_id: str) -> Preview:
        """Return the preview of an issue, without the articles that are not cleared.

        Raises:
            InputError: a file of the workspace or of its theme is wrong; carries every problem.
        """
        rights = read(self.root, issue_id)
        cleared = clear(rights)
        theme = theme_of(cleared.planned)
        planned, items = _printable(cleared.planned, cleared.items)
        left_out = tuple(item.article.slug for item in cleared.refused)
        if not items:
            return Preview(edition=None, theme=theme, left_out=left_out)
        pictures = draw_pictures(items, theme.fonts, self._draw)
        logo = draw_logo(planned.config.brand, planned.logos, theme.fonts)
        edition = assemble(planned, items, pictures, read_stored_works(rights).holdings, logo)
        return Preview(edition=plan(edition, planned), theme=theme, left_out=left_out)

    def _draw(self, asset: Asset, name: str, fonts: Sequence[Path] = ()) -> Renditions:
        key = (asset.sha256, name, tuple(fonts))
        drawn = self._drawn.pop(key, None) or render_pictures(asset, name, fonts)
        self._drawn[key] = drawn
        while len(self._drawn) > PICTURES_KEPT:
            self._drawn.popitem(last=False)
        return drawn


def _printable(planned: Planned, items: Sequence[ClearedItem]) -> tuple[Planned, tuple[ClearedItem, ...]]:
    """Return the issue without the entries that may not be printed as asked, and the items that are left."""
    refused = {id(item) for item in items if item.refused}
    queue = iter(items)
    sections = []
    for section in planned.issue.section:
        entries = tuple(entry for entry in section.article if id(next(queue)) not in refused)
        if entries:
            sections.append(section.model_copy(update={"article": entries}))
    issue = planned.issue.model_copy(update={"section": tuple(sections)})
    return replace(planned, issue=issue), tuple(item for item in items if id(item) not in refused)


# --- finished books, to be looked at ----------------------------------------------------------------------------------


def page_picture(pdf: bytes, number: int, width: int) -> bytes | None:
    """Return page *number* (from 1) of a PDF as a PNG of *width* pixels; None when it has no such page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 1 <= number <= len(document):
            return None
        page = document[number - 1]
        picture = page.render(scale=width / page.get_width()).to_pil()
        out = BytesIO()
        picture.save(out, "PNG")
        return out.getvalue()
    finally:
        document.close()


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
