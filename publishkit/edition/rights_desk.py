"""Everything that is needed to speak about the rights in an issue: its articles, the publishers' terms, the proofs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from publishkit.edition.clear import clear_issue
from publishkit.manifest.load import Planned
from publishkit.manifest.parse import parse_toml
from publishkit.model.decision import Decision, Stored
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.rights.due import Used
from publishkit.rights.evidence import read_stored
from publishkit.rights.profiles import load_profiles


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsDesk:
    """An issue with the terms and proofs its decisions are made on."""

    planned: Planned
    profiles: Mapping[str, Profile]
    stored: Stored


def open_desk(planned: Planned) -> RightsDesk:
    """Return *planned* with every publisher's terms and the hashes of every proof.

    Raises:
        InputError: a profile is wrong, or a proof lies outside the workspace.
    """
    profiles = load_profiles(planned.root, parse_toml)
    stored = read_stored(planned.root, statements_of(planned), profiles.values())
    return RightsDesk(planned=planned, profiles=profiles, stored=stored)


def statements_of(planned: Planned) -> Iterator[RightsStatement]:
    """Yield the statements of all texts and pictures of an issue."""
    for article in planned.articles.values():
        yield article.text_rights
        yield from (picture.rights for picture in article.pictures)


def uses_of(desk: RightsDesk) -> Iterator[Used]:
    """Yield every text and picture of the issue as `rights due` looks at it."""
    edition, day = desk.planned.id, desk.planned.issue.date
    for item in clear_issue(desk.planned, desk.profiles, desk.stored):
        shown = tuple(channel for channel, decision in item.decisions.items() if decision.ok)
        yield _used(edition, day, item.article.text_rights, item.decisions, shown)
        for picture in item.pictures:
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
