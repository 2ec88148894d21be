"""A workspace to measure with: always the same invented articles and photographs."""

import io
import random
from pathlib import Path

from PIL import Image, ImageFilter

ISSUE = "2026-w01"
ARTICLES, WORDS = 12, 1000
SIZE = (1600, 1067)
"""Pixels of a photograph."""

SYLLABLES = (
    *("ka", "lo", "mi", "ren", "ta", "so", "ve", "nor", "di", "pa", "shu", "el", "bri", "an", "gu", "ti", "os", "mer"),
    *("ly", "stra", "con", "ter", "ing", "ed", "ble", "ous", "ment", "ra", "fi", "na", "cu", "do", "pel", "wen", "ha"),
)

CONFIG = """\
[publication]
name = "The Benchmark"
slug = "the-benchmark"
tagline = "Always the same twelve stories"
publisher = "Benchmark Readers"
publisher_type = "nonprofit"
editors = ["June Okafor"]
contact = "rights@bench.example"
url = "https://bench.example/letter/"
license = "CC-BY-4.0"

[email]
from_name = "The Benchmark"
from_address = "letter@bench.example"
list_id = "letter.bench.example"
unsubscribe_url = "https://bench.example/u/{token}"
"""

RIGHTS = """\
[text]
status = "licensed_open"
license_id = "CC-BY-4.0"
license_uri = "https://creativecommons.org/licenses/by/4.0/"
license_applies_to = "this"
copyright_line = "© 2026 Author {n}"
holders = [{{ name = "Author {n}" }}]
reviewed_by = "June Okafor"

[[picture]]
file = "images/01.jpg"
caption = "Picture {n}: light over water."
alt = "Soft light over water, number {n}."

[picture.rights]
asset_kind = "image"
status = "own"
creators = [{{ name = "June Okafor", role = "photographer" }}]
credit_line = "Photograph: June Okafor"
"""


def write_workspace(root: Path) -> None:
    """Write config and issue: the same bytes every time."""
    issue = root / "issues" / ISSUE
    issue.mkdir(parents=True)
    (root / "publishkit.toml").write_text(CONFIG, encoding="utf-8")
    manifest = [
        'number = 1\ndate = 2026-01-02\ntitle = "Twelve stories"\n\n[cover]\narticle = "story-1"\npicture = "images/01.jpg"\n'
    ]
    for n in range(1, ARTICLES + 1):
        if n % 4 == 1:
            manifest.append(f'\n[[section]]\ntitle = "Part {n // 4 + 1}"\n')
        manifest.append(f'\n[[section.article]]\nslug = "story-{n}"\n')
        _write_article(issue / "articles" / f"story-{n}", n)
    (issue / "issue.toml").write_text("".join(manifest), encoding="utf-8")


def _write_article(folder: Path, n: int) -> None:
    (folder / "images").mkdir(parents=True)
    chance = random.Random(n)
    (folder / "article.md").write_text(_article(n, chance), encoding="utf-8")
    (folder / "rights.toml").write_text(RIGHTS.format(n=n), encoding="utf-8")
    (folder / "images" / "01.jpg").write_bytes(_photograph(chance))


def _article(n: int, chance: random.Random) -> str:
    head = (
        f"---\ntitle: {_words(chance, 6).capitalize()}\nkicker: Story {n}\ndeck: {_sentence(chance)}\n"
        f"bylines:\n  - name: Author {n}\npublished: 2025-12-{n:02}\npublisher:\n  name: Review {n}\n"
        f"source_url: https://review{n}.example/story\n---\n"
    )
    paragraphs = [_paragraph(chance) for _ in range(WORDS // 80)]
    paragraphs[1] += "[^1]"
    paragraphs[5] += f"[^2] See [the record](https://review{n}.example/record)."
    paragraphs.insert(2, "![Light over water](images/01.jpg)")
    paragraphs.insert(5, f"## {_words(chance, 3).capitalize()}")
    paragraphs.insert(8, f"::: pull\n{_sentence(chance)}\n:::")
    notes = [f"[^{k}]: {_sentence(chance)}" for k in (1, 2)]
    return "\n\n".join([head, *paragraphs, *notes]) + "\n"


def _paragraph(chance: random.Random) -> str:
    """Return about eighty words."""
    return " ".join(_sentence(chance) for _ in range(6))


def _sentence(chance: random.Random) -> str:
    return f"{_words(chance, chance.randint(10, 17)).capitalize()}."


def _words(chance: random.Random, count: int) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(count))


def _photograph(chance: random.Random) -> bytes:
    """Return a JPEG with the grain and the soft shapes of a photograph: about as many bytes, as hard to compress."""
    small = (SIZE[0] // 4, SIZE[1] // 4)
    shapes = Image.frombytes("RGB", (16, 11), chance.randbytes(16 * 11 * 3)).resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.frombytes("RGB", small, chance.randbytes(small[0] * small[1] * 3)).resize(
        SIZE, Image.Resampling.BILINEAR
    )
    out = io.BytesIO()
    Image.blend(shapes, grain.filter(ImageFilter.GaussianBlur(1)), 0.25).save(out, "JPEG", quality=88)
    return out.getvalue()
