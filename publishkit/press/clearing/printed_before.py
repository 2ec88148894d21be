"""What finished editions of the workspace printed of somebody else's, by title: the folder may be gone, the record is not."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from publishkit.disk import read_file
from publishkit.rights.ours import words_of

FEWEST = 4
"""Words of a title that are no chance."""


def printed_of_others(root: Path, title: str) -> str:
    """Return how an edition in `out/` printed a text of this title as somebody else's, as a clause; "" where none did.

    Raises nothing: a record that cannot be read says nothing.
    """
    wanted = words_of(title)
    if len(wanted) < FEWEST:
        return ""
    for edition, item in _items(root / "out"):
        whose = _whose(item)
        if (
            whose
            and item.get("kind") == "text"
            and item.get("status") != "own"
            and words_of(str(item.get("title"))) == wanted
        ):
            return f"the edition {edition} printed a text of this title as one of {whose}"
    return ""


def _items(out: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in sorted(out.glob("*/rights.json")):
        try:
            record = json.loads(read_file(path))
            items = record["items"]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            continue
        yield from ((path.parent.name, item) for item in items if isinstance(item, dict))


def _whose(item: Mapping[str, Any]) -> str:
    held = [str(name) for name in item.get("holders") or () if name]
    return next(filter(None, (*held, str(item.get("publisher") or ""), str(item.get("source_url") or ""))), "")[:120]
