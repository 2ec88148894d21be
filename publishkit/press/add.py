"""A source becomes an article folder and a line in the manifest: read, judged, merged with what is there, stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from publishkit.capture.document import Document
from publishkit.capture.extracted import as_json
from publishkit.capture.files import is_address
from publishkit.capture.store import (
    Clash,
    Emitted,
    Provenance,
    body_hash,
    free_name,
    front_matter,
    head_values,
    merge,
    read_emitted,
    split_article,
    store_folder,
    update_article,
    write_article,
    write_record,
)
from publishkit.disk import read_file, write_whole
from publishkit.errors import InputError, Problem, PublishkitError, RightsError
from publishkit.model.issue import Issue
from publishkit.press.arrange import Brief
from publishkit.press.editing import MARK, Said, refuse_new
from publishkit.press.fetch_source import OpenDoor, tool
from publishkit.press.state_rights import Own, state_own
from publishkit.press.take import ARCHIVE, EVIDENCE, Taken, take
from publishkit.workspace.folder import free_slug, slugify, told_unreadable, told_unwritable
from publishkit.workspace.lock import locked
from publishkit.workspace.manifest import append_entry, find_entry, parse_manifest, set_entry
from publishkit.workspace.parse import decode_text, parse_toml
from publishkit.workspace.rights_file import read_rights_values, rights_values, update_rights, write_rights


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """How a source is to be added.

    Raises:
        InputError: the slug or the address cannot be one.
    """

    section: str | None = None
    """Title of a section of the issue; by default the last one."""
    use: str = "full"
    """As `use` in the manifest."""
    url: str | None = None
    """Address of the original, where the source does not name it or names another."""
    slug: str | None = None
    """Name of the article's folder; by default made from its title."""
    brief: Brief | None = None
    """Our own words, where it is to be printed as a brief at once."""
    own: Own | None = None
    """That it is ours."""

    @property
    def entry(self) -> Mapping[str, object]:
        """The keys of its entry in the manifest, besides the slug."""
        return self.brief.values() if self.brief else {"use": self.use}

    def __post_init__(self) -> None:
        if self.slug and not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?", self.slug):
            message, hint = f"{self.slug[:80]!r} is no slug", "small letters, digits and hyphens"
            raise InputError(Problem(place="--slug", message=message, hint=hint))
        if self.url and not re.fullmatch(r"https?://[^\s/]+\S*", self.url):
            raise InputError(Problem(place="--url", message=f"{self.url[:80]!r} is no web address", hint="https://…"))
        if self.own and self.brief:
            hint = "what is ours is printed as it is; a brief is about somebody else's text"
            raise InputError(Problem(place="add", message="--own and --summary exclude each other", hint=hint))


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What goes into one article folder."""

    slug: str
    folder: Path
    files: Mapping[str, bytes]
    clashes: tuple[Clash, ...] = ()
    """What both the editor and the source changed; the editor's stays."""
    merged: bool = False
    """Whether the folder was there before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """What became of one source, or would."""

    taken: Taken
    slug: str | None
    """None when no title was found and none was asked for."""
    plan: Plan | None = None
    """What was stored; None after a dry run."""
    said: tuple[Said, ...] = ()
    """What was said about its rights at once."""
    unclaimed: PublishkitError | None = None
    """Why it was not taken for ours, though that was asked: something speaks against it, or the issue has mistakes."""

    def as_json(self, source: str) -> dict[str, object]:
        """Return what `add --json` prints about *source*; a change is a changelog entry."""
        told = as_json(self.taken.found, self.taken.rights.text, source, self.slug)
        return {**told, "clashes": [str(clash) for clash in self.plan.clashes]} if self.plan else told


def issue_folder(root: Path, issue_id: str) -> Path:
    """Return the folder of an issue.

    Raises:
        InputError: there is no such issue, or its manifest cannot be read.
    """
    folder = root / "issues" / issue_id
    with told_unreadable(root, f"issues/{issue_id}"):
        if not (folder / "issue.toml").exists():
            hint = f"`publishkit new {issue_id}` makes it"
            raise InputError(Problem(place=f"issues/{issue_id}", message="there is no such issue", hint=hint))
        read_file(folder / "issue.toml")
    return folder


def add_source(
    issue: Path, source: str, stdin: BinaryIO, wanted: Wanted, *, open_door: OpenDoor | None = None
) -> Added:
    """Store what *source* holds in an article folder of the issue in the folder *issue*, and name it in the manifest.

    *source* is a file's path, `-` for what *stdin* gives, or an address, fetched through the door.

    Raises:
        InputError: the source cannot be read or has no title, or the issue cannot be written; then nothing was.
        ExternalError: the site of an address does not answer.
    """
    taken = take(source, stdin, wanted.url, open_door=open_door, earlier=earlier_archive(issue / "articles", source))
    _ = wanted.entry  # a summary without words stops before anything is written
    root = issue.parent.parent
    with locked(root):
        planned = plan(taken, issue / "articles", wanted.slug)
        _store(planned, issue, wanted)
    added = Added(taken=taken, slug=planned.slug, plan=planned)
    if wanted.own is None:
        return added
    try:
        claimed = state_own(root, issue.name, planned.slug, wanted.own, write=True)
    except (InputError, RightsError) as stop:
        return replace(added, unclaimed=stop)
    return replace(added, said=claimed.said)


def look_at_source(
    issue: Path | None, source: str, stdin: BinaryIO, wanted: Wanted, *, open_door: OpenDoor | None = None
) -> Added:
    """Return what `add_source` would find, and the slug it would choose; nothing is written. *issue* may be None.

    Raises:
        InputError: the source cannot be read, or the folder asked for is not one of ours.
        ExternalError: the site of an address does not answer.
    """
    articles = issue / "articles" if issue else None
    earlier = earlier_archive(articles, source) if articles else None
    taken = take(source, stdin, wanted.url, open_door=open_door, earlier=earlier)
    slug = choose_slug(taken, articles, wanted.slug)[0] if taken.found.title else wanted.slug
    return Added(taken=taken, slug=slug)


def plan(taken: Taken, articles: Path, slug: str | None) -> Plan:
    """Return what would be written into *articles*: a new folder, or a merge with the one that holds this source.

    Raises:
        InputError: there is no title, or the folder asked for is not one of ours.
    """
    if not taken.found.title.strip():
        place = taken.document.name if taken.document.name != "-" else "standard input"
        raise InputError(
            Problem(place=place, message="no title was found", hint="put the title on a line of its own at the top")
        )
    chosen, old = choose_slug(taken, articles, slug)
    folder = articles / chosen
    evidence = EVIDENCE[taken.document.kind] + (".gz" if taken.document.data[:2] == b"\x1f\x8b" else "")
    name = free_name(folder / "source", evidence, taken.document.data)
    head = head_values(front_matter(taken.found))
    emitted = Emitted(front_matter=head, body_sha256=body_hash(taken.body), rights=rights_values(taken.rights))
    files = {f"source/{name}": taken.document.data}
    if taken.document.archive:
        kept = free_name(folder / "source", ARCHIVE, taken.document.archive)
        files[f"source/{kept}"] = taken.document.archive
    files["ingest.json"] = write_record(taken.found, _origin(taken.document), emitted, tool()).encode()
    if old is None:
        texts = {
            "article.md": write_article(head, taken.body).encode(),
            "rights.toml": write_rights(taken.rights).encode(),
        }
        return Plan(slug=chosen, folder=folder, files={**texts, **taken.files, **files})
    texts, clashes = _merged(folder, old, emitted, taken)
    pictures = {name: data for name, data in taken.files.items() if not (folder / name).exists()}
    return Plan(slug=chosen, folder=folder, files={**texts, **pictures, **files}, clashes=clashes, merged=True)


def choose_slug(taken: Taken, articles: Path | None, wanted: str | None) -> tuple[str, Emitted | None]:
    """Return the slug, and what the machine wrote there before when the folder holds this source already.

    Raises:
        InputError: *wanted* names a folder `add` did not make.
    """
    if wanted:
        if articles is None or not (articles / wanted).exists():
            return wanted, None
        known = _emitted(articles / wanted)
        if known is None:
            message = f"articles/{wanted} exists and was not made by `add`"
            raise InputError(Problem(place=taken.document.name, message=message, hint="choose another --slug"))
        return wanted, known[0]
    first = slugify(taken.found.title, taken.found.language)
    folders = sorted(path for path in articles.iterdir() if path.is_dir()) if articles and articles.is_dir() else []
    for folder in folders:
        known = _emitted(folder)
        if known is not None and _same_source(known[1], taken, folder.name, first):
            return folder.name, known[0]
    return free_slug(first, [folder.name for folder in folders]), None


def _store(planned: Plan, issue: Path, wanted: Wanted) -> None:
    """Write the article folder, then its line in the manifest; a manifest that cannot be edited stops before both."""
    manifest = issue / "issue.toml"
    place = f"issues/{issue.name}/issue.toml"
    data = read_file(manifest)
    text = decode_text(data, place)
    edited = _with_entry(text, planned.slug, wanted, place)
    refuse_new(lambda told: parse_toml(told.encode(), Issue, place), text, edited)
    with told_unwritable(f"issues/{issue.name}/articles/{planned.slug}"):
        store_folder(planned.folder, planned.files)
    if edited != text:
        with told_unwritable(place):
            write_whole(manifest, (MARK if data.startswith(MARK) else b"") + edited.encode())


def _with_entry(text: str, slug: str, wanted: Wanted, place: str) -> str:
    """Return the manifest with the entry of the article; one that is there gets our own words, if there are any."""
    at = find_entry(parse_manifest(text, place), slug)
    if at is None:
        entry = dict(wanted.entry)
        use = str(entry.pop("use"))
        return append_entry(text, slug, section=wanted.section, use=use, more=entry, place=place)
    return set_entry(text, at, wanted.brief.values(), place) if wanted.brief else text


def _merged(folder: Path, base: Emitted, new: Emitted, taken: Taken) -> tuple[dict[str, bytes], tuple[Clash, ...]]:
    """Return the editor's files with what only the machine changed, and what both changed."""
    try:
        article, rights = (folder / "article.md").read_text("utf-8"), (folder / "rights.toml").read_text("utf-8")
        head, body = split_article(article)
        rights_now = read_rights_values(rights)
    except (OSError, ValueError) as cause:
        raise InputError(
            Problem(place=str(folder), message=f"cannot be merged: {cause}", hint="mend it, or use another --slug")
        ) from cause
    fields = merge(base.front_matter, head, new.front_matter)
    whole = merge({"body": base.body_sha256}, {"body": body_hash(body)}, {"body": new.body_sha256})
    statements = merge(base.rights, rights_now, new.rights, "rights.")
    clashes = [
        *fields.clashes,
        *(Clash(key="body", kept="your text", found="another text") for _ in whole.clashes),
        *statements.clashes,
    ]
    article = (
        update_article(article, fields.changes, taken.body if whole.changes else None)
        if fields.changes or whole.changes
        else article
    )
    rights = update_rights(rights, statements.changes)
    return {"article.md": article.encode(), "rights.toml": rights.encode()}, tuple(clashes)


def _emitted(folder: Path) -> tuple[Emitted, Mapping[str, object]] | None:
    try:
        return read_emitted((folder / "ingest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _same_source(record: Mapping[str, object], taken: Taken, folder: str, slug: str) -> bool:
    """The same bytes, the same address, or the same file name under the same title."""
    source = record.get("source")
    if not isinstance(source, dict):
        return False
    address = taken.found.source_url
    same_name = source.get("name") == _file_name(taken.document.name) != "-" and folder == slug
    return (
        source.get("sha256") == taken.document.sha256
        or (bool(address) and record.get("address") == address)
        or same_name
    )


def earlier_archive(articles: Path, source: str) -> bytes | None:
    """Return the archive of an earlier fetch of the address *source* into *articles*; None when there is none."""
    if not is_address(source) or not articles.is_dir():
        return None
    for folder in sorted(path for path in articles.iterdir() if path.is_dir()):
        known = _emitted(folder)
        web = known[1].get("web") if known else None
        if not isinstance(web, dict) or source not in {web.get("requested"), web.get("address")}:
            continue
        stored = sorted((folder / "source").glob("page*.warc.gz"))
        try:
            found = next(
                (data for path in stored if sha256(data := read_file(path)).hexdigest() == web.get("archive_sha256")),
                None,
            )
        except OSError:
            continue
        if found:
            return found
    return None


def _origin(document: Document) -> Provenance:
    return Provenance(
        kind=document.kind,
        name=document.name if is_address(document.name) else _file_name(document.name),
        size=len(document.data),
        sha256=document.sha256,
        charset=document.charset,
        charset_why=document.charset_why,
        origin=document.origin,
        archive_sha256=sha256(document.archive).hexdigest() if document.archive else "",
    )


def _file_name(name: str) -> str:
    return name if name == "-" else Path(name).name.encode("utf-8", "replace").decode()
