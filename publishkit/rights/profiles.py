"""Loads publishers' terms: the profiles shipped with us and the workspace's own, which replace ours of the same id."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from publishkit.errors import InputError, Problem
from publishkit.model.profile import Profile
from publishkit.rights.duties import PLACEHOLDER, PLACEHOLDERS
from publishkit.rights.license import statement_license

FOLDER = "rights/profiles"


class Parse(Protocol):
    """Reads a TOML file strictly (`manifest.parse.parse_toml`); raises `InputError` with every problem of it."""

    def __call__(self, data: bytes, kind: type[Profile], place: str, /) -> Profile:
        """Return the value; *place* is the file, for messages."""


def load_profiles(workspace: Path, parse: Parse) -> Mapping[str, Profile]:
    """Return every profile by its id.

    Raises:
        InputError: carries every problem of every file, each with its path (`rights/profiles/x.toml: limits.cap: …`).
    """
    profiles: dict[str, Profile] = {}
    problems: list[Problem] = []
    for source in (files("publishkit.rights") / "profiles", workspace / FOLDER):
        for file in _toml_files(source):
            try:
                profile = parse(file.read_bytes(), Profile, f"{FOLDER}/{file.name}")
            except InputError as stop:
                problems += stop.problems
                continue
            problems += check_profile(profile, file.name)
            profiles[profile.id] = profile
    if problems:
        raise InputError(*problems)
    return profiles


def check_profile(profile: Profile, file_name: str) -> Iterator[Problem]:
    """Yield what is wrong across the keys of one profile."""
    place = f"{FOLDER}/{file_name}"
    if file_name != f"{profile.id}.toml":
        yield Problem(place=f"{place}: id", message=f"`{profile.id}` is not the file's name", hint="they must agree")
    license = statement_license(profile.license_id, profile.license_uri)
    if (profile.license_id or profile.license_uri) and license.kind == "incomplete":
        message = f"`{profile.license_uri or profile.license_id}` names no complete license"
        yield Problem(place=f"{place}: license_id", message=message, hint="such as CC-BY-ND-4.0")
    for name in sorted(set(PLACEHOLDER.findall(profile.credit.required)) - PLACEHOLDERS.keys()):
        hint = f"known here: {', '.join(sorted(PLACEHOLDERS))}"
        yield Problem(place=f"{place}: credit.required", message=f"unknown placeholder `{{{name}}}`", hint=hint)
    for limit in ("not_before_days", "not_after_days", "cap_per_month", "max_words"):
        if getattr(profile.limits, limit) < 0:
            yield Problem(place=f"{place}: limits.{limit}", message="is below zero", hint="0 is no limit")
    yield from _check_patterns(profile, place)


def profile_for(url: str | None, profiles: Mapping[str, Profile]) -> Profile | None:
    """Return the profile whose host fits *url* most closely, or None.

    >>> site = Profile(id="gv", name="Global Voices", hosts=("globalvoices.org", "*.globalvoices.org"))
    >>> profile_for("https://fr.globalvoices.org/2024/11/18/1/", {"gv": site}).id
    'gv'
    """
    host = (_host(url) or "").removeprefix("www.")
    fits = [
        (len(pattern), profile) for profile in profiles.values() for pattern in profile.hosts if _fits(host, pattern)
    ]
    return max(fits, key=lambda fit: (fit[0], fit[1].id))[1] if host and fits else None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def _fits(host: str, pattern: str) -> bool:
    name = pattern.lower().removeprefix("www.")
    return host.endswith(name[1:]) if name.startswith("*.") else host == name


def _toml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def _check_patterns(profile: Profile, place: str) -> Iterator[Problem]:
    for n, pattern in enumerate(profile.exclude.text_patterns, 1):
        try:
            re.compile(pattern)
        except re.error as cause:
            where = f"{place}: exclude.text_patterns[{n}]"
            yield Problem(
                place=where, message=f"is no regular expression: {cause}", hint="escape what is meant literally"
            )
