"""The pages of leaving and of signing up, in the publication's language, each made once."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from typing import Literal

from starlette.responses import Response

from publishkit.edition.language import direction
from publishkit.model.config import Publication
from publishkit.rights.credit import fill_text
from publishkit.theme.load import Theme
from publishkit.workspace.toml.parse import parse_toml

Kind = Literal["ask", "done", "unknown", "busy", "join", "wrong", "sent", "confirm", "joined"]
Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """Every page, made once."""

    pages: Mapping[Kind, bytes]
    policy: str
    """Value of Content-Security-Policy: nothing but these styles, and a form to ourselves."""
    words: Words = field(default_factory=dict)
    """What pages and the confirming mail say, filled."""
    lang: str = "en"

    def response(self, kind: Kind, status: int, more: Mapping[str, str] | None = None) -> Response:
        """Return the page *kind* as an answer that nobody keeps, frames or indexes."""
        headers = {
            "Content-Security-Policy": self.policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex, nofollow",
            **(more or {}),
        }
        return Response(self.pages[kind], status, headers, "text/html")


def make_pages(publication: Publication, theme: Theme) -> Pages:
    """Return the pages of *publication*, drawn by `serve/page.html` of *theme*.

    Raises:
        InputError: the theme's template fails.
    """
    lang, words = _words(publication.language)
    filled = {key: fill_text(word, name=publication.name, contact=publication.contact) for key, word in words.items()}
    style = theme.render("serve/page.css", {"tokens": theme.tokens})
    shared = {"lang": lang, "dir": direction(lang), "name": publication.name, "style": theme_style(style)}
    contents: Mapping[Kind, tuple[str, str, str, str]] = {
        "ask": (filled["title"], filled["ask"], filled["leave"], ""),
        "done": (filled["done_title"], filled["done"], "", ""),
        "unknown": (filled["unknown_title"], filled["unknown"], "", ""),
        "busy": (filled["busy_title"], filled["busy"], "", ""),
        "join": (filled["join_title"], filled["join"], filled["join_button"], filled["join_label"]),
        "wrong": (filled["wrong_title"], filled["wrong"], filled["join_button"], filled["join_label"]),
        "sent": (filled["sent_title"], filled["sent"], "", ""),
        "confirm": (filled["confirm_title"], filled["confirm"], filled["confirm_button"], ""),
        "joined": (filled["joined_title"], filled["joined"], "", ""),
    }
    pages: dict[Kind, bytes] = {}
    for kind, (title, text, button, label) in contents.items():
        values = {**shared, "title": title, "text": text, "button": button, "label": label}
        pages[kind] = theme.render("serve/page.html", values).encode()
    return Pages(pages=pages, policy=_policy(pages["ask"]), words=filled, lang=lang)


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
