"""Comparing what is owed with what is read: the same words, whatever the layout made of spaces and line ends."""

import re
from functools import lru_cache
from itertools import accumulate
from urllib.parse import unquote

from publishkit.check.document import Region
from publishkit.check.mixed_lines import RTL, among_lines
from publishkit.check.page_breaks import Page, parted
from publishkit.words import Folding

_KEY = Folding(hyphens="one", spaces="dropped")
"""NFKC, one hyphen, nothing unseen, no white space. Quotes, dashes, case and figures stay: a changed notice is a changed
notice."""

_ADDRESS = Folding(form="NFC", drops=None)
_LINE_HYPHEN = re.compile(r"(?<=\w)(?:[-\u2010]\r?\n|[\ufffe\u0002])")


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    r"""Return *text* as it is compared.

    >>> key("© Daily\u00a0Wrap, non\u2011exclusive")
    '©DailyWrap,non-exclusive'
    """
    return _KEY(text)


@lru_cache(maxsize=4096)
def loose(text: str) -> str:
    """Return the key without hyphens: for running text, which a PDF may break where the original does not.

    >>> loose("state-of-the-art")
    'stateoftheart'
    """
    return key(text).replace("-", "")


def shows(region: Region, owed: str, *, hyphens: bool = True) -> bool:
    """Return whether a reader finds *owed* in *region*; a page's end with its furniture may part it."""
    compare = key if hyphens else loose
    wanted = compare(owed)
    if wanted in compare(region.text):
        return True
    if told_by_lines(region):
        return among_lines(owed, region.text, region.breaks)
    words = [word for word in map(compare, owed.split()) if word]
    page = _strict_page if hyphens else _loose_page
    return bool(region.breaks and words) and parted(words, [page(text) for text in _pages(region)])


def told_by_lines(region: Region) -> bool:
    """Return whether *region* is of a PDF and holds right-to-left words, whose order cannot be read back."""
    return region.kind == "pdf" and _has_rtl(region.text)


@lru_cache(maxsize=256)
def _has_rtl(text: str) -> bool:
    return RTL.search(text) is not None


def _pages(region: Region) -> list[str]:
    starts = [0, *region.breaks]
    return [region.text[first:last] for first, last in zip(starts, [*region.breaks, len(region.text)], strict=True)]


def _strict_page(text: str) -> Page:
    return Page(text=key(text))


def _loose_page(text: str) -> Page:
    """Return a page without hyphens that still knows where lines ended with one."""
    parts = [loose(part) for part in _LINE_HYPHEN.split(text)]
    return Page(text="".join(parts), hyphens=frozenset(accumulate(map(len, parts[:-1]))))


@lru_cache(maxsize=4096)
def address(href: str) -> str:
    """Return an address as it is compared: engines write the same one with and without percent signs.

    >>> address("https://example.org/%C5%BC") == address("https://example.org/ż ")
    True
    """
    return _ADDRESS(unquote(href.strip()))


def links_to(region: Region, owed: str) -> bool:
    """Return whether *region* holds a hyperlink to *owed*."""
    wanted = address(owed)
    return any(address(href) == wanted for href in region.links)
