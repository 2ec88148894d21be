"""What an edition says of itself, whatever the format: what checks compare finished files with.

A build has it from the edition; it is kept in `proof.json`, so that `verify` asks of the files what the build asked.
"""

from dataclasses import dataclass
from typing import Literal

from publishkit.model.credits import plain
from publishkit.model.edition import Edition, Item
from publishkit.model.issue import MailForm
from publishkit.model.rights import Channel


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncedItem:
    """One item, as every format must name and credit it."""

    id: str
    slug: str
    title: str
    label: str
    """The rights label under the title."""
    page: str
    """File of its own page, `tide-hours.html`; "" when it has none."""
    lines: tuple[str, ...] = ()
    """The lines of its credit, as a reader reads them."""
    withdrawn: bool = False
    """True when the article was taken back: at most its name is here."""
    changes: tuple[str, ...] = ()
    """What was corrected or taken back: head and note of each change."""
    mail: MailForm = "full"
    """How the mail shows it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncedSection:
    """A part of the edition."""

    title: str
    items: tuple[AnnouncedItem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Announced:
    """What an edition says of itself."""

    name: str
    """Of the publication."""
    number: int
    title: str
    """Of this issue; "" when it has none."""
    date: str
    """ISO 8601."""
    publisher: str
    language: str
    dir: Literal["ltr", "rtl"]
    url: str
    subject: str
    preheader: str
    rights: str
    """The rights sentence of the whole."""
    tdm_reserved: bool
    tdm_policy: str
    outputs: tuple[Channel, ...]
    sections: tuple[AnnouncedSection, ...]
    contributors: tuple[str, ...] = ()
    """Names of authors, translators and picture makers."""
    beacons: tuple[str, ...] = ()
    """Counters of publishers that pages may load."""
    history: tuple[str, ...] = ()
    """Files of earlier revisions that are kept: `superseded/the-letter-2026-w47.pdf`."""
    revision: int = 1
    latest: tuple[str, ...] = ()
    """What the latest revision put right or took back, as the mail that tells of it says it."""

    @property
    def items(self) -> tuple[AnnouncedItem, ...]:
        """All items in reading order."""
        return tuple(item for section in self.sections for item in section.items)


def announce(edition: Edition | Announced) -> Announced:
    """Return what *edition* says of itself."""
    if isinstance(edition, Announced):
        return edition
    return Announced(
        name=edition.name,
        number=edition.number,
        title=edition.title,
        date=edition.date.isoformat(),
        publisher=edition.config.publication.publisher,
        language=edition.language,
        dir=edition.dir,
        url=edition.url,
        subject=edition.subject,
        preheader=edition.preheader,
        rights=edition.rights_sentence,
        tdm_reserved=edition.tdm_reserved,
        tdm_policy=edition.tdm_policy,
        outputs=tuple(edition.issue.outputs),
        sections=tuple(
            AnnouncedSection(
                title=section.title, items=tuple(_item(item, edition.mail_form(item)) for item in section.items)
            )
            for section in edition.sections
        ),
        contributors=tuple(dict.fromkeys(name for name, _ in edition.contributors)),
        beacons=tuple(sorted({href for owed in edition.owed if owed.duty == "D-PIXEL" for href in owed.links})),
        history=tuple(f"superseded/{book.name}" for book in edition.superseded),
        revision=edition.revision,
        latest=tuple(change.note for change in edition.latest),
    )


def _item(item: Item, mail: MailForm) -> AnnouncedItem:
    return AnnouncedItem(
        id=item.id,
        slug=item.slug,
        title=item.title,
        label=item.credit.label,
        page=f"{item.slug}.html" if item.full or item.had_page else "",
        withdrawn=item.withdrawn,
        mail=mail,
        lines=tuple(filter(None, map(plain, (*item.credit.lines_top, *item.credit.lines)))),
        changes=tuple(f"{change.head} {change.note}" for change in item.changes),
    )
