"""A duty on its way to become an `Owed`: whose it is, in which format, and the house it is owed by."""

from collections.abc import Sequence
from dataclasses import dataclass

from publishkit.edition.clear import ClearedItem
from publishkit.edition.house import House
from publishkit.model.edition import Owed
from publishkit.model.rights import Channel
from publishkit.model.statement import Duty, RightsStatement


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """One duty of one text in one format."""

    item: ClearedItem
    channel: Channel
    duty: Duty
    house: House
    reserved: bool
    """Whether the edition passes on a reservation of text and data mining, of any item or its own."""

    @property
    def statement(self) -> RightsStatement:
        """Of the text."""
        return self.item.article.text_rights

    @property
    def ends(self) -> tuple[str, ...]:
        """First and last passage of the text."""
        return ends_of(self.item)

    def owe(self, *strings: str | None, links: Sequence[str | None] = (), near: bool = True) -> Owed:
        """Return what is owed; unknown strings and addresses are left out, each stands once."""
        asset = self.statement.asset_id
        return owe(self.item, asset, self.channel, self.duty.code, strings=strings, links=links, near=near)


def ends_of(item: ClearedItem) -> tuple[str, ...]:
    """Return the first and the last passage of an item's text; () when it has none."""
    passages = item.body.passages
    return (passages[0], passages[-1]) if passages else ()


def owe(
    item: ClearedItem,
    asset_id: str,
    channel: Channel,
    code: str,
    *,
    strings: Sequence[str | None] = (),
    links: Sequence[str | None] = (),
    near: bool = True,
) -> Owed:
    """Return an `Owed` without empty or double strings and links."""
    return Owed(
        item=item.id,
        asset_id=asset_id,
        channel=channel,
        duty=code,
        strings=tuple(dict.fromkeys(filter(None, strings))),
        links=tuple(dict.fromkeys(filter(None, links))),
        near=near,
    )
