"""What the desk says of an issue: its articles and where they stand, one of them in full, what the finished edition lacks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from publishkit.desk.showing import Finished, Shown
from publishkit.disk import read_file
from publishkit.errors import InputError, Problem, PublishkitError
from publishkit.model.artifact import Finding
from publishkit.model.edition import Item
from publishkit.model.rights import Status
from publishkit.press.adding.record import Explained, LeftOut, explain, read_recorded
from publishkit.press.clearing.audit import Row, overview
from publishkit.press.status import ArticleStatus, IssueStatus, issue_status
from publishkit.workspace.folder import inside, peek
from publishkit.workspace.front_matter import peek_head, plain
from publishkit.workspace.outline import Outline, read_outline
from publishkit.workspace.rights_file import read_rights_values

Mark = Literal["stop", "look", "ready", "unknown"]
STEPS: Mapping[str, str] = {
    "publishkit brief ": "brief",
    "publishkit rights own ": "own",
    "publishkit rights confirm ": "confirm",
    "publishkit remove ": "leave-out",
    "publishkit add --settle ": "settle",
}
"""How a command begins that says what to do next -> the form of the desk that does it."""
SHOWN_FIELDS = ("title", "kicker", "deck", "bylines", "published", "publisher", "source_url", "language")
"""What an editor looks at first in an article's front matter."""
SET_HERE = frozenset(SHOWN_FIELDS) - {"bylines", "publisher", "published"}
"""Which of them are one line of text, and can be written at the desk."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One article in the list of an issue."""

    status: ArticleStatus
    item: Item | None
    """As it would be printed now; None while it is not."""
    mail: str = ""
    """`full`, `teaser`, `line`, `none`; "" when the issue has no mail."""
    mail_bytes: int = 0

    @property
    def mark(self) -> Mark:
        """Whether it stops the issue, wants a look, or is ready."""
        if any(missing.stops for missing in self.status.missing):
            return "stop"
        if self.status.missing:
            return "look"
        return "ready" if self.item else "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueView:
    """An issue at a glance."""

    status: IssueStatus
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    problems: tuple[Problem, ...]
    words: Mapping[str, str]
    """`title`, `subject`, `preheader`, `mail` as the manifest has them; "" where it has none."""
    mail_bytes: int = 0
    """Of the mail's HTML, as planned."""

    @property
    def stopping(self) -> int:
        """How many articles stop the issue."""
        return sum(line.mark == "stop" for _, lines in self.sections for line in lines)

    @property
    def order(self) -> tuple[str, ...]:
        """Every slug, in reading order."""
        return tuple(line.status.slug for _, lines in self.sections for line in lines)


def view_issue(root: Path, issue: str, shown: Shown) -> IssueView:
    """Return the issue as its files stand.

    Raises:
        InputError: there is no such issue, or its manifest is no TOML.
    """
    status, outline = issue_status(root, issue), read_outline(root, issue)
    edition = shown.preview.edition if shown.preview else None
    items = {item.slug: item for section in (edition.sections if edition else ()) for item in section.items}
    mailed = {item.slug: edition.mailed.get(item.id) for item in items.values()} if edition else {}
    lines = tuple(
        Line(
            status=one,
            item=items.get(one.slug),
            mail=placed.form if (placed := mailed.get(one.slug)) else "",
            mail_bytes=placed.bytes if placed else 0,
        )
        for one in status.articles
    )
    # An issue that is empty lacks nothing but articles, and that is not told as a mistake.
    stop = shown.stop.problems if isinstance(shown.stop, PublishkitError) and status.articles else ()
    told = {str(problem) for problem in status.problems}
    of_articles = tuple(f"issues/{issue}/articles/{one.slug}/" for one in status.articles)
    other = tuple(p for p in stop if str(p) not in told and not p.place.startswith(of_articles))
    manifest = root / "issues" / issue / "issue.toml"
    return IssueView(
        status=status,
        sections=tuple(_sections(outline, lines)),
        problems=(
            *(status.problems if status.articles else ()),
            *(other if not any(line.mark == "stop" for line in lines) else ()),
        ),
        words={
            key: str(peek(manifest, key) or "") for key in ("title", "subject", "preheader", "mail", "date", "number")
        },
        mail_bytes=sum(line.mail_bytes for line in lines),
    )


def _sections(outline: Outline, lines: Sequence[Line]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    places = {one.number: one.section for one in outline.listed}
    for number, title in enumerate(outline.sections):
        yield title, tuple(line for line in lines if places.get(line.status.number) == number)


# --- one article ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing an article says of itself."""

    key: str
    value: str
    is_set_here: bool
    explained: Explained | None = None

    @property
    def others(self) -> tuple[Any, ...]:
        """What it could have been instead."""
        found = self.explained.candidates if self.explained else ()
        seen = dict.fromkeys([self.value])
        return tuple(one for one in found if one.value and not (one.value in seen or seen.update({one.value: None})))


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureView:
    """One picture of an article."""

    number: int
    file: str
    alt: str
    caption: str
    credit: str
    row: Row | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What is in the way, and the form that helps; `command` where there is none."""

    sentence: str
    form: str
    command: str
    stops: bool


FREE = frozenset({Status.OWN, Status.PUBLIC_DOMAIN, Status.US_GOVERNMENT_WORK})


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleView:
    """One article, with all that can be done about it."""

    line: Line
    section: str
    fields: tuple[Field, ...]
    text: Row | None
    """What is known of the rights of its text."""
    pictures: tuple[PictureView, ...]
    steps: tuple[Step, ...]
    left_out: tuple[tuple[int, LeftOut], ...]
    """Numbered as `add --restore` has them; what was put back is not among them."""
    clashes: tuple[tuple[int, Any], ...]
    summary: str = ""
    summary_by: str = ""
    note: str = ""
    mail: str = ""
    """How the editor has the mail show it; "" where the press plans it."""

    @property
    def may_be_claimed(self) -> bool:
        """Whether somebody might say that the text is ours: that it is so already, or free for all, is none of these."""
        return self.text is not None and self.text.status not in FREE

    @property
    def may_be_asked_for(self) -> bool:
        """Whether a permission would help: the text is neither ours nor free, nor under a license that is known."""
        return self.text is not None and self.text.status not in {*FREE, Status.LICENSED_OPEN}


def view_article(root: Path, issue: str, view: IssueView, slug: str) -> ArticleView:
    """Return one article of the issue.

    Raises:
        InputError: it has no such article.
    """
    found = next(((t, one) for t, lines in view.sections for one in lines if one.status.slug == slug), None)
    if found is None:
        hint = f"it has {', '.join(view.order[:6])}" if view.order else "it has no articles yet"
        raise InputError.at(f"issues/{issue}", f"has no article `{slug[:60]}`", hint)
    section, line = found
    head = peek_head(_text(root, f"issues/{issue}/articles/{slug}/article.md"))
    rows = _rows(root, issue, slug)
    left, clashes = _recorded(root, issue, slug)
    entry = _entry(root, issue, line.status.number)
    return ArticleView(
        line=line,
        section=section,
        fields=tuple(_field(root, issue, slug, key, head) for key in SHOWN_FIELDS),
        text=rows.get(f"{slug}#text"),
        pictures=tuple(_pictures(root, issue, slug, rows)),
        steps=tuple(_step(missing) for missing in line.status.missing),
        left_out=left,
        clashes=clashes,
        summary=re.sub(r"(?<!\n)\n(?!\n)", " ", str(entry.get("summary") or "")).strip(),
        summary_by=str(entry.get("summary_by") or ""),
        note=str(entry.get("note") or ""),
        mail=str(entry.get("mail") or ""),
    )


def _text(root: Path, place: str) -> str:
    with suppress(InputError, OSError):
        return read_file(inside(root, place, place)).decode("utf-8-sig", "replace")
    return ""


def _field(root: Path, issue: str, slug: str, key: str, head: Mapping[str, Any]) -> Field:
    explained = None
    with suppress(InputError):
        explained = explain(root, issue, slug, "canonical_url" if key == "source_url" else key)
    return Field(key=key, value=_in_words(plain(head.get(key))), is_set_here=key in SET_HERE, explained=explained)


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))
    if isinstance(value, dict):
        return str(value.get("name") or "")
    return "" if value is None else str(value)


def _rows(root: Path, issue: str, slug: str) -> Mapping[str, Row]:
    with suppress(InputError):
        return {row.asset: row for row in overview(root, issue, slug).rows}
    return {}


def _pictures(root: Path, issue: str, slug: str, rows: Mapping[str, Row]) -> Iterator[PictureView]:
    text = _text(root, f"issues/{issue}/articles/{slug}/rights.toml")
    try:
        listed = read_rights_values(text).get("picture")
    except ValueError:
        return
    for number, one in enumerate(listed if isinstance(listed, list) else (), 1):
        stated = one.get("rights") if isinstance(one.get("rights"), dict) else {}
        yield PictureView(
            number=number,
            file=str(one.get("file") or ""),
            alt=str(one.get("alt") or ""),
            caption=str(one.get("caption") or ""),
            credit=str(stated.get("credit_line") or ""),
            row=rows.get(f"{slug}#img{number}"),
        )


def _recorded(root: Path, issue: str, slug: str) -> tuple[tuple[tuple[int, LeftOut], ...], tuple[tuple[int, Any], ...]]:
    try:
        recorded = read_recorded(root, issue, slug)
    except InputError:
        return (), ()
    left = tuple((n, one) for n, one in enumerate(recorded.dropped, 1) if not one.restored)
    return left, tuple(enumerate(recorded.clashes, 1))


def _entry(root: Path, issue: str, number: int) -> Mapping[str, Any]:
    sections = peek(root / "issues" / issue / "issue.toml", "section")
    entries = [
        entry
        for section in (sections if isinstance(sections, list) else ())
        if isinstance(section, dict)
        for entry in section.get("article", ())
        if isinstance(entry, dict)
    ]
    return entries[number - 1] if 0 < number <= len(entries) else {}


def _step(missing: Any) -> Step:
    form = next((name for begins, name in STEPS.items() if missing.command.startswith(begins)), "")
    if re.match(r"publishkit rights set \S+ \S+ alt=", missing.command):
        form = "alt"
    return Step(sentence=missing.sentence, form=form, command=missing.command, stops=missing.stops)


# --- the finished edition ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingView:
    """One finding, and the article it is about."""

    finding: Finding
    article: str
    """Slug; "" when it is about none of them."""


def view_findings(finished: Finished | None, view: IssueView) -> tuple[FindingView, ...]:
    """Return what is to be said about the finished edition, errors first, each with the article it leads to."""
    order = {"error": 0, "warning": 1, "info": 2}
    found = sorted(finished.findings if finished else (), key=lambda finding: order[finding.severity])
    anchors = {line.item.id: line.status.slug for _, lines in view.sections for line in lines if line.item}
    return tuple(FindingView(finding=one, article=_article_of(one, view.order, anchors)) for one in found)


def _article_of(finding: Finding, slugs: Sequence[str], anchors: Mapping[str, str]) -> str:
    where = f"{finding.where} {finding.message}"
    folder = re.search(r"/articles/([a-z0-9-]+)", where)
    if folder and folder[1] in slugs:
        return folder[1]
    anchor = re.search(r"#(a\d+)\b", where)
    if anchor and anchor[1] in anchors:
        return anchors[anchor[1]]
    page = re.search(r"web/([a-z0-9-]+)\.html", where)
    return page[1] if page and page[1] in slugs else ""
