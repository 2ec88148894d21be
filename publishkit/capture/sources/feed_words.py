"""What feeds write into titles and names, as words."""

import re
from html import unescape

from publishkit.capture.page.tree import plain_text

INLINE = re.compile(
    r"</?(?:i|b|em|strong|span|sub|sup|br|a|u|s|small|code|cite|q|wbr)(?=[\s/>])[^<>]{0,500}>", re.IGNORECASE
)
"""Markup that feeds leave in titles."""


def plain(value: object) -> str:
    """Return the words of a value, which may be HTML, on one line."""
    return " ".join(plain_text(str(value or "")).split())


def titled(value: object) -> str:
    """Return a title without the markup and the escapes that feeds write twice: “Kettle & Co again”."""
    return " ".join(unescape(plain(INLINE.sub("", str(value or "")))).split())
