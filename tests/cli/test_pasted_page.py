"""The typical Friday: a news page pasted by an editor, all rights reserved. From paste to proof, with the real page."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
import tomlkit
from lxml import html

from tests.cli.test_build import PDFTOTEXT, epub_text, mail_texts, pdf_text, squeezed
from tests.support.command import HOME, Ran, files_of, run
from tests.support.workspaces import write_workspace

PASTED = next(iter(HOME.parent.glob("*/corpus/daily-wrap-flashpoint.txt")), Path("nowhere"))
NOTICE_SHA256 = "c416b473ca0450913ce19551aaff193a0bcb2134421b7115d9da5a1746c6b657"

pytestmark = pytest.mark.skipif(not PASTED.is_file(), reason="the corpus of real pages is not beside this repository")


def flashpoint(tmp_path: Path) -> Path:
    """Return a workspace whose issue holds the pasted page as its second article."""
    root = write_workspace(tmp_path)
    ran = run("add", PASTED, "--slug", "flashpoint", "--url", "https://dailywrap.example/flashpoint", cwd=root)
    assert ran.exit_code == 0, ran.stderr
    return root


def use_as(root: Path, use: str, summary: str = "") -> Ran:
    path = root / "issues/2026-w47/issue.toml"
    manifest = tomlkit.parse(path.read_text("utf-8"))
    for section in manifest["section"]:
        for entry in section["article"]:
            if entry["slug"] == "flashpoint":
                entry.update({"use": use, "summary": summary, "summary_by": "Ines Falk"})
    path.write_text(tomlkit.dumps(manifest), "utf-8")
    return run("build", "--json", cwd=root)


def test_the_page_in_full_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    root = flashpoint(tmp_path)
    ran = use_as(root, "full")
    assert ran.exit_code == 3
    assert ["R-ARR"] in [left["reasons"] for left in json.loads(ran.stdout)["withheld"]]
    assert not (root / "out").exists()


@PDFTOTEXT
def test_as_a_brief_its_notice_and_credit_stand_in_all_four_formats(tmp_path: Path) -> None:
    """989 characters, found by pdftotext, unzip and two parsers; of the text itself not a sentence."""
    root = flashpoint(tmp_path)
    ran = use_as(
        root, "brief", "Pyongyang’s ruler told his officers to be ready for war, and named an alliance as the reason."
    )
    assert ran.exit_code == 0, ran.stdout
    pasted = PASTED.read_text("utf-8")
    notice = pasted[1919:2908]
    assert sha256(notice.encode()).hexdigest() == NOTICE_SHA256
    out = root / "out/2026-w47"
    texts = [
        pdf_text(out / "the-quay-2026-w47.pdf"),
        epub_text(out / "the-quay-2026-w47.epub"),
        *mail_texts(out / "email.eml"),
        html.fromstring((out / "web/index.html").read_bytes()).text_content(),
    ]
    sentence = "He also emphasised the need to achieve"
    assert sentence in pasted
    for text in map(squeezed, texts):
        for owed in (
            notice,
            "©\u00a0Daily Wrap",
            "Adam Zygiel",
            "East News | KCNA via KNS",
            "Wirtualna Polska Media Spółka Akcyjna",
        ):
            assert squeezed(owed) in text
        assert squeezed(sentence) not in text
    assert not [name for name in files_of(out) if "flashpoint" in name]


def test_the_notice_is_public_and_unchanged_in_the_rights_record(tmp_path: Path) -> None:
    root = flashpoint(tmp_path)
    assert use_as(root, "brief", "Pyongyang’s ruler told his officers to be ready for war.").exit_code == 0
    record = json.loads((root / "out/2026-w47/rights.json").read_text("utf-8"))
    notices = [notice for item in record["items"] for notice in item.get("notices", [])]
    assert NOTICE_SHA256 in [notice["sha256"] for notice in notices]
    assert NOTICE_SHA256 in [sha256(notice["text"].encode()).hexdigest() for notice in notices]
