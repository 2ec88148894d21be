"""Format -> renderer. Engines are loaded when their format is asked for, not before."""

from collections.abc import Mapping
from importlib import import_module

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.render.base import Renderer
from publishkit.theme.load import Theme

RENDERERS: Mapping[Channel, tuple[str, ...]] = {
    Channel.EMAIL: ("publishkit.render.email:render_email", "publishkit.render.text:render_text"),
    Channel.WEB: ("publishkit.render.web:render_web",),
    Channel.PDF: ("publishkit.render.pdf:render_pdf",),
    Channel.EPUB: ("publishkit.render.epub:render_epub",),
}
"""Where each format's `Renderer` is (a mail has two parts); every `Channel` has one (tested)."""


def renderers(channel: Channel) -> tuple[Renderer, ...]:
    """Return the renderers of *channel*, their modules loaded."""
    found: tuple[Renderer, ...] = tuple(
        getattr(import_module(module), name) for module, name in (path.split(":") for path in RENDERERS[channel])
    )
    return found


def render(channel: Channel, edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the files of one format."""
    return tuple(artifact for renderer in renderers(channel) for artifact in renderer(edition, theme))
