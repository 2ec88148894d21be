"""The requests on file: which token asked for which text and pictures, in which issue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishkit.errors import InputError
from publishkit.model.statement import PermissionRequest
from publishkit.permissions.answer.letter import Letter
from publishkit.permissions.answer.reading import tokens_of
from publishkit.permissions.what_if import Part, statement_of
from publishkit.rights.phrases import and_list
from publishkit.workspace.folder import issue_ids
from publishkit.workspace.load import load_issue

LONGEST = 100_000
"""Bytes of a request that are read again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundRequest:
    """A request on file, and what it asked for."""

    token: str
    issue_id: str
    slug: str
    parts: tuple[Part, ...]
    """The text, then the pictures in the order of the letter."""
    request: PermissionRequest
    text: str = ""
    """Of the letter; "" when it was put elsewhere."""


def answered_request(root: Path, issue_id: str | None, slug: str | None, letter: Letter | None) -> FoundRequest | None:
    """Return the request that the *letter* answers; None when it carries no token and the article is named.

    Raises:
        InputError: nothing says what it is about, or it answers another request than one about the article named.
    """
    tokens = tokens_of(letter) if letter else ()
    known = find_requests(root, tokens)
    fitting = [one for one in known if slug in {None, one.slug} and issue_id in {None, one.issue_id}]
    if len({(one.issue_id, one.slug) for one in fitting}) == 1:
        return fitting[-1]
    hint = "name the article it is about: `publishkit rights grant ARTICLE --from …`"
    if fitting:
        named = and_list(sorted(one.slug for one in fitting))
        raise InputError.at("ARTICLE", f"the letter answers several requests: {named}", hint)
    if slug is None:
        said = (
            f"names the request {and_list(tokens)}, which is not on file" if tokens else "carries no token of a request"
        )
        raise InputError.at("ARTICLE", f"the letter {said}" if letter else "is missing", hint)
    if known:
        other = known[0]
        message = f"the letter answers {other.token}, the request about `{other.slug}` in {other.issue_id}"
        hint = f"`publishkit rights grant {other.slug} --issue {other.issue_id} --from …`"
        raise InputError.at("ARTICLE", message, hint)
    return None


def find_requests(root: Path, tokens: Sequence[str]) -> tuple[FoundRequest, ...]:
    """Return the requests of these *tokens*, in all issues of the workspace, the newest issue last.

    Raises:
        InputError: an issue that holds one of them cannot be read.
    """
    return tuple(found for token in tokens for found in _find(root, token))


def _find(root: Path, token: str) -> Iterator[FoundRequest]:
    for issue_id in issue_ids(root):
        files = (root / "issues" / issue_id / "articles").glob("*/rights.toml")
        if not any(token.encode() in file.read_bytes() for file in files if file.is_file()):
            continue
        for slug, article in load_issue(root, issue_id).articles.items():
            every: tuple[Part, ...] = (None, *range(len(article.pictures)))
            asked = {part: _of_token(statement_of(article, part).requests, token) for part in every}
            if known := [request for request in asked.values() if request]:
                parts = tuple(part for part, request in asked.items() if request)
                text = _text(root, known[0].path)
                yield FoundRequest(token=token, issue_id=issue_id, slug=slug, parts=parts, request=known[0], text=text)


def _of_token(requests: Sequence[PermissionRequest], token: str) -> PermissionRequest | None:
    return next((request for request in requests if request.token == token), None)


def _text(root: Path, relative: str) -> str:
    path = root / relative
    if not relative or not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
        return ""
    with path.open("rb") as stream:
        return stream.read(LONGEST).decode("utf-8", "replace")
