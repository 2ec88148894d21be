"""`publishkit`: registers the commands, maps errors to exit codes. Only `cli/` prints and exits."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from publishkit.errors import PublishkitError

app = typer.Typer(
    name="publishkit",
    help="A press for weekly editions of curated articles: email, web, PDF and EPUB from one manifest, rights checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options of every command; `run` reads --debug itself, before anything can fail."""


def _register() -> None:
    from publishkit.cli.add import add
    from publishkit.cli.audience import audience
    from publishkit.cli.build import build
    from publishkit.cli.check import check
    from publishkit.cli.correct import correct
    from publishkit.cli.doctor import doctor
    from publishkit.cli.explain import explain
    from publishkit.cli.init import init
    from publishkit.cli.new import new
    from publishkit.cli.publish import publish
    from publishkit.cli.retract import retract
    from publishkit.cli.rights import rights
    from publishkit.cli.schema import schema
    from publishkit.cli.send import send
    from publishkit.cli.serve import serve, worker
    from publishkit.cli.verify import verify

    commands: tuple[tuple[Callable[..., Any], str], ...] = (
        (init, "A new workspace that builds at once."),
        (new, "A new issue folder."),
        (add, "Articles into an issue: HTML, pasted text, Markdown."),
        (check, "Every finding about an issue; nothing is written."),
        (build, "The edition, proved, into out/."),
        (verify, "Prove a finished edition again."),
        (publish, "Site, feeds, catalogs and downloads, to a folder or a server."),
        (correct, "A revised edition that says what was put right."),
        (retract, "An article or picture taken out of every output."),
        (explain, "What a code means and how to mend it."),
        (worker, "Send what is frozen, with a team's database."),
        (serve, "The unsubscribe page and the providers' webhooks."),
        (schema, "JSON Schema of a file you write."),
        (doctor, "What this machine lacks."),
    )
    for command, short in commands:
        app.command(name=command.__name__, short_help=short)(command)
    app.add_typer(rights, name="rights")
    app.add_typer(audience, name="audience")
    app.add_typer(send, name="send", short_help="The letter to its readers, once.")


def run() -> None:
    """Run the command line and exit with the code of `errors.py`; an error is a line, never a traceback."""
    _register()
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        app(args=arguments, standalone_mode=True)
    except PublishkitError as stop:
        if debug:
            raise
        for problem in stop.problems:
            typer.echo(f"publishkit: {problem}", err=True)
        sys.exit(stop.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
