"""What Amazon SES says through SNS (docs.aws.amazon.com/ses: event publishing, contents of event data)."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from publishkit.send.serve.events import Event, EventKind, HookError
from publishkit.send.serve.signatures import Fetch, is_amazon

KINDS: Mapping[str, tuple[EventKind, str]] = {
    "Send": (EventKind.ACCEPTED, "send"),
    "Delivery": (EventKind.DELIVERED, "delivery"),
    "DeliveryDelay": (EventKind.DEFERRED, "deliveryDelay"),
    "Bounce": (EventKind.BOUNCED, "bounce"),
    "Complaint": (EventKind.COMPLAINED, "complaint"),
    "Reject": (EventKind.REJECTED, "reject"),
    "Subscription": (EventKind.UNSUBSCRIBED, "subscription"),
}
"""Its word -> ours, and the key under which it says more."""


def read_amazon(envelope: Mapping[str, Any], fetch: Fetch) -> Iterator[Event]:
    """Yield the events in a proved SNS *envelope*; that a topic may post to us is confirmed by fetching its link.

    Raises:
        HookError: not of the form Amazon documents.
    """
    if envelope["Type"] == "SubscriptionConfirmation":
        if not is_amazon(str(envelope["SubscribeURL"])):
            raise HookError(403, "a confirmation that is not Amazon's")
        fetch(str(envelope["SubscribeURL"]))
    elif envelope["Type"] == "Notification":
        try:
            yield from _events(json.loads(envelope["Message"]), envelope)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
            raise HookError(400, "no SES event") from cause


def _events(told: Mapping[str, Any], envelope: Mapping[str, Any]) -> Iterator[Event]:
    known = KINDS.get(told.get("eventType") or told.get("notificationType") or "")
    if known is None:
        return
    kind, key = known
    part = told.get(key, {})
    if kind is EventKind.BOUNCED and part.get("bounceType") != "Permanent":
        kind = EventKind.SOFT_BOUNCED
    at = datetime.fromisoformat(part.get("timestamp") or envelope["Timestamp"]).astimezone(UTC)
    for address, reason in _concerned(told, part):
        yield Event(
            provider="ses",
            kind=kind,
            at=at,
            address=address,
            provider_id=str(told["mail"]["messageId"]),
            reason=" ".join(reason.split())[:300],
            given_id=f"{kind}:{envelope['MessageId']}:{address}",
        )


def _concerned(told: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (address, reason) of everybody the event is about."""
    named = part.get("bouncedRecipients") or part.get("complainedRecipients") or part.get("delayedRecipients")
    if named:
        kind = part.get("bounceSubType") or part.get("complaintFeedbackType") or part.get("delayType") or ""
        yield from ((str(one["emailAddress"]), str(one.get("diagnosticCode") or kind)) for one in named)
    else:
        for address in part.get("recipients") or told["mail"].get("destination") or ():
            yield str(address), str(part.get("reason") or part.get("smtpResponse") or "")
