"""A process that has loaded all of publishkit and splits off a child for each command: `python -m tests.support.warm FD`.

Each line on the socket FD is an order, a JSON object; each is answered by the command's exit code. The child is a process
like any other: its folder, its variables, its ends, the end of its interpreter. Only loading was done before: our modules,
the engines, and the code of the templates, which is remembered by their text. A renderer that the command puts in a process
of its own is split off likewise.
"""

import gc
import io
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any, NoReturn

from jinja2.sandbox import ImmutableSandboxedEnvironment

import publishkit
from publishkit.render import formats
from publishkit.theme.load import bundled_themes, load_theme

LOADED = ("ebooklib.epub", "trafilatura", "weasyprint")
"""What publishkit loads when it is needed, and most commands need."""


def load() -> None:
    """Load every module of publishkit, and the engines; read the theme that comes with it."""
    for module in pkgutil.walk_packages(publishkit.__path__, "publishkit."):
        if module.name != "publishkit.__main__":
            import_module(module.name)
    for name in LOADED:
        import_module(name)
    vars(formats)["subprocess"] = SimpleNamespace(Popen=Renderer, PIPE=subprocess.PIPE)
    _remember_templates()
    gc.collect()
    gc.freeze()


def _remember_templates() -> None:
    """Turn the text of a template into code once; the same text under the same name is the same code."""
    turn = ImmutableSandboxedEnvironment.compile
    known: dict[tuple[object, ...], CodeType] = {}

    def compile_once(self: ImmutableSandboxedEnvironment, source: str, name: str, filename: str) -> CodeType:
        key = (source, name, filename, *sorted(self.filters))
        if key not in known:
            known[key] = turn(self, source, name, filename)
        return known[key]

    type.__setattr__(ImmutableSandboxedEnvironment, "compile", compile_once)
    for folder in sorted(bundled_themes().glob("*/templates")):
        environment = load_theme(folder.parent.name).environment
        for path in sorted(filter(Path.is_file, folder.rglob("*"))):
            environment.get_template(path.relative_to(folder).as_posix())


class Renderer:
    """`subprocess.Popen` for the renderer in a process of its own: split off instead of started."""

    def __init__(self, command: Sequence[str], **_: int) -> None:
        ends = [os.pipe() for _ in range(3)]
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            self._serve(command, ends)
        (its_in, our_in), (our_out, its_out), (our_err, its_err) = ends
        for end in (its_in, its_out, its_err):
            os.close(end)
        self.stdin = os.fdopen(our_in, "wb")
        self._answers = os.fdopen(our_out, "rb"), os.fdopen(our_err, "rb")

    def _serve(self, command: Sequence[str], ends: Sequence[tuple[int, int]]) -> NoReturn:
        """Be the other process. Whatever happens it ends here, with the trace of what stopped it and 1, as Python does."""
        code = 1
        try:
            for number, (reads, writes) in enumerate(ends):
                os.dup2(writes if number else reads, number)
                os.close(reads)
                os.close(writes)
            sys.stdin, sys.stdout, sys.stderr = (
                io.TextIOWrapper(os.fdopen(number, "wb" if number else "rb")) for number in range(3)
            )
            sys.argv = ["-c", command[-1]]
            formats.serve()
            sys.stdout.flush()
            code = 0
        finally:
            if code:
                traceback.print_exc()
            sys.stderr.flush()
            os._exit(code)

    def communicate(self) -> tuple[bytes, bytes]:
        """Return what it said; a renderer says nothing on its error end before it is done with the other."""
        if self.returncode is not None:
            return b"", b""
        with suppress(BrokenPipeError):
            self.stdin.close()
        said = []
        for answer in self._answers:
            with answer:
                said.append(answer.read())
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return said[0], said[1]

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)


def next_order(line: socket.socket) -> dict[str, Any]:
    """Return the order this process is to carry out, being a child split off for it; the first process never returns."""
    with line.makefile("rb") as orders:
        for order in orders:
            child = os.fork()
            if not child:
                told: dict[str, Any] = json.loads(order)
                return told
            _, status = os.waitpid(child, 0)
            line.sendall(b"%d" % os.waitstatus_to_exitcode(status))
    sys.exit()


def carry_out(order: dict[str, Any]) -> None:
    """Run `publishkit` as if it had just been started so."""
    stdin, stdout, stderr = order["ends"]
    for number, path, how in ((0, stdin, os.O_RDONLY), (1, stdout, os.O_WRONLY), (2, stderr, os.O_WRONLY)):
        opened = os.open(path, how | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    sys.argv = ["publishkit", *order["words"]]
    runpy.run_module("publishkit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    load()
    with socket.socket(fileno=int(sys.argv[1])) as told:
        order = next_order(told)
    carry_out(order)
