"""Where an issue stands, and the one command to type next."""

import json
from pathlib import Path

import pytest

from publishkit.press.status import issue_status
from tests.support.command import run
from tests.support.workspaces import NOTICE, SampleArticle, brief_article, write_workspace

ISSUE = "2026-w47"
FOLDER = f"issues/{ISSUE}"


def told(root: Path, slug: str) -> tuple[str, str]:
    """Return whether a text is cleared, and the command to type next."""
    found = issue_status(root, ISSUE).of(slug)
    assert found
    return found.text, found.next


@pytest.mark.parametrize(
    ("article", "text", "command"),
    [
        (SampleArticle(), "cleared", ""),
        (SampleArticle(rights={}), "not cleared", "publishkit rights own low-water --pictures"),
        (brief_article(use="full"), "not cleared", 'publishkit brief harbour-dues --summary "…" --by "NAME"'),
        (brief_article(summary=""), "not ready", 'publishkit brief harbour-dues --summary "…" --by "NAME"'),
        (brief_article(), "cleared", ""),
        (SampleArticle(rights={"conflict": ["a", "b"]}), "not cleared", "publishkit rights ask low-water"),
        (SampleArticle(head={"title": "A", "review": ["title: is it?"]}), "cleared", "publishkit rights confirm low-water"),
        (
            SampleArticle(pictures=[{"file": "images/01.png", "rights": {"status": "own"}}]),
            "cleared",
            'publishkit rights set low-water images/01.png alt="…"',
        ),
        (SampleArticle(entry={"use": "link"}), "not cleared", "publishkit rights set low-water source_url=https://…"),
    ],
)  # fmt: skip
def test_each_article_has_one_next_command(tmp_path: Path, article: SampleArticle, text: str, command: str) -> None:
    root = write_workspace(tmp_path, [article])
    assert told(root, article.slug) == (text, command)
    assert issue_status(root, ISSUE).next == (command or "publishkit build")


def test_what_cannot_be_read_is_told_beside_what_can(tmp_path: Path) -> None:
    """One broken file does not hide where the others stand; its line and the mending command are shown."""
    root = write_workspace(tmp_path)
    place = root / FOLDER / "articles/low-water/rights.toml"
    place.write_text(place.read_text("utf-8").replace('status = "own"', 'status = "ours"', 1), "utf-8")
    assert told(root, "low-water") == ("cannot be read", "publishkit rights set low-water status=own")
    assert told(root, "harbour-dues") == ("cleared", "")
    ran = run("status", cwd=root)
    assert ran.exit_code == 0
    assert 'rights.toml, line 2: text.status: "ours" is not a choice (did you mean "own"?)' in ran.stdout
    assert ran.stdout.endswith("Next: publishkit rights set low-water status=own\n")


def test_another_issue_than_the_newest_is_named_in_the_command(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [SampleArticle(rights={})])
    run("new", "2026-w48", "--date", "2026-11-27", cwd=root)
    assert told(root, "low-water")[1] == "publishkit rights own low-water --pictures --issue 2026-w47"
    assert issue_status(root, "2026-w48").next == "publishkit add SOURCE"


def test_machines_get_the_same(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [SampleArticle(rights={}), brief_article()])
    found = json.loads(run("status", "--json", cwd=root).stdout)
    assert [one["slug"] for one in found["articles"]] == ["low-water", "harbour-dues"]
    assert found["articles"][0]["next"] == found["next"] == "publishkit rights own low-water --pictures"
    rows = [json.loads(line) for line in run("list", "--json", cwd=root).stdout.splitlines()]
    assert [(row["number"], row["slug"], row["use"]) for row in rows] == [
        (1, "low-water", "full"),
        (2, "harbour-dues", "brief"),
    ]


def test_nothing_is_said_about_what_a_brief_never_prints(tmp_path: Path) -> None:
    """Pictures missing, broken, within a line or unlisted, questions about them and the body: no word of it for a brief."""
    article = brief_article()
    article.body = "A ![stray](images/x.png) picture.\n\n![Raised hands](images/nowhere.png)\n"
    article.head["review"] = [
        "pictures: 3 picture(s) without a file; they are recorded and not printed",
        "rights: the picture '© Dan Reed': a courtesy is no license; ask for permission",
        "body: only 90 characters; the page may be a teaser or a wall",
    ]
    article.files = {"images/council-vote.png": b"no picture at all"}
    root = write_workspace(tmp_path, [article])
    assert told(root, "harbour-dues") == ("cleared", "")
    ran = run("check", "--json", cwd=root)
    codes = {finding["code"] for finding in json.loads(ran.stdout)["findings"]}
    assert not codes & {"A001", "A002", "A003", "A004", "R001"}, ran.stdout
    assert ran.exit_code == 0
    assert "Left out" not in run("check", cwd=root).stdout


def test_errors_of_all_files_come_at_once_with_line_and_nearest_value(tmp_path: Path) -> None:
    """Config, manifest, front matter, rights and theme: five files, five lines; nothing derived from what cannot be read."""
    root = write_workspace(tmp_path, [SampleArticle()], config={"theme": {"name": "quay"}})
    (root / "themes/quay").mkdir(parents=True)
    files = {
        "publishkit.toml": ('publisher_type = "nonprofit"', 'publisher_type = "non-profit"'),
        f"{FOLDER}/issue.toml": ('slug = "low-water"', 'slug = "low-water"\nuse = "complete"'),
        f"{FOLDER}/articles/low-water/article.md": ("title:", "titel:"),
        f"{FOLDER}/articles/low-water/rights.toml": ('status = "own"', 'status = "ours"'),
    }
    for place, (old, new) in files.items():
        text = (root / place).read_text("utf-8")
        assert old in text
        (root / place).write_text(text.replace(old, new, 1), "utf-8")
    (root / "themes/quay/theme.toml").write_text('parent = "almanac"\n[color.light]\nacent = "#000"\n', "utf-8")
    ran = run("check", cwd=root)
    assert ran.exit_code == 2
    lines = [line.removeprefix("publishkit: ") for line in ran.stderr.splitlines()]
    expected = [
        ("publishkit.toml", "publication.publisher_type", '(did you mean "nonprofit"?)'),
        (f"{FOLDER}/issue.toml", "section[1].article[1].use", '(did you mean "full"?)'),
        (f"{FOLDER}/articles/low-water/article.md", "titel", "(did you mean `title`?)"),
        (f"{FOLDER}/articles/low-water/rights.toml", "text.status", '(did you mean "own"?)'),
        ("themes/quay/theme.toml", "color.light.acent", "(did you mean `accent`?)"),
    ]
    assert len(lines) == len(expected), lines
    for line, (file, key, hint) in zip(lines, expected, strict=True):
        place, _, rest = line.partition(": ")
        number = int(place.removeprefix(f"{file}:"))
        said = (root / file).read_text("utf-8").splitlines()[number - 1]
        assert key.rpartition(".")[2] in said
        assert rest.startswith(f"{key}: ")
        assert rest.endswith(hint)


def test_a_notice_is_never_touched_by_an_edit(tmp_path: Path) -> None:
    """Its no-break space and its slips come through every command byte for byte."""
    root = write_workspace(tmp_path)
    place = root / FOLDER / "articles/harbour-dues/rights.toml"
    for words in (["rights", "set", "2", "notes=x"], ["rights", "confirm", "2", "--by", "Jo"], ["rename", "2", "dues"]):
        assert run(*words, cwd=root).exit_code == 0
        place = place if place.exists() else root / FOLDER / "articles/dues/rights.toml"
        assert NOTICE in place.read_text("utf-8")
