"""An article that was taken back, as the edition names it: its title, perhaps, the day and the reason."""

from collections.abc import Iterator, Sequence

from publishkit.edition.clear import ClearedItem
from publishkit.edition.house import House
from publishkit.edition.words import direction
from publishkit.model.edition import CreditBlock, Item
from publishkit.model.statement import RightsStatement
from publishkit.rights.credit import FULL_USES


def make_stub(cleared: ClearedItem, house: House) -> Item:
    """Return the item that stands where a retracted article stood."""
    statement = cleared.article.text_rights
    title = cleared.entry.headline or house.words["withdrawn_article"]
    lang = cleared.article.head.language or house.language if cleared.entry.headline else house.language
    return Item(
        id=cleared.id,
        number=int(cleared.id[1:]),
        slug=cleared.entry.slug,
        use="link",
        lang=lang,
        dir=direction(lang),
        kicker="",
        title=title,
        title_href="",
        deck="",
        byline="",
        dateline="",
        published="",
        minutes=0,
        words=0,
        blocks=(),
        notes=(),
        quote="",
        note="",
        credit=CreditBlock(label=house.words["withdrawn"], lines=()),
        source_url="",
        license_uri="",
        omitted=(),
        # Nothing of the old statement but its name and kind: whoever was named there is not named any more.
        statement=RightsStatement(asset_id=statement.asset_id, status=statement.status, title=title),
        full=False,
        withdrawn=True,
        had_page=cleared.asked.use in FULL_USES,
    )


def standing(cleared: Sequence[ClearedItem]) -> tuple[ClearedItem, ...]:
    """Return the items that are still printed, however shortly."""
    return tuple(item for item in cleared if not item.retraction)


def own_words(cleared: ClearedItem) -> Iterator[str]:
    """Yield what the edition had said of a retracted article besides its body: captions, summary, note, quotation."""
    head, asked = cleared.article.head, cleared.asked
    yield from (head.deck, asked.summary, asked.quote, asked.note)
    yield from (picture.picture.caption for picture in cleared.pictures)
