"""Signing up with a confirmation by mail (double opt-in): nothing is stored of an address before its owner has said yes.

A token in the mail names address, list and moment, signed with the keys that sign the links for leaving.
"""

import base64
import hmac
import html
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from queue import Full, Queue
from threading import Lock, Thread
from urllib.parse import urlsplit

from publishkit.errors import InputError, Problem, PublishkitError
from publishkit.model.config import Config
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import make_mailing
from publishkit.send.letter.unsubscribe import Keys, list_digest
from publishkit.send.rate import Limit
from publishkit.send.readers.address import AddressRefusedError, parse_address, stored_key
from publishkit.send.readers.returning import complained, sign_up
from publishkit.send.state.store import Store

PURPOSE = b"publishkit sign-up\0"
"""Signed along, so that no link for leaving is one for signing up."""
LIST, MOMENT, SIGNATURE = 4, 5, 16
"""Bytes."""
LONGEST_TOKEN = 500
LIFE = timedelta(days=7)
MOST_WAITING = 200
"""Mails that wait for the transport; more are refused, so that a crowd cannot fill the memory."""
HOURLY = 1 / 3600
log = logging.getLogger("publishkit.serve")

MailLink = Callable[[str, str], None]
"""Mails a link to an address; raises PublishkitError when it could not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Joining:
    """The address and the list that a valid token names."""

    address: str
    list_digest: bytes


def make_join_token(keys: Keys, list_name: str, address: str, at: datetime) -> str:
    """Return the token by which *address* joins the list."""
    payload = bytes([keys.current]) + list_digest(list_name) + int(at.timestamp()).to_bytes(MOMENT) + address.encode()
    signature = _signature(keys.by_number[keys.current], payload)
    return base64.urlsafe_b64encode(payload + signature).rstrip(b"=").decode()


def read_join_token(keys: Keys, token: str, now: datetime) -> Joining | None:
    """Return whom *token* names; None when we did not sign it, or too long ago.

    >>> keys = Keys(current=1, by_number={1: bytes(32)})
    >>> made = make_join_token(keys, "readers", "ada@example.org", datetime(2026, 11, 20, tzinfo=UTC))
    >>> read_join_token(keys, made, datetime(2026, 11, 21, tzinfo=UTC)).address
    'ada@example.org'
    >>> read_join_token(keys, made, datetime(2026, 12, 21, tzinfo=UTC))
    """
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    payload, signature = whole[:-SIGNATURE], whole[-SIGNATURE:]
    key = keys.by_number.get(payload[0]) if len(payload) > 1 + LIST + MOMENT else None
    if key is None or not hmac.compare_digest(_signature(key, payload), signature):
        return None
    made = datetime.fromtimestamp(int.from_bytes(payload[1 + LIST : 1 + LIST + MOMENT]), UTC)
    if not made - timedelta(minutes=5) <= now <= made + LIFE:
        return None
    return Joining(address=payload[1 + LIST + MOMENT :].decode(), list_digest=payload[1 : 1 + LIST])


def _signature(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, PURPOSE + payload, "sha256")[:SIGNATURE]


class SignUps:
    """Takes addresses, mails each a link in the background, and puts on the list who opens it."""

    def __init__(
        self,
        *,
        store: Store,
        list_name: str,
        keys: Keys,
        url: str,
        mail: MailLink,
        now: Callable[[], datetime],
        steady: Callable[[], float],
    ) -> None:
        self.url = url.rstrip("/")
        self._store, self._list, self._keys, self._mail, self._now, self._steady = (
            store,
            list_name,
            keys,
            mail,
            now,
            steady,
        )
        self._limit = Limit(burst=2, per_second=HOURLY)
        """Mails to one address: nobody's mailbox is filled by a stranger."""
        self._all = Limit(burst=300, per_second=0.2, callers=1)
        """Mails in all."""
        self._waiting: Queue[str | None] = Queue(MOST_WAITING)
        self._lock = Lock()
        self._thread: Thread | None = None

    def parse(self, typed: str) -> str | None:
        """Return the address that was typed, None when it is none."""
        try:
            return parse_address(typed[:400])
        except AddressRefusedError:
            return None

    def ask(self, address: str) -> bool:
        """Have a link mailed to *address*; return False when too many wait. An address that had its links gets no more."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._work, name="sign-ups", daemon=True)
                self._thread.start()
            if self._limit.wait(stored_key(address), self._steady()):
                return True
            if self._all.wait("", self._steady()):
                return False
        try:
            self._waiting.put_nowait(address)
        except Full:
            return False
        return True

    def read(self, token: str, now: datetime) -> Joining | None:
        """Return whom *token* names, for this list."""
        found = read_join_token(self._keys, token, now)
        return found if found and found.list_digest == list_digest(self._list) else None

    def confirm(self, joining: Joining, now: datetime) -> bool:
        """Put the reader on the list; return False for one who complained, whom only a person lets back.

        Raises:
            ExternalError: the database cannot be written.
        """
        return sign_up(self._store, joining.address, self._list, now)

    def close(self) -> None:
        """Mail what waits, for some seconds at most, and end."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(10)

    def _work(self) -> None:
        while (address := self._waiting.get()) is not None:
            try:
                if not complained(self._store, address, self._list):
                    token = make_join_token(self._keys, self._list, address, self._now())
                    self._mail(address, f"{self.url}/{token}")
            except PublishkitError as cause:
                log.warning("a confirmation was not mailed: %s", str(cause).replace(address, "(address)"))


# --- the mail ---------------------------------------------------------------------------------------------------------


def confirmation_letter(config: Config, words: Mapping[str, str], lang: str, link: str, at: datetime) -> Letter:
    """Return the mail that asks for a confirmation: plain, small, with the one link."""
    name = config.publication.name
    mailing = make_mailing(
        config,
        edition=f"sign-up-{sha256(link.encode()).hexdigest()[:12]}",
        subject=words["mail_subject"],
        name=name,
        url=config.publication.url,
    )
    said, ignore, button = (html.escape(words[key]) for key in ("mail", "mail_ignore", "confirm_button"))
    page = (
        f'<!DOCTYPE html>\n<html lang="{html.escape(lang)}"><head><meta charset="utf-8"><title>{html.escape(words["mail_subject"])}</title></head>'
        f'<body style="font-family:sans-serif;font-size:17px;line-height:1.5;max-width:34em">\n<p>{said}</p>\n'
        f'<p><a href="{html.escape(link)}">{button}</a></p>\n<p>{ignore}</p>\n<p>{html.escape(name)}<br>{html.escape(config.publication.url)}</p>\n</body></html>\n'
    )
    text = f"{words['mail']}\n\n{link}\n\n{words['mail_ignore']}\n\n{name}\n{config.publication.url}\n"
    return Letter(mailing=mailing, page=page, text=text, moment=at)


def check_signup_url(url: str) -> None:
    """Return when readers can sign up at *url*.

    Raises:
        InputError: not an https address with a path of its own.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if parts.scheme != "https" or not parts.hostname or not path or "{" in path or path in {"/health", "/hooks"}:
        hint = 'write it as signup_url = "https://letters.example.org/join"'
        raise InputError(Problem(place="publishkit.toml: email.signup_url", message="cannot be served", hint=hint))
