"""`publishkit theme`: which themes there are, a new one, and everything there is to say about one."""

import json as jsonlib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from publishkit.cli.build import AsJson, AsSarif, print_report
from publishkit.cli.workspace import Workspace, progress
from publishkit.errors import InputError

theme = typer.Typer(help="The look of an edition: themes, and what is wrong with one.", no_args_is_help=True)


def _workspace(named: Path | None) -> Path | None:
    """Return the workspace; None outside of one, where the themes are those that come with publishkit."""
    from publishkit.workspace.folder import find_workspace

    try:
        return find_workspace(named or Path.cwd())
    except InputError:
        if named:
            raise
        return None


@theme.command(name="list")
def listed(workspace: Workspace = None, json: AsJson = False) -> None:
    """The themes an issue can be drawn with, each with its parent; the workspace's own one is marked."""
    from publishkit.press.theming.begin import list_themes
    from publishkit.press.theming.check import theme_of
    from publishkit.workspace.load import load_config

    root = _workspace(workspace)
    themes = list_themes(root)
    if json:
        typer.echo(jsonlib.dumps([asdict(one) for one in themes], ensure_ascii=False, indent=2))
        return
    used = theme_of(load_config(root)) if root else ""
    for one in themes:
        notes = [f"from {one.parent}" if one.parent else "", "comes with publishkit" if one.ours else "themes/"]
        told = one.problem or one.description
        mark = "*" if one.name == used else " "
        typer.echo(f"{mark} {one.name} ({', '.join(filter(None, notes))}){f': {told}' if told else ''}")


@theme.command()
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits, hyphens.")],
    parent: Annotated[
        str, typer.Option(help="The theme it begins from: what it does not say comes from there.")
    ] = "almanac",
    extend: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEMPLATE", help="A template it is going to change, such as web/index.html; may be repeated."
        ),
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Make a theme in themes/NAME that draws as its parent does, to be changed from there."""
    from publishkit.press.theming.begin import new_theme
    from publishkit.workspace.folder import find_workspace

    root = find_workspace(workspace or Path.cwd())
    for path in new_theme(root, name, parent, extend or ()):
        typer.echo(path.relative_to(root))
    typer.echo(
        f'Next: `theme = "{name}"` in an issue.toml, or `name = "{name}"` under [theme] in publishkit.toml', err=True
    )


@theme.command()
def check(
    name: Annotated[str | None, typer.Argument(help="A theme; by default the one the workspace uses.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the specimen into this folder, to look at it.")
    ] = None,
    workspace: Workspace = None,
    json: AsJson = False,
    sarif: AsSarif = False,
) -> None:
    """Try a theme: draw a built-in edition with every kind of item in every format, and say what is wrong.

    Unknown keys and missing tokens, names that no template is given, colors that cannot be read, faces without the letters
    of the language, files outside the folder, credits and notices that the templates drop.
    """
    from publishkit.press.theming.check import check_theme, language_of, load_for, theme_of, write_specimen
    from publishkit.report import Report
    from publishkit.workspace.load import load_config

    root = _workspace(workspace)
    config = load_config(root) if root else None
    loaded = load_for(root, config, name or theme_of(config))
    with progress(f"{loaded.name}: reading", quiet=json or sarif) as tell:
        made = check_theme(loaded, language_of(config), lambda step: tell(f"{loaded.name}: {step}"))
    if out:
        write_specimen(out, made)
    shown = made.files if out else ()
    report = Report(edition=f"theme {made.theme}", findings=made.findings, artifacts=shown, exit_code=made.exit_code)
    print_report(report, json=json, sarif=sarif)
    raise typer.Exit(made.exit_code)
