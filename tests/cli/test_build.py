"""`publishkit build` as an editor meets it: refused, built, found in every format by outside readers."""

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import html

from tests.support.command import files_of, run
from tests.support.once import build_once
from tests.support.workspaces import NOTICE, SampleArticle, brief_article, write_workspace

PDFTOTEXT = pytest.mark.skipif(
    not any((Path(folder) / "pdftotext").exists() for folder in os.environ["PATH"].split(os.pathsep)),
    reason="pdftotext is not installed: publishkit doctor --fix --tests",
)


def squeezed(text: str) -> str:
    """Return *text* without white space: layout breaks lines where it likes."""
    return "".join(text.split())


def pdf_text(path: Path) -> str:
    return subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True, check=True).stdout.decode()


def epub_text(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        pages = [book.read(name) for name in book.namelist() if name.endswith(".xhtml")]
    return "".join(html.fromstring(page).text_content() for page in pages)


def mail_texts(path: Path) -> list[str]:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    return [plain.get_content(), html.fromstring(rich.get_content()).text_content()]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """Return the root of a workspace whose issue, with a reserved page as a brief, has been built."""
    return build_once(write_workspace(tmp_path_factory.mktemp("built")), shared)


def test_a_reserved_page_in_full_stops_the_build(tmp_path: Path) -> None:
    """Exit 3: a table with item, format, reason and what to do; nothing is written."""
    root = write_workspace(tmp_path, [SampleArticle(), brief_article(use="full")])
    ran = run("build", cwd=root)
    assert ran.exit_code == 3
    assert not (root / "out").exists()
    said = " ".join(ran.stdout.split())
    assert "harbour-dues" in said
    for words in ("Harbour Press", "reserves", "brief", "permission", "leave"):
        assert words in said


def test_a_refusal_is_told_to_machines_too(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [brief_article(use="full")])
    ran = run("build", "--json", cwd=root)
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["exit_code"]) == (3, 3)
    assert told["withheld"][0]["article"] == "harbour-dues"
    assert told["artifacts"] == []


@PDFTOTEXT
def test_outside_readers_find_notice_and_credits_in_all_four_formats(built: Path) -> None:
    """The notice byte for byte but for white space; author, publisher, holder; the picture's credit."""
    out = built / "out/2026-w47"
    texts = {
        "pdf": [pdf_text(out / "the-quay-2026-w47.pdf")],
        "epub": [epub_text(out / "the-quay-2026-w47.epub")],
        "mail": mail_texts(out / "email.eml"),
        "web": [html.fromstring((out / "web/index.html").read_bytes()).text_content()],
    }
    for name, found in texts.items():
        for text in map(squeezed, found):
            for owed in (
                NOTICE,
                "Carl Stone",
                "Harbour Press Ltd",
                "© Dan Reed | Coast Pictures",
                "Harbour dues to double",
            ):
                assert squeezed(owed) in text, (name, owed)


def test_the_notice_keeps_its_no_break_space_and_its_slips(built: Path) -> None:
    """In HTML nothing but markup may change: the very characters are there."""
    page = html.fromstring((built / "out/2026-w47/web/index.html").read_bytes()).text_content()
    assert NOTICE in page
    assert NOTICE in mail_texts(built / "out/2026-w47/email.eml")[0]


def test_the_withheld_picture_and_text_are_nowhere(built: Path) -> None:
    """Neither its bytes, nor its name, nor a sentence of the page, in any file or inside the book."""
    picture = (built / "issues/2026-w47/articles/harbour-dues/images/council-vote.png").read_bytes()
    files = files_of(built / "out/2026-w47")
    with zipfile.ZipFile(io.BytesIO(files["the-quay-2026-w47.epub"])) as book:
        files |= {f"epub/{name}": book.read(name) for name in book.namelist()}
    for name, data in files.items():
        assert picture not in data, name
        assert sha256(data).digest() != sha256(picture).digest(), name
        if name not in {"proof.json", "build.json", "rights.json"}:
            assert b"council-vote" not in data, name
        assert b"nine votes to two to double" not in data, name


def test_everything_the_design_names_is_there(built: Path) -> None:
    names = set(files_of(built / "out/2026-w47"))
    assert {
        "email.html",
        "email.txt",
        "email.eml",
        "web/index.html",
        "web/low-water.html",
        "the-quay-2026-w47.pdf",
        "the-quay-2026-w47.epub",
        "rights.json",
        "proof.json",
        "build.json",
        "SHA256SUMS",
    } <= names
    assert "web/harbour-dues.html" not in names


def test_private_things_stay_private(built: Path) -> None:
    """No contact, no evidence path, no path of this machine in anything that is published."""
    for name, data in files_of(built / "out/2026-w47").items():
        assert str(built).encode() not in data, name
    assert b"evidence/" not in (built / "out/2026-w47/rights.json").read_bytes()


def test_verify_passes_and_names_what_somebody_changed(built: Path, tmp_path: Path) -> None:
    """One credit altered by hand: exit 4, the file and the duty named."""
    import shutil

    copy = tmp_path / "edition"
    shutil.copytree(built / "out/2026-w47", copy)
    assert run("verify", copy).exit_code == 0
    page = copy / "web/index.html"
    page.write_bytes(page.read_bytes().replace(b"Carl Stone", b"Carla Stone"))
    ran = run("verify", copy)
    assert ran.exit_code == 4
    assert "Carl Stone" in ran.stdout
    assert "web/index.html" in ran.stdout


def test_the_same_issue_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """From another folder, with another hash seed, in another time zone, in another language."""
    env = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "de_DE.UTF-8"}
    again = write_workspace(tmp_path / "some/where else")
    assert run("build", cwd=again, env=env).exit_code == 0
    first, second = files_of(built / "out/2026-w47"), files_of(again / "out/2026-w47")
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_the_report_for_machines_has_the_agreed_form(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    ran = run("build", "--json", cwd=root)
    told = json.loads(ran.stdout)
    assert set(told) == {"edition", "findings", "artifacts", "withheld", "exit_code"}
    assert set(told["artifacts"][0]) == {"name", "media_type", "bytes", "sha256"}
    assert {"article", "asset", "reasons"} <= set(told["withheld"][0])
    assert ran.stderr == ""


def test_check_writes_nothing(tmp_path: Path) -> None:
    """But for what is made again whenever it is missing: fingerprints of pictures."""
    root = write_workspace(tmp_path)
    before = files_of(root)
    assert run("check", cwd=root).exit_code == 0
    after = files_of(root)
    assert {name: data for name, data in after.items() if not name.startswith(".publishkit/prints/")} == before


def test_sarif_names_rules_and_places(tmp_path: Path) -> None:
    article = SampleArticle()
    article.head["review"] = ["Who took the picture?"]
    told = json.loads(run("check", "--sarif", cwd=write_workspace(tmp_path, [article])).stdout)
    assert told["version"] == "2.1.0"
    assert "A001" in [result["ruleId"] for result in told["runs"][0]["results"]]


def test_an_error_in_the_content_is_exit_1_and_nothing_is_written(tmp_path: Path) -> None:
    article = SampleArticle()
    article.pictures[0] |= {"alt": "", "caption": ""}  # a caption would stand in for it
    root = write_workspace(tmp_path, [article])
    ran = run("build", cwd=root)
    assert ran.exit_code == 1
    assert "A004" in ran.stdout
    assert not (root / "out").exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("build", "no-such-issue"), "issues/no-such-issue/issue.toml: is missing"),
        (("build", "../../etc"), "is no issue id"),
        (("explain", "R-AR"), "did you mean R-ARR"),
        (("verify", "nowhere"), "is not a folder"),
        (("check", "-C", "/"), "no publishkit.toml here or above"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_2(tmp_path: Path, words: tuple[str, ...], expected: str) -> None:
    ran = run(*words, cwd=write_workspace(tmp_path))
    assert ran.exit_code == 2
    assert expected in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert ran.stdout == ""


def test_the_output_may_be_one_format_only(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, issue={"outputs": ["epub"]})
    assert run("build", cwd=root).exit_code == 0
    assert [n for n in files_of(root / "out/2026-w47") if not n.endswith((".json", "SUMS"))] == [
        "the-quay-2026-w47.epub"
    ]


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")
def test_kill_9_while_building_leaves_the_previous_edition_whole(built: Path, tmp_path: Path) -> None:
    """Ten builds killed at random moments; after each, every file fits its checksum."""
    import shutil

    root = tmp_path / "ws"
    shutil.copytree(built, root)
    dice = random.Random(1)
    for _ in range(10):
        with subprocess.Popen(
            [sys.executable, "-m", "publishkit", "build"],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(dice.uniform(0.3, 3.0))
            process.send_signal(signal.SIGKILL)
        sums = (root / "out/2026-w47/SHA256SUMS").read_text("utf-8").splitlines()
        for digest, name in (line.split("  ", 1) for line in sums):
            assert sha256((root / "out/2026-w47" / name).read_bytes()).hexdigest() == digest, name
