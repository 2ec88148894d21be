"""Works that lie anywhere in the workspace and are not cleared get into no edition."""

import gzip
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from publishkit.model.artifact import Finding
from publishkit.permissions.stored_files import CACHE, read_articles
from publishkit.press.build import build_issue
from tests.support.workspaces import SampleArticle, png, write_workspace

SECRET = (
    "Two people have applied for the empty seat, and one of them has driven a crane before; the other has a cousin on the "
    "board, and a certificate that nobody in the office has been able to read."
)
RESERVED = {"status": "all_rights_reserved", "holders": [{"name": "Quayside Courier"}]}


def text(slug: str, body: str, rights: dict[str, Any] | None = None, **over: Any) -> SampleArticle:
    head = {"title": f"About {slug}", "bylines": [{"name": "Ada Quill"}], "language": "en", **over.pop("head", {})}
    given = {"status": "own"} if rights is None else rights
    return SampleArticle(
        slug=slug,
        head=head,
        body=body,
        rights=given,
        pictures=over.pop("pictures", []),
        files=over.pop("files", {}),
        **over,
    )


def page(slug: str = "crane", body: str = SECRET, **over: Any) -> SampleArticle:
    """Return a page of a newspaper, as it lies in the workspace."""
    head = {
        "publisher": {"name": "Quayside Courier"},
        "source_url": f"https://courier.example/{slug}",
        **over.pop("head", {}),
    }
    return text(slug, body, over.pop("rights", RESERVED), head=head, **over)


def issue(root: Path, name: str, day: str, *articles: SampleArticle, named: bool = True, **more: Any) -> None:
    entries = [{"slug": one.slug, **one.entry} for one in articles] if named else [{"slug": articles[0].slug}]
    manifest = {
        "date": tomlkit.date(day),
        "outputs": ["web"],
        "section": [{"title": "News", "article": entries}],
        **more,
    }
    write_workspace(root, list(articles), issue=manifest, issue_id=name)


def leaked(root: Path, name: str = "2026-w47") -> list[Finding]:
    made = build_issue(root, name, lambda _: None)
    assert not made.cleared.refused
    return [found for found in made.findings if found.severity == "error"]


def test_an_article_out_of_the_manifest_is_withheld(tmp_path: Path) -> None:
    """It lies in the issue's own folder, and no entry names it."""
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", SECRET), page(), named=False)
    (found,) = leaked(tmp_path)
    assert (found.code, found.where) == ("R114", "web/index.html#a01")
    assert "crane#text (issue 2026-w47)" in found.message
    assert "Quayside Courier reserves all rights" in found.message
    assert "`publishkit rights show crane --issue 2026-w47`" in found.hint


def test_an_article_of_an_earlier_issue_is_withheld(tmp_path: Path) -> None:
    issue(tmp_path, "2026-w46", "2026-11-13", page(entry={"use": "link"}))
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", f"Our report. {SECRET.upper()}"))
    assert ["crane#text (issue 2026-w46)" in found.message for found in leaked(tmp_path)] == [True]


def test_what_a_source_holds_beyond_our_file_is_withheld(tmp_path: Path) -> None:
    """A packed page, and the text in an office document."""
    office = BytesIO()
    with zipfile.ZipFile(office, "w") as packed:
        packed.writestr("word/document.xml", "".join(f"<w:p><w:t>{word} </w:t></w:p>" for word in SECRET.split()))
    packed_page = gzip.compress(f"<html><body><p>{SECRET}</p></body></html>".encode())
    for name, data in {"page.html.gz": packed_page, "letter.docx": office.getvalue()}.items():
        root = tmp_path / name
        issue(
            root,
            "2026-w46",
            "2026-11-13",
            page(body="A teaser.", entry={"use": "link"}, files={f"source/{name}": data}),
        )
        issue(root, "2026-w47", "2026-11-20", text("own", SECRET))
        assert len(leaked(root)) == 1, name


def test_an_issue_that_cannot_be_read_still_withholds(tmp_path: Path) -> None:
    issue(tmp_path, "2026-w46", "2026-11-13", page())
    (tmp_path / "issues/2026-w46/issue.toml").write_text("not = [a manifest", "utf-8")
    (tmp_path / "issues/2026-w46/articles/crane/rights.toml").write_text("nor = [rights", "utf-8")
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", SECRET))
    (found,) = leaked(tmp_path)
    assert "Its files cannot be read, so nothing says that it is cleared." in found.message


@pytest.mark.parametrize(
    "rights",
    [
        {"status": "own"},
        {
            "status": "licensed_open",
            "license_id": "CC-BY-4.0",
            "license_uri": "https://creativecommons.org/licenses/by/4.0/",
        },
        {"status": "public_domain", "basis": "The author died in 1874."},
    ],
    ids=["own", "licensed", "public domain"],
)
def test_what_its_own_statement_clears_is_not_withheld(tmp_path: Path, rights: dict[str, Any]) -> None:
    issue(
        tmp_path,
        "2026-w46",
        "2026-11-13",
        text("crane", SECRET, rights, head={"source_url": "https://free.example/crane"}),
    )
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", f"As we wrote: {SECRET}"))
    assert leaked(tmp_path) == []


def test_a_draft_that_nothing_calls_somebody_elses_is_not_withheld(tmp_path: Path) -> None:
    """No statement, no source, no address: the first file of an article of ours."""
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", SECRET), text("own-draft", SECRET, {}), named=False)
    assert leaked(tmp_path) == []


def test_the_same_work_cleared_here_is_not_withheld(tmp_path: Path) -> None:
    """A link last week; licensed and printed this week."""
    issue(tmp_path, "2026-w46", "2026-11-13", page(entry={"use": "link"}))
    free = {
        "status": "licensed_open",
        "license_id": "CC-BY-4.0",
        "license_uri": "https://creativecommons.org/licenses/by/4.0/",
    }
    issue(tmp_path, "2026-w47", "2026-11-20", page(rights=free))
    assert leaked(tmp_path) == []


def test_titles_and_addresses_of_other_issues_may_be_named(tmp_path: Path) -> None:
    """We link to what we told of last week."""
    title = "Harbour council poised to choose second candidate for the empty crane driver's seat"
    html = f"<html><head><title>{title} - Quayside Courier</title></head><body><h1>{title}</h1><p>{SECRET}</p></body></html>"
    address = (
        "https://courier.example/harbour-council-poised-to-choose-second-candidate-for-the-empty-crane-drivers-seat"
    )
    old = page(
        head={"title": title, "source_url": address}, entry={"use": "link"}, files={"source/page.html": html.encode()}
    )
    issue(tmp_path, "2026-w46", "2026-11-13", old)
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", f"Last week: [{title}]({address}), Quayside Courier."))
    assert leaked(tmp_path) == []


def test_our_own_earlier_words_are_ours(tmp_path: Path) -> None:
    """A page quotes our summary and our article of two weeks ago, and we say them again."""
    ours = "We have counted every boat on the first Sunday of each month and never come to the number of the office."
    said = (
        "The office counts from inside, which is warm, and we from the quay, which is where the boats are to be found."
    )
    issue(
        tmp_path,
        "2026-w45",
        "2026-11-06",
        text("count", ours),
        page("old", "Of boats.", entry={"use": "brief", "summary": said, "summary_by": "Bo"}),
    )
    quoting = page(
        "quoting",
        f"The letter writes: {ours} And: {said} {SECRET}",
        head={"published": "2026-11-18"},
        entry={"use": "link"},
    )
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", f"{ours} {said}"), quoting)
    assert leaked(tmp_path) == []
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", f"{ours} {SECRET}"), quoting)
    assert len(leaked(tmp_path)) == 1


def test_a_picture_of_an_earlier_issue_is_withheld(tmp_path: Path) -> None:
    """Its own statement says so, whatever ours says of the copy."""
    data = png("#9c4420", seed=5)
    picture = {"file": "images/vote.png", "caption": "The vote.", "rights": {"status": "all_rights_reserved"}}
    issue(
        tmp_path,
        "2026-w46",
        "2026-11-13",
        page(entry={"use": "link"}, pictures=[picture], files={"images/vote.png": data}),
    )
    copy = {"file": "images/01.png", "alt": "Hands.", "rights": {"status": "own", "credit_line": "Bo Marl"}}
    issue(
        tmp_path,
        "2026-w47",
        "2026-11-20",
        text("own", "Look.\n\n![](images/01.png)", pictures=[copy], files={"images/01.png": data}),
    )
    assert {found.code for found in leaked(tmp_path)} <= {"R111", "R113"}
    assert leaked(tmp_path)


def test_traces_of_other_issues_stay_at_home(tmp_path: Path) -> None:
    """The public record says nothing of what else lies in the workspace."""
    issue(tmp_path, "2026-w46", "2026-11-13", page(entry={"use": "link"}))
    issue(tmp_path, "2026-w47", "2026-11-20", text("own", "A quiet week."))
    made = build_issue(tmp_path, "2026-w47", lambda _: None)
    record = next(file.data for file in made.artifacts if file.name == "proof.json")
    assert json.loads(record)["withheld"] == []
    assert b"crane" not in record


def test_what_is_kept_is_made_again_when_a_file_changes(tmp_path: Path) -> None:
    """And when what is kept was damaged."""
    issue(tmp_path, "2026-w46", "2026-11-13", page(entry={"use": "link"}))
    (first,) = read_articles(tmp_path)
    (kept,) = (path for path in (tmp_path / CACHE).rglob("*") if path.is_file())
    stamp = kept.read_bytes()
    assert list(read_articles(tmp_path)) == [first]
    kept.write_bytes(stamp[:-3] + b"xyz")
    assert list(read_articles(tmp_path)) == [first]
    body = tmp_path / "issues/2026-w46/articles/crane/article.md"
    body.write_text(body.read_text("utf-8").replace("Two people", "Three people"), "utf-8")
    (other,) = read_articles(tmp_path)
    assert other.hashes != first.hashes
    assert kept.read_bytes() not in {stamp, stamp[:-3] + b"xyz"}
