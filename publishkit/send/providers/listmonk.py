"""listmonk 4 and later (listmonk.app/docs/apis/campaigns)."""

from collections.abc import Mapping, Sequence
from typing import Any

from publishkit.send.letter.dialects import DIALECTS
from publishkit.send.outcome import SendOutcome
from publishkit.send.providers.base import (
    BaseProvider,
    CampaignCapabilities,
    CampaignOptions,
    Clock,
    Content,
    RemoteDraft,
    RemoteProgress,
    RemoteState,
    number,
)
from publishkit.send.transports.opening import Opening, checked_base

STATES: Mapping[str, RemoteState] = {
    "draft": RemoteState.DRAFT,
    "scheduled": RemoteState.SCHEDULED,
    "running": RemoteState.SENDING,
    "paused": RemoteState.STOPPED,
    "cancelled": RemoteState.STOPPED,
    "finished": RemoteState.SENT,
}


class ListmonkOptions(CampaignOptions):
    """`[send.options]` of `listmonk`."""

    url: str
    """`https://lists.example.org`"""
    user: str
    """Name of an API user; its token is PUBLISHKIT_LISTMONK_TOKEN."""
    list_id: int
    template_id: int
    """A campaign template that holds `{{ template "content" . }}` and nothing else, so that our page stays as it is."""


class Listmonk(BaseProvider):
    """A listmonk of our own."""

    name = "listmonk"
    capabilities = CampaignCapabilities()
    dialect = DIALECTS["listmonk"]
    states = STATES

    def __init__(self, opening: Opening, now: Clock) -> None:
        self.options = self.agreed(opening, ListmonkOptions)
        token = opening.secrets.need("LISTMONK_TOKEN").reveal()
        self.base = checked_base(self.options.url, "url")
        self.api = self.open_api(
            opening, f"{self.base}/api/", headers={"Authorization": f"token {self.options.user}:{token}"}
        )

    def draft(self, content: Content) -> RemoteDraft:
        """Make a campaign in the state `draft`."""
        made = self.api.call("POST", "campaigns", self._campaign(content))
        remote_id = self.id_in(made, "data", "id")
        return RemoteDraft(id=remote_id, address=f"{self.base}/campaigns/{remote_id}")

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Mail a test; listmonk wants the addresses to be subscribers of its own."""
        body = {**self._campaign(content), "subscribers": list(addresses)}
        self.api.call("POST", f"campaigns/{remote_id}/test", body)

    def start(self, remote_id: str, content: Content) -> SendOutcome:
        """Let it run."""
        return self.api.once("PUT", f"campaigns/{remote_id}/status", {"status": "running"})

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return its status with the counts of messages."""
        answer = self.get_object(f"campaigns/{remote_id}").get("data", {})
        return self.progress_of(
            str(answer.get("status", "")), number(answer.get("sent")), number(answer.get("to_send"))
        )

    def audience(self) -> int | None:
        """Return the list's `subscriber_count`."""
        return number(self.api.call("GET", f"lists/{self.options.list_id}").get("data", {}).get("subscriber_count"))

    def _campaign(self, content: Content) -> dict[str, Any]:
        sender = f"{content.from_name} <{content.from_address}>" if content.from_name else content.from_address
        headers = [{name: value} for name, value in content.headers.items()]
        if content.reply_to:
            headers.append({"Reply-To": content.reply_to})
        return {
            "name": content.name,
            "subject": content.subject,
            "lists": [self.options.list_id],
            "from_email": sender,
            "type": "regular",
            "content_type": "html",
            "messenger": "email",
            "template_id": self.options.template_id,
            "body": content.page,
            "altbody": content.text,
            "headers": headers,
        }
