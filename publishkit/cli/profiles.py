"""`publishkit rights profiles`: publishers' terms on file, and the one command by which a person answers for them."""

import json
import shutil
import sys
import textwrap
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publishkit.cli.workspace import Workspace
from publishkit.errors import InputError

if TYPE_CHECKING:
    from publishkit.rights.profiles import Filed

profiles = typer.Typer(name="profiles", rich_markup_mode=None)


@profiles.callback(invoke_without_command=True)
def listed(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Only read every file and say what is wrong.")] = False,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per profile.")] = False,
) -> None:
    """List publishers' terms: license, conditions, when they were read, and where the file is.

    Your own go into rights/profiles/ID.toml and replace ours of the same id. Terms that nobody read, or read too long
    ago, clear nothing: read the page, and type `publishkit rights profiles adopt ID`.
    """
    if context.invoked_subcommand:
        return
    from publishkit.press.clearing.decide import load_terms

    terms = load_terms(_root(workspace))
    filed, today, age = terms.profiles, datetime.now(tz=UTC).date(), terms.max_age_days
    if check:
        _print_checked(filed, today, age)
    elif as_json:
        for one in filed.values():
            sys.stdout.write(json.dumps(_profile_object(one, today, age), ensure_ascii=False) + "\n")
    else:
        _print_profiles(filed, today, age)


def _root(workspace: Path | None) -> Path:
    """Return the workspace around us; outside of one, only the shipped profiles are listed."""
    from publishkit.workspace.folder import find_workspace

    if workspace:
        return workspace
    try:
        return find_workspace(Path.cwd())
    except InputError:
        return Path.cwd()


def _profile_object(filed: "Filed", today: date, age: int) -> dict[str, object]:
    from publishkit.rights.profiles import flags_in_words, license_in_words
    from publishkit.rights.terms import is_fresh, read_again

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
    from publishkit.rights.profiles import must_be_read

    typer.echo(f"{len(filed)} profiles, no mistake found.")
    if old := [name for name, one in filed.items() if must_be_read(one.profile, today, age)]:
        typer.echo(_wrapped(f"To be read (again) before they clear anything: {', '.join(old)}."))


def _print_profiles(filed: Mapping[str, "Filed"], today: date, age: int) -> None:
    from publishkit.rights.profiles import flags_in_words, license_in_words, read_in_words

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


@profiles.command()
def adopt(
    name: Annotated[str, typer.Argument(help="The id of the terms, as `publishkit rights profiles` lists it.")],
    by: Annotated[str, typer.Option("--by", help="Who read them; noted in the file.")] = "",
    workspace: Workspace = None,
) -> None:
    """Take a publisher's terms over as your own, read today: open its page and compare before you type this.

    Writes rights/profiles/ID.toml with the day, which counts for `terms_max_age_days` of publishkit.toml. Correct in it
    whatever the page says otherwise.
    """
    from publishkit.press.clearing.decide import adopt_terms
    from publishkit.rights.phrases import long_date
    from publishkit.rights.profiles import flags_in_words, license_in_words
    from publishkit.rights.terms import read_again
    from publishkit.workspace.folder import find_workspace

    root = workspace or find_workspace(Path.cwd())
    taken = adopt_terms(root, name, datetime.now(tz=UTC).date(), by)
    until = long_date(read_again(taken.profile, taken.max_age_days))
    typer.echo(_wrapped(f"{taken.place}: the terms of {taken.profile.name}, read today; they count until {until}."))
    terms = (license_in_words(taken.profile), *flags_in_words(taken.profile))
    typer.echo(_wrapped(f"You take them to say: {'; '.join(terms)}.", "    "))
    if taken.profile.terms_url:
        typer.echo(f"    {taken.profile.terms_url}")
