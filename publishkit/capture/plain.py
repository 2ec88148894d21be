"""What was captured as plain text: markup and scripts left out, and characters that no format can print."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from lxml import html
from lxml.etree import ParserError
from pydantic import BaseModel

from publishkit.words import is_blank

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


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and what turns letters around; the same set the loader of our files refuses."""

T = TypeVar("T")


def printable(value: T) -> T:
    r"""Return *value*, a text or anything made of texts, without characters that cannot be printed.

    >>> printable(("Low\x00 water", "\u200b\u2060", 3))
    ('Low water', '', 3)
    """
    return cast("T", _cleaned(value))


def _cleaned(value: object) -> object:
    match value:
        case str():
            return _cut(value)
        case tuple() | list():
            return type(value)(map(_cleaned, value))
        case Mapping():
            return {_cleaned(key): _cleaned(item) for key, item in value.items()}
        case BaseModel():
            texts = {name: text for name in type(value).model_fields if isinstance(text := getattr(value, name), str)}
            return value.model_copy(update={name: _cut(text) for name, text in texts.items()})
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{spec.name: _cleaned(getattr(value, spec.name)) for spec in fields(value)})
        case _:
            return value


def _cut(text: str) -> str:
    kept = CONTROL.sub("", text)
    return "" if not kept.isascii() and is_blank(kept) else kept
