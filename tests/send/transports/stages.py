"""Every transport with something real, or like it, at the other end: what the contract test runs over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from publishkit.model.config import Sending
from publishkit.send.secrets import Secrets
from publishkit.send.transports.guarded import Guarded
from publishkit.send.transports.registry import open_transport
from tests.send.transports.delivery import Delivery, of_mime
from tests.send.transports.fakes import FAKES, Fake
from tests.send.transports.loopback import Loopback, serve
from tests.send.transports.mail_server import mail_server


@dataclass
class Stage:
    """An open transport and what arrives at its other end."""

    transport: Guarded
    secrets: Secrets
    delivered: Callable[[], Sequence[Delivery]]
    fake: Fake | None = None
    loopback: Loopback | None = None


@contextmanager
def stage(name: str, folder: Path, **options: str | float | bool) -> Iterator[Stage]:
    """Open the transport *name* against its own counterpart."""
    with ExitStack() as stack:
        make = {"file": _file, "null": _null, "smtp": _smtp, "ses": _ses}.get(name, _provider)
        yield make(stack, name, folder, options)


def opened(name: str, folder: Path, options: Mapping[str, Any], environ: Mapping[str, str]) -> tuple[Guarded, Secrets]:
    secrets = Secrets({f"PUBLISHKIT_{key}": value for key, value in environ.items()})
    return open_transport(Sending(transport=name, options=dict(options)), secrets, root=folder), secrets


def _file(stack: ExitStack, name: str, folder: Path, options: Mapping[str, Any]) -> Stage:
    transport, secrets = opened(name, folder, options, {})
    return Stage(transport, secrets, lambda: [of_mime(path.read_bytes()) for path in sorted(folder.rglob("*.eml"))])


def _null(stack: ExitStack, name: str, folder: Path, options: Mapping[str, Any]) -> Stage:
    transport, secrets = opened(name, folder, options, {})
    return Stage(transport, secrets, list)


def _smtp(stack: ExitStack, name: str, folder: Path, options: Mapping[str, Any]) -> Stage:
    kept = stack.enter_context(mail_server())
    transport, secrets = opened(
        name, folder, {"host": "127.0.0.1", "port": kept.port, "security": "none", **options}, {}
    )
    stack.callback(transport.close)
    return Stage(transport, secrets, lambda: [of_mime(data, to) for _from, to, data in kept.messages])


def _ses(stack: ExitStack, name: str, folder: Path, options: Mapping[str, Any]) -> Stage:
    address, forget, mails = moto()
    forget()
    keys = {"SES_ACCESS_KEY_ID": "AKIA0123456789", "SES_SECRET_ACCESS_KEY": "ses-secret-0123456789"}
    transport, secrets = opened(name, folder, {"region": "eu-central-1", "endpoint": address, **options}, keys)
    transport.inner._client.create_email_identity(EmailIdentity="lantern.example")  # type: ignore[attr-defined]
    stack.callback(transport.close)
    return Stage(transport, secrets, lambda: [of_mime(data, to) for to, data in mails()])


def _provider(stack: ExitStack, name: str, folder: Path, options: Mapping[str, Any]) -> Stage:
    fake = FAKES[name]()
    loopback = stack.enter_context(serve(fake.handle))
    given = {"endpoint": loopback.address + fake.path, **dict(fake.options), **options}
    transport, secrets = opened(name, folder, given, dict(fake.secrets))
    stack.callback(transport.close)
    return Stage(transport, secrets, lambda: fake.deliveries, fake, loopback)


@cache
def moto() -> tuple[str, Callable[[], None], Callable[[], Sequence[tuple[str, bytes]]]]:
    """Return a running moto server, what empties it, and what it was sent; it lives as long as the tests."""
    from moto.moto_api._internal.models import moto_api_backend
    from moto.server import ThreadedMotoServer
    from moto.ses.models import ses_backends

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()

    def mails() -> Sequence[tuple[str, bytes]]:
        backend = ses_backends["123456789012"]["eu-central-1"]
        return [
            (message.destinations[0], raw if isinstance(raw := message.raw_data, bytes) else raw.encode())
            for message in backend.sent_messages
        ]

    return f"http://{host}:{port}", moto_api_backend.reset, mails
