"""Works that came into the workspace and were deleted get into no edition by being typed, or taken in, again."""

import io
from pathlib import Path

import pytest

from publishkit.model.artifact import Finding
from publishkit.press.add import Wanted, add_source, issue_folder
from publishkit.press.adding.remember import FOLDER, read_taken
from publishkit.press.arrange import remove
from publishkit.press.build import build_issue
from publishkit.press.clearing.set_keys import parse_setting, set_keys
from publishkit.press.clearing.state_rights import Own
from tests.press.test_merge import PARAGRAPHS, figure, page
from tests.support import copies
from tests.support.workspaces import write_workspace

ISSUE = "2026-w47"
NOTICE = "<footer><p>© 2026 Harbour Post Ltd. All rights reserved.</p></footer>"
OURS = (
    "We walked along the quay on Sunday with a flask and two folding chairs, and nobody asked us what we were doing there.",
    "A dog came, then its owner, then rain. We were home by four, and the kettle was on because somebody had seen us.",
    "Tomorrow we shall go again, with the other flask, and look for the chair that the tide has taken from us this week.",
)


class Desk:
    """An issue in which a newspaper's page lay, and whoever adds to it."""

    def __init__(self, folder: Path, html: str) -> None:
        self.root = write_workspace(folder / "house", [], issue={"outputs": ["web"]})
        self.issue, self.folder = issue_folder(self.root, ISSUE), folder
        (folder / "page_files").mkdir()
        (folder / "page_files" / "quay.jpg").write_bytes(copies.saved(copies.landscape(4), "JPEG", quality=90))
        self.add("page.html", html)
        remove(self.root, ISSUE, "the-berths", delete=True, write=True)

    def add(self, name: str, text: str, own: Own | None = None) -> None:
        (self.folder / name).write_text(text, "utf-8")
        add_source(self.issue, str(self.folder / name), io.BytesIO(), Wanted(own=own))

    def errors(self) -> list[Finding]:
        made = build_issue(self.root, ISSUE, lambda _: None)
        return [one for one in made.findings if one.severity == "error"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shown = figure("quay.jpg", "The quay. Photo: Ida Picture / Harbour Post")
    return Desk(tmp_path, page(*PARAGRAPHS, figures=[shown], extra=NOTICE))


def own_report(*paragraphs: str) -> str:
    return "\n\n".join(["# What we saw", "By Owen Pascall", *OURS, *paragraphs])


def test_a_paragraph_of_it_in_a_report_of_ours_is_found(desk: Desk) -> None:
    """The finding says that it was added as somebody else's and that its folder is gone."""
    desk.add("own.md", own_report(PARAGRAPHS[1], *OURS), Own())
    found = desk.errors()
    assert [one.code for one in found] == ["R114"]
    assert "It was added as a work of Harbour Post Ltd., and its folder is gone" in found[0].message
    assert "rights show" not in found[0].hint and "add its source again" in found[0].hint


def test_its_picture_in_a_report_of_ours_is_found(desk: Desk) -> None:
    image = copies.landscape(4)
    cut = image.crop((40, 30, image.width - 30, image.height - 40))
    (desk.folder / "mine.jpg").write_bytes(copies.saved(cut, "JPEG", quality=80))
    desk.add("own.md", own_report("![The quay](mine.jpg)"), Own(pictures=True))
    assert {one.code for one in desk.errors()} == {"R113"}


def test_a_report_of_ours_and_another_picture_are_not_held(desk: Desk) -> None:
    (desk.folder / "mine.jpg").write_bytes(copies.saved(copies.landscape(5), "JPEG", quality=80))
    desk.add(
        "own.md", own_report("The harbour council met, and we were there.", "![The quay](mine.jpg)"), Own(pictures=True)
    )
    assert desk.errors() == []


def test_the_page_itself_comes_back_as_it_was(desk: Desk) -> None:
    """Added once more it is judged by what its page says today, and may be told of in our own words."""
    desk.add("page.html", page(*PARAGRAPHS, extra=NOTICE))
    told = ["use=link"]
    set_keys(desk.root, ISSUE, "the-berths", list(map(parse_setting, told)), picture=None, write=True)
    assert desk.errors() == []


def test_a_work_of_ours_is_not_held_against_us(tmp_path: Path) -> None:
    """A page of our own site that was taken in and deleted."""
    html = page(*PARAGRAPHS, canonical="https://quay.example/berths", figures=[figure("quay.jpg", "The quay.")])
    desk = Desk(tmp_path, html.replace("Harbour Post Ltd.", "Quay Readers"))
    assert [work.statement.source_url for work in read_taken(desk.root).works] == ["https://quay.example/berths"]
    image = (desk.folder / "page_files/quay.jpg").read_bytes()
    (desk.folder / "mine.jpg").write_bytes(image)
    desk.add("own.md", own_report(PARAGRAPHS[1], "![The quay](mine.jpg)"), Own(pictures=True))
    assert desk.errors() == []


def test_what_is_kept_holds_no_words(desk: Desk) -> None:
    kept = b"".join(path.read_bytes() for path in (desk.root / FOLDER).iterdir())
    assert kept and b"harbour council" not in kept and b"northern quay" not in kept


@pytest.mark.parametrize("damage", [b"", b"nothing", b"0" * 64 + b"\n{}\n"])
def test_what_cannot_be_read_says_nothing(desk: Desk, damage: bytes) -> None:
    for path in (desk.root / FOLDER).iterdir():
        path.write_bytes(damage)
    assert read_taken(desk.root).works == ()
