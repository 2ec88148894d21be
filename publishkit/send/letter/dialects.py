"""How other programs mark what they fill in for each reader, and a letter written for one of them.

What stands in a letter and looks like such a mark is taken apart, so that readers see it as the editor wrote it. The tags are put
in last, when the page is final: no inliner and no cleaning ever sees one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from publishkit.errors import InputError, Problem
from publishkit.send.letter.message import TOKEN

JOINER = "\u2060"
"""Word joiner: unseen, and parts two signs of a plain text that a program would read as one."""
ADDRESS = "@@PK_ADDRESS@@"
"""Stands for the postal address in a letter whose publisher names none, where the program knows the account's."""
BODY = re.compile(r"<body\b[^>]*>(?P<inner>.*)</body>", re.DOTALL | re.IGNORECASE)
KEPT = re.compile(
    r"<!--\[if\b.*?<!\[endif\]-->|<style\b[^>]*>.*?</style>|<meta\s+name=.tdm-[^>]*>", re.DOTALL | re.IGNORECASE
)
"""What a page needs of its head: what it says to Word alone, whole; its style sheets; that mining is reserved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How a program marks what it fills in."""

    unsubscribe: str
    """What it replaces by the reader's own address for leaving: `{{ unsubscribe_url }}`."""
    marks: tuple[str, ...]
    """Beginnings of its tags; foreign text that holds one is taken apart before its last sign."""
    web: str = ""
    """What it replaces by the address of its own page of the letter; "" where it documents none."""
    address: str = ""
    """What it replaces by the account's postal address; "" where it documents none."""
    fragment: bool = False
    """True: it wants the inside of the page, and frames it itself."""
    wraps: tuple[str, str] = ("", "")
    """What must stand before and after the page."""


DIALECTS: Mapping[str, Dialect] = {
    # mailchimp.com/help/about-campaign-footers and kb.mailchimp.com/tag/unsubscribe (2026-11-29).
    "mailchimp": Dialect(unsubscribe="*|UNSUB|*", web="*|ARCHIVE|*", address="*|LIST:ADDRESS|*", marks=("*|",)),
    # help.brevo.com/hc/en-us/articles/4402386448530 (template language, built as Django's is: {# opens a comment) (2026-11-29).
    "brevo": Dialect(unsubscribe="{{ unsubscribe }}", web="{{ mirror }}", marks=("{{", "{%", "{#")),
    # github.com/buttondown/docs, pages/odds-and-ends/template-variables.mdx; docs.buttondown.com/using-templating: "built on top of
    # Django" (2026-11-29). The first line keeps its editor from reading the page as Markdown.
    "buttondown": Dialect(
        unsubscribe="{{ unsubscribe_url }}",
        web="{{ email_url }}",
        marks=("{{", "{%", "{#"),
        wraps=("<!-- buttondown-editor-mode: plaintext -->\n", ""),
    ),
    # Liquid (developers.kit.com/plugins/content-blocks/dynamic-blocks/liquid-templates); `{{ address }}` stands in its templates alone,
    # around the letter (2026-11-29).
    "kit": Dialect(unsubscribe="{{ unsubscribe_url }}", marks=("{{", "{%"), fragment=True),
    # github.com/knadh/listmonk, docs/docs/content/templating.md at 033cc43 (2026-11-29).
    "listmonk": Dialect(unsubscribe="{{ UnsubscribeURL }}", web="{{ MessageURL }}", marks=("{{", "@TrackLink")),
    # github.com/TryGhost/Ghost, ghost/core/core/server/services/email-service/email-renderer.js (2026-11-29).
    "ghost": Dialect(
        unsubscribe="%%{unsubscribe_url}%%",
        marks=("%%{",),
        fragment=True,
        wraps=("<!--kg-card-begin: html-->", "<!--kg-card-end: html-->"),
    ),
    # documentation.mailgun.com/docs/mailgun/user-manual/tracking-messages, "Unsubscribe Variables" (2026-11-29).
    "mailgun": Dialect(
        unsubscribe="%mailing_list_unsubscribe_url%",
        marks=("%recipient", "%unsubscribe", "%tag_unsubscribe", "%mailing_list", "{{"),
    ),
    # The tags of SendGrid's own unsubscribe module, as its code editor writes it into a design (read in published designs); "<% %>" and
    # "[unsubscribe]" are those of older campaigns (sendgrid.com/docs/Apps/subscription_tracking.html) (2026-11-29).
    "sendgrid": Dialect(
        unsubscribe="{{{unsubscribe}}}",
        address="{{Sender_Address}}, {{Sender_City}} {{Sender_State}} {{Sender_Zip}}",
        marks=("{{", "<%", "[%", "[unsubscribe", "[Unsubscribe", "[weblink", "[Weblink"),
    ),
}
"""Program -> its marks. `html`, for no program, is made from publishkit.toml (`plain_dialect`)."""
PLAIN = "html"


def plain_dialect(mailbox: str) -> Dialect:
    """Return how a letter is written for no program at all: whoever leaves writes to *mailbox*.

    >>> plain_dialect("letter@example.org").unsubscribe
    'mailto:letter@example.org?subject=unsubscribe'

    Raises:
        InputError: there is no mailbox.
    """
    if not mailbox:
        hint = "set email.from_address or send.unsubscribe_mail"
        raise InputError(
            Problem(place="publishkit.toml", message="names no mailbox where readers can leave", hint=hint)
        )
    return Dialect(unsubscribe=f"mailto:{mailbox}?subject=unsubscribe", marks=())


def page_in(dialect: Dialect, page: str, web: str = "") -> str:
    """Return *page* (`email.html`) in *dialect*; links to *web* lead to the program's own page of the letter, where it has one."""
    told = split_marks(page, dialect.marks, markup=True)
    if web and dialect.web:
        told = told.replace(f'href="{web}"', f'href="{dialect.web}"')
    told = _filled(told, dialect)
    if dialect.fragment:
        told = fragment_of(told)
    before, after = dialect.wraps
    return f"{before}{told}{after}"


def text_in(dialect: Dialect, text: str, web: str = "") -> str:
    """Return plain *text* (`email.txt`, a subject) in *dialect*."""
    told = split_marks(text, dialect.marks, markup=False)
    if web and dialect.web:
        told = re.sub(rf"^{re.escape(web)}$", lambda _: dialect.web, told, flags=re.MULTILINE)
    return _filled(told, dialect)


def _filled(told: str, dialect: Dialect) -> str:
    return TOKEN.sub(lambda found: dialect.address if found[0] == ADDRESS else dialect.unsubscribe, told)


def split_marks(text: str, marks: tuple[str, ...], *, markup: bool) -> str:
    """Return *text* with each of *marks* split, so that readers see it as it was and the program fills nothing in.

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
    """Return what stands in the body of *page*, and before it what that needs of its head.

    >>> fragment_of("<head><title>T</title><!--[if mso]><style>p{}</style><![endif]--></head><body><p>A</p></body>")
    '<!--[if mso]><style>p{}</style><![endif]--><p>A</p>'
    """
    found = BODY.search(page)
    if not found:
        return page
    return f"{''.join(KEPT.findall(page[: found.start()]))}{found['inner'].strip()}"
