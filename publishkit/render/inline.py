"""Styles into style attributes, by premailer or css-inline, with their traps closed.

premailer 3.10 is unmaintained since 2021: its defaults strip `!important`, overwrite image sizes, fetch `@import` and
drop rules with a line on stderr. So the sheet is linted first, the options are fixed, and what it says becomes remarks.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from lxml import html

from publishkit.errors import InputError, Problem
from publishkit.render.email_css import lint_css
from publishkit.render.email_tidy import REVEALED, tidy, tokens_in

Inliner = Literal["premailer", "css-inline"]
Page = html.HtmlElement

PLACE = "theme: templates/email"
CONTROLS = frozenset(map(chr, range(0x80, 0xA0)))
"""C1 controls: Gmail clips a mail that holds one (email-bugs#41)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inlined:
    """A mail that is right with its style attributes alone."""

    html: str
    remarks: tuple[str, ...] = ()
    """What the engine said, in order, each once."""


def inline(source: str, *, inliner: Inliner = "premailer") -> Inlined:
    """Return *source* with its inlinable style block put into style attributes, tidied and ready to send.

    Pure ASCII comes back when no character lies beyond U+00FF: a part guessed to be Latin-1 is clipped by Gmail.

    Raises:
        InputError: a style rule, a conditional comment or a character that would not survive; names each.
    """
    page = html.document_fromstring(source)
    if problems := tuple(_faults(source, page)):
        raise InputError(*problems)
    inlined, remarks = ENGINES[inliner](page)
    tidied = tidy(inlined)
    if tokens_in(tidied) != tokens_in(source):
        raise InputError(
            Problem(place=PLACE, message="a token for the reader's own data was lost or doubled by inlining")
        )
    return Inlined(html=_in_ascii(tidied), remarks=tuple(dict.fromkeys(remarks)))


def _faults(source: str, page: Page) -> Iterator[Problem]:
    for style in page.iter("style"):
        kept = style.get("data-premailer") == "ignore"
        if kept != (style.get("data-css-inline") == "keep"):
            yield Problem(
                place=PLACE, message='a kept style block has both data-premailer="ignore" and data-css-inline="keep"'
            )
        for sentence in lint_css(style.text or "", "kept" if kept else "inlinable"):
            yield Problem(place=f"{PLACE} ({'kept' if kept else 'inlinable'} styles)", message=sentence)
    if REVEALED.search(source):
        yield Problem(
            place=PLACE,
            message="`<![if` does not survive parsing",
            hint="write <!--[if !mso]><!--> ... <!--<![endif]-->",
        )
    if found := sorted(CONTROLS.intersection(source)):
        codes = ", ".join(f"U+{ord(character):04X}" for character in found)
        yield Problem(place="email.html", message=f"control characters that make Gmail clip the mail: {codes}")


def _in_ascii(text: str) -> str:
    """Return *text* in numeric references when all of it is Latin-1, else as it is (email.md 1.2)."""
    if max(text) <= "\u00ff":
        return text.encode("ascii", "xmlcharrefreplace").decode()
    return text


def _premailer(page: Page) -> tuple[Page, list[str]]:
    import cssutils
    import premailer

    with _records(cssutils.log) as remarks:
        premailer.Premailer(
            page,
            base_url=None,
            disable_link_rewrites=True,
            preserve_internal_links=True,
            keep_style_tags=False,
            strip_important=False,
            remove_classes=False,
            disable_validation=True,
            cache_css_parsing=True,
            allow_network=False,
            allow_loading_external_files=False,
            align_floating_images=False,  # reparses the style of every picture: 24 ms become 9 ms without
            disable_basic_attributes=["width", "height"],  # else width="100%" replaces the pixels Word needs
            include_star_selectors=False,
            exclude_pseudoclasses=True,
        ).transform(pretty_print=False)
    return page, remarks


def _css_inline(page: Page) -> tuple[Page, list[str]]:
    import css_inline

    # It keeps a block and inlines it all the same, so the kept blocks are emptied while it works.
    kept = [style for style in page.iter("style") if style.get("data-css-inline") == "keep"]
    sheets = [style.text for style in kept]
    for style in kept:
        style.text = None
    engine = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False, minify_css=True)
    made = html.document_fromstring(engine.inline(html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")))
    for style, sheet in zip(made.iter("style"), sheets, strict=True):
        style.text = sheet
    return made, []


ENGINES: Mapping[Inliner, Callable[[Page], tuple[Page, list[str]]]] = {
    "premailer": _premailer,
    "css-inline": _css_inline,
}


class _Collector(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(" ".join(record.getMessage().split()))


@contextmanager
def _records(log: Any) -> Iterator[list[str]]:
    """Collect what cssutils says instead of letting it write to stderr."""
    collector = _Collector()
    logger = logging.getLogger("CSSUTILS")
    before, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [collector], False
    raises, log.raiseExceptions = log.raiseExceptions, False
    try:
        yield collector.lines
    finally:
        logger.handlers, logger.propagate, log.raiseExceptions = before, propagate, raises
