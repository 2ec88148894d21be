"""Kit, formerly ConvertKit, API 4 (developers.kit.com/api-reference/broadcasts)."""

from collections.abc import Mapping
from datetime import UTC, timedelta
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
    "sending": RemoteState.SENDING,
    "completed": RemoteState.SENT,
    "canceled": RemoteState.STOPPED,
    "paused": RemoteState.STOPPED,
}
SOON = timedelta(minutes=1)
"""A broadcast leaves at a time to come; this is the next one."""


class KitOptions(CampaignOptions):
    """`[send.options]` of `kit`."""

    template_id: int
    """An email template that holds `{{ message_content }}` and `{{ address }}`, which Kit wants in every mail."""
    url: str = "https://api.kit.com"


class Kit(BaseProvider):
    """A Kit account."""

    name = "kit"
    capabilities = CampaignCapabilities(test=False, lacks=frozenset({"text", "headers", "layout"}))
    dialect = DIALECTS["kit"]
    states = STATES

    def __init__(self, opening: Opening, now: Clock) -> None:
        self.options = self.agreed(opening, KitOptions)
        self.now = now
        key = opening.secrets.need("KIT_KEY").reveal()
        self.api = self.open_api(
            opening, f"{checked_base(self.options.url, 'url')}/v4/", headers={"X-Kit-Api-Key": key}
        )

    def draft(self, content: Content) -> RemoteDraft:
        """Make a broadcast without a time, which is a draft."""
        remote_id = self.id_in(self.api.call("POST", "broadcasts", self._broadcast(content, None)), "broadcast", "id")
        return RemoteDraft(id=remote_id, address=f"https://app.kit.com/campaigns/{remote_id}/draft")

    def start(self, remote_id: str, content: Content) -> SendOutcome:
        """Give it a time, one minute from now."""
        at = (self.now() + SOON).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return self.api.once("PUT", f"broadcasts/{remote_id}", self._broadcast(content, at))

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return `stats.status`; before it is sent, whether it has a time."""
        answer = self.get_object(f"broadcasts/{remote_id}").get("broadcast", {})
        if not answer.get("send_at"):
            return self.progress_of("draft")
        stats = self.get_object(f"broadcasts/{remote_id}/stats").get("broadcast", {}).get("stats", {})
        total, share = number(stats.get("recipients")), stats.get("progress")
        sent = round(total * share / 100) if total is not None and isinstance(share, (int, float)) else None
        return self.progress_of(str(stats.get("status", "")), sent, total)

    def audience(self) -> int | None:
        """Return the number of active subscribers."""
        answer = self.get_object("subscribers?status=active&per_page=1&include_total_count=true")
        return number(answer.get("pagination", {}).get("total_count"))

    def _broadcast(self, content: Content, send_at: str | None) -> dict[str, Any]:
        return {
            "subject": content.subject,
            "description": content.name,
            "content": content.page,
            "public": False,
            "send_at": send_at,
            "email_address": content.from_address,
            "email_template_id": self.options.template_id,
            "subscriber_filter": [{"all": [{"type": "all_subscribers"}]}],
        }
