"""Workspaces as editors really break them: each a clear sentence with its place, all at once, nothing written."""

import os
import zipfile
from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.model.rights import Status
from publishkit.press.add import issue_folder
from publishkit.workspace.folder import find_workspace, newest_issue
from publishkit.workspace.load import load_issue
from tests.support.closed import close_folder
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

ISSUE = "issues/2026-w47/issue.toml"
ARTICLE = "issues/2026-w47/articles/low-water"


def problems(root: Path) -> list[str]:
    """Return what `load_issue` complains about."""
    with pytest.raises(InputError) as stop:
        load_issue(root, "2026-w47")
    return [str(problem) for problem in stop.value.problems]


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_a_good_workspace_is_read_whole(tmp_path: Path) -> None:
    """Statements are filled from the front matter, so nothing is typed twice."""
    planned = load_issue(write_workspace(tmp_path), "2026-w47")
    text = planned.articles["harbour-dues"].text_rights
    assert (text.title, text.publisher and text.publisher.name) == ("Harbour dues to double", "Harbour Press")
    assert text.source_url == "https://press.example/dues"
    assert planned.articles["low-water"].pictures[0].rights.asset_id == "low-water#img1"
    assert planned.articles["low-water"].assets["images/01.png"].width == 640
    assert "issues/2026-w47/articles/low-water/images/01.png" in dict(planned.inputs)


def test_an_article_without_rights_file_is_unknown(tmp_path: Path) -> None:
    """No statement found means unknown, never own."""
    write_workspace(tmp_path, [SampleArticle(body="Words.", pictures=[], files={})])
    (tmp_path / ARTICLE / "rights.toml").unlink()
    assert load_issue(tmp_path, "2026-w47").articles["low-water"].text_rights.status is Status.UNKNOWN


def test_every_error_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    """Config, manifest and two articles are wrong: four files, all named, with the nearest known key."""
    write_workspace(tmp_path)
    append(tmp_path / "publishkit.toml", '\n[theme]\nnmae = "almanac"\n')
    manifest = tmp_path / ISSUE
    manifest.write_text(manifest.read_text("utf-8").replace('use = "brief"', 'use = "breif"'), "utf-8")
    found = problems(tmp_path)
    lines = [(tmp_path / name).read_text("utf-8").splitlines() for name in ("publishkit.toml", ISSUE)]
    numbers = lines[0].index('nmae = "almanac"') + 1, lines[1].index('use = "breif"') + 1
    assert f"publishkit.toml:{numbers[0]}: theme.nmae: unknown key (did you mean `name`?)" in found
    assert f'{ISSUE}:{numbers[1]}: section[1].article[2].use: "breif" is not a choice (did you mean "brief"?)' in found


def test_articles_report_together_with_each_other(tmp_path: Path) -> None:
    """Two broken articles: both named."""
    write_workspace(tmp_path)
    for slug in ("low-water", "harbour-dues"):
        append(tmp_path / f"issues/2026-w47/articles/{slug}/rights.toml", "\nlicence = 1\n")
    found = problems(tmp_path)
    unknown = [p for p in found if "licence: unknown key" in p]
    assert {p.split("/rights.toml")[0].rsplit("/", 1)[1] for p in unknown} == {"low-water", "harbour-dues"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("number = 47", 'number = "47"', "number: must be a whole number"),
        ("2026-11-20", '"2026-13-40"', 'date: "2026-13-40" is not a date'),
        ("number = 47", 'number = 47\nlanguage = "english"', 'language: "english" is not a language tag'),
        ("number = 47", 'number = 47\nlanguage = "xx"', 'language: "xx" is not a language tag'),
        ('slug = "harbour-dues"', 'slug = "low-water"', "`low-water` stands twice"),
        ('slug = "harbour-dues"', 'slug = "no-such-article"', "no-such-article/article.md: is missing"),
        ('slug = "harbour-dues"', 'slug = "../../etc"', "may hold only small letters"),
        ("number = 47", "number = ", "is not valid TOML"),
        ("number = 47", "number = 47\nnubmer = 3", "nubmer: unknown key (did you mean `number`?)"),
        ("number = 47\n", "", "number: is missing"),
        ('summary_by = "Ines Falk"', "summary_by = 7", "summary_by: must be text"),
        ("number = 47", 'number = 47\ncover = { article = "low-watre", picture = "x" }', "did you mean `low-water`?"),
    ],
)
def test_a_broken_manifest_names_the_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """The path in the file, a sentence, a hint."""
    manifest = write_workspace(tmp_path) / ISSUE
    text = manifest.read_text("utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new, 1), "utf-8")
    assert any(expected in problem for problem in problems(tmp_path)), problems(tmp_path)


def test_an_empty_issue_says_so(tmp_path: Path) -> None:
    write_workspace(tmp_path, issue={"section": []})
    assert problems(tmp_path) == [f"{ISSUE}:3: section: there is no article yet (`publishkit add SOURCE` takes one in)"]


def test_a_brief_without_words_of_our_own_says_so(tmp_path: Path) -> None:
    write_workspace(tmp_path, [brief_article(summary="  ")])
    assert "section[1].article[1].summary: is missing" in problems(tmp_path)[0]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("article.md", b"No front matter at all.", "has no front matter"),
        ("article.md", b"---\nkicker: News\n---\nText", "title: is missing"),
        ("article.md", b"---\ntitle: ''\n---\nText", "title: is empty"),
        ("article.md", b"---\ntitle: [a\n---\nText", "is not valid YAML"),
        ("article.md", b"---\ntitle: 5\n---\nText", "title: must be text"),
        ("article.md", b"---\ntitle: T\nlanguage: klingon\n---\nx", '"klingon" is not a language tag'),
        ("article.md", b"---\ntitle: T\nsource_url: file:///etc/passwd\n---\nx", "is not a web address"),
        ("article.md", b"---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: T\n---\nx", "uses a YAML alias"),
        ("article.md", b"\xff\xfe\x00", "is not a text file"),
        ("article.md", "---\ntitle: T\n---\nzażółć".encode("latin2"), "is not UTF-8 (line 4)"),
        ("article.md", b"---\ntitle: T\n---\nbell \x07", "control character U+0007"),
        ("article.md", os.urandom(10_000_000), "10,000,000 bytes"),
        ("article.md", b"---\ntitle: T\n---\n![x](images/02.png)\n", "has no entry in rights.toml"),
        (
            "article.md",
            b"---\ntitle: T\n---\n![x](data:image/png;base64,iVBORw0KGgo)\n",
            "save it as a file in images/",
        ),
        ("rights.toml", b'[text]\nstatus = "owned"\n', '"owned" is not a choice'),
        ("rights.toml", b'[text]\nlicence_id = "CC-BY-4.0"\n', "did you mean `license_id`?"),
        ("rights.toml", b'[[picture]]\nfile = "../../../publishkit.toml"\n', "leaves the workspace"),
        ("rights.toml", b'[[picture]]\nfile = "/etc/hostname"\n', "must be a relative path"),
        ("rights.toml", b'[[picture]]\nfile = "images/nothing.png"\n', "is missing"),
        ("rights.toml", b'[[text.notices]]\ntext = "All mine."\nsha256 = "00"\n', "is not the one that was captured"),
        ("rights.toml", b'[text]\nclaimed_by = ["Jane Doe"]\n', "text.claimed_by: must be text"),
        ("rights.toml", b'[text]\nclaimed_bye = "Jane Doe"\n', "did you mean `claimed_by`?"),
        ("rights.toml", b'[text]\nbecause = "' + b"so " * 2000 + b'"\n', "text.because: is 6,000 characters"),
        ("images/01.png", b"GIF89a but no picture", "is not a JPEG, PNG, GIF, WebP, AVIF, TIFF, BMP or SVG picture"),
    ],
)
def test_a_broken_article_names_the_file(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    """Wrong types, unknown keys, nonsense, traps: a sentence each, never a traceback."""
    (write_workspace(tmp_path) / ARTICLE / name).write_bytes(data)
    found = problems(tmp_path)
    assert any(expected in problem and "low-water" in problem for problem in found), found


def test_a_zip_named_md_is_recognised(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    with zipfile.ZipFile(tmp_path / ARTICLE / "article.md", "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    assert "a zip, PDF or office file was probably renamed" in problems(tmp_path)[0]


def test_a_link_that_leads_out_of_the_workspace_is_refused(tmp_path: Path) -> None:
    """A symbolic link to a file outside is not read, whatever it is called."""
    outside = tmp_path / "secret.png"
    outside.write_bytes(b"secret")
    root = write_workspace(tmp_path / "ws")
    (root / ARTICLE / "images/01.png").unlink()
    (root / ARTICLE / "images/01.png").symlink_to(outside)
    assert "leaves the workspace" in problems(root)[0]


@pytest.mark.parametrize("name", ["", "/source"])
def test_an_article_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch, name: str) -> None:
    """The sentence and the code of any file of the workspace that cannot be read; other problems are told too."""
    write_workspace(tmp_path)
    (tmp_path / ARTICLE / "source").mkdir(exist_ok=True)
    close_folder(monkeypatch, tmp_path / f"{ARTICLE}{name}")
    found = problems(tmp_path)
    assert [problem for problem in found if "cannot be read: Permission denied" in problem] == found
    assert all(problem.startswith(f"{ARTICLE}{name}/") for problem in found)


def test_a_folder_of_issues_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch) -> None:
    write_workspace(tmp_path)
    close_folder(monkeypatch, tmp_path / "issues")
    with pytest.raises(InputError, match=r"^issues: cannot be read: Permission denied$"):
        newest_issue(tmp_path)


@pytest.mark.parametrize("name", ["publishkit.toml", ISSUE, f"{ARTICLE}/article.md", f"{ARTICLE}/rights.toml"])
def test_a_directory_in_the_place_of_a_file_is_named(tmp_path: Path, name: str) -> None:
    """It is not passed over as if nothing were there."""
    write_workspace(tmp_path)
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    assert newest_issue(find_workspace(tmp_path)) == "2026-w47"
    assert f"{name}: is a directory, not a file" in problems(tmp_path)
    if name == ISSUE:
        with pytest.raises(InputError, match=r"issue\.toml: is a directory, not a file"):
            issue_folder(tmp_path, "2026-w47")


def test_the_newest_issue_is_the_one_with_the_highest_date(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    older = tmp_path / "issues" / "zz-first"
    older.mkdir()
    (older / "issue.toml").write_text("number = 1\ndate = 2020-01-01\n", "utf-8")
    assert newest_issue(tmp_path) == "2026-w47"


def test_a_workspace_is_found_from_below(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    assert find_workspace(tmp_path / ARTICLE) == tmp_path.resolve()


def test_no_workspace_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no publishkit\.toml here or above"):
        find_workspace(tmp_path)
