"""What an editor would print twice: the same text, picture or original in two articles of an issue, or in an earlier one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

from publishkit.disk import read_file
from publishkit.edition.body import parse_body
from publishkit.edition.clear import ClearedItem
from publishkit.model.artifact import Finding
from publishkit.model.issue import FULL_USES
from publishkit.model.rights import Status
from publishkit.permissions.stored_files import StoredArticle
from publishkit.permissions.stored_works import StoredWorks
from publishkit.rights.copies.traces import traces
from publishkit.rights.pictures.likeness import Prints, looks_the_same
from publishkit.web import plain_address
from publishkit.workspace.folder import peek
from publishkit.workspace.front_matter import FENCE

SAME_TEXT = 0.5
"""Share of the shorter text's runs of nine words that stand in the other one when both are the same text."""
FEWEST = 12
"""A text with fewer runs may be a set phrase."""
ADDRESS = re.compile(r"^(?:source_url|canonical_url):[ \t]*[\"']?(?P<address>https?://[^\s\"']+)", re.MULTILINE)
MEANT = "is it meant: `publishkit rights set {slug} repeats=true` says so"


@dataclass(frozen=True, kw_only=True)
class Printed:
    """An article as far as it can be printed twice."""

    slug: str
    runs: frozenset[int]
    """Hashes of the runs of nine words of its body."""
    addresses: frozenset[str]
    whole: bool
    """Whether the text itself is printed."""
    pictures: Mapping[str, tuple[str, Sequence[str]]]
    """File of a picture that is printed -> SHA-256 and fingerprints."""

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 -> file."""
        return {digest: name for name, (digest, _) in self.pictures.items()}

    def is_text_of(self, runs: frozenset[int]) -> bool:
        """Whether another text with these *runs* is the same."""
        least = min(len(self.runs), len(runs))
        return least >= FEWEST and len(self.runs & runs) >= SAME_TEXT * least

    def shown_in(self, other: Mapping[str, tuple[str, Sequence[str]]]) -> Iterator[tuple[str, str]]:
        """Yield (picture here, picture there) of those that are the same."""
        for name, (digest, marks) in self.pictures.items():
            for there, (other_digest, others) in other.items():
                if digest == other_digest or any(looks_the_same(one, two) for one in marks for two in others):
                    yield name, there
                    break


# --- within an issue --------------------------------------------------------------------------------------------------


def duplicates_within(cleared: Sequence[ClearedItem], prints: Prints) -> Iterator[Finding]:
    """Yield A006 and A007: what two articles of an issue have in common."""
    items = [(item, _printed(item, prints)) for item in cleared if _counts(item)]
    for (first, one), (second, other) in combinations(items, 2):
        if first.article.slug == second.article.slug:
            continue
        where, slug = f"{second.article.place}/article.md", second.article.slug
        hint = MEANT.format(slug=slug)
        if one.is_text_of(other.runs):
            twice = one.whole and other.whole
            way = f"take one out (`publishkit remove {slug}`); {hint}"
            message = f"is the same text as “{first.article.head.title}” ({first.article.slug})"
            yield Finding(code="A006" if twice else "A007", severity="warning", where=where, message=message, hint=way)
            continue
        if not one.addresses.isdisjoint(other.addresses):
            message = f"leads readers to the same original as “{first.article.head.title}” ({first.article.slug})"
            yield Finding(code="A007", severity="warning", where=where, message=message, hint=hint)
        for here, there in other.shown_in(one.pictures):
            message = f"{here} is the same picture as {there} of “{first.article.head.title}” ({first.article.slug})"
            yield Finding(
                code="A007", severity="warning", where=f"{second.article.place}/rights.toml", message=message, hint=hint
            )


def _counts(item: ClearedItem) -> bool:
    return item.retraction is None and not item.asked.repeats


def _printed(item: ClearedItem, prints: Prints) -> Printed:
    article = item.article
    shown = [one.picture.file for one in item.pictures if one.channels and one.picture.file in article.assets]
    return Printed(
        slug=article.slug,
        runs=_runs(item.body.paragraphs),
        addresses=_addresses(item),
        whole=item.asked.use in FULL_USES,
        pictures={
            name: (article.assets[name].sha256, prints(article.assets[name].data)) for name in dict.fromkeys(shown)
        },
    )


def _runs(paragraphs: Sequence[str]) -> frozenset[int]:
    return frozenset(run[1] for run in traces(*paragraphs))


def _addresses(item: ClearedItem) -> frozenset[str]:
    """Return where the original stands; the home of a site that stands in for it is no original's address."""
    head = item.article.head
    if item.article.text_rights.status is Status.OWN or any(line.startswith("source_url:") for line in head.review):
        return frozenset()
    return frozenset(plain_address(one) for one in (head.source_url, head.canonical_url) if one)


# --- over earlier issues ----------------------------------------------------------------------------------------------


def duplicates_of_earlier(cleared: Sequence[ClearedItem], stored: StoredWorks) -> Iterator[Finding]:
    """Yield A008: what an issue dated before this one printed already; what lies there and was not printed is nothing."""
    planned = stored.rights.planned
    earlier = {one.issue for one in stored.manifests if one.day < planned.issue.date}
    uses = {issue: _uses(planned.root, issue) for issue in sorted(earlier, reverse=True)}
    before = [one for one in reversed(stored.articles) if one.slug in uses.get(one.issue, {})]
    read = _Earlier(planned.root)
    for item in cleared if before else ():
        if not _counts(item):
            continue
        printed = _printed(item, stored.holdings.prints)
        for one in before:
            yield from _told(item, printed, one, uses[one.issue][one.slug], read)


def _told(item: ClearedItem, printed: Printed, one: StoredArticle, use: str, read: "_Earlier") -> Iterator[Finding]:
    where, hint = f"{item.article.place}/article.md", MEANT.format(slug=item.article.slug)
    in_full = use in FULL_USES
    if (
        in_full
        and printed.whole
        and printed.is_text_of(printed.runs.intersection(one.hashes))
        and printed.is_text_of(read.runs(one))
    ):
        message = f"{one.issue} printed the same text ({one.slug})"
        yield Finding(code="A008", severity="warning", where=where, message=message, hint=hint)
        return
    if not printed.addresses.isdisjoint(read.addresses(one)):
        message = f"{one.issue} had an article from the same address ({one.slug})"
        yield Finding(code="A008", severity="warning", where=where, message=message, hint=hint)
    pictures = {picture.file: (picture.sha256, picture.fingerprints) for picture in one.pictures} if in_full else {}
    for here, there in printed.shown_in(pictures):
        message = f"{one.issue} printed the same picture as {here} ({one.slug}, {there})"
        yield Finding(
            code="A008", severity="warning", where=f"{item.article.place}/rights.toml", message=message, hint=hint
        )


class _Earlier:
    """Articles of earlier issues, each read at most once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._texts: dict[tuple[str, str], str] = {}
        self._runs: dict[tuple[str, str], frozenset[int]] = {}

    def _text(self, one: StoredArticle) -> str:
        place = one.issue, one.slug
        if place not in self._texts:
            try:
                data = read_file(self._root / "issues" / one.issue / "articles" / one.slug / "article.md")
            except OSError:
                data = b""
            self._texts[place] = data.decode("utf-8", "replace")
        return self._texts[place]

    def runs(self, one: StoredArticle) -> frozenset[int]:
        place = one.issue, one.slug
        if place not in self._runs:
            found = FENCE.match(self._text(one))
            self._runs[place] = _runs(parse_body(found["body"], "a").paragraphs) if found else frozenset()
        return self._runs[place]

    def addresses(self, one: StoredArticle) -> frozenset[str]:
        found = FENCE.match(self._text(one))
        return frozenset(plain_address(line["address"]) for line in ADDRESS.finditer(found["head"] if found else ""))


def _uses(root: Path, issue: str) -> Mapping[str, str]:
    """Return slug -> use of what the manifest of an issue names."""
    sections = peek(root / "issues" / issue / "issue.toml", "section")
    entries = [
        entry
        for section in (sections if isinstance(sections, list) else [])
        for entry in (section.get("article") if isinstance(section, dict) else None) or ()
    ]
    return {str(one.get("slug")): str(one.get("use") or "full") for one in entries if isinstance(one, dict)}
