"""The pages of unsubscribing, in the publication's language."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Literal

from publishkit.model.config import Publication
from publishkit.theme.load import Theme
from publishkit.workspace.parse import parse_toml

Kind = Literal["ask", "done", "unknown", "busy"]
Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """Every page, made once."""

    pages: Mapping[Kind, bytes]
    policy: str
    """Value of Content-Security-Policy: nothing but these styles, and a form to ourselves."""


def make_pages(publication: Publication, theme: Theme) -> Pages:
    """Return the pages of *publication*, drawn by `serve/page.html` of *theme*.

    Raises:
        InputError: the theme's template fails.
    """
    lang, words = _words(publication.language)
    filled = {key: word.format(name=publication.name, contact=publication.contact) for key, word in words.items()}
    style = theme.render("serve/page.css", {"tokens": theme.tokens})
    shared = {"lang": lang, "dir": "ltr", "name": publication.name, "style": theme_style(style)}
    contents: Mapping[Kind, tuple[str, str, str]] = {
        "ask": (filled["title"], filled["ask"], filled["leave"]),
        "done": (filled["done_title"], filled["done"], ""),
        "unknown": (filled["unknown_title"], filled["unknown"], ""),
        "busy": (filled["busy_title"], filled["busy"], ""),
    }
    pages: dict[Kind, bytes] = {
        kind: theme.render("serve/page.html", {**shared, "title": title, "text": text, "button": button}).encode()
        for kind, (title, text, button) in contents.items()
    }
    return Pages(pages=pages, policy=_policy(pages["ask"]))


def theme_style(style: str) -> object:
    """Return *style* as it may stand between `<style>` tags; tokens cannot hold markup, a theme's own CSS might."""
    from markupsafe import Markup

    return Markup(style.replace("</", "<\\/"))  # noqa: S704 - the one way out of <style> is closed


def _policy(page: bytes) -> str:
    """Return the policy that allows the page's own style sheet by its hash, and nothing else."""
    style = page.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = b64encode(sha256(style).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _words(language: str) -> tuple[str, Words]:
    place = "send/server/words.toml"
    known: Mapping[str, Words] = parse_toml((files(__package__) / "words.toml").read_bytes(), dict, place)
    primary = language.partition("-")[0]
    return (language, known[primary]) if primary in known else ("en", known["en"])
