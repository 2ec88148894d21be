"""Small real workspaces on disk, for tests that look at what an editor would see."""

import io
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from textwrap import dedent
from typing import Any

import tomlkit
from PIL import Image, ImageDraw

CONFIG: dict[str, Any] = {
    "publication": {
        "name": "The Quay",
        "slug": "the-quay",
        "publisher": "Quay Readers",
        "publisher_type": "nonprofit",
        "contact": "rights@quay.example",
        "url": "https://quay.example/letter/",
    },
    "email": {
        "from_name": "The Quay",
        "from_address": "letter@quay.example",
        "list_id": "letter.quay.example",
        "unsubscribe_url": "https://quay.example/u/{token}",
    },
}
BODY = """\
The harbour wakes at four. The first boats leave on the ebb, and the town hears them go.

![The quay at dawn](images/01.png)

Nobody has counted the boats since 1931, when there were *forty*.[^1] Today there are seven, and the [register](https://quay.example/register) fits on a page.

## What is left

- the ice house
- the net loft

[^1]: The harbour master's book, kept in the library.
"""
NOTICE = "No part of this page may be reproduced without the prior written consent of Harbour\u00a0Press Ltd.Any text and data mining is reserved ,too."
"""Invented; with a no-break space and two slips, so that byte-exactness can be seen."""


def png(color: str = "#1f5a5f", size: tuple[int, int] = (640, 400), seed: int = 0) -> bytes:
    """Return a picture with enough going on to be told from another."""
    picture = Image.new("RGB", size, color)
    draw = ImageDraw.Draw(picture)
    for n in range(40):
        x, y = (n * 97 + seed * 131) % size[0], (n * 53 + seed * 71) % size[1]
        draw.rectangle((x, y, x + 30 + n, y + 20 + seed * 3), fill=(n * 6 % 256, (n * 11 + seed * 40) % 256, 90))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@dataclass(kw_only=True)
class SampleArticle:
    """One article to write: its manifest entry, front matter, body and rights."""

    slug: str = "low-water"
    entry: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=lambda: {"title": "Low Water", "bylines": [{"name": "Ada Quill"}]})
    body: str = BODY
    rights: dict[str, Any] = field(default_factory=lambda: {"status": "own"})
    pictures: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {
                "file": "images/01.png",
                "caption": "The quay at dawn.",
                "alt": "Boats at a quay.",
                "rights": {"status": "own", "credit_line": "Drawing: Bo Marl"},
            }
        ]
    )
    files: dict[str, bytes] = field(default_factory=lambda: {"images/01.png": png()})


def brief_article(**entry: Any) -> SampleArticle:
    """Return a page whose publisher reserves all rights, used as a brief; its picture is withheld."""
    return SampleArticle(
        slug="harbour-dues",
        entry={
            "use": "brief",
            "summary": "The council wants higher dues from next spring; skippers object.",
            "summary_by": "Ines Falk",
            **entry,
        },
        head={
            "title": "Harbour dues to double",
            "bylines": [{"name": "Carl Stone"}],
            "publisher": {"name": "Harbour Press"},
            "published": "2026-11-18",
            "source_url": "https://press.example/dues",
        },
        body="The council voted on Tuesday night by nine votes to two to double the dues that every boat over six metres pays.",
        rights={
            "status": "all_rights_reserved",
            "holders": [{"name": "Harbour Press Ltd"}],
            "copyright_line": "©\u00a0Harbour Press",
            "tdm": {"state": "reserved"},
            "notices": [{"text": NOTICE, "sha256": sha256(NOTICE.encode()).hexdigest(), "lang": "en"}],
        },
        pictures=[
            {
                "file": "images/council-vote.png",
                "caption": "The vote.",
                "alt": "Raised hands.",
                "rights": {"status": "all_rights_reserved", "credit_line": "© Dan Reed | Coast Pictures"},
            }
        ],
        files={"images/council-vote.png": png("#9c4420", seed=5)},
    )


def write_workspace(
    root: Path,
    articles: list[SampleArticle] | None = None,
    *,
    config: dict[str, Any] | None = None,
    issue: dict[str, Any] | None = None,
    issue_id: str = "2026-w47",
) -> Path:
    """Write a workspace of one issue and return its root; *config* and *issue* are laid over the defaults."""
    articles = [SampleArticle(), brief_article()] if articles is None else articles
    folder = root / "issues" / issue_id
    folder.mkdir(parents=True, exist_ok=True)
    (root / "publishkit.toml").write_text(tomlkit.dumps(_over(CONFIG, config or {})), "utf-8")
    manifest: dict[str, Any] = {"number": 47, "date": tomlkit.parse("d = 2026-11-20")["d"], **(issue or {})}
    manifest.setdefault(
        "section", [{"title": "News", "article": [{"slug": article.slug, **article.entry} for article in articles]}]
    )
    (folder / "issue.toml").write_text(tomlkit.dumps(manifest), "utf-8")
    for article in articles:
        _write_article(folder / "articles" / article.slug, article)
    return root


def _write_article(folder: Path, article: SampleArticle) -> None:
    from ruamel.yaml import YAML

    folder.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(article.head, out)
    (folder / "article.md").write_text(f"---\n{out.getvalue()}---\n\n{dedent(article.body)}", "utf-8")
    rights: dict[str, Any] = {"text": article.rights}
    if article.pictures:
        rights["picture"] = article.pictures
    (folder / "rights.toml").write_text(tomlkit.dumps(rights), "utf-8")
    for name, data in article.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(name), dict)
        merged[name] = _over(below[name], value) if both else value
    return merged
