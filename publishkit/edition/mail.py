"""What a mail may show of each item, and what it owes for it: the whole text, its beginning, a line, or nothing.

A text that is printed owes all its credits where it stands. A beginning keeps the credits that stand with it; what else
is owed (notices, the entry on the credits page) may stand on the page it links to where the license says so (CC 4.0,
section 3(a)(2): "by providing a URI or hyperlink to a resource that includes the required information"; earlier versions
do not) or where the text is ours or nobody's. A line names and links, as anybody may.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from publishkit.model.credits import CreditsPage, RightsEntry
from publishkit.model.edition import Block, Edition, Item, Mailed, PlacedPicture
from publishkit.model.issue import MailForm
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel, Status

NOT_SHOWN = "the mail does not show it"
NAMED_ONLY = "the mail only names it and links to it"
BEGUN = "the mail shows at most its beginning and links to the whole"
CREDITED_THERE = "the mail shows its beginning; the page it links to carries the notices, as the license allows"
WHOLE_ONLY = frozenset({"D-VERBATIM", "D-CREDIT-EXACT", "D-TAGLINE", "D-PIXEL", "D-CANONICAL"})
"""Duties of a text that is lent whole or not at all; the mail shows no beginning of it."""
OF_WHOLE_TEXT = frozenset({"D-KEEP-LINKS", "D-VERBATIM"})
"""Duties about the words of the text, of which the mail shows the first paragraph or none."""
OF_CREDITS = frozenset({"D-KEEP-NOTICE", "D-NAME-OMITTED"})
"""Duties that are kept on the credits page."""
NAMED = frozenset({"D-ATTRIB-BRIEF", "D-LINK-SOURCE"})
"""Duties of whoever names another's article and links to it."""
LONGEST = 1_200
"""Characters of markup up to which a first paragraph is a beginning; a longer one is most of a text."""
PARAGRAPH = re.compile(r"<p(?: [^<>]*)?>.*?</p>", re.DOTALL)
BY_ADDRESS = re.compile(r"CC-BY(?:-NC)?(?:-ND|-SA)?-4\.0")
"""Licenses whose conditions a link to the required information satisfies."""


def mail_forms(edition: Edition, item: Item) -> tuple[MailForm, ...]:
    """Return how a mail can show *item*, the most first; "none" is always the editor's to choose.

    A beginning and a line of a text of ours lead to its page, so without web pages there is only the whole.
    """
    if item.withdrawn:
        return ("full",)
    if not item.full:
        return ("full", "line")
    return ("full", "teaser", "line") if Channel.WEB in edition.issue.outputs else ("full",)


def may_begin(edition: Edition, item: Item) -> bool:
    """Return whether the first paragraph of a text may stand in the mail without the rest."""
    codes = {owed.duty for owed in edition.owed if _is_of(owed, item) and owed.channel is Channel.EMAIL}
    free = item.statement.status in {Status.OWN, Status.PUBLIC_DOMAIN, Status.LICENSED_OPEN}
    return free and not codes & WHOLE_ONLY


def beginning(edition: Edition, item: Item) -> Block | None:
    """Return the first paragraph of a text whose beginning may stand alone."""
    if not may_begin(edition, item):
        return None
    for block in item.blocks:
        if block.kind == "html":
            first = PARAGRAPH.match(block.html)
            return replace(block, html=first.group()) if first and len(first.group()) <= LONGEST else None
    return None


def is_credited_there(item: Item) -> bool:
    """Return whether what a text owes beside its credit line may stand on its page instead of in the mail."""
    statement = item.statement
    if statement.status is Status.LICENSED_OPEN:
        return statement.license_id == "CC0-1.0" or bool(BY_ADDRESS.fullmatch(statement.license_id or ""))
    return statement.status in {Status.OWN, Status.PUBLIC_DOMAIN}


def with_mailed(edition: Edition, mailed: Mapping[str, Mailed]) -> Edition:
    """Return *edition* with how its mail shows each item, and with what the mail owes then."""
    planned = replace(edition, mailed=dict(mailed))
    items = {item.id: item for item in edition.items if planned.mail_form(item) != "full"}
    return replace(planned, owed=tuple(_owed(planned, one, items.get(one.item)) for one in edition.owed))


def _owed(edition: Edition, owed: Owed, item: Item | None) -> Owed:
    """What one duty becomes; *item* is None when it stands in the mail in full."""
    if item is None or owed.channel is not Channel.EMAIL or owed.reason:
        return owed
    reason = _settled(edition, owed, item)
    return _bare(owed, reason) if reason else _changed(edition, owed, item)


def _changed(edition: Edition, owed: Owed, item: Item) -> Owed:
    """A duty of an item that is not whole in the mail, without the places of a text that is not there."""
    if edition.mail_form(item) != "teaser" or not owed.text:
        return owed
    return replace(owed, place="", text=())


def _settled(edition: Edition, owed: Owed, item: Item) -> str:
    """Why a duty of an item that the mail does not print whole needs nothing looked for; "" when it is owed all the same."""
    form = edition.mail_form(item)
    if form == "none":
        return NOT_SHOWN
    if form == "line":
        kept = _is_of(owed, item) and not item.full and owed.duty in NAMED
        return "" if kept else NAMED_ONLY
    if not _is_of(owed, item):
        picture = lead_picture(item)
        return "" if picture and owed.asset_id == picture.statement.asset_id else NOT_SHOWN
    if owed.duty in OF_WHOLE_TEXT:
        return BEGUN
    return CREDITED_THERE if owed.duty in OF_CREDITS and is_credited_there(item) else ""


def _bare(owed: Owed, reason: str) -> Owed:
    bare: Owed = replace(
        owed, strings=(), links=(), place="", text=(), allowed=(), sha256=(), fingerprints=(), reason=reason
    )
    return bare


def _is_of(owed: Owed, item: Item) -> bool:
    """Whether a duty is the text's, not a picture's."""
    return owed.item == item.id and owed.asset_id.endswith("#text")


def lead_picture(item: Item) -> PlacedPicture | None:
    """Return the picture that stands over the beginning of a text: the first that may be mailed and owes no notice besides its credit."""
    for block in item.blocks:
        picture = block.picture
        if picture and Channel.EMAIL in picture.channels:
            said = picture.statement.notices or picture.statement.copyright_line
            return picture if not (said and is_credited_there(item)) else None
    return None


def named_by(item: Item) -> tuple[str, ...]:
    """Return who is named beside the title of an item that stands as a line: its people, its publisher unless that is us, its day."""
    statement = item.statement
    people = item.byline or ", ".join(one.name for one in statement.creators)
    ours = item.full and statement.status is Status.OWN
    publisher = statement.publisher.name if statement.publisher and not ours else ""
    return tuple(filter(None, (people, publisher, item.published)))


def mail_shown(edition: Edition) -> Edition:
    """Return *edition* without the items that its mail does not show, and with the credits of the others."""
    kept = (
        replace(section, items=tuple(item for item in section.items if edition.mail_form(item) != "none"))
        for section in edition.sections
    )
    return replace(edition, sections=tuple(one for one in kept if one.items), credits=_mail_credits(edition))


def _mail_credits(edition: Edition) -> CreditsPage:
    """Return the credits page as the mail prints it: entries of what it shows, with all their notices."""
    if not edition.mailed:
        return edition.credits
    shown = {item.id for item in edition.items if _has_entry(edition, item)}
    if len(shown) == len(edition.items):
        return edition.credits
    entries = tuple(_whole(entry) for entry in edition.credits.entries if entry.item_id in shown)
    return replace(edition.credits, entries=entries, pictures=(), licenses=())


def _has_entry(edition: Edition, item: Item) -> bool:
    form = edition.mail_form(item)
    return form == "full" or (form == "teaser" and not is_credited_there(item))


def _whole(entry: RightsEntry) -> RightsEntry:
    """An entry that refers to no other, which may not be there."""
    return replace(entry, notices=entry.every_notice or entry.notices, same_notices=())
