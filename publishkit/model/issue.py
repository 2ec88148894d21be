"""The manifest, `issue.toml`: what is planned; and `revisions.toml`: what happened to the issue after it came out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import Field

from publishkit.model.article import Strict
from publishkit.model.rights import Channel

Use = Literal["full", "abridged", "translated", "brief", "quote", "link"]
MailForm = Literal["full", "teaser", "line", "none"]
"""How a mail shows an item: whole; its beginning with a link to the rest; title, author and link; not at all."""
MailMode = Literal["auto", "full", "digest"]
"""What a mail does with texts: as many whole as fit, from the top; all whole, whatever it weighs; the beginnings alone."""
FULL_USES = frozenset({"full", "abridged", "translated"})
"""Uses that print the text itself, and its pictures."""
Slug = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$")]
"""Names folders, files, anchors and addresses: safe everywhere."""


HOUR = time(6, tzinfo=UTC)
"""An edition has a day and no hour; feeds and mails want one."""


def moment(day: str | date) -> datetime:
    """Return the moment that machines are told of an edition of *day*.

    >>> moment("2026-11-20").isoformat()
    '2026-11-20T06:00:00+00:00'
    """
    return datetime.combine(date.fromisoformat(day) if isinstance(day, str) else day, HOUR)


def stamp(when: datetime) -> str:
    """Return a moment in UTC as RFC 3339 writes it: `2026-11-20T06:00:00Z`."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
    mail: MailForm | None = None
    """How the mail shows it; absent leaves it to what fits."""
    pictures: bool = True
    """False leaves all pictures of this article out."""
    repeats: bool = False
    """True when it is meant to stand here though its text, a picture or its address was printed before: a series, a reprint."""


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


class Waiver(Strict):
    """`[[waive]]`: a finding that is right as it is, and until when."""

    code: str = Field(pattern=r"^[A-Z]\d{3}$")
    """L022"""
    place: str = Field(min_length=1)
    """Where: an article's slug, or the place as the finding names it, with or without what stands after the file."""
    because: str = Field(min_length=1)
    """Why, for whoever asks in a year."""
    until: date
    """The last day of an issue for which it holds: a manifest is often the copy of another."""


OUTPUTS = (Channel.EMAIL, Channel.WEB, Channel.PDF, Channel.EPUB)
"""The formats of an issue that does not name any."""


class Issue(Strict):
    """A planned issue; its id is the folder's name."""

    number: int = Field(ge=1)
    date: date
    title: str = ""
    """Of this issue ("Low water"); the publication's name stands beside it."""
    language: str | None = None
    theme: Slug | None = None
    """A theme for this issue alone; by default that of `publishkit.toml`."""
    outputs: tuple[Channel, ...] = Field(default=OUTPUTS, min_length=1)
    subject: str = ""
    """Subject line of the mail; made from name, number and title when absent."""
    preheader: str = ""
    mail: MailMode | None = None
    """What this issue's mail does with texts; as `email.mode` when absent."""
    editorial: str = ""
    """A letter from the editor in Markdown; paragraphs parted by a blank line."""
    editorial_by: str = ""
    cover: Cover | None = None
    waive: tuple[Waiver, ...] = ()
    """What the preflight need not say of this issue."""
    section: tuple[Section, ...] = Field(min_length=1)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in reading order."""
        return tuple(entry for section in self.section for entry in section.article)


Day = date
"""Where a field of that name hides the type."""
Kind = Literal["correction", "retraction"]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""A file in one folder, never a path."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Revision(Strict):
    """`[[revision]]`: an article put right, or an article or picture taken back."""

    number: int = Field(ge=2)
    """Of the edition that says so first; several entries may share one. The edition as it came out is number 1."""
    date: date
    at: datetime | None = None
    """The moment, with its zone: `2026-11-24T14:05:00Z`. Where none is written, the day's hour for editions, and a minute
    for every revision after the first of that day."""
    kind: Kind
    article: Slug
    picture: str = ""
    """For a retraction of one picture: its file in the article's folder; "" takes the whole article back."""
    title: str = ""
    """Of a retracted article, as readers knew it; "" when the title must not be shown any more."""
    note: str = Field(min_length=1)
    """What was wrong, or why it is gone: printed for readers, in the edition's language."""
    by: str = ""
    """Who decided it; for the house's own record, never printed."""
    mailed: bool = False
    """Whether the letter had gone out before: a letter that readers have is not made again."""


class Superseded(Strict):
    """`[[superseded]]`: a book of an earlier revision, kept in `issues/<id>/superseded/`."""

    revision: int = Field(ge=1)
    file: FileName
    date: date
    """Day on which a later revision took its place."""
    sha256: Sha256


class Recalled(Strict):
    """`[[recalled]]`: a file that holds what was taken back; wherever we published it, it is deleted."""

    file: str = Field(min_length=1)
    """In the edition's folder: `the-letter-2026-w47.pdf`, `web/images/low-water-01.jpg`."""
    date: date
    sha256: Sha256


class Revisions(Strict):
    """`revisions.toml`; an issue without one was never revised."""

    revision: tuple[Revision, ...] = ()
    superseded: tuple[Superseded, ...] = ()
    recalled: tuple[Recalled, ...] = ()

    @property
    def number(self) -> int:
        """Of the edition as it stands: 1 when it is as it came out."""
        return max((entry.number for entry in self.revision), default=1)

    @property
    def date(self) -> Day | None:
        """Day of the latest revision."""
        return self.revision[-1].date if self.revision else None

    def moments(self, first: Day) -> Mapping[int, datetime]:
        """Return number of a revision -> its moment in UTC; each lies after the one before, and after the issue of *first*.

        Two revisions of one day are two moments: readers' programs take a text for new only when the time moves on
        (RFC 4287, 4.2.15).
        """
        found: dict[int, datetime] = {1: moment(first)}
        for entry in self.revision:
            if entry.number not in found:
                said = entry.at.astimezone(UTC).replace(microsecond=0) if entry.at else moment(entry.date)
                found[entry.number] = max(said, max(found.values()) + timedelta(minutes=1))
        return found

    @property
    def mailed(self) -> bool:
        """Whether readers have the letter of an earlier revision."""
        return any(entry.mailed for entry in self.revision)

    def retraction(self, article: str, picture: str = "") -> Revision | None:
        """Return the entry that took *article* back, or one *picture* of it; None while it stands."""
        wanted = ("retraction", article, picture)
        return next((e for e in self.revision if (e.kind, e.article, e.picture) == wanted), None)

    @property
    def standing(self) -> tuple[Revision, ...]:
        """The entries readers are told of: what was put right in an article that is gone is no longer said."""
        return tuple(
            e for e in self.revision if (e.kind == "retraction" and not e.picture) or not self.retraction(e.article)
        )
