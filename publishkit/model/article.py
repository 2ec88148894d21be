"""An article as its folder holds it: front matter, body, the rights of text and pictures, the picture files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from publishkit.model.rights import StrictValue
from publishkit.model.statement import RightsStatement

Moment = Annotated[date | datetime, Field(union_mode="left_to_right")]
"""A day, or a minute when the source states one; never made more exact than it was."""

Role = Literal["author", "agency", "translator", "photographer", "illustrator", "editor"]


class Strict(BaseModel):
    """What every value read from a person's file has in common."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Byline(Strict):
    """Who wrote it, as shown."""

    name: str = Field(min_length=1)
    role: Role = "author"
    affiliation: str = ""
    """Printed after the name where a publisher asks for it ("University of Example")."""
    url: str | None = None


class Publisher(Strict):
    """Where the article first appeared."""

    name: str = Field(min_length=1)
    url: str | None = None


class FrontMatter(Strict):
    """The YAML head of `article.md`; a key that is unknown stays away, it is never guessed."""

    title: str = Field(min_length=1)
    kicker: str = ""
    deck: str = ""
    bylines: tuple[Byline, ...] = ()
    dateline: str = ""
    published: Moment | None = None
    modified: Moment | None = None
    publisher: Publisher | None = None
    language: str | None = None
    """BCP 47; the issue's language when absent."""
    source_url: str | None = None
    canonical_url: str | None = None
    origin_line: str = ""
    """"First published in …", as the source wants it."""
    review: tuple[str, ...] = ()
    """Questions the machine could not answer; a finding each until the editor removes them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture(StrictValue):
    """`[[picture]]` in `rights.toml`: one picture file of the article."""

    file: str
    """Relative to the article folder: `images/01.jpg`; "" when the file is missing: recorded, named as left out, never printed."""
    caption: str = ""
    alt: str = ""
    decorative: bool = False
    """An ornament that needs no alternative text."""
    src: str | None = None
    """Address it was captured from."""
    rights: RightsStatement = field(default_factory=RightsStatement)


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsFile(StrictValue):
    """`rights.toml`: the text's statement, and one per picture."""

    text: RightsStatement = field(default_factory=RightsStatement)
    picture: tuple[Picture, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asset:
    """A picture file in memory."""

    name: str
    """Relative path, e.g. `images/01.jpg`."""
    media_type: str
    data: bytes
    width: int
    """Pixels."""
    height: int

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """What both the editor and the source changed since it was captured: the editor's stands, until somebody settles it."""

    key: str
    """`title`, `body`, `rights.status`, `picture[images/01.jpg].caption`."""
    kept: object
    """What stands there; None where the editor took it out."""
    found: object
    """What the source says now; None where it says nothing any more."""
    base: object = None
    """What both had; None where nobody knows, or where there was nothing."""
    after: str = ""
    """Of a clash in the body: the paragraph before it."""

    def __str__(self) -> str:
        """Say it in one line.

        >>> str(Clash(key="title", kept="Mine", found="B"))
        "title: yours was kept ('Mine'); the source now says 'B'"
        """
        return f"{self.key}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """Both wordings in short."""
        kept, found = _excerpts(self.kept, self.found)
        return f"yours was kept ({kept}); the source now says {found}"


EXCERPT = 80
"""Characters of a wording in one line."""


def _excerpts(*values: object) -> tuple[str, ...]:
    """Return the values in short; texts from a little before the place at which they part."""
    texts = [value for value in values if isinstance(value, str)]
    shortest = min(map(len, texts), default=0)
    common = next((at for at, letters in enumerate(zip(*texts, strict=False)) if len({*letters}) > 1), shortest)
    start = 0 if max(map(len, texts), default=0) <= EXCERPT or common < EXCERPT // 2 else common - EXCERPT // 4
    return tuple(_excerpt(value, start) for value in values)


def _excerpt(value: object, start: int) -> str:
    if value is None:
        return "nothing"
    text = " ".join((value[start:] if isinstance(value, str) else repr(value)).split())
    text = f"{'…' if start else ''}{text}"
    text = text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
    return repr(text) if isinstance(value, str) else text


@dataclass(frozen=True, kw_only=True, slots=True)
class Captured:
    """What was read of an article when it was added, whatever its files say now."""

    from_page: bool
    """Whether the source was a web page."""
    text: RightsStatement
    """As proposed, with author, publisher and address as they were read."""
    pictures: tuple[Picture, ...] = ()
    clashes: tuple[Clash, ...] = ()
    """Open ones."""

    def picture(self, picture: Picture) -> Picture | None:
        """Return the same picture as it was read: of this file, or from this address."""
        same_file = (one for one in self.pictures if one.file and one.file == picture.file)
        same_address = (one for one in self.pictures if one.src and one.src == picture.src)
        return next(same_file, None) or next(same_address, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """An article folder, read and checked."""

    slug: str
    place: str
    """The article's folder relative to the workspace, for messages."""
    head: FrontMatter
    body: str
    """CommonMark with tables and footnotes."""
    text_rights: RightsStatement
    """Filled up with title, creators, publisher, source address and date from the front matter."""
    pictures: tuple[Picture, ...] = ()
    assets: Mapping[str, Asset] = field(default_factory=dict)
    """Picture file -> original bytes."""
    source_text: str = ""
    """The captured original as plain text, for near-copy and leak checks; "" when nothing is stored."""
    captured: Captured | None = None
    """What `add` read; None for an article written by hand."""
