"""Buttondown (docs.buttondown.com/api-emails-introduction)."""

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
    "managed_by_rss": RemoteState.DRAFT,
    "scheduled": RemoteState.SCHEDULED,
    "about_to_send": RemoteState.SENDING,
    "in_flight": RemoteState.SENDING,
    "throttled": RemoteState.SENDING,
    "resending": RemoteState.SENDING,
    "sent": RemoteState.SENT,
    "imported": RemoteState.SENT,
    "paused": RemoteState.STOPPED,
    "deleted": RemoteState.GONE,
    "errored": RemoteState.FAILED,
}


class ButtondownOptions(CampaignOptions):
    """`[send.options]` of `buttondown`."""

    template: str = "naked"
    """Its template; `naked` leaves a page as it is."""
    url: str = "https://api.buttondown.com"


class Buttondown(BaseProvider):
    """A Buttondown newsletter."""

    name = "buttondown"
    capabilities = CampaignCapabilities(lacks=frozenset({"text", "headers", "sender"}))
    dialect = DIALECTS["buttondown"]
    states = STATES

    def __init__(self, opening: Opening, now: Clock) -> None:
        self.options = self.agreed(opening, ButtondownOptions)
        key = opening.secrets.need("BUTTONDOWN_KEY").reveal()
        # Without the last header it asks a person once whether a program may really mail everybody.
        headers = {"Authorization": f"Token {key}", "X-Buttondown-Live-Dangerously": "true"}
        self.api = self.open_api(opening, f"{checked_base(self.options.url, 'url')}/v1/", headers=headers)

    def draft(self, content: Content) -> RemoteDraft:
        """Make an email in the state `draft`."""
        body = {
            "subject": content.subject,
            "body": content.page,
            "status": "draft",
            "template": self.options.template,
        }
        remote_id = self.id_in(self.api.call("POST", "emails", body), "id")
        return RemoteDraft(id=remote_id, address=f"https://buttondown.com/emails/{remote_id}")

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Mail the draft."""
        self.api.call("POST", f"emails/{remote_id}/send-draft", {"recipients": list(addresses)})

    def start(self, remote_id: str, content: Content) -> SendOutcome:
        """Mark it as about to be sent."""
        return self.api.once("PATCH", f"emails/{remote_id}", {"status": "about_to_send"})

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return its status with the counts it gives."""
        answer = self.get_object(f"emails/{remote_id}")
        counts = answer.get("analytics") or {}
        return self.progress_of(
            str(answer.get("status", "")), number(counts.get("deliveries")), number(counts.get("recipients"))
        )

    def audience(self) -> int | None:
        """Return the number of regular subscribers."""
        return number(self.get_object("subscribers?type=regular").get("count"))
