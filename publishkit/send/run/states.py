"""The words for where a campaign, a batch and a delivery stand."""

from enum import StrEnum


class CampaignState(StrEnum):
    """A campaign is one issue to one list."""

    HELD = "held"
    """Audience frozen, waiting for the hold to end; `send cancel` loses nothing."""
    SENDING = "sending"
    PAUSED = "paused"
    """Stopped by a guard, a quota or a person; the same command goes on."""
    DONE = "done"
    """Every delivery is settled; some may be uncertain until `send reconcile`."""
    CANCELLED = "cancelled"


class BatchState(StrEnum):
    """A batch is what one call carries."""

    READY = "ready"
    SUBMITTING = "submitting"
    """Written before the call, so that a crash can be seen."""
    SETTLED = "settled"
    UNCERTAIN = "uncertain"
    """The call may have been taken; only `send reconcile` or the provider's word moves it."""


class DeliveryState(StrEnum):
    """A delivery is one message to one reader."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    """Suppressed after the audience was frozen, or cancelled."""
    UNCERTAIN = "uncertain"
