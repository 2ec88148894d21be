"""Publishers' terms on file: the profiles shipped with us and the workspace's own, which replace ours of the same id."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from publishkit.errors import InputError, Problem
from publishkit.model.profile import EVERY_CHANNEL, Profile
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import RightsStatement
from publishkit.rights.gate.duties import PLACEHOLDER, PLACEHOLDERS
from publishkit.rights.license import contradicts, statement_license
from publishkit.rights.phrases import CHANNELS, and_list, long_date
from publishkit.rights.terms import closeness, is_fresh, read_address
from publishkit.workspace.toml.parse import decode_text, numbered, parse_toml

HOST = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w~.-]+)*/?")
CLEARABLE = frozenset({"cc", "public_domain", "open", "recognized"})

FOLDER = "rights/profiles"
PLAIN = frozenset({Status.OWN, Status.PUBLIC_DOMAIN, Status.PERMISSION})
"""Statuses to which no publisher's general terms can add anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """A profile and where it comes from."""

    profile: Profile
    origin: Literal["publishkit", "workspace"]
    replaces_ours: bool = False
    """Whether it stands in place of one we ship."""


def load_profiles(workspace: Path) -> Mapping[str, Profile]:
    """Return every profile by its id.

    Raises:
        InputError: carries every problem of every file, each with its path (`rights/profiles/x.toml: limits.cap: …`).
    """
    return {name: filed.profile for name, filed in load_filed(workspace).items()}


def load_filed(workspace: Path) -> Mapping[str, Filed]:
    """Return every profile by its id, with where it comes from; raises as `load_profiles`."""
    filed: dict[str, Filed] = {}
    for origin, place, folder in _folders(workspace):
        for profile in _read_folder(folder, place):
            filed[profile.id] = Filed(profile=profile, origin=origin, replaces_ours=profile.id in filed)
    return filed


def profile_text(workspace: Path, filed: Filed) -> str:
    """Return the file of a profile as it was written, with its comments."""
    folder = next(folder for origin, _, folder in _folders(workspace) if origin == filed.origin)
    return (folder / f"{filed.profile.id}.toml").read_bytes().decode()


class ProfilesOnDemand:
    """The same profiles for whoever asks for few of them: the workspace's are read at once, ours when asked for."""

    def __init__(self, workspace: Path) -> None:
        """Read the workspace's own profiles; raises as `load_profiles`."""
        self._known: dict[str, Profile | None] = {
            profile.id: profile for profile in _read_folder(workspace / FOLDER, FOLDER)
        }

    def get(self, name: str | None) -> Profile | None:
        """Return the profile of this id, or None."""
        if not name:
            return None
        if name not in self._known:
            ours = _shipped()
            # Compared with the names that are there and never made a path of: the name may be anything.
            file = next((file for file in _toml_files(ours) if file.name == f"{name}.toml"), None)
            self._known[name] = _read(file, f"publishkit/{FOLDER}") if file else None
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


def _read_folder(folder: Traversable, place: str) -> list[Profile]:
    read: list[Profile] = []
    problems: list[Problem] = []
    for file in _toml_files(folder):
        try:
            read.append(_read(file, place))
        except InputError as stop:
            problems += stop.problems
    if problems:
        raise InputError(*problems)
    return read


def _read(file: Traversable, place: str) -> Profile:
    data, named = file.read_bytes(), f"{place}/{file.name}"
    profile = parse_toml(data, Profile, named)
    if problems := tuple(check_profile(profile, file.name, named)):
        raise InputError(*numbered(problems, decode_text(data, named), named))
    return profile


def _toml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


# --- what is wrong with a profile -------------------------------------------------------------------------------------


def check_profile(profile: Profile, file_name: str, place: str) -> Iterator[Problem]:
    """Yield what is wrong with *profile*, which was read from *file_name*; *place* begins each message."""
    if file_name != f"{profile.id}.toml":
        yield Problem(place=f"{place}: id", message=f"`{profile.id}` is not the file's name", hint="they must agree")
    for pattern in profile.hosts:
        if not HOST.fullmatch(pattern):
            yield Problem(
                place=f"{place}: hosts", message=f"`{pattern}` is no host", hint="such as example.org or *.example.org"
            )
    if profile.terms_url and not profile.terms_url.startswith(("https://", "http://")):
        yield Problem(place=f"{place}: terms_url", message="is no web address", hint="begin with https://")
    yield from _check_licenses(profile, place)
    yield from _check_credit(profile, place)
    yield from _check_limits(profile, place)
    yield from _check_patterns(profile, place)


def _check_licenses(profile: Profile, place: str) -> Iterator[Problem]:
    named = [("license_id", profile.license_id, profile.license_uri)]
    named += [(f"licenses[{n}]", row.license_id, row.license_uri) for n, row in enumerate(profile.licenses, 1)]
    for key, license_id, uri in named:
        if not (license_id or uri):
            continue
        if statement_license(license_id, uri).kind not in CLEARABLE:
            message = f"`{uri or license_id}` names no complete license"
            yield Problem(place=f"{place}: {key}", message=message, hint="such as CC-BY-ND-4.0")
        elif contradicts(license_id, uri):
            message = f"`{license_id}` and the address beside it are two licenses"
            yield Problem(place=f"{place}: {key}", message=message, hint="correct one of them")
    for n, row in enumerate(profile.licenses, 1):
        if row.since and row.until and row.since > row.until:
            yield Problem(place=f"{place}: licenses[{n}]", message="ends before it begins", hint="swap since and until")
    if profile.license_is_default and not (profile.license_id or profile.license_uri or profile.licenses):
        yield Problem(
            place=f"{place}: license_is_default", message="is true and no license is named", hint="add `license_id`"
        )


def _check_credit(profile: Profile, place: str) -> Iterator[Problem]:
    for name in sorted(set(PLACEHOLDER.findall(profile.credit.required)) - PLACEHOLDERS.keys()):
        hint = f"known here: {', '.join(sorted(PLACEHOLDERS))}"
        yield Problem(place=f"{place}: credit.required", message=f"unknown placeholder `{{{name}}}`", hint=hint)


def _check_limits(profile: Profile, place: str) -> Iterator[Problem]:
    limits = profile.limits
    for limit in ("not_before_days", "not_after_days", "cap_per_month", "max_words"):
        if getattr(limits, limit) < 0:
            yield Problem(place=f"{place}: limits.{limit}", message="is below zero", hint="0 is no limit")
    if 0 < limits.not_after_days < limits.not_before_days:
        yield Problem(
            place=f"{place}: limits", message="may not appear before it may no longer appear", hint="swap the two days"
        )


def _check_patterns(profile: Profile, place: str) -> Iterator[Problem]:
    for n, pattern in enumerate(profile.exclude.text_patterns, 1):
        try:
            re.compile(pattern)
        except re.error as cause:
            where = f"{place}: exclude.text_patterns[{n}]"
            yield Problem(
                place=where, message=f"is no regular expression: {cause}", hint="escape what is meant literally"
            )


# --- terms in plain words, as `rights profiles` lists them ------------------------------------------------------------


PLACES = {"top": "at the top", "bottom": "at the end", "byline": "in the byline", "any": "beside the text"}
SENT = {
    "link": "send them the address",
    "copy": "send them a copy",
    "circulation": "tell them how many readers it reached",
}
PUBLISHERS = {"nonprofit": "non-profit publications", "news_outlet": "news outlets"}


def license_in_words(profile: Profile) -> str:
    """Return the license the publisher gives; "own terms" where there is none."""
    if profile.status is Status.US_GOVERNMENT_WORK:
        return "United States government work"
    if profile.licenses:
        names = dict.fromkeys(statement_license(row.license_id, row.license_uri).name for row in profile.licenses)
        return f"{' or '.join(names)}, by day and edition"
    if not (profile.license_id or profile.license_uri):
        return "own terms" if profile.allow.republication else "none"
    name = statement_license(profile.license_id, profile.license_uri).name
    return name if profile.license_is_default else f"{name}, mostly; each text says its own"


def proposal_in_words(profile: Profile) -> tuple[str, str]:
    """Return what an editor is told of terms a page seems to be under, and what can be done."""
    told = f"the page seems to be from {profile.name}, whose terms are on file ({license_in_words(profile)})"
    return told, f'if they cover this one, add `profile = "{profile.id}"` to its rights'


def must_be_read(profile: Profile, today: date, max_age_days: int) -> bool:
    """Whether the terms clear nothing until somebody reads them (again); a refusal needs no reading."""
    depends = profile.allow.republication and profile.status is not Status.US_GOVERNMENT_WORK
    return depends and not is_fresh(profile, today, max_age_days)


def read_in_words(profile: Profile, today: date, max_age_days: int) -> str:
    """Return when the terms were read, and whether that still counts."""
    read = long_date(profile.terms_checked_on)
    if read is None:
        return "not read yet"
    return f"read {read}" if is_fresh(profile, today, max_age_days) else f"read {read}, too long ago: read them again"


def flags_in_words(profile: Profile) -> tuple[str, ...]:
    """Return every condition of the terms, each as a short phrase; what is simply allowed is not mentioned.

    >>> flags_in_words(Profile(id="x", name="X"))
    ('no pictures',)
    """
    if not profile.allow.republication:
        return ("nothing without a contract or a letter", *_mining(profile))
    parts = (_credit, _changes, _circumstances, _limits, _pixel, _pictures, _news, _mining)
    return tuple(phrase for part in parts for phrase in part(profile))


def _credit(profile: Profile) -> Iterator[str]:
    credit = profile.credit
    if credit.required:
        yield f"credit “{credit.required}” {PLACES[credit.placement]}"
    if credit.tagline:
        yield "a closing paragraph at the end"
    if credit.logo == "required":
        yield "the logo"
    if credit.keep_links:
        yield "all links stay"
    if credit.canonical:
        yield "the web page names the original as canonical"


def _changes(profile: Profile) -> Iterator[str]:
    allowed = profile.allow
    refused = {
        "edits": allowed.edits == "none",
        "cuts": not allowed.abridge,
        "translation": not allowed.translate,
        "quotations": not allowed.excerpt,
    }
    if allowed.full_only:
        yield "whole and unchanged only" if allowed.edits != "relative-time-place-style" else "whole only"
        refused = {"quotations": not allowed.excerpt}
    if allowed.edits == "relative-time-place-style":
        yield "nothing but time, place and style may be adjusted"
    if words := [word for word, hit in refused.items() if hit]:
        yield f"no {' or '.join(words)}"


def _circumstances(profile: Profile) -> Iterator[str]:
    allowed = profile.allow
    if "any" not in allowed.publisher_types:
        yield f"only {and_list([PUBLISHERS[kind] for kind in allowed.publisher_types if kind != 'any'])}"
    if allowed.nc_override == "ads_ok":
        yield "advertising is fine in spite of a non-commercial license"
    if allowed.nc_override == "news_outlets":
        yield "any news outlet, in spite of a non-commercial license"
    if allowed.channels != EVERY_CHANNEL:
        yield f"only for {_formats(allowed.channels)}" if allowed.channels else "in none of our formats in full"
    refused: Mapping[str, bool] = {
        "no price and no paywall": not allowed.paywall,
        "no registration wall": not allowed.registration_wall,
        "no advertising": not allowed.ads,
        "no advertising sold against it": not allowed.ads_against_item,
        "no sponsors": not allowed.sponsors,
        "not sold separately": not allowed.resale,
        "picked by a person": not allowed.automated_selection,
    }
    yield from (phrase for phrase, hit in refused.items() if hit)


def _limits(profile: Profile) -> Iterator[str]:
    limits = profile.limits
    if limits.not_before_days:
        yield f"not in its first {limits.not_before_days} days"
    if limits.not_after_days:
        yield f"for {limits.not_after_days} days only"
    if limits.cap_per_month:
        yield f"at most {limits.cap_per_month} a month"
    if limits.max_words:
        yield f"at most {limits.max_words} words"


def _pixel(profile: Profile) -> Iterator[str]:
    if profile.pixel.required_in:
        waived = ", waived in writing" if profile.pixel.waiver else ""
        yield f"a tracking pixel for {_formats(profile.pixel.required_in)}{waived}"


def _pictures(profile: Profile) -> Iterator[str]:
    if profile.images.default != "same_license":
        yield "no pictures" if profile.images.default == "excluded" else "no pictures but its own"


def _news(profile: Profile) -> Iterator[str]:
    told = profile.notify
    if told.when == "required":
        where = "" if told.channels == EVERY_CHANNEL else f" after {_formats(told.channels)}"
        yield f"{and_list([SENT[what] for what in told.send or ('link',)])}{where}"


def _mining(profile: Profile) -> Iterator[str]:
    if profile.tdm_reserved:
        yield "text and data mining reserved"


def _formats(channels: tuple[Channel, ...]) -> str:
    return and_list([CHANNELS[channel] for channel in channels])
