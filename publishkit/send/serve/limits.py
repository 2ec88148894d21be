"""How often one caller may knock: a bucket of tokens each, in a table that does not grow."""

from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass(kw_only=True, slots=True)
class Limit:
    """So many calls at once, filled up again at a steady rate; the least recent callers are forgotten."""

    burst: float = 30
    per_second: float = 1
    callers: int = 10_000
    seen: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict, repr=False)
    """Caller -> (tokens left, when)."""

    def wait(self, caller: str, now: float) -> float:
        """Take a token and return 0, or return the seconds until there is one; *now* is a steady clock in seconds.

        >>> limit = Limit(burst=2, per_second=1)
        >>> [limit.wait("a", at) for at in (0.0, 0.0, 0.0, 1.0)]
        [0.0, 0.0, 1.0, 0.0]
        """
        tokens, at = self.seen.pop(caller, (self.burst, now))
        tokens = min(self.burst, tokens + max(0.0, now - at) * self.per_second)
        short = max(0.0, 1 - tokens)
        self.seen[caller] = (tokens if short else tokens - 1, now)
        if len(self.seen) > self.callers:
            self.seen.popitem(last=False)
        return short / self.per_second
