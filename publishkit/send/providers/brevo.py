"""Brevo email campaigns (developers.brevo.com/reference/createemailcampaign); 100 calls an hour."""

from collections.abc import Mapping, Sequence

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
    "queued": RemoteState.SCHEDULED,
    "inReview": RemoteState.SCHEDULED,
    "in_review": RemoteState.SCHEDULED,
    "inProcess": RemoteState.SENDING,
    "in_process": RemoteState.SENDING,
    "sent": RemoteState.SENT,
    "archive": RemoteState.SENT,
    "suspended": RemoteState.STOPPED,
}


class BrevoOptions(CampaignOptions):
    """`[send.options]` of `brevo-campaign`."""

    list_id: int
    url: str = "https://api.brevo.com"


class BrevoCampaigns(BaseProvider):
    """Campaigns of a Brevo account."""

    name = "brevo-campaign"
    capabilities = CampaignCapabilities(lacks=frozenset({"text", "headers"}))
    dialect = DIALECTS["brevo"]
    states = STATES

    def __init__(self, opening: Opening, now: Clock) -> None:
        self.options = self.agreed(opening, BrevoOptions)
        key = opening.secrets.need("BREVO_KEY").reveal()
        self.api = self.open_api(opening, f"{checked_base(self.options.url, 'url')}/v3/", headers={"api-key": key})

    def draft(self, content: Content) -> RemoteDraft:
        """Make a campaign without a time, which is a draft."""
        body: dict[str, object] = {
            "name": content.name,
            "subject": content.subject,
            "sender": {"name": content.from_name or content.from_address, "email": content.from_address},
            "htmlContent": content.page,
            "recipients": {"listIds": [self.options.list_id]},
        }
        if content.reply_to:
            body["replyTo"] = content.reply_to
        return RemoteDraft(id=self.id_in(self.api.call("POST", "emailCampaigns", body), "id"))

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Mail a test to contacts of the account."""
        self.api.call("POST", f"emailCampaigns/{remote_id}/sendTest", {"emailTo": list(addresses)})

    def start(self, remote_id: str, content: Content) -> SendOutcome:
        """Send it now."""
        return self.api.once("POST", f"emailCampaigns/{remote_id}/sendNow")

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return its status with the counts of messages."""
        answer = self.get_object(f"emailCampaigns/{remote_id}")
        counts = answer.get("statistics", {}).get("globalStats", {})
        return self.progress_of(
            str(answer.get("status", "")), number(counts.get("delivered")), number(counts.get("sent"))
        )

    def audience(self) -> int | None:
        """Return the list's `uniqueSubscribers`."""
        return number(self.get_object(f"contacts/lists/{self.options.list_id}").get("uniqueSubscribers"))
