"""One connection to an SMTP server: opened, used for many messages, dropped after an unexpected answer."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from publishkit.send.answers import CLOSING, content_answered, login_refused, reader_refused, sender_refused
from publishkit.send.outcome import Accepted, Failed, SendOutcome, Throttled, Uncertain
from publishkit.send.secrets import Secret

Security = Literal["starttls", "tls", "none"]
DOTS = re.compile(rb"^\.", re.MULTILINE)
BROKEN = (OSError, smtplib.SMTPServerDisconnected)
"""`SMTPServerDisconnected` is an OSError too, but says so nowhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """Where mail is handed over, and how."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: Secret | None = None
    hostname: str = ""
    """What we call ourselves in EHLO; "" is the sender's domain."""
    timeout: float
    """Seconds for any answer but the last."""
    answer_timeout: float
    """Seconds for the answer to a whole message."""
    tls: ssl.SSLContext


class Refused(Exception):  # noqa: N818  # what the server said, not an error of ours
    """A connection that cannot be had, or a message that was not taken."""

    def __init__(self, outcome: SendOutcome) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


class Session:
    """An open connection that has said EHLO, is encrypted and logged in."""

    def __init__(self, server: Server, sender: str) -> None:
        """Connect.

        Raises:
            Refused: no connection; nothing was handed over.
        """
        self._server = server
        self.sent = 0
        self.usable = True
        """False: whatever comes next needs another connection."""
        self._smtp = _connect(replace(server, hostname=server.hostname or sender.rpartition("@")[2]))

    def send(self, sender: str, address: str, data: bytes) -> SendOutcome:
        """Hand over one message; *data* is ASCII with CRLF lines.

        Raises:
            OSError: the connection broke before the message was whole; nothing was handed over.
        """
        self.sent += 1
        self.usable = False  # until the end says otherwise
        if refusal := self._envelope(sender, address, len(data)):
            self._reset(refusal)
            return refusal
        whole = data if data.endswith(b"\r\n") else data + b"\r\n"
        self._smtp.send(DOTS.sub(b"..", whole))
        outcome = self._finish()
        self.usable = isinstance(outcome, Accepted)
        if not isinstance(outcome, Accepted | Uncertain):
            self._reset(outcome)
        return outcome

    def close(self) -> None:
        """End the connection, with QUIT where the server still answers."""
        with suppress(OSError, smtplib.SMTPException):
            if self._smtp.sock:
                self._smtp.sock.settimeout(min(self._server.timeout, 5))
            self._smtp.quit()
        self._smtp.close()

    def _envelope(self, sender: str, address: str, size: int) -> SendOutcome | None:
        most = self._smtp.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < size:
            return Failed(reason=f"the letter has {size:,} bytes, the server takes {int(most):,}", lasting=True)
        code, answer = self._smtp.mail(sender, [f"SIZE={size}"] if "size" in self._smtp.esmtp_features else [])
        if code != 250:
            return sender_refused(code, answer)
        code, answer = self._smtp.rcpt(address)
        if code not in {250, 251}:
            return reader_refused(code, answer)
        code, answer = self._smtp.docmd("DATA")
        return None if code == 354 else content_answered(code, answer)

    def _finish(self) -> SendOutcome:
        """Send the final dot and return the outcome; without an answer from here on, the message may have been taken."""
        try:
            _socket(self._smtp).settimeout(self._server.answer_timeout)
            self._smtp.send(b".\r\n")
            code, answer = self._smtp.getreply()
            _socket(self._smtp).settimeout(self._server.timeout)
        except (OSError, smtplib.SMTPException) as cause:
            return Uncertain(reason=f"no answer to the whole message: {_reason(cause)}")
        if not 200 <= code < 600 or code == 354:
            return Uncertain(reason=f"an answer that is not understood: {code}")
        return content_answered(code, answer)

    def _reset(self, outcome: SendOutcome) -> None:
        """Make the connection fit for the next message, or leave it unusable."""
        if isinstance(outcome, Throttled):
            return
        with suppress(OSError, smtplib.SMTPException):
            self.usable = self._smtp.rset()[0] == 250


def _connect(server: Server) -> smtplib.SMTP:
    """Return a connection that is ready for MAIL.

    Raises:
        Refused: it could not be had.
    """
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _greeted(server)
        _encrypt(smtp, server)
        _login(smtp, server)
    except Refused:
        _drop(smtp)
        raise
    except ssl.SSLCertVerificationError as cause:
        _drop(smtp)
        raise Refused(Failed(reason=f"the certificate is not trusted: {cause.verify_message}", lasting=True)) from None
    except smtplib.SMTPResponseException as cause:
        _drop(smtp)
        raise Refused(_greeting(cause.smtp_code, _bytes(cause.smtp_error))) from None
    except (OSError, smtplib.SMTPException) as cause:
        _drop(smtp)
        raise Refused(Failed(reason=f"no connection to {server.host}:{server.port}: {_reason(cause)}")) from None
    return smtp


def _greeted(server: Server) -> smtplib.SMTP:
    smtp: smtplib.SMTP
    if server.security == "tls":
        smtp = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=server.hostname, timeout=server.timeout, context=server.tls
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, local_hostname=server.hostname, timeout=server.timeout)
    # The final dot goes out in a packet of its own; Nagle would hold it back until the body is acknowledged.
    _socket(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    smtp.ehlo_or_helo_if_needed()
    return smtp


def _encrypt(smtp: smtplib.SMTP, server: Server) -> None:
    if server.security != "starttls":
        return
    if not smtp.has_extn("starttls"):
        raise Refused(Failed(reason=f"{server.host} offers no STARTTLS", lasting=True))
    code, answer = smtp.starttls(context=server.tls)
    if code != 220:
        raise Refused(sender_refused(code, answer))
    smtp.ehlo_or_helo_if_needed()


def _login(smtp: smtplib.SMTP, server: Server) -> None:
    if not server.password:
        return
    try:
        smtp.login(server.username, server.password.reveal())
    except smtplib.SMTPAuthenticationError as cause:
        raise Refused(login_refused(cause.smtp_code, _bytes(cause.smtp_error))) from None
    except smtplib.SMTPNotSupportedError:
        raise Refused(Failed(reason=f"{server.host} offers no login here", lasting=True)) from None


def _greeting(code: int, answer: bytes) -> SendOutcome:
    """Return the outcome of a greeting that refuses: 4xx is a busy server, nonsense (-1) no mail server at present."""
    if code == CLOSING or code >= 500:
        return sender_refused(code, answer)
    return Failed(reason=f"{code} {answer.decode('utf-8', 'replace')}")


def _socket(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("the connection is closed")
    return smtp.sock


def _drop(smtp: smtplib.SMTP | None) -> None:
    if smtp:
        smtp.close()


def _reason(cause: Exception) -> str:
    return f"{type(cause).__name__}: {cause}"


def _bytes(answer: bytes | str) -> bytes:
    return answer if isinstance(answer, bytes) else answer.encode("utf-8", "replace")
