"""The mail's plain text, from its own template: the same texts, credits and notices, every address in full."""

from collections.abc import Mapping
from typing import Any

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Block, Edition, Note
from publishkit.model.rights import Channel
from publishkit.render.base import context
from publishkit.render.email_words import notice_heading
from publishkit.render.text_blocks import WIDTH, credit_text, markup_text, underlined, wrap
from publishkit.theme.load import Theme

NAME = "email.txt"


def render_text(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return `email.txt`, with the tokens of `email.html`; nothing is cut in it, for nobody clips plain text."""
    text = theme.render("email/email.txt", _values(edition, theme))
    return (Artifact(name=NAME, media_type="text/plain", data=text.encode()),)


def _values(edition: Edition, theme: Theme) -> Mapping[str, Any]:
    return {
        **context(edition, theme, Channel.EMAIL),
        "wrap": wrap,
        "underlined": underlined,
        "credit": credit_text,
        "body": _body,
        "notice_heading": notice_heading(edition),
        "width": WIDTH,
    }


def _body(piece: Block | Note) -> str:
    return markup_text(piece.html)
