"""`publishkit add` as an editor uses it: folders, the manifest, merging, refusals."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from publishkit.model.article import RightsFile
from publishkit.workspace.article import parse_article
from publishkit.workspace.toml.parse import parse_toml

TEXT = """---
title: Low water
author: Ada Example
date: 2026-11-20
url: https://example.org/low-water
lang: en
---

Tides *turn* twice a day, and nobody has ever found out how to stop them.

![Mud](mud.png)
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "low.md"
    path.write_text(TEXT)
    (tmp_path / "mud.png").write_bytes(b"\x89PNG\r\n\x1a\nmud")
    return path


@pytest.fixture
def folder(workspace: Path) -> Path:
    return workspace / "issues/2026-w47/articles/low-water"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_article_folder_and_a_line_in_the_manifest(
    source: Path, folder: Path, workspace: Path, run_add: Callable
) -> None:
    assert run_add(source).code == 0
    assert sorted(files(folder)) == ["article.md", "images/01.png", "ingest.json", "rights.toml", "source/in.md"]
    head, body = parse_article((folder / "article.md").read_bytes(), "article.md")
    assert (head.title, head.source_url, head.language) == ("Low water", "https://example.org/low-water", "en")
    assert body.startswith("Tides *turn*") and "![Mud](images/01.png)" in body
    (picture,) = parse_toml((folder / "rights.toml").read_bytes(), RightsFile, "r").picture
    assert (picture.file, picture.alt) == ("images/01.png", "Mud")
    manifest = (workspace / "issues/2026-w47/issue.toml").read_text()
    assert "# a Friday" in manifest and manifest.endswith('slug = "low-water"\nuse = "full"\n')


def test_adding_again_changes_nothing(source: Path, folder: Path, workspace: Path, run_add: Callable) -> None:
    run_add(source)
    before, manifest = files(folder), (workspace / "issues/2026-w47/issue.toml").read_bytes()
    ran = run_add(source)
    assert "merged" in ran.out
    assert (files(folder), (workspace / "issues/2026-w47/issue.toml").read_bytes()) == (before, manifest)


def test_what_the_editor_changed_stays_and_a_clash_is_listed(source: Path, folder: Path, run_add: Callable) -> None:
    """Three-way: title changed by both, deck by the editor, language by the source."""
    run_add(source)
    article = (folder / "article.md").read_text()
    article = article.replace("title: Low water", "# ours\ntitle: Our low water\ndeck: Our deck").replace(
        "Tides *turn*", "Our tides *turn*"
    )
    (folder / "article.md").write_text(article)
    source.write_text(
        TEXT.replace("title: Low water", "title: Lower water")
        .replace("lang: en", "lang: en-GB")
        .replace("twice a day", "often")
    )
    ran = run_add(source, "--slug", "low-water")
    head, body = parse_article((folder / "article.md").read_bytes(), "article.md")
    assert (head.title, head.deck, head.language) == ("Our low water", "Our deck", "en-GB")
    assert body.startswith("Our tides *turn* twice a day")
    assert "# ours" in (folder / "article.md").read_text()
    assert "title: yours was kept ('Our low water'); the source now says 'Lower water'" in ran.out
    assert "body: yours was kept" in ran.out
    assert (folder / "source/in.md").read_text() == TEXT
    assert "Lower water" in (folder / "source/in-2.md").read_text()


def test_an_untouched_body_follows_the_source(source: Path, folder: Path, run_add: Callable) -> None:
    run_add(source)
    source.write_text(TEXT.replace("twice a day", "often"))
    ran = run_add(source)
    assert "clash" not in ran.out and "often" in (folder / "article.md").read_text()


def test_the_editors_rights_stay(source: Path, folder: Path, run_add: Callable) -> None:
    run_add(source)
    rights = (
        (folder / "rights.toml")
        .read_text()
        .replace('origin = "detected"', 'status = "own"\norigin = "editor"\nbasis = "Written by us."', 1)
    )
    (folder / "rights.toml").write_text(rights)
    source.write_text(
        TEXT.replace("title: Low water", "title: Low water\nlicense: https://creativecommons.org/licenses/by/4.0/")
    )
    ran = run_add(source)
    text = parse_toml((folder / "rights.toml").read_bytes(), RightsFile, "r").text
    assert (text.status, text.basis, text.license_id) == ("own", "Written by us.", "CC-BY-4.0")
    assert "rights.status: yours was kept ('own')" in ran.out


def test_another_article_with_the_same_title_gets_a_folder_of_its_own(
    source: Path, folder: Path, tmp_path: Path, run_add: Callable
) -> None:
    run_add(source)
    other = tmp_path / "other.txt"
    other.write_text(
        "Low water\n\nIn the north the tide leaves more than mud, and the town lives on what it finds there.\n"
    )
    assert run_add(other).code == 0
    assert (folder.parent / "low-water-2").is_dir()


def test_a_folder_made_by_hand_is_never_touched(source: Path, folder: Path, run_add: Callable) -> None:
    folder.mkdir(parents=True)
    (folder / "article.md").write_text("mine")
    assert run_add(source, "--slug", "low-water").code == 2
    assert run_add(source).code == 0
    assert files(folder) == {"article.md": b"mine"} and (folder.parent / "low-water-2").is_dir()


def test_a_dry_run_writes_nothing(source: Path, workspace: Path, run_add: Callable) -> None:
    before = files(workspace)
    assert json.loads(run_add("--dry-run", "--json", source).out)["slug"] == "low-water"
    assert files(workspace) == before


def test_a_bad_source_is_an_object_and_the_others_come_out_in_order(
    source: Path, tmp_path: Path, run_add: Callable
) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"PK\x03\x04zip")
    ran = run_add("--dry-run", "--json", bad, source, tmp_path / "none.docx", "https://example.org/")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 2
    assert [set(line) >= {"error"} for line in lines] == [True, False, True, True]
    assert [line["source"] for line in lines] == [
        str(bad),
        str(source),
        str(tmp_path / "none.docx"),
        "https://example.org/",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"x" * 100,
        b"nonsense " * 1_200_000,
        bytes(range(256)) * 40,
        b"---\ntitle: [\n---\n",
        b"no title at all, just one long sentence that goes on.",
    ],
)
def test_hostile_input_is_a_sentence_and_nothing_is_written(
    tmp_path: Path, workspace: Path, run_add: Callable, data: bytes
) -> None:
    path = tmp_path / "evil.md"
    path.write_bytes(data)
    before = files(workspace)
    ran = run_add(path)
    assert ran.code == 2 and str(path) in ran.err and "Traceback" not in ran.err
    assert files(workspace) == before


def test_a_broken_manifest_stops_before_anything_is_written(
    source: Path, folder: Path, workspace: Path, run_add: Callable
) -> None:
    (workspace / "issues/2026-w47/issue.toml").write_text("number = = 1")
    assert run_add(source, "--issue", "2026-w47").code == 2
    assert not folder.exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--slug", "../evil"],
        ["--slug", "A b"],
        ["--url", "javascript:alert(1)"],
        ["--issue", "../.."],
        ["--issue", "2026-w99"],
    ],
)
def test_bad_options_are_a_sentence(source: Path, run_add: Callable, options: list[str]) -> None:
    assert run_add(source, *options).code == 2


def test_an_address_answers_the_question(source: Path, tmp_path: Path, workspace: Path, run_add: Callable) -> None:
    path = tmp_path / "paste.txt"
    path.write_text(
        "Low water again\n\nIn the north the tide leaves more than mud, and the town lives on what it finds there.\n"
    )
    ran = run_add(path, "--url", "https://example.org/again")
    assert "source_url" not in ran.out
    head, _ = parse_article((workspace / "issues/2026-w47/articles/low-water-again/article.md").read_bytes(), "a")
    assert head.source_url == "https://example.org/again"


def test_nothing_is_left_beside_the_folder(source: Path, folder: Path, run_add: Callable) -> None:
    run_add(source)
    run_add(source)
    assert [path.name for path in folder.parent.iterdir()] == ["low-water"]


def test_an_open_clash_is_shown_with_both_wordings_and_settled(source: Path, folder: Path, run_add: Callable) -> None:
    run_add(source)
    article = folder / "article.md"
    article.write_text(article.read_text().replace("Tides *turn* twice", "Our tides *turn* twice"))
    source.write_text(TEXT.replace("twice a day", "often"))
    added = run_add(source)
    assert "`publishkit add --settle low-water` shows both wordings" in added.out
    told = run_add("--settle", "low").out
    assert "  1  body" in told
    assert "yours   Our tides *turn* twice a day, and nobody" in told
    assert "source  Tides *turn* often, and nobody" in told
    assert "before  Tides *turn* twice a day" in told
    before = files(folder)
    assert run_add("--settle", "low", "1", "--take", "theirs", "--dry-run").code == 0 and files(folder) == before
    assert run_add("--settle", "low", "1", "--take", "theirs").code == 0
    assert "\nTides *turn* often, and nobody" in article.read_text()
    assert "no clash is open" in run_add("--settle", "low").out
    assert "clash" not in run_add(source).out


def test_what_was_left_out_is_listed_and_put_back_by_its_number(
    tmp_path: Path, workspace: Path, run_add: Callable
) -> None:
    page = tmp_path / "page.html"
    prose = "".join(
        f"<p>The tide of the {day} left more than mud, and the town lives on what it finds.</p>"
        for day in ("first", "last")
    )
    page.write_text(
        f"<html><body><nav><a href=/>Home of the paper</a></nav><article><h1>Low water at last</h1>{prose}</article></body></html>"
    )
    assert run_add(page).code == 0
    listed = run_add("--restore", "low-water-at-last").out
    number = next(line.split()[0] for line in listed.splitlines() if "Home of the paper" in line)
    assert "a menu: Home of the paper" in listed
    assert "is back where it stood" in run_add("--restore", "low-water-at-last", number).out
    body = (workspace / "issues/2026-w47/articles/low-water-at-last/article.md").read_text().partition("---\n\n")[2]
    assert body.startswith("Home of the paper\n\nThe tide of the first")
    assert "back in the text: Home of the paper" in run_add("--restore", "low-water-at-last").out


def test_a_field_is_explained(source: Path, folder: Path, run_add: Callable) -> None:
    run_add(source)
    article = folder / "article.md"
    article.write_text(article.read_text().replace("title: Low water", "title: Our low water"))
    told = run_add("--explain", "low", "title").out
    assert told.startswith("title: Our low water (you changed it; `add` wrote Low water)")


@pytest.mark.parametrize(
    "options",
    [
        ["x", "--take", "theirs"],
        ["low", "--settle", "--restore"],
        ["low", "--settle", "--take", "mine"],
        ["low", "--settle", "one"],
        ["low", "--restore", "99"],
        ["low", "--explain"],
        ["low", "--explain", "titel"],
        ["nobody", "--settle"],
    ],
)
def test_what_cannot_be_looked_up_is_a_sentence(
    source: Path, folder: Path, run_add: Callable, options: list[str]
) -> None:
    run_add(source)
    before = files(folder)
    ran = run_add(*options)
    assert ran.code == 2 and "Traceback" not in ran.err and files(folder) == before


def test_a_source_without_a_title_is_taken_under_the_name_it_is_given(
    run_add: Callable, tmp_path: Path, workspace: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<p>{'The water was low all week, and the boats lay on the mud. ' * 4}</p>" * 3)
    ran = run_add(page)
    assert ran.code == 2 and "give it a name (`--slug NAME`)" in ran.err
    assert run_add("--slug", "low-boats", page).code == 0
    written = (workspace / "issues/2026-w47/articles/low-boats/article.md").read_text()
    assert "title: Low boats" in written and "title: none was found; the words of its slug stand for it" in written


@pytest.mark.parametrize("noise", ["\0", "\x1b[31m", "\x1b[0;1m\0"])
def test_a_stray_sign_in_a_page_is_no_reason_to_refuse_it(
    run_add: Callable, tmp_path: Path, workspace: Path, noise: str
) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        f"<h1>Low {noise}water</h1><p>{'The water was low all week, and the boats lay on the mud. ' * 4}{noise}</p>"
    )
    assert run_add(page).code == 0
    written = (workspace / "issues/2026-w47/articles/low-water/article.md").read_text()
    assert "title: Low water" in written and not {"\0", "\x1b"} & set(written) and "[31m" not in written


def test_a_field_nobody_found_is_no_unknown_field(run_add: Callable, workspace: Path, source: Path) -> None:
    run_add(source)
    assert "none was found in the source" in run_add("--explain", "low-water", "modified").err
    assert "there is no such field" in run_add("--explain", "low-water", "flavour").err


@pytest.mark.parametrize(
    ("name", "number", "formulas"),
    [
        ("a.html", 2, r"<p>The range is \(d = \sqrt{h}\) here, and $x^2 + 1$ there, as the keeper of the rock has always said.</p>"),
        ("a.md", 1, "The range is $$d_1$$ here, and \\\\(x^2\\\\) there, as the keeper of the rock has always said.\n\nAnd it ends.\n"),
    ],
)  # fmt: skip
def test_formulas_are_told_and_amounts_are_none(
    name: str, number: int, formulas: str, run_add: Callable, tmp_path: Path
) -> None:
    prices = "It costs $5 or $6, and in a good year $7_000, said the harbour master, who knows what a lamp is worth."
    (tmp_path / name).write_text(
        f"<h1>The rock</h1><p>{prices}</p>{formulas}" if name == "a.html" else f"# The rock\n\n{prices}\n\n{formulas}"
    )
    told = json.loads(run_add("--dry-run", "--json", tmp_path / name).out)
    assert next(line for line in told["review"] if "TeX" in line).startswith(
        f"body: {number} formula(s) in TeX are printed as"
    )


def test_a_shorter_copy_takes_nothing_away_unasked(run_add: Callable, tmp_path: Path, folder: Path) -> None:
    part = [
        f"The water was low in week {n}, and boat number {n} lay on the mud until the tide came back." for n in range(9)
    ]
    long, short = tmp_path / "long.md", tmp_path / "short.md"
    long.write_text("---\ntitle: Low water\n---\n\n" + "\n\n".join(part))
    short.write_text("---\ntitle: Low water\n---\n\n" + "\n\n".join(part[:4]))
    assert run_add(long).code == 0
    before = files(folder)
    ran = run_add(short)
    assert ran.code == 2 and "holds more of the same text: 180 words, and 80 here" in ran.err
    assert files(folder) == before
    assert run_add("--merge", "low-water", short).code == 0
    assert "boat number 8" not in (folder / "article.md").read_text()


def test_what_a_source_says_again_is_not_what_was_stated(source: Path, run_add: Callable) -> None:
    """Merged, its rights are called the source's."""
    assert "the source says" not in run_add(source).out
    assert "rights     the source says: " in run_add(source).out
