"""A small letter whose editions are made in a second each: our own, a reprint, a brief, pictures; in several languages."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import tomlkit

from publishkit.press.build import press_issue
from publishkit.press.publish import PublishedSite, PublishOrder, publish_site
from publishkit.workspace.load import load_config
from tests.proof.test_harmless_editions import BODY, licensed
from tests.support.workspaces import NOTICE, SampleArticle, brief_article, write_workspace

FIRST = date(2026, 1, 2)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DUES = (
    "The council voted on Tuesday night by nine votes to two to double the dues that every boat over six metres pays."
)
"""Of the brief's page; no edition prints it."""
BOATS = "Whoever wants to buy a boat in this town has to wait until one of seven people has had enough of the sea and says so."
"""The whole of our own article in the edition it is taken out of."""
ARABIC = "يستيقظ الميناء في الرابعة صباحا، وتخرج القوارب الأولى مع الجزر، وتسمع المدينة صوتها وهي تبتعد."
JAPANESE = "港は四時に目を覚ます。最初の船は引き潮に乗って出ていき、町じゅうがその音を聞いている。"


def articles(language: str = "en") -> list[SampleArticle]:
    """Return our own article with a picture, a reprint under an open license, and a brief of a page that is withheld."""
    own = {"ar": ("ماء منخفض", "آدا كويل", ARABIC), "ja": ("干潮", "阿田久", JAPANESE)}.get(language)
    first = SampleArticle()
    if own:
        title, name, body = own
        head = {"title": title, "bylines": [{"name": name}], "language": language}
        first = replace(first, head=head, body=f"{body}\n\n![](images/01.png)\n")
    return [first, licensed(BODY[1], slug="rungs"), brief_article()]


def issue_id(number: int) -> str:
    """Return the id of the issue of that number: `2026-w03`."""
    return f"2026-w{number:02}"


def build_small(
    root: Path,
    number: int,
    entries: Iterable[SampleArticle] | None = None,
    *,
    config: dict[str, Any] | None = None,
    **issue: Any,
) -> str:
    """Build one issue of the letter, its web pages alone unless `outputs` says more; return its id."""
    day = FIRST + timedelta(weeks=number)
    manifest = {"number": number, "date": tomlkit.date(day.isoformat()), "outputs": ["web"], **issue}
    name = issue_id(number)
    found = articles(manifest.get("language", "en")) if entries is None else list(entries)
    write_workspace(root, found, config=config, issue=manifest, issue_id=name)
    made = press_issue(root, name, lambda _: None, NOW)
    assert made.exit_code == 0, made.findings
    return name


def publish_small(root: Path, folder: Path, ids: Iterable[str]) -> PublishedSite:
    """Publish the issues *ids* to *folder*, and nothing else."""
    order = PublishOrder(ids=tuple(ids), exactly=True, to=str(folder))
    return publish_site(root, load_config(root), order, clock=lambda: NOW, tell=lambda _: None)


__all__ = ["DUES", "NOTICE", "articles", "build_small", "issue_id", "publish_small"]
