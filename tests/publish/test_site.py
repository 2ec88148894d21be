"""The site as files: valid, whole, the same on any day; what an edition must not show is nowhere on it."""

import json
import shutil
from pathlib import Path

import html5lib
import pytest
from lxml import etree

from publishkit.press.verify import verify_published, verify_site
from publishkit.publish.files import content, made_file
from publishkit.publish.site.cache import CachedFiles, code_mark, read_cache, write_cache
from publishkit.publish.site.search import fold, words_of
from tests.publish.small_shelf import build_small, publish_small
from tests.support.command import files_of, run
from tests.support.once import build_once
from tests.support.workspaces import write_workspace as write_small

URL = "https://estuary.example.org/letter/"


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """A workspace whose edition was put right and published; `www` is the site, `www-first` the one before."""
    root = build_once(write_small(tmp_path_factory.mktemp("corrected")), shared)
    assert run("publish", "--to", root / "www-first", cwd=root).exit_code == 0
    words = ("2026-w47", "low-water", "--note", "Eight boats, not seven.", "--date", "2026-11-24")
    ran = run("correct", *words, cwd=root)
    assert ran.exit_code == 0, ran.stdout + ran.stderr
    assert run("publish", "--to", root / "www", cwd=root).exit_code == 0
    return root


def test_every_page_is_valid_html(site: Path) -> None:
    """html5lib in its strict mode stops at the first error of the HTML Standard's parser."""
    pages = [path for path in site.rglob("*.html") if "2026-w46" not in path.parts and "2025-w52" not in path.parts]
    assert len(pages) > 15
    for path in pages:
        html5lib.HTMLParser(strict=True).parse(path.read_bytes())


def test_no_header_stands_in_a_footer(corrected: Path) -> None:
    """HTML Standard, 4.3.8: neither header, footer nor main is a descendant of a footer; after a correction neither."""
    for path in (*(corrected / "www-first").rglob("*.html"), *(corrected / "www").rglob("*.html")):
        root = html5lib.parse(path.read_bytes(), treebuilder="lxml", namespaceHTMLElements=False)
        assert root.xpath("//footer//*[self::header or self::footer or self::main]") == [], path


def test_the_whole_site_holds_together(site: Path) -> None:
    assert verify_published(files_of(site)) == ()


def test_proved_files_are_published_to_the_byte_and_private_ones_stay(shelf: Path, site: Path) -> None:
    out = shelf / "out/2026-w47"
    assert (site / "2026-w47/index.html").read_bytes() == (out / "web/index.html").read_bytes()
    assert (site / "the-estuary-2026-w47.pdf").read_bytes() == (out / "the-estuary-2026-w47.pdf").read_bytes()
    names = {path.name for path in site.rglob("*")}
    assert not names & {"email.html", "email.eml", "build.json", "texts.json"}


SPOILED = (
    ("the-quay-2026-w47.pdf", b"%PDF", b"%PDG", "R130"),
    ("2026-w47/low-water.html", b"harbour", b"harvest", "R130"),
    ("index.html", b'href="archive/"', b'href="attic/"', "L002"),
    ("opds/new.xml", b"2026-w47-r2.epub", b"2026-w48.epub", "L002"),
    ("archive/index.html", b'href="../2026-w47/"', b'href="../2026-w47/#nowhere"', "L001"),
)


def test_what_was_changed_afterwards_is_named(corrected: Path) -> None:
    files = files_of(corrected / "www")
    for path, old, new, _ in SPOILED:
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    found = {(finding.where, finding.code) for finding in verify_published(files)}
    assert {(path, code) for path, _, _, code in SPOILED} <= found


def test_verify_site_as_an_operator_runs_it(corrected: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(corrected / "www", tmp_path / "letter"))
    assert run("verify", "--site", copy).exit_code == 0
    (copy / "the-quay-2026-w47-r2.epub").unlink()
    done = run("verify", "--site", copy, "--json")
    assert done.exit_code == 4
    assert {f["code"] for f in json.loads(done.stdout)["findings"]} == {"R132", "L002"}


def test_the_sitemap_leaves_reprints_to_their_own_addresses(site: Path) -> None:
    root = etree.parse(str(site / "sitemap.xml")).getroot()
    found = {node.text for node in root.iter("{*}loc")}
    assert {URL, f"{URL}2026-w47/", f"{URL}2026-w47/five-wheels.html", f"{URL}archive/2025.html"} <= found
    assert f"{URL}2026-w47/what-the-lamp-says.html" not in found


def test_mining_is_reserved_where_the_edition_says_so(tmp_path: Path) -> None:
    """TDMRep: a rule for our own text and for the pages that hold all; none for the reprint under an open license."""
    policy = "https://quay.example/mining"
    name = build_small(tmp_path, 1, config={"publication": {"tdm_reserved": True, "tdm_policy": policy}})
    publish_small(tmp_path, tmp_path / "www", [name])
    assert json.loads((tmp_path / "www/.well-known/tdmrep.json").read_bytes()) == [
        {"location": f"/letter/2026-w01/{page}", "tdm-reservation": 1, "tdm-policy": policy}
        for page in ("low-water.html", "$", "index.html")
    ]
    assert (tmp_path / "www/2026-w01/rungs.html").exists()


def test_a_revised_edition_says_so_everywhere(corrected: Path) -> None:
    """Revision and correction on the home page; the superseded book is kept, to the byte, and named as such."""
    home = (corrected / "www/index.html").read_text("utf-8")
    assert "Revision 2" in home
    assert "Eight boats, not seven." in home
    assert "Superseded by revision 2" in home
    for name in ("the-quay-2026-w47.pdf", "the-quay-2026-w47.epub"):
        assert (corrected / "www" / name).read_bytes() == (corrected / "www-first" / name).read_bytes()
    assert "the-quay-2026-w47-r2.pdf" in home
    assert verify_site(corrected / "www").findings == ()


def test_a_withdrawn_article_leaves_a_stub_under_its_old_name(corrected: Path, tmp_path: Path) -> None:
    """In feeds it replaces the text in readers' programs; the books that hold it are no longer linked."""
    root = Path(shutil.copytree(corrected, tmp_path / "withdrawn"))
    words = ("2026-w47", "low-water", "--reason", "At its author's wish.", "--date", "2026-11-25")
    assert run("retract", *words, cwd=root).exit_code == 0
    assert run("publish", "--to", root / "www", cwd=root).exit_code == 0
    items = {i["id"]: i for i in json.loads((root / "www/feeds/articles.json").read_bytes())["items"]}
    stub = items["tag:quay.example,2026-11-20:letter/2026-w47/low-water"]
    assert stub["content_html"] == "<p>Withdrawn on 25 November 2026. At its author&#39;s wish.</p>"
    assert stub["date_modified"] == "2026-11-25T06:00:00Z"
    assert [path.name for path in (root / "www").glob("*.pdf")] == ["the-quay-2026-w47-r3.pdf"]
    assert verify_site(root / "www").findings == ()


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Źródło", "zrodlo"), ("STRASSE Straße", "strasse strasse"), ("Œuvre", "oeuvre"), ("ﬁsh", "fish")],
)
def test_words_are_compared_without_accents(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert words_of("a_b 3.5") == ["a", "b", "3", "5"]


def test_what_is_kept_of_the_site_is_made_anew_when_any_of_our_code_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Titles come from `words.py`, labels from `edition/`, pages from `publish/`: no room is left out of the mark."""
    monkeypatch.setattr("publishkit.publish.site.cache.PACKAGE", tmp_path)
    (tmp_path / "words.py").write_text("fold = str.lower\n", encoding="utf-8")
    before = code_mark()
    assert code_mark() == before
    (tmp_path / "words.py").write_text("fold = str.casefold\n", encoding="utf-8")
    assert code_mark() != before


def test_a_cache_that_was_broken_off_is_none(tmp_path: Path) -> None:
    """The list is written last."""
    kept = write_cache(tmp_path / "key", CachedFiles(files=(made_file("a.txt", b"a"),), facts={"firsts": ["a"]}))
    assert read_cache(tmp_path / "key") == kept
    assert content(kept.files[0]) == b"a"
    (tmp_path / "key/files.json").unlink()
    assert read_cache(tmp_path / "key") is None
