"""What all formats share: the Renderer protocol and the one template context."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition, Item
from publishkit.model.rights import Channel
from publishkit.theme.load import Theme


class Renderer(Protocol):
    """Turns an edition into one format's files: no disk, no network, no clock."""

    def __call__(self, edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
        """Return the files of this format, the same bytes for the same values."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Where the files of an edition are, relative to its folder and as addresses."""

    edition: Edition

    @property
    def pdf(self) -> str:
        """`the-letter-2026-w47.pdf`; a revised one is `the-letter-2026-w47-r2.pdf`."""
        return f"{self._book}.pdf"

    @property
    def epub(self) -> str:
        """`the-letter-2026-w47.epub`"""
        return f"{self._book}.epub"

    @property
    def _book(self) -> str:
        name = f"{self.edition.config.publication.slug}-{self.edition.id}"
        return f"{name}-r{self.edition.revision}" if self.edition.revision > 1 else name

    @property
    def site(self) -> str:
        """Address of the home page: `https://…/`."""
        return f"{self.edition.config.publication.url.rstrip('/')}/"

    @property
    def books(self) -> str:
        """Address of the folder PDF and EPUB are downloaded from; beside the editions, as in `out/` beside the pages."""
        return self.site

    @property
    def web(self) -> str:
        """Address of the edition in the browser: `https://…/2026-w47/`."""
        return f"{self.edition.url}"

    def page(self, item: Item) -> str:
        """Return the address of the item's own page, or of its place in the edition when it has none."""
        return f"{self.edition.url}{item.slug}.html" if item.full or item.had_page else f"{self.edition.url}#{item.id}"

    def image(self, name: str) -> str:
        """Return the address of a picture as the mail links it."""
        return f"{self.edition.url}images/{name}"


def context(edition: Edition, theme: Theme, channel: Channel) -> Mapping[str, Any]:
    """Return what every template sees: `edition`, `t` (words), `tokens`, `channel`, `names`."""
    return {
        "edition": edition,
        "t": edition.labels,
        "tokens": theme.tokens,
        "channel": channel,
        "names": Names(edition=edition),
    }
