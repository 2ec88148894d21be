"""Foreign words as a report shows them: nothing acts on the terminal or the page, nothing is silently lost."""

import re

_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, and those that turn the direction of everything after them; LRM and RLM only place themselves."""

_MAIL = re.compile(r"<?[^\s<>(),;:\"'/@]{1,128}@[^\s<>(),;:\"'/@]{1,253}>?")
"""Anything like a mail address; both parts bounded and without `@`, so that it cannot run away."""

PRIVATE = "(address withheld)"


def visible(text: str, limit: int = 0) -> str:
    r"""Return *text* with acting characters named, cut at *limit* characters when there is one.

    >>> visible("Jane\x1b[2J \u202eoD")
    'Jane⟨U+001B⟩[2J ⟨U+202E⟩oD'
    >>> visible("a long story", 6)
    'a long … (6 more characters)'
    """
    more = len(text) - limit if limit else 0
    kept = text[:limit] if more > 0 else text
    shown = _ACTING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", kept)
    return f"{shown} … ({more:,} more characters)" if more > 0 else shown


def without_addresses(text: str) -> str:
    """Return *text* with mail addresses left out.

    >>> without_addresses("letter of <jane@press.example>, 3 May")
    'letter of (address withheld), 3 May'
    """
    return _MAIL.sub(PRIVATE, text) if "@" in text else text
