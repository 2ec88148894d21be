"""Mailchimp Marketing API 3.0 (mailchimp.com/developer/marketing/api/campaigns)."""

import re
from collections.abc import Mapping, Sequence

from publishkit.errors import ExternalError, InputError, Problem
from publishkit.send.letter.dialects import DIALECTS
from publishkit.send.outcome import Failed, SendOutcome
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
    "save": RemoteState.DRAFT,
    "schedule": RemoteState.SCHEDULED,
    "sending": RemoteState.SENDING,
    "sent": RemoteState.SENT,
    "paused": RemoteState.STOPPED,
    "canceling": RemoteState.STOPPED,
    "canceled": RemoteState.STOPPED,
    "archived": RemoteState.STOPPED,
}
KEY = re.compile(r"[0-9a-zA-Z]+-(?P<center>[a-z]{2}\d{1,3})")


class MailchimpOptions(CampaignOptions):
    """`[send.options]` of `mailchimp`."""

    audience_id: str
    """Of the audience ("list id")."""
    segment_id: int | None = None
    """A saved segment, when not everybody shall get it."""
    url: str = ""
    """Another address of the interface; by default the one the key names."""


class Mailchimp(BaseProvider):
    """A Mailchimp account."""

    name = "mailchimp"
    capabilities = CampaignCapabilities(lacks=frozenset({"headers"}))
    dialect = DIALECTS["mailchimp"]
    states = STATES

    def __init__(self, opening: Opening, now: Clock) -> None:
        self.options = self.agreed(opening, MailchimpOptions)
        key = opening.secrets.need("MAILCHIMP_KEY").reveal()
        found = KEY.fullmatch(key)
        if not found:
            hint = "copy the whole key, with its end such as -us21"
            raise InputError(Problem(place="PUBLISHKIT_MAILCHIMP_KEY", message="is no Mailchimp key", hint=hint))
        self.center = found["center"]
        base = self.options.url or f"https://{self.center}.api.mailchimp.com"
        self.api = self.open_api(opening, f"{checked_base(base, 'url')}/3.0/", auth=("publishkit", key))

    def draft(self, content: Content) -> RemoteDraft:
        """Make a campaign, then fill it; neither opens nor clicks are counted."""
        recipients: dict[str, object] = {"list_id": self.options.audience_id}
        if self.options.segment_id is not None:
            recipients["segment_opts"] = {"saved_segment_id": self.options.segment_id}
        settings = {
            "title": content.name,
            "subject_line": content.subject,
            "from_name": content.from_name,
            "reply_to": content.reply_to or content.from_address,
            "auto_footer": False,
            "inline_css": False,
        }
        tracking = dict.fromkeys(("opens", "html_clicks", "text_clicks"), False)
        body = {"type": "regular", "recipients": recipients, "settings": settings, "tracking": tracking}
        made = self.api.call("POST", "campaigns", body)
        remote_id = self.id_in(made, "id")
        self.api.call("PUT", f"campaigns/{remote_id}/content", {"html": content.page, "plain_text": content.text})
        web = number(made.get("web_id"))
        page = f"https://{self.center}.admin.mailchimp.com/campaigns/show/?id={web}" if web else ""
        return RemoteDraft(id=remote_id, address=page)

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Mail a test in both forms."""
        body = {"test_emails": list(addresses), "send_type": "html"}
        self.api.call("POST", f"campaigns/{remote_id}/actions/test", body)

    def start(self, remote_id: str, content: Content) -> SendOutcome:
        """Send it, once Mailchimp's own checklist is clear."""
        try:
            answer = self.get_object(f"campaigns/{remote_id}/send-checklist")
        except ExternalError as cause:
            return Failed(reason=str(cause))
        if answer.get("is_ready") is not True:
            items = [item for item in answer.get("items", []) if item.get("type") == "error"]
            words = "; ".join(str(item.get("details") or item.get("heading")) for item in items)
            return Failed(reason=f"its checklist says: {words or 'not ready'}"[:300], lasting=True)
        return self.api.once("POST", f"campaigns/{remote_id}/actions/send")

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return its status."""
        answer = self.get_object(f"campaigns/{remote_id}")
        total = number(answer.get("recipients", {}).get("recipient_count"))
        return self.progress_of(str(answer.get("status", "")), number(answer.get("emails_sent")), total)

    def audience(self) -> int | None:
        """Return the subscribed members of the audience, or of the segment."""
        path = f"lists/{self.options.audience_id}"
        if self.options.segment_id is not None:
            return number(self.get_object(f"{path}/segments/{self.options.segment_id}").get("member_count"))
        return number(self.get_object(path).get("stats", {}).get("member_count"))
