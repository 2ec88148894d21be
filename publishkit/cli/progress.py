"""Progress on stderr: a line that moves while something takes longer than a moment. Nothing of it reaches stdout."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str], None]


@contextmanager
def progress(first: str, *, quiet: bool = False) -> Iterator[Tell]:
    """Show *first* and whatever is told next, while the block runs; silent when stderr is no terminal or *quiet*."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console

    with Console(stderr=True).status(first, spinner="dots") as status:
        yield status.update
