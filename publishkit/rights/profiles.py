"""Loads publishers' terms: the profiles shipped with us and the workspace's own, which replace ours of the same id."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, Protocol

from publishkit.errors import InputError, Problem
from publishkit.model.profile import Profile
from publishkit.model.rights import Status
from publishkit.model.statement import RightsStatement
from publishkit.rights.hosts import closeness, read_address
from publishkit.rights.profile_check import check_profile

FOLDER = "rights/profiles"
PLAIN = frozenset({Status.OWN, Status.PUBLIC_DOMAIN, Status.PERMISSION})
"""Statuses to which no publisher's general terms can add anything."""


class Parse(Protocol):
    """Reads a TOML file strictly (`manifest.parse.parse_toml`); raises `InputError` with every problem of it."""

    def __call__(self, data: bytes, kind: type[Profile], place: str, /) -> Profile:
        """Return the value; *place* is the file, for messages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """A profile and where it comes from."""

    profile: Profile
    origin: Literal["publishkit", "workspace"]
    replaces_ours: bool = False
    """Whether it stands in place of one we ship."""


def load_profiles(workspace: Path, parse: Parse) -> Mapping[str, Profile]:
    """Return every profile by its id.

    Raises:
        InputError: carries every problem of every file, each with its path (`rights/profiles/x.toml: limits.cap: …`).
    """
    return {name: filed.profile for name, filed in load_filed(workspace, parse).items()}


def load_filed(workspace: Path, parse: Parse) -> Mapping[str, Filed]:
    """Return every profile by its id, with where it comes from; raises as `load_profiles`."""
    filed: dict[str, Filed] = {}
    for origin, place, folder in _folders(workspace):
        for profile in _read_folder(folder, place, parse):
            filed[profile.id] = Filed(profile=profile, origin=origin, replaces_ours=profile.id in filed)
    return filed


class Shelf:
    """The same profiles for whoever asks for few of them: the workspace's are read at once, ours when asked for."""

    def __init__(self, workspace: Path, parse: Parse) -> None:
        """Read the workspace's own profiles; raises as `load_profiles`."""
        self._parse = parse
        self._known: dict[str, Profile | None] = {
            profile.id: profile for profile in _read_folder(workspace / FOLDER, FOLDER, parse)
        }

    def get(self, name: str | None) -> Profile | None:
        """Return the profile of this id, or None."""
        if not name:
            return None
        if name not in self._known:
            ours = _shipped()
            # Compared with the names that are there and never made a path of: the name may be anything.
            file = next((file for file in _toml_files(ours) if file.name == f"{name}.toml"), None)
            self._known[name] = _read(file, f"publishkit/{FOLDER}", self._parse) if file else None
        return self._known[name]


def profile_for(url: str | None, profiles: Mapping[str, Profile]) -> Profile | None:
    """Return the profile whose hosts name *url* most closely, or None; of two that are as close, the one filed later.

    >>> site = Profile(id="gv", name="Global Voices", hosts=("globalvoices.org", "*.globalvoices.org"))
    >>> profile_for("https://fr.globalvoices.org/2024/11/18/1/", {"gv": site}).id
    'gv'
    """
    page = read_address(url)
    near = [(closeness(page, profile.hosts), n, profile) for n, profile in enumerate(profiles.values())]
    close, _, profile = max(near, key=lambda one: one[:2], default=(0, 0, None))
    return profile if close else None


def propose_profile(statement: RightsStatement, profiles: Mapping[str, Profile]) -> Profile | None:
    """Return the terms the statement's page seems to be under; None when it names terms, or needs none.

    A proposal only: whether the terms cover this text is for a person to say, by naming them in rights.toml.
    """
    if statement.profile or statement.status in PLAIN:
        return None
    return profile_for(statement.source_url, profiles)


def excluded_sign(profile: Profile, text: str) -> str | None:
    """Return the words of *text* by which the publisher says that its terms do not cover it; None without any.

    >>> from publishkit.model.profile import Excluded
    >>> terms = Profile(id="gv", name="GV", exclude=Excluded(text_patterns=("originally published (on|by)",)))
    >>> excluded_sign(terms, "This post was Originally published on Eels Weekly.")
    'Originally published on'
    """
    found = (re.search(pattern, text, re.IGNORECASE) for pattern in profile.exclude.text_patterns)
    return next((sign[0] for sign in found if sign), None)


def _folders(workspace: Path) -> Iterator[tuple[Literal["publishkit", "workspace"], str, Traversable]]:
    yield "publishkit", f"publishkit/{FOLDER}", _shipped()
    yield "workspace", FOLDER, workspace / FOLDER


def _shipped() -> Traversable:
    return files("publishkit.rights") / "profiles"


def _read_folder(folder: Traversable, place: str, parse: Parse) -> list[Profile]:
    read: list[Profile] = []
    problems: list[Problem] = []
    for file in _toml_files(folder):
        try:
            read.append(_read(file, place, parse))
        except InputError as stop:
            problems += stop.problems
    if problems:
        raise InputError(*problems)
    return read


def _read(file: Traversable, place: str, parse: Parse) -> Profile:
    profile = parse(file.read_bytes(), Profile, f"{place}/{file.name}")
    if problems := tuple(check_profile(profile, file.name, f"{place}/{file.name}")):
        raise InputError(*problems)
    return profile


def _toml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
