"""The outermost edge: versions, Ctrl-C, what no one foresaw, and the shell's completions."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from publishkit.cli import main
from tests.support.command import HOME, run

SHOWS = "shows the traceback)"


def fail(monkeypatch: pytest.MonkeyPatch, stop: BaseException, *words: str) -> int:
    """Run `publishkit WORDS…` with every command raising *stop*, and return the exit code."""

    def invoke(*_: object) -> None:
        raise stop

    monkeypatch.setattr(TyperGroup, "invoke", invoke)
    monkeypatch.setattr(sys, "argv", ["publishkit", *words])
    with pytest.raises(SystemExit) as ended:
        main.run()
    return int(str(ended.value.code))


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        (KeyError("lang"), "KeyError: 'lang'"),
        (OSError(28, "No space left on device", "out/x"), "OSError: [Errno 28] No space left on device: 'out/x'"),
        (RecursionError("maximum recursion depth exceeded"), "RecursionError: maximum recursion depth exceeded"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff"),
        (MemoryError(), "MemoryError"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_no_one_foresaw_is_one_line_and_exit_5(monkeypatch, capsys, stop: Exception, said: str):
    assert fail(monkeypatch, stop, "build", "2026-w47") == 5
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("publishkit: build: ")
    assert said in err
    assert err.endswith(f" (`publishkit --debug build ...` {SHOWS}\n")


def test_the_line_names_the_command_of_a_group(monkeypatch, capsys):
    fail(monkeypatch, KeyError("x"), "rights", "show", "harbour-dues")
    assert capsys.readouterr().err.startswith("publishkit: rights show: KeyError: 'x' (`publishkit --debug rights show")


def test_the_line_is_one_line_whatever_the_message_holds(monkeypatch, capsys):
    """A page's own text may end up in a library's message: no line breaks, no terminal codes, no flood."""
    fail(monkeypatch, ValueError("a\nb\x1b[31m\u202e" + 5000 * "x"), "add", "page.html")
    err = capsys.readouterr().err
    assert "ValueError: a b [31m x" in err
    assert (err.count("\n"), len(err) < 500) == (1, True)


@pytest.mark.parametrize(
    ("stop", "package"),
    [
        (ModuleNotFoundError("No module named 'PIL.Image'", name="PIL.Image"), "pillow>=11"),
        (ModuleNotFoundError("No module named 'no_such'", name="no_such"), "no-such"),
    ],
    ids=["ours", "another"],
)
def test_a_missing_package_is_named_with_the_line_that_installs_it(monkeypatch, capsys, stop, package):
    assert fail(monkeypatch, stop, "add", "page.html") == 5
    line = f"(run: {sys.executable} -m pip install {package}; `publishkit --debug add ...` {SHOWS}\n"
    assert capsys.readouterr().err.replace("'pillow>=11'", "pillow>=11").endswith(line)


def test_an_import_error_without_a_name_leaves_it_to_the_doctor(monkeypatch, capsys):
    fail(monkeypatch, ImportError("libfoo.so.1: cannot open"), "add")
    assert "(`publishkit doctor` says what is missing; " in capsys.readouterr().err


def test_debug_shows_the_traceback(monkeypatch, capsys):
    assert fail(monkeypatch, KeyError("lang"), "--debug", "build") == 5
    err = capsys.readouterr().err
    assert err.startswith("Traceback (most recent call last)")
    assert err.endswith("KeyError: 'lang'\n")


def test_the_place_is_our_own_module_and_where_a_library_raised_is_said(monkeypatch, capsys, tmp_path: Path):
    monkeypatch.setattr(shlex, "quote", lambda _: json.loads("{"))
    monkeypatch.setattr(sys, "argv", ["publishkit", "init", str(tmp_path / "letter")])
    with pytest.raises(SystemExit) as ended:
        main.run()
    err = capsys.readouterr().err
    assert ended.value.code == 5
    assert re.match(
        r"publishkit: init, publishkit\.cli\.init:\d+: JSONDecodeError raised in json\.decoder:\d+: Expecting", err
    )


def test_ctrl_c_is_one_line_and_130(monkeypatch, capsys):
    assert fail(monkeypatch, KeyboardInterrupt(), "build") == 130
    assert capsys.readouterr().err == "publishkit: interrupted\n"


def in_a_shell(line: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run *line*, in which `$PK` is the command of this tree."""
    more = {"PK": f"{sys.executable} -m publishkit", "PYTHONPATH": str(HOME), **env}
    environment = {**os.environ, **more}
    done = subprocess.run(["bash", "-c", line], cwd=HOME, env=environment, capture_output=True, check=False)
    said = (done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
    return subprocess.CompletedProcess(line, done.returncode, *said)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize("words", ["schema article", "--help", "rights profiles", "rights show nowhere 2>&1"])
def test_a_closed_pipe_is_silent_and_141(words: str):
    """`true` is gone before anything is written: no traceback, and not the 1 that means findings."""
    done = in_a_shell(f"(sleep 0.2; exec $PK {words}) | true; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout, done.stderr) == ("141\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", ["schema article", "--help", "rights profiles"])
def test_a_full_standard_output_is_one_line_and_5(words: str):
    done = in_a_shell(f"$PK {words} > /dev/full")
    said = "publishkit: standard output: cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (5, said)
    assert in_a_shell(f"$PK {words} > /dev/full 2>&1").returncode == 5


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_letters_a_terminal_lacks_are_written_out(encoding: str, tmp_path: Path):
    """An output of few letters is no reason to stop halfway."""
    folder = tmp_path / "Łódź"
    folder.mkdir()
    done = in_a_shell(f"$PK init {folder}/ws", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert encoding == "ascii" or r"\u0141" in done.stdout  # Typer takes ASCII for a mistake, and writes UTF-8
    done = in_a_shell(f"cd {folder}/ws && $PK rights profiles --json", PYTHONIOENCODING=encoding)
    assert (done.returncode, "\\" in done.stdout) == (0, True), done.stderr


def test_ctrl_c_while_modules_load_is_the_same_line(tmp_path: Path):
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt", "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(HOME)))}
    for start in (["-m", "publishkit"], ["-c", "from publishkit.__main__ import main; main()"]):
        done = subprocess.run(
            [sys.executable, *start, "build"], env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "publishkit: interrupted\n")


def test_the_installed_command_is_the_one_that_catches_it():
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"]["publishkit"] == "publishkit.__main__:main"


def test_what_typer_says_itself_stays_as_it_is(monkeypatch, capsys):
    assert fail(monkeypatch, typer.Exit(3), "build") == 3
    assert fail(monkeypatch, typer.Abort(), "build") == 1
    assert fail(monkeypatch, typer.BadParameter("not so"), "build") == 2
    err = capsys.readouterr().err
    assert "Aborted!" in err
    assert "not so" in err


def test_the_version_is_printed():
    ran = run("--version")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, f"publishkit {version('publishkit')}\n", "")


def test_help_has_no_word_on_completion():
    assert "completion" not in run("--help").stdout


BASH = """
eval "$(_PUBLISHKIT_COMPLETE=source_bash publishkit)"
complete -p publishkit
for words in "publishkit co" "publishkit build --js" "publishkit --ve"; do
  COMP_WORDS=($words) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _publishkit_completion publishkit
  echo "${COMPREPLY[@]}"
done
"""


@pytest.fixture
def on_the_path(tmp_path: Path) -> dict[str, str]:
    """An environment in which `publishkit` is the command of this tree."""
    command = tmp_path / "publishkit"
    start = "import sys; sys.argv[0] = 'publishkit'; from publishkit.cli.main import run; run()"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{start}" "$@"\n', "utf-8")
    command.chmod(0o755)
    folders = (str(tmp_path), os.environ["PATH"])
    return {**os.environ, "PATH": os.pathsep.join(folders), "PYTHONPATH": str(HOME)}


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_completes_commands_and_options(on_the_path: dict[str, str]):
    """The line of docs/setup.md, in a bash of its own; as if Tab were pressed after each of three beginnings."""
    assert BASH.splitlines()[1] in (HOME / "docs/setup.md").read_text("utf-8")
    done = subprocess.run(["bash", "-c", BASH], env=on_the_path, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[1:] == ["correct", "--json", "--version"], done.stderr
    assert done.stdout.startswith("complete ")


@pytest.mark.parametrize(("shell", "word"), [("zsh", "compdef"), ("fish", "complete --command publishkit")])
def test_other_shells_get_their_script(on_the_path: dict[str, str], shell: str, word: str):
    environment = {**on_the_path, "_PUBLISHKIT_COMPLETE": f"source_{shell}"}
    done = subprocess.run(["publishkit"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, word in done.stdout) == (0, True)
    assert f"_PUBLISHKIT_COMPLETE=source_{shell} publishkit" in (HOME / "docs/setup.md").read_text("utf-8")
