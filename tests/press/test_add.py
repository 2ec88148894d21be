"""A source added without a command line: what is returned is what was stored."""

import io
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.model.issue import Issue
from publishkit.press.add import Wanted, add_source, issue_folder, look_at_source
from publishkit.press.clearing.state_rights import Own
from publishkit.workspace.toml.parse import parse_toml
from tests.press.test_merge import PARAGRAPHS, page
from tests.support.command import files_of
from tests.support.workspaces import png, write_workspace

NOTHING = io.BytesIO()
TEXT = "# The Ferry Returns\n\nBy Ida Example\n\nThe ferry was built in 1961 and carried four hundred people an hour across the harbour.\n"


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    return issue_folder(write_workspace(tmp_path / "house"), "2026-w47")


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "ferry.md"
    path.write_text(TEXT, "utf-8")
    return str(path)


def test_a_source_becomes_a_folder_and_a_line_in_the_manifest(
    issue: Path, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    added = add_source(issue, source, NOTHING, Wanted(use="link", slug="ferry"))
    assert added.plan
    assert (added.slug, added.plan.merged, added.plan.clashes) == ("ferry", False, ())
    assert files_of(issue / "articles/ferry") == dict(sorted(added.plan.files.items()))
    last = parse_toml((issue / "issue.toml").read_bytes(), Issue, "issue.toml").entries[-1]
    assert (last.slug, last.use) == ("ferry", "link")
    assert capsys.readouterr() == ("", "")


def test_looking_chooses_the_same_slug_and_writes_nothing(issue: Path, source: str) -> None:
    before = files_of(issue)
    seen = look_at_source(issue, source, NOTHING, Wanted())
    assert (seen.slug, seen.plan, files_of(issue)) == ("the-ferry-returns", None, before)
    assert look_at_source(None, source, NOTHING, Wanted()).slug == "the-ferry-returns"
    assert seen.taken.may_be_ours


def test_adding_again_merges_and_names_what_both_changed(issue: Path, source: str) -> None:
    first = add_source(issue, source, NOTHING, Wanted())
    article = issue / f"articles/{first.slug}/article.md"
    article.write_text(article.read_text("utf-8").replace("1961", "1962"), "utf-8")
    Path(source).write_text(TEXT.replace("1961", "1963"), "utf-8")
    again = add_source(issue, source, NOTHING, Wanted(slug=first.slug))
    assert again.plan
    assert (again.plan.merged, [clash.key for clash in again.plan.clashes]) == (True, ["body"])
    assert again.as_json("x")["clashes"]
    assert "1962" in article.read_text("utf-8")


@pytest.mark.parametrize(
    ("wanted", "place"), [({"slug": "../evil"}, "--slug"), ({"url": "javascript:alert(1)"}, "--url")]
)
def test_no_face_can_ask_for_a_slug_or_address_that_is_none(wanted: dict[str, str], place: str) -> None:
    with pytest.raises(InputError) as stop:
        Wanted(**wanted)  # type: ignore[arg-type]
    assert stop.value.problems[0].place == place


def test_an_issue_that_is_not_there_is_said_before_anything_is_read(issue: Path) -> None:
    with pytest.raises(InputError, match="there is no such issue"):
        issue_folder(issue.parents[1], "2026-w99")


@pytest.mark.parametrize(
    "name", ["gettyimages-123.jpg", "AP24010820434600.jpg", "shutterstock_99.jpg", "dpa-12-34.jpg"]
)
def test_an_agencys_name_of_a_file_is_kept_when_the_picture_is_numbered(tmp_path: Path, issue: Path, name: str) -> None:
    """One flag does not make it ours."""
    (tmp_path / name).write_bytes(png())
    path = tmp_path / "boats.md"
    path.write_text(f"# Boats\n\nThey left on the ebb.\n\n![Boats]({name})\n", "utf-8")
    added = add_source(issue, str(path), NOTHING, Wanted(own=Own(pictures=True)))
    (picture,) = added.taken.rights.picture
    assert (picture.file[-6:-4], picture.rights.status.value) == ("01", "all_rights_reserved")
    assert any(name in one.sentence or "agency" in one.sentence for one in added.said)


def test_a_text_that_says_where_it_was_first_published_is_not_ours_by_a_flag(tmp_path: Path, issue: Path) -> None:
    path = tmp_path / "boats.md"
    path.write_text("# Boats\n\nThey left on the ebb.\n\n*First published in The Courier.*\n", "utf-8")
    assert add_source(issue, str(path), NOTHING, Wanted(own=Own())).unclaimed


LICENSED = (
    '<p>Text: <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>, Ada Example. Photos are not included.</p>',
    "<p>This post is licensed under a Creative Commons Attribution 4.0 International License: https://creativecommons.org/licenses/by/4.0/</p>",
    (
        "<p>To the extent possible under law, Ada Example has waived all copyright and related or neighboring rights to this article"
        ' under <a rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">CC0 1.0</a>.</p>'
    ),
)


@pytest.mark.parametrize("line", LICENSED)
def test_the_license_at_the_end_of_a_page_stands_with_its_rights(tmp_path: Path, issue: Path, line: str) -> None:
    """It is said with the credit in every format, and no second time in the text; what was dropped is recorded."""
    (tmp_path / "page.html").write_text(page(*PARAGRAPHS, extra=line), "utf-8")
    taken = add_source(issue, str(tmp_path / "page.html"), io.BytesIO(), Wanted()).taken
    assert taken.rights.text.license_id in {"CC-BY-4.0", "CC0-1.0"}
    assert taken.body.rstrip().endswith(PARAGRAPHS[-1])
    assert any("its license" in one.reason for one in taken.found.dropped)


@pytest.mark.parametrize(
    "line",
    [
        "<p>The council published its berths under CC BY 4.0 last year, and nobody has used them since the ice house closed in March.</p>",
        "<p>Photos: CC BY 4.0, Ada Example.</p>",
    ],
)
def test_a_license_of_something_else_stays_where_it_is(tmp_path: Path, issue: Path, line: str) -> None:
    (tmp_path / "page.html").write_text(page(*PARAGRAPHS, extra=line), "utf-8")
    taken = add_source(issue, str(tmp_path / "page.html"), io.BytesIO(), Wanted()).taken
    assert not any("its license" in one.reason for one in taken.found.dropped)
