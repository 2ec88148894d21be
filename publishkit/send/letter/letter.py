"""The letter of a finished edition: what all its readers get, rendered once, with a token where each has their own link."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from publishkit.edition.records.records import BUILD
from publishkit.errors import InputError, Problem, ProofError
from publishkit.model.config import Config
from publishkit.proof.finished import read_finished
from publishkit.send.letter.message import (
    SAMPLE_ADDRESS,
    TOKEN,
    Form,
    Mailing,
    Reader,
    make_form,
    make_mailing,
    replace_tokens,
)

PAGE, TEXT = "email.html", "email.txt"
WAY_OUT = "PK_UNSUB_URL"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An edition's mail with its tokens still in place.

    The same letter, reader and moment give the same bytes, so that a batch tried again under its key is the same call.
    """

    mailing: Mailing
    page: str
    """`email.html` with `@@PK_…@@` tokens."""
    text: str
    """`email.txt`, likewise."""
    moment: datetime
    """Date header of every message: when the campaign was approved, in UTC."""

    @cached_property
    def sha256(self) -> str:
        """What an approval is bound to: every byte that reaches readers, but not the date."""
        content = repr(self.mailing).encode() + b"\0" + self.page.encode() + b"\0" + self.text.encode()
        return sha256(content).hexdigest()

    def message(self, reader: Reader) -> bytes:
        """Return the MIME message of *reader*, for transports that take one."""
        return self._form.message(reader)

    @cached_property
    def _form(self) -> Form:
        return make_form(self.mailing, page=self.page, text=self.text, moment=self.moment)

    def page_for(self, reader: Reader) -> str:
        """Return the HTML of *reader*, for providers that build the message themselves."""
        return replace_tokens(self.page, {"PK_UNSUB_URL": reader.unsubscribe}, markup=True)

    def text_for(self, reader: Reader) -> str:
        """Return the plain text of *reader*."""
        return replace_tokens(self.text, {"PK_UNSUB_URL": reader.unsubscribe})


def read_letter(folder: Path, config: Config, moment: datetime, *, own_list: bool = True) -> Letter:
    """Return the letter of the edition in *folder* (`out/2026-w47`); *moment* is the Date of every message.

    Without *own_list* the readers are a provider's, who puts in its own address for leaving.

    Raises:
        InputError: there is no finished edition, it has no mail, or publishkit.toml does not say who sends it and how
            readers leave; carries every problem.
        ProofError: the edition is not what was proved; carries everything that is wrong.
        ExternalError: a file cannot be read.
    """
    edition = read_finished(folder, f"build it again: `publishkit build {folder.name}`")
    if PAGE not in edition.files or TEXT not in edition.files:
        hint = 'add "email" to `outputs` of its issue.toml and build it again'
        raise InputError(Problem(place=str(folder), message="has no mail", hint=hint))
    mail, files = edition.records.build.mail, edition.contents
    if mail is None:
        raise InputError(_problem(folder, BUILD, "does not say what the head of the mail says"))
    if problems := [*_config_problems(config, own_list=own_list), *_token_problems(folder, files)]:
        raise InputError(*problems)
    url = mail.url if "web/index.html" in edition.files else ""
    letter = Letter(
        mailing=make_mailing(config, edition=edition.id, subject=mail.subject, name=mail.name, url=url),
        page=_text(files[PAGE], f"{folder}/{PAGE}"),
        text=_text(files[TEXT], f"{folder}/{TEXT}"),
        moment=moment,
    )
    # Whatever could not stand in a header is said now, and not when the first reader's turn comes.
    way_out = _address(config, "x" * 71) if own_list else "https://example.org/"
    letter.message(Reader(address=SAMPLE_ADDRESS, unsubscribe=way_out))
    return letter


def _text(data: bytes, place: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ProofError(Problem(place=place, message="is not UTF-8")) from None


def _token_problems(folder: Path, files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name in (PAGE, TEXT):
        if WAY_OUT not in TOKEN.findall(files[name].decode("utf-8", "replace")):
            hint = f"the theme's template must print @@{WAY_OUT}@@"
            yield Problem(place=f"{folder}/{name}", message="shows readers no way to leave", hint=hint)


def _config_problems(config: Config, *, own_list: bool) -> Iterator[Problem]:
    if not config.email.from_address:
        hint = 'from_address = "letter@your-domain.example"'
        yield Problem(place="publishkit.toml: email.from_address", message="is missing", hint=hint)
    template = config.email.unsubscribe_url
    if not own_list:
        return
    if "{token}" not in template or urlsplit(_address(config, "x")).scheme != "https":
        message = "must be an https address with {token} in it, by which readers leave (RFC 8058)"
        hint = 'unsubscribe_url = "https://your-domain.example/u/{token}"'
        yield Problem(place="publishkit.toml: email.unsubscribe_url", message=message, hint=hint)


def _address(config: Config, token: str) -> str:
    return config.email.unsubscribe_url.replace("{token}", token)


def _problem(folder: Path, name: str, message: str) -> Problem:
    return Problem(place=f"{folder}/{name}", message=message, hint=f"build it again: `publishkit build {folder.name}`")
