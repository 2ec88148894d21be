"""The server behind a letter, assembled for one workspace: readers leave there, and providers report there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import uvicorn

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.model.config import Config
from publishkit.press.send import refuse_list_holder
from publishkit.send.campaign.guards import ENVIRONMENT_VARIABLE, allowed_by, is_restricted
from publishkit.send.campaign.sender import Clock
from publishkit.send.http import Caller
from publishkit.send.letter.message import Reader
from publishkit.send.letter.unsubscribe import Keys, make_token, parse_keys, unsubscribe_address
from publishkit.send.outcome import Accepted
from publishkit.send.readers.address import reader_key
from publishkit.send.secrets import Secrets, system_keyring
from publishkit.send.server.app import Service, known_hooks, leaving_path, make_app, make_server
from publishkit.send.server.events import EventRecorder
from publishkit.send.server.hooks import check_installed
from publishkit.send.server.pages import Pages, make_pages
from publishkit.send.server.signup import MailLink, SignUps, check_signup_url, confirmation_letter
from publishkit.send.state.store import open_store
from publishkit.send.transports.registry import open_transport
from publishkit.theme.load import load_theme

HOOK_TIMEOUT = 10
"""Seconds to fetch a provider's certificate."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReaderServer:
    """The server of a workspace, not yet running."""

    path: str
    """Where readers leave."""
    hooks: tuple[str, ...]
    """Providers whose webhooks are answered."""
    server: uvicorn.Server
    signups: SignUps | None = None
    """None: nobody signs up here."""

    def run(self) -> None:
        """Serve until a signal asks to stop: calls under way are answered, and confirmations that wait are mailed."""
        try:
            self.server.run()
        finally:
            if self.signups is not None:
                self.signups.close()


def make_reader_server(  # noqa: PLR0913  address, clocks and environment are arguments
    root: Path,
    config: Config,
    environ: Mapping[str, str],
    *,
    host: str,
    port: int,
    proxies: int,
    clock: Clock,
    steady: Callable[[], float],
) -> ReaderServer:
    """Return the server of the unsubscribe page and the webhooks; *steady* is a clock in seconds that never goes back.

    *proxies* is how many proxies of the operator are before it: that many names in X-Forwarded-For are trusted.

    Raises:
        InputError: config, theme or keys are wrong or missing.
        ExternalError: the database cannot be reached.
    """
    secrets = Secrets(environ, system_keyring)

    def secret_of(provider: str) -> str:
        found = secrets.find(f"{provider.upper().replace('-', '_')}_WEBHOOK_SECRET")
        return found.reveal() if found else ""

    hooks = known_hooks(secret_of)
    if hooks:
        check_installed()
    keys = parse_keys(secrets.need("UNSUBSCRIBE_KEYS").reveal())
    pages = make_pages(config.publication, load_theme(config.theme.name, (root / "themes",), brand=config.brand))
    store = open_store(root, config.send.database)
    signups = None
    if url := config.email.signup_url:
        check_signup_url(url)
        mail = _link_mailer(root, config, environ, secrets, keys, pages, clock)
        name = config.send.list
        signups = SignUps(store=store, list_name=name, keys=keys, url=url, mail=mail, now=clock, steady=steady)
    service = Service(
        recorder=EventRecorder(store=store, list=config.send.list),
        keys=keys,
        pages=pages,
        signups=signups,
        unsubscribe_url=config.email.unsubscribe_url,
        hooks=hooks,
        fetch=Caller(HOOK_TIMEOUT).fetch,
        now=clock,
        steady=steady,
        proxies=proxies,
    )
    return ReaderServer(
        path=leaving_path(config.email.unsubscribe_url),
        hooks=tuple(sorted(hooks)),
        server=make_server(make_app(service), host, port),
        signups=signups,
    )


def _link_mailer(
    root: Path, config: Config, environ: Mapping[str, str], secrets: Secrets, keys: Keys, pages: Pages, clock: Clock
) -> MailLink:
    """Return what mails the link for signing up, by the transport of publishkit.toml.

    Raises:
        InputError: the transport is not set up, or holds the list itself.
    """
    refuse_list_holder(config, "ISSUE")
    transport = open_transport(config.send, secrets, root=root)
    allowed = allowed_by(config.send.allow_list)
    restricted = is_restricted(config.send, environ.get(ENVIRONMENT_VARIABLE, "").strip())

    def mail(address: str, link: str) -> None:
        if restricted and not allowed(address) and not transport.capabilities.rehearsal:
            message = f"{ENVIRONMENT_VARIABLE} is not production, and the address not on send.allow_list"
            raise InputError(Problem(place="sign-up", message=message))
        letter = confirmation_letter(config, pages.words, pages.lang, link, clock())
        leave = unsubscribe_address(
            config.email.unsubscribe_url, make_token(keys, config.send.list, reader_key(address))
        )
        key = str(uuid5(NAMESPACE_URL, link))
        outcome = transport.send(letter, [Reader(address=address, unsubscribe=leave)], key=key)[0]
        if not isinstance(outcome, Accepted):
            raise ExternalError(Problem(place="sign-up", message=f"{type(outcome).__name__.lower()}: {outcome.reason}"))

    return mail
