"""What of an edition stands in the mail, so that Gmail shows it whole: planned from the top, in bytes that were measured.

Every item is at least a line. As many as fit are their beginning, in reading order, then as many as fit are whole; one
that is too long gives way and what comes after it may still fit. The editor's word (`mail` of an entry) comes first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import html

from publishkit.edition.mail import mail_forms, with_mailed
from publishkit.model.edition import Edition, Item, Mailed
from publishkit.model.issue import MailForm, MailMode
from publishkit.render.email.mail import make_mail
from publishkit.theme.load import Theme

BUDGET = 90_000
"""Bytes of HTML up to which the mail is filled; Gmail clips at about 102,000."""
SURELY = 30_000
"""Bytes of texts and notices below which no mail comes near the budget, whatever the theme adds."""
FORMS: tuple[MailForm, ...] = ("full", "teaser", "line", "none")
"""From the most to the least."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """Bytes of a mail whose items all have one form, and of each of them."""

    total: int
    items: Mapping[str, int]

    @property
    def frame(self) -> int:
        """Bytes that are no item's."""
        return self.total - sum(self.items.values())


def plan_mail(edition: Edition, theme: Theme) -> Edition:
    """Return *edition* with how its mail shows each item, and with what the mail then owes.

    Raises:
        InputError: the theme's mail cannot be made.
    """
    mode = edition.issue.mail or edition.config.email.mode
    said = dict(_said(edition))
    if mode != "digest" and not said and (mode == "full" or _weight(edition) < SURELY):
        return edition
    full = _costs(edition, theme, "full")
    if mode == "auto" and not said and full.total <= BUDGET:
        return edition
    least = _costs(edition, theme, "line")
    table = {"full": _beside(least, full), "teaser": _beside(least, _costs(edition, theme, "teaser")), "line": least}
    forms = _chosen(edition, table, said, mode)
    return _settled(edition, theme, table, forms)


def _said(edition: Edition) -> Iterator[tuple[str, MailForm]]:
    """Yield what the editor says of items, where it can be done; else the nearest that can."""
    entries = {entry.slug: entry.mail for entry in edition.issue.entries}
    for item in edition.items:
        if (wanted := entries.get(item.slug)) and not item.withdrawn:  # that it is gone is always said
            yield item.id, wanted if wanted == "none" else _nearest(edition, item, wanted)


def _nearest(edition: Edition, item: Item, wanted: MailForm) -> MailForm:
    """The form itself, else the next one that shows more."""
    able = mail_forms(edition, item)
    return next((form for form in reversed(FORMS[: FORMS.index(wanted) + 1]) if form in able), "full")


def _weight(edition: Edition) -> int:
    texts = sum(len(block.html.encode()) for item in edition.items for block in item.blocks)
    notices = sum(len(notice.text.encode()) for entry in edition.credits.entries for notice in entry.notices)
    return texts + notices + 1_500 * len(edition.items)


def _costs(edition: Edition, theme: Theme, form: MailForm) -> Costs:
    """Make the mail with every item in *form*, or the nearest it can have, and weigh its parts."""
    forms = {item.id: _nearest(edition, item, form) for item in edition.items}
    made = make_mail(
        with_mailed(edition, {one: Mailed(form=has, bytes=0, whole=0) for one, has in forms.items()}), theme
    ).html
    page = html.document_fromstring(made)
    items = {item.id: _part(page, item.id) + _part(page, f"rights-{item.id}") for item in edition.items}
    return Costs(total=len(made.encode()), items=items)


def _beside(least: Costs, more: Costs) -> Costs:
    """Add to each item what the frame grows by where its form is *more*: its line in the contents, lists of credits."""
    grown = [item for item, size in more.items.items() if size != least.items[item]]
    each = -(-max(more.frame - least.frame, 0) // max(len(grown), 1))
    items = {item: size + each * (item in grown) for item, size in more.items.items()}
    return Costs(total=more.total, items=items)


def _part(page: html.HtmlElement, name: str) -> int:
    """Bytes of the element *name*, 0 when the mail has none; a cell counts with its row."""
    found = page.xpath("//*[@id=$name]", name=name)
    return len(html.tostring(found[0], encoding="utf-8", with_tail=False)) if found else 0


def _chosen(
    edition: Edition, table: Mapping[str, Costs], said: Mapping[str, MailForm], mode: MailMode
) -> dict[str, MailForm]:
    """Return a form for each item: the editor's, else the most that fits."""
    if mode == "full":
        return {item.id: said.get(item.id, "full") for item in edition.items}
    forms = {item.id: said.get(item.id) or _nearest(edition, item, "line") for item in edition.items}
    spent = _spent(table, forms)
    for item, wanted in _steps([item for item in edition.items if item.id not in said], mode):
        better = _nearest(edition, item, wanted)
        more = _cost(table, better, item.id) - _cost(table, forms[item.id], item.id)
        if FORMS.index(better) < FORMS.index(forms[item.id]) and spent + more <= BUDGET:
            forms[item.id] = better
            spent += more
    return forms


def _steps(items: Sequence[Item], mode: MailMode) -> Iterator[tuple[Item, MailForm]]:
    """Yield who is shown more, and how much, as long as there is room: the lead whole, every beginning, then what else can be whole."""
    whole = [item for item in items if mode != "digest" or not item.full]
    yield from ((item, "full") for item in whole[:1])
    yield from ((item, "teaser") for item in items)
    yield from ((item, "full") for item in whole)


def _cost(table: Mapping[str, Costs], form: MailForm, item: str) -> int:
    return table[form].items[item] if form in table else 0


def _spent(table: Mapping[str, Costs], forms: Mapping[str, MailForm]) -> int:
    """Bytes of the mail with these forms."""
    return table["line"].frame + sum(_cost(table, form, item) for item, form in forms.items())


def _settled(edition: Edition, theme: Theme, table: Mapping[str, Costs], forms: dict[str, MailForm]) -> Edition:
    """Return the edition with these forms; what the sums did not foresee is taken off from the end."""
    while True:
        planned = with_mailed(edition, _placed(table, forms))
        if _fits(planned, theme) or not _lessened(edition, forms):
            return planned


def _fits(planned: Edition, theme: Theme) -> bool:
    return len(make_mail(planned, theme).html.encode()) <= BUDGET


def _lessened(edition: Edition, forms: dict[str, MailForm]) -> bool:
    """Take a step down with the last item that can take one; False when none can, or the editor wants all whole."""
    if (edition.issue.mail or edition.config.email.mode) == "full":
        return False
    said = dict(_said(edition))
    for least in ("full", "teaser", "line"):
        for item in reversed(edition.items):
            if forms[item.id] == least and item.id not in said and not item.withdrawn:
                able: Sequence[MailForm] = (*mail_forms(edition, item), "none")
                forms[item.id] = able[able.index(least) + 1]
                return True
    return False


def _placed(table: Mapping[str, Costs], forms: Mapping[str, MailForm]) -> dict[str, Mailed]:
    return {
        item: Mailed(form=form, bytes=_cost(table, form, item), whole=table["full"].items[item])
        for item, form in forms.items()
        if form != "full"
    }
