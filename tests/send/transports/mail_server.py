"""SMTP servers on loopback: aiosmtpd that keeps what it gets, and one that answers what a test tells it to."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "letter", "corr&ct/horse-battery+staple"


@dataclass
class Kept:
    """What one server was given: sender, reader and bytes of each message, and how it was greeted."""

    port: int = 0
    messages: list[tuple[str, str, bytes]] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)
    logins: list[bool] = field(default_factory=list)


class Keeper:
    """aiosmtpd's handler."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:  # noqa: N802
        session.host_name = hostname
        self.kept.greeted.append(hostname)
        return responses

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        for to in envelope.rcpt_tos:
            self.kept.messages.append((envelope.mail_from, to, envelope.original_content))
        return f"250 2.0.0 Ok: queued as 4F{len(self.kept.messages):04d}"


@contextlib.contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, login: bool = False
) -> Iterator[Kept]:
    """Run aiosmtpd, with TLS from the start or after STARTTLS, and with or without a login."""
    kept = Kept()

    def authenticator(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        kept.logins.append(good)
        return AuthResult(success=good, handled=False)

    more: dict[str, Any] = {"tls_context": starttls, "require_starttls": True} if starttls else {}
    if login:
        # aiosmtpd knows of no TLS from the first byte, and warns of a login that is asked for without it.
        more |= {"authenticator": authenticator, "auth_required": bool(starttls), "auth_require_tls": bool(starttls)}
    controller = Controller(Keeper(kept), hostname="127.0.0.1", port=free_port(), ssl_context=tls, **more)
    controller.start()
    kept.port = controller.port
    try:
        yield kept
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path, host: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """Return a server's TLS context with a certificate made just now, and the file that makes a client trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test's own")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "ca.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public


HANG, DROP = "hang", "drop"
POLITE: Mapping[str, str] = {
    "greeting": "220 here", "EHLO": "250-here\r\n250-SIZE 1000000\r\n250 ENHANCEDSTATUSCODES", "MAIL": "250 ok",
    "RCPT": "250 ok", "DATA": "354 go on", "dot": "250 2.0.0 Ok: queued as ABC123", "RSET": "250 ok", "QUIT": "221 bye",
}  # fmt: skip


class Scripted:
    """A server that answers by a script; `heard` is every command, `whole` counts messages that came whole."""

    def __init__(self, scripts: Sequence[Mapping[str, str]], messages: int, at_once: int) -> None:
        self.messages, self.at_once, self.open = messages, at_once, 0
        self.refused = 0
        self.heard: list[str] = []
        self.whole = 0
        self.connections = 0
        self._scripts = scripts or ({},)
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=5)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            script = {**POLITE, **self._scripts[min(self.connections, len(self._scripts) - 1)]}
            self.connections += 1
            thread = threading.Thread(target=self._talk, args=(client, script), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, client: socket.socket, script: Mapping[str, str]) -> None:
        self.open += 1
        try:
            self._answer(client, script)
        finally:
            self.open -= 1

    def _answer(self, client: socket.socket, script: Mapping[str, str]) -> None:
        begun = 0
        with client, client.makefile("rb") as lines, contextlib.suppress(OSError):
            if self.at_once and self.open > self.at_once:
                self.refused += 1
                self._reply(client, "421 4.3.2 too many connections")
                return
            goes_on = self._reply(client, script["greeting"])
            while goes_on and (line := lines.readline()):
                verb, _, rest = line.decode("ascii", "replace").strip().partition(" ")
                verb = verb.upper()
                self.heard.append(f"{verb} {rest}".strip())
                begun += verb == "MAIL"
                if verb == "MAIL" and self.messages and begun > self.messages:
                    self.refused += 1
                    self._reply(client, "421 4.7.0 too many messages in this connection")
                    return
                words = next((told for key, told in script.items() if "@" in key and key in rest), script.get(verb))
                goes_on = self._reply(client, words or "500 what") and verb != "QUIT"
                if goes_on and verb == "DATA" and script[verb].startswith("354"):
                    goes_on = self._body(client, lines, script)

    def _body(self, client: socket.socket, lines: Any, script: Mapping[str, str]) -> bool:
        for line in lines:
            if script.get("body") == DROP:
                return self._reply(client, DROP)
            if line == b".\r\n":
                self.whole += 1
                return self._reply(client, script["dot"])
        return False

    def _reply(self, client: socket.socket, words: str) -> bool:
        """Return whether the talk goes on."""
        if words == HANG:
            self._over.wait(20)
        elif words == DROP:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            client.sendall(words.encode() + b"\r\n")
        return words not in (HANG, DROP) and not words.startswith("421")


@contextlib.contextmanager
def scripted(*scripts: Mapping[str, str], messages: int = 0, at_once: int = 0) -> Iterator[Scripted]:
    """Run a server that is polite but for the script of each connection; the last script stays in force.

    It takes so many *messages* on a connection, and so many connections *at_once*; 0 is any number.
    """
    server = Scripted(scripts, messages, at_once)
    try:
        yield server
    finally:
        server.close()
