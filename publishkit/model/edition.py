"""The edition: the issue made whole, before any format. Every format draws from these values and decides nothing.

What readers must see (credits, labels, notices) is already worded here; a theme only places it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from publishkit.model.article import Asset
from publishkit.model.config import Config
from publishkit.model.credits import ColophonLine, CreditBlock, CreditsPage, Line
from publishkit.model.decision import Checked, Decision
from publishkit.model.issue import Issue, MailForm, Use
from publishkit.model.owed import Owed, Withheld
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import RightsStatement

Day = date
"""Where a field of that name hides the type."""


def edition_identifier(id_base: str, edition: str) -> str:
    """Return the name of an edition, the same in book and catalog; *id_base* is that of the publication.

    >>> edition_identifier("https://example.org/letter/", "2026-w47")
    'urn:uuid:601abbf8-4dec-52b9-b761-fe9af75dd07e'
    """
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{id_base}{edition}/')}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedPicture:
    """A cleared picture, ready for the page."""

    id: str
    """Unique in the edition: `a03-img1`."""
    name: str
    """File name in every output, without folder: `low-water-01.jpg`."""
    alt: str
    decorative: bool
    caption: str
    """Plain text."""
    credit: Line
    """Stands under the picture in every format, in full."""
    lang: str
    channels: tuple[Channel, ...]
    """Formats it is cleared for; a renderer leaves it out elsewhere."""
    book: Asset
    """For PDF and EPUB: sRGB JPEG or PNG, longest side at most 2000 px."""
    screen: Asset
    """For email and web: longest side at most 1200 px (twice the mail's 600)."""
    statement: RightsStatement = field(default_factory=RightsStatement)


@dataclass(frozen=True, kw_only=True, slots=True)
class OmittedPicture:
    """A picture that is not reproduced, named instead."""

    asset_id: str
    file: str
    credit: str
    channels: tuple[Channel, ...]
    """Formats it is left out of."""
    why: str
    """One sentence for the editor."""
    status: Status = Status.UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A piece of an article's body, in order."""

    kind: Literal["html", "figure", "pull"]
    html: str = ""
    """Cleaned, well-formed as XML too, ids already unique in the edition; for `html` and `pull` (its inner HTML).

    Subheads are `h3` and `h4`: the item's own title is an `h2`. A format whose titles stand elsewhere shifts them.
    """
    picture: PlacedPicture | None = None
    """For `figure`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A footnote. In a block its mark is `<sup><a class="noteref" role="doc-noteref" href="#a03-fn1" id="a03-fnref1">1</a></sup>`."""

    number: int
    id: str
    """`a03-fn1`"""
    ref_id: str
    """`a03-fnref1`"""
    html: str
    """Inline HTML; of a note with several paragraphs, with lists or code, its blocks."""

    @property
    def opening(self) -> str:
        """The markup of its first paragraph, or all of it when there is but one; "" when it begins with another block.

        >>> Note(number=1, id="a", ref_id="b", html="<p>One.</p><p>Two.</p>").opening
        'One.'
        """
        if self.html.startswith("<p>"):
            return self.html[3:].partition("</p>")[0]
        return "" if self.html.startswith(BLOCK_OPENINGS) else self.html

    @property
    def more(self) -> str:
        """The markup of the blocks after `opening`; "" for a note of one paragraph."""
        if self.html.startswith("<p>"):
            return self.html[3:].partition("</p>")[2].strip()
        return self.html if self.html.startswith(BLOCK_OPENINGS) else ""


BLOCK_OPENINGS = ("<p", "<ul", "<ol", "<dl", "<pre", "<blockquote", "<div", "<table", "<h3", "<h4", "<h5", "<h6", "<hr")
"""How a block of a body may begin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What was put right or taken back after the edition had come out, as readers are told."""

    revision: int
    kind: Literal["correction", "retraction"]
    item: str
    """`a03`: where it was."""
    slug: str
    title: str
    """Of the article; of one taken back perhaps only a word for it."""
    date: date
    head: str
    """In the edition's language: "Corrected on 24 November 2026"."""
    note: str
    """What was wrong, or why it is gone."""
    at: datetime | None = None
    """The moment in UTC, for machines."""
    picture: bool = False
    """Whether only a picture of the article was taken back."""
    lang: str = ""
    """Language of the title, where it is not the edition's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierBook:
    """PDF or EPUB of an earlier revision, kept beside the one that took its place."""

    revision: int
    name: str
    """File name: `the-letter-2026-w47.pdf`."""
    date: date
    """Day on which it was replaced."""
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Beacon:
    """A counter a publisher requires: a picture of one pixel that its page loads; only where the house allows it."""

    url: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One article as this edition prints it."""

    id: str
    """`a01` … in reading order; the anchor in every format."""
    number: int
    slug: str
    use: Use
    lang: str
    dir: Literal["ltr", "rtl"]
    kicker: str
    title: str
    title_href: str
    """Address of the original for a brief, quote or link; "" for our own pages."""
    deck: str
    byline: str
    """Worded in the edition's language: "By Jane Doe, University of Example"; "" when unknown."""
    dateline: str
    published: str
    """Day of first publication as shown; "" when unknown or our own."""
    minutes: int
    """Reading time at 230 words a minute, at least 1; 0 for briefs."""
    words: int
    blocks: tuple[Block, ...]
    """The body; of a brief our own summary."""
    notes: tuple[Note, ...]
    quote: str
    """Verbatim words of the source, without quotation marks; "" when none."""
    note: str
    """Why it matters to our readers, in our words; "" when none."""
    credit: CreditBlock
    source_url: str
    license_uri: str
    """"" when not openly licensed."""
    omitted: tuple[OmittedPicture, ...]
    statement: RightsStatement
    full: bool
    """True when the text itself is printed (full, abridged, translated): it gets a page of its own."""
    title_lang: str = ""
    """Language of the title, where it is not `lang`: a brief, quote or link has its page's, unless the editor wrote a headline."""
    source_lang: str = ""
    """Language of kicker and quotation, where it is not `lang`."""
    summary_by: str = ""
    """The person who wrote our summary or chose the quotation; "" when not said."""
    canonical: str = ""
    """Address its own page must name as canonical; "" when nobody asks."""
    checked: Mapping[str, Checked] = field(default_factory=dict)
    """Claim (`verbatim`, `own_words`) -> whether it was compared with the stored original, and what came of it."""
    tdm_reserved: bool = False
    """Whether the source reserves text and data mining of the text or of a picture printed with it."""
    beacons: tuple[Beacon, ...] = ()
    changes: tuple[Change, ...] = ()
    """Corrections of this article and pictures taken out of it; of a withdrawn one its retraction, alone."""
    withdrawn: bool = False
    """True when the article was taken back: nothing of it is here but, perhaps, its title."""
    had_page: bool = False
    """Whether a withdrawn article had a page of its own: the page stays, and says that it is gone."""

    def beacons_in(self, channel: Channel) -> tuple[str, ...]:
        """Return the addresses a format must load once wherever it shows the item."""
        return tuple(beacon.url for beacon in self.beacons if channel in beacon.channels)


@dataclass(frozen=True, kw_only=True, slots=True)
class EditionSection:
    """A part of the edition."""

    id: str
    """`s1` …"""
    title: str
    intro: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """A finished file that readers download."""

    channel: Channel
    name: str
    """File name: `the-letter-2026-w47.pdf`."""
    media_type: str
    bytes: int
    sha256: str
    """Hex digest of the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Logo:
    """The house's logo as it is shown: PNG, up to three times as many pixels."""

    light: Asset
    """For a light ground; may be see-through."""
    dark: Asset | None
    """For a dark ground; None where the house has none: then the light one stands on the paper's color."""
    width: int
    """Of the place it takes, in CSS pixels."""
    height: int
    is_name: bool
    """True when it shows the publication's name and stands in its place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageStart:
    """Where a page of the PDF begins, for the list of pages of the EPUB."""

    label: str
    """The number a reader of the PDF sees: "7"."""
    item: str
    """`a03`: in which item."""
    letters: int
    """How many letters of its paragraphs stand on pages before (`render/page_starts.py` counts them); 0 is its beginning."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailed:
    """How the mail shows one item, and what that costs."""

    form: MailForm
    bytes: int
    """Of the HTML, its entry among the credits included."""
    whole: int
    """Bytes it would take in full."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """The issue made whole."""

    id: str
    """The issue's folder name: `2026-w47`."""
    config: Config
    issue: Issue
    name: str
    """Of the publication."""
    number: int
    title: str
    """Of this issue; "" when it has none."""
    date: date
    date_shown: str
    """In the edition's language: "20 November 2026"."""
    language: str
    dir: Literal["ltr", "rtl"]
    url: str
    """Where this edition is published; ends with a slash."""
    subject: str
    preheader: str
    editorial: tuple[Block, ...]
    editorial_by: str
    cover: PlacedPicture | None
    sections: tuple[EditionSection, ...]
    credits: CreditsPage
    colophon: tuple[ColophonLine, ...]
    labels: Mapping[str, str]
    """Words of the interface in the edition's language (`edition/labels/<lang>.toml`)."""
    rights_sentence: str
    """"© 2026 … for our own texts, selection and layout. All other material belongs to its owners …"""
    usage_terms: str
    languages: tuple[str, ...]
    contributors: tuple[tuple[str, str], ...]
    """(name, MARC relator code) of every author, translator and picture maker printed."""
    tdm_reserved: bool
    tdm_policy: str
    decisions: tuple[Decision, ...]
    """One per asset and format, in order."""
    owed: tuple[Owed, ...]
    withheld: tuple[Withheld, ...]
    said: tuple[str, ...] = ()
    """What is printed of the works of others by right: titles, names, notices, addresses, quotations."""
    books: tuple[Book, ...] = ()
    """PDF and EPUB once they are made: the web page, which is made last, says how large they are and their checksums."""
    pages: tuple[PageStart, ...] = ()
    """Of the PDF once it is made; none when the issue has no PDF."""
    revision: int = 1
    """1 is the edition as it came out."""
    revised: Day | None = None
    """Day of the latest revision; None for the first."""
    revised_at: datetime | None = None
    """Its moment in UTC, for machines; it moves on with every revision, also of one day."""
    revision_shown: str = ""
    """In the edition's language: "Revision 2, 24 November 2026"; "" for the first."""
    changes: tuple[Change, ...] = ()
    """Everything that was put right or taken back, oldest first."""
    superseded: tuple[EarlierBook, ...] = ()
    mailed: Mapping[str, Mailed] = field(default_factory=dict)
    """Item -> how the mail shows it; what is not named stands there in full."""
    recalled: tuple[str, ...] = ()
    """Files of earlier revisions that hold what was taken back: `the-letter-2026-w47.pdf`, `web/images/creek-01.jpg`."""
    logo: Logo | None = None

    @property
    def theme(self) -> str:
        """Name of the theme it is drawn with: the issue's own, or the workspace's."""
        return self.issue.theme or self.config.theme.name

    @property
    def lone_cover(self) -> PlacedPicture | None:
        """The cover where no item shows it: a theme without a page for the cover has to show it somewhere."""
        shown = {block.picture.name for item in self.items for block in item.blocks if block.picture}
        return self.cover if self.cover and self.cover.name not in shown else None

    def mail_form(self, item: Item) -> MailForm:
        """Return how the mail shows *item*."""
        placed = self.mailed.get(item.id)
        return placed.form if placed else "full"

    @property
    def identifier(self) -> str:
        """The edition's name for machines, which stays when the address of the publication changes: `urn:uuid:…`."""
        return edition_identifier(self.config.publication.id_base, self.id)

    @property
    def modified(self) -> Day:
        """Day of the latest revision, or of the edition."""
        return self.revised or self.date

    @property
    def latest(self) -> tuple[Change, ...]:
        """What the latest revision changed."""
        return tuple(change for change in self.changes if change.revision == self.revision)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in reading order."""
        return tuple(item for section in self.sections for item in section.items)

    def pictures(self, channel: Channel) -> tuple[PlacedPicture, ...]:
        """The pictures printed in *channel*, each once, in order of appearance (cover first)."""
        placed = [self.cover] if self.cover else []
        placed += [block.picture for item in self.items for block in item.blocks if block.picture]
        return tuple({p.name: p for p in placed if channel in p.channels}.values())
