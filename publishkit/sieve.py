"""A pattern that is looked for only where letters of it stand: a page has thousands of lines, and few that name a license."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sieve:
    """A pattern, and stems of which one stands in whatever it matches: looking for them costs next to nothing."""

    pattern: re.Pattern[str]
    stems: tuple[str, ...]
    """In the form of `str.casefold`."""

    def search(self, text: str) -> re.Match[str] | None:
        """Return the pattern's first match.

        >>> Sieve(re.compile(r"licen[cs]es?", re.IGNORECASE), ("licen",)).search("A License").start()
        2
        """
        low = text.casefold()
        for stem in self.stems:
            if stem in low:
                return self.pattern.search(text)
        return None
