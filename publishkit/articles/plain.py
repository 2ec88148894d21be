"""A captured original as plain text, for comparing: what its reader would have seen, markup and scripts left out."""

import re

from lxml import html
from lxml.etree import ParserError

MARKUP = re.compile(r"<(?:!doctype|html|body|head|article|div|p)\b", re.IGNORECASE)
UNREAD = ("script", "style", "noscript", "template")


def plain_text(source: str) -> str:
    """Return the words of *source*, which may be HTML or text; one block a line.

    >>> plain_text("<p>Low <b>water</b><script>x</script></p>")
    'Low water'
    """
    if not MARKUP.search(source[:100_000]):
        return source
    try:
        tree = html.fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (ParserError, ValueError):
        return ""
    for element in list(tree.iter(*UNREAD)):
        element.drop_tree()
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)
