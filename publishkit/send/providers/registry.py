"""Name -> provider that holds the list."""

from collections.abc import Callable, Mapping
from pathlib import Path

from publishkit.model.config import Sending
from publishkit.send.providers.base import CampaignProvider, Clock
from publishkit.send.providers.brevo import BrevoCampaigns
from publishkit.send.providers.buttondown import Buttondown
from publishkit.send.providers.ghost import Ghost
from publishkit.send.providers.kit import Kit
from publishkit.send.providers.listmonk import Listmonk
from publishkit.send.providers.mailchimp import Mailchimp
from publishkit.send.secrets import Secrets
from publishkit.send.transports.opening import Opening

PROVIDERS: Mapping[str, Callable[[Opening, Clock], CampaignProvider]] = {
    "brevo-campaign": BrevoCampaigns,
    "buttondown": Buttondown,
    "ghost": Ghost,
    "kit": Kit,
    "listmonk": Listmonk,
    "mailchimp": Mailchimp,
}


def open_provider(sending: Sending, secrets: Secrets, now: Clock) -> CampaignProvider:
    """Return the provider that `[send]` names; nobody is asked yet.

    Raises:
        InputError: wrong options, something it cannot carry that was not agreed to, a secret that is missing.
        KeyError: it is none of these; look in PROVIDERS first.
    """
    return PROVIDERS[sending.transport](
        Opening(name=sending.transport, sending=sending, secrets=secrets, root=Path()), now
    )
