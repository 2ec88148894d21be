"""The correction mail: a few lines to readers who have the letter. It is prepared beside the edition, never sent by a build."""

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.render.base import context
from publishkit.render.email.inline import inline
from publishkit.render.text.lines import underlined, wrap
from publishkit.theme.load import Theme


def correction_name(edition: Edition) -> str:
    """Return what the files of the mail are called, without suffix: `correction-r2`."""
    return f"correction-r{edition.revision}"


def correction_subject(edition: Edition) -> str:
    """Return the subject: "The Letter, No. 47: correction"."""
    words = edition.labels
    number = words["number"].format(number=edition.number)
    return words["correction_subject"].format(name=edition.name, number=number)


def render_correction(edition: Edition, theme: Theme) -> tuple[Artifact, Artifact]:
    """Return page and text of a mail that says what the latest revision put right or took back.

    Raises:
        InputError: the theme is wrong.
    """
    words = edition.labels
    shared = {
        **context(edition, theme, Channel.EMAIL),
        "subject": correction_subject(edition),
        "intro": words["correction_intro"].format(date=edition.date_shown),
        "items": {item.id: item for item in edition.items},
    }
    page = inline(theme.render("email/correction.html", shared), inliner=edition.config.email.inliner)
    text = theme.render("email/correction.txt", {**shared, "wrap": wrap, "underlined": underlined})
    name = correction_name(edition)
    return (
        Artifact(name=f"{name}.html", media_type="text/html", data=page.html.encode(), remarks=page.remarks),
        Artifact(name=f"{name}.txt", media_type="text/plain", data=text.encode()),
    )
