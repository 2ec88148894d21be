"""Our letter in a provider's own dialect: its tag for leaving, and nothing of ours that it would take for a tag."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from publishkit.errors import InputError, Problem
from publishkit.send.letter import Letter
from publishkit.send.message import TOKEN

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
    page = TOKEN.sub(lambda _: dialect.unsubscribe, apart(letter.page, dialect.marks, markup=True))
    if dialect.fragment:
        page = fragment_of(page)
    before, after = dialect.wraps
    return Content(
        name=f"{mailing.from_name} {mailing.edition}".strip(),
        subject=apart(mailing.subject, dialect.marks, markup=False),
        page=f"{before}{page}{after}",
        text=TOKEN.sub(lambda _: dialect.unsubscribe, apart(letter.text, dialect.marks, markup=False)),
        from_name=mailing.from_name,
        from_address=mailing.from_address,
        reply_to=mailing.reply_to,
        headers={"Archived-At": f"<{mailing.archive}>", "X-Publishkit-Rights": mailing.rights},
    )


def apart(text: str, marks: tuple[str, ...], *, markup: bool) -> str:
    """Return *text* with every one of *marks* taken apart, so that a reader sees it and the provider does not.

    >>> apart("Hello {{ name }}", ("{{",), markup=True)
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
