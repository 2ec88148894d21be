"""The editor's preflight with memory: what the last issues said already, and what was left over from them in this one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from publishkit.disk import read_file
from publishkit.edition.language import shown_date
from publishkit.edition.preflight.links import links_of
from publishkit.edition.preflight.words import around, fold
from publishkit.model.artifact import Finding
from publishkit.model.edition import Edition
from publishkit.web import plain_address
from publishkit.workspace.folder import ISSUE_ID, peek

LAST = 25
"""Issues that are remembered: half a year of a weekly."""
STANDING = 3
"""Issues from which on a link stands in every one: the way to subscribe, a partner."""
ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]+")
CLAIM = re.compile(r"(?:©|\(c\)|copyright)\s*(?:(?:19|20)\d\d\s*[-–—]\s*)?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d/-])")


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """An issue that came out before."""

    id: str
    folder: Path
    day: date
    subject: str
    """As its manifest says it; "" when it says none."""

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address in what its editors wrote, in the form in which they are compared."""
        files = (self.folder / "issue.toml", *sorted(self.folder.glob("articles/*/article.md")))
        return frozenset(
            plain_address(found.rstrip(".,;:!?*_")) for file in files for found in ADDRESS.findall(_text(file))
        )


def earlier_issues(root: Path, edition: Edition) -> tuple[Earlier, ...]:
    """Return the last issues dated before *edition*, the newest first."""
    found = []
    for manifest in sorted(root.glob("issues/*/issue.toml")):
        name, day = manifest.parent.name, peek(manifest, "date")
        if ISSUE_ID.fullmatch(name) and name != edition.id and type(day) is date and day < edition.date:
            subject = peek(manifest, "subject")
            found.append(
                Earlier(id=name, folder=manifest.parent, day=day, subject=subject if isinstance(subject, str) else "")
            )
    return tuple(sorted(found, key=lambda one: (one.day, one.id), reverse=True)[:LAST])


def _text(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8", "replace")
    except OSError:
        return ""


def check_memory(root: Path, edition: Edition) -> Iterator[Finding]:
    """E021, E022, L024: said before, left over, led to before."""
    earlier = earlier_issues(root, edition)
    yield from _same_subject(edition, earlier)
    yield from _left_over(edition, earlier)
    yield from _old_years(edition)
    yield from _led_to_before(edition, earlier)


def _same_subject(edition: Edition, earlier: Sequence[Earlier]) -> Iterator[Finding]:
    """E021: mail programs put two mails with one subject into one thread, and readers take them for one."""
    subject = fold(edition.issue.subject)
    same = next((one for one in earlier if subject and fold(one.subject) == subject), None)
    if same:
        yield Finding(
            code="E021",
            severity="warning",
            where=f"{_manifest(edition)}: subject",
            message=f"{same.id} had the same subject: “{edition.issue.subject}”",
            hint="say what is in this issue",
        )


def _manifest(edition: Edition) -> str:
    return f"issues/{edition.id}/issue.toml"


def _head(edition: Edition) -> Mapping[str, str]:
    """Return what stands over the issue: key of the manifest -> its words."""
    issue = edition.issue
    return {"subject": issue.subject, "preheader": issue.preheader, "title": issue.title, "editorial": issue.editorial}


def _left_over(edition: Edition, earlier: Sequence[Earlier]) -> Iterator[Finding]:
    """E022: the day of an earlier issue stands over this one, as if it were its own."""
    for key, text in _head(edition).items():
        folded = fold(text)
        for one in earlier if folded else ():
            day = fold(shown_date(one.day, edition.language))
            at = folded.find(day)
            # In a letter the day is named in passing ("our issue of 13 November"); at its head it dates it.
            if at >= 0 and (key != "editorial" or at < len(day)):
                yield Finding(
                    code="E022",
                    severity="warning",
                    where=f"{_manifest(edition)}: {key}",
                    message=f"“{around(folded, at, at + len(day))}” is the day of {one.id}; this issue is of {edition.date_shown}",
                    hint="write the day of this issue, or none",
                )


def _old_years(edition: Edition) -> Iterator[Finding]:
    """E022: a year that has passed, in a subject or in the line of rights; who looks back in January means it."""
    this = edition.date.year
    footer = edition.config.brand.footer
    for where, text in (
        ("publishkit.toml: brand.footer", footer),
        ("publishkit.toml: publication.tagline", edition.config.publication.tagline),
    ):
        years = [int(found["year"]) for found in CLAIM.finditer(text or "")]
        if years and max(years) < this:
            yield _stale(where, f"claims the year {max(years)}; this issue is of {this}", "write this year, or none")
    for key in ("subject", "preheader"):
        years = [int(found[0]) for found in YEAR.finditer(_head(edition)[key])]
        if years == [this - 1] and edition.date.month > 2:
            yield _stale(
                f"{_manifest(edition)}: {key}", f"names {this - 1}; this issue is of {this}", "is it meant?", info=True
            )


def _stale(where: str, message: str, hint: str, *, info: bool = False) -> Finding:
    return Finding(code="E022", severity="info" if info else "warning", where=where, message=message, hint=hint)


def _led_to_before(edition: Edition, earlier: Sequence[Earlier]) -> Iterator[Finding]:
    """L024: a page that readers were led to already; of what stands in every issue, of ourselves and of homes nothing is said."""
    home = plain_address(edition.config.publication.url).partition("/")[0]
    told: set[str] = set()
    for _, links in links_of(edition):
        for link in links:
            address = plain_address(link.target)
            deep = urlsplit(link.target).scheme in ("http", "https") and address.partition("/")[2]
            if not (link.ours and deep) or address in told or address.partition("/")[0] == home:
                continue
            told.add(address)
            had = [one.id for one in earlier if address in one.addresses]
            if 0 < len(had) < STANDING:
                message = f"{link.target} was in {' and '.join(had)} already"
                yield Finding(code="L024", severity="info", where=link.where, message=message, hint="is it meant?")
