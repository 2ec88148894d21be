"""`publishkit retract`: words and pictures are in no new file, the site loses the old ones, permissions that ended follow."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.command import Ran, files_of, run
from tests.support.once import build_once
from tests.support.readers import book_files, page_text, pdf_text, squeezed
from tests.support.workspaces import SampleArticle, brief_article, png, write_workspace

REASON = "The register was misread; the counts are wrong."
NOTICE = f"Withdrawn on 26 November 2026. {REASON}"
OUT = Path("out", "2026-w47")
WORDS = ("harbour wakes at four", "Nobody has counted", "the ice house", "The quay at dawn", "Ada Quill")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """Return a workspace whose issue is out and on a site."""
    made = write_workspace(tmp_path_factory.mktemp("retract"), config={"publish": {"target": "site"}})
    ran = run("publish", cwd=build_once(made, shared))
    assert ran.exit_code == 0, ran.stdout + ran.stderr
    return made


@pytest.fixture(scope="module")
def old(root: Path) -> dict[str, bytes]:
    """Return the edition as it came out."""
    return files_of(root / OUT)


@pytest.fixture(scope="module")
def rehearsed(root: Path, old: dict[str, bytes]) -> Ran:
    """Return what a dry run says; nothing may change by it."""
    words = ("2026-w47", "low-water", "--reason", REASON, "--date", "2026-11-26", "--mailed", "--dry-run", "--json")
    ran = run("retract", *words, cwd=root)
    assert files_of(root / OUT) == old
    assert not (root / "issues/2026-w47/revisions.toml").exists()
    return ran


@pytest.fixture(scope="module")
def retracted(root: Path, rehearsed: Ran) -> Path:
    """Return the folder of the edition without the article."""
    assert rehearsed.exit_code == 0, rehearsed.stdout + rehearsed.stderr
    words = ("2026-w47", "low-water", "--reason", REASON, "--date", "2026-11-26", "--mailed")
    ran = run("retract", *words, cwd=root)
    assert ran.exit_code == 0, ran.stdout + ran.stderr
    assert "cannot be called back:\n  the-quay-2026-w47.epub at" in ran.stdout
    return root / OUT


def test_a_dry_run_says_what_would_happen(rehearsed: Ran) -> None:
    told = json.loads(rehearsed.stdout)
    assert (told["dry_run"], told["revision"]) == (True, 2)
    assert told["recalled"] == ["the-quay-2026-w47.epub", "the-quay-2026-w47.pdf", "web/images/low-water-01.png"]
    assert told["superseded"] == []
    downloads = told["distributed"]["downloads"]
    assert [book["file"] for book in downloads] == ["the-quay-2026-w47.epub", "the-quay-2026-w47.pdf"]
    assert date.fromisoformat(downloads[0]["first"]) <= date.fromisoformat(downloads[0]["last"])


def test_nothing_of_it_is_in_any_new_file(retracted: Path) -> None:
    """Pages, mail, PDF, EPUB, texts for feeds and search, records: neither its words nor its picture."""
    texts = {name: data.decode("utf-8", "replace") for name, data in files_of(retracted).items()}
    texts["pdf"] = pdf_text(retracted / "the-quay-2026-w47-r2.pdf")
    book = book_files(retracted / "the-quay-2026-w47-r2.epub")
    texts |= {name: data.decode("utf-8", "replace") for name, data in book.items()}
    pictures = {sha256(data).hexdigest() for data in (*files_of(retracted).values(), *book.values())}
    for words in WORDS:
        assert [name for name, text in texts.items() if squeezed(words) in squeezed(text)] == []
    assert sha256(png()).hexdigest() not in pictures
    assert not any("low-water-01" in name for name in (*texts, *book))
    record = json.loads(texts["edition.json"])
    assert [item["slug"] for section in record["sections"] for item in section["items"]] == ["harbour-dues"]
    assert [item["slug"] for item in json.loads(texts["texts.json"])["items"]] == ["harbour-dues"]
    assert not list(retracted.glob("superseded/*"))
    assert not list(retracted.glob("email.*")), "a letter that went out is not made again"


def test_a_stub_stands_where_it_stood(retracted: Path) -> None:
    """At its own address, in the edition, on paper and in the book."""
    page = (retracted / "web/low-water.html").read_bytes()
    assert squeezed(NOTICE) in squeezed(page_text(page))
    assert b'name="robots" content="noindex"' in page
    assert squeezed(NOTICE) in squeezed(page_text((retracted / "web/index.html").read_bytes()))
    assert squeezed(NOTICE) in squeezed(pdf_text(retracted / "the-quay-2026-w47-r2.pdf"))
    book = book_files(retracted / "the-quay-2026-w47-r2.epub")
    assert squeezed(NOTICE) in squeezed(page_text(book["EPUB/text/a01.xhtml"]))
    assert NOTICE.partition(". ")[2] in (retracted / "correction-r2.txt").read_text("utf-8").replace("\n", " ")


def test_the_proof_knows_it_again(retracted: Path, old: dict[str, bytes], tmp_path: Path) -> None:
    """The new files pass; an old page put among them is found by its words and its picture."""
    assert run("verify", retracted).exit_code == 0
    mixed = files_of(retracted) | {name: old[name] for name in ("web/low-water.html", "web/images/low-water-01.png")}
    for name, data in mixed.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    ran = run("verify", tmp_path, "--json")
    found = {finding["code"] for finding in json.loads(ran.stdout)["findings"]}
    assert ran.exit_code == 4
    assert {"R111", "R114"} <= found


def test_the_site_loses_it_without_being_pruned(root: Path, retracted: Path) -> None:
    """Books, picture and words are gone from the target; whoever kept the address of the article finds the stub."""
    assert retracted.is_dir()
    (root / "site/readers.txt").write_text("not ours")
    ran = run("publish", "--json", cwd=root)
    assert ran.exit_code == 0, ran.stderr
    site = files_of(root / "site")
    assert {"the-quay-2026-w47.pdf", "the-quay-2026-w47.epub", "2026-w47/images/low-water-01.png"} <= set(
        json.loads(ran.stdout)["deleted"]
    )
    assert "the-quay-2026-w47-r2.pdf" in site
    assert "readers.txt" in site
    for name, data in site.items():
        if name.endswith((".html", ".json", ".atom", ".rss", ".xml")):
            assert not [w for w in WORDS if w in data.decode("utf-8")], name
    assert b"Withdrawn" in site["feeds/articles.atom"]


def test_the_house_keeps_its_record(root: Path, retracted: Path, old: dict[str, bytes]) -> None:
    """The ledger has the decision; the edition as it was lies aside, where nothing is published from."""
    assert retracted.is_dir()
    told = [json.loads(line) for line in (root / "rights/ledger.jsonl").read_text().splitlines()]
    last = [line for line in told if line.get("asset") == "low-water#text"][-1]
    assert (last["ok"], last["reasons"]) == (False, ["R-WITHDRAWN"])
    assert told[-1]["seal"]["sums"] == sha256((retracted / "SHA256SUMS").read_bytes()).hexdigest()
    assert run("rights", "ledger", "--check", cwd=root).exit_code == 0
    assert files_of(root / ".publishkit/revisions/2026-w47/r1") == old
    for command, option in (("correct", "--note"), ("retract", "--reason")):
        again = run(command, "2026-w47", "low-water", option, "x", cwd=root)
        assert again.exit_code == 2
        assert "was retracted on 2026-11-26" in again.stderr


def test_a_permission_that_ended_is_listed_then_applied(tmp_path: Path) -> None:
    """The text stays; the one picture whose permission ended goes, and a note says so. A second look finds nothing."""
    proof = b"Yes, until 23 November."
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/mail.txt").write_bytes(proof)
    grant = {
        "grantor": {"name": "Coast Pictures"},
        "kind": "email",
        "granted_on": date(2026, 11, 2),
        "valid_until": date(2026, 11, 23),
        "channels": ["web"],
        "treatments": ["image", "image_resized"],
        "evidence": [{"path": "evidence/mail.txt", "sha256": sha256(proof).hexdigest()}],
    }
    rights = {"status": "permission", "holders": [{"name": "Coast Pictures"}], "grants": [grant]}
    picture = {"file": "images/01.png", "caption": "The quay at dawn.", "alt": "Boats.", "rights": rights}
    write_workspace(tmp_path, [SampleArticle(pictures=[picture]), brief_article()], issue={"outputs": ["web"]})
    built = run("build", cwd=tmp_path)
    assert built.exit_code == 0, built.stdout
    assert (tmp_path / OUT / "web/images/low-water-01.png").exists()
    listed = run("retract", "--due", "--date", "2026-11-24", cwd=tmp_path)
    assert listed.exit_code == 0
    assert "2026-w47: low-water, images/01.png: It may stand on the web until 23 November 2026." in listed.stdout
    assert (tmp_path / OUT / "web/images/low-water-01.png").exists(), "listed first, done when asked"
    done = run("retract", "--due", "--apply", "--date", "2026-11-24", "--json", cwd=tmp_path)
    assert done.exit_code == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["revisions"][0]["recalled"] == ["web/images/low-water-01.png"]
    page = page_text((tmp_path / OUT / "web/low-water.html").read_bytes())
    assert "harbour wakes at four" in page
    assert "A picture was withdrawn on 24 November 2026. The permission to show it has ended." in " ".join(page.split())
    assert not (tmp_path / OUT / "web/images/low-water-01.png").exists()
    assert "Nothing that is out" in run("retract", "--due", "--date", "2026-11-24", cwd=tmp_path).stdout
