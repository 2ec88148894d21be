"""What is said to be ours beside an article that is not: copied, quoted, or added under its title."""

import io
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from publishkit.errors import RightsError
from publishkit.press.add import Added, Wanted, add_source, issue_folder
from publishkit.press.arrange import remove
from publishkit.press.clearing.printed_before import printed_of_others
from publishkit.press.clearing.set_keys import parse_setting, set_keys
from publishkit.press.clearing.state_rights import Own, state_own
from publishkit.press.status import issue_status
from publishkit.workspace.rights_file import read_rights_values
from tests.press.test_merge import PARAGRAPHS, page
from tests.support.workspaces import write_workspace

ISSUE = "2026-w47"
SAMPLE = {"low-water", "harbour-dues"}
NOTICE = "© 2026 Harbour Post Ltd. All rights reserved."
OURS = (
    "We walked along the quay on Sunday with a flask and two folding chairs, and nobody asked us what we were doing there.",
    "A dog came, then its owner, then rain. We were home by four, and the kettle was on because somebody had seen us.",
)


class Desk:
    """An issue with a newspaper's page in it, and whoever adds to it."""

    def __init__(self, folder: Path) -> None:
        self.root = write_workspace(folder / "house")
        self.issue, self.folder = issue_folder(self.root, ISSUE), folder
        self.add("page.html", page(*PARAGRAPHS, extra=f"<footer><p>{NOTICE}</p></footer>"))

    def add(self, name: str, text: str, own: Own | None = None, **wanted: str) -> Added:
        (self.folder / name).write_text(text, "utf-8")
        return add_source(self.issue, str(self.folder / name), io.BytesIO(), Wanted(own=own, **wanted))  # type: ignore[arg-type]

    def rights(self, slug: str) -> dict[str, object]:
        return dict(read_rights_values((self.issue / "articles" / slug / "rights.toml").read_text("utf-8")))

    @property
    def slugs(self) -> list[str]:
        return sorted(path.name for path in (self.issue / "articles").iterdir() if path.name not in SAMPLE)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.md", "# The Berths\n\nBy Owen Pascall\n\n" + "\n\n".join(PARAGRAPHS)),
        ("p.txt", "The Berths\n\n" + "\n\n".join(PARAGRAPHS)),
        ("half.md", "# Our quay\n\nBy Owen Pascall\n\n" + "\n\n".join(PARAGRAPHS[:3]) + "\n\nThis we found ourselves."),
    ],
)
def test_a_copy_is_not_ours_by_a_flag(desk: Desk, name: str, text: str) -> None:
    """Refused, and nothing is written: the page keeps its holder, and its body."""
    before = desk.rights("the-berths")
    with pytest.raises(RightsError, match=r"its text is that of articles/the-berths, which does not look like ours"):
        desk.add(name, text, Own())
    assert desk.slugs == ["the-berths"]
    assert desk.rights("the-berths") == before and before["status"] != "own"


def test_a_copy_without_the_flag_keeps_what_was_known(desk: Desk) -> None:
    """It is merged, and stays theirs: a second command does not make it ours."""
    before = desk.rights("the-berths")
    desk.add("p.md", "# The Berths\n\nBy Owen Pascall\n\n" + "\n\n".join(PARAGRAPHS))
    kept = desk.rights("the-berths")
    assert before["holders"] and [kept[key] for key in ("status", "holders", "notices")] == [
        before[key] for key in ("status", "holders", "notices")
    ]
    with pytest.raises(RightsError, match=r"the rights holder is Harbour Post Ltd"):
        state_own(desk.root, ISSUE, "the-berths", Own(), write=True)
    article = (desk.issue / "articles/the-berths/article.md").read_text("utf-8")
    assert "https://harbour.example/berths" in article and "Owen Pascall" not in article


@pytest.mark.parametrize("own", [Own(), None])
def test_a_report_that_quotes_is_an_article_of_its_own(desk: Desk, own: Own | None) -> None:
    """A paragraph of the page between two of ours: nothing of the page is overwritten."""
    text = "\n\n".join(["# What we saw", "By Owen Pascall", OURS[0], PARAGRAPHS[1], OURS[1]])
    added = desk.add("own.md", text, own)
    assert added.slug == "what-we-saw" and desk.slugs == ["the-berths", "what-we-saw"]
    assert added.unclaimed is None


def test_our_own_report_is_added_again_under_its_file(desk: Desk) -> None:
    """A first draft that looked like somebody else's is put right, and added again as ours."""
    draft = ["# What we saw", "By Owen Pascall", *OURS]
    first = desk.add("own.md", "\n\n".join([*draft, NOTICE]), Own())
    assert first.unclaimed is not None
    again = desk.add("own.md", "\n\n".join(draft), Own())
    assert again.unclaimed is None and again.plan is not None and again.plan.merged
    assert desk.rights("what-we-saw")["status"] == "own"


def test_what_an_edition_printed_as_theirs_is_not_ours(desk: Desk) -> None:
    """The folder is gone, the record of the edition is not; a title of a few words may be anybody's."""
    title = "The berths of the northern quay are let by the month"
    out = desk.root / "out" / "2026-w46"
    out.mkdir(parents=True)
    entry = f'{{"kind": "text", "status": "all_rights_reserved", "title": "{title}", "holders": ["Harbour Post Ltd"]}}'
    (out / "rights.json").write_text(f'{{"items": [{entry}]}}', "utf-8")
    assert "Harbour Post Ltd" in printed_of_others(desk.root, title.upper())
    assert not printed_of_others(desk.root, "The berths")
    added = desk.add("own.md", "\n\n".join([f"# {title}", "By Owen Pascall", *OURS]), Own())
    assert added.unclaimed is not None and "the edition 2026-w46 printed" in str(added.unclaimed)


@pytest.mark.parametrize(
    ("byline", "author", "foreign"),
    [
        ("By Rosalind Tighe, The Marsh Courier", "Rosalind Tighe", True),
        ("By Rosalind Tighe for the Marsh Courier", "Rosalind Tighe", True),
        ("By Rosalind Tighe, Ely", "Rosalind Tighe", False),
        ("By Owen Pascall, The Quay", "Owen Pascall", False),
    ],
)
@pytest.mark.parametrize("name", ["own.md", "own.txt"])
def test_the_paper_in_a_byline_is_evidence(desk: Desk, name: str, byline: str, author: str, foreign: bool) -> None:
    head = "# What we saw" if name.endswith(".md") else "What we saw from the wall"
    added = desk.add(name, "\n\n".join([head, byline, *OURS]), Own())
    assert [one.name for one in added.taken.found.bylines] == [author]
    assert (added.unclaimed is not None) is foreign


@pytest.mark.parametrize(
    ("lines", "foreign"),
    [
        (["By Rosalind Tighe", "The Marsh Courier"], True),
        (["By Rosalind Tighe", "The Marsh Courier", "24 November 2026"], True),
        (["By Rosalind Tighe", "24 November 2026 | The Marsh Courier"], True),
        (["By Rosalind Tighe", "Marsh Courier staff writer"], True),
        (["Rosalind Tighe · The Marsh Courier · 24 Nov 2026"], True),
        (["Von Rosalind Tighe", "Marschländer Anzeiger"], True),
        (["By Owen Pascall", "Prickwillow"], False),
        (["By Owen Pascall", "The Quay"], False),
        (["By Owen Pascall", "A week on the wall"], False),
    ],
)
@pytest.mark.parametrize("name", ["own.md", "own.txt"])
def test_the_paper_on_a_line_of_its_own_is_evidence(desk: Desk, name: str, lines: list[str], foreign: bool) -> None:
    head = "# What we saw" if name.endswith(".md") else "What we saw from the wall"
    added = desk.add(name, "\n\n".join([head, "\n".join(lines), *OURS]), Own())
    assert (added.unclaimed is not None) is foreign


@pytest.mark.parametrize("deleted", ["by a command", "by hand"])
def test_what_was_deleted_and_typed_again_is_still_theirs(desk: Desk, deleted: str) -> None:
    """Nothing is left of the page but what is remembered; whoever has a right to it says so and why."""
    if deleted == "by a command":
        remove(desk.root, ISSUE, "the-berths", delete=True, write=True)
    else:
        remove(desk.root, ISSUE, "the-berths", delete=False, write=True)
        shutil.rmtree(desk.issue / "articles/the-berths")
    text = "# The Berths\n\nBy Owen Pascall\n\n" + "\n\n".join(PARAGRAPHS)
    added = desk.add("p.md", text, Own())
    assert added.unclaimed is not None and "as read when it was added" in str(added.unclaimed)
    assert "Harbour Post Ltd" in str(added.unclaimed)
    why = "Owen Pascall wrote it for us in May under contract 14; the Post printed it afterwards."
    claimed = Own(by="Owen Pascall", because=why)
    state_own(desk.root, ISSUE, "the-berths", claimed, write=True)
    assert issue_status(desk.root, ISSUE).of("the-berths").text == "cleared"  # type: ignore[union-attr]


@pytest.mark.parametrize("status", ["own", "public_domain", "licensed_open"])
def test_a_statement_that_was_emptied_is_weighed_against_what_was_read(desk: Desk, status: str) -> None:
    """Neither what `add` wrote down nor the page itself is there any more: the words are those of the page."""
    folder = desk.issue / "articles/the-berths"
    (folder / "ingest.json").unlink()
    shutil.rmtree(folder / "source")
    license_ = 'license_id = "CC-BY-4.0"\nlicense_applies_to = "this"\nbasis = "author died 1911"'
    (folder / "rights.toml").write_text(f'[text]\nstatus = "{status}"\n{license_}\n', "utf-8")
    found = issue_status(desk.root, ISSUE).of("the-berths")
    assert found is not None and found.text != "cleared"


def test_what_a_draft_quoted_before_it_was_put_right_is_forgotten(desk: Desk) -> None:
    draft = ["# What we saw", "By Owen Pascall", *OURS, *OURS[:1]]
    desk.add("own.md", "\n\n".join([*draft, NOTICE]))
    assert desk.add("own.md", "\n\n".join(draft), Own()).unclaimed is None


@pytest.mark.parametrize(
    "told",
    [
        "Both papers say “all rights reserved” at their foot; so did the water.",
        "It says so on every page: copyright Harbour Commissioners, all rights reserved.",
        "Auf jeder Seite steht: „Alle Rechte vorbehalten“, und keiner liest es.",
    ],
)
def test_a_notice_that_is_told_of_reserves_nothing(desk: Desk, told: str) -> None:
    added = desk.add("own.md", "\n\n".join(["# What we saw", "By Owen Pascall", *OURS, told]), Own())
    assert added.unclaimed is None and "notices" not in desk.rights("what-we-saw")
    assert added.taken.found.publisher is None


@pytest.mark.parametrize("said", [NOTICE, "“© 2026 Harbour Post Ltd. All rights reserved.”"])
def test_a_notice_that_stands_there_reserves(desk: Desk, said: str) -> None:
    assert (
        desk.add("own.md", "\n\n".join(["# What we saw", "By Owen Pascall", *OURS, said]), Own()).unclaimed is not None
    )


def test_a_readers_comment_is_no_notice(desk: Desk) -> None:
    """A comment on a page under a license reserves nothing; the same words at its foot do."""
    mark = '<p>This article is under <a rel="license" href="https://creativecommons.org/licenses/by-nd/4.0/">CC BY-ND 4.0</a>.</p>'
    words = "<p><b>tidy77</b> All rights reserved for the ducks, I say.</p>"
    for number, (place, status) in enumerate((("comments", "licensed_open"), ("colophon", "unknown"))):
        extra = f'{mark}<section class="{place}"><h3>Two</h3>{words}</section>'
        name = f"Ducks {number}"
        desk.add(
            f"{number}.html",
            page(*OURS, title=name, canonical=f"https://ducks.example/{number}", extra=extra),
            slug=f"d{number}",
        )
        assert desk.rights(f"d{number}").get("status", "unknown") == status


@pytest.mark.parametrize(("evidence", "cleared"), [("page.html", False), ("letter.txt", True)])
def test_the_page_itself_is_no_letter(desk: Desk, evidence: str, cleared: bool) -> None:
    """A permission that a person wrote down rests on what somebody wrote, not on the page that it is about."""
    (desk.folder / "letter.txt").write_text("You may print it.", "utf-8")
    data = (desk.folder / evidence).read_bytes()
    folder = desk.issue / "evidence"
    folder.mkdir(exist_ok=True)
    (folder / evidence).write_bytes(data)
    path = f"issues/{ISSUE}/evidence/{evidence}"
    grant = f"""
[[text.grants]]
id = "g"
kind = "letter"
grantor = {{name = "Harbour Post Ltd."}}
grantor_is_holder = true
granted_on = 2024-11-01
channels = ["email", "web", "pdf", "epub"]
evidence = [{{path = "{path}", sha256 = "{sha256(data).hexdigest()}"}}]
"""
    place = desk.issue / "articles/the-berths/rights.toml"
    place.write_text(place.read_text("utf-8") + grant, "utf-8")
    set_keys(desk.root, ISSUE, "the-berths", [parse_setting("status=permission")], picture=None, write=True)
    found = issue_status(desk.root, ISSUE).of("the-berths")
    assert found is not None and (found.text == "cleared") is cleared
