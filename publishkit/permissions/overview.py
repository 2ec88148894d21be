"""The rights of an issue at a glance, and what the gate would say if they were others. Decided again, nothing written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches

from publishkit.edition.clear import ClearedItem
from publishkit.edition.issue_rights import IssueRights
from publishkit.errors import InputError, Problem
from publishkit.model.article import Article
from publishkit.model.decision import Decision, Rank, Stored
from publishkit.model.issue import Entry, Use
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.rights.credit import FULL_USES
from publishkit.rights.gate.profile_rules import effective_license
from publishkit.rights.phrases import CHANNELS, and_list, holder_name, long_date
from publishkit.rights.profiles import propose_profile
from publishkit.workspace.load import Planned


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What is known about one asset and what follows from it."""

    asset: str
    status: str
    holder: str
    license: str
    outcome: str
    """The least of all channels."""
    cleared: tuple[str, ...]
    """Channels in which the use asked is allowed."""
    reasons: tuple[str, ...]
    """Sentences, each once."""
    duties: tuple[str, ...]
    """Codes, each once."""
    proposed: str = ""
    """The profile its page seems to be under, where the statement names none."""
    asked: str = ""
    """When permission was last asked for, as a sentence; "" when it never was, or was given since."""

    def as_json(self) -> dict[str, object]:
        """Return the row for `rights show --json`."""
        return asdict(self)


def statements_table(
    decided: Iterable[tuple[RightsStatement, Mapping[Channel, Decision]]], profiles: Mapping[str, Profile]
) -> tuple[Row, ...]:
    """Return a row for every statement with its decisions, in the order given."""
    return tuple(_row(statement, decisions, profiles) for statement, decisions in decided)


def _row(statement: RightsStatement, decisions: Mapping[Channel, Decision], profiles: Mapping[str, Profile]) -> Row:
    every, proposed = list(decisions.values()), propose_profile(statement, profiles)
    return Row(
        asset=statement.asset_id,
        status=statement.status,
        holder=holder_name(statement.holders) or "",
        license=effective_license(statement, profiles.get(statement.profile or "")).name,
        outcome=min((decision.outcome for decision in every), key=lambda outcome: Rank[outcome.value], default=""),
        cleared=tuple(channel.value for channel, decision in decisions.items() if decision.ok),
        reasons=tuple(_sentences(decisions)),
        duties=tuple(dict.fromkeys(duty.code for decision in every for duty in decision.duties)),
        proposed=proposed.id if proposed else "",
        asked=_asked(statement),
    )


def _sentences(decisions: Mapping[Channel, Decision]) -> Iterator[str]:
    """Yield every reason once; those that differ in nothing but the format are one sentence that names all formats."""
    found: dict[tuple[str, str], list[str]] = {}
    for channel, decision in decisions.items():
        for reason in decision.reasons:
            before, word, after = reason.sentence.rpartition(f" {CHANNELS[channel]}")
            key = (f"{before} ", after) if word else (reason.sentence, "")
            found.setdefault(key, [])
            if word:
                found[key].append(CHANNELS[channel])
    for (before, after), channels in found.items():
        yield f"{before}{and_list(channels)}{after}"


def _asked(statement: RightsStatement) -> str:
    asked = max((request.asked_on for request in statement.requests), default=None)
    if asked is None or any(grant.granted_on >= asked for grant in statement.grants):
        return ""
    return f"Permission was asked for on {long_date(asked)}; no answer is on file."


def find_article(planned: Planned, slug: str) -> Article:
    """Return the article of the issue.

    Raises:
        InputError: the issue has none of this name; the nearest one is offered.
    """
    if slug in planned.articles:
        return planned.articles[slug]
    near = get_close_matches(slug, planned.articles, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"it has {', '.join(planned.articles)}"
    raise InputError(Problem(place=f"issues/{planned.id}", message=f"has no article `{slug[:80]}`", hint=hint))


def find_pictures(article: Article, files: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers, from 0, of the pictures called *files*: as in rights.toml, or without the folder.

    Raises:
        InputError: the article has no such picture; carries every one that is missing.
    """
    known = {picture.file: number for number, picture in enumerate(article.pictures) if picture.file}
    short = {file.rsplit("/", 1)[-1]: number for file, number in known.items()}
    problems, found = [], []
    for file in files:
        number = known.get(file, short.get(file))
        if number is None:
            hint = f"it has {', '.join(known)}" if known else "it has no pictures"
            place = f"{article.place}/rights.toml"
            problems.append(Problem(place=place, message=f"names no picture {file[:80]!r}", hint=hint))
        else:
            found.append(number)
    if problems:
        raise InputError(*problems)
    return tuple(dict.fromkeys(found))


def planned_entry(planned: Planned, slug: str) -> Entry:
    """Return the article's line in the manifest."""
    return next(entry for entry in planned.issue.entries if entry.slug == slug)


def used_in_full(planned: Planned, slug: str, use: Use | None = None) -> Planned:
    """Return the issue with the article used as *use*; by default as planned, or in full where a brief is planned.

    The house rule that makes briefs of what is not cleared is off: the question is what the permission allows.
    """
    entry = planned_entry(planned, slug)
    wanted = use or (entry.use if entry.use in FULL_USES else "full")
    changed = entry.model_copy(update={"use": wanted, "pictures": True})
    sections = tuple(
        section.model_copy(update={"article": tuple(changed if one.slug == slug else one for one in section.article)})
        for section in planned.issue.section
    )
    config = planned.config.model_copy(update={"rights": replace(planned.config.rights, on_not_cleared="refuse")})
    return replace(planned, issue=planned.issue.model_copy(update={"section": sections}), config=config)


def with_rights(planned: Planned, slug: str, text: RightsStatement, pictures: Mapping[int, RightsStatement]) -> Planned:
    """Return the issue with other rights of the article's text and of the pictures with these numbers."""
    article = planned.articles[slug]
    changed = tuple(
        replace(picture, rights=pictures.get(number, picture.rights)) for number, picture in enumerate(article.pictures)
    )
    return replace(planned, articles={**planned.articles, slug: replace(article, text_rights=text, pictures=changed)})


def with_proof(rights: IssueRights, planned: Planned, path: str, sha256: str) -> IssueRights:
    """Return the rights with another plan, and with a proof among them that is not written yet."""
    return replace(rights, planned=planned, stored=Stored(sha256={**rights.stored.sha256, path: sha256}))


def cleared_item(rights: IssueRights, slug: str) -> ClearedItem:
    """Return what is decided about the article and its pictures."""
    return next(item for item in rights.clear() if item.article.slug == slug)


def decisions_of(item: ClearedItem) -> Mapping[str, Mapping[Channel, Decision]]:
    """Return asset id -> format -> decision, the text first."""
    pictures = {one.picture.rights.asset_id: one.decisions for one in item.pictures}
    return {item.article.text_rights.asset_id: item.decisions, **pictures}
