"""Everything that is needed to speak about the rights in an issue: its articles, the publishers' terms, the proofs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publishkit.manifest.load import Planned
from publishkit.manifest.parse import parse_toml
from publishkit.model.decision import Stored
from publishkit.model.profile import Profile
from publishkit.model.statement import RightsStatement
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
