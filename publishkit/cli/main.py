"""`publishkit`: registers the commands, maps errors to exit codes. Only `cli/` prints and exits."""

import errno
import io
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from traceback import print_exc, walk_tb
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from publishkit.errors import ExternalError, Problem, PublishkitError

INTERRUPTED = 130  # what a shell says of a program that Ctrl-C ended
UNHEARD = 141  # what a shell says of a program whose reader went away (`| head`)
NAMES = {"listed": "list"}  # a function of the command's own name would hide Python's
LONGEST = 300  # characters of a foreign message: the rest is for --debug


class Commands(TyperGroup):
    """The commands; Ctrl-C ends each of them with a line."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that *ctx* names."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _stop_interrupted()


app = typer.Typer(
    name="publishkit",
    cls=Commands,
    help="A press for weekly editions of curated articles: email, web, PDF and EPUB from one manifest, rights checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:
    """Print the version and stop, when it is *asked* for; those of the engines are the doctor's."""
    if not asked:
        return
    try:
        typer.echo(f"publishkit {version('publishkit')}")
    except PackageNotFoundError:
        typer.echo("publishkit, not installed: run from its source")
    raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of every command; `run` reads --debug itself, before anything can fail."""


def _register() -> None:
    from publishkit.cli.add import add
    from publishkit.cli.arrange import brief, listed, move, remove, rename, status
    from publishkit.cli.audience import audience
    from publishkit.cli.build import build, check, seal, verify
    from publishkit.cli.correct import correct, retract
    from publishkit.cli.doctor import doctor
    from publishkit.cli.explain import explain, labels, schema
    from publishkit.cli.init import init, new
    from publishkit.cli.publish import hosting, publish
    from publishkit.cli.rights import rights
    from publishkit.cli.send import send
    from publishkit.cli.serve import desk, serve, worker
    from publishkit.cli.sites import sites
    from publishkit.cli.theme import theme

    commands: tuple[tuple[Callable[..., Any], str], ...] = (
        (init, "A new workspace that builds at once."),
        (new, "A new issue folder."),
        (add, "Articles into an issue: addresses, HTML, pasted text, Markdown."),
        (listed, "The articles of an issue, in order."),
        (status, "Where an issue stands, and the one command to type next."),
        (brief, "An article as a brief: title, our own words, link."),
        (move, "Another place, section or issue for an article."),
        (remove, "An article out of the issue."),
        (rename, "Another slug for an article, links and all."),
        (desk, "The editor's desk on a local web page."),
        (check, "Every finding about an issue; nothing is written."),
        (build, "The edition, proved, into out/."),
        (verify, "Prove a finished edition again."),
        (publish, "Site, feeds, catalogs and downloads, to a folder or a server."),
        (hosting, "What nginx, Caddy or Apache has to be told of the site."),
        (correct, "A revised edition that says what was put right."),
        (retract, "An article or picture taken out of every output."),
        (explain, "What a code means and how to mend it."),
        (worker, "Send what is frozen, with a team's database."),
        (serve, "The unsubscribe page and the providers' webhooks."),
        (schema, "JSON Schema of a file you write."),
        (labels, "Words around the texts, as a file to translate."),
        (doctor, "What this machine lacks."),
    )
    for command, short in commands:
        app.command(name=NAMES.get(command.__name__, command.__name__), short_help=short)(command)
    app.add_typer(rights, name="rights")
    app.add_typer(sites, name="sites", short_help="Rules for reading pages of a site.")
    app.add_typer(theme, name="theme", short_help="The look: themes, a new one, what is wrong with one.")
    app.add_typer(seal, name="seal", short_help="Keys that sign finished editions.")
    app.add_typer(audience, name="audience")
    app.add_typer(send, name="send", short_help="The letter to its readers, once.")


def run() -> None:
    """Run the command line and exit with the code of `errors.py`; an error is a line, never a traceback."""
    _take_streams()
    try:
        _run()
    except StreamError as stop:
        _stop_unheard(stop)


def _run() -> None:
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        _register()
        _teach_completion()
        app(args=arguments, standalone_mode=True)
    except PublishkitError as stop:
        if debug:
            raise
        for problem in stop.problems:
            typer.echo(f"publishkit: {problem}", err=True)
        sys.exit(stop.exit_code)
    except KeyboardInterrupt:
        _stop_interrupted()
    except StreamError:
        raise
    # The outermost edge, and the one place that catches everything: a person who publishes gets a line with a way on,
    # whatever a library raises; whoever mends it asks for the traceback.
    except Exception as stop:  # noqa: BLE001
        if debug:
            print_exc()
        else:
            typer.echo(f"publishkit: {describe(stop, arguments)}", err=True)
        sys.exit(ExternalError.exit_code)


def _stop_interrupted() -> NoReturn:
    typer.echo("publishkit: interrupted", err=True)
    raise SystemExit(INTERRUPTED) from None


# --- standard output and standard error -------------------------------------------------------------------------------


class StreamError(Exception):
    """Standard output or standard error takes no more: its disk is full, or its reader went away.

    No OSError, which libraries would take for theirs: Typer makes exit 1 of it, and 1 means findings.
    """

    def __init__(self, descriptor: int, cause: OSError) -> None:
        super().__init__(descriptor, cause)
        self.descriptor = descriptor
        self.cause = cause


class _Stream(io.FileIO):
    """Writes to a stream of this process."""

    def write(self, data: Any) -> int:
        """Write *data*; StreamError when it cannot be."""
        try:
            return super().write(data)
        except OSError as cause:
            raise StreamError(self.fileno(), cause) from cause


def _take_streams() -> None:
    """Write letters that a narrow terminal lacks as their numbers, and tell a stream that fails from any other failure."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        stream.reconfigure(errors="backslashreplace")
        if type(getattr(stream.buffer, "raw", stream.buffer)) is io.FileIO and stream is getattr(sys, f"__{name}__"):
            ours = io.TextIOWrapper(
                io.BufferedWriter(_Stream(stream.fileno(), "w", closefd=False)),
                encoding=stream.encoding,
                errors=stream.errors,
                line_buffering=stream.line_buffering,
                write_through=stream.write_through,
            )
            setattr(sys, name, ours)


def _stop_unheard(stop: StreamError) -> NoReturn:
    _silence(stop.descriptor)
    if stop.cause.errno == errno.EPIPE:
        sys.exit(UNHEARD)
    place = "standard error" if stop.descriptor == 2 else "standard output"
    problem = Problem(place=place, message=f"cannot be written: {stop.cause.strerror}")
    try:
        typer.echo(f"publishkit: {problem}", err=True)
    except StreamError as other:
        _silence(other.descriptor)
    sys.exit(ExternalError.exit_code)


def _silence(descriptor: int) -> None:
    """Let what is still to be written go nowhere: Python would complain of it as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)


# --- completion, and what no one foresaw ------------------------------------------------------------------------------


def _teach_completion() -> None:
    """Let Typer answer a shell that asks for completions, without the two options it would add to every --help."""
    if "_PUBLISHKIT_COMPLETE" in os.environ:
        from typer.completion import get_completion_inspect_parameters

        get_completion_inspect_parameters()  # registers the shells on its way; what it returns are the two options


def describe(stop: Exception, arguments: Sequence[str]) -> Problem:
    """Return what a person is told about an error that no one foresaw, raised by the command in *arguments*.

    >>> str(describe(KeyError("lang"), ["build", "2026-w47"]))
    "build: KeyError: 'lang' (`publishkit --debug build ...` shows the traceback)"
    """
    command = _command(arguments)
    trace = f"`publishkit --debug {command} ...` shows the traceback"
    hint = f"{_way_on(stop)}; {trace}" if isinstance(stop, ImportError) else trace
    places = [f"{frame.f_globals.get('__name__')}:{line}" for frame, line in walk_tb(stop.__traceback__)]
    inside = [place for place in places if place.startswith("publishkit.") and not place.startswith(f"{__name__}:")]
    raised = f" raised in {places[-1]}" if inside and places[-1] != inside[-1] else ""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in str(stop)).split())[:LONGEST]
    message = f"{type(stop).__name__}{raised}: {words}" if words else f"{type(stop).__name__}{raised}"
    return Problem(place=", ".join((command, *inside[-1:])), message=message, hint=hint)


def _command(arguments: Sequence[str]) -> str:
    """Return the words that name the command: two for a command of a group."""
    words = [argument for argument in arguments[:2] if not argument.startswith("-")]
    groups = {group.name for group in app.registered_groups}
    return " ".join(words if words and words[0] in groups else words[:1]) or "publishkit"


def _way_on(stop: ImportError) -> str:
    """Return what to run so that an import succeeds."""
    from publishkit.doctor.examine import pip_install
    from publishkit.doctor.packages import lacking_package, requirement

    package = lacking_package(stop)
    if not package:
        return "`publishkit doctor` says what is missing"
    return f"run: {shlex.join(pip_install([requirement(package)]))}"
