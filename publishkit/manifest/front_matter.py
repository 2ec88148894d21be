"""`article.md`: the YAML head and the CommonMark body."""

import re
from collections.abc import Iterable

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event

from publishkit.errors import InputError, Problem
from publishkit.manifest.letters import DEEPEST, TOO_DEEP, refuse_token
from publishkit.manifest.parse import decode_text, parse_tree
from publishkit.model.article import FrontMatter

FENCE = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)^---[ \t]*\r?$\n?(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
MAX_HEAD = 64_000
"""Characters; a front matter is a page at the most."""


def parse_article(data: bytes, place: str) -> tuple[FrontMatter, str]:
    """Return the front matter and the Markdown body of an `article.md`.

    Raises:
        InputError: no front matter, not YAML, or keys that do not fit; carries every problem.
    """
    text = decode_text(data, place)
    found = FENCE.match(text)
    if not found:
        hint = "start the file with `---`, `title: …`, `---`"
        raise InputError(Problem(place=place, message="has no front matter, so no title", hint=hint))
    tree = _load_yaml(found["head"], place)
    head = parse_tree(tree, FrontMatter, place)
    if not head.title.strip():
        raise InputError(Problem(place=f"{place}: title", message="is empty", hint="every article needs a title"))
    refuse_token(found["body"], place)
    return head, found["body"].replace("\r\n", "\n").strip("\n")


def _load_yaml(text: str, place: str) -> object:
    if len(text) > MAX_HEAD:
        message = f"the front matter is {len(text):,} characters; the limit is {MAX_HEAD:,}"
        raise InputError(Problem(place=place, message=message, hint="text belongs below the second `---`"))
    yaml = YAML(typ="safe", pure=True)
    try:
        # Aliases are refused before anything is built: a few lines of them unfold to gigabytes.
        _refuse_events(yaml.parse(text), place)
        tree = yaml.load(text)
    except (YAMLError, ValueError, RecursionError) as cause:
        mark = getattr(cause, "problem_mark", None)
        line = f" (line {mark.line + 2})" if mark else ""
        what = getattr(cause, "problem", None) or "cannot be read"
        hint = "values with `:` or quotes inside need quotes around them"
        raise InputError(
            Problem(place=place, message=f"the front matter is not valid YAML{line}: {what}", hint=hint)
        ) from cause
    return {} if tree is None else tree


def _refuse_events(events: Iterable[Event], place: str) -> None:
    """Stop at the first alias, and at the first level that is too deep."""
    depth = 0
    for event in events:
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise InputError(Problem(place=place, message="the front matter is nested too deeply", hint=TOO_DEEP))
        if isinstance(event, AliasEvent):
            raise InputError(Problem(place=place, message="uses a YAML alias (`*name`)", hint="write the value out"))
