"""What `add` read of an article when it came in, from `ingest.json`: the rights it proposed, and where the article stood.

The editor may have changed everything since; this stays as it was read.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from publishkit.errors import InputError
from publishkit.model.article import Captured, FrontMatter, RightsFile
from publishkit.model.rights import Party
from publishkit.model.statement import RightsStatement
from publishkit.workspace.parse import OVERRIDE, TOKEN, UNPRINTABLE, parse_tree

TITLE = {"title": "untitled"}
"""A front matter has a title; a reading may have found none."""
MAX_BYTES = 40_000_000
"""A record holds the words of the whole page beside the article."""


def parse_captured(data: bytes, place: str) -> Captured | None:
    """Return what the `ingest.json` *data* says was read; None when it is no record of ours: then nothing is known."""
    if len(data) > MAX_BYTES:
        return None
    # None of it is printed as it stands; what no file of an editor may hold must not hide what the page said.
    text = OVERRIDE.sub("", UNPRINTABLE.sub("", data.decode("utf-8", "replace"))).replace(TOKEN, "")
    try:
        record = json.loads(text)
        emitted = record["emitted"]
        rights = _rights(emitted["rights"], place)
        head = parse_tree({**TITLE, **emitted["front_matter"]}, FrontMatter, place)
        kind = str(record["source"]["kind"])
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Captured(from_page=kind == "html", text=as_read(rights.text, head), pictures=rights.picture)


def _rights(emitted: Mapping[str, Any], place: str) -> RightsFile:
    text = {key: value for key, value in emitted.items() if key != "picture"}
    return parse_tree({"text": text, "picture": emitted.get("picture", [])}, RightsFile, place)


def as_read(statement: RightsStatement, head: FrontMatter) -> RightsStatement:
    """Return *statement* with what the front matter says already, so that nothing is typed twice."""
    creators = tuple(Party(name=b.name, role=b.role, url=b.url) for b in head.bylines)
    publisher = Party(name=head.publisher.name, url=head.publisher.url) if head.publisher else None
    return replace(
        statement,
        title=statement.title or head.title,
        creators=statement.creators or creators,
        publisher=statement.publisher or publisher,
        source_url=statement.source_url or head.canonical_url or head.source_url,
        first_published=statement.first_published or head.published,
    )
