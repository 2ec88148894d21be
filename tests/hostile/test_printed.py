"""Markup, quotes and foreign scripts in every place that takes words: printed as words, in every format."""

import email
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import policy
from pathlib import Path

import pikepdf
import pytest
from lxml import etree, html

from publishkit.model.artifact import Artifact
from publishkit.press.build import Build
from tests.hostile.hostile_workspaces import MARKUP, built, in_time, write
from tests.support.once import epubcheck
from tests.support.workspaces import SampleArticle, write_workspace

PLAIN = re.sub(r"[^A-Za-z]+", "w", MARKUP)
Files = dict[str, Artifact]


def files_of(build: Build) -> Files:
    assert build.exit_code == 0, [str(f) for f in build.findings if f.severity == "error"]
    return {artifact.name: artifact for artifact in build.artifacts}


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return files_of(built(write(tmp_path_factory.mktemp("harmful"), MARKUP)))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The same edition with letters only: the structure everything must have."""
    return files_of(built(write(tmp_path_factory.mktemp("harmless"), PLAIN)))


def name_of(files: Files, suffix: str) -> str:
    return next(name for name in files if name.endswith(suffix))


def shape(root: etree._Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every element with the names of its attributes."""
    for element in root.iter(etree.Element):
        yield str(element.tag), tuple(sorted(map(str, element.attrib)))


def pages(files: Files) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found = {
        n: list(shape(html.document_fromstring(unbroken(a.data)))) for n, a in files.items() if n.endswith(".html")
    }
    with zipfile.ZipFile(io.BytesIO(files[name_of(files, ".epub")].data)) as book:
        for name in book.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
                found[name] = list(shape(etree.fromstring(book.read(name))))
    return found


BREAKS = re.compile(rb'<wbr/>|<span style="display:inline-block">((?:[^<]|<wbr/>)*)</span>')


def unbroken(page: bytes) -> bytes:
    """A page without the places where we let a long word break, and what holds it together until then."""
    return BREAKS.sub(lambda found: (found[1] or b"").replace(b"<wbr/>", b""), page)


def test_no_element_and_no_attribute_is_injected(harmful: Files, harmless: Files) -> None:
    """Web, mail, every document of the book and its package: the very same elements and attributes; long words may break."""
    ours, theirs = pages(harmless), pages(harmful)
    assert set(ours) == set(theirs)
    for name, wanted in ours.items():
        assert theirs[name] == wanted, name


def test_the_words_stand_there_letter_by_letter(harmful: Files) -> None:
    text = html.document_fromstring(harmful["web/index.html"].data).text_content()
    assert text.count(MARKUP) > 15
    assert harmful["email.txt"].data.decode().count("</title></p></td>") > 15


def test_a_browser_runs_nothing(harmful: Files, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium: `publishkit doctor --fix --tests`")
    for name in ("web/index.html", "web/mine.html", "email.html"):
        page = tmp_path / name
        page.parent.mkdir(exist_ok=True)
        page.write_bytes(harmful[name].data)
        options = "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync --no-first-run"
        with in_time():
            done = subprocess.run(
                [chromium, *options.split(), f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()],
                capture_output=True,
                check=True,
                timeout=80,
            )
        dom = done.stdout.decode()
        assert "</html>" in dom
        assert not re.search(r"<html[^>]*pwned", dom), name
        assert "<svg" not in dom


def test_epubcheck_stays_clean(harmful: Files, shared: Path) -> None:
    said = epubcheck(harmful[name_of(harmful, ".epub")].data, shared)
    assert [message for message in said if message["severity"] != "USAGE"] == []


def test_the_data_for_machines_is_data(harmful: Files) -> None:
    (script,) = html.document_fromstring(harmful["web/index.html"].data).xpath("//script/text()")
    assert json.loads(str(script))["hasPart"][0]["headline"] == MARKUP
    with zipfile.ZipFile(io.BytesIO(harmful[name_of(harmful, ".epub")].data)) as book:
        assert json.loads(book.read("EPUB/rights.jsonld"))["hasPart"][0]["headline"] == MARKUP
        package = etree.fromstring(book.read("EPUB/content.opf"))
    assert MARKUP in " ".join(str(text) for text in package.itertext())
    assert json.loads(harmful["rights.json"].data)["publication"] == MARKUP


def test_the_mail_has_our_headers_and_no_others(harmful: Files, harmless: Files) -> None:
    said = [email.message_from_bytes(f["email.eml"].data, policy=policy.default) for f in (harmful, harmless)]
    assert said[0].keys() == said[1].keys()
    assert said[0]["Subject"] == MARKUP[:80]
    assert "".join(said[0]["From"].addresses[0].display_name.split()) == "".join(MARKUP.split())  # lines are folded
    assert said[0]["From"].addresses[0].addr_spec == "letter@quay.example"
    assert [part.get_content_type() for part in said[0].walk()] == [part.get_content_type() for part in said[1].walk()]


def test_the_pdf_does_nothing(harmful: Files) -> None:
    """No script, no action but links to the web, the words in its properties as words."""
    with pikepdf.open(io.BytesIO(harmful[name_of(harmful, ".pdf")].data)) as pdf:
        kinds = {
            str(o.get("/S")) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Action"
        }
        assert kinds <= {"/URI", "/GoTo"}
        assert not {"/OpenAction", "/AA"} & set(pdf.Root.keys())
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        assert MARKUP in str(pdf.docinfo["/Author"])
        with pdf.open_metadata() as meta:
            assert MARKUP in str(meta["dc:rights"])


# --- letters of the world ---------------------------------------------------------------------------------------------

SCRIPTS = {
    "Arabic": "العربية", "Armenian": "Հայերեն", "Chinese": "中文", "Cyrillic": "Кириллица", "Devanagari": "हिन्दी",
    "Ethiopic": "አማርኛ", "Georgian": "ქართული", "Greek": "Ωμέγα", "Hangul": "한국어", "Hebrew": "עברית",
    "Japanese": "日本語", "Thai": "ไทย", "emoji": "🧜‍♀️ 😀", "Latin": "Łódź Þórr Ŋ Ə",
}  # fmt: skip
WORLD = " ".join(SCRIPTS.values())


def test_every_script_is_printed_in_mail_web_and_book(tmp_path: Path) -> None:
    """Readers' own devices have the fonts."""
    root = write(tmp_path, WORLD)
    manifest = root / "issues/2026-w47/issue.toml"
    manifest.write_text('outputs = ["email", "web", "epub"]\n' + manifest.read_text("utf-8"), "utf-8")
    files = files_of(built(root))
    assert html.document_fromstring(files["web/index.html"].data).text_content().count(WORLD) > 15
    assert WORLD in files["email.txt"].data.decode()
    with zipfile.ZipFile(io.BytesIO(files[name_of(files, ".epub")].data)) as book:
        assert WORLD in "".join(etree.fromstring(book.read("EPUB/text/a01.xhtml")).itertext())


def test_every_script_is_printed_in_the_pdf(tmp_path: Path) -> None:
    """Letters the theme lacks come with the press: nobody has to look for a font on a Friday."""
    article = SampleArticle(body=WORLD, pictures=[], files={})
    build = built(write_workspace(tmp_path, [article], issue={"outputs": ["pdf"]}))
    assert [finding for finding in build.findings if finding.severity == "error"] == []
    assert build.exit_code == 0


def test_letters_no_font_has_are_named(tmp_path: Path) -> None:
    """One finding a script: its name, the letters, the article, a font that has them, and which setting makes it known."""
    article = SampleArticle(slug="far-shores", body="བོད, ᓄᓇᕗᑦ and \u9f98", pictures=[], files={})
    build = built(write_workspace(tmp_path, [article], issue={"outputs": ["pdf"]}))
    assert build.exit_code != 0
    lacking = {finding.message.partition(" ")[0]: finding for finding in build.findings if finding.code == "P002"}
    assert set(lacking) == {"Tibetan", "Canadian", "Chinese"}
    for finding in lacking.values():
        assert finding.severity == "error"
        assert finding.message.endswith("(in far-shores)")
        assert "[fonts]" in finding.hint
        assert 'dirs = ["fonts"]' in finding.hint
    assert "\u9f98 (U+9F98)" in lacking["Chinese"].message
    assert "Noto Sans Tibetan" in lacking["Tibetan"].hint


def test_words_of_ten_thousand_letters_are_printed(tmp_path: Path) -> None:
    """In the text, a caption and a summary: no box is wide enough, no format breaks."""
    word = "Donaudampfschifffahrt" * 477
    article = SampleArticle(
        body=f"{word}\n\n> {word[:5000]}\n\n| {word[:3000]} | b |\n|---|---|\n| c | d |\n\n![x](images/01.png)\n"
    )
    article.pictures[0]["caption"] = word[:4900]
    files = files_of(built(write_workspace(tmp_path, [article])))
    assert word in html.document_fromstring(files["web/low-water.html"].data).text_content()
    assert max(map(len, files["email.eml"].data.split(b"\r\n"))) <= 998


def test_marks_of_direction_and_joining_do_not_hide_a_credit(tmp_path: Path) -> None:
    """Isolates, LRM, ZWNJ are part of how languages are written: printed, and no reason to fail."""
    name = "Ada \u2067Quill\u2069 \u200emark\u200f and zero\u200cwidth"
    files = files_of(built(write(tmp_path, name)))
    assert html.document_fromstring(files["web/index.html"].data).text_content().count(name) > 10


if sys.platform == "win32":  # no SIGALRM there
    pytestmark = pytest.mark.skip("POSIX signals stop what hangs")
