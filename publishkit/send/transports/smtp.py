"""SMTP: the server of one's own provider or house; a connection for each thread, used again and again."""

import re
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
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
PER_CONNECTION = re.compile(r"too (many|much)|(this|per|each) (connection|session)|verbindung|connexion", re.IGNORECASE)
"""Words of a server that ends a connection because of what went over it."""
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


@dataclass
class Limits:
    """What the server takes, as publishkit.toml says and as it teaches while mails are handed over."""

    messages: int
    """On one connection."""
    connections: int = 1000
    """At the same time; as many as there are threads until the server says otherwise."""
    ended: list[int] = field(default_factory=list)
    """After how many messages connections were ended."""

    def ended_after(self, count: int, reason: str) -> None:
        """Learn from a connection that was ended after *count* messages: by its words, or when it happens again.

        >>> limits = Limits(messages=100)
        >>> limits.ended_after(50, "421 4.7.0 too many messages in this connection")
        >>> limits.messages
        50
        >>> limits.ended_after(7, "421 4.4.2 shutting down")
        >>> limits.messages
        50
        """
        known = count in self.ended or PER_CONNECTION.search(reason)
        self.ended.append(count)
        if known and count > 0:
            self.messages = min(self.messages, count)


class SmtpTransport:
    """Hands messages over one after the other; a batch is only what is written down together."""

    name = "smtp"

    def __init__(self, options: SmtpOptions, server: Server) -> None:
        self.capabilities = Capabilities(batch=options.batch, connections=options.connections)
        self._server = server
        self._bounces = options.bounces
        self._limits = Limits(messages=options.max_messages)
        self._own = threading.local()
        self._all: list[Session] = []
        self._free: list[Session] = []
        self._changed = threading.Condition()
        self._opening = self._waiting = 0

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
                outcomes += [rest] * (len(readers) - len(outcomes))
                break
        self._hand_on()
        return outcomes

    def lookup(self, letter: Letter, reader: Reader) -> SendOutcome | None:
        """Return None: SMTP has no memory."""
        return None

    def quota(self) -> Quota:
        """Return that SMTP tells none."""
        return Quota()

    def close(self) -> None:
        """Say goodbye on every connection."""
        with self._changed:
            sessions, self._all, self._free = self._all, [], []
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
                    outcome = used.send(sender, reader.address, data)
                    if not isinstance(outcome, Throttled) or outcome.quota:
                        return outcome
                    # It took others on this connection: the limit may be the connection's. A new one tells.
                    self._limits.ended_after(used.sent - 1, outcome.reason)
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
        return session if session and session.usable and session.sent < self._limits.messages else None

    def _fresh(self, sender: str) -> Session:
        """Return a new connection of this thread, or another's that is free, once the server takes one more.

        Raises:
            Refused: it takes none, or not soon enough.
        """
        self._forget()
        end = perf_counter() + LONGEST_CALL / 2
        while True:
            if session := self._free_or_place(end) or self._opened(sender):
                self._own.session = session
                return session

    def _opened(self, sender: str) -> Session | None:
        """Return a new connection; None when it would be one too many.

        Raises:
            Refused: the server takes none.
        """
        session: Session | None = None
        try:
            session = Session(self._server, sender)
        except Refused as cause:
            if not self._is_one_too_many(cause.outcome):
                raise
        finally:
            with self._changed:
                self._opening -= 1
                self._all += [session] if session else []
                self._changed.notify()
        return session

    def _free_or_place(self, end: float) -> Session | None:
        """Wait until a connection is free and return it, or until there may be one more and return None."""
        with self._changed:
            self._waiting += 1
            try:
                while not self._free and len(self._all) + self._opening >= self._limits.connections:
                    if not self._changed.wait(max(0.0, end - perf_counter())):
                        raise Refused(Failed(reason="the server takes no more connections, and none became free"))
                if self._free:
                    return self._free.pop()
                self._opening += 1
                return None
            finally:
                self._waiting -= 1

    def _is_one_too_many(self, outcome: SendOutcome) -> bool:
        """Return whether a connection was refused because so many are open; then so many are enough from now on."""
        with self._changed:
            others = len(self._all) + self._opening - 1
            if not isinstance(outcome, Throttled) or not others:
                return False
            self._limits.connections = min(self._limits.connections, others)
            return True

    def _hand_on(self) -> None:
        """Give this thread's connection to whoever waits for one."""
        session = self._used()
        with self._changed:
            if session and self._waiting:
                self._own.session = None
                self._free.append(session)
                self._changed.notify()

    def _forget(self) -> None:
        session: Session | None = getattr(self._own, "session", None)
        if session:
            self._own.session = None
            with self._changed:
                self._all = [other for other in self._all if other is not session]
                self._changed.notify()
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
