"""Folders that may not be read, also by root, for whom permissions do not count."""

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def close_folder(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    """Have the system refuse to list *closed*, and to open or look at what is in it."""

    def guarded(call: Callable[..., Any], *, lists: bool) -> Callable[..., Any]:
        def guard(path: Any = ".", *rest: Any, **named: Any) -> Any:
            wanted = Path(path) if isinstance(path, str | Path) else Path()
            if closed in wanted.parents or (lists and wanted == closed):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return call(path, *rest, **named)

        return guard

    for module, name in ((os, "stat"), (io, "open"), (os, "listdir"), (os, "scandir")):
        monkeypatch.setattr(module, name, guarded(getattr(module, name), lists=name in {"listdir", "scandir"}))
