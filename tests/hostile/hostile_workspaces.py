"""Workspaces that mean harm, and a clock that stops them."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

from publishkit.errors import PublishkitError
from publishkit.press.build import Build, build_issue
from tests.support.workspaces import SampleArticle, brief_article, png, write_workspace

LIMIT = 90
"""Seconds after which a test is stopped; alone on a machine everything takes less than five."""

MARKUP = (
    "\"'/><script>document.documentElement.id='pwned'</script><img src=x onerror=\"document.documentElement.id='pwned'\">"
    "]]>--><!--<style>body{display:none}</style></title></p></td>&amp;&#60;svg onload=x>{{ 7+7 }}{% raw %}"
)
"""Ends every kind of element, attribute, comment and section there is, and asks every template engine to work."""


class TooLongError(Exception):
    """It did not end in time."""


@contextmanager
def in_time(seconds: int = LIMIT) -> Iterator[None]:
    """Stop the test when it takes longer; a hang is a failure like any other."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def built(root: Path) -> Build:
    """Build in time."""
    with in_time():
        return build_issue(root, "2026-w47", lambda _step: None)


def refusal(root: Path) -> PublishkitError:
    """Return the sentence with which a workspace is refused; nothing was written."""
    try:
        build = built(root)
    except PublishkitError as stop:
        assert not (root / "out").exists()
        return stop
    raise AssertionError(f"built with exit code {build.exit_code}")


def notice(text: str) -> dict[str, str]:
    """Return a notice as `rights.toml` holds it."""
    return {"text": text, "sha256": sha256(text.encode()).hexdigest(), "lang": "en"}


def everywhere(words: str, *, name: str = "") -> tuple[list[SampleArticle], dict[str, Any], dict[str, Any]]:
    """Return articles, config and manifest with *words* in every place that takes words."""
    short, alternative = name or words, escaped(words).replace("]", "")
    own = SampleArticle(
        slug="mine",
        head={
            "title": words, "kicker": words, "deck": words, "dateline": words, "origin_line": words,
            "bylines": [{"name": short, "affiliation": words}],
        },
        body=f"{escaped(words)}\n\n![{alternative}](images/01.png)\n\n> {escaped(words)}\n\n## {escaped(words)}\n\nMore.[^1]\n\n[^1]: {escaped(words)}",
        rights={"status": "own", "copyright_line": words},
        pictures=[{"file": "images/01.png", "caption": words, "alt": words, "rights": {"status": "own", "credit_line": words}}],
        files={"images/01.png": png()},
    )  # fmt: skip
    brief = brief_article(summary=words, summary_by=short, note=words, headline=words)
    brief.head |= {"title": words, "bylines": [{"name": short}], "publisher": {"name": short}}
    brief.rights |= {"holders": [{"name": short}], "copyright_line": words, "notices": [notice(words)]}
    brief.pictures[0]["rights"]["credit_line"] = words
    quote = SampleArticle(
        slug="quote",
        entry={"use": "quote", "quote": words[:100], "summary": words * 4, "summary_by": short},
        head={"title": words, "bylines": [{"name": short}], "source_url": "https://x.example/?a=1&b='2'&c=\u00fc"},
        body="A text we only quote.",
        rights={"status": "unknown"},
        pictures=[],
        files={},
    )
    config = {
        "publication": {
            "name": words, "publisher": short, "tagline": words, "editors": [short], "frequency": words, "address": words,
        },
        "email": {"from_name": short},
        "rights": {"quote_max_chars": 1000, "quote_total_chars_per_source": 1000},
    }  # fmt: skip
    issue = {
        "title": words,
        "subject": short[:80],
        "preheader": words,
        "editorial": escaped(words),
        "editorial_by": short,
        "cover": {"article": "mine", "picture": "images/01.png"},
        "section": [
            {
                "title": words,
                "intro": words,
                "article": [{"slug": a.slug, **a.entry} for a in (own, brief, quote)],
            }
        ],
    }
    return [own, brief, quote], config, issue


def escaped(words: str) -> str:
    """Return *words* on one line of Markdown, as somebody writes them who means the signs."""
    return re.sub(r"([^\w\s])", r"\\\1", " ".join(words.split()), flags=re.ASCII)


def write(root: Path, words: str, *, name: str = "") -> Path:
    """Write a workspace full of *words*."""
    articles, config, issue = everywhere(words, name=name)
    return write_workspace(root, articles, config=config, issue=issue)
