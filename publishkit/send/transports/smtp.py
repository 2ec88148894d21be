"""SMTP: the server of one's own provider or house; a connection for each thread, used again and again."""

import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from pydantic import Field

from publishkit.model.article import Strict
from publishkit.send.answers import ALIKE_IN_A_ROW, wording
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Reader, reference
from publishkit.send.outcome import Failed, Refusal, Rejected, SendOutcome, Throttled, Uncertain
from publishkit.send.transports.base import Capabilities, Quota
from publishkit.send.transports.opening import LOOPBACK, Opening, refuse_option
from publishkit.send.transports.smtp_session import BROKEN, Refused, Security, Server, Session

PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
HOST = r"^[A-Za-z0-9.-]{1,253}$|^[0-9A-Fa-f:]{2,45}$"
SENDER = r"^$|^[A-Za-z0-9.+={}_-]{1,64}@[A-Za-z0-9.-]{1,190}$"

LONGEST_CALL = 120.0
"""Seconds after which no further message of a batch is begun, so that the call ends long before the batch's lease."""
SLOW = Failed(reason="not tried: the server is too slow for the whole batch")
ALIKE = Failed(reason="not tried: one reader after the other was refused in the same words")


class SmtpOptions(Strict):
    """`[send.options]` of `smtp`."""

    host: str = Field(pattern=HOST)
    port: int | None = Field(default=None, ge=1, le=65535)
    """By default 587, 465 or 25, as `security` is."""
    security: Security = "starttls"
    """`tls` from the first byte; `none` only without a login, or on this machine."""
    username: str = Field(default="", pattern=r"^[\x20-\x7e]{0,254}$")
    """With one, PUBLISHKIT_SMTP_PASSWORD is asked for."""
    hostname: str = Field(default="", pattern=HOST + "|^$")
    """What we call ourselves; by default the domain of `email.from_address`."""
    bounces: str = Field(default="", pattern=SENDER)
    """Where bounces go: `bounces@example.org`, or `bounces+{reference}@example.org` to know whose; else the sender."""
    ca_file: str = ""
    """Certificates to trust, for a server with one of its own."""
    batch: int = Field(default=10, ge=1, le=100)
    """Messages handed over before the state is written down; so many are uncertain after a crash."""
    connections: int = Field(default=4, ge=1, le=32)
    max_messages: int = Field(default=100, ge=1)
    """On one connection."""
    timeout: float = Field(default=30, gt=0, le=120)
    """Seconds for an answer."""
    answer_timeout: float = Field(default=300, gt=0, le=600)
    """Seconds for the answer to a whole message; RFC 5321 asks for ten minutes."""


class SmtpTransport:
    """Hands messages over one after the other; a batch is only what is written down together."""

    name = "smtp"

    def __init__(self, options: SmtpOptions, server: Server) -> None:
        self.capabilities = Capabilities(batch=options.batch, connections=options.connections)
        self._server = server
        self._bounces = options.bounces
        self._max_messages = options.max_messages
        self._own = threading.local()
        self._all: list[Session] = []
        self._lock = threading.Lock()

    def send(self, letter: Letter, readers: Sequence[Reader], *, key: str) -> Sequence[SendOutcome]:
        """Hand over the messages one by one; once the server takes no more, the rest is not tried."""
        outcomes: list[SendOutcome] = []
        end = perf_counter() + LONGEST_CALL
        alike: list[str] = []
        for reader in readers:
            outcome = self._send(letter, reader)
            outcomes.append(outcome)
            alike = _alike(alike, outcome, reader.address)
            refused = ALIKE if len(alike) >= ALIKE_IN_A_ROW else None
            if rest := self._rest(outcome) or refused or (SLOW if perf_counter() > end else None):
                return outcomes + [rest] * (len(readers) - len(outcomes))
        return outcomes

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return None: SMTP has no memory."""
        return None

    def quota(self) -> Quota:
        """Return that SMTP tells none."""
        return Quota()

    def close(self) -> None:
        """Say goodbye on every connection."""
        with self._lock:
            sessions, self._all = self._all, []
        for session in sessions:
            session.close()
        self._own = threading.local()

    def _send(self, letter: Letter, reader: Reader) -> SendOutcome:
        sender = self._bounces.replace("{reference}", reference(letter.mailing, reader)) or letter.mailing.from_address
        data = letter.message(reader)
        try:
            if used := self._used():
                # A server may drop an idle connection at any time; before the message is whole, a new one is safe.
                with suppress(*BROKEN):
                    return used.send(sender, reader.address, data)
            return self._fresh(letter.mailing.from_address).send(sender, reader.address, data)
        except Refused as cause:
            return cause.outcome
        except BROKEN as cause:
            self._forget()
            return Failed(reason=f"the connection broke before the message was whole: {type(cause).__name__}: {cause}")

    def _rest(self, outcome: SendOutcome) -> SendOutcome | None:
        """Return what becomes of the readers after one with *outcome*; None when they are tried."""
        if isinstance(outcome, Throttled) or (isinstance(outcome, Failed) and outcome.lasting):
            return outcome
        if isinstance(outcome, Uncertain) or (isinstance(outcome, Failed) and not self._used()):
            return Failed(reason=f"not tried after: {outcome.reason}")
        return None

    def _used(self) -> Session | None:
        session: Session | None = getattr(self._own, "session", None)
        return session if session and session.usable and session.sent < self._max_messages else None

    def _fresh(self, sender: str) -> Session:
        self._forget()
        session = Session(self._server, sender)
        self._own.session = session
        with self._lock:
            self._all.append(session)
        return session

    def _forget(self) -> None:
        session: Session | None = getattr(self._own, "session", None)
        if session:
            self._own.session = None
            with self._lock:
                self._all = [other for other in self._all if other is not session]
            session.close()


def _alike(before: list[str], outcome: SendOutcome, address: str) -> list[str]:
    """Return the last refusals in the same words, in a row; those of mailboxes that are gone do not count."""
    if not isinstance(outcome, Rejected) or outcome.kind is Refusal.GONE:
        return []
    words = wording(outcome.reason, address)
    return [*before, words] if words in before else [words]


def open_smtp(opening: Opening) -> SmtpTransport:
    """Return the `smtp` transport; nobody is connected to yet.

    Raises:
        InputError: wrong options, a missing password, or one that would travel unencrypted.
    """
    options = opening.options(SmtpOptions)
    if options.security == "none" and options.username and options.host not in LOOPBACK:
        raise refuse_option("security", "a password would travel unencrypted", "choose `starttls` or `tls`")
    return SmtpTransport(
        options,
        Server(
            host=options.host,
            port=options.port or PORTS[options.security],
            security=options.security,
            username=options.username,
            password=opening.secrets.need("SMTP_PASSWORD") if options.username else None,
            hostname=options.hostname,
            timeout=options.timeout,
            answer_timeout=options.answer_timeout,
            tls=_trust(opening, options.ca_file),
        ),
    )


def _trust(opening: Opening, ca_file: str) -> ssl.SSLContext:
    if not ca_file:
        return ssl.create_default_context()
    path = Path(opening.root, ca_file)
    try:
        return ssl.create_default_context(cafile=str(path))
    except OSError as cause:  # SSLError is one
        raise refuse_option(
            "ca_file", f"cannot be read: {cause.strerror or cause}", "a PEM file is asked for"
        ) from None
