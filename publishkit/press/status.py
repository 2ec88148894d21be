"""Where an issue stands: what each article is cleared for, what is missing, and the one command to type next."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.issue_rights import ANY, open_clashes, open_questions, settle_command
from publishkit.errors import Problem
from publishkit.model.decision import Outcome
from publishkit.model.issue import FULL_USES
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel, Status
from publishkit.press.adding.reread import rights_of
from publishkit.rights.gate.reasons import REASONS, in_the_way
from publishkit.rights.phrases import and_list
from publishkit.rights.proposal import confirm_command, may_be_ours, propose
from publishkit.workspace.folder import newest_issue
from publishkit.workspace.load import Readable, read_issue
from publishkit.workspace.outline import Listed, Outline, read_outline

ENTRY = re.compile(r"section\[\d+\]\.article\[\d+\]\.(?P<key>\w+)")
NO_ADDRESS = "R-NO-SOURCE-URL"
UNTOLD = "cannot be told yet"
"""Of an article that is well, while the manifest or the config is not."""
NEAREST = re.compile(r'did you mean "([^"]+)"\?')
STATED = re.compile(r"(?P<part>text|picture\[(?P<number>\d+)\](?P<rights>\.rights)?)\.(?P<key>[\w.]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """One thing an article lacks."""

    sentence: str
    command: str = ""
    """What to type against it; "" where a person has to write or decide outside of it."""
    stops: bool = False
    """Whether the issue is not built because of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleStatus:
    """Where one article of an issue stands."""

    number: int
    slug: str
    title: str
    use: str
    section: str
    text: str
    """`cleared`, `not cleared`, `cleared for web and PDF only`, `not ready`, `cannot be read`, `cannot be told yet`."""
    pictures: int
    """That would be printed: 0 for a brief or a bare link."""
    pictures_cleared: int
    missing: tuple[Missing, ...] = ()
    """The most pressing first."""

    @property
    def next(self) -> str:
        """The one command to type next; "" where none is needed or none helps."""
        return next((one.command for one in self.missing if one.command), "")

    def as_json(self) -> dict[str, object]:
        """Return the article for `status --json`."""
        return {**asdict(self), "next": self.next}


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueStatus:
    """Where an issue stands."""

    issue: str
    articles: tuple[ArticleStatus, ...]
    problems: tuple[Problem, ...] = ()
    """Of files that are no article's: config, manifest, revisions."""
    loose: tuple[str, ...] = ()
    """Folders under articles/ that the manifest does not name."""
    newest: bool = False
    """Whether commands take this issue when none is named."""

    @property
    def next(self) -> str:
        """The one command to type next, for the whole issue."""
        if self.problems:
            return ""
        if not self.articles:
            return "publishkit add SOURCE" + ("" if self.newest else f" --issue {self.issue}")
        pressing = sorted(self.articles, key=lambda one: not any(missing.stops for missing in one.missing))
        stopped = any(missing.stops for one in self.articles for missing in one.missing)
        return next(
            (one.next for one in pressing if one.next),
            "" if stopped else "publishkit build" + ("" if self.newest else f" {self.issue}"),
        )

    def of(self, slug: str) -> ArticleStatus | None:
        """Return where the article *slug* stands; None when the issue has none."""
        return next((one for one in self.articles if one.slug == slug), None)

    def as_json(self) -> dict[str, object]:
        """Return the issue for `status --json`."""
        return {
            "issue": self.issue,
            "articles": [one.as_json() for one in self.articles],
            "problems": [str(problem) for problem in self.problems],
            "loose": list(self.loose),
            "next": self.next,
        }


def issue_status(root: Path, issue_id: str, instead: Mapping[str, bytes] | None = None) -> IssueStatus:
    """Return where every article of the issue stands, whatever is wrong with its files.

    *instead* is path in the workspace -> bytes of files that are read as if they stood there already.

    Raises:
        InputError: there is no such issue, or its manifest is no TOML.
    """
    outline, found = read_outline(root, issue_id), read_issue(root, issue_id, instead)
    cleared, terms = _cleared(found)
    option = _option(root, issue_id)
    theirs = {one.slug: [p for p in found.problems if _is_of(p, outline, one)] for one in outline.listed}
    told = {id(problem) for problems in theirs.values() for problem in problems}
    return IssueStatus(
        issue=issue_id,
        articles=tuple(
            _readable(outline, one, cleared[one.slug], terms, theirs[one.slug], option)
            if one.slug in cleared
            else _unreadable(outline, one, theirs[one.slug], option)
            for one in outline.listed
        ),
        problems=tuple(problem for problem in found.problems if id(problem) not in told and outline.listed),
        loose=tuple(one.slug for one in outline.loose),
        newest=not option,
    )


def _cleared(found: Readable) -> tuple[Mapping[str, ClearedItem], Mapping[str, Profile]]:
    if found.planned is None:
        return {}, {}
    rights = rights_of(found.planned)
    return {item.article.slug: item for item in rights.clear()}, rights.profiles


def _is_of(problem: Problem, outline: Outline, one: Listed) -> bool:
    """Whether a problem is about an article: its folder, or its entry in the manifest."""
    folder = f"issues/{outline.issue}"
    entry = f"{folder}/issue.toml: section[{one.section + 1}].article[{one.place + 1}]"
    return (
        problem.place.startswith(f"{folder}/articles/{one.slug}/")
        or re.match(rf"{re.escape(entry)}(?:\.|$)", problem.place) is not None
    )


def _unreadable(outline: Outline, one: Listed, problems: Sequence[Problem], issue: str) -> ArticleStatus:
    return ArticleStatus(
        number=one.number,
        slug=one.slug,
        title=one.title,
        use=one.use,
        section=outline.sections[one.section],
        text="cannot be read" if problems else UNTOLD,
        pictures=0,
        pictures_cleared=0,
        missing=tuple(_mending(problem, outline.short(one.slug), one.number, issue) for problem in problems),
    )


def _readable(
    outline: Outline,
    one: Listed,
    item: ClearedItem,
    terms: Mapping[str, Profile],
    problems: Sequence[Problem],
    issue: str,
) -> ArticleStatus:
    shown = [picture for picture in item.pictures if item.asked.use in FULL_USES and item.asked.pictures]
    name = outline.short(one.slug)
    wrong = (_mending(problem, name, one.number, issue) for problem in problems)
    return ArticleStatus(
        number=one.number,
        slug=one.slug,
        title=item.article.head.title,
        use=one.use,
        section=outline.sections[one.section],
        text="not ready" if problems else _text_in_words(item),
        pictures=len(shown),
        pictures_cleared=sum(any(d.ok for d in picture.decisions.values()) for picture in shown),
        missing=() if item.retraction else (*wrong, *_missing(item, shown, name, issue)),
    )


def _option(root: Path, issue_id: str) -> str:
    """Return how a command names the issue; "" for the newest, which it takes anyway."""
    return "" if newest_issue(root) == issue_id else f" --issue {issue_id}"


def _text_in_words(item: ClearedItem) -> str:
    if item.retraction:
        return "retracted"
    ok = [CHANNEL_SHORT[channel] for channel, decision in item.decisions.items() if decision.ok]
    if item.asked.use != item.entry.use:
        return f"not cleared, printed as a {item.entry.use}"
    if len(ok) == len(item.decisions):
        return "cleared"
    return f"cleared for {and_list(ok)} only" if ok else "not cleared"


CHANNEL_SHORT: Mapping[Channel, str] = {
    Channel.EMAIL: "email",
    Channel.WEB: "web",
    Channel.PDF: "PDF",
    Channel.EPUB: "EPUB",
}


# --- what is missing --------------------------------------------------------------------------------------------------


def _mending(problem: Problem, slug: str, number: int, issue: str) -> Missing:
    """Return a problem of a file, and the command that puts a value right where one can."""
    file, _, key = problem.place.partition(": ")
    name, stated, near = file.rsplit("/", 1)[-1], STATED.fullmatch(key), NEAREST.search(problem.hint)
    if name == "rights.toml" and stated and near:
        picture = f" {stated['number']}" if stated["number"] else ""
        command = f"publishkit rights set {slug}{picture} {stated['key']}={shlex.quote(near[1])}{issue}"
    elif name == "issue.toml" and key.endswith(".summary"):
        command = brief_command(slug) + issue
    elif name == "issue.toml" and near and (entry := ENTRY.fullmatch(key)):
        command = f"publishkit rights set {slug} {entry['key']}={shlex.quote(near[1])}{issue}"
    elif name == "issue.toml" and key.endswith(".slug") and "twice" in problem.message:
        command = f"publishkit remove {number}{issue}"
    else:
        command = ""
    if command.startswith("publishkit brief"):
        return Missing(
            sentence="It is a brief and has no summary yet: two to four sentences of our own.",
            command=command,
            stops=True,
        )
    where = f"{name}, line {problem.line}" if problem.line else name
    told = f"{where}: {key}: {problem.message}" if problem.line and key else f"{where}: {problem.message}"
    return Missing(sentence=f"{told} ({problem.hint})" if problem.hint else told, command=command, stops=True)


def _missing(item: ClearedItem, shown: Sequence[ClearedPicture], slug: str, issue: str) -> Iterator[Missing]:
    yield from _text(item, slug, issue)
    yield from _pictures(shown, slug, issue)
    if clashes := tuple(open_clashes(item)):
        what = "something" if len(clashes) == 1 else f"{len(clashes)} things"
        sentence = f"Here and in the source {what} changed differently; yours stands."
        yield Missing(sentence=sentence, command=settle_command(slug) + issue)
    questions = tuple(open_questions(item))
    proposal = propose(item.article.text_rights, item.proposed) if item.asked.use in FULL_USES else None
    for question in questions:
        in_words = question.startswith("rights:") and proposal is not None and proposal.in_words
        yield Missing(sentence=question.replace(ANY, slug), command=confirm_command(slug, in_words=in_words) + issue)


def _text(item: ClearedItem, slug: str, issue: str) -> Iterator[Missing]:
    """Yield why the text may not be printed as asked, each reason with the same way on: the best one there is."""
    refused = item.refused
    if refused and item.asked.use in FULL_USES and may_be_ours(item.article.text_rights, item.decisions.values()):
        yield Missing(
            sentence="Nothing is known of its rights. Is it yours?",
            command=clearing_command(item, slug) + issue,
            stops=True,
        )
    elif refused:
        reasons = dict.fromkeys(reason.sentence for _, decision in refused for reason in in_the_way(decision))
        command = clearing_command(item, slug) + issue
        yield from (Missing(sentence=sentence, command=command, stops=True) for sentence in reasons)


def clearing_command(item: ClearedItem, slug: str) -> str:
    """Return the first command to try for a text, called *slug*, that is not cleared as asked."""
    statement = item.article.text_rights
    if item.asked.use not in FULL_USES:
        return _short_command(item, slug)
    proposal = propose(statement, item.proposed)
    if may_be_ours(statement, item.decisions.values()):
        return f"publishkit rights own {slug} --pictures"
    if proposal and proposal.changes:
        return confirm_command(slug, in_words=proposal.in_words)
    if statement.conflict or statement.status is Status.OWN:
        return f"publishkit rights ask {slug}"
    short = any(decision.outcome is Outcome.ALLOW_BRIEF for decision in item.decisions.values())
    return _unread_terms(item) or (brief_command(slug) if short else f"publishkit rights show {slug}")


def _unread_terms(item: ClearedItem) -> str:
    """Return the command that says the publisher's terms were read, where nobody did lately; "" elsewhere."""
    codes = {reason.code for decision in item.decisions.values() for reason in decision.reasons}
    named = item.article.text_rights.profile
    return f"publishkit rights profiles adopt {named}" if named and "R-TERMS-STALE" in codes else ""


def way_on(item: ClearedItem, slug: str) -> str:
    """Return what may clear a text that is to be printed in full, with its command; "" where only the holder can."""
    if item.asked.use not in FULL_USES:
        return ""
    command = clearing_command(item, slug)
    known = (lead for begins, lead in WAYS.items() if command.startswith(begins))
    return next((f"{lead}: `{command}`" for lead in known), "")


WAYS: Mapping[str, str] = {
    "publishkit rights confirm": "if what was found covers it, say so",
    "publishkit rights ask": "find out which of it holds",
    "publishkit rights profiles adopt": "read the terms, and say that you did",
}
"""A command that may clear a text -> what it is for."""


def _short_command(item: ClearedItem, slug: str) -> str:
    """Return the first command to try for a brief, a quotation or a link: what is ours needs none of them."""
    if item.article.text_rights.status is Status.OWN:
        return f"publishkit rights set {slug} use=full"
    codes = {reason.code for decision in item.decisions.values() for reason in decision.reasons}
    return REASONS[NO_ADDRESS].command.format(article=slug) if NO_ADDRESS in codes else brief_command(slug)


def brief_command(slug: str) -> str:
    """Return the command that makes a brief of an article."""
    return f'publishkit brief {slug} --summary "…" --by "NAME"'


def _pictures(shown: Sequence[ClearedPicture], slug: str, issue: str) -> Iterator[Missing]:
    for cleared in (one for one in shown if one.picture.file):
        picture = cleared.picture
        name = picture.file
        if cleared.channels and not picture.alt.strip() and not picture.decorative:
            command = f'publishkit rights set {slug} {shlex.quote(name)} alt="…"{issue}'
            yield Missing(sentence=f"{name} has no alternative text", command=command, stops=True)
        if not any(decision.ok for decision in cleared.decisions.values()):
            ours = may_be_ours(picture.rights, cleared.decisions.values())
            command = f"publishkit rights own {slug} --pictures{issue}" if ours else ""
            yield Missing(sentence=f"{name} is left out: nobody permitted it", command=command)
