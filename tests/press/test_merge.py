"""A source added again: what only it changed comes in, what the editor changed stays, what both changed stays open."""

import io
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from publishkit.edition.issue_rights import note_findings
from publishkit.errors import InputError
from publishkit.press.add import Added, Wanted, add_source, issue_folder, look_at_source
from publishkit.press.adding.record import explain, read_recorded, restore, settle
from publishkit.press.build import clear, read
from publishkit.press.status import issue_status
from publishkit.workspace.article import parse_article
from publishkit.workspace.rights_file import read_rights_values
from tests.support.command import files_of
from tests.support.workspaces import png, write_workspace

ISSUE = "2026-w47"
PARAGRAPHS = (
    "The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter.",
    "Fishermen from the northern quay had asked for two more berths, while the sailing club wanted the water.",
    "A third group, the people who simply walk there on Sundays, had sent no delegate to the hall that night.",
    "After three hours the chair proposed a trial year, with the berths let by the month from May on.",
    "In the end the berths will be painted in April, and the harbour master publishes how often each is used.",
)
OTHER = (
    "Nobody has counted the gulls since the ice house closed, and the ones that stayed have learned to open bins.",
) * 3
FURTHER = "Correction: the trial lasts two years, not one, as an earlier version of this text had said."


def page(
    *paragraphs: str,
    title: str = "The Berths",
    canonical: str = "https://harbour.example/berths",
    figures: Sequence[str] = (),
    extra: str = "",
) -> str:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    shown = "".join(figures)
    body = "".join(f"<p>{one}</p>\n" for one in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{link}</head>'
        f"<body><main><article><h1>{title}</h1><p class=byline>By Ada Example</p>\n{shown}{body}{extra}</article></main>"
        "<footer><p>© 2026 Harbour Post Ltd.</p></footer></body></html>"
    )


def figure(file: str, caption: str) -> str:
    return f'<figure><img src="page_files/{file}" width="640"><figcaption>{caption}</figcaption></figure>\n'


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    return issue_folder(write_workspace(tmp_path / "house"), ISSUE)


class Editor:
    """Adds a page and edits what came of it."""

    def __init__(self, issue: Path, folder: Path) -> None:
        self.issue, self.root, self.source = issue, issue.parents[1], folder / "page.html"

    def add(self, html: str, **wanted: str) -> Added:
        self.source.write_text(html, "utf-8")
        return add_source(self.issue, str(self.source), io.BytesIO(), Wanted(**wanted))  # type: ignore[arg-type]

    def file(self, name: str, slug: str = "the-berths") -> Path:
        return self.issue / "articles" / slug / name

    def edit(self, old: str, new: str, name: str = "article.md") -> None:
        text = self.file(name).read_text("utf-8")
        assert old in text
        self.file(name).write_text(text.replace(old, new), "utf-8")

    def body(self, slug: str = "the-berths") -> list[str]:
        return parse_article(self.file("article.md", slug).read_bytes(), "a")[1].split("\n\n")

    def pictures(self) -> list[dict[str, object]]:
        return read_rights_values(self.file("rights.toml").read_text("utf-8")).get("picture", [])  # type: ignore[return-value]


@pytest.fixture
def editor(issue: Path, tmp_path: Path) -> Editor:
    return Editor(issue, tmp_path)


def changed(*pairs: tuple[int, str]) -> tuple[str, ...]:
    return tuple(dict(pairs).get(number, text) for number, text in enumerate(PARAGRAPHS))


# --- paragraph by paragraph -------------------------------------------------------------------------------------------


def test_a_correction_of_the_source_comes_in_beside_what_the_editor_wrote(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    editor.edit("lasted for most of the winter", "lasted the winter")
    again = editor.add(page(*changed((4, f"{PARAGRAPHS[4]} A sentence more.")), FURTHER))
    assert again.plan and again.plan.clashes == ()
    assert "lasted the winter" in editor.body()[0]
    assert editor.body()[4].endswith("A sentence more.") and editor.body()[5] == FURTHER


def test_neighbours_changed_on_one_side_each_do_not_clash(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    editor.edit("two more berths", "three more berths")
    again = editor.add(page(*changed((2, PARAGRAPHS[2].replace("third", "fourth")))))
    assert again.plan and again.plan.clashes == ()
    assert "three more" in editor.body()[1] and "fourth group" in editor.body()[2]


def test_a_paragraph_the_editor_took_out_stays_out_and_one_put_elsewhere_follows_there(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    editor.edit(f"{PARAGRAPHS[1]}\n\n", "")
    editor.edit(f"{PARAGRAPHS[2]}\n\n", "")
    editor.edit(PARAGRAPHS[4], f"{PARAGRAPHS[4]}\n\n{PARAGRAPHS[2]}")
    again = editor.add(page(*changed((2, PARAGRAPHS[2].replace("Sundays", "Saturdays")))))
    assert again.plan and again.plan.clashes == ()
    assert editor.body() == [PARAGRAPHS[0], PARAGRAPHS[3], PARAGRAPHS[4], PARAGRAPHS[2].replace("Sundays", "Saturdays")]


def test_a_paragraph_both_changed_clashes_with_both_wordings_and_stays_open(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    editor.edit("After three hours", "After three long hours")
    new = page(*changed((3, PARAGRAPHS[3].replace("a trial year", "a trial of two years"))))
    told = [editor.add(new) for _ in range(3)]
    for again in told:
        assert again.plan
        (clash,) = again.plan.clashes
        assert "three long hours" in str(clash.kept) and "two years" in str(clash.found)
    assert "three long hours" in editor.body()[3]
    assert "three long hours" in told[-1].as_json("x")["clashes"][0]  # type: ignore[index]


def test_a_clash_is_told_anew_when_the_source_changes_again(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    editor.edit("After three hours", "After three long hours")
    editor.add(page(*changed((3, PARAGRAPHS[3].replace("trial year", "trial of two years")))))
    again = editor.add(page(*changed((3, PARAGRAPHS[3].replace("trial year", "trial of ten years")))))
    assert again.plan and ["ten years" in str(clash.found) for clash in again.plan.clashes] == [True]


def test_what_the_editor_wrote_as_the_source_has_it_is_settled(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    editor.edit("After three hours", "After three long hours")
    new = PARAGRAPHS[3].replace("trial year", "trial of two years")
    editor.add(page(*changed((3, new))))
    editor.edit(editor.body()[3], new)
    again = editor.add(page(*changed((3, new))))
    assert again.plan and again.plan.clashes == ()


def test_a_clash_is_settled_by_a_word_for_either_side(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    editor.edit("After three hours", "After three long hours")
    editor.edit("title: The Berths", "title: Our Berths")
    new = page(*changed((3, PARAGRAPHS[3].replace("trial year", "trial of two years"))), title="The Berths, corrected")
    editor.add(new)
    keys = [clash.key for clash in read_recorded(editor.root, ISSUE, "the-berths").clashes]
    assert sorted(keys) == ["body", "title"]
    settle(editor.root, ISSUE, "the-berths", [keys.index("body") + 1], "theirs", write=True)
    assert editor.body()[3] == PARAGRAPHS[3].replace("trial year", "trial of two years")
    settle(editor.root, ISSUE, "the-berths", [1], "mine", write=True)
    again = editor.add(new)
    assert again.plan and again.plan.clashes == ()
    assert "title: Our Berths" in editor.file("article.md").read_text("utf-8")


def test_settling_names_what_is_not_there(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    with pytest.raises(InputError, match="there is no open clash 1"):
        settle(editor.root, ISSUE, "the-berths", [1], "mine", write=True)


def test_a_record_of_before_asks_about_every_difference(editor: Editor) -> None:
    """Nobody knows what the machine wrote: nothing is changed, nothing is lost."""
    editor.add(page(*PARAGRAPHS))
    record = editor.file("ingest.json").read_text("utf-8")
    editor.file("ingest.json").write_text(record.replace('"body": "', '"body_of_old": "'), "utf-8")
    editor.edit("lasted for most of the winter", "lasted the winter")
    again = editor.add(page(*PARAGRAPHS, FURTHER), slug="the-berths")
    assert again.plan and len(again.plan.clashes) == 2
    assert FURTHER not in editor.body() and "lasted the winter" in editor.body()[0]


def test_a_question_that_was_answered_is_not_asked_again(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS, canonical=""))
    text = editor.file("article.md").read_text("utf-8")
    head, _, rest = text.partition("review:")
    editor.file("article.md").write_text(head + "---" + rest.partition("---")[2], "utf-8")
    again = editor.add(page(*PARAGRAPHS, FURTHER, canonical=""))
    assert again.plan and again.plan.clashes == ()
    assert "review:" not in editor.file("article.md").read_text("utf-8")


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    folder = tmp_path / "page_files"
    folder.mkdir()
    for number, name in enumerate(("quay", "boat"), 1):
        (folder / f"{name}.png").write_bytes(png(seed=number * 3))
    return folder


def test_pictures_are_merged_one_by_one_and_the_editors_words_stay(editor: Editor, shots: Path) -> None:
    """A new picture in front does not take the name, the caption or the alternative text of another."""
    editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay. Photo: Cy Lens")]))
    editor.edit('file = "images/01.png"', 'file = "images/01.png"\nalt = "A quay with seven boats."', "rights.toml")
    first = editor.file("images/01.png").read_bytes()
    new = [figure("boat.png", "A boat. Photo: Di Shutter"), figure("quay.png", "The quay at dawn. Photo: Cy Lens")]
    again = editor.add(page(*PARAGRAPHS, figures=new))
    assert again.plan and again.plan.clashes == ()
    assert editor.file("images/01.png").read_bytes() == first
    told = {one["file"]: one for one in editor.pictures()}
    assert told["images/01.png"]["caption"] == "The quay at dawn."
    assert told["images/01.png"]["alt"] == "A quay with seven boats."
    assert told["images/02.png"]["caption"] == "A boat."
    assert "images/02.png" in editor.body()[0] and "images/01.png" in editor.body()[1]


def test_a_picture_saved_again_is_the_same_picture(editor: Editor, shots: Path) -> None:
    editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay.")]))
    from PIL import Image

    with Image.open(shots / "quay.png") as picture:
        picture.resize((480, 300)).save(shots / "quay.png")
    editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay.")]))
    assert [one["file"] for one in editor.pictures()] == ["images/01.png"]
    assert not editor.file("images/02.png").exists()


def test_a_caption_both_changed_is_a_clash_of_that_picture_alone(editor: Editor, shots: Path) -> None:
    editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay.")]))
    editor.edit('caption = "The quay."', 'caption = "Our quay."  # ours', "rights.toml")
    again = editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay at dawn.")]))
    assert again.plan and [clash.key for clash in again.plan.clashes] == ["picture[images/01.png].caption"]
    assert 'caption = "Our quay."  # ours' in editor.file("rights.toml").read_text("utf-8")
    settle(editor.root, ISSUE, "the-berths", [1], "theirs", write=True)
    assert editor.pictures()[0]["caption"] == "The quay at dawn."


def test_a_page_that_comes_without_its_pictures_keeps_those_that_are_there(editor: Editor, shots: Path) -> None:
    editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay.")]))
    before = editor.body()
    (shots / "quay.png").unlink()
    again = editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay at dawn.")]))
    assert again.plan and again.plan.clashes == () and editor.body() == before
    assert [(one["file"], one["caption"]) for one in editor.pictures()] == [("images/01.png", "The quay at dawn.")]


def test_a_picture_that_comes_later_finds_its_place(editor: Editor, shots: Path) -> None:
    data = (shots / "quay.png").read_bytes()
    (shots / "quay.png").unlink()
    editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay.")]))
    editor.edit('caption = "The quay."', 'caption = "Our quay."', "rights.toml")
    (shots / "quay.png").write_bytes(data)
    editor.add(page(*PARAGRAPHS, figures=[figure("quay.png", "The quay.")]))
    assert [(one["file"], one["caption"]) for one in editor.pictures()] == [("images/01.png", "Our quay.")]
    assert "images/01.png" in editor.body()[0]


def test_a_picture_the_editor_took_out_stays_out(editor: Editor, shots: Path) -> None:
    figures = [figure("quay.png", "The quay."), figure("boat.png", "A boat.")]
    editor.add(page(*PARAGRAPHS, figures=figures))
    text = editor.file("rights.toml").read_text("utf-8")
    parts = text.split("[[picture]]")
    editor.file("rights.toml").write_text("[[picture]]".join([parts[0], parts[2]]), "utf-8")
    editor.edit(editor.body()[0] + "\n\n", "")
    editor.add(page(*PARAGRAPHS, FURTHER, figures=figures))
    assert [one["caption"] for one in editor.pictures()] == ["A boat."]


# --- is it the same article? ------------------------------------------------------------------------------------------


def test_two_stories_with_one_canonical_address_ask_and_replace_nothing(editor: Editor) -> None:
    home = "https://harbour.example/"
    editor.add(page(*PARAGRAPHS, canonical=home))
    before = files_of(editor.issue)
    with pytest.raises(InputError) as stop:
        editor.add(page(*OTHER, title="The Gulls", canonical=home))
    (problem,) = stop.value.problems
    assert "another text from the same address" in problem.message
    assert "--slug the-gulls" in problem.hint and "--merge the-berths" in problem.hint
    assert files_of(editor.issue) == before
    assert editor.add(page(*OTHER, title="The Gulls", canonical=home), slug="the-gulls").slug == "the-gulls"
    assert "quarrel" in editor.body()[0]


def test_a_dry_run_says_what_would_be_asked(editor: Editor) -> None:
    home = "https://harbour.example/"
    editor.add(page(*PARAGRAPHS, canonical=home))
    editor.source.write_text(page(*OTHER, title="The Gulls", canonical=home), "utf-8")
    seen = look_at_source(editor.issue, str(editor.source), io.BytesIO(), Wanted())
    assert seen.slug is None and any("same address" in line for line in seen.taken.found.review)


def test_the_editors_word_makes_it_the_new_version(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    again = editor.add(page(*OTHER, title="The Gulls"), merge="the-berths")
    assert again.slug == "the-berths" and "gulls" in editor.body()[0]


def test_a_slug_of_another_text_from_elsewhere_is_asked_about(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    with pytest.raises(InputError, match="holds another text"):
        editor.add(page(*OTHER, canonical="https://gulls.example/a"), slug="the-berths")


def test_the_same_text_under_another_file_name_is_the_same_article(editor: Editor, tmp_path: Path) -> None:
    editor.add(page(*PARAGRAPHS))
    (tmp_path / "again.html").write_text(page(*PARAGRAPHS, FURTHER, title="The Berths, corrected"), "utf-8")
    again = add_source(editor.issue, str(tmp_path / "again.html"), io.BytesIO(), Wanted())
    assert again.slug == "the-berths" and editor.body()[-1] == FURTHER


def test_a_file_name_used_again_for_another_text_is_another_article(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS, canonical=""))
    again = editor.add(page(*OTHER, canonical=""))
    assert again.slug == "the-berths-2" and "quarrel" in editor.body()[0]


def test_the_same_text_on_another_site_is_asked_about(editor: Editor) -> None:
    """Agencies and partners print one text in many places, each with rights of its own."""
    editor.add(page(*PARAGRAPHS))
    with pytest.raises(InputError, match="the same text from another address"):
        editor.add(page(*PARAGRAPHS, canonical="https://partner.example/berths"))


def test_the_same_file_from_another_address_is_asked_about(editor: Editor, tmp_path: Path) -> None:
    """The bytes say what the text is, not where it stood; nothing may move an article's address without a word."""
    (tmp_path / "b.html").write_text(page(*PARAGRAPHS, canonical=""), "utf-8")
    source = str(tmp_path / "b.html")
    add_source(editor.issue, source, io.BytesIO(), Wanted(url="https://ponant.example/berths"))
    with pytest.raises(InputError, match="the same text from another address"):
        add_source(editor.issue, source, io.BytesIO(), Wanted(url="https://other.example/x"))


def test_no_name_from_outside_becomes_a_path(editor: Editor) -> None:
    with pytest.raises(InputError):
        Wanted(merge="../low-water")
    with pytest.raises(InputError):
        Wanted(merge="a", slug="b")


# --- what was left out, and why a field is what it is -------------------------------------------------------------------


ASIDE = "<aside><p>Sign up for the letter of the harbour and read every morning what the tide brought in.</p></aside>"


def with_aside(*paragraphs: str) -> str:
    return page(*paragraphs).replace(f"<p>{paragraphs[2]}</p>", f"{ASIDE}<p>{paragraphs[2]}</p>")


def test_what_was_left_out_is_put_back_in_its_place_and_stays(editor: Editor) -> None:
    editor.add(with_aside(*PARAGRAPHS))
    dropped = read_recorded(editor.root, ISSUE, "the-berths").dropped
    number = next(n for n, one in enumerate(dropped, 1) if one.text.startswith("Sign up"))
    restore(editor.root, ISSUE, "the-berths", [number], write=True)
    assert editor.body()[2].startswith("Sign up") and editor.body()[3] == PARAGRAPHS[2]
    again = editor.add(with_aside(*changed((1, PARAGRAPHS[1].replace("two", "four")))))
    assert again.plan and again.plan.clashes == ()
    assert editor.body()[2].startswith("Sign up") and "four more berths" in editor.body()[1]
    assert [one.text[:7] for one in read_recorded(editor.root, ISSUE, "the-berths").dropped if one.restored] == [
        "Sign up"
    ]


BOX = (
    "<aside><h3>In short</h3><ul><li>Two <b>berths</b></li><li>One vote<ul><li>closer than that</li></ul></li></ul>"
    "<table><tr><th>For</th><th>Against</th></tr><tr><td>5</td><td>4</td></tr></table></aside>"
)


def test_what_is_put_back_is_a_list_a_table_and_a_subhead_again(editor: Editor) -> None:
    """In the order of the page, as it would have been printed; added again it stays so."""
    source = page(*PARAGRAPHS).replace(f"<p>{PARAGRAPHS[2]}</p>", f"{BOX}<p>{PARAGRAPHS[2]}</p>")
    editor.add(source)
    dropped = read_recorded(editor.root, ISSUE, "the-berths").dropped
    openings = ("In short", "Two berths", "For")
    numbers = [n for n, one in enumerate(dropped, 1) if one.text.startswith(openings)]
    assert len(numbers) == 3
    restore(editor.root, ISSUE, "the-berths", numbers, write=True)
    back = [
        "## In short",
        "- Two **berths**\n- One vote\n  - closer than that",
        "| For | Against |\n| --- | --- |\n| 5 | 4 |",
    ]
    assert editor.body()[2:6] == [*back, PARAGRAPHS[2]]
    again = editor.add(source.replace(PARAGRAPHS[1], PARAGRAPHS[1].replace("two", "four")))
    assert again.plan and again.plan.clashes == ()
    assert editor.body()[2:6] == [*back, PARAGRAPHS[2]]


def test_a_left_out_piece_that_is_not_there_is_said(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    with pytest.raises(InputError, match="there is no left-out piece 99"):
        restore(editor.root, ISSUE, "the-berths", [99], write=True)


def test_a_field_is_explained_by_its_candidates(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS))
    editor.edit("title: The Berths", "title: Our Berths")
    told = explain(editor.root, ISSUE, "the-berths", "title")
    assert (told.machine, told.now) == ("The Berths", "Our Berths")
    assert [one.value for one in told.candidates if one.chosen] == ["The Berths"]
    assert all(one.source for one in told.candidates)
    assert explain(editor.root, ISSUE, "the-berths", "byline").machine == "Ada Example"
    with pytest.raises(InputError, match="there is no such field"):
        explain(editor.root, ISSUE, "the-berths", "tilte")


# --- check and status -------------------------------------------------------------------------------------------------


def test_check_and_status_say_what_is_open(editor: Editor) -> None:
    editor.add(page(*PARAGRAPHS), use="link")
    editor.edit("title: The Berths", "title: Our Berths")
    editor.edit("After three hours", "After three long hours")
    new = PARAGRAPHS[3].replace("trial year", "trial of two years")
    editor.add(page(*changed((3, new)), title="The Berths, corrected"))
    findings = [one for one in note_findings(clear(read(editor.root, ISSUE)).items) if one.code == "A005"]
    assert [one.where.rpartition(" ")[2] for one in findings] == ["title"]  # the body of a link is not printed
    assert "'Our Berths'" in findings[0].message and "'The Berths, corrected'" in findings[0].message
    assert "publishkit add --settle the-berths" in findings[0].hint
    one = issue_status(editor.root, ISSUE).of("the-berths")
    assert one and any(missing.command == "publishkit add --settle the-berths" for missing in one.missing)


@pytest.mark.parametrize(
    "odd",
    [
        {"clashes": "all", "restored": 5, "dropped": {"a": 1}, "candidates": [1]},
        {"clashes": [{"key": 5}, {"yours": 1}, 7], "restored": [None, []], "dropped": [1, {"text": 3, "after": -1}]},
        {"clashes": [{"key": "picture[../../x].caption", "yours": [1], "theirs": {}}], "candidates": {"title": "x"}},
        {"emitted": {"front_matter": [], "body": 5, "body_sha256": 1, "rights": {}, "pictures": 7}},
        {"source": [], "web": "x", "address": ["y"]},
    ],
)
def test_a_record_somebody_changed_by_hand_breaks_nothing(editor: Editor, odd: dict[str, object]) -> None:
    editor.add(page(*PARAGRAPHS))
    record = json.loads(editor.file("ingest.json").read_text("utf-8"))
    editor.file("ingest.json").write_text(json.dumps({**record, **odd}), "utf-8")
    for step in (
        lambda: editor.add(page(*PARAGRAPHS, FURTHER)),
        lambda: settle(editor.root, ISSUE, "the-berths", [1], "theirs", write=True),
        lambda: restore(editor.root, ISSUE, "the-berths", [1], write=True),
        lambda: explain(editor.root, ISSUE, "the-berths", "title"),
    ):
        with suppress(InputError):
            step()
    assert parse_article(editor.file("article.md").read_bytes(), "a")
