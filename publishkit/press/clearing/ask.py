"""Ask for a permission: gather the facts, word the letter, write it beside the proofs, record that it was asked for.

Nothing is sent: the letter lies ready as text and as a mail for the editor to send.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from publishkit.edition.issue_rights import IssueRights
from publishkit.errors import InputError, Problem
from publishkit.model.article import Article
from publishkit.model.config import Config
from publishkit.model.issue import Use
from publishkit.model.statement import PermissionRequest, RightsStatement
from publishkit.permissions.answer.terms import Asked
from publishkit.permissions.request_facts import RequestedUse, asked_terms, letter_facts
from publishkit.permissions.request_letter import (
    RequestLetter,
    letter_languages,
    letter_words,
    request_token,
    write_letter,
)
from publishkit.permissions.request_record import FoundRequest
from publishkit.permissions.what_if import (
    Part,
    cleared_item,
    decisions_of,
    find_article,
    find_parts,
    statement_of,
    used_in_full,
)
from publishkit.press.adding.reread import rights_of
from publishkit.rights.phrases import holder_name, long_date
from publishkit.send.letter.headers import Draft, draft_message
from publishkit.workspace.evidence import REQUESTS, evidence_folder, free_request, write_evidence
from publishkit.workspace.load import Planned, load_issue
from publishkit.workspace.lock import held
from publishkit.workspace.permission_record import edited_rights, record_request, write_edited

HOUR = time(6, tzinfo=UTC)
"""The draft is dated on the issue's day at six, as its sample mail is; the mail program dates it anew when it is sent."""
NOTICE_DAYS = 2
"""Days before the issue by which we ask for an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What the editor wants to ask for."""

    slug: str
    pictures: tuple[str, ...] = ()
    """Files of the pictures it is about."""
    text: bool = True
    """Whether it is about the text."""
    to: str = ""
    """Mail address of the holder; "" when it is not known yet."""
    language: str | None = None
    """Of the letter; None for the article's."""
    use: Use | None = None
    """None for what the manifest plans, or in full."""
    until: date | None = None
    """Last day of use; None for use without end."""
    answer_by: date | None = None
    """None for two days before the issue."""
    output: Path | None = None
    """Folder for the letter; None for the requests beside the issue's proofs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafted:
    """The letter and what was done with it."""

    slug: str
    assets: tuple[str, ...]
    language: str
    to: str
    asked_on: date
    answer_by: date | None
    token: str
    """By which the answer finds the request."""
    letter: RequestLetter
    files: tuple[str, ...]
    """Empty when nothing was written."""
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return it for `rights request --json`."""
        return {
            "article": self.slug,
            "assets": list(self.assets),
            "language": self.language,
            "to": self.to,
            "asked_on": self.asked_on.isoformat(),
            "answer_by": self.answer_by.isoformat() if self.answer_by else None,
            "token": self.token,
            "subject": self.letter.subject,
            "text": self.letter.text,
            "files": list(self.files),
            "notes": list(self.notes),
        }


def draft_request(root: Path, issue_id: str, question: Question, *, today: date, chance: bytes, write: bool) -> Drafted:
    """Return the letter, written as `.txt` and `.eml` and recorded in rights.toml unless *write* is off.

    Of *chance*, some random bytes, the token is made that nobody can guess.

    Raises:
        InputError: the workspace is wrong, or something asked for does not exist.
        ExternalError: the disk refuses, or another command is editing.
    """
    with held(root, write=write):
        return _draft(root, issue_id, question, today=today, chance=chance, write=write)


def _draft(root: Path, issue_id: str, question: Question, *, today: date, chance: bytes, write: bool) -> Drafted:
    planned = load_issue(root, issue_id)
    article = find_article(planned, question.slug)
    parts = find_parts(article, text=question.text, files=question.pictures)
    _check_days(question, planned, today)
    language = _language(question.language, article, planned)
    words = letter_words(language) or {}
    answer_by = question.answer_by or _answer_by(planned, today)
    rights = rights_of(planned)
    token = request_token(chance, issue_id, question.slug, *map(str, parts))
    wanted = RequestedUse(
        slug=question.slug,
        parts=parts,
        use=question.use,
        until=question.until,
        answer_by=answer_by,
        token=token,
    )
    letter = write_letter(letter_facts(rights, wanted, language, words), words)
    folder = _folder(root, issue_id, question.output)
    name = free_request(folder, question.slug)
    mail = _mail(planned, question, letter, token)
    statements = tuple(statement_of(article, part) for part in parts)
    files: tuple[str, ...] = ()
    if write:
        path = _relative(root, folder / f"{name}.txt")
        terms = asked_terms(rights, wanted)
        asked = PermissionRequest(asked_on=today, to=question.to, path=path, token=token, terms=terms)
        place = f"{article.place}/rights.toml"
        edited = edited_rights(root, place, lambda text: _with_request(text, parts, asked, place))
        files = _write_files(root, folder, name, letter, mail)
        write_edited(root, place, edited)
    return Drafted(
        slug=question.slug,
        assets=tuple(statement.asset_id for statement in statements),
        language=language.split("-", maxsplit=1)[0],
        to=question.to,
        asked_on=today,
        answer_by=answer_by,
        token=token,
        letter=letter,
        files=files,
        notes=tuple(_notes(rights, question, statements, answer_by, files)),
    )


def _check_days(question: Question, planned: Planned, today: date) -> None:
    problems = []
    if question.until and question.until < planned.issue.date:
        message = f"{question.until} is before the issue, {planned.issue.date}"
        problems.append(Problem(place="--until", message=message, hint="the last day on which you would use it"))
    if question.answer_by and question.answer_by < today:
        message = f"{question.answer_by} is past"
        problems.append(Problem(place="--answer-by", message=message, hint="a day the holder can still meet"))
    if problems:
        raise InputError(*problems)


def _language(asked: str | None, article: Article, planned: Planned) -> str:
    """Return the language of the letter: as asked, else the article's, else the issue's, else English."""
    if asked:
        if letter_words(asked) is None:
            message = f"there is no letter in {asked[:20]!r} yet"
            hint = f"one of {', '.join(letter_languages())}"
            raise InputError(Problem(place="--language", message=message, hint=hint))
        return asked
    known = (article.head.language, planned.issue.language, planned.config.publication.language)
    return next((tag for tag in known if tag and letter_words(tag) is not None), "en")


def _answer_by(planned: Planned, today: date) -> date | None:
    """Return two days before the issue, when that is still ahead."""
    day = planned.issue.date - timedelta(days=NOTICE_DAYS)
    return day if day > today else None


def _folder(root: Path, issue_id: str, output: Path | None) -> Path:
    return output.resolve() if output else root / evidence_folder(issue_id) / REQUESTS


def _relative(root: Path, path: Path) -> str:
    """Return the path in the workspace; "" for a letter that was put elsewhere."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""


def _mail(planned: Planned, question: Question, letter: RequestLetter, token: str) -> bytes:
    email, publication = planned.config.email, planned.config.publication
    contact = publication.contact.removeprefix("mailto:")
    by_mail = "@" in contact and "://" not in contact
    return draft_message(
        Draft(
            subject=letter.subject,
            text=letter.text,
            to=question.to,
            from_address=email.from_address or (contact if by_mail else ""),
            from_name=email.from_name or publication.name,
            # The letter names the contact for the answer; a click on "reply" must reach the same place.
            reply_to=contact if by_mail else email.reply_to,
            moment=datetime.combine(planned.issue.date, HOUR),
            id=token,
        )
    )


def _with_request(text: str, parts: tuple[Part, ...], asked: PermissionRequest, place: str) -> str:
    for part in parts:
        text = record_request(text, asked, picture=part, place=place)
    return text


def _write_files(root: Path, folder: Path, name: str, letter: RequestLetter, mail: bytes) -> tuple[str, ...]:
    text = f"{letter.subject}\n\n{letter.text}".encode()
    base = root if folder.is_relative_to(root) else folder
    written = []
    for ending, data in (("txt", text), ("eml", mail)):
        path = folder / f"{name}.{ending}"
        write_evidence(base, path.relative_to(base).as_posix(), data)
        written.append(_relative(root, path) or str(path))
    return tuple(written)


def _notes(
    rights: IssueRights,
    question: Question,
    statements: tuple[RightsStatement, ...],
    answer_by: date | None,
    files: tuple[str, ...],
) -> Iterator[str]:
    """Yield what the editor should know or do before the letter goes out."""
    if files:
        yield "Read the letter, then open the .eml in your mail program and send it yourself; publishkit sends nothing."
        yield "When the answer comes, save the mail and record it: publishkit rights grant --from answer.eml"
    yield from _gaps(question, statements, answer_by)
    if _allowed_already(rights, question, statements):
        yield "What is on file allows this already in every format; you may not need the letter."
    for statement in statements:
        earlier = [request.asked_on for request in statement.requests]
        if earlier:
            yield f"{statement.asset_id} was asked for before, on {long_date(max(earlier))}."


def _gaps(question: Question, statements: tuple[RightsStatement, ...], answer_by: date | None) -> Iterator[str]:
    first = statements[0]
    if not question.to:
        where = f" {first.acquire_url} may say where to ask." if first.acquire_url else ""
        yield f"No address was given (--to); fill it in when you send it.{where}"
    if not first.source_url:
        yield "The address of the original is unknown, so the letter cannot name it; give it: `publishkit rights set ARTICLE source_url=https://…`."
    holders = {name for statement in statements if (name := holder_name(statement.holders))}
    if not holders:
        yield "Nobody is recorded as the rights holder; find out whom to ask, and name them: `publishkit rights set ARTICLE holders=…`."
    elif len(holders) > 1:
        names = "; ".join(sorted(holders))
        yield f"This letter asks for things of several holders ({names}); write to each for their own with --picture."
    for statement in statements:
        if gone := statement.withdrawn:
            yield f"{statement.asset_id} was called back by {gone.by or 'its holder'} on {long_date(gone.on)}; ask about that first."
    if answer_by is None:
        yield "The issue is too near or past for a day to answer by; name one with --answer-by."


def _allowed_already(rights: IssueRights, question: Question, statements: tuple[RightsStatement, ...]) -> bool:
    planned = used_in_full(rights.planned, question.slug, question.use)
    every = decisions_of(cleared_item(replace(rights, planned=planned), question.slug))
    return all(decision.ok for statement in statements for decision in every[statement.asset_id].values())


def asked_about(planned: Planned, article: Article, request: FoundRequest | None, wanted: Collection[Part]) -> Asked:
    """Return what a letter about *wanted*, the text and pictures of *article*, is read by."""
    statement = article.text_rights
    return Asked(
        addresses=_our_addresses(planned.config),
        names=(article.head.title, article.slug),
        works=tuple(filter(None, (article.head.source_url, article.head.canonical_url, statement.source_url))),
        others=tuple(_names_around(planned, article, statement)),
        us=tuple(filter(None, (planned.config.publication.publisher, planned.config.publication.name))),
        holders=tuple(party.name for party in statement.holders if party.name),
        sites=tuple(filter(None, (planned.config.publication.url,))),
        terms=request.request.terms if request else None,
        text=request.text if request else "",
        text_wanted=None in wanted,
        pictures_wanted=any(part is not None for part in wanted),
        known=request is not None,
    )


def _names_around(planned: Planned, article: Article, statement: RightsStatement) -> Iterator[str]:
    """Yield the names that stand in letters about the article and name no work."""
    publication, publisher = planned.config.publication, article.head.publisher
    yield from filter(None, (publication.name, publication.publisher, publisher.name if publisher else ""))
    yield from (*publication.also_known_as, *publication.editors)
    yield from filter(None, (party.name for party in (*statement.holders, *statement.creators)))
    yield from (byline.name for byline in article.head.bylines)
    yield from filter(None, (words for picture in article.pictures for words in (picture.caption, picture.alt)))


def _our_addresses(config: Config) -> frozenset[str]:
    known = (config.email.from_address, config.email.reply_to, config.publication.contact)
    return frozenset(address.removeprefix("mailto:") for address in known if "@" in address)
