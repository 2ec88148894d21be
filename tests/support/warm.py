"""A process that has loaded all of publishkit and splits off a child for each command: `python -m tests.support.warm FD`.

Each line on the socket FD is an order, a JSON object; each is answered by the command's exit code. The child is a process
like any other: its folder, its variables, its ends, the end of its interpreter. Only loading was done before.
"""

import gc
import json
import os
import pkgutil
import runpy
import socket
import sys
import time
from importlib import import_module
from typing import Any

import publishkit

LOADED = ("ebooklib.epub", "trafilatura", "weasyprint")
"""What publishkit loads when it is needed, and most commands need."""


def load() -> None:
    """Load every module of publishkit, and the engines."""
    for module in pkgutil.walk_packages(publishkit.__path__, "publishkit."):
        if module.name != "publishkit.__main__":
            import_module(module.name)
    for name in LOADED:
        import_module(name)
    gc.collect()
    gc.freeze()


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
