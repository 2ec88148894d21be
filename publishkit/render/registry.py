"""Format -> renderer. Engines are loaded when their format is asked for, not before."""

from collections.abc import Mapping
from importlib import import_module

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.render.base import Renderer
from publishkit.theme.load import Theme

RENDERERS: Mapping[Channel, str] = {
    Channel.EMAIL: "publishkit.render.email:render_email",
    Channel.WEB: "publishkit.render.web:render_web",
    Channel.PDF: "publishkit.render.pdf:render_pdf",
    Channel.EPUB: "publishkit.render.epub:render_epub",
}
"""Where each format's `Renderer` is; every `Channel` has one (tested)."""


def renderer(channel: Channel) -> Renderer:
    """Return the renderer of *channel*, its engine loaded."""
    module, name = RENDERERS[channel].split(":")
    found: Renderer = getattr(import_module(module), name)
    return found


def render(channel: Channel, edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the files of one format."""
    return renderer(channel)(edition, theme)
