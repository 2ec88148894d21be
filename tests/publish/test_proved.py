"""What the site makes besides its editions is proved before anything is sent, and again by `verify --site`."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from publishkit.press.correct import Instruction, Retraction, retract
from publishkit.press.verify import verify_site
from publishkit.publish.site.search import words_of
from publishkit.words import UNSPACED
from tests.proof.test_harmless_editions import BODY, licensed
from tests.publish.small_shelf import BOATS, DUES, NOW, build_small, publish_small
from tests.support.command import run
from tests.support.workspaces import SampleArticle, brief_article

PAGE = Path("themes/almanac/templates/site/page.html").read_text("utf-8")
POLICY = next(line for line in PAGE.splitlines() if "Content-Security-Policy" in line)
TRACKERS = {
    "a script of another host": ("</head>", '<script src="https://evil.example/s.js"></script></head>', "W008"),
    "a script in the page": ("</body>", "<script>fetch('/')</script></body>", "W008"),
    "an attribute that runs": ("<body", '<body onload="x()"', "W008"),
    "a picture of one point": ("</body>", '<img src="//evil.example/p.gif" alt=""></body>', "W009"),
    "a set of pictures": (
        "</body>",
        '<img src="site/icon.png" srcset="https://evil.example/2.png 2x" alt=""></body>',
        "W009",
    ),
    "a style in the page": (
        "</head>",
        "<style>body { background: url(https://evil.example/b.png) }</style></head>",
        "W009",
    ),
    "a ping": ("</body>", '<a href="archive/" ping="https://evil.example/p">archive</a></body>', "W009"),
    "a way elsewhere": ("</head>", '<meta http-equiv="refresh" content="0; url=https://evil.example/"></head>', "W008"),
    "no policy": (POLICY, "", "W012"),
    "a policy with a door": ("script-src 'self'", "script-src 'self' https://evil.example", "W012"),
    "a policy that lets scripts run": ("script-src 'self'", "script-src 'self' 'unsafe-inline'", "W012"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one edition; its site has a theme of its own, which the tests write."""
    workspace = tmp_path_factory.mktemp("letter")
    build_small(workspace, 1)
    theme = workspace / "themes" / "mine"
    (theme / "templates" / "site").mkdir(parents=True)
    (theme / "theme.toml").write_text('api = 1\nparent = "almanac"\n')
    config = workspace / "publishkit.toml"
    config.write_text(config.read_text() + '\n[theme]\nname = "mine"\n')
    return workspace


@pytest.mark.parametrize("name", TRACKERS)
def test_a_theme_that_tells_others_who_reads_is_refused(root: Path, tmp_path: Path, name: str) -> None:
    old, new, code = TRACKERS[name]
    assert old in PAGE
    page = root / "themes/mine/templates/site/page.html"
    page.write_text(PAGE.replace(old, new))
    try:
        done = run("publish", "--to", tmp_path / "www", cwd=root)
        assert done.exit_code == 4
        assert f"site: index.html: {code}: " in done.stderr
        assert not (tmp_path / "www").exists()
    finally:
        page.unlink()


def test_a_style_sheet_that_loads_from_elsewhere_is_refused(root: Path, tmp_path: Path) -> None:
    """Written with an escape, too."""
    sheet = root / "themes/mine/templates/site/style.css"
    sheet.write_text(
        '{% include "almanac/site/style.css" %}\nmain { background: u\\72l("https://evil.example/a.png") }\n'
    )
    try:
        done = run("publish", "--to", tmp_path / "www", cwd=root)
        assert (done.exit_code, "site: site/style.css: W009" in done.stderr) == (4, True)
    finally:
        sheet.unlink()


def test_files_of_ones_own_may_be_plain_but_tell_nobody(root: Path, tmp_path: Path) -> None:
    """A line by which a search engine knows an owner is fine; a counter, and a text that was withheld, are not."""
    static = root / "static"
    static.mkdir()
    (static / "google1.html").write_text("google-site-verification: google1.html")
    (static / "tool.js").write_text("document.title = 'x'")
    (static / "tool.html").write_text("<title>t</title><script src='tool.js'></script>")
    assert run("publish", "--to", tmp_path / "www", cwd=root).exit_code == 0
    assert verify_site(tmp_path / "www").findings == ()
    (static / "tool.html").write_text("<script src='https://stats.example/c.js'></script>")
    (static / "notes.txt").write_text(f"{DUES} The mayor will ask again.")
    try:
        done = run("publish", "--to", tmp_path / "www", cwd=root)
        assert done.exit_code == 4
        assert "site: tool.html: W009" in done.stderr
        assert "site: notes.txt: R114" in done.stderr
    finally:
        for path in static.iterdir():
            path.unlink()
        static.rmdir()


def test_what_is_changed_at_the_target_is_named(root: Path, tmp_path: Path) -> None:
    """Also without the list of what was published."""
    run("publish", "--to", tmp_path / "www", cwd=root)
    (tmp_path / "www/.publishkit-site.json").unlink()
    page = tmp_path / "www/archive/index.html"
    page.write_text(page.read_text().replace("</head>", '<script src="https://evil.example/s.js"></script></head>'))
    found = {(one.code, one.where) for one in verify_site(tmp_path / "www").findings}
    assert {("W008", "archive/index.html"), ("W009", "archive/index.html")} <= found


# --- withheld there, cleared here -------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["rungs", "again"])
def test_a_text_withheld_in_one_edition_and_cleared_in_another_is_no_leak(tmp_path: Path, slug: str) -> None:
    """Printed as a brief first, in full once a license was there: feeds, sections and search may hold it."""
    root, text = tmp_path / "letter", " ".join(BODY)
    root.mkdir()
    build_small(root, 1, [SampleArticle(), replace(brief_article(), slug="rungs", body=text, pictures=[])])
    build_small(root, 2, [licensed(text, slug=slug)])
    publish_small(root, tmp_path / "www", ["2026-w01", "2026-w02"])
    assert verify_site(tmp_path / "www").findings == ()


@pytest.mark.parametrize("slug", ["low-water", "again"])
def test_a_text_taken_back_in_one_edition_stands_lawfully_in_another(tmp_path: Path, slug: str) -> None:
    root, own = tmp_path / "letter", SampleArticle(body=f"{BOATS}\n\n![](images/01.png)\n")
    root.mkdir()
    build_small(root, 1, [own, licensed(BODY[1], slug="rungs")])
    build_small(root, 2, [replace(own, slug=slug)])
    order = Instruction(day=date(2026, 11, 24), now=NOW)
    retract(root, "2026-w01", Retraction(article="low-water", reason="Wrong date."), order, lambda _: None)
    publish_small(root, tmp_path / "www", ["2026-w01", "2026-w02"])
    assert verify_site(tmp_path / "www").findings == ()


# --- shared and found -------------------------------------------------------------------------------------------------


def test_a_shared_link_shows_the_cover_that_bears_its_credit(tmp_path: Path) -> None:
    """Edition, article and home page name a picture by its full address, and it is there in the size they say."""
    root, www = tmp_path / "letter", tmp_path / "www"
    root.mkdir()
    publish_small(root, www, [build_small(root, 1)])
    for name in ("index.html", "2026-w01/index.html", "2026-w01/low-water.html"):
        told = {
            meta.get("property") or meta.get("name"): meta.get("content") or ""
            for meta in html.fromstring((www / name).read_bytes()).iter("meta")
        }
        assert told["og:image"] == "https://quay.example/letter/2026-w01/cover.jpg"
        with Image.open(www / "2026-w01/cover.jpg") as cover:
            assert cover.size == (int(told["og:image:width"]), int(told["og:image:height"]))
        assert (told["twitter:card"], bool(told["og:image:alt"])) == ("summary_large_image", True)
        assert name == "index.html" or told["article:published_time"] == "2026-01-09"
    assert verify_site(www).findings == ()


@pytest.mark.parametrize(("language", "words"), [("ja", ("四時", "引き潮", "町", "聞い")), ("ar", ("الميناء",))])
def test_the_search_finds_words_within_a_line(tmp_path: Path, language: str, words: tuple[str, ...]) -> None:
    """Where no spaces part words each pair of letters is indexed, and every pair of a word leads to the article."""
    root, www = tmp_path / "letter", tmp_path / "www"
    root.mkdir()
    publish_small(root, www, [build_small(root, 1, language=language)])
    rows = json.loads((www / "search/2026/0.json").read_bytes())
    for word in words:
        parts = words_of(word)[: max(1, len(word) - 1)] if language == "ja" else words_of(word)
        assert all(any(row.startswith(part) and found[0] < 4 for row, found in rows.items()) for part in parts), word
    assert verify_site(www).findings == ()


def test_the_browser_parts_words_as_the_index_does() -> None:
    """The script of the search, run by Node: what is typed falls into the words that the index has."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed here")
    script = Path("publishkit/publish/search.js").read_text("utf-8")
    letters = re.search(r"LETTERS = \{[^}]*\}", script)
    own = script[script.index("const fold") : script.index("const order")]
    texts = ["東京湾の潮位", "夜", "Don’t go: 3 tides", "第3号", "ภาษาไทย", "Löschpapier", "ガス"]
    call = f"const {letters[0] if letters else ''};{own};console.log(JSON.stringify({json.dumps(texts)}.map(wordsOf)))"
    told = json.loads(subprocess.run([node, "-e", call], capture_output=True, check=True).stdout)
    for text, parts in zip(texts, told, strict=True):
        indexed = words_of(text)
        assert parts == [
            word
            for n, word in enumerate(indexed)
            if not (
                n
                and len(word) == 1
                and UNSPACED.match(word)
                and indexed[n - 1].endswith(word)
                and len(indexed[n - 1]) == 2
            )
        ]
