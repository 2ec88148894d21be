"""A source becomes an article folder and a line in the manifest: read, judged, merged with what is there, stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from publishkit.capture.document import Document
from publishkit.capture.extracted import as_json, released
from publishkit.capture.files import is_address
from publishkit.capture.site_rules import load_sites
from publishkit.capture.store import Provenance, free_name, store_folder, write_article, write_record
from publishkit.disk import read_file, write_whole
from publishkit.errors import InputError, Problem, PublishkitError, RightsError
from publishkit.model.article import Clash
from publishkit.model.issue import Issue
from publishkit.permissions.stored_files import Prints
from publishkit.press.adding.fetch_source import OpenDoor, tool
from publishkit.press.adding.identity import (
    Foreign,
    Known,
    known_article,
    known_articles,
    refuse_other_text,
    same_article,
)
from publishkit.press.adding.merge_article import emitted_of, merge_article
from publishkit.press.adding.propose_rights import of_body
from publishkit.press.adding.remember import remember_added
from publishkit.press.adding.take import EVIDENCE, Taken, take
from publishkit.press.arrange import Brief
from publishkit.press.clearing.state_rights import Own, state_own
from publishkit.press.editing import Said, refuse_new
from publishkit.workspace.folder import free_slug, slugify, told_unreadable, told_unwritable
from publishkit.workspace.lock import locked
from publishkit.workspace.manifest import append_entry, find_entry, parse_manifest, set_entry
from publishkit.workspace.rights_file import write_rights
from publishkit.workspace.toml.parse import decode_text, encode_like, parse_toml

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")


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
    merge: str | None = None
    """The article that this is the new version of, whatever its text says."""
    brief: Brief | None = None
    """Our own words, where it is to be printed as a brief at once."""
    own: Own | None = None
    """That it is ours."""

    @property
    def entry(self) -> Mapping[str, object]:
        """The keys of its entry in the manifest, besides the slug."""
        return self.brief.values() if self.brief else {"use": self.use}

    def __post_init__(self) -> None:
        for option, name in (("--slug", self.slug), ("--merge", self.merge)):
            if name and not SLUG.fullmatch(name):
                message, hint = f"{name[:80]!r} is no slug", "small letters, digits and hyphens"
                raise InputError(Problem(place=option, message=message, hint=hint))
        if self.slug and self.merge:
            hint = "--slug names a new article, --merge one that is there"
            raise InputError(Problem(place="add", message="--slug and --merge exclude each other", hint=hint))
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
    """What both the editor and the source changed, now or earlier, and nobody settled; the editor's stays."""
    merged: bool = False
    """Whether the folder was there before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """What became of one source, or would."""

    taken: Taken
    slug: str | None
    """None when no title was found and none was asked for, or when a person has to say which article it is."""
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
    issue: Path, source: str | Document, stdin: BinaryIO, wanted: Wanted, *, open_door: OpenDoor | None = None
) -> Added:
    """Store what *source* holds in an article folder of the issue in the folder *issue*, and name it in the manifest.

    *source* is a file's path, `-` for what *stdin* gives, or an address, fetched through the door.

    Raises:
        InputError: the source cannot be read or has no title, or the issue cannot be written; then nothing was.
        ExternalError: the site of an address does not answer.
    """
    root = issue.parent.parent
    earlier = earlier_archive(issue / "articles", source)
    taken = take(source, stdin, wanted.url, open_door=open_door, earlier=earlier, sites=load_sites(root))
    _ = wanted.entry  # a summary without words stops before anything is written
    with locked(root):
        planned = plan(taken, issue / "articles", wanted)
        _store(planned, issue, wanted)
    remember_added(root, (issue.name, planned.slug), planned.files, taken.body, merged=planned.merged)
    added = Added(taken=replace(taken, found=released(taken.found)), slug=planned.slug, plan=planned)
    if wanted.own is None:
        return added
    try:
        claimed = state_own(root, issue.name, planned.slug, wanted.own, write=True)
    except (InputError, RightsError) as stop:
        return replace(added, unclaimed=stop)
    return replace(added, said=claimed.said)


def look_at_source(
    issue: Path | None, source: str | Document, stdin: BinaryIO, wanted: Wanted, *, open_door: OpenDoor | None = None
) -> Added:
    """Return what `add_source` would find, and the slug it would choose; nothing is written. *issue* may be None.

    Raises:
        InputError: the source cannot be read, or the folder asked for is not one of ours.
        ExternalError: the site of an address does not answer.
    """
    articles = issue / "articles" if issue else None
    earlier = earlier_archive(articles, source) if articles else None
    sites = load_sites(issue.parent.parent) if issue else ()
    taken = take(source, stdin, wanted.url, open_door=open_door, earlier=earlier, sites=sites)
    taken = replace(taken, found=released(taken.found))
    if not taken.found.title:
        return Added(taken=taken, slug=wanted.slug)
    try:
        slug = choose_slug(taken, articles, wanted)[0]
    except InputError as stop:
        if wanted.slug or wanted.merge:
            raise
        asked = tuple(f"slug: {problem.message} ({problem.hint})" for problem in stop.problems)
        found = replace(taken.found, review=(*taken.found.review, *asked))
        return Added(taken=replace(taken, found=found), slug=None)
    return Added(taken=taken, slug=slug)


def plan(taken: Taken, articles: Path, wanted: Wanted) -> Plan:
    """Return what would be written into *articles*: a new folder, or a merge with the one that holds this source.

    Raises:
        InputError: there is no title, a person has to say which article it is, or the one that is there cannot be merged.
    """
    taken = _titled(taken, wanted)
    taken = replace(taken, rights=of_body(taken.rights, taken.body))
    chosen, known = choose_slug(taken, articles, wanted)
    folder = articles / chosen
    evidence = EVIDENCE[taken.document.kind] + (".gz" if taken.document.data[:2] == b"\x1f\x8b" else "")
    files = {f"source/{free_name(folder / 'source', evidence, taken.document.data)}": taken.document.data}
    if taken.document.archive:
        kept = free_name(folder / "source", taken.document.archive_name, taken.document.archive)
        files[f"source/{kept}"] = taken.document.archive
    if known is None:
        emitted = emitted_of(taken)
        files["ingest.json"] = write_record(taken.found, _origin(taken.document), emitted, tool()).encode()
        article, rights = write_article(emitted.front_matter, taken.body), write_rights(taken.rights)
        texts = {"article.md": article.encode(), "rights.toml": rights.encode()}
        return Plan(slug=chosen, folder=folder, files={**texts, **taken.files, **files})
    merged = merge_article(folder, known, taken, Prints(articles.parents[2]))
    record = write_record(merged.taken.found, _origin(taken.document), merged.emitted, tool(), merged.kept)
    files["ingest.json"] = record.encode()
    texts = {"article.md": merged.article.encode(), "rights.toml": merged.rights.encode()}
    pictures = {name: data for name, data in merged.taken.files.items() if not (folder / name).exists()}
    clashes = merged.kept.clashes
    return Plan(slug=chosen, folder=folder, files={**texts, **pictures, **files}, clashes=clashes, merged=True)


def _titled(taken: Taken, wanted: Wanted) -> Taken:
    """Return what was read, under the words of the slug that was asked for where it has no title of its own.

    Raises:
        InputError: it has no title, and nobody gave it a name.
    """
    if taken.found.title.strip():
        return taken
    name = wanted.merge or wanted.slug
    if not name:
        place = taken.document.name if taken.document.name != "-" else "standard input"
        own = "put the title on a line of its own at the top, or " if taken.document.kind != "html" else ""
        hint = f"{own}give it a name (`--slug NAME`) and write the title into its article.md"
        raise InputError(Problem(place=place, message="no title was found", hint=hint))
    words = name.replace("-", " ")
    question = "title: none was found; the words of its slug stand for it"
    found = replace(taken.found, title=words[:1].upper() + words[1:], review=(question, *taken.found.review))
    return replace(taken, found=found)


def choose_slug(taken: Taken, articles: Path | None, wanted: Wanted) -> tuple[str, Known | None]:
    """Return the slug, and the article when the folder holds it already.

    Raises:
        InputError: *wanted* names a folder `add` did not make, or one that holds another text; or it is not said which
            article this is.
        RightsError: it is said to be ours, and its text is that of an article that is not.
    """
    name = wanted.merge or wanted.slug
    if name:
        if articles is None or not (articles / name).exists():
            if wanted.merge:
                hint = "`publishkit list` names the articles"
                raise InputError(Problem(place="--merge", message=f"there is no articles/{name}", hint=hint))
            return name, None
        known = known_article(articles / name)
        if known is None:
            message = f"articles/{name} exists and was not made by `add`"
            raise InputError(Problem(place=taken.document.name, message=message, hint="choose another --slug"))
        if not wanted.merge:
            refuse_other_text(taken, known)
        return name, known
    first = slugify(taken.found.title, taken.found.language)
    folders = [path.name for path in articles.iterdir() if path.is_dir()] if articles and articles.is_dir() else []
    free = free_slug(first, sorted(folders))
    foreign = _foreign(articles.parent) if articles and wanted.own else None
    known = same_article(taken, articles, free, foreign) if articles else None
    return (known.slug, known) if known else (free, None)


def _foreign(issue: Path) -> Foreign:
    """Return what tells why an article of *issue* does not look like ours; of one that cannot be read nothing is known."""

    def why(slug: str) -> str:
        try:
            state_own(issue.parent.parent, issue.name, slug, Own(), write=False)
        except RightsError as stop:
            return stop.problems[0].message.partition("does not look like ours: ")[2]
        except InputError:
            return ""
        return ""

    return why


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
            write_whole(manifest, encode_like(data, edited))


def _with_entry(text: str, slug: str, wanted: Wanted, place: str) -> str:
    """Return the manifest with the entry of the article; one that is there gets our own words, if there are any."""
    at = find_entry(parse_manifest(text, place), slug)
    if at is None:
        entry = dict(wanted.entry)
        use = str(entry.pop("use"))
        return append_entry(text, slug, section=wanted.section, use=use, more=entry, place=place)
    return set_entry(text, at, wanted.brief.values(), place) if wanted.brief else text


def earlier_archive(articles: Path, source: str | Document) -> bytes | None:
    """Return the archive of an earlier fetch of the address *source* into *articles*; None when there is none."""
    if not isinstance(source, str) or not is_address(source) or not articles.is_dir():
        return None
    for known in known_articles(articles):
        web = known.record.get("web")
        if not isinstance(web, dict) or source not in {web.get("requested"), web.get("address")}:
            continue
        stored = sorted((articles / known.slug / "source").glob("page*.warc.gz"))
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
        archive_name=document.archive_name if document.archive else "",
        part=document.part,
    )


def _file_name(name: str) -> str:
    return name if name == "-" else Path(name).name.encode("utf-8", "replace").decode()
