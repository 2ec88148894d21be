"""An editor arranges an issue by command: what `git diff` shows is what a person would have changed."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from publishkit.errors import ExternalError, InputError
from publishkit.press.arrange import Brief, Destination, make_brief, move, remove, rename
from publishkit.press.editing import Draft, edit
from publishkit.workspace.load import load_issue
from publishkit.workspace.lock import LOCK
from publishkit.workspace.outline import read_outline
from tests.support.command import files_of, run
from tests.support.workspaces import SampleArticle, brief_article, write_workspace
from tests.workspace.test_toml_edit import touched

ISSUE = "2026-w47"
MANIFEST = f"issues/{ISSUE}/issue.toml"
TEXT = """\
number = 47 # the harbour issue
date = 2026-11-20

[cover]
article = "low-water"
picture = "images/01.png"

[[section]]
title = "News" # first

# the lead
[[section.article]]
slug = "low-water"

[[section.article]]
slug = "harbour-dues"
use = "brief"
summary = "The council wants higher dues from next spring; skippers object."
summary_by = "Ines Falk"

[[section]]
title = "Shelf"

[[section.article]]
slug = "late-boats"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace of three articles; one links to another."""
    late = SampleArticle(
        slug="late-boats",
        head={"title": "Ä late boat"},
        body="See [the other](low-water.html), [again](../low-water/) and [elsewhere](https://quay.example/letter/2026-w47/low-water.html#a).\n",
        pictures=[],
        files={},
    )
    write_workspace(tmp_path, [SampleArticle(), brief_article(), late])
    (tmp_path / MANIFEST).write_text(TEXT, "utf-8")
    return tmp_path


def slugs(root: Path, issue: str = ISSUE) -> list[str]:
    """Return the articles in reading order."""
    return [one.slug for one in read_outline(root, issue).listed]


@pytest.mark.parametrize(
    "wanted", ["late-boats", "late", "3", "Late BOAT", "a late", "issues/2026-w47/articles/late-boats/"]
)
def test_an_article_is_found_by_what_people_call_it(root: Path, wanted: str) -> None:
    """Slug, beginning of it, number, words of the title without accents, the folder a shell completes."""
    assert read_outline(root, ISSUE).find(wanted).slug == "late-boats"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("late-baots", "did you mean `late-boats`"),
        ("7", "its articles are 1 to 3"),
        ("", "has no article"),
        ("\x1b[31m", "has no article ` [31m`"),
        ("l", "2 articles may be meant by `l` (name one: low-water, late-boats)"),
    ],
)
def test_an_article_that_is_not_there_or_unclear_is_told_in_a_line(root: Path, wanted: str, told: str) -> None:
    with pytest.raises(InputError) as stop:
        read_outline(root, ISSUE).find(wanted)
    assert told in str(stop.value)
    assert "\n" not in str(stop.value)


def test_a_brief_changes_its_lines_alone(root: Path) -> None:
    """One command, no file opened: use, summary and name stand in the manifest, comments stay."""
    edited = make_brief(root, ISSUE, "late", Brief(summary=" Ours.  ", by="Jo Brandt"), write=True)
    assert touched(TEXT, (root / MANIFEST).read_text("utf-8")) == (
        [],
        ['use = "brief"', 'summary = "Ours."', 'summary_by = "Jo Brandt"'],
    )
    assert [one.sentence for one in edited.said] == ["late-boats is a brief: 1 word of our own, by Jo Brandt"]


def test_a_brief_that_would_break_the_file_is_refused(root: Path) -> None:
    with pytest.raises(InputError, match="@@PK_"):
        make_brief(root, ISSUE, "late", Brief(summary="@@PK_X"), write=True)
    assert (root / MANIFEST).read_text("utf-8") == TEXT


@pytest.mark.parametrize(
    ("to", "order"),
    [
        (Destination(to=1), ["late-boats", "low-water", "harbour-dues"]),
        (Destination(before="harbour"), ["low-water", "late-boats", "harbour-dues"]),
        (Destination(section="news"), ["low-water", "harbour-dues", "late-boats"]),
        (Destination(section="News", to=2), ["low-water", "late-boats", "harbour-dues"]),
    ],
)
def test_an_article_moves_and_the_others_stay(root: Path, to: Destination, order: list[str]) -> None:
    move(root, ISSUE, "late", to, write=True)
    assert slugs(root) == order
    assert "# first" in (root / MANIFEST).read_text("utf-8")
    load_issue(root, ISSUE)


def test_a_move_is_the_lines_of_the_entry_and_no_other(root: Path) -> None:
    """The lead moves with its comment; nothing else is touched but blank lines."""
    move(root, ISSUE, "low-water", Destination(section="Shelf"), write=True)
    gone, came = touched(TEXT, (root / MANIFEST).read_text("utf-8"))
    lead = ["# the lead", "[[section.article]]", 'slug = "low-water"']
    assert sorted(filter(None, gone)) == sorted(filter(None, came))
    assert set(filter(None, came)) <= {*lead}


@pytest.mark.parametrize("title", ["", "  ", "News\n[[section]]"])
def test_a_section_has_a_title_of_one_line(root: Path, title: str) -> None:
    with pytest.raises(InputError, match="is no title"):
        move(root, ISSUE, "3", Destination(section=title), write=True)


def test_a_dry_run_shows_the_difference_and_writes_nothing(root: Path) -> None:
    before = files_of(root)
    edited = move(root, ISSUE, "3", Destination(to=1), write=False)
    assert files_of(root) == before
    assert edited.diff.startswith(f"--- a/{MANIFEST}\n+++ b/{MANIFEST}\n")
    assert not edited.written


def test_an_article_leaves_for_another_issue_with_its_folder(root: Path) -> None:
    """Folder, entry with all that it says, and what it leaves behind: a cover that showed it."""
    write_workspace(root, [brief_article()], issue_id="2026-w48", issue={"number": 48})
    before = dict(files_of(root / f"issues/{ISSUE}/articles/low-water"))
    edited = move(root, ISSUE, "low-water", Destination(issue="2026-w48"), write=True)
    assert (slugs(root), slugs(root, "2026-w48")) == (["harbour-dues", "late-boats"], ["harbour-dues", "low-water"])
    assert dict(files_of(root / "issues/2026-w48/articles/low-water")) == before
    assert "cover" not in tomllib.loads((root / MANIFEST).read_text("utf-8"))
    assert any("[cover] was taken out" in one.sentence for one in edited.said)
    load_issue(root, ISSUE)
    load_issue(root, "2026-w48")
    with pytest.raises(InputError, match="has an article `harbour-dues` already"):
        move(root, ISSUE, "harbour-dues", Destination(issue="2026-w48"), write=True)


def test_an_article_is_taken_out_and_its_folder_stays_unless_asked(root: Path) -> None:
    remove(root, ISSUE, "late", delete=False, write=True)
    assert slugs(root) == ["low-water", "harbour-dues"]
    assert "Shelf" not in (root / MANIFEST).read_text("utf-8")
    assert (root / f"issues/{ISSUE}/articles/late-boats/article.md").is_file()
    remove(root, ISSUE, "late", delete=True, write=True)
    assert not (root / f"issues/{ISSUE}/articles/late-boats").exists()


def test_an_article_named_twice_is_told_by_number_and_one_goes(root: Path) -> None:
    (root / MANIFEST).write_text(TEXT + '\n[[section.article]]\nslug = "low-water"\n', "utf-8")
    with pytest.raises(InputError, match=r"stands in issue.toml as 1 and 4 \(name it by its number\)"):
        remove(root, ISSUE, "low-water", delete=False, write=True)
    remove(root, ISSUE, "4", delete=True, write=True)
    assert slugs(root) == ["low-water", "harbour-dues", "late-boats"]
    assert "cover" in tomllib.loads((root / MANIFEST).read_text("utf-8"))
    assert (root / f"issues/{ISSUE}/articles/low-water").is_dir()


def test_a_new_name_goes_everywhere_the_old_one_stood(root: Path) -> None:
    """Folder, entry, cover, and the links of other articles, in this issue and in others."""
    other = SampleArticle(
        slug="old", body="[There](../2026-w47/low-water.html), and [ours](low-water.html).", pictures=[], files={}
    )
    write_workspace(root, [other], issue_id="2026-w46", issue={"number": 46})
    rename(root, ISSUE, "low-water", "ebb", write=True)
    load_issue(root, ISSUE)
    assert slugs(root)[0] == "ebb"
    assert touched(TEXT, (root / MANIFEST).read_text("utf-8")) == (
        ['article = "low-water"', 'slug = "low-water"'],
        ['article = "ebb"', 'slug = "ebb"'],
    )
    late = (root / f"issues/{ISSUE}/articles/late-boats/article.md").read_text("utf-8")
    assert late.endswith(
        "See [the other](ebb.html), [again](../ebb/) and [elsewhere](https://quay.example/letter/2026-w47/ebb.html#a).\n"
    )
    old = (root / "issues/2026-w46/articles/old/article.md").read_text("utf-8")
    assert old.endswith("[There](../2026-w47/ebb.html), and [ours](low-water.html).")


@pytest.mark.parametrize("name", ["Bad Name", "../x", "con", "harbour-dues", ""])
def test_a_name_that_cannot_be_one_changes_nothing(root: Path, name: str) -> None:
    before = files_of(root)
    with pytest.raises(InputError):
        rename(root, ISSUE, "low-water", name, write=True)
    assert files_of(root) == before


def test_a_revised_article_keeps_its_name_and_its_issue(root: Path) -> None:
    """Readers were told of it: a rename or a removal would leave their notice pointing nowhere."""
    (root / f"issues/{ISSUE}/revisions.toml").write_text(
        '[[revision]]\nnumber = 2\ndate = 2026-11-21\nkind = "correction"\narticle = "low-water"\nnote = "Seven."\n',
        "utf-8",
    )
    for change in (
        lambda: rename(root, ISSUE, "low-water", "ebb", write=True),
        lambda: remove(root, ISSUE, "low-water", delete=False, write=True),
    ):
        with pytest.raises(InputError, match="readers were told of it"):
            change()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_stay(root: Path, mark: bytes) -> None:
    data = mark + TEXT.replace("\n", "\r\n").encode()
    (root / MANIFEST).write_bytes(data)
    move(root, ISSUE, "late", Destination(to=1), write=True)
    edited = (root / MANIFEST).read_bytes()
    assert edited.startswith(mark + b"number")
    assert edited.count(b"\n") == edited.count(b"\r\n")
    assert slugs(root)[0] == "late-boats"


def test_all_is_written_or_nothing(root: Path) -> None:
    """When the second of two changes fails, the first is undone."""
    before = files_of(root)

    def change(draft: Draft) -> None:
        draft.write(MANIFEST, TEXT + "# more\n", "more")
        draft.move("issues/nowhere", "issues/somewhere")

    with pytest.raises(ExternalError, match="nothing was changed"):
        edit(root, change, write=True)
    assert {name: data for name, data in files_of(root).items() if name != LOCK} == before


def test_commands_that_edit_at_the_same_time_lose_nothing(root: Path) -> None:
    """Eight notes added at once: eight entries."""
    for number in range(8):
        (root / f"note{number}.md").write_text(f"# A note, the {number}th\n\nWords of it.\n\nMore words.\n", "utf-8")
    words = [sys.executable, "-m", "publishkit", "add", "--own"]
    running = [
        subprocess.Popen([*words, f"note{n}.md"], cwd=root, stdout=subprocess.DEVNULL, env=_here()) for n in range(8)
    ]
    assert [process.wait(120) for process in running] == [0] * 8
    assert len(slugs(root)) == 3 + 8


def _here() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def test_on_a_friday_evening(root: Path) -> None:
    """What is typed without looking it up: the place right behind the article, our own report with a name, a slip in a file's name."""
    first, second = slugs(root)[:2]
    assert run("move", first, "2", cwd=root).exit_code == 0
    assert slugs(root)[:2] == [second, first]
    assert "--to: is said twice" in run("move", first, "2", "--to", "1", cwd=root).stderr
    (root / "report.md").write_text("# A report\n\nWe went there and looked at it.\n", "utf-8")
    slip = run("add", "--own", "reprot.md", cwd=root)
    assert (slip.exit_code, slip.stdout) == (2, "")
    assert slip.stderr == "publishkit: reprot.md: there is no such file (did you mean report.md?)\n"
    added = run("add", "--own", "report.md", "--by", "Jo Brandt", cwd=root)
    assert added.exit_code == 0, added.stderr
    assert "the text is ours, says Jo Brandt" in added.stdout
    assert 'reviewed_by = "Jo Brandt"' in (root / f"issues/{ISSUE}/articles/a-report/rights.toml").read_text("utf-8")
    assert "there is 2026-w47; " in run("status", "low-water", cwd=root).stderr


def test_an_article_is_added_to_an_issue_with_mistakes(root: Path) -> None:
    """It is in; what is wrong is told once, and what is left to do."""
    manifest = root / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace("number = 47", 'number = "x"'), "utf-8")
    (root / "report.md").write_text("# A report\n\nWe went there and looked at it.\n", "utf-8")
    added = run("add", "--own", "report.md", cwd=root)
    assert added.exit_code == 2
    assert added.stderr.count("must be a whole number") == 1
    assert (
        "a-report is in the issue, and not stated as ours yet (mend this, then `publishkit rights own a-report --pictures`)"
        in added.stderr
    )
    assert slugs(root)[-1] == "a-report"


def test_every_error_of_a_command_is_one_line_with_a_way_out(root: Path) -> None:
    """No article, no section, no issue, no words: exit 2, a line each, never a traceback."""
    for words in (
        ("move", "nothing", "--to", "1"),
        ("move", "1", "--to", "99"),
        ("move", "1", "--section", "Nwes"),
        ("move", "1", "--issue", "2026-w99"),
        ("move", "1"),
        ("remove", "nothing"),
        ("rename", "1", "No Slug"),
        ("brief", "1"),
        ("list", "2026-w99"),
        ("status", "2026-w99"),
        ("rights", "own", "nothing"),
        ("rights", "own", "1", "--because", "We paid for it."),
        ("rights", "confirm", "nothing"),
        ("rights", "set", "1", "status=oun"),
        ("rights", "set", "1", "statsu=own"),
        ("rights", "set", "1", "status"),
        ("rights", "set", "1", "nopicture", "alt=x"),
        ("rights", "set", "1", "published=2026-13-40"),
        ("rights", "ask", "1"),
        ("add", "--own", "--summary", "x", "a.md"),
        ("add", "--by", "Jo", "a.md"),
    ):
        ran = run(*words, cwd=root)
        assert ran.exit_code == 2, (words, ran.stderr)
        line = ran.stderr.splitlines()[-1]
        assert line.startswith("publishkit: "), (words, ran.stderr)
        assert line.endswith((")", "here")), (words, line)
