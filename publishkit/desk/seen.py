"""A file of a format as somebody sees it: as it is, in the dark, without pictures, without styles."""

import re
from collections.abc import Mapping
from html import unescape
from mimetypes import guess_type
from pathlib import Path

from publishkit.desk.showing import Showing
from publishkit.model.rights import Channel

UTF8 = "charset=utf-8"
KINDS = {".xhtml": "application/xhtml+xml", ".opf": "application/xml", ".ncx": "application/xml"}
Seen = tuple[bytes, str]
"""Bytes, and their media type."""


def seen(showing: Showing, issue: str, view: str, path: str) -> Seen | None:
    """Return a file of what `view` names (`mail`, `mail-dark`, `mail-bare`, `mail-plain`, `text`, `web`, `web-dark`, `epub`).

    None where there is no such file.

    Raises:
        PublishkitError: the theme is wrong, or an engine failed.
    """
    base, _, mode = view.partition("-")
    if base == "epub":
        data = showing.chapters(issue).get(path)
        return None if data is None else (data, _kind(path))
    if base == "text":
        file = showing.files(issue, Channel.EMAIL).get("email.txt")
        return (file.data, f"text/plain; {UTF8}") if file else None
    if base == "mail":
        return _mail(showing, issue, mode)
    return _page(showing, issue, path or "index.html", mode)


def _mail(showing: Showing, issue: str, mode: str) -> Seen | None:
    file, preview = showing.files(issue, Channel.EMAIL).get("email.html"), showing.look(issue).preview
    if file is None or preview is None or preview.edition is None:
        return None
    # Its pictures stand on the site, which may not be there yet: they are shown from here.
    html = file.data.decode().replace(f'src="{preview.edition.url}', f'src="/see/{issue}/web/')
    return _seen_as(html, mode).encode(), f"text/html; {UTF8}"


def _page(showing: Showing, issue: str, path: str, mode: str) -> Seen | None:
    file = showing.files(issue, Channel.WEB).get(f"web/{path}")
    if file is None:
        return None
    kind = file.media_type.partition(";")[0]
    if not kind.startswith("text/"):
        return file.data, kind
    return _seen_as(file.data.decode(), mode).encode(), f"{kind}; {UTF8}"


def _seen_as(text: str, mode: str) -> str:
    if mode == "dark":
        return re.sub(r"\(\s*prefers-color-scheme:\s*(dark|light)\s*\)", _preferred, text)
    if mode == "bare":
        return re.sub(r'(<img\b[^>]*?\ssrc=")[^"]*"', r'\1data:,"', text)
    if mode == "plain":
        text = re.sub(r"<style\b.*?</style>", "", text, flags=re.DOTALL | re.IGNORECASE)
        return re.sub(r'\s(?:style|bgcolor|width|height)="[^"]*"', "", text)
    return text


def _preferred(found: re.Match[str]) -> str:
    return "(min-width: 0)" if found[1] == "dark" else "(max-width: 0)"


def _kind(path: str) -> str:
    return KINDS.get(Path(path).suffix) or guess_type(path)[0] or "application/octet-stream"


TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")


def spine(book: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    """Return the chapters of a book in reading order: name and title."""
    package = next((name for name in book if name.endswith(".opf")), "")
    text = book.get(package, b"").decode("utf-8", "replace")
    folder = package.rpartition("/")[0]
    tags = [dict(re.findall(r'([\w:-]+)="([^"]*)"', tag)) for tag in re.findall(r"<item\b[^>]*>", text)]
    items = {tag["id"]: tag["href"] for tag in tags if {"id", "href"} <= tag.keys()}
    order = re.findall(r'<itemref\b[^>]*?idref="([^"]+)"', text)
    names = [f"{folder}/{items[name]}".lstrip("/") for name in order if name in items]
    return tuple((name, _title(book.get(name, b"").decode("utf-8", "replace")) or name) for name in names)


def _title(chapter: str) -> str:
    found = TITLE.search(chapter)
    return unescape(found[1]).strip() if found else ""
