"""What is wrong across the keys of one profile: what the types alone cannot tell."""

import re
from collections.abc import Iterator

from publishkit.errors import Problem
from publishkit.model.profile import Profile
from publishkit.rights.duties import PLACEHOLDER, PLACEHOLDERS
from publishkit.rights.license import contradicts, statement_license

HOST = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w~.-]+)*/?")
CLEARABLE = frozenset({"cc", "public_domain", "open", "recognized"})


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
