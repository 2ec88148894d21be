"""What has to come down because a permission ended or its holder called it back: as retractions, ready to be made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from publishkit.edition.issue_rights import IssueRights
from publishkit.edition.words import load_words
from publishkit.model.decision import Decision
from publishkit.model.rights import Channel, WithdrawalKind
from publishkit.model.statement import RightsStatement
from publishkit.rights.due import Due, Used, due_items


@dataclass(frozen=True, kw_only=True, slots=True)
class Expired:
    """One text or picture whose time is over."""

    edition: str
    article: str
    picture: str
    """Its file in the article's folder; "" for the text, with which everything of the article goes."""
    title: str
    day: date | None
    """Last day of its time; None when the day is not stated."""
    sentence: str
    """For the editor."""
    note: str
    """For readers, in the edition's language."""


def expired(rights: IssueRights, today: date) -> tuple[Expired, ...]:
    """Return what may not stand on *today* any more, texts before the pictures of other articles.

    A permission "until 3 May" is over on 4 May. What a holder called back is over at once: the days of grace the house
    gives itself (`rights.takedown_days`) are the latest moment, not the first.
    """
    policy = rights.planned.config.rights
    found: list[Expired] = []
    for use in uses_of(rights):
        for due in due_items([use], {}, policy, today, policy.takedown_days):
            if due.kind == "takedown" and (due.overdue or _called_back(use, today)):
                found += _as_expired(rights, use, due)
                break
    texts = {one.article for one in found if not one.picture}
    return tuple(one for one in found if not one.picture or one.article not in texts)


def _called_back(use: Used, today: date) -> bool:
    gone = use.statement.withdrawn
    recalled = (grant.withdrawn_on for grant in use.statement.grants)
    whole = gone is not None and gone.kind is not WithdrawalKind.CORRECTION and gone.on <= today
    return whole or any(day is not None and day <= today for day in recalled)


def _as_expired(rights: IssueRights, use: Used, due: Due) -> Iterator[Expired]:
    slug, _, part = use.statement.asset_id.partition("#")
    article = rights.planned.articles[slug]
    pictures = {picture.rights.asset_id: picture.file for picture in article.pictures}
    picture = "" if part == "text" else pictures.get(use.statement.asset_id, "")
    if part != "text" and not picture:
        return  # only listed: there is no file to take back
    words = load_words(rights.planned.issue.language or rights.planned.config.publication.language)
    key = "withdrawn_called_back" if use.statement.withdrawn else "withdrawn_expired"
    yield Expired(
        edition=rights.planned.id,
        article=slug,
        picture=picture,
        title=article.head.title,
        day=due.day,
        sentence=due.sentence,
        note=words[key],
    )


def uses_of(rights: IssueRights) -> Iterator[Used]:
    """Yield every text and picture of the issue as `rights due` looks at it; what was taken back is done with."""
    edition, day = rights.planned.id, rights.planned.issue.date
    for item in rights.clear():
        if item.retraction:
            continue
        shown = tuple(channel for channel, decision in item.decisions.items() if decision.ok)
        yield _used(edition, day, item.article.text_rights, item.decisions, shown)
        for picture in item.pictures:
            if not rights.planned.revisions.retraction(item.entry.slug, picture.picture.file):
                yield _used(edition, day, picture.picture.rights, picture.decisions, picture.channels)


def _used(
    edition: str,
    day: date,
    statement: RightsStatement,
    decisions: Mapping[Channel, Decision],
    shown: tuple[Channel, ...],
) -> Used:
    web = decisions[Channel.WEB].duties if Channel.WEB in shown else None
    return Used(edition=edition, edition_date=day, statement=statement, on_the_web=web)
