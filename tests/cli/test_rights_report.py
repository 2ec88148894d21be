"""The audit of an issue as an editor, a program and a lawyer get it; and the ledger a build writes beside it."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from lxml import html as markup

from publishkit.permissions.audit import proof_shown
from publishkit.permissions.ledger import HEAD
from publishkit.rights.ledger import LEDGER
from tests.support.command import files_of, run
from tests.support.once import build_once
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

LETTER = b"From: Jane Roe <jane@press.example>\n\nYes, you may print it.\n"
CONTACT = "jane@press.example"


def permitted(**keys: Any) -> SampleArticle:
    """A text by permission, with its letter."""
    proof = {
        "path": "issues/2026-w47/evidence/letter.eml",
        "sha256": sha256(LETTER).hexdigest(),
        "note": f"sent by {CONTACT}",
    }
    grant = {
        "id": "roe-2026",
        "kind": "email",
        "grantor": {"name": "Jane Roe"},
        "grantor_is_holder": True,
        "contact": CONTACT,
        "reference": "<20261101.77@mail.press.example>",
        "granted_on": "2026-11-01",
        "valid_until": "2027-12-31",
        "channels": ["email", "web", "pdf", "epub"],
        "credit": "© 2026 Jane Roe, with kind permission",
        "evidence": [proof],
    }
    return SampleArticle(
        slug="ice-house",
        head={
            "title": "The Ice House",
            "bylines": [{"name": "Jane Roe"}],
            "publisher": {"name": "Coast Press"},
            "published": "2026-11-10",
            "source_url": "https://press.example/ice",
            **keys.pop("head", {}),
        },
        body="The ice house has no windows, and nobody remembers who had the key.",
        rights={
            "status": "permission",
            "holders": [{"name": "Jane Roe"}],
            "notes": f"ask {CONTACT} again in spring",
            "grants": [grant],
            **keys.pop("rights", {}),
        },
        pictures=[],
        files={"../../evidence/letter.eml": LETTER},
        **keys,
    )


def workspace_of(root: Path, *articles: SampleArticle, **keys: Any) -> Path:
    (root / "issues/2026-w47/evidence").mkdir(parents=True)
    return write_workspace(root, list(articles), **keys)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """A workspace of three articles, built once."""
    root = workspace_of(tmp_path_factory.mktemp("workspace"), SampleArticle(), brief_article(), permitted())
    return build_once(root, shared)


def report_of(root: Path, *words: str) -> dict[str, Any]:
    done = run("rights", "report", "--json", "-C", root, *words)
    assert done.exit_code == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def asset_of(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(asset for article in told["articles"] for asset in article["assets"] if asset["asset"] == name)


# --- JSON -------------------------------------------------------------------------------------------------------------


def test_the_report_names_every_text_and_picture_with_its_rights(built: Path) -> None:
    told = report_of(built)
    assert told["schema"] == "publishkit-rights-report/1"
    names = [asset["asset"] for article in told["articles"] for asset in article["assets"]]
    assert names == ["low-water#text", "low-water#img1", "harbour-dues#text", "harbour-dues#img1", "ice-house#text"]
    ice = asset_of(told, "ice-house#text")
    assert (ice["status"], ice["holders"], ice["grants"][0]["grantor"]) == ("permission", ["Jane Roe"], "Jane Roe")
    assert [(one["state"], one["of"]) for one in ice["evidence"]] == [("ok", "permission roe-2026")]
    assert {one["channel"]: one["used"] for one in ice["decisions"]} == dict.fromkeys(told["channels"], "full")


def test_the_report_says_where_each_duty_was_found(built: Path) -> None:
    told = report_of(built)
    assert (told["proof"], told["proof_is_current"]) == ("passed", True)
    duties = {duty["code"]: duty for duty in asset_of(told, "ice-house#text")["duties"]}
    credit = duties["D-CREDIT-EXACT"]["formats"]
    assert credit["web"]["state"] == "found"
    assert "web/ice-house.html#a03" in credit["web"]["where"]
    assert list(duties["D-EXPIRE"]["formats"]) == ["web"]
    assert duties["D-EXPIRE"]["formats"]["web"]["state"] == "manual"


def test_what_is_left_out_owes_only_that_it_is_named(built: Path) -> None:
    picture = asset_of(report_of(built), "harbour-dues#img1")
    assert {one["used"] for one in picture["decisions"]} == {"left out"}
    assert {duty["code"] for duty in picture["duties"]} <= {"D-NAME-OMITTED"}


def test_contacts_and_notes_are_private(built: Path) -> None:
    """Neither stands in anything that may be handed on."""
    for form in (run("rights", "report", "--json", "-C", built), run("rights", "report", "-C", built)):
        assert "@" not in form.stdout
        assert "again in spring" not in form.stdout
    private = run("rights", "report", "--json", "--private", "-C", built).stdout
    assert CONTACT in private and "again in spring" in private and "20261101.77@mail" in private


def test_before_a_build_nothing_is_proved(tmp_path: Path) -> None:
    root = workspace_of(tmp_path, SampleArticle())
    told = report_of(root)
    assert told["proof"] == "none"
    assert asset_of(told, "low-water#text")["duties"][0]["formats"]["pdf"]["state"] == "unproved"
    assert "not built yet: nothing is proved" in run("rights", "report", "-C", root).stdout


def test_a_changed_and_a_missing_letter_are_named(tmp_path: Path) -> None:
    root = workspace_of(tmp_path, permitted())
    letter = root / "issues/2026-w47/evidence/letter.eml"
    letter.write_bytes(LETTER + b" ")
    ice = asset_of(report_of(root), "ice-house#text")
    assert ice["evidence"][0]["state"] == "changed"
    assert {one["used"] for one in ice["decisions"]} == {"refused"}
    assert ice["duties"] == []
    letter.unlink()
    assert asset_of(report_of(root), "ice-house#text")["evidence"][0]["state"] == "missing"
    assert "letter.eml: MISSING" in run("rights", "report", "-C", root).stdout


@pytest.mark.parametrize("proof", [b"", b"[]", b"{}", b'{"duties": [1], "passed": true}', b"[" * 99_999, b"\xff"])
def test_a_record_that_cannot_be_read_proves_nothing(proof: bytes) -> None:
    assert proof_shown(proof, b"{}", {}).state == "unreadable"


def test_an_edition_of_older_files_says_so(built: Path, tmp_path: Path) -> None:
    files = files_of(built)
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    path = tmp_path / "issues/2026-w47/articles/low-water/article.md"
    path.write_text(path.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    assert report_of(tmp_path)["proof_is_current"] is False
    path.write_bytes(files["issues/2026-w47/articles/low-water/article.md"])
    assert report_of(tmp_path)["proof_is_current"] is True
    (tmp_path / "issues/2026-w47/evidence/letter.eml").write_bytes(LETTER[1:])
    told = report_of(tmp_path)
    assert (told["proof"], told["proof_is_current"], asset_of(told, "ice-house#text")["duties"]) == (
        "passed",
        False,
        [],
    )
    assert "files were changed since: build again" in " ".join(run("rights", "report", "-C", tmp_path).stdout.split())


# --- the table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 132])
def test_the_table_keeps_within_the_terminal(built: Path, width: int) -> None:
    shown = run("rights", "report", "-C", built, env={"COLUMNS": str(width)}).stdout
    assert max(map(len, shown.splitlines())) <= width
    for word in ("ice-house: The Ice House", "unchanged", "D-CREDIT-EXACT", "Harbour", "left out"):
        assert word in shown


def test_an_issue_that_is_not_there_is_named(built: Path) -> None:
    done = run("rights", "report", "2026-w99", "-C", built)
    assert done.exit_code == 2
    assert "issues/2026-w99" in done.stderr


# --- the page ---------------------------------------------------------------------------------------------------------


def page_of(root: Path, folder: Path, *words: str) -> str:
    done = run("rights", "report", "--html", folder / "report.html", "-C", root, *words)
    assert done.exit_code == 0, done.stderr
    return (folder / "report.html").read_text("utf-8")


def test_the_page_stands_alone_and_says_what_a_lawyer_asks(built: Path, tmp_path: Path) -> None:
    page = page_of(built, tmp_path)
    tree = markup.document_fromstring(page)
    assert not tree.xpath("//script | //link | //img | //iframe | //@onclick | //*[@src]")
    assert "url(" not in page and "@import" not in page
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [
        "default-src 'none'; style-src 'unsafe-inline'"
    ]
    words = " ".join(tree.text_content().split())
    for told in ("The Quay 47", "Jane Roe", sha256(LETTER).hexdigest(), "unchanged", "until 31 December 2027"):
        assert told in words
    assert "may be reproduced without the prior written consent of Harbour\u00a0Press Ltd.Any" in tree.text_content()
    assert "@" not in re.sub(r"@(media|page)", "", page)
    ledger = (built / LEDGER).read_bytes().splitlines()
    assert sha256(ledger[-1]).hexdigest() in words


def test_a_private_page_says_so_at_its_top(built: Path, tmp_path: Path) -> None:
    page = page_of(built, tmp_path, "--private")
    assert CONTACT in page
    assert "It is not for handing on." in page


EVIL = "</bdi></td><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}gpj.exe"


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    notice = f"{EVIL} " + "All rights reserved. " * 900
    root = workspace_of(
        tmp_path,
        permitted(
            head={"title": f"Ice {EVIL}", "bylines": [{"name": EVIL}]},
            rights={
                "copyright_line": EVIL,
                "credit_line": EVIL,
                "basis": EVIL,
                "conflict": [EVIL],
                "notices": [{"text": notice, "sha256": sha256(notice.encode()).hexdigest(), "lang": "en"}],
            },
        ),
    )
    page = page_of(root, tmp_path)
    tree = markup.document_fromstring(page)
    assert not tree.xpath("//script | //img | //*[@onerror or @onmouseover] | //a[starts-with(@href, 'javascript')]")
    assert "{{ 7*7 }}" in tree.text_content()
    assert len(page) < 200_000
    shown = run("rights", "report", "-C", root).stdout
    assert "\x1b" not in shown


def test_a_page_that_cannot_be_written_is_one_sentence(built: Path, tmp_path: Path) -> None:
    done = run("rights", "report", "--html", tmp_path / "none/report.html", "-C", built)
    assert done.exit_code == 2
    assert "cannot be written: No such file or directory" in done.stderr


# --- the ledger of a build --------------------------------------------------------------------------------------------


def lines_of(root: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the decisions of the ledger, and the seals of finished editions, in order."""
    lines = [json.loads(line) for line in (root / LEDGER).read_bytes().splitlines()]
    return [line for line in lines if "seal" not in line], [line for line in lines if "seal" in line]


def test_a_build_writes_down_every_decision_once(built: Path) -> None:
    lines, sealed = lines_of(built)
    assert len(lines) == 5 * 4  # texts and pictures, in four formats
    assert [line["edition"] for line in sealed] == ["2026-w47"]  # and the edition they went into
    ice = next(line for line in lines if (line["asset"], line["channel"]) == ("ice-house#text", "web"))
    assert (ice["outcome"], ice["ok"], ice["requested"]) == ("ALLOW_FULL", True, "full_verbatim")
    assert ice["reasons"] == ["R-GRANT-OK", "W-VERBATIM-UNCHECKED"]
    assert "D-EXPIRE" in ice["duties"]
    assert ice["evidence"] == {"issues/2026-w47/evidence/letter.eml": sha256(LETTER).hexdigest()}
    article = built / "issues/2026-w47/articles/ice-house/article.md"
    assert ice["inputs"] == {
        "issues/2026-w47/articles/ice-house/article.md": sha256(article.read_bytes()).hexdigest(),
    }
    assert ice["edition_date"] == "2026-11-20"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", ice["decided_at"])
    assert CONTACT not in (built / LEDGER).read_text()


def test_the_ledger_can_be_read_and_checked(built: Path) -> None:
    shown = run("rights", "ledger", "-C", built, env={"COLUMNS": "120"}).stdout
    assert "harbour-dues#img1" in shown and "R-IMAGE-NOT-CLEARED" in shown
    some = run("rights", "ledger", "ice-house", "--json", "-C", built).stdout.splitlines()
    assert {json.loads(line)["asset"] for line in some} == {"ice-house#text"}
    checked = run("rights", "ledger", "--check", "-C", built)
    assert checked.exit_code == 0
    assert "20 decisions and 1 seal, every line stands" in checked.stdout
    assert (
        "the ledger holds 20 decisions and 1 seal, and every line stands" in run("rights", "report", "-C", built).stdout
    )
    unknown = run("rights", "ledger", "low-tide", "-C", built)
    assert unknown.exit_code == 2
    assert "holds no decision about `low-tide`" in unknown.stderr


def small(root: Path, **entry: Any) -> Path:
    """A workspace that builds quickly."""
    article = SampleArticle(body="One line.", pictures=[], files={}, entry=entry)
    return write_workspace(root, [article], issue={"outputs": ["web"]})


def test_the_same_build_adds_nothing_and_leaves_the_same_edition(tmp_path: Path) -> None:
    root = small(tmp_path)
    run("build", "-C", root)
    before, edition = (root / LEDGER).read_bytes(), files_of(root / "out")
    assert tuple(map(len, lines_of(root))) == (1, 1)
    assert run("build", "-C", root).exit_code == 0
    assert (root / LEDGER).read_bytes() == before
    assert files_of(root / "out") == edition
    assert not any("ledger" in name for name in edition)


def test_a_changed_text_is_another_decision(tmp_path: Path) -> None:
    root = small(tmp_path)
    run("build", "-C", root)
    path = root / "issues/2026-w47/articles/low-water/article.md"
    path.write_text(path.read_text("utf-8") + "\nAnother line.\n", "utf-8")
    run("build", "-C", root)
    (one, two), (sealed, sealed_again) = lines_of(root)
    assert [one["n"], sealed["n"], two["n"], sealed_again["n"]] == [1, 2, 3, 4]
    assert two["prev"] == sha256((root / LEDGER).read_bytes().splitlines()[1]).hexdigest()
    assert sealed["seal"]["sums"] != sealed_again["seal"]["sums"]
    assert one["inputs"] != two["inputs"]
    assert one["statement_sha256"] == two["statement_sha256"]


def test_a_refused_build_is_written_down_as_well(tmp_path: Path) -> None:
    article = brief_article(use="full")
    root = write_workspace(tmp_path, [article], issue={"outputs": ["web"]})
    assert run("build", "-C", root).exit_code == 3
    told = [json.loads(line) for line in (root / LEDGER).read_bytes().splitlines()]
    assert [(line["asset"], line["ok"]) for line in told] == [
        ("harbour-dues#text", False),
        ("harbour-dues#img1", False),
    ]
    assert "R-ARR" in told[0]["reasons"]
    assert not (root / "out").exists()


def test_a_ledger_that_cannot_be_written_is_a_warning_and_the_edition_stands(tmp_path: Path) -> None:
    root = small(tmp_path)
    (root / LEDGER).mkdir(parents=True)
    done = run("build", "--json", "-C", root)
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    found = [finding for finding in answer["findings"] if finding["code"] == "R150"]
    assert [(finding["severity"], finding["where"]) for finding in found] == [("warning", LEDGER)]
    assert (root / "out/2026-w47/web/index.html").is_file()


def test_a_line_taken_out_is_found_by_the_check_and_named_by_the_next_build(tmp_path: Path) -> None:
    root = small(tmp_path)
    run("build", "-C", root)
    (root / LEDGER).write_bytes(b"")
    checked = run("rights", "ledger", "--check", "-C", root)
    assert checked.exit_code == 4
    assert "rights/ledger.jsonl: line 1: lines 1 to 2 are missing at the end" in checked.stderr
    assert json.loads(run("rights", "ledger", "--check", "--json", "-C", root).stdout)["broken"]["line"] == 1
    done = run("build", "--json", "-C", root)
    assert done.exit_code == 0
    assert "R152" in {finding["code"] for finding in json.loads(done.stdout)["findings"]}
    assert run("rights", "ledger", "--check", "-C", root).exit_code == 4


def test_before_a_build_the_ledger_is_empty_and_stands(tmp_path: Path) -> None:
    root = small(tmp_path)
    checked = run("rights", "ledger", "--check", "-C", root)
    assert checked.exit_code == 0
    assert "nothing decided yet" in checked.stdout
    assert not (root / HEAD).exists()
