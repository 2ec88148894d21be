"""Article folders as `add` keeps them: `article.md`, and `ingest.json`, which says what the machine wrote and why."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from publishkit.capture.commonmark import write_blocks
from publishkit.capture.document import Origin
from publishkit.capture.extracted import Dropped, Extracted, printable
from publishkit.capture.pieces import split
from publishkit.disk import take_place, write_whole
from publishkit.model.article import Clash, FrontMatter, Publisher
from publishkit.model.statement import Signal
from publishkit.workspace.article import read_clashes
from publishkit.workspace.front_matter import FENCE, dump, plain, set_head

Head = Mapping[str, object]
VERSION = 1
"""Of `ingest.json`; a change that could break a reader is a new number."""


# --- the folder -------------------------------------------------------------------------------------------------------


def store_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* (paths relative to *folder*) so that the folder is either as before or complete.

    Files that stand there already and are not in *files* stay.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh = work / "new"
        if folder.exists():
            shutil.copytree(folder, fresh, symlinks=True)
        else:
            fresh.mkdir()
        for name, data in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        take_place(fresh, folder, work / "old")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def free_name(folder: Path, name: str, data: bytes) -> str:
    """Return *name*, or the first numbered one that does not stand for other bytes in *folder*: evidence is never overwritten."""
    stem, dot, ending = name.partition(".")
    number, candidate = 1, name
    while (folder / candidate).exists() and (folder / candidate).read_bytes() != data:
        number += 1
        candidate = f"{stem}-{number}{dot}{ending}"
    return candidate


# --- article.md -------------------------------------------------------------------------------------------------------


def front_matter(found: Extracted) -> FrontMatter:
    """Return the front matter of an article; what is unknown stays away."""
    return FrontMatter(
        title=found.title,
        kicker=found.kicker,
        deck=found.deck,
        bylines=found.bylines,
        dateline=found.dateline,
        published=found.published,
        modified=found.modified,
        publisher=Publisher(name=found.publisher, url=found.publisher_url) if found.publisher else None,
        language=found.language,
        source_url=found.source_url or found.site_url,
        canonical_url=found.canonical_url,
        origin_line=found.origin_line,
        review=found.review,
    )


def head_values(head: FrontMatter) -> dict[str, object]:
    """Return the keys that are set, as plain values in their order; moments as ISO 8601, to the minute."""
    values = head.model_dump(exclude_defaults=True, exclude_none=True)
    return {key: plain(value) for key, value in values.items()}


def write_article(head: Head, body: str) -> str:
    r"""Return the text of `article.md`.

    >>> print(write_article({"title": "Low water"}, "Tides turn.\n"), end="")
    ---
    title: Low water
    ---
    <BLANKLINE>
    Tides turn.
    """
    return f"---\n{dump(dict(head))}---\n\n{body.strip(chr(10))}\n"


def split_article(text: str) -> tuple[dict[str, object], str]:
    """Return head (plain values) and body of an `article.md`.

    Raises:
        ValueError: it has no front matter that can be read.
    """
    match = FENCE.match(text)
    if match is None:
        raise ValueError("article.md has no front matter")
    data = YAML(typ="safe", pure=True).load(match["head"])
    if not isinstance(data, dict):
        raise ValueError("the front matter of article.md holds no keys")  # noqa: TRY004  the file is wrong, not the caller
    return {str(key): plain(value) for key, value in data.items()}, match["body"].strip("\n") + "\n"


def update_article(text: str, changes: Mapping[str, object], body: str | None) -> str:
    """Return *text* with these keys set (None takes one out) and the body replaced; every other line stays.

    Raises:
        ValueError: it has no front matter.
        InputError: a key is written so that it cannot be changed alone.
    """
    for key, value in changes.items():
        text = set_head(text, key, value, "article.md")
    match = FENCE.match(text)
    if match is None:
        raise ValueError("article.md has no front matter")
    if body is None:
        return text
    return f"{text[: match.start('body')]}\n{body.strip(chr(10))}\n"


# --- ingest.json ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """Where the bytes came from."""

    kind: str
    name: str
    """File name only: a path of the editor's machine is nobody's business."""
    size: int
    sha256: str
    charset: str
    charset_why: str
    origin: Origin | None = None
    """Of what was fetched."""
    archive_sha256: str = ""
    """Of the file it is kept in."""
    archive_name: str = ""
    """What that file is: "in.docx"; one stored beside another of the name has a number besides."""
    part: str = ""
    """Which text of its file it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Emitted:
    """What the machine wrote, to be compared with what stands there later."""

    front_matter: Mapping[str, object] = field(default_factory=dict)
    body: str | None = None
    """CommonMark, what the editor put back included; None in a record of before 2026-12."""
    body_sha256: str = ""
    rights: Mapping[str, object] = field(default_factory=dict)
    """Keys of `[text]`, and "picture" for all pictures."""
    pictures: Mapping[str, str] = field(default_factory=dict)
    """File of a picture -> SHA-256 of its bytes as they came."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Address of a picture, as the source writes it -> its file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What a record keeps from one reading of the source to the next."""

    clashes: tuple[Clash, ...] = ()
    """Nobody has settled them yet."""
    restored: tuple[str, ...] = ()
    """The words of what was left out and the editor put back."""


def body_hash(body: str) -> str:
    """Return the hash of a body as it stands in `article.md`."""
    return sha256(body.strip("\n").encode("utf-8", "surrogatepass")).hexdigest()


def write_record(found: Extracted, origin: Provenance, emitted: Emitted, tool: str, kept: Kept | None = None) -> str:
    """Return the text of `ingest.json`; the same source gives the same bytes."""
    record = {
        "version": VERSION,
        "tool": tool,
        "source": {"kind": origin.kind, "name": origin.name, "bytes": origin.size, "sha256": origin.sha256,
                   "charset": origin.charset, "charset_why": origin.charset_why},
        **({"file": {"name": origin.archive_name, "sha256": origin.archive_sha256, "part": origin.part}} if origin.archive_sha256 else {}),
        **({"web": _web(origin.origin, origin.archive_sha256)} if origin.origin else {}),
        "address": found.source_url,
        "candidates": {key: [{"value": one.value, "from": one.source, **({"why": one.why} if one.why else {})} for one in values] for key, values in found.candidates.items() if values},
        "pictures": [{"file": p.file, "src": p.src, "caption": p.caption, "credit": p.credit, "credit_raw": p.credit_raw, "signals": _signs(p.signals)} for p in found.pictures],
        "signals": _signs(found.signals),
        "dropped": _dropped(found),
        "review": list(found.review),
        "emitted": {"front_matter": dict(emitted.front_matter), "body": emitted.body, "body_sha256": emitted.body_sha256, "rights": dict(emitted.rights), "pictures": dict(emitted.pictures), "addresses": dict(emitted.addresses)},
        **kept_values(kept or Kept()),
    }  # fmt: skip
    return dump_record(record)


def dump_record(record: Mapping[str, object]) -> str:
    """Return the text of an `ingest.json`."""
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _dropped(found: Extracted) -> list[dict[str, object]]:
    """What was left out, and behind how many paragraphs of the body it stood, where that is known."""
    counts = [0, *accumulate(len(split(write_blocks([block], found.pictures))) for block in found.blocks)]
    return [
        {"text": one.text, "reason": one.reason, **({} if one.after is None else {"after": counts[min(one.after, len(counts) - 1)]}), **_as_printed(one)}
        for one in found.dropped
    ]  # fmt: skip


def _as_printed(one: Dropped) -> dict[str, object]:
    written = printable(one.as_printed())
    return {"markdown": written} if written else {}


def kept_values(kept: Kept) -> dict[str, object]:
    """Return the keys of `ingest.json` that hold what is kept."""
    clashes = [
        {"key": one.key, "yours": one.kept, "theirs": one.found, "base": one.base, "after": one.after}
        for one in kept.clashes
    ]
    return {"clashes": clashes, "restored": list(kept.restored)}


def read_kept(record: Mapping[str, Any]) -> Kept:
    """Return what a record keeps; what is no clash of ours is nothing."""
    restored = record.get("restored")
    return Kept(clashes=read_clashes(record), restored=tuple(map(str, restored)) if isinstance(restored, list) else ())


def _web(origin: Origin, archive_sha256: str) -> dict[str, object]:
    """How it was fetched; the answers themselves are in the archive."""
    return {
        "requested": origin.requested,
        "address": origin.address,
        "redirects": list(origin.redirects),
        "retrieved": origin.retrieved.isoformat() if origin.retrieved else None,
        "media_type": origin.media_type,
        "robots": origin.robots,
        "etag": origin.etag,
        "last_modified": origin.last_modified,
        "archive_sha256": archive_sha256,
    }


def _signs(signals: Sequence[Signal]) -> list[dict[str, str]]:
    return [{"kind": sign.kind, "value": sign.value, "where": sign.where} for sign in signals]


def read_emitted(text: str) -> tuple[Emitted, Mapping[str, Any]]:
    """Return what the machine wrote, and the whole record.

    Raises:
        ValueError: it is no record of ours.
    """
    try:
        record = json.loads(text)
        emitted = record["emitted"]
        return (
            Emitted(
                front_matter=dict(emitted["front_matter"]),
                body=None if emitted.get("body") is None else str(emitted["body"]),
                body_sha256=str(emitted["body_sha256"]),
                rights=dict(emitted["rights"]),
                pictures=dict(emitted.get("pictures") or {}),
                addresses=dict(emitted.get("addresses") or {}),
            ),
            record,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
        raise ValueError("ingest.json is damaged") from cause
