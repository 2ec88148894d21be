"""`publishkit rights profiles`: every publisher's terms on file, and whether they are still fresh."""

import json
import shutil
import sys
import textwrap
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from publishkit.rights.profiles import Filed


def profiles(
    check: Annotated[bool, typer.Option("--check", help="Only read every file and say what is wrong.")] = False,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-C", help="The workspace folder; by default the one around the current folder."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per profile.")] = False,
) -> None:
    """List publishers' terms: license, conditions, when they were read, and where the file is.

    Your own go into rights/profiles/ID.toml and replace ours of the same id. Terms that nobody read, or read too long
    ago, clear nothing: read the page, correct the file, enter the day in `terms_checked_on`.
    """
    from publishkit.manifest.parse import parse_toml
    from publishkit.rights.profiles import load_filed

    root = _root(workspace)
    filed = load_filed(root, parse_toml)
    today, age = datetime.now(tz=UTC).date(), _max_age(root)
    if check:
        _print_checked(filed, today, age)
    elif as_json:
        for one in filed.values():
            sys.stdout.write(json.dumps(_object(one, today, age), ensure_ascii=False) + "\n")
    else:
        _print_list(filed, today, age)


def _root(workspace: Path | None) -> Path:
    """Return the workspace around us; outside of one, only the shipped profiles are listed."""
    from publishkit.errors import InputError
    from publishkit.manifest.workspace import find_workspace

    if workspace:
        return workspace
    try:
        return find_workspace(Path.cwd())
    except InputError:
        return Path.cwd()


def _max_age(root: Path) -> int:
    from publishkit.cli.rights_desk import house_rules

    return house_rules(root).terms_max_age_days


def _object(filed: "Filed", today: date, age: int) -> dict[str, object]:
    from publishkit.rights.profile_words import flags_in_words, license_in_words
    from publishkit.rights.window import is_fresh, read_again

    profile, again = filed.profile, read_again(filed.profile, age)
    return {
        "id": profile.id,
        "name": profile.name,
        "hosts": profile.hosts,
        "license": license_in_words(profile),
        "conditions": flags_in_words(profile),
        "terms_url": profile.terms_url,
        "terms_checked_on": profile.terms_checked_on.isoformat() if profile.terms_checked_on else None,
        "read_again": again.isoformat() if again else None,
        "fresh": is_fresh(profile, today, age),
        "origin": filed.origin,
        "replaces_ours": filed.replaces_ours,
    }


def _print_checked(filed: Mapping[str, "Filed"], today: date, age: int) -> None:
    from publishkit.rights.profile_words import must_be_read

    typer.echo(f"{len(filed)} profiles, no mistake found.")
    if old := [name for name, one in filed.items() if must_be_read(one.profile, today, age)]:
        typer.echo(_wrapped(f"To be read (again) before they clear anything: {', '.join(old)}."))


def _print_list(filed: Mapping[str, "Filed"], today: date, age: int) -> None:
    from publishkit.rights.profile_words import flags_in_words, license_in_words, read_in_words

    refusing = [name for name, one in filed.items() if not one.profile.allow.republication]
    for name, one in filed.items():
        if name in refusing and one.origin == "publishkit":
            continue
        profile = one.profile
        head = (profile.name, license_in_words(profile), read_in_words(profile, today, age), *_origin(one))
        typer.secho(name, bold=True)
        typer.echo(_wrapped(" · ".join(head), "    "))
        typer.echo(_wrapped(f"{'; '.join(flags_in_words(profile))}.", "    "))
        if profile.terms_url:
            typer.echo(f"    {profile.terms_url}")
    typer.echo(_wrapped(f"Nothing without a contract or a letter: {', '.join(refusing)}."))


def _origin(one: "Filed") -> tuple[str, ...]:
    if one.origin == "publishkit":
        return ()
    return ("yours, in place of ours",) if one.replaces_ours else ("yours",)


def _wrapped(text: str, indent: str = "") -> str:
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
