"""What has to be done by a certain day because of somebody's rights. Pure: the day is an argument."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Literal

from publishkit.edition.issue_rights import IssueRights
from publishkit.edition.language import read_vocabulary
from publishkit.model.decision import Decision, RightsPolicy
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel, Status, WithdrawalKind
from publishkit.model.statement import Duty, GrantKind, PermissionGrant, RightsStatement
from publishkit.rights.phrases import holder_name, long_date
from publishkit.rights.terms import opening_day, read_again

Kind = Literal["takedown", "permission", "embargo", "review", "terms", "request"]

ASK_AGAIN_DAYS = 14
"""A request that was not answered for two weeks is asked again (our own custom)."""

TAKE_OUT = "Take it out of issue.toml, build the edition again and put it online."


@dataclass(frozen=True, kw_only=True, slots=True)
class Used:
    """A text or picture in an edition."""

    edition: str
    edition_date: date
    statement: RightsStatement
    on_the_web: tuple[Duty, ...] | None = None
    """What it owes on the web; None when it is not printed there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """One thing to do, or to know, on a day."""

    day: date | None
    """None: the day is not known, so it is due now."""
    kind: Kind
    about: str
    """Asset or profile."""
    sentence: str
    action: str
    editions: tuple[str, ...]
    overdue: bool = False

    def as_json(self, today: date) -> dict[str, object]:
        """Return it as `rights due --json` has it."""
        day = self.day.isoformat() if self.day else None
        left = (self.day - today).days if self.day else None
        return {**asdict(self), "day": day, "days_left": left, "editions": list(self.editions)}


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


def due_items(
    used: Iterable[Used], profiles: Mapping[str, Profile], policy: RightsPolicy, today: date, within: int
) -> tuple[Due, ...]:
    """Return what is overdue or falls due within *within* days, the oldest first; the same thing in several editions once."""
    every = tuple(used)
    found = [one for use in every for one in _due_of(use, profiles, policy, today)]
    found += _terms(every, profiles, policy, today)
    last = today + timedelta(days=within)
    merged: dict[tuple[object, ...], Due] = {}
    for one in found:
        if one.day and one.day > last:
            continue
        key = (one.day or date.min, one.kind, one.about, one.sentence)
        same = merged.get(key)
        merged[key] = _together(same, one) if same else one
    return tuple(one for _, one in sorted(merged.items(), key=lambda pair: tuple(map(str, pair[0]))))


def _together(one: Due, other: Due) -> Due:
    return Due(
        day=one.day,
        kind=one.kind,
        about=one.about,
        sentence=one.sentence,
        action=one.action,
        editions=tuple(dict.fromkeys((*one.editions, *other.editions))),
        overdue=one.overdue or other.overdue,
    )


def _due_of(use: Used, profiles: Mapping[str, Profile], policy: RightsPolicy, today: date) -> Iterator[Due]:
    yield from _withdrawn(use, policy, today)
    yield from _expiring(use, today)
    for grant in use.statement.grants:
        yield from _grant(use, grant, today)
    yield from _embargo(use, profiles, today)
    yield from _review(use, today)
    yield from _requests(use, today)


def _due(use: Used, day: date | None, kind: Kind, sentence: str, action: str, *, overdue: bool = False) -> Due:
    about = use.statement.asset_id
    return Due(
        day=day, kind=kind, about=about, sentence=sentence, action=action, editions=(use.edition,), overdue=overdue
    )


# --- to take down -----------------------------------------------------------------------------------------------------


def _withdrawn(use: Used, policy: RightsPolicy, today: date) -> Iterator[Due]:
    """The holder called it back; an edition that is out still shows it."""
    gone = use.statement.withdrawn
    if gone is None or gone.kind is WithdrawalKind.CORRECTION or use.edition_date > today:
        return
    day = gone.on + timedelta(days=policy.takedown_days)
    sentence = (
        f"{gone.by or 'The holder'} withdrew it on {long_date(gone.on)}; we answer within {policy.takedown_days} days."
    )
    yield _due(use, day, "takedown", sentence, TAKE_OUT, overdue=day < today)


def _expiring(use: Used, today: date) -> Iterator[Due]:
    for duty in use.on_the_web or ():
        if duty.code == "D-EXPIRE":
            day = _day(duty.params.get("date", ""))
            until = (
                f"It may stand on the web until {long_date(day)}."
                if day
                else "It must leave the web on a day that is not stated."
            )
            yield _due(
                use,
                day,
                "takedown",
                until,
                f"Then {TAKE_OUT[0].lower()}{TAKE_OUT[1:]}",
                overdue=day is None or day < today,
            )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- permissions ------------------------------------------------------------------------------------------------------


def _grant(use: Used, grant: PermissionGrant, today: date) -> Iterator[Due]:
    """Say when a permission begins, ends or was withdrawn; one that ended matters only to what comes out later."""
    slug = use.statement.asset_id.partition("#")[0]
    given = f"The permission of {grant.grantor.name}" if grant.grantor.name else "The permission"
    recalled, first, last = grant.withdrawn_on, grant.valid_from, grant.valid_until
    if recalled and recalled <= today:
        if use.on_the_web is not None and use.statement.status is Status.PERMISSION:
            sentence = f"{given} was withdrawn on {long_date(recalled)}."
            yield _due(use, recalled, "takedown", sentence, TAKE_OUT, overdue=recalled < today)
        return
    if first and first >= today:
        yield _due(use, first, "embargo", f"{given} begins on {long_date(first)}.", "Do not let it out before.")
    needed = last and use.edition_date > last
    if last and (last >= today or needed):
        end = "ended" if last < today else "ends"
        action = f"Ask for more time before it is used again: `publishkit rights request {slug}`."
        yield _due(use, last, "permission", f"{given} {end} on {long_date(last)}.", action, overdue=last < today)


def _requests(use: Used, today: date) -> Iterator[Due]:
    """Say what was asked and not answered: no permission was given since, and nothing else cleared it."""
    statement = use.statement
    if statement.status in {Status.OWN, Status.PUBLIC_DOMAIN, Status.LICENSED_OPEN} or not statement.requests:
        return
    asked = max(request.asked_on for request in statement.requests)
    if any(grant.granted_on >= asked and grant.kind is not GrantKind.VERBAL for grant in statement.grants):
        return
    day = asked + timedelta(days=ASK_AGAIN_DAYS)
    whom = holder_name(statement.holders) or (statement.publisher.name if statement.publisher else "The holder")
    sentence = f"{whom} was asked on {long_date(asked)}; no answer is on file."
    action = "Record the answer with `publishkit rights grant`, or ask again."
    # An edition that is out got by without it.
    yield _due(use, day, "request", sentence, action, overdue=day < today <= use.edition_date)


# --- embargoes, reviews, terms ----------------------------------------------------------------------------------------


def _embargo(use: Used, profiles: Mapping[str, Profile], today: date) -> Iterator[Due]:
    profile = profiles.get(use.statement.profile or "")
    if profile is None or not profile.limits.not_before_days:
        return
    opens = opening_day(use.statement, profile)
    if opens and opens >= today:
        sentence = f"{profile.name} lets it appear from {long_date(opens)}."
        yield _due(use, opens, "embargo", sentence, "Do not let it out before.")


def _review(use: Used, today: date) -> Iterator[Due]:
    day = use.statement.review_due
    if day:
        action = "Look at its rights again, then `publishkit rights set ARTICLE reviewed_at=… review_due=…`."
        sentence = f"Its rights are to be looked at again by {long_date(day)}."
        yield _due(use, day, "review", sentence, action, overdue=day < today)


def _terms(
    every: tuple[Used, ...], profiles: Mapping[str, Profile], policy: RightsPolicy, today: date
) -> Iterator[Due]:
    """Say which publishers' terms are too old, or will be; only of those an edition relies on."""
    for name in sorted({use.statement.profile for use in every if use.statement.profile} & profiles.keys()):
        profile = profiles[name]
        read = profile.terms_checked_on
        day = read_again(profile, policy.terms_max_age_days)
        when = f"were last read on {long_date(read)}" if read else "have not been read yet"
        place = profile.terms_url or "them"
        yield Due(
            day=day,
            kind="terms",
            about=name,
            sentence=f"The terms of {profile.name} {when}.",
            action=f"Read {place} again and set `terms_checked_on` in rights/profiles/{name}.toml.",
            editions=tuple(dict.fromkeys(use.edition for use in every if use.statement.profile == name)),
            overdue=day is None or day < today,
        )


# --- what may not stand any more --------------------------------------------------------------------------------------


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
    words = read_vocabulary(rights.planned.labels).of(
        rights.planned.issue.language or rights.planned.config.publication.language
    )
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
