"""A letter in HTML as its reader sees it: lines of text, quotations and ticked boxes marked, what is hidden set aside."""

import re

from lxml import etree

from publishkit.proof.read.html import parse_html, read_tree
from publishkit.proof.read.html_hidden import hidden_elements, pale_elements

QUOTE_BEGINS = "\ue000"
QUOTE_ENDS = "\ue001"
"""Stand alone on a line around what a mail program indents as quoted; of private use, so that no letter may hold them."""
LONGEST = 2_000_000
"""Characters of markup we read; a letter with an article pasted into it has a hundred thousand."""
SILENT = ("script", "style", "title", "noscript", "template")
STRUCK = frozenset({"s", "del", "strike"})
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_DRAWN = re.compile(r"""content\s*:\s*["']([^"']*\w[^"']*)["']""")
"""Words that a style sheet puts beside the text."""
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no tree may hold; a page may, as `&#1;`."""
_BOXES = frozenset({"checkbox", "radio"})


def read_page(markup: str) -> tuple[str, str]:
    r"""Return the text of *markup* in lines, and the words in it that no reader sees.

    Text that is struck out is left out: who strikes a line means that it does not hold.

    >>> read_page("<p>Yes.</p><p hidden>No.</p><blockquote>May <s>we</s> you?</blockquote>")
    ('Yes.\n\ue000\nMay you?\n\ue001', 'No.')
    """
    try:
        root = parse_html(_NO_XML.sub("", markup[:LONGEST]).encode("utf-8", "replace"))
    except (etree.ParserError, ValueError):
        return "", ""
    sheets = [style.text or "" for style in root.iter("style")]
    hidden = {*hidden_elements(root, sheets), *pale_elements(root, sheets)}
    drawn = [words for sheet in sheets for words in _DRAWN.findall(sheet)]
    unseen = drawn + [_spaced(" ".join(element.itertext())) for element in hidden if element.tag not in SILENT]
    for element in list(root.iter(etree.Element)):
        _mark(element)
    lines = (_spaced(line) for line in read_tree("letter", root, "html").text.splitlines())
    return "\n".join(filter(None, lines)), " ".join(filter(None, unseen))


def _mark(element: etree._Element) -> None:
    """Put into the text what only the markup says: where a quotation is, which box is ticked, what is struck out."""
    if element.tag != "pre":
        element.text = _spaced(element.text, keep_ends=True)
    element.tail = _spaced(element.tail, keep_ends=True)
    if element.tag in STRUCK or _STRUCK.search(element.get("style", "")):
        for child in list(element):
            element.remove(child)
        element.text = ""
    elif element.tag == "blockquote":
        element.text = f"\n{QUOTE_BEGINS}\n{element.text or ''}"
        etree.SubElement(element, "div").text = QUOTE_ENDS
    elif element.tag == "input" and element.get("type", "").lower() in _BOXES:
        element.tail = f"{'[x]' if element.get('checked') is not None else '[ ]'} {element.tail or ''}"
    elif element.tag == "img" and 0 < len(element.get("alt", "")) <= 2:
        element.tail = f"{element.get('alt')}{element.tail or ''}"  # an emoji: ✔


def _spaced(text: str | None, *, keep_ends: bool = False) -> str:
    spaced = re.sub(r"\s+", " ", _NO_XML.sub("", text or ""))
    return spaced if keep_ends else spaced.strip()
