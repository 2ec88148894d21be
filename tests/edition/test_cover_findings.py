"""A cover that cannot stand on the front is told: why, what stands there instead, and the way out."""

from pathlib import Path
from typing import Any

from publishkit.edition.assemble import cover_findings
from publishkit.model.artifact import Finding
from publishkit.press.build import clear, read
from tests.support.workspaces import SampleArticle, brief_article, write_workspace


def told(tmp_path: Path, cover: dict[str, str], *articles: SampleArticle, **over: Any) -> list[Finding]:
    found = clear(read(write_workspace(tmp_path, list(articles), issue={"cover": cover}, **over), "2026-w47"))
    return list(cover_findings(found.planned.issue, found.items, "issues/2026-w47/issue.toml"))


def test_a_cleared_cover_needs_no_word(tmp_path: Path) -> None:
    own = SampleArticle()
    assert told(tmp_path, {"article": own.slug, "picture": own.pictures[0]["file"]}, own) == []


def test_a_withheld_cover_says_why_and_what_stands_there(tmp_path: Path) -> None:
    brief = brief_article()
    (finding,) = told(tmp_path, {"article": brief.slug, "picture": brief.pictures[0]["file"]}, brief)
    assert (finding.code, finding.severity, finding.where) == ("R030", "warning", "issues/2026-w47/issue.toml: cover")
    assert finding.message.startswith("the cover is replaced in email, web, pdf, epub: ")
    assert "the cover has the number of the issue" in finding.message
    assert finding.hint == "clear it (`publishkit rights show harbour-dues`), or name another picture under [cover]"


def test_a_cover_that_is_no_picture_of_the_article_names_the_nearest(tmp_path: Path) -> None:
    own = SampleArticle()
    file = own.pictures[0]["file"]
    (finding,) = told(tmp_path, {"article": own.slug, "picture": file.replace("/0", "/")}, own)
    assert f"has no picture {file.replace('/0', '/')}" in finding.message
    assert finding.hint == f"did you mean `{file}`?"
