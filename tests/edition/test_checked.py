"""Three states: kept, not checked, broken. What was compared with nothing is claimed nowhere."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from publishkit.edition.body import parse_body
from publishkit.edition.issue_rights import note_findings
from publishkit.model.artifact import Finding
from publishkit.model.decision import Checked
from publishkit.press.build import Build, build_issue, clear, read
from publishkit.rights.copies.verbatim import body_sha256
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

TEXT = "The lamp says four things.\n\nIt says them every nine seconds, and has said them since the year of the great frost."
EVERY = ("email", "web", "pdf", "epub")
CLAIMS = re.compile(r"No changes|unchanged|in our own words")
SUMMARY = "The council wants higher dues from next spring; skippers object."
ORIGINAL = (
    "On Tuesday night, after a debate of three hours, councillors raised what every boat of more than six metres pays. "
    * 3
)


def lamp(license_id: str = "CC-BY-ND-4.0", *, body: str = TEXT, use: str = "full", **rights: Any) -> SampleArticle:
    """Return an openly licensed text."""
    head = {
        "title": "What the lamp says",
        "bylines": [{"name": "Otti Brandt"}],
        "publisher": {"name": "The Lantern Room"},
        "published": "2026-11-01",
        "source_url": "https://lantern.example/lamp",
    }
    given = {"status": "licensed_open", "license_id": license_id, **rights}
    return SampleArticle(slug="lamp", entry={"use": use}, head=head, body=body, rights=given, pictures=[], files={})


def compared() -> dict[str, str]:
    """Return the hash that `add` writes."""
    return {"body_sha256": body_sha256(parse_body(TEXT, "a01").paragraphs)}


def dues(*, source: str = "", **entry: Any) -> SampleArticle:
    """Return a brief of a page that reserves nothing but what the law does."""
    article = brief_article(summary=SUMMARY, **entry)
    article.body = ""
    article.rights = {"status": "all_rights_reserved", "holders": [{"name": "Harbour Press Ltd"}]}
    article.pictures, article.files = [], {"source/paste.txt": source.encode()} if source else {}
    return article


def made(root: Path, article: SampleArticle, outputs: Sequence[str] = ("email", "web")) -> Build:
    """Return the built issue."""
    workspace = write_workspace(root, [article], issue={"outputs": list(outputs)})
    return build_issue(workspace, "2026-w47", lambda _step: None)


def noted(build: Build) -> dict[str, str]:
    """Return code -> severity of what the editor hears of comparing."""
    return {one.code: one.severity for one in build.findings if one.code in {"R021", "R022", "R023"}}


def texts(build: Build) -> Mapping[str, str]:
    """Return name -> words of every file that goes out and is text; the PDF as a reader sees it."""
    import pypdfium2

    found = {}
    for file in build.artifacts:
        if file.name.endswith((".html", ".txt", "texts.json", "edition.json")):
            found[file.name] = file.data.decode()
        if file.name.endswith(".pdf"):
            pages = pypdfium2.PdfDocument(file.data)
            found[file.name] = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    return found


def record(build: Build, name: str) -> Any:
    return json.loads(next(file.data for file in build.artifacts if file.name == name))


def states(build: Build, duty: str) -> set[str]:
    """Return the states of a duty in proof.json."""
    return {row["state"] for row in record(build, "proof.json")["duties"] if row["duty"] == duty}


def checked(build: Build) -> tuple[dict[str, str], str]:
    """Return what rights.json says was compared, and the verdict beside it."""
    (item,) = record(build, "rights.json")["items"]
    return item["checked"], item["decision"]["proof"]


def test_a_text_without_an_original_is_nowhere_called_unchanged(tmp_path: Path) -> None:
    """CC BY-ND, nothing stored: the reader is told nothing, the editor is warned, the records say not_checked."""
    build = made(tmp_path, lamp(), EVERY)
    assert build.exit_code == 0
    assert noted(build) == {"R021": "warning"}
    assert not {name for name, text in texts(build).items() if CLAIMS.search(text)}
    assert checked(build) == ({"verbatim": "not_checked"}, "not_checked")
    assert states(build, "D-VERBATIM") == {"not_checked"}
    (told,) = {row["where"][0] for row in record(build, "proof.json")["duties"] if row["duty"] == "D-VERBATIM"}
    assert told.startswith("no original is stored that the text could be compared with")


def test_a_text_that_is_its_original_says_so(tmp_path: Path) -> None:
    build = made(tmp_path, lamp(**compared()), EVERY)
    assert noted(build) == {}
    assert all("No changes" in text for name, text in texts(build).items() if name.endswith((".txt", ".pdf")))
    assert checked(build) == ({"verbatim": "kept"}, "passed")
    assert states(build, "D-VERBATIM") == {"found"}


def test_a_text_without_derivatives_that_was_changed_is_refused(tmp_path: Path) -> None:
    build = made(tmp_path, lamp(body=TEXT.replace("four", "five"), **compared()))
    assert build.exit_code == 3


def test_a_text_that_may_be_changed_and_was_is_called_edited(tmp_path: Path) -> None:
    """CC BY asks that changes are said; ours are, the editor hears where, and the note is owed and proved."""
    build = made(tmp_path, lamp("CC-BY-4.0", body=TEXT.replace("four", "five"), **compared()))
    assert build.exit_code == 0
    assert noted(build) == {"R023": "warning"}
    assert all("Edited by us." in text for name, text in texts(build).items() if name.endswith((".txt", ".pdf")))
    assert not any(CLAIMS.search(text) for text in texts(build).values())
    assert checked(build) == ({"verbatim": "broken"}, "passed")
    assert states(build, "D-INDICATE-CHANGES") == {"found"}


def test_the_editors_own_word_for_a_change_stands_above_ours(tmp_path: Path) -> None:
    article = lamp("CC-BY-4.0", body=TEXT.replace("four", "five"), **compared())
    article.entry["changes"] = "spelling put right"
    build = made(tmp_path, article)
    assert noted(build) == {}
    assert "Spelling put right." in texts(build)["email.txt"]


def test_an_open_text_without_an_original_is_an_information_only(tmp_path: Path) -> None:
    """Nobody owes that it is unchanged; nobody may say so either."""
    build = made(tmp_path, lamp("CC-BY-4.0"))
    assert noted(build) == {"R021": "info"}
    assert not any(CLAIMS.search(text) for text in texts(build).values())


@pytest.mark.parametrize(
    ("source", "by", "says", "state", "warned"),
    [
        pytest.param(ORIGINAL, "Ines Falk", True, "kept", False, id="compared and signed"),
        pytest.param(ORIGINAL, "", True, "kept", False, id="compared"),
        pytest.param("", "Ines Falk", True, "not_checked", True, id="somebody answers for it"),
        pytest.param("", "", False, "not_checked", True, id="nobody answers for it"),
        pytest.param("Dues up.", "", False, "not_checked", True, id="a teaser is no original"),
        pytest.param("  \n", "", False, "not_checked", True, id="an empty file is no original"),
    ],
)
def test_own_words_are_claimed_where_they_were_compared_or_somebody_answers(
    tmp_path: Path, source: str, by: str, says: bool, state: str, warned: bool
) -> None:
    build = made(tmp_path, dues(source=source, summary_by=by))
    assert build.exit_code == 0
    assert {"in our own words" in re.sub(r"\s+", " ", text) for text in texts(build).values()} >= {says}
    assert any("in our own words" in text for text in texts(build).values()) is says
    assert noted(build) == ({"R022": "warning"} if warned else {})
    assert checked(build)[0] == {"own_words": state}
    assert states(build, "D-OWN-WORDS") == {"settled" if state == "kept" else "not_checked"}


def test_a_quotation_whose_words_were_not_compared_is_warned_of_too(tmp_path: Path) -> None:
    build = made(tmp_path, dues(use="quote", quote="three hours", summary_by="Ines Falk"))
    assert noted(build) == {"R022": "warning"}
    assert checked(build)[0] == {"own_words": "not_checked"}


def test_a_link_with_a_summary_is_judged_as_a_brief(tmp_path: Path) -> None:
    """Whoever calls it a link copies no more than others."""
    copied = dues(source=ORIGINAL, use="link")
    copied.entry["summary"] = ORIGINAL[:110]
    (item,) = clear(read(write_workspace(tmp_path / "a", [copied]), "2026-w47")).refused
    assert "R-SUMMARY-NEAR-COPY" in {reason.code for _, decision in item.refused for reason in decision.reasons}
    assert told(tmp_path / "b", dues(use="link"), "R022").severity == "warning"
    bare = dues(use="link", summary_by="")
    bare.entry["summary"] = ""
    assert list(note_findings(clear(read(write_workspace(tmp_path / "c", [bare]), "2026-w47")).items)) == []


def test_the_findings_name_the_way_out(tmp_path: Path) -> None:
    """Store the original; or somebody signs."""
    first = told(tmp_path / "a", dues(summary_by=""), "R022")
    assert "summary_by" in first.hint and "source/page.html" in first.hint
    assert "Ines Falk answers for it" in told(tmp_path / "b", dues(summary_by="Ines Falk"), "R022").message
    assert "source/paste.txt" in told(tmp_path / "c", lamp(), "R021").hint


def told(root: Path, article: SampleArticle, code: str) -> Finding:
    """Return the finding of that code."""
    cleared = clear(read(write_workspace(root, [article]), "2026-w47"))
    return next(one for one in note_findings(cleared.items) if one.code == code)


def test_the_way_out_leads_out(tmp_path: Path) -> None:
    """Who does what the finding says hears no more of it, and readers are told."""
    article = lamp()
    article.files["source/paste.txt"] = TEXT.encode()
    cleared = clear(read(write_workspace(tmp_path, [article]), "2026-w47"))
    assert list(note_findings(cleared.items)) == []
    assert cleared.items[0].unchanged is Checked.KEPT


def test_what_was_not_checked_is_told_once(tmp_path: Path) -> None:
    """The gate's warning and the edition's finding are one matter."""
    found = clear(read(write_workspace(tmp_path, [lamp()]), "2026-w47"))
    assert [one.code for one in note_findings(found.items)] == ["R021"]


def test_a_broken_duty_stands_above_one_that_was_not_checked() -> None:
    """What the files do not show is missing, whatever could be compared."""
    from publishkit.model.owed import Owed
    from publishkit.model.rights import Channel
    from publishkit.proof.duties import prove

    owed = Owed(
        item="a01", asset_id="x#text", channel=Channel.WEB, duty="D-VERBATIM", strings=("Gone.",), unchecked="x"
    )
    proof = prove([owed], [], {})
    assert (proof.rows[0].state, proof.of("x#text")) == ("missing", "failed")


def test_the_audit_names_what_was_not_checked(tmp_path: Path) -> None:
    """The table and the page a lawyer gets; “Proved.” alone would say too much."""
    from tests.support.command import run

    root = write_workspace(tmp_path, [lamp()], issue={"outputs": ["email", "web"]})
    assert run("build", cwd=root).exit_code == 0
    table = run("rights", "report", cwd=root).stdout
    assert "not checked, for want of an original to compare with: lamp" in table
    assert "? D-VERBATIM" in table
    page = root / "report.html"
    assert run("rights", "report", "--html", page, cwd=root).exit_code == 0
    assert "No original is stored that could be compared with: lamp." in page.read_text("utf-8")
