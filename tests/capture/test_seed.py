"""The pasted page we were given: every field right."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from publishkit.model.article import RightsFile
from publishkit.workspace.article import parse_article
from publishkit.workspace.toml.parse import parse_toml

NOTICE = "c416b473ca0450913ce19551aaff193a0bcb2134421b7115d9da5a1746c6b657"


@pytest.fixture
def seed(corpus: Path) -> Path:
    return corpus / "daily-wrap-flashpoint.txt"


def test_every_field_of_the_seed_is_right(seed: Path, run_add: Callable) -> None:
    found = json.loads(run_add("--dry-run", "--json", seed).out)
    assert found["title"] == "North Korea calls us\u00a0alliance an\u00a0'Asian NATO' amid tensions"
    assert found["kicker"] == "News"
    assert found["deck"].startswith("During a conference of battalion commanders")
    assert found["deck"].endswith('"the greatest flashpoint in the world."')
    assert found["bylines"] == [{"name": "Adam Zygiel", "role": "author"}]
    assert (found["published"], found["modified"]) == ("2024-11-18T08:56", None)
    assert (found["publisher"], found["language"], found["canonical_url"]) == ("Daily Wrap", "en", None)
    assert found["subheads"] == ["Cooperation with Russia tightens"]
    assert found["images"] == [
        {
            "src": None,
            "caption": '"The biggest flashpoint in the world". Kim Jong Un appealed to soldiers',
            "credit": "East News | KCNA via KNS",
            "credit_raw": "Images source: ©\u00a0East News | KCNA via KNS".replace(
                "\u00a0", found["images"][0]["credit_raw"][16]
            ),
            "alt": None,
        }
    ]
    assert found["images"][0]["credit_raw"] in seed.read_text("utf-8")
    assert found["truncated"] is False
    assert any(line.startswith("source_url") for line in found["review"])


def test_the_seeds_text_is_its_prose_and_nothing_else(seed: Path, run_add: Callable) -> None:
    found = json.loads(run_add("--dry-run", "--json", seed).out)
    paragraphs = found["text"].split("\n\n")
    assert len(paragraphs) == 7
    assert paragraphs[0].startswith("In his speech") and paragraphs[-1].endswith('in this field globally."')
    for other in ("See also", "Images source", "Adam Zygiel", "Downloading", "appealed to soldiers", "18 November"):
        assert other not in found["text"]
    assert {"text": "See also", "reason": "stands after the end of the article"} in found["dropped"]


def test_the_seeds_notice_is_kept_byte_for_byte(seed: Path, run_add: Callable) -> None:
    rights = json.loads(run_add("--dry-run", "--json", seed).out)["rights"]
    assert [(len(notice), sha256(notice.encode()).hexdigest()) for notice in rights["notices"]] == [(989, NOTICE)]
    assert rights["holders"] == ["Wirtualna Polska Media Spółka Akcyjna"]
    assert rights["copyright_line"] == "©\u00a0Daily Wrap"
    assert rights["status"] == "all_rights_reserved"
    assert rights["tdm"] == {"state": "reserved", "policy_url": None}


def test_the_stored_seed_reads_back(seed: Path, run_add: Callable, workspace: Path) -> None:
    ran = run_add(seed, "--section", "World", "--use", "brief")
    assert ran.code == 0
    assert "publishkit brief" in ran.out
    folder = next(path for path in (workspace / "issues/2026-w47/articles").iterdir())
    head, body = parse_article((folder / "article.md").read_bytes(), "article.md")
    assert head.title == "North Korea calls us\u00a0alliance an\u00a0'Asian NATO' amid tensions"
    assert "## Cooperation with Russia tightens" in body
    rights = parse_toml((folder / "rights.toml").read_bytes(), RightsFile, "rights.toml")
    (notice,) = rights.text.notices
    assert (notice.sha256, sha256(notice.text.encode()).hexdigest(), notice.start, notice.end) == (
        NOTICE,
        NOTICE,
        1919,
        2908,
    )
    (picture,) = rights.picture
    assert (picture.file, picture.rights.credit_line) == ("", "East News | KCNA via KNS")
    assert [agency.name for agency in picture.rights.agencies] == ["East News", "KCNA", "KNS"]
    assert (folder / "source" / "paste.txt").read_bytes() == seed.read_bytes()
    assert f'slug = "{folder.name}"\nuse = "brief"' in (workspace / "issues/2026-w47/issue.toml").read_text("utf-8")
