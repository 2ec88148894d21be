"""The manifest, `issue.toml`: what is planned."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from publishkit.model.article import Strict
from publishkit.model.rights import Channel

Use = Literal["full", "abridged", "translated", "brief", "quote", "link"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$")]
"""Names folders, files, anchors and addresses: safe everywhere."""


class Entry(Strict):
    """`[[section.article]]`: an article and how it is used."""

    slug: Slug
    use: Use = "full"
    headline: str = ""
    """Our own headline for a brief; the original title is still named in the credit."""
    summary: str = ""
    """Our own words, for `brief`; paragraphs parted by a blank line."""
    summary_by: str = ""
    """The person who wrote the summary; required when the source reserves text and data mining."""
    quote: str = ""
    """Verbatim words of the source, without quotation marks, for `quote` (or beside a summary)."""
    note: str = ""
    """Why this matters to our readers."""
    changes: str = ""
    """What was changed in an abridged or translated text, for readers ("Shortened by a third.")."""
    translator: str = ""
    translated_from: str | None = None
    """BCP 47 language of the original."""
    pictures: bool = True
    """False leaves all pictures of this article out."""


class Section(Strict):
    """`[[section]]`: a part of the issue, in order."""

    title: str = Field(min_length=1)
    intro: str = ""
    article: tuple[Entry, ...] = Field(min_length=1)


class Cover(Strict):
    """`[cover]`: the picture on the front."""

    article: Slug
    picture: str
    """File in that article's folder: `images/01.jpg`."""


class Issue(Strict):
    """A planned issue; its id is the folder's name."""

    number: int = Field(ge=1)
    date: date
    title: str = ""
    """Of this issue ("Low water"); the publication's name stands beside it."""
    language: str | None = None
    outputs: tuple[Channel, ...] = Field(default=(Channel.EMAIL, Channel.WEB, Channel.PDF, Channel.EPUB), min_length=1)
    subject: str = ""
    """Subject line of the mail; made from name, number and title when absent."""
    preheader: str = ""
    editorial: str = ""
    """A letter from the editor in Markdown; paragraphs parted by a blank line."""
    editorial_by: str = ""
    cover: Cover | None = None
    section: tuple[Section, ...] = Field(min_length=1)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in reading order."""
        return tuple(entry for section in self.section for entry in section.article)
