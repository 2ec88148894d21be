"""An issue with everything its rights are decided on: its articles, the publishers' terms, the proofs, earlier prints."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from publishkit.edition.clear import ClearedItem, clear_issue
from publishkit.errors import InputError
from publishkit.manifest.load import Planned
from publishkit.manifest.parse import parse_toml
from publishkit.manifest.workspace import check_issue_id
from publishkit.model.decision import Stored
from publishkit.model.issue import Issue
from publishkit.model.profile import Profile
from publishkit.model.statement import RightsStatement
from publishkit.rights.earlier import NOTHING_EARLIER, Earlier, read_earlier
from publishkit.rights.evidence import read_stored
from publishkit.rights.profiles import load_profiles


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueRights:
    """An issue read from disk with everything the gate asks for."""

    planned: Planned
    profiles: Mapping[str, Profile]
    """Every publisher's terms, by id."""
    stored: Stored
    """The hashes of the proofs on this disk."""
    earlier: Earlier = NOTHING_EARLIER
    """What editions of other issues printed."""

    def clear(self) -> tuple[ClearedItem, ...]:
        """Return every entry of the issue with its decisions, in reading order."""
        return clear_issue(self.planned, self.profiles, self.stored, self.earlier)


def load_issue_rights(planned: Planned) -> IssueRights:
    """Return *planned* with every publisher's terms, the hashes of every proof, and what earlier editions printed.

    Raises:
        InputError: a profile is wrong, or a proof lies outside the workspace.
    """
    profiles = load_profiles(planned.root, parse_toml)
    stored = read_stored(planned.root, statements_of(planned), profiles.values())
    earlier = read_earlier(planned.root, planned.id, planned.issue.date, lambda name: _slugs(planned.root, name))
    return IssueRights(planned=planned, profiles=profiles, stored=stored, earlier=earlier)


def _slugs(root: Path, edition: str) -> frozenset[str] | None:
    """Return the articles an issue's manifest names today; None when it cannot be read, so that all of it counts."""
    try:
        place = f"issues/{check_issue_id(edition)}/issue.toml"
        issue = parse_toml((root / place).read_bytes(), Issue, place)
    except (OSError, InputError, ValueError):
        return None
    return frozenset(entry.slug for entry in issue.entries)


def statements_of(planned: Planned) -> Iterator[RightsStatement]:
    """Yield the statements of all texts and pictures of an issue."""
    for article in planned.articles.values():
        yield article.text_rights
        yield from (picture.rights for picture in article.pictures)
