"""A guard around every transport: unfit letters and readers are refused before a call, secrets hidden after it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from publishkit.errors import InputError, Problem, PublishkitError
from publishkit.send.letter.headers import address_header, raw_header
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import UNSUBSCRIBE, Mailing, Reader, list_unsubscribe
from publishkit.send.outcome import Accepted, Failed, Refusal, Rejected, SendOutcome
from publishkit.send.secrets import Secrets
from publishkit.send.transports.base import Quota, Transport

READ, KEPT = 2000, 300
"""Characters of a provider's words that are looked at, and that are kept."""
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]+")
"""Moves a terminal's cursor or turns letters around; a provider repeats what strangers wrote."""

Result = TypeVar("Result")
Examiner = Callable[[Letter], Iterator[Problem]]


class Guarded:
    """A transport wrapped in its checks: the same Protocol, and `examine` before the first call."""

    def __init__(self, inner: Transport, secrets: Secrets, examiner: Examiner | None = None) -> None:
        self.inner = inner
        self.name = inner.name
        self.capabilities = inner.capabilities
        self._secrets = secrets
        self._examiner = examiner
        self._examined: dict[str, tuple[Problem, ...]] = {}

    def examine(self, letter: Letter) -> tuple[Problem, ...]:
        """Return what this transport cannot carry of *letter*, by name; nothing is sent."""
        if letter.sha256 not in self._examined:
            problems = self._examiner(letter) if self._examiner else ()
            self._examined[letter.sha256] = (*_unfit_letter(letter), *problems)
        return self._examined[letter.sha256]

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Hand over the readers that can be written to; the others are answered without a call."""
        if len(readers) > self.capabilities.batch:
            raise ValueError(f"{len(readers)} readers in a call to {self.name}, which takes {self.capabilities.batch}")
        if problems := self.examine(letter):
            failed = Failed(reason=self._clean("; ".join(map(str, problems))), lasting=True)
            return [failed for _ in readers]
        unfit = unfit_readers(readers, letter.mailing)
        fit = [reader for place, reader in enumerate(readers) if place not in unfit]
        answered = iter(self._call(letter, fit, key) if fit else ())
        return [unfit.get(place) or self._clean_outcome(next(answered)) for place in range(len(readers))]

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return what became of an uncertain message; None when the provider cannot say (yet)."""
        found = self._safely(lambda: self.inner.lookup(letter, reader))
        return self._clean_outcome(found) if found else None

    def quota(self) -> Quota:
        """Return what the account may still send.

        Raises:
            ExternalError: the provider cannot be reached, or refuses the key.
        """
        return self._safely(self.inner.quota)

    def close(self) -> None:
        """Give connections back."""
        self.inner.close()

    def _call(self, letter: Letter, readers: Sequence[Reader], key: str) -> Sequence[SendOutcome]:
        try:
            outcomes = self._safely(lambda: self.inner.send(letter, readers, key=key))
        except InputError as cause:  # something of ours could not be written, which is found before a call
            return [Failed(reason=str(cause), lasting=True)] * len(readers)
        if len(outcomes) != len(readers):
            raise RuntimeError(f"{self.name} told {len(outcomes)} outcomes of {len(readers)}")
        return outcomes

    def _safely(self, ask: Callable[[], Result]) -> Result:
        """Return what *ask* returns; an error is raised without its cause, and with secrets hidden in its messages."""
        try:
            return ask()
        except PublishkitError as cause:
            problems = [replace(problem, message=self._clean(problem.message)) for problem in cause.problems]
            raise type(cause)(*problems) from None

    def _clean_outcome(self, outcome: SendOutcome) -> SendOutcome:
        if isinstance(outcome, Accepted):
            return replace(outcome, provider_id=self._clean(outcome.provider_id))
        return replace(outcome, reason=self._clean(outcome.reason))

    def _clean(self, text: str) -> str:
        """Return a provider's words on one line, shortened, without secrets and without what a terminal obeys."""
        line = UNSEEN.sub(" ", self._secrets.hide(text[:READ])).strip()
        return line if len(line) <= KEPT else f"{line[: KEPT - 1]}…"


def unfit_readers(readers: Sequence[Reader], mailing: Mailing | None = None) -> Mapping[int, Rejected]:
    """Return place -> why nothing can be sent to the reader there: no such address, a second time, a smuggled header.

    With *mailing*, also a List-Unsubscribe that is too long with what the mailing adds to it.
    """
    unfit: dict[int, Rejected] = {}
    seen: set[str] = set()
    for place, reader in enumerate(readers):
        if reader.address.lower() in seen:
            unfit[place] = Rejected(reason=f"{reader.address!a} stands twice in this batch", kind=Refusal.UNFIT)
        elif wrong := _unfit_reader(reader, mailing):
            unfit[place] = Rejected(reason=wrong[:KEPT], kind=Refusal.UNFIT)
        seen.add(reader.address.lower())
    return unfit


def _unfit_reader(reader: Reader, mailing: Mailing | None) -> str:
    try:
        address_header("To", reader.address, reader.name)
        raw_header(UNSUBSCRIBE, list_unsubscribe(mailing, reader) if mailing else f"<{reader.unsubscribe}>")
    except InputError as cause:
        return str(cause)
    if urlsplit(reader.unsubscribe).scheme != "https" or re.search(r"[\s<>\"\\{}|^`]", reader.unsubscribe):
        return "mail header List-Unsubscribe: must be an https address"
    return ""


def _unfit_letter(letter: Letter) -> Iterator[Problem]:
    """Yield what no transport can carry, found by building the message of a reader who does not exist."""
    try:
        letter.message(Reader(address="reader@example.org", unsubscribe="https://example.org/unsubscribe"))
    except InputError as cause:
        yield from cause.problems
