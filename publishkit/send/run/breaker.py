"""When a campaign stops by itself: too many refusals, bounces, complaints, or calls that fail one after another. Pure."""

from dataclasses import dataclass, replace

IN_A_ROW = 5
"""Calls that failed one after another."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """At most this share, judged once there is enough to judge."""

    share: float
    after: int
    """Messages."""
    least: int = 1
    """So many in any case: one grumpy reader among a hundred is no trend."""

    def broken(self, count: int, of: int) -> bool:
        """Return whether *count* out of *of* is too much."""
        return of >= self.after and count >= self.least and count > self.share * of


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a campaign has to stay under."""

    rejected: Limit
    bounced: Limit
    complained: Limit


WHOLE = Limits(
    rejected=Limit(share=0.05, after=200),
    bounced=Limit(share=0.02, after=500),
    complained=Limit(share=0.001, after=1000),
)
"""Providers suspend accounts at about 5 % bounces and 0.1 % complaints (Amazon SES, "Reputation metrics")."""
FIRST = Limits(
    rejected=Limit(share=0.05, after=1, least=3),
    bounced=Limit(share=0.02, after=1, least=3),
    complained=Limit(share=0.001, after=1, least=2),
)
"""For the first readers, who are few: judged as soon as the waiting is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What came back so far, since a person last said "go on"."""

    accepted: int = 0
    rejected: int = 0
    bounced: int = 0
    complained: int = 0
    failed_in_a_row: int = 0
    last_failure: str = ""

    def succeeded(self, accepted: int, rejected: int) -> "Tally":
        """Return the tally after a call that was answered for each reader."""
        return replace(
            self,
            accepted=self.accepted + accepted,
            rejected=self.rejected + rejected,
            failed_in_a_row=0,
            last_failure="",
        )

    def failed(self, reason: str) -> "Tally":
        """Return the tally after a call that failed as a whole."""
        return replace(self, failed_in_a_row=self.failed_in_a_row + 1, last_failure=reason)


def tripped(tally: Tally, limits: Limits = WHOLE) -> str:
    """Return why the campaign has to stop, as a sentence; "" when it may go on.

    >>> tripped(Tally(accepted=180, rejected=20))
    '20 of 200 readers were rejected (10.0 %, the limit is 5 %)'
    """
    if tally.failed_in_a_row >= IN_A_ROW:
        return f"{tally.failed_in_a_row} calls in a row failed, the last with: {tally.last_failure}"
    taken = tally.accepted + tally.rejected
    judged = (
        (tally.rejected, taken, limits.rejected, "readers were rejected"),
        (tally.bounced, tally.accepted, limits.bounced, "mails bounced for good"),
        (tally.complained, tally.accepted, limits.complained, "readers complained"),
    )
    for count, of, limit, what in judged:
        if limit.broken(count, of):
            share = 100 * count / max(of, 1)
            return f"{count:,} of {of:,} {what} ({share:.1f} %, the limit is {100 * limit.share:g} %)"
    return ""
