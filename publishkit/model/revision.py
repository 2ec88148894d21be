"""What happened to an issue after it came out: `issues/<id>/revisions.toml`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from publishkit.model.article import Strict
from publishkit.model.issue import Slug

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
