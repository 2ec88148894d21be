"""Deck and byline below the title of a Markdown text are read as such, and never printed as paragraphs of the body."""

import json
from pathlib import Path

import pytest

from publishkit.capture.markdown.read import read_markdown
from publishkit.press.adding.propose_rights import readers
from tests.support.command import run
from tests.support.workspaces import write_workspace

BODY = "The crane has not turned since Tuesday, and nobody minded then.\n\nMore of it.\n"
CRANE = f"# The crane that would not turn\n\n*Our own report from the east quay.*\n\nBy Jo Brandt\n\n{BODY}"


def read(text: str) -> tuple[str, list[tuple[str, str]], str]:
    """Return deck, bylines with their roles, and the body."""
    found, _ = read_markdown(text, {}, readers())
    return found.deck, [(one.name, one.role) for one in found.bylines], found.body or ""


def test_deck_and_byline_are_what_they_are() -> None:
    assert read(CRANE) == ("Our own report from the east quay.", [("Jo Brandt", "author")], BODY)


@pytest.mark.parametrize(
    "line",
    [
        "By Jo Brandt", "**By Jo Brandt**", "*By Jo Brandt*", "_by Jo Brandt_", "By **Jo Brandt**", "BY Jo Brandt",
        "By [Jo Brandt](https://jo.example/)", "Von Jo Brandt", "Par Jo Brandt", "Por Jo Brandt", "Di Jo Brandt",
        "Autor: Jo Brandt", "Autorka: Jo Brandt", "Tekst: Jo Brandt", "Text: Jo Brandt", "Texto: Jo Brandt", "Testo: Jo Brandt",
        "Door Jo Brandt", "Written by Jo Brandt", "By Jo Brandt, 20 November 2026", "By Jo Brandt · 20 November 2026",
        "Von Jo Brandt, 20. November 2026", "Text und Fotos: Jo Brandt", "Words and photographs by Jo Brandt",
    ],
)  # fmt: skip
def test_a_byline_in_seven_languages(line: str) -> None:
    """The words before a name, plain, bold or slanted, with a link or a date."""
    assert read(f"# T\n\n{line}\n\n{BODY}")[1:] == ([("Jo Brandt", "author")], BODY)


def test_who_took_the_pictures_stands_beside_who_wrote() -> None:
    assert read(f"# T\n\nText: Jo Brandt · Fotos: Anna Kern\n\n{BODY}")[1] == [
        ("Jo Brandt", "author"),
        ("Anna Kern", "photographer"),
    ]


@pytest.mark.parametrize("lines", ["By Jo Brandt\nPhotos by Anna Kern", "By Jo Brandt  \nPhotos: Anna Kern"])
def test_a_byline_may_have_two_lines(lines: str) -> None:
    assert read(f"# T\n\n{lines}\n\n{BODY}")[1:] == ([("Jo Brandt", "author"), ("Anna Kern", "photographer")], BODY)


@pytest.mark.parametrize("heading", ["## Our own report", "Our own report\n---", "Our own report\n==="])
def test_a_heading_above_the_byline_is_the_deck_and_one_above_the_text_is_not(heading: str) -> None:
    title = "# The crane that would not turn"
    assert read(f"{title}\n\n{heading}\n\nBy Jo Brandt\n\n{BODY}") == (
        "Our own report", [("Jo Brandt", "author")], BODY
    )  # fmt: skip
    deck, people, body = read(f"{title}\n\n{heading}\n\n{BODY}")
    assert (deck, people) == ("", []) and "Our own report" in body


def test_a_first_paragraph_above_the_byline_is_the_deck() -> None:
    assert read(f"# T\n\nA crane, and nobody to mend it.\n\nPar Marie-Ève d'Aubigné\n\n{BODY}") == (
        "A crane, and nobody to mend it.",
        [("Marie-Ève d'Aubigné", "author")],
        BODY,
    )


@pytest.mark.parametrize(
    "opening",
    [
        "By the time the rain stopped, the bridge was gone.",
        "By Friday the harbour was full.",
        "*Originally published by Tide Post.*",
        "*This text is licensed under CC BY 4.0.*",
        "*Editor's note: the names are changed.*",
        "*One line*  \n*and another*",
        "*Half* of it slanted.",
    ],
)
def test_what_only_looks_like_one_stays_in_the_text(opening: str) -> None:
    assert read(f"# T\n\n{opening}\n\n{BODY}") == ("", [], f"{opening}\n\n{BODY}")


@pytest.mark.parametrize("text", ["# T\n\n*Only this.*\n", "# T\n\nBy Jo Brandt\n"])
def test_a_body_is_never_emptied(text: str) -> None:
    assert read(text)[2] == text.removeprefix("# T\n\n")


def test_front_matter_has_the_last_word() -> None:
    """The same name below the title is not printed twice; another one stays where it is."""
    same = read(f"---\ntitle: T\nauthor: Jo Brandt\n---\n\nBy Jo Brandt\n\n{BODY}")
    assert same == ("", [("Jo Brandt", "author")], BODY)
    other = read(f"---\ntitle: T\nauthor: Ada Quill\n---\n\nBy Jo Brandt\n\n{BODY}")
    assert other == ("", [("Ada Quill", "author")], f"By Jo Brandt\n\n{BODY}")


def test_what_was_read_is_kept_as_evidence(tmp_path: Path) -> None:
    """ingest.json says where deck and byline stood; the source stays as it came."""
    root = write_workspace(tmp_path)
    (root / "crane.md").write_text(CRANE, "utf-8")
    assert run("add", "--own", "crane.md", cwd=root).exit_code == 0
    folder = root / "issues/2026-w47/articles/the-crane-that-would-not-turn"
    read_from = json.loads((folder / "ingest.json").read_text("utf-8"))["candidates"]
    assert read_from["bylines"] == [{"value": "By Jo Brandt", "from": "paragraph below the title"}]
    assert (folder / "source/in.md").read_text("utf-8") == CRANE
    assert "By Jo Brandt" not in (folder / "article.md").read_text("utf-8")
