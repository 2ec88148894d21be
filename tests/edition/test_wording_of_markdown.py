"""A text that was taken from another house's Markdown is compared with what that says, not with how it is written."""

from pathlib import Path

from publishkit.edition.body import parse_body
from publishkit.edition.wording import compare_with_original
from publishkit.workspace.load import load_issue
from tests.support.command import run
from tests.support.workspaces import write_workspace

SOURCE = """\
+++
title = "The quarrel"
author = "Ada Example"
+++

{{< youtube w7Ft2ymGmfc >}}

<p>The tank holds <b>forty</b> m<sup>3</sup> of <a href="https://a.example">water</a>, says [[Council|the council]].</p>

Nobody asked the tide^[It is not in the minutes.] before the winter.
"""


def compared(root: Path, old: str = "", new: str = "") -> list[str]:
    path = root / "issues/2026-w47/articles/the-quarrel/article.md"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    article = next(one for one in load_issue(root, "2026-w47").articles.values() if one.slug == "the-quarrel")
    found = compare_with_original(article, parse_body(article.body, "a"))
    assert found is not None
    return [str(one) for one in found.first]


def test_what_an_editor_changed_is_named_and_nothing_else(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / "quarrel.md").write_text(SOURCE, "utf-8")
    assert run("add", "quarrel.md", cwd=root).exit_code == 0
    assert compared(root) == []
    assert compared(root, "**forty**", "**fifty**") == ["“forty” became “fifty”"]
