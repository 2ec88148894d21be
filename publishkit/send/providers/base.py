"""A provider that holds the list: it gets a draft, a person starts it, and its progress is read back.

One call there is one letter to everybody, so nothing here is ever tried again by itself: after an unclear answer the
state is read before anything else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from publishkit.errors import InputError, Problem
from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import TOKEN
from publishkit.send.outcome import SendOutcome

JOINER = "\u2060"
"""Word joiner: unseen, and parts two signs of a plain text that a provider would read as one."""
BODY = re.compile(r"<body\b[^>]*>(?P<inner>.*)</body>", re.DOTALL | re.IGNORECASE)
STYLE = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How a provider marks what it fills in."""

    unsubscribe: str
    """What it replaces by the reader's own address for leaving: `{{ unsubscribe_url }}`."""
    marks: tuple[str, ...]
    """Beginnings of its tags, two signs each; foreign text that holds one is taken apart."""
    fragment: bool = False
    """True: it wants the inside of the page, and frames it itself."""
    wraps: tuple[str, str] = ("", "")
    """What must stand before and after the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What a draft holds."""

    name: str
    """For the provider's own list of campaigns: `The Estuary 2026-w47`."""
    subject: str
    page: str = field(repr=False)
    text: str = field(repr=False)
    from_name: str
    from_address: str
    reply_to: str
    headers: Mapping[str, str]
    """Headers of ours, where the provider takes any."""


def content_of(letter: Letter, dialect: Dialect) -> Content:
    """Return *letter* in *dialect*; its preheader stands in the page, where mail programs look for it.

    Raises:
        InputError: the letter has no place where readers can leave.
    """
    mailing = letter.mailing
    if not TOKEN.search(letter.page) or not TOKEN.search(letter.text):
        hint = "the theme's email templates must hold @@PK_UNSUB_URL@@ in the page and in the text"
        raise InputError(Problem(place="email", message="has no place where readers can leave", hint=hint))
    page = TOKEN.sub(lambda _: dialect.unsubscribe, split_marks(letter.page, dialect.marks, markup=True))
    if dialect.fragment:
        page = fragment_of(page)
    before, after = dialect.wraps
    return Content(
        name=f"{mailing.from_name} {mailing.edition}".strip(),
        subject=split_marks(mailing.subject, dialect.marks, markup=False),
        page=f"{before}{page}{after}",
        text=TOKEN.sub(lambda _: dialect.unsubscribe, split_marks(letter.text, dialect.marks, markup=False)),
        from_name=mailing.from_name,
        from_address=mailing.from_address,
        reply_to=mailing.reply_to,
        headers={"Archived-At": f"<{mailing.archive}>", "X-Publishkit-Rights": mailing.rights},
    )


def split_marks(text: str, marks: tuple[str, ...], *, markup: bool) -> str:
    """Return *text* with each of *marks* split, so that readers see it as it was and the provider fills nothing in.

    >>> split_marks("Hello {{ name }}", ("{{",), markup=True)
    'Hello {&#123; name }}'
    """
    for mark in marks:
        last = mark[-1]
        # A look behind, so that of three braces in a row no two stay together.
        part = f"&#{ord(last)};" if markup else f"{JOINER}{last}"
        text = re.sub(f"(?<={re.escape(mark[:-1])}){re.escape(last)}", part, text)
    return text


def fragment_of(page: str) -> str:
    """Return what stands in the body of *page*, its style sheets before it."""
    found = BODY.search(page)
    if not found:
        return page
    styles = "".join(STYLE.findall(page[: found.start()]))
    return f"{styles}{found['inner'].strip()}"


# --- what a provider can do -------------------------------------------------------------------------------------------


class RemoteState(StrEnum):
    """Where a campaign stands at the provider."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    """Paused, cancelled or suspended there."""
    FAILED = "failed"
    GONE = "gone"
    """Deleted there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteDraft:
    """A draft at the provider."""

    id: str
    address: str = ""
    """Where a person looks at it and presses send; "" when the provider has no such address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteProgress:
    """How far a campaign is, as the provider says."""

    state: RemoteState
    sent: int | None = None
    """Messages gone out; None when it does not say."""
    total: int | None = None
    word: str = ""
    """The provider's own word for the state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignCapabilities:
    """What a provider's interface can do, and what of our letter it cannot carry."""

    test: bool = True
    """Whether it mails a test by itself; otherwise a person does that on its page."""
    lacks: frozenset[str] = frozenset()
    """Of `text` (our plain text; it makes its own), `headers` (List-Id and Archived-At), `sender`
    (the From of publishkit.toml: its account has its own), `layout` (it puts the letter into its own frame). Each must be
    agreed to in `[send.options] without`, so that nothing is lost unsaid.
    """


class CampaignProvider(Protocol):
    """A provider that holds the list."""

    name: str
    capabilities: CampaignCapabilities
    dialect: Dialect

    def draft(self, content: Content) -> RemoteDraft:
        """Make a draft; it reaches nobody.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def test(self, remote_id: str, content: Content, addresses: Sequence[str]) -> None:
        """Mail the draft to *addresses* only.

        Raises:
            ExternalError: the provider refuses, cannot be reached, or has no such call.
        """

    def start(self, remote_id: str, content: Content) -> SendOutcome:
        """Send the draft to the whole list, once; never raises for the other side."""

    def progress(self, remote_id: str) -> RemoteProgress:
        """Return where it stands.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def audience(self) -> int | None:
        """Return how many readers the list has; None when the provider does not say.

        Raises:
            ExternalError: the provider refuses or cannot be reached.
        """

    def close(self) -> None:
        """Give connections back."""
