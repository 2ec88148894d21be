"""What every provider's options have in common."""

from urllib.parse import urlsplit

from publishkit.errors import InputError
from publishkit.model.article import Strict
from publishkit.send.campaigns.base import CampaignCapabilities
from publishkit.send.transports.opening import refuse_option

MEANING = {
    "text": "our plain text (it makes its own)",
    "headers": "List-Id and Archived-At",
    "sender": "From and Reply-To (its account has its own)",
    "layout": "the frame of our letter (it puts its own around it)",
}
LOCAL = ("127.0.0.1", "localhost", "::1")


class CampaignOptions(Strict):
    """`[send.options]` of every provider that holds the list."""

    without: str = ""
    """What of the letter the provider cannot carry and may be left out: words parted by spaces."""


def check_agreed(name: str, options: CampaignOptions, capabilities: CampaignCapabilities) -> None:
    """Return when the editor agreed to do without whatever the provider cannot carry.

    Raises:
        InputError: the provider cannot carry something that was not agreed to, or the word is unknown.
    """
    without = frozenset(options.without.replace(",", " ").split())
    if unknown := sorted(without - MEANING.keys()):
        raise refuse_option("without", f"there is no `{unknown[0][:40]}`", f"known: {', '.join(sorted(MEANING))}")
    if missing := sorted(capabilities.lacks - without):
        told = ", ".join(f"{word}: {MEANING[word]}" for word in missing)
        wanted = " ".join(sorted(capabilities.lacks))
        raise refuse_option("without", f"{name} cannot carry {told}", f'when that will do, write without = "{wanted}"')


def checked_base(address: str, key: str) -> str:
    """Return *address* without its last slash.

    Raises:
        InputError: neither https nor on this machine, or with a password in it.
    """
    parts = urlsplit(address)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    if not secure or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise _insecure(key)
    return address.rstrip("/")


def _insecure(key: str) -> InputError:
    return refuse_option(key, "is not a plain https address", "keys are never sent in the open: https://…")
