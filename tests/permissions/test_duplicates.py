"""What would be printed twice is said before it is printed: text, picture and address, in this issue and in earlier ones."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from publishkit.model.artifact import Finding
from publishkit.permissions.duplicates import duplicates_of_earlier, duplicates_within
from publishkit.permissions.stored_files import Prints
from publishkit.permissions.stored_works import read_stored_works
from publishkit.press.build import clear, read
from publishkit.press.clearing.set_keys import parse_setting, set_keys
from tests.support.workspaces import SampleArticle, png, write_workspace

ISSUE, EARLIER = "2026-w47", "2026-w46"
TEXT = (
    "The council voted on Tuesday night by nine votes to two to double the dues that every boat over six metres pays, "
    "and the skippers who had come to the hall to hear it left without a word before the count was read out again."
)
OTHER = (
    "Nobody has counted the gulls since the ice house closed, and those that stayed have learned to open the bins behind "
    "the market on the morning of every second Thursday, when the lorry of the town comes an hour later than it should."
)


def article(slug: str, body: str, *, seed: int, address: str | None = None, **entry: Any) -> SampleArticle:
    head = {"title": slug.title(), "bylines": [{"name": "Ada Quill"}], **({"source_url": address} if address else {})}
    status = (
        {"status": "own"}
        if address is None
        else {"status": "licensed_open", "license_id": "CC-BY-4.0", "origin": "editor"}
    )
    return replace(
        SampleArticle(slug=slug, head=head, body=f"{body}\n\n![](images/01.png)\n", rights=status),
        entry=entry,
        files={"images/01.png": png(seed=seed)},
    )


def found(root: Path) -> list[Finding]:
    rights = read(root, ISSUE)
    cleared = clear(rights)
    return [
        *duplicates_within(cleared.items, Prints(root)),
        *duplicates_of_earlier(cleared.items, read_stored_works(rights)),
    ]


def earlier(root: Path, *articles: SampleArticle) -> None:
    day = tomlkit.parse("d = 2026-11-13")["d"]
    write_workspace(root, list(articles), issue={"number": 46, "date": day}, issue_id=EARLIER)


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in findings]


def test_an_issue_of_different_articles_says_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [article("dues", TEXT, seed=1), article("gulls", OTHER, seed=4)])
    earlier(
        root, article("boats", f"{OTHER[:60]} and more of something else that nobody else has said before.", seed=7)
    )
    assert found(root) == []


def test_one_text_twice_in_an_issue_stops_it(tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path, [article("dues", TEXT, seed=1), article("boats", f"{TEXT} A little more.", seed=4)]
    )
    (finding,) = found(root)
    assert (finding.code, finding.severity) == ("A006", "warning")
    assert "dues" in finding.message and "boats/article.md" in finding.where
    assert "publishkit remove boats" in finding.hint and "repeats=true" in finding.hint


def test_what_is_meant_to_stand_there_again_is_said_once(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [article("dues", TEXT, seed=1), article("boats", TEXT, seed=1)])
    assert found(root)
    set_keys(root, ISSUE, "boats", [parse_setting("repeats=true")], picture=None, write=True)
    assert found(root) == []


def test_one_picture_in_two_articles_is_named(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [article("dues", TEXT, seed=1), article("gulls", OTHER, seed=1)])
    (finding,) = found(root)
    assert (finding.code, finding.severity) == ("A007", "warning")
    assert "images/01.png is the same picture as images/01.png of “Dues”" in finding.message


def test_a_picture_saved_smaller_is_the_same_picture(tmp_path: Path) -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png(seed=1))) as picture:
        picture.convert("RGB").resize((320, 200)).save(out, "JPEG", quality=80)
    gulls = replace(article("gulls", OTHER, seed=1), files={"images/01.png": out.getvalue()})
    root = write_workspace(tmp_path, [article("dues", TEXT, seed=1), gulls])
    assert codes(found(root)) == [("A007", "warning")]


def test_two_articles_of_one_address_are_named(tmp_path: Path) -> None:
    address = "https://press.example/dues"
    pair = [
        article("dues", TEXT, seed=1, address=address),
        article("gulls", OTHER, seed=4, address=f"{address}?utm_source=x#top"),
    ]
    (finding,) = found(write_workspace(tmp_path, pair))
    assert finding.code == "A007" and "leads readers to the same original as “Dues”" in finding.message


@pytest.mark.parametrize(
    ("before", "message"),
    [
        (article("old", TEXT, seed=7), "2026-w46 printed the same text (old)"),
        (article("old", OTHER, seed=1), "2026-w46 printed the same picture as images/01.png (old, images/01.png)"),
        (
            article("old", OTHER, seed=7, address="https://press.example/dues/"),
            "2026-w46 had an article from the same address (old)",
        ),
    ],
)
def test_what_an_earlier_issue_printed_is_a_warning_that_names_it(
    tmp_path: Path, before: SampleArticle, message: str
) -> None:
    root = write_workspace(tmp_path, [article("dues", TEXT, seed=1, address="https://press.example/dues")])
    earlier(root, before)
    assert [(one.code, one.severity, one.message) for one in found(root)] == [("A008", "warning", message)]


def test_a_brief_of_last_week_is_no_text_printed_before(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [article("dues", TEXT, seed=1)])
    earlier(
        root,
        article("old", TEXT, seed=1, use="brief", summary="The council wants higher dues.", summary_by="Ines Falk"),
    )
    assert found(root) == []


def test_what_lies_in_an_earlier_issue_and_was_never_printed_is_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [article("dues", TEXT, seed=1)])
    earlier(root, article("gulls", OTHER, seed=4), article("old", TEXT, seed=1))
    manifest = root / f"issues/{EARLIER}/issue.toml"
    text = manifest.read_text("utf-8")
    manifest.write_text(text[: text.rindex("[[section.article]]")], "utf-8")
    assert found(root) == []


def test_a_later_issue_is_no_earlier_one(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [article("dues", TEXT, seed=1)])
    day = tomlkit.parse("d = 2026-11-27")["d"]
    write_workspace(root, [article("new", TEXT, seed=1)], issue={"number": 48, "date": day}, issue_id="2026-w48")
    assert found(root) == []
